"""The base of every widget here: an ES module that is shared, and messages that are always answered."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import anywidget
import ipywidgets
import traitlets

from workbook.errors import WorkbookError
from workbook.faults import log

HERE = Path(__file__).parent
FAULT = "Something in the workbook itself failed. What you typed is kept in this browser."

Message = dict[str, Any]


@cache
def module(*names: str) -> str:
    """Return the ES module made of these files, in order; only the last one has an export."""
    return "\n".join((HERE / f"{name}.js").read_text("utf-8") for name in names)


def file(name: str, mime: str, data: bytes, notices: Iterable[str]) -> Message:
    """Return the message that hands over a file, with sentences about what is not as it should be."""
    return {"type": "file", "name": name, "mime": mime, "notices": list(notices), "buffers": [data]}


class Source(anywidget.AnyWidget):
    """The text of an ES module, which reaches the page once for all widgets that run it."""

    _esm = traitlets.Unicode().tag(sync=True)


@cache
def shared_source(*names: str) -> Source:
    """Return the source of the module made of these files."""
    return Source(_esm=module(*names), layout=shared_layout())


@cache
def shared_layout() -> ipywidgets.Layout:
    """Return one layout for all: each would else be a model and a message of its own."""
    return ipywidgets.Layout()


class Live(anywidget.AnyWidget):
    """A widget that answers messages, and runs the ES module made of `files` in the page.

    `session` is the kernel's mark: widgets of one page find each other.
    """

    _esm = traitlets.Unicode(module("live")).tag(sync=True)
    _css = traitlets.Unicode().tag(sync=True)
    source = traitlets.Instance(Source).tag(sync=True, **ipywidgets.widget_serialization)
    session = traitlets.Unicode().tag(sync=True)

    def __init__(self, *files: str, **traits: Any) -> None:  # noqa: ANN401 - traitlets
        super().__init__(source=shared_source(*files), layout=shared_layout(), **traits)
        self.on_msg(self._on_message)

    def answer(self, message: Message) -> Message | None:
        """Return the reply to a message from the page; a WorkbookError becomes a refusal."""
        raise NotImplementedError

    def _on_message(self, _widget: object, message: Message, _buffers: object) -> None:
        try:
            reply = self.answer(message)
        except WorkbookError as error:
            reply = {"type": "refused", "reason": str(error)}
        except Exception:
            # A person can do nothing with a traceback; silence would look like success.
            log.exception("A message to %s failed", type(self).__name__)
            reply = {"type": "refused", "reason": FAULT}
        if reply is not None:
            buffers = reply.pop("buffers", None)
            asked: Message = {key: message[key] for key in ("id", "client") if key in message}
            self.send(asked | reply, buffers)
