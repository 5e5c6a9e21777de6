"""What one answer takes from others: rows to begin with, names, words to recall, the state of an action."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.small_workbook import asked
from workbook.answers.links import (
    MOST_STARTS,
    Recalled,
    Start,
    oddity,
    offered,
    plan_state,
    recalled,
    source_keys,
    suggested,
)
from workbook.answers.model import Answers, Edit
from workbook.errors import ContentError
from workbook.page.session import Session
from workbook.questions.catalogue import Catalogue, catalogue
from workbook.questions.kinds import Question, Weights
from workbook.questions.tables import Table
from workbook.store import AnswerFile

TODAY = date(2026, 3, 3)
AREAS = [{"value": "risk", "label": "Risk"}, {"value": "plan", "label": "Planning"}]
STATES = [{"value": name, "label": name} for name in ("not_started", "in_progress", "done", "dropped")]
LOG = {
    "kind": "table",
    "columns": [
        {"key": "date", "kind": "date", "title": "Day"},
        {"key": "areas", "kind": "choices", "title": "Areas", "choices": AREAS},
        {"key": "did", "kind": "text", "title": "Did"},
        {"key": "came", "kind": "text", "title": "Came"},
    ],
}
PLAN = {
    "kind": "table",
    "columns": [
        {"key": "name", "kind": "line", "title": "Name"},
        {"key": "start", "kind": "date", "title": "Start"},
        {"key": "due", "kind": "date", "title": "Due"},
        {"key": "status", "kind": "choice", "title": "Status", "choices": STATES},
    ],
    "takes": {"what": "name", "by": "due"},
}


def answers(**values: Any) -> Answers:
    """Answers by the last part of their keys; a dict of dicts is the rows of a table, by their ids."""
    at = {"revision": 1, "at": "2026-03-03T09:12:44Z"}
    kept: dict[str, Any] = {}
    for name, value in values.items():
        is_rows = isinstance(value, dict) and all(isinstance(row, dict) for row in value.values())
        rows = {row: {"value": held, **at} for row, held in value.items()} if is_rows else {}
        kept[f"fit.{name}"] = {"rows": rows, "order": list(rows)} if is_rows else {"value": value, **at}
    return Answers.model_validate({"schema": 1, "workbook": "x", "answers": kept})


def stories(*offers: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A table that takes rows by these offers."""
    columns = [
        {"key": "what", "kind": "line", "title": "What"},
        {"key": "areas", "kind": "choices", "title": "Areas", "choices": AREAS},
    ]
    return {"kind": "table", "columns": columns, "offers": list(offers), **more}


def offer(source: str, when: str = "always", **take: str) -> dict[str, Any]:
    return {"source": f"fit.{source}", "say": "Start one", "take": take, "when": when}


def table(book: Catalogue, name: str = "stories") -> Table:
    found = book.question(f"fit.{name}")
    assert isinstance(found, Table)
    return found


def starts(given: Answers, source: dict[str, Any], how: dict[str, Any]) -> tuple[Start, ...]:
    """Return what the one offer of a table offers from the answer to one other question."""
    name = how["source"].removeprefix("fit.")
    book = asked(**{name: source}, stories=stories(how))
    (one,) = offered(table(book), given, book, TODAY)
    assert (one.say, one.source) == ("Start one", how["source"])
    return one.starts


# Offers from rows


def test_a_row_is_offered_under_its_name_with_the_places_filled() -> None:
    row = {"date": "2026-03-02", "did": " Wrote to  both.", "came": "One moved.\nNo visit failed."}
    (one,) = starts(answers(log={"r1": row}), LOG, offer("log", what="{date}: {did} {came}"))
    assert one == Start(
        "fit.log/r1",
        "2 Mar 2026 · Wrote to both.",
        {"what": "2 Mar 2026: Wrote to both. One moved. No visit failed."},
    )


def test_a_place_that_is_empty_leaves_no_colon_behind() -> None:
    (one,) = starts(answers(log={"r1": {"did": "Wrote."}}), LOG, offer("log", what="{date}: {did} {came}"))
    assert one.value == {"what": "Wrote."}


def test_an_odd_origin_on_disk_is_no_obstacle() -> None:
    book = asked(log=LOG, stories=stories(offer("log", what="{did}")))
    given = answers(log={"r1": {"did": "A"}}, stories={"s": {"from": ["fit.log/r1"]}})
    assert [len(one.starts) for one in offered(table(book), given, book, TODAY)] == [1]


