"""Of state, history and copies each can be made again; another workbook's place is not written to."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from workbook.answers.model import Edit
from workbook.errors import StoreError
from workbook.store import AnswerFile, disk
from workbook.store.document import decode
from workbook.store.files import Folder
from workbook.store.journal import Journal

CANARY = "canary-4711"


@pytest.fixture
def filled(store: AnswerFile, home: Path, clock) -> Path:
    """Return a home with copies of two days."""
    for n in range(3):
        store.put("a.b", f"day {n}")
        store.put_row("t.t", "r", {"day": n})
        clock.move(days=1)
    assert len(store.copies()) == 2
    return home


def texts(store: AnswerFile) -> dict[str, object]:
    answers = store.read()
    return {key: answers.value(key) for key in answers.answers if answers.value(key) is not None}


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# State and history lost


def lose_both(home: Path, state: bytes | None, lines: bytes | None) -> None:
    for name, data in (("answers.json", state), ("history.jsonl", lines)):
        (home / name).unlink()
        if data is not None:
            (home / name).write_bytes(data)


@pytest.mark.parametrize("state", [None, b"", b"{ torn"])
@pytest.mark.parametrize("lines", [None, b"", b"junk\n", b"\0" * 400])
def test_when_both_are_lost_the_answers_are_made_again_from_the_latest_copy(
    state: bytes | None, lines: bytes | None, filled: Path, clock
) -> None:
    lose_both(filled, state, lines)
    store = AnswerFile(filled, now=clock)
    assert texts(store) == {"a.b": "day 1"}
    (notice,) = store.notices
    assert f"made again from the copy of {store.copies()[0]}." in notice
    aside = list(filled.glob("answers.damaged-*.json"))
    assert [path.read_bytes() for path in aside] == ([] if state is None else [state])
    assert all(path.name in notice for path in aside)


def test_after_that_no_revision_is_used_twice(filled: Path, clock) -> None:
    lost = AnswerFile(filled).read().revision
    lose_both(filled, None, None)
    assert AnswerFile(filled, now=clock).put("a.b", "next").revision > lost


def test_after_that_a_history_is_begun_again_whole(filled: Path, clock) -> None:
    lose_both(filled, None, b"junk\n")
    AnswerFile(filled, now=clock).put("a.c", "next")
    (filled / "answers.json").unlink()
    store = AnswerFile(filled, now=clock)
    assert texts(store) == {"a.b": "day 1", "a.c": "next"}
    assert "made again from the history" in store.notices[0]


def test_it_is_said_once(filled: Path, clock) -> None:
    lose_both(filled, b"{ torn", None)
    AnswerFile(filled, now=clock).read()
    again = AnswerFile(filled, now=clock)
    again.read()
    assert again.notices == []


def test_a_damaged_copy_is_passed_over_and_the_one_before_it_named(filled: Path, clock) -> None:
    newest, older = AnswerFile(filled).copies()
    (filled / "snapshots" / f"{newest}.json").write_bytes(b"{ torn")
    lose_both(filled, None, None)
    store = AnswerFile(filled, now=clock)
    assert texts(store) == {"a.b": "day 0"}
    assert f"made again from the copy of {older}." in store.notices[0]


def test_of_a_clock_that_was_years_ahead_the_copy_is_not_taken_for_the_latest(
    store: AnswerFile, home: Path, clock
) -> None:
    store.put("a.b", "old")
    clock.move(days=9000)
    store.put("a.b", "ahead")
    clock.move(days=-8999)
    for text in ("back", "later"):
        AnswerFile(home, now=clock).put("a.b", text)
        clock.move(days=1)
    lose_both(home, None, None)
    again = AnswerFile(home, now=clock)
    assert texts(again) == {"a.b": "back"}
    assert f"made again from the copy of {again.copies()[1]}." in again.notices[0]


def test_a_history_that_lost_its_first_line_goes_on_from_a_copy(filled: Path, clock) -> None:
    path = filled / "history.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([b"x" + lines[0], *lines[1:]]))
    before = texts(AnswerFile(filled))
    (filled / "answers.json").unlink()
    store = AnswerFile(filled, now=clock)
    assert texts(store) == before
    assert "1 of its lines could not be read" in store.notices[0]


def test_a_change_that_a_damaged_line_lost_is_told_by_a_later_copy(filled: Path, clock) -> None:
    path = filled / "history.jsonl"
    before = AnswerFile(filled).read()
    lines = path.read_bytes().splitlines(keepends=True)
    torn = next(n for n, line in enumerate(lines) if b'"day": 1' in line)
    path.write_bytes(b"".join([*lines[:torn], b"x" + lines[torn], *lines[torn + 1 :]]))
    (filled / "answers.json").unlink()
    again = AnswerFile(filled, now=clock).read()
    assert again.answers == before.answers
    assert again.revision > before.revision


def test_a_copy_of_another_workbook_is_not_taken(filled: Path, tmp_path: Path, clock) -> None:
    other = AnswerFile(tmp_path / "other", now=clock)
    other.put("a.b", "somebody else's")
    for n in range(50):
        other.put("a.b", f"somebody else's, {n}")
    clock.move(days=1)
    other.put("a.b", "theirs, and with a higher revision")
    shutil.rmtree(filled / "snapshots")
    shutil.copytree(tmp_path / "other" / "snapshots", filled / "snapshots")
    before = AnswerFile(filled).read()
    (filled / "answers.json").unlink()
    again = AnswerFile(filled, now=clock).read()
    assert (again.workbook, again.answers) == (before.workbook, before.answers)


def test_the_revisions_of_a_history_with_a_gap_are_not_used_twice(filled: Path, clock) -> None:
    lost = AnswerFile(filled).read().revision
    path = filled / "history.jsonl"
    path.write_bytes(path.read_bytes()[:-9])
    (filled / "answers.json").unlink()
    assert AnswerFile(filled, now=clock).put("a.b", "next").revision > lost


def test_a_newer_copy_is_no_source_and_is_left(filled: Path, clock) -> None:
    lose_both(filled, b"{ torn", None)
    for path in (filled / "snapshots").iterdir():
        newer = {**json.loads(path.read_bytes()), "schema": 2, "checksum": "reckoned in another way"}
        assert decode(json.dumps(newer).encode())
        path.write_text(json.dumps(newer), "utf-8")
    before = everything(filled)
    before.pop(".lock")
    with pytest.raises(StoreError, match="is damaged, and there is no history"):
        AnswerFile(filled, now=clock).read()
    assert everything(filled).items() >= before.items()


# What a crash left


@pytest.mark.parametrize("folder", ["", "snapshots"])
def test_temporary_files_of_a_crash_are_removed_by_the_next_save(folder: str, filled: Path) -> None:
    left = filled / folder / disk.TEMPORARY.replace("*", "0123")
    left.write_text(CANARY, "utf-8")
    store = AnswerFile(filled)
    store.read()
    assert left.exists(), "whoever only reads removes nothing"
    store.put("a.b", "next")
    assert not left.exists()


@pytest.mark.parametrize("point", ["replace", "write"])
@pytest.mark.parametrize("late", [False, True])
def test_an_adoption_that_is_cut_off_leaves_one_whole_workbook(
    point: str, late: bool, filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = AnswerFile(filled)
    (filled / "history.jsonl").unlink()
    source.put("a.c", "so the history begins late")
    answers, lines = source.read(), source.lines()
    document = answers.model_dump(mode="json", by_alias=True, exclude_unset=True)
    target = tmp_path / "target"
    AnswerFile(target).read()
    owner = Journal if point == "replace" else Folder
    real = getattr(owner, point)

    def die(*arguments: object) -> None:
        if late:
            real(*arguments)
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(owner, point, die)
        with pytest.raises(KeyboardInterrupt):
            AnswerFile(target).adopt(document, lines)
    found = AnswerFile(target).read()
    assert found.answers in ({}, answers.answers)
    assert (found.workbook == answers.workbook) == bool(found.answers)
    (target / "answers.json").unlink()
    assert AnswerFile(target).read().answers == found.answers


def test_a_workbook_with_answers_is_not_given_up_for_another(
    store: AnswerFile, home: Path, tmp_path: Path
) -> None:
    other = AnswerFile(tmp_path / "other")
    other.put("a.b", "theirs")
    store.put("a.b", "mine")
    before = everything(home)
    document = other.read().model_dump(mode="json", by_alias=True, exclude_unset=True)
    with pytest.raises(StoreError, match=r"has answers already\. Nothing was changed\."):
        store.adopt(document, other.lines())
    assert everything(home) == before


# Another workbook in its place


def erase(home: Path) -> None:
    AnswerFile(home).erase()


def move(home: Path) -> None:
    home.rename(home.with_name("elsewhere"))


def delete(home: Path) -> None:
    shutil.rmtree(home)


def empty(home: Path) -> None:
    for path in home.rglob("*"):
        if path.is_file():
            path.unlink()


def begin_anew(home: Path) -> None:
    erase(home)
    AnswerFile(home).put("a.b", "in the new one")


def put_another(home: Path) -> None:
    delete(home)
    AnswerFile(home).put("a.b", "in the new one")


def put_another_damaged(home: Path) -> None:
    put_another(home)
    (home / "answers.json").unlink()


DEEDS: dict[str, Callable[[AnswerFile], object]] = {
    "read": lambda store: store.read(),
    "put": lambda store: store.put("a.b", CANARY),
    "put a row": lambda store: store.put_row("t.t", "r", {"what": CANARY}),
    "delete a row": lambda store: store.delete_row("t.t", "r"),
    "mark": lambda store: store.mark("a.b", private=True),
    "save all": lambda store: store.save_all([Edit("a.b", CANARY), Edit("a.c", CANARY)]),
}


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("loss", [erase, move, delete, empty])
def test_a_workbook_that_is_gone_is_not_begun_again_by_who_had_it_open(
    loss: Callable[[Path], None], deed: str, filled: Path, clock
) -> None:
    store = AnswerFile(filled, now=clock)
    store.read()
    loss(filled)
    existed, before = filled.exists(), everything(filled)
    before.pop(".lock", None)  # as it may be made for the look
    with pytest.raises(StoreError, match=r"are gone: they were erased, or the folder was moved\."):
        DEEDS[deed](store)
    left = everything(filled)
    left.pop(".lock", None)
    assert left == before
    assert filled.exists() == existed


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("loss", [begin_anew, put_another, put_another_damaged])
def test_another_workbook_in_its_place_is_not_written_to(
    loss: Callable[[Path], None], deed: str, filled: Path, clock
) -> None:
    store = AnswerFile(filled, now=clock)
    store.read()
    loss(filled)
    clock.move(days=1)
    with pytest.raises(StoreError, match=r"is not the one that was opened here.*Nothing was changed\."):
        DEEDS[deed](store)
    assert CANARY.encode() not in b"".join(everything(filled).values())
    assert texts(AnswerFile(filled)) == {"a.b": "in the new one"}
    assert AnswerFile(filled).copies() == []


def test_who_opens_the_new_one_may_write_to_it(filled: Path) -> None:
    AnswerFile(filled).read()
    begin_anew(filled)
    store = AnswerFile(filled)
    store.read()
    assert store.put("a.b", "next").revision == 2
