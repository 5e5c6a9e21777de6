"""What the system refuses is said, is never called saved, costs nothing, and is over when it is over."""

import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from workbook.errors import StoreError
from workbook.store import AnswerFile

from .calls import watch
from .children import context, ended, start, temporary_files
from .ledger import state_is_sound

DEEDS: dict[str, Callable[[AnswerFile], Any]] = {
    "put": lambda store: store.put("a.b", "new"),
    "put_row": lambda store: store.put_row("t.t", "r", {"v": "new"}),
    "delete_row": lambda store: store.delete_row("t.t", "r"),
    "mark": lambda store: store.mark("a.b", private=True),
    "the first put": lambda store: store.put("a.b", "new"),
}
CALLS = (
    "open lock", "open history.jsonl", "fchmod history.jsonl", "write history.jsonl", "fsync history.jsonl",
    "close history.jsonl", "open temporary", "fchmod temporary", "write temporary", "fsync temporary",
    "close temporary", "replace answers.json", "open folder", "fsync folder",
)  # fmt: skip
REFUSED = "can't be written: permission denied. Nothing that was saved before is lost."
UNREADABLE = "can't be read: permission denied. Nothing that was saved before is lost."
IO_ERROR = r"^The folder \S+ can't be written: input/output error\. Nothing that was saved before is lost\.$"


def noon() -> datetime:
    return datetime(2026, 3, 3, 12, tzinfo=UTC)


def fill(home: Path) -> None:
    """Write some answers; the day's copy is there too."""
    AnswerFile(home, now=noon).put("a.b", "old")
    AnswerFile(home, now=noon).put("a.other", "kept")
    AnswerFile(home, now=noon).put_row("t.t", "r", {"v": "old"})


def held(home: Path) -> dict[str, Any]:
    """Return what the person would see."""
    answers = AnswerFile(home, now=noon).read().answers
    return {
        key: (one.value, one.private, {row: kept.value for row, kept in one.in_order()})
        for key, one in answers.items()
    }


