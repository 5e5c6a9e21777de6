"""Of what was erased no byte is left in the folder, and the workbook's id is kept."""

import json
import os
from pathlib import Path

import pytest

from workbook.errors import StoreError
from workbook.store import AnswerFile, disk

CANARY = "canary-4711"


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def littered(home: Path, clock) -> Path:
    """Return a home with the canary in every kind of file that holds answers."""
    store = AnswerFile(home, now=clock)
    for n in range(3):
        store.put("a.b", f"{CANARY} {n}")
        store.put_row("t.t", "r", {"what": f"{CANARY} {n}"})
        clock.move(days=1)
    (home / "answers.json").write_text(f'{{ torn "{CANARY}', "utf-8")
    AnswerFile(home, now=clock).read()
    for name in (
        "answers (Ada's conflicted copy 2026-03-04).json",
        "answers.sync-conflict-20260304-101010-ABCDEF.json",
        "history.sync-conflict-20260304-101010-ABCDEF.jsonl",
        "answers.json~",
        "history.jsonl.bak",
        disk.TEMPORARY.replace("*", "0123"),
        f"snapshots/{disk.TEMPORARY.replace('*', '0123')}",
        "snapshots/2026-03-04 (copy).json",
    ):
        (home / name).write_text(CANARY, "utf-8")
    return home


def holders(home: Path) -> set[str]:
    return {name for name, data in everything(home).items() if CANARY.encode() in data}


def test_every_trace_is_named_and_nothing_else(littered: Path) -> None:
    (littered / "notes.txt").write_text("not ours", "utf-8")
    (littered / "answers").mkdir()
    named = {str(path.relative_to(littered)) for path in AnswerFile(littered).traces()}
    assert named == holders(littered)
    assert len(named) == 13


def test_of_what_was_erased_no_byte_is_left_and_others_files_are(littered: Path) -> None:
    (littered / "notes.txt").write_text("not ours", "utf-8")
    workbook = AnswerFile(littered).read().workbook
    AnswerFile(littered).erase()
    assert holders(littered) == set()
    left = everything(littered)
    assert set(left) == {".lock", "erased.json", "notes.txt"}
    assert json.loads(left["erased.json"]) == [{"workbook": workbook}]
    assert not (littered / "snapshots").exists()


def test_the_next_start_begins_an_empty_workbook_with_an_id_of_its_own(littered: Path) -> None:
    workbook = AnswerFile(littered).read().workbook
    AnswerFile(littered).erase()
    store = AnswerFile(littered)
    answers = store.read()
    assert (answers.answers, answers.revision, store.notices) == ({}, 0, [])
    assert answers.workbook != workbook
    assert store.erased() == [workbook]


def test_the_ids_of_all_that_were_erased_are_kept(store: AnswerFile, home: Path) -> None:
    ids = []
    for _ in range(3):
        ids.append(AnswerFile(home).read().workbook)
        AnswerFile(home).erase()
    assert store.erased() == ids
    assert len(set(ids)) == 3


@pytest.mark.parametrize("state", [b"{ torn", b"", None])
def test_a_damaged_workbook_is_erased_too_and_its_id_kept(
    state: bytes | None, store: AnswerFile, home: Path
) -> None:
    store.put("a.b", CANARY)
    workbook = store.read().workbook
    (home / "answers.json").unlink()
    if state is not None:
        (home / "answers.json").write_bytes(state)
    AnswerFile(home).erase()
    assert holders(home) == set()
    assert AnswerFile(home).erased() == [workbook]


def test_a_newer_workbook_is_erased_too_and_its_id_kept(store: AnswerFile, home: Path) -> None:
    workbook = store.read().workbook
    newer = {"schema": 2, "workbook": workbook, "answers": CANARY, "checksum": "computed in another way"}
    (home / "answers.json").write_text(json.dumps(newer), "utf-8")
    AnswerFile(home).erase()
    assert holders(home) == set()
    assert AnswerFile(home).erased() == [workbook]


def test_the_id_is_kept_before_anything_is_deleted(littered: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workbook, before = AnswerFile(littered).read().workbook, holders(littered)

    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    store = AnswerFile(littered)
    store.check_writable()  # which removes what a crash left
    with monkeypatch.context() as dying:
        dying.setattr(Path, "unlink", die)
        with pytest.raises(KeyboardInterrupt):
            store.erase()
    assert store.erased() == [workbook]
    assert holders(littered) >= {name for name in before if ".answers-" not in name}


def test_what_can_not_be_deleted_is_a_sentence(littered: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, os.strerror(13))

    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.raises(StoreError, match=r"Not everything in .* could be deleted: permission denied"):
        AnswerFile(littered).erase()


@pytest.mark.parametrize("data", [b"", b"{ torn", b"{}", b"[3]", b'[{"other": 1}]', b"\xff"])
def test_a_list_of_erased_workbooks_that_makes_no_sense_is_an_empty_one(
    data: bytes, store: AnswerFile, home: Path
) -> None:
    workbook = store.read().workbook
    (home / "erased.json").write_bytes(data)
    assert store.erased() == []
    store.erase()
    assert store.erased() == [workbook]


def test_the_id_of_a_workbook_is_found_in_a_copy_alone(littered: Path) -> None:
    workbook = AnswerFile(littered).read().workbook
    for name in ("answers.json", "history.jsonl"):
        (littered / name).unlink()
    AnswerFile(littered).erase()
    assert AnswerFile(littered).erased() == [workbook]
