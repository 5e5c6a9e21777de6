"""The notebooks in JupyterLab: the same answers as in the app, and none of them in a notebook file."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from workbook.page.notebooks import Call, read
from workbook.questions.catalogue import NOTEBOOKS, catalogue
from workbook.store import AnswerFile

from .conftest import NewContext, StartServer
from .driving import (
    NOT_SAVED,
    OPENING,
    SAVED,
    WITH_ROWS,
    Server,
    WorkbookPage,
    answers_to,
    standing_still,
    wait_until,
)

pytestmark = pytest.mark.browser

SOON = 4000  # ms: the promise is two seconds, and the machine may be busy
CANARY = "canary-7f3b19"
VIEW = "application/vnd.jupyter.widget-view+json"
WHY, DECISION, TABLE = "fit.why", "fit.decision", "fit.energy"


class LabPage(WorkbookPage):
    """A notebook open in JupyterLab."""

    def menu(self, menu: str, item: str) -> None:
        """Choose from the menu bar."""
        bar = self.page.get_by_role("menuitem", name=menu, exact=True)
        bar.click(timeout=OPENING * 1000)
        # An item's name ends with its keys, where it has any.
        name = re.compile(rf"^{item}(\s*(Ctrl|⌃|⌘|$))")
        self.page.get_by_role("menuitem", name=name).click()

    def run_all(self, first: str) -> None:
        """Run all cells, and wait for the question with the key `first`."""
        expect(self.page.get_by_text("| Idle")).to_be_visible(timeout=OPENING * 1000)
        self.menu("Run", "Run All Cells")
        expect(self.whole(first)).to_be_visible(timeout=OPENING * 1000)

    def status_after(self, key: str) -> Locator:
        """Return the status line of the section that a question stands in."""
        lines = "following::*[@role='status'][starts-with(., 'Sav') or starts-with(., 'Not saved')]"
        return self.whole(key).locator(f"xpath={lines}").first


@pytest.fixture
def lab(start_server: StartServer, package: Path) -> Server:
    return start_server("lab", package=package)


@pytest.fixture
def page(new_context: NewContext) -> Page:
    context = new_context()
    # A notebook that was run has outputs that its file has not, and Lab asks whether to leave it.
    context.on("dialog", lambda dialog: dialog.accept())
    return context.new_page()


def open_in_lab(page: Page, lab: Server, notebook: str, first: str) -> LabPage:
    page.goto(lab.url.replace("00_start.ipynb", notebook) + "&reset")  # without what was open before
    opened = LabPage(page)
    opened.run_all(first)
    return opened


def test_every_question_of_every_notebook_is_answered_in_jupyterlab(
    lab: Server, page: Page, package: Path
) -> None:
    wanted = {question.key: value for question, value in answers_to(catalogue().questions)}
    for step in catalogue().steps:
        notebook = open_in_lab(page, lab, f"{step.name}.ipynb", step.questions[0].key)
        for question in step.questions:
            notebook.fill(question, wanted[question.key])
        expect(notebook.status_after(step.questions[-1].key)).to_have_text(SAVED)
    on_disk = AnswerFile(lab.home).read()
    for question in catalogue().questions:
        rows = [row.value for _, row in on_disk[question.key].in_order()]
        held = rows if question.kind in WITH_ROWS else on_disk.value(question.key)
        assert held == wanted[question.key], question.key
    expect_trust(lab)
    expect_the_app(lab, page)
    page.close()
    lab.stop()


def expect_trust(lab: Server) -> None:
    """Ask the server whether it trusts a notebook that nobody ran."""
    token = lab.url.rpartition("token=")[2]
    asked = Request(f"{here(lab)}/api/contents/01_fit.ipynb", headers={"Authorization": f"token {token}"})
    with urlopen(asked) as said:
        cells = json.load(said)["content"]["cells"]
    assert {cell["metadata"]["trusted"] for cell in cells if cell["cell_type"] == "code"} == {True}


def expect_the_app(lab: Server, page: Page) -> None:
    """Open the app as the button “Render with Voila” does; nothing of it comes from elsewhere."""
    app = WorkbookPage(page).open(f"{here(lab)}/voila/render/app.ipynb", "start.name")
    expect(page.get_by_role("navigation", name="Steps")).to_be_visible()
    app.field("start.name").fill("Grace")
    expect(app.status).to_have_text(SAVED)
    assert AnswerFile(lab.home).read().value("start.name") == "Grace"


def here(lab: Server) -> str:
    return lab.url.partition("/lab/")[0]


def notebook_copy(package: Path, name: str) -> Path:
    (found,) = package.rglob(f"notebooks/{name}")
    return found


def test_answers_given_in_a_notebook_are_kept_shown_after_a_reload_and_never_in_its_file(
    lab: Server, page: Page, package: Path
) -> None:
    decision: Any = catalogue().question(DECISION)
    table: Any = catalogue().question(TABLE)
    row = {"date": "2026-11-20", "task": f"Unblocked {CANARY}", "energy": "plus_1", "kind": "tpm"}
    fit = open_in_lab(page, lab, "01_fit.ipynb", WHY)
    (kernel,) = lab.kernels()

    for key, question, value in (
        (WHY, catalogue().question(WHY), f"I wrote {CANARY}"),
        (TABLE, table, [row]),
        (DECISION, decision, "try_first"),
    ):
        fit.fill(question, value)
        expect(fit.status_after(key)).to_have_text(SAVED)

    on_disk = AnswerFile(lab.home).read()
    assert on_disk.value(WHY) == f"I wrote {CANARY}"
    assert on_disk.value(DECISION) == "try_first"
    assert [one.value for _, one in on_disk[TABLE].in_order()] == [row]

    file = notebook_copy(package, "01_fit.ipynb")
    with page.expect_response(lambda response: response.request.method == "PUT") as saved:
        fit.menu("File", "Save Notebook")
    assert saved.value.ok
    assert "/api/contents/01_fit.ipynb" in saved.value.url
    assert shown(file) == {VIEW}
    assert holders_of_the_canary(file.parent) == []
    assert CANARY not in lab.printed

    with page.expect_download() as waiting:
        fit.menu("File", "Save Your Reflections as PDF")
    book = PdfReader(waiting.value.path())
    assert CANARY in "".join(one.extract_text() for one in book.pages)

    ours = Axe().run(page, context=".tpm", options={"resultTypes": ["violations"]}).response
    assert ours["violations"] == [], "what is around the questions is JupyterLab's"
    page.reload()
    expect(fit.field(WHY)).to_have_value(f"I wrote {CANARY}", timeout=OPENING * 1000)
    fit.expect_shown(decision, "try_first")
    fit.expect_shown(table, [row])
    assert lab.kernels() == [kernel]

    fit.field(WHY).fill(f"I wrote more {CANARY}")
    expect(fit.status_after(WHY)).to_have_text(SAVED)
    assert AnswerFile(lab.home).read().value(WHY) == f"I wrote more {CANARY}"
    fit.close()
    lab.stop()
    assert file.read_bytes() == (NOTEBOOKS / "01_fit.ipynb").read_bytes()
    assert holders_of_the_canary(file.parent) == []
    assert holders_of_the_canary(lab.scratch, lab.home) == [], "history, workspaces, checkpoints, logs"


def shown(notebook: Path) -> set[str]:
    """Return the kinds of what a notebook file shows."""
    outputs = [
        out for cell in json.loads(notebook.read_text("utf-8"))["cells"] for out in cell.get("outputs", ())
    ]
    return {kind for output in outputs for kind in output["data"]}


def holders_of_the_canary(folder: Path, home: Path | None = None) -> list[Path]:
    """Return the files that hold it, but for those in the answers' own folder."""
    files = [
        file for file in folder.rglob("*") if file.is_file() and (home is None or home not in file.parents)
    ]
    assert files
    return [file for file in files if CANARY.encode() in file.read_bytes()]


