"""A backup holds the answers and their history; what is none, or is damaged, is refused in one sentence."""

import json
import os
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from workbook.errors import BackupError, NewerSchema, WorkbookError
from workbook.store import AnswerFile
from workbook.store.backup import read_backup, write_backup
from workbook.store.document import encode, new_document
from workbook.store.entries import parse_line


@pytest.fixture
def filled(store: AnswerFile) -> AnswerFile:
    store.put("a.b", "In March…\nwe moved.")
    store.put("a.b", "In March we moved.")
    store.put_row("t.t", "r", {"n": 1})
    store.mark("a.b", private=True)
    return store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "book.zip"


@pytest.fixture
def written(filled: AnswerFile, path: Path) -> Path:
    write_backup(path, filled.read(), filled.lines())
    return path


def document(store: AnswerFile) -> dict:
    return json.loads((store.home / "answers.json").read_bytes())


def zipped(path: Path, **members: bytes) -> Path:
    """Write an archive with these members; a double underscore is the dot in a name."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "."), data)
    return path


def answers(**more: object) -> bytes:
    return json.dumps({**new_document("w"), **more}).encode()


# There and back


def test_a_backup_holds_the_answers_and_every_line_of_their_history(
    written: Path, filled: AnswerFile
) -> None:
    found = read_backup(written)
    assert found.answers == filled.read()
    assert list(found.lines) == filled.lines()
    assert found.entries == filled.entries()


def test_a_backup_taken_in_elsewhere_is_the_same_workbook_with_its_past(
    written: Path, filled: AnswerFile, tmp_path: Path
) -> None:
    found = read_backup(written)
    there = AnswerFile(tmp_path / "there")
    there.read()
    there.adopt(found.document, found.lines)
    assert there.read() == filled.read()
    assert there.history("a.b") == filled.history("a.b")
    assert there.put("a.b", "next").revision == filled.read().revision + 1
    (there.home / "answers.json").unlink()
    assert there.read().value("a.b") == "next"


def test_a_line_that_can_not_be_read_goes_along_as_it_is(filled: AnswerFile, path: Path) -> None:
    with (filled.home / "history.jsonl").open("ab") as file:
        file.write(b"torn")
    write_backup(path, filled.read(), filled.lines())
    found = read_backup(path)
    assert found.lines[-1] == b"torn"
    assert len(found.entries) == len(found.lines) - 1


def test_its_answers_are_those_of_any_answers_file(written: Path, tmp_path: Path, filled: AnswerFile) -> None:
    with zipfile.ZipFile(written) as archive:
        (tmp_path / "home2").mkdir()
        (tmp_path / "home2" / "answers.json").write_bytes(archive.read("answers.json"))
    assert AnswerFile(tmp_path / "home2").read() == filled.read()


def test_an_answers_file_can_be_read_by_itself(filled: AnswerFile) -> None:
    found = read_backup(filled.home / "answers.json")
    assert (found.answers, found.lines) == (filled.read(), ())


def test_a_sound_answers_file_begins_a_history_and_an_edited_one_does_not(
    filled: AnswerFile, tmp_path: Path
) -> None:
    sound = read_backup(filled.home / "answers.json")
    (first,) = sound.past
    assert not first.endswith(b"\n")
    assert parse_line(first) == {"state": sound.document}
    edited = tmp_path / "edited.json"
    edited.write_text(json.dumps({**sound.document, "revision": 99}), "utf-8")
    assert (read_backup(edited).is_sound, read_backup(edited).past) == (False, ())


def test_an_edited_copy_of_one_with_a_wrong_checksum_is_read(filled: AnswerFile, tmp_path: Path) -> None:
    words = (filled.home / "answers.json").read_text("utf-8").replace("In March we", "In May they")
    (tmp_path / "edited.json").write_text(words, "utf-8")
    assert read_backup(tmp_path / "edited.json").answers.value("a.b") == "In May they moved."


def test_an_edited_copy_with_a_byte_order_mark_is_read(filled: AnswerFile, tmp_path: Path) -> None:
    words = (filled.home / "answers.json").read_text("utf-8")
    (tmp_path / "edited.json").write_text(words, "utf-8-sig")
    assert read_backup(tmp_path / "edited.json").answers.value("a.b") == "In March we moved."


def test_what_a_later_version_added_is_kept(filled: AnswerFile, path: Path, tmp_path: Path) -> None:
    changed = {name: value for name, value in document(filled).items() if name != "checksum"}
    changed["added"] = {"by": "a later version"}
    changed["answers"]["a.b"]["mood"] = "calm"
    data = encode(changed)
    (filled.home / "answers.json").write_bytes(data)
    write_backup(path, filled.read(), filled.lines())
    found = read_backup(path)
    there = AnswerFile(tmp_path / "there")
    there.read()
    there.adopt(found.document, found.lines)
    assert (there.home / "answers.json").read_bytes() == data


# Where it is written


@pytest.mark.parametrize("umask", [0, 0o077])
def test_a_backup_is_for_its_owner_alone_whatever_the_umask(
    umask: int, filled: AnswerFile, path: Path
) -> None:
    before = os.umask(umask)
    try:
        write_backup(path, filled.read(), filled.lines())
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_another_backup_is_replaced(written: Path, filled: AnswerFile) -> None:
    filled.put("a.b", "later")
    write_backup(written, filled.read(), filled.lines())
    assert read_backup(written).answers.value("a.b") == "later"


def make_text(path: Path) -> None:
    path.write_text("a letter", "utf-8")


def make_empty(path: Path) -> None:
    path.touch()


def make_archive_of_other_things(path: Path) -> None:
    zipped(path, photo__jpg=b"a photo")


def make_folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize("make", [make_text, make_empty, make_archive_of_other_things, make_folder])
def test_a_file_that_is_no_backup_is_not_replaced(
    make: Callable[[Path], None], filled: AnswerFile, path: Path
) -> None:
    make(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(BackupError, match=r"exists and is no backup\. Choose another name\."):
        write_backup(path, filled.read(), filled.lines())
    assert (path.read_bytes() if path.is_file() else None) == before


@pytest.mark.parametrize("place", ["missing/book.zip", "file/book.zip"])
def test_a_place_that_can_not_be_written_is_one_sentence(
    place: str, filled: AnswerFile, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("a file", "utf-8")
    with pytest.raises(BackupError, match=r"book\.zip can't be written: (No such file|Not a directory)"):
        write_backup(tmp_path / place, filled.read(), filled.lines())
    assert {one.name for one in tmp_path.iterdir()} == {"file", "home"}


def test_a_backup_that_fails_half_way_leaves_the_last_one(
    written: Path, filled: AnswerFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = written.read_bytes()
    with monkeypatch.context() as broken:
        broken.setattr(os, "write", lambda *_: 0)
        with pytest.raises(BackupError, match=r"can't be written: nothing more could be written\."):
            write_backup(written, filled.read(), filled.lines())
    assert written.read_bytes() == before
    assert [one.name for one in written.parent.iterdir() if one.is_file()] == [written.name]


# What can't be read


def test_a_file_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match=r"none\.zip can't be read: No such file or directory\.$"):
        read_backup(tmp_path / "none.zip")


def test_a_folder_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="can't be read"):
        read_backup(tmp_path)


@pytest.mark.parametrize(
    ("words", "line", "column"),
    [
        ("no JSON", 1, 1),
        ('{"schema": 1,\n "answers": {\n  "a.b" 3}}', 3, 9),
        ('{"schema": 1', 1, 13),
        ("", 1, 1),
    ],
)
def test_of_what_is_no_json_line_and_column_are_said(
    words: str, line: int, column: int, tmp_path: Path
) -> None:
    (tmp_path / "edited.json").write_text(words, "utf-8")
    with pytest.raises(BackupError, match=rf"edited\.json is neither .* \(line {line}, column {column}: "):
        read_backup(tmp_path / "edited.json")


@pytest.mark.parametrize(
    ("odd", "place"),
    [
        ({"answers": {"a.b": {"revision": "soon"}}}, "answers.a.b.revision"),
        ({"answers": {"t.t": {"rows": {"r": {"value": "text", "revision": 1, "at": ""}}}}}, "rows.r.value"),
        ({"answers": []}, "answers"),
        ({"workbook": None}, "workbook"),
    ],
)
def test_of_another_shape_the_place_is_said(odd: dict, place: str, tmp_path: Path) -> None:
    (tmp_path / "edited.json").write_bytes(answers(**odd))
    with pytest.raises(BackupError, match=rf"{place.replace('.', '[.]')} is not as it should be"):
        read_backup(tmp_path / "edited.json")


@pytest.mark.parametrize(
    "data",
    [b"null", b"[]", b'"text"', b"3", b"{}", b"\xff\xfe\xfa", b"%PDF-1.7\n", b"[" * 100_000]
    + [answers(answers={"a.b": {"value": float(word)}}) for word in ("nan", "inf")],
)
def test_what_is_no_workbook_is_one_sentence(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(data)
    with pytest.raises(BackupError, match=r"is neither a backup nor a workbook's .*Nothing was changed\.$"):
        read_backup(tmp_path / "file")


def test_halves_of_characters_are_cleaned(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(answers(answers={"a.b": {"value": "half \ud800"}}))
    found = read_backup(tmp_path / "file")
    assert found.answers.value("a.b") == "half \ufffd"
    assert found.document["answers"]["a.b"]["value"] == "half \ufffd"


@pytest.mark.parametrize("inside", [False, True])
def test_a_newer_workbooks_file_is_said_to_be_one(inside: bool, path: Path) -> None:
    newer = b'{"schema": 2, "answers": "in some other way"}'
    if inside:
        zipped(path, answers__json=newer)
    else:
        path.write_bytes(newer)
    with pytest.raises(NewerSchema, match=r"was written by a newer workbook \(format 2; .*Update"):
        read_backup(path)


@pytest.mark.parametrize("members", [{}, {"photo__jpg": b"a photo"}, {"history__jsonl": b""}])
def test_an_archive_of_other_things_is_one_sentence(members: dict[str, bytes], path: Path) -> None:
    zipped(path, **members)
    with pytest.raises(BackupError, match=r"is damaged, or no backup of a workbook\. Nothing was changed\."):
        read_backup(path)


def test_an_archive_of_answers_alone_is_read(path: Path) -> None:
    zipped(path, answers__json=answers(answers={"a.b": {"value": "kept"}}))
    found = read_backup(path)
    assert (found.answers.value("a.b"), found.lines) == ("kept", ())


def outcome(path: Path) -> str:
    """Say how reading went: "read", or a sentence; anything else is raised."""
    try:
        read_backup(path)
    except WorkbookError as error:
        return str(error)
    return "read"


def test_a_backup_cut_off_at_any_byte_is_one_sentence(written: Path) -> None:
    data = written.read_bytes()
    for end in range(len(data)):
        written.write_bytes(data[:end])
        assert outcome(written).endswith("Nothing was changed."), end


def test_a_backup_with_any_byte_changed_is_read_as_it_was_or_one_sentence(
    written: Path, filled: AnswerFile
) -> None:
    data = written.read_bytes()
    for place in range(len(data)):
        for flip in (0x01, 0x20, 0x80, 0xFF):
            written.write_bytes(data[:place] + bytes([data[place] ^ flip]) + data[place + 1 :])
            said = outcome(written)
            if said == "read":
                assert read_backup(written).answers == filled.read(), (place, flip)
            else:
                assert said.endswith("Nothing was changed."), (place, flip)


def test_what_unpacks_to_more_than_any_workbook_is_refused_before_it_is_unpacked(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("answers.json", answers(answers={"a.b": {"value": "x" * 100_000}}))
        archive.writestr("history.jsonl", b"\n" * 100_000)
    monkeypatch.setattr("workbook.store.backup.LIMIT", 200_000)
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *_: pytest.fail("it was unpacked"))
    with pytest.raises(BackupError, match=r"is too large for a workbook\. Nothing was changed\."):
        read_backup(path)


def test_a_workbook_of_many_megabytes_is_not_too_large(path: Path, filled: AnswerFile) -> None:
    filled.put("a.c", "x" * 1_000_000)
    write_backup(path, filled.read(), filled.lines() * 20)
    assert read_backup(path).answers.value("a.c") == "x" * 1_000_000


def test_an_archive_that_says_it_is_huge_is_refused(written: Path) -> None:
    data = written.read_bytes()
    entry = data.index(b"PK\x01\x02")  # its size, unpacked, is 24 bytes further
    written.write_bytes(data[: entry + 24] + b"\xff\xff\xff\xfe" + data[entry + 28 :])
    assert "is too large for a workbook" in outcome(written)


def test_an_archive_with_a_password_is_one_sentence(path: Path) -> None:
    zipped(path, answers__json=answers())
    data = bytearray(path.read_bytes())
    data[6] |= 1  # the marks of encryption, in front of the file and in the list
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert outcome(path).endswith("is damaged, or no backup of a workbook. Nothing was changed.")
