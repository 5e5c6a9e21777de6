"""Bytes that stay: the few calls that make a file durable, the same way everywhere.

`os.write` may be short without an error when a disk fills, a rename is durable only when its folder
is, and on a Mac `fsync` leaves bytes in the drive's cache unless asked for more.
"""

from __future__ import annotations

import os
import secrets
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

if sys.platform != "win32":
    import fcntl

Result = TypeVar("Result")

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700
TEMPORARY = ".answers-*.tmp"

_BUSY_ON_WINDOWS = {5, 32, 33}  # another program, often a virus scanner, has the file open
_PATIENCE = 2.5  # seconds


def make_folder(folder: Path) -> None:
    """Make `folder`, and those above it, when they are missing: for their owner alone, whatever the umask."""
    if folder.is_dir():
        return
    if not folder.parent.exists():
        make_folder(folder.parent)  # where others could write, they could put another folder in its place
    try:
        folder.mkdir(mode=PRIVATE_FOLDER)  # from its first moment, should we die in the next
    except FileExistsError:
        if not folder.is_dir():
            raise
    else:
        folder.chmod(PRIVATE_FOLDER)  # the umask may have taken our own rights
        sync_folder(folder.parent)


def append(path: Path, data: bytes) -> None:
    """Add `data` to the end of `path`, durably; on any error leave the file as it was."""
    is_new = not path.exists()
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | _BINARY, PRIVATE_FILE)
    try:
        _keep_private(descriptor)
        size = os.fstat(descriptor).st_size
        if size:
            os.lseek(descriptor, size - 1, os.SEEK_SET)
            if os.read(descriptor, 1) != b"\n":  # a torn line ends where it is
                data = b"\n" + data
        try:
            _write(descriptor, data)
            sync(descriptor)
        except OSError:
            os.ftruncate(descriptor, size)
            raise
    finally:
        os.close(descriptor)
    if is_new:
        sync_folder(path.parent)


def replace(path: Path, data: bytes) -> None:
    """Put `data` in the place of `path`, durably: a reader sees the old bytes or the new, no mixture."""
    temporary = path.with_name(TEMPORARY.replace("*", secrets.token_hex(8)))
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, PRIVATE_FILE)
    try:
        try:
            _keep_private(descriptor)
            _write(descriptor, data)
            if os.fstat(descriptor).st_size != len(data):
                raise OSError(f"only part of {path.name} could be written")
            sync(descriptor)
        finally:
            os.close(descriptor)
        _patiently(lambda: temporary.replace(path))
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def read_file(path: Path) -> bytes | None:
    """Return a file's bytes, or None when there is no such file."""
    try:
        return _patiently(path.read_bytes)
    except FileNotFoundError:
        return None


def sync(descriptor: int) -> None:
    """Wait until the drive itself has the bytes."""
    if sys.platform == "darwin":
        try:
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
        except OSError:  # not every file system knows it
            os.fsync(descriptor)
    else:
        os.fsync(descriptor)


def sync_folder(folder: Path) -> None:
    """Wait until the drive has the folder's entries; Windows keeps them by itself."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        sync(descriptor)
    finally:
        os.close(descriptor)


_BINARY = getattr(os, "O_BINARY", 0)


def _write(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        written = os.write(descriptor, rest)
        if not written:
            raise OSError("nothing more could be written")
        rest = rest[written:]


def _keep_private(descriptor: int) -> None:
    if sys.platform != "win32":
        os.fchmod(descriptor, PRIVATE_FILE)


def _patiently(call: Callable[[], Result]) -> Result:
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            return call()
        except PermissionError as error:
            if getattr(error, "winerror", None) not in _BUSY_ON_WINDOWS or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
