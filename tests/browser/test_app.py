"""The app in a real browser: everything that is written is kept, whatever happens meanwhile."""

import io
import os
import re
import signal
import unicodedata
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Locator, expect
from pypdf import PdfReader

from workbook.answers.model import Answers
from workbook.insights.roles import compare_roles
from workbook.insights.roles_commentary import summarize_roles
from workbook.questions.catalogue import catalogue
from workbook.questions.tables import Table
from workbook.store import AnswerFile

from .conftest import StartServer
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

WHY = "fit.why"
STEPS = catalogue().steps
SENTENCE = "In March the ledger migration stood still, and four teams waited for each other."
SCRIPTS = (
    "<img src=x onerror=\"window.ran='img'\">",
    "<script>window.ran='script'</script>",
    "</textarea></script><svg onload=\"window.ran='svg'\">",
    "[a](javascript:window.ran='link') `${window.ran='template'}` {{window.ran='braces'}}",
)


def saved_value(answers: AnswerFile, key: str) -> Any:
    return answers.read().value(key)


def rows(answers: Answers, key: str) -> list[dict[str, Any]]:
    return [row.value for _, row in answers[key].in_order()]


def opened_on_fit(page: WorkbookPage, app: Server) -> WorkbookPage:
    return page.open(f"{app.url}#fit", WHY)


# ── the whole path ───────────────────────────────────────────────────────────


def test_every_answer_is_shown_again_after_everything_was_stopped_and_is_in_the_pdf(
    start_server: StartServer, context: BrowserContext
) -> None:
    app = start_server()
    wanted = {question.key: value for question, value in answers_to(catalogue().questions)}

    page = WorkbookPage(context.new_page()).open(f"{app.url}#{STEPS[0].key}", STEPS[0].questions[0].key)
    for step in STEPS:
        page.turn_to(step)
        for question in step.questions:
            page.fill(question, wanted[question.key])
            if question.kind == "table" and step.key in ("fit", "plan"):  # some as lines and some as cards
                wanted[question.key] = edit_delete_and_undo(page, question, wanted[question.key])
        expect(page.status).to_have_text(SAVED)
    page.close()
    app.stop()

    on_disk = AnswerFile(app.home).read()
    for question in catalogue().questions:
        held = rows(on_disk, question.key) if question.kind in WITH_ROWS else on_disk.value(question.key)
        assert held == wanted[question.key], question.key

    app.start()
    page = WorkbookPage(context.new_page()).open(f"{app.url}#{STEPS[0].key}", STEPS[0].questions[0].key)
    for step in STEPS:
        page.turn_to(step)
        for question in step.questions:
            page.expect_shown(question, wanted[question.key])

    with page.page.expect_download() as download:
        page.page.get_by_role("button", name="Save as PDF").last.click()
    assert download.value.suggested_filename.endswith(".pdf")
    book = bare(text_of(download.value.path().read_bytes()))
    for question in catalogue().questions:
        for words in as_printed(question, wanted[question.key]):
            assert bare(words) in book, f"{question.key}: {words!r} is not in the PDF"
    app.stop()


