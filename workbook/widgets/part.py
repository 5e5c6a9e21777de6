"""The base of all parts of a page: messages that are always answered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
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
    """Something in a page: it sends messages there and answers those that come back.

    `kind` names what shows it there, an entry of `kinds` in js/kinds.js. While it is shown, it hears which
    answers change.
    """

    kind = ""
    tells = ""  # the type of the message with its present state, if there is one
    children: Sequence[Part] = ()

    def __init__(self) -> None:
        self.number = next(_numbers)  # the page's messages find it by this
        self.tell: Tell | None = None  # set by the sheet that shows it

    def state(self) -> Message:
        """Return what the page needs to build it."""
        return {}

    def greet(self) -> Iterable[Message]:
        """Return the messages for a page that has just opened, or that says "hello"."""
        return []

    def follow(self, keys: Set[str]) -> None:
        """Send what is new after the answers with these keys have changed."""

    def answer(self, message: Message) -> Message | None:  # noqa: ARG002 - for those that are asked
        """Return the reply to a message from the page; a WorkbookError becomes a refusal."""
        return None

    def send(self, message: Message, buffers: list[bytes] | None = None) -> None:
        """Send a message to every page that shows this."""
        if self.tell:
            self.tell({"part": self.number, **message}, buffers)

    def within(self) -> Iterator[Part]:
        """Yield this part and all parts inside it."""
        yield self
        for child in self.children:
            yield from child.within()

    def outline(self) -> Message:
        """Return all that a page needs to show this and what is inside it, as it is now.

        For a part that fails, this is a sentence in its place: the others are shown.
        """
        outline: Message = {"part": self.number, "kind": "block", "state": {}, "told": [], "children": []}
        with self._reporting(outline["told"]):
            outline |= {"state": self.state(), "kind": self.kind}
            outline["children"] = [child.outline() for child in self.children]
            outline["told"].extend(self.greet())  # what came before a failure is sent
        return outline

    def hear(self, message: Message) -> None:
        """Answer a message from the page."""
        replies: list[Message] = []
        if message.get("type") == "hello":
            with self._reporting(replies):
                replies.extend(self.greet())
        else:
            with self._reporting(replies, {"type": "refused"}):
                reply = self.answer(message)
                replies += [] if reply is None else [reply]
        for reply in replies:
            buffers = reply.pop("buffers", None)
            request: Message = {key: message[key] for key in ("id", "client") if key in message}
            self.send(request | reply, buffers)

    @contextmanager
    def _reporting(self, messages: list[Message], reply: Message | None = None) -> Iterator[None]:
        """Add a sentence about a failure to `messages`: as the reply, or in place of this part's state.

        A person can do nothing with a traceback; silence would look like success.
        """
        reply = reply or {"type": "failed", "of": self.tells}
        try:
            yield
        except WorkbookError as error:
            messages.append(reply | {"reason": str(error)})
        except Exception:
            log.exception("%s failed", type(self).__name__)
            messages.append(reply | {"reason": FAULT})


class Following(Part):
    """A part that sends its present state, and sends it again when that has changed.

    Changes of the answers with the keys `sources` can change it; without, those of any answer.
    """

    sources: Set[str] | None = None

    def __init__(self) -> None:
        super().__init__()
        self._last: Message | None = None  # what all its pages know; None before one has opened

    def now(self) -> Message:
        """Return its present state, without a type."""
        raise NotImplementedError

    def greet(self) -> Iterable[Message]:
        """Return the state for a page that has just opened, and send it to the others if it is news."""
        before, self._last = self._last, {}  # whatever fails from here on, there is a page to inform
        now = self._last = self.now()
        if before is not None and now != before:
            self.send({"type": self.tells, **now})
        return [{"type": self.tells, **now}]

    def follow(self, keys: Set[str]) -> None:
        """Look again, if these keys matter here."""
        if self.sources is None or self.sources & keys:
            self.look()

    def look(self) -> None:
        """Send the state, if it differs from what the pages know."""
        if self._last is None:
            return
        messages: list[Message] = []
        before, self._last = self._last, {}
        with self._reporting(messages):
            now = self._last = self.now()
            if now != before:
                messages.append({"type": self.tells, **now})
        for message in messages:
            self.send(message)
