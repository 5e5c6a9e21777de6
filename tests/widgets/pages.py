"""A part as its page sees it, and what a field asks of its page."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from workbook.answers.model import Answer, Edit, Saved, Version
from workbook.errors import StoreError
from workbook.questions.kinds import Question
from workbook.widgets import Block, Field, Part, Sheet
from workbook.widgets.part import Message

CANARY = "canary-4711"
CHOICES = [{"value": "go", "label": "Go"}, {"value": "wait", "label": "Wait"}]
MORE = {
    "choice": {"choices": CHOICES},
    "choices": {"choices": CHOICES},
    "weights": {"choices": CHOICES},
    "table": {"columns": [{"key": "what", "kind": "line", "title": "What"}]},
    "rating": {
        "groups": {"people": "People"},
        "skills": [dict.fromkeys(("key", "group", "title", "about", "one", "three", "five"), "people")],
        "columns": [
            {"key": key, "kind": "line", "title": key}
            for key in ("date", "by", "skill", "evidence", "level", "confidence", "target", "back")
        ],
    },
}


def asked(kind: str = "text") -> Question:
    said = {"key": "a.b", "kind": kind, "title": "What now?", **MORE.get(kind, {})}
    return TypeAdapter(Question).validate_python(said)


class Page:
    """The browser's end of a part: what it says to the part, and what it hears."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.heard: list[dict[str, Any]] = []
        self.buffers: list[Any] = []
        part.send = self._hear

    def _hear(self, content: dict[str, Any], buffers: Any = None) -> None:
        self.heard.append(content)
        self.buffers.append(buffers)

    def say(self, **message: Any) -> dict[str, Any]:
        """Send a message as the kernel hands it on, and return the reply."""
        before = len(self.heard)
        self.part.hear(message)
        assert len(self.heard) == before + 1
        return self.heard[-1]

    def greet(self, **message: Any) -> list[dict[str, Any]]:
        """Say hello as a page does that needs to know everything, and return the replies."""
        before = len(self.heard)
        self.part.hear({"type": "hello", **message})
        return self.heard[before:]

    def edit(self, client: str = "c1", **edit: Any) -> dict[str, Any]:
        return self.say(id=1, type="edit", client=client, edit=edit)


class Store:
    """Where a field saves: it remembers the edits, who wrote last, and which edits were stale.

    It holds one answer, and fails with `error`, if there is one.
    """

    workbook = "w1"

    def __init__(self, answer: Answer | None = None, error: Exception | None = None) -> None:
        self.edits: list[Edit] = []
        self.stale: list[object] = []
        self.revision = 0
        self.error = error
        self.held = answer or Answer()
        self.versions: list[Version] = []

    def edit(self, edit: Edit) -> Saved:
        self._fail()
        self.edits.append(edit)
        is_stale = edit.base is not None and edit.base != self.revision
        if is_stale:
            self.stale.append(edit.value)
        self.revision += 1
        return Saved(self.revision, "theirs" if is_stale else None)

    def answer(self, key: str) -> Answer:
        return self.held

    def draft(self, question: Question) -> tuple[str, list[str]]:
        return f"drafted for {question.key}", ["Why?"]

    def history(self, key: str) -> list[Version]:
        self._fail()
        assert key == "a.b"
        return self.versions

    def _fail(self) -> None:
        if self.error:
            raise self.error


class Links:
    """What a field takes from others: the text `taken`, made of the answer "a.c"; it fails without."""

    def __init__(self, taken: str | None = "") -> None:
        self.taken = taken
        self.planned: list[Question] = []

    def describe(self, question: Question) -> Message:
        return {"stop": None}

    def sources(self, question: Question) -> set[str]:
        return {"a.c"}

    def collect(self, question: Question) -> Message:
        if self.taken is None:
            raise StoreError("The answers can't be read.")
        return {"taken": self.taken}

    def plan(self, question: Question) -> None:
        self.planned.append(question)


def new_field(answer: Answer | None = None, kind: str = "text") -> Field:
    return Field(asked(kind), Store(answer), Links())


def kept(*parts: Part) -> str:
    """Return all that a notebook can keep of parts that it shows."""
    sheet = Sheet(Block(parts, name="These"))
    return f"{sheet._repr_mimebundle_()} {sheet!r} {sheet.get_state()}"


class View:
    """A page that shows a sheet: what it says, and all that it hears."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.heard: list[dict[str, Any]] = []
        sheet.send = lambda content, _buffers=None: self.heard.append(content)
        for part in sheet.root.within():
            part.tell = sheet.send

    def say(self, **message: Any) -> None:
        self.sheet._handle_custom_msg(message, [])

    def opened(self) -> dict[str, Any]:
        self.say(type="open", view="v1")
        return self.heard[-1]