class Fault:
    """One call that ends in an I/O error, once or from then on."""

    def __init__(self, what: str, patience: pytest.MonkeyPatch, *, lasts: bool) -> None:
        self.hits = 0
        self.synced_again: list[str] = []
        self._what, self._lasts = what, lasts
        self._opened: dict[int, int] = {}
        self._unsynced: set[tuple[int, int]] = set()
        self._write = os.write
        watch(self._around, patience.setattr)

    def _around(self, name: str, subject: str, call: Callable[[], Any], arguments: tuple[Any, ...]) -> Any:
        descriptor = arguments[0] if isinstance(arguments[0], int) else -1
        this = descriptor, self._opened.get(descriptor, 0)
        if name == "fsync" and this in self._unsynced:
            self.synced_again.append(subject)
        if f"{name} {subject}" != self._what or (self.hits and not self._lasts):
            made = call()
            if name == "open":
                self._opened[made] = self._opened.get(made, 0) + 1
            return made
        self.hits += 1
        if name == "write":  # the half of it came through
            self._write(arguments[0], bytes(arguments[1])[: len(arguments[1]) // 2])
        if name == "close":
            call()
        if name == "fsync":
            self._unsynced.add(this)
        raise OSError(errno.EIO, os.strerror(errno.EIO))


@pytest.mark.parametrize("lasts", [False, True], ids=["once", "for a while"])
@pytest.mark.parametrize(
    ("deed", "call"), [*((deed, call) for deed in DEEDS for call in CALLS), ("the first put", "mkdir folder")]
)
def test_an_input_or_output_error_is_said_and_costs_nothing(
    deed: str, call: str, lasts: bool, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_first = deed == "the first put"
    if not is_first:
        fill(home)
        shutil.copytree(home, tmp_path / "copy")
    DEEDS[deed](AnswerFile(tmp_path / "copy", now=noon))
    old, new = {} if is_first else held(home), held(tmp_path / "copy")
    lines = b"" if is_first else (home / "history.jsonl").read_bytes()
    store = AnswerFile(home, now=noon)
    with monkeypatch.context() as broken:
        fault = Fault(call, broken, lasts=lasts)
        with pytest.raises(StoreError, match=IO_ERROR):
            DEEDS[deed](store)
        assert fault.hits
        assert fault.synced_again == []
        if not is_first:
            assert held(home) in (old, new), "what was saved before can be read meanwhile"
            assert state_is_sound(home)
    assert temporary_files(home) == []
    history = home / "history.jsonl"
    now = history.read_bytes() if history.exists() else b""
    assert now.startswith(lines)
    assert not now or now.endswith(b"\n")
    assert held(home) in (old, new)
    for one in (store, AnswerFile(home, now=noon)):  # by the same page, and by another
        DEEDS[deed](one)
        assert held(home) == new
    assert store.put("a.next", "next").revision
    assert held(home) == {**new, "a.next": ("next", None, {})}
    assert state_is_sound(home)


@pytest.mark.parametrize("call", [call for call in CALLS if "lock" not in call and "history" not in call])
def test_an_error_while_mending_leaves_the_damaged_file_or_its_copy(
    call: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(home)
    before = held(home)
    (home / "answers.json").write_bytes(b"{ torn")
    with monkeypatch.context() as broken:
        fault = Fault(call, broken, lasts=True)
        with pytest.raises(StoreError, match="input/output error"):
            AnswerFile(home, now=noon).read()
        assert fault.hits
        assert fault.synced_again == []
    assert b"{ torn" in [path.read_bytes() for path in home.glob("answers*.json")]
    assert held(home) == before
    assert b"{ torn" in [path.read_bytes() for path in home.glob("answers.damaged-*.json")]
    assert AnswerFile(home, now=noon).put("a.next", "next").revision
    assert temporary_files(home) == []


@pytest.mark.parametrize("file", ["answers.json", "history.jsonl"])
@pytest.mark.parametrize("deed", ["read", *DEEDS])
def test_what_can_not_be_read_is_not_taken_for_damage_and_nothing_is_changed(
    deed: str, file: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(home)
    before, files = held(home), bytes_of(home)
    opened = Path.open

    def refuse(path: Path, *arguments: Any, **more: Any) -> Any:
        if path.name == file:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return opened(path, *arguments, **more)

    store = AnswerFile(home, now=noon)
    with monkeypatch.context() as broken:
        broken.setattr(Path, "open", refuse)
        with pytest.raises(
            StoreError, match=r"input/output error\. Nothing that was saved before is lost\.$"
        ):
            (store.read if deed == "read" else lambda: DEEDS[deed](store))()
    assert bytes_of(home) == files
    assert held(home) == before
    assert store.put("a.next", "next").revision
    assert held(home)["a.next"][0] == "next"


def bytes_of(home: Path) -> dict[str, bytes]:
    files = (path for path in home.rglob("*") if path.is_file() and path.name != ".lock")
    return {str(path.relative_to(home)): path.read_bytes() for path in files}


@pytest.mark.parametrize("call", ["mkdir copy", "open copy", "write copy", "fsync copy", "replace copy",
                                  "replace history.jsonl"])  # fmt: skip
def test_an_error_in_keeping_the_days_copy_is_told_and_hinders_no_save(
    call: str, home: Path, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for words in ("older", "old"):
        AnswerFile(home, now=clock).put("a.b", words)
    shutil.rmtree(home / "snapshots")
    clock.move(days=3)
    store = AnswerFile(home, now=clock)
    with monkeypatch.context() as broken:
        fault = Fault(call, broken, lasts=True)
        saved = store.put("a.b", "new")
        assert fault.hits
        assert fault.synced_again == []
    assert AnswerFile(home, now=noon).read()["a.b"].revision == saved.revision
    assert held(home)["a.b"][0] == "new"
    assert [notice for notice in store.notices if "copy of the answers could not be kept" in notice]
    assert {"old", "new"} <= {version.value for version in store.history("a.b")}
    clock.move(days=1)
    store.put("a.b", "newer")
    assert store.copies()[0] == clock().date().isoformat()
    assert temporary_files(home) == []


# Folders and files that are another's

NOBODY = 65534  # who root becomes to be refused anything


def own(path: Path, mode: int) -> None:
    """Give a path to the user that the child will be."""
    if not os.geteuid():
        os.chown(path, NOBODY, NOBODY)
    path.chmod(enterable(path, mode))


def foreign(path: Path, mode: int) -> None:
    """Give a path to another; who isn't root can but have no more rights to it than others have."""
    mode = enterable(path, mode)
    path.chmod(mode if not os.geteuid() else (mode & 0o007) << 6)


def enterable(path: Path, mode: int) -> int:
    """Return the mode; who may read a folder may go into it."""
    return mode | (mode & 0o444) >> 2 if path.is_dir() else mode


class Barred(NamedTuple):
    """Who owns a folder and its files and may use them, and whether the answers can then be read."""

    folder: Callable[[Path], None]
    files: Callable[[Path], None]
    readable: bool
    only: str = "*"  # the files that it is so with


BARRED = {
    "a read-only folder": Barred(lambda it: own(it, 0o500), lambda it: own(it, 0o600), readable=True),
    "another's folder": Barred(lambda it: foreign(it, 0o755), lambda it: foreign(it, 0o644), readable=True),
    "another's closed folder": Barred(
        lambda it: foreign(it, 0o700), lambda it: foreign(it, 0o600), readable=False
    ),
    "another's files": Barred(lambda it: own(it, 0o700), lambda it: foreign(it, 0o600), readable=False),
    "another's state": Barred(
        lambda it: own(it, 0o700), lambda it: foreign(it, 0o600), readable=False, only="answers.json"
    ),
    "another's history": Barred(
        lambda it: own(it, 0o700), lambda it: foreign(it, 0o600), readable=False, only="history.jsonl"
    ),
    "a history that can only be read": Barred(
        lambda it: own(it, 0o700), lambda it: own(it, 0o400), readable=True, only="history.jsonl"
    ),
    "another's lock": Barred(
        lambda it: own(it, 0o700), lambda it: foreign(it, 0o600), readable=True, only=".lock"
    ),
}


def try_all(home: Path, tell: Any) -> None:
    """Do everything as one who is not root, and tell what came of it."""
    fill(home.parent / "warm")  # loads whatever is loaded late
    if not os.geteuid():
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    deeds: dict[str, Callable[[], Any]] = {
        "read": lambda: held(home),
        "check": AnswerFile(home, now=noon).check_writable,
        **{name: lambda deed=deed: deed(AnswerFile(home, now=noon)).revision for name, deed in DEEDS.items()},
        "read again": lambda: held(home),
    }
    for name, deed in deeds.items():
        try:
            tell.send((name, deed(), ""))
        except StoreError as error:
            tell.send((name, None, str(error)))


@pytest.fixture
def open_home() -> Iterator[Path]:
    """Return a filled home to which another user could come; pytest's own folders are closed to others."""
    folder = Path(tempfile.mkdtemp(prefix="tpm-workbook-"))
    folder.chmod(0o755)
    fill(folder / "home")
    yield folder / "home"
    give_back(folder / "home")
    shutil.rmtree(folder)


def give_back(path: Path) -> None:
    if not os.geteuid():
        os.chown(path, 0, 0)
    path.chmod(0o700 if path.is_dir() else 0o600)
    for inside in path.iterdir() if path.is_dir() else ():
        give_back(inside)


def tried(how: str, home: Path) -> dict[str, tuple[Any, str]]:
    """Return what came of everything, and what was said when it was refused."""
    barred = BARRED[how]
    for path in sorted(home.rglob("*"), reverse=True):  # what is in a folder before the folder
        barred.files(path) if path.match(barred.only) else own(path, 0o600)
    barred.folder(home)
    ears, mouth = context.Pipe(duplex=False)
    child = start(try_all, home, mouth)
    mouth.close()
    found = {}
    with suppress(EOFError):
        while True:
            name, *outcome = ears.recv()
            found[name] = tuple(outcome)
    assert ended(child) == 0
    assert list(found) == ["read", "check", *DEEDS, "read again"]
    return found


@pytest.mark.parametrize("how", BARRED)
def test_who_may_not_write_is_told_so_and_can_read_what_may_be_read(how: str, open_home: Path) -> None:
    before, files = held(open_home), bytes_of(open_home)
    found = tried(how, open_home)
    for deed in DEEDS:
        assert found[deed] == (None, f"The folder {open_home} {REFUSED}"), deed
    if BARRED[how].readable:
        assert found["read"] == (before, "")
        assert found["read again"][0]["a.other"] == before["a.other"]
    else:
        assert found["read"] == found["read again"] == (None, f"The answers in {open_home} {UNREADABLE}")
    give_back(open_home)
    now = bytes_of(open_home)
    assert now["answers.json"] == files["answers.json"]
    assert now["history.jsonl"].startswith(files["history.jsonl"])
    assert {name for name in set(now) - set(files) if not name.startswith("snapshots/")} == set()
    assert held(open_home)["a.other"] == before["a.other"]
    assert AnswerFile(open_home, now=noon).put("a.next", "next").revision
    assert held(open_home)["a.next"][0] == "next"
    assert state_is_sound(open_home)


@pytest.mark.parametrize("how", BARRED)
def test_the_check_says_beforehand_that_nothing_could_be_saved(how: str, open_home: Path) -> None:
    _, said = tried(how, open_home)["check"]
    assert said.startswith(f"Nothing can be saved in {open_home}: permission denied.")
