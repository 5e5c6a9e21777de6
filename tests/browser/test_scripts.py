"""No script of an answer runs anywhere: naughty strings in every question, in the app and in JupyterLab."""

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Dialog, Locator, Page, expect

from tests.naughty import SCRIPTS, WHY, fill
from workbook.questions.catalogue import catalogue
from workbook.store import AnswerFile

from .conftest import NewContext, StartServer
from .driving import OPENING, SAVED, Server, WorkbookPage, wait_until
from .test_lab import open_in_lab

pytestmark = pytest.mark.browser

BOOK = catalogue()
IN_LAB = ("start", "fit", "growth")  # every kind of question, and what gathers answers
# What no answer may become, wherever the workbook shows it.
MADE = """() => {
  const bad = "animate audio base embed foreignobject form iframe link marquee math meta object script video";
  const leads = "action data formaction href src srcdoc xlink:href".split(" ");
  const isBad = ({ localName }) => bad.split(" ").includes(localName.toLowerCase());
  const runs = ({ name, value }) =>
    name.startsWith("on") || (leads.includes(name) && /^(x$|\\s*javascript:)/i.test(value));
  const all = [...document.querySelectorAll(".tpm *, .tpm-side *")];
  return all.filter((one) => isBad(one) || [...one.attributes].some(runs)).map((one) => one.outerHTML);
}"""
UNFOLD = """() => {
  for (const one of document.querySelectorAll(".tpm details")) one.open = true;
  for (const one of document.querySelectorAll(".tpm [aria-controls][aria-expanded='false']")) one.click();
}"""


@pytest.fixture
def ran() -> list[str]:
    return []


@pytest.fixture
def page(new_context: NewContext, ran: list[str]) -> Page:
    """Return a page without the app's policy: nothing may become a script that the policy would then stop."""
    return watched(new_context(bypass_csp=True), ran)


def watched(context: BrowserContext, ran: list[str]) -> Page:
    """Return a page of which every script that opens a window is told in `ran`."""

    def on_dialog(dialog: Dialog) -> None:
        if dialog.type != "beforeunload":
            ran.append(dialog.message)
        dialog.accept()

    context.on("dialog", on_dialog)
    return context.new_page()


def expect_words_alone(page: Page, ran: list[str]) -> None:
    assert page.evaluate(MADE) == []
    assert page.evaluate("window.ran") is None
    assert ran == []


def test_naughty_strings_in_every_question_are_words_in_the_app(
    start_server: StartServer, page: Page, ran: list[str], tmp_path: Path
) -> None:
    home = tmp_path / "answers"
    fill(AnswerFile(home))
    app = start_server(home=home)
    shown = WorkbookPage(page).open(app.url, BOOK.steps[0].questions[0].key)
    for step in BOOK.steps:
        shown.turn_to(step)
        page.evaluate(UNFOLD)
        see_charts(page, page.locator(f".tpm-page-{step.key}"))
    shown.turn_to(BOOK.step("fit"))
    expect(shown.field(WHY)).to_have_value("\n".join(SCRIPTS))
    expect(shown.decision(WHY).get_by_role("blockquote").last).to_contain_text("onerror")
    earlier = shown.whole(WHY).get_by_role("listitem").get_by_role("blockquote")
    expect(earlier.first).to_contain_text("onerror")
    expect_words_alone(page, ran)


def test_naughty_strings_in_every_question_are_words_in_jupyterlab(
    start_server: StartServer, package: Path, page: Page, ran: list[str], tmp_path: Path
) -> None:
    home = tmp_path / "answers"
    fill(AnswerFile(home))
    lab = start_server("lab", home=home, package=package)
    for step in map(BOOK.step, IN_LAB):
        shown = open_in_lab(page, lab, f"{step.name}.ipynb", step.questions[0].key)
        expect(shown.whole(step.questions[-1].key)).to_be_attached()
        page.evaluate(UNFOLD)
        see_charts(page, page.locator("body"))
        expect_words_alone(page, ran)


def test_what_became_an_element_against_all_care_runs_no_script(
    app: Server, new_context: NewContext, ran: list[str]
) -> None:
    """The policy by itself: only scripts that the template or a widget brought run."""
    page = watched(new_context(), ran)
    shown = WorkbookPage(page).open(app.url, BOOK.steps[0].questions[0].key)
    page.evaluate(
        """(scripts) => {
          for (const script of scripts) {
            const box = document.body.appendChild(document.createElement("div"));
            box.innerHTML = script;
            for (const one of box.querySelectorAll("a, button")) {
              one.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
            }
          }
          const own = document.createElement("script");
          own.textContent = "window.ran = 1";
          document.body.append(own);
        }""",
        [one for one in SCRIPTS if "stranger" not in one],  # asked for and refused, it would count as asked
    )
    shown.field("start.name").fill("Ada")
    expect(shown.status).to_have_text(SAVED)
    assert page.evaluate("window.ran") is None
    assert ran == []


def see_charts(page: Page, place: Locator) -> None:
    """Bring each chart into view until it is drawn; what stands above it may still grow."""
    for chart in place.get_by_role("figure").all():

        def is_drawn(chart: Locator = chart) -> bool:
            chart.scroll_into_view_if_needed()
            return "Drawing…" not in chart.inner_text()

        wait_until(is_drawn, "a chart is drawn", OPENING)
