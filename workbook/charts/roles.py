"""The three roles, by the person's weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workbook.charts.chart import Chart, NoChart, Rows, Sketch, Strips, Told, drawn
from workbook.charts.drawing import Medium, Picture, Tone, clean, measure
from workbook.insights.roles import RoleComparison, compare_roles, say_roles
from workbook.phrases.sentences import in_a_sentence, number, sentences

AFTER = 10  # between a bar and its value


@dataclass(frozen=True)
class _Bar:
    label: str
    score: float
    shown: str
    is_first: bool


def draw(told: Told, medium: Medium) -> Chart | NoChart:
    """Draw the roles as bars, the best first."""
    words = sentences().charts.roles
    comparison = compare_roles(told.answers, told.catalogue)
    if comparison is None:
        return NoChart("roles", words.nothing_yet, told.catalogue.roles.question)
    bars = [
        _Bar(
            clean(score.role.title),
            score.score,
            number(score.score, comparison.digits),
            score in comparison.first,
        )
        for score in comparison.scores
    ]
    scores = ", ".join(words.score.format(role=in_a_sentence(bar.label), score=bar.shown) for bar in bars)
    first = sentences().comparison.name([score.role.title for score in comparison.first])
    filled = words.filled if len(comparison.first) == 1 else words.all_filled.format(first=first)
    description = words.description.format(scores=scores, filled=filled)

    tipping = comparison.tipping
    actions: tuple[str, ...] = (words.ask_what_changed,)
    if tipping:
        role = sentences().comparison.name([tipping.role.title])
        actions = (words.action.format(role=role, criterion=tipping.criterion.label), *actions)
    columns, rows = _table(comparison)
    sketch = Sketch(words.title, say_roles(comparison), description, columns, rows, actions)
    return drawn("roles", sketch, medium, lambda is_wide: _picture(bars, is_wide=is_wide))


def _picture(bars: Sequence[_Bar], *, is_wide: bool) -> Picture:
    strips = Strips("roles", [bar.label for bar in bars], is_wide=is_wide, height=45)
    room = strips.width - max(measure(bar.shown) for bar in bars) - AFTER - 1
    for middle, bar in zip(strips.middles, bars, strict=True):
        length = room * bar.score / 100
        if length > 0:
            tone: Tone = "accent" if bar.is_first else "ink"
            strips.picture.bar(strips.left, middle, length, tone=tone, is_filled=bar.is_first)
        strips.picture.text(strips.left + (length + AFTER if length > 0 else 0), middle, bar.shown)
    return strips.picture


def _table(comparison: RoleComparison) -> tuple[tuple[str, ...], Rows]:
    words = sentences().charts.roles
    parts = [part for score in comparison.scores for part in score.contributions.values()]
    digits = 0 if all(part == round(part) for part in parts) else 1
    percent = sentences().comparison.percent
    rows = [
        (
            criterion.label,
            percent.format(number=number(comparison.shares[criterion.value], digits)),
            *(f"{score.contributions[criterion.value]:.{digits}f}" for score in comparison.scores),
        )
        for criterion in comparison.criteria
    ]
    total = (
        words.total,
        percent.format(number="100"),
        *(f"{score.score:.{digits}f}" for score in comparison.scores),
    )
    return (words.criterion, words.share, *(score.role.title for score in comparison.scores)), (*rows, total)
