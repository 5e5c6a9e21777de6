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
from workbook.export import glyphs as letters
from workbook.export.book import Book
from workbook.export.files import Document
from workbook.export.paragraphs import clean
from workbook.questions.catalogue import Catalogue

if TYPE_CHECKING:
    from typst import PDFStandard

PAPERS = {"a4": "a4", "letter": "us-letter"}
TRIES = 5  # what stood behind a letter that no font has may be refused next


def pdf(  # noqa: PLR0913 - all but two are choices with a default
    answers: Answers,
    catalogue: Catalogue,
    *,
    today: date,
    audience: str = "me",
    paper: str = "a4",
    zone: tzinfo | None = None,
    history: History | None = lambda _key: (),
    remarks: Sequence[str] = (),
) -> Document:
    """Set the book for one reader; `zone` is where the days of the changes are told, by default here.

    `history` returns a key's earlier versions, the oldest first, for charts that are drawn from them.
    `remarks` are sentences that the cover says too.
    """
    if paper not in PAPERS:
        raise ExportError(f"There is no paper {paper!r}. There are: {', '.join(PAPERS)}.")
    book = clean(Book(answers, catalogue, audience, zone=zone, history=history).data(today))
    book["copy"] = " ".join([book["copy"], *map(clean, remarks)])
    made = _compile({**book, "paper": PAPERS[paper]}, today)
    return replace(made, notices=(f"{book['nothing'][0]}.", *made.notices)) if book["nothing"] else made


def _compile(book: Mapping[str, Any], today: date) -> Document:
    """Set the book; where no font has a letter, once more with an empty box for it.

    Both standards refuse such a letter, and say which. A book that they refuse for another reason comes
    without their stamp, which is better than no book.
    """
    import typst  # noqa: PLC0415 - only an export needs it

    noon = datetime(today.year, today.month, today.day, 12, tzinfo=UTC)
    missing: set[str] = set()
    is_fresh = False

    def made(standards: list[PDFStandard]) -> bytes:
        text = json.dumps({**book, "missing": _one_of(missing)}, ensure_ascii=False)
        for letter in filter(letters.is_for_nobody, missing):
            text = text.replace(letter, letters.STAND_IN)
        return letters.document("pdf.typ", text, standards, boxes=bool(missing), at=noon)

    for _ in range(TRIES + 1):  # one more with the fonts that were installed meanwhile
        try:
            return Document(made(letters.STANDARDS), letters.say(book, letters.unprinted(missing)))
        except typst.TypstError as error:
            found = letters.refused(error.diagnostic) - missing
            if not found:
                break
            if not is_fresh:
                is_fresh = True
                letters.look_for_fonts()
                continue
            # Some are refused for what stands beside them, and print once that has its box.
            missing |= letters.unprinted(found)
    try:
        return Document(made([]), letters.say(book, letters.unprinted(missing)))
    except typst.TypstError as error:
        raise ExportError(
            f"The PDF could not be set: {error.message}. Your answers are untouched."
        ) from error


def _one_of(missing: set[str]) -> str:
    """Return a pattern for Typst that stands for any of these letters, or nothing for none."""
    codes = "".join(f"\\u{{{ord(letter):x}}}" for letter in sorted(missing))
    return f"[{codes}]" if missing else ""
