"""Search over what is asked and what was answered. Pure: words and answers in, places out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from unicodedata import normalize

from workbook.answers.model import Answers
from workbook.questions.catalogue import Catalogue
from workbook.questions.formatting import in_words
from workbook.questions.kinds import Question
from workbook.questions.tables import Table

MOST_HITS = 50  # places that are shown
AROUND = 60  # characters of an answer on either side of what was found


@dataclass(frozen=True)
class Hit:
    """A question, or one row of its answer, with the words that were found in an answer and those around."""

    key: str
    title: str
    step: str
    row: str = ""
    before: str = ""
    match: str = ""
    after: str = ""


def search(words: str, answers: Answers, catalogue: Catalogue) -> list[Hit]:
    """Return where all of these words are found, questions with them in their title first.

    Words may be parts of words; neither case nor accents count.
    """
    sought = _fold(words).split()
    if not sought:
        return []
    found = [hit for question in catalogue.questions for hit in _hits(question, sought, answers, catalogue)]
    return sorted(found, key=lambda hit: bool(hit.match))  # which keeps the order of the workbook


def _hits(question: Question, sought: list[str], answers: Answers, catalogue: Catalogue) -> Iterator[Hit]:
    title, step = question.title, catalogue.step_of(question.key).short
    named = _fold(title)
    if all(word in named for word in sought):
        yield Hit(question.key, title, step)
    for row, text in _searchable_texts(question, answers):
        text = normalize("NFC", " ".join(text.split()))  # noqa: PLW2901 - as it is shown
        folded = _fold(text)
        first = next((word for word in sought if word in folded), None)
        if first and all(word in folded or word in named for word in sought):
            yield Hit(question.key, title, step, row, *_around(text, folded.index(first), len(first)))


def _searchable_texts(question: Question, answers: Answers) -> Iterator[tuple[str, str]]:
    """Yield an answer in words, a table's row by row."""
    if not isinstance(question, Table):
        yield "", in_words(question, answers.value(question.key))
        return
    for name, row in answers[question.key].in_order():
        cells = (in_words(column, row.value.get(column.key)) for column in question.columns)
        yield name, " · ".join(filter(None, cells))


def _around(text: str, start: int, length: int) -> tuple[str, str, str]:
    """Return what comes before a match, the match, and what comes after it, cut between words."""
    end = start + length
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    if start > AROUND:
        before = f"…{before.partition(' ')[2] or before}"
    if end + AROUND < len(text):
        after = f"{after.rpartition(' ')[0] or after}…"
    return before, text[start:end], after


def _fold(text: str) -> str:
    """Return text in which neither case nor accents count, character for character."""
    return text.lower() if text.isascii() else "".join(map(_fold_character, normalize("NFC", text)))


@cache
def _fold_character(character: str) -> str:
    return (normalize("NFKD", character)[0].casefold() or character)[0]
