"""The roles by the person's weights, what drives the lead, and what would turn it.

Pure: answers and catalogue in, numbers out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import isfinite
from typing import Any

from workbook.answers.model import Answers
from workbook.questions.catalogue import Catalogue
from workbook.questions.kinds import Weights
from workbook.questions.steps import Role
from workbook.questions.values import Choice


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
    points = _exact_points(answers.value(catalogue.roles.question), criteria)
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


def _exact_points(value: Any, criteria: Sequence[Choice]) -> dict[str, Fraction]:  # noqa: ANN401 - from disk
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
