"""The files of one workbook: read, mended when they are damaged, and locked while somebody writes.

`answers.json` is the state, `history.jsonl` beside it holds every change, and `snapshots/` a copy a day.
The answers can be made again from either of the others. `erased.json` names the workbooks that were
erased here.
"""

from __future__ import annotations

import errno
import json
import os
import re
import threading
import uuid
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from workbook.answers.model import SCHEMA
from workbook.errors import DamagedStore, NewerSchema, StoreError
from workbook.store import disk
from workbook.store import document as history
from workbook.store.document import Document
from workbook.store.journal import Journal
from workbook.store.snapshots import Snapshots

LOCK_PATIENCE = 2.0  # seconds
LEAP = 1000  # revisions passed over when some may have been lost, since none is used twice


class Folder:
    """A workbook's folder. `notices` are sentences about what was mended on the way."""

    def __init__(self, home: Path, now: Callable[[], datetime]) -> None:
        self.home = home
        self.path = home / "answers.json"
        self.journal = Journal(home / "history.jsonl")
        self.snapshots = Snapshots(home / "snapshots")
        self.notices: list[str] = []
        self._erased = home / "erased.json"
        self._now = now
        self._thread = threading.RLock()
        # A sidecar: replacing answers.json changes its inode, and a lock is held on an inode.
        self._lock = FileLock(
            home / ".lock",
            timeout=LOCK_PATIENCE,
            mode=disk.PRIVATE_FILE,
            thread_local=False,
            fallback_to_soft=False,
        )
        self._tidy = False
        self._workbook: str | None = None  # the id of the workbook that was opened here
        self._day: date | None = None  # the last day whose copy is known to be there

    def load(self) -> tuple[Document, int]:
        """Return the state, mended and brought up to date from the history, and its revision on disk."""
        document = self._state()
        if document is None:
            if self.path.exists() and not self.journal.exists() and not self.snapshots.documents():
                raise self._hopeless()  # before a lock would leave a file behind
            with self.locked():
                document = self._state() or self._mended()
        on_disk = document["revision"]
        for entry in self.journal.after(on_disk):
            history.apply(document, entry)
        self._check_same(document)
        return document, on_disk

    def check_writable(self) -> None:
        """Raise OSError when something here could not be written."""
        for path in (self.home, self.path, self.journal.path):
            if path.exists() and not os.access(path, os.W_OK | (os.X_OK if path.is_dir() else 0)):
                raise PermissionError(errno.EACCES, f"{path.name} is not writable")

    def opened(self, workbook: str) -> None:
        """Hold on to the workbook with this id: another one in its place is refused from now on."""
        self._workbook = workbook

    def prepare(self, document: Document) -> None:
        """Before `document` is changed: keep the day's copy, and see that a history can be replayed."""
        if not self.journal.is_rooted() or self.journal.is_behind(document["revision"]):
            self.journal.begin(document)  # somebody has put back an older file, or none is left
        now = self._now().astimezone(UTC)
        if now.date() == self._day:
            return
        try:
            if document["answers"] and not self.snapshots.has(now.date()):
                self.snapshots.take(now.date(), history.encode(document))
                self.journal.fold(now)
            self._day = now.date()
        except (OSError, ValueError) as error:  # the save itself may well succeed
            notice = f"Today's copy of the answers could not be kept: {error}."
            if notice not in self.notices:
                self.notices.append(notice)

    def adopt(self, document: Document, lines: Iterable[bytes]) -> None:
        """Put another workbook in the place of this one, which is empty."""
        self.path.unlink(missing_ok=True)  # cut off anywhere, there is one workbook: what the history makes
        self.journal.replace(lines)
        self.write(document)
        self._workbook = None

    def write(self, document: Document) -> None:
        """Put `document` in the place of the state, durably."""
        disk.replace(self.path, history.encode(document))

    def erased(self) -> list[str]:
        """Return the ids of the workbooks that were erased here: browsers let go of their drafts."""
        try:
            marks = json.loads(disk.read(self._erased) or b"[]")
            return [str(mark["workbook"]) for mark in marks]
        except (OSError, ValueError, TypeError, KeyError):
            return []

    def traces(self) -> list[Path]:
        """Return every file here that holds answers, the copies that sync programs leave among them."""
        patterns = ("answers*", "history*", ".answers*", ".history*", f"{self.snapshots.folder.name}/**/*")
        named = {path for pattern in patterns for path in self.home.glob(pattern)}
        backups = {path for path in self.home.glob("*.zip") if _is_backup(path)}
        return sorted(path for path in named | backups if path.is_symlink() or path.is_file())

    def strangers(self) -> list[Path]:
        """Return what else lies here."""
        own = {*self.traces(), self._erased, self.home / ".lock", self.snapshots.folder}
        return sorted(set(self.home.iterdir()) - own)

    def erase(self) -> None:
        """Delete every trace but the workbook's random id, which says so; called under the lock."""
        traces = self.traces()
        ids = list(dict.fromkeys([*self.erased(), *filter(None, map(_workbook_in, traces))]))
        marks = json.dumps([{"workbook": one} for one in ids]).encode()
        with suppress(OSError):  # a full disk has room when the rest is gone
            disk.replace(self._erased, marks)
        # The state last, then the history: cut off in the middle, nothing comes back from an older copy.
        for path in sorted(traces, key=lambda one: (one == self.path, one == self.journal.path)):
            path.unlink(missing_ok=True)
        with suppress(OSError):  # it may hold a folder that isn't ours
            self.snapshots.folder.rmdir()
        disk.replace(self._erased, marks)

    def _state(self) -> Document | None:
        data = disk.read(self.path)
        document = history.decode(data) if data else None
        if document is not None:
            self._check_schema(document["schema"])
        return document

    def _check_schema(self, schema: int) -> None:
        if schema > SCHEMA:
            raise NewerSchema(
                f"{self.path} was written by a newer workbook (format {schema}; this one knows {SCHEMA}). "
                "Nothing was changed. Update this workbook to open it."
            )

    def _mended(self) -> Document:
        """Make the state again; called under the lock, when the state is no good."""
        known, gaps = self.journal.entries(), self.journal.gaps()
        copies = self.snapshots.documents()
        if not known and not copies and not self.path.exists() and gaps < 2:
            return self._begun()  # nothing, or a first line that was never finished
        self._check_schema(max((entry["state"]["schema"] for entry in known if "state" in entry), default=0))
        begun = {entry["state"]["workbook"] for entry in known if "state" in entry}
        copies = {day: copy for day, copy in copies.items() if copy["workbook"] in begun or not begun}
        document = history.rebuild(known, list(copies.values())[:1])
        if document is None:
            raise self._hopeless()
        if gaps or not known:
            document["revision"] += LEAP
        aside = self._set_aside() if self.path.exists() else None
        self.write(document)
        if aside or document["revision"]:
            found = f"was damaged; the damaged file is kept as {aside.name}" if aside else "was missing"
            source = "the history" if known else f"the copy of {next(iter(copies))}"
            unread = f" {gaps} of its lines could not be read." if gaps else ""
            self.notices.append(
                f"{self.path.name} {found}. The answers were made again from {source}.{unread}"
            )
        return document

    def _hopeless(self) -> DamagedStore:
        return DamagedStore(
            f"{self.path} is damaged, and there is no history beside it to mend it from. Nothing was "
            "changed. Put back a copy of the folder, or move the file away to begin anew."
        )

    def _begun(self) -> Document:
        self._check_not_gone()
        document = history.new_document(uuid.uuid4().hex)
        # The history comes first: a state without one would look like damage that nothing can mend.
        self.journal.begin(document)
        self.write(document)
        return document

    def _set_aside(self) -> Path:
        stamp = self._now().strftime("%Y%m%dT%H%M%S")
        names = (f"answers.damaged-{stamp}{'-' * bool(n)}{n or ''}.json" for n in range(1000))
        aside = next(path for path in map(self.home.joinpath, names) if not path.exists())
        self.path.replace(aside)
        return aside

    def _check_not_gone(self) -> None:
        if self._workbook:
            raise StoreError(
                f"The answers that were in {self.home} are gone: they were erased, or the folder was moved. "
                "Nothing was begun in their place."
            )

    def _check_same(self, document: Document) -> None:
        if self._workbook not in (None, document["workbook"]):
            raise StoreError(
                f"The workbook in {self.home} is not the one that was opened here: it was erased or replaced "
                "since. Nothing was changed."
            )

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder, alone of all threads and programs; raise StoreError when somebody else does."""
        with self._thread:
            if not self.home.exists():
                self._check_not_gone()  # before a folder or a lock is made in its place
            disk.make_folder(self.home)
            try:
                self._lock.acquire()
            except Timeout:
                raise StoreError(
                    f"Another program has held the workbook in {self.home} for {LOCK_PATIENCE:g} seconds. "
                    "Nothing was changed; it is tried again."
                ) from None
            try:
                self._tidy_up()
                yield
            finally:
                self._lock.release()

    def _tidy_up(self) -> None:
        """Remove what a crash left behind, once; whoever holds the lock is the only writer."""
        if self._tidy:
            return
        for folder in (self.home, self.snapshots.folder):
            for leftover in folder.glob(disk.TEMPORARY):
                leftover.unlink(missing_ok=True)
        self._tidy = True


def _is_backup(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return "answers.json" in archive.namelist()
    except (zipfile.BadZipFile, OSError):
        return False


def _workbook_in(path: Path) -> str | None:
    """Return the id of the workbook that a file belongs to, be it sound or not."""
    try:
        found = _ID.search(disk.read(path) or b"")
    except OSError:  # a link to a folder
        return None
    return found and found[1].decode()


_ID = re.compile(rb'"workbook": "([0-9a-f]{32})"')
