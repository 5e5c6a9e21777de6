"""The links to the steps, with a mark of progress for each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import traitlets

from workbook.widgets.live import Live, Message


class Navigation(Live):
    """Steps as links; `on_visit` is called with a step's key when its page is first wanted."""

    brand = traitlets.Unicode().tag(sync=True)
    steps: Any = traitlets.List().tag(sync=True)  # of {"key", "title", "short"}
    progress: Any = traitlets.Dict().tag(sync=True)  # step key -> [answered, all]

    def __init__(self, on_visit: Callable[[str], None], **traits: Any) -> None:  # noqa: ANN401 - traitlets
        self._on_visit = on_visit
        super().__init__("save", "dom", "navigation", **traits)

    def answer(self, message: Message) -> Message | None:
        """Open the page that the person went to."""
        if message["type"] == "visit":
            self._on_visit(message["step"])
        return None
