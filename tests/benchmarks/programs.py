"""The book and the commands, in a warm process and as whole processes."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import nbformat
from nbconvert.exporters import WebPDFExporter
from playwright.async_api import BrowserType

from workbook.charts import ChartData
from workbook.export.formats import render
from workbook.questions.catalogue import catalogue
from workbook.sample import fill

from .figures import CHROMIUM, Figure, in_turn, middle, program, python, seconds

PROGRAM = str(Path(sys.executable).parent / "tpm-workbook")


def figures(scratch: Path) -> Iterator[Figure]:
    """Yield the figures of the book and of `status`."""
    home = scratch / "programs"
    store = fill(home, catalogue(), date.today())

    def document(form: str) -> bytes:
        history = partial(store.history, by_sitting=True)
        told = ChartData(store.read(), catalogue(), date.today(), history)
        return render(form, told, versions=store.history).data

    def after_a_change() -> None:
        store.put("fit.why", f"{store.read().value('fit.why')} And so on.")
        document("pdf")

    warm = middle(seconds(after_a_change, 9, warm=2))
    yield Figure("PDF of the sample, warm, after a change", warm, "s", None, "", 0.5, "value")
    webpdf = middle(seconds(lambda: by_nbconvert(document("markdown").decode()), 3))
    yield Figure("the same by nbconvert webpdf", warm, "s", webpdf, "webpdf", 10, "at_least")

    export = program(PROGRAM, "export", "pdf", "--home", str(home), "-o", str(scratch / "book.pdf"))
    imports = python("import typst, pydantic, matplotlib.figure")
    whole, loaded = in_turn(9, export, imports)
    yield Figure("PDF of the sample, whole process", middle(whole), "s", middle(loaded), "its imports", 2)
    status, bare = in_turn(15, program(PROGRAM, "status", "--home", str(home)), python("import pydantic"))
    yield Figure("status, whole process", middle(status), "s", middle(bare), "import pydantic", 3)


def by_nbconvert(text: str) -> bytes:
    """Return the same content as a PDF by nbconvert's own way, with the system's Chromium."""
    launch = BrowserType.launch

    async def here(self: BrowserType, **more: Any) -> Any:
        return await launch(self, executable_path=CHROMIUM, **more)

    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(text)])
    with patch.object(BrowserType, "launch", here):
        return bytes(WebPDFExporter(disable_sandbox=True).from_notebook_node(notebook)[0])
