"""Earlier versions in the page, and a workbook that was erased."""

import os
import signal
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from workbook.insights.skills import rating_row
from workbook.questions.catalogue import catalogue
from workbook.store import AnswerFile

from .driving import NOT_SAVED, OPENING, SAVED, Server, WorkbookPage, wait_until

pytestmark = pytest.mark.browser

WHY, LOG = "fit.why", "fit.energy"
CANARY = "canary-51c0de"


def past_of(home: Path) -> AnswerFile:
    """Return a store in which three sittings of March went by."""
    clock = [datetime(2026, 3, 3, 9, 0, tzinfo=UTC)]
    store = AnswerFile(home, now=lambda: clock[0])
    for words in ("First thoughts.", "Second thoughts.", "Third thoughts."):
        for end in (6, len(words)):  # a pause while typing is no version of its own
            store.put(WHY, words[:end])
            clock[0] += timedelta(seconds=5)
        clock[0] += timedelta(days=2)
    store.put_row(LOG, "r1", {"task": "A review"})
    clock[0] += timedelta(days=2)
    store.delete_row(LOG, "r1")
    return store


def unfolded(page: WorkbookPage, key: str) -> list[str]:
    """Unfold the earlier versions, and return their texts, the newest first."""
    page.whole(key).get_by_text("Earlier versions").click()
    versions = page.whole(key).get_by_role("listitem")
    expect(versions.first).to_be_visible()
    return versions.get_by_role("blockquote").all_inner_texts()


def test_an_earlier_version_is_brought_back_by_one_click_and_so_is_what_it_replaced(
    app: Server, page: WorkbookPage
) -> None:
    store = past_of(app.home)
    page.open(f"{app.url}#fit", WHY)
    assert unfolded(page, WHY) == ["Second thoughts.", "First thoughts."]
    whens = page.whole(WHY).get_by_role("time").all_inner_texts()
    assert all("2026" in when for when in whens)

    versions = page.whole(WHY).get_by_role("listitem")
    versions.filter(has_text="First thoughts.").get_by_role("button").click()

    expect(page.field(WHY)).to_have_value("First thoughts.")
    expect(page.status).to_have_text(SAVED)
    assert store.read().value(WHY) == "First thoughts."
    replaced = versions.filter(has_text="Third thoughts.")
    expect(replaced).to_have_count(1)
    expect(page.whole(WHY).locator("summary", has_text="Earlier versions")).to_be_focused()
    replaced.get_by_role("button").click()
    expect(page.field(WHY)).to_have_value("Third thoughts.")
    wait_until(lambda: store.read().value(WHY) == "Third thoughts.", "it is on disk again")


def test_a_rating_that_was_overwritten_comes_back(app: Server, page: WorkbookPage) -> None:
    key, today = "growth.checkin", date.today().isoformat()
    clock = [datetime(2026, 3, 3, 9, 0, tzinfo=UTC)]
    store = AnswerFile(app.home, now=lambda: clock[0])
    for evidence, level in (("In the ledger cut-over I kept the list.", 3), ("None yet.", 1)):
        row = {"date": today, "by": "", "skill": "risk", "evidence": evidence, "level": level}
        store.put_row(key, rating_row(today, "", "risk"), row)
        clock[0] += timedelta(days=1)
    page.open(f"{app.url}#growth", key)
    (version,) = unfolded(page, key)
    assert "Level: 3" in version
    assert "Skill: Dependencies and risk" in version

    page.whole(key).get_by_role("listitem").get_by_role("button", name="Bring back").click()
    expect(page.status).to_have_text(SAVED)
    around = page.skill(catalogue().question(key), "risk")
    expect(around.get_by_role("textbox")).to_have_value("In the ledger cut-over I kept the list.")
    assert [row.value["level"] for row in store.read()[key].rows.values()] == [3]


def test_a_row_that_was_deleted_long_ago_comes_back(app: Server, page: WorkbookPage) -> None:
    store = past_of(app.home)
    page.open(f"{app.url}#fit", WHY)
    assert unfolded(page, LOG) == ["Task: A review"]

    page.whole(LOG).get_by_role("listitem").get_by_role("button").click()

    wait_until(lambda: "r1" in store.read()[LOG].rows, "the row is on disk")
    tasks = page.group(LOG).get_by_role("textbox", name="Task, row")
    expect(tasks.last).to_have_value("A review")


def test_a_question_without_a_past_offers_none(app: Server, page: WorkbookPage) -> None:
    page.open(f"{app.url}#fit", WHY)
    expect(page.whole(WHY).get_by_text("Earlier versions")).to_be_hidden()
    page.field(WHY).fill("Something.")
    expect(page.whole(WHY).get_by_text("Earlier versions")).to_be_visible()


def test_the_next_page_lets_go_of_the_drafts_of_an_erased_workbook_and_of_no_other(
    app: Server, answers: AnswerFile, context: BrowserContext, page: WorkbookPage
) -> None:
    page.open(f"{app.url}#fit", WHY)
    erased = answers.read().workbook
    os.kill(app.kernel(), signal.SIGKILL)
    page.field(WHY).fill(CANARY)
    expect(page.status).to_have_text(NOT_SAVED)
    page.page.evaluate("localStorage.setItem('tpm-workbook:another:fit.why::x', '{\"value\": 1}')")
    page.close()
    app.wait_for_no_kernels()
    answers.erase()

    again = WorkbookPage(context.new_page()).open(f"{app.url}#fit", WHY)

    expect(again.field(WHY)).to_have_value("")
    expect(again.status).to_have_text("Saved. Nothing new yet.")
    kept = again.page.evaluate("JSON.stringify(localStorage)")
    assert erased not in kept
    assert CANARY not in kept
    assert "tpm-workbook:another:fit.why::x" in kept
    expect(again.whole(WHY).get_by_text("A draft was left")).to_have_count(0)


def test_a_page_that_was_open_while_its_workbook_was_erased_says_so_and_writes_nothing(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    page.open(f"{app.url}#fit", WHY)
    page.field(WHY).fill("To be erased.")
    expect(page.status).to_have_text(SAVED)

    answers.erase()
    expect(page.page.get_by_role("alert").get_by_text("erased")).to_be_visible(timeout=5000)
    page.field(WHY).fill(CANARY)

    expect(page.status).to_have_text(NOT_SAVED)
    expect(page.status).to_contain_text("erased")
    expect(page.field(WHY)).to_have_value(CANARY)
    assert not (app.home / "answers.json").exists()
    assert not any(CANARY.encode() in path.read_bytes() for path in app.home.rglob("*") if path.is_file())
    page.page.reload()
    expect(page.field(WHY)).to_have_value("", timeout=OPENING * 1000)
