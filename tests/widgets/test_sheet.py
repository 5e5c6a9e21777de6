"""A sheet shows its parts to every view that opens, and lets them follow changes while one is open."""

import os
import subprocess
import sys
from collections.abc import Callable, Set

import pytest
from jupyter_client.manager import start_new_kernel

from workbook.answers.model import Answer
from workbook.widgets import Block, Field, OverviewView, Part, Prose, Sheet
from workbook.widgets.part import FAULT, Message
from workbook.widgets.sheet import module

from .pages import Links, Store, View, asked, new_field


def test_a_view_that_opens_is_told_all_parts_and_what_they_have_to_say_in_one_message() -> None:
    first, last = new_field(Answer(value="kept", revision=3)), Prose("<p>Prose.</p>")
    view = View(Sheet(Block([Block([first], name="Inner", classes="inner"), last], name="All"), session="s1"))
    said = view.opened()
    assert (said["type"], said["view"], said["session"], len(view.heard)) == ("opened", "v1", "s1", 1)
    inner, prose = said["root"]["children"]
    assert (inner["kind"], inner["state"]) == ("block", {"classes": "inner"})
    assert (prose["kind"], prose["state"]["html"]) == ("prose", "<p>Prose.</p>")
    (shown,) = inner["children"]
    assert (shown["part"], shown["kind"], shown["state"]["question"]["title"]) == (
        first.number,
        "text",
        "What now?",
    )
    assert [one["type"] for one in shown["told"]] == ["answer", "given"]
    assert shown["told"][0]["answer"]["value"] == "kept"


def test_a_message_finds_its_part_and_the_reply_says_whose_it_is() -> None:
    one, other = (new_field() for _ in range(2))
    view = View(Sheet(Block([Block([one], name=""), other], name="")))
    view.say(part=one.number, id=1, client="c", type="edit", edit={"value": "x", "base": 0})
    assert view.heard == [{"part": one.number, "id": 1, "client": "c", "type": "saved", "revision": 1}]


def test_a_part_that_can_not_say_how_it_stands_is_a_sentence_and_the_others_are_shown(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def look() -> Message:
        raise ZeroDivisionError

    class Formless(Prose):
        def state(self) -> Message:
            raise ZeroDivisionError

    parts = [OverviewView(look), Formless("<p>Prose.</p>"), new_field()]
    view = View(Sheet(Block(parts, name="")))
    table, prose, whole = view.opened()["root"]["children"]
    assert table["told"] == [{"type": "failed", "reason": FAULT, "of": "overview"}]
    assert prose["told"] == [{"type": "failed", "reason": FAULT, "of": ""}]
    assert [one["type"] for one in whole["told"]] == ["answer", "given"]
    assert "OverviewView failed" in caplog.text
    assert "Formless failed" in caplog.text


def test_a_field_tells_its_answer_even_if_what_others_give_to_it_can_not_be_told() -> None:
    field = Field(asked(), Store(Answer(value="kept")), Links(taken=None))
    (shown,) = View(Sheet(Block([field], name=""))).opened()["root"]["children"]
    saved, failed = shown["told"]
    assert saved["answer"]["value"] == "kept"
    assert failed == {"type": "failed", "reason": "The answers can't be read.", "of": "given"}


@pytest.mark.parametrize("message", [{}, {"type": "open"}, {"part": -1, "type": "hello"}, {"type": "edit"}])
def test_a_message_to_nobody_is_a_log_line(message: Message, caplog: pytest.LogCaptureFixture) -> None:
    view = View(Sheet(Block(name="")))
    view.say(**message)
    assert view.heard == []
    assert "A message to the page failed" in caplog.text


# Changes


class Answers:
    """Answers that change when a test says so."""

    keys = frozenset({"a.b", "a.c"})

    def __init__(self) -> None:
        self.listeners: list[Callable[[Set[str]], None]] = []

    def subscribe(self, listener: Callable[[Set[str]], None]) -> bool:
        is_new = listener not in self.listeners
        self.listeners += [listener] if is_new else []
        return is_new

    def unsubscribe(self, listener: Callable[[Set[str]], None]) -> bool:
        was_there = listener in self.listeners
        self.listeners = [one for one in self.listeners if one != listener]
        return was_there

    def change(self, *keys: str) -> None:
        for listener in self.listeners:
            listener(set(keys))


class Follower(Part):
    """Remembers what it has followed, and fails at one key."""

    def __init__(self, fault: str = "") -> None:
        super().__init__()
        self.followed: list[Set[str]] = []
        self._fault = fault

    def follow(self, keys: Set[str]) -> None:
        assert self._fault not in keys
        self.followed.append(keys)


def test_parts_follow_changes_from_when_a_view_opens_until_it_is_gone() -> None:
    answers, part = Answers(), Follower()
    view = View(Sheet(Block([part], name=""), answers))
    answers.change("a.b")
    assert part.followed == []
    for _ in range(2):
        view.opened()
    answers.change("a.c")
    assert part.followed == [{"a.c"}]
    view.say(type="gone")
    assert view.heard[-1] == {"type": "anyone"}
    answers.change("a.b")
    assert part.followed == [{"a.c"}]


@pytest.mark.parametrize("message", [{"type": "shown"}, {"type": "open", "view": "v2"}, {"type": "hello"}])
def test_a_view_that_says_anything_is_there_and_its_parts_catch_up(message: Message) -> None:
    answers, part = Answers(), Follower()
    view = View(Sheet(Block([part], name=""), answers))
    view.opened()
    view.say(type="gone")
    view.say(part=part.number, **message)
    assert part.followed == [answers.keys]
    answers.change("a.b")
    view.say(type="shown")
    assert part.followed == [answers.keys, {"a.b"}]


def test_a_sheet_that_no_view_shows_is_not_asked() -> None:
    view = View(Sheet(Block(name=""), Answers()))
    view.sheet.ask()
    assert view.heard == []
    view.opened()
    for _ in range(2):
        view.sheet.ask()
    assert [one["type"] for one in view.heard] == ["opened", "anyone"]


def test_a_part_that_fails_to_follow_is_a_log_line_and_the_others_follow(
    caplog: pytest.LogCaptureFixture,
) -> None:
    answers, parts = Answers(), (Follower("a.b"), Follower())
    View(Sheet(Block(parts, name=""), answers)).opened()
    answers.change("a.b")
    assert [part.followed for part in parts] == [[], [{"a.b"}]]
    assert "Follower could not follow a change" in caplog.text


# What reaches the browser


def test_sheets_share_one_layout_and_one_text_of_the_module() -> None:
    one, other = (Sheet(Block(name=name)) for name in ("One", "Other"))
    assert one.layout is other.layout
    assert one.source is other.source
    assert module() not in str(one.get_state())


@pytest.mark.skipif(sys.platform == "win32", reason="kernels watch no descriptors there")
def test_what_is_logged_goes_to_the_terminal_and_not_into_the_page() -> None:
    # A kernel that knows it is under test leaves its stderr alone; a person's kernel does not.
    environment = {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}
    manager, client = start_new_kernel(kernel_name="python3", env=environment, stderr=subprocess.DEVNULL)
    shown = ""
    try:
        client.execute("import os\nfrom workbook.logs import log\nlog.error('inside')\nos.write(2, b'END')")
        while "END" not in shown:  # what reaches the kernel's own stderr does reach the page
            message = client.get_iopub_msg(timeout=20)
            shown += message["content"].get("text", "") if message["msg_type"] == "stream" else ""
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    assert "inside" not in shown
