"""What is due, from each kind of answer that names a day; every day here is worked out by hand."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.small_workbook import asked
from workbook.answers.due import Due, dated, due, is_at_risk, is_in_plan, is_settled, origin
from workbook.answers.model import Answers
from workbook.phrases.sentences import sentences

ACTION = sentences().overviews.due.action
RHYTHMS = [{"value": name, "label": name} for name in ("weekly", "fortnightly", "monthly", "never")]
DAYS = [{"value": name, "label": name} for name in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")]
STATES = [{"value": name, "label": name.title()} for name in ("open", "in_progress", "done", "dropped")]
COLUMNS = [
    {"key": "what", "kind": "line", "title": "What"},
    {"key": "who", "kind": "choice", "title": "Who", "choices": STATES},
    {"key": "on", "kind": "date", "title": "On"},
    {"key": "state", "kind": "choice", "title": "State", "choices": STATES},
    {"key": "learnt", "kind": "text", "title": "Learnt"},
    {"key": "was", "kind": "date", "title": "Was"},
]
RULE = {"day": "on", "noun": "Look at"}
PLAN = {"kind": "table", "columns": COLUMNS, "takes": {"what": "what", "by": "on"}}
NEXT = {"next": {"kind": "line", "by": "fit.by"}, "by": {"kind": "date"}}


def answers(**values: Any) -> Answers:
    """Answers by the last part of their keys; a list of rows is those of a table, r0, r1 and so on."""
    at = {"revision": 1, "at": "2026-03-03T09:12:44Z"}
    kept = {
        f"fit.{name}": {"rows": {f"r{n}": {"value": row, **at} for n, row in enumerate(value)}}
        if isinstance(value, list) and all(isinstance(row, dict) for row in value)
        else {"value": value, **at}
        for name, value in values.items()
    }
    return Answers.model_validate({"schema": 1, "workbook": "x", "answers": kept})


def table(**rule: Any) -> dict[str, Any]:
    return {"kind": "table", "columns": COLUMNS, "due": RULE | rule}


# A date by itself


def test_a_date_that_says_what_is_due_then_is_due_on_it() -> None:
    book = asked(again={"kind": "date", "due": "Rate again"}, since={"kind": "date"})
    assert due(answers(again="2026-05-04", since="2026-05-05"), book) == [
        Due(date(2026, 5, 4), "Rate again", "", "fit.again")
    ]


@pytest.mark.parametrize("odd", [None, "", "soon", "2026-02-30", 20260504, ["2026-05-04"]])
def test_a_date_that_is_none_is_passed_over_wherever_it_stands(odd: Any) -> None:
    book = asked(again={"kind": "date", "due": "Rate again"}, days=table(), **NEXT)
    found = due(answers(again=odd, days=[{"what": "A", "on": odd}], next="Ask", by=odd), book)
    assert found == []


def test_where_nothing_was_answered_nothing_is_due() -> None:
    rhythm = {"kind": "choice", "choices": RHYTHMS}
    weekday = {"kind": "choice", "choices": DAYS}
    book = asked(
        again={"kind": "date", "due": "Rate again"},
        days=table(),
        rhythm=rhythm,
        weekday=weekday,
        checkins=table(every="fit.rhythm", weekday="fit.weekday"),
        **NEXT,
    )
    assert due(answers(), book) == []


# Rows


def test_a_row_is_due_on_its_day_by_the_column_that_names_it() -> None:
    found = due(answers(days=[{"what": "The  charter ", "on": "2026-05-04"}]), asked(days=table(what="what")))
    assert found == [Due(date(2026, 5, 4), "Look at", "The charter", "fit.days", "r0")]


def test_a_row_named_by_a_choice_is_named_by_its_label() -> None:
    (one,) = due(answers(days=[{"who": "open", "on": "2026-05-04"}]), asked(days=table(what="who")))
    assert one.what == "Open"


@pytest.mark.parametrize("rule", [{}, {"what": "who"}])
def test_a_row_without_a_name_is_named_by_its_first_words(rule: dict[str, str]) -> None:
    (one,) = due(answers(days=[{"learnt": "A lot", "on": "2026-05-04"}]), asked(days=table(**rule)))
    assert one.what == "4 May 2026 · A lot"


def test_a_long_name_is_cut() -> None:
    (one,) = due(answers(days=[{"what": "word " * 40, "on": "2026-05-04"}]), asked(days=table(what="what")))
    assert one.what.endswith("word…")
    assert len(one.what) <= 80


def test_a_table_without_a_rule_makes_nothing_due() -> None:
    book = asked(days={"kind": "table", "columns": COLUMNS})
    assert due(answers(days=[{"what": "A", "on": "2026-05-04"}]), book) == []


@pytest.mark.parametrize(
    ("rule", "row", "is_due"),
    [
        ({}, {"state": "done", "learnt": "A lot"}, True),
        ({"unless": "learnt"}, {}, True),
        ({"unless": "learnt"}, {"learnt": "  "}, True),
        ({"unless": "learnt"}, {"learnt": "A lot"}, False),
        ({"unless": "learnt"}, {"state": "done"}, True),
        ({"unless": "state"}, {"state": "open"}, False),
        ({"unless": "state", "done": ["done", "dropped"]}, {}, True),
        ({"unless": "state", "done": ["done", "dropped"]}, {"state": None}, True),
        ({"unless": "state", "done": ["done", "dropped"]}, {"state": "open"}, True),
        ({"unless": "state", "done": ["done", "dropped"]}, {"state": "done"}, False),
        ({"unless": "state", "done": ["done", "dropped"]}, {"state": "dropped"}, False),
        ({"unless": "state", "done": ["done"], "ended": "was"}, {"state": "open"}, True),
        (
            {"unless": "state", "done": ["done"], "ended": "was"},
            {"state": "open", "was": "2026-05-01"},
            False,
        ),
        ({"unless": "state", "done": ["done"], "ended": "was"}, {"state": "open", "was": "in May"}, True),
    ],
)
def test_a_row_is_over_when_the_rule_says_so(rule: dict, row: dict, is_due: bool) -> None:
    found = due(answers(days=[{"on": "2026-05-04", **row}]), asked(days=table(**rule)))
    assert bool(found) is is_due


# Check-ins, in a rhythm. 3 March 2026 is a Tuesday.


def check_ins(rhythm: Any, weekday: Any, *days: Any, at: str = "2026-03-03T09:12:44Z") -> list[date]:
    book = asked(
        rhythm={"kind": "choice", "choices": RHYTHMS},
        weekday={"kind": "choice", "choices": DAYS},
        checkins=table(every="fit.rhythm", weekday="fit.weekday"),
    )
    said = answers(rhythm=rhythm, weekday=weekday, checkins=[{"on": day} for day in days])
    chosen = said["fit.rhythm"].model_copy(update={"at": at})
    said = said.model_copy(update={"answers": {**said.answers, "fit.rhythm": chosen}})
    found = due(said, book)
    assert {(one.noun, one.what, one.key) for one in found} <= {("Look at", "", "fit.checkins")}
    return [one.day for one in found]


@pytest.mark.parametrize(
    ("rhythm", "weekday", "after"),
    [
        # After Tuesday, 3 March 2026: the next such day, and one or three weeks more.
        ("weekly", "tue", date(2026, 3, 10)),
        ("weekly", "wed", date(2026, 3, 4)),
        ("weekly", "mon", date(2026, 3, 9)),
        ("weekly", "sun", date(2026, 3, 8)),
        ("weekly", None, date(2026, 3, 9)),  # a Monday, when no day was chosen
        ("weekly", "some day", date(2026, 3, 9)),
        ("fortnightly", "tue", date(2026, 3, 17)),
        ("fortnightly", "wed", date(2026, 3, 11)),
        ("fortnightly", None, date(2026, 3, 16)),
        ("monthly", "tue", date(2026, 3, 31)),
        ("monthly", "mon", date(2026, 3, 30)),
        ("monthly", None, date(2026, 3, 30)),
    ],
)
def test_the_next_check_in_follows_the_last_one_on_the_chosen_day(
    rhythm: str, weekday: Any, after: date
) -> None:
    assert check_ins(rhythm, weekday, "2026-02-24", "2026-03-03", "2026-01-06") == [after]


@pytest.mark.parametrize("rhythm", ["weekly", "fortnightly", "monthly"])
@pytest.mark.parametrize(
    ("weekday", "first"),
    [("wed", date(2026, 3, 4)), ("tue", date(2026, 3, 10)), (None, date(2026, 3, 9))],
)
def test_the_first_check_in_is_within_a_week_of_the_day_the_rhythm_was_chosen(
    rhythm: str, weekday: Any, first: date
) -> None:
    assert check_ins(rhythm, weekday) == [first]


@pytest.mark.parametrize("days", [("soon",), (None,), ("2026-02-30", "")])
def test_rows_without_a_day_are_no_check_ins(days: tuple[Any, ...]) -> None:
    assert check_ins("fortnightly", "wed", *days) == [date(2026, 3, 4)]


@pytest.mark.parametrize("rhythm", [None, "", "never", "daily"])
def test_without_a_rhythm_no_check_in_is_due(rhythm: Any) -> None:
    assert check_ins(rhythm, "wed", "2026-03-03") == []


@pytest.mark.parametrize("at", ["", "some time"])
def test_a_rhythm_that_was_chosen_nobody_knows_when_begins_with_the_first_check_in(at: str) -> None:
    assert check_ins("weekly", "wed", at=at) == []
    assert check_ins("weekly", "wed", "2026-03-03", at=at) == [date(2026, 3, 4)]


@given(
    st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    st.sampled_from([("weekly", 1), ("fortnightly", 2), ("monthly", 4)]),
    st.integers(0, 6),
)
def test_a_check_in_is_due_on_its_weekday_in_the_last_week_of_the_period(
    last: date, rhythm: tuple[str, int], place: int
) -> None:
    (day,) = check_ins(rhythm[0], DAYS[place]["value"], last.isoformat())
    assert day.weekday() == place
    assert timedelta(weeks=rhythm[1] - 1) < day - last <= timedelta(weeks=rhythm[1])


# Actions


def test_an_action_with_a_day_is_due_on_it() -> None:
    found = due(answers(next=" Ask  R.", by="2026-05-04"), asked(**NEXT))
    assert found == [Due(date(2026, 5, 4), ACTION, "Ask R.", "fit.next")]


@pytest.mark.parametrize("words", [None, "", "  "])
def test_a_day_without_an_action_is_not_due(words: Any) -> None:
    assert due(answers(next=words, by="2026-05-04"), asked(**NEXT)) == []


def test_a_line_that_no_day_belongs_to_is_no_action() -> None:
    book = asked(next={"kind": "line"}, by={"kind": "date"})
    assert due(answers(next="Ask", by="2026-05-04"), book) == []


def test_an_action_in_the_plan_is_due_there_alone() -> None:
    book = asked(plan=PLAN | {"due": RULE | {"what": "what"}}, **NEXT)
    row = {"what": "Ask R.", "on": "2026-05-06", "from": "fit.next/Ask R."}
    found = due(answers(next="Ask R.", by="2026-05-04", plan=[row]), book)
    assert found == [Due(date(2026, 5, 6), "Look at", "Ask R.", "fit.plan", "r0")]


def test_an_action_that_was_changed_since_it_came_into_the_plan_is_due_again() -> None:
    row = {"what": "Ask R.", "from": "fit.next/Ask R."}
    (one,) = due(answers(next="Ask S.", by="2026-05-04", plan=[row]), asked(plan=PLAN, **NEXT))
    assert one.what == "Ask S."


def test_a_row_of_the_same_words_that_was_not_made_from_the_action_does_not_stand_for_it() -> None:
    found = due(answers(next="Ask R.", by="2026-05-04", plan=[{"what": "Ask R."}]), asked(plan=PLAN, **NEXT))
    assert [one.key for one in found] == ["fit.next"]


# The plan


@pytest.mark.parametrize(
    ("made_from", "rows", "is_there"),
    [
        ("fit.ask", [{"from": "fit.ask"}], True),
        ("fit.ask", [{"what": "x"}, {"from": "fit.ask"}], True),
        ("fit.ask", [{"from": "fit.ask/words"}], False),
        ("fit.ask", [{"what": "fit.ask"}], False),
        ("fit.ask", [], False),
    ],
)
def test_the_plan_has_what_one_of_its_rows_was_made_from(
    made_from: str, rows: list[dict[str, str]], is_there: bool
) -> None:
    assert is_in_plan(made_from, answers(plan=rows), asked(plan=PLAN)) is is_there


def test_where_there_is_no_plan_nothing_is_in_it() -> None:
    book = asked(plan={"kind": "table", "columns": COLUMNS})
    assert is_in_plan("fit.ask", answers(plan=[{"from": "fit.ask"}]), book) is False
    assert is_settled("fit.ask", answers(plan=[{"from": "fit.ask", "status": "done"}]), book) is False


@pytest.mark.parametrize(
    ("rows", "settled"),
    [
        ([], False),
        ([{"from": "fit.ask"}], False),
        ([{"from": "fit.ask", "status": "in_progress"}], False),
        ([{"from": "fit.ask", "status": "done"}], True),
        ([{"from": "fit.ask", "status": "dropped"}], True),
        ([{"from": "fit.ask", "done_on": "2026-01-01"}], True),
        ([{"from": "fit.ask", "status": "done"}, {"from": "fit.ask"}], False),
        ([{"from": "other", "status": "done"}], False),
    ],
)
def test_what_is_done_or_dropped_in_the_plan_is_settled(rows: list[dict[str, str]], settled: bool) -> None:
    assert is_settled("fit.ask", answers(plan=rows), asked(plan=PLAN)) is settled


def test_a_row_is_made_from_a_key_and_perhaps_words() -> None:
    assert [origin("fit.ask"), origin("fit.log", "r1")] == ["fit.ask", "fit.log/r1"]


# Order


def test_the_earliest_comes_first_and_of_one_day_what_is_asked_first() -> None:
    book = asked(days=table(what="what"), again={"kind": "date", "due": "Rate again"}, **NEXT)
    rows = [{"what": "C", "on": "2026-05-04"}, {"what": "D", "on": "2025-12-31"}]
    found = due(answers(days=rows, again="2026-05-03", next="Ask", by="2026-05-04"), book)
    assert [one.what or one.noun for one in found] == ["D", "Rate again", "C", "Ask"]


# At risk. Today is 3 March 2026; due soon is until 17 March.

TODAY = date(2026, 3, 3)


@pytest.mark.parametrize("status", ["not_started", None, "", "blocked"])
@pytest.mark.parametrize(
    ("start", "end", "is_risky"),
    [
        (None, None, False),
        ("2026-03-03", None, False),
        ("2026-03-02", None, True),
        (None, "2026-03-02", True),
        (None, "2026-03-03", True),
        (None, "2026-03-17", True),
        (None, "2026-03-18", False),
        ("2026-03-10", "2026-03-18", False),
        ("2026-03-02", "2026-06-30", True),
        ("soon", "2026-06-30", False),
        ("soon", "later", False),
    ],
)
def test_what_is_not_begun_is_at_risk_once_it_should_be_or_is_due_soon(
    status: Any, start: Any, end: Any, is_risky: bool
) -> None:
    assert is_at_risk({"status": status, "start": start, "due": end}, TODAY) is is_risky


@pytest.mark.parametrize(
    ("start", "end", "is_risky"),
    [
        ("2026-01-01", None, False),
        ("2026-01-01", "2026-03-03", False),
        ("2026-01-01", "2026-03-04", False),
        ("2026-01-01", "2026-03-02", True),
        (None, "2026-03-02", True),
    ],
)
def test_what_is_begun_is_at_risk_when_it_is_late(start: Any, end: Any, is_risky: bool) -> None:
    assert is_at_risk({"status": "in_progress", "start": start, "due": end}, TODAY) is is_risky


@pytest.mark.parametrize("status", ["done", "dropped"])
def test_what_is_over_is_never_at_risk(status: str) -> None:
    assert not is_at_risk({"status": status, "start": "2026-01-01", "due": "2026-01-31"}, TODAY)


def test_what_has_a_day_on_which_it_was_done_is_not_at_risk_whatever_its_status() -> None:
    row = {"status": "in_progress", "due": "2026-01-31"}
    assert is_at_risk(row, TODAY)
    assert not is_at_risk(row | {"done_on": "2026-02-03"}, TODAY)
    assert is_at_risk(row | {"done_on": "soon"}, TODAY)


def test_a_check_in_at_the_end_of_all_days_has_no_next_one() -> None:
    assert check_ins("weekly", "mon", "9999-12-31") == []


@pytest.mark.parametrize("odd", [["weekly"], {"value": "weekly"}])
def test_a_rhythm_of_another_kind_on_disk_is_none(odd: Any) -> None:
    assert check_ins(odd, "mon") == []


@pytest.mark.parametrize("odd", [["done"], {"value": "done"}])
def test_a_status_of_another_kind_on_disk_is_not_begun(odd: Any) -> None:
    assert is_at_risk({"status": odd, "due": "2026-03-02"}, TODAY)


# What is over


@pytest.mark.parametrize(
    ("row", "over"), [({"state": "open"}, ""), ({"state": "done"}, "done"), ({"state": "dropped"}, "gone")]
)
def test_what_is_over_has_its_day_still_and_is_due_no_more(row: dict[str, str], over: str) -> None:
    book = asked(days=table(what="what", unless="state", done=["done", "dropped"]))
    kept = answers(days=[{"what": "A", "on": "2026-05-04", **row}])
    (one,) = dated(kept, book)
    assert (one.day, one.what, one.row, one.over) == (date(2026, 5, 4), "A", "r0", over)
    assert due(kept, book) == ([] if over else [one])


def test_an_action_in_the_plan_is_gone_and_changed_when_the_plan_was() -> None:
    kept = answers(next="Ask R.", by="2026-05-04", plan=[{"what": "x", "from": origin("fit.next", "Ask R.")}])
    kept["fit.plan"].rows["r0"] = kept["fit.plan"].rows["r0"].model_copy(update={"revision": 9})
    (one,) = dated(kept, asked(plan=PLAN, **NEXT))
    assert (one.what, one.over, one.changed[0]) == ("Ask R.", "gone", 9)


def test_of_what_comes_again_a_row_was_one_and_the_next_has_none() -> None:
    choices = {
        "rhythm": {"kind": "choice", "choices": RHYTHMS},
        "weekday": {"kind": "choice", "choices": DAYS},
    }
    book = asked(**choices, held=table(every="fit.rhythm", weekday="fit.weekday"))
    kept = answers(rhythm="weekly", weekday="mon", held=[{"on": "2026-03-09", "learnt": "A lot"}])
    kept["fit.held"].rows["r0"] = kept["fit.held"].rows["r0"].model_copy(update={"revision": 9})
    found = dated(kept, book)
    assert [one.changed[0] for one in found] == [9, 9]
    assert [(one.day, one.what, one.row, one.over) for one in found] == [
        (date(2026, 3, 9), "", "r0", "done"),
        (date(2026, 3, 16), "", "", ""),
    ]


def test_the_words_that_a_name_is_short_for_are_kept() -> None:
    (one,) = due(answers(days=[{"what": "word " * 40, "on": "2026-05-04"}]), asked(days=table(what="what")))
    assert one.words.split() == ["word"] * 40
