"""Every chart, of the example and of nothing: nothing outside of its picture, no text on top of another."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.charts.checks import BOOK, HOSTILE, PAGE_HEIGHT, SVG, chart, data, expect_tidy, height, texts
from workbook.charts import (
    NAMES,
    NARROW,
    WIDE,
    Chart,
    ChartData,
    NoChart,
    chart_sources,
    charts_after,
    draw,
    registry,
)
from workbook.errors import WorkbookError
from workbook.phrases.captions import ChartWords
from workbook.phrases.sentences import sentences

each_chart = pytest.mark.parametrize("name", NAMES)


@each_chart
def test_before_the_first_answer_a_chart_says_which_question_to_answer(name: str) -> None:
    nothing = draw(name, data())
    assert isinstance(nothing, NoChart)
    assert nothing.name == name
    assert nothing.question in chart_sources(name, BOOK)
    assert nothing.say.endswith(".")


@each_chart
def test_a_chart_of_the_example_has_all_that_belongs_to_it(name: str, example: ChartData) -> None:
    drawn = chart(name, example)
    assert drawn.name == name
    assert drawn.say in drawn.description or name == "roles"
    assert drawn.actions
    assert all(len(action) <= 110 for action in drawn.actions)
    assert drawn.rows
    assert {len(row) for row in drawn.rows} == {len(drawn.columns)}
    for svg, width in ((drawn.wide, WIDE), (drawn.narrow, NARROW)):
        root = ET.fromstring(svg)
        assert (root.get("role"), root.findtext(f"{SVG}title")) == ("img", drawn.title)
        assert root.findtext(f"{SVG}desc") == drawn.description
        expect_tidy(svg, width)


@each_chart
def test_a_chart_for_the_page_takes_its_colours_and_one_for_print_has_them_fixed(
    name: str, example: ChartData
) -> None:
    page, printed = (draw(name, example, medium=medium) for medium in ("page", "print"))
    assert isinstance(page, Chart)
    assert isinstance(printed, Chart)
    colours = set(re.findall(r'(?:fill|stroke)="([^"]+)"', page.wide))
    assert all(one in ("none", "currentColor") or one.startswith("var(--tpm-") for one in colours), colours
    assert not re.search(r"var\(|currentColor", printed.wide)


def test_the_pages_style_has_every_tone_in_the_light_and_in_the_dark(example: ChartData) -> None:
    style = (
        Path(sys.modules["workbook"].__file__ or "").parent / "server/assets/voila/static/workbook.css"
    ).read_text("utf-8")
    tones = {tone for name in NAMES for tone in re.findall(r"var\((--tpm-\w+)", chart(name, example).wide)}
    assert tones >= {"--tpm-accent", "--tpm-gives", "--tpm-takes", "--tpm-line", "--tpm-raised"}
    for tone in tones:
        light, dark = re.findall(rf"{tone}: light-dark\((#\w+), (#\w+)\);", style)[0]
        assert light != dark, tone


@each_chart
def test_no_id_stands_in_two_pictures_of_a_page(name: str, example: ChartData) -> None:
    ids = [
        mark.get("id")
        for one in NAMES
        for svg in (chart(one, example).wide, chart(one, example).narrow)
        for mark in ET.fromstring(svg).iter()
        if mark.get("id")
    ]
    assert len(ids) == len(set(ids))


def test_a_chart_that_does_not_exist_is_an_error_that_names_those_that_do() -> None:
    with pytest.raises(WorkbookError, match=r"'rolls'.*roles.*growth"):
        draw("rolls", data())


def test_every_module_with_a_chart_is_in_the_registry_under_its_name() -> None:
    modules = {path.stem for path in Path(registry.__file__).parent.glob("[a-z]*.py")} - {"registry"}
    drawing = {name for name in modules if hasattr(import_module(f"workbook.charts.{name}"), "draw")}
    assert drawing == set(NAMES), "a chart is a module with draw(), and a line in charts/registry.py"


def test_every_chart_has_words_of_its_own() -> None:
    shared = {"none", "part"}
    assert ChartWords.model_fields.keys() - shared == set(NAMES), "a model in phrases/captions.py"
    for name in NAMES:
        words = getattr(sentences().charts, name)
        assert words.title, f"[charts.{name}] in content/insights.toml"
        assert words.nothing_yet.endswith("."), f"[charts.{name}] in content/insights.toml"


def test_each_chart_stands_once_in_the_book_after_what_it_is_drawn_from() -> None:
    placed = [
        (question.key, name) for question in BOOK.questions for name in charts_after(question.key, BOOK)
    ]
    assert sorted(name for _, name in placed) == sorted(NAMES)
    assert all(key in chart_sources(name, BOOK) for key, name in placed)


def test_no_page_loads_matplotlib_before_a_chart_is_drawn(home: Path) -> None:
    script = """import sys
from workbook.page.builder import Builder
from workbook.page.session import session
builder = Builder(session())
for step in session().catalogue.steps:
    for one in step.sections: builder.section(one.key)
from workbook import charts
for name in charts.NAMES: builder.chart(name)
print("matplotlib" in sys.modules)
"""
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"


@each_chart
def test_a_picture_for_a_book_is_no_taller_than_its_page(name: str, example: ChartData) -> None:
    drawn = draw(name, example, medium="book")
    assert isinstance(drawn, Chart)
    assert max(map(height, (drawn.wide, *drawn.more))) <= PAGE_HEIGHT


@pytest.mark.parametrize("title", HOSTILE)
@pytest.mark.filterwarnings("error")
def test_any_name_is_drawn_as_it_is_written_and_nothing_lies_upon_another(title: str) -> None:
    rows = [
        {"name": title, "start": "2026-10-01", "due": "2026-12-01"},
        {"name": title, "done_on": "2026-11-01"},
    ]
    rating = {"date": "2026-11-01", "by": title, "skill": "risk", "level": 2}
    for name, what in (("plan", data(plan__milestones=rows)), ("growth", data(growth__checkin=[rating]))):
        drawn = chart(name, what)
        for svg, width in ((drawn.wide, WIDE), (drawn.narrow, NARROW)):
            expect_tidy(svg, width)
            assert not list(ET.fromstring(svg).iter(f"{SVG}script"))
    said = "".join(said for *_, said in texts(chart("plan", data(plan__milestones=rows)).wide))
    assert re.sub(r"\s", "", re.sub("[\x00\x1b]", "\ufffd", title)) in re.sub(r"\s", "", said)
