"""A button that hands the person a document."""

from __future__ import annotations

from collections.abc import Callable

from workbook.widgets.part import Message, Part


class Download(Part):
    """Makes a file when pressed; the browser saves it, and no server does.

    `export` returns the message with the file, for the paper that the page names: "a4" or "letter".
    `on_paper` says that there is a paper to choose.
    """

    kind = "download"

    def __init__(self, export: Callable[[str], Message], *, label: str, on_paper: bool = False) -> None:
        super().__init__()
        self.label = label
        self._export = export
        self._on_paper = on_paper

    def state(self) -> Message:
        """Return its words."""
        return {"label": self.label, "on_paper": self._on_paper}

    def answer(self, message: Message) -> Message | None:
        """Make the file."""
        return self._export(message.get("paper", "a4")) if message["type"] == "make" else None
