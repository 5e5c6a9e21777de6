"""The base of all parts of a page: messages that are always answered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from typing import Any

from workbook.errors import WorkbookError
from workbook.logs import log

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
    tells = ""  # the type of the message that says how it stands, if there is one
    children: Sequence[Part] = ()

    def __init__(self) -> None:
        self.number = next(_numbers)  # by which the page's messages find it
        self.tell: Tell | None = None  # set by the sheet that shows it

    def state(self) -> Message:
        """Return what the page needs to build it."""
        return {}

    def greet(self) -> Iterable[Message]:
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
        """Return all that a page needs to show this and what stands in it, as it is now.

        Of a part that fails, it is the sentence which stands in its place: the others are shown.
        """
        shown: Message = {"part": self.number, "kind": "block", "state": {}, "told": [], "children": []}
        with self._failing(shown["told"]):
            shown |= {"state": self.state(), "kind": self.kind}
            shown["children"] = [child.outline() for child in self.children]
            shown["told"].extend(self.greet())  # what came before a failure is told
        return shown

    def hear(self, message: Message) -> None:
        """Answer a message from the page."""
        replies: list[Message] = []
        if message.get("type") == "hello":
            with self._failing(replies):
                replies.extend(self.greet())
        else:
            with self._failing(replies, {"type": "refused"}):
                reply = self.answer(message)
                replies += [] if reply is None else [reply]
        for reply in replies:
            buffers = reply.pop("buffers", None)
            asked: Message = {key: message[key] for key in ("id", "client") if key in message}
            self.send(asked | reply, buffers)

    @contextmanager
    def _failing(self, told: list[Message], reply: Message | None = None) -> Iterator[None]:
        """Tell of a failure by a sentence: in the reply, or where this part stands, until it can be told.

        A person can do nothing with a traceback; silence would look like success.
        """
        reply = reply or {"type": "failed", "of": self.tells}
        try:
            yield
        except WorkbookError as error:
            told.append(reply | {"reason": str(error)})
        except Exception:
            log.exception("%s failed", type(self).__name__)
            told.append(reply | {"reason": FAULT})


class Following(Part):
    """A part that tells how something stands now, and tells it again when that has changed."""

    def __init__(self) -> None:
        super().__init__()
        self._last: Message | None = None  # what all its pages were told; None before one has opened

    def now(self) -> Message:
        """Return how it stands, without a type."""
        raise NotImplementedError

    def greet(self) -> Iterable[Message]:
        """Tell a page that has just opened, and the others if they have not heard it yet."""
        before, self._last = self._last, {}  # whatever fails from here on, there is a page to tell
        now = self._last = self.now()
        if before is not None and now != before:
            self.send({"type": self.tells, **now})
        return [{"type": self.tells, **now}]

    def look(self) -> None:
        """Tell its pages, if it stands otherwise than they were told."""
        if self._last is None:
            return
        told: list[Message] = []
        before, self._last = self._last, {}
        with self._failing(told):
            now = self._last = self.now()
            if now != before:
                told.append({"type": self.tells, **now})
        for one in told:
            self.send(one)
