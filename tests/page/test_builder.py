"""What pages are made of follows the answers: offers, actions, overviews, tallies; and keeps none of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from workbook.answers.model import Answers, Edit
from workbook.charts import History
from workbook.errors import ContentError, WorkbookError
from workbook.export import pdf
from workbook.export.files import ExportFile
from workbook.page import builder as parts
from workbook.page.builder import Parts
from workbook.page.session import Session
from workbook.phrases.sentences import sentences
from workbook.questions.catalogue import Catalogue, catalogue
from workbook.questions.kinds import Question, Weights
from workbook.questions.steps import Action, Asked, Faq, FirstPass, Role, Roles, Section, Step, Stop
from workbook.questions.values import Choice
from workbook.store import AnswerFile
from workbook.widgets import ActionView, ChartView, Download, Field, OverviewView, Part, Prose
from workbook.widgets.sheet import Sheet

TODAY = date(2026, 3, 3)
CANARY = "canary-4711"
LOG = {
    "kind": "table",
    "columns": [
        {"key": "did", "kind": "text", "title": "Did"},
        {"key": "on", "kind": "date", "title": "On"},
        {"key": "came", "kind": "text", "title": "Came"},
    ],
    "due": {"day": "on", "noun": "Look at", "what": "did"},
}
STORIES = {
    "kind": "table",
    "columns": [
        {"key": "what", "kind": "line", "title": "What"},
        {"key": "like", "kind": "line", "title": "Like", "suggest": "what"},
    ],
    "offers": [{"source": "fit.log", "say": "Start a story", "take": {"what": "{did}"}}],
}
PLAN = {
    "kind": "table",
    "columns": [
        {"key": "name", "kind": "line", "title": "Name"},
        {"key": "due", "kind": "date", "title": "Due"},
    ],
    "takes": {"what": "name", "by": "due"},
}
KINDS: dict[str, dict[str, Any]] = {
    "why": {"kind": "text", "minutes": 3},
    "log": LOG,
    "stories": STORIES,
    "next": {"kind": "line", "by": "fit.by", "recall": ("fit.why",), "minutes": 1},
    "by": {"kind": "date"},
    "plan": PLAN,
}


def asked(**kinds: dict[str, Any]) -> Catalogue:
    """A workbook with a section for each of these questions, and points for two roles in another step."""
    choices = (Choice(value="pay", label="Pay"), Choice(value="rest", label="Rest"))
    points = Weights(key="end.weights", kind="weights", title="Points?", choices=choices)
    made = [
        TypeAdapter(Question).validate_python({"key": f"fit.{name}", "title": f"{name}?", **kind})
        for name, kind in kinds.items()
    ]
    both = Section(key="fit.both", title="Why and by when", questions=(made.pop(0), made.pop(3)))
    sections = (both, *(Section(key=one.key, title=one.title, questions=(one,)) for one in made))
    action = Action(key="fit.ask", title="Ask an engineer", days=7)
    fit = Step(name="01_fit", key="fit", title="Fit", short="Fit", sections=sections, actions=(action,))
    last = Section(key="end.roles", title="Roles", questions=(points,))
    end = Step(name="02_end", key="end", title="End", short="End", sections=(last,))
    roles = tuple(
        Role(key=key, title=key, about="x", scores={"pay": 5, "rest": 5}) for key in ("tpm", "engineer")
    )
    stops = (
        Stop(key="fit.why", say="Say why", minutes=3),
        Stop(key="end.weights", say="Give points", minutes=2),
    )
    first = FirstPass(lead="Go.", done="Gone.", stops=stops)
    return Catalogue((fit, end), Roles(question="end.weights", roles=roles), first)


@pytest.fixture
def session(store: AnswerFile, monkeypatch: pytest.MonkeyPatch) -> Session:
    monkeypatch.setattr(parts, "today", lambda: TODAY)
    return Session(store, asked(**KINDS))


@pytest.fixture
def made(session: Session) -> Parts:
    return Parts(session)


class Page:
    """A part as its page sees it: what the page says, and all that it has heard."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.heard: list[dict[str, Any]] = []
        part.send = lambda content, _buffers=None: self.heard.append(content)

    def say(self, kind: str, **more: Any) -> None:
        self.part.hear({"id": 1, "type": kind, **more})

    def edit(self, value: Any, row: str | None = None) -> None:
        self.say("edit", client="c", edit={"value": value, "row": row, "base": 0})

    def told(self, kind: str) -> list[dict[str, Any]]:
        return [message for message in self.heard if message["type"] == kind]


