"""The plan against what came of it, worked by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from workbook.answers.model import Answers, Version
from workbook.insights.schedule import Milestone, OriginalRows, Schedule, original_rows, schedule
from workbook.insights.schedule_commentary import summarize_schedule
from workbook.questions.catalogue import catalogue

TODAY = date(2026, 3, 3)
PLAN, MOVE = "plan.milestones", "plan.date"


def planned(*rows: dict[str, Any], move: Any = None, first: OriginalRows | None = None) -> Schedule:
    at = {"revision": 1, "at": "2026-03-03T09:12:44Z"}
    ids = [f"r{number}" for number in range(len(rows))]
    kept = {
        PLAN: {"rows": {one: {"value": row, **at} for one, row in zip(ids, rows, strict=True)}, "order": ids},
        MOVE: {"value": move, **at},
    }
    answers = Answers.model_validate({"schema": 1, "workbook": "x", "answers": kept})
    return schedule(answers, catalogue(), TODAY, first or {})


def done(start: str, due: str, done_on: str) -> dict[str, Any]:
    return {"name": "M", "start": start, "due": due, "done_on": done_on, "status": "done"}


# 10 days planned each; 10, 20 and 15 taken: 45 days for 30.
THREE = (
    done("2026-01-01", "2026-01-10", "2026-01-10"),
    done("2026-01-01", "2026-01-10", "2026-01-20"),
    done("2026-02-01", "2026-02-10", "2026-02-15"),
)


def only(row: dict[str, Any], *others: dict[str, Any], first: OriginalRows | None = None) -> Milestone:
    return planned(row, *others, first=first).milestones[0]


# Slip


@pytest.mark.parametrize(("on", "slip"), [("2026-01-20", 10), ("2026-01-10", 0), ("2026-01-08", -2)])
def test_slip_is_the_days_from_the_day_planned_to_the_day_done(on: str, slip: int) -> None:
    assert only(done("2026-01-01", "2026-01-10", on)).slip == slip


def test_a_milestone_is_held_against_the_day_on_which_it_was_first_due() -> None:
    first = {"r0": {"start": "2026-01-01", "due": "2026-01-05"}}
    one = only(done("2026-01-02", "2026-01-20", "2026-01-20"), first=first)
    assert (one.first_start, one.first_due, one.due) == (
        date(2026, 1, 1),
        date(2026, 1, 5),
        date(2026, 1, 20),
    )
    assert one.slip == 15


def test_without_a_history_the_plan_as_it_stands_is_the_first() -> None:
    one = only({"name": "M", "start": "2026-04-01", "due": "2026-04-10"})
    assert (one.first_start, one.first_due, one.slip) == (date(2026, 4, 1), date(2026, 4, 10), None)


def test_days_that_are_none_are_none() -> None:
    one = only({"name": None, "start": "soon", "due": 3, "done_on": ["x"], "status": {"a": 1}})
    assert (one.name, one.start, one.due, one.done, one.slip, one.likely) == (
        "",
        None,
        None,
        None,
        None,
        None,
    )


@pytest.mark.parametrize(
    ("row", "is_over"),
    [
        ({"status": "done"}, True),
        ({"status": "dropped"}, True),
        ({"done_on": "2026-01-01"}, True),
        ({"status": "in_progress"}, False),
        ({}, False),
    ],
)
def test_what_is_over_is_done_dropped_or_has_its_day(row: dict[str, Any], is_over: bool) -> None:
    assert only(row).is_over is is_over


# The multiplier


def test_the_multiplier_is_the_time_taken_over_the_time_planned_both_ends_counted() -> None:
    found = planned(*THREE)
    assert (found.measured, found.multiplier) == (3, pytest.approx(1.5))


def test_two_finished_milestones_say_nothing_yet() -> None:
    found = planned(*THREE[:2], move="2026-06-11")
    assert (found.measured, found.multiplier, found.likely) == (2, None, None)


def test_what_was_dropped_or_lacks_a_day_is_not_measured() -> None:
    found = planned(
        *THREE,
        {"name": "M", "start": "2026-01-01", "due": "2026-01-10", "status": "dropped"},
        {"name": "M", "due": "2026-01-10", "done_on": "2026-03-01"},
        done("2026-02-01", "2026-01-10", "2026-02-15"),  # due before it starts
    )
    assert (found.measured, found.multiplier) == (3, pytest.approx(1.5))


def test_what_was_done_before_it_was_to_start_took_a_day() -> None:
    found = planned(*THREE, done("2026-02-01", "2026-02-10", "2026-01-15"))
    assert (found.measured, found.multiplier) == (4, pytest.approx(46 / 40))


def test_a_start_that_was_put_off_is_not_time_taken() -> None:
    late = {**THREE[0], "start": "2026-01-11", "done_on": "2026-01-20", "due": "2026-01-20"}
    first = {"r0": {"start": "2026-01-01", "due": "2026-01-10"}}
    found = planned(late, *THREE[1:], first=first)
    assert found.multiplier == pytest.approx(1.5)


def test_who_is_early_is_told_so() -> None:
    rows = [done("2026-01-01", "2026-01-10", "2026-01-05")] * 3
    assert planned(*rows).multiplier == pytest.approx(0.5)


def test_a_day_ahead_is_not_done_and_what_was_dropped_with_a_day_is_not_measured() -> None:
    ahead = done("2026-01-01", "2026-01-10", "2028-01-10")
    dropped = {**done("2026-01-01", "2026-01-10", "2026-01-02"), "status": "dropped"}
    found = planned(*THREE, ahead, dropped)
    assert (found.measured, found.multiplier) == (3, pytest.approx(1.5))
    assert found.milestones[3].done is None


def test_of_a_pace_that_is_past_belief_nothing_likely_is_said() -> None:
    rows = [done("2025-01-01", "2025-01-02", "2026-01-01")] * 3
    found = planned(*rows, {"name": "M", "start": "2026-04-01", "due": "2026-04-10"}, move="2026-06-11")
    assert found.multiplier == pytest.approx(183)
    assert (found.likely, found.milestones[-1].likely) == (None, None)


# What is likely


def test_the_move_comes_later_by_the_multiplier_from_today_on() -> None:
    assert planned(*THREE, move="2026-06-11").likely == date(2026, 7, 31)  # 100 days ahead, so 150


def test_the_move_does_not_come_before_what_is_to_be_done_by_then() -> None:
    crowded = {"name": "M", "start": "2026-01-01", "due": "2026-08-08", "status": "in_progress"}
    assert planned(*THREE, move="2026-08-10").likely == date(2026, 10, 29)  # 160 days ahead, so 240
    assert planned(*THREE, crowded, move="2026-08-10").likely == date(2026, 11, 26)  # 220 days, so 330
    assert planned(*THREE, {**crowded, "due": "2026-08-11"}, move="2026-08-10").likely == date(2026, 10, 29)


@pytest.mark.parametrize("move", ["2026-03-03", "2026-01-01", None, "soon"])
def test_a_move_that_is_not_ahead_has_no_likely_day(move: str | None) -> None:
    assert planned(*THREE, move=move).likely is None


@pytest.mark.parametrize(
    ("row", "likely"),
    [
        ({"start": "2026-04-01", "due": "2026-04-10"}, date(2026, 4, 15)),  # 15 days from its start
        ({"start": "2026-02-01", "due": "2026-02-10"}, date(2026, 3, 17)),  # not begun, so from today on
        ({"start": "2026-03-01", "due": "2026-03-10", "status": "in_progress"}, date(2026, 3, 15)),
        ({"start": "2026-01-01", "due": "2026-01-10", "status": "in_progress"}, TODAY),  # it should be done
        ({"start": "2026-04-10", "due": "2026-04-01"}, date(2026, 4, 11)),  # a day at least
        ({"start": "2026-04-01"}, None),
        ({"due": "2026-04-10"}, None),
        ({"start": "2026-04-01", "due": "2026-04-10", "status": "dropped"}, None),
        ({"start": "2026-04-01", "due": "2026-04-10", "done_on": "2026-03-01"}, None),
        ({"start": "9999-12-01", "due": "9999-12-31"}, date.max),
    ],
)
def test_a_milestone_is_likely_to_take_the_multiplier_of_its_time(
    row: dict[str, Any], likely: date | None
) -> None:
    assert only({"name": "M", **row}, *THREE).likely == likely


def test_a_day_that_was_moved_further_than_the_pace_says_stands() -> None:
    first = {"r0": {"start": "2026-04-01", "due": "2026-04-10"}}
    assert only({"start": "2026-04-01", "due": "2026-05-30"}, *THREE, first=first).likely == date(2026, 5, 30)
    assert only({"start": "2026-04-01", "due": "2026-04-12"}, *THREE, first=first).likely == date(2026, 4, 15)


def test_the_milestones_keep_the_order_of_the_plan() -> None:
    rows = [{"name": name, "due": day} for name, day in (("B", "2026-05-01"), ("A", "2026-04-01"))]
    assert [one.name for one in planned(*rows).milestones] == ["B", "A"]


# What the history keeps


def test_what_one_click_put_into_the_plan_is_an_action() -> None:
    found = planned({"name": "Charter"}, {"name": "Ask J", "from": "fit.ask"})
    assert [one.is_action for one in found.milestones] == [False, True]


def test_a_row_began_with_the_first_version_that_had_a_day() -> None:
    versions = [
        Version(1, "2026-01-01T09:00:00Z", {"name": "M"}, "r0"),
        Version(2, "2026-01-02T09:00:00Z", {"name": "M", "due": "2026-02-01"}, "r0"),
        Version(3, "2026-01-03T09:00:00Z", {"name": "M", "due": "2026-03-01"}, "r0"),
        Version(4, "2026-01-04T09:00:00Z", None, "r1"),
        Version(5, "2026-01-04T09:00:00Z", ["r0"], None),
    ]
    assert original_rows(versions) == {"r0": {"name": "M", "due": "2026-02-01"}}


def test_without_the_first_dates_nothing_is_concluded() -> None:
    rows = {
        f"m{n}": {"name": "x", "start": "2026-01-01", "due": "2026-01-31", "done_on": "2026-03-01"}
        for n in range(4)
    }
    kept = {name: {"value": row, "revision": 1, "at": ""} for name, row in rows.items()}
    answers = Answers.model_validate(
        {"schema": 1, "workbook": "x", "answers": {"plan.milestones": {"rows": kept}}}
    )
    found = schedule(answers, catalogue(), TODAY, None)
    assert (found.multiplier, found.measured, found.likely) == (None, None, None)
    assert [one.likely for one in found.milestones] == [None] * 4
    assert summarize_schedule(found, TODAY) == "Nothing is late."
    assert schedule(answers, catalogue(), TODAY, {}).measured == 4


def test_what_was_done_when_it_was_first_written_down_was_never_planned_here() -> None:
    row = {"name": "x", "start": "2026-01-01", "due": "2026-01-31", "done_on": "2026-01-31"}
    kept = {f"m{n}": {"value": row, "revision": 1, "at": ""} for n in range(4)}
    answers = Answers.model_validate(
        {"schema": 1, "workbook": "x", "answers": {"plan.milestones": {"rows": kept}}}
    )
    assert schedule(answers, catalogue(), TODAY, dict.fromkeys(kept, row)).measured == 0
