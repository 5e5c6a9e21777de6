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
    answer_in_words,
    complete_keys,
    find_question,
    flag,
    format_moment,
    open_store,
    printable,
    read_answers,
    title_of,
)
from workbook.clock import today
from workbook.errors import BackupError, RefusedAnswer
from workbook.questions.tables import Table
from workbook.store import merge
from workbook.store.backup import read_backup, write_backup
from workbook.store.merge import Difference, VersionIndex

ERASE = "erase"
SENTENCES = {
    "new": "not answered here yet, taken from the file",
    "changed": "changed in the file, taken from it",
    "both": "changed here and in the file: yours stays, the file's becomes an earlier version",
    "kept": "newer here, left as it is",
    "beside": "waited beside one in the file: it becomes an earlier version",
}

KeyArgument = Annotated[
    str, typer.Argument(help="The question's key, as fit.why.", autocompletion=complete_keys)
]
WholeTexts = Annotated[bool, flag("--full", "Show whole texts.")]


def history(
    key: Annotated[
        str | None,
        typer.Argument(
            help="The question's key, as fit.why. Without one, all that have any.",
            autocompletion=complete_keys,
        ),
    ] = None,
    every: Annotated[bool, flag("--all", "Every version, not the last of each sitting.")] = False,
    full: WholeTexts = False,
    home: Home = None,
) -> None:
    """Show the earlier versions of an answer, the newest first."""
    store = open_store(home)
    answers = read_answers(store)
    if key is None:
        for one, found in store.past().items():
            count = _count(len(found), "version")
            _print(f"{one:24}  {count:>12}, last {format_moment(found[-1].at)}  {title_of(one)}")
        return
    found = store.history(key, by_sitting=not every)
    if not found:
        raise RefusedAnswer(f"There is no version of {key!r}. `tpm-workbook history` lists the keys.")
    _print(f"{title_of(key)}\n")
    for version in reversed(found):
        _print(f"{version.revision}, {format_moment(version.at)}{_mark_current(version, answers, key)}")
        words = "(deleted)" if version.value is None and version.row else answer_in_words(key, version.value)
        _print(textwrap.indent(words if full else _shorten(words, 300), "    ") + "\n")
    _print(f"To bring one back: tpm-workbook restore {key} NUMBER")


def restore(
    key: KeyArgument,
    number: Annotated[int, typer.Argument(help="The version's number, as `history` shows it.")],
    home: Home = None,
) -> None:
    """Bring an earlier version back. What it replaces is kept in turn."""
    store = open_store(home)
    answers = read_answers(store)
    found = [one for one in store.history(key) if one.revision == number]
    if not found:
        raise RefusedAnswer(f"{key!r} has no version {number}. `tpm-workbook history {key}` lists them.")
    version = found[-1]
    if version.value is None:
        raise RefusedAnswer(f"Version {number} is a deletion. Choose the version before it.")
    held = answers[key].rows.get(version.row) if version.row else answers[key]
    saved = store.save_all([Edit(key, version.value, row=version.row, apart=True)])[0]
    if held and held.revision == saved.revision:
        _print(f"“{title_of(key)}” reads so already.")
        return
    _print(f"“{title_of(key)}” reads as on {format_moment(version.at)} again.")
    if held and held.revision:
        _print(f"What it replaced: tpm-workbook restore {key} {held.revision}")


def backup(
    file: Annotated[Path | None, typer.Argument(help="The file to write; otherwise named for today.")] = None,
    home: Home = None,
) -> None:
    """Write all answers and their history into one file."""
    store = open_store(home)
    path = file or Path(f"tpm-workbook-{today().isoformat()}.zip")
    answers = read_answers(store)  # before the history, which then knows at least as much
    write_backup(path, answers, store.lines())
    _print(f"Written to {path}: {_count(len(answers.answers), 'answer')}, not encrypted.")
    _print(f"To take it in on another computer: tpm-workbook import {path.name}")