def of(kind: type, block: Part) -> Any:
    """Return the one part of a kind in a block."""
    (one,) = [one for one in block.within() if isinstance(one, kind)]
    return one


def field(made: Parts, key: str) -> Page:
    return Page(of(Field, made.section(f"fit.{key}")))


def words(block: Part) -> str:
    return "\n".join(one.html for one in block.within() if isinstance(one, Prose))


def plan(session: Session) -> list[dict[str, Any]]:
    return [row.value for _, row in session.answer("fit.plan").in_order()]


# What is given to a field


def offers(page: Page) -> list[str]:
    (offer,) = page.told("given")[-1]["offers"]
    return [start["label"] for start in offer["starts"]]


def test_a_row_that_was_offered_leaves_the_offer_of_every_field_once_it_is_saved(
    session: Session, made: Parts
) -> None:
    one, other = field(made, "stories"), field(made, "stories")
    for page in (one, other):
        page.say("hello")
        assert offers(page) == []
    for row, did in (("r1", "Moved a night"), ("r2", "Drew a map")):
        session.edit(Edit("fit.log", {"did": did}, row=row))
    assert offers(one) == offers(other) == ["Moved a night", "Drew a map"]
    one.edit({"what": "Moved a night", "from": "fit.log/r1"}, row="s1")
    assert one.told("saved")
    assert offers(one) == offers(other) == ["Drew a map"]


def test_an_offer_carries_what_its_button_needs(session: Session, made: Parts) -> None:
    session.edit(Edit("fit.log", {"did": "Moved a night"}, row="r1"))
    page = field(made, "stories")
    page.say("hello")
    assert page.told("given")[0]["offers"] == [
        {
            "say": "Start a story",
            "source": "fit.log",
            "starts": [
                {"origin": "fit.log/r1", "label": "Moved a night", "value": {"what": "Moved a night"}}
            ],
            "shown": "",
        }
    ]


def test_an_offer_from_a_private_answer_says_that_others_would_see_it_here(
    session: Session, made: Parts
) -> None:
    session.edit(Edit("fit.log", {"did": "Moved a night"}, row="r1"))
    page = field(made, "stories")
    page.say("hello")

    def said() -> str:
        (offer,) = page.told("given")[-1]["offers"]
        return str(offer["shown"])

    session.edit(Edit("fit.log", value=True, action="mark"))
    assert said() == sentences().action.shown_here
    session.edit(Edit("fit.stories", value=True, action="mark"))
    assert said() == ""


def test_a_name_that_was_written_is_suggested_at_once(session: Session, made: Parts) -> None:
    page = field(made, "stories")
    page.say("hello")
    session.edit(Edit("fit.stories", {"what": "Clocks"}, row="s1"))
    assert page.told("given")[-1]["suggest"] == {"like": ["Clocks"]}


def test_what_is_recalled_says_where_it_was_written(session: Session, made: Parts) -> None:
    page = field(made, "next")
    page.say("hello")
    assert page.told("given")[-1]["recall"] == []
    session.edit(Edit("fit.why", "Because."))
    assert page.told("given")[-1]["recall"] == [
        {"key": "fit.why", "title": "why?", "words": "Because.", "notebook": "01_fit.ipynb"}
    ]


