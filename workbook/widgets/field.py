"""A question and the control that answers it."""

from __future__ import annotations

from collections.abc import Iterable, Set
from typing import Any, Protocol

from workbook.answers.model import Answer, Edit, Saved, Version
from workbook.errors import StoreError
from workbook.questions.formatting import describe
from workbook.questions.kinds import Question
from workbook.widgets.part import Following, Message

MOST_VERSIONS = 100  # in a page; the command line shows all


class FieldStore(Protocol):
    """Where a field's answer is read and saved."""

    @property
    def workbook(self) -> str:
        """The id of the workbook that drafts in the browser belong to."""

    def answer(self, key: str) -> Answer:
        """Return the latest answer for a key."""

    def edit(self, edit: Edit) -> Saved:
        """Save a change; raise WorkbookError when it can't be."""

    def draft(self, question: Question) -> tuple[str, list[str]]:
        """Return a text made of other answers, and the titles of those that are missing."""

    def history(self, key: str) -> list[Version]:
        """Return the versions of a key, oldest first."""


class FieldLinks(Protocol):
    """What a field takes from other answers and gives to the plan."""

    def describe(self, question: Question) -> Message:
        """Return more of a question for its page: its place on the first pass, words for its buttons."""

    def sources(self, question: Question) -> Set[str]:
        """Return the keys of the answers that `collect` depends on."""

    def collect(self, question: Question) -> Message:
        """Return what other answers give to this one, and whether its action is in the plan."""

    def plan(self, question: Question) -> None:
        """Put the action in this answer into the plan."""


class Field(Following):
    """A question, its answer, and a control that saves every change the person makes."""

    tells = "given"

    def __init__(self, question: Question, store: FieldStore, links: FieldLinks) -> None:
        super().__init__()
        self.kind = question.kind  # each is shown in its own way
        self.question = question
        self.sources = links.sources(question)
        self._store = store
        self._links = links
        self._own: dict[tuple[str, str | None], int] = {}  # the last revision that each page wrote

    def state(self) -> Message:
        """Return the question."""
        question = self.question.model_dump(exclude_none=True) | self._links.describe(self.question)
        return {"question": question, "workbook": self._store.workbook}

    def greet(self) -> Iterable[Message]:
        """Yield what is saved, and then what other answers give."""
        yield self._answer()
        yield from super().greet()

    def now(self) -> Message:
        """Return what other answers give to this one."""
        return self._links.collect(self.question)

    def follow(self, keys: Set[str]) -> None:
        """Send what is saved, from wherever that was; text that is being typed stays."""
        if self.question.key in keys:
            self.send(self._answer())
        super().follow(keys)

    def answer(self, message: Message) -> Message | None:
        """Answer the page: whether an edit is saved, a draft, a value in words, or what was there before."""
        if message["type"] == "plan":
            self._links.plan(self.question)
            return None
        if message["type"] == "draft":
            text, missing = self._store.draft(self.question)
            return {"type": "draft", "text": text, "missing": missing}
        if message["type"] == "history":
            return self._versions()
        if message["type"] == "describe":
            return {"type": "words", "words": describe(self.question, message["value"])}
        if message["type"] == "edit":
            return self._edit(message["client"], message["edit"])
        return None

    def _answer(self) -> Message:
        answer = self._store.answer(self.question.key)
        return {"type": "answer", "answer": answer.model_dump(mode="json")}

    def _versions(self) -> Message:
        """Return the earlier versions, the newest first; neither what is there now nor deletions."""
        answer = self._store.answer(self.question.key)
        now = {(None, answer.revision), *((row, one.revision) for row, one in answer.rows.items())}
        earlier = [
            {**vars(one), "words": describe(self.question, one.value)}
            for one in reversed(self._store.history(self.question.key))
            if one.value is not None and (one.row, one.revision) not in now
        ]
        return {
            "type": "versions",
            "versions": earlier[:MOST_VERSIONS],
            "more": len(earlier) > MOST_VERSIONS,
        }

    def _edit(self, client: str, wish: dict[str, Any]) -> Message:
        place = (client, wish.get("row"))
        base = wish.get("base")
        if base is not None:  # a page never contradicts itself, even when it missed our reply
            base = max(base, self._own.get(place, 0))
        edit = Edit(
            key=self.question.key,
            value=wish.get("value"),
            base=base,
            row=wish.get("row"),
            before=wish.get("before"),
            settles=tuple(wish.get("settles", ())),
            apart=bool(wish.get("apart")),
            action=wish.get("action", "put"),
        )
        try:
            saved = self._store.edit(edit)
        except StoreError as error:
            return {"type": "refused", "reason": str(error), "again": True}
        if edit.action == "put":
            self._own[place] = saved.revision
        return {"type": "saved", "revision": saved.revision}
