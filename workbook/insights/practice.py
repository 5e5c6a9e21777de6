"""What the practice log and the energy log add up to. Pure; charts and tables are built from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from workbook.answers.model import Answers
from workbook.questions.catalogue import Catalogue
from workbook.questions.formatting import as_day, chosen, month_in_words
from workbook.questions.tables import ChoiceColumn, ChoicesColumn
from workbook.questions.values import Choice

MONTHLY, QUARTERLY = 12, 36  # months that are shown one by one, and by quarter; years after that
YEAR, YEARS = 12, 12  # months of a year; years that are shown
TAKES, GIVES = ("minus_2", "minus_1"), ("plus_1", "plus_2")
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Evidence:
    """How many rows of the practice log name each skill, by period, the earliest first.

    `counts` has a number for each period, by skill; `last` the day of a skill's latest row.
    """

    skills: tuple[Choice, ...]
    periods: tuple[str, ...]
    counts: Mapping[str, tuple[int, ...]]
    last: Mapping[str, date]


@dataclass(frozen=True)
class Energy:
    """How many tasks of one kind of work left each energy, by the value of the choice."""

    kind: Choice
    counts: Mapping[str, int]

    @property
    def takes(self) -> int:
        """How many took energy."""
        return sum(self.counts[one] for one in TAKES)

    @property
    def gives(self) -> int:
        """How many gave energy."""
        return sum(self.counts[one] for one in GIVES)

    @property
    def tasks(self) -> int:
        """How many there are."""
        return sum(self.counts.values())


def evidence(answers: Answers, catalogue: Catalogue, today: date) -> Evidence | None:
    """Count the practice log by skill and period; None while no row has a day and a skill.

    Periods are months up to a year, then quarters, after three years whole years; from the first row's to
    today's, none left out. What is older than twelve years is counted with the twelfth; what lies ahead has
    not been practiced, and is not counted.
    """
    table = catalogue.practice_log
    if table is None:
        return None
    column = table.column("skills")
    assert isinstance(column, ChoicesColumn)  # noqa: S101 - log has seen to it
    known = {skill.value for skill in column.choices}
    rows = [
        (day, skill)
        for _, row in answers[table.key].in_order()
        if (day := as_day(row.value.get("date"))) and day <= today
        for skill in chosen(row.value.get("skills"))
        if skill in known
    ]
    if not rows:
        return None
    months = [12 * day.year + day.month - 1 for day, _ in rows]
    first, last = min(months), 12 * today.year + today.month - 1
    size = 1 if last - first < MONTHLY else 3 if last - first < QUARTERLY else 12
    oldest = max(first // size, last // size - YEARS + 1) if size == YEAR else first // size
    found = Counter(
        (skill, max(month // size, oldest)) for month, (_, skill) in zip(months, rows, strict=True)
    )
    periods = range(oldest, last // size + 1)
    return Evidence(
        skills=column.choices,
        periods=tuple(_period(size * period, size) for period in periods),
        counts={skill: tuple(found[skill, period] for period in periods) for skill in known},
        last={skill: max(day for day, one in rows if one == skill) for skill in {one for _, one in rows}},
    )


def weeks(answers: Answers, catalogue: Catalogue, today: date, number: int = 12) -> tuple[int, ...]:
    """Return how many rows of the practice log each of the last weeks has, this one last.

    Weeks before the first row are left out.
    """
    table = catalogue.practice_log
    rows = [row.value for _, row in answers[table.key].in_order()] if table else []
    monday = today - timedelta(days=today.weekday())
    days = [day for row in rows if (day := as_day(row.get("date"))) and day <= today]
    found = Counter((monday - day + timedelta(days=day.weekday())) // WEEK for day in days)
    return tuple(found[back] for back in reversed(range(min(number, max(found, default=-1) + 1))))


def energies(answers: Answers, catalogue: Catalogue) -> tuple[Energy, ...]:
    """Count the energy log by kind of work, in the order of the kinds; empty while no row has both."""
    table = catalogue.energy_log
    if table is None:
        return ()
    kinds, levels = table.column("kind"), table.column("energy")
    assert isinstance(kinds, ChoiceColumn)  # noqa: S101 - energy_log has seen to it
    assert isinstance(levels, ChoiceColumn)  # noqa: S101
    rows = [row.value for _, row in answers[table.key].in_order()]
    counted = Counter((str(row.get("kind")), str(row.get("energy"))) for row in rows)
    found = tuple(
        Energy(kind, {level.value: counted[kind.value, level.value] for level in levels.choices})
        for kind in kinds.choices
    )
    return found if any(one.tasks for one in found) else ()


def _period(month: int, size: int) -> str:
    year, number = divmod(month, 12)
    if size == 1:
        return month_in_words(date(year, number + 1, 1))
    return f"Q{number // 3 + 1} {year}" if size == 3 else str(year)
