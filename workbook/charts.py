"""Charts of the answers as SVG, each with a sentence, a description for those who don't see it, and a table.

A chart is drawn twice, for a wide and for a narrow column, and never shrunk.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from workbook.answers import Answers
from workbook.catalogue import Catalogue
from workbook.errors import WorkbookError
from workbook.insights import RoleComparison, compare_roles, say_roles
from workbook.picture import LINE, Medium, Picture, clean, drawing, measure, wrap
from workbook.sentences import in_a_sentence, number, sentences

WIDE, NARROW = 640, 300  # user units


@dataclass(frozen=True)
class Chart:
    """A chart. `say` goes before it, `description` is its alt text, `columns` and `rows` its table."""

    name: str
    title: str
    say: str
    description: str
    wide: str
    narrow: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class NoChart:
    """A chart that cannot be drawn yet; `question` is the key to answer first."""

    name: str
    say: str
    question: str


def draw(name: str, answers: Answers, catalogue: Catalogue, *, medium: Medium = "page") -> Chart | NoChart:
    """Draw a chart by name, for a page (it takes the page's font and colours) or for print."""
    check(name)
    return _KINDS[name].draw(answers, catalogue, medium)


def check(name: str) -> None:
    """Raise WorkbookError when there is no such chart."""
    if name not in _KINDS:
        raise WorkbookError(f"There is no chart {name!r}. There are: {', '.join(_KINDS)}.")


def charts_after(question: str, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the names of the charts that are drawn from the answer to `question`."""
    return tuple(name for name, kind in _KINDS.items() if kind.question(catalogue) == question)


# ── roles ────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class _Bar:
    label: str
    score: float
    shown: str
    is_first: bool


def _roles(answers: Answers, catalogue: Catalogue, medium: Medium) -> Chart | NoChart:
    words = sentences().charts.roles
    comparison = compare_roles(answers, catalogue)
    if comparison is None:
        return NoChart("roles", words.nothing_yet, catalogue.roles.question)
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

    with drawing(medium):
        wide = _wide(bars).svg(words.title, description, medium)
        narrow = _narrow(bars).svg(words.title, description, medium)
    columns, rows = _roles_table(comparison)
    return Chart("roles", words.title, say_roles(comparison), description, wide, narrow, columns, rows)


def _wide(bars: Sequence[_Bar]) -> Picture:
    """Draw bars beside their labels."""
    labels = [wrap(bar.label, 0.4 * WIDE) for bar in bars]
    left = max(measure(line) for label in labels for line in label) + 18
    right = max(measure(bar.shown) for bar in bars) + 10
    heights = [max(45, LINE * len(label) + 18) for label in labels]
    picture = Picture("roles-wide", WIDE, sum(heights))
    top = 0
    for bar, label, height in zip(bars, labels, heights, strict=True):
        middle = top + height / 2
        for place, line in enumerate(label):
            picture.text(0, middle + LINE * (place - (len(label) - 1) / 2), line)
        length = (WIDE - left - right) * bar.score / 100
        picture.bar(left, middle, length, bar.shown, is_filled=bar.is_first)
        top += height
    return picture


def _narrow(bars: Sequence[_Bar]) -> Picture:
    """Draw bars below their labels."""
    labels = [wrap(bar.label, NARROW) for bar in bars]
    right = max(measure(bar.shown) for bar in bars) + 10
    heights = [LINE * len(label) + 50 for label in labels]
    picture = Picture("roles-narrow", NARROW, sum(heights))
    top = 0
    for bar, label, height in zip(bars, labels, heights, strict=True):
        for place, line in enumerate(label):
            picture.text(0, top + 12 + LINE * place, line)
        length = (NARROW - right - 1) * bar.score / 100
        picture.bar(1, top + LINE * len(label) + 18, length, bar.shown, is_filled=bar.is_first)
        top += height
    return picture


def _roles_table(comparison: RoleComparison) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
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


# ── the charts there are ─────────────────────────────────────────────────────


@dataclass(frozen=True)
class _Kind:
    """A chart: the key of the question that it is drawn from, and the function that draws it."""

    question: Callable[[Catalogue], str]
    draw: Callable[[Answers, Catalogue, Medium], Chart | NoChart]


_KINDS = {"roles": _Kind(lambda catalogue: catalogue.roles.question, _roles)}
