"""Daily copies of the whole state: `snapshots/2026-03-03.json`, as it was before that day's first change."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from workbook.answers.model import SCHEMA
from workbook.store import disk
from workbook.store.compaction import surplus
from workbook.store.document import Document, decode

COPY_NAME = re.compile(r"\d{4}-\d\d-\d\d\.json")


class Snapshots:
    """The folder of daily copies. Whoever writes holds the store's lock."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def paths(self) -> list[Path]:
        """Return the copies, the newest first."""
        try:
            found = [path for path in self.folder.iterdir() if COPY_NAME.fullmatch(path.name)]
        except OSError:
            return []
        return sorted(found, reverse=True)

    def has(self, day: date) -> bool:
        """Say whether the copy of a day is there."""
        return self._path(day).exists()

    def take(self, day: date, data: bytes) -> None:
        """Keep `data` as the copy of `day`, durably; older copies are thinned."""
        disk.make_folder(self.folder)
        disk.replace(self._path(day), data)
        days = {}
        for path in self.paths():
            try:
                days[date.fromisoformat(path.stem)] = path
            except ValueError:
                continue  # a 31st of February isn't ours
        for old in surplus(days):
            days[old].unlink(missing_ok=True)

    def documents(self) -> dict[str, Document]:
        """Return the sound copies by their day, the latest revision first: a clock may have been off."""
        found = {path.stem: decode(disk.read_file(path) or b"") for path in self.paths()}
        sound = {day: one for day, one in found.items() if one and one["schema"] == SCHEMA}
        return dict(sorted(sound.items(), key=lambda pair: pair[1]["revision"], reverse=True))

    def _path(self, day: date) -> Path:
        return self.folder / f"{day.isoformat()}.json"
