"""The base of all parts of a page: messages that are always answered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count
from typing import Any

from workbook.errors import WorkbookError
from workbook.faults import log

FAULT = "Something in the workbook itself failed. What you typed is kept in this browser."

Message = dict[str, Any]
Tell = Callable[[Message, list[bytes] | None], None]

_numbers = count(1)


def file(name: str, mime: str, data: bytes, notices: Iterable[str]) -> Message:
    """Return the message that hands over a file, with sentences about what is not as it should be."""
    return {"type": "file", "name": name, "mime": mime, "notices": list(notices), "buffers": [data]}


class Part:
    """Something in a page that tells it things and answers what it asks.

    `kind` names what shows it there, an entry of `kinds` in a module beside this file.
    """

    kind = ""
    children: Sequence[Part] = ()

    def __init__(self) -> None:
        self.number = next(_numbers)  # by which the page's messages find it
        self.tell: Tell | None = None  # set by the sheet that shows it

    def state(self) -> Message:
        """Return what the page needs to build it."""
        return {}

    def greet(self) -> list[Message]:
        """Return what a page that has just opened, or that says "hello", is told."""
        return []

    def answer(self, message: Message) -> Message | None:  # noqa: ARG002 - for those that are asked
        """Return the reply to a message from the page; a WorkbookError becomes a refusal."""
        return None

    def send(self, message: Message, buffers: list[bytes] | None = None) -> None:
        """Tell every page that shows this."""
        if self.tell:
            self.tell({"part": self.number, **message}, buffers)

    def within(self) -> Iterator[Part]:
        """Yield this part and all that stand in it."""
        yield self
        for child in self.children:
            yield from child.within()

    def outline(self) -> Message:
        """Return all that a page needs to show this and what stands in it, as it is now."""
        return {
            "part": self.number,
            "kind": self.kind,
            "state": self.state(),
            "told": self._replies({"type": "hello"}),
            "children": [child.outline() for child in self.children],
        }

    def hear(self, message: Message) -> None:
        """Answer a message from the page."""
        for reply in self._replies(message):
            buffers = reply.pop("buffers", None)
            asked: Message = {key: message[key] for key in ("id", "client") if key in message}
            self.send(asked | reply, buffers)

    def _replies(self, message: Message) -> list[Message]:
        try:
            if message["type"] == "hello":
                return self.greet()
            reply = self.answer(message)
        except WorkbookError as error:
            reply = {"type": "refused", "reason": str(error)}
        except Exception:
            # A person can do nothing with a traceback; silence would look like success.
            log.exception("A message to %s failed", type(self).__name__)
            reply = {"type": "refused", "reason": FAULT}
        return [] if reply is None else [reply]
