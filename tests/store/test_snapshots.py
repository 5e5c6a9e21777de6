"""A copy a day, as the answers were before that day's first change; taking one is in nobody's way."""

import errno
import json
import os
import stat
from datetime import date, timedelta
from pathlib import Path

import pytest

from workbook.store import AnswerFile, disk
from workbook.store.compaction import surplus
from workbook.store.document import decode, encode, new_document
from workbook.store.journal import Journal
from workbook.store.snapshots import Snapshots

DAY = date(2026, 3, 3)


@pytest.fixture
def snapshots(tmp_path: Path) -> Snapshots:
    return Snapshots(tmp_path / "snapshots")


def copy_of(home: Path, day: str) -> dict:
    """Return the answers in the copy of a day."""
    document = decode((home / "snapshots" / f"{day}.json").read_bytes())
    assert document
    return {key: answer["value"] for key, answer in document["answers"].items()}


# The folder


def test_a_copy_is_kept_for_its_owner_alone_and_found_again(snapshots: Snapshots) -> None:
    assert not snapshots.has(DAY)
    snapshots.take(DAY, b"data")
    assert snapshots.has(DAY)
    (path,) = snapshots.paths()
    assert (path.name, path.read_bytes()) == ("2026-03-03.json", b"data")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(snapshots.folder.stat().st_mode) == 0o700


def test_copies_are_told_newest_first_and_others_files_are_not_among_them(snapshots: Snapshots) -> None:
    for day in (DAY, DAY + timedelta(days=300), DAY - timedelta(days=1)):
        snapshots.take(day, b"data")
    for name in ("2026-03-03 (copy).json", "notes.txt", ".DS_Store", "2026-03-03.json.bak"):
        (snapshots.folder / name).write_text("kept", "utf-8")
    assert [path.stem for path in snapshots.paths()] == ["2026-12-28", "2026-03-03", "2026-03-02"]


def test_where_there_is_no_folder_there_are_no_copies(snapshots: Snapshots) -> None:
    assert (snapshots.paths(), snapshots.documents()) == ([], {})
    assert not snapshots.folder.exists()


def test_older_copies_are_thinned_and_what_is_not_ours_is_left(snapshots: Snapshots) -> None:
    strangers = ["2026-02-31.json", "9999-99-99.json", "notes.txt"]
    snapshots.folder.mkdir()
    for name in strangers:
        (snapshots.folder / name).write_text("kept", "utf-8")
    taken: set[date] = set()
    for n in range(60):
        taken.add(DAY + timedelta(days=n))
        snapshots.take(max(taken), b"data")
        taken -= surplus(taken)
    assert {path.name for path in snapshots.folder.iterdir()} == {
        *strangers,
        *(f"{day}.json" for day in taken),
    }
    assert len(taken) < 20


def test_only_sound_copies_of_a_format_that_is_known_are_documents(snapshots: Snapshots) -> None:
    sound = encode(new_document("w"))
    newer = new_document("w") | {"schema": 2}
    snapshots.take(DAY, sound)
    snapshots.take(DAY + timedelta(days=1), sound[:-9])
    snapshots.take(DAY + timedelta(days=2), b"")
    snapshots.take(DAY + timedelta(days=3), json.dumps(newer | {"checksum": "another way"}).encode())
    snapshots.take(DAY + timedelta(days=4), sound)
    assert list(snapshots.documents()) == ["2026-03-07", "2026-03-03"]
    assert snapshots.documents()["2026-03-03"]["workbook"] == "w"


# When one is taken


def test_a_copy_holds_what_was_there_before_the_first_change_of_its_day(
    store: AnswerFile, home: Path, clock
) -> None:
    store.put("a.b", "on Tuesday")
    clock.move(days=1)
    store.put("a.b", "on Wednesday")
    store.put("a.b", "later on Wednesday")
    assert store.copies() == ["2026-03-04"]
    assert copy_of(home, "2026-03-04") == {"a.b": "on Tuesday"}


def test_of_an_empty_workbook_no_copy_is_taken(store: AnswerFile, home: Path, clock) -> None:
    store.read()
    clock.move(days=1)
    store.put("a.b", "first")
    assert store.copies() == []
    assert not (home / "snapshots").exists()


