"""Death right before, right after or in the middle of any call of a save leaves the old or the new."""

import errno
import os
import shutil
import signal
import stat
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from workbook.answers.model import Edit
from workbook.errors import StoreError
from workbook.store import AnswerFile, disk

from .calls import watch
from .children import context, ended, start, temporary_files
from .ledger import state_is_sound

TORN = b"{ torn"


def damage(home: Path) -> None:
    (home / "answers.json").write_bytes(TORN)


def lose_state(home: Path) -> None:
    (home / "answers.json").unlink()


def lose_history(home: Path) -> None:
    (home / "history.jsonl").unlink()


def damage_all_but_the_copies(home: Path) -> None:
    damage(home)
    lose_history(home)


def leave_halves(home: Path) -> None:
    (home / disk.TEMPORARY.replace("*", "left")).write_bytes(b"half")
    with (home / "history.jsonl").open("ab") as file:
        file.write(b'{"revision": 9, "key": "a.b", "val')


def put(store: AnswerFile) -> None:
    store.put("a.b", "new")


def mend(store: AnswerFile) -> None:
    store.read()


class Scene(NamedTuple):
    """What is done, to which folder, and what there is no room for on the disk."""

    deed: Callable[[AnswerFile], Any] = put
    before: Callable[[Path], None] | None = None
    full: str = ""
    days: int = 0  # since the answers were written
    must: str = "fsync history.jsonl, fsync temporary, replace answers.json, fsync folder"  # calls


SCENES = {
    "the first save ever": Scene(
        before=shutil.rmtree, must="mkdir folder, fsync history.jsonl, fsync folder"
    ),
    "the next save": Scene(),
    "the first save of a day": Scene(days=3, must="replace copy, replace history.jsonl"),
    "many changes at once": Scene(lambda store: store.save_all([Edit("a.b", "new"), Edit("a.c", "new")])),
    "a row": Scene(lambda store: store.put_row("t.t", "r", {"v": "new"})),
    "a deletion": Scene(lambda store: store.delete_row("t.t", "r")),
    "a privacy mark": Scene(lambda store: store.mark("a.b", private=True)),
    "mending a damaged state": Scene(mend, damage, must="replace answers.json, fsync folder"),
    "mending a lost state": Scene(mend, lose_state, must="replace answers.json, fsync folder"),
    "mending from a copy": Scene(mend, damage_all_but_the_copies, must="replace answers.json, fsync folder"),
    "saving over a damaged state": Scene(put, damage),
    "saving without a history": Scene(put, lose_history),
    "saving after a crash": Scene(put, leave_halves, must="unlink temporary"),
    "no room for the history": Scene(full="history.jsonl", must="ftruncate history.jsonl"),
    "no room for the state": Scene(full="temporary", must="unlink temporary"),
}


def noon() -> datetime:
    return datetime(2026, 3, 3, 12, tzinfo=UTC)


def contents(home: Path) -> dict[str, Any]:
    """Return all that the home holds; a new one's name is drawn by lot."""
    return AnswerFile(home, now=noon).read().model_dump(exclude={"checksum", "workbook"})


