"""Runs the command line in this process, for tests of what it says."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from typing import NamedTuple

import pytest

from workbook.cli.main import main


class Told(NamedTuple):
    """How a command ended, and what it said."""

    status: int
    out: str
    err: str


Tell = Callable[..., Told]


def teller(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Tell:
    """Return the command line; `typed` is what is typed."""

    def tell(*words: object, typed: str = "") -> Told:
        capsys.readouterr()
        monkeypatch.setattr(sys, "argv", ["tpm-workbook", *map(str, words)])
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        status = ended.value.code or 0
        assert isinstance(status, int)
        return Told(status, said.out, said.err)

    return tell
