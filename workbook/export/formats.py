"""The forms in which the answers leave, the same from a page as from the command line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbook.answers import copies
from workbook.errors import ExportError
from workbook.export.files import Document

if TYPE_CHECKING:
    from workbook.charts import History, Told

NAME = "from-engineer-to-tpm"


@dataclass(frozen=True)
class Form:
    """What a file of this form is called and declared as, and whether each reader has one of their own."""

    ending: str
    mime: str
    has_copies: bool = False


FORMS = {
    "pdf": Form("pdf", "application/pdf", has_copies=True),
    "markdown": Form("md", "text/markdown", has_copies=True),
    "calendar": Form("ics", "text/calendar"),
    "csv": Form("zip", "application/zip"),
    "json": Form("json", "application/json"),
}


def check(form: str, audience: str = copies.ME) -> None:
    """Raise ExportError for a form that there is not, or not for this reader."""
    if form not in FORMS:
        raise ExportError(f"There is no form {form!r}. There are: {', '.join(FORMS)}.")
    copies.check_audience(audience)
    if audience != copies.ME and not FORMS[form].has_copies:
        raise ExportError(f"{form} is for yourself alone; copies are made as: pdf, markdown.")


def name(form: str, audience: str = copies.ME) -> str:
    """Return a file's name: one reader's copy must not pass for another's."""
    whose = "" if audience == copies.ME else f"-{audience}"
    return f"{NAME}{whose}.{FORMS[form].ending}"


def made(form: str, told: Told, audience: str = copies.ME, *, paper: str = "a4", every: History) -> Document:
    """Make a document; raise ExportError when there is nothing in it.

    `told.history` gives the last version of each sitting, for charts; `every` gives every version, for what
    a calendar has to call off.
    """
    check(form, audience)
    return _KINDS[form](told, audience, paper, every)


def _pdf(told: Told, audience: str, paper: str, _every: History) -> Document:
    from workbook.export.pdf import pdf  # noqa: PLC0415 - each form imports what it needs

    return pdf(
        told.answers,
        told.catalogue,
        today=told.today,
        audience=audience,
        paper=paper,
        history=told.history,
    )


def _markdown(told: Told, audience: str, _paper: str, _every: History) -> Document:
    from workbook.export.book import Book  # noqa: PLC0415
    from workbook.export.markdown import written  # noqa: PLC0415

    book = Book(told.answers, told.catalogue, audience, history=told.history)
    return Document(written(book.data(told.today)))


def _calendar(told: Told, _audience: str, _paper: str, every: History) -> Document:
    from workbook.export.calendar import Calendar  # noqa: PLC0415

    return Document(Calendar(told.answers, told.catalogue, every).written())


def _csv(told: Told, _audience: str, _paper: str, _every: History) -> Document:
    from workbook.export.csv import all_of  # noqa: PLC0415

    return Document(all_of(told.answers, told.catalogue))


def _json(told: Told, _audience: str, _paper: str, _every: History) -> Document:
    from workbook.store.backup import encode_answers  # noqa: PLC0415

    if not told.answers.answers:
        raise ExportError("Nothing has been answered yet. Nothing was written.")
    return Document(encode_answers(told.answers))


_KINDS = {"pdf": _pdf, "markdown": _markdown, "calendar": _calendar, "csv": _csv, "json": _json}
