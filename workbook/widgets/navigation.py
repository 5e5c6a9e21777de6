"""The links to the steps with a mark of progress for each, what is next, and search."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

import traitlets

from workbook.search import MOST, Hit
from workbook.widgets.live import Live, Message


class Navigation(Live):
    """Steps as links; `on_visit` is called with a step's key when its page is first wanted.

    `search` returns where words stand. What is found goes to the page by message, like any answer.
    """

    brand = traitlets.Unicode().tag(sync=True)
    steps: Any = traitlets.List().tag(sync=True)  # of {"key", "title", "short"}
    progress: Any = traitlets.Dict().tag(sync=True)  # step key -> [answered, all]
    ahead: Any = traitlets.Dict().tag(sync=True)  # step key -> [key, title] of its first open question
    workbook = traitlets.Unicode().tag(sync=True)  # whose place the browser remembers

    def __init__(
        self,
        on_visit: Callable[[str], None],
        search: Callable[[str], Sequence[Hit]],
        **traits: Any,  # noqa: ANN401 - traitlets
    ) -> None:
        self._on_visit = on_visit
        self._search = search
        super().__init__("save", "dom", "dialog", "navigation", **traits)

    def answer(self, message: Message) -> Message | None:
        """Open the page that the person went to, or search."""
        if message["type"] == "visit":
            self._on_visit(message["step"])
        if message["type"] == "search":
            hits = self._search(message["words"])
            return {"type": "found", "hits": [asdict(hit) for hit in hits[:MOST]], "count": len(hits)}
        return None