def import_(
    file: Annotated[Path, typer.Argument(help="A backup, an answers.json, or an edited copy of one.")],
    overwrite: Annotated[bool, flag("--overwrite", "Take every answer from the file that differs.")] = False,
    dry_run: Annotated[bool, flag("--dry-run", "Only show what would change.")] = False,
    yes: Annotated[bool, flag("--yes", "Don't ask.")] = False,
    home: Home = None,
) -> None:
    """Take answers in from a file. Shows what it will change first; deletes nothing."""
    found = read_backup(file)
    store = open_store(home)
    mine = read_answers(store)
    differing = merge.differences(
        mine, found.answers, VersionIndex(store.entries()), VersionIndex(found.entries)
    )
    differing, refused, older = _sort_out(differing)
    if not mine.answers and found.past and not refused:
        _print(
            f"This workbook is empty: all of {file} comes in{', with its history' if found.lines else ''}."
        )
        _print(f"{_count(len(found.answers.answers), 'answer')}.")
        _print_older(older)
        if _go_on(dry_run=dry_run, yes=yes):
            store.adopt(found.document, found.past)
            _print("Imported.")
        return
    for sentence in refused:
        _print(f"Left out: {sentence}")
    _print_older(older)
    for standing, sentence in SENTENCES.items():
        group = [one for one in differing if one.standing == standing]
        if not group:
            continue
        taken = "differs, taken from the file" if overwrite and standing in {"both", "kept"} else sentence
        _print(f"\n{_count(len(group), 'answer')} {taken}:")
        for one in group:
            _print(f"  {one.key}{f', row {one.row}' if one.row else ''}: {title_of(one.key)}")
            if one.mine is not None:
                _print(f"    here: {_shorten(answer_in_words(one.key, one.mine))}")
            _print(f"    file: {_shorten(answer_in_words(one.key, one.theirs))}")
    changes = [
        *merge.edits(differing, overwrite=overwrite),
        *(marks := merge.marks(mine, found.answers, overwrite=overwrite)),
    ]
    if marks:
        _print(f"\n{_count(len(marks), 'privacy mark')} taken from the file.")
    if not changes:
        _print("There is nothing to take in.")
    elif _go_on(dry_run=dry_run, yes=yes):
        store.save_all(changes)
        _print("Imported. What was replaced is in the history.")


def erase(home: Home = None) -> None:
    """Delete every answer, version and copy in the folder, for good."""
    store = open_store(home)
    traces = store.traces() if store.home.is_dir() else []
    if not traces:
        _print(f"There are no answers in {store.home}.")
        return
    for path in traces:
        _print(str(path))
    _print("\nThese files will be deleted. Nothing here can bring them back.")
    if _ask(f"Type {ERASE} to go on: ") != ERASE:
        raise RefusedAnswer("Nothing was erased.")
    store.erase()
    for path in store.strangers():
        _print(f"Left, as it is not the workbook's: {path}")
    _print(
        "Erased. Drafts in a browser go when the workbook is next opened there. Backups, PDFs and other "
        "copies that you put elsewhere are yours to delete."
    )


def _print_older(older: Iterable[str]) -> None:
    for sentence in older:
        _print(f"Taken as it is, though it is asked no longer: {sentence}")


def _sort_out(found: Iterable[Difference]) -> tuple[list[Difference], list[str], list[str]]:
    """Return what can be kept, sentences on what can't, and sentences on what no question asks any more."""
    sound, refused, older = [], [], []
    for one in found:
        place = f"{one.key}{f', row {one.row}' if one.row else ''}"
        try:
            kept, problem = _check_difference(one)
        except RefusedAnswer as error:
            refused.append(f"{place}. {error}")
        else:
            sound.append(kept)
            older += [f"{place}. {problem}"] if problem else []
    return sound, refused, older


def _check_difference(one: Difference) -> tuple[Difference, str]:
    """Return a difference as its question keeps it, and why the question of today would refuse it, or ""."""
    question = find_question(one.key)
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
        _print("\nNothing was changed.")
    elif not yes and _ask("\nGo on? [y/N] ").lower() not in {"y", "yes"}:
        raise BackupError("Nothing was changed.")
    return not dry_run


def _ask(prompt: str) -> str:
    sys.stdout.write(prompt)
    sys.stdout.flush()
    return sys.stdin.readline().strip()


def _mark_current(version: Version, answers: Answers, key: str) -> str:
    held = answers[key].rows.get(version.row) if version.row else answers[key]
    now = " (as it is now)" if held and held.revision == version.revision else ""
    return f"{f', row {version.row}' if version.row else ''}{now}"


def _shorten(words: str, width: int = 100) -> str:
    return textwrap.shorten(words, width, placeholder=" …")


def _print(text: str) -> None:
    """Print what may come from a file; control sequences in it are not for the terminal."""
    typer.echo(printable(text))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"
