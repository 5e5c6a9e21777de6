"""The sentences of `content/insights.toml`: what a mentor says about numbers, with places to fill.

Text and numbers in, text out: nothing here knows what was asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Annotated

from pydantic import AfterValidator

from workbook.catalogue import CONTENT, load
from workbook.values import Model

NEARLY_ALL = 0.8


@cache
def sentences(content: Path = CONTENT) -> Sentences:
    """Load and check `insights.toml`; raise ContentError that names file and key."""
    return load(content / "insights.toml", Sentences)


def number(value: float, digits: int = 0) -> str:
    """Write a number for reading: at most `digits` decimals, and none that are zero."""
    text = f"{value:.{digits}f}"
    return text.rstrip("0").rstrip(".") if digits else text


def in_a_sentence(title: str) -> str:
    """Return a title as it stands inside a sentence: Engineering manager, but TPM and Staff Engineer."""
    return title[:1].lower() + title[1:] if title[1:] == title[1:].lower() else title


def _places(*known: str) -> AfterValidator:
    """Refuse a sentence with a place that nothing fills."""

    def check(sentence: str) -> str:
        for _, place, *_ in Formatter().parse(sentence):
            if place not in (None, *known):
                raise ValueError(f"nothing fills {{{place}}}")
        return sentence

    return AfterValidator(check)


class ComparisonWords(Model):
    """What is said about the role comparison."""

    both: Annotated[str, _places("most", "last")]
    role: Annotated[str, _places("role")]
    roles: Annotated[str, _places("roles")]
    percent: Annotated[str, _places("number")]
    row: Annotated[str, _places("criterion")]
    this_row: Annotated[str, _places()]
    points: Annotated[str, _places("points")]
    point: Annotated[str, _places("points")]
    less_than_a_point: Annotated[str, _places()]
    level: Annotated[str, _places("first", "score")]
    close: Annotated[str, _places("first", "second", "lead")]
    leads: Annotated[str, _places("first", "second", "lead")]
    all_of_it: Annotated[str, _places("row")]
    nearly_all: Annotated[str, _places("row")]
    over_half: Annotated[str, _places("row")]
    most_of_all: Annotated[str, _places("row")]
    rests_on: Annotated[str, _places("row")]
    no_driver: Annotated[str, _places()]
    fell: Annotated[str, _places("row", "now", "then", "role")]
    rose: Annotated[str, _places("row", "now", "then", "role")]
    hair: Annotated[str, _places("row", "role")]
    steady: Annotated[str, _places("first")]

    def name(self, titles: Sequence[str]) -> str:
        """Name one role or several: the TPM role, the TPM and engineer roles."""
        *others, last = map(in_a_sentence, titles)
        if not others:
            return self.role.format(role=last)
        return self.roles.format(roles=self.both.format(most=", ".join(others), last=last))

    def lead(self, lead: float, digits: int) -> str:
        """Say a lead in points."""
        if lead < 1:
            return self.less_than_a_point
        points = number(lead, digits)
        return (self.point if points == "1" else self.points).format(points=points)

    def because(self, criterion: str, share: float | None) -> str:
        """End the sentence about the lead with the row that makes `share` of it, None for more than all."""
        if share is None:
            said = self.rests_on
        elif share == 1:
            said = self.all_of_it
        elif share >= NEARLY_ALL:
            said = self.nearly_all
        else:
            said = self.over_half if share >= 0.5 else self.most_of_all
        return said.format(row=self.row.format(criterion=criterion))

    def turn(self, row: str, now: float, then: float, role: str) -> str:
        """Say at which percent of all points a row would turn the result towards `role`."""
        for digits in range(3):
            before, after = number(now, digits), number(then, digits)
            # Two percents that look the same, or a few points that look like none, need another decimal.
            is_plain = all(
                (text in ("0", "100")) == (value in (0, 100))
                for text, value in ((before, now), (after, then))
            )
            if before != after and is_plain:
                said = self.fell if then < now else self.rose
                percents = {
                    "now": self.percent.format(number=before),
                    "then": self.percent.format(number=after),
                }
                return said.format(row=row, role=role, **percents)
        return self.hair.format(row=row, role=role)


class RolesChartWords(Model):
    """What stands on and around the chart of the roles."""

    title: Annotated[str, _places()]
    description: Annotated[str, _places("scores", "filled")]
    score: Annotated[str, _places("role", "score")]
    filled: Annotated[str, _places()]
    all_filled: Annotated[str, _places("first")]
    nothing_yet: Annotated[str, _places()]
    criterion: Annotated[str, _places()]
    share: Annotated[str, _places()]
    total: Annotated[str, _places()]


class ChartWords(Model):
    """The charts, by name."""

    roles: RolesChartWords


class PrivateWords(Model):
    """How many answers are private."""

    none: Annotated[str, _places()]
    one: Annotated[str, _places()]
    many: Annotated[str, _places("number")]


class BookWords(Model):
    """What the book says besides the person's own words. `copies` and `downloads` have one per reader."""

    title: Annotated[str, _places()]
    reflections_of: Annotated[str, _places("name")]
    contents: str
    private: str
    own: str
    by: Annotated[str, _places("name")]
    criterion: str
    points: str
    nothing: str
    how_to_begin: tuple[str, ...]
    nothing_to_share: str
    copies: Mapping[str, str]
    downloads: Mapping[str, str]
    private_answers: PrivateWords


