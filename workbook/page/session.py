"""The answers and their save status in this kernel: the only mutable state.

An edit comes in, goes to the store, and is announced to all that is shown. What another tab or program saved
is announced in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import replace
from functools import cache
from threading import Event, RLock, Thread
from typing import Any

from workbook.answers.model import Answer, Answers, Edit, Saved, Version
from workbook.answers.rules import draft, missing_for_draft
from workbook.errors import RefusedAnswer, StoreError
from workbook.kept import MADE_FROM
from workbook.logs import log
from workbook.questions.catalogue import Catalogue, catalogue
from workbook.questions.kinds import LongText, Question
from workbook.questions.tables import Table
from workbook.store import AnswerFile, risks
from workbook.store.location import home

WATCH = 0.5  # seconds between two looks at the file's stamp, which cost microseconds

Listener = Callable[[Set[str]], object]
Soon = Callable[[Callable[[], None]], None]


class Session:
    """One kernel's view of one workbook. `soon` gets what is to be done after an edit."""

    def __init__(self, store: AnswerFile, content: Catalogue, soon: Soon = lambda act: act()) -> None:
        self.catalogue = content
        self._soon = soon
        self._store = store
        self._lock = RLock()  # JupyterLab may hand messages to threads of their own
        self._listeners: dict[Listener, None] = {}  # in order
        self._trouble: list[str] = []
        self._risks = [*risks.passing(), *risks.copied(store.home)]
        self._stamp = store.stamp()  # before reading: what is saved in between is read again
        self.answers: Answers = store.read()

    @property
    def notices(self) -> list[str]:
        """Sentences about what was repaired or can't be read, and about what a sync program left."""
        return [*self._store.notices, *self._trouble, *self._risks]

    @property
    def workbook(self) -> str:
        """The id of the workbook that is open."""
        return self.answers.workbook

    @property
    def keys(self) -> frozenset[str]:
        """The keys of all questions."""
        return frozenset(question.key for question in self.catalogue.questions)

    @property
    def erased(self) -> list[str]:
        """The ids of the workbooks that were erased here: a browser lets go of their drafts.

        A workbook that was imported again since is not among them.
        """
        return [one for one in self._store.erased() if one != self.workbook]

    def history(self, key: str) -> list[Version]:
        """Return the last version of each sitting on `key`, oldest first."""
        return self._store.history(key, by_sitting=True)

    def versions(self, key: str) -> list[Version]:
        """Return every version of `key` that is kept, oldest first."""
        return self._store.history(key)

    def answer(self, key: str) -> Answer:
        """Return the latest answer for `key`."""
        return self.answers[key]

    def edit(self, edit: Edit) -> Saved:
        """Save one change and announce it; raise WorkbookError, with nothing lost, when it can't be."""
        with self._lock:
            saved = self._save(edit)
        self._soon(lambda: self._catch_up({edit.key}))
        return saved

    def refresh(self) -> None:
        """Read what others have saved since; cheap when nobody has. What can't be read becomes a notice."""
        if self._store.stamp() != self._stamp:
            self._catch_up(set())

    def watch(self) -> Event:
        """Read what others save, within a second and unasked, until the event is set."""
        over = Event()
        Thread(target=self._watch, args=(over,), name="tpm-workbook-watch", daemon=True).start()
        return over

    def _watch(self, over: Event) -> None:
        while not over.wait(WATCH):
            try:
                self.refresh()
            except Exception:
                log.exception("What was saved elsewhere could not be shown")

    def subscribe(self, listener: Listener) -> bool:
        """Call `listener` with the changed keys after every change; return whether that is new."""
        with self._lock:
            is_new = listener not in self._listeners
            self._listeners[listener] = None
            return is_new

    def unsubscribe(self, listener: Listener) -> bool:
        """Call `listener` no longer; return whether it was called before."""
        with self._lock:
            was_called = listener in self._listeners
            self._listeners.pop(listener, None)
            return was_called

    def draft(self, question: Question) -> tuple[str, list[str]]:
        """Return a draft made of other answers, and the titles of those that are still missing."""
        if not isinstance(question, LongText):
            return "", []
        asked = {one.key: one for one in self.catalogue.questions}
        missing = [one.title for one in missing_for_draft(question, self.answers, asked)]
        return draft(question, self.answers, asked), missing

    def _save(self, edit: Edit) -> Saved:
        question = self.catalogue.question(edit.key)
        if edit.action == "order":
            if not isinstance(question, Table) or not _are_names(edit.value):
                raise RefusedAnswer(f"“{question.title}” has no rows to put in order.")
        elif edit.action != "mark" and isinstance(question, Table) != bool(edit.row):
            raise RefusedAnswer(f"“{question.title}” is saved {'row by row' if not edit.row else 'whole'}.")
        if edit.action == "put":
            edit = replace(edit, value=self._with_unasked(edit, question.check(edit.value)))
        return self._store.save_all([edit])[0]

    def _with_unasked(self, edit: Edit, value: Any) -> Any:  # noqa: ANN401 - any answer
        """Return a row's new value with what the row still holds for columns that are no longer asked."""
        question, held = self.catalogue.question(edit.key), self.answers[edit.key].rows.get(edit.row or "")
        if not isinstance(question, Table) or held is None or not isinstance(held.value, dict):
            return value
        asked = {MADE_FROM, *(column.key for column in question.columns)}
        return {key: one for key, one in held.value.items() if key not in asked} | value

    def _catch_up(self, touched: set[str]) -> None:
        with self._lock:
            try:
                self._take(self._store.stamp(), touched)
            except StoreError as error:  # the stamp stays as it was: it is tried again
                self._trouble = [str(error)]

    def _take(self, stamp: tuple[int, int, int], touched: set[str]) -> None:
        """Read what is there now, and announce `touched` and everything else that has changed."""
        before, self.answers = self.answers, self._store.read()
        self._stamp, self._trouble = stamp, []
        keys = before.answers.keys() | self.answers.answers.keys()
        changed = touched | {key for key in keys if before[key] != self.answers[key]}
        for listener in tuple(self._listeners) if changed else ():
            try:
                listener(changed)
            except Exception:  # it is saved all the same, and the others hear of it
                log.exception("What follows from a change could not be shown")


def _are_names(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _after_the_reply(act: Callable[[], None]) -> None:
    """Act after the current message has its reply: a save waits for nothing else."""
    import asyncio

    try:
        asyncio.get_running_loop().call_soon(act)
    except RuntimeError:  # no kernel's thread
        act()


@cache
def session() -> Session:
    """Return this kernel's session; the first call opens it."""
    current = Session(AnswerFile(home()), catalogue(), _after_the_reply)
    current.watch()
    return current
