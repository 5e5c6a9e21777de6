"""What tools say about the browser's modules: a linter, a check of types, and unit tests of their models."""

import os
import subprocess
import sysconfig
from pathlib import Path

ROOT = Path(__file__).parents[2]
MODULES = "workbook/widgets/js"
TESTS = "tests/widgets/js"


def run(folder: Path, tool: str, *arguments: str) -> None:
    """Run a tool of this environment at the top of the project, where its settings are."""
    settings = {
        "DENO_DIR": str(folder / "deno"),
        "DENO_NO_UPDATE_CHECK": "1",
        "NO_COLOR": "1",
        "TZ": "Europe/Berlin",  # where clocks change
    }
    done = subprocess.run(
        [Path(sysconfig.get_path("scripts")) / tool, *arguments],
        cwd=ROOT,
        env=os.environ | settings,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    output = done.stdout + done.stderr
    assert done.returncode == 0, output[max(0, output.find(" ERRORS ")) :]


def test_the_linter_has_nothing_to_say(tmp_path: Path) -> None:
    run(tmp_path, "oxlint", ROOT)


def test_the_types_fit(tmp_path: Path) -> None:
    run(tmp_path, "deno", "check", "--quiet", "--no-remote", MODULES)


def test_the_models_do_what_their_tests_say(tmp_path: Path) -> None:
    run(tmp_path, "deno", "test", "--no-remote", "--no-check", TESTS)
