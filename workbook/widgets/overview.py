"""A table that gathers what stands in many answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import traitlets

from workbook.widgets.live import Live, Message


class OverviewView(Live):
    """Shows what `look` returns, a message without its type, and again when told that answers changed.

    `place` is where links lead to it.
    """

    place = traitlets.Unicode().tag(sync=True)

    def __init__(self, look: Callable[[], Message], **traits: Any) -> None:  # noqa: ANN401 - traitlets
        self._look = look
        self._last: Message | None = None  # what the page was last told
        super().__init__("save", "dom", "given", "overview", **traits)

    def answer(self, message: Message) -> Message | None:
        """Tell a page that has just opened."""
        if message["type"] != "hello":
            return None
        self._last = self._look()
        return {"type": "overview", **self._last}

    def look(self) -> None:
        """Tell the page if there is anything else to say than before."""
        if self._last is not None and (seen := self._look()) != self._last:
            self._last = seen
            self.send({"type": "overview", **seen})
