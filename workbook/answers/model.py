"""The shapes of `answers.json`, immutable. Keys that no question asks for are kept as they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

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
    `row` addresses one row of a table; `before` is the row that it goes in front of. `settles` names the
    revisions of the others that the person has decided on. `apart` begins a version of its own, so that
    what it replaces is kept. To "mark" says in `value` whether the answer is private, to "order" gives the
    order of a table's rows; rows that it does not name stay behind the one before them.
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
