"""The kernel, the server or the way to them is gone: the page says so, and every word is found again."""

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from workbook.store import AnswerFile

from .conftest import StartServer
from .driving import (
    NOT_SAVED,
    OPENING,
    SAVED,
    Relay,
    Server,
    WorkbookPage,
    copy_of_program,
    standing_still,
    wait_until,
)

pytestmark = pytest.mark.browser

WHY, LOG = "fit.why", "fit.energy"
SENTENCE = "In March the ledger migration stood still, and four teams waited for each other."
SAID = 5000  # ms: the promise is three seconds, and the machine may be busy


@pytest.fixture
def relay(app: Server) -> Iterator[Relay]:
    relay = Relay(app)
    yield relay
    app.wait_for_no_kernels()  # a page's goodbye comes this way too
    relay.cut()


def saved(answers: AnswerFile) -> object:
    return answers.read().value(WHY)


def test_a_kernel_that_is_gone_is_said_before_anything_is_typed(
    app: Server, page: WorkbookPage, tell: Callable[[str], None]
) -> None:
    page.open(f"{app.url}#fit", WHY)
    os.kill(app.kernel(), signal.SIGKILL)
    gone = time.monotonic()
    expect(page.status).to_have_text(NOT_SAVED, timeout=SAID)
    tell(f"a kernel that is gone is said after {time.monotonic() - gone:.1f} s")
    expect(page.status).to_contain_text("The workbook is not answering.")
    expect(page.status).to_contain_text("reload the page")


@pytest.mark.parametrize("cell", ["1 / 0", "import os; os._exit(1)", "pass"])
def test_a_page_that_the_kernel_can_not_make_says_so_and_what_helps(
    cell: str, start_server: StartServer, context: BrowserContext, tmp_path: Path
) -> None:
    notebook = copy_of_program(tmp_path) / "app.ipynb"
    content = json.loads(notebook.read_text("utf-8"))
    content["cells"][-1]["source"] = cell
    notebook.write_text(json.dumps(content), "utf-8")
    app = start_server(package=tmp_path)
    page = context.new_page()
    page.goto(app.url)
    said = page.get_by_role("main").get_by_role("alert").filter(has_text="could not be opened")
    expect(said).to_be_visible(timeout=OPENING * 1000)
    expect(said).to_contain_text("Reload the page")
    expect(page.get_by_role("banner")).to_contain_text("Not opened.")
    page.close()
    app.stop()


def test_a_connection_that_is_gone_is_said_and_what_is_typed_then_is_saved_when_it_is_back(
    relay: Relay, answers: AnswerFile, page: WorkbookPage, tell: Callable[[str], None]
) -> None:
    page.open(f"{relay.url}#fit", WHY)
    page.field(WHY).fill(SENTENCE[:40])
    expect(page.status).to_have_text(SAVED)

    relay.cut()
    cut = time.monotonic()
    page.field(WHY).press_sequentially(SENTENCE[40:])
    page.cell(LOG, "Task", 1).fill("A row meanwhile")
    expect(page.status).to_have_text(NOT_SAVED, timeout=SAID)
    tell(f"a connection that is cut is said after {time.monotonic() - cut:.1f} s")
    expect(page.status).to_contain_text("kept in this browser")
    assert saved(answers) == SENTENCE[:40]

    relay.mend()
    mended = time.monotonic()

    expect(page.status).to_have_text(SAVED, timeout=OPENING * 1000)
    tell(f"what was typed meanwhile is saved {time.monotonic() - mended:.1f} s after the connection is back")
    expect(page.field(WHY)).to_have_value(SENTENCE)
    assert saved(answers) == SENTENCE
    assert [row.value["task"] for _, row in answers.read()[LOG].in_order()] == ["A row meanwhile"]


def test_a_page_that_was_asleep_while_its_kernel_was_culled_finds_its_words(
    app: Server, relay: Relay, answers: AnswerFile, context: BrowserContext
) -> None:
    page = WorkbookPage(context.new_page()).open(f"{relay.url}#fit", WHY)
    with standing_still(app.kernel()):
        page.field(WHY).press_sequentially(SENTENCE)  # and the lid is closed
        relay.cut()
        devtools = context.new_cdp_session(page.page)
        devtools.send("Page.setWebLifecycleState", {"state": "frozen"})
        os.kill(app.kernel(), signal.SIGKILL)
    app.wait_for_no_kernels()
    assert saved(answers) is None

    relay.mend()
    devtools.send("Page.setWebLifecycleState", {"state": "active"})

    expect(page.status).to_have_text(NOT_SAVED, timeout=SAID)
    expect(page.field(WHY)).to_have_value(SENTENCE)
    page.page.get_by_role("button", name="Reload").click()
    expect(page.status).to_have_text(SAVED, timeout=OPENING * 1000)
    expect(page.field(WHY)).to_have_value(SENTENCE)
    assert saved(answers) == SENTENCE


def test_a_page_that_stayed_open_over_a_restart_of_the_server_says_where_to_go_on_and_the_words_are_there(
    start_server: StartServer, context: BrowserContext
) -> None:
    app = start_server()
    page = WorkbookPage(context.new_page()).open(f"{app.url}#fit", WHY)
    with standing_still(app.kernel()):
        page.field(WHY).press_sequentially(SENTENCE)
        app.kill_alone()
    expect(page.status).to_have_text(NOT_SAVED, timeout=SAID)
    app.start()

    page.page.get_by_role("button", name="Reload").click()
    expect(page.page.get_by_text("it was started again")).to_be_visible()
    page.open(f"{app.url}#fit", WHY)

    expect(page.field(WHY)).to_have_value(SENTENCE)
    wait_until(lambda: saved(AnswerFile(app.home)) == SENTENCE, "the words are on disk")
    app.stop()


def test_a_save_that_was_durable_when_the_connection_went_is_not_saved_twice(
    relay: Relay, answers: AnswerFile, app: Server, page: WorkbookPage
) -> None:
    page.open(f"{relay.url}#fit", WHY)
    with standing_still(app.kernel()):
        page.field(WHY).fill(SENTENCE)
        expect(page.status).to_have_text("Saving…")  # it is under way
    wait_until(lambda: saved(answers) == SENTENCE, "it is on disk")
    relay.cut()
    relay.mend()

    expect(page.status).to_have_text(SAVED, timeout=OPENING * 1000)
    assert [version.value for version in answers.history(WHY)] == [SENTENCE]
    expect(page.decision(WHY)).to_have_count(0)
