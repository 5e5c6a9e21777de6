"""`history`, `restore`, `backup`, `import` and `erase`."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from workbook.answers.model import Answers, Edit, Version
from workbook.cli.options import (
    Home,
    asked,
    flag,
    in_words,
    keys,
    moment,
    printable,
    read,
    store_in,
    title,
)
from workbook.clock import today
from workbook.errors import BackupError, RefusedAnswer
from workbook.questions.tables import Table
from workbook.store import merge
from workbook.store.backup import read_backup, write_backup
from workbook.store.merge import Difference, VersionIndex

ERASE = "erase"
SAID = {
    "new": "not answered here yet, taken from the file",
    "changed": "changed in the file, taken from it",
    "both": "changed here and in the file: yours stays, the file's becomes an earlier version",
    "kept": "newer here, left as it is",
    "beside": "waited beside one in the file: it becomes an earlier version",
}

Key = Annotated[str, typer.Argument(help="The question's key, as fit.why.", autocompletion=keys)]
WholeTexts = Annotated[bool, flag("--full", "Show whole texts.")]


def history(
    key: Annotated[
        str | None,
        typer.Argument(
            help="The question's key, as fit.why. Without one, all that have any.", autocompletion=keys
        ),
    ] = None,
    every: Annotated[bool, flag("--all", "Every version, not the last of each sitting.")] = False,
    full: WholeTexts = False,
    home: Home = None,
) -> None:
    """Show the earlier versions of an answer, the newest first."""
    store = store_in(home)
    answers = read(store)
    if key is None:
        for one, found in store.past().items():
            count = _count(len(found), "version")
            _say(f"{one:24}  {count:>12}, last {moment(found[-1].at)}  {title(one)}")
        return
    found = store.history(key, by_sitting=not every)
    if not found:
        raise RefusedAnswer(f"There is no version of {key!r}. `tpm-workbook history` lists the keys.")
    _say(f"{title(key)}\n")
    for version in reversed(found):
        _say(f"{version.revision}, {moment(version.at)}{_place(version, answers, key)}")
        words = "(deleted)" if version.value is None and version.row else in_words(key, version.value)
        _say(textwrap.indent(words if full else _short(words, 300), "    ") + "\n")
    _say(f"To bring one back: tpm-workbook restore {key} NUMBER")


def restore(
    key: Key,
    number: Annotated[int, typer.Argument(help="The version's number, as `history` shows it.")],
    home: Home = None,
) -> None:
    """Bring an earlier version back. What it replaces is kept in turn."""
    store = store_in(home)
    answers = read(store)
    found = [one for one in store.history(key) if one.revision == number]
    if not found:
        raise RefusedAnswer(f"{key!r} has no version {number}. `tpm-workbook history {key}` lists them.")
    version = found[-1]
    if version.value is None:
        raise RefusedAnswer(f"Version {number} is a deletion. Choose the version before it.")
    held = answers[key].rows.get(version.row) if version.row else answers[key]
    saved = store.save_all([Edit(key, version.value, row=version.row, apart=True)])[0]
    if held and held.revision == saved.revision:
        _say(f"“{title(key)}” reads so already.")
        return
    _say(f"“{title(key)}” reads as on {moment(version.at)} again.")
    if held and held.revision:
        _say(f"What it replaced: tpm-workbook restore {key} {held.revision}")


def backup(
    file: Annotated[Path | None, typer.Argument(help="The file to write; otherwise named for today.")] = None,
    home: Home = None,
) -> None:
    """Write all answers and their history into one file."""
    store = store_in(home)
    path = file or Path(f"tpm-workbook-{today().isoformat()}.zip")
    answers = read(store)  # before the history, which then knows at least as much
    write_backup(path, answers, store.lines())
    _say(f"Written to {path}: {_count(len(answers.answers), 'answer')}, not encrypted.")
    _say(f"To take it in on another computer: tpm-workbook import {path.name}")


def import_(
    file: Annotated[Path, typer.Argument(help="A backup, an answers.json, or an edited copy of one.")],
    overwrite: Annotated[bool, flag("--overwrite", "Take every answer from the file that differs.")] = False,
    dry_run: Annotated[bool, flag("--dry-run", "Only show what would change.")] = False,
    yes: Annotated[bool, flag("--yes", "Don't ask.")] = False,
    home: Home = None,
) -> None:
    """Take answers in from a file. Shows what it will change first; deletes nothing."""
    found = read_backup(file)
    store = store_in(home)
    mine = read(store)
    differing = merge.differences(
        mine, found.answers, VersionIndex(store.entries()), VersionIndex(found.entries)
    )
    differing, refused, older = _sound(differing)
    if not mine.answers and found.past and not refused:
        _say(f"This workbook is empty: all of {file} comes in{', with its history' if found.lines else ''}.")
        _say(f"{_count(len(found.answers.answers), 'answer')}.")
        _tell(older)
        if _go_on(dry_run=dry_run, yes=yes):
            store.adopt(found.document, found.past)
            _say("Imported.")
        return
    for sentence in refused:
        _say(f"Left out: {sentence}")
    _tell(older)
    for standing, said in SAID.items():
        group = [one for one in differing if one.standing == standing]
        if not group:
            continue
        taken = "differs, taken from the file" if overwrite and standing in {"both", "kept"} else said
        _say(f"\n{_count(len(group), 'answer')} {taken}:")
        for one in group:
            _say(f"  {one.key}{f', row {one.row}' if one.row else ''}: {title(one.key)}")
            if one.mine is not None:
                _say(f"    here: {_short(in_words(one.key, one.mine))}")
            _say(f"    file: {_short(in_words(one.key, one.theirs))}")
    changes = [
        *merge.edits(differing, overwrite=overwrite),
        *(marks := merge.marks(mine, found.answers, overwrite=overwrite)),
    ]
    if marks:
        _say(f"\n{_count(len(marks), 'privacy mark')} taken from the file.")
    if not changes:
        _say("There is nothing to take in.")
    elif _go_on(dry_run=dry_run, yes=yes):
        store.save_all(changes)
        _say("Imported. What was replaced is in the history.")


def erase(home: Home = None) -> None:
    """Delete every answer, version and copy in the folder, for good."""
    store = store_in(home)
    traces = store.traces() if store.home.is_dir() else []
    if not traces:
        _say(f"There are no answers in {store.home}.")
        return
    for path in traces:
        _say(str(path))
    _say("\nThese files will be deleted. Nothing here can bring them back.")
    if _typed(f"Type {ERASE} to go on: ") != ERASE:
        raise RefusedAnswer("Nothing was erased.")
    store.erase()
    for path in store.strangers():
        _say(f"Left, as it is not the workbook's: {path}")
    _say(
        "Erased. Drafts in a browser go when the workbook is next opened there. Backups, PDFs and other "
        "copies that you put elsewhere are yours to delete."
    )


def _tell(older: Iterable[str]) -> None:
    for sentence in older:
        _say(f"Taken as it is, though it is asked no longer: {sentence}")


def _sound(found: Iterable[Difference]) -> tuple[list[Difference], list[str], list[str]]:
    """Return what can be kept, with sentences on what can't, and on what is of no question of today's."""
    sound, refused, older = [], [], []
    for one in found:
        place = f"{one.key}{f', row {one.row}' if one.row else ''}"
        try:
            kept, problem = _checked(one)
        except RefusedAnswer as error:
            refused.append(f"{place}. {error}")
        else:
            sound.append(kept)
            older += [f"{place}. {problem}"] if problem else []
    return sound, refused, older


def _checked(one: Difference) -> tuple[Difference, str]:
    """Return a difference as its question keeps it, and what the question of today has against it."""
    question = asked(one.key)
    if not question:  # what no question asks for is kept as it is
        return one, ""
    if (one.row is not None) != isinstance(question, Table):
        raise RefusedAnswer(f"“{question.title}” is another kind of question now.")
    try:
        return replace(one, theirs=question.check(one.theirs)), ""
    except RefusedAnswer as error:
        return replace(one, theirs=question.check_older(one.theirs)), str(error)


def _go_on(*, dry_run: bool, yes: bool) -> bool:
    if dry_run:
        _say("\nNothing was changed.")
    elif not yes and _typed("\nGo on? [y/N] ").lower() not in {"y", "yes"}:
        raise BackupError("Nothing was changed.")
    return not dry_run


def _typed(prompt: str) -> str:
    sys.stdout.write(prompt)
    sys.stdout.flush()
    return sys.stdin.readline().strip()


def _place(version: Version, answers: Answers, key: str) -> str:
    held = answers[key].rows.get(version.row) if version.row else answers[key]
    now = " (as it is now)" if held and held.revision == version.revision else ""
    return f"{f', row {version.row}' if version.row else ''}{now}"


def _short(words: str, width: int = 100) -> str:
    return textwrap.shorten(words, width, placeholder=" …")


def _say(text: str) -> None:
    """Print what may come from a file; control sequences in it are not for the terminal."""
    typer.echo(printable(text))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"
