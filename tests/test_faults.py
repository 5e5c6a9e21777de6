"""A fault of the workbook itself is told without a word of an answer."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from workbook import cli
from workbook.faults import DEBUG, log

LINE = 18  # where it fails
ANSWER = "What I would not say aloud"


def fail(*_: object, **__: object) -> None:
    raise ValueError(ANSWER)


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


def test_a_command_that_fails_ends_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli, "store_in", fail)
    monkeypatch.setattr(sys, "argv", ["tpm-workbook", "status"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 1
    assert capsys.readouterr().err == (
        f"Something in the workbook itself failed: ValueError, {Path(__file__).name} line {LINE}. "
        "What was saved stays as it is. With --debug it says more, and may quote your answers.\n"
    )


def test_a_command_that_fails_tells_all_when_it_is_asked_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DEBUG, "")  # so that what the command sets is taken back
    monkeypatch.setattr(cli, "store_in", fail)
    monkeypatch.setattr(sys, "argv", ["tpm-workbook", "--debug", "status"])
    with pytest.raises(ValueError, match=ANSWER):
        cli.main()
