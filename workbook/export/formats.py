"""The forms in which the answers leave, the same from a page as from the command line.

A new form is a function that renders it and a line in `FORMS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbook.answers import copies
from workbook.errors import ExportError
from workbook.export.files import ExportFile

if TYPE_CHECKING:
    from workbook.charts import ChartData, History

FILE_NAME = "from-engineer-to-tpm"


@dataclass(frozen=True)
class ExportRequest:
    """What to export: `data.history` has the last version of each sitting, for charts.

    `versions` has every version, for what a calendar has to cancel.
    """

    data: ChartData
    audience: str
    paper: str
    versions: History


@dataclass(frozen=True)
class Form:
    """A form's ending and MIME type, how it is rendered, and whether each reader has a copy of their own."""

    ending: str
    mime: str
    render: Callable[[ExportRequest], ExportFile]
    has_copies: bool = False


def check_form(form: str, audience: str = copies.ME) -> None:
    """Raise ExportError for a form that there is not, or not for this reader."""
    if form not in FORMS:
        raise ExportError(f"There is no form {form!r}. There are: {', '.join(FORMS)}.")
    copies.check_audience(audience)
    if audience != copies.ME and not FORMS[form].has_copies:
        copied = ", ".join(name for name, one in FORMS.items() if one.has_copies)
        raise ExportError(f"{form} is for yourself alone; copies are made as: {copied}.")


def file_name(form: str, audience: str = copies.ME) -> str:
    """Return a file's name: one reader's copy must not pass for another's."""
    whose = "" if audience == copies.ME else f"-{audience}"
    return f"{FILE_NAME}{whose}.{FORMS[form].ending}"


def render(
    form: str, data: ChartData, audience: str = copies.ME, *, paper: str = "a4", versions: History
) -> ExportFile:
    """Render the answers in one of `FORMS`; raise ExportError when there is nothing in it."""
    check_form(form, audience)
    return FORMS[form].render(ExportRequest(data, audience, paper, versions))


def _render_pdf(request: ExportRequest) -> ExportFile:
    from workbook.export import pdf

    data = request.data
    return pdf.render(
        data.answers,
        data.catalogue,
        today=data.today,
        audience=request.audience,
        paper=request.paper,
        history=data.history,
    )


def _render_markdown(request: ExportRequest) -> ExportFile:
    from workbook.export import markdown
    from workbook.export.book import Book

    data = request.data
    book = Book(data.answers, data.catalogue, request.audience, history=data.history)
    return ExportFile(markdown.render(book.data(data.today)))


def _render_calendar(request: ExportRequest) -> ExportFile:
    from workbook.export.calendar import Calendar

    return ExportFile(Calendar(request.data.answers, request.data.catalogue, request.versions).render())


def _render_csv(request: ExportRequest) -> ExportFile:
    from workbook.export import csv

    return ExportFile(csv.render_tables(request.data.answers, request.data.catalogue))


def _render_json(request: ExportRequest) -> ExportFile:
    from workbook.store.backup import encode_answers

    if not request.data.answers.answers:
        raise ExportError("Nothing has been answered yet. Nothing was written.")
    return ExportFile(encode_answers(request.data.answers))


FORMS = {
    "pdf": Form("pdf", "application/pdf", _render_pdf, has_copies=True),
    "markdown": Form("md", "text/markdown", _render_markdown, has_copies=True),
    "calendar": Form("ics", "text/calendar", _render_calendar),
    "csv": Form("zip", "application/zip", _render_csv),
    "json": Form("json", "application/json", _render_json),
}
