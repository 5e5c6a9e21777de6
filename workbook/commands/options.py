"""What several commands share: the option that names the folder, and how a moment and a value are said."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from workbook.answers import Answers
from workbook.catalogue import catalogue
from workbook.errors import WorkbookError
from workbook.questions import Question, Table
from workbook.session import home as default_home
from workbook.store import AnswerFile

Home = Annotated[
    Path | None,
    typer.Option(
        help="The folder of the answers. Otherwise TPM_WORKBOOK_HOME, else your user data folder.",
        readable=False,  # not checked here: the store says it, in the same words everywhere
        show_default=False,
    ),
]


def store_in(home: Path | None) -> AnswerFile:
    """Return the store that `--home` names."""
    return AnswerFile(home.expanduser().absolute() if home else default_home())


def read(store: AnswerFile) -> Answers:
    """Read the answers; what had to be mended goes to stderr, and the command goes on."""
    answers = store.read()
    for notice in store.notices:
        sys.stderr.write(f"{notice}\n")
    return answers


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
    if value in (None, "", [], {}):
        return "(empty)"
    question = asked(key)
    if isinstance(value, Mapping):
        columns = {column.key: column for column in question.columns} if isinstance(question, Table) else {}
        parts = ((columns.get(name), name, one) for name, one in value.items() if one not in (None, ""))
        return "\n".join(
            f"{_named(column, question, name)}: {_label(column, one)}" for column, name, one in parts
        )
    if isinstance(value, list):
        return ", ".join(_label(question, one) for one in value)
    return _label(question, value)


def _named(column: object, question: Question | None, name: str) -> str:
    return getattr(column, "title", None) or _label(question, name)


def _label(asks: object, value: Any) -> str:  # noqa: ANN401
    label = getattr(asks, "label", None)
    return str(label(value)) if label and isinstance(value, str) else str(value)
