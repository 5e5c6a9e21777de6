"""What is due, gathered from every answer that names a day. Pure: answers and a day in, lines out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from workbook.answers import Answers
from workbook.catalogue import Catalogue
from workbook.questions import Day, Line
from workbook.sentences import sentences
from workbook.tables import MADE_FROM, RowDue, Table
from workbook.words import as_day, in_words, is_blank, row_in_words, short

SOON = timedelta(days=14)
PERIODS = {"weekly": 7, "fortnightly": 14, "monthly": 28}  # days
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
OVER = ("done", "dropped")  # what a milestone can be when nothing more is to be done


@dataclass(frozen=True)
class Due:
    """One thing to do by a day: `noun` says what kind of thing, `key` which question it stands in."""

    day: date
    noun: str
    what: str
    key: str


def due(answers: Answers, catalogue: Catalogue) -> list[Due]:
    """Return all that is still to be done and has a day, the earliest first."""
    found: list[Due] = []
    for question in catalogue.questions:
        if isinstance(question, Table) and question.due:
            found += _rows(question, question.due, answers)
        elif isinstance(question, Day) and question.due and (day := as_day(answers.value(question.key))):
            found.append(Due(day, question.due, "", question.key))
        elif isinstance(question, Line) and question.by:
            found += _action(question, question.by, answers, catalogue)
    return sorted(found, key=lambda one: one.day)


def origin(key: str, words: str = "") -> str:
    """Return what a row says that it was made from: a row of another table, or words of an answer."""
    return f"{key}/{words}" if words else key


def is_in_plan(made_from: str, answers: Answers, catalogue: Catalogue) -> bool:
    """Say whether the plan has a row that was made from this."""
    return any(_made(made_from, answers, catalogue))


def is_settled(made_from: str, answers: Answers, catalogue: Catalogue) -> bool:
    """Say whether what was made from this is in the plan, and nothing more is to be done about it."""
    rows = list(_made(made_from, answers, catalogue))
    return bool(rows) and all(map(_is_done, rows))


def _made(made_from: str, answers: Answers, catalogue: Catalogue) -> Iterator[Mapping[str, Any]]:
    rows = answers[catalogue.plan.key].rows.values() if catalogue.plan else ()
    return (row.value for row in rows if row.value.get(MADE_FROM) == made_from)


def _is_done(row: Mapping[str, Any]) -> bool:
    return row.get("status") in OVER or as_day(row.get("done_on")) is not None


def is_at_risk(row: Mapping[str, Any], today: date) -> bool:
    """Say whether a milestone is late, or not begun although its start has gone or it is due soon."""
    if _is_done(row):
        return False
    start, end = as_day(row.get("start")), as_day(row.get("due"))
    if end and end < today:
        return True
    is_begun = row.get("status") == "in_progress"
    return not is_begun and bool((start and start < today) or (end and end <= today + SOON))


def _action(line: Line, by: str, answers: Answers, catalogue: Catalogue) -> Iterator[Due]:
    words, day = answers.value(line.key), as_day(answers.value(by))
    if day and not is_blank(words) and not is_in_plan(origin(line.key, str(words)), answers, catalogue):
        yield Due(day, sentences().overviews.due.action, short(str(words)), line.key)


def _rows(table: Table, rule: RowDue, answers: Answers) -> Iterator[Due]:
    rows = [row.value for _, row in answers[table.key].in_order()]
    if rule.every and rule.weekday:
        last = max((day for row in rows if (day := as_day(row.get(rule.day)))), default=None)
        if day := _next(last, rule.every, rule.weekday, answers):
            yield Due(day, rule.noun, "", table.key)
        return
    for row in rows:
        day = as_day(row.get(rule.day))
        if day and not _is_over(row, rule):
            named = in_words(table.column(rule.what), row.get(rule.what)) if rule.what else ""
            yield Due(day, rule.noun, short(named or row_in_words(table, row)), table.key)


def _is_over(row: Mapping[str, Any], rule: RowDue) -> bool:
    if rule.ended and as_day(row.get(rule.ended)):
        return True
    value = row.get(rule.unless) if rule.unless else None
    return value in rule.done if rule.done else not is_blank(value)


def _next(last: date | None, every: str, weekday: str, answers: Answers) -> date | None:
    """Return the day of the next check-in: after the last one, or after the rhythm was chosen."""
    rhythm = answers[every]
    if not isinstance(rhythm.value, str) or rhythm.value not in PERIODS:
        return None
    pause = PERIODS[rhythm.value] - 7
    if last is None:
        try:
            last, pause = datetime.fromisoformat(rhythm.at).astimezone().date(), 0
        except (ValueError, OverflowError):
            return None
    chosen = answers.value(weekday)
    wanted = WEEKDAYS.index(chosen) if chosen in WEEKDAYS else 0
    try:
        after = last + timedelta(days=pause + 1)
        return after + timedelta(days=(wanted - after.weekday()) % 7)
    except OverflowError:  # the last day that there is
        return None