def test_a_field_is_not_told_what_it_is_given_before_a_page_has_asked(session: Session, made: Parts) -> None:
    page = field(made, "stories")
    session.edit(Edit("fit.log", {"did": "A"}, row="r1"))
    assert page.heard == []
    page.say("hello")
    assert [message["type"] for message in page.heard] == ["answer", "given"]


def test_a_field_is_told_what_it_is_given_only_when_that_has_changed(session: Session, made: Parts) -> None:
    page = field(made, "stories")
    page.say("hello")
    session.edit(Edit("fit.log", {"did": "A"}, row="r1"))
    assert len(page.told("given")) == 2
    session.edit(Edit("fit.log", {"did": "A", "came": "x"}, row="r1"))  # no part of what is taken
    session.edit(Edit("fit.why", "So"))
    assert len(page.told("given")) == 2
    session.edit(Edit("fit.log", {"did": "B", "came": "x"}, row="r1"))
    assert len(page.told("given")) == 3


def test_what_another_program_saved_is_given_too(session: Session, made: Parts, home: Path) -> None:
    page = field(made, "stories")
    page.say("hello")
    AnswerFile(home).put_row("fit.log", "r1", {"did": "A"})
    session.refresh()
    assert offers(page) == ["A"]


# Into the plan


def test_an_action_comes_into_the_plan_once(session: Session, made: Parts) -> None:
    session.edit(Edit("fit.next", "Ask R."))
    session.edit(Edit("fit.by", "2026-03-10"))
    page = field(made, "next")
    page.say("hello")
    assert page.told("given")[-1]["plan"] == "open"
    for _ in range(2):
        page.say("plan")
        assert page.told("given")[-1]["plan"] == "taken"
        assert plan(session) == [{"name": "Ask R.", "due": "2026-03-10", "from": "fit.next/Ask R."}]


def test_a_private_action_says_that_others_would_see_it_in_the_plan(session: Session, made: Parts) -> None:
    session.edit(Edit("fit.next", "Ask R."))
    page = field(made, "next")
    page.say("hello")
    assert page.told("given")[-1]["shown"] == ""
    session.edit(Edit("fit.next", value=True, action="mark"))
    assert page.told("given")[-1]["shown"] == sentences().action.shown_in_plan
    session.edit(Edit("fit.plan", value=True, action="mark"))
    assert page.told("given")[-1]["shown"] == ""


def test_an_action_that_was_changed_comes_into_the_plan_beside_the_old_one(
    session: Session, made: Parts
) -> None:
    page = field(made, "next")
    session.edit(Edit("fit.by", "2026-03-09"))
    for words in ("Ask R.", "Ask S."):
        session.edit(Edit("fit.next", words))
        page.say("plan")
    assert [(row["name"], row["due"]) for row in plan(session)] == [
        ("Ask R.", "2026-03-09"),
        ("Ask S.", "2026-03-09"),
    ]


def test_an_action_without_a_day_is_asked_for_one_and_does_not_come_into_the_plan(
    session: Session, made: Parts
) -> None:
    page = field(made, "next")
    session.edit(Edit("fit.next", "Ask R."))
    page.say("plan")
    assert plan(session) == []
    assert page.heard[-1]["type"] == "refused"
    assert "Give the action a day first, under “by?”" in page.heard[-1]["reason"]


def test_a_page_hears_that_its_action_has_a_day_now(session: Session, made: Parts) -> None:
    page = field(made, "next")
    session.edit(Edit("fit.next", "Ask R."))
    page.say("hello")
    session.edit(Edit("fit.by", "2026-03-09"))
    assert [given["by"] for given in page.told("given")] == [None, "2026-03-09"]


