"""A save that fails or dies at any point leaves the old answers or the new, and the next save works."""

import errno
import json
import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from workbook import disk
from workbook.errors import StoreError
from workbook.store import AnswerFile

Fault = Callable[..., object]


def temporary_files(home: Path) -> list[Path]:
    return list(home.glob(disk.TEMPORARY))


def no_space(*_: object, **__: object) -> int:
    raise OSError(errno.ENOSPC, "No space left on device")


def io_error(*_: object, **__: object) -> int:
    raise OSError(errno.EIO, "Input/output error")


def half_then_no_space(real: Callable[[int, bytes], int]) -> Fault:
    """Write the half, as a full disk does without an error; the next write then fails."""
    state = {"short": False}

    def write(descriptor: int, data: bytes) -> int:
        if state["short"]:
            return no_space()
        state["short"] = True
        return real(descriptor, bytes(data)[: len(data) // 2])

    return write


def on_call(number: int, fault: Fault, real: Fault) -> Fault:
    """Return a stand-in for `real` that goes wrong from the call of that number on."""
    calls = {"made": 0}

    def call(*arguments: object, **more: object) -> object:
        calls["made"] += 1
        return (fault if calls["made"] >= number else real)(*arguments, **more)

    return call


# One file


def test_a_short_write_is_continued_until_all_is_there(tmp_path: Path, monkeypatch) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: real(descriptor, bytes(data)[:7]))
    disk.replace(tmp_path / "state", b"x" * 100)
    disk.append(tmp_path / "lines", b"y" * 100 + b"\n")
    assert (tmp_path / "state").read_bytes() == b"x" * 100
    assert (tmp_path / "lines").read_bytes() == b"y" * 100 + b"\n"


@pytest.mark.parametrize("write", [disk.replace, disk.append])
def test_a_write_that_gets_nowhere_is_an_error_and_no_endless_loop(
    write, tmp_path: Path, monkeypatch
) -> None:
    (tmp_path / "file").write_bytes(b"old\n")
    monkeypatch.setattr(os, "write", lambda *_: 0)
    with pytest.raises(OSError, match="nothing more could be written"):
        write(tmp_path / "file", b"new\n")
    assert (tmp_path / "file").read_bytes() == b"old\n"


def test_a_file_that_came_out_shorter_than_its_text_never_takes_the_old_ones_place(
    tmp_path: Path, monkeypatch
) -> None:
    (tmp_path / "file").write_bytes(b"old")
    real = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: real(descriptor, data[:1]) and len(data))
    with pytest.raises(OSError, match="only part of file could be written"):
        disk.replace(tmp_path / "file", b"new")
    assert [path.read_bytes() for path in tmp_path.iterdir() if path.is_file()] == [b"old"]


def test_a_folder_is_made_with_its_parents(tmp_path: Path) -> None:
    disk.make_folder(tmp_path / "a" / "b")
    assert stat.S_IMODE((tmp_path / "a" / "b").stat().st_mode) == 0o700


def test_reading_what_is_not_there_is_no_error(tmp_path: Path) -> None:
    assert disk.read(tmp_path / "nothing") is None


# What makes a save durable


def test_a_save_is_on_the_drive_in_this_order_before_it_is_told(store: AnswerFile, home: Path, monkeypatch):
    store.put("a.b", "old")
    done: list[str] = []
    names: dict[int, str] = {}
    real = {name: getattr(os, name) for name in ("open", "write", "fsync", "replace")}

    def name(path: object) -> str:
        said = Path(str(path)).name
        return "temporary" if said.endswith(".tmp") else said

    def opened(path, *more, **options):
        descriptor = real["open"](path, *more, **options)
        names[descriptor] = name(path)
        return descriptor

    def written(descriptor, data):
        done.append(f"write {names[descriptor]}")
        return real["write"](descriptor, data)

    def synced(descriptor):
        done.append(f"sync {names[descriptor]}")
        return real["fsync"](descriptor)

    def replaced(source, target, **more):
        done.append(f"replace {name(target)}")
        return real["replace"](source, target, **more)

    for call, stand_in in zip(real, (opened, written, synced, replaced), strict=True):
        monkeypatch.setattr(os, call, stand_in)
    store.put("a.b", "new")
    assert [one for one in done if "lock" not in one] == [
        "write history.jsonl",
        "sync history.jsonl",
        "write temporary",
        "sync temporary",
        "replace answers.json",
        "sync home",
    ]


def test_a_new_history_file_is_in_its_folder_before_anything_relies_on_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[Path] = []
    monkeypatch.setattr(disk, "sync_folder", synced.append)
    disk.append(tmp_path / "lines", b"one\n")
    disk.append(tmp_path / "lines", b"two\n")
    assert synced == [tmp_path]


# Faults inside a save

FAULTS = {
    "disk full": ("write", lambda _: no_space),
    "disk full after a short write": ("write", half_then_no_space),
    "write error": ("write", lambda _: io_error),
    "sync error": ("fsync", lambda _: io_error),
    "rename refused": ("replace", lambda _: io_error),
}


