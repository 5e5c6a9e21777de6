"""`doctor`: what could go wrong here, and the cure."""

from __future__ import annotations

import platform
import shutil
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from workbook.cli.options import Home, open_store, read_answers
from workbook.errors import StoreError
from workbook.store import AnswerFile, risks

if TYPE_CHECKING:
    from workbook.cli.surroundings import Finding

LEAST_FREE = 100 * 1024**2  # bytes; below, a save may soon fail


def doctor(home: Home = None) -> None:
    """Look for what could go wrong, and say the cure. Exit status 1 when something will not work."""
    from workbook.cli.surroundings import surroundings

    store = open_store(home)
    found = [*_check_answers(store), *surroundings()]
    for how, sentence in found:
        typer.echo(f"{how:8}{sentence}")
    if any(how == "fault" for how, _ in found):
        raise typer.Exit(1)


def _check_answers(store: AnswerFile) -> Iterator[Finding]:
    python = platform.python_version()
    yield "fine", f"Workbook {version('tpm-workbook')} on Python {python}, {platform.system()}."
    try:
        answers = read_answers(store)
        store.check_writable()
    except StoreError as error:
        cure = " Another folder is named by --home, or by TPM_WORKBOOK_HOME."
        yield "fault", f"{error}{cure if isinstance(error.__cause__, OSError) else ''}"
    else:
        yield "fine", f"Questions answered in {store.path}: {len(answers.answers)}. The file is sound."
        yield from _check_history(store)
    for warning in risks.warnings(store.home):
        yield "warning", warning
    yield from _check_space(store.home)


def _check_history(store: AnswerFile) -> Iterator[Finding]:
    lines, gaps = len(store.lines()), store.gaps()
    if store.is_history_behind():
        yield "warning", "The history lacks changes that the answers have: earlier versions are missing."
    if not gaps:
        yield "fine", f"Lines of history: {lines}, all of them sound."
    else:
        yield "warning", f"{gaps} of the history's {lines} lines can't be read; the others can."
    copies = store.copies()
    last = f", the last of {copies[0]}" if copies else ""
    yield "fine", f"Daily copies: {len(copies)}{last}."


def _check_space(home: Path) -> Iterator[Finding]:
    try:
        there = next((path for path in (home, *home.parents) if path.exists()), home)
        total, _, free = shutil.disk_usage(there)
    except OSError:
        return  # a folder out of reach is a fault already
    if not total:
        return  # no disk, as /proc
    if free < LEAST_FREE:
        yield "warning", f"Only {free // 1024**2} MiB are free on the disk. Make room before it is full."
    else:
        yield "fine", f"{free / 1024**3:.1f} GiB are free on the disk."
