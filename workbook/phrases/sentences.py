"""The sentences of `content/insights.toml`: what a mentor says about numbers, with placeholders.

Text and numbers in, text out: nothing here knows the questions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated

from workbook.phrases.captions import ChartWords
from workbook.phrases.wording import ActionWords, OverviewWords, filled_by
from workbook.questions.catalogue import CONTENT, load
from workbook.questions.values import Model

MAX_NAMES = 3  # that a sentence lists; more are counted
NEARLY_ALL = 0.8


@cache
def sentences(content: Path = CONTENT) -> Sentences:
    """Load and check `insights.toml`; raise ContentError that names file and key."""
    return load(content / "insights.toml", Sentences)


def format_number(value: float, digits: int = 0) -> str:
    """Format a number for reading: at most `digits` decimals, and none that are zero."""
    text = f"{value:.{digits}f}"
    return text.rstrip("0").rstrip(".") if digits else text


def in_a_sentence(title: str) -> str:
    """Return a title as it is written inside a sentence: engineering manager, but TPM and Staff Engineer."""
    return title[:1].lower() + title[1:] if title[1:] == title[1:].lower() else title


def join_names(names: Sequence[str]) -> str:
    """List names that may hold an “and” themselves."""
    return "; ".join(names)


class ComparisonWords(Model):
    """The sentences about the role comparison."""

    both: Annotated[str, filled_by("most", "last")]
    role: Annotated[str, filled_by("role")]
    roles: Annotated[str, filled_by("roles")]
    percent: Annotated[str, filled_by("number")]
    row: Annotated[str, filled_by("criterion")]
    this_row: Annotated[str, filled_by()]
    points: Annotated[str, filled_by("points")]
    point: Annotated[str, filled_by("points")]
    less_than_a_point: Annotated[str, filled_by()]
    level: Annotated[str, filled_by("first", "score")]
    close: Annotated[str, filled_by("first", "second", "lead")]
    leads: Annotated[str, filled_by("first", "second", "lead")]
    all_of_it: Annotated[str, filled_by("row")]
    nearly_all: Annotated[str, filled_by("row")]
    over_half: Annotated[str, filled_by("row")]
    most_of_all: Annotated[str, filled_by("row")]
    rests_on: Annotated[str, filled_by("row")]
    no_driver: Annotated[str, filled_by()]
    fell: Annotated[str, filled_by("row", "now", "then", "role")]
    rose: Annotated[str, filled_by("row", "now", "then", "role")]
    hair: Annotated[str, filled_by("row", "role")]
    steady: Annotated[str, filled_by("first")]

    def name_roles(self, titles: Sequence[str]) -> str:
        """Name one role or several: the TPM role, the TPM and engineer roles."""
        *others, last = map(in_a_sentence, titles)
        if not others:
            return self.role.format(role=last)
        return self.roles.format(roles=self.both.format(most=", ".join(others), last=last))

    def format_lead(self, lead: float, digits: int) -> str:
        """Format a lead in points."""
        if lead < 1:
            return self.less_than_a_point
        points = format_number(lead, digits)
        return (self.point if points == "1" else self.points).format(points=points)

    def format_driver(self, criterion: str, share: float | None) -> str:
        """End the sentence about the lead with the row that makes `share` of it, None for more than all."""
        if share is None:
            sentence = self.rests_on
        elif share == 1:
            sentence = self.all_of_it
        elif share >= NEARLY_ALL:
            sentence = self.nearly_all
        else:
            sentence = self.over_half if share >= 0.5 else self.most_of_all
        return sentence.format(row=self.row.format(criterion=criterion))

    def format_tipping(self, row: str, now: float, then: float, role: str) -> str:
        """Say at which percent of all points a row would turn the result towards `role`."""
        for digits in range(3):
            before, after = format_number(now, digits), format_number(then, digits)
            # Two percents that look the same, or a few points that look like none, need another decimal.
            is_plain = all(
                (text in ("0", "100")) == (value in (0, 100))
                for text, value in ((before, now), (after, then))
            )
            if before != after and is_plain:
                sentence = self.fell if then < now else self.rose
                percents = {
                    "now": self.percent.format(number=before),
                    "then": self.percent.format(number=after),
                }
                return sentence.format(row=row, role=role, **percents)
        return self.hair.format(row=row, role=role)


class PrivateWords(Model):
    """How many answers are private."""

    none: Annotated[str, filled_by()]
    one: Annotated[str, filled_by()]
    many: Annotated[str, filled_by("number")]


class UnprintedWords(Model):
    """Which characters no font has."""

    one: Annotated[str, filled_by("question", "which")]
    many: Annotated[str, filled_by("question", "number", "which")]
    elsewhere: Annotated[str, filled_by("which")]
    in_chart: Annotated[str, filled_by("which")]
    way_out: Annotated[str, filled_by()]
    script: Annotated[str, filled_by("script", "characters")]
    nameless: str
    others: Annotated[str, filled_by("which")]


class BookWords(Model):
    """What the book says besides the person's own words."""

    title: Annotated[str, filled_by()]
    reflections_of: Annotated[str, filled_by("name")]
    contents: str
    private: str
    own: str
    by: Annotated[str, filled_by("name")]
    criterion: str
    points: str
    nothing: str
    how_to_begin: tuple[str, ...]
    nothing_to_share: str
    you: Annotated[str, filled_by("name")]
    you_unnamed: Annotated[str, filled_by()]
    private_answers: PrivateWords
    unprinted: UnprintedWords


class CalendarWords(Model):
    """What a calendar's events say besides the person's own words."""

    named: Annotated[str, filled_by("noun", "what")]
    done: Annotated[str, filled_by("what")]
    nothing: str


class Sentences(Model):
    """Everything in `content/insights.toml`."""

    comparison: ComparisonWords
    charts: ChartWords
    book: BookWords
    calendar: CalendarWords
    overviews: OverviewWords
    forms: Mapping[str, str]
    action: ActionWords