def test_a_place_alone_takes_the_cell_as_it_is() -> None:
    row = {"date": "2026-03-02", "did": "Wrote\n\nto both", "areas": ["risk", "plan"]}
    (one,) = starts(answers(log={"r1": row}), LOG, offer("log", what="{did}", areas="{areas}"))
    assert one.value == {"what": "Wrote\n\nto both", "areas": ["risk", "plan"]}


def test_a_place_among_words_takes_the_cell_as_it_is_read() -> None:
    row = {"areas": ["risk", "plan"]}
    (one,) = starts(answers(log={"r1": row}), LOG, offer("log", what="About {areas}"))
    assert one.value == {"what": "About Risk, Planning"}


def test_two_places_side_by_side_are_words() -> None:
    row = {"date": "2026-03-02", "did": "Wrote"}
    (one,) = starts(answers(log={"r1": row}), LOG, offer("log", what="{date}{did}"))
    assert one.value == {"what": "2 Mar 2026Wrote"}


def test_a_place_whose_cell_is_empty_leaves_no_gap_in_words_and_nothing_alone() -> None:
    (one,) = starts(answers(log={"r1": {"did": "Wrote"}}), LOG, offer("log", what="{date} {did} {came} on"))
    assert one.value == {"what": "Wrote on"}
    (one,) = starts(answers(log={"r1": {"did": "Wrote"}}), LOG, offer("log", what="{came}", areas="{areas}"))
    assert one.value == {"what": None, "areas": None}


def test_braces_that_a_person_wrote_are_words_and_no_place() -> None:
    (one,) = starts(answers(log={"r1": {"did": "{came}", "came": "x"}}), LOG, offer("log", what="So: {did}"))
    assert one.value == {"what": "So: {came}"}


def test_rows_are_offered_in_their_order_and_blank_ones_are_left_out() -> None:
    rows = {"b": {"did": "B"}, "blank": {"did": " ", "areas": []}, "a": {"did": "A"}}
    found = starts(answers(log=rows), LOG, offer("log", what="{did}"))
    assert [one.origin for one in found] == ["fit.log/b", "fit.log/a"]


def test_of_many_rows_the_newest_are_offered() -> None:
    rows = {f"r{n}": {"did": str(n)} for n in range(MOST_STARTS + 2)}
    found = starts(answers(log=rows), LOG, offer("log", what="{did}"))
    assert len(found) == MOST_STARTS
    assert (found[0].label, found[-1].label) == ("2", str(MOST_STARTS + 1))


def test_of_many_rows_what_was_made_already_takes_no_place() -> None:
    rows = {f"r{n}": {"did": str(n)} for n in range(MOST_STARTS + 1)}
    book = asked(log=LOG, stories=stories(offer("log", what="{did}")))
    made = {"s": {"from": f"fit.log/r{MOST_STARTS}"}}
    (one,) = offered(table(book), answers(log=rows, stories=made), book, TODAY)
    assert [start.label for start in one.starts] == [str(n) for n in range(MOST_STARTS)]


# 3 March 2026 is today; soon is until 17 March.
@pytest.mark.parametrize(
    ("row", "is_offered"),
    [
        ({"due": "2026-03-02"}, True),
        ({"due": "2026-03-17"}, True),
        ({"due": "2026-03-18"}, False),
        ({"due": "2026-03-17", "status": "in_progress"}, False),
        ({"due": "2026-03-02", "status": "in_progress"}, True),
        ({"due": "2026-03-02", "status": "done"}, False),
        ({"start": "2026-03-02"}, True),
        ({}, False),
    ],
)
def test_an_offer_of_what_is_at_risk_leaves_out_what_is_not(row: dict[str, str], is_offered: bool) -> None:
    given = answers(plan={"r1": {"name": "Charter", **row}})
    found = starts(given, PLAN, offer("plan", "at_risk", what="{name}"))
    assert [one.value for one in found] == [{"what": "Charter"}] * is_offered
    assert len(starts(given, PLAN, offer("plan", what="{name}"))) == 1


# Offers from a text


def test_each_line_of_a_text_is_offered_without_its_bullet() -> None:
    text = "- We were late\n\n  * Nobody asked - not once\n• R. left\n \n-\nplain\r\n-no space"
    found = starts(answers(story=text), {"kind": "text"}, offer("story", what="{line}"))
    words = ["We were late", "Nobody asked - not once", "R. left", "plain", "no space"]
    assert [one.value for one in found] == [{"what": line} for line in words]
    assert [one.origin for one in found] == [f"fit.story/{line}" for line in words]
    assert [one.label for one in found] == words


