"""The history's file: appended to, read from its end, and now and then folded."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime
from itertools import islice
from pathlib import Path

from workbook.store import disk
from workbook.store.compaction import fold_lines
from workbook.store.document import Document
from workbook.store.entries import (
    Change,
    Entry,
    format_changes,
    format_line,
    parse_entries,
    parse_line,
    revision_of,
)

TAIL = 64 * 1024  # bytes read at first; doubled until they reach back to the state's revision


class Journal:
    """`history.jsonl`. Whoever writes holds the store's lock; reading needs none."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._has_root = False

    def exists(self) -> bool:
        """Say whether there is anything in it."""
        return self.path.exists() and self.path.stat().st_size > 0

    def append(self, changes: list[Change]) -> None:
        """Add changes durably, all or none."""
        disk.append(self.path, format_changes(changes))

    def begin(self, document: Document) -> None:
        """Write the line that replay begins with: the whole document as it is now."""
        disk.append(self.path, format_line({"state": document}))

    def lines(self) -> list[bytes]:
        """Return every line as it is, the empty ones left out."""
        return [line for line in (disk.read_file(self.path) or b"").split(b"\n") if line]

    def entries(self) -> list[Entry]:
        """Return everything that can be read, oldest first, whole documents included."""
        return [entry for line in self.lines() for entry in parse_entries(line)]

    def gaps(self) -> int:
        """Return how many lines can't be read."""
        return sum(not parse_entries(line) for line in self.lines())

    def after(self, revision: int) -> list[Change]:
        """Return the changes newer than `revision`, oldest first, reading no more than that takes."""
        reach = TAIL
        while True:
            try:
                with self.path.open("rb") as file:
                    size = file.seek(0, os.SEEK_END)
                    file.seek(max(0, size - reach))
                    lines = file.read().split(b"\n")
            except FileNotFoundError:
                return []
            if reach < size:
                del lines[0]  # begins in the middle
            newer: list[Change] = []
            for data in reversed(lines):
                for entry in reversed(parse_entries(data) if data else []):
                    if "state" in entry:
                        continue
                    if entry["revision"] <= revision:
                        return newer[::-1]
                    newer.append(entry)
            if reach >= size:
                return newer[::-1]
            reach *= 2

    def is_behind(self, revision: int) -> bool:
        """Say whether the newest that can be read here, a change or a whole document, is older."""
        lines = reversed(self._end(TAIL).split(b"\n"))
        entries = (entry for line in lines if line for entry in reversed(parse_entries(line)))
        return max(map(revision_of, islice(entries, 2)), default=0) < revision

    def _end(self, reach: int) -> bytes:
        try:
            with self.path.open("rb") as file:
                file.seek(max(0, file.seek(0, os.SEEK_END) - reach))
                return file.read()
        except FileNotFoundError:
            return b""

    def fold(self, now: datetime) -> None:
        """Fold what is old; either it is all done or the file is as it was."""
        lines = fold_lines(self.lines(), now)
        if lines is not None:
            self.replace(lines)

    def replace(self, lines: Iterable[bytes]) -> None:
        """Put `lines` in the place of all that is there."""
        self._has_root = False
        disk.replace(self.path, b"\n".join(lines) + b"\n")

    def is_rooted(self) -> bool:
        """Say whether it holds a whole document, which every replay begins with."""
        if not self._has_root and self.exists():
            with self.path.open("rb") as file:  # it is the first line, unless that was damaged
                self._has_root = any("state" in (parse_line(line) or ()) for line in file)
        return self._has_root and self.exists()
