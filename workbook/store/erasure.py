"""What erasing a workbook deletes from its folder, and what it leaves: the workbook's random id.

`erased.json` keeps the ids, so that browsers let go of the drafts of a workbook that is gone.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from pathlib import Path

from workbook.store import disk
from workbook.store.backup import is_backup
from workbook.store.files import Folder


class Erasure:
    """What there is to erase in a folder. Whoever erases holds the folder's lock."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._home = folder.home
        self._ids = folder.home / "erased.json"

    def ids(self) -> list[str]:
        """Return the ids of the workbooks that were erased here."""
        try:
            marks = json.loads(disk.read_file(self._ids) or b"[]")
            return [str(mark["workbook"]) for mark in marks]
        except (OSError, ValueError, TypeError, KeyError):
            return []

    def traces(self) -> list[Path]:
        """Return every file here that holds answers, the copies that sync programs leave among them."""
        copies = f"{self._folder.snapshots.folder.name}/**/*"
        patterns = ("answers*", "history*", ".answers*", ".history*", copies)
        named = {path for pattern in patterns for path in self._home.glob(pattern)}
        backups = {path for path in self._home.glob("*.zip") if _is_readable_backup(path)}
        return sorted(path for path in named | backups if path.is_symlink() or path.is_file())

    def strangers(self) -> list[Path]:
        """Return what else is here."""
        own = {*self.traces(), self._ids, self._home / ".lock", self._folder.snapshots.folder}
        return sorted(set(self._home.iterdir()) - own)

    def erase(self) -> None:
        """Delete every trace but the ids."""
        traces, state, history = self.traces(), self._folder.path, self._folder.journal.path
        ids = list(dict.fromkeys([*self.ids(), *filter(None, map(_find_id, traces))]))
        marks = json.dumps([{"workbook": one} for one in ids]).encode()
        with suppress(OSError):  # a full disk has room when the rest is gone
            disk.replace(self._ids, marks)
        # The state last, then the history: cut off in the middle, nothing comes back from an older copy.
        for path in sorted(traces, key=lambda one: (one == state, one == history)):
            path.unlink(missing_ok=True)
        with suppress(OSError):  # it may hold a folder that isn't ours
            self._folder.snapshots.folder.rmdir()
        disk.replace(self._ids, marks)


def _is_readable_backup(path: Path) -> bool:
    with suppress(OSError):
        return is_backup(path)
    return False


def _find_id(path: Path) -> str | None:
    """Return the id of the workbook that a file belongs to, be it sound or not."""
    try:
        found = _ID.search(disk.read_file(path) or b"")
    except OSError:  # a link to a folder
        return None
    return found and found[1].decode()


_ID = re.compile(rb'"workbook": "([0-9a-f]{32})"')
