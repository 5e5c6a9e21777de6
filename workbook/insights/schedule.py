"""The plan against what came of it: slip, and what it says about the rest. Pure.

A plan that is changed with every slip would look as if nothing had slipped. So a milestone is compared with
the dates that it had when it was first written down, which the history keeps.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import ceil
from typing import Any

from workbook.answers.due import OVER
from workbook.answers.model import Answers, Version
from workbook.kept import MADE_FROM
from workbook.questions.catalogue import Catalogue
from workbook.questions.formatting import as_day

MOVE = "plan.date"  # the question for the day of the official move
ENOUGH_MILESTONES = 3  # that are finished, before anything is concluded from them
BEGUN, DROPPED = "in_progress", "dropped"
MAX_PACE = 5  # times; a plan that takes longer than that has no likely days
DAY = timedelta(days=1)

OriginalRows = Mapping[str, Mapping[str, Any]]  # row -> its values as they were first kept


@dataclass(frozen=True)
class Milestone:
    """One milestone: when it starts and is due, as first written and now, and when it was done.

    `likely` is when it will be done at the person's pace so far, None once it is over or when that is
    unknown. `is_action` is true of what the workbook suggested and one click put there.
    """

    name: str
    status: str
    first_start: date | None
    first_due: date | None
    start: date | None
    due: date | None
    done: date | None
    likely: date | None = None
    is_action: bool = False

    @property
    def is_over(self) -> bool:
        """Whether nothing more is to be done."""
        return self.done is not None or self.status in OVER

    @property
    def slip(self) -> int | None:
        """Days from the day it was first due to the day it was done; negative when it was early."""
        return (self.done - self.first_due).days if self.done and self.first_due else None


@dataclass(frozen=True)
class Schedule:
    """The milestones in their order, and what the finished ones say about the rest.

    `multiplier` is the time they took over the time first planned for them, None with fewer than three;
    `measured` is how many it comes from, None where their first dates are not known. `move` is the day of
    the official move, `likely` the same at that pace.
    """

    milestones: tuple[Milestone, ...]
    multiplier: float | None
    measured: int | None
    move: date | None
    likely: date | None


def schedule(answers: Answers, catalogue: Catalogue, today: date, originals: OriginalRows | None) -> Schedule:
    """Return the plan as it was, is and will probably be; `originals` come from `original_rows`.

    Without them, the plan is as it is now, and nothing is concluded from it.
    """
    table = catalogue.plan
    rows = answers[table.key].in_order() if table else ()
    firsts = [(originals or {}).get(name, {}) for name, _ in rows]
    found = [_milestone(row.value, first, today) for (_, row), first in zip(rows, firsts, strict=True)]
    move = as_day(answers.value(MOVE)) if catalogue.has_question(MOVE) else None
    if originals is None:
        return Schedule(tuple(found), None, None, move, None)
    # What was done when it was first kept was never planned here.
    planned_here = [one for one, first in zip(found, firsts, strict=True) if not as_day(first.get("done_on"))]
    measured = [pair for one in planned_here if (pair := _durations(one))]
    planned, taken = (sum(pair[which] for pair in measured) for which in (0, 1))
    multiplier = taken / planned if len(measured) >= ENOUGH_MILESTONES else None
    pace = multiplier if multiplier and multiplier <= MAX_PACE else None
    milestones = tuple(_with_likely(one, pace, today) for one in found)
    return Schedule(milestones, multiplier, len(measured), move, _likely_move(move, milestones, pace, today))


def original_rows(versions: Iterable[Version]) -> OriginalRows:
    """Return each row as it was first kept with a day to be done by; `versions` are the oldest first."""
    found: dict[str, Mapping[str, Any]] = {}
    for one in versions:
        if (
            one.row
            and isinstance(one.value, Mapping)
            and one.row not in found
            and as_day(one.value.get("due"))
        ):
            found[one.row] = one.value
    return found


def _milestone(row: Mapping[str, Any], first: Mapping[str, Any], today: date) -> Milestone:
    start, due, done = (as_day(row.get(column)) for column in ("start", "due", "done_on"))
    return Milestone(
        name=" ".join(str(row.get("name") or "").split()),
        status=str(row.get("status") or ""),
        first_start=as_day(first.get("start")) or start,
        first_due=as_day(first.get("due")) or due,
        start=start,
        due=due,
        done=done if done and done <= today else None,  # what lies ahead is not done
        is_action=MADE_FROM in row,
    )


def _durations(one: Milestone) -> tuple[int, int] | None:
    """Return the days first planned for a finished milestone and those that it took, both ends included.

    One that was done before it was to start took a day.
    """
    begin = one.start or one.first_start
    if one.status == DROPPED or not (one.done and begin and one.first_start and one.first_due):
        return None
    planned, taken = (one.first_due - one.first_start).days + 1, max(1, (one.done - begin).days + 1)
    return (planned, taken) if planned > 0 else None


def _with_likely(one: Milestone, multiplier: float | None, today: date) -> Milestone:
    if multiplier is None or one.is_over or not (one.start and one.first_start and one.first_due and one.due):
        return one
    days = max(1, (one.first_due - one.first_start).days + 1)
    begin = one.start if one.status == BEGUN else max(one.start, today)
    likely = max(today, _after(begin, days * multiplier - 1))
    if one.due > one.first_due:  # the person who moved the day knows more than the pace does
        likely = max(likely, one.due)
    return replace(one, likely=likely)


def _likely_move(
    move: date | None, milestones: Sequence[Milestone], pace: float | None, today: date
) -> date | None:
    """Return the day at that pace, no earlier than what is to be done before it is likely done."""
    if move is None or pace is None or move <= today:
        return None
    before = [one.likely for one in milestones if one.likely and one.due and one.due <= move]
    return max([_after(today, (move - today).days * pace), *before])


def _after(day: date, days: float) -> date:
    try:
        return day + DAY * ceil(days)
    except OverflowError:
        return date.max