def edit_delete_and_undo(
    page: WorkbookPage, question: Table, written: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Change one row of a filled table, delete another and take it back; return what it holds then."""
    first = {**written[0], **{column.key: "changed" for column in question.columns if column.kind == "text"}}
    page.fill_row(question, 1, first)
    group = page.group(question.key)
    group.get_by_role("button", name="Delete row 1").click()
    expect(group.get_by_role("button", name="Delete row")).to_have_count(1)
    expect(page.status).to_have_text(SAVED)
    group.get_by_role("button", name="Undo").click()
    expect(group.get_by_role("button", name="Delete row")).to_have_count(2)
    return [first, *written[1:]]


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def bare(text: str) -> str:
    """Return text without what setting it on a page may change: spaces, ends of lines, and hyphens."""
    return re.sub(r"[\s\u00ad\u2010-]+", "", unicodedata.normalize("NFKC", text))


def as_printed(question: Any, value: Any) -> list[str]:
    """Return the words by which a reader of the PDF knows an answer."""
    match question.kind:
        case "choice":
            return [question.label(value)]
        case "choices":
            return [question.label(one) for one in value]
        case "weights":
            return [f"{question.label(one)} {points}" for one, points in value.items()]
        case "percent":
            return [f"{value}%"]
        case "date":
            day = date.fromisoformat(value)
            return [f"{day.day} {day:%B %Y}"]
        case "table" | "rating":
            return [
                words
                for row in value
                for column in question.columns
                if row[column.key] is not None
                for words in as_printed_in_a_table(column, row[column.key])
            ]
    return [str(value)]


def as_printed_in_a_table(column: Any, value: Any) -> list[str]:
    if column.kind == "date":
        day = date.fromisoformat(value)
        return [f"{day.day} {day:%b %Y}"]
    return as_printed(column, value)


# ── saved means saved ────────────────────────────────────────────────────────


def test_typed_text_is_on_disk_as_soon_as_the_page_says_saved(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    opened_on_fit(page, app)
    expect(page.status).to_have_text("Saved. Nothing new yet.")

    page.field(WHY).press_sequentially(SENTENCE, delay=5)

    expect(page.status).to_have_text(SAVED)
    assert saved_value(answers, WHY) == SENTENCE


def test_a_browser_that_is_out_of_breath_while_a_page_opens_still_hears_of_saves(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    page.page.add_init_script(
        """
        const { createObjectURL } = URL;
        let loading = 0;
        URL.createObjectURL = (blob) => {
          // Once the modules of a page's widgets have begun to load, nothing else happens for a while.
          if (++loading === 30) queueMicrotask(() => setTimeout(() => {
            const end = performance.now() + 4000;
            while (performance.now() < end);
          }));
          return createObjectURL.call(URL, blob);
        };
        """
    )
    opened_on_fit(page, app)
    page.field(WHY).fill("Slow but sure")
    expect(page.status).to_have_text(SAVED)
    assert saved_value(answers, WHY) == "Slow but sure"


def test_the_page_does_not_say_saved_while_the_kernel_stands_still(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    opened_on_fit(page, app)
    page.status.evaluate(
        """(line) => {
          window.said = [];
          new MutationObserver(() => said.push(line.textContent)).observe(line, { childList: true });
        }"""
    )

    with standing_still(app.kernel()):
        page.field(WHY).press_sequentially(SENTENCE)
        expect(page.status).to_have_text(NOT_SAVED)
        assert saved_value(answers, WHY) is None
        said = page.page.evaluate("said")
        assert said[0] == "Saving…"
        assert not any(map(SAVED.match, said)), said

    expect(page.status).to_have_text(SAVED)
    assert saved_value(answers, WHY) == SENTENCE


def test_what_fails_in_the_page_is_said_where_it_failed(
    app: Server, answers: AnswerFile, browser: Browser
) -> None:
    context = browser.new_context()  # whose errors are wanted here
    broke: list[str] = []
    context.on("weberror", lambda error: broke.append(str(error.error)))
    page = WorkbookPage(context.new_page())
    page.open(app.url, STEPS[0].questions[0].key)
    chart, due = page.page.get_by_role("figure").first, page.page.locator(".tpm-overview").first
    expect(chart).to_contain_text("Go to that question")
    expect(due).not_to_be_empty()
    page.page.evaluate("void (Element.prototype.replaceChildren = () => { throw Error('Out of order'); })")

    answers.put_row(
        "growth.checkin", "r1", {"date": "2026-11-02", "skill": "risk", "level": 2, "evidence": "E"}
    )

    for place in (due, chart.locator("xpath=..")):
        expect(place).to_contain_text("Something in the workbook itself failed here.")
    assert set(broke) == {"Out of order"}
    page.close()  # its context ends with the browser: it would take the page's goodbye along


def test_nothing_is_lost_when_the_kernel_is_killed_while_typing(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    opened_on_fit(page, app)
    page.field(WHY).press_sequentially(SENTENCE[:40])

    os.kill(app.kernel(), signal.SIGKILL)
    page.field(WHY).press_sequentially(SENTENCE[40:])

    expect(page.status).to_have_text(NOT_SAVED)
    page.page.reload()
    expect(page.field(WHY)).to_have_value(SENTENCE, timeout=OPENING * 1000)
    expect(page.status).to_have_text(SAVED)
    assert saved_value(answers, WHY) == SENTENCE


def test_nothing_is_lost_when_the_server_is_killed_while_typing(
    start_server: StartServer, context: BrowserContext
) -> None:
    app = start_server()
    page = opened_on_fit(WorkbookPage(context.new_page()), app)
    page.field(WHY).press_sequentially(SENTENCE[:40])

    app.kill()
    page.field(WHY).press_sequentially(SENTENCE[40:])

    expect(page.status).to_have_text(NOT_SAVED)
    app.start()
    opened_on_fit(page, app)
    expect(page.field(WHY)).to_have_value(SENTENCE)
    expect(page.status).to_have_text(SAVED)
    assert saved_value(AnswerFile(app.home), WHY) == SENTENCE
    app.stop()


def test_nothing_is_lost_when_the_tab_is_closed_while_typing(
    app: Server, answers: AnswerFile, context: BrowserContext, page: WorkbookPage
) -> None:
    opened_on_fit(page, app)
    page.field(WHY).press_sequentially(SENTENCE)
    page.close()

    again = opened_on_fit(WorkbookPage(context.new_page()), app)

    expect(again.field(WHY)).to_have_value(SENTENCE)
    wait_until(lambda: saved_value(answers, WHY) == SENTENCE, "the words are on disk")


def test_nothing_is_lost_when_the_tab_crashes_while_typing(
    start_server: StartServer, context: BrowserContext
) -> None:
    app = start_server()  # its own: a tab that crashed leaves its kernel behind until it is culled
    page = opened_on_fit(WorkbookPage(context.new_page()), app)
    with standing_still(app.kernel()):
        page.field(WHY).press_sequentially(SENTENCE)
        with page.page.expect_event("crash"), pytest.raises(Error, match="crash"):
            page.page.goto("chrome://crash")
    page.page.close()

    again = opened_on_fit(WorkbookPage(context.new_page()), app)

    expect(again.field(WHY)).to_have_value(SENTENCE)
    wait_until(lambda: saved_value(AnswerFile(app.home), WHY) == SENTENCE, "the words are on disk")
    app.stop()


def test_a_row_is_not_lost_when_the_tab_is_closed_while_typing(
    app: Server, answers: AnswerFile, context: BrowserContext, page: WorkbookPage
) -> None:
    opened_on_fit(page, app)
    page.cell("fit.energy", "Task", 1).press_sequentially(SENTENCE)
    page.close()

    again = opened_on_fit(WorkbookPage(context.new_page()), app)

    expect(again.cell("fit.energy", "Task", 1)).to_have_value(SENTENCE)
    wait_until(
        lambda: [row["task"] for row in rows(answers.read(), "fit.energy")] == [SENTENCE],
        "the row is on disk",
        5,
    )


def test_a_row_that_was_brought_back_while_nothing_answered_is_on_disk_in_the_end(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    opened_on_fit(page, app)
    page.cell("fit.energy", "Task", 1).fill(SENTENCE)
    expect(page.status).to_have_text(SAVED)

    with standing_still(app.kernel()):
        page.group("fit.energy").get_by_role("button", name="Delete row 1").click()
        page.group("fit.energy").get_by_role("button", name="Undo").click()
        expect(page.status).to_have_text(NOT_SAVED)

    expect(page.status).to_have_text(SAVED, timeout=10000)
    assert [row["task"] for row in rows(answers.read(), "fit.energy")] == [SENTENCE]
    expect(page.cell("fit.energy", "Task", 1)).to_have_value(SENTENCE)


def test_a_privacy_mark_and_a_deletion_are_not_lost_when_the_kernel_is_gone(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    opened_on_fit(page, app)
    page.cell("fit.energy", "Task", 1).fill(SENTENCE)
    expect(page.status).to_have_text(SAVED)

    os.kill(app.kernel(), signal.SIGKILL)
    page.privacy(WHY).check()
    page.group("fit.energy").get_by_role("button", name="Delete row 1").click()

    expect(page.status).to_have_text(NOT_SAVED)
    expect(page.status).to_contain_text("kept in this browser")
    page.page.reload()
    expect(page.privacy(WHY)).to_be_checked(timeout=OPENING * 1000)
    wait_until(lambda: answers.read()[WHY].private, "the mark is on disk")
    wait_until(lambda: not rows(answers.read(), "fit.energy"), "the row is gone")


def test_a_date_that_is_half_changed_does_not_take_the_saved_one_along(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    opened_on_fit(page, app)
    page.field("fit.revisit").fill("2027-03-01")
    expect(page.status).to_have_text(SAVED)

    page.field("fit.revisit").press("Backspace")
    expect(page.status).to_contain_text("takes a date that exists")

    page.page.reload()
    expect(page.field("fit.revisit")).to_have_value("2027-03-01", timeout=OPENING * 1000)
    assert saved_value(answers, "fit.revisit") == "2027-03-01"


def test_a_date_typed_over_another_is_saved_when_its_field_is_left_and_none_on_the_way(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    opened_on_fit(page, app)
    field = page.field("fit.revisit")
    field.fill("2027-03-15")
    expect(page.status).to_have_text(SAVED)

    field.press_sequentially("0228")  # by way of 15 and 2 February
    expect(field).to_have_value("2027-02-28")
    expect(page.status).to_have_text("Saving when you leave the field.")
    field.blur()
    expect(page.status).to_have_text(SAVED)
    assert [version.value for version in answers.history("fit.revisit")] == ["2027-03-15", "2027-02-28"]


def test_a_year_before_all_memory_is_said_and_not_saved(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    opened_on_fit(page, app)
    field = page.field("fit.revisit")
    field.fill("0202-03-01")
    field.blur()
    expect(field).to_have_accessible_description(re.compile("takes a year from 1900"))
    page.page.reload()
    expect(page.field("fit.revisit")).to_have_value("0202-03-01", timeout=OPENING * 1000)
    expect(page.status).to_contain_text("takes a year from 1900")
    assert saved_value(answers, "fit.revisit") is None


def test_leaving_a_date_that_does_not_exist_is_asked_about_and_the_saved_one_stays(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    opened_on_fit(page, app)
    field = page.field("fit.revisit")
    field.fill("2027-05-01")
    expect(page.status).to_have_text(SAVED)
    field.press_sequentially("0230")
    field.blur()
    expect(field).to_have_accessible_description(re.compile("takes a date that exists"))
    expect(page.status).to_contain_text("takes a date that exists")

    asked: list[str] = []
    page.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.page.reload()
    expect(page.field("fit.revisit")).to_have_value("2027-05-01", timeout=OPENING * 1000)
    assert asked == ["beforeunload"]
    assert saved_value(answers, "fit.revisit") == "2027-05-01"


def test_of_two_drafts_that_were_left_one_is_taken_and_the_other_waits_for_a_decision(
    app: Server, answers: AnswerFile, context: BrowserContext, page: WorkbookPage
) -> None:
    opened_on_fit(page, app)
    other = opened_on_fit(WorkbookPage(context.new_page()), app)
    for kernel in app.kernels():
        os.kill(kernel, signal.SIGKILL)
    page.field(WHY).fill("Typed in the first tab")
    other.field(WHY).fill("Typed in the second tab")
    for tab in (page, other):
        expect(tab.status).to_have_text(NOT_SAVED)
        tab.close()

    again = opened_on_fit(WorkbookPage(context.new_page()), app)
    expect(again.field(WHY)).to_have_value("Typed in the second tab")
    expect(again.status).to_have_text(SAVED)
    again.page.reload()

    expect(again.whole(WHY).get_by_text("Typed in the first tab")).to_be_visible(timeout=OPENING * 1000)
    assert again.sides(WHY) == ["Typed in the second tab", "Typed in the first tab"]
    again.decide(WHY, "Use the other")
    expect(again.field(WHY)).to_have_value("Typed in the first tab")
    wait_until(lambda: saved_value(answers, WHY) == "Typed in the first tab", "it is on disk")


def test_blank_rows_stay_while_another_is_saved(app: Server, page: WorkbookPage) -> None:
    opened_on_fit(page, app)
    expect(page.cell("fit.energy", "Task", 1)).to_be_visible()
    for _ in range(2):
        page.group("fit.energy").get_by_role("button", name="Add a task").click()
    page.cell("fit.energy", "Task", 1).fill(SENTENCE)
    expect(page.status).to_have_text(SAVED)
    expect(page.cell("fit.energy", "Task", 3)).to_be_visible()


def test_an_entry_that_is_no_number_stays_as_typed_and_is_not_saved(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    opened_on_fit(page, app)
    field = page.field("fit.confidence")
    sentence = page.whole("fit.confidence").get_by_text("takes a number from 0 to 100")

    for wrong in ("abc", "250"):
        field.fill(wrong)
        expect(sentence).to_be_visible()
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(field).to_have_accessible_description(re.compile("takes a number from 0 to 100"))
        expect(page.status).to_have_text(NOT_SAVED)
        field.blur()
        expect(field).to_have_value(wrong)

    field.fill("65")
    expect(sentence).to_be_hidden()
    expect(page.status).to_have_text(SAVED)
    assert saved_value(answers, "fit.confidence") == 65
    assert [version.value for version in answers.history("fit.confidence")] == [65]


# ── finding one's way ────────────────────────────────────────────────────────


def test_steps_are_links_and_back_and_forward_work(app: Server, page: WorkbookPage) -> None:
    page.open(app.url, STEPS[0].questions[0].key)
    links = page.page.get_by_role("navigation").get_by_role("listitem").get_by_role("link")
    expect(links).to_have_count(len(STEPS))

    def is_open(place: int) -> None:
        step = STEPS[place]
        expect(page.page).to_have_title(re.compile(re.escape(step.title)))
        expect(page.page.get_by_role("heading", level=1)).to_have_text(step.title)
        expect(page.whole(step.questions[0].key)).to_be_visible()
        for number, link in enumerate(links.all()):
            if number == place:
                expect(link).to_have_attribute("aria-current", "page")
            else:
                expect(link).not_to_have_attribute("aria-current", re.compile(".*"))

    is_open(0)
    for place, step in enumerate(STEPS[1:], 1):
        link = links.nth(place)
        expect(link).to_have_attribute("href", f"#{step.key}")
        link.click()
        expect(page.page).to_have_url(re.compile(f"#{step.key}$"))
        is_open(place)
    page.page.go_back()
    is_open(len(STEPS) - 2)
    page.page.go_forward()
    is_open(len(STEPS) - 1)


def test_an_address_with_a_question_brings_it_into_view(app: Server, page: WorkbookPage) -> None:
    page.open(f"{app.url}#fit.weights", "fit.weights")

    weights: Any = catalogue().question("fit.weights")
    first = page.group("fit.weights").get_by_role("textbox", name=weights.choices[0].label, exact=True)
    expect(first).to_be_in_viewport()
    expect(first).to_be_focused()


def test_progress_counts_an_answer_as_soon_as_it_is_saved(app: Server, page: WorkbookPage) -> None:
    step = STEPS[0]
    page.open(app.url, step.questions[0].key)
    links = page.page.get_by_role("navigation").get_by_role("listitem").get_by_role("link")
    all_ = len(step.questions)
    expect(links.first).to_have_accessible_name(f"{step.short} 0 of {all_} answered")

    page.fill(step.questions[0], "Ada")
    expect(links.first).to_have_accessible_name(f"{step.short} 1 of {all_} answered")

    page.field(step.questions[0].key).fill("")
    expect(links.first).to_have_accessible_name(f"{step.short} 0 of {all_} answered")


# ── what the answers show ────────────────────────────────────────────────────


def test_the_roles_are_compared_and_compared_again_when_a_weight_changes(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    opened_on_fit(page, app)
    question: Any = catalogue().question("fit.weights")
    figure = page.page.locator(".tpm-page-fit").get_by_role("figure").last
    expect(figure.get_by_role("img")).to_have_count(0)

    points = dict(zip((one.value for one in question.choices), (10, 10, 10, 10, 20, 20, 20), strict=True))
    page.fill(question, points)

    expect(figure.get_by_role("img")).to_have_accessible_name(re.compile("roles"), timeout=OPENING * 1000)
    expect(figure.get_by_role("img")).to_have_accessible_description(re.compile("TPM .*engineer"))
    figure.get_by_text("As a table").click()
    expect_comparison(figure, answers, points)

    field = page.group("fit.weights").get_by_role("textbox", name=question.choices[0].label, exact=True)
    field.fill("100")
    expect_comparison(figure, answers, points | {question.choices[0].value: 100})


def expect_comparison(figure: Locator, answers: AnswerFile, points: dict[str, int]) -> None:
    """Fail unless the figure says what these points come to."""
    cells = figure.get_by_role("table").get_by_role("row").last.get_by_role("cell")
    for place, role in enumerate(shown_roles(points)):
        score = 10 * sum(points[one] * role.scores[one] for one in points) / sum(points.values())
        # Beside the row's title stands the sum of the points.
        expect(cells.nth(place + 1)).to_have_text(re.compile(f"^({score:.0f}|{score:.1f})$"))
    wait_until(lambda: answers.read().value("fit.weights") == points, "the points are on disk")
    comparison = compare_roles(answers.read(), catalogue())
    assert comparison
    expect(figure).to_contain_text(summarize_roles(comparison))


def shown_roles(points: dict[str, int]) -> list[Any]:
    def score(role: Any) -> float:
        return -sum(points[one] * role.scores[one] for one in points)

    return sorted(catalogue().roles.roles, key=score)


def test_the_statement_is_drafted_from_the_answers_into_the_empty_field(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    answers.put("start.role", "Senior engineer, payments.")
    answers.put("start.aim", "TPM, infrastructure")
    answers.put(WHY, SENTENCE)
    opened_on_fit(page, app)
    field = page.field("fit.statement")
    draft = page.page.get_by_role("button", name="Draft it from my answers")

    draft.click()

    expect(field).to_have_value(re.compile("Senior engineer, payments. The role .* TPM, infrastructure."))
    expect(field).to_have_value(re.compile(re.escape(SENTENCE)))
    expect(draft).to_be_hidden()
    expect(field).to_be_focused()
    expect(page.status).to_have_text(SAVED)
    assert saved_value(answers, "fit.statement") == field.input_value()


def test_a_choice_that_is_cleared_leaves_the_focus_on_the_choices(app: Server, page: WorkbookPage) -> None:
    page.open(app.url, "start.level")
    levels = page.group("start.level").get_by_role("radio")
    levels.nth(2).check()
    page.group("start.level").get_by_role("button", name="Clear the choice").press("Enter")
    expect(levels.nth(0)).to_be_focused()
    expect(levels.nth(2)).not_to_be_checked()


def test_a_privacy_mark_is_kept(app: Server, answers: AnswerFile, page: WorkbookPage) -> None:
    opened_on_fit(page, app)
    expect(page.privacy(WHY)).not_to_be_checked()
    expect(page.privacy("fit.hard")).to_be_checked()

    page.privacy(WHY).check()
    page.privacy("fit.hard").uncheck()
    expect(page.status).to_have_text(SAVED)
    wait_until(lambda: answers.read()["fit.hard"].private is False, "the mark is on disk")
    assert answers.read()[WHY].private is True

    page.page.reload()
    expect(page.privacy(WHY)).to_be_checked(timeout=OPENING * 1000)
    expect(page.privacy("fit.hard")).not_to_be_checked()


# ── nobody else in, nothing left behind ──────────────────────────────────────


def test_scripts_in_answers_are_words_wherever_they_are_shown(
    app: Server, answers: AnswerFile, context: BrowserContext, page: WorkbookPage
) -> None:
    text = "\n".join(SCRIPTS)
    answers.put("start.role", text)
    answers.put("start.aim", text)
    opened_on_fit(page, app)
    page.field(WHY).fill(text)
    page.cell("fit.energy", "Task", 1).fill(text)
    page.field("fit.since").fill(SCRIPTS[0])
    page.fill(
        catalogue().question("fit.weights"),
        next(value for question, value in answers_to(catalogue().questions) if question.key == "fit.weights"),
    )
    roles = page.page.locator(".tpm-page-fit").get_by_role("figure").last
    expect(roles.get_by_role("img").locator("visible=true")).to_have_count(1)
    page.page.get_by_role("button", name="Draft it from my answers").click()
    expect(page.field("fit.statement")).to_have_value(re.compile("window.ran"))
    expect(page.status).to_have_text(SAVED)
    with standing_still(app.kernel()):  # the page quotes the text of another place
        page.field(WHY).fill(f"Mine {text}")
        answers.put(WHY, f"Theirs {text}")
    expect(page.decision(WHY).get_by_role("blockquote").last).to_contain_text(SCRIPTS[0])
    page.whole(WHY).get_by_text("Earlier versions").click()
    earlier = page.whole(WHY).get_by_role("listitem").get_by_role("blockquote")
    expect(earlier.first).to_contain_text(SCRIPTS[0])
    expect_no_script_ran(page)

    page.page.reload()
    expect(page.field(WHY)).to_have_value(f"Mine {text}", timeout=OPENING * 1000)
    expect(page.cell("fit.energy", "Task", 1)).to_have_value(text)
    expect_no_script_ran(page)


def expect_no_script_ran(page: WorkbookPage) -> None:
    # The page's policy would stop some of them: no element may be made of an answer either.
    expect(page.page.locator("[src=x], [onload], [onerror], a[href^='javascript:']")).to_have_count(0)
    assert page.page.evaluate("window.ran") is None


def test_a_page_is_shown_with_its_answers(app: Server, answers: AnswerFile, page: WorkbookPage) -> None:
    answers.put("fit.weights", {"making": 30})
    page.page.goto(f"{app.url}#fit")
    expect(page.page.locator(".tpm-page-fit .tpm-next")).to_be_visible(timeout=OPENING * 1000)
    shown = page.page.locator(".tpm-page-fit")
    assert shown.locator(".tpm-question").count() == len(catalogue().step("fit").questions)
    assert shown.get_by_role("textbox", name="Making things myself").input_value() == "30"


def test_a_workbook_that_is_ended_as_soon_as_it_is_open_says_nothing_of_it(
    start_server: StartServer,
) -> None:
    server = start_server()
    server.stop()
    assert server.printed.splitlines() == [f"The workbook is open at {server.url}"]


def test_a_kernel_ends_with_its_tab(app: Server, page: WorkbookPage) -> None:
    opened_on_fit(page, app)
    assert len(app.kernels()) == 1
    page.close()
    app.wait_for_no_kernels(15)


@pytest.mark.parametrize("width", [1280, 360])
def test_nothing_moves_while_the_page_comes(
    app: Server, answers: AnswerFile, page: WorkbookPage, width: int
) -> None:
    answers.put("fit.why", "So")
    page.page.set_viewport_size({"width": width, "height": 800})
    page.page.add_init_script(
        """window.moved = [];
        new PerformanceObserver((list) => window.moved.push(...list.getEntries().map(({ value }) => value)))
          .observe({ type: "layout-shift", buffered: true });"""
    )
    first = catalogue().steps[0]
    page.open(app.url, first.questions[0].key)
    expect(page.page.locator("#tpm-opening")).to_have_count(0)
    expect(page.page.locator("#tpm-find button")).to_have_count(2)
    assert sum(page.page.evaluate("window.moved")) < 0.01


def test_a_kernel_that_takes_long_is_said_after_five_seconds(
    start_server: StartServer, page: WorkbookPage
) -> None:
    app = start_server()  # without pages, the kernel that waits is the only one
    said = page.page.get_by_text("This is taking longer than usual.")
    with standing_still(app.spare()):
        page.page.goto(app.url, wait_until="commit")
        expect(said).to_be_visible(timeout=9000)
    expect(page.whole(STEPS[0].questions[0].key)).to_be_visible(timeout=OPENING * 1000)
    expect(said).to_have_count(0)
    page.close()
    app.stop()