def test_the_app_and_the_notebooks_show_each_other_s_answers_and_settle_what_they_disagree_on(
    lab: Server, start_server: StartServer, page: Page, new_context: NewContext
) -> None:
    app = start_server(home=lab.home)
    name, role = "start.name", "start.role"
    start = open_in_lab(page, lab, "00_start.ipynb", name)
    in_app = WorkbookPage(new_context().new_page()).open(app.url, name)

    start.field(name).fill("Ada, from the notebook")
    expect(in_app.field(name)).to_have_value("Ada, from the notebook", timeout=SOON)
    in_app.field(role).fill("Engineer, from the app")
    expect(start.field(role)).to_have_value("Engineer, from the app", timeout=SOON)

    with standing_still(lab.kernel()), standing_still(app.kernel()):
        start.field(name).fill("Ada")
        in_app.field(name).fill("Grace")
    for place in (start, in_app):
        expect(place.decision(name)).to_be_visible(timeout=SOON)
    expect(start.field(name)).to_have_value(AnswerFile(lab.home).read().value(name), timeout=SOON)
    assert sorted(start.sides(name)) == ["Ada", "Grace"]
    start.decide(name, "Join both")
    for place in (start, in_app):
        expect(place.decision(name)).to_have_count(0, timeout=SOON)
    expect(in_app.field(name)).to_have_value(re.compile("(Ada; Grace)|(Grace; Ada)"))

    in_app.close()
    app.stop()
    start.close()
    lab.stop()


