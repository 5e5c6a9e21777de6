"""The book: the answers as a PDF, set by Typst.

Typst gets data and never markup, so nothing that a person writes can change the page or stop the export.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, tzinfo
from typing import TYPE_CHECKING, Any

from workbook.answers.model import Answers
from workbook.charts import History
from workbook.errors import ExportError
from workbook.export import glyphs
from workbook.export.book import Book
from workbook.export.files import ExportFile
from workbook.export.paragraphs import make_printable
from workbook.questions.catalogue import Catalogue

if TYPE_CHECKING:
    from typst import PDFStandard

PAPERS = {"a4": "a4", "letter": "us-letter"}
TRIES = 5  # what follows a character that no font has may be refused next


def render(  # noqa: PLR0913 - all but two are choices with a default
    answers: Answers,
    catalogue: Catalogue,
    *,
    today: date,
    audience: str = "me",
    paper: str = "a4",
    zone: tzinfo | None = None,
    history: History | None = lambda _key: (),
    remarks: Sequence[str] = (),
) -> ExportFile:
    """Render the book for one reader; the days of the changes are those in `zone`, by default here.

    `history` returns a key's earlier versions, the oldest first, for charts that are drawn from them.
    `remarks` are more sentences for the cover.
    """
    if paper not in PAPERS:
        raise ExportError(f"There is no paper {paper!r}. There are: {', '.join(PAPERS)}.")
    book = make_printable(Book(answers, catalogue, audience, zone=zone, history=history).data(today))
    book["copy"] = " ".join([book["copy"], *map(make_printable, remarks)])
    file = _compile({**book, "paper": PAPERS[paper]}, today)
    return replace(file, notices=(f"{book['nothing'][0]}.", *file.notices)) if book["nothing"] else file


def _compile(book: Mapping[str, Any], today: date) -> ExportFile:
    """Compile the book; where no font has a character, once more with an empty box for it.

    Both standards refuse such a character, and say which. A book that they refuse for another reason comes
    without their stamp, which is better than no book.
    """
    import typst

    noon = datetime(today.year, today.month, today.day, 12, tzinfo=UTC)
    missing: set[str] = set()
    is_fresh = False

    def compiled(standards: list[PDFStandard]) -> bytes:
        text = json.dumps({**book, "missing": _any_of(missing)}, ensure_ascii=False)
        for character in filter(glyphs.is_private_use, missing):
            text = text.replace(character, glyphs.STAND_IN)
        return glyphs.compile_pdf("pdf.typ", text, standards, boxes=bool(missing), at=noon)

    def notices() -> tuple[str, ...]:
        return glyphs.describe_unprinted(book, glyphs.unprinted(missing))

    for _ in range(TRIES + 1):  # one more with the fonts that were installed meanwhile
        try:
            return ExportFile(compiled(glyphs.STANDARDS), notices())
        except typst.TypstError as error:
            found = glyphs.parse_refused(error.diagnostic) - missing
            if not found:
                break
            if not is_fresh:
                is_fresh = True
                glyphs.reload_fonts()
                continue
            # Some are refused for what is beside them, and print once that has its box.
            missing |= glyphs.unprinted(found)
    try:
        return ExportFile(compiled([]), notices())
    except typst.TypstError as error:
        raise ExportError(
            f"The PDF could not be set: {error.message}. Your answers are untouched."
        ) from error


def _any_of(missing: set[str]) -> str:
    """Return a pattern for Typst that matches any of these characters, or nothing for none."""
    codes = "".join(f"\\u{{{ord(character):x}}}" for character in sorted(missing))
    return f"[{codes}]" if missing else ""