def test_neither_reading_nor_saying_the_same_again_takes_a_second_copy(
    store: AnswerFile, home: Path, clock
) -> None:
    store.put("a.b", "same")
    clock.move(days=1)
    store.put("a.b", "same")
    (path,) = (home / "snapshots").iterdir()
    before = path.stat().st_ino
    AnswerFile(home, now=clock).put("a.b", "next")
    AnswerFile(home, now=clock).read()
    assert path.stat().st_ino == before
    assert copy_of(home, "2026-03-04") == {"a.b": "same"}


def test_a_program_that_stays_open_over_midnight_takes_the_new_days_copy(
    store: AnswerFile, home: Path, clock
) -> None:
    for n in range(4):
        store.put("a.b", n)
        clock.move(hours=12)
    assert store.copies() == ["2026-03-04"]
    for n in range(4, 8):
        store.put("a.b", n)
        clock.move(hours=12)
    assert store.copies() == ["2026-03-06", "2026-03-05", "2026-03-04"]
    assert [copy_of(home, day)["a.b"] for day in store.copies()] == [5, 3, 1]


def test_a_day_is_the_same_for_whoever_saves_wherever_they_are(store: AnswerFile, home: Path, clock) -> None:
    store.put("a.b", "one")
    clock.move(hours=14, minutes=46)  # 23:58:44 in Greenwich, where the names are given
    store.put("a.b", "two")
    clock.move(minutes=3)
    store.put("a.b", "three")
    assert store.copies() == ["2026-03-04"]


def test_a_days_first_save_folds_the_history_too(store: AnswerFile, clock) -> None:
    for text in ("In", "In March", "In March we moved."):
        store.put("a.b", text)
    clock.move(days=2)
    store.put("a.c", "another answer")
    assert [version.value for version in store.history("a.b")] == ["In March we moved."]


def test_a_clock_that_was_years_ahead_for_a_day_costs_no_other_copy(
    store: AnswerFile, home: Path, clock
) -> None:
    for n in range(4):
        store.put("a.b", n)
        clock.move(days=1)
    before = set(store.copies())
    clock.move(days=20_000)
    store.put("a.b", "ahead")
    clock.move(days=-20_000)
    AnswerFile(home, now=clock).put("a.b", "back")
    assert before < set(store.copies())
    assert len(store.copies()) == len(before) + 2


# When that fails


def full(*_: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def broken(*_: object) -> None:
    raise OSError(errno.EIO, os.strerror(errno.EIO))


@pytest.mark.parametrize("fault", [full, broken])
def test_a_copy_that_can_not_be_made_is_a_notice_and_the_save_goes_on(
    fault, store: AnswerFile, home: Path, clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put("a.b", "old")
    clock.move(days=1)
    real = disk.replace
    with monkeypatch.context() as on_disk:
        on_disk.setattr(
            disk, "replace", lambda path, data: (fault if "snapshots" in path.parts else real)(path, data)
        )
        assert store.put("a.b", "new").revision == 2
        assert store.put("a.b", "newer").revision == 3
    (notice,) = store.notices
    with pytest.raises(OSError) as said:  # noqa: PT011 - its words are what is compared
        fault()
    assert notice == f"Today's copy of the answers could not be kept: {said.value}."
    assert AnswerFile(home).read().value("a.b") == "newer"


def test_a_file_in_the_place_of_the_copies_folder_is_a_notice(store: AnswerFile, home: Path, clock) -> None:
    store.put("a.b", "old")
    (home / "snapshots").write_text("a file", "utf-8")
    clock.move(days=1)
    assert store.put("a.b", "new").revision == 2
    assert len(store.notices) == 1
    assert (home / "snapshots").read_text("utf-8") == "a file"


def test_a_fold_that_fails_is_a_notice_and_the_save_goes_on(
    store: AnswerFile, clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put("a.b", "old")
    clock.move(days=1)
    monkeypatch.setattr(Journal, "fold", broken)
    assert store.put("a.b", "new").revision == 2
    assert len(store.notices) == 1
    assert [version.value for version in store.history("a.b")] == ["old", "new"]


def test_the_next_days_copy_is_taken_after_one_that_failed(
    store: AnswerFile, clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put("a.b", "old")
    clock.move(days=1)
    with monkeypatch.context() as on_disk:
        on_disk.setattr(Snapshots, "take", full)
        store.put("a.b", "new")
    clock.move(days=1)
    store.put("a.b", "newer")
    assert store.copies() == ["2026-03-05"]
