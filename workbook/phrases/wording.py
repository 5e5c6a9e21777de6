"""The words of overviews and of suggested actions, as `content/insights.toml` has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from string import Formatter
from typing import Annotated

from pydantic import AfterValidator, Field

from workbook.questions.values import Model


def filled_by(*known: str) -> AfterValidator:
    """Refuse a sentence with a placeholder that none of `known` fills."""

    def check(sentence: str) -> str:
        for _, name, *_ in Formatter().parse(sentence):
            if name not in (None, *known):
                raise ValueError(f"nothing fills {{{name}}}")
        return sentence

    return AfterValidator(check)


class TallyWords(Model):
    """How much is answered, and how long the rest takes."""

    answered: Annotated[str, filled_by("done", "all")]
    left: Annotated[str, filled_by("minutes")]
    minute: Annotated[str, filled_by()]
    minutes: Annotated[str, filled_by("number")]


class FirstWords(Model):
    """The first pass."""

    columns: tuple[str, str]
    done: str
    last: Annotated[str, filled_by("words")]
    takes: Annotated[str, filled_by("minutes")]


class DueWords(Model):
    """What is due."""

    columns: tuple[str, str]
    nothing: str
    later: Annotated[str, filled_by("number")]
    action: str
    none_late: Annotated[str, filled_by()]
    one_late: Annotated[str, filled_by()]
    many_late: Annotated[str, filled_by("late")]
    none_soon: Annotated[str, filled_by()]
    one_soon: Annotated[str, filled_by()]
    many_soon: Annotated[str, filled_by("soon")]
    today: str
    yesterday: str
    tomorrow: str
    ago: Annotated[str, filled_by("days")]
    ahead: Annotated[str, filled_by("days")]

    def format_counts(self, late: int, soon: int) -> str:
        """Say how many things are late, and how many are due within a week."""
        lateness = (self.none_late, self.one_late)[late] if late < 2 else self.many_late.format(late=late)
        soonness = (self.none_soon, self.one_soon)[soon] if soon < 2 else self.many_soon.format(soon=soon)
        return f"{lateness} {soonness}"


class ProgressWords(Model):
    """Progress by step."""

    columns: tuple[str, str, str]
    say: Annotated[str, filled_by("done", "all")]
    empty: str
    of: Annotated[str, filled_by("done", "all")]
    nothing: str


class ChangedWords(Model):
    """What was written last."""

    columns: tuple[str, str]
    nothing: str
    one: Annotated[str, filled_by("day")]
    many: Annotated[str, filled_by("day", "number")]


class CopyWords(Model):
    """What will be in a copy of the book."""

    columns: tuple[str, str]
    none: Annotated[str, filled_by("chapters")]
    one: Annotated[str, filled_by("chapters")]
    many: Annotated[str, filled_by("number", "chapters")]
    mine_none: Annotated[str, filled_by()]
    mine_one: Annotated[str, filled_by()]
    mine_many: Annotated[str, filled_by("number")]
    chapters: Annotated[str, filled_by("number")]
    chapter: Annotated[str, filled_by("title")]
    none_hidden: Annotated[str, filled_by()]
    one_hidden: Annotated[str, filled_by()]
    many_hidden: Annotated[str, filled_by("number")]
    hidden: str
    held: Annotated[str, filled_by("number")]
    change: Annotated[str, filled_by()]
    change_own: Annotated[str, filled_by()]

    def format_own(self, held: int) -> str:
        """Say how many answers the person's own copy holds."""
        return (self.mine_none, self.mine_one)[held] if held < 2 else self.mine_many.format(number=held)

    def format_contents(self, chapters: Sequence[str], held: int, hidden: int) -> str:
        """Say how many answers a copy holds, and how many are left out of it."""
        named = ", ".join(self.chapter.format(title=title) for title in chapters)
        if not held and not hidden:
            return self.none.format(chapters=named)
        if not held:
            text = self.none.format(chapters=named)
        elif held == 1:
            text = self.one.format(chapters=named)
        else:
            many = named if len(chapters) < 3 else self.chapters.format(number=len(chapters))
            text = self.many.format(number=held, chapters=many)
        left = (self.none_hidden, self.one_hidden)[hidden] if hidden < 2 else self.many_hidden
        return f"{text} {left.format(number=hidden)}"


class OverviewWords(Model):
    """The overviews, by name."""

    titles: Mapping[str, str]
    tally: TallyWords
    first: FirstWords
    due: DueWords
    progress: ProgressWords
    changed: ChangedWords
    copy_: CopyWords = Field(alias="copy")


class ActionWords(Model):
    """The label of the button that takes an action into the plan, and what replaces it afterwards."""

    label: str
    taken: str
    taken_by: Annotated[str, filled_by("day")]
    shown_in_plan: Annotated[str, filled_by()]
    shown_here: Annotated[str, filled_by()]
