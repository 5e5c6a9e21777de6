"""A button that hands the person a document."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import traitlets

from workbook.widgets.live import Live, Message

Make = Callable[[str], Message]


class Download(Live):
    """Makes a file when pressed; the browser saves it, and no server does.

    `make` returns the message with the file, made for the paper that the page names: "a4" or "letter".
    `on_paper` says that there is a paper to choose.
    """

    label = traitlets.Unicode().tag(sync=True)
    on_paper = traitlets.Bool(default_value=False).tag(sync=True)

    def __init__(self, make: Make, **traits: Any) -> None:  # noqa: ANN401
        self._make = make
        super().__init__("save", "dom", "download", **traits)

    def answer(self, message: Message) -> Message | None:
        """Make the file."""
        return self._make(message.get("paper", "a4")) if message["type"] == "make" else None
