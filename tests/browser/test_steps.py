"""The eight steps in a real browser: what is written in one serves in another, and odd entries are said."""

import os
import re
import signal
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, expect
from pypdf import PdfReader

from workbook.answers.model import Edit
from workbook.insights.skills import rating_row
from workbook.questions.catalogue import catalogue
from workbook.questions.kinds import Day
from workbook.questions.tables import Ratings
from workbook.store import AnswerFile

from .driving import NOT_SAVED, OPENING, SAVED, Server, WorkbookPage, standing_still, wait_until

pytestmark = pytest.mark.browser

BOOK = catalogue()
TODAY = date.today()
PLAN, LOG, STORIES, CHECKIN = "plan.milestones", "program.log", "interview.stories", "growth.checkin"
MILESTONES = ("Charter agreed", "Pilot live", "Review held")
ENTRY = {
    "date": "2026-03-04",
    "skills": ["risk"],
    "situation": "Two teams waited for each other.",
    "task": "Find out who moves first.",
    "action": "Put both on one call.",
    "result": "Nine days saved.",
}


def day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def put_milestones(answers: AnswerFile, *names: str, **more: Any) -> None:
    for name in names:
        answers.put_row(PLAN, name.split()[0].lower(), {"name": name, **more})


def opened(page: WorkbookPage, app: Server, key: str) -> WorkbookPage:
    return page.open(f"{app.url}#{key.split('.', maxsplit=1)[0]}", key)


def names(page: WorkbookPage, key: str = PLAN) -> list[str]:
    """Return what the cards of a table are called, from top to bottom."""
    return page.group(key).locator("[aria-controls] > span").all_inner_texts()


def order(answers: AnswerFile, key: str = PLAN) -> list[str]:
    return [row.value["name"] for _, row in answers.read()[key].in_order()]


def handle(page: WorkbookPage, row: int, key: str = PLAN) -> Locator:
    return page.group(key).get_by_role("button", name=f"Move row {row}", exact=True)


def sentence(page: WorkbookPage, key: str, words: str) -> Locator:
    return page.whole(key).get_by_text(words)


def check_of(key: str, column: str) -> str:
    """Return the sentence that the content has for an odd entry in a column."""
    return next(check.say for check in BOOK.question(key).checks if check.column == column)


# ── the order of rows ────────────────────────────────────────────────────────


