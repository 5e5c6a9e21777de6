"""The app by keyboard, by ear, and on a narrow screen."""

import re
from itertools import pairwise
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, expect

from workbook.questions.catalogue import catalogue
from workbook.store import AnswerFile

from .driving import NOT_SAVED, OPENING, WITH_ROWS, Server, WorkbookPage, answers_to, standing_still

pytestmark = pytest.mark.browser

STEPS = catalogue().steps
# What passes need not be told, which takes twice the time.
ALL: dict[str, Any] = {"resultTypes": ["violations"]}
CUT_OFF = """() => [...document.querySelectorAll("[data-key] .tpm-scroll")]
  .filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.closest("[data-key]").dataset.key)"""
# Choices whose longest words don't fit beside the arrow.
HALF_SEEN = """() => {
  const pen = document.createElement("canvas").getContext("2d");
  const longest = (one) => Math.max(...[...one.options].map(({ label }) => pen.measureText(label).width));
  return [...document.querySelectorAll("[data-key] select")].filter((one) => {
    const { font, paddingLeft, paddingRight } = getComputedStyle(one);
    pen.font = font;
    return longest(one) + 16 > one.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
  }).filter((one) => one.checkVisibility()).map((one) => one.getAttribute("aria-label"));
}"""
# Smaller than 44 px, of all that is touched by itself: a link among words is as high as they are.
SMALL = """() => [...document.querySelectorAll("a[href], button, summary, select, input, textarea, label")]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }))
  .filter((one) => !(one.matches("input") && one.closest("label")))
  .filter((one) => !one.matches("a") || one.parentElement.textContent.trim() === one.textContent.trim())
  .filter((one) => !one.matches("label") || one.querySelector("input"))
  .filter((one) => Math.min(one.getBoundingClientRect().width, one.getBoundingClientRect().height) < 43.5)
  .map((one) => `${one.tagName} ${one.className} ${one.textContent.trim()}`)"""
# The pages that are not shown: axe would look through them all to find what lies over what.
PUT_AWAY = """() => {
  const away = [...document.querySelectorAll(".tpm-page")].filter((one) => !one.checkVisibility());
  const places = away.map((one) => [one, document.createComment("")]);
  for (const [one, mark] of places) one.replaceWith(mark);
  window.putBack = () => places.forEach(([one, mark]) => mark.replaceWith(one));
}"""
VIEWS = ((1280, "light"), (320, "dark"))
# Of axe's rules, one depends on the colours.
COLOURS = ALL | {"runOnly": ["color-contrast"]}
EMPTY = ((1280, "light", COLOURS), (320, "dark", ALL))
FILLED = ((1280, "dark", ALL), (320, "light", COLOURS))


def show(page: WorkbookPage, width: int, scheme: str) -> None:
    page.page.set_viewport_size({"width": width, "height": 900})
    # Colours that are still changing are no colours to measure.
    page.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")


def answer_everything(answers: AnswerFile) -> None:
    """Save an answer to each question, as another program would."""
    for question, value in answers_to(catalogue().questions):
        if question.kind in WITH_ROWS:
            for number, row in enumerate(value):
                answers.put_row(question.key, f"r{number}", row)
        else:
            answers.put(question.key, value)


def unfold_everything(page: WorkbookPage) -> None:
    page.page.evaluate(
        """() => {
          for (const one of document.querySelectorAll("details")) one.open = true;
          for (const one of document.querySelectorAll("[aria-controls][aria-expanded='false']")) one.click();
        }"""
    )


