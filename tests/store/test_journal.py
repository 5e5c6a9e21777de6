"""The history's file is appended to all or none, read from its end, and folded all or none."""

import errno
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbook.store import AnswerFile, disk
from workbook.store.document import new_document
from workbook.store.entries import Entry, format_line, parse_line
from workbook.store.journal import Journal
from workbook.store.replay import rebuild

TORN = b'{"revision": 3, "key": "a.b", "val'


def change(revision: int, value: object = "x") -> Entry:
    return {"revision": revision, "at": "2026-03-03T09:12:44Z", "key": "a.b", "value": value}


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "history.jsonl")


@pytest.fixture
def begun(journal: Journal) -> Journal:
    journal.begin(new_document("w"))
    return journal


def full(*_: object) -> int:
    raise OSError(errno.ENOSPC, "No space left on device")


# Appending and reading


def test_what_is_appended_is_read_again_in_its_order(begun: Journal) -> None:
    begun.append([change(1), change(2)])
    begun.append([change(3)])
    assert [entry.get("revision") for entry in begun.entries()] == [None, 1, 2, 3]
    assert begun.entries()[0] == {"state": new_document("w")}


def test_of_many_changes_all_are_appended_or_none(begun: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    before = begun.path.read_bytes()
    real, calls = os.write, iter(range(9))
    monkeypatch.setattr(os, "write", lambda to, data: real(to, data[:99]) if next(calls) == 0 else full())
    with pytest.raises(OSError, match="No space left"):
        begun.append([change(1), change(2)])
    assert begun.path.read_bytes() == before


def test_a_line_that_can_not_be_read_is_a_line_and_no_entry(begun: Journal) -> None:
    begun.append([change(1)])
    with begun.path.open("ab") as file:
        file.write(b"\n" + TORN)
    begun.append([change(2)])
    assert len(begun.lines()) == 4
    assert TORN in begun.lines()
    assert [entry.get("revision") for entry in begun.entries()] == [None, 1, 2]


@pytest.mark.parametrize(("data", "exists"), [(None, False), (b"", False), (b"junk", True)])
def test_it_exists_when_there_is_anything_in_it(data: bytes | None, exists: bool, journal: Journal) -> None:
    if data is not None:
        journal.path.write_bytes(data)
    assert journal.exists() is exists


def test_where_there_is_no_file_nothing_is_read(journal: Journal) -> None:
    assert (journal.lines(), journal.entries(), journal.after(0)) == ([], [], [])
    assert not journal.path.exists()


# From the end


def test_only_what_is_newer_is_read_from_the_end(begun: Journal) -> None:
    for n in range(1, 6):
        begun.append([change(n)])
    assert [entry["revision"] for entry in begun.after(3)] == [4, 5]
    assert begun.after(5) == []


def test_a_long_history_is_not_read_from_its_beginning(
    begun: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(1, 1001):
        begun.append([change(n, "x" * 1000)])
    parsed: list[bytes] = []
    real = parse_line
    monkeypatch.setattr("workbook.store.entries.parse_line", lambda data: parsed.append(data) or real(data))
    assert [entry["revision"] for entry in begun.after(998)] == [999, 1000]
    assert len(parsed) == 3


@settings(max_examples=100)
@given(
    st.lists(st.sampled_from(["change", "long", "torn", "whole"]), max_size=30),
    st.integers(0, 30),
    st.sampled_from([1, 60, 300, 5000]),
)
def test_however_much_is_read_at_once_the_newer_changes_are_found(
    tmp_path_factory: pytest.TempPathFactory, kinds: list[str], revision: int, tail: int
) -> None:
    journal = Journal(tmp_path_factory.mktemp("journal") / "history.jsonl")
    data = b""
    for n, kind in enumerate(kinds, 1):
        data += {
            "change": format_line(change(n)),
            "long": format_line(change(n, "ä" * 400)),
            "torn": TORN + b"\n",
            "whole": format_line({"state": {**new_document("w"), "revision": n}}),
        }[kind]
    journal.path.write_bytes(data)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("workbook.store.journal.TAIL", tail)
        found = journal.after(revision)
    assert found == [one for one in journal.entries() if "key" in one and one["revision"] > revision]


# What replay begins with


def test_it_is_rooted_when_any_line_holds_a_whole_document(begun: Journal) -> None:
    assert begun.is_rooted()
    first = begun.path.read_bytes()
    begun.path.write_bytes(format_line(change(1)) + first)
    assert Journal(begun.path).is_rooted()


@pytest.mark.parametrize("data", [None, b"", TORN, format_line(change(1))])
def test_it_is_not_rooted_when_none_does(data: bytes | None, journal: Journal) -> None:
    if data is not None:
        journal.path.write_bytes(data)
    assert not journal.is_rooted()


def test_that_it_was_rooted_is_forgotten_with_the_file(begun: Journal) -> None:
    assert begun.is_rooted()
    begun.path.unlink()
    assert not begun.is_rooted()


def test_other_lines_in_its_place_are_looked_at_anew(begun: Journal) -> None:
    assert begun.is_rooted()
    begun.replace([format_line(change(1)).rstrip()])
    assert not begun.is_rooted()
    assert [entry["revision"] for entry in begun.entries()] == [1]


# Folding


@pytest.fixture
def unfolded(home: Path, clock) -> Journal:
    store = AnswerFile(home, now=clock)
    for n in range(4):
        store.put("a.b", f"version {n}")
        clock.move(minutes=1)
    clock.move(days=2)
    return Journal(home / "history.jsonl")


def test_a_fold_leaves_the_file_with_fewer_lines_and_for_its_owner_alone(unfolded: Journal, clock) -> None:
    whole = rebuild(unfolded.entries())
    unfolded.fold(clock())
    assert [entry.get("value") for entry in unfolded.entries() if "key" in entry] == ["version 3"]
    assert rebuild(unfolded.entries()) == whole
    assert unfolded.path.stat().st_mode & 0o777 == 0o600
    assert unfolded.path.read_bytes().endswith(b"\n")


def test_what_follows_a_fold_is_found_from_the_end_as_before(unfolded: Journal, clock) -> None:
    unfolded.fold(clock())
    unfolded.append([change(5), change(6)])
    assert [entry["revision"] for entry in unfolded.after(4)] == [5, 6]
    assert [entry["revision"] for entry in unfolded.after(0)] == [4, 5, 6]


def test_a_fold_that_finds_nothing_to_do_does_not_touch_the_file(unfolded: Journal, clock) -> None:
    unfolded.fold(clock())
    before = unfolded.path.stat()
    unfolded.fold(clock())
    after = unfolded.path.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_fold_that_fails_leaves_the_file_as_it_was(
    unfolded: Journal, clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = unfolded.path.read_bytes()
    with monkeypatch.context() as broken:
        broken.setattr(os, "write", full)
        with pytest.raises(OSError, match="No space left"):
            unfolded.fold(clock())
    assert unfolded.path.read_bytes() == before
    assert list(unfolded.path.parent.glob(disk.TEMPORARY)) == []