def save(home: Path, scene: str, point: int, how: str, tell: Any) -> None:
    """Do the deed, and die at the call of that number; tell each call, and then that it was saved."""
    made = 0

    def no_room(name: str, subject: str, call: Callable[[], Any], arguments: tuple[Any, ...]) -> Any:
        if (name, subject) != ("write", SCENES[scene].full):
            return call()
        if len(arguments[1]) < 30:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(arguments[0], bytes(arguments[1])[-29:])

    def die_in_time(name: str, subject: str, call: Callable[[], Any], arguments: tuple[Any, ...]) -> Any:
        nonlocal made
        made += 1
        if made != point:
            tell.send((name, subject))
            return call()
        try:
            if how == "in":
                write(arguments[0], bytes(arguments[1])[: len(arguments[1]) // 2])
            elif how == "after":
                call()
        finally:  # a call may be refused, as that of mkdir when there is a folder
            os.kill(os.getpid(), signal.SIGKILL)

    os.umask(0o022)
    write = os.write
    store = AnswerFile(home, now=noon)
    watch(no_room)
    watch(die_in_time)
    try:
        SCENES[scene].deed(store)
    except StoreError:
        assert SCENES[scene].full
    else:
        die_in_time("tell", "saved", lambda: tell.send("saved"), ())


def run(home: Path, scene: str, point: int, how: str) -> tuple[int, list[Any]]:
    """Return how a child ended that was to die at that call, and what it sent before."""
    ears, mouth = context.Pipe(duplex=False)
    child = start(save, home, scene, point, how, mouth)
    mouth.close()
    heard = []
    with suppress(EOFError):
        while True:
            heard.append(ears.recv())
    ears.close()
    return ended(child), heard


@pytest.mark.parametrize("scene", SCENES)
def test_death_at_any_call_leaves_the_old_or_the_new_and_a_next_save_that_works(
    scene: str, long: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: None)  # here: what dies is a child, and syncs
    deed, before, full, days, must = SCENES[scene]
    base, left = tmp_path / "base", tmp_path / "left"
    for one in ("older", "old") if before is not shutil.rmtree else ():
        store = AnswerFile(base, now=lambda: noon() - timedelta(days=days))
        store.put("a.b", one)
        store.put_row("t.t", "r", {"v": one})
    old = contents(base)

    def again() -> Path:
        shutil.rmtree(left, ignore_errors=True)
        if base.exists():
            shutil.copytree(base, left)
        return left

    deed(AnswerFile(again(), now=noon))
    new = contents(left)
    if before:
        before(base)
    if before is damage_all_but_the_copies:  # then what was written after the copy is lost
        old = new = contents(again())
    code, heard = run(again(), scene, 0, "")
    calls = [one for one in heard if one != "saved"]
    assert (code, heard[-1] == "saved") == (0, not full), "the save itself must come to its end"
    assert set(must.split(", ")) <= {f"{name} {subject}" for name, subject in calls}
    for point, (name, subject) in enumerate(calls, 1):
        # Right after a call is right before the next one; the long run takes both.
        hows = [*(["before"] if long or point == 1 else []), *(["in"] if name == "write" else []), "after"]
        for how in hows:
            code, heard = run(again(), scene, point, how)
            where = f"killed {how} call {point}: {name} {subject}"
            assert code == -signal.SIGKILL, where
            acknowledged = heard[-1:] == ["saved"]
            assert acknowledged == ((name, how) == ("tell", "after"))
            check_what_is_left(left, [new] if acknowledged else [old, new], before, where)


def check_what_is_left(home: Path, allowed: list[Any], before: object, where: str) -> None:
    state, was_damaged = home / "answers.json", before in (damage, damage_all_but_the_copies)
    whole = not state.exists() or (was_damaged and state.read_bytes() == TORN) or state_is_sound(home)
    assert whole, where
    assert contents(home) in allowed, where
    store = AnswerFile(home, now=noon)
    revision = store.read().revision
    assert store.put("a.next", "next").revision > revision, where
    assert temporary_files(home) == [], where
    assert state_is_sound(home), where
    kept, versions = contents(home), [version.value for version in store.history("a.b")]
    state.unlink()
    assert contents(home)["answers"] == kept["answers"], f"{where}: the history alone gives the same"
    assert kept["answers"].pop("a.next")["value"] == "next", where
    assert kept["answers"] in [one["answers"] for one in allowed], where
    if before not in (shutil.rmtree, damage_all_but_the_copies):
        assert "old" in versions, where
    if was_damaged:
        copies = [path.read_bytes() for path in home.glob("answers.damaged-*")]
        assert copies == [TORN], where
    for path in filter(Path.is_file, home.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == disk.PRIVATE_FILE, f"{where}: {path.name}"


@pytest.mark.parametrize("scene", ["the first save ever", "the next save"])
def test_a_folder_whose_maker_died_is_for_its_owner_alone(scene: str, tmp_path: Path) -> None:
    home = tmp_path / "home"
    point, code = 0, -signal.SIGKILL
    while code == -signal.SIGKILL:
        point += 1
        if scene == "the next save":
            AnswerFile(home, now=noon).put("a.b", "old")
        code, _ = run(home, scene, point, "after")
        AnswerFile(home, now=noon).put("a.b", "next")
        for folder in (home, *filter(Path.is_dir, home.rglob("*"))):
            mode = stat.S_IMODE(folder.stat().st_mode)
            assert mode == disk.PRIVATE_FOLDER, f"{folder.name}, when killed after call {point}: {mode:o}"
        shutil.rmtree(home)
    assert code == 0
    assert point > 10
