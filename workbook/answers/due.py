"""What is due, gathered from every answer that names a day. Pure: answers and a day in, lines out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Literal

from workbook.answers.model import Answers, Row
from workbook.kept import MADE_FROM, is_blank
from workbook.phrases.sentences import sentences
from workbook.questions.catalogue import Catalogue
from workbook.questions.formatting import as_day, in_words, row_in_words, short
from workbook.questions.kinds import Day, Line
from workbook.questions.tables import RowDue, Table

SOON = timedelta(days=14)
PERIODS = {"weekly": 7, "fortnightly": 14, "monthly": 28}  # days
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DROPPED = "dropped"
OVER = ("done", DROPPED)  # what a milestone can be when nothing more is to be done

Changed = tuple[int, str]


@dataclass(frozen=True)
class Due:
    """One thing to do by a day: `noun` says what kind of thing, `key` and `row` where it is.

    `over` is "done", or "gone" when there is nothing to do any more: dropped, or taken into the plan.
    `changed` is the revision and the time of the last change, and `words` what `what` is short for.
    """

    day: date
    noun: str
    what: str
    key: str
    row: str = ""
    over: Literal["", "done", "gone"] = ""
    changed: Changed = field(default=(0, ""), compare=False)
    words: str = field(default="", compare=False)


def due(answers: Answers, catalogue: Catalogue) -> list[Due]:
    """Return all that is still to be done and has a day, the earliest first."""
    return [one for one in dated(answers, catalogue) if not one.over]


def dated(answers: Answers, catalogue: Catalogue) -> list[Due]:
    """Return all that has or had a day, what is over too, the earliest first."""
    found: list[Due] = []
    for question in catalogue.questions:
        if isinstance(question, Table) and question.due:
            found += _due_rows(question, question.due, answers)
        elif isinstance(question, Day) and question.due and (day := as_day(answers.value(question.key))):
            found.append(Due(day, question.due, "", question.key, changed=answers[question.key].changed))
        elif isinstance(question, Line) and question.by:
            found += _due_action(question, question.by, answers, catalogue)
    return sorted(found, key=lambda one: one.day)


def origin(key: str, words: str = "") -> str:
    """Return what a row keeps as its origin: a row of another table, or words of an answer."""
    return f"{key}/{words}" if words else key


def is_in_plan(made_from: str, answers: Answers, catalogue: Catalogue) -> bool:
    """Say whether the plan has a row that was made from this."""
    return any(_rows_made_from(made_from, answers, catalogue))


def is_settled(made_from: str, answers: Answers, catalogue: Catalogue) -> bool:
    """Say whether what was made from this is in the plan, and nothing more is to be done about it."""
    rows = list(_rows_made_from(made_from, answers, catalogue))
    return bool(rows) and all(_is_done(row.value) for row in rows)


def _rows_made_from(made_from: str, answers: Answers, catalogue: Catalogue) -> Iterator[Row]:
    rows = answers[catalogue.plan.key].rows.values() if catalogue.plan else ()
    return (row for row in rows if row.value.get(MADE_FROM) == made_from)


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


def _due_action(line: Line, by: str, answers: Answers, catalogue: Catalogue) -> Iterator[Due]:
    value, day = answers.value(line.key), as_day(answers.value(by))
    if day and not is_blank(value):
        words = str(value)
        taken = list(_rows_made_from(origin(line.key, words), answers, catalogue))
        changed = max(
            answers[line.key].changed, answers[by].changed, *((row.revision, row.at) for row in taken)
        )
        noun = sentences().overviews.due.action
        one = Due(day, noun, short(words), line.key, changed=changed, words=words)
        yield replace(one, over="gone") if taken else one


def _due_rows(table: Table, rule: RowDue, answers: Answers) -> Iterator[Due]:
    rows = answers[table.key].in_order()
    if rule.every and rule.weekday:
        last = max((day for _, row in rows if (day := as_day(row.value.get(rule.day)))), default=None)
        if day := _next_day(last, rule.every, rule.weekday, answers):
            changed = max(answers[key].changed for key in (table.key, rule.every, rule.weekday))
            yield Due(day, rule.noun, "", table.key, changed=changed)
    for name, row in rows:
        if day := as_day(row.value.get(rule.day)):
            words = _name_row(table, rule, row.value)
            # Of what comes again and again, a row is one that was.
            over = "done" if rule.every else _how_over(row.value, rule)
            changed = (row.revision, row.at)
            yield Due(day, rule.noun, short(words), table.key, name, over, changed, words)


def _name_row(table: Table, rule: RowDue, row: Mapping[str, Any]) -> str:
    if rule.every:
        return ""
    name = in_words(table.column(rule.what), row.get(rule.what)) if rule.what else ""
    return name or row_in_words(table, row)


def _how_over(row: Mapping[str, Any], rule: RowDue) -> Literal["", "done", "gone"]:
    if rule.unless and DROPPED in rule.done and row.get(rule.unless) == DROPPED:
        return "gone"
    return "done" if _is_over(row, rule) else ""


def _is_over(row: Mapping[str, Any], rule: RowDue) -> bool:
    if rule.ended and as_day(row.get(rule.ended)):
        return True
    value = row.get(rule.unless) if rule.unless else None
    return value in rule.done if rule.done else not is_blank(value)


def _next_day(last: date | None, every: str, weekday: str, answers: Answers) -> date | None:
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
