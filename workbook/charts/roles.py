"""The three roles, by the person's weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workbook.charts.chart import Chart, ChartContent, ChartData, NoChart, TableRows, render
from workbook.charts.drawing import Picture, measure
from workbook.charts.layout import Strips
from workbook.charts.marks import BarMark, TextMark, Tone
from workbook.charts.svg import Medium, single_line
from workbook.insights.roles import RoleComparison, compare_roles
from workbook.insights.roles_commentary import suggest_roles, summarize_roles
from workbook.phrases.sentences import format_number, in_a_sentence, sentences

AFTER = 10  # between a bar and its value


@dataclass(frozen=True)
class _Bar:
    label: str
    score: float
    shown: str
    is_first: bool


def draw(data: ChartData, medium: Medium) -> Chart | NoChart:
    """Draw the roles as bars, the best first."""
    words = sentences().charts.roles
    comparison = compare_roles(data.answers, data.catalogue)
    if comparison is None:
        return NoChart("roles", words.nothing_yet, data.catalogue.roles.question)
    bars = [
        _Bar(
            single_line(score.role.title),
            score.score,
            format_number(score.score, comparison.digits),
            score in comparison.first,
        )
        for score in comparison.scores
    ]
    scores = ", ".join(words.score.format(role=in_a_sentence(bar.label), score=bar.shown) for bar in bars)
    first = sentences().comparison.name_roles([score.role.title for score in comparison.first])
    filled = words.filled if len(comparison.first) == 1 else words.all_filled.format(first=first)
    description = words.description.format(scores=scores, filled=filled)
    columns, rows = _contribution_table(comparison)
    actions = tuple(suggest_roles(comparison))
    content = ChartContent(words.title, summarize_roles(comparison), description, columns, rows, actions)
    return render("roles", content, medium, lambda is_wide: _draw_scores(bars, is_wide=is_wide))


def _draw_scores(bars: Sequence[_Bar], *, is_wide: bool) -> Picture:
    strips = Strips("roles", [bar.label for bar in bars], is_wide=is_wide, height=45)
    room = strips.width - max(measure(bar.shown) for bar in bars) - AFTER - 1
    for middle, bar in zip(strips.middles, bars, strict=True):
        length = room * bar.score / 100
        if length > 0:
            tone: Tone = "accent" if bar.is_first else "ink"
            strips.picture.add(BarMark(strips.left, middle, length, tone, bar.is_first))
        strips.picture.add(TextMark(strips.left + (length + AFTER if length > 0 else 0), middle, bar.shown))
    return strips.picture


def _contribution_table(comparison: RoleComparison) -> tuple[tuple[str, ...], TableRows]:
    words = sentences().charts.roles
    parts = [part for score in comparison.scores for part in score.contributions.values()]
    digits = 0 if all(part == round(part) for part in parts) else 1
    percent = sentences().comparison.percent
    rows = [
        (
            criterion.label,
            percent.format(number=format_number(comparison.shares[criterion.value], digits)),
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
