"""The files of one workbook: read, repaired when they are damaged, and locked while somebody writes.

`answers.json` is the state, `history.jsonl` beside it holds every change, and `snapshots/` a copy a day.
The answers can be restored from either of the others.
"""

from __future__ import annotations

import errno
import os
import threading
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from workbook.answers.model import SCHEMA
from workbook.errors import DamagedStore, NewerSchema, StoreError
from workbook.store import disk
from workbook.store.document import Document, decode, encode, new_document
from workbook.store.journal import Journal
from workbook.store.replay import apply, rebuild
from workbook.store.snapshots import Snapshots

LOCK_PATIENCE = 2.0  # seconds
LEAP = 1000  # revisions passed over when some may have been lost, since none is used twice


class Folder:
    """A workbook's folder. `notices` are sentences about what was repaired on the way."""

    def __init__(self, home: Path, now: Callable[[], datetime]) -> None:
        self.home = home
        self.path = home / "answers.json"
        self.journal = Journal(home / "history.jsonl")
        self.snapshots = Snapshots(home / "snapshots")
        self.notices: list[str] = []
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
        self._is_tidy = False
        self._workbook: str | None = None  # the id of the workbook that was opened here
        self._day: date | None = None  # the last day whose copy is known to be there

    def load(self) -> tuple[Document, int]:
        """Return the state, repaired and brought up to date from the history, and its revision on disk."""
        document = self._state()
        if document is None:
            if self.path.exists() and not self.journal.exists() and not self.snapshots.documents():
                raise self._hopeless()  # before a lock would leave a file behind
            with self.locked():
                document = self._state() or self._repair()
        on_disk = document["revision"]
        for change in self.journal.after(on_disk):
            apply(document, change)
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
                self.snapshots.take(now.date(), encode(document))
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
        disk.replace(self.path, encode(document))

    def _state(self) -> Document | None:
        data = disk.read_file(self.path)
        document = decode(data) if data else None
        if document is not None:
            self._check_schema(document["schema"])
        return document

    def _check_schema(self, schema: int) -> None:
        if schema > SCHEMA:
            raise NewerSchema(
                f"{self.path} was written by a newer workbook (format {schema}; this one knows {SCHEMA}). "
                "Nothing was changed. Update this workbook to open it."
            )

    def _repair(self) -> Document:
        """Restore the state; called under the lock, when the state is no good."""
        known, gaps = self.journal.entries(), self.journal.gaps()
        copies = self.snapshots.documents()
        if not known and not copies and not self.path.exists() and gaps < 2:
            return self._begin()  # nothing, or a first line that was never finished
        self._check_schema(max((entry["state"]["schema"] for entry in known if "state" in entry), default=0))
        begun = {entry["state"]["workbook"] for entry in known if "state" in entry}
        copies = {day: copy for day, copy in copies.items() if copy["workbook"] in begun or not begun}
        document = rebuild(known, list(copies.values())[:1])
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
            f"{self.path} is damaged, and there is no history beside it to rebuild it from. Nothing was "
            "changed. Put back a copy of the folder, or move the file away to begin anew."
        )

    def _begin(self) -> Document:
        self._check_not_gone()
        document = new_document(uuid.uuid4().hex)
        # The history comes first: a state without one would look like damage that nothing can repair.
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
                self._check_not_gone()  # before a folder or a lock takes its place
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
        if self._is_tidy:
            return
        for folder in (self.home, self.snapshots.folder):
            for leftover in folder.glob(disk.TEMPORARY):
                leftover.unlink(missing_ok=True)
        self._is_tidy = True