def test_a_line_fills_its_place_among_other_words() -> None:
    (one,) = starts(answers(story="a {b} c"), {"kind": "text"}, offer("story", what="So: {line}."))
    assert one.value == {"what": "So: a {b} c."}


def test_a_long_line_has_a_short_name_and_is_taken_whole() -> None:
    line = "word " * 40 + "end"
    (one,) = starts(answers(story=line), {"kind": "text"}, offer("story", what="{line}"))
    assert one.label.endswith("word…")
    assert one.value == {"what": line}


@pytest.mark.parametrize("nothing", [None, "", "  \n\n", "-\n*\n"])
def test_a_text_without_lines_offers_nothing(nothing: Any) -> None:
    assert starts(answers(story=nothing), {"kind": "text"}, offer("story", what="{line}")) == ()


def test_a_line_that_stands_twice_is_offered_once() -> None:
    found = starts(answers(story="late\n- late"), {"kind": "text"}, offer("story", what="{line}"))
    assert [one.value["what"] for one in found] == ["late"]


# What was made already


def test_what_a_row_was_made_from_is_not_offered_again() -> None:
    book = asked(
        log=LOG,
        story={"kind": "text"},
        stories=stories(offer("log", what="{did}"), offer("story", what="{line}")),
    )
    made = {"s1": {"what": "changed since", "from": "fit.log/r1"}, "s2": {"from": "fit.story/late"}}
    given = answers(log={"r1": {"did": "A"}, "r2": {"did": "B"}}, story="late\nlost", stories=made)
    assert [[start.label for start in one.starts] for one in offered(table(book), given, book, TODAY)] == [
        ["B"],
        ["lost"],
    ]


def test_what_another_table_was_made_from_is_still_offered() -> None:
    how = offer("log", what="{did}")
    book = asked(log=LOG, stories=stories(how), others=stories(how))
    given = answers(log={"r1": {"did": "A"}}, others={"o": {"from": "fit.log/r1"}})
    assert [len(one.starts) for one in offered(table(book), given, book, TODAY)] == [1]
    assert [len(one.starts) for one in offered(table(book, "others"), given, book, TODAY)] == [0]


def test_what_was_made_is_not_offered_after_a_restart_and_is_again_once_deleted(home: Path) -> None:
    book = asked(log=LOG, stories=stories(offer("log", what="{did}")))

    def labels() -> list[str]:
        (one,) = offered(table(book), Session(AnswerFile(home), book).answers, book, TODAY)
        return [start.label for start in one.starts]

    session = Session(AnswerFile(home), book)
    session.edit(Edit("fit.log", {"did": "A"}, row="r1"))
    session.edit(Edit("fit.log", {"did": "B"}, row="r2"))
    assert labels() == ["A", "B"]
    session.edit(Edit("fit.stories", {"what": "A", "from": "fit.log/r1"}, row="s1"))
    session.edit(Edit("fit.stories", {"what": "A, told better", "from": "fit.log/r1"}, row="s1"))
    assert labels() == ["B"]
    session.edit(Edit("fit.stories", row="s1", action="delete"))
    assert labels() == ["A", "B"]


def test_an_offer_with_nothing_to_offer_still_stands_in_its_place() -> None:
    book = asked(
        log=LOG,
        story={"kind": "text"},
        stories=stories(offer("log", what="{did}"), offer("story", what="{line}")),
    )
    found = offered(table(book), answers(story="late"), book, TODAY)
    assert [(one.source, len(one.starts)) for one in found] == [("fit.log", 0), ("fit.story", 1)]


# Suggestions


def people(suggest: str) -> dict[str, Any]:
    return {
        "kind": "table",
        "columns": [
            {"key": "name", "kind": "line", "title": "Name"},
            {"key": "after", "kind": "line", "title": "After", "suggest": suggest},
        ],
    }


def test_names_are_suggested_each_once_in_the_order_of_their_rows() -> None:
    book = asked(people=people("name"))
    rows = {"b": {"name": " Bo "}, "a": {"name": "Al"}, "c": {"name": "Bo"}, "d": {"name": " "}, "e": {}}
    assert suggested(table(book, "people"), answers(people=rows)) == {"after": ["Bo", "Al"]}


