"""A file is written whole or not at all, and for its owner alone."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from workbook.errors import ExportError
from workbook.export.files import write_file
from workbook.store import disk


def test_a_document_is_written_for_its_owner_alone(tmp_path: Path) -> None:
    target = tmp_path / "book.pdf"
    target.write_bytes(b"older")
    write_file(target, b"new")
    assert target.read_bytes() == b"new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [target]


def test_a_missing_folder_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"The folder .*gone does not exist\. Nothing was written\."):
        write_file(tmp_path / "gone" / "book.pdf", b"x")


def test_a_folder_is_no_file_to_write(tmp_path: Path) -> None:
    (tmp_path / "book.pdf").mkdir()
    with pytest.raises(ExportError, match=r"book\.pdf is a folder"):
        write_file(tmp_path / "book.pdf", b"x")
    assert list(tmp_path.iterdir()) == [tmp_path / "book.pdf"]


def test_a_file_in_the_place_of_a_folder_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"kept")
    with pytest.raises(ExportError, match=r"can't be written: not a directory"):
        write_file(tmp_path / "file" / "book.pdf", b"x")
    assert (tmp_path / "file").read_bytes() == b"kept"


@pytest.mark.parametrize("name", ["x" * 300 + ".pdf", "a\x00b.pdf"])
def test_a_name_that_no_file_can_have_is_a_sentence(name: str, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="Nothing was written"):
        write_file(tmp_path / name, b"x")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("fails", ["replace", "fsync"])
def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(
    fails: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "book.pdf"
    target.write_bytes(b"older")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, fails, full)
    with pytest.raises(ExportError, match=r"no space left on device\. Nothing was written"):
        write_file(target, b"new")
    assert target.read_bytes() == b"older"
    assert list(tmp_path.iterdir()) == [target]


def test_a_folder_that_may_not_be_written_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    if os.geteuid():
        tmp_path.chmod(0o500)
    else:  # root may write everywhere: let the system say what it would say to others
        monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(ExportError, match=r"can't be written: permission denied\. Nothing was written\."):
        write_file(tmp_path / "book.pdf", b"x")
    assert list(tmp_path.iterdir()) == []


def test_a_link_stays_a_link_and_what_is_no_file_stays_what_it_is(tmp_path: Path) -> None:
    link, pipe = tmp_path / "link.pdf", tmp_path / "pipe"
    link.symlink_to(tmp_path / "book.pdf")
    write_file(link, b"%PDF")
    assert link.is_symlink()
    assert (tmp_path / "book.pdf").read_bytes() == b"%PDF"
    os.mkfifo(pipe)
    with pytest.raises(ExportError, match="is no file"):
        write_file(pipe, b"%PDF")
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_folder_that_can_not_be_synced_has_the_document_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_folder: Path) -> None:
        raise OSError(22, "Invalid argument")

    monkeypatch.setattr(disk, "sync_folder", fail)
    write_file(tmp_path / "book.pdf", b"%PDF")
    assert (tmp_path / "book.pdf").read_bytes() == b"%PDF"
