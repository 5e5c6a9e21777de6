"""A table that gathers what stands in many answers."""

from __future__ import annotations

from collections.abc import Callable

from workbook.widgets.part import Message, Part


class OverviewView(Part):
    """Shows what `look` returns, a message without its type, and again when told that answers changed.

    `place` is where links lead to it.
    """

    kind = "overview"

    def __init__(self, look: Callable[[], Message], *, place: str = "") -> None:
        super().__init__()
        self._look = look
        self.place = place
        self._last: Message | None = None  # what the page was last told

    def state(self) -> Message:
        """Return where links lead to it."""
        return {"place": self.place}

    def greet(self) -> list[Message]:
        """Tell a page that has just opened."""
        self._last = self._look()
        return [{"type": "overview", **self._last}]

    def look(self) -> None:
        """Tell the page if there is anything else to say than before."""
        if self._last is not None and (seen := self._look()) != self._last:
            self._last = seen
            self.send({"type": "overview", **seen})
