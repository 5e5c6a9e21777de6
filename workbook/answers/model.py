"""The answers as immutable values, and pure rules on them.

The shapes here are those of `answers.json`. Keys that no question asks for are kept as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from workbook.questions.catalogue import draft_keys
from workbook.questions.formatting import in_words, is_blank
from workbook.questions.kinds import LongText, Question
from workbook.questions.tables import Table

SCHEMA = 1


class Kept(BaseModel):
    """Frozen, and generous: what a later version adds is kept."""

    model_config = ConfigDict(extra="allow", frozen=True)


class Other(Kept):
    """A value that another place had saved, and that was replaced unseen. It waits for a decision."""

    value: Any
    revision: int
    at: str


class Row(Kept):
    """One row of a table. `at` is UTC, for people; order is by `revision`."""

    value: dict[str, Any]
    revision: int
    at: str
    others: tuple[Other, ...] = ()


class Answer(Kept):
    """What is kept for one key: a value, or rows in an order. `private` is the person's own mark."""

    value: Any = None
    order: tuple[str, ...] = ()
    rows: dict[str, Row] = Field(default_factory=dict)
    revision: int = 0
    at: str = ""
    private: bool | None = None
    others: tuple[Other, ...] = ()

    def in_order(self) -> list[tuple[str, Row]]:
        """Return the rows as the person sees them; rows that `order` lacks come last."""
        known = dict.fromkeys(row for row in self.order if row in self.rows)
        return [(row, self.rows[row]) for row in known | dict.fromkeys(self.rows)]

    @property
    def changed(self) -> tuple[int, str]:
        """The revision and the time of the last change, rows included."""
        return max([(self.revision, self.at), *((row.revision, row.at) for row in self.rows.values())])


class Answers(Kept):
    """One workbook's answers as they were at `revision`."""

    schema_: int = Field(default=SCHEMA, alias="schema")
    workbook: str
    revision: int = 0
    answers: dict[str, Answer] = Field(default_factory=dict)

    def __getitem__(self, key: str) -> Answer:
        """Return the answer for `key`; an empty one when there is none."""
        return self.answers.get(key, _NOTHING)

    def value(self, key: str) -> Any:  # noqa: ANN401 - whatever the question's kind keeps
        """Return the value for `key`, or None."""
        return self[key].value


_NOTHING = Answer()


@dataclass(frozen=True)
class Edit:
    """One change by the person, as a widget reports it.

    `base` is the revision that the person saw when the edit began; None claims no knowledge.
    `row` addresses one row of a table; `before` is the row that it should stand in front of. `settles`
    names the revisions of the others that the person has decided on. `apart` begins a version of its own,
    so that what it replaces is kept. To "mark" says in `value` whether the answer is private, to "order" in
    which order a table's rows stand; rows that it does not name stay behind the one before them.
    """

    key: str
    value: Any = None
    base: int | None = None
    row: str | None = None
    before: str | None = None
    settles: tuple[int, ...] = ()
    apart: bool = False
    action: Literal["put", "delete", "mark", "order"] = "put"


@dataclass(frozen=True)
class Saved:
    """A change that is durable. `conflict` is another text that it replaced unseen, kept in history."""

    revision: int
    conflict: str | None = None


@dataclass(frozen=True)
class Version:
    """What one key, or one row of it, held from `revision` on. `value` is None for a deleted row."""

    revision: int
    at: str
    value: Any
    row: str | None = None


def is_answered(question: Question, answers: Answers) -> bool:
    """Say whether the person has written anything for `question`."""
    answer = answers[question.key]
    if isinstance(question, Table):
        return any(not is_blank(row.value) for row in answer.rows.values())
    return not is_blank(answer.value)


def is_private(question: Question, answers: Answers) -> bool:
    """Say whether a shared document leaves this answer out: the person's mark, else the content's."""
    mark = answers[question.key].private
    return question.private if mark is None else mark


def progress(questions: Iterable[Question], answers: Answers) -> tuple[int, int]:
    """Return how many of `questions` are answered, and how many there are."""
    marks = [is_answered(question, answers) for question in questions]
    return sum(marks), len(marks)


def draft(question: LongText, answers: Answers, asked: Mapping[str, Question]) -> str:
    """Return the sentences of `question.draft` whose answers are all there, a paragraph each.

    A place is written {step.key}. What the person wrote stands as it is, without a second full stop in a
    sentence around it.
    Private answers stay out: what is drafted may be shown.
    """
    paragraphs = []
    for sentence in question.draft:
        sources = [asked[key] for key in _PLACE.findall(sentence)]
        words = {source.key: in_words(source, answers.value(source.key)) for source in sources}
        if not _PLACE.fullmatch(sentence):
            words = {key: said.rstrip(".") for key, said in words.items()}
        if all(words.values()) and not any(is_private(source, answers) for source in sources):
            paragraphs.append(_filled(sentence, words))
    return "\n\n".join(paragraphs)


def missing_for_draft(question: LongText, answers: Answers, asked: Mapping[str, Question]) -> list[Question]:
    """Return the questions that a draft would use and that are not answered yet."""
    return [asked[key] for key in draft_keys(question) if not is_answered(asked[key], answers)]


def _filled(sentence: str, words: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda place: words[place[1]], sentence)


_PLACE = re.compile(r"\{([a-z0-9_.]+)\}")