def test_a_row_is_moved_by_the_arrow_keys_by_a_click_and_by_the_mouse_and_stays_there(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    put_milestones(answers, *MILESTONES)
    charter, pilot, review = MILESTONES
    opened(page, app, PLAN)

    handle(page, 1).press("ArrowDown")
    assert names(page) == [pilot, charter, review]
    expect(handle(page, 2)).to_be_focused()
    expect(page.group(PLAN).get_by_role("status").filter(has_text="Row 2 of 3.")).to_be_visible()
    wait_until(lambda: order(answers) == [pilot, charter, review], "the order is on disk")

    handle(page, 3).click()
    page.group(PLAN).get_by_role("button", name="To the top").click()
    assert names(page) == [review, pilot, charter]

    grip, target = handle(page, 3).bounding_box(), handle(page, 1).bounding_box()
    assert grip
    assert target
    page.page.mouse.move(grip["x"] + 8, grip["y"] + grip["height"] / 2)
    page.page.mouse.down()
    page.page.mouse.move(target["x"] + 8, target["y"] + 2, steps=8)
    page.page.mouse.up()
    assert names(page) == [charter, review, pilot]
    wait_until(lambda: order(answers) == [charter, review, pilot], "the order is on disk")

    page.page.reload()
    expect(page.whole(PLAN)).to_be_visible(timeout=OPENING * 1000)
    expect(page.group(PLAN).locator("[aria-controls] > span").first).to_have_text(charter)
    assert names(page) == [charter, review, pilot]


def test_another_place_sees_the_rows_in_their_new_order_and_typing_goes_on(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    put_milestones(answers, *MILESTONES)
    opened(page, app, PLAN)
    field = page.cell(PLAN, "Notes", 1)
    field.click()
    answers.save_all([Edit(PLAN, ["review", "charter", "pilot"], action="order")])
    expect(page.group(PLAN).locator("[aria-controls] > span").first).to_have_text("Review held")
    page.page.keyboard.type("still here")
    expect(page.cell(PLAN, "Notes", 2)).to_have_value("still here")


def test_an_order_that_was_chosen_while_nothing_answered_is_not_lost(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    put_milestones(answers, *MILESTONES)
    opened(page, app, PLAN)
    os.kill(app.kernel(), signal.SIGKILL)
    handle(page, 3).press("Home")
    expect(page.status).to_have_text(NOT_SAVED)
    page.page.reload()
    expect(page.group(PLAN).locator("[aria-controls] > span").first).to_have_text(
        "Review held", timeout=OPENING * 1000
    )
    wait_until(lambda: order(answers)[0] == "Review held", "the order is on disk")


# ── odd entries ──────────────────────────────────────────────────────────────


def test_an_end_before_its_start_is_said_beside_the_field_and_kept_as_typed(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    opened(page, app, PLAN)
    page.cell(PLAN, "Milestone", 1).fill("Charter agreed")
    page.cell(PLAN, "Start", 1).fill("2027-05-01")
    due = page.cell(PLAN, "Due", 1)
    due.fill("2027-04-01")

    said = check_of(PLAN, "due")
    expect(due).to_have_accessible_description(said)
    expect(due).to_have_attribute("aria-invalid", "true")
    expect(page.status).to_have_text(SAVED)
    assert [row.value["due"] for _, row in answers.read()[PLAN].in_order()] == ["2027-04-01"]

    due.fill("2027-06-01")
    expect(sentence(page, PLAN, said)).to_have_count(0)


def test_a_milestone_that_waits_for_itself_directly_or_round_a_circle_is_told_so(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    put_milestones(answers, *MILESTONES)
    opened(page, app, PLAN)
    said = check_of(PLAN, "after")
    first, second = page.cell(PLAN, "Waits for", 1), page.cell(PLAN, "Waits for", 2)

    first.fill("Charter agreed")
    expect(first).to_have_accessible_description(said)
    first.fill("Pilot live")
    expect(sentence(page, PLAN, said)).to_have_count(0)
    second.fill("Charter agreed")
    expect(first).to_have_accessible_description(said)
    expect(second).to_have_accessible_description(said)
    expect(page.status).to_have_text(SAVED)
    assert answers.read()[PLAN].rows["charter"].value["after"] == "Pilot live"


def test_a_date_that_does_not_exist_is_said_beside_its_cell(app: Server, page: WorkbookPage) -> None:
    opened(page, app, PLAN)
    page.cell(PLAN, "Due", 1).press_sequentially("02312027")
    page.cell(PLAN, "Due", 1).blur()
    expect(page.cell(PLAN, "Due", 1)).to_have_accessible_description(re.compile("takes a date that exists"))
    expect(page.status).to_contain_text("takes a date that exists")


def test_a_date_in_a_row_that_stops_existing_takes_neither_the_row_nor_the_date_before_along(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    put_milestones(answers, "Charter agreed", due="2027-05-01")
    opened(page, app, PLAN)
    page.unfold(PLAN, 1)
    page.cell(PLAN, "Due", 1).press_sequentially("0230")  # by way of 3 February
    page.cell(PLAN, "Milestone", 1).fill("Charter signed")
    expect(page.status).to_contain_text("takes a date that exists")

    page.page.reload()
    expect(page.cell(PLAN, "Milestone", 1)).to_have_value("Charter signed", timeout=OPENING * 1000)
    expect(page.cell(PLAN, "Due", 1)).to_have_value("2027-05-01")
    expect(page.status).to_have_text(SAVED)
    value = answers.read()[PLAN].rows["charter"].value
    assert (value["name"], value["due"]) == ("Charter signed", "2027-05-01")


def test_a_day_before_the_one_that_it_follows_is_said_and_saved(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    opened(page, app, PLAN)
    question = BOOK.question("plan.likely")
    assert isinstance(question, Day)
    assert question.not_before
    page.field("plan.likely").fill("2027-01-01")
    page.field("plan.best").fill("2027-03-01")
    expect(page.field("plan.likely")).to_have_accessible_description(
        re.compile(re.escape(question.not_before.say))
    )
    expect(page.status).to_have_text(SAVED)
    assert answers.read().value("plan.likely") == "2027-01-01"

    page.field("plan.likely").fill("2027-03-01")
    expect(page.field("plan.likely")).to_have_accessible_description(question.help)


def test_a_rating_without_evidence_is_told_so_and_kept(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    opened(page, app, CHECKIN)
    question = ratings()
    around = page.skill(question, "risk")
    page.scale(around, "Level").nth(2).check()
    level = around.get_by_role("group", name=re.compile("^Level, "))
    said = check_of(CHECKIN, "level")
    expect(level).to_have_accessible_description(said)
    expect(page.status).to_have_text(SAVED)
    assert [row.value["level"] for row in answers.read()[CHECKIN].rows.values()] == [3]

    around.get_by_role("textbox").fill("none yet")
    expect(around.get_by_text(said)).to_have_count(0)


def test_a_thirteenth_story_is_not_begun_and_a_sentence_says_why(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    for number in range(12):
        answers.put_row(STORIES, f"s{number}", {"title": f"Story {number}"})
    answers.put_row(LOG, "e1", ENTRY)
    opened(page, app, STORIES)
    full = BOOK.question(STORIES).full
    expect(page.group(STORIES).get_by_role("listitem").nth(11)).to_be_visible()

    page.group(STORIES).get_by_role("button", name="Add a story").click()
    expect(sentence(page, STORIES, full)).to_be_visible()
    assert len(answers.read()[STORIES].rows) == 12
    page.whole(STORIES).locator(".tpm-offers summary").click()
    page.whole(STORIES).locator(".tpm-offers button").click()
    expect(page.group(STORIES).get_by_role("button", name="Delete row")).to_have_count(12)

    page.group(STORIES).get_by_role("button", name="Delete row 12").click()
    expect(sentence(page, STORIES, full)).to_be_hidden()
    expect(page.status).to_have_text(SAVED)
    page.whole(STORIES).locator(".tpm-offers button").click()
    expect(page.cell(STORIES, "Situation", 12)).to_have_value(ENTRY["situation"])


def begin_a_thirteenth(page: WorkbookPage, app: Server, answers: AnswerFile) -> None:
    """Fill an empty row that stands behind twelve saved stories."""
    for number in range(11):
        answers.put_row(STORIES, f"s{number}", {"title": f"Story {number}"})
    opened(page, app, STORIES)
    expect(page.group(STORIES).get_by_role("listitem").nth(10)).to_be_visible()
    for _ in range(2):
        page.group(STORIES).get_by_role("button", name="Add a story").click()
    page.cell(STORIES, "Story", 12).fill("The twelfth")
    expect(page.status).to_have_text(SAVED)
    page.cell(STORIES, "Story", 13).fill("The thirteenth")
    expect(page.status).to_have_text(NOT_SAVED)


def test_a_thirteenth_story_in_a_row_that_stood_empty_is_kept_as_typed_and_not_saved(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    begin_a_thirteenth(page, app, answers)
    expect(page.status).to_contain_text(BOOK.question(STORIES).full)
    expect(page.cell(STORIES, "Story", 13)).to_have_value("The thirteenth")
    assert len(answers.read()[STORIES].rows) == 12

    page.group(STORIES).get_by_role("button", name="Delete row 2", exact=True).click()
    expect(page.status).to_have_text(SAVED)  # there is room for it now
    wait_until(
        lambda: "The thirteenth" in [row.value["title"] for row in answers.read()[STORIES].rows.values()],
        "the thirteenth is on disk",
        5,
    )


def test_a_row_that_was_one_too_many_and_is_deleted_leaves_nothing_behind(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    begin_a_thirteenth(page, app, answers)

    page.group(STORIES).get_by_role("button", name="Delete row 13").click()
    expect(page.status).to_have_text(SAVED)
    page.page.reload()
    expect(page.group(STORIES).get_by_role("listitem")).to_have_count(12, timeout=OPENING * 1000)
    expect(page.status).to_contain_text("Saved")


# ── written once ─────────────────────────────────────────────────────────────


def ratings() -> Ratings:
    question = BOOK.question(CHECKIN)
    assert isinstance(question, Ratings)
    return question


def test_a_practice_log_row_begins_a_story_once_and_serves_as_evidence(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    opened(page, app, STORIES)
    expect(page.whole(STORIES).locator(".tpm-offers")).to_be_hidden()
    answers.put_row(LOG, "e1", ENTRY)

    page.whole(STORIES).locator(".tpm-offers summary").click()
    page.whole(STORIES).locator(".tpm-offers").get_by_role("button", name="4 Mar 2026").dblclick()
    for column, part in (
        ("Situation", "situation"),
        ("Task", "task"),
        ("Action", "action"),
        ("Result", "result"),
    ):
        expect(page.cell(STORIES, column, 1)).to_have_value(ENTRY[part])
    risk = next(
        choice for choice in BOOK.question(STORIES).column("skills").choices if choice.value == "risk"
    )
    expect(page.cell(STORIES, "Skills it shows", 1).get_by_role("checkbox", name=risk.label)).to_be_checked()
    expect(page.group(STORIES).get_by_role("button", name="Delete row")).to_have_count(1)
    expect(page.status).to_have_text(SAVED)
    ((_, story),) = answers.read()[STORIES].in_order()
    assert story.value["from"] == f"{LOG}/e1"
    expect(page.whole(STORIES).locator(".tpm-offers")).to_be_hidden()

    page.turn_to(BOOK.step("growth"))
    around = page.skill(ratings(), "risk")
    around.locator(".tpm-offers summary").click()
    around.locator(".tpm-offers button").dblclick()
    expect(around.get_by_role("textbox")).to_have_value("4 Mar 2026: Put both on one call. Nine days saved.")
    other = page.skill(ratings(), "coaching")
    expect(other.locator(".tpm-offers")).to_be_hidden()


def test_each_reason_of_the_premortem_can_become_a_risk_once(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    opened(page, app, "plan.premortem")
    page.field("plan.premortem").fill("Nobody had time.\n\n- My manager left.")
    offers = page.whole("plan.risks").locator(".tpm-offers")
    expect(offers.get_by_text("(2)")).to_be_visible()
    offers.locator("summary").click()
    offers.get_by_role("button", name="My manager left.").click()
    expect(page.cell("plan.risks", "What could happen", 1)).to_have_value("My manager left.")
    expect(offers.get_by_text("(1)")).to_be_visible()
    expect(offers.get_by_role("button", name="My manager left.")).to_have_count(0)
    expect(page.status).to_have_text(SAVED)
    assert [row.value["reason"] for _, row in answers.read()["plan.risks"].in_order()] == ["My manager left."]


def test_a_milestone_at_risk_offers_an_if_then_plan_and_one_that_is_not_does_not(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    put_milestones(answers, "Late", due=day(-1), status="in_progress")
    put_milestones(answers, "Soon", due=day(10), status="not_started")
    put_milestones(answers, "Fine", due=day(10), status="in_progress")
    put_milestones(answers, "Done", due=day(-9), status="done")
    opened(page, app, "plan.ifthen")
    offers = page.whole("plan.ifthen").locator(".tpm-offers")
    offers.locator("summary").click()
    expect(offers.get_by_role("button", name=re.compile("· Late$"))).to_be_visible()
    expect(offers.get_by_role("button")).to_have_count(2)
    offers.get_by_role("button", name=re.compile("· Soon$")).click()
    expect(page.cell("plan.ifthen", "Milestone", 1)).to_have_value("Soon")
    expect(offers.get_by_role("button")).to_have_count(1)


def test_an_action_goes_into_the_plan_by_one_click_and_is_due_on_the_start_page_once(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    opened(page, app, "fit.next")
    action = "If it is Monday at nine, I ask M. for twenty minutes"
    expect(page.whole("fit.next").get_by_role("button", name="Put it into my plan")).to_be_hidden()
    page.field("fit.next").fill(action)
    page.whole("fit.next").get_by_role("button", name="Put it into my plan").click()
    undated = page.whole("fit.next").get_by_text("Give the action a day first")
    expect(undated).to_be_visible()
    page.field("fit.next_by").fill(day(3))
    expect(undated).to_be_hidden()
    expect(page.status).to_have_text(SAVED)
    page.page.goto(f"{page.page.url.partition('#')[0]}#start")
    due = page.page.get_by_role("table", name="What is due")
    expect(due.get_by_role("row").nth(1)).to_contain_text(f"Next action: {action}")
    expect(due.get_by_role("row").nth(1)).to_contain_text("in 3 days")

    page.page.goto(f"{page.page.url.partition('#')[0]}#fit")
    page.whole("fit.next").get_by_role("button", name="Put it into my plan").click()
    expect(page.whole("fit.next").get_by_text("In your plan")).to_be_visible()
    suggested = page.page.locator(".tpm-page-fit .tpm-action", has_text=BOOK.action("fit.ask").title)
    suggested.get_by_role("button", name="Put it into my plan").click()
    expect(suggested.get_by_text("In your plan")).to_be_visible()
    expect(suggested.get_by_role("button")).to_be_hidden()

    plan = [row.value for _, row in answers.read()[PLAN].in_order()]
    assert [(row["name"], row["due"]) for row in plan] == [
        (action, day(3)),
        (BOOK.action("fit.ask").title, day(BOOK.action("fit.ask").days)),
    ]
    page.page.goto(f"{page.page.url.partition('#')[0]}#start")
    expect(due.get_by_role("row")).to_have_count(3)
    expect(due.get_by_role("row").nth(1)).to_contain_text(f"Milestone: {action}")
    due.get_by_role("link", name=re.compile("^Milestone: If it is")).click()
    expect(page.group(PLAN)).to_be_in_viewport()
    assert sorted(names(page)) == sorted(row["name"] for row in plan)


def test_what_goes_into_the_plan_is_what_was_typed_last(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    opened(page, app, "fit.next")
    page.field("fit.next_by").fill(day(3))
    page.field("fit.next").fill("Ask Ann for")
    press = page.whole("fit.next").get_by_role("button", name="Put it into my plan")
    expect(press).to_be_visible()
    expect(page.status).to_have_text(SAVED)
    with standing_still(app.kernel()):
        page.field("fit.next").press_sequentially(" thirty")
        expect(page.status).to_have_text("Saving…")
        on_its_way = (
            """Object.values(localStorage).some((one) => one.includes('"sent":"Ask Ann for thirty"'))"""
        )
        wait_until(lambda: page.page.evaluate(on_its_way), "a save is on its way")
        page.field("fit.next").press_sequentially(" minutes")
        press.click()
    expect(page.whole("fit.next").get_by_text("In your plan")).to_be_visible()
    (row,) = answers.read()[PLAN].rows.values()
    assert row.value["name"] == "Ask Ann for thirty minutes"


def test_a_row_of_odd_values_is_shown_and_what_is_asked_no_longer_stays(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    answers.put_row(PLAN, "odd", {"name": 5, "status": ["x"], "due": 7, "no_longer_asked": "kept"})
    answers.put_row(PLAN, "good", {"name": "Charter"})
    opened(page, app, PLAN)
    expect(page.group(PLAN).get_by_role("listitem")).to_have_count(2)
    assert names(page) == ["5", "Charter"]
    page.unfold(PLAN, 1)
    page.cell(PLAN, "Milestone", 1).fill("Five")
    page.cell(PLAN, "Due", 1).fill(day(5))
    expect(page.status).to_have_text(SAVED)
    value = answers.read()[PLAN].rows["odd"].value
    assert (value["name"], value["due"], value["no_longer_asked"]) == ("Five", day(5), "kept")


def test_the_statement_of_step_one_returns_in_the_interview_step(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    answers.put("fit.statement", "In March the ledger migration stood still.")
    opened(page, app, "interview.motivation")
    around = page.whole("interview.motivation")
    expect(around.get_by_text("In March the ledger migration stood still.")).to_be_visible()
    around.get_by_role("button", name="Draft it from my answers").click()
    expect(page.field("interview.motivation")).to_have_value("In March the ledger migration stood still.")
    around.get_by_role("link", name=BOOK.question("fit.statement").title).click()
    expect(page.field("fit.statement")).to_be_focused()


def test_two_mentors_answer_one_question_side_by_side_and_their_names_are_suggested(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    for name in ("Riya", "Nils"):
        answers.put_row("mentors.people", name.lower(), {"name": name, "kind": "mentor"})
    opened(page, app, "mentors.same")
    first, second = (page.cell("mentors.same", f"The {one} said", 1) for one in ("first", "second"))
    first.fill("Take the larger one.")
    second.fill("Take the one that you can finish.")
    boxes = first.bounding_box(), second.bounding_box()
    assert boxes[0]
    assert boxes[1]
    assert boxes[0]["y"] == boxes[1]["y"]
    assert boxes[0]["x"] + boxes[0]["width"] < boxes[1]["x"]
    shown = page.cell("mentors.same", "First mentor", 1).evaluate(
        "(one) => [...one.list.options].map((it) => it.value)"
    )
    assert shown == ["Riya", "Nils"]


# ── check-ins ────────────────────────────────────────────────────────────────


def put_rating(answers: AnswerFile, when: str, by: str, skill: str, **rating: Any) -> None:
    empty = {"evidence": "", "level": None, "confidence": None, "target": None, "back": None}
    row = {"date": when, "by": by, "skill": skill, **empty, **rating}
    answers.put_row(CHECKIN, rating_row(when, by, skill), row)


def test_a_new_check_in_leaves_the_earlier_one_as_it_was_and_asks_to_look_back(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    put_rating(answers, "2026-03-03", "", "risk", evidence="none yet", level=1, target=4)
    put_rating(answers, "2026-03-05", "M., mentor", "risk", evidence="Saw the plan.", level=2)
    opened(page, app, CHECKIN)
    group = page.group(CHECKIN)
    line = group.locator("details").filter(has=page.page.get_by_text("Dependencies and risk", exact=True))
    expect(line.locator("summary")).to_contain_text("1 of 5 · target 4 · M., mentor 2")

    before = page.skill(ratings(), "risk")
    expect(before.get_by_role("textbox")).not_to_be_editable()  # it is more than a week old
    group.get_by_role("button", name="Begin a new check-in").click()
    around = page.skill(ratings(), "risk")
    expect(around.get_by_role("textbox")).to_have_value("")
    expect(page.scale(around, "Target").nth(3)).to_be_checked()  # as it was, until it is changed
    around.get_by_role("textbox").fill("Found the clash in week two.")
    page.scale(around, "Level").nth(1).check()
    page.scale(around, "Looking back").nth(0).check()
    expect(page.status).to_have_text(SAVED)

    rows = answers.read()[CHECKIN].rows
    assert {(row.value["date"], row.value["by"], row.value["level"]) for row in rows.values()} == {
        ("2026-03-03", "", 1),
        ("2026-03-05", "M., mentor", 2),
        (TODAY.isoformat(), "", 2),
    }
    assert rows[rating_row(TODAY.isoformat(), "", "risk")].value["back"] == 1

    group.get_by_role("combobox").select_option(index=2)
    expect(around.get_by_role("textbox")).to_have_value("none yet")
    expect(around.get_by_role("textbox")).not_to_be_editable()
    expect(page.scale(around, "Level").nth(0)).to_be_disabled()
    expect(group.get_by_text("kept as it was")).to_be_visible()


def test_somebody_else_s_ratings_are_entered_beside_one_s_own(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    put_rating(answers, "2026-03-03", "", "risk", evidence="none yet", level=1, target=4)
    opened(page, app, CHECKIN)
    group = page.group(CHECKIN)
    group.get_by_role("button", name=re.compile("^Add somebody else")).click()
    group.get_by_role("button", name="Begin", exact=True).click()
    expect(sentence(page, CHECKIN, "Write the name of the person")).to_be_visible()
    group.get_by_label("Rated by").fill("Zoë / data")
    group.get_by_role("button", name="Begin", exact=True).click()

    around = page.skill(ratings(), "risk")
    around.get_by_role("textbox").fill("Calm in the outage.")
    page.scale(around, "Level").nth(3).check()
    expect(around.get_by_role("group", name=re.compile("^Target, "))).to_be_hidden()
    expect(around.locator("summary").first).to_contain_text("4 of 5 · you 1")
    expect(page.status).to_have_text(SAVED)
    theirs = answers.read()[CHECKIN].rows[rating_row(TODAY.isoformat(), "Zoë / data", "risk")]
    assert (theirs.value["level"], theirs.value["by"]) == (4, "Zoë / data")

    chart = page.page.locator(".tpm-page-growth").get_by_role("figure").first
    chart.get_by_text("As a table").click()
    cells = chart.get_by_role("row").filter(has_text="Dependencies and risk").get_by_role("cell")
    expect(cells).to_have_text(["1", "1", "4", "Zoë / data 4"])


# ── finding one's way ────────────────────────────────────────────────────────


def test_the_first_pass_leads_through_seven_questions_and_ends_with_a_picture(
    app: Server, page: WorkbookPage
) -> None:
    page.open(app.url, "start.name")
    table = page.page.get_by_role("table", name="The first pass")
    stops = BOOK.first.stops
    expect(table.get_by_role("row")).to_have_count(len(stops) + 1)
    table.get_by_role("link").first.click()
    for place, stop in enumerate(stops, 1):
        around = page.whole(stop.key)
        expect(around).to_be_in_viewport()
        expect(around.get_by_text(f"Ten minutes, {place} of {len(stops)}")).to_be_visible()
        match stop.key:
            case "fit.weights":
                page.group(stop.key).get_by_role("textbox").nth(4).fill("80")
            case "plan.date":
                page.field(stop.key).fill(day(200))
            case "plan.milestones":
                page.cell(stop.key, "Milestone", 1).fill("Ask M. for an hour")
            case "growth.checkin":
                expect(around.locator("summary").filter(has_text=ratings().skills[0].title)).to_be_focused()
                around_risk = page.skill(ratings(), "risk")
                around_risk.get_by_role("textbox").fill("none yet")
                page.scale(around_risk, "Level").nth(0).check()
            case _:
                page.field(stop.key).fill("Words")
        around.get_by_role(
            "link", name=re.compile("^Next: " if place < len(stops) else BOOK.first.back)
        ).click()
    expect(page.page.get_by_text(BOOK.first.done)).to_be_in_viewport()
    expect(table.get_by_role("cell", name="done")).to_have_count(len(stops))
    expect(page.page.get_by_text("With these weights the TPM role leads").first).to_be_visible()


def test_a_section_says_while_one_writes_how_much_is_answered_and_what_is_left(
    app: Server, page: WorkbookPage
) -> None:
    page.open(app.url, "start.name")
    tally = page.page.locator(".tpm-page-start .tpm-tally")
    expect(tally).to_have_text("0 of 5 answered · about 4 minutes left")
    page.field("start.name").fill("Ada")
    expect(tally).to_have_text(re.compile(r"^1 of 5 answered · about \d minutes left$"))
    page.field("start.name").fill("")
    expect(tally).to_have_text("0 of 5 answered · about 4 minutes left")


def test_what_people_ask_unfolds(app: Server, page: WorkbookPage) -> None:
    page.open(app.url, "start.name")
    asked = page.page.locator(".tpm-faq details")
    assert asked.count() >= 12
    expect(asked.first.locator("p").first).to_be_hidden()
    asked.first.locator("summary").click()
    expect(asked.first.locator("p").first).to_be_visible()


def test_a_table_of_two_hundred_rows_takes_one_more_and_keeps_them_all(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    answers.save_all([Edit(LOG, ENTRY | {"task": f"Task {n}"}, row=f"r{n:03}") for n in range(200)])
    opened(page, app, LOG)
    rows = page.group(LOG).get_by_role("listitem")
    expect(rows).to_have_count(200)
    page.group(LOG).get_by_role("button", name="Add an entry").click()
    page.cell(LOG, "Task", 201).fill("The last one")
    expect(page.status).to_have_text(SAVED)
    kept = [row.value["task"] for _, row in answers.read()[LOG].in_order()]
    assert kept == [*(f"Task {n}" for n in range(200)), "The last one"]


# ── nothing lost, nothing run ────────────────────────────────────────────────


def test_a_rating_is_not_lost_when_the_kernel_is_killed_meanwhile(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    put_rating(answers, "2026-03-03", "", "risk", evidence="none yet", level=1)
    opened(page, app, CHECKIN)
    page.group(CHECKIN).get_by_role("button", name="Begin a new check-in").click()
    around = page.skill(ratings(), "risk")
    os.kill(app.kernel(), signal.SIGKILL)
    around.get_by_role("textbox").fill("Found the clash in week two.")
    page.scale(around, "Level").nth(2).check()
    expect(page.status).to_have_text(NOT_SAVED)

    page.page.reload()
    expect(page.whole(CHECKIN)).to_be_visible(timeout=OPENING * 1000)
    expect(page.status).to_have_text(SAVED, timeout=OPENING * 1000)  # it was taken up, and unfolded
    expect(page.skill(ratings(), "risk").get_by_role("textbox")).to_have_value("Found the clash in week two.")
    name = rating_row(TODAY.isoformat(), "", "risk")
    wait_until(lambda: name in answers.read()[CHECKIN].rows, "the rating is on disk")
    assert answers.read()[CHECKIN].rows[name].value["level"] == 3
    assert answers.read()[CHECKIN].rows[rating_row("2026-03-03", "", "risk")].value["level"] == 1


def test_a_first_rating_for_somebody_else_is_there_again_after_the_kernel_was_killed(
    app: Server, page: WorkbookPage
) -> None:
    opened(page, app, CHECKIN)
    group = page.group(CHECKIN)
    group.get_by_role("button", name=re.compile("^Add somebody else")).click()
    group.get_by_label("Rated by").fill("Ann")
    group.get_by_role("button", name="Begin", exact=True).click()
    around = page.skill(ratings(), "risk")
    os.kill(app.kernel(), signal.SIGKILL)
    around.get_by_role("textbox").fill("Calm in the outage.")
    expect(page.status).to_have_text(NOT_SAVED)

    page.page.reload()
    expect(page.status).to_have_text(SAVED, timeout=OPENING * 1000)
    expect(page.skill(ratings(), "risk").get_by_role("textbox")).to_have_value("Calm in the outage.")
    expect(page.group(CHECKIN).get_by_role("combobox")).to_contain_text("Ann")


def test_a_check_in_of_the_future_does_not_stand_in_the_way_of_todays(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    put_rating(answers, day(400), "", "risk", evidence="A clock was wrong.", level=2)
    opened(page, app, CHECKIN)
    page.group(CHECKIN).get_by_role("button", name="Begin a new check-in").click()
    around = page.skill(ratings(), "risk")
    around.get_by_role("textbox").fill("Asked first.")
    page.scale(around, "Level").nth(2).check()
    expect(page.status).to_have_text(SAVED)
    assert answers.read()[CHECKIN].rows[rating_row(TODAY.isoformat(), "", "risk")].value["level"] == 3


def test_a_rating_that_a_file_names_otherwise_is_gone_on_with(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    row = {"date": TODAY.isoformat(), "by": "", "skill": "risk", "evidence": "By hand.", "level": 2}
    answers.put_row(CHECKIN, "mine", row)
    opened(page, app, CHECKIN)
    around = page.skill(ratings(), "risk")
    expect(around.get_by_role("textbox")).to_have_value("By hand.")
    page.scale(around, "Level").nth(2).check()
    expect(page.status).to_have_text(SAVED)
    assert [(name, one.value["level"]) for name, one in answers.read()[CHECKIN].rows.items()] == [("mine", 3)]


def test_two_texts_of_a_card_are_shown_in_words_and_joined_with_their_ticks(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    answers.put_row(STORIES, "s1", {"title": "Freeze", "skills": ["risk"], "from": "program.log/e1"})
    answers.put_row(STORIES, "s1", {"title": "Freeze", "skills": ["status"]}, base=0)
    opened(page, app, STORIES)
    box = page.decision(STORIES)
    expect(box).to_contain_text("Skills it shows: Dependencies and risk")
    expect(box).not_to_contain_text("program.log")
    box.get_by_role("button", name="Join both").click()
    expect(page.status).to_have_text(SAVED)
    assert sorted(answers.read()[STORIES].rows["s1"].value["skills"]) == ["risk", "status"]
    assert page.page.evaluate("document.activeElement.closest('[data-key]')?.dataset.key") == STORIES


def test_two_ratings_of_one_skill_wait_for_a_decision(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    today = TODAY.isoformat()
    put_rating(answers, today, "", "risk", evidence="One place wrote this.", level=2)
    name = rating_row(today, "", "risk")
    row = answers.read()[CHECKIN].rows[name].value
    answers.put_row(CHECKIN, name, row | {"evidence": "Another place wrote that.", "level": 4}, base=0)
    opened(page, app, CHECKIN)
    expect(page.decision(CHECKIN)).to_have_count(1)
    here, other = page.sides(CHECKIN)
    assert "Another place wrote that." in here
    assert "One place wrote this." in other
    page.decide(CHECKIN, "Use the other")
    expect(page.decision(CHECKIN)).to_have_count(0)
    expect(page.skill(ratings(), "risk").get_by_role("textbox")).to_have_value("One place wrote this.")
    wait_until(lambda: not answers.read()[CHECKIN].rows[name].others, "it is settled")


SCRIPT = "<img src=x onerror=\"window.ran='img'\"><script>window.ran='script'</script>"


def test_scripts_in_answers_are_words_in_cards_offers_check_ins_and_tables_that_gather(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    entry = dict.fromkeys(("situation", "task", "action", "result"), SCRIPT)
    answers.put_row(LOG, "e1", entry | {"date": "2026-03-04", "skills": ["risk"]})
    answers.put_row(PLAN, "m1", {"name": SCRIPT, "due": day(-1)})
    answers.put("plan.premortem", SCRIPT)
    answers.put_row("mentors.people", "p1", {"name": SCRIPT, "next": day(1)})
    answers.put_row(STORIES, "s1", {"title": SCRIPT, "skills": ["risk"], "serves": ["program"]})
    answers.put("fit.statement", SCRIPT)
    put_rating(answers, "2026-03-03", SCRIPT, "risk", evidence=SCRIPT, level=2)
    for key, value in (("fit.next", SCRIPT), ("fit.next_by", day(2))):
        answers.put(key, value)
    page.open(app.url, "start.name")
    for step in BOOK.steps:
        page.turn_to(step)
        if step.key in ("plan", "growth"):
            chart = page.page.locator(f".tpm-page-{step.key}").get_by_role("figure").first
            chart.scroll_into_view_if_needed()
            expect(chart).to_contain_text("<img src=x", timeout=OPENING * 1000)
    page.page.evaluate(
        """() => {
          for (const one of document.querySelectorAll("details")) one.open = true;
          for (const one of document.querySelectorAll("[aria-controls][aria-expanded='false']")) one.click();
        }"""
    )
    due = page.page.get_by_role("table", name="What is due", include_hidden=True).first
    expect(due).to_contain_text(f"Milestone: {SCRIPT}")
    expect(page.whole("interview.motivation")).to_contain_text(SCRIPT)
    expect(page.whole("plan.risks").locator(".tpm-offers")).to_contain_text("<img src=x")
    expect(page.page.locator("[src=x], [onerror]")).to_have_count(0)
    assert page.page.evaluate("window.ran") is None


# ── the book ─────────────────────────────────────────────────────────────────


def test_a_copy_is_listed_before_it_is_saved_and_follows_the_marks(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    answers.put("fit.value", "I know the queues.")
    answers.put("fit.goals", "A program of my own.")
    answers.put("fit.hard", "Saying no.")
    opened(page, app, "book.discuss")
    book = page.page.locator(".tpm-page-book")
    expect(book.get_by_text("2 answers would be in this copy, in “Where I want to go”.")).to_be_visible()

    page.turn_to(BOOK.step("fit"))
    page.privacy("fit.goals").check()
    page.turn_to(BOOK.step("book"))
    said = "One answer would be in this copy, in the chapter “Where I want to go”. One more belongs here"
    expect(book.get_by_text(said)).to_be_visible()
    table = book.get_by_role("table", name="What the copy for your manager holds")
    expect(table.get_by_role("row")).to_have_count(2)
    expect(table.get_by_role("cell", name="left out: private")).to_be_visible()

    with page.page.expect_download() as waiting:
        book.get_by_role("button", name="Save the copy for my manager").click()
    assert waiting.value.suggested_filename == "from-engineer-to-tpm-manager.pdf"
    pages = PdfReader(waiting.value.path()).pages
    assert pages[0].mediabox.height == 792, "Letter, since this browser is an American's"
    text = "".join(one.extract_text() for one in pages)
    assert "I know the queues." in text
    assert "A program of my own." not in text
    assert "Saying no." not in text

    papers = book.get_by_label("Paper")
    papers.first.select_option("A4")
    page.page.reload()
    expect(papers).to_have_count(4)
    for paper in papers.all():
        expect(paper).to_have_value("a4")
    with page.page.expect_download() as waiting:
        book.get_by_role("button", name="Save the copy for my manager").click()
    assert round(PdfReader(waiting.value.path()).pages[0].mediabox.height) == 842


def test_what_no_font_here_prints_is_said_beside_the_button(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    answers.put("fit.value", "A sign of nobody: \U0001f98a and \ue123.")
    opened(page, app, "book.discuss")
    with page.page.expect_download():
        page.page.get_by_role("button", name="Save as PDF").click()
    title = BOOK.question("fit.value").title
    said = page.page.locator(".tpm-page-book").get_by_role("status").filter(has_text="has no font here")
    expect(said).to_contain_text(f"In “{title}”, one character")
