"""Whatever has a day, as a calendar of whole-day events.

An event keeps its id for good, and its sequence counts up with each change, so that a calendar which imports
the file again changes what it has and adds nothing twice. What has lost its day since is canceled.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_OID, uuid5

from workbook.answers.due import PERIODS, Changed, Due, dated, origin
from workbook.answers.model import Answers, Version
from workbook.answers.rules import is_private
from workbook.charts import History
from workbook.errors import ExportError
from workbook.export.paragraphs import make_printable
from workbook.kept import MADE_FROM, is_blank
from workbook.phrases.sentences import sentences
from workbook.questions.catalogue import Catalogue
from workbook.questions.formatting import as_day
from workbook.questions.kinds import Day, Line
from workbook.questions.tables import RowDue, Table

if TYPE_CHECKING:
    from icalendar import Event

PRODUCT = "-//tpm-workbook//calendar//EN"


class Calendar:
    """The events of one workbook. `history` returns every version of a key, the oldest first."""

    def __init__(self, answers: Answers, catalogue: Catalogue, history: History = lambda _key: ()) -> None:
        self._answers = answers
        self._catalogue = catalogue
        self._history = cache(lambda key: tuple(history(key)))
        self._words = sentences().calendar

    def render(self) -> bytes:
        """Render the calendar as a file; raise ExportError when nothing ever had a day."""
        from icalendar import Calendar as File

        found = dated(self._answers, self._catalogue)
        known = {(one.key, one.row) for one in found}
        found += [one for one in self._past() if (one.key, one.row) not in known]
        if not found:
            raise ExportError(f"{self._words.nothing} Nothing was written.")
        file = File()
        file.add("prodid", PRODUCT)
        file.add("version", "2.0")
        file.add("x-wr-calname", sentences().book.title)
        for one in sorted(found, key=lambda one: (one.day, one.key, one.row)):
            file.add_component(self._event(one))
        return bytes(file.to_ical())

    def _event(self, one: Due) -> Event:
        from icalendar import Event

        question = self._catalogue.question(one.key)
        what = _event_text(one.what)
        name = self._words.named.format(noun=one.noun, what=what) if what else one.noun
        about = _event_text(one.words)
        revision, at = self._changed(one)
        changed = _parse_utc(at) or datetime.combine(one.day, time(), UTC)
        event = Event()
        event.add("uid", str(uuid5(NAMESPACE_OID, f"{self._answers.workbook}/{origin(one.key, one.row)}")))
        event.add("dtstamp", changed)
        event.add("last-modified", changed)
        event.add("sequence", revision)
        event.add("dtstart", one.day)
        event.add("summary", self._words.done.format(what=name) if one.over == "done" else name)
        event.add("description", question.title if about == what else f"{about}\n\n{question.title}")
        event.add("class", "PRIVATE" if is_private(question, self._answers) else "PUBLIC")
        event.add("transp", "TRANSPARENT")
        event.add("status", "CANCELLED" if one.over == "gone" else "CONFIRMED")
        return event

    def _changed(self, one: Due) -> Changed:
        """Return the last change of an event, even of a row that was deleted."""
        if one.row:
            return one.changed
        past = list(self._history(one.key))
        if isinstance(self._catalogue.question(one.key), Line) and (plan := self._catalogue.plan):
            rows = self._history(plan.key)
            taken = {row.row for row in rows if str(_column_value(row, MADE_FROM)).startswith(f"{one.key}/")}
            past += [row for row in rows if row.row in taken]
        return max([one.changed, *((version.revision, version.at) for version in past)])

    def _past(self) -> Iterator[Due]:
        """Yield whatever had a day at any time, as canceled and without its words: they may be deleted."""
        for question in self._catalogue.questions:
            if isinstance(question, Table) and question.due:
                yield from self._past_rows(question.key, question.due)
            elif isinstance(question, Day) and question.due:
                past = self._history(question.key)
                yield from _gone([as_day(one.value) for one in past], question.due, question.key, past)
            elif isinstance(question, Line) and question.by:
                past, days = self._history(question.key), self._history(question.by)
                if any(not is_blank(one.value) for one in past):
                    noun = sentences().overviews.due.action
                    yield from _gone([as_day(one.value) for one in days], noun, question.key, past + days)

    def _past_rows(self, key: str, rule: RowDue) -> Iterator[Due]:
        past = self._history(key)
        for row in dict.fromkeys(one.row for one in past if one.row):
            versions = [one for one in past if one.row == row]
            yield from _gone(
                [as_day(_column_value(one, rule.day)) for one in versions], rule.noun, key, versions, row
            )
        rhythm = self._history(rule.every) if rule.every else ()
        chosen = [_parse_utc(one.at) for one in rhythm if str(one.value) in PERIODS]
        yield from _gone([one and one.date() for one in chosen], rule.noun, key, rhythm)


def _gone(
    days: Iterable[date | None], noun: str, key: str, versions: Sequence[Version], row: str = ""
) -> Iterator[Due]:
    known = [day for day in days if day]
    if known:
        changed = max((one.revision, one.at) for one in versions)
        yield Due(known[-1], noun, "", key, row, "gone", changed)


def _column_value(version: Version, column: str) -> Any:  # noqa: ANN401 - whatever is on disk
    return version.value.get(column) if isinstance(version.value, Mapping) else None


def _parse_utc(at: str) -> datetime | None:
    try:
        return datetime.fromisoformat(at).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _event_text(words: str) -> str:
    text: str = make_printable(re.sub(r"\r\n?", "\n", words))
    return text
