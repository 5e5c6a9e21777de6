"""`AnswerFile`: the only code that writes answers to disk.

A change is first appended to `history.jsonl`, then `answers.json` is replaced, each durable before the
next begins; only then is it called saved. Either file alone can be lost without losing an answer.
The store does not know the questions: any key is kept.
"""

from __future__ import annotations

import errno
import json
import os
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from pydantic import ValidationError

from workbook import disk, history
from workbook.answers import SCHEMA, Answers, Saved
from workbook.errors import DamagedStore, NewerSchema, StoreError
from workbook.history import Document, Entry

SIZE_LIMIT = 1024 * 1024  # bytes of JSON for one answer or one row
LOCK_PATIENCE = 2.0  # seconds
TAIL = 64 * 1024  # bytes of history read at first; doubled until it reaches the state's revision


@dataclass(frozen=True)
class Version:
    """What one key, or one row of it, held from `revision` on. `value` is None for a deleted row."""

    revision: int
    at: str
    value: Any
    row: str | None = None


class AnswerFile:
    """The answers in one folder. Many may be open at once, in threads and in processes.

    `notices` are sentences about what was mended on the way, for the person to read.
    Every method raises StoreError with a sentence, and then has changed nothing that was saved.
    """

    def __init__(self, home: Path, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.home = Path(home)
        self.path = self.home / "answers.json"
        self.notices: list[str] = []
        self._history = self.home / "history.jsonl"
        self._now = now
        self._thread = threading.RLock()
        # A sidecar: replacing answers.json changes its inode, and a lock is held on an inode.
        self._lock = FileLock(
            self.home / ".lock",
            timeout=LOCK_PATIENCE,
            mode=disk.PRIVATE_FILE,
            thread_local=False,
            fallback_to_soft=False,
        )
        self._tidy = False
        self._rooted = False

    def read(self) -> Answers:
        """Return the answers as they are now; an empty workbook is begun where there is none."""
        with _plain_errors(f"The answers in {self.home} can't be read"):
            document, _ = self._load()
        try:
            return Answers.model_validate(document)
        except ValidationError as error:
            raise DamagedStore(
                f"{self.path} is not in the workbook's format. It was left as it is."
            ) from error

    def check_writable(self) -> None:
        """Raise StoreError when nothing could be saved here."""
        with _plain_errors(f"Nothing can be saved in {self.home}"), self._locked():
            if not os.access(self.home, os.W_OK | os.X_OK):
                raise PermissionError(errno.EACCES, "not writable")

    def stamp(self) -> tuple[int, int, int]:
        """Return a mark that differs whenever another program has saved; cheap to ask for."""
        try:
            state = self.path.stat()
        except OSError:
            return (0, 0, 0)
        return (state.st_ino, state.st_mtime_ns, state.st_size)

    def put(self, key: str, value: Any, base: int | None = None) -> Saved:  # noqa: ANN401 - any JSON
        """Save `value` for `key`, durably. `base` is the revision that it was written over."""
        return self._save({"key": key, "value": value}, base)

    def put_row(
        self, key: str, row_id: str, row: dict[str, Any], base: int | None = None, before: str | None = None
    ) -> Saved:
        """Save one row of a table, durably; a new one stands at the end, or in front of `before`."""
        place = {"before": before} if before else {}
        return self._save({"key": key, "row": row_id, "value": row, **place}, base)

    def delete_row(self, key: str, row_id: str) -> Saved:
        """Delete one row of a table, durably; history keeps it."""
        return self._save({"key": key, "row": row_id, "deleted": True}, None)

    def mark(self, key: str, *, private: bool) -> Saved:
        """Save whether shared documents leave this answer out."""
        return self._save({"key": key, "private": private}, None)

    def history(self, key: str) -> list[Version]:
        """Return every version of `key` that is kept, oldest first."""
        with _plain_errors(f"The history in {self.home} can't be read"):
            entries = self._entries()
        return [
            Version(entry["revision"], entry["at"], entry.get("value"), entry.get("row"))
            for entry in history.versions(entries, key)
        ]

    def _save(self, entry: Entry, base: int | None) -> Saved:
        entry = history.clean(entry)
        try:
            size = history.size(entry)
        except ValueError:
            raise StoreError(
                "An answer holds something that can't be kept, as a number without end."
            ) from None
        if size > SIZE_LIMIT:
            raise StoreError("An answer is longer than 1 MiB. Shorten it, or split it.")
        with _plain_errors(f"The folder {self.home} can't be written"), self._locked():
            document, on_disk = self._load()
            held, revision = history.held(document, entry)
            if history.changes_nothing(held, entry):
                # Said again, perhaps since the answer to it was lost. It may stand in the history alone.
                if on_disk < document["revision"]:
                    disk.replace(self.path, history.encode(document))
                return Saved(revision)
            conflict = None
            if base is not None and base != revision and held is not None:
                conflict = held if isinstance(held, str) else json.dumps(held, ensure_ascii=False)
                entry = {**entry, "over": revision}
            entry = {"revision": document["revision"] + 1, "at": self._stamp_now(), **entry}
            if not self._is_rooted():
                disk.append(self._history, history.line(history.first_line(document)))
            disk.append(self._history, history.line(entry))
            history.apply(document, entry)
            disk.replace(self.path, history.encode(document))
            return Saved(entry["revision"], conflict)

    def _load(self) -> tuple[Document, int]:
        """Return the state, mended and brought up to date from the history, and its revision on disk."""
        document = self._state()
        if document is None:
            if self.path.exists() and not self._has_history():
                raise self._hopeless()  # before a lock would leave a file behind
            with self._locked():
                document = self._state() or self._mended()
        on_disk = document["revision"]
        for entry in self._entries(after=on_disk):
            history.apply(document, entry)
        return document, on_disk

    def _state(self) -> Document | None:
        data = disk.read(self.path)
        document = history.decode(data) if data else None
        if document is not None and document["schema"] > SCHEMA:
            raise NewerSchema(
                f"{self.path} was written by a newer workbook (format {document['schema']}; this one knows "
                f"{SCHEMA}). Nothing was changed. Update this workbook to open it."
            )
        return document

    def _mended(self) -> Document:
        """Make the state again from the history; called under the lock, when the state is no good."""
        data = disk.read(self._history) or b""
        if b"\n" not in data and not self.path.exists():  # nothing, or a first line never finished
            return self._begun()
        lines = [history.parse_line(line) for line in data.split(b"\n") if line]
        document = history.rebuild(entry for entry in lines if entry is not None)
        if document is None:
            raise self._hopeless()
        aside = self._set_aside() if self.path.exists() else None
        disk.replace(self.path, history.encode(document))
        if aside or document["revision"]:
            found = f"was damaged; the damaged file is kept as {aside.name}" if aside else "was missing"
            gaps = lines.count(None)
            unread = f" {gaps} of its lines could not be read." if gaps else ""
            self.notices.append(
                f"{self.path.name} {found}. The answers were made again from the history.{unread}"
            )
        return document

    def _has_history(self) -> bool:
        return self._history.exists() and self._history.stat().st_size > 0

    def _is_rooted(self) -> bool:
        """Say whether the history holds a whole document, without which no state can be made from it."""
        if not self._rooted and self._has_history():
            with self._history.open("rb") as file:  # it is the first line, unless that was damaged
                self._rooted = any("state" in (history.parse_line(line) or {}) for line in file)
        return self._rooted and self._has_history()

    def _hopeless(self) -> DamagedStore:
        return DamagedStore(
            f"{self.path} is damaged, and there is no history beside it to mend it from. Nothing was "
            "changed. Put back a copy of the folder, or move the file away to begin anew."
        )

    def _begun(self) -> Document:
        document = history.new_document(uuid.uuid4().hex)
        # The history comes first: a state without one would look like damage that nothing can mend.
        disk.append(self._history, history.line(history.first_line(document)))
        disk.replace(self.path, history.encode(document))
        return document

    def _set_aside(self) -> Path:
        stamp = self._now().strftime("%Y%m%dT%H%M%S")
        names = (f"answers.damaged-{stamp}{'-' * bool(n)}{n or ''}.json" for n in range(1000))
        aside = next(path for path in map(self.home.joinpath, names) if not path.exists())
        self.path.replace(aside)
        return aside

    def _entries(self, after: int | None = None) -> list[Entry]:
        """Return the changes newer than `after`, oldest first, reading no more history than that takes.

        Without `after`, everything, whole documents included.
        """
        try:
            size = self._history.stat().st_size
        except FileNotFoundError:
            return []
        reach = size if after is None else TAIL
        while True:
            with self._history.open("rb") as file:
                file.seek(max(0, size - reach))
                lines = file.read().split(b"\n")
            if reach < size:
                del lines[0]  # begins in the middle
            newer: list[Entry] = []
            for data in reversed(lines):
                entry = history.parse_line(data) if data else None
                if entry is None or (after is not None and "state" in entry):
                    continue
                if after is not None and entry["revision"] <= after:
                    return newer[::-1]
                newer.append(entry)
            if reach >= size:
                return newer[::-1]
            reach *= 2

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with self._thread:
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
        for leftover in self.home.glob(disk.TEMPORARY):
            leftover.unlink(missing_ok=True)
        self._tidy = True

    def _stamp_now(self) -> str:
        return self._now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@contextmanager
def _plain_errors(what: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = os.strerror(error.errno).lower() if error.errno else str(error)
        raise StoreError(f"{what}: {reason}. Nothing that was saved before is lost.") from error