def test_a_notebook_that_ran_three_times_and_was_loaded_again_hears_of_a_save_once(
    lab: Server, page: Page
) -> None:
    name, role = "start.name", "start.role"
    calls = sum(isinstance(part, Call) for part in read(NOTEBOOKS / "00_start.ipynb"))
    frames: list[bytes] = []

    def keep(frame: str | bytes) -> None:
        frames.append(frame.encode() if isinstance(frame, str) else frame)

    def received(*words: str) -> int:
        page.evaluate("0")  # which lets frames come in
        return sum(all(word.encode() in frame for word in words) for frame in frames)

    def expect_sheets(number: int) -> None:
        wait_until(lambda: received('"opened"') == number * calls, f"all cells were shown {number} times")

    page.on("websocket", lambda socket: socket.on("framereceived", keep))
    start = open_in_lab(page, lab, "00_start.ipynb", name)
    expect_sheets(1)
    start.run_all(name)
    expect_sheets(2)
    with page.expect_response(lambda response: response.request.method == "PUT"):
        start.menu("File", "Save Notebook")
    page.reload()  # no view says that it is gone
    expect(start.field(name)).to_be_visible(timeout=OPENING * 1000)
    expect_sheets(3)
    start.run_all(name)
    expect_sheets(4)
    start.field(name).fill(f"Ada {CANARY}")
    expect(start.status_after(name)).to_have_text(SAVED)
    start.field(role).fill("Engineer, at last")
    wait_until(lambda: received('"answer"', "Engineer, at last"), "the second save is announced")
    assert received('"answer"', f"Ada {CANARY}") == 1
    start.close()
    lab.stop()


def test_what_is_typed_into_a_notebook_whose_kernel_is_gone_is_there_when_it_is_run_again(
    lab: Server, page: Page
) -> None:
    start = open_in_lab(page, lab, "00_start.ipynb", "start.name")
    os.kill(lab.kernel(), signal.SIGKILL)
    start.field("start.role").fill("Engineer, typed into the void")

    said = start.status_after("start.role")
    expect(said).to_have_text(NOT_SAVED)
    expect(said).to_contain_text("Run All Cells")
    assert AnswerFile(lab.home).read().value("start.role") is None

    page.get_by_role("dialog").get_by_role("button").last.click(timeout=OPENING * 1000)  # Lab restarts it
    start.run_all("start.name")
    expect(start.field("start.role")).to_have_value("Engineer, typed into the void")
    expect(start.status_after("start.role")).to_have_text(SAVED)
    assert AnswerFile(lab.home).read().value("start.role") == "Engineer, typed into the void"
    start.close()
    lab.stop()


def test_a_notebook_that_was_run_and_written_by_nbconvert_holds_no_answer(tmp_path: Path) -> None:
    home, made = tmp_path / "answers", tmp_path / "made"
    answers = AnswerFile(home)
    for question, value in answers_to(catalogue().questions):
        if question.kind in WITH_ROWS:
            answers.put_row(question.key, "r1", {question.columns[-1].key: CANARY})
        else:
            answers.put(question.key, CANARY if question.kind in ("text", "line") else value)
    files = sorted(NOTEBOOKS.glob("*.ipynb"))

    program = [sys.executable, "-m", "nbconvert", "--execute", "--to", "notebook", "--output-dir", made]
    ran = subprocess.run(
        [*program, *files],
        env=os.environ | {"TPM_WORKBOOK_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert ran.returncode == 0, ran.stderr
    assert CANARY not in ran.stdout + ran.stderr
    assert sorted(file.name for file in made.iterdir()) == [file.name for file in files]
    for file in made.iterdir():
        assert VIEW in shown(file), f"{file.name} shows nothing"
    assert holders_of_the_canary(made) == []
