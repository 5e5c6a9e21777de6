"""What both servers do before they start, and what they print then."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from workbook.cli import main as cli
from workbook.errors import ServerError
from workbook.questions.catalogue import NOTEBOOKS
from workbook.server.app import run_app
from workbook.server.lab import run_lab
from workbook.server.startup import APP_PORT, HOST, LAB_PORT, announce, check_port

GRAMMAR = """
import sys
from workbook.server.startup import skip_address_grammar
{skip}
from jsonschema import FormatChecker
print("lark" in sys.modules, "iri" in FormatChecker.checkers)
"""


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        yield taken.getsockname()[1]


def loads(skip: str) -> str:
    """Return whether the grammar and the checks of addresses are there, in a program of its own."""
    program = [sys.executable, "-c", GRAMMAR.format(skip=skip)]
    return subprocess.run(program, capture_output=True, text=True, check=True).stdout.strip()


def test_jsonschema_builds_no_grammar_of_addresses_and_does_without_its_check() -> None:
    assert loads("") == "True True", "without it, there is nothing to skip"
    assert loads("skip_address_grammar()") == "False False"


@pytest.mark.parametrize("run", [run_app, run_lab])
def test_a_port_in_use_is_a_sentence_that_names_the_option(
    run, taken_port: int, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ServerError, match=rf"^Port {taken_port} can't be used: .* as --port \d+\.$") as error:
        run(NOTEBOOKS, home, taken_port, open_browser=False)
    assert "\n" not in str(error.value)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("port", [65535, 64995])
def test_the_port_that_is_proposed_instead_is_one_that_anyone_may_use(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(98, "Address already in use")

    monkeypatch.setattr(socket.socket, "bind", refuse)
    with pytest.raises(ServerError) as error:
        check_port(port)
    assert 1024 <= int(str(error.value).rstrip(".").split()[-1]) <= 65535


def test_the_address_is_announced_with_its_token_on_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    announce(1, "/?token=t", None)
    assert capsys.readouterr().out == "The workbook is open at http://127.0.0.1:1/?token=t\n"


def test_both_have_a_port_of_their_own_that_stays() -> None:
    assert (APP_PORT, LAB_PORT) == (8765, 8766)
    assert cli.open_app.__defaults__[0] == APP_PORT
    assert cli.open_lab.__defaults__[0] == LAB_PORT
