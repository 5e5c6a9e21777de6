"""An exported file: its bytes, and how they get to disk."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from workbook.errors import ExportError
from workbook.store import disk


@dataclass(frozen=True)
class ExportFile:
    """A file's bytes, and in sentences what its reader should know: what is missing or not right."""

    data: bytes
    notices: tuple[str, ...] = ()


def write_file(path: Path, data: bytes) -> None:
    """Write a file for the owner's eyes only, whole or not at all. A link stays one."""
    try:
        path = path.resolve()
        if path.is_dir():
            raise ExportError(f"{path} is a folder; name a file in it. Nothing was written.")
        if path.exists() and not path.is_file():
            raise ExportError(f"{path} is no file. Nothing was written.")
        _replace(path, data)
    except FileNotFoundError as error:
        raise ExportError(f"The folder {path.parent} does not exist. Nothing was written.") from error
    except (OSError, ValueError, RuntimeError) as error:  # RuntimeError: a link that leads to itself
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise ExportError(f"{path} can't be written: {reason.lower()}. Nothing was written.") from error


def _replace(path: Path, data: bytes) -> None:
    try:
        disk.replace(path, data)
    except OSError:
        # Some network folders can't be synced, and have the file all the same.
        if not path.is_file() or path.read_bytes() != data:
            raise
