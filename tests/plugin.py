"""How pytest runs here. Loaded before other plugins, and for the notebooks too, which no conftest reaches."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

# As in the program: nbval imports jsonschema, which would build a grammar of addresses for a second or four.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type] # as if it were not installed

TESTS = Path(__file__).parent
NOTEBOOKS = TESTS.parent / "notebooks"
SLOW = {TESTS / "browser", TESTS / "faults", NOTEBOOKS}  # a notebook has a kernel to itself
WORKERS = 4  # each of them has to read all tests
Files = dict[Path, bytes]
SCRATCH = pytest.StashKey[Path]()
BEFORE = pytest.StashKey[Files]()


def pytest_configure(config: pytest.Config) -> None:
    """Keep the kernels that run notebooks in a folder of their own: no test may open somebody's workbook."""
    config.stash[SCRATCH] = folder = Path(tempfile.mkdtemp(prefix="tpm-workbook-tests-"))
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    os.environ["TPM_WORKBOOK_HOME"] = str(folder / "example")
    os.environ["XDG_DATA_HOME"] = str(folder / "data")  # where a home would be otherwise


@pytest.hookimpl(tryfirst=True, optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Share the fast tests among processes; what somebody picked starts sooner without."""
    is_picked = config.args_source is not pytest.Config.ArgsSource.TESTPATHS
    return 0 if is_picked or not is_fast(config) else min(os.cpu_count() or 1, WORKERS)


def is_fast(config: pytest.Config) -> bool:
    """Say whether the slow tests are left out."""
    return bool(config.option.markexpr == "not slow")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Don't read what will be left out: Playwright alone takes a second."""
    return (is_fast(config) and collection_path in SLOW) or None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is slow by its nature."""
    for item in items:
        if any(folder in item.path.parents for folder in SLOW):
            item.add_marker(pytest.mark.slow)


# Notebooks


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    """Let notebooks run on the filled example."""
    if is_cell(item) and BEFORE not in item.config.stash:
        from workbook.questions.catalogue import catalogue
        from workbook.sample import fill

        fill(item.config.stash[SCRATCH] / "example", catalogue(), date.today())
        item.config.stash[BEFORE] = files(item.config)
    yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """See that a notebook has left everything as it was, and nothing elsewhere."""
    yield
    if is_cell(item) and (nextitem is None or nextitem.path != item.path):
        before, after = item.config.stash[BEFORE], files(item.config)
        changed = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
        assert changed == set(), f"{item.path.name} has changed files"


def is_cell(item: pytest.Item) -> bool:
    """Say whether this is a notebook's cell, which nbval runs."""
    return item.path.suffix == ".ipynb"


def files(config: pytest.Config) -> Files:
    """Return the notebooks, and what is in the example's folder and in the one it would be in by default."""
    scratch = config.stash[SCRATCH]
    homes = scratch / "example", scratch / "data" / "tpm-workbook"
    found = (*NOTEBOOKS.glob("*.ipynb"), *(path for home in homes for path in home.rglob("*")))
    return {path: path.read_bytes() for path in found if path.is_file() and path.name != ".lock"}
