"""The one widget here: it shows parts together. A page of a hundred parts is one model and one message."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import anywidget
import ipywidgets
import traitlets

from workbook.logs import log
from workbook.widgets.block import Block
from workbook.widgets.part import Message

HERE = Path(__file__).parent / "js"
# Joined into one ES module: what all use, the controls of questions, the other parts, and what shows them.
FILES = (
    "kinds", "save", "dom", "keys", "dialog", "beside", "given", "frame", "cells", "layouts", "scale",
    "text", "choice", "number", "date", "weights", "table", "rating",
    "action", "chart", "download", "navigation", "overview", "prose", "status",
    "sheet",
)  # fmt: skip


class Source(ipywidgets.Widget):  # type: ignore[misc]  # ipywidgets ships no types
    """The text of the ES module and the style, which reach the page once for all sheets."""

    text = traitlets.Unicode().tag(sync=True)
    css = traitlets.Unicode().tag(sync=True)


@cache
def module() -> str:
    """Return the ES module that shows parts."""
    return "\n".join((HERE / f"{name}.js").read_text("utf-8") for name in FILES)


@cache
def shared_source(css: str) -> Source:
    """Return one source for all sheets."""
    return Source(text=module(), css=css)


@cache
def shared_layout() -> ipywidgets.Layout:
    """Return one layout for all: each would else be a model and a message of its own."""
    return ipywidgets.Layout()


class Sheet(anywidget.AnyWidget):
    """Shows a block of parts. A view asks for them when it opens, and is told all of them in one message.

    What the person wrote is never part of the widget's synced state: that state is what notebooks keep when
    they are saved with their widgets. Its text form, which they keep too, says how to open it.

    `session` is the kernel's mark: what stands in one page finds each other by it. `css` is the style, where
    the page has none of its own.
    """

    _esm = traitlets.Unicode((HERE / "loader.js").read_text("utf-8")).tag(sync=True)
    source = traitlets.Instance(Source).tag(sync=True, **ipywidgets.widget_serialization)

    def __init__(self, root: Block, *, session: str = "", css: str = "") -> None:
        self.root = root
        self._session = session
        super().__init__(source=shared_source(css), layout=shared_layout())
        for part in root.within():
            part.tell = self.send
        self.on_msg(self._on_message)

    def __repr__(self) -> str:  # noqa: D105 - __doc__ says it
        return f"{self.root.name}: Run > Run All Cells opens it."

    def _on_message(self, _widget: object, message: Message, _buffers: object) -> None:
        try:
            if message.get("type") == "open":
                told = {"session": self._session, "root": self.root.outline()}
                self.send({"type": "opened", "view": message["view"], **told})
            else:
                part = next(one for one in self.root.within() if one.number == message["part"])
                part.hear(message)
        except Exception:  # of ours: parts answer whatever they are asked
            log.exception("A message to the page failed")
