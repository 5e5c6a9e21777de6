"""Finding one's way in the app: search, shortcuts, what is next, where one was, and the colours."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from workbook.questions.catalogue import catalogue
from workbook.store import AnswerFile

from .conftest import NewContext
from .driving import NOT_SAVED, SAVED, Server, WorkbookPage, standing_still

pytestmark = pytest.mark.browser

BOOK = catalogue()
FIRST = BOOK.steps[0].questions[0]
DARK = "rgb(22, 25, 29)"


def opened(page: WorkbookPage, app: Server) -> WorkbookPage:
    return page.open(app.url, FIRST.key)


def search(page: WorkbookPage) -> Locator:
    return page.page.get_by_role("dialog", name="Search questions and answers")


def paper(page: WorkbookPage) -> str:
    return str(page.page.evaluate("getComputedStyle(document.body).backgroundColor"))


def test_search_leads_to_what_was_written_and_what_is_asked(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    answers.put("fit.why", "The night the café and the gateway fell over.")
    answers.put_row("plan.milestones", "m1", {"name": "Charter"})
    answers.put_row("plan.milestones", "m2", {"name": "Gateway retired"})
    opened(page, app)
    page.page.keyboard.press("/")
    box = search(page).get_by_role("searchbox")
    expect(box).to_be_focused()
    box.press_sequentially("CAFE gate")
    expect(search(page).get_by_role("status")).to_have_text("1 place")
    found = search(page).get_by_role("link")
    expect(found).to_contain_text(f"{BOOK.question('fit.why').title}")
    expect(found.locator("mark")).to_have_text("café")
    page.page.keyboard.press("Enter")
    expect(search(page)).to_be_hidden()
    expect(page.field("fit.why")).to_be_focused()

    page.page.get_by_role("button", name="Search").click()
    box.fill("charter")
    page.page.keyboard.press("Enter")  # before anything was found
    expect(search(page)).to_be_hidden()
    page.page.get_by_role("button", name="Search").click()
    box.fill("gateway")
    expect(found).to_have_count(2)
    page.page.keyboard.press("ArrowDown")
    page.page.keyboard.press("ArrowDown")
    expect(found.last).to_be_focused()
    page.page.keyboard.press("Enter")
    row = page.whole("plan.milestones").locator("[data-row=m2]")
    expect(row.get_by_role("button", name="Gateway retired")).to_be_focused()
    expect(row.get_by_label("Milestone, row 2")).to_be_visible()


def test_search_says_when_there_is_nothing_and_gives_the_focus_back(app: Server, page: WorkbookPage) -> None:
    opened(page, app)
    finder = page.page.get_by_role("button", name="Search")
    finder.click()
    search(page).get_by_role("searchbox").fill("<img src=x onerror=alert(1)>")
    expect(search(page).get_by_role("status")).to_have_text(
        "No question and no answer holds all of these words."
    )
    page.page.keyboard.press("Escape")
    expect(search(page)).to_be_hidden()
    expect(finder).to_be_focused()


def test_keys_go_from_section_to_section_and_on_to_the_next_step(app: Server, page: WorkbookPage) -> None:
    opened(page, app)
    headings = page.page.locator(".tpm-page-start :is(h1, h2)")
    for place in range(1, headings.count()):
        page.page.keyboard.press("Alt+PageDown")
        expect(headings.nth(place)).to_be_focused()
    page.page.keyboard.press("Alt+PageUp")
    expect(headings.nth(headings.count() - 2)).to_be_focused()
    page.page.keyboard.press("Alt+PageDown")
    page.page.keyboard.press("Alt+PageDown")
    expect(page.page.get_by_role("heading", level=1)).to_have_text(BOOK.steps[1].title)
    page.page.keyboard.press("Alt+PageUp")
    expect(headings.last).to_be_focused()
    expect(headings.last).to_be_in_viewport()


def test_the_keys_are_listed_and_single_ones_can_be_turned_off(app: Server, page: WorkbookPage) -> None:
    opened(page, app)
    listed = page.page.get_by_role("dialog", name="Keyboard")
    page.field(FIRST.key).press_sequentially("/?")
    expect(page.field(FIRST.key)).to_have_value("/?")
    page.privacy(FIRST.key).focus()  # which takes no letters
    page.page.keyboard.press("?")
    expect(listed).to_contain_text("Next section")
    listed.get_by_role("checkbox").uncheck()
    listed.get_by_role("button", name="Close").click()
    page.page.keyboard.press("/")
    page.page.keyboard.press("?")
    expect(page.page.get_by_role("dialog")).to_have_count(0)
    page.page.get_by_role("button", name="Keyboard").click()
    expect(listed).to_be_visible()


def test_a_save_is_read_out_when_it_is_asked_for_or_was_in_trouble_and_not_at_every_pause(
    app: Server, page: WorkbookPage
) -> None:
    opened(page, app)
    told = page.page.locator("#tpm-status [aria-live=polite]")
    expect(page.status).to_have_attribute("aria-live", "off")
    page.field(FIRST.key).fill("Ada")
    expect(page.status).to_have_text(SAVED)
    expect(told).to_have_text("")

    page.page.evaluate(
        """addEventListener("keydown", (event) => {
          if (event.key === "s") setTimeout(() => (document.body.dataset.kept = event.defaultPrevented));
        })"""
    )
    page.page.keyboard.press("Control+s")
    expect(told).to_have_text(SAVED)
    expect(page.page.locator("body")).to_have_attribute("data-kept", "true")  # or the browser saves the page

    with standing_still(app.kernel()):
        expect(told).to_have_text(NOT_SAVED)
    expect(told).to_have_text(SAVED)


def test_the_next_page_is_made_ahead_and_one_whose_link_is_pointed_at(
    app: Server, page: WorkbookPage
) -> None:
    opened(page, app)
    made = page.page.locator(".tpm-page")
    expect(made).to_have_count(2)
    expect(made.last).to_have_class(re.compile("tpm-page-fit"))
    page.page.get_by_role("navigation", name="Steps").get_by_role("link", name="Your book").hover()
    expect(made).to_have_count(3)
    expect(made.last).to_have_class(re.compile("tpm-page-book"))


def test_what_is_next_is_named_and_follows_the_answers(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    opened(page, app)
    steps = page.page.get_by_role("navigation", name="Steps")
    expect(steps.get_by_role("link", name=FIRST.title)).to_be_visible()
    answers.put(FIRST.key, "Ada")
    second = BOOK.steps[0].questions[1]
    steps.get_by_role("link", name=second.title).click()
    expect(page.field(second.key)).to_be_focused()


def test_who_comes_back_is_where_they_were(app: Server, new_context: NewContext) -> None:
    context = new_context()
    page = opened(WorkbookPage(context.new_page()), app)
    page.turn_to(BOOK.step("plan"))
    page.whole("plan.date_why").scroll_into_view_if_needed()  # read, and not written in
    page.close()
    again = context.new_page()
    again.goto(app.url)
    expect(again.get_by_role("heading", level=1)).to_have_text(BOOK.step("plan").title)
    field = again.locator("[data-key='plan.date_why']")
    expect(field).to_be_in_viewport()
    expect(
        again.get_by_role("navigation", name="Steps").get_by_role("link", name="Plan your move")
    ).to_have_attribute("aria-current", "page")


def test_the_colours_follow_the_system_or_what_was_chosen(app: Server, page: WorkbookPage) -> None:
    page.page.emulate_media(color_scheme="light")
    opened(page, app)
    light = paper(page)
    page.page.get_by_label("Colours").select_option("dark")
    assert paper(page) == DARK
    page.page.reload()
    expect(page.page.get_by_label("Colours")).to_have_value("dark")
    assert paper(page) == DARK
    expect(page.field(FIRST.key)).to_have_css("color-scheme", re.compile("dark"))
    page.page.get_by_label("Colours").select_option("as the system")
    assert paper(page) == light
    page.page.emulate_media(color_scheme="dark")
    assert paper(page) == DARK
