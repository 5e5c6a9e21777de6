"""One workbook open in several places: each sees the other, and nobody's text goes unseen."""

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from workbook.questions.catalogue import catalogue
from workbook.store import AnswerFile

from .driving import NOT_SAVED, SAVED, Server, WorkbookPage, standing_still, wait_until

pytestmark = pytest.mark.browser

WHY, LOG, REVISIT = "fit.why", "fit.energy", "fit.revisit"
SENTENCE = "In March the ledger migration stood still, and four teams waited for each other."
SOON = 8000  # ms: the promise is two seconds, and the machine may be busy


def opened(page: WorkbookPage, app: Server) -> WorkbookPage:
    return page.open(f"{app.url}#fit", WHY)


@pytest.fixture
def tabs(app: Server, context: BrowserContext) -> tuple[WorkbookPage, WorkbookPage]:
    """Return two tabs of the app, and thereby two kernels, on step 1."""
    one, other = (opened(WorkbookPage(context.new_page()), app) for _ in range(2))
    return one, other


def disagreeing(
    app: Server, tabs: tuple[WorkbookPage, WorkbookPage], mine: str, theirs: str
) -> tuple[WorkbookPage, WorkbookPage]:
    """Answer one question in both tabs, so that neither knows of the other; the first is saved last."""
    one, other = tabs
    with standing_still(app.kernels()[0]), standing_still(app.kernels()[1]):
        other.field(WHY).fill(theirs)
        one.field(WHY).fill(mine)
    for tab in tabs:
        expect(tab.decision(WHY)).to_be_visible(timeout=SOON)
        expect(tab.status).to_have_text(SAVED)
    return one, other


def test_what_one_tab_saves_appears_in_another(
    tabs: tuple[WorkbookPage, WorkbookPage], answers: AnswerFile, tell: Callable[[str], None]
) -> None:
    one, other = tabs
    took = []
    for count in range(8):  # by turns, so that both see and both are seen
        words = f"{SENTENCE} {count}"
        one.field(WHY).fill(words)
        wait_until(lambda words=words: answers.read().value(WHY) == words, "it is saved")
        saved = time.monotonic()
        expect(other.field(WHY)).to_have_value(words, timeout=SOON)
        took.append(time.monotonic() - saved)
        one, other = other, one
    tell(f"another tab's save appears after {min(took):.1f} to {max(took):.1f} s")

    for tab in tabs:  # each had seen what it wrote over
        expect(tab.decision(WHY)).to_have_count(0)