def test_an_action_in_the_plan_says_by_which_day_it_stands_there(session: Session, made: Parts) -> None:
    page = field(made, "next")
    page.say("hello")
    session.edit(Edit("fit.by", "2026-03-09"))
    session.edit(Edit("fit.next", "Ask R."))
    page.say("plan")
    session.edit(Edit("fit.by", "2026-03-12"))
    given = [one for one in page.heard if one["type"] == "given"][-1]
    assert (given["plan"], given["taken"]) == ("taken", "In your plan, due 9 Mar 2026")


@pytest.mark.parametrize("words", [None, "", "  "])
def test_an_action_without_words_does_not_come_into_the_plan(
    words: str | None, session: Session, made: Parts
) -> None:
    if words is not None:
        session.edit(Edit("fit.next", words))
    page = field(made, "next")
    page.say("plan")
    assert plan(session) == []


def test_what_is_no_action_does_not_come_into_the_plan(session: Session, made: Parts) -> None:
    session.edit(Edit("fit.log", {"did": "A"}, row="r1"))
    page = field(made, "log")
    page.say("plan")
    assert plan(session) == []
    assert page.told("refused") == []


def test_a_suggested_action_comes_into_the_plan_once_within_its_days(session: Session, made: Parts) -> None:
    view = of(ActionView, made.action("fit.ask"))
    page = Page(view)
    assert (view.title, view.label) == ("Ask an engineer", sentences().action.label)
    page.say("hello")
    assert page.told("given")[-1]["plan"] == "open"
    for _ in range(2):
        page.say("plan")
        assert page.told("given")[-1]["plan"] == "taken"
        assert plan(session) == [{"name": "Ask an engineer", "due": "2026-03-10", "from": "fit.ask"}]


def test_a_suggested_action_stays_in_the_plan_after_a_restart_and_leaves_it_when_it_is_deleted(
    session: Session, made: Parts, home: Path
) -> None:
    Page(of(ActionView, made.action("fit.ask"))).say("plan")
    later = Session(AnswerFile(home), session.catalogue)
    page = Page(of(ActionView, Parts(later).action("fit.ask")))
    page.say("hello")
    assert page.told("given")[-1]["plan"] == "taken"
    (row,) = later.answer("fit.plan").rows
    later.edit(Edit("fit.plan", row=row, action="delete"))
    assert page.told("given")[-1]["plan"] == "open"


def test_where_there_is_no_plan_an_action_is_refused_with_a_sentence(store: AnswerFile) -> None:
    unplanned = {key: kind for key, kind in PLAN.items() if key != "takes"}
    session = Session(store, asked(**KINDS | {"plan": unplanned}))
    page = Page(of(ActionView, Parts(session).action("fit.ask")))
    page.say("plan")
    assert [message["reason"] for message in page.told("refused")] == [
        "There is no plan that could take this."
    ]
    assert plan(session) == []


def test_only_an_action_has_words_for_a_button(made: Parts) -> None:
    buttons = {
        key: field(made, key).part.state()["question"].get("plan")
        for key in ("next", "log", "stories", "plan")
    }
    assert buttons == {
        "next": sentences().action.model_dump(), "log": None, "stories": None, "plan": None,
    }  # fmt: skip


# The first pass


def test_a_stop_of_the_first_pass_says_which_it_is_and_what_comes_next(made: Parts) -> None:
    said = {
        one.question.key: one.state()["question"].get("stop")
        for key in ("fit.both", "end.roles", "fit.log")
        for one in made.section(key).within()
        if isinstance(one, Field)
    }
    assert said == {
        "fit.why": {
            "number": 1,
            "of": 2,
            "next": {"key": "end.weights", "say": "Give points", "notebook": "02_end.ipynb"},
        },
        "end.weights": {"number": 2, "of": 2, "next": None},
        "fit.by": None,
        "fit.log": None,
    }


