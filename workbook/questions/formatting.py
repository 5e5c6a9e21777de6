"""Values as a person reads them, in English whatever the machine's language is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from workbook.kept import MADE_FROM, is_blank
from workbook.questions.tables import DayColumn, Ratings, Table
from workbook.questions.values import ChoicesValue, ChoiceValue, DateValue, NumberValue, TextValue, Value

MONTHS = ("January", "February", "March", "April", "May", "June",
          "July", "August", "September", "October", "November", "December")  # fmt: skip
SHORT = 80  # characters of a row's name


def chosen(value: Any) -> list[str]:  # noqa: ANN401 - whatever is on disk
    """Return what is chosen of several; what is no list is none."""
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def as_day(value: Any) -> date | None:  # noqa: ANN401 - whatever is on disk
    """Return the day that a kept value names, or None."""
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return None


def day_in_words(day: date, letters: int | None = None) -> str:
    """Return a day as 3 March 2026, or with so many `letters` of the month."""
    return f"{day.day} {MONTHS[day.month - 1][:letters]} {day.year}"


def month_in_words(day: date) -> str:
    """Return a day's month as Mar 2026."""
    return f"{MONTHS[day.month - 1][:3]} {day.year}"


def in_words(asked: Value, value: Any) -> str:  # noqa: ANN401
    """Return one value as a person reads it, "" for none; what is on disk may be older than the question."""
    if is_blank(value):
        return ""
    if isinstance(asked, NumberValue) and asked.unit:
        return f"{plain(value)}{'' if asked.unit == '%' else ' '}{asked.unit}"
    if isinstance(asked, DateValue):
        day = as_day(value)
        # Columns are narrow.
        return day_in_words(day, 3 if isinstance(asked, DayColumn) else None) if day else str(value)
    return _chosen(asked, value) if isinstance(asked, ChoiceValue) else plain(value).strip()


def describe(asked: Value | None, value: Any) -> str:  # noqa: ANN401
    """Return an answer, or a row of one, as it is read: rows and points have a line for each part."""
    if not isinstance(value, Mapping):
        return in_words(asked, value) if asked else plain(value)
    parts = ((name, one) for name, one in value.items() if name != MADE_FROM and not is_blank(one))
    return "\n".join(_describe_part(asked, name, one) for name, one in parts)


def _describe_part(asked: Value | None, name: str, value: Any) -> str:  # noqa: ANN401
    """Return a cell of a row, or the points of a criterion, after its title."""
    if isinstance(asked, Ratings) and name == "skill":
        value = next((skill.title for skill in asked.skills if skill.key == value), value)
    if isinstance(asked, Table):
        column = next((one for one in asked.columns if one.key == name), None)
        return f"{column.title if column else name}: {in_words(column, value) if column else plain(value)}"
    return f"{asked.label(name) if isinstance(asked, ChoiceValue) else name}: {plain(value)}"


def _chosen(asked: ChoiceValue, value: Any) -> str:  # noqa: ANN401
    if isinstance(value, Mapping):  # points given to each
        weighed = ((name, points) for name, points in value.items() if not is_blank(points))
        return ", ".join(f"{asked.label(name)} {plain(points)}" for name, points in weighed)
    if isinstance(asked, ChoicesValue) and isinstance(value, list):
        return ", ".join(asked.label(str(one)) for one in value)
    return asked.label(str(value))


def row_in_words(table: Table, row: Mapping[str, Any]) -> str:
    """Name a row by the day that it is due, or its first day, and its first words, on one line."""
    words = [in_words(column, row.get(column.key)) for column in table.columns]
    dated = [(column, text) for column, text in _with(table, words) if isinstance(column, DayColumn)]
    days = {column.key: text for column, text in dated if text}
    day = (table.due and days.get(table.due.day)) or next(iter(days.values()), "")
    texts = (text for column, text in _with(table, words) if isinstance(column, TextValue) and text)
    return short(" · ".join(filter(None, (day, next(texts, "")))))


def short(text: str, length: int = SHORT) -> str:
    """Return text on one line, and cut between words when it is long."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    cut = line[: length - 1]
    return (cut.rpartition(" ")[0] or cut).rstrip(",;:.") + "…"


def plain(value: Any) -> str:  # noqa: ANN401
    """Return a number without an empty decimal, and anything else as it is."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _with(table: Table, words: list[str]) -> zip[tuple[Any, str]]:
    return zip(table.columns, words, strict=True)
