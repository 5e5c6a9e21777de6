"""Keys belong to the control that has the focus: they write, choose and undo, and run no cells."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from workbook.questions.catalogue import catalogue
from workbook.questions.kinds import Question
from workbook.store import AnswerFile

from .conftest import NewContext, StartServer
from .driving import OPENING, SAVED, Server, WorkbookPage, copy_program

pytestmark = pytest.mark.browser

SECTIONS = ("start.you", "fit.why", "fit.days", "fit.roles", "fit.decision", "fit.next", "growth.checkin")
# What JupyterLab and Notebook 7 take, outside of a text, for: a cell above, below, cut, back again, Markdown,
# code, the cell before and after, another one chosen, deleted, run in three ways, and left.
COMMANDS = (
    "a",
    "b",
    "x",
    "z",
    "m",
    "y",
    "k",
    "j",
    "1",
    "d",
    "d",
    "Control+Enter",
    "Alt+Enter",
    "Shift+Enter",
    "Escape",
)
DOORS = {"JupyterLab": "lab/tree", "Notebook 7": "notebooks"}
NAME = "keys.ipynb"


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the program, with a notebook that shows every kind of question."""
    folder = copy_program(tmp_path_factory.mktemp("program"))
    (start,) = folder.rglob("notebooks/00_start.ipynb")
    notebook = json.loads(start.read_text("utf-8"))
    code = next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    prose = next(cell for cell in notebook["cells"] if cell["cell_type"] == "markdown")
    sources = ["from workbook import section", *(f'section("{one}")' for one in SECTIONS)]
    cells = [code | {"id": f"code-{place}", "source": [source]} for place, source in enumerate(sources)]
    notebook["cells"] = [prose | {"id": "first"}, *cells, prose | {"id": "last"}]
    start.with_name(NAME).write_text(json.dumps(notebook), "utf-8")
    return folder


@pytest.fixture(scope="module")
def lab(start_server: StartServer, program: Path) -> Iterator[Server]:
    server = start_server("lab", package=program)
    yield server
    server.stop()


@pytest.fixture(params=DOORS.values(), ids=DOORS.keys())
def notebook(
    request: pytest.FixtureRequest, lab: Server, program: Path, new_context: NewContext
) -> "Notebook":
    context = new_context()
    context.on("dialog", lambda dialog: dialog.accept())  # it was run, and asks whether to leave it
    opened = Notebook(context.new_page(), *program.rglob(NAME))
    base, token = lab.url.partition("/lab/")[0], lab.url.rpartition("token=")[2]
    opened.page.goto(f"{base}/{request.param}/{NAME}?token={token}&reset")
    opened.run_all()
    return opened


class Notebook(WorkbookPage):
    """A notebook that is open in JupyterLab or Notebook 7."""

    def __init__(self, page: Page, file: Path) -> None:
        super().__init__(page)
        self._file = file

    def run_all(self) -> None:
        """Run all cells when there is a kernel: JupyterLab and Notebook 7 say so."""
        is_lab = "/lab/" in self.page.url
        idle = self.page.get_by_text("| Idle") if is_lab else self.page.get_by_text("Idle")
        expect(idle.first).to_be_attached(timeout=OPENING * 1000)
        self.page.get_by_role("menuitem", name="Run", exact=True).click(timeout=OPENING * 1000)
        self.page.get_by_role("menuitem", name=re.compile("^Run All Cells")).click()
        for section in SECTIONS:
            first = catalogue().section(section).questions[0]
            expect(self.whole(first.key)).to_be_visible(timeout=OPENING * 1000)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def expect_kept(self, control: Locator) -> None:
        """Fail unless a control keeps the focus whatever is pressed."""
        expect(control).to_be_focused()
        for key in COMMANDS:
            self.press(key)
            assert control.evaluate("(it) => it === document.activeElement"), f"{key} went elsewhere"

    def cells(self) -> list[tuple[str, str, str]]:
        """Save the notebook by the key for it, and return its cells."""
        with self.page.expect_response(lambda response: response.request.method == "PUT") as saved:
            self.press("Control+s")
        assert saved.value.ok
        cells = json.loads(self._file.read_text("utf-8"))["cells"]
        return [(cell["id"], cell["cell_type"], "".join(cell["source"])) for cell in cells]


def question(key: str) -> Question:
    return catalogue().question(key)


def test_every_key_belongs_to_the_field_that_has_the_focus(notebook: Notebook, lab: Server) -> None:
    notebook.field("start.name").click()
    before = notebook.cells()
    for check in (
        text,
        line,
        number,
        day,
        choice,
        ticks,
        points,
        table,
        rating,
        around_a_question,
        beside_a_question,
    ):
        check(notebook)
    notebook.field("start.name").click()
    assert notebook.cells() == before

    told = notebook.page.get_by_role("status").filter(has_text=re.compile("^(Saved|Saving|Not saved)"))
    expect(told.last).to_have_text(SAVED)
    answers = AnswerFile(lab.home).read()
    assert answers.value("fit.why").startswith("one\ntwo")
    assert answers.value("fit.decision") == question("fit.decision").choices[1].value


