"""A workbook in one file: the answers and their history, zipped; and what can be read back from files."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from workbook.answers.model import SCHEMA, Answers
from workbook.errors import BackupError, NewerSchema
from workbook.store import disk
from workbook.store.document import Document, decode, encode, sanitize
from workbook.store.entries import Entry, format_line, parse_entries
from workbook.store.replay import rebuild

STATE, HISTORY = "answers.json", "history.jsonl"
LIMIT = 1024**3  # bytes unpacked: more is no workbook

_UNREADABLE = (zipfile.BadZipFile, zlib.error, KeyError, ValueError, EOFError, OSError, RuntimeError)


@dataclass(frozen=True)
class Backup:
    """What a file holds. `lines` is the history; a file that holds answers alone has none.

    `is_sound` says that its checksum is right: nobody has edited it.
    """

    document: Document
    answers: Answers
    lines: tuple[bytes, ...] = ()
    is_sound: bool = False

    @property
    def entries(self) -> list[Entry]:
        """The history's lines that can be read."""
        return [entry for line in self.lines for entry in parse_entries(line)]

    @property
    def past(self) -> tuple[bytes, ...]:
        """The history that a workbook made of this begins with; none when only its answers can be taken."""
        if self.lines or not self.is_sound:
            return self.lines
        return (format_line({"state": self.document}).removesuffix(b"\n"),)


def encode_answers(answers: Answers) -> bytes:
    """Return the answers as they are on disk, with their checksum."""
    return encode(answers.model_dump(mode="json", by_alias=True, exclude_unset=True))


def write_backup(path: Path, answers: Answers, lines: Sequence[bytes]) -> None:
    """Write a backup, for its owner alone. Another backup is replaced, any other file is not."""
    try:
        if path.exists() and not is_backup(path):
            raise BackupError(f"{path} exists and is no backup. Choose another name.")
        archived = io.BytesIO()
        with zipfile.ZipFile(archived, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(STATE, encode_answers(answers))
            archive.writestr(HISTORY, b"".join(line + b"\n" for line in lines))
        disk.replace(path, archived.getvalue())
    except OSError as error:
        raise BackupError(f"{path} can't be written: {error.strerror or error}.") from error


def read_backup(path: Path) -> Backup:
    """Return what a backup, an `answers.json`, or an edited copy of one holds."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BackupError(f"{path} can't be read: {error.strerror or error}.") from error
    lines: tuple[bytes, ...] = ()
    if zipfile.is_zipfile(io.BytesIO(data)):
        data, past = _unzip(path, data)
        lines = tuple(line for line in past.split(b"\n") if line)
    try:
        document = _from_history(data) or sanitize(json.loads(data, parse_constant=_refuse_number))
        schema = document.get("schema")
        if isinstance(schema, int) and schema > SCHEMA:
            raise NewerSchema(
                f"{path} was written by a newer workbook (format {schema}; this one knows {SCHEMA}). "
                "Nothing was changed. Update this workbook to import it."
            )
        answers = Answers.model_validate(document)
    except (ValueError, RecursionError, AttributeError, ValidationError) as error:
        raise BackupError(
            f"{path} is neither a backup nor a workbook's answers.json{_where(error)}. Nothing was changed."
        ) from error
    return Backup(document, answers, lines, decode(data) is not None)


def is_backup(path: Path) -> bool:
    """Say whether a file is a backup; raise OSError when it can't be read."""
    try:
        with zipfile.ZipFile(path) as archive:
            return STATE in archive.namelist()
    except (zipfile.BadZipFile, IsADirectoryError, ValueError):
        return False


def _from_history(data: bytes) -> Document | None:
    """Return what a history makes, as a sync program may have left one."""
    return rebuild(entry for line in data.split(b"\n") if line for entry in parse_entries(line))


def _unzip(path: Path, data: bytes) -> tuple[bytes, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(member.file_size for member in archive.infolist()) > LIMIT:
                raise BackupError(f"{path} is too large for a workbook. Nothing was changed.")
            names = archive.namelist()
            return archive.read(STATE), archive.read(HISTORY) if HISTORY in names else b""
    except _UNREADABLE as error:
        raise BackupError(f"{path} is damaged, or no backup of a workbook. Nothing was changed.") from error


def _refuse_number(word: str) -> None:
    raise ValueError(word)  # NaN and Infinity, which are no JSON


def _where(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f" (line {error.lineno}, column {error.colno}: {error.msg})"
    if isinstance(error, ValidationError):
        return f" ({'.'.join(map(str, error.errors()[0]['loc'])) or 'the whole'} is not as it should be)"
    return ""
