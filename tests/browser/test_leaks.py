"""Nothing is left behind: no word of an answer outside its folder, and no kernel of a page that is gone."""

import os
import signal

import psutil
import pytest
from playwright.sync_api import expect

from workbook.questions.catalogue import catalogue
from workbook.store import AnswerFile

from .conftest import NewContext
from .driving import OPENING, SAVED, Server, WorkbookPage, wait_until
from .test_lab import CANARY, holders_of_the_canary

pytestmark = pytest.mark.browser

WHY, TABLE = "fit.why", "fit.energy"


def test_an_answer_stands_in_its_own_folder_and_nowhere_else(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    page.open(f"{app.url}#fit", WHY)
    page.field(WHY).fill(f"I wrote {CANARY}")
    page.cell(TABLE, "Task", 1).fill(f"I did {CANARY}")
    page.page.get_by_role("button", name="Draft it from my answers").click()
    expect(page.field("fit.statement")).to_have_value(f"I wrote {CANARY}.", timeout=OPENING * 1000)
    page.field("fit.weights").or_(page.group("fit.weights").get_by_role("textbox").first).fill("5")
    expect(page.status).to_have_text(SAVED)
    chart = page.page.locator(".tpm-page-fit").get_by_role("figure").last
    chart.scroll_into_view_if_needed()
    for button in (
        chart.get_by_role("button", name="PNG"),
        page.page.get_by_role("button", name="Save as PDF"),
    ):
        with page.page.expect_download():
            button.click()
    assert psutil.Process(app.kernel()).rlimit(psutil.RLIMIT_CORE) == (1, 1), "or a crash leaves its memory"
    os.kill(app.kernel(), signal.SIGABRT)
    expect(page.status).to_contain_text("Not saved")

    assert answers.read().value(WHY) == f"I wrote {CANARY}"
    assert holders_of_the_canary(app.scratch, app.home) == [], "history, logs, temporary files, a crash"
    assert holders_of_the_canary(app.home) != []


def test_no_kernel_is_left_of_twenty_pages_that_came_and_went(app: Server, new_context: NewContext) -> None:
    first, last = catalogue().steps[0].questions[0].key, catalogue().steps[-1]
    context = new_context()
    hasty = context.new_page()
    for _ in range(11):  # left before they could know their kernels
        hasty.goto(app.url, wait_until="commit")
        hasty.goto("about:blank")
    hasty.go_back(wait_until="commit")
    hasty.close()
    for _ in range(4):
        page = WorkbookPage(context.new_page()).open(f"{app.url}#{first.partition('.')[0]}", first)
        page.turn_to(last)
        page.page.reload()
        expect(page.whole(first)).to_be_attached(timeout=OPENING * 1000)
        page.close()
    app.wait_for_no_kernels(60)


def test_a_page_that_is_left_before_voilas_script_has_begun_ends_its_kernel(
    app: Server, page: WorkbookPage
) -> None:
    page.page.route("**/voila.js", lambda _route: None)  # it never comes
    page.page.goto(app.url, wait_until="commit")
    expect(page.page.locator("#tpm-lost")).to_be_attached(timeout=OPENING * 1000)
    wait_until(lambda: len(app.kernels()) == 1, "the page has its kernel, and another waits", OPENING)
    page.page.goto("about:blank")
    app.wait_for_no_kernels(15)
