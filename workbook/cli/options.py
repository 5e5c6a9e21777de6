"""What several commands share: the option that names the folder, and how a moment and a value are said."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from workbook.answers.model import Answers
from workbook.errors import WorkbookError
from workbook.kept import is_blank
from workbook.questions import formatting as words
from workbook.questions.catalogue import catalogue
from workbook.questions.kinds import Question, Weights
from workbook.questions.tables import Table
from workbook.questions.values import ChoiceValue
from workbook.store import AnswerFile
from workbook.store.location import home as default_home

Home = Annotated[
    Path | None,
    typer.Option(
        help="The folder of the answers. Otherwise TPM_WORKBOOK_HOME, else your user data folder.",
        readable=False,  # not checked here: the store says it, in the same words everywhere
        show_default=False,
    ),
]


def flag(name: str, help_: str) -> Any:  # noqa: ANN401 - what Typer makes of it
    """Return an option that is there or not; Typer's help would name a value for it."""
    return typer.Option(name, help=help_, metavar="")


def keys(begun: str) -> list[str]:
    """Complete a question's key, for the shell."""
    return [one.key for one in catalogue().questions if one.key.startswith(begun)]


def tables(begun: str) -> list[str]:
    """Complete the key of a question that can be a table."""
    return [key for key in keys(begun) if isinstance(asked(key), Table | Weights)]


def store_in(home: Path | None) -> AnswerFile:
    """Return the store that `--home` names."""
    return AnswerFile(home.expanduser().absolute() if home else default_home())


def read(store: AnswerFile) -> Answers:
    """Read the answers; what had to be mended goes to stderr, and the command goes on."""
    answers = store.read()
    for notice in store.notices:
        sys.stderr.write(f"{printable(notice)}\n")
    return answers


def printable(text: str) -> str:
    """Return text without control sequences, which are not for the terminal."""
    return "".join(one if one.isprintable() or one == "\n" else "\ufffd" for one in text)


def moment(at: str) -> str:
    """Return a moment as the person's own clock shows it."""
    there = datetime.fromisoformat(at).astimezone()
    return f"{there.day} {there:%B %Y, %H:%M}"


def title(key: str) -> str:
    """Return a question's title; a key that no question asks for stands for itself."""
    question = asked(key)
    return question.title if question else key


def asked(key: str) -> Question | None:
    """Return the question with this key, or None."""
    try:
        return catalogue().question(key)
    except (KeyError, WorkbookError):
        return None


def in_words(key: str, value: Any) -> str:  # noqa: ANN401 - any answer
    """Return a value as a person reads it; rows and points have a line for each part."""
    if is_blank(value):
        return "(empty)"
    question = asked(key)
    if isinstance(value, Mapping):
        parts = ((name, one) for name, one in value.items() if not is_blank(one))
        return "\n".join(_part(question, name, one) for name, one in parts)
    return words.in_words(question, value) if question else str(value)


def _part(question: Question | None, name: str, value: Any) -> str:  # noqa: ANN401
    """Say one cell of a row, or the points of one criterion."""
    if isinstance(question, Table):
        column = next((one for one in question.columns if one.key == name), None)
        return f"{column.title if column else name}: {words.in_words(column, value) if column else value}"
    return f"{question.label(name) if isinstance(question, ChoiceValue) else name}: {words.plain(value)}"
