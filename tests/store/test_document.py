"""Either file alone can be lost or damaged without losing an answer, and damage is always noticed."""

import json
from pathlib import Path

import pytest

from workbook.errors import DamagedStore, StoreError
from workbook.store import AnswerFile
from workbook.store.document import checksum, decode, encode, new_document
from workbook.store.entries import format_line
from workbook.store.journal import TAIL

# Some of these orjson writes as json does not, or not at all.
WRITTEN = [
    1e-7,
    1e22,
    -0.0,
    0.1,
    2**70,
    "\x00\x1f\x7f\u2028\U0001f600",
    {"z": 2, "ä": 1, "\U0001f600": 3, "\uffff": 4},
]


@pytest.fixture
def filled(store: AnswerFile, home: Path) -> Path:
    """Return a home with a text and a table, a row of which was deleted."""
    store.put("a.b", "ä1")
    store.put_row("t.t", "r", {"n": 1})
    store.put_row("t.t", "s", {"n": 2})
    store.delete_row("t.t", "r")
    store.mark("a.b", private=True)
    return home


def contents(home: Path) -> dict:
    """Return what the home holds, as another program reads it."""
    return said(AnswerFile(home))


def said(store: AnswerFile) -> dict:
    return store.read().model_dump(exclude={"checksum"})


def damaged_copies(home: Path) -> list[Path]:
    return sorted(home.glob("answers.damaged-*.json"))


# The shapes


def test_a_document_survives_the_way_to_disk_and_back() -> None:
    document = new_document("w")
    document["answers"]["a.b"] = {"value": "Ü\n", "revision": 1, "at": "x"}
    document["answers"]["t.t"] = {"order": [], "rows": {}}
    decoded = decode(encode(document))
    assert decoded
    assert {key: value for key, value in decoded.items() if key != "checksum"} == document


@pytest.mark.parametrize("value", WRITTEN)
def test_a_document_is_whole_however_its_values_are_written(value: object) -> None:
    document = new_document("w")
    document["answers"]["a.b"] = {"value": value, "revision": 1, "at": "x"}
    decoded = decode(encode(document))
    assert decoded is not None
    assert decoded["answers"] == document["answers"]


def test_encoding_leaves_the_document_as_it_was() -> None:
    document = new_document("w")
    encode(document)
    assert document == new_document("w")


@pytest.mark.parametrize(
    "data",
    [b"", b"null", b"[]", b"{", b'{"schema": "1"}', b"\xff\xfe", b'{"schema": 1, "answers": {}}'],
)
def test_what_is_no_document_decodes_to_none(data: bytes) -> None:
    assert decode(data) is None


@pytest.mark.parametrize(
    "odd", [{"workbook": 3}, {"revision": "1"}, {"answers": []}, {"answers": {"a.b": "text"}}]
)
def test_a_document_of_another_shape_is_damage_even_with_a_right_checksum(odd: dict) -> None:
    assert decode(encode(new_document("w"))) is not None
    document = {**new_document("w"), **odd}
    data = json.dumps({**document, "checksum": checksum(document)}).encode()
    assert decode(data) is None


# The state is lost or damaged


def test_the_history_alone_gives_the_same_answers(filled: Path) -> None:
    before = contents(filled)
    (filled / "answers.json").unlink()
    store = AnswerFile(filled)
    assert said(store) == before
    assert store.notices == ["answers.json was missing. The answers were made again from the history."]
    assert store.put("a.b", "next").revision == before["revision"] + 1


def test_an_empty_state_file_beside_a_history_is_damage(filled: Path) -> None:
    before = contents(filled)
    (filled / "answers.json").write_bytes(b"")
    assert contents(filled) == before
    assert len(damaged_copies(filled)) == 1


def test_revisions_go_on_when_the_state_was_lost_between_saves(store: AnswerFile, home: Path) -> None:
    for n in range(4):
        (home / "answers.json").unlink(missing_ok=True)
        assert store.put("a.b", n).revision == n + 1


def test_the_damaged_file_is_kept_beside_and_named(filled: Path, clock) -> None:
    (filled / "answers.json").write_bytes(b"{ torn")
    store = AnswerFile(filled, now=clock)
    store.read()
    (kept,) = damaged_copies(filled)
    assert kept.read_bytes() == b"{ torn"
    assert store.notices == [
        f"answers.json was damaged; the damaged file is kept as {kept.name}. "
        "The answers were made again from the history."
    ]


def test_no_damaged_copy_replaces_another(filled: Path, clock) -> None:
    for junk in (b"1", b"2", b"3"):
        (filled / "answers.json").write_bytes(junk)
        AnswerFile(filled, now=clock).read()
    assert {path.read_bytes() for path in damaged_copies(filled)} == {b"1", b"2", b"3"}


def test_an_edit_by_hand_is_treated_as_damage(filled: Path) -> None:
    path = filled / "answers.json"
    before = contents(filled)
    path.write_text(path.read_text("utf-8").replace("ä1", "ä2"), "utf-8")
    assert contents(filled) == before
    assert len(damaged_copies(filled)) == 1


# The history is lost or damaged


