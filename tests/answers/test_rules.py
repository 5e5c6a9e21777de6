"""The rules on answers: what counts as answered, private, and ready for a draft."""

import pytest
from pydantic import TypeAdapter

from workbook.answers.model import Answer, Answers
from workbook.answers.rules import draft, is_answered, is_private, missing_for_draft, progress
from workbook.questions.kinds import LongText, Question

CHOICES = [{"value": "go", "label": "Go now"}, {"value": "wait", "label": "Wait"}]


def asked(key: str, kind: str = "text", **more: object) -> Question:
    said = {"key": key, "kind": kind, "title": f"{key}?", **more}
    return TypeAdapter(Question).validate_python(said)


def answers(**kept: object) -> Answers:
    """Return answers in which `a_b="…"` answers a.b; an Answer or a dict of one is taken as it is."""
    made = {
        key.replace("_", ".", 1): value if isinstance(value, Answer) else Answer(value=value)
        for key, value in kept.items()
    }
    return Answers(workbook="w", answers=made)


def rows(*values: dict) -> Answer:
    kept = {f"r{n}": {"value": value, "revision": n, "at": ""} for n, value in enumerate(values)}
    return Answer.model_validate({"order": list(kept), "rows": kept})


def test_a_table_is_answered_once_a_row_says_something() -> None:
    table = asked("t.t", "table", columns=[{"key": "what", "kind": "line", "title": "What"}])
    assert not is_answered(table, answers())
    assert not is_answered(table, answers(t_t=rows({"what": " "})))
    assert is_answered(table, answers(t_t=rows({"what": " "}, {"what": "x"})))


def test_progress_counts_answers_and_not_blanks() -> None:
    questions = [asked("a.one"), asked("a.two"), asked("a.three", "number")]
    assert progress(questions, answers(a_one="x", a_two=" ", a_three=0)) == (2, 3)


@pytest.mark.parametrize("content", [True, False])
@pytest.mark.parametrize(("mark", "private"), [(None, None), (True, True), (False, False)])
def test_the_persons_mark_outweighs_the_contents(content: bool, mark, private) -> None:
    question = asked("a.b", private=content)
    kept = answers(a_b=Answer(value="x", private=mark))
    assert is_private(question, kept) is (content if private is None else private)


@pytest.fixture
def statement() -> LongText:
    made = asked("a.s", draft=["Because {a.why}.", "I bring {a.what}, {a.how}.", "I {a.what}."])
    assert isinstance(made, LongText)
    return made


OTHERS = {key: asked(key) for key in ("a.why", "a.what", "a.how")}


def test_a_draft_takes_the_sentences_whose_answers_are_all_there(statement: LongText) -> None:
    assert draft(statement, answers(), OTHERS) == ""
    assert draft(statement, answers(a_why="x", a_how="z"), OTHERS) == "Because x."
    assert draft(statement, answers(a_what="y", a_how="z"), OTHERS) == "I bring y, z.\n\nI y."


def test_a_draft_takes_words_as_they_stand_without_a_second_full_stop(statement: LongText) -> None:
    assert draft(statement, answers(a_why=r"{a.how} \1 of it. "), OTHERS) == r"Because {a.how} \1 of it."


def test_a_draft_names_what_it_still_waits_for(statement: LongText) -> None:
    assert missing_for_draft(statement, answers(a_what="y"), OTHERS) == [OTHERS["a.why"], OTHERS["a.how"]]
    assert missing_for_draft(statement, answers(a_what="y", a_why="x", a_how="z"), OTHERS) == []


def test_a_draft_leaves_out_what_the_person_marked_private(statement: LongText) -> None:
    kept = answers(a_why=Answer(value="my boss", private=True), a_what="y", a_how="z")
    assert draft(statement, kept, OTHERS) == "I bring y, z.\n\nI y."
