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
from workbook.store import document as history
from workbook.store.document import Document, Entry

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
        return [entry for line in self.lines for entry in history.parse(line)]

    @property
    def past(self) -> tuple[bytes, ...]:
        """The history that a workbook made of this begins with; none when only its answers can be taken."""
        return self.lines or (
            (history.line(history.first_line(self.document)).removesuffix(b"\n"),) if self.is_sound else ()
        )


def state(answers: Answers) -> bytes:
    """Return the answers as they stand on disk, with their checksum."""
    return history.encode(answers.model_dump(mode="json", by_alias=True, exclude_unset=True))


def write(path: Path, answers: Answers, lines: Sequence[bytes]) -> None:
    """Write a backup, for its owner alone. Another backup is replaced, any other file is not."""
    try:
        if path.exists() and not _is_backup(path):
            raise BackupError(f"{path} exists and is no backup. Choose another name.")
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(STATE, state(answers))
            archive.writestr(HISTORY, b"".join(line + b"\n" for line in lines))
        disk.replace(path, held.getvalue())
    except OSError as error:
        raise BackupError(f"{path} can't be written: {error.strerror or error}.") from error


def read(path: Path) -> Backup:
    """Return what a backup, an `answers.json`, or an edited copy of one holds."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BackupError(f"{path} can't be read: {error.strerror or error}.") from error
    lines: tuple[bytes, ...] = ()
    if zipfile.is_zipfile(io.BytesIO(data)):
        data, past = _unzipped(path, data)
        lines = tuple(line for line in past.split(b"\n") if line)
    try:
        document = _from_history(data) or history.clean(json.loads(data, parse_constant=_no_number))
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
    return Backup(document, answers, lines, history.decode(data) is not None)


def _is_backup(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return STATE in archive.namelist()
    except (zipfile.BadZipFile, IsADirectoryError, ValueError):
        return False


def _from_history(data: bytes) -> Document | None:
    """Return what a history makes, as a sync program may have left one."""
    return history.rebuild(entry for line in data.split(b"\n") if line for entry in history.parse(line))


def _unzipped(path: Path, data: bytes) -> tuple[bytes, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(member.file_size for member in archive.infolist()) > LIMIT:
                raise BackupError(f"{path} is too large for a workbook. Nothing was changed.")
            names = archive.namelist()
            return archive.read(STATE), archive.read(HISTORY) if HISTORY in names else b""
    except _UNREADABLE as error:
        raise BackupError(f"{path} is damaged, or no backup of a workbook. Nothing was changed.") from error


def _no_number(word: str) -> None:
    raise ValueError(word)  # NaN and Infinity, which are no JSON


def _where(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f" (line {error.lineno}, column {error.colno}: {error.msg})"
    if isinstance(error, ValidationError):
        return f" ({'.'.join(map(str, error.errors()[0]['loc'])) or 'the whole'} is not as it should be)"
    return ""
