"""The history's file: appended to, read from its end, and now and then folded."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime
from itertools import islice
from pathlib import Path

from workbook.store import compaction as folding
from workbook.store import disk
from workbook.store import document as history
from workbook.store.document import Document, Entry

TAIL = 64 * 1024  # bytes read at first; doubled until they reach back to the state's revision


class Journal:
    """`history.jsonl`. Whoever writes holds the store's lock; reading needs none."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._rooted = False

    def exists(self) -> bool:
        """Say whether there is anything in it."""
        return self.path.exists() and self.path.stat().st_size > 0

    def append(self, entries: list[Entry]) -> None:
        """Add changes durably, all or none."""
        disk.append(self.path, history.together(entries))

    def begin(self, document: Document) -> None:
        """Write the line that replay begins with: the whole document as it is now."""
        disk.append(self.path, history.line(history.first_line(document)))

    def lines(self) -> list[bytes]:
        """Return every line as it is, the empty ones left out."""
        return [line for line in (disk.read(self.path) or b"").split(b"\n") if line]

    def entries(self) -> list[Entry]:
        """Return everything that can be read, oldest first, whole documents included."""
        return [entry for line in self.lines() for entry in history.parse(line)]

    def gaps(self) -> int:
        """Return how many lines can't be read."""
        return sum(not history.parse(line) for line in self.lines())

    def after(self, revision: int) -> list[Entry]:
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
            newer: list[Entry] = []
            for data in reversed(lines):
                for entry in reversed(history.parse(data) if data else []):
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
        entries = (entry for line in lines if line for entry in reversed(history.parse(line)))
        newest = (int(entry.get("state", entry)["revision"]) for entry in islice(entries, 2))
        return max(newest, default=0) < revision

    def _end(self, reach: int) -> bytes:
        try:
            with self.path.open("rb") as file:
                file.seek(max(0, file.seek(0, os.SEEK_END) - reach))
                return file.read()
        except FileNotFoundError:
            return b""

    def fold(self, now: datetime) -> None:
        """Fold what is old; either it is all done or the file is as it was."""
        lines = folding.folded(self.lines(), now)
        if lines is not None:
            self.replace(lines)

    def replace(self, lines: Iterable[bytes]) -> None:
        """Put `lines` in the place of all that is there."""
        self._rooted = False
        disk.replace(self.path, b"\n".join(lines) + b"\n")

    def is_rooted(self) -> bool:
        """Say whether it holds a whole document, without which no state can be made from it."""
        if not self._rooted and self.exists():
            with self.path.open("rb") as file:  # it is the first line, unless that was damaged
                self._rooted = any("state" in (history.parse_line(line) or {}) for line in file)
        return self._rooted and self.exists()
