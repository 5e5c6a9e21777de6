"""The links to the steps with a mark of progress for each, what is next, and search."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from workbook.answers.search import MOST_HITS, Hit
from workbook.widgets.part import Following, Message


class Navigation(Following):
    """Steps as links; `on_visit` is called with a step's key when its page is first wanted.

    `search` returns where words are found. `look` returns how far each step has come: by the step's key,
    "progress" is [answered, all], and "ahead" is [key, title] of its first open question. Each of `steps` has
    "key", "title" and "short"; `workbook` is the id that the browser remembers the person's place by.
    """

    kind, tells = "navigation", "progress"

    def __init__(  # noqa: PLR0913 - callbacks, and words
        self,
        on_visit: Callable[[str], None],
        search: Callable[[str], Sequence[Hit]],
        look: Callable[[], Message],
        *,
        brand: str = "",
        steps: Sequence[dict[str, Any]] = (),
        workbook: str = "",
    ) -> None:
        super().__init__()
        self.steps = list(steps)
        self._on_visit = on_visit
        self._search = search
        self._look = look
        self._brand = brand
        self._workbook = workbook

    def state(self) -> Message:
        """Return what does not change."""
        return {"brand": self._brand, "steps": self.steps, "workbook": self._workbook}

    def now(self) -> Message:
        """Return how far everything has come."""
        return self._look()

    def answer(self, message: Message) -> Message | None:
        """Open the page that the person went to, or search."""
        if message["type"] == "visit":
            self._on_visit(message["step"])
        if message["type"] == "search":
            hits = self._search(message["words"])
            return {"type": "found", "hits": [asdict(hit) for hit in hits[:MOST_HITS]], "count": len(hits)}
        return None
