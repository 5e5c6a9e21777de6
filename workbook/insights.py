"""What the answers show, and the sentences that say so as a mentor would.

Pure: answers and catalogue in, numbers and sentences out. The sentences stand in `content/insights.toml`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import pairwise
from math import isfinite
from pathlib import Path
from string import Formatter
from typing import Annotated, Any

from pydantic import AfterValidator, ValidationError

from workbook.answers import Answers
from workbook.catalogue import CONTENT, Catalogue, Role
from workbook.errors import ContentError
from workbook.questions import Choice, Model, Weights

NARROW = 5  # points of 100; a lead below this is said to be too close to call
NEARLY_ALL = 0.8


@dataclass(frozen=True)
class RoleScore:
    """A role's score, 0 to 100, and what each criterion adds to it."""

    role: Role
    score: float
    contributions: Mapping[str, float]


@dataclass(frozen=True)
class Driver:
    """The criterion that adds most to the lead. `share` of the lead is None when others take from it."""

    criterion: Choice
    share: float | None


@dataclass(frozen=True)
class Tipping:
    """The smallest change of one criterion's percent of all points at which `role` draws level."""

    criterion: Choice
    now: float
    then: float
    role: Role


@dataclass(frozen=True)
class RoleComparison:
    """Roles by score, best first, equal ones in the catalogue's order. `shares` are percents."""

    scores: tuple[RoleScore, ...]
    criteria: tuple[Choice, ...]
    shares: Mapping[str, float]
    lead: float
    driver: Driver | None
    tipping: Tipping | None

    @property
    def first(self) -> tuple[RoleScore, ...]:
        """The roles with the highest score: one, unless they are level."""
        return tuple(score for score in self.scores if score.score == self.scores[0].score)

    @property
    def second(self) -> tuple[RoleScore, ...]:
        """The roles that come next; none when all are level."""
        rest = self.scores[len(self.first) :]
        return tuple(score for score in rest if score.score == rest[0].score)

    @property
    def digits(self) -> int:
        """How many decimals it takes for rounded scores to show the same order and the same lead."""
        scores = [score.score for score in self.scores]
        pairs = list(pairwise(scores))
        honest = all((round(high) == round(low)) == (high == low) for high, low in pairs)
        return 0 if honest and round(scores[0]) - round(scores[1]) == round(self.lead) else 1


def compare_roles(answers: Answers, catalogue: Catalogue) -> RoleComparison | None:
    """Score the catalogue's roles by the person's weights; None until one criterion has points."""
    question = catalogue.question(catalogue.roles.question)
    # The catalogue's own check makes sure of this when it is loaded.
    criteria = question.choices if isinstance(question, Weights) else ()
    points = _points(answers.value(catalogue.roles.question), criteria)
    everything = sum(points.values())
    if not everything:
        return None
    shares = {name: one / everything for name, one in points.items()}
    parts = [_Parts(role, {name: 10 * share * _exact(role.scores[name]) for name, share in shares.items()})
             for role in catalogue.roles.roles]  # fmt: skip
    parts.sort(key=lambda part: part.score, reverse=True)  # stable: equal roles keep their order
    first, second = parts[0], parts[1]
    ahead = first.score > second.score
    return RoleComparison(
        scores=tuple(part.rounded() for part in parts),
        criteria=criteria,
        shares={name: float(100 * share) for name, share in shares.items()},
        lead=float(first.score - second.score),
        driver=_driver(first, second, criteria) if ahead else None,
        tipping=_tipping(parts, shares, criteria) if ahead else None,
    )


def say_roles(comparison: RoleComparison) -> str:
    """Say what the comparison shows, in one or two sentences."""
    words, digits = sentences().comparison, comparison.digits
    first = words.name([score.role for score in comparison.first])
    if not comparison.lead:
        return words.level.format(first=first, score=number(comparison.scores[0].score, digits))
    second = words.name([score.role for score in comparison.second])
    lead = words.lead(comparison.lead, digits)
    if comparison.lead < NARROW:
        said, named = words.close.format(first=first, second=second, lead=lead), None
    else:
        # With two runners-up, what sets the first apart from one need not set it apart from the other.
        driver = comparison.driver if len(comparison.second) == 1 else None
        said = words.leads.format(first=first, second=second, lead=lead) + words.because(driver)
        named = driver.criterion if driver else None
    return f"{said} {words.turn(comparison.tipping, first, named)}"


def number(value: float, digits: int = 0) -> str:
    """Write a number for reading: at most `digits` decimals, and none that are zero."""
    text = f"{value:.{digits}f}"
    return text.rstrip("0").rstrip(".") if digits else text


def in_a_sentence(title: str) -> str:
    """Return a title as it stands inside a sentence: Engineering manager, but TPM and Staff Engineer."""
    return title[:1].lower() + title[1:] if title[1:] == title[1:].lower() else title


# ── exact arithmetic ─────────────────────────────────────────────────────────


@dataclass(frozen=True)
class _Parts:
    """A role's contributions, exact, so that level means level."""

    role: Role
    contributions: Mapping[str, Fraction]

    @property
    def score(self) -> Fraction:
        return sum(self.contributions.values(), Fraction())

    def rounded(self) -> RoleScore:
        contributions = {name: float(part) for name, part in self.contributions.items()}
        return RoleScore(self.role, float(self.score), contributions)


def _exact(value: float) -> Fraction:
    return Fraction(str(value))  # as it was written: 0.1 is a tenth


