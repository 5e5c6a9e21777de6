"""A question and the control that answers it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from workbook.answers.model import Answer, Edit, Saved, Version
from workbook.errors import StoreError
from workbook.questions.kinds import Question
from workbook.widgets.part import Following, Message

OnEdit = Callable[[Edit], Saved]
Draft = Callable[[Question], tuple[str, list[str]]]
Past = Callable[[str], list[Version]]
Given = Callable[[Question], Message]
OnPlan = Callable[[Question], None]

MOST_VERSIONS = 100  # in a page; the command line shows all


class Field(Following):
    """A question, its answer, and a callback for every change the person makes.

    `on_edit` raises a WorkbookError when a change can't be saved. `draft` returns a text made of other
    answers, and the titles of those that are missing. `past` returns a key's versions, oldest first.
    `given` returns what other answers give to this one, see `links`. `on_plan` puts an action into the plan.
    `about` is more for the page: the question's place on the first pass, words for its buttons.
    `workbook` is the id of the one that drafts in the browser belong to.
    """

    tells = "given"

    def __init__(  # noqa: PLR0913 - a callback for each thing that a page can ask
        self,
        question: Question,
        answer: Answer,
        on_edit: OnEdit,
        *,
        draft: Draft | None = None,
        past: Past | None = None,
        given: Given | None = None,
        on_plan: OnPlan | None = None,
        about: Message | None = None,
        workbook: str = "",
    ) -> None:
        super().__init__()
        self.kind = question.kind  # each has its own way to be shown
        self.question = question
        self.workbook = workbook
        self._answer = answer
        self._on_edit = on_edit
        self._draft = draft
        self._past = past
        self._given = given
        self._on_plan = on_plan
        self._own: dict[tuple[str, str | None], int] = {}  # the last revision that each page wrote
        self._about = about or {}

    def state(self) -> Message:
        """Return what is asked."""
        asked = self.question.model_dump(exclude_none=True) | self._about
        return {"question": asked, "workbook": self.workbook}

    def greet(self) -> Iterable[Message]:
        """Tell a page that has just opened what is saved, and then what other answers give."""
        yield self._told()
        if self._given:
            yield from super().greet()

    def now(self) -> Message:
        """Return what other answers give to this one."""
        return self._given(self.question) if self._given else {}

    def show(self, answer: Answer) -> None:
        """Show what another place saved; text that is being typed stays."""
        if answer != self._answer:
            self._answer = answer
            self.send(self._told())

    def answer(self, message: Message) -> Message | None:
        """Answer the page: whether an edit is saved, a draft, or what was there before."""
        if message["type"] == "plan" and self._on_plan:
            self._on_plan(self.question)
            return None
        if message["type"] == "draft" and self._draft:
            text, missing = self._draft(self.question)
            return {"type": "draft", "text": text, "missing": missing}
        if message["type"] == "history" and self._past:
            return self._versions(self._past(self.question.key))
        if message["type"] == "edit":
            return self._edited(message["client"], message["edit"])
        return None

    def _told(self) -> Message:
        return {"type": "answer", "answer": self._answer.model_dump(mode="json")}

    def _versions(self, found: list[Version]) -> Message:
        """Return the earlier versions, the newest first; neither what is there now nor deletions."""
        now = {
            (None, self._answer.revision),
            *((row, one.revision) for row, one in self._answer.rows.items()),
        }
        earlier = [
            vars(one)
            for one in reversed(found)
            if one.value is not None and (one.row, one.revision) not in now
        ]
        return {
            "type": "versions",
            "versions": earlier[:MOST_VERSIONS],
            "more": len(earlier) > MOST_VERSIONS,
        }

    def _edited(self, client: str, said: dict[str, Any]) -> Message:
        place = (client, said.get("row"))
        base = said.get("base")
        if base is not None:  # a page never contradicts itself, even when it missed our reply
            base = max(base, self._own.get(place, 0))
        edit = Edit(
            key=self.question.key,
            value=said.get("value"),
            base=base,
            row=said.get("row"),
            before=said.get("before"),
            settles=tuple(said.get("settles", ())),
            apart=bool(said.get("apart")),
            action=said.get("action", "put"),
        )
        try:
            saved = self._on_edit(edit)
        except StoreError as error:
            return {"type": "refused", "reason": str(error), "again": True}
        if edit.action == "put":
            self._own[place] = saved.revision
        return {"type": "saved", "revision": saved.revision}