def text(notebook: Notebook) -> None:
    field = notebook.field("fit.why")
    field.click()
    notebook.press("Control+a", "Delete", "o", "n", "e", "Enter", "t", "w", "o")
    expect(field).to_have_value("one\ntwo")
    notebook.press("Control+z")
    undone = field.input_value()
    assert "one\ntwo".startswith(undone)
    assert undone != "one\ntwo"
    notebook.press("Control+Shift+z")
    expect(field).to_have_value("one\ntwo")
    notebook.press("ArrowUp", "Home", "ArrowRight", "ArrowDown", "Shift+ArrowUp", "ArrowRight", "Control+End")
    notebook.expect_kept(field)
    expect(field).to_have_value(re.compile("one\ntwoabxzmykj1dd\n+"))
    notebook.press("Tab")
    expect(field).not_to_be_focused()
    assert notebook.page.evaluate("Boolean(document.activeElement.closest('[data-key]'))"), (
        "Tab leaves to what is next"
    )
    notebook.press("Shift+Tab")
    expect(field).to_be_focused()


def line(notebook: Notebook) -> None:
    field = notebook.field("fit.next")
    field.click()
    notebook.press("Control+a", "Delete", "A", "s", "k", "Enter")
    notebook.expect_kept(field)
    expect(field).to_have_value("Askabxzmykj1dd")
    notebook.press("Control+a", "Delete")


def number(notebook: Notebook) -> None:
    for key in ("fit.hours", "fit.confidence"):
        field = notebook.field(key)
        field.click()
        notebook.expect_kept(field)
        notebook.press("Control+a", "4", "0", "Enter")
        expect(field).to_have_value("40")


def day(notebook: Notebook) -> None:
    field = notebook.field("fit.next_by")
    field.focus()
    notebook.press(*"04152027")
    expect(field).to_have_value("2027-04-15")
    field.focus()
    notebook.press("ArrowUp")
    expect(field).not_to_have_value("2027-04-15")
    notebook.expect_kept(field)
    field.fill("2027-04-15")


def choice(notebook: Notebook) -> None:
    first, second = (
        notebook.choice(question("fit.decision"), question("fit.decision").choices[place].value)
        for place in (0, 1)
    )
    first.focus()
    notebook.press("Space")
    expect(first).to_be_checked()
    notebook.press("ArrowDown")
    expect(second).to_be_checked()
    notebook.expect_kept(second)
    notebook.press("ArrowUp", "ArrowUp", "ArrowDown", "ArrowDown")
    expect(second).to_be_checked()


def ticks(notebook: Notebook) -> None:
    tick = notebook.choice(question("fit.draws"), question("fit.draws").choices[0].value)
    was = tick.is_checked()
    tick.focus()
    notebook.press("ArrowDown", "ArrowUp", "Space")
    expect(tick).to_be_checked(checked=not was)
    notebook.expect_kept(tick)


def points(notebook: Notebook) -> None:
    field = notebook.group("fit.weights").get_by_role("textbox").first
    field.click()
    notebook.expect_kept(field)
    notebook.press("Control+a", "2", "0")
    expect(field).to_have_value("20")


def table(notebook: Notebook) -> None:
    asked = question("fit.energy")
    for column in asked.columns:
        cell = notebook.cell(asked.key, column.title, 1)
        cell.focus()
        if column.kind == "choice":
            cell.select_option(index=1)
            notebook.press("ArrowDown")
            expect(cell).to_have_value(column.choices[1].value)
        elif column.kind in ("text", "line"):
            notebook.press("Control+a", "Delete", "w")
            expect(cell).to_have_value("w")
        notebook.expect_kept(cell)
        if column.kind == "date":
            cell.fill("2027-04-15")  # a part of one was typed
    handle = notebook.group(asked.key).get_by_role("button", name="Move row 1")
    handle.focus()
    notebook.press("ArrowDown", "ArrowUp")
    notebook.expect_kept(handle)


def rating(notebook: Notebook) -> None:
    asked = question("growth.checkin")
    around = notebook.skill(asked, asked.skills[0].key)
    evidence = around.get_by_role("textbox")
    evidence.click()
    notebook.press("Control+a", "Delete", "h", "i", "Enter", "h")
    expect(evidence).to_have_value("hi\nh")
    notebook.expect_kept(evidence)
    levels = notebook.scale(around, asked.column("level").title)
    levels.first.focus()
    notebook.press("Space", "ArrowRight")
    expect(levels.nth(1)).to_be_checked()
    notebook.expect_kept(levels.nth(1))
    choose = notebook.group(asked.key).get_by_role("combobox").first
    choose.focus()
    notebook.expect_kept(choose)


def around_a_question(notebook: Notebook) -> None:
    summary = notebook.whole("fit.why").locator("summary").first
    summary.focus()
    folded = notebook.whole("fit.why").locator("details").first
    assert folded.get_attribute("open") is None
    notebook.press("Enter")
    expect(folded).to_have_attribute("open", "")
    notebook.press("ArrowDown", "Space")
    expect(folded).not_to_have_attribute("open", "")
    notebook.expect_kept(summary)
    lock = notebook.privacy("fit.why")
    was = lock.is_checked()
    lock.focus()
    notebook.press("Space")
    expect(lock).to_be_checked(checked=not was)
    notebook.expect_kept(lock)


def beside_a_question(notebook: Notebook) -> None:
    """Who has clicked on the words of a question is still among the questions."""
    notebook.page.get_by_text(question("fit.why").help, exact=True).click()
    notebook.press(*COMMANDS)
    expect(notebook.whole("fit.why")).to_be_visible()
