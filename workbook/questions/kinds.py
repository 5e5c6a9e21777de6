"""The kinds of question: frozen models that say what a kind carries and which values it takes.

They know nothing of widgets or files, so a question can be read, checked and printed without either.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from workbook.errors import RefusedAnswer
from workbook.questions.tables import Ratings, Table
from workbook.questions.values import (
    ChoicesValue,
    ChoiceValue,
    DateValue,
    Model,
    NumberValue,
    QuestionFields,
    QuestionKey,
    Sentence,
    TextValue,
)


class LongText(QuestionFields, TextValue):
    """Paragraphs. `draft` is a list of sentences with places for answers, see `answers.draft`."""

    kind: Literal["text"]
    draft: tuple[Sentence, ...] = ()


class Line(QuestionFields, TextValue):
    """One line of text. With `by`, the key of the question that dates it, it is an action."""

    kind: Literal["line"]
    by: QuestionKey | None = None


class OneOf(QuestionFields, ChoiceValue):
    """One of several."""

    kind: Literal["choice"]


class SeveralOf(QuestionFields, ChoicesValue):
    """Any number of several."""

    kind: Literal["choices"]


class Number(QuestionFields, NumberValue):
    """A number."""

    kind: Literal["number"]


class Percent(QuestionFields, NumberValue):
    """A number from 0 to 100."""

    kind: Literal["percent"]
    most: Literal[100] = 100
    unit: str = "%"


class NotBefore(Model):
    """A date before that of the question `key` is odd: it is saved, and `say` is shown beside it."""

    key: QuestionKey
    say: Sentence


class Day(QuestionFields, DateValue):
    """A date. `due` says what the person wanted to do then."""

    kind: Literal["date"]
    due: str = ""
    not_before: NotBefore | None = None


class Weights(QuestionFields, ChoiceValue):
    """Points from 0 to 100 given to each criterion; they need not add up to anything."""

    kind: Literal["weights"]
    points: ClassVar[NumberValue] = NumberValue(title="Points", most=100)

    def check(self, value: Any) -> dict[str, float | int]:  # type: ignore[override]  # noqa: ANN401
        """Take a number per criterion; criteria without one are left out."""
        if value is None:
            return {}
        if not isinstance(value, dict) or not set(value) <= {choice.value for choice in self.choices}:
            raise RefusedAnswer(f"“{self.title}” has no such criterion.")
        return self.check_older(value)

    def check_older(self, value: Any) -> dict[str, float | int]:  # noqa: ANN401
        """Take a number for what was a criterion once."""
        if not isinstance(value, dict):
            return self.check(value)
        checked = {name: self.points.check(points) for name, points in value.items()}
        return {name: points for name, points in checked.items() if points is not None}


Question = Annotated[
    LongText | Line | OneOf | SeveralOf | Number | Percent | Day | Weights | Table | Ratings,
    Field(discriminator="kind"),
]