def test_a_lost_history_loses_no_answer_and_a_new_one_is_begun_whole(filled: Path) -> None:
    before = contents(filled)
    (filled / "history.jsonl").unlink()
    assert contents(filled) == before
    store = AnswerFile(filled)
    assert store.put("a.c", "next").revision == before["revision"] + 1
    (filled / "answers.json").unlink()
    assert set(contents(filled)["answers"]) == {"a.b", "t.t", "a.c"}


def test_a_torn_tail_is_passed_over_and_the_next_save_stands_on_a_line_of_its_own(filled: Path) -> None:
    before = contents(filled)
    path = filled / "history.jsonl"
    with path.open("ab") as file:
        file.write(b'{"revision": 6, "key": "a.b", "val')
    assert contents(filled) == before
    assert AnswerFile(filled).put("a.b", "next").revision == 6
    (filled / "answers.json").unlink()
    assert contents(filled)["answers"]["a.b"]["value"] == "next"


def test_a_damaged_line_in_the_middle_costs_no_other_and_is_told(filled: Path) -> None:
    path = filled / "history.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:2], b"x" + lines[2], *lines[3:]]))
    (filled / "answers.json").unlink()
    store = AnswerFile(filled)
    answers = store.read()
    assert [row for row, _ in answers["t.t"].in_order()] == ["s"]
    assert answers["a.b"].private
    assert "1 of its lines could not be read" in store.notices[0]


def test_a_change_that_reached_only_the_history_is_there(filled: Path) -> None:
    old = (filled / "answers.json").read_bytes()
    AnswerFile(filled).put("a.b", "newer")
    (filled / "answers.json").write_bytes(old)
    store = AnswerFile(filled)
    assert store.read().value("a.b") == "newer"
    assert store.put("a.b", "newer").revision == 6  # said again by a page that heard no answer
    assert json.loads((filled / "answers.json").read_bytes())["answers"]["a.b"]["value"] == "newer"
    assert store.put("a.b", "newest").revision == 7


def test_a_state_far_behind_a_long_history_is_brought_up_to_date(store: AnswerFile, home: Path) -> None:
    store.put("a.b", "first")
    old = (home / "answers.json").read_bytes()
    for n in range(4):
        store.put(f"long.n{n}", str(n) * TAIL)
    (home / "answers.json").write_bytes(old)
    assert set(contents(home)["answers"]) == {"a.b", "long.n0", "long.n1", "long.n2", "long.n3"}


@pytest.mark.parametrize("history_bytes", [None, b"", b"junk\n", b"\x00" * 400])
@pytest.mark.parametrize("deed", ["read", "put"])
def test_when_both_are_bad_that_is_said_and_both_are_left_as_they_are(
    history_bytes: bytes | None, deed: str, filled: Path
) -> None:
    state, lines = filled / "answers.json", filled / "history.jsonl"
    state.write_bytes(b"{ torn")
    lines.unlink()
    if history_bytes is not None:
        lines.write_bytes(history_bytes)
    store = AnswerFile(filled)
    with pytest.raises(DamagedStore, match=r"damaged, .* Nothing was changed\. Put back a copy"):
        store.read() if deed == "read" else store.put("a.b", "c")
    assert state.read_bytes() == b"{ torn"
    assert (lines.read_bytes() if lines.exists() else None) == history_bytes
    assert {path.name for path in filled.iterdir()} <= {"answers.json", "history.jsonl", ".lock"}


def test_answers_of_another_shape_with_a_right_checksum_are_refused_and_left(home: Path) -> None:
    home.mkdir()
    document = {**new_document("w"), "answers": {"a.b": {"revision": "soon"}}}
    data = json.dumps({**document, "checksum": checksum(document)}).encode()
    (home / "answers.json").write_bytes(data)
    with pytest.raises(DamagedStore, match="not in the workbook's format"):
        AnswerFile(home).read()
    assert (home / "answers.json").read_bytes() == data


def test_a_history_that_was_emptied_is_begun_again_whole(filled: Path) -> None:
    (filled / "history.jsonl").write_bytes(b"")
    AnswerFile(filled).put("a.c", "next")
    (filled / "answers.json").write_bytes(b"{ torn")
    assert set(contents(filled)["answers"]) == {"a.b", "t.t", "a.c"}


def test_a_state_nested_beyond_reason_is_damage_like_any_other(filled: Path) -> None:
    before = contents(filled)
    (filled / "answers.json").write_bytes(b"[" * 200_000)
    assert contents(filled) == before


def test_a_flipped_schema_number_is_damage_and_no_newer_workbook(filled: Path) -> None:
    path, before = filled / "answers.json", contents(filled)
    path.write_bytes(path.read_bytes().replace(b'"schema": 1', b'"schema": 3', 1))
    assert contents(filled) == before
    assert len(damaged_copies(filled)) == 1


def test_a_first_line_that_was_never_finished_does_not_lock_the_person_out(home: Path) -> None:
    home.mkdir()
    (home / "history.jsonl").write_bytes(format_line({"state": new_document("w")})[:40])
    try:
        assert AnswerFile(home).put("a.b", "c").revision == 1
    except StoreError as error:
        pytest.fail(f"nothing had been saved, and now nothing can be: {error}")