def test_names_of_another_table_are_suggested() -> None:
    book = asked(people=people("name"), steps=people("fit.people.name"))
    given = answers(people={"a": {"name": "Al"}}, steps={"s": {"name": "Own"}})
    assert suggested(table(book, "steps"), given) == {"after": ["Al"]}


def test_a_table_that_suggests_nothing_has_no_lists() -> None:
    assert suggested(table(asked(log=LOG), "log"), answers(log={"a": {"did": "A"}})) == {}


# Recall


def test_what_was_written_is_recalled_in_words_and_in_the_order_that_the_question_names() -> None:
    book = asked(
        on={"kind": "date"},
        why={"kind": "text"},
        log=LOG,
        later={"kind": "text"},
        next={"kind": "text", "recall": ("fit.why", "fit.log", "fit.later", "fit.on")},
    )
    given = answers(on="2026-03-02", why=" Because. ", log={"a": {"did": "A"}}, later="  ")
    assert recalled(book.question("fit.next"), given, book) == [
        Recalled("fit.why", "why?", "Because."),
        Recalled("fit.on", "on?", "2 March 2026"),
    ]


def test_a_question_that_recalls_nothing_recalls_nothing() -> None:
    book = asked(why={"kind": "text"})
    assert recalled(book.question("fit.why"), answers(why="So"), book) == []


def test_points_are_recalled_in_words() -> None:
    book = asked(next={"kind": "text", "recall": ("fit.weights",)})
    (one,) = recalled(book.question("fit.next"), answers(weights={"pay": 20}), book)
    assert "{" not in one.words


# Actions

NEXT = {"next": {"kind": "line", "by": "fit.by"}, "by": {"kind": "date"}}


@pytest.mark.parametrize(
    ("words", "made_from", "state"),
    [
        ("Ask R.", "fit.next/Ask R.", "taken"),
        ("Ask S.", "fit.next/Ask R.", "open"),
        ("Ask R.", "fit.next", "open"),
        ("Ask R.", "", "open"),
        ("", "fit.next/", ""),
        ("  ", "fit.next/  ", ""),
        (None, "", ""),
    ],
)
def test_an_action_is_open_until_the_plan_has_it(words: Any, made_from: str, state: str) -> None:
    book = asked(plan=PLAN, **NEXT)
    given = answers(next=words, plan={"r": {"name": "x", "from": made_from}})
    assert plan_state(book.question("fit.next"), given, book) == state


def test_only_a_line_with_a_day_is_an_action_and_only_where_there_is_a_plan() -> None:
    given = answers(next="Ask R.", why="So")
    book = asked(plan=PLAN, why={"kind": "text"}, next={"kind": "line"})
    assert [plan_state(book.question(key), given, book) for key in ("fit.why", "fit.next")] == ["", ""]
    unplanned = asked(**NEXT)
    assert plan_state(unplanned.question("fit.next"), given, unplanned) == ""


# Sources

BOOK = asked(
    why={"kind": "text"},
    name={"kind": "line"},
    statement={"kind": "text", "recall": ("fit.why",), "draft": ("I am {fit.name}.", "{fit.why}.")},
    log=LOG,
    people=people("name"),
    plan=PLAN,
    next={"kind": "line", "by": "fit.by", "recall": ("fit.why",)},
    by={"kind": "date"},
    stories=stories(
        offer("log", what="{did}", areas="{areas}"),
        offer("why", what="{line}"),
        offer("plan", "at_risk", what="{name}"),
    ),
    steps=people("fit.people.name"),
)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("why", set()),
        ("name", set()),
        ("statement", {"why", "name"}),
        ("log", set()),
        ("people", {"people"}),
        ("steps", {"people"}),
        ("plan", set()),
        ("next", {"why", "next", "by", "plan"}),
        ("by", set()),
        ("stories", {"log", "why", "plan", "stories"}),
    ],
)
def test_a_question_takes_from_those_that_it_names(name: str, wanted: set[str]) -> None:
    assert source_keys(BOOK.question(f"fit.{name}"), BOOK) == {f"fit.{one}" for one in wanted}


def taken(question: Question, given: Answers, book: Catalogue) -> tuple[Any, ...]:
    """Return all that a question takes from others."""
    mine = isinstance(question, Table)
    return (
        offered(question, given, book, TODAY) if mine else [],
        suggested(question, given) if mine else {},
        recalled(question, given, book),
        plan_state(question, given, book),
    )


