"""The content says what it should: every clause of the outline is asked, and asked well."""

import re
import shutil
from collections import Counter
from pathlib import Path

import pytest

from workbook.answers.model import Answer, Answers
from workbook.answers.rules import draft
from workbook.errors import ContentError
from workbook.questions.catalogue import CONTENT, catalogue, draft_keys
from workbook.questions.kinds import Day, Line, LongText, Question, Weights
from workbook.questions.tables import Ratings, Table

BOOK = catalogue()
QUESTIONS = BOOK.questions
FIT = BOOK.step("fit")

# What each step has to ask, clause by clause, and the questions that ask it.
OUTLINE = {
    "start": {
        "name, role, the role and level aimed at, date started": [
            "start.name",
            "start.role",
            "start.aim",
            "start.level",
            "start.since",
        ],
    },
    "fit": {
        "why, as a text": ["fit.why"],
        "which of them draws you": ["fit.draws"],
        "since when": ["fit.since"],
        "the project with several hats": ["fit.hats"],
        "program managers who impressed you": ["fit.impressed"],
        "what you would enjoy": ["fit.enjoy"],
        "what would be hard": ["fit.hard"],
        "pitfalls you had not thought of": ["fit.pitfalls", "fit.guard"],
        "how much of it you do already": ["fit.hours"],
        "energy log": ["fit.energy"],
        "the log against the reasons": ["fit.pattern"],
        "your own weights": ["fit.weights"],
        "what tips it": ["fit.tips"],
        "what would change your mind": ["fit.change"],
        "superficial reasons, named": ["fit.superficial"],
        "what would still be true after the move": ["fit.after"],
        "what would make you stop": ["fit.stop"],
        "explained to an engineer": ["fit.to_engineer"],
        "explained to your manager": ["fit.to_manager"],
        "explained to someone outside tech": ["fit.to_outsider"],
        "the value you would bring": ["fit.value"],
        "long-term goals": ["fit.goals"],
        "work-life balance": ["fit.life"],
        "the market: what you looked up, and when": ["fit.market"],
        "problem-solving": ["fit.solving"],
        "deciding with half the facts": ["fit.deciding"],
        "working under pressure": ["fit.pressure"],
        "success measured by business outcomes": ["fit.outcomes"],
        "go, try first, not now": ["fit.decision"],
        "confidence": ["fit.confidence"],
        "revisit date": ["fit.revisit"],
        "motivation statement": ["fit.statement"],
        "a dated action and a person": ["fit.next", "fit.next_by", "fit.next_who"],
    },
    "plan": {
        "date of the official move": ["plan.date"],
        "what makes it that date": ["plan.date_why"],
        "best, likely and worst case": ["plan.best", "plan.likely", "plan.worst"],
        "work breakdown": ["plan.milestones"],
        "if-then plans": ["plan.ifthen"],
        "premortem": ["plan.premortem"],
        "risk register": ["plan.risks"],
        "sharing ledger": ["plan.shared"],
        "who in the circle may know someone, or have the role": ["plan.circle"],
        "check-in rhythm, weekly, Monday": ["plan.rhythm", "plan.weekday"],
        "planned against done, ending in a changed or confirmed plan": ["plan.checkins"],
        "a dated action and a person": ["plan.next", "plan.next_by", "plan.next_who"],
    },
    "program": {
        "the technical T": ["program.domains"],
        "collaboration, estimation and scheduling you do": ["program.collaboration", "program.scheduling"],
        "a bigger program in your own domain": ["program.bigger"],
        "what you would hand over for it": ["program.handover"],
        "two-week trials": ["program.trials"],
        "TPMs to help": ["program.tpms"],
        "percent of time asked for": ["program.percent"],
        "what the team gets": ["program.gets"],
        "objections": ["program.objections"],
        "the agreed outcome": ["program.agreed"],
        "courses": ["program.courses"],
        "practice log": ["program.log"],
        "artefacts from real work": ["program.artefacts"],
        "a dated action and a person": ["program.next", "program.next_by", "program.next_who"],
    },
    "people": {
        "which would you work on first": ["people.first"],
        "what would a colleague see change": ["people.seen"],
        "ladder from small to large rooms": ["people.rooms"],
        "each audience: what, in what form, how often": ["people.audiences"],
        "one message rewritten for two": ["people.message", "people.message_one", "people.message_two"],
        "learning by watching": ["people.watching"],
        "asking for feedback": ["people.feedback"],
        "a dated action and a person": ["people.next", "people.next_by", "people.next_who"],
    },
    "mentors": {
        "what you want from a mentor": ["mentors.kind", "mentors.want"],
        "map of people": ["mentors.people"],
        "one question, two mentors, side by side": ["mentors.same"],
        "first message": ["mentors.message"],
        "events and communities": ["mentors.events"],
        "giving back": ["mentors.giving"],
        "a dated action and a person": ["mentors.next", "mentors.next_by", "mentors.next_who"],
    },
    "growth": {
        "the check-in of twelve skills": ["growth.checkin"],
        "what to work on, and when to look again": ["growth.focus", "growth.again"],
        "a dated action and a person": ["growth.next", "growth.next_by", "growth.next_who"],
    },
    "interview": {
        "story bank": ["interview.stories"],
        "the motivation statement": ["interview.motivation"],
        "why not EM, why not stay an engineer": ["interview.not_em", "interview.not_engineer"],
        "system-level questions": ["interview.system"],
        "kick-off": ["interview.kickoff"],
        "slipping dependency": ["interview.slip"],
        "conflict of priorities": ["interview.priorities"],
        "cutting scope": ["interview.scope"],
        "incident": ["interview.incident"],
        "stopping a program": ["interview.stopping"],
        "behavioural questions": ["interview.behavioural"],
        "per company": ["interview.companies"],
        "a dated action and a person": ["interview.next", "interview.next_by", "interview.next_who"],
    },
    "book": {
        "questions to discuss": ["book.discuss"],
        "a dated action and a person": ["book.next", "book.next_by", "book.next_who"],
    },
}
# The columns that the outline names, in its words where they are short.
COLUMNS = {
    "fit.energy": ["date", "task", "energy", "kind"],
    "plan.milestones": ["name", "why", "start", "due", "status", "done_on", "after", "notes"],
    "plan.ifthen": ["milestone", "situation", "action"],
    "plan.risks": ["reason", "likelihood", "impact", "now", "trigger"],
    "plan.shared": ["who", "relation", "shared", "answer", "next"],
    "plan.checkins": ["date", "planned", "done", "outcome", "change"],
    "program.domains": ["domain", "depth", "lets"],
    "program.trials": ["hypothesis", "do", "ifthen", "stop", "review", "learnt"],
    "program.tpms": ["who", "runs", "offered", "came"],
    "program.courses": ["what", "why", "where", "by", "used"],
    "program.log": ["date", "skills", "situation", "task", "action", "result", "differently"],
    "people.rooms": ["date", "audience", "aim", "well", "next"],
    "people.audiences": ["audience", "need", "form", "often"],
    "people.watching": ["who", "did", "try_on", "went"],
    "people.feedback": ["who", "task", "ask_on", "question", "said", "change"],
    "mentors.people": ["name", "role", "kind", "tie", "differs", "last", "ask", "next", "thanked"],
    "mentors.same": ["question", "first", "second", "first_said", "second_said", "mine"],
    "mentors.events": ["what", "date", "met", "follow_up", "followed"],
    "growth.checkin": ["date", "by", "skill", "evidence", "level", "confidence", "target", "back"],
    "interview.stories": [
        "title",
        "skills",
        "serves",
        "situation",
        "task",
        "action",
        "result",
        "minutes",
        "used",
    ],
    "interview.companies": ["company", "means", "ask", "by", "found"],
}
CHOICES = {
    ("plan.milestones", "status"): ["not_started", "in_progress", "done", "dropped"],
    ("mentors.people", "kind"): ["mentor", "sponsor", "peer", "tpm"],
    ("interview.stories", "serves"): ["technical", "program", "behavioural"],
    ("people.first", ""): [
        "presenting",
        "speaking",
        "writing",
        "listening",
        "conflict",
        "influence",
        "facilitating",
    ],
    ("program.artefacts", "kind"): ["charter", "breakdown", "raid", "status", "retro", "other"],
}


