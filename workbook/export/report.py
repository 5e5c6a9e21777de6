"""The book: the answers as a PDF, set by Typst.

Typst gets data and never markup, so nothing that a person writes can change the page or stop the export.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Mapping
from datetime import UTC, date, datetime, tzinfo
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import bidirectional

from workbook.answers import Answers, is_answered, is_blank, is_private
from workbook.catalogue import Catalogue, Section, Step
from workbook.charts import Chart, charts_after, draw
from workbook.errors import ExportError
from workbook.insights import sentences
from workbook.questions import (
    ChoiceValue,
    Column,
    DateValue,
    NumberValue,
    Question,
    SeveralOf,
    Table,
    Value,
    Weights,
)

if TYPE_CHECKING:
    from typst import PDFStandard

NAME = "start.name"  # whose book it is
AUDIENCES = ("me", "mentor", "manager", "interview")
PAPERS = {"a4": "a4", "letter": "us-letter"}
# Archived and read aloud as well as printed. Both standards refuse a letter that no font here has; then the
# book comes without their stamp, which is better than no book.
STANDARDS: tuple[list[PDFStandard], ...] = (["a-2a", "ua-1"], [])

MONTHS = ("January", "February", "March", "April", "May", "June",
          "July", "August", "September", "October", "November", "December")  # fmt: skip
SECTIONS_FOR_CONTENTS = 4
MEASURE = 150  # mm, what a4 leaves between the margins
# The least width in mm, and the share of what is left over, that a column needs by its kind.
WIDTHS = {"date": (21, 0), "number": (18, 0), "choice": (24, 14), "line": (28, 20), "text": (34, 30)}


def pdf(  # noqa: PLR0913 - all but two are choices with a default
    answers: Answers,
    catalogue: Catalogue,
    *,
    today: date,
    audience: str = "me",
    paper: str = "a4",
    zone: tzinfo | None = None,
) -> bytes:
    """Set the book for one reader; `zone` is where the days of the changes are told, by default here."""
    if audience not in AUDIENCES:
        raise ExportError(f"There is no copy for {audience!r}. There are: {', '.join(AUDIENCES)}.")
    if paper not in PAPERS:
        raise ExportError(f"There is no paper {paper!r}. There are: {', '.join(PAPERS)}.")
    book = _Book(answers, catalogue, audience, zone).data(today)
    return _compile({**book, "paper": PAPERS[paper]}, today)


def write(path: Path, data: bytes) -> None:
    """Write a document for the owner's eyes only, whole or not at all."""
    try:
        if path.is_dir():
            raise ExportError(f"{path} is a folder; name a file in it. Nothing was written.")
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=".part", dir=path.parent)  # 0600
        try:
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