def test_the_last_stop_leads_back_to_the_path_and_what_it_has_come_to(home: Path) -> None:
    made = Parts(Session(AnswerFile(home), catalogue()))
    last = catalogue().first.stops[-1]
    (stop,) = (
        one.state()["question"]["stop"]
        for one in made.section("fit.next").within()
        if isinstance(one, Field) and one.question.key == last.key
    )
    path = of(OverviewView, made.overview("first"))
    assert stop["next"] == {"key": path.place, "say": catalogue().first.back, "notebook": "00_start.ipynb"}
    assert path.place.split(".")[0] == catalogue().steps[0].key


# Charts


def test_the_action_below_a_chart_is_put_into_the_plan_from_there(
    store: AnswerFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "today", lambda: TODAY)
    session = Session(store, catalogue())
    session.edit(Edit("interview.stories", {"title": "Freeze", "skills": ["risk"]}, row="s1"))
    page = Page(of(ChartView, Parts(session).chart("coverage")))
    page.say("draw")
    drawn = page.heard[-1]
    assert (drawn["type"], drawn["plan"]) == ("chart", "open")
    page.part.hear({"type": "plan", "action": drawn["action"]})
    (row,) = session.answer("plan.milestones").rows.values()
    assert (row.value["name"], row.value["due"]) == (drawn["action"], "2026-03-10")
    assert page.heard[-1] == {"type": "given", "action": drawn["action"], "plan": "taken", "shown": ""}
    session.edit(Edit("interview.stories", value=True, action="mark"))
    assert page.heard[-1]["shown"] == sentences().action.shown_in_plan


@pytest.mark.parametrize("over", [{"status": "done"}, {"status": "dropped"}, {"done_on": "2026-03-09"}])
def test_a_chart_suggests_the_next_action_when_one_is_over(store: AnswerFile, over: dict[str, str]) -> None:
    session = Session(store, catalogue())
    session.edit(Edit("interview.stories", {"title": "Freeze", "skills": ["risk"]}, row="s1"))
    page = Page(of(ChartView, Parts(session).chart("coverage")))
    page.say("draw")
    first = page.heard[-1]["action"]
    page.part.hear({"type": "plan", "action": first})
    ((name, row),) = session.answer("plan.milestones").rows.items()
    session.edit(Edit("plan.milestones", {**row.value, **over}, row=name))
    said = page.heard[-1]
    assert (said["type"], said["plan"]) == ("given", "open")
    assert said["action"] not in ("", first)


def test_when_all_suggestions_are_over_they_begin_again_with_rows_of_their_own(store: AnswerFile) -> None:
    session = Session(store, catalogue())
    stories = [skill.value for skill in catalogue().question("interview.stories").column("skills").choices]
    session.edit(Edit("interview.stories", {"title": "Freeze", "skills": stories}, row="s1"))
    page = Page(of(ChartView, Parts(session).chart("coverage")))
    page.say("draw")
    taken = []
    for _ in range(5):
        taken.append(page.heard[-1]["action"])
        page.part.hear({"type": "plan", "action": taken[-1]})
        for name, row in session.answer("plan.milestones").rows.items():
            session.edit(Edit("plan.milestones", {**row.value, "status": "done"}, row=name))
    one, other = taken[:2]
    assert one != other
    assert taken == [one, other, one, other, one]
    assert len(session.answer("plan.milestones").rows) == 5


def test_a_chart_is_drawn_again_when_an_answer_changes_that_it_is_drawn_from(store: AnswerFile) -> None:
    session = Session(store, catalogue())
    page = Page(of(ChartView, Parts(session).chart("plan")))
    page.say("draw")
    assert page.heard[-1]["type"] == "no-chart"
    assert page.heard[-1]["notebook"] == "02_plan.ipynb"
    session.edit(Edit("plan.milestones", {"name": "Charter", "due": "2026-04-01"}, row="m1"))
    assert page.heard[-1]["type"] == "chart"
    session.edit(Edit("plan.date", "2027-03-01"))
    assert "The official move" in page.heard[-1]["wide"]
    before = len(page.heard)
    session.edit(Edit("fit.why", "Because."))
    assert len(page.heard) == before


