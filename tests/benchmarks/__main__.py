"""Measure, and print a table: `uv run python -m tests.benchmarks [--json FILE] [disk|programs|browser …]`."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

from . import in_browser, on_disk, programs
from .figures import Figure

GROUPS = {"disk": on_disk.figures, "programs": programs.figures, "browser": in_browser.figures}
SIGNS = {"ratio": " times", "more": " more", "value": "", "at_least": " times as fast"}


def measured(groups: list[str]) -> Iterator[Figure]:
    """Yield every figure of these groups, with Python's bytecode at hand, as from the second start on."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory(prefix="tpm-workbook-benchmarks-", ignore_cleanup_errors=True) as folder:
        os.environ["PYTHONPYCACHEPREFIX"] = f"{folder}/bytecode"
        for group in groups:
            scratch = Path(folder) / group
            scratch.mkdir()
            yield from GROUPS[group](scratch)


def table(figures: list[Figure]) -> Table:
    """Return the figures for the terminal."""
    made = Table(box=None, pad_edge=False, header_style="")
    for head in ("Figure", "Value", "Reference", "Result", "Budget", ""):
        made.add_column(head, justify="left" if head in ("Figure", "Reference", "") else "right")
    for one in figures:
        reference = "" if one.reference is None else f"{one.reference:.3g} {one.unit} {one.held_against}"
        sign = SIGNS[one.by]
        made.add_row(
            one.name, f"{one.value:.3g} {one.unit}", reference, f"{one.result:.3g}{sign}", f"{one.budget:g}",
            "" if one.is_met else "over",
        )  # fmt: skip
    return made


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("groups", nargs="*", choices=[*GROUPS, []], default=[])
    parser.add_argument("--json", type=Path, help="write the figures here too")
    asked = parser.parse_args()
    figures = []
    for one in measured(asked.groups or list(GROUPS)):
        sys.stderr.write(f"{one.name}: {one.result:.3g}{SIGNS[one.by]}\n")
        figures.append(one)
    cores, memory = psutil.cpu_count(), psutil.virtual_memory().total / 1024**3
    machine = f"{cores} cores, {memory:.0f} GiB, {platform.system()}, Python {platform.python_version()}"
    console = Console(highlight=False, markup=False, width=None if sys.stdout.isatty() else 160)
    console.print(table(figures))
    console.print(f"{machine}, {date.today().isoformat()}")
    if asked.json:
        said = {"machine": machine, "day": date.today().isoformat()}
        told = [{**asdict(one), "result": one.result, "is_met": one.is_met} for one in figures]
        asked.json.write_text(json.dumps({**said, "figures": told}, indent=1), "utf-8")


main()
