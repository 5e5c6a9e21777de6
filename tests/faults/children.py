"""Processes that may be killed: forked from a server that has all modules loaded, so each costs little."""

import multiprocessing
import os
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import pytest

from workbook.store import disk

T = TypeVar("T")

METHOD = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
PATIENCE = 30.0  # seconds that a busy machine may take for what is done in milliseconds

context: Any = multiprocessing.get_context(METHOD)


def start(target: Callable[..., None], *arguments: Any) -> Any:
    """Return a running child; it ends with this program at the latest."""
    load()
    child = context.Process(target=target, args=arguments, daemon=True)
    child.start()
    return child


@cache
def load() -> None:
    """Start the server that children are forked from, and let it import all that they use."""
    if METHOD != "forkserver":
        return
    from multiprocessing import forkserver

    here = Path(__file__).parent
    context.set_forkserver_preload([f"{__package__}.{path.stem}" for path in here.glob("test_*.py")])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(here.parent), prepend=os.pathsep)
        forkserver.ensure_running()


def ended(child: Any) -> int:
    """Return the exit code of a child when it has come to its end; a negative one is a signal's."""
    child.join(PATIENCE)
    assert child.exitcode is not None, f"{child.name} did not end in {PATIENCE:g} s"
    return int(child.exitcode)


def wait_until(claim: Callable[[], T], what: str, seconds: float = PATIENCE) -> T:
    """Return the first true value of `claim`; fail with `what` when there is none in time."""
    deadline = time.monotonic() + seconds
    while not (found := claim()):
        assert time.monotonic() < deadline, f"Not within {seconds:g} s: {what}"
        time.sleep(0.0001)
    return found


def temporary_files(home: Path) -> list[str]:
    """Return the names of what unfinished saves have left."""
    return [path.name for path in home.rglob(disk.TEMPORARY)]