def answered(**values: str) -> Answers:
    """Return answers in which `fit__why="…"` answers fit.why."""
    kept = {key.replace("__", "."): Answer(value=value) for key, value in values.items()}
    return Answers(workbook="w", answers=kept)


def statement() -> LongText:
    question = BOOK.question("fit.statement")
    assert isinstance(question, LongText)
    return question


def drafted(answers: Answers) -> str:
    return draft(statement(), answers, {question.key: question for question in QUESTIONS})


def by_key(question: Question) -> str:
    return question.key


@pytest.mark.parametrize("question", QUESTIONS, ids=by_key)
def test_every_question_has_help_a_reason_and_minutes(question: Question) -> None:
    assert question.help
    assert question.why
    assert "minutes" in question.model_fields_set


@pytest.mark.parametrize("question", [one for one in QUESTIONS if isinstance(one, LongText)], ids=by_key)
def test_every_text_question_shows_a_specific_and_a_vague_answer(question: LongText) -> None:
    assert question.specific
    assert question.vague
    assert len(question.specific) > len(question.vague)


def test_no_two_questions_share_a_title() -> None:
    titles = [question.title for question in QUESTIONS]
    assert len(titles) == len(set(titles))


@pytest.mark.parametrize("question", QUESTIONS, ids=by_key)
def test_a_title_is_a_question_that_stands_by_itself(question: Question) -> None:
    assert question.title.endswith("?")
    assert len(question.title) <= 90


