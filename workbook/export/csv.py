"""Tables as CSV, for a spreadsheet: one, or all of them in a zip file."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO, StringIO
from typing import Any

from workbook.answers.model import Answers
from workbook.answers.rules import is_answered
from workbook.errors import ExportError
from workbook.kept import is_blank
from workbook.phrases.sentences import sentences
from workbook.questions.catalogue import Catalogue
from workbook.questions.formatting import as_day, in_words
from workbook.questions.kinds import Question, Weights
from workbook.questions.tables import Column, DayColumn, NumberColumn, Table

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # for every file in the zip: the same answers give the same bytes


def render_rows(rows: Iterable[Sequence[Any]]) -> bytes:
    """Render rows so that spreadsheets decode them right and take no cell of text for a formula."""
    text = StringIO()
    writer = csv.writer(text)
    for row in rows:
        writer.writerow([_escape_formula(cell) if isinstance(cell, str) else cell for cell in row])
    return text.getvalue().encode("utf-8-sig", "replace")


def render_table(key: str, answers: Answers, catalogue: Catalogue) -> bytes:
    """Render one table; raise ExportError when there is no such table or nothing in it."""
    known = [question.key for question in catalogue.questions if isinstance(question, Table | Weights)]
    if key not in known:
        raise ExportError(f"There is no table {key!r}. There are: {', '.join(known)}.")
    question = catalogue.question(key)
    if not is_answered(question, answers):
        raise ExportError(f"“{question.title}” has not been answered yet. Nothing was written.")
    return render_rows(_table_rows(question, answers))


def render_tables(answers: Answers, catalogue: Catalogue) -> bytes:
    """Render all tables that hold anything, as a zip file; raise ExportError when none does."""
    tables = [
        question
        for question in catalogue.questions
        if isinstance(question, Table | Weights) and is_answered(question, answers)
    ]
    if not tables:
        raise ExportError("No table holds anything yet. Nothing was written.")
    output = BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for question in tables:
            member = zipfile.ZipInfo(f"{question.key}.csv", _LONG_AGO)
            member.create_system, member.external_attr = 3, 0o600 << 16  # wherever it is made
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, render_rows(_table_rows(question, answers)))
    return output.getvalue()


def _table_rows(question: Question, answers: Answers) -> list[list[Any]]:
    if isinstance(question, Table):
        rows = [row.value for _, row in answers[question.key].in_order() if not is_blank(row.value)]
        head = [_title(column) for column in question.columns]
        return [
            head,
            *([_format_cell(column, row.get(column.key)) for column in question.columns] for row in rows),
        ]
    words, value = sentences().book, answers.value(question.key)
    choices = question.choices if isinstance(question, Weights) and isinstance(value, Mapping) else ()
    points = [[choice.label, value.get(choice.value)] for choice in choices]
    return [[words.criterion, words.points], *(row for row in points if not is_blank(row[1]))]


def _title(column: Column) -> str:
    return (
        f"{column.title} ({column.unit})"
        if isinstance(column, NumberColumn) and column.unit
        else column.title
    )


def _format_cell(column: Column, value: Any) -> Any:  # noqa: ANN401 - whatever is on disk
    """Return a cell in words, but a day or a number so that a spreadsheet can calculate with it."""
    if isinstance(column, DayColumn) and as_day(value):
        return value
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return value if is_number else in_words(column, value)


def _escape_formula(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
