"""An action that the workbook suggests."""

from __future__ import annotations

from collections.abc import Callable

from workbook.widgets.part import Message, Part


class ActionView(Part):
    """An action and a button that puts it into the plan; `label` and `taken` are its words."""

    kind, tells = "action", "given"

    def __init__(
        self, title: str, is_taken: Callable[[], bool], on_plan: Callable[[], None], *, label: str, taken: str
    ) -> None:
        super().__init__()
        self.title = title
        self.label = label
        self._is_taken = is_taken
        self._on_plan = on_plan
        self._taken = taken

    def state(self) -> Message:
        """Return its words."""
        return {"title": self.title, "label": self.label, "taken": self._taken}

    def greet(self) -> list[Message]:
        """Say whether it is in the plan."""
        return [self._given()]

    def answer(self, message: Message) -> Message | None:
        """Put the action into the plan, unless it is there."""
        if message["type"] == "plan" and not self._is_taken():
            self._on_plan()
        return self._given()

    def look(self) -> None:
        """Tell the page whether the action is in the plan."""
        self.send(self._given())

    def _given(self) -> Message:
        return {"type": "given", "plan": "taken" if self._is_taken() else "open"}