def test_keys_begin_with_the_key_of_their_step() -> None:
    for step in BOOK.steps:
        keys = [section.key for section in step.sections] + [question.key for question in step.questions]
        assert [key for key in keys if not key.startswith(f"{step.key}.")] == []


@pytest.mark.parametrize(("step", "clause"), [(step, clause) for step in OUTLINE for clause in OUTLINE[step]])
def test_every_clause_of_the_outline_is_asked(step: str, clause: str) -> None:
    asked = {question.key for question in BOOK.step(step).questions}
    assert [key for key in OUTLINE[step][clause] if key not in asked] == []


def test_the_steps_are_those_of_the_outline_in_its_order() -> None:
    assert [step.key for step in BOOK.steps] == list(OUTLINE)


@pytest.mark.parametrize("step", OUTLINE)
def test_a_step_asks_nothing_that_the_outline_lacks(step: str) -> None:
    listed = {key for keys in OUTLINE[step].values() for key in keys}
    assert {question.key for question in BOOK.step(step).questions} == listed


@pytest.mark.parametrize("key", COLUMNS)
def test_a_table_has_the_columns_of_the_outline(key: str) -> None:
    table = BOOK.question(key)
    assert isinstance(table, Table)
    assert [column.key for column in table.columns] == COLUMNS[key]


@pytest.mark.parametrize(("key", "column"), CHOICES)
def test_a_choice_has_the_values_of_the_outline(key: str, column: str) -> None:
    asked = BOOK.question(key)
    asks = asked.column(column) if isinstance(asked, Table) else asked
    assert [choice.value for choice in asks.choices] == CHOICES[key, column]


def test_the_skills_are_twelve_in_three_groups_each_with_three_anchors() -> None:
    ratings = BOOK.question("growth.checkin")
    assert isinstance(ratings, Ratings)
    groups = Counter(skill.group for skill in ratings.skills)
    assert groups == {"program": 6, "technical": 2, "people": 4}
    assert list(ratings.groups) == ["program", "technical", "people"]
    anchors = [anchor for skill in ratings.skills for anchor in (skill.one, skill.three, skill.five)]
    assert len(set(anchors)) == 36
    assert [anchor for anchor in anchors if not 20 <= len(anchor) <= 220] == []


def test_the_practice_log_and_the_stories_know_the_same_skills_as_the_check_in() -> None:
    skills = [skill.key for skill in BOOK.question("growth.checkin").skills]
    for key in ("program.log", "interview.stories"):
        assert [choice.value for choice in BOOK.question(key).column("skills").choices] == skills


# The start page turns nothing into action: it only says who writes.
@pytest.mark.parametrize(
    "step", [step for step in BOOK.steps if step.key != "start"], ids=lambda step: step.key
)
def test_a_step_ends_with_a_date_and_a_person(step) -> None:
    last = step.sections[-1].questions
    assert any(isinstance(question, Day) for question in last)
    assert any(isinstance(question, Line) and "whom" in question.title.lower() for question in last)
    assert any(isinstance(question, Line) and question.by for question in last)


@pytest.mark.parametrize("table", [one for one in QUESTIONS if isinstance(one, Table)], ids=by_key)
def test_a_table_has_few_columns_with_short_titles(table: Table) -> None:
    assert 3 <= len(table.columns) <= 9
    assert [column.title for column in table.columns if len(column.title) > 20] == []


def test_what_a_manager_should_not_see_starts_out_private() -> None:
    private = {question.key for question in QUESTIONS if question.private}
    assert private >= {"fit.hard", "fit.energy", "fit.superficial", "fit.after", "fit.stop", "fit.confidence"}


