"""A chart in the page."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Protocol

from workbook.logs import log
from workbook.widgets.part import FAULT, Message, Part

# One at a time, beside the kernel's own thread: the first drawing loads matplotlib, which takes longer
# than a keystroke should wait for its save.
_artist = ThreadPoolExecutor(max_workers=1, thread_name_prefix="charts")


class ChartSource(Protocol):
    """What a chart in the page is drawn from, and where its actions go."""

    def draw(self) -> Message:
        """Return a message of type "chart" or "no-chart"."""

    def export(self, form: str) -> Message:
        """Return the message with the chart as a file."""

    def suggest(self, actions: Sequence[str]) -> Message:
        """Return the next "action" of these, whether it is in the "plan", and a warning if it is "shown"."""

    def plan(self, action: str) -> None:
        """Put an action into the plan, unless it is there."""


class ChartView(Part):
    """Shows a chart, and draws it again when one of the answers with the keys `sources` changes.

    Below it is an action with a button that puts it into the plan, the answer with the key `plan`; `words`
    are the button's "label" and "taken".
    """

    kind = "chart"

    def __init__(
        self, source: ChartSource, *, words: Mapping[str, str], sources: Set[str], plan: str = ""
    ) -> None:
        super().__init__()
        self._source = source
        self._words = words
        self._sources = sources
        self._plan = plan
        self._actions: Sequence[str] = ()  # of the picture that the page shows
        self._wanted = 0
        self._seen = False
        self._loop: asyncio.AbstractEventLoop | None = None  # the kernel's

    def state(self) -> Message:
        """Return its words."""
        return dict(self._words)

    def answer(self, message: Message) -> Message | None:
        """Draw when somebody comes near, make a file, or put the action into the plan."""
        if message["type"] == "draw":
            self._seen = True
            with suppress(RuntimeError):
                self._loop = asyncio.get_running_loop()
            self.redraw()
        if message["type"] == "save":
            return self._source.export(message["form"])
        if message["type"] == "plan":
            if message["action"] in self._actions:
                self._source.plan(message["action"])
            return self._suggest()
        return None

    def follow(self, keys: Set[str]) -> None:
        """Suggest anew after a change of the plan, and draw anew after one of what the chart shows."""
        if self._plan in keys and self._actions:
            self.send(self._suggest())
        if self._sources & keys:
            self.redraw()

    def redraw(self) -> None:
        """Draw with the answers as they are now; of several wishes at once only the last is shown.

        Nothing is drawn before a page has asked for it.
        """
        if not self._seen:
            return
        self._wanted += 1
        if self._loop is None:  # a script or a test
            self._show(self._draw())
        else:  # whichever thread this is: a save does not wait for a drawing
            asyncio.run_coroutine_threadsafe(self._draw_aside(self._wanted), self._loop)

    async def _draw_aside(self, wish: int) -> None:
        message = await asyncio.get_running_loop().run_in_executor(_artist, self._draw)
        if wish == self._wanted:
            self._show(message)

    def _show(self, message: Message) -> None:
        self._actions = message.pop("actions", ())
        self.send(self._suggest() | message)

    def _suggest(self) -> Message:
        nothing = {"action": "", "plan": "", "shown": ""}
        return {"type": "given", **(self._source.suggest(self._actions) if self._actions else nothing)}

    def _draw(self) -> Message:
        try:
            return self._source.draw()
        except Exception:
            log.exception("A chart could not be drawn")
            return {"type": "no-chart", "say": FAULT, "question": ""}
