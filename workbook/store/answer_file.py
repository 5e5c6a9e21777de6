"""`AnswerFile`: the only code that writes answers to disk.

A change is first appended to `history.jsonl`, then `answers.json` is replaced, each durable before the
next begins; only then is it called saved. Either file alone can be lost without losing an answer.
The store does not know the questions: any key is kept.
"""

from __future__ import annotations

import gc
import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from workbook.answers.model import Answers, Edit, Saved, Version
from workbook.errors import DamagedStore, RefusedAnswer, StoreError
from workbook.store.compaction import last_of_sittings
from workbook.store.document import Document, format_json, sanitize
from workbook.store.edits import build_change, changes_nothing, current, leaves_a_text_waiting
from workbook.store.entries import Change, Entry, row_of, value_of
from workbook.store.erasure import Erasure
from workbook.store.files import Folder
from workbook.store.replay import apply, versions

SIZE_LIMIT = 1024 * 1024  # bytes of JSON for one answer or one row


class AnswerFile:
    """The answers in one folder. Many may be open at once, in threads and in processes.

    `notices` are sentences about what was repaired on the way, for the person to read.
    Every method raises StoreError with a sentence, and then has changed nothing that was saved.
    """

    def __init__(self, home: Path, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.home = Path(home)
        self._now = now
        self._folder = Folder(self.home, now)
        self._erasure = Erasure(self._folder)
        self.path = self._folder.path
        self.notices = self._folder.notices

    def read(self) -> Answers:
        """Return the answers as they are now; an empty workbook is begun where there is none."""
        with _plain_errors(f"The answers in {self.home} can't be read"), _gc_off():
            document, _ = self._folder.load()
            try:
                answers = Answers.model_validate(document)
            except ValidationError as error:
                raise DamagedStore(
                    f"{self.path} is not in the workbook's format. It was left as it is."
                ) from error
        self._folder.opened(answers.workbook)
        return answers

    def check_writable(self) -> None:
        """Raise StoreError when nothing could be saved here."""
        with _plain_errors(f"Nothing can be saved in {self.home}"), self._folder.locked():
            self._folder.check_writable()

    def stamp(self) -> tuple[int, int, int]:
        """Return a mark that differs whenever another program has saved; cheap to ask for."""
        try:
            state = self.path.stat()
        except OSError:
            return (0, 0, 0)
        return (state.st_ino, state.st_mtime_ns, state.st_size)

    def put(self, key: str, value: Any, base: int | None = None, settles: Sequence[int] = ()) -> Saved:  # noqa: ANN401 - any JSON
        """Save `value` for `key`, durably. `base` is the revision that it was written over.

        When that is not the latest, the other text stays beside this one until a later save `settles` its
        revision.
        """
        return self._save(Edit(key, value, base, settles=tuple(settles)))

    def put_row(  # noqa: PLR0913, PLR0917 - the first four are fixed from outside
        self,
        key: str,
        row_id: str,
        row: dict[str, Any],
        base: int | None = None,
        before: str | None = None,
        settles: Sequence[int] = (),
    ) -> Saved:
        """Save one row of a table, durably; a new one goes to the end, or in front of `before`."""
        return self._save(Edit(key, row, base, row_id, before, tuple(settles)))

    def delete_row(self, key: str, row_id: str, base: int | None = None) -> Saved:
        """Delete one row of a table, durably; history keeps it.

        Raise RefusedAnswer when the row was changed after revision `base`: nobody deletes what they did
        not see.
        """
        return self._save(Edit(key, None, base, row_id, action="delete"))

    def mark(self, key: str, *, private: bool) -> Saved:
        """Save whether shared documents leave this answer out."""
        return self._save(Edit(key, private, action="mark"))

    def save_all(self, edits: Iterable[Edit]) -> list[Saved]:
        """Save many changes, durably, all or none."""
        edits = [_storable(edit) for edit in edits]
        with _plain_errors(f"The folder {self.home} can't be written"), self._folder.locked(), _gc_off():
            document, on_disk = self._folder.load()
            self._folder.prepare(document)
            changes: list[Change] = []
            saved = [self._apply(edit, document, changes) for edit in edits]
            if changes:
                self._folder.journal.append(changes)
            # An edit that is repeated may be in the history alone, as the answer to it was lost.
            if on_disk < document["revision"]:
                self._folder.write(document)
            return saved

    def history(self, key: str, *, by_sitting: bool = False) -> list[Version]:
        """Return every version of `key` that is kept, oldest first; or the last one of each sitting."""
        return _versions(self.entries(), key, by_sitting=by_sitting)

    def past(self) -> dict[str, list[Version]]:
        """Return the last version of each sitting on every key that has any, in the order of the keys."""
        entries = self.entries()
        keys = sorted(self.read().answers)
        found = {key: _versions(entries, key, by_sitting=True) for key in keys}
        return {key: versions for key, versions in found.items() if versions}

    def lines(self) -> list[bytes]:
        """Return the history as it is on disk, line by line."""
        with _plain_errors(f"The history in {self.home} can't be read"):
            return self._folder.journal.lines()

    def entries(self) -> list[Entry]:
        """Return every change that the history holds, oldest first, whole documents included."""
        with _plain_errors(f"The history in {self.home} can't be read"):
            return self._folder.journal.entries()

    def gaps(self) -> int:
        """Return how many lines of the history can't be read."""
        with _plain_errors(f"The history in {self.home} can't be read"):
            return self._folder.journal.gaps()

    def copies(self) -> list[str]:
        """Return the days of which a copy is kept, the newest first."""
        return [path.stem for path in self._folder.snapshots.paths()]

    def adopt(self, document: Document, lines: Sequence[bytes]) -> None:
        """Take over a whole workbook and its history, durably, where nothing was answered yet."""
        with _plain_errors(f"The folder {self.home} can't be written"), self._folder.locked():
            here, _ = self._folder.load()
            if here["answers"]:
                raise StoreError(f"The workbook in {self.home} has answers already. Nothing was changed.")
            self._folder.adopt(document, lines)

    def traces(self) -> list[Path]:
        """Return every file in the folder that holds answers."""
        with _plain_errors(f"The folder {self.home} can't be read"):
            return self._erasure.traces()

    def strangers(self) -> list[Path]:
        """Return what lies in the folder and is not the workbook's."""
        with _plain_errors(f"The folder {self.home} can't be read"):
            return self._erasure.strangers()

    def is_history_behind(self) -> bool:
        """Say whether the history lacks changes that the answers have."""
        return self._folder.journal.is_behind(self.read().revision)

    def erase(self) -> None:
        """Delete every answer, every earlier version and every copy from the folder."""
        with _plain_errors(f"Not everything in {self.home} could be deleted"), self._folder.locked():
            self._erasure.erase()

    def erased(self) -> list[str]:
        """Return the ids of the workbooks that were erased here."""
        return self._erasure.ids()

    def _save(self, edit: Edit) -> Saved:
        return self.save_all([edit])[0]

    def _apply(self, edit: Edit, document: Document, changes: list[Change]) -> Saved:
        """Make one edit in `document`, and add its change to `changes` unless it changes nothing."""
        held, revision = current(document, edit)
        if changes_nothing(document, edit):
            return Saved(revision)
        is_unseen = edit.base is not None and edit.base != revision and held is not None
        if edit.action == "delete" and edit.base is not None and leaves_a_text_waiting(document, edit):
            raise RefusedAnswer("Another text waits beside this row. Decide on it before you delete the row.")
        if edit.action == "delete" and is_unseen:
            raise RefusedAnswer("This row was changed in another place since. It was not deleted.")
        over = revision if is_unseen else None
        change = build_change(edit, document["revision"] + 1, self._stamp_now(), over)
        changes.append(change)
        apply(document, change)
        return Saved(change["revision"], _as_text(held) if is_unseen else None)

    def _stamp_now(self) -> str:
        return self._now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _versions(entries: list[Entry], key: str, *, by_sitting: bool) -> list[Version]:
    found = versions(entries, key)
    return [
        Version(change["revision"], change["at"], value_of(change), row_of(change))
        for change in (last_of_sittings(found) if by_sitting else found)
    ]


def _storable(edit: Edit) -> Edit:
    """Return the edit, sanitized; raise StoreError when it can't be kept."""
    edit = replace(
        edit,
        key=sanitize(edit.key),
        value=sanitize(edit.value),
        row=sanitize(edit.row),
        before=sanitize(edit.before),
    )
    try:
        size = len(format_json(edit.value).encode()) if edit.action == "put" else 0
    except (ValueError, TypeError, RecursionError):
        raise StoreError("An answer holds something that can't be kept, as a number without end.") from None
    if size > SIZE_LIMIT:
        raise StoreError("An answer is longer than 1 MiB. Shorten it, or split it.")
    return edit


def _as_text(value: Any) -> str:  # noqa: ANN401 - any JSON
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


@contextmanager
def _gc_off() -> Iterator[None]:
    """Keep the garbage collector off: what is read stays, and it would look through all of it."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def _plain_errors(what: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = os.strerror(error.errno).lower() if error.errno else str(error)
        raise StoreError(f"{what}: {reason}. Nothing that was saved before is lost.") from error
