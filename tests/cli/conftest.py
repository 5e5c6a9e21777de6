"""Runs the command line in this process, for tests of what it does and prints."""

from __future__ import annotations

import gc
import io
import sys
from collections.abc import Callable
from typing import NamedTuple, TextIO

import pytest

from workbook.cli.main import main
from workbook.logs import DEBUG


class Outcome(NamedTuple):
    """How a command ended, and what it printed."""

    status: int
    out: str
    err: str


Run = Callable[..., Outcome]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return the command line; `typed` is what a person types, or where it comes from."""

    def run(*words: object, typed: str | TextIO = "") -> Outcome:
        capsys.readouterr()
        monkeypatch.setenv(DEBUG, "")  # which --debug sets for its own process
        # Without a package, as a script has none: otherwise Click calls the program `python -m pytest`.
        monkeypatch.setattr(sys.modules["__main__"], "__package__", "")
        monkeypatch.setattr(sys, "argv", ["tpm-workbook", *map(str, words)])
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed) if isinstance(typed, str) else typed)
        status = _status()
        printed = capsys.readouterr()
        return Outcome(status, printed.out, printed.err)

    return run


def _status() -> int:
    """Run the command and return its exit status; print and undo what Python does when a program ends."""
    status: object = 0
    try:
        main()
    except SystemExit as ended:
        status = ended.code or 0
    except Exception as error:  # noqa: BLE001 - whatever escapes ends a program
        sys.excepthook(type(error), error, error.__traceback__)
        status = 1
    finally:
        gc.unfreeze()  # this process goes on, and has use for what it frees
    assert isinstance(status, int), "words would be printed, and the status be 1"
    return status
