"""What the tests share: a folder of answers that is thrown away, and a clock that stands still."""

import logging
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
import typst

from workbook.export import glyphs as letters
from workbook.store import AnswerFile

OWN_FONTS = partial(typst.Fonts, include_system_fonts=False)
FIGURES = pytest.StashKey[list[str]]()


class Clock:
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        self.time = datetime(2026, 3, 3, 9, 12, 44, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def move(self, **by: float) -> None:
        self.time += timedelta(**by)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="kill 10,000 writers, not 300; flip every bit")
    parser.addoption("--own-fonts", action="store_true", help="as on a machine that has no fonts installed")


def pytest_configure(config: pytest.Config) -> None:
    # The kernels that run notebooks/ inherit this: no test may ever open somebody's real workbook.
    folder = tempfile.mkdtemp(prefix="tpm-workbook-tests-")
    os.environ["TPM_WORKBOOK_HOME"] = folder
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    if config.getoption("--own-fonts"):
        typst.Fonts = OWN_FONTS


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of this test's answers, which does not exist yet."""
    folder = tmp_path / "home"
    monkeypatch.setenv("TPM_WORKBOOK_HOME", str(folder))
    return folder


@pytest.fixture(autouse=True)
def _log_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let caplog hear the workbook's log, which goes to the terminal and nowhere else."""
    monkeypatch.setattr(logging.getLogger("workbook"), "propagate", True)


@pytest.fixture
def own_fonts(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Take away the system's fonts: what prints then prints everywhere."""
    letters.look_for_fonts()
    monkeypatch.setattr(typst, "Fonts", OWN_FONTS)
    yield
    letters.look_for_fonts()


@pytest.fixture(scope="session")
def long(pytestconfig: pytest.Config) -> bool:
    """Say whether the long run was asked for."""
    return bool(pytestconfig.getoption("--long"))


@pytest.fixture
def tell(pytestconfig: pytest.Config) -> Callable[[str], None]:
    """Return a function that adds a line of figures to the end of the run."""
    return pytestconfig.stash.setdefault(FIGURES, []).append


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for line in config.stash.get(FIGURES, []):
        terminalreporter.write_line(line)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(home: Path, clock: Clock) -> AnswerFile:
    return AnswerFile(home, now=clock)