def test_what_another_program_saves_appears_but_never_over_an_entry_that_can_not_be_saved(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    opened(page, app)
    page.field("fit.confidence").fill("thirty")
    expect(page.status).to_have_text(NOT_SAVED)

    answers.put("fit.confidence", 40)
    answers.put(WHY, SENTENCE)
    answers.put("fit.decision", "go")
    answers.put_row(LOG, "r1", {"task": "From elsewhere"})

    expect(page.field(WHY)).to_have_value(SENTENCE, timeout=SOON)
    expect(page.choice(catalogue().question("fit.decision"), "go")).to_be_checked()
    tasks = page.group(LOG).get_by_role("textbox", name="Task, row")
    expect(tasks.last).to_have_value("From elsewhere")
    expect(page.field("fit.confidence")).to_have_value("thirty")


def test_text_is_not_exchanged_between_two_words(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    opened(page, app)
    page.field(WHY).press_sequentially(SENTENCE[:20])
    expect(page.status).to_have_text(SAVED)  # so nothing of it waits to be saved

    answers.put(WHY, "Theirs.")
    page.field(WHY).press_sequentially(SENTENCE[20:], delay=40)

    expect(page.field(WHY)).to_have_value(SENTENCE)
    expect(page.decision(WHY)).to_be_visible(timeout=SOON)
    assert page.sides(WHY) == [SENTENCE, "Theirs."]
    expect(page.status).to_have_text(SAVED)
    assert answers.read().value(WHY) == SENTENCE


@pytest.mark.parametrize(
    ("how", "left"),
    [
        ("Keep what is in the field", "{held}"),
        ("Use the other", "{other}"),
        ("Join both", "{held}\n\n{other}"),
    ],
)
def test_two_texts_stand_side_by_side_in_both_tabs_until_the_person_decides(
    how: str, left: str, app: Server, answers: AnswerFile, tabs: tuple[WorkbookPage, WorkbookPage]
) -> None:
    one, _ = disagreeing(app, tabs, "Mine.", "Theirs.")
    held = answers.read().value(WHY)
    (kept,) = answers.read()[WHY].others
    assert {held, kept.value} == {"Mine.", "Theirs."}
    for tab in tabs:  # also where nobody types any more
        expect(tab.field(WHY)).to_have_value(held, timeout=SOON)
        assert tab.sides(WHY) == [held, kept.value]

    one.decide(WHY, how)

    wanted = left.format(held=held, other=kept.value)
    for tab in tabs:
        expect(tab.field(WHY)).to_have_value(wanted, timeout=SOON)
        expect(tab.decision(WHY)).to_have_count(0)
    expect(one.field(WHY)).to_be_focused()
    expect(one.status).to_have_text(SAVED)
    assert answers.read().value(WHY) == wanted
    assert answers.read()[WHY].others == ()
    assert {"Mine.", "Theirs."} <= {version.value for version in answers.history(WHY)}


def test_a_decision_that_was_not_made_waits_for_the_next_visit(
    app: Server, context: BrowserContext, tabs: tuple[WorkbookPage, WorkbookPage]
) -> None:
    disagreeing(app, tabs, "Mine.", "Theirs.")
    for tab in tabs:
        tab.close()

    again = opened(WorkbookPage(context.new_page()), app)

    expect(again.decision(WHY)).to_be_visible()
    assert sorted(again.sides(WHY)) == ["Mine.", "Theirs."]


def test_a_text_that_is_joined_by_hand_needs_no_decision(
    app: Server, answers: AnswerFile, tabs: tuple[WorkbookPage, WorkbookPage]
) -> None:
    one, _ = disagreeing(app, tabs, "Mine.", "Theirs.")
    one.field(WHY).fill("Mine. Theirs.")
    for tab in tabs:
        expect(tab.decision(WHY)).to_have_count(0, timeout=SOON)
    assert answers.read().value(WHY) == "Mine. Theirs."


def test_what_is_no_text_is_chosen_and_not_joined(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    opened(page, app)
    with standing_still(app.kernel()):
        page.field(REVISIT).fill("2027-03-01")
        answers.put(REVISIT, "2027-06-01")

    expect(page.decision(REVISIT)).to_be_visible(timeout=SOON)
    assert page.sides(REVISIT) == ["1 March 2027", "1 June 2027"]
    expect(page.decision(REVISIT).get_by_role("button", name="Join both")).to_have_count(0)
    page.decide(REVISIT, "Use the other")
    wait_until(lambda: answers.read().value(REVISIT) == "2027-06-01", "the other is on disk")


def test_an_older_draft_does_not_overwrite_newer_text_in_silence(
    app: Server, answers: AnswerFile, context: BrowserContext, page: WorkbookPage
) -> None:
    opened(page, app)
    page.field(WHY).fill("First.")
    expect(page.status).to_have_text(SAVED)
    page.field(WHY).press_sequentially(" And a draft.")
    page.close()
    app.wait_for_no_kernels()
    answers.put(WHY, "Newer, from another place.")

    again = opened(WorkbookPage(context.new_page()), app)

    expect(again.field(WHY)).to_have_value("Newer, from another place.")
    expect(again.whole(WHY).get_by_text("A draft was left in this browser")).to_be_visible()
    assert again.sides(WHY) == ["Newer, from another place.", "First. And a draft."]
    assert answers.read().value(WHY) == "Newer, from another place."
    again.decide(WHY, "Join both")
    expect(again.field(WHY)).to_have_value("Newer, from another place.\n\nFirst. And a draft.")
    expect(again.decision(WHY)).to_have_count(0)
    expect(again.status).to_have_text(SAVED)
    assert answers.read().value(WHY) == "Newer, from another place.\n\nFirst. And a draft."
    again.page.reload()
    expect(again.field(WHY)).to_be_visible(timeout=45000)
    expect(again.decision(WHY)).to_have_count(0)


# Rows


def test_rows_that_were_added_in_both_tabs_are_in_both(
    app: Server, answers: AnswerFile, tabs: tuple[WorkbookPage, WorkbookPage]
) -> None:
    one, other = tabs
    with standing_still(app.kernels()[0]), standing_still(app.kernels()[1]):
        one.cell(LOG, "Task", 1).fill("From one")
        other.cell(LOG, "Task", 1).fill("From the other")

    for tab in tabs:
        tasks = tab.group(LOG).get_by_role("textbox", name="Task, row")
        expect(tasks).to_have_count(2, timeout=SOON)
        assert {tasks.nth(n).input_value() for n in range(2)} == {"From one", "From the other"}
    kept = [row.value["task"] for _, row in answers.read()[LOG].in_order()]
    assert sorted(kept) == ["From one", "From the other"]


def test_a_row_from_another_place_stands_where_it_was_put(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    answers.put_row(LOG, "r1", {"task": "first"})
    answers.put_row(LOG, "r3", {"task": "third"})
    opened(page, app)
    expect(page.cell(LOG, "Task", 2)).to_have_value("third")

    answers.put_row(LOG, "r2", {"task": "second"}, before="r3")

    expect(page.cell(LOG, "Task", 2)).to_have_value("second", timeout=SOON)
    expect(page.cell(LOG, "Task", 3)).to_have_value("third")


def test_a_row_that_was_changed_in_two_places_keeps_both(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    answers.put_row(LOG, "r1", {"task": "before"})
    opened(page, app)
    expect(page.cell(LOG, "Task", 1)).to_have_value("before")
    with standing_still(app.kernel()):
        page.cell(LOG, "Task", 1).fill("mine")
        answers.put_row(LOG, "r1", {"task": "theirs"})

    expect(page.decision(LOG)).to_be_visible(timeout=SOON)
    assert page.sides(LOG) == ["Task: mine", "Task: theirs"]
    page.decide(LOG, "Join both")
    wait_until(
        lambda: answers.read()[LOG].rows["r1"].value["task"] == "mine\n\ntheirs", "both are on disk", 5
    )
    expect(page.decision(LOG)).to_have_count(0)
    assert answers.read()[LOG].rows["r1"].others == ()


def test_a_row_is_not_deleted_over_a_change_that_was_not_seen(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    answers.put_row(LOG, "r1", {"task": "before"})
    opened(page, app)
    expect(page.cell(LOG, "Task", 1)).to_have_value("before")
    with standing_still(app.kernel()):
        page.group(LOG).get_by_role("button", name="Delete row 1").click()
        answers.put_row(LOG, "r1", {"task": "changed meanwhile"})

    expect(page.cell(LOG, "Task", 1)).to_have_value("changed meanwhile", timeout=SOON)
    expect(page.whole(LOG).get_by_text("changed in another place since")).to_be_visible()
    expect(page.status).to_have_text(re.compile("^Saved"))
    assert answers.read()[LOG].rows["r1"].value == {"task": "changed meanwhile"}

    page.group(LOG).get_by_role("button", name="Delete row 1").click()
    wait_until(lambda: not answers.read()[LOG].rows, "now that it was seen, it is deleted")


def test_a_row_that_was_changed_here_is_not_lost_when_it_was_deleted_there(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    answers.put_row(LOG, "r1", {"task": "before"})
    opened(page, app)
    expect(page.cell(LOG, "Task", 1)).to_have_value("before")
    with standing_still(app.kernel()):
        page.cell(LOG, "Task", 1).fill("changed here")
        answers.delete_row(LOG, "r1")

    wait_until(lambda: "r1" in answers.read()[LOG].rows, "the row is there again")
    assert answers.read()[LOG].rows["r1"].value["task"] == "changed here"
    expect(page.cell(LOG, "Task", 1)).to_have_value("changed here")


# While something else is under way


def test_what_was_typed_after_undoing_a_deletion_that_is_refused_is_saved(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    answers.put_row(LOG, "r1", {"task": "before"})
    opened(page, app)
    expect(page.cell(LOG, "Task", 1)).to_have_value("before")
    with standing_still(app.kernel()):
        page.group(LOG).get_by_role("button", name="Delete row 1").click()
        answers.put_row(LOG, "r1", {"task": "theirs"})
        page.group(LOG).get_by_role("button", name="Undo").click()
        page.cell(LOG, "Task", 1).fill("before and mine")

    wait_until(lambda: answers.read()[LOG].rows["r1"].value["task"] == "before and mine", "it is saved")
    expect(page.decision(LOG)).to_be_visible(timeout=SOON)
    assert page.sides(LOG) == ["Task: before and mine", "Task: theirs"]


def test_keeping_what_was_typed_a_moment_ago_settles_it(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    answers.put(WHY, "Mine.")
    answers.put(WHY, "Theirs.", base=0)
    opened(page, app)
    page.field(WHY).press_sequentially(" And more.")
    page.decide(WHY, "Keep what is in the field")

    wait_until(lambda: answers.read()[WHY].others == (), "it is settled")
    expect(page.status).to_have_text(SAVED)
    assert answers.read().value(WHY) == page.field(WHY).input_value()


def test_of_three_wishes_while_nothing_answers_the_last_one_stays(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    opened(page, app)
    with standing_still(app.kernel()):
        page.privacy(WHY).check()
        expect(page.status).to_have_text(NOT_SAVED, timeout=SOON)
        page.privacy(WHY).uncheck()
        page.privacy(WHY).check()

    expect(page.status).to_have_text(SAVED, timeout=3 * SOON)
    expect(page.privacy(WHY)).to_be_checked()
    assert answers.read()[WHY].private is True


def test_a_draft_made_of_answers_does_not_replace_what_is_typed_meanwhile(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    answers.put("fit.why", SENTENCE)
    opened(page, app)
    with standing_still(app.kernel()):
        page.page.get_by_role("button", name="Draft it from my answers").click()
        page.field("fit.statement").fill("In my own words.")

    expect(page.status).to_have_text(SAVED, timeout=3 * SOON)
    expect(page.field("fit.statement")).to_have_value("In my own words.")
    assert answers.read().value("fit.statement") == "In my own words."


def test_what_an_earlier_version_replaces_is_saved_before_it(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    answers.put(WHY, SENTENCE)
    answers.put(WHY, "Something else entirely.")
    opened(page, app)
    page.whole(WHY).get_by_text("Earlier versions").click()
    bring = page.whole(WHY).get_by_role("listitem").filter(has_text=SENTENCE).get_by_role("button")
    expect(bring).to_be_visible()
    page.field(WHY).press_sequentially(" And a tail")
    bring.click()

    expect(page.field(WHY)).to_have_value(SENTENCE, timeout=SOON)
    wait_until(lambda: answers.read().value(WHY) == SENTENCE, "it is on disk")
    told = [version.value for version in answers.history(WHY, by_sitting=True)]
    assert any(" And a tail" in text for text in told), told


def test_a_row_that_is_brought_back_and_undone_stands_once(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    answers.put_row(LOG, "r1", {"task": "A review"})
    opened(page, app)
    page.group(LOG).get_by_role("button", name="Delete row 1").click()
    wait_until(lambda: "r1" not in answers.read()[LOG].rows, "it is deleted there too")
    answers.put_row(LOG, "r1", {"task": "A review, again"})
    tasks = page.group(LOG).get_by_role("textbox", name="Task, row")
    expect(tasks.first).to_have_value("A review, again", timeout=SOON)
    page.group(LOG).get_by_role("button", name="Undo").click()
    wait_until(lambda: answers.read()[LOG].rows["r1"].value["task"] == "A review", "it is on disk")
    expect(page.page.locator('[data-row="r1"]')).to_have_count(1)
