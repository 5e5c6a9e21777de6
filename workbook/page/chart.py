"""A chart of one session's answers: its picture, its file, and the actions that it suggests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import chain, count

from workbook import charts
from workbook.answers.due import is_in_plan, is_settled, origin
from workbook.clock import today
from workbook.errors import ExportError
from workbook.page.connections import Connections
from workbook.page.session import Session
from workbook.widgets.part import Message, file

DUE = timedelta(days=7)  # until an action of a chart is due


class SessionChart:
    """One chart, drawn from the answers as they are now."""

    def __init__(self, name: str, current: Session, connections: Connections) -> None:
        charts.check_chart(name)
        self.sources = charts.chart_sources(name, current.catalogue)
        self._name = name
        self._session = current
        self._connections = connections

    def draw(self) -> Message:
        """Return the chart for the page, or a sentence about what it lacks."""
        picture = charts.draw(self._name, gather(self._session))
        if isinstance(picture, charts.NoChart):
            notebook = self._connections.notebook(picture.question)
            return {"type": "no-chart", "notebook": notebook, **vars(picture)}
        return {"type": "chart", **vars(picture)}

    def export(self, form: str) -> Message:
        """Return the chart as a file, of what is saved now."""
        from workbook.export.chart_file import MIME_TYPES, render

        self._session.refresh()
        picture = charts.draw(self._name, gather(self._session), medium="print")
        if isinstance(picture, charts.NoChart):
            raise ExportError(picture.say)
        document = render(picture, form)
        return file(f"{self._name}.{form}", MIME_TYPES[form], document.data, document.notices)

    def suggest(self, actions: Sequence[str]) -> Message:
        """Return the action that the plan has settled least often, and whether the plan has it."""
        action = min(actions, key=lambda one: self._turn(one)[0])
        sources = (self._session.catalogue.question(key) for key in self.sources)
        return {
            "action": action,
            "plan": "taken" if self._is_taken(action) else "open",
            "shown": self._connections.warn_of_readers(*sources),
        }

    def plan(self, action: str) -> None:
        """Put an action into the plan, unless it is there."""
        if not self._is_taken(action):
            self._connections.put_into_plan(self._turn(action)[1], action, (today() + DUE).isoformat())

    def _is_taken(self, action: str) -> bool:
        return is_in_plan(self._turn(action)[1], self._session.answers, self._session.catalogue)

    def _turn(self, action: str) -> tuple[int, str]:
        """Return how often the plan has settled an action, and what its next row is made from."""
        words = chain([action], (f"{action} {number}" for number in count(2)))
        origins = enumerate(origin(f"chart.{self._name}", one) for one in words)
        answers, catalogue = self._session.answers, self._session.catalogue
        return next(one for one in origins if not is_settled(one[1], answers, catalogue))


def gather(current: Session) -> charts.ChartData:
    """Return what charts and documents are made of, as it is now."""
    return charts.ChartData(current.answers, current.catalogue, today(), current.history)
