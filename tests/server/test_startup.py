"""What both servers do before they start."""

import subprocess
import sys

GRAMMAR = """
import sys
from workbook.server.startup import skip_address_grammar
{skip}
from jsonschema import FormatChecker
print("lark" in sys.modules, "iri" in FormatChecker.checkers)
"""


def loads(skip: str) -> str:
    """Return whether the grammar and the checks of addresses are there, in a program of its own."""
    program = [sys.executable, "-c", GRAMMAR.format(skip=skip)]
    return subprocess.run(program, capture_output=True, text=True, check=True).stdout.strip()


def test_jsonschema_builds_no_grammar_of_addresses_and_does_without_its_check() -> None:
    assert loads("") == "True True", "without it, there is nothing to skip"
    assert loads("skip_address_grammar()") == "False False"
