"""A table that gathers what is in many answers."""

from __future__ import annotations

from collections.abc import Callable

from workbook.widgets.part import Following, Message


class OverviewView(Following):
    """Shows what `look` returns, a message without its type, after every change of an answer.

    `place` is the key that links lead to it by.
    """

    kind = tells = "overview"

    def __init__(self, look: Callable[[], Message], *, place: str = "") -> None:
        super().__init__()
        self._look = look
        self.place = place

    def state(self) -> Message:
        """Return its place."""
        return {"place": self.place}

    def now(self) -> Message:
        """Return the table."""
        return self._look()