class TallyWords(Model):
    """How much is answered, and how long the rest takes."""

    answered: Annotated[str, _places("done", "all")]
    left: Annotated[str, _places("minutes")]
    minute: Annotated[str, _places()]
    minutes: Annotated[str, _places("number")]


class FirstWords(Model):
    """The first pass."""

    columns: tuple[str, str]
    done: str
    takes: Annotated[str, _places("minutes")]


class DueWords(Model):
    """What is due."""

    columns: tuple[str, str]
    nothing: str
    later: Annotated[str, _places("number")]
    action: str
    none_late: Annotated[str, _places()]
    one_late: Annotated[str, _places()]
    many_late: Annotated[str, _places("late")]
    none_soon: Annotated[str, _places()]
    one_soon: Annotated[str, _places()]
    many_soon: Annotated[str, _places("soon")]
    today: str
    yesterday: str
    tomorrow: str
    ago: Annotated[str, _places("days")]
    ahead: Annotated[str, _places("days")]

    def say(self, late: int, soon: int) -> str:
        """Say how many things are late, and how many are due within a week."""
        lateness = (self.none_late, self.one_late)[late] if late < 2 else self.many_late.format(late=late)
        soonness = (self.none_soon, self.one_soon)[soon] if soon < 2 else self.many_soon.format(soon=soon)
        return f"{lateness} {soonness}"


class ProgressWords(Model):
    """Progress by step."""

    columns: tuple[str, str, str]
    say: Annotated[str, _places("done", "all")]
    empty: str
    of: Annotated[str, _places("done", "all")]
    nothing: str


class ChangedWords(Model):
    """What was written last."""

    columns: tuple[str, str]
    nothing: str
    one: Annotated[str, _places("day")]
    many: Annotated[str, _places("day", "number")]


class RatingsWords(Model):
    """The skills' levels."""

    columns: tuple[str, str, str, str, str]
    nothing: str
    begun: Annotated[str, _places("rated", "all")]
    grown: Annotated[str, _places("grown", "all", "day")]
    gap: Annotated[str, _places("skill")]


class CoverageWords(Model):
    """Which skills the stories show."""

    nothing: str
    skill: str
    one: Annotated[str, _places()]
    many: Annotated[str, _places("stories")]
    bare: Annotated[str, _places("skills")]
    all_covered: Annotated[str, _places()]


class OverviewWords(Model):
    """The overviews, by name."""

    titles: Mapping[str, str]
    tally: TallyWords
    first: FirstWords
    due: DueWords
    progress: ProgressWords
    changed: ChangedWords
    ratings: RatingsWords
    coverage: CoverageWords


class ActionWords(Model):
    """What stands on the button that takes an action into the plan, and in its place afterwards."""

    label: str
    taken: str


class Sentences(Model):
    """Everything in `content/insights.toml`."""

    comparison: ComparisonWords
    charts: ChartWords
    book: BookWords
    overviews: OverviewWords
    action: ActionWords
