"""One line of the table: a figure, what it is held against, and the most that it may be."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

CHROMIUM = "/usr/bin/chromium"


@dataclass(frozen=True)
class Figure:
    """A measured value and its reference, in the same unit, and a budget for their ratio.

    Or, as `by` says, for how much more it is, for the value alone, or for how many times the reference is
    `at_least`.
    """

    name: str
    value: float
    unit: str
    reference: float | None
    held_against: str
    budget: float
    by: Literal["ratio", "more", "value", "at_least"] = "ratio"

    @property
    def result(self) -> float:
        """Return what the budget is for."""
        if self.by == "value" or self.reference is None:
            return self.value
        if self.by == "more":
            return self.value - self.reference
        return self.reference / self.value if self.by == "at_least" else self.value / self.reference

    @property
    def is_met(self) -> bool:
        """Say whether the budget is kept."""
        return self.result >= self.budget if self.by == "at_least" else self.result <= self.budget


def seconds(act: Callable[[], object], times: int, *, warm: int = 1) -> list[float]:
    """Time `act`, after a few runs that do not count."""
    for _ in range(warm):
        act()
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        act()
        taken.append(time.perf_counter() - began)
    return taken


def in_turn(times: int, *acts: Callable[[], float]) -> list[list[float]]:
    """Measure several things in turn, so that whatever else the machine does is shared by all."""
    measured: list[list[float]] = [[] for _ in acts]
    for _ in range(times):
        for found, act in zip(measured, acts, strict=True):
            found.append(act())
    return measured


def program(*words: str) -> Callable[[], float]:
    """Return what times a whole process."""

    def run() -> float:
        began = time.perf_counter()
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return time.perf_counter() - began

    return run


def python(code: str) -> Callable[[], float]:
    """Return what times a whole Python process."""
    return program(sys.executable, "-c", code)


def middle(values: Sequence[float]) -> float:
    """Return the median."""
    return statistics.median(values)


def p95(values: Sequence[float]) -> float:
    """Return the value that 95 of 100 stay below."""
    return sorted(values)[round(0.95 * (len(values) - 1))]
