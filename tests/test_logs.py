"""A fault of the workbook itself is told without a word of an answer."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from workbook.cli import main
from workbook.logs import DEBUG, log

ANSWER = "What I would not say aloud"


def fail(*_: object, **__: object) -> None:
    raise ValueError(ANSWER)


LINE = fail.__code__.co_firstlineno + 1


@pytest.mark.parametrize("debug", ["", "1"])
def test_the_terminal_hears_where_a_fault_was_and_of_what_kind(
    debug: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(DEBUG, debug)
    try:
        fail()
    except ValueError:
        log.exception("Something could not be shown")
    told = capsys.readouterr().err
    assert "Something could not be shown" in told
    assert "ValueError" in told
    assert f'"{__file__}", line {LINE}, in fail' in told
    assert (ANSWER in told) is bool(debug)


def test_a_terminal_that_is_gone_costs_no_reply(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever logs a fault has a person to answer after that."""
    reading, writing = os.pipe()
    os.close(reading)
    gone = os.fdopen(writing, "w", buffering=1)
    with pytest.raises(BrokenPipeError):
        gone.write("Nobody hears this\n")
    monkeypatch.setattr(sys, "stderr", gone)
    log.error("Nobody hears this either")
    with suppress(BrokenPipeError):
        gone.close()


def test_a_command_that_fails_ends_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(main, "open_store", fail)
    monkeypatch.setattr(sys, "argv", ["tpm-workbook", "status"])
    with pytest.raises(SystemExit) as ended:
        main.main()
    assert ended.value.code == 1
    assert capsys.readouterr().err == (
        f"Something in the workbook itself failed: ValueError, {Path(__file__).name} line {LINE}. "
        "What was saved stays as it is. With --debug it says more, and may quote your answers.\n"
    )


def test_a_command_that_fails_tells_all_when_it_is_asked_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DEBUG, "")  # so that what the command sets is taken back
    monkeypatch.setattr(main, "open_store", fail)
    monkeypatch.setattr(sys, "argv", ["tpm-workbook", "--debug", "status"])
    with pytest.raises(ValueError, match=ANSWER):
        main.main()