WORDS = st.sampled_from([None, "", "one", "- one\n- two", "2026-03-02", "2027-01-01"])
MADE = st.sampled_from([None, "fit.log/r1", "fit.why/one", "fit.plan/r0", "fit.next/one"])


def row(table: Table) -> st.SearchStrategy[dict[str, Any]]:
    kinds: dict[str, st.SearchStrategy[Any]] = {
        "date": st.sampled_from([None, "2026-03-02", "2027-01-01"]),
        "choices": st.sampled_from([[], ["risk"], ["risk", "plan"]]),
        "choice": st.sampled_from([None, "done", "in_progress"]),
    }
    cells = {column.key: kinds.get(column.kind, WORDS) for column in table.columns}
    return st.fixed_dictionaries({**cells, "from": MADE})


def value(question: Question) -> st.SearchStrategy[Any]:
    if isinstance(question, Table):
        return st.dictionaries(st.sampled_from(["r0", "r1", "r2"]), row(question), max_size=3)
    if isinstance(question, Weights):
        return st.sampled_from([{"pay": 1}, {"pay": 0, "rest": 3}])
    return WORDS


@settings(max_examples=150)
@given(st.data())
def test_an_answer_that_is_no_source_changes_nothing_that_is_taken(data: Any) -> None:
    before = {one.key[4:]: data.draw(value(one), label=one.key) for one in BOOK.questions}
    changed = data.draw(st.sampled_from(BOOK.questions))
    after = before | {changed.key[4:]: data.draw(value(changed), label=f"{changed.key} later")}
    for question in BOOK.questions:
        if changed.key not in source_keys(question, BOOK):
            assert taken(question, answers(**after), BOOK) == taken(question, answers(**before), BOOK)


def test_every_question_of_the_workbook_takes_from_questions_that_there_are() -> None:
    book = catalogue()
    found = {question.key: source_keys(question, book) for question in book.questions}
    assert {key for keys in found.values() for key in keys} <= {question.key for question in book.questions}
    assert {"program.log", "interview.stories"} <= found["interview.stories"]


RATED = ("date", "by", "skill", "evidence", "level", "confidence", "target", "back")
SKILL = dict.fromkeys(("key", "group", "title", "about", "one", "three", "five"), "risk")


def test_a_rating_takes_from_its_log_and_not_from_itself() -> None:
    book = asked(log=LOG, checkin=rating())
    assert source_keys(book.question("fit.checkin"), book) == {"fit.log"}


def test_evidence_of_an_earlier_check_in_may_serve_again() -> None:
    book = asked(log=LOG, checkin=rating())
    given = answers(log={"r1": {"did": "A"}}, checkin={"c": {"evidence": "A", "from": "fit.log/r1"}})
    assert [len(one.starts) for one in offered(table(book, "checkin"), given, book, TODAY)] == [1]


def rating() -> dict[str, Any]:
    return {
        "kind": "rating",
        "columns": [{"key": key, "kind": "line", "title": key} for key in RATED],
        "groups": {"risk": "Risk"},
        "skills": [SKILL],
        "offers": [offer("log", skill="{areas}", evidence="{date}: {did}")],
    }


# What is odd beside another answer

EARLY, LATE = {"kind": "date"}, {"kind": "date", "not_before": {"key": "fit.early", "say": "Too early."}}


@pytest.mark.parametrize(
    ("early", "late", "said"),
    [
        ("2026-03-03", "2026-03-02", "Too early."),
        ("2026-03-03", "2026-03-03", ""),
        ("2026-03-03", "2026-03-04", ""),
        (None, "2026-03-02", ""),
        ("2026-03-03", None, ""),
        ("soon", "2026-03-02", ""),
    ],
)
def test_a_date_before_the_one_that_it_follows_is_odd(early: Any, late: Any, said: str) -> None:
    book = asked(early=EARLY, late=LATE)
    assert oddity(book.question("fit.late"), answers(early=early, late=late)) == said
    assert oddity(book.question("fit.early"), answers(early=early, late=late)) == ""
    assert source_keys(book.question("fit.late"), book) == {"fit.early", "fit.late"}


def test_a_date_that_follows_what_is_none_is_a_mistake_in_the_content() -> None:
    with pytest.raises(ContentError, match="not a question of kind date"):
        asked(early={"kind": "line"}, late=LATE)