def _points(value: Any, criteria: Sequence[Choice]) -> dict[str, Fraction]:  # noqa: ANN401 - from disk
    given = value if isinstance(value, Mapping) else {}
    return {one.value: _exact(_number(given.get(one.value))) for one in criteria}


def _number(value: Any) -> float:  # noqa: ANN401
    sound = isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
    return max(0, value) if sound else 0


def _driver(first: _Parts, second: _Parts, criteria: Sequence[Choice]) -> Driver:
    gains = {one: first.contributions[one.value] - second.contributions[one.value] for one in criteria}
    best = max(criteria, key=lambda one: gains[one])
    share = gains[best] / sum(gains.values())
    return Driver(best, float(share) if share <= 1 else None)


def _tipping(
    parts: Sequence[_Parts], shares: Mapping[str, Fraction], criteria: Sequence[Choice]
) -> Tipping | None:
    """Find where lines cross: with criterion k at share s, a role scores 10 (s v_k + (1 - s) rest_k).

    `rest_k` is the role's mean value on the other criteria, weighted as they are among themselves, so it
    does not change with s. The leader's distance to a role is then linear in s and zero at one place.
    """
    first, others = parts[0], parts[1:]
    found: list[tuple[Fraction, Fraction, Choice, Fraction, Role]] = []
    for criterion in criteria:
        name, now = criterion.value, shares[criterion.value]
        if now == 1:
            continue  # nothing else has points that could be scaled; raising another row says the same
        for other in others:
            here = 10 * (_exact(first.role.scores[name]) - _exact(other.role.scores[name]))
            gap = first.score - other.score
            rest = (gap - now * here) / (1 - now)
            if rest == here:
                continue  # parallel: this row moves both alike
            then = rest / (rest - here)
            if 0 <= then <= 1:
                # Of two that draw level at the same place, the steeper one is ahead just past it.
                found.append((abs(then - now), -abs(rest - here), criterion, then, other.role))
    if not found:
        return None
    _, _, criterion, then, role = min(found, key=lambda one: one[:2])
    return Tipping(criterion, float(100 * shares[criterion.value]), float(100 * then), role)


# ── the sentences ────────────────────────────────────────────────────────────


def _places(*known: str) -> AfterValidator:
    """Refuse a sentence with a place that nothing fills."""

    def check(sentence: str) -> str:
        odd = [
            place for _, place, *_ in Formatter().parse(sentence) if place is not None and place not in known
        ]
        if odd:
            raise ValueError(f"nothing fills {{{odd[0]}}}")
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

    def name(self, roles: Sequence[Role]) -> str:
        """Name one role or several: the TPM role, the TPM and engineer roles."""
        titles = [in_a_sentence(role.title) for role in roles]
        if len(titles) == 1:
            return self.role.format(role=titles[0])
        return self.roles.format(roles=self.both.format(most=", ".join(titles[:-1]), last=titles[-1]))

    def lead(self, lead: float, digits: int) -> str:
        """Say a lead in points."""
        points = number(lead, digits)
        if lead < 1:
            return self.less_than_a_point
        return (self.point if points == "1" else self.points).format(points=points)

    def because(self, driver: Driver | None) -> str:
        """End the sentence about the lead with what makes it."""
        if driver is None:
            return self.no_driver
        row = self.row.format(criterion=driver.criterion.label)
        if driver.share is None:
            return self.rests_on.format(row=row)
        bounds = (
            (1, self.all_of_it),
            (NEARLY_ALL, self.nearly_all),
            (0.5, self.over_half),
            (0, self.most_of_all),
        )
        return next(said for least, said in bounds if driver.share >= least).format(row=row)

    def turn(self, tipping: Tipping | None, first: str, named: Choice | None) -> str:
        """Say what would change the result. `named` is the row that the sentence before speaks of."""
        if tipping is None:
            return self.steady.format(first=first)
        same = named is not None and named.value == tipping.criterion.value
        row = self.this_row if same else self.row.format(criterion=tipping.criterion.label)
        role = self.name([tipping.role])
        for digits in range(3):
            now, then = number(tipping.now, digits), number(tipping.then, digits)
            # Two percents that look the same, or a few points that look like none, need another decimal.
            plain = all(
                (text in ("0", "100")) == (value in (0, 100))
                for text, value in ((now, tipping.now), (then, tipping.then))
            )
            if now != then and plain:
                said = self.fell if tipping.then < tipping.now else self.rose
                percents = {"now": self.percent.format(number=now), "then": self.percent.format(number=then)}
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
    """What the book says besides the person's own words. `copies` has a sentence per reader."""

    title: Annotated[str, _places()]
    reflections_of: Annotated[str, _places("name")]
    contents: str
    private: str
    criterion: str
    points: str
    nothing: str
    how_to_begin: tuple[str, ...]
    nothing_to_share: str
    copies: Mapping[str, str]
    private_answers: PrivateWords


class Sentences(Model):
    """Everything in `content/insights.toml`."""

    comparison: ComparisonWords
    charts: ChartWords
    book: BookWords


@cache
def sentences(content: Path = CONTENT) -> Sentences:
    """Load and check `insights.toml`; raise ContentError that names file and key."""
    file = content / "insights.toml"
    try:
        return Sentences.model_validate(tomllib.loads(file.read_text("utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ContentError(f"content/{file.name} can't be read: {error}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = " > ".join(str(part) for part in first["loc"])
        said = "there is no such key" if first["type"] == "extra_forbidden" else first["msg"].lower()
        raise ContentError(f"content/{file.name}: {place}: {said}.") from error
