"""The one widget here: it shows parts together. A page of a hundred parts is one model and one message."""

from __future__ import annotations

from collections.abc import Callable, Set
from functools import cache
from pathlib import Path
from typing import Protocol

import anywidget
import ipywidgets
import traitlets

from workbook.logs import log
from workbook.phrases.controls import control_words
from workbook.widgets.block import Block
from workbook.widgets.bundle import bundle
from workbook.widgets.part import Message

HERE = Path(__file__).parent / "js"


class Source(ipywidgets.Widget):  # type: ignore[misc]  # ipywidgets ships no types
    """The text of the ES module, its phrases and the style, which reach the page once for all sheets."""

    text = traitlets.Unicode().tag(sync=True)
    css = traitlets.Unicode().tag(sync=True)
    phrases = traitlets.Dict().tag(sync=True)  # by name, as `content/page.toml` has them


@cache
def module() -> str:
    """Return the ES module that shows parts."""
    return bundle(HERE / "sheet.js")


@cache
def shared_source(css: str) -> Source:
    """Return one source for all sheets."""
    return Source(text=module(), css=css, phrases=control_words())


@cache
def shared_layout() -> ipywidgets.Layout:
    """Return one layout for all: otherwise each would be a model and a message of its own."""
    return ipywidgets.Layout()


class Changes(Protocol):
    """Where a sheet hears which answers change."""

    @property
    def keys(self) -> Set[str]:
        """All keys that there are."""

    def subscribe(self, listener: Callable[[Set[str]], None]) -> bool:
        """Call `listener` with the changed keys after every change; return whether that is new."""

    def unsubscribe(self, listener: Callable[[Set[str]], None]) -> bool:
        """Call `listener` no longer; return whether it was called before."""


class Sheet(anywidget.AnyWidget):
    """Shows a block of parts. A view asks for them when it opens, and gets all of them in one message.

    What the person wrote is never part of the widget's synced state: that state is what notebooks keep when
    they are saved with their widgets. Its text form, which they keep too, says how to open it.

    While a view is open, the parts follow `changes`. A view that closes says so, but a page that crashes or
    is loaded again does not, and a sheet can have several views. So views are not counted: when one may be
    gone, the parts follow nothing until a view has answered that it is still there.

    `session` is the kernel's mark: what is in one page finds each other by it. `css` is the style, where the
    page has none of its own.
    """

    _esm = traitlets.Unicode((HERE / "loader.js").read_text("utf-8")).tag(sync=True)
    source = traitlets.Instance(Source).tag(sync=True, **ipywidgets.widget_serialization)

    def __init__(
        self, root: Block, changes: Changes | None = None, *, session: str = "", css: str = ""
    ) -> None:
        self.root = root
        self._changes = changes
        self._session = session
        self._was_open = False
        super().__init__(source=shared_source(css), layout=shared_layout())
        for part in root.within():
            part.tell = self.send
        self.on_msg(self._on_message)

    def __repr__(self) -> str:  # noqa: D105 - __doc__ says it
        return f"{self.root.name}: Run > Run All Cells opens it."

    def ask(self) -> None:
        """Follow no changes until a view has answered."""
        if self._unfollow():
            self.send({"type": "anyone"})

    def close(self) -> None:
        """Follow no changes any more, and close every view."""
        self._unfollow()
        super().close()

    def _unfollow(self) -> bool:
        return self._changes is not None and self._changes.unsubscribe(self._follow)

    def _resume(self) -> None:
        """Follow changes from now on, and catch up with those that were missed since a view was open."""
        if self._changes is None or not self._changes.subscribe(self._follow):
            return
        if self._was_open:
            self._follow(self._changes.keys)
        self._was_open = True

    def _follow(self, keys: Set[str]) -> None:
        for part in self.root.within():
            try:
                part.follow(keys)
            except Exception:  # the others follow all the same
                log.exception("%s could not follow a change", type(part).__name__)

    def _on_message(self, _widget: object, message: Message, _buffers: object) -> None:
        try:
            kind = message.get("type")
            if kind == "gone":
                self.ask()
                return
            self._resume()  # whatever it is, a view has sent it
            if kind == "open":
                contents = {"session": self._session, "root": self.root.outline()}
                self.send({"type": "opened", "view": message["view"], **contents})
            elif kind != "shown":
                part = next(one for one in self.root.within() if one.number == message["part"])
                part.hear(message)
        except Exception:  # of ours: parts answer whatever they are asked
            log.exception("A message to the page failed")