@pytest.mark.parametrize("number", range(1, 4))
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("row", [False, True], ids=["answer", "row"])
def test_a_fault_means_no_saved_no_half_file_and_a_next_save_that_works(
    fault: str, number: int, row: bool, store: AnswerFile, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def put(value: str) -> int:
        return (store.put_row("t.t", "r", {"v": value}) if row else store.put("a.b", value)).revision

    def held() -> object:
        answers = AnswerFile(home).read()
        return answers["t.t"].rows["r"].value["v"] if row else answers.value("a.b")

    put("old")
    state, lines = (home / "answers.json").read_bytes(), (home / "history.jsonl").read_bytes()
    call, make = FAULTS[fault]
    real = getattr(os, call)
    stand_in = on_call(number, make(real), real)
    with monkeypatch.context() as broken:
        broken.setattr(os, call, stand_in)
        said = ""
        try:
            put("new")
        except StoreError as error:
            said = str(error)
    now, now_lines = (home / "answers.json").read_bytes(), (home / "history.jsonl").read_bytes()
    assert temporary_files(home) == []
    assert now_lines.startswith(lines)
    assert now_lines.endswith(b"\n")
    if said:
        assert re.search(r"can't be written: .*\. Nothing that was saved before is lost\.$", said)
        assert held() in ("old", "new")
        assert now == state or json.loads(now)["revision"] == 2
        if number == 1 and call != "replace":  # it failed in the history: all is as it was
            assert (now, now_lines, held()) == (state, lines, "old")
    else:
        assert held() == "new"
    assert put("next") > 1
    assert held() == "next"


def test_the_reason_is_said(store: AnswerFile, monkeypatch: pytest.MonkeyPatch) -> None:
    store.read()
    monkeypatch.setattr(os, "write", no_space)
    with pytest.raises(StoreError, match="no space left on device"):
        store.put("a.b", "c")


def test_a_fault_while_mending_leaves_the_damaged_file_or_its_copy(
    store: AnswerFile, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put("a.b", "kept")
    (home / "answers.json").write_bytes(b"{ torn")
    with monkeypatch.context() as broken:
        broken.setattr(os, "write", no_space)
        with pytest.raises(StoreError):
            AnswerFile(home).read()
    assert b"{ torn" in [path.read_bytes() for path in home.glob("answers*")]
    assert AnswerFile(home).read().value("a.b") == "kept"


def test_what_a_crash_left_behind_is_swept_at_the_next_save(store: AnswerFile, home: Path) -> None:
    store.read()
    (home / disk.TEMPORARY.replace("*", "left")).write_bytes(b"half")
    AnswerFile(home).put("a.b", "c")
    assert temporary_files(home) == []


# Death inside a save

KILLED = 9
SCENE = """
import os, shutil, sys
from pathlib import Path
from workbook.store import AnswerFile

base, work, deed, how = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4]
WATCHED = ("open", "write", "fsync", "replace", "close", "ftruncate", "unlink", "fchmod")


def die_at(point):
    made = 0
    for name in WATCHED:
        real = getattr(os, name)
        def call(*arguments, _real=real, _name=name, **more):
            nonlocal made
            made += 1
            if made == point:
                if how == "half" and _name == "write":
                    _real(arguments[0], bytes(arguments[1])[: len(arguments[1]) // 2])
                try:
                    if how == "after":
                        _real(*arguments, **more)
                finally:
                    os._exit(9)
            return _real(*arguments, **more)
        setattr(os, name, call)


for point in range(1, 200):
    home = work / str(point)
    if base.exists():
        shutil.copytree(base, home)
    child = os.fork()
    if not child:
        try:
            store = AnswerFile(home)
            die_at(point)
            if deed == "row":
                store.put_row("t.t", "r", {"v": "new"})
            else:
                store.put("a.b", "new")
        except BaseException as error:
            os.write(2, repr(error).encode())
            os._exit(1)
        os._exit(0)
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    print(point, ended, flush=True)
    if ended != 9:
        break
"""


def killed_homes(base: Path, work: Path, deed: str, how: str) -> list[Path]:
    """Save once per kill point, each in a copy of `base`; return the homes that the dead left behind."""
    work.mkdir()
    told = subprocess.run(
        [sys.executable, "-c", SCENE, base, work, deed, how],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    ended = [line.split() for line in told.stdout.splitlines()]
    assert (told.stderr, ended[-1][1]) == ("", "0"), "the save itself must come to its end"
    assert len(ended) > 12
    return [work / point for point, code in ended if code == str(KILLED)]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills copies of itself by forking")
@pytest.mark.parametrize("how", ["before", "after", "half"])
@pytest.mark.parametrize("scene", ["first", "next", "row", "damaged", "no history"])
def test_death_at_any_call_leaves_old_or_new_and_a_next_save_that_works(
    scene: str, how: str, home: Path, tmp_path: Path
) -> None:
    if scene != "first":
        store = AnswerFile(home)
        store.put("a.b", "old")
        store.put_row("t.t", "r", {"v": "old"})
    if scene == "damaged":
        (home / "answers.json").write_bytes(b"{ torn")
    if scene == "no history":
        (home / "history.jsonl").unlink()
    for left in killed_homes(home, tmp_path / "killed", scene, how):
        answers = AnswerFile(left).read()
        value = answers["t.t"].rows["r"].value["v"] if scene == "row" else answers.value("a.b")
        assert value in ({None, "new"} if scene == "first" else {"old", "new"}), left.name
        store = AnswerFile(left)
        assert store.put("a.b", "next").revision > answers.revision, left.name
        assert AnswerFile(left).read().value("a.b") == "next"
        assert temporary_files(left) == []
        modes = {oct(stat.S_IMODE(path.stat().st_mode)) for path in left.iterdir() if path.is_file()}
        assert modes == {"0o600"}, left.name
        if scene == "damaged":
            kept = [path for path in left.glob("answers.damaged-*") if path.read_bytes() == b"{ torn"]
            assert len(kept) == 1, left.name
        shutil.rmtree(left)


def test_a_folder_that_another_program_makes_at_the_same_time_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "home").mkdir()
    seen = iter([False])  # what was seen before the other made it
    is_dir = Path.is_dir
    monkeypatch.setattr(Path, "is_dir", lambda path: next(seen, None) is None and is_dir(path))
    disk.make_folder(tmp_path / "home")
