"""The line that says whether everything typed is on disk."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from workbook.widgets.part import Message, Part


class Status(Part):
    """Answers the page's heartbeat with what the person should know. The page beats by itself `in_app`.

    `erased` are ids of workbooks whose drafts the browser should forget.
    """

    kind = "status"

    def __init__(
        self, on_beat: Callable[[], list[str]], *, in_app: bool = False, erased: Sequence[str] = ()
    ) -> None:
        super().__init__()
        self.in_app = in_app
        self._on_beat = on_beat
        self._erased = list(erased)

    def state(self) -> Message:
        """Return what does not change."""
        return {"in_app": self.in_app, "erased": self._erased}

    def answer(self, message: Message) -> Message | None:
        """Answer "there?" with "here", and with notices."""
        return {"type": "here", "notices": self._on_beat()} if message["type"] == "there" else None
