"""A field takes from other answers and gives to the plan, and says where it is on the first pass."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbook.answers.model import Edit
from workbook.page.builder import Builder
from workbook.page.session import Session
from workbook.phrases.sentences import sentences
from workbook.questions.catalogue import catalogue
from workbook.store import AnswerFile
from workbook.widgets import Field, OverviewView

from .pages import Page, field, of, plan

CANARY = "canary-4711"


# What is given to a field


def offers(page: Page) -> list[str]:
    (offer,) = page.messages("given")[-1]["offers"]
    return [start["label"] for start in offer["starts"]]


def test_a_row_that_was_offered_leaves_the_offer_of_every_field_once_it_is_saved(
    session: Session, builder: Builder
) -> None:
    one, other = field(builder, "stories"), field(builder, "stories")
    for page in (one, other):
        page.say("hello")
        assert offers(page) == []
    for row, did in (("r1", "Moved a night"), ("r2", "Drew a map")):
        session.edit(Edit("fit.log", {"did": did}, row=row))
    assert offers(one) == offers(other) == ["Moved a night", "Drew a map"]
    one.edit({"what": "Moved a night", "from": "fit.log/r1"}, row="s1")
    assert one.messages("saved")
    assert offers(one) == offers(other) == ["Drew a map"]


def test_an_offer_carries_what_its_button_needs(session: Session, builder: Builder) -> None:
    session.edit(Edit("fit.log", {"did": "Moved a night"}, row="r1"))
    page = field(builder, "stories")
    page.say("hello")
    assert page.messages("given")[0]["offers"] == [
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
    session: Session, builder: Builder
) -> None:
    session.edit(Edit("fit.log", {"did": "Moved a night"}, row="r1"))
    page = field(builder, "stories")
    page.say("hello")

    def said() -> str:
        (offer,) = page.messages("given")[-1]["offers"]
        return str(offer["shown"])

    session.edit(Edit("fit.log", value=True, action="mark"))
    assert said() == sentences().action.shown_here
    session.edit(Edit("fit.stories", value=True, action="mark"))
    assert said() == ""


def test_a_name_that_was_written_is_suggested_at_once(session: Session, builder: Builder) -> None:
    page = field(builder, "stories")
    page.say("hello")
    session.edit(Edit("fit.stories", {"what": "Clocks"}, row="s1"))
    assert page.messages("given")[-1]["suggest"] == {"like": ["Clocks"]}


def test_what_is_recalled_says_where_it_was_written(session: Session, builder: Builder) -> None:
    page = field(builder, "next")
    page.say("hello")
    assert page.messages("given")[-1]["recall"] == []
    session.edit(Edit("fit.why", "Because."))
    assert page.messages("given")[-1]["recall"] == [
        {"key": "fit.why", "title": "why?", "words": "Because.", "notebook": "01_fit.ipynb"}
    ]


def test_a_field_is_not_told_what_it_is_given_before_a_page_has_asked(
    session: Session, builder: Builder
) -> None:
    page = field(builder, "stories")
    session.edit(Edit("fit.log", {"did": "A"}, row="r1"))
    assert page.heard == []
    page.say("hello")
    assert [message["type"] for message in page.heard] == ["answer", "given"]


def test_a_field_is_told_what_it_is_given_only_when_that_has_changed(
    session: Session, builder: Builder
) -> None:
    page = field(builder, "stories")
    page.say("hello")
    session.edit(Edit("fit.log", {"did": "A"}, row="r1"))
    assert len(page.messages("given")) == 2
    session.edit(Edit("fit.log", {"did": "A", "came": "x"}, row="r1"))  # no part of what is taken
    session.edit(Edit("fit.why", "So"))
    assert len(page.messages("given")) == 2
    session.edit(Edit("fit.log", {"did": "B", "came": "x"}, row="r1"))
    assert len(page.messages("given")) == 3


def test_what_another_program_saved_is_given_too(session: Session, builder: Builder, home: Path) -> None:
    page = field(builder, "stories")
    page.say("hello")
    AnswerFile(home).put_row("fit.log", "r1", {"did": "A"})
    session.refresh()
    assert offers(page) == ["A"]


# Into the plan


def test_an_action_comes_into_the_plan_once(session: Session, builder: Builder) -> None:
    session.edit(Edit("fit.next", "Ask R."))
    session.edit(Edit("fit.by", "2026-03-10"))
    page = field(builder, "next")
    page.say("hello")
    assert page.messages("given")[-1]["plan"] == "open"
    for _ in range(2):
        page.say("plan")
        assert page.messages("given")[-1]["plan"] == "taken"
        assert plan(session) == [{"name": "Ask R.", "due": "2026-03-10", "from": "fit.next/Ask R."}]


def test_a_private_action_says_that_others_would_see_it_in_the_plan(
    session: Session, builder: Builder
) -> None:
    session.edit(Edit("fit.next", "Ask R."))
    page = field(builder, "next")
    page.say("hello")
    assert page.messages("given")[-1]["shown"] == ""
    session.edit(Edit("fit.next", value=True, action="mark"))
    assert page.messages("given")[-1]["shown"] == sentences().action.shown_in_plan
    session.edit(Edit("fit.plan", value=True, action="mark"))
    assert page.messages("given")[-1]["shown"] == ""


def test_an_action_that_was_changed_comes_into_the_plan_beside_the_old_one(
    session: Session, builder: Builder
) -> None:
    page = field(builder, "next")
    session.edit(Edit("fit.by", "2026-03-09"))
    for words in ("Ask R.", "Ask S."):
        session.edit(Edit("fit.next", words))
        page.say("plan")
    assert [(row["name"], row["due"]) for row in plan(session)] == [
        ("Ask R.", "2026-03-09"),
        ("Ask S.", "2026-03-09"),
    ]


def test_an_action_without_a_day_is_asked_for_one_and_does_not_come_into_the_plan(
    session: Session, builder: Builder
) -> None:
    page = field(builder, "next")
    session.edit(Edit("fit.next", "Ask R."))
    page.say("plan")
    assert plan(session) == []
    assert page.heard[-1]["type"] == "refused"
    assert "Give the action a day first, under “by?”" in page.heard[-1]["reason"]


def test_a_page_hears_that_its_action_has_a_day_now(session: Session, builder: Builder) -> None:
    page = field(builder, "next")
    session.edit(Edit("fit.next", "Ask R."))
    page.say("hello")
    session.edit(Edit("fit.by", "2026-03-09"))
    assert [given["by"] for given in page.messages("given")] == [None, "2026-03-09"]


def test_an_action_in_the_plan_says_by_which_day_it_stands_there(session: Session, builder: Builder) -> None:
    page = field(builder, "next")
    page.say("hello")
    session.edit(Edit("fit.by", "2026-03-09"))
    session.edit(Edit("fit.next", "Ask R."))
    page.say("plan")
    session.edit(Edit("fit.by", "2026-03-12"))
    given = [one for one in page.heard if one["type"] == "given"][-1]
    assert (given["plan"], given["taken"]) == ("taken", "In your plan, due 9 Mar 2026")


@pytest.mark.parametrize("words", [None, "", "  "])
def test_an_action_without_words_does_not_come_into_the_plan(
    words: str | None, session: Session, builder: Builder
) -> None:
    if words is not None:
        session.edit(Edit("fit.next", words))
    page = field(builder, "next")
    page.say("plan")
    assert plan(session) == []


def test_what_is_no_action_does_not_come_into_the_plan(session: Session, builder: Builder) -> None:
    session.edit(Edit("fit.log", {"did": "A"}, row="r1"))
    page = field(builder, "log")
    page.say("plan")
    assert plan(session) == []
    assert page.messages("refused") == []


def test_only_an_action_has_words_for_a_button(builder: Builder) -> None:
    buttons = {
        key: field(builder, key).part.state()["question"].get("plan")
        for key in ("next", "log", "stories", "plan")
    }
    assert buttons == {
        "next": sentences().action.model_dump(), "log": None, "stories": None, "plan": None,
    }  # fmt: skip


# The first pass


def test_a_stop_of_the_first_pass_says_which_it_is_and_what_comes_next(builder: Builder) -> None:
    said = {
        one.question.key: one.state()["question"].get("stop")
        for key in ("fit.both", "end.roles", "fit.log")
        for one in builder.section(key).within()
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
    builder = Builder(Session(AnswerFile(home), catalogue()))
    last = catalogue().first.stops[-1]
    (stop,) = (
        one.state()["question"]["stop"]
        for one in builder.section("fit.next").within()
        if isinstance(one, Field) and one.question.key == last.key
    )
    path = of(OverviewView, builder.overview("first"))
    assert stop["next"] == {"key": path.place, "say": catalogue().first.back, "notebook": "00_start.ipynb"}
    assert path.place.split(".")[0] == catalogue().steps[0].key
