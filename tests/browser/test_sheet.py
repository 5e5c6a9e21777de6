"""The sheet in a page of its own, with a kernel that says what a test wants and no more."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from workbook.answers.model import Answer, Edit, Other, Row, Saved, Version
from workbook.phrases.controls import control_words
from workbook.questions.catalogue import catalogue
from workbook.questions.kinds import Question
from workbook.widgets import Block, Field, OverviewView, Part, Prose
from workbook.widgets.part import FAULT, Message
from workbook.widgets.sheet import module

pytestmark = pytest.mark.browser

AT = "2026-03-03T09:00:00Z"

SHOW = """async ([text, place, root, early, phrases]) => {
  const { default: sheet } = await import(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
  const hears = (globalThis.hears = []);
  const model = { on: (_, hear) => hears.push(hear), off() {}, send({ type, view }) {
    if (!root || type !== "open") return;
    const all = [...early, { type: "opened", view, root }];
    setTimeout(() => all.forEach((said) => hears.forEach((hear) => hear(said))));
  } };
  sheet.render({ model, el: document.getElementById(place), phrases });
}"""


COME_AND_GO = """async (text) => {
  const { default: sheet } = await import(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
  const hears = new Set();
  const sent = [];
  const model = {
    on: (_, hear) => hears.add(hear),
    off: (_, hear) => hears.delete(hear),
    send: ({ type }) => sent.push(type),
  };
  const ask = () => [...hears].forEach((hear) => hear({ type: "anyone" }));
  const close = sheet.render({ model, el: document.getElementById("one"), phrases: {} });
  ask();
  close();
  ask();
  return sent;
}"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    page.set_content("<div id='one'></div><div id='other'></div>")
    yield page
    page.close()


def show(page: Page, place: str, *parts: Part, early: Sequence[Message] = ()) -> None:
    """Show a sheet that is told these parts, and something `early`; without any, one that nobody answers."""
    root = Block(parts, name="").outline() if parts else None
    page.evaluate(SHOW, [module(), place, root, list(early), control_words()])


NOTHING = {"recall": [], "odd": "", "plan": "", "shown": "", "taken": "", "suggest": {}, "offers": []}
RECALLED = {"key": "fit.why", "title": "Why?", "words": "Because.", "notebook": "01_fit.ipynb"}


class FieldPage:
    """What a field asks of its page: it holds one answer, and takes `found` from others or fails."""

    workbook = "w1"

    def __init__(self, answer: Answer, found: Message | None) -> None:
        self._answer = answer
        self._found = found

    def answer(self, key: str) -> Answer:
        return self._answer

    def edit(self, edit: Edit) -> Saved:
        return Saved(1, None)

    def draft(self, question: Question) -> tuple[str, list[str]]:
        return "", []

    def history(self, key: str) -> list[Version]:
        return []

    def describe(self, question: Question) -> Message:
        return {}

    def sources(self, question: Question) -> set[str]:
        return set()

    def collect(self, question: Question) -> Message:
        assert self._found is not None
        return NOTHING | self._found

    def plan(self, question: Question) -> None:
        raise NotImplementedError


def field(key: str, found: Message | None = NOTHING, answer: Answer | None = None) -> Field:
    page = FieldPage(answer or Answer(), found)
    return Field(catalogue().question(key), page, page)


def rows(*values: dict[str, Any], others: Sequence[Other] = ()) -> Answer:
    """Return a table's answer; the `others` wait beside its last row."""
    kept = {f"row{place}": Row(value=value, revision=1, at=AT) for place, value in enumerate(values, 1)}
    last = f"row{len(values)}"
    kept[last] = kept[last].model_copy(update={"others": tuple(others)})
    return Answer(order=tuple(kept), rows=kept)


def test_a_sheet_that_nobody_answers_says_how_to_open_it(page: Page) -> None:
    show(page, "one")
    expect(page.locator("#one")).to_contain_text("Run > Run All Cells opens this.", timeout=15_000)


def test_what_was_saved_while_a_page_was_on_its_way_is_shown(page: Page) -> None:
    late = field("fit.why")
    newer = {"part": late.number, "type": "answer", "answer": Answer(value="Newer", revision=2).model_dump()}
    show(page, "one", late, early=[newer])
    expect(page.locator("#one textarea")).to_have_value("Newer")


def test_a_question_that_is_named_becomes_a_link_when_it_comes_into_the_page(page: Page) -> None:
    show(page, "one", field("fit.hats", {"recall": [RECALLED]}))
    named = page.locator("#one .tpm-recall")
    expect(named).to_contain_text("Why? (01_fit.ipynb)")
    show(page, "other", field("fit.why"))
    named.get_by_role("button", name="Why?").click()
    expect(page.locator("#other textarea")).to_be_focused()


def test_what_the_kernel_could_not_tell_of_a_part_is_a_sentence_there_until_it_can(page: Page) -> None:
    rows: list[Message] = []

    def look() -> Message:
        return {"say": rows[0]["say"], "rows": []}

    class Formless(Prose):
        def state(self) -> Message:
            raise ZeroDivisionError

    table = OverviewView(look)
    show(page, "one", table, Formless("<p>Lost.</p>"), Prose("<p>Prose.</p>"))
    sentences = page.locator("#one").get_by_role("alert")
    expect(sentences).to_have_text([FAULT, FAULT])
    expect(page.locator("#one")).to_contain_text("Prose.")
    rows.append({"say": "Nothing is due."})
    (told,) = table.greet()
    page.evaluate("(said) => globalThis.hears.forEach((hear) => hear(said))", {"part": table.number, **told})
    expect(page.locator("#one .tpm-overview")).to_have_text("Nothing is due.")
    expect(sentences).to_have_count(1)


def test_an_answer_is_shown_though_what_others_give_to_it_failed(page: Page) -> None:
    kept = field("fit.why", found=None, answer=Answer(value="Kept", revision=1))
    show(page, "one", kept)
    expect(page.locator("#one textarea")).to_have_value("Kept")
    saved = {"part": kept.number, "type": "saved", "client": "another window's", "revision": 2}
    page.evaluate("(said) => globalThis.hears.forEach((hear) => hear(said))", saved)
    expect(page.locator("#one").get_by_role("alert")).to_have_text(FAULT)


def test_a_link_to_what_has_gone_from_the_page_becomes_a_name(page: Page) -> None:
    show(page, "other", field("fit.why"))
    show(page, "one", field("fit.hats", {"recall": [RECALLED]}))
    link = page.locator("#one .tpm-recall").get_by_role("button", name="Why?")
    expect(link).to_be_visible()
    page.locator("#other").evaluate("(element) => element.remove()")
    link.click()
    expect(page.locator("#one .tpm-recall")).to_contain_text("Why? (01_fit.ipynb)")


def test_a_part_that_can_not_be_shown_is_a_sentence_and_the_others_are_there(page: Page) -> None:
    class Odd(Part):
        kind = "odd"

    show(page, "one", Odd(), Prose("<p>Prose.</p>"))
    expect(page.locator("#one")).to_contain_text("Something in the workbook itself failed here.")
    expect(page.locator("#one")).to_contain_text("Prose.")


def test_a_view_answers_that_it_is_there_until_it_has_said_that_it_is_gone(page: Page) -> None:
    assert page.evaluate(COME_AND_GO, module()) == ["open", "shown", "gone"]


# Where the focus goes


class Untold(Field):
    """A field whose answer has not come."""

    def greet(self) -> Iterable[Message]:
        return []


LEVEL = catalogue().question("start.level").choices[1]
ENERGY = {"date": "2026-03-03", "task": "Planned a release"}
MILESTONE = {"name": "Gateway retired"}


@pytest.mark.parametrize(
    ("key", "answer", "control"),
    [
        ("fit.why", None, ("textbox", "")),
        ("start.aim", None, ("textbox", "")),
        ("start.level", None, ("radio", "")),
        ("start.level", Answer(value=LEVEL.value, revision=1), ("radio", LEVEL.label)),
        ("fit.draws", None, ("checkbox", "")),
        ("fit.hours", None, ("textbox", "")),
        ("fit.confidence", None, ("textbox", "")),
        ("fit.weights", None, ("textbox", "")),
        ("fit.energy", rows(ENERGY, ENERGY), ("*", "row 1")),
        ("fit.energy", Answer(), ("*", "row 1")),
        ("plan.milestones", rows(MILESTONE, {"name": "Later"}), ("button", "Gateway retired")),
        ("plan.milestones", Answer(), ("button", "Empty milestone")),
        ("growth.checkin", None, ("*", catalogue().question("growth.checkin").skills[0].title)),
    ],
)
def test_a_jump_to_a_question_leads_to_its_first_control(
    page: Page, key: str, answer: Answer | None, control: tuple[str, str]
) -> None:
    show(page, "other", field(key, answer=answer))
    jump(page, key)
    role, words = control
    within = page.locator("#other .tpm-body")
    found = within.locator(":focus") if role == "*" else within.get_by_role(role, name=words).first
    expect(found).to_be_focused()
    if role == "*":
        assert words in name_of(found)


def test_a_jump_to_a_table_without_rows_leads_to_the_button_that_adds_one(page: Page) -> None:
    untold = FieldPage(Answer(), NOTHING)
    show(page, "other", Untold(catalogue().question("plan.milestones"), untold, untold))
    jump(page, "plan.milestones")
    expect(page.locator("#other").get_by_role("button", name="Add a milestone")).to_be_focused()


@pytest.mark.parametrize("key", ["fit.energy", "plan.milestones"])
def test_a_decision_on_a_row_gives_the_focus_to_that_row(page: Page, key: str) -> None:
    first, second = (ENERGY, ENERGY) if key == "fit.energy" else (MILESTONE, {"name": "Later"})
    other = Other(value=first, revision=2, at=AT)
    show(page, "other", field(key, answer=rows(first, second, others=[other])))
    page.get_by_role("button", name="Keep what is in the field").click()
    focused = page.locator("#other [data-row=row2]").locator(":focus")
    expect(focused).to_have_count(1)
    assert "Move" not in name_of(focused)


def test_a_decision_on_a_choice_gives_the_focus_to_what_is_chosen(page: Page) -> None:
    question = catalogue().question("start.level")
    other = Other(value=question.choices[0].value, revision=2, at=AT)
    show(page, "other", field(question.key, answer=Answer(value=LEVEL.value, revision=1, others=(other,))))
    page.get_by_role("button", name="Keep what is in the field").click()
    expect(page.locator("#other").get_by_role("radio", name=LEVEL.label)).to_be_focused()


def jump(page: Page, key: str) -> None:
    """Follow a link to a question from beside another."""
    show(page, "one", field("fit.hats", {"recall": [RECALLED | {"key": key}]}))
    page.locator("#one .tpm-recall").get_by_role("button", name="Why?").click()


def name_of(control: Locator) -> str:
    return control.get_attribute("aria-label") or control.inner_text()
