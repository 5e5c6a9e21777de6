"""The few calls that make a file durable. What becomes of answers when they fail is in tests/faults."""

import errno
import os
import stat
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from workbook.store import AnswerFile, disk

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
    assert disk.read_file(tmp_path / "nothing") is None


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


def test_a_new_folder_is_in_the_ones_around_it_before_the_first_save_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[Path] = []
    sync = disk.sync_folder
    monkeypatch.setattr(disk, "sync_folder", lambda folder: (synced.append(folder), sync(folder)))
    AnswerFile(tmp_path / "a" / "b" / "home").put("a.b", "first")
    assert {tmp_path, tmp_path / "a", tmp_path / "a" / "b", tmp_path / "a" / "b" / "home"} <= set(synced)


# Other systems, simulated


@pytest.fixture
def simulated_mac(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Let `disk` take this for a Mac; return what is asked of the drive, and whether it `knows` that."""
    mac = SimpleNamespace(asked=[], knows=True, F_FULLFSYNC=51)

    def ask(descriptor: int, what: int) -> None:
        if not mac.knows:
            raise OSError(errno.ENOTSUP, "Operation not supported")
        mac.asked.append((os.fstat(descriptor).st_ino, what))

    mac.fcntl = ask
    monkeypatch.setattr(disk, "fcntl", mac, raising=False)
    monkeypatch.setattr(sys, "platform", "darwin")
    return mac


@pytest.mark.parametrize("write", [disk.replace, disk.append])
def test_simulated_mac_asks_the_drive_itself_for_the_file_and_its_folder(
    write, tmp_path: Path, simulated_mac: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: pytest.fail("fsync leaves it in the drive's cache"))
    write(tmp_path / "file", b"new\n")
    inodes = [(tmp_path / "file").stat().st_ino, tmp_path.stat().st_ino]
    assert simulated_mac.asked == [(inode, simulated_mac.F_FULLFSYNC) for inode in inodes]


def test_simulated_mac_falls_back_to_fsync_where_the_file_system_does_not_know_better(
    tmp_path: Path, simulated_mac: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    simulated_mac.knows = False
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: synced.append(os.fstat(descriptor).st_ino))
    disk.replace(tmp_path / "file", b"new")
    assert synced == [(tmp_path / "file").stat().st_ino, tmp_path.stat().st_ino]


def test_simulated_mac_says_it_when_neither_works(
    tmp_path: Path, simulated_mac: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    (tmp_path / "file").write_bytes(b"old")
    simulated_mac.knows = False
    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="Input/output error"):
        disk.replace(tmp_path / "file", b"new")
    assert [path.read_bytes() for path in tmp_path.iterdir() if path.is_file()] == [b"old"]


@pytest.fixture
def simulated_windows(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Let another program have every file open until a time, `busy`, that passes by sleeping alone."""
    windows = SimpleNamespace(now=0.0, busy=0.0, error=32, tries=0)

    def sleep(seconds: float) -> None:
        windows.now += seconds

    def refused(call):
        def refuse(path: Path, *arguments):
            windows.tries += 1
            if windows.now < windows.busy:
                error = PermissionError(errno.EACCES, "The process cannot access the file")
                error.winerror = windows.error
                raise error
            return call(path, *arguments)

        return refuse

    monkeypatch.setattr(disk, "time", SimpleNamespace(monotonic=lambda: windows.now, sleep=sleep))
    monkeypatch.setattr(Path, "replace", refused(Path.replace))
    monkeypatch.setattr(Path, "read_bytes", refused(Path.read_bytes))
    return windows


@pytest.mark.parametrize("winerror", [5, 32, 33])
@pytest.mark.parametrize("busy", [0.1, 2.4])
def test_simulated_windows_waits_for_a_file_that_another_program_has_open(
    busy: float, winerror: int, tmp_path: Path, simulated_windows: SimpleNamespace
) -> None:
    (tmp_path / "file").write_bytes(b"old")
    simulated_windows.error, simulated_windows.busy = winerror, busy
    disk.replace(tmp_path / "file", b"new")
    assert simulated_windows.now >= busy
    simulated_windows.busy = simulated_windows.now + busy
    assert disk.read_file(tmp_path / "file") == b"new"
    assert simulated_windows.now >= simulated_windows.busy


@pytest.mark.parametrize(
    ("winerror", "waits"), [(5, True), (32, True), (33, True), (3, False), (None, False)]
)
def test_simulated_windows_gives_up_after_two_and_a_half_seconds_or_at_once(
    winerror: int | None, waits: bool, tmp_path: Path, simulated_windows: SimpleNamespace
) -> None:
    (tmp_path / "file").write_bytes(b"old")
    simulated_windows.error, simulated_windows.busy = winerror, 9.9
    for call in (lambda: disk.replace(tmp_path / "file", b"new"), lambda: disk.read_file(tmp_path / "file")):
        began, simulated_windows.tries = simulated_windows.now, 0
        with pytest.raises(PermissionError):
            call()
        assert (simulated_windows.tries > 1) == waits
        assert 2.5 <= simulated_windows.now - began <= 2.6 if waits else simulated_windows.now == began
    assert list(tmp_path.glob(disk.TEMPORARY)) == []
    simulated_windows.busy = 0
    assert disk.read_file(tmp_path / "file") == b"old"


def test_simulated_windows_saves_through_a_virus_scanner(
    home: Path, store: AnswerFile, simulated_windows: SimpleNamespace
) -> None:
    store.put("a.b", "old")
    simulated_windows.busy = simulated_windows.now + 1
    assert store.put("a.b", "new").revision == 2
    assert AnswerFile(home).read().value("a.b") == "new"


def test_simulated_windows_syncs_no_folder_and_sets_no_mode(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(os, "fchmod", lambda *_: pytest.fail("there is no such call"), raising=False)
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: synced.append(os.fstat(descriptor).st_ino))
    disk.replace(tmp_path / "file", b"new")
    assert synced == [(tmp_path / "file").stat().st_ino]


def test_what_a_crash_left_behind_is_swept_at_the_next_save(store: AnswerFile, home: Path) -> None:
    store.read()
    (home / disk.TEMPORARY.replace("*", "left")).write_bytes(b"half")
    AnswerFile(home).put("a.b", "c")
    assert list(home.glob(disk.TEMPORARY)) == []


def test_a_folder_that_another_program_makes_at_the_same_time_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "home").mkdir()
    seen = iter([False])  # what was seen before the other made it
    is_dir = Path.is_dir
    monkeypatch.setattr(Path, "is_dir", lambda path: next(seen, None) is None and is_dir(path))
    disk.make_folder(tmp_path / "home")
