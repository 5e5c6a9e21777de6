"""An action that the workbook suggests."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set

from workbook.widgets.part import Following, Message


class ActionView(Following):
    """An action and a button that puts it into the plan; `words` are the button's "label" and "taken".

    Changes of the answers with the keys `sources` can put it into the plan or take it out.
    """

    kind, tells = "action", "given"

    def __init__(
        self,
        title: str,
        is_taken: Callable[[], bool],
        on_plan: Callable[[], None],
        *,
        words: Mapping[str, str],
        sources: Set[str],
    ) -> None:
        super().__init__()
        self.title = title
        self.words = words
        self.sources = sources
        self._is_taken = is_taken
        self._on_plan = on_plan

    def state(self) -> Message:
        """Return its words."""
        return {"title": self.title, **self.words}

    def now(self) -> Message:
        """Return whether it is in the plan."""
        return {"plan": "taken" if self._is_taken() else "open"}

    def answer(self, message: Message) -> Message | None:
        """Put the action into the plan, unless it is there."""
        if message["type"] == "plan" and not self._is_taken():
            self._on_plan()
        return {"type": self.tells, **self.now()}
