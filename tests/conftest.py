"""What the tests share: a folder of answers that is thrown away, and a clock that stands still."""

import itertools
import logging
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
import typst
from hypothesis import HealthCheck, settings

from workbook.export import glyphs
from workbook.store import AnswerFile

OWN_FONTS = partial(typst.Fonts, include_system_fonts=False)
# A slow or busy machine makes no test fail. What fails is printed in full, since no file remembers it.
settings.register_profile(
    "workbook",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    database=None,
    print_blob=True,
)
settings.load_profile("workbook")
NUMBERS = itertools.count()
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
    if config.getoption("--own-fonts"):
        typst.Fonts = OWN_FONTS


@pytest.fixture(autouse=True)
def _home_of_the_test(
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Let no test open somebody's workbook, nor that of another test."""
    # Most tests need no folder of their own, and it would take each of them a millisecond.
    has_folder = "tmp_path" in request.fixturenames
    unused = tmp_path_factory.getbasetemp() / f"home{next(NUMBERS)}"
    home = request.getfixturevalue("home") if has_folder else unused
    monkeypatch.setenv("TPM_WORKBOOK_HOME", str(home))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return the folder of this test's answers, which does not exist yet."""
    return tmp_path / "home"


@pytest.fixture(autouse=True)
def _log_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let caplog hear the workbook's log, which goes to the terminal and nowhere else."""
    monkeypatch.setattr(logging.getLogger("workbook"), "propagate", True)


@pytest.fixture
def own_fonts(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Take away the system's fonts: what prints then prints everywhere."""
    glyphs.reload_fonts()
    monkeypatch.setattr(typst, "Fonts", OWN_FONTS)
    yield
    glyphs.reload_fonts()


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
