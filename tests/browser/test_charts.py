"""Charts in a real browser: they follow the answers, lead to what is missing, and leave as files."""

import csv
import re
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from workbook.charts import NAMES, Chart, ChartData, NoChart, draw
from workbook.insights.skills import rating_row
from workbook.questions.catalogue import catalogue
from workbook.sample import fill
from workbook.store import AnswerFile

from .driving import OPENING, SAVED, Server, WorkbookPage

pytestmark = pytest.mark.browser

BOOK = catalogue()
TODAY = date.today()
CHECKIN, PLAN = "growth.checkin", "plan.milestones"


def rate(
    answers: AnswerFile, skill: str, level: int, day: date = TODAY, by: str = "", target: int = 4
) -> None:
    row = {
        "date": day.isoformat(),
        "by": by,
        "skill": skill,
        "level": level,
        "target": None if by else target,
    }
    answers.put_row(CHECKIN, rating_row(day.isoformat(), by, skill), row)


def figure(page: WorkbookPage, step: str, place: int = 0) -> Locator:
    found = page.page.locator(f".tpm-page-{step}").get_by_role("figure").nth(place)
    found.scroll_into_view_if_needed(timeout=OPENING * 1000)
    return found


def test_a_chart_follows_what_is_rated_here_and_in_another_place(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    rate(answers, "risk", 2, TODAY - timedelta(days=30))
    page.open(f"{app.url}#growth", CHECKIN)
    growth = figure(page, "growth")
    expect(growth).to_contain_text("You have rated 1 of 12 skills.")
    expect(growth.get_by_role("img").first).to_have_accessible_description(
        re.compile("You have rated 1 of 12")
    )

    rate(answers, "planning", 3, TODAY - timedelta(days=30))
    expect(growth).to_contain_text("You have rated 2 of 12 skills.")

    page.group(CHECKIN).get_by_role("button", name="Begin a new check-in").click()
    skill = page.skill(BOOK.question(CHECKIN), "risk")  # type: ignore[arg-type]
    skill.get_by_role("textbox").fill("Asked first")
    page.scale(skill, "Level").nth(2).check()
    expect(page.status).to_have_text(SAVED)
    expect(growth).to_contain_text("1 of 12 skills.")
    expect(growth).to_contain_text("Grown since")


def test_a_chart_without_answers_leads_to_the_question_that_it_needs(app: Server, page: WorkbookPage) -> None:
    page.open(app.url, "start.name")
    for name, step, place in (("growth", "start", 0), ("energy", "fit", 0), ("evidence", "program", 0)):
        page.turn_to(BOOK.step(step))
        nothing = draw(name, ChartData(AnswerFile(app.home).read(), BOOK, TODAY))
        assert isinstance(nothing, NoChart)
        empty = figure(page, step, place)
        expect(empty).to_contain_text(nothing.say)
        empty.get_by_role("link", name="Go to that question").click()
        expect(page.group(nothing.question)).to_be_in_viewport()


def test_the_action_below_a_chart_goes_into_the_plan_and_says_that_it_is_there(
    app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    rate(answers, "risk", 2)
    page.open(f"{app.url}#growth", CHECKIN)
    figure(page, "growth")
    action = "Ask my manager for one piece of work that needs dependencies and risk"
    below = page.page.locator(".tpm-page-growth .tpm-action", has_text=action)
    below.get_by_role("button", name="Put it into my plan").click()
    expect(below.get_by_text("In your plan")).to_be_visible()
    expect(below.get_by_role("button")).to_be_hidden()
    ((name, row),) = answers.read()[PLAN].rows.items()
    assert (row.value["name"], row.value["due"]) == (action, (TODAY + timedelta(days=7)).isoformat())

    answers.put_row(PLAN, name, {**row.value, "status": "done"})  # another program's doing
    expect(
        page.page.locator(".tpm-page-growth .tpm-action", has_text="Ask a colleague to rate")
    ).to_be_visible()
    expect(below).to_have_count(0)


@pytest.mark.parametrize(
    ("form", "begins"), [("SVG", b"<svg "), ("PNG", b"\x89PNG"), ("CSV", b"\xef\xbb\xbfSkill,")]
)
def test_a_chart_leaves_as_a_file(
    form: str, begins: bytes, app: Server, answers: AnswerFile, page: WorkbookPage
) -> None:
    rate(answers, "risk", 2)
    rate(answers, "risk", 3, by="=cmd()")
    page.open(f"{app.url}#growth", CHECKIN)
    save = figure(page, "growth").get_by_role("button", name=form)
    with page.page.expect_download() as waiting:
        save.click()
    assert waiting.value.suggested_filename == f"growth.{form.lower()}"
    made = Path(waiting.value.path()).read_bytes()
    assert made.startswith(begins)
    if form == "CSV":
        rows = list(csv.reader(StringIO(made.decode("utf-8-sig"), newline="")))
        assert rows[2] == ["Dependencies and risk", "2", "2", "4", "'=cmd() 3"]
    expect(page.page.get_by_text(f"Your browser has saved growth.{form.lower()}.")).to_be_visible()


def test_every_chart_of_the_example_is_drawn_and_has_its_numbers_as_a_table(
    app: Server, page: WorkbookPage
) -> None:
    told = ChartData(fill(app.home, BOOK, TODAY).read(), BOOK, TODAY)
    page.open(app.url, "start.name")
    titles = []
    for step in BOOK.steps:
        page.turn_to(step)
        figures = page.page.locator(f".tpm-page-{step.key}").get_by_role("figure")
        for place in range(figures.count()):
            one = figure(page, step.key, place)
            expect(one.get_by_role("img").locator("visible=true")).to_have_count(1, timeout=OPENING * 1000)
            one.get_by_text("As a table").click()
            expect(one.get_by_role("table").get_by_role("row").nth(1)).to_be_visible()
            titles.append(one.get_by_role("table").get_by_role("caption").inner_text())
    twice = """() => [...document.querySelectorAll(".tpm-chart [id]")].map((one) => one.id)
      .filter((id, place, all) => all.indexOf(id) !== place)"""
    assert page.page.evaluate(twice) == []
    drawn = [draw(name, told) for name in NAMES]
    assert sorted(set(titles)) == sorted(one.title for one in drawn if isinstance(one, Chart))
    assert len(titles) == len(NAMES) + 1, "growth stands on the start page too"
