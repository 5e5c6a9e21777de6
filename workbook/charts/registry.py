"""All charts by name, and what each is drawn from. A new chart is a line in `_KINDS`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from workbook.charts import coverage, energy, evidence, growth, plan, roles, time
from workbook.charts.chart import Chart, NoChart, Told
from workbook.charts.drawing import Medium
from workbook.errors import WorkbookError
from workbook.insights.schedule import MOVE
from workbook.questions.catalogue import Catalogue
from workbook.questions.kinds import Question


def draw(name: str, told: Told, *, medium: Medium = "page") -> Chart | NoChart:
    """Draw a chart by name, for a page (it takes the page's font and colours) or for print."""
    check(name)
    return _KINDS[name].draw(told, medium)


def check(name: str) -> None:
    """Raise WorkbookError when there is no such chart."""
    if name not in _KINDS:
        raise WorkbookError(f"There is no chart {name!r}. There are: {', '.join(_KINDS)}.")


def sources(name: str, catalogue: Catalogue) -> frozenset[str]:
    """Return the keys of the answers that a chart is drawn from."""
    return _KINDS[name].sources(catalogue)


def charts_after(question: str, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the names of the charts that stand after the answer to `question` in the book."""
    return tuple(name for name, kind in _KINDS.items() if kind.key(catalogue) == question)


@dataclass(frozen=True)
class _Kind:
    """A chart: the function that draws it, the question it is drawn from, and keys that matter to it too."""

    draw: Callable[[Told, Medium], Chart | NoChart]
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


_KINDS = {
    "roles": _Kind(roles.draw, lambda catalogue: catalogue.question(catalogue.roles.question)),
    "energy": _Kind(energy.draw, lambda catalogue: catalogue.energy_log),
    "plan": _Kind(plan.draw, lambda catalogue: catalogue.plan, frozenset({MOVE})),
    "evidence": _Kind(evidence.draw, lambda catalogue: catalogue.practice_log),
    "growth": _Kind(growth.draw, lambda catalogue: catalogue.ratings),
    "time": _Kind(time.draw, lambda catalogue: catalogue.ratings),
    "coverage": _Kind(coverage.draw, lambda catalogue: catalogue.story_bank),
}
NAMES = tuple(_KINDS)