def test_a_chart_without_answers_is_no_file(store: AnswerFile) -> None:
    page = Page(of(ChartView, Parts(Session(store, catalogue())).chart("time")))
    page.part.hear({"type": "save", "form": "svg"})
    assert page.heard[-1]["type"] == "refused"
    assert page.heard[-1]["reason"].startswith("Rate a first skill")


# Tallies


def test_the_tally_of_a_section_follows_its_answers_and_no_others(session: Session, made: Parts) -> None:
    block, other = made.section("fit.both"), made.section("fit.next")
    assert ">0 of 2 answered · about 5 minutes left<" in words(block)
    session.edit(Edit("fit.why", "So"))
    assert ">1 of 2 answered · about 2 minutes left<" in words(block)
    assert ">0 of 1 answered · about 1 minute left<" in words(other)
    session.edit(Edit("fit.by", "2026-03-10"))
    assert ">2 of 2 answered<" in words(block)
    session.edit(Edit("fit.why", " "))
    assert ">1 of 2 answered · about 3 minutes left<" in words(block)


# Overviews


def test_an_overview_is_told_when_it_has_changed_and_only_then(session: Session, made: Parts) -> None:
    page = Page(of(OverviewView, made.overview("due")))
    session.edit(Edit("fit.log", {"did": "A", "on": "2026-03-05"}, row="r1"))
    assert page.heard == [], "no page has asked yet"
    page.say("hello")
    session.edit(Edit("fit.why", "So"))
    session.edit(Edit("fit.log", {"did": "A", "on": "2026-03-05"}, row="r1"))
    assert [message["say"] for message in page.told("overview")] == [
        "Nothing is late. One is due within a week."
    ]
    session.edit(Edit("fit.log", {"did": "A", "on": "2026-03-02"}, row="r1"))
    assert [message["say"] for message in page.told("overview")][1:] == [
        "One thing is late. Nothing is due within a week."
    ]


def test_an_overview_is_told_anew_to_each_page_that_asks(made: Parts) -> None:
    page = Page(of(OverviewView, made.overview("progress")))
    page.say("hello")
    page.say("hello")
    assert len(page.told("overview")) == 2
    assert page.heard[0] == page.heard[1]


def test_the_lines_of_an_overview_lead_to_a_question_or_a_step(session: Session, made: Parts) -> None:
    session.edit(Edit("fit.log", {"did": "A", "on": "2026-03-05"}, row="r1"))
    found = {}
    for name in ("due", "progress", "first"):
        page = Page(of(OverviewView, made.overview(name)))
        page.say("hello")
        found[name] = [(row["key"], row["notebook"]) for row in page.heard[0]["rows"]]
        assert page.heard[0]["title"] == sentences().overviews.titles[name]
    assert found == {
        "due": [("fit.log", "01_fit.ipynb")],
        "progress": [("fit", "01_fit.ipynb"), ("end", "02_end.ipynb")],
        "first": [("fit.why", "01_fit.ipynb"), ("end.weights", "02_end.ipynb")],
    }


# What there is not


@pytest.mark.parametrize(
    ("call", "wanted", "said"),
    [
        ("section", ("fit.no",), r"There is no section 'fit\.no'.*fit\.both"),
        ("action", ("fit.no",), r"There is no action 'fit\.no'.*fit\.ask"),
        ("overview", ("no",), r"There is no overview 'no'.*due"),
        ("download", ("docx",), r"There is no form 'docx'\. There are: pdf, markdown"),
        ("download", ("pdf", "boss"), r"There is no copy for 'boss'\. There are: me, mentor"),
        ("download", ("json", "manager"), "json is for yourself alone"),
    ],
)
def test_what_there_is_not_is_an_error_that_names_what_there_is(
    call: str, wanted: tuple[str, ...], said: str, made: Parts
) -> None:
    with pytest.raises(WorkbookError, match=said) as raised:
        getattr(made, call)(*wanted)
    assert isinstance(raised.value, ContentError) or call in ("overview", "download")


