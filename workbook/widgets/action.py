"""An action that the workbook suggests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import traitlets

from workbook.widgets.live import Live, Message


class ActionView(Live):
    """An action and a button that puts it into the plan. `state` says "open" or "taken"."""

    title = traitlets.Unicode().tag(sync=True)
    label = traitlets.Unicode().tag(sync=True)
    taken = traitlets.Unicode().tag(sync=True)

    def __init__(self, state: Callable[[], str], on_plan: Callable[[], None], **traits: Any) -> None:  # noqa: ANN401
        self._state = state
        self._on_plan = on_plan
        super().__init__("save", "dom", "given", "action", **traits)

    def answer(self, message: Message) -> Message | None:
        """Put the action into the plan, or say whether it is there."""
        if message["type"] == "plan" and self._state() != "taken":
            self._on_plan()
        return {"type": "given", "plan": self._state()}

    def look(self) -> None:
        """Tell the page whether the action is in the plan."""
        self.send({"type": "given", "plan": self._state()})
