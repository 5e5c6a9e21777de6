"""The book: the answers as a PDF, set by Typst.

Typst gets data and never markup, so nothing that a person writes can change the page or stop the export.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from datetime import UTC, date, datetime, tzinfo
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbook.answers import Answers
from workbook.catalogue import Catalogue
from workbook.charts import History
from workbook.errors import ExportError
from workbook.export.book import Book
from workbook.export.paragraphs import clean

if TYPE_CHECKING:
    from typst import PDFStandard

PAPERS = {"a4": "a4", "letter": "us-letter"}
# Archived and read aloud as well as printed. Both standards refuse a letter that no font here has; then the
# book comes without their stamp, which is better than no book.
STANDARDS: tuple[list[PDFStandard], ...] = (["a-2a", "ua-1"], [])


def pdf(  # noqa: PLR0913 - all but two are choices with a default
    answers: Answers,
    catalogue: Catalogue,
    *,
    today: date,
    audience: str = "me",
    paper: str = "a4",
    zone: tzinfo | None = None,
    history: History = lambda _key: (),
) -> bytes:
    """Set the book for one reader; `zone` is where the days of the changes are told, by default here.

    `history` returns a key's earlier versions, the oldest first, for charts that are drawn from them.
    """
    if paper not in PAPERS:
        raise ExportError(f"There is no paper {paper!r}. There are: {', '.join(PAPERS)}.")
    book = Book(answers, catalogue, audience, zone=zone, history=history).data(today)
    return _compile({**book, "paper": PAPERS[paper]}, today)


def write(path: Path, data: bytes) -> None:
    """Write a document for the owner's eyes only, whole or not at all."""
    try:
        if path.is_dir():
            raise ExportError(f"{path} is a folder; name a file in it. Nothing was written.")
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=".part", dir=path.parent)
        try:
            Path(name).chmod(0o600)  # the umask may have taken our own rights
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, path)  # noqa: PTH105 - one call, on the name that mkstemp gave
        finally:
            Path(name).unlink(missing_ok=True)
    except FileNotFoundError as error:
        raise ExportError(f"The folder {path.parent} does not exist. Nothing was written.") from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise ExportError(f"{path} can't be written: {reason.lower()}. Nothing was written.") from error


def _compile(book: Mapping[str, Any], today: date) -> bytes:
    import typst  # noqa: PLC0415 - only an export needs it

    template = files("workbook.export").joinpath("report.typ").read_bytes()
    noon = datetime(today.year, today.month, today.day, 12, tzinfo=UTC)
    for standards in STANDARDS:
        try:
            made = typst.compile(
                template,
                format="pdf",
                sys_inputs={"data": json.dumps(clean(book))},
                pdf_standards=standards,
                timestamp=noon,
            )
        except typst.TypstError as error:
            refused = error
        else:
            return bytes(made)
    raise ExportError(
        f"The PDF could not be set: {refused.message}. Your answers are untouched."
    ) from refused
