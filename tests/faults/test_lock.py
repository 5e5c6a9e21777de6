"""A lock whose holder is stopped: it is reported after two seconds, and recovered from at once."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from workbook.errors import StoreError
from workbook.store import AnswerFile

from .calls import watch
from .children import PATIENCE, context, ended, start, temporary_files, wait_until
from .ledger import state_is_sound

PROMISED, RECOVERS = 2.0, 1.0  # seconds
ROOM = 3.0  # seconds more for a machine that is busy with other things
HELD = (
    r"^Another program has held the workbook in \S+ for 2 seconds\. Nothing was changed; it is tried again\.$"
)


def stand_still(home: Path, tell: Any) -> None:
    """Save, and stop in the middle of it, as all does on a laptop whose lid is closed."""

    def around(name: str, subject: str, call: Callable[[], Any], arguments: tuple[Any, ...]) -> Any:
        if (name, subject) == ("fsync", "history.jsonl") and not stopped:
            stopped.append(True)
            tell.send("holds the lock")
            os.kill(os.getpid(), signal.SIGSTOP)
        return call()

    stopped: list[bool] = []
    store = AnswerFile(home)
    watch(around)
    tell.send(store.put("by.holder", "in the end").revision)


class Holder:
    """A program that has stopped while it held the lock."""

    def __init__(self, home: Path) -> None:
        self.ears, mouth = context.Pipe(duplex=False)
        self.child = start(stand_still, home, mouth)
        mouth.close()
        assert self.ears.poll(PATIENCE)
        assert self.ears.recv() == "holds the lock"

    def release(self, by: signal.Signals) -> float:
        os.kill(self.child.pid, by)
        return time.monotonic()


@pytest.fixture
def holder(store: AnswerFile, home: Path) -> Iterator[Holder]:
    store.put("a.b", "before")
    holder = Holder(home)
    yield holder
    holder.child.kill()
    holder.child.join(PATIENCE)


def test_it_is_said_after_two_seconds_and_answers_can_be_read_meanwhile(
    holder: Holder, store: AnswerFile, home: Path
) -> None:
    files = {path.name: path.read_bytes() for path in home.iterdir() if path.is_file()}
    began = time.monotonic()
    with pytest.raises(StoreError, match=HELD):
        store.put("a.b", "meanwhile")
    took = time.monotonic() - began
    assert took > PROMISED - 0.05
    assert took < PROMISED + ROOM
    for one in (store, AnswerFile(home)):  # who reads waits for nobody
        assert one.read().value("a.b") == "before"
        assert [version.value for version in one.history("a.b")] == ["before"]
    assert {path.name: path.read_bytes() for path in home.iterdir() if path.is_file()} == files


@pytest.mark.parametrize("by", [signal.SIGCONT, signal.SIGKILL])
@pytest.mark.parametrize("waits", [False, True], ids=["tried again", "still waiting"])
def test_a_save_succeeds_within_a_second_of_the_locks_release(
    waits: bool, by: signal.Signals, holder: Holder, store: AnswerFile, home: Path, monkeypatch: Any
) -> None:
    tries: list[str] = []
    saved: list[float] = []

    def around(name: str, subject: str, call: Callable[[], Any], arguments: tuple[Any, ...]) -> Any:
        if (name, subject) == ("open", "lock"):
            tries.append(subject)
        return call()

    def put() -> None:
        store.put("a.b", "after")
        saved.append(time.monotonic())

    if waits:
        watch(around, monkeypatch.setattr)
        thread = threading.Thread(target=put)
        thread.start()
        wait_until(lambda: len(tries) > 3, "the save waits for the lock", PROMISED)
        released = holder.release(by)
        thread.join()
    else:
        with pytest.raises(StoreError, match=HELD):
            store.put("a.b", "after")
        released = holder.release(by)
        put()
    assert saved[0] - released < RECOVERS + ROOM
    answers = AnswerFile(home).read()
    assert answers.value("a.b") == "after"
    assert [version.value for version in store.history("a.b")] == ["before", "after"]
    if by == signal.SIGCONT:
        assert holder.ears.poll(PATIENCE)
        assert holder.ears.recv() > 1
        assert ended(holder.child) == 0
        assert AnswerFile(home).read().value("by.holder") == "in the end"
    assert state_is_sound(home)
    assert temporary_files(home) == []
