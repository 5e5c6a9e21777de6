"""A chart in the page."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import traitlets

from workbook.widgets.live import FAULT, Live, Message, log

# One at a time, beside the kernel's own thread: the first drawing loads matplotlib, which takes longer
# than a keystroke should wait for its save.
_artist = ThreadPoolExecutor(max_workers=1, thread_name_prefix="charts")


class ChartView(Live):
    """Shows what `draw` returns, a message of type "chart" or "no-chart", and draws again when told to.

    `state` says of an action whether it is "taken" or "open"; `on_plan` puts it into the plan. `make` returns
    name, type and bytes of the chart as a file of a form.
    """

    label = traitlets.Unicode().tag(sync=True)
    taken = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        draw: Callable[[], Message],
        *,
        state: Callable[[str], str],
        on_plan: Callable[[str], None],
        make: Callable[[str], tuple[str, str, bytes]],
        **traits: Any,  # noqa: ANN401 - traitlets
    ) -> None:
        self._draw = draw
        self._state = state
        self._on_plan = on_plan
        self._make = make
        self._action = ""  # the one that the page shows
        self._wanted = 0
        self._seen = False
        self._loop: asyncio.AbstractEventLoop | None = None  # the kernel's
        super().__init__("save", "dom", "given", "chart", **traits)

    def answer(self, message: Message) -> Message | None:
        """Draw for a page that has just opened."""
        if message["type"] == "hello":
            self._seen = True
            with suppress(RuntimeError):
                self._loop = asyncio.get_running_loop()
            self.redraw()
        if message["type"] == "save":
            name, mime, made = self._make(message["form"])
            return {"type": "file", "name": name, "mime": mime, "buffers": [made]}
        if message["type"] == "plan":
            is_shown = self._action and message["action"] == self._action
            if is_shown and self._state(self._action) == "open":  # it may have been put there meanwhile
                self._on_plan(self._action)
            return self._given()
        return None

    def look(self) -> None:
        """Tell the page whether its action is in the plan."""
        if self._action:
            self.send(self._given())

    def redraw(self) -> None:
        """Draw with the answers as they are now; of several wishes at once only the last is shown.

        Nothing is drawn before a page has asked for it.
        """
        if not self._seen:
            return
        self._wanted += 1
        if self._loop is None:  # a script or a test
            self._show(self._drawn())
        else:  # whatever thread has told it: who saves does not wait for a drawing
            asyncio.run_coroutine_threadsafe(self._drawn_aside(self._wanted), self._loop)

    async def _drawn_aside(self, wish: int) -> None:
        message = await asyncio.get_running_loop().run_in_executor(_artist, self._drawn)
        if wish == self._wanted:
            self._show(message)

    def _show(self, message: Message) -> None:
        self._action = message.get("action", "")
        self.send(message | {"plan": self._given()["plan"]})

    def _given(self) -> Message:
        return {"type": "given", "plan": self._state(self._action) if self._action else ""}

    def _drawn(self) -> Message:
        try:
            return self._draw()
        except Exception:  # noqa: BLE001 - a thread's exception would else be silence
            log.exception("A chart could not be drawn")
            return {"type": "no-chart", "say": FAULT, "question": ""}