def test_axe_finds_nothing_on_any_page_empty_or_filled_light_or_dark_wide_or_narrow(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    found: list[str] = []

    def look(state: str, views: tuple[tuple[int, str, dict[str, Any]], ...]) -> None:
        for step in STEPS:
            page.turn_to(step)
            page.page.evaluate(PUT_AWAY)
            for width, scheme, rules in views:
                show(page, width, scheme)
                place = f"{step.key}, {state}, {width} px, {scheme}"
                found.extend(
                    f"{place}: {node['html'][:120]}: {node['failureSummary']}"
                    for violation in Axe().run(page.page, options=rules).response["violations"]
                    for node in violation["nodes"][:3]
                )
            page.page.evaluate("window.putBack()")

    page.open(app.url, STEPS[0].questions[0].key)
    look("empty", EMPTY)
    answer_everything(answers)
    answers.put_row(
        "program.log", "past", {"date": "2026-10-01", "skills": ["risk"]}
    )  # what lies ahead is not drawn
    for key in ("fit.why", "fit.revisit"):
        answers.put(key, "2027-03-09", base=0)  # another place has written unseen
    answers.put_row("fit.energy", "r0", {"task": "Another"}, base=0)
    expect(page.field(STEPS[-1].questions[-1].key)).not_to_have_value("")
    page.turn_to(catalogue().step("fit"))
    expect(page.decision("fit.why")).to_have_count(1)
    for step in STEPS:
        page.turn_to(step)
        for chart in page.page.locator(f".tpm-page-{step.key}").get_by_role("figure").all():
            chart.scroll_into_view_if_needed()
            expect(chart.get_by_role("img").locator("visible=true")).to_have_count(1, timeout=OPENING * 1000)
    page.turn_to(catalogue().step("fit"))
    page.field("fit.confidence").fill("abc")
    expect(page.status).to_have_text(NOT_SAVED)
    unfold_everything(page)
    for key in ("fit.why", "fit.revisit", "fit.energy"):
        expect(page.decision(key)).to_have_count(1)
        expect(page.whole(key).get_by_role("button", name="Bring back")).not_to_have_count(0)
    look("filled", FILLED)
    assert not found, "\n".join(found)


def test_a_narrow_page_never_scrolls_sideways(app: Server, answers: AnswerFile, page: WorkbookPage) -> None:
    answer_everything(answers)
    answers.put("fit.since", "https://example.org/" + "a-very-long-address" * 20)
    long = "Wordwithoutanend" * 40
    answers.put("fit.why", long)
    answers.put_row("plan.milestones", "long", {"name": long, "due": "2027-03-01"})
    rating = {"date": "2026-11-01", "by": long, "skill": "risk", "evidence": long, "level": 2}
    answers.put_row("growth.checkin", "long", rating)
    answers.put("fit.why", "Anotherwithoutanend" * 40, base=0)
    page.open(app.url, STEPS[0].questions[0].key)
    for step in STEPS:
        page.turn_to(step)
        unfold_everything(page)
        if step.key == "fit":
            expect(page.whole("fit.why").get_by_role("button", name="Bring back").first).to_be_visible()
            expect(page.decision("fit.why")).to_be_visible()
        for width in (360, 320):
            show(page, width, "light")
            widths = page.page.evaluate(
                "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
            )
            assert widths == [width, width], f"{step.key} at {width} px"
        assert page.page.evaluate(SMALL) == [], step.key


def test_every_control_is_named_for_its_question_and_none_is_cut_off(app: Server, page: WorkbookPage) -> None:
    page.open(app.url, STEPS[0].questions[0].key)
    for step in STEPS:
        page.turn_to(step)
        for question in step.questions:
            named = 0
            title = re.compile(re.escape(question.title))
            for control in (
                page.whole(question.key).locator("input:visible, select:visible, textarea:visible").all()
            ):
                expect(control).to_have_accessible_name(accepted_names(question, title))
                named += 1
            if question.kind in ("choice", "choices", "weights", *WITH_ROWS):
                expect(page.group(question.key)).to_have_count(1)
            assert named >= controls_of(question) + 1, question.key  # and its privacy mark
        assert page.page.evaluate(CUT_OFF) == [], "the end of a row, where it is deleted"
        assert page.page.evaluate(HALF_SEEN) == [], step.key
        assert page.page.evaluate(SMALL) == [], step.key


def accepted_names(question: Any, title: re.Pattern[str]) -> re.Pattern[str]:
    """Return the names that a question's controls may have; of a group, it is the group that names it."""
    parts = [title.pattern]
    if question.kind in ("choice", "choices", "weights"):
        parts += [f"^{re.escape(choice.label)}" for choice in question.choices]
    if question.kind in WITH_ROWS:
        parts += [rf"^{re.escape(column.title)}, row \d+$" for column in question.columns]
        choices = [column for column in question.columns if column.kind == "choices"]
        parts += [f"^{re.escape(choice.label)}$" for column in choices for choice in column.choices]
    if question.kind == "rating":
        parts += [f"^{re.escape(question.column(key).title)}:?$" for key in ("date", "by")]
    return re.compile("|".join(parts))


def controls_of(question: Any) -> int:
    if question.kind in ("choice", "choices", "weights"):
        return len(question.choices)
    if question.kind == "rating":
        return 1  # which check-in; a skill's controls are made when it is unfolded
    return len(question.columns) if question.kind == "table" else 1


STOPS = """() => {
  const controls = "a[href], button, input, textarea, select, summary, [tabindex='0']";
  const isFirst = (one, place, all) =>
    one.type !== "radio" || all.findIndex(({ name }) => name === one.name) === place;
  if (!window.stops) document.addEventListener("focusin", ({ target }) => walked.push(stops.indexOf(target)));
  window.walked = [];
  window.stops = [...document.querySelectorAll(controls)]
    .filter((one) => one.checkVisibility() && !one.closest("dialog"))
    .filter(isFirst);
  document.activeElement.blur();
  document.querySelector(".tpm-skip").focus(); // the first of them
  scrollTo(0, 0);
  return stops.length;
}"""


def test_tab_reaches_every_control_of_every_page_in_reading_order(app: Server, page: WorkbookPage) -> None:
    page.open(app.url, STEPS[0].questions[0].key)
    for step in STEPS:
        page.turn_to(step)
        for chart in page.page.locator(f".tpm-page-{step.key}").get_by_role("figure").all():
            chart.scroll_into_view_if_needed()  # it is drawn when somebody comes near
            expect(chart.get_by_role("link").or_(chart.get_by_role("img")).first).to_be_visible(
                timeout=OPENING * 1000
            )
        count = page.page.evaluate(STOPS)
        assert count > sum(map(controls_of, step.questions)) / 2, step.key
        walked: list[int] = []
        while count - 1 not in walked and len(walked) <= count:
            for _ in range(20):  # the parts of a date are stops of their own
                page.page.keyboard.press("Tab")
            walked = page.page.evaluate("window.walked")
        assert walked[:count] == list(range(count)), step.key


def test_whether_all_is_saved_is_in_view_in_a_low_window_too(app: Server, page: WorkbookPage) -> None:
    sizes = [(1366, 625), (1280, 720), (640, 400), (320, 500)]

    def in_view(*parts: Locator) -> None:
        for width, height in sizes:
            page.page.set_viewport_size({"width": width, "height": height})
            for part in parts:
                expect(part).to_be_in_viewport(ratio=1)

    page.open(app.url, STEPS[0].questions[0].key)
    in_view(page.status)
    with standing_still(app.kernel()):
        expect(page.status).to_have_text(NOT_SAVED)
        in_view(page.status, page.page.get_by_role("button", name="Reload"))


def test_what_has_the_focus_is_not_below_the_narrow_pages_head(app: Server, page: WorkbookPage) -> None:
    page.page.set_viewport_size({"width": 640, "height": 500})
    page.open(f"{app.url}#fit", "fit.why")
    head = page.page.get_by_role("banner").bounding_box()
    assert head
    page.field("fit.hard").focus()
    for _ in range(25):
        page.page.keyboard.press("Shift+Tab")
        top, place = page.page.evaluate(
            """(({ activeElement: one }) => [one.getBoundingClientRect().top, one.closest("header")?.tagName])
            (document)"""
        )
        if place:  # the head itself: all of the page was walked
            break
        assert top >= head["height"] - 1, page.page.evaluate("document.activeElement.outerHTML.slice(0, 200)")


def test_every_page_has_its_landmarks_and_headings_in_order(app: Server, page: WorkbookPage) -> None:
    page.open(app.url, STEPS[0].questions[0].key)
    for step in STEPS:
        page.turn_to(step)
        for landmark in ("banner", "navigation", "main"):
            expect(page.page.get_by_role(landmark)).to_have_count(1)
        levels = [
            int(heading.evaluate("(one) => one.tagName.slice(1)"))
            for heading in page.page.get_by_role("heading").all()
        ]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels)), f"{step.key}: {levels}"


def test_dialogs_are_named_and_axe_finds_nothing_in_them(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    answers.put("fit.why", "The gateway.")
    page.open(app.url, STEPS[0].questions[0].key)
    for name, words in (("Search", "gateway"), ("Keyboard", "")):
        page.page.get_by_role("button", name=name).click()
        opened = page.page.get_by_role("dialog")
        expect(opened).to_have_accessible_name(re.compile(name))
        if words:
            opened.get_by_role("searchbox").fill(words)
            expect(opened.get_by_role("link")).to_have_count(1)
        for width, scheme in VIEWS:
            show(page, width, scheme)
            expect(opened).to_be_in_viewport(ratio=1)
            violations = Axe().run(page.page, options=ALL).response["violations"]
            assert violations == [], f"{name}, {width} px, {scheme}"
        show(page, 1280, "light")
        page.page.keyboard.press("Escape")
        expect(opened).to_be_hidden()
