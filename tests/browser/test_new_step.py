"""A step is a TOML file and a notebook: with the two in place it is in the app, kept, and in the PDF."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from workbook.questions.catalogue import catalogue
from workbook.store import AnswerFile

from .conftest import StartServer
from .driving import OPENING, SAVED, WorkbookPage, copy_of_program

pytestmark = pytest.mark.browser

CONTENT = """
key = "garden"
title = "Your garden"
short = "Your garden"

[[actions]]
key = "garden.ask"
title = "Ask a neighbour what grows"
days = 7

[[sections]]
key = "garden.beds"
title = "The beds"

[[sections.questions]]
key = "garden.beds"
kind = "table"
title = "What grows where?"
minutes = 3
row = "bed"
due = { day = "sow", what = "plant", noun = "Sow" }

[[sections.questions.columns]]
key = "plant"
kind = "line"
title = "Plant"

[[sections.questions.columns]]
key = "sow"
kind = "date"
title = "Sow on"

[[sections.questions]]
key = "garden.next"
kind = "line"
title = "What will you sow first?"
by = "garden.next_by"

[[sections.questions]]
key = "garden.next_by"
kind = "date"
title = "By when will you have sown?"
"""
CELLS = (
    ("markdown", "# Your garden\n\nA step that nobody has thought of yet."),
    ("code", "from workbook import action, section"),
    ("markdown", "## The beds\n\nBegin with one."),
    ("code", 'section("garden.beds")'),
    ("code", 'action("garden.ask")'),
)


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """Return a folder with a copy of the program that has one more step, and no more Python."""
    notebooks = copy_of_program(tmp_path)
    (tmp_path / "workbook" / "content" / "steps" / "09_garden.toml").write_text(CONTENT, "utf-8")
    more = {"code": {"outputs": [], "execution_count": None}, "markdown": {}}
    cells = [
        {"cell_type": kind, "id": f"c{place}", "metadata": {}, "source": source, **more[kind]}
        for place, (kind, source) in enumerate(CELLS)
    ]
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (notebooks / "09_garden.ipynb").write_text(json.dumps(notebook), "utf-8")
    return tmp_path


def test_a_new_step_needs_one_toml_file_and_one_notebook(
    start_server: StartServer, package: Path, context: BrowserContext
) -> None:
    app = start_server(package=package)
    page = context.new_page()
    page.goto(f"{app.url}#garden")
    around = page.locator(".tpm-page-garden")
    expect(around.get_by_label("What will you sow first?", exact=True)).to_be_visible(timeout=OPENING * 1000)
    expect(page.get_by_role("navigation").get_by_role("link", name="Your garden")).to_have_attribute(
        "aria-current", "page"
    )
    expect(page.get_by_role("heading", level=1)).to_have_text("Your garden")

    around.get_by_label("Plant, row 1").fill("Beans")
    around.get_by_label("Sow on, row 1").fill("2027-04-20")
    around.get_by_label("What will you sow first?", exact=True).fill("Peas, on Monday")
    around.locator(".tpm-action").get_by_role("button", name="Put it into my plan").click()
    expect(around.locator(".tpm-action").get_by_text("In your plan")).to_be_visible()
    expect(page.get_by_role("banner").get_by_role("status")).to_have_text(SAVED)
    kept = AnswerFile(app.home).read()
    assert [row.value for _, row in kept["garden.beds"].in_order()] == [
        {"plant": "Beans", "sow": "2027-04-20"}
    ]
    assert kept.value("garden.next") == "Peas, on Monday"

    page.goto(f"{page.url.partition('#')[0]}#start")
    due = page.get_by_role("table", name="What is due")
    expect(due.get_by_role("row").filter(has_text="Sow: Beans")).to_be_visible()
    expect(due.get_by_role("row").filter(has_text="Milestone: Ask a neighbour")).to_be_visible()
    assert not catalogue().has_question("garden.beds"), "the step is in the copy alone"
    WorkbookPage(page).close()
    app.stop()