@pytest.mark.parametrize(
    ("audience", "name"),
    [
        ("me", "from-engineer-to-tpm.pdf"),
        ("mentor", "from-engineer-to-tpm-mentor.pdf"),
        ("manager", "from-engineer-to-tpm-manager.pdf"),
        ("interview", "from-engineer-to-tpm-interview.pdf"),
    ],
)
def test_a_download_for_each_reader_has_a_label_and_a_name_and_is_made_of_what_is_saved_now(
    audience: str, name: str, made: Parts, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def render(
        answers: Answers, book: Catalogue, *, today: date, audience: str, paper: str, history: History
    ) -> ExportFile:
        assert [version.value for version in history("fit.why")] == ["So"]
        return ExportFile(f"{answers.value('fit.why')}, {today}, {audience}, {paper}".encode())

    monkeypatch.setattr(pdf, "render", render)
    button = of(Download, made.download("pdf", audience))
    assert button.label == made._session.catalogue.copies[audience].download
    sent: list[tuple[dict[str, Any], list[bytes]]] = []
    button.send = lambda content, buffers: sent.append((content, buffers))
    AnswerFile(home).put("fit.why", "So")
    button.hear({"id": 1, "type": "make"})
    ((file, buffers),) = sent
    assert file["name"] == name
    assert buffers == [f"So, 2026-03-03, {audience}, a4".encode()]


# What people ask


def test_what_people_ask_is_text_and_no_html(made: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    said = Asked(question="Is <b> & bold?", answer="One <i>\nline.\n\nAnother & more.", source="A <book>")
    monkeypatch.setattr(parts, "load_faq", lambda: Faq(questions=(said, Asked(question="So?", answer="So."))))
    assert words(made.faq()) == (
        '<div class="tpm-faq">'
        "<details><summary>Is &lt;b&gt; &amp; bold?</summary>"
        "<p>One &lt;i&gt; line.</p><p>Another &amp; more.</p>"
        '<p class="tpm-help">A &lt;book&gt;</p></details>'
        "<details><summary>So?</summary><p>So.</p></details>"
        "</div>"
    )


def test_all_that_people_ask_is_shown_folded(made: Parts) -> None:
    shown = words(made.faq())
    assert shown.count("<details><summary>") == len(parts.load_faq().questions)
    assert "<details open" not in shown


# What a notebook keeps


def test_neither_overviews_nor_actions_nor_fields_keep_an_answer(session: Session, made: Parts) -> None:
    session.edit(Edit("fit.why", CANARY))
    session.edit(Edit("fit.log", {"did": CANARY, "on": "2026-03-05"}, row=CANARY))
    session.edit(Edit("fit.stories", {"what": CANARY, "like": CANARY}, row="s1"))
    session.edit(Edit("fit.next", CANARY))
    session.edit(Edit("fit.by", "2026-03-10"))
    blocks = [made.section(key) for key in ("fit.both", "fit.log", "fit.stories", "fit.next", "fit.plan")]
    blocks += [made.overview(name) for name in ("first", "due", "progress", "changed")]
    blocks.append(made.action("fit.ask"))
    views = [
        one
        for block in blocks
        for one in block.within()
        if isinstance(one, Field | OverviewView | ActionView)
    ]
    assert len(views) == 11
    pages = [Page(one) for one in views]
    for page in pages:
        page.say("hello")
        page.say("plan")
    assert sum(CANARY in str(page.heard) for page in pages) >= 5, "the canary is there to be found"
    assert len(plan(session)) == 2
    for block in blocks:
        sheet = Sheet(block)
        kept = f"{sheet.get_state()} {sheet!r} {sheet} {sheet._repr_mimebundle_()}"
        assert CANARY not in kept
        assert "2026-03-10" not in kept