def test_each_weaker_reason_asks_what_stays_and_can_stand_in_the_table() -> None:
    reasons = BOOK.question("fit.superficial").choices
    column = next(column for column in BOOK.question("fit.after").columns if column.key == "reason")
    named = [reason for reason in reasons if reason.value != "none"]
    assert [reason.value for reason in named] == ["status", "coding", "manager", "easier", "others"]
    assert [reason.value for reason in named if "still" not in reason.help.split(". ")[-1]] == []
    assert [(choice.value, choice.label) for choice in column.choices] == [
        (reason.value, reason.label) for reason in named
    ]


def test_the_statement_is_drafted_in_whole_sentences_from_good_answers() -> None:
    examples = {key.replace(".", "__"): BOOK.question(key).specific for key in draft_keys(statement())}
    paragraphs = drafted(answered(**examples)).split("\n\n")
    assert len(paragraphs) == len(statement().draft)
    for paragraph in paragraphs:
        assert re.fullmatch(r"[A-Z][^{}]*[^.]\.", paragraph)
        assert not re.search(r"  |\.\.| [.,;:]", paragraph)
    assert 170 <= len(" ".join(paragraphs).split()) <= 250  # ninety seconds, before it is cut


def test_the_statement_of_somebody_who_has_answered_nothing_is_empty() -> None:
    assert drafted(answered()) == ""


def test_a_reason_alone_is_a_statement_already() -> None:
    assert drafted(answered(fit__why="The call in March was mine.")) == "The call in March was mine."


def test_the_statement_takes_nothing_that_starts_out_private() -> None:
    assert [key for key in draft_keys(statement()) if BOOK.question(key).private] == []


@pytest.mark.parametrize(
    ("file", "right", "wrong"),
    [
        ("steps/01_fit.toml", "help", "hlep"),
        ("steps/01_fit.toml", "private", "privat"),
        ("steps/00_start.toml", "short", "shrt"),
        ("roles.toml", "about", "abuot"),
    ],
)
def test_a_misspelt_key_is_an_error_that_names_file_and_key(
    file: str, right: str, wrong: str, tmp_path: Path
) -> None:
    content = shutil.copytree(CONTENT, tmp_path / "content")
    words = (content / file).read_text("utf-8")
    (content / file).write_text(
        re.sub(rf"^{right} =", f"{wrong} =", words, count=1, flags=re.MULTILINE), "utf-8"
    )
    with pytest.raises(ContentError, match=rf"{Path(file).name}.*{wrong}|{Path(file).name}.*{right}"):
        catalogue(content)


def test_a_criterion_that_a_role_lacks_is_an_error_that_names_both(tmp_path: Path) -> None:
    content = shutil.copytree(CONTENT, tmp_path / "content")
    words = (content / "roles.toml").read_text("utf-8")
    (content / "roles.toml").write_text(words.replace("focus = ", "fokus = ", 1), "utf-8")
    with pytest.raises(ContentError, match=r"tpm and fit\.weights differ in: focus, fokus"):
        catalogue(content)


@pytest.mark.parametrize(
    ("winner", "points"),
    [
        ("tpm", {"across": 80, "order": 60, "business": 50}),
        ("em", {"growing": 80, "say": 60}),
        ("engineer", {"making": 80, "focus": 60}),
    ],
)
def test_each_role_wins_for_somebody(winner: str, points: dict[str, int]) -> None:
    weights = BOOK.question(BOOK.roles.question)
    assert isinstance(weights, Weights)
    given = {choice.value: points.get(choice.value, 25) for choice in weights.choices}
    scores = {
        role.key: 10 * sum(given[name] * value for name, value in role.scores.items()) / sum(given.values())
        for role in BOOK.roles.roles
    }
    assert all(scores[winner] > score + 5 for role, score in scores.items() if role != winner)


def test_equal_points_favour_no_role() -> None:
    sums = [sum(role.scores.values()) for role in BOOK.roles.roles]
    assert max(sums) - min(sums) <= 2


def test_every_role_rests_on_a_named_source() -> None:
    assert [role.key for role in BOOK.roles.roles] == ["tpm", "em", "engineer"]
    assert all(role.facts for role in BOOK.roles.roles)


@pytest.mark.parametrize(
    "file",
    [*sorted((CONTENT / "steps").glob("*.toml")), *sorted(CONTENT.glob("*.toml"))],
    ids=lambda f: f.name,
)
def test_the_words_stay_calm(file: Path) -> None:
    words = file.read_text("utf-8")
    assert "!" not in words
    assert words.lower().count("journey") <= 1
    assert not re.search("[—\U0001f300-\U0001faff]", words)
