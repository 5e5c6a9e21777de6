"""A button that hands the person a document."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import traitlets

from workbook.widgets.live import Live, Message


class Download(Live):
    """Makes a file when pressed; `make` returns its bytes. The browser saves it; no server does."""

    label = traitlets.Unicode().tag(sync=True)

    def __init__(self, make: Callable[[], bytes], *, name: str, mime: str, **traits: Any) -> None:  # noqa: ANN401
        self._make = make
        self._name = name
        self._mime = mime
        super().__init__("save", "dom", "download", **traits)

    def answer(self, message: Message) -> Message | None:
        """Make the file."""
        if message["type"] != "make":
            return None
        return {"type": "file", "name": self._name, "mime": self._mime, "buffers": [self._make()]}
