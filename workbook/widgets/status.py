"""The line that says whether everything typed is on disk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import traitlets

from workbook.widgets.live import Live, Message


class Status(Live):
    """Answers the page's heartbeat with what the person should know. `in_app` beats without being asked.

    `erased` are ids of workbooks whose drafts the browser is to forget.
    """

    in_app = traitlets.Bool().tag(sync=True)
    erased = traitlets.List(traitlets.Unicode()).tag(sync=True)

    def __init__(self, on_beat: Callable[[], list[str]], **traits: Any) -> None:  # noqa: ANN401 - traitlets
        self._on_beat = on_beat
        super().__init__("save", "status", **traits)

    def answer(self, message: Message) -> Message | None:
        """Answer "there?" with "here", and with notices."""
        return {"type": "here", "notices": self._on_beat()} if message["type"] == "there" else None