def day_in_words(day: date) -> str:
    """Write a day as 3 March 2026, whatever the machine's language is."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _compile(book: Mapping[str, Any], today: date) -> bytes:
    import typst  # noqa: PLC0415 - only an export needs it

    template = files("workbook.export").joinpath("report.typ").read_bytes()
    noon = datetime(today.year, today.month, today.day, 12, tzinfo=UTC)
    for standards in STANDARDS:
        try:
            made = typst.compile(
                template,
                format="pdf",
                sys_inputs={"data": json.dumps(_clean(book))},
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


# Halves of a character, signs that are none, and control characters but tab and line feed.
_NO_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]")


def _clean(part: Any) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(part, str):
        return _NO_TEXT.sub("", part)
    if isinstance(part, Mapping):
        return {key: _clean(value) for key, value in part.items()}
    return [_clean(one) for one in part] if isinstance(part, list) else part


class _Book:
    """What report.typ reads, made for one reader."""

    def __init__(self, answers: Answers, catalogue: Catalogue, audience: str, zone: tzinfo | None) -> None:
        self._answers = answers
        self._catalogue = catalogue
        self._audience = audience
        self._zone = zone
        self._words = sentences().book

    def data(self, today: date) -> dict[str, Any]:
        steps = [made for step in self._catalogue.steps if (made := self._step(step))]
        name = self._name()
        sections = sum(len(step["sections"]) for step in steps)
        return {
            "title": self._words.title,
            "author": name,
            "whose": self._words.reflections_of.format(name=name) if name else "",
            "day": day_in_words(today),
            "copy": self._copy(),
            "contents": self._words.contents if sections >= SECTIONS_FOR_CONTENTS else "",
            "private": self._words.private,
            "steps": steps,
            "nothing": [] if steps else self._nothing(),
        }

    def _stands(self, question: Question) -> bool:
        """Say whether this reader gets the answer: it is there, and it is theirs to see."""
        shown = self._audience == "me" or not is_private(question, self._answers)
        return shown and is_answered(question, self._answers)

    def _name(self) -> str:
        if not self._catalogue.has_question(NAME) or not self._stands(self._catalogue.question(NAME)):
            return ""
        return " ".join(_clean(str(self._answers.value(NAME))).split())

    def _copy(self) -> str:
        said = self._words.copies[self._audience]
        if self._audience != "me":
            return said
        asked = [question for question in self._catalogue.questions if is_answered(question, self._answers)]
        hidden = sum(is_private(question, self._answers) for question in asked)
        words = self._words.private_answers
        counted = (words.none, words.one)[hidden] if hidden < 2 else words.many.format(number=hidden)
        return f"{said} {counted}" if asked else said

    def _nothing(self) -> list[str]:
        # Somebody else's copy does not tell whether nothing was written or nothing was shared.
        mine = self._audience == "me"
        return [self._words.nothing, *self._words.how_to_begin] if mine else [self._words.nothing_to_share]

    def _step(self, step: Step) -> dict[str, Any] | None:
        sections = [made for section in step.sections if (made := self._section(section))]
        return {"title": step.title, "sections": sections} if sections else None

    def _section(self, section: Section) -> dict[str, Any] | None:
        shown = [question for question in section.questions if self._stands(question)]
        if not shown:
            return None
        charts = [
            {"say": chart.say, "alt": chart.description, "svg": chart.wide}
            for question in shown
            for name in charts_after(question.key, self._catalogue)
            if isinstance(chart := draw(name, self._answers, self._catalogue, medium="print"), Chart)
        ]
        return {"title": section.title, "questions": [self._question(one) for one in shown], "charts": charts}

    def _question(self, question: Question) -> dict[str, Any]:
        return {
            "title": question.title,
            "when": self._when(question.key),
            "private": is_private(question, self._answers),
            "body": self._body(question),
        }

    def _when(self, key: str) -> str:
        _, at = self._answers[key].changed
        try:
            return day_in_words(datetime.fromisoformat(at).astimezone(self._zone).date())
        except (ValueError, OverflowError):
            return ""

    def _body(self, question: Question) -> dict[str, Any]:
        value = self._answers.value(question.key)
        if isinstance(question, Table):
            return self._table(question)
        if isinstance(question, Weights) and isinstance(value, Mapping):
            rows = [
                [_paragraphs(choice.label), _paragraphs(_plain(value[choice.value]))]
                for choice in question.choices
                if not is_blank(value.get(choice.value))
            ]
            columns = [
                {"title": self._words.criterion, "kind": "line", "least": 84, "share": 0},
                {"title": self._words.points, "kind": "number", "least": 18, "share": 0},
            ]
            return {"kind": "table", "columns": columns, "rows": rows}
        if isinstance(question, SeveralOf) and isinstance(value, list):
            return {"kind": "list", "items": [question.label(str(one)) for one in value]}
        return {"kind": "text", "paragraphs": _paragraphs(_in_words(question, value))}

    def _table(self, question: Table) -> dict[str, Any]:
        rows = [row.value for _, row in self._answers[question.key].in_order() if not is_blank(row.value)]
        columns = [
            column for column in question.columns if any(not is_blank(row.get(column.key)) for row in rows)
        ]
        widths = [WIDTHS[column.kind] for column in columns]
        return {
            # A table of more columns than the page takes is set row by row instead.
            "kind": "table" if sum(least for least, _ in widths) <= MEASURE else "records",
            "columns": [
                {"title": column.title, "kind": column.kind, "least": least, "share": share}
                for column, (least, share) in zip(columns, widths, strict=True)
            ],
            "rows": [[_paragraphs(_cell(column, row.get(column.key))) for column in columns] for row in rows],
        }


def _in_words(asked: Value, value: Any) -> str:  # noqa: ANN401 - whatever is on disk
    """Write one value as it is read; what is on disk may be older than the question."""
    if is_blank(value):
        return ""
    if isinstance(asked, NumberValue) and asked.unit:
        return f"{_plain(value)}{'' if asked.unit == '%' else ' '}{asked.unit}"
    if isinstance(asked, DateValue):
        try:
            return day_in_words(date.fromisoformat(str(value)))
        except ValueError:
            return str(value)
    if isinstance(asked, ChoiceValue):
        return asked.label(str(value))
    return _plain(value)


def _cell(column: Column, value: Any) -> str:  # noqa: ANN401
    words = _in_words(column, value)
    if column.kind != "date" or is_blank(value):
        return words
    day, _, rest = words.partition(" ")
    return f"{day} {rest[:3]} {rest[-4:]}" if rest else words


def _plain(value: Any) -> str:  # noqa: ANN401
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


_BULLET = re.compile(r"(?:[-*+•–—‣◦]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s+")  # noqa: RUF001 - as people type them


def _paragraphs(text: str) -> list[dict[str, Any]]:
    """Split text as it was typed: paragraphs, their lines, and lines that begin with a bullet or a space."""
    made: list[dict[str, Any]] = []
    is_new = True
    for line in re.split(r"\r\n|[\n\r\v\f\x85\u2028\u2029]", text):
        said = line.strip()
        if not said:
            is_new = True
            continue
        typed = line.expandtabs(4)
        indent = min(len(typed) - len(typed.lstrip()), 24)
        hangs = bool(_BULLET.match(said))
        turned = _reads_from_right(said)
        last = made[-1] if made else None
        if last and not (
            is_new or hangs or indent or last["hangs"] or last["indent"] or turned != last["turned"]
        ):
            last["lines"].append(line.rstrip())
        else:
            made.append({"lines": [said], "new": is_new, "indent": indent, "hangs": hangs, "turned": turned})
        is_new = False
    return made


def _reads_from_right(text: str) -> bool:
    strong = (side for letter in text if (side := bidirectional(letter)) in ("L", "R", "AL"))
    return next(strong, "L") != "L"
