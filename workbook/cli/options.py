"""What several commands share: the option that names the folder, and moments and answers as text."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from workbook.answers.model import Answers
from workbook.errors import WorkbookError
from workbook.kept import is_blank
from workbook.questions.catalogue import catalogue
from workbook.questions.formatting import describe
from workbook.questions.kinds import Question, Weights
from workbook.questions.tables import Table
from workbook.store import AnswerFile, location

Home = Annotated[
    Path | None,
    typer.Option(
        help="The folder of the answers. Otherwise TPM_WORKBOOK_HOME, else your user data folder.",
        readable=False,  # not checked here: the store reports it, in the same words everywhere
        show_default=False,
    ),
]


def flag(name: str, help_: str) -> Any:  # noqa: ANN401 - what Typer returns
    """Return an option without a value; Typer's help would name one for it."""
    return typer.Option(name, help=help_, metavar="")


def complete_keys(begun: str) -> list[str]:
    """Complete a question's key, for the shell."""
    return [one.key for one in catalogue().questions if one.key.startswith(begun)]


def complete_tables(begun: str) -> list[str]:
    """Complete the key of a question that can be a table."""
    return [key for key in complete_keys(begun) if isinstance(find_question(key), Table | Weights)]


def open_store(home: Path | None) -> AnswerFile:
    """Return the store that `--home` names."""
    return AnswerFile(home.expanduser().absolute() if home else location.home())


def read_answers(store: AnswerFile) -> Answers:
    """Read the answers; what had to be repaired goes to stderr, and the command goes on."""
    answers = store.read()
    for notice in store.notices:
        sys.stderr.write(f"{printable(notice)}\n")
    return answers


def printable(text: str) -> str:
    """Return text without control sequences, which are not for the terminal."""
    return "".join(one if one.isprintable() or one == "\n" else "\ufffd" for one in text)


def format_moment(at: str) -> str:
    """Return a moment as the person's own clock shows it."""
    there = datetime.fromisoformat(at).astimezone()
    return f"{there.day} {there:%B %Y, %H:%M}"


def title_of(key: str) -> str:
    """Return a question's title; a key that no question asks for is its own title."""
    question = find_question(key)
    return question.title if question else key


def find_question(key: str) -> Question | None:
    """Return the question with this key, or None."""
    try:
        return catalogue().question(key)
    except (KeyError, WorkbookError):
        return None


def answer_in_words(key: str, value: Any) -> str:  # noqa: ANN401 - any answer
    """Return an answer, or a row of one, as it is read; "(empty)" for none."""
    if is_blank(value):
        return "(empty)"
    return describe(find_question(key), value)
