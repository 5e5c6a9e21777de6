"""The kinds of value: frozen models that say what may be in an answer, or in a table's cell."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from workbook.errors import RefusedAnswer

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
QuestionKey = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")]
Sentence = Annotated[str, Field(min_length=1)]


class Model(BaseModel):
    """Frozen, and strict: a key that is not known is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Choice(Model):
    """One thing to choose, or one criterion to give points to. `value` is what goes to disk."""

    value: Name
    label: Sentence
    help: str = ""


class Value(Model):
    """What a question and a table's column have in common."""

    title: Sentence
    help: str = ""

    def check(self, value: Any) -> Any:  # noqa: ANN401 - each kind narrows it
        """Return `value` as it is kept, or raise `RefusedAnswer` with a sentence for the person."""
        raise NotImplementedError

    def check_older(self, value: Any) -> Any:  # noqa: ANN401
        """Return what `check` does, and take choices and columns that are no longer asked."""
        return self.check(value)


class TextValue(Value):
    """Any text."""

    def check(self, value: Any) -> str:  # noqa: ANN401
        """Take a string; nothing is trimmed."""
        if value is None:
            return ""
        if not isinstance(value, str):
            raise RefusedAnswer(f"“{self.title}” takes text.")
        return value


class ChoiceValue(Value):
    """One of `choices`, by its value; None when nothing is chosen."""

    choices: tuple[Choice, ...] = Field(min_length=2)

    def check(self, value: Any) -> str | None:  # noqa: ANN401
        """Take one of the choices' values."""
        if value in (None, ""):
            return None
        if not isinstance(value, str) or value not in {choice.value for choice in self.choices}:
            raise RefusedAnswer(f"“{self.title}” has no such choice.")
        return value

    def check_older(self, value: Any) -> Any:  # noqa: ANN401
        """Take what was a choice once."""
        return value if isinstance(value, str) and value else self.check(value)

    def label(self, value: str) -> str:
        """Return what the person reads for `value`."""
        return next((choice.label for choice in self.choices if choice.value == value), value)


class ChoicesValue(ChoiceValue):
    """Any number of `choices`, kept in their order."""

    def check(self, value: Any) -> list[str]:  # type: ignore[override]  # noqa: ANN401
        """Take a list of the choices' values."""
        if value is None:
            return []
        known = [choice.value for choice in self.choices]
        if not isinstance(value, list) or not all(one in known for one in value):
            raise RefusedAnswer(f"“{self.title}” has no such choice.")
        return [one for one in known if one in value]

    def check_older(self, value: Any) -> Any:  # noqa: ANN401
        """Take a list of what were choices once."""
        is_list = isinstance(value, list) and all(isinstance(one, str) for one in value)
        return value if is_list else self.check(value)


class NumberValue(Value):
    """A number from `least` to `most`, both included; None when empty."""

    least: float = 0
    most: float = 1_000_000
    unit: str = ""

    def check(self, value: Any) -> float | int | None:  # noqa: ANN401
        """Take a number inside the bounds."""
        if value in (None, ""):
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise RefusedAnswer(f"“{self.title}” takes a number.")
        if not self.least <= value <= self.most:
            raise RefusedAnswer(f"“{self.title}” takes a number from {self.least:g} to {self.most:g}.")
        return int(value) if float(value).is_integer() else value


class DateValue(Value):
    """A day, kept as YYYY-MM-DD; None when empty."""

    def check(self, value: Any) -> str | None:  # noqa: ANN401
        """Take an ISO date that exists."""
        if value in (None, ""):
            return None
        try:
            return date.fromisoformat(value).isoformat()
        except (TypeError, ValueError):
            raise RefusedAnswer(f"“{self.title}” takes a date that exists, as 2026-03-31.") from None


class QuestionFields(Model):
    """What every question says besides its kind."""

    key: QuestionKey
    why: str = ""  # why it is worth answering, one line
    specific: str = ""  # an example of a specific answer
    vague: str = ""  # and of a vague one
    minutes: Annotated[float, Field(gt=0, le=60)] = 2
    private: bool = False  # left out of a shared PDF unless the person says otherwise
    recall: tuple[QuestionKey, ...] = ()  # other answers that are shown above the field
