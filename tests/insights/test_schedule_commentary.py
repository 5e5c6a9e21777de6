"""What a mentor says about the plan, word by word, and what is suggested."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from workbook.insights.schedule import Milestone, Schedule
from workbook.insights.schedule_commentary import suggest_schedule, summarize_schedule

TODAY = date(2026, 3, 3)
COUNTS = "Ask my manager which result of my plan they would name first"


def milestone(
    name: str, due: date | None = None, done: date | None = None, status: str = "", *, is_action: bool = False
) -> Milestone:
    return Milestone(name, status, None, due, None, due, done, is_action=is_action)


def plan(*milestones: Milestone, **more: Any) -> Schedule:
    return Schedule(milestones, **{"multiplier": None, "measured": 0, "move": None, "likely": None, **more})


LATE, LATER = milestone("Charter", date(2026, 3, 2)), milestone("Pilot", date(2026, 2, 1))
AHEAD, OVER = milestone("Review", TODAY), milestone("Talk", date(2026, 1, 1), done=TODAY)


@pytest.mark.parametrize(
    ("milestones", "said"),
    [
        ((AHEAD, OVER), "Nothing is late."),
        ((LATE, AHEAD), "Late: Charter."),
        ((LATE, LATER), "2 milestones are late, the first of them: Pilot."),
        ((milestone("", date(2026, 3, 2)),), "Late: A milestone without a name."),
        ((milestone("X", date(2026, 3, 2), status="dropped"),), "Nothing is late."),
        ((milestone("X"),), "Nothing is late."),
    ],
)
def test_what_is_late_is_said(milestones: tuple[Milestone, ...], said: str) -> None:
    assert summarize_schedule(plan(*milestones), TODAY).startswith(
        f"{said} When three milestones have a start, a due day and the day on which they were done (0 so far)"
    )


def test_the_pace_is_said_with_what_it_means_for_the_move() -> None:
    found = plan(multiplier=1.54, measured=4, move=date(2026, 6, 1), likely=date(2026, 7, 20))
    assert summarize_schedule(found, TODAY) == (
        "Nothing is late. Your 4 finished milestones took 1.5 times the time that you first planned. "
        "At that pace the move comes around 20 July 2026, and not on 1 June 2026."
    )


def test_who_keeps_the_pace_is_told_so_and_nothing_else() -> None:
    found = plan(multiplier=1.04, measured=3, move=date(2026, 6, 1), likely=date(2026, 6, 4))
    assert summarize_schedule(found, TODAY) == (
        "Nothing is late. Your 3 finished milestones took about the time that you first planned."
    )


def test_the_first_late_milestone_is_what_to_tell_about_and_else_the_next_is_asked_about() -> None:
    assert (
        next(suggest_schedule(plan(LATE, LATER), TODAY)) == "Tell whoever waits for it the new date of: Pilot"
    )
    assert next(suggest_schedule(plan(AHEAD, OVER), TODAY)) == (
        "Ask somebody who has done it what could delay: Review"
    )
    assert list(suggest_schedule(plan(OVER), TODAY)) == [COUNTS]


def test_what_is_late_is_told_about_before_the_rest_is_asked_about_and_nothing_of_actions() -> None:
    action = milestone("Ask J", date(2026, 2, 1), is_action=True)
    after = milestone("Launch", date(2026, 5, 1))
    assert list(suggest_schedule(plan(after, AHEAD, action, LATE), TODAY)) == [
        "Tell whoever waits for it the new date of: Charter",
        "Ask somebody who has done it what could delay: Review",
        "Ask somebody who has done it what could delay: Launch",
        COUNTS,
    ]


def test_a_long_name_is_cut_in_a_sentence() -> None:
    found = plan(milestone("word " * 40, date(2026, 3, 2)))
    assert len(next(suggest_schedule(found, TODAY))) < 110
