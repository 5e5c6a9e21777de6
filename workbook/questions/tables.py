"""Tables: rows with typed columns, and what a table says about its rows in content.

What a row can be made from, when it is due and what is odd about it are in the content file, so that a new
table needs no Python.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from workbook.errors import RefusedAnswer
from workbook.kept import MADE_FROM
from workbook.questions.values import (
    ChoicesValue,
    ChoiceValue,
    DateValue,
    Model,
    Name,
    NumberValue,
    QuestionFields,
    QuestionKey,
    Sentence,
    TextValue,
    Value,
)


class TextColumn(TextValue):
    """A column of text: `text` grows with what is written, `line` stays one line.

    `suggest` names a column whose texts are offered while typing: of this table, or as
    mentors.people.name of another. A `half` is beside the next one in a card.
    """

    key: Name
    kind: Literal["text", "line"]
    suggest: str = ""
    half: bool = False


class ChoiceColumn(ChoiceValue):
    """A column of one choice per row."""

    key: Name
    kind: Literal["choice"]


class ChoicesColumn(ChoicesValue):
    """A column of several choices per row."""

    key: Name
    kind: Literal["choices"]


class NumberColumn(NumberValue):
    """A column of numbers."""

    key: Name
    kind: Literal["number"]


class DayColumn(DateValue):
    """A column of dates."""

    key: Name
    kind: Literal["date"]


Column = Annotated[
    TextColumn | ChoiceColumn | ChoicesColumn | NumberColumn | DayColumn, Field(discriminator="kind")
]


class Check(Model):
    """Something odd in a row. `say` is shown beside the row, which is saved all the same.

    "not_before": the date in `column` is before the one in `other`. "needs": `column` is filled and `other`
    is not. "names_row": `column` names rows by their `other`, and leads from one to itself.
    """

    rule: Literal["not_before", "needs", "names_row"]
    column: Name
    other: Name
    say: Sentence


class Offer(Model):
    """Rows that can be made from other answers: from each row of a table, or each line of a text.

    `take` fills the new row's columns, with places for the source's columns; {line} is a line of text.
    A place alone takes the value as it is. `when` leaves rows out by a rule of its own.
    """

    source: QuestionKey
    say: Sentence
    take: dict[Name, Sentence]
    when: Literal["always", "at_risk"] = "always"


class RowDue(Model):
    """When a row asks for something: `day` is the column, `what` the one that names it.

    It is over when the column `unless` is filled, or holds one of `done`; and when `ended` holds a day. With
    `every` and `weekday`, two questions' keys, a new row is due that long after the last one.
    """

    day: Name
    noun: Sentence
    what: Name | None = None
    unless: Name | None = None
    done: tuple[Name, ...] = ()
    ended: Name | None = None
    every: QuestionKey | None = None
    weekday: QuestionKey | None = None


class Takes(Model):
    """Where an action that is suggested somewhere goes in a new row: what it is, and by when."""

    what: Name
    by: Name


class Table(QuestionFields, Value):
    """Rows with typed columns, each row added, edited, moved and deleted by itself."""

    kind: Literal["table"]
    columns: tuple[Column, ...] = Field(min_length=1)
    row: Sentence = "row"  # what one row is called: "Add a day"
    most: Annotated[int, Field(gt=0)] | None = None  # rows
    full: str = ""  # the sentence that is shown when there are that many
    due: RowDue | None = None
    takes: Takes | None = None
    offers: tuple[Offer, ...] = ()
    checks: tuple[Check, ...] = ()

    @model_validator(mode="after")
    def _names_its_columns(self) -> Self:
        keys = {column.key for column in self.columns}
        named: list[str | None] = [one for check in self.checks for one in (check.column, check.other)]
        named += [one for offer in self.offers for one in offer.take]
        named += [self.due.day, self.due.what, self.due.unless, self.due.ended] if self.due else []
        named += [self.takes.what, self.takes.by] if self.takes else []
        odd = sorted({one for one in named if one and one not in keys})
        if odd:
            raise ValueError(f"there is no column {', '.join(odd)}")
        if self.most and not self.full:
            raise ValueError("full: says what happens at most")
        return self

    def column(self, key: str) -> Column:
        """Return a column by its key."""
        return next(column for column in self.columns if column.key == key)

    def check(self, value: Any) -> dict[str, Any]:  # noqa: ANN401
        """Take one row: a mapping from column key to value; columns not named stay empty."""
        columns = {column.key: column for column in self.columns}
        if not isinstance(value, dict) or not set(value) <= {*columns, MADE_FROM}:
            raise RefusedAnswer(f"“{self.title}” has no such column.")
        row = {key: columns[key].check(cell) for key, cell in value.items() if key != MADE_FROM}
        return row | ({MADE_FROM: str(value[MADE_FROM])} if value.get(MADE_FROM) else {})

    def check_older(self, value: Any) -> dict[str, Any]:  # noqa: ANN401
        """Take one row, with columns that were asked once as they are."""
        if not isinstance(value, dict):
            return self.check(value)
        columns = {column.key: column for column in self.columns}
        return {
            key: columns[key].check_older(cell) if key in columns else cell for key, cell in value.items()
        }


class Skill(Model):
    """A skill to rate: observable behaviour at levels 1, 3 and 5, each with its scope."""

    key: Name
    group: Name
    title: Sentence
    about: Sentence
    one: Sentence
    three: Sentence
    five: Sentence


class Ratings(Table):
    """Check-ins of skills: a row for one skill, rated by one person (`by`, "" is oneself) on one day.

    `groups` are names of the skills' groups, in order.
    """

    kind: Literal["rating"]  # type: ignore[assignment]  # which tells the two apart
    skills: tuple[Skill, ...] = Field(min_length=1)
    groups: dict[Name, Sentence]

    @model_validator(mode="after")
    def _has_its_columns(self) -> Self:
        lacks = {"date", "by", "skill", "evidence", "level", "confidence", "target", "back"} - {
            column.key for column in self.columns
        }
        if lacks:
            raise ValueError(f"a rating lacks {', '.join(sorted(lacks))}")
        return self
