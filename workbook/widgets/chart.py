"""A chart in the page."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from workbook.logs import log
from workbook.widgets.part import FAULT, Message, Part

# One at a time, beside the kernel's own thread: the first drawing loads matplotlib, which takes longer
# than a keystroke should wait for its save.
_artist = ThreadPoolExecutor(max_workers=1, thread_name_prefix="charts")


class ChartView(Part):
    """Shows what `draw` returns, a message of type "chart" or "no-chart", and draws again when told to.

    `suggest` chooses among the chart's actions and says of that one whether it is "open" or "taken" into the
    plan; `on_plan` puts one there, and `shown` says who would see it. `make` returns the chart as a file.
    """

    kind = "chart"

    def __init__(  # noqa: PLR0913 - a callback for each thing that a page can ask, and words
        self,
        draw: Callable[[], Message],
        *,
        suggest: Callable[[Sequence[str]], tuple[str, str]],
        on_plan: Callable[[str], None],
        shown: Callable[[], str],
        make: Callable[[str], Message],
        label: str = "",
        taken: str = "",
    ) -> None:
        super().__init__()
        self._draw = draw
        self._suggest = suggest
        self._on_plan = on_plan
        self._shown = shown
        self._make = make
        self._actions: Sequence[str] = ()  # of the picture that the page shows
        self._wanted = 0
        self._seen = False
        self._loop: asyncio.AbstractEventLoop | None = None  # the kernel's
        self._words = {"label": label, "taken": taken}

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
            return self._make(message["form"])
        if message["type"] == "plan":
            action = message["action"]
            if action in self._actions and self._suggest([action]) == (action, "open"):  # not there since
                self._on_plan(action)
            return self._given()
        return None

    def look(self) -> None:
        """Tell the page which action it suggests, and whether it is in the plan."""
        if self._actions:
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
        self._actions = message.pop("actions", ())
        self.send(self._given() | message)

    def _given(self) -> Message:
        action, plan = self._suggest(self._actions) if self._actions else ("", "")
        return {"type": "given", "action": action, "plan": plan, "shown": self._shown() if action else ""}

    def _drawn(self) -> Message:
        try:
            return self._draw()
        except Exception:
            log.exception("A chart could not be drawn")
            return {"type": "no-chart", "say": FAULT, "question": ""}
