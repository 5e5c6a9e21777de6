"""A button that hands the person a document."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import traitlets

from workbook.widgets.live import Live, Message

Make = Callable[[], tuple[bytes, Sequence[str]]]


class Download(Live):
    """Makes a file when pressed; the browser saves it, and no server does.

    `make` returns its bytes, and sentences about what is not in it as it should be.
    """

    label = traitlets.Unicode().tag(sync=True)

    def __init__(self, make: Make, *, name: str, mime: str, **traits: Any) -> None:  # noqa: ANN401
        self._make = make
        self._name = name
        self._mime = mime
        super().__init__("save", "dom", "download", **traits)

    def answer(self, message: Message) -> Message | None:
        """Make the file."""
        if message["type"] != "make":
            return None
        data, notices = self._make()
        file = {"type": "file", "name": self._name, "mime": self._mime, "notices": list(notices)}
        return {**file, "buffers": [data]}
