"""All charts by name, and the answers each is drawn from. A new chart is a line in `_CHARTS`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from workbook.charts import coverage, energy, evidence, growth, plan, roles, time
from workbook.charts.chart import Chart, ChartData, NoChart
from workbook.charts.svg import Medium
from workbook.errors import WorkbookError
from workbook.insights.schedule import MOVE
from workbook.questions.catalogue import Catalogue
from workbook.questions.kinds import Question


def draw(name: str, data: ChartData, *, medium: Medium = "page") -> Chart | NoChart:
    """Draw a chart by name, for a page (it takes the page's font and colors) or for print."""
    check_chart(name)
    return _CHARTS[name].draw(data, medium)


def check_chart(name: str) -> None:
    """Raise WorkbookError when there is no such chart."""
    if name not in _CHARTS:
        raise WorkbookError(f"There is no chart {name!r}. There are: {', '.join(_CHARTS)}.")


def chart_sources(name: str, catalogue: Catalogue) -> frozenset[str]:
    """Return the keys of the answers that a chart is drawn from."""
    return _CHARTS[name].sources(catalogue)


def charts_after(question: str, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the names of the charts that follow the answer to `question` in the book."""
    return tuple(name for name, kind in _CHARTS.items() if kind.key(catalogue) == question)


@dataclass(frozen=True)
class _ChartKind:
    """A chart: the function that draws it, the question it is drawn from, and keys that matter to it too."""

    draw: Callable[[ChartData, Medium], Chart | NoChart]
    question: Callable[[Catalogue], Question | None]
    more: frozenset[str] = frozenset()

    def key(self, catalogue: Catalogue) -> str | None:
        """Return the key of the question that it is drawn from."""
        question = self.question(catalogue)
        return question.key if question else None

    def sources(self, catalogue: Catalogue) -> frozenset[str]:
        """Return the keys of all that it is drawn from."""
        key = self.key(catalogue)
        return self.more | ({key} if key else frozenset())


_CHARTS = {
    "roles": _ChartKind(roles.draw, lambda catalogue: catalogue.question(catalogue.roles.question)),
    "energy": _ChartKind(energy.draw, lambda catalogue: catalogue.energy_log),
    "plan": _ChartKind(plan.draw, lambda catalogue: catalogue.plan, frozenset({MOVE})),
    "evidence": _ChartKind(evidence.draw, lambda catalogue: catalogue.practice_log),
    "growth": _ChartKind(growth.draw, lambda catalogue: catalogue.ratings),
    "time": _ChartKind(time.draw, lambda catalogue: catalogue.ratings),
    "coverage": _ChartKind(coverage.draw, lambda catalogue: catalogue.story_bank),
}
NAMES = tuple(_CHARTS)
