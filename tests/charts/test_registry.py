"""Every chart: of the example, with hostile names, after ten years; nothing outside, nothing upon another."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from workbook.answers.model import Answers
from workbook.charts import NAMES, NARROW, WIDE, Chart, NoChart, Told, charts_after, draw, sources
from workbook.charts.chart import on_sheets
from workbook.charts.drawing import LINE, Picture, measure
from workbook.errors import WorkbookError
from workbook.questions.catalogue import catalogue
from workbook.sample import fill

TODAY = date(2026, 11, 20)
SVG = "{http://www.w3.org/2000/svg}"
BOOK = catalogue()
NONE = "\N{EN DASH}"
PAGE = 785  # user units: the 191 mm that a chart gets of a letter page, at 640 in its 155.9 mm
HOSTILE = (
    "$x$ costs $\\frac{",
    "<script>alert(1)</script> & 'quotes' \"",
    "Ein Name, der sechzig Zeichen hat, damit man sieht, was wird",
    "W" * 60,
    "🚀🙂👩‍👩‍👧 launch",
    "项目管理能力与风险评估以及利益相关者的沟通和协调工作计划",
    "مرحبا بالعالم خطة المشروع",
    "A\x00B\x1b",
)

each_chart = pytest.mark.parametrize("name", NAMES)


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Told:
    store = fill(tmp_path_factory.mktemp("sample"), BOOK, TODAY)
    return Told(store.read(), BOOK, TODAY, partial(store.history, by_sitting=True))


def told(**kept: Any) -> Told:
    """Answers by key with dots as double underscores; lists are rows."""
    at = {"revision": 1, "at": "2026-03-03T09:12:44Z"}
    answers: dict[str, Any] = {}
    for name, value in kept.items():
        key = name.replace("__", ".")
        if isinstance(value, list):
            rows = {f"r{number}": {"value": row, **at} for number, row in enumerate(value)}
            answers[key] = {"rows": rows, "order": list(rows)}
        else:
            answers[key] = {"value": value, **at}
    return Told(Answers.model_validate({"schema": 1, "workbook": "x", "answers": answers}), BOOK, TODAY)


def chart(name: str, what: Told) -> Chart:
    made = draw(name, what)
    assert isinstance(made, Chart)
    return made


def texts(svg: str) -> Iterator[tuple[float, float, float, str]]:
    """Yield from where to where each text goes, on which line, and what it says."""
    for mark in ET.fromstring(svg).iter(f"{SVG}text"):
        x, y, said = float(mark.get("x", "nan")), float(mark.get("y", "nan")), mark.text or ""
        width = measure(said)
        left = {"start": x, "middle": x - width / 2, "end": x - width}[mark.get("text-anchor", "start")]
        yield left, left + width, y, said


def expect_tidy(svg: str, width: float) -> None:
    """Hold that nothing lies outside, and that no text lies upon another."""
    height = float((ET.fromstring(svg).get("viewBox") or "").split()[3])
    found = list(texts(svg))
    for left, right, y, said in found:
        assert left >= -1, said
        assert right <= width + 1, said
        assert 10 <= y <= height, said
    for place, (left, right, y, said) in enumerate(found):
        for other_left, other_right, other_y, other in found[place + 1 :]:
            is_apart = right <= other_left or other_right <= left or abs(y - other_y) >= LINE * 0.7
            assert is_apart, f"{said!r} upon {other!r}"
    for x, y in re.findall(r"[ML] (-?[\d.]+) (-?[\d.]+)", svg):
        assert -1 <= float(x) <= width + 1
        assert -1 <= float(y) <= height + 1


# All of them


@each_chart
def test_before_the_first_answer_a_chart_says_which_question_to_answer(name: str) -> None:
    nothing = draw(name, told())
    assert isinstance(nothing, NoChart)
    assert nothing.question in sources(name, BOOK)
    assert nothing.say.endswith(".")


@each_chart
def test_a_chart_of_the_example_has_all_that_belongs_to_it(name: str, example: Told) -> None:
    made = chart(name, example)
    assert made.say in made.description or name == "roles"
    assert made.actions
    assert all(len(action) <= 110 for action in made.actions)
    assert made.rows
    assert {len(row) for row in made.rows} == {len(made.columns)}
    for svg, width in ((made.wide, WIDE), (made.narrow, NARROW)):
        root = ET.fromstring(svg)
        assert (root.get("role"), root.findtext(f"{SVG}title")) == ("img", made.title)
        assert root.findtext(f"{SVG}desc") == made.description
        expect_tidy(svg, width)


@each_chart
def test_a_chart_for_the_page_takes_its_colours_and_one_for_print_has_them_fixed(
    name: str, example: Told
) -> None:
    page, printed = (draw(name, example, medium=medium) for medium in ("page", "print"))
    assert isinstance(page, Chart)
    assert isinstance(printed, Chart)
    colours = set(re.findall(r'(?:fill|stroke)="([^"]+)"', page.wide))
    assert all(one in ("none", "currentColor") or one.startswith("var(--tpm-") for one in colours), colours
    assert not re.search(r"var\(|currentColor", printed.wide)


def test_the_pages_style_has_every_tone_in_the_light_and_in_the_dark(example: Told) -> None:
    style = (
        Path(sys.modules["workbook"].__file__ or "").parent / "server/assets/voila/static/workbook.css"
    ).read_text("utf-8")
    tones = {tone for name in NAMES for tone in re.findall(r"var\((--tpm-\w+)", chart(name, example).wide)}
    assert tones >= {"--tpm-accent", "--tpm-gives", "--tpm-takes", "--tpm-line", "--tpm-raised"}
    for tone in tones:
        light, dark = re.findall(rf"{tone}: light-dark\((#\w+), (#\w+)\);", style)[0]
        assert light != dark, tone


@each_chart
def test_no_id_stands_in_two_pictures_of_a_page(name: str, example: Told) -> None:
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
        draw("rolls", told())


def test_each_chart_stands_once_in_the_book_after_what_it_is_drawn_from() -> None:
    placed = [
        (question.key, name) for question in BOOK.questions for name in charts_after(question.key, BOOK)
    ]
    assert sorted(name for _, name in placed) == sorted(NAMES)
    assert all(key in sources(name, BOOK) for key, name in placed)


def test_no_page_loads_matplotlib_before_a_chart_is_drawn() -> None:
    script = """import sys
from workbook.page.builder import Parts
from workbook.page.session import session
made = Parts(session())
for step in made._session.catalogue.steps:
    for one in step.sections: made.section(one.key)
from workbook import charts
for name in charts.NAMES: made.chart(name)
print("matplotlib" in sys.modules)
"""
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"


# Names


@pytest.mark.parametrize("title", HOSTILE)
@pytest.mark.filterwarnings("error")
def test_any_name_is_drawn_as_it_is_written_and_nothing_lies_upon_another(title: str) -> None:
    rows = [
        {"name": title, "start": "2026-10-01", "due": "2026-12-01"},
        {"name": title, "done_on": "2026-11-01"},
    ]
    rating = {"date": "2026-11-01", "by": title, "skill": "risk", "level": 2}
    for name, what in (("plan", told(plan__milestones=rows)), ("growth", told(growth__checkin=[rating]))):
        made = chart(name, what)
        for svg, width in ((made.wide, WIDE), (made.narrow, NARROW)):
            expect_tidy(svg, width)
            assert not list(ET.fromstring(svg).iter(f"{SVG}script"))
    said = "".join(said for *_, said in texts(chart("plan", told(plan__milestones=rows)).wide))
    assert re.sub(r"\s", "", re.sub("[\x00\x1b]", "\ufffd", title)) in re.sub(r"\s", "", said)


def test_forty_milestones_stand_clear_of_each_other() -> None:
    rows = [
        {
            "name": f"{HOSTILE[2]} {number}",
            "start": f"2026-{number % 12 + 1:02}-01",
            "due": f"2027-{number % 12 + 1:02}-28",
        }
        for number in range(40)
    ]
    made = chart("plan", told(plan__milestones=rows, plan__date="2027-06-01"))
    expect_tidy(made.wide, WIDE)
    expect_tidy(made.narrow, NARROW)
    assert len(made.rows) == 41


# Growth


def rated(day: str, skill: str, level: Any, target: Any = None, by: str = "") -> dict[str, Any]:
    return {"date": day, "skill": skill, "level": level, "target": target, "by": by}


def test_skills_stand_by_their_gap_the_widest_first_and_those_without_one_last() -> None:
    rows = [
        rated("2026-11-01", "planning", 3, 2),
        rated("2026-11-01", "risk", 2, 4),
        rated("2026-11-01", "status", 2),
        rated("2026-11-01", "decisions", 2, 3),
    ]
    made = chart("growth", told(growth__checkin=rows))
    said = " ".join(said for *_, said in texts(made.narrow))
    titles = {skill.key: skill.title for skill in BOOK.question("growth.checkin").skills}  # type: ignore[union-attr]
    order = sorted(("risk", "decisions", "planning", "status"), key=lambda key: said.index(titles[key]))
    assert order == ["risk", "decisions", "planning", "status"]
    assert "You at first" not in said, "one check-in has no first beside now"


def test_the_table_of_growth_has_every_skill_and_who_rated_it() -> None:
    rows = [
        rated("2026-11-01", "risk", 2, 4),
        rated("2026-11-02", "risk", 3, by="J."),
        rated("2026-11-08", "risk", 3),
    ]
    made = chart("growth", told(growth__checkin=rows))
    assert len(made.rows) == 12
    assert made.rows[1][1:] == ("2", "3", "4", "J. 3")
    assert made.rows[0][1:] == (NONE, NONE, NONE, NONE)


def test_a_colleague_alone_is_drawn_hollow_and_without_a_dot_of_ones_own() -> None:
    made = chart("growth", told(growth__checkin=[rated("2026-11-01", "risk", 4, by="J.")]))
    legend = len(list(ET.fromstring(made.wide).iter(f"{SVG}path")))
    alone = chart("growth", told(growth__checkin=[rated("2026-11-01", "risk", 4)]))
    assert "square" in made.description
    assert 'fill="var(--tpm-gives' not in made.wide
    assert alone.wide.count('fill="var(--tpm-accent') == made.wide.count('fill="var(--tpm-accent') + 1
    assert legend


@pytest.mark.parametrize("level", [1, 3, 5])
def test_many_who_give_one_level_are_one_mark_with_their_number(level: int) -> None:
    rows = [rated("2026-11-01", "risk", level, by=f"Reviewer {number}") for number in range(12)]
    made = chart("growth", told(growth__checkin=rows))
    expect_tidy(made.wide, WIDE)
    expect_tidy(made.narrow, NARROW)
    assert made.narrow.count('stroke="var(--tpm-gives') == 1 + 1, "and one in the legend"
    assert "\N{MULTIPLICATION SIGN}12" in [said for *_, said in texts(made.narrow)]


# Over time


def test_the_table_over_time_has_a_row_for_each_check_in_and_rater_the_latest_first() -> None:
    rows = [
        rated("2026-11-08", "risk", 3),
        rated("2026-11-01", "risk", 2),
        rated("2026-11-08", "planning", 4, by="J."),
    ]
    made = chart("time", told(growth__checkin=rows))
    assert [row[:2] for row in made.rows] == [
        ("8 Nov 2026", "you"),
        ("8 Nov 2026", "J."),
        ("1 Nov 2026", "you"),
    ]


def test_ten_years_of_weekly_check_ins_are_drawn_as_lines_that_stay_legible() -> None:
    monday = date(2016, 11, 21)
    skills = [skill.key for skill in BOOK.question("growth.checkin").skills]  # type: ignore[union-attr]
    rows = [
        rated((monday + timedelta(weeks=week)).isoformat(), skill, 1 + (week // 100 + place) % 5, 5)
        for week in range(520)
        for place, skill in enumerate(skills)
    ]
    made = chart("time", told(growth__checkin=rows))
    expect_tidy(made.wide, WIDE)
    expect_tidy(made.narrow, NARROW)
    dots = made.wide.count('fill="var(--tpm-accent')
    assert dots == len(skills) + 1, "a dot for the latest level of each, and one in the legend"


# The plan


def test_the_official_move_and_its_likely_day_stand_last() -> None:
    done = {"start": "2026-01-01", "due": "2026-01-10", "done_on": "2026-01-15", "status": "done"}
    rows = [{"name": f"M{number}", **done} for number in range(3)]
    made = chart("plan", told(plan__milestones=rows, plan__date="2027-02-28"))
    assert made.rows[-1] == ("The official move", NONE, NONE, "28 Feb 2027", NONE, NONE, "19 Apr 2027")
    assert made.rows[0] == (
        "M0",
        "1 Jan 2026",
        "10 Jan 2026",
        "10 Jan 2026",
        "15 Jan 2026",
        "5 days late",
        NONE,
    )


@pytest.mark.parametrize(
    ("done", "said"),
    [
        ("2026-01-10", "none"),
        ("2026-01-11", "1 day late"),
        ("2026-01-09", "1 day early"),
        ("2026-01-05", "5 days early"),
    ],
)
def test_slip_is_said_in_words_which_no_spreadsheet_takes_for_a_formula(done: str, said: str) -> None:
    row = {"name": "A", "start": "2026-01-01", "due": "2026-01-10", "done_on": done, "status": "done"}
    assert chart("plan", told(plan__milestones=[row])).rows[0][5] == said


def test_the_plan_is_held_against_what_the_history_kept(example: Told) -> None:
    made = chart("plan", example)
    charter = next(row for row in made.rows if row[0].startswith("Have four leads"))
    assert charter[2:6] == ("12 Jun 2026", "3 Jul 2026", "9 Jul 2026", "27 days late")


@pytest.mark.parametrize("letters", range(1, 40, 3))
def test_a_plan_that_lies_ahead_begins_with_today(letters: int) -> None:
    row = {"name": "n" * letters, "start": "2026-12-01", "due": "2027-03-01"}
    made = chart("plan", told(plan__milestones=[row]))
    for svg, width in ((made.wide, WIDE), (made.narrow, NARROW)):
        expect_tidy(svg, width)
        assert "today" in [said for *_, said in texts(svg)]


def test_a_plan_inside_one_month_names_its_days() -> None:
    rows = [{"name": "A", "start": "2026-11-05", "due": "2026-11-25"}]
    assert "5 Nov 2026" in [said for *_, said in texts(chart("plan", told(plan__milestones=rows)).wide)]


def test_a_line_stands_where_its_month_begins_wherever_its_name_has_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lines: list[float] = []
    marks: list[float] = []
    monkeypatch.setattr(Picture, "line", lambda _self, ends, **_how: lines.append(ends[0][0]))
    monkeypatch.setattr(Picture, "mark", lambda _self, at, *_how, **_more: marks.append(at[0]))
    # The first month begins near the edge, so that its name has to stand further in.
    rows = [{"name": "A", "due": "2026-03-12"}, {"name": "B", "due": "2026-04-01"}]
    chart("plan", told(plan__milestones=rows))
    assert any(mark == pytest.approx(line) for mark in marks[1:2] for line in lines), (marks, lines)


@pytest.mark.parametrize("days", [40, 100, 300, 700, 1500, 3000, 30_000])
def test_months_are_named_at_even_steps(days: int) -> None:
    rows = [{"name": "A", "due": str(TODAY + timedelta(days=days))}]
    for svg in (made := chart("plan", told(plan__milestones=rows))).wide, made.narrow:
        named = [said for *_, said in texts(svg) if re.fullmatch(r"[A-Z][a-z]{2} \d{4}", said)]
        months = [datetime.strptime(one, "%b %Y").replace(tzinfo=UTC) for one in named]
        counted = [one.year * 12 + one.month for one in months]
        assert len({after - before for before, after in pairwise(counted)}) <= 1, named


def height(svg: str) -> float:
    return float((ET.fromstring(svg).get("viewBox") or "").split()[3])


@each_chart
def test_a_picture_for_a_book_is_no_taller_than_its_page(name: str, example: Told) -> None:
    made = draw(name, example, medium="book")
    assert isinstance(made, Chart)
    assert max(map(height, (made.wide, *made.more))) <= PAGE


def test_a_long_plan_goes_on_on_further_pages_of_a_book_and_is_one_picture_elsewhere() -> None:
    rows = [
        {"name": f"{HOSTILE[number % 7]} #{number}", "start": "2026-11-01", "due": "2026-12-01"}
        for number in range(40)
    ]
    answers = told(plan__milestones=rows, plan__date="2027-02-28")
    book, one = draw("plan", answers, medium="book"), draw("plan", answers, medium="print")
    assert isinstance(book, Chart)
    assert isinstance(one, Chart)
    assert one.more == ()
    parts = [book.wide, *book.more]
    assert max(map(height, parts)) <= PAGE
    assert min(map(height, parts)) > PAGE / 2, "about equally full"
    named: list[str] = []
    for part in parts:
        expect_tidy(part, WIDE)
        said = " ".join(said for *_, said in texts(part))
        assert "today" in said
        named += re.findall(r"#(\d+)", said)
    assert named == [str(number) for number in range(40)]
    assert "The official move" in said


@pytest.mark.parametrize(
    ("strips", "sheets"),
    [
        (1, [slice(0, 1)]),
        (15, [slice(0, 15)]),  # 42 each: 630 of 640
        (16, [slice(0, 8), slice(8, 16)]),
        (31, [slice(0, 11), slice(11, 21), slice(21, 31)]),
    ],
)
def test_strips_are_spread_evenly_over_few_sheets(strips: int, sheets: list[slice]) -> None:
    assert on_sheets(["A"] * strips, 42) == sheets


@pytest.mark.parametrize("due", ["0203-01-01", "2062-01-01", "9999-12-31"])
def test_a_date_far_away_is_drawn(due: str) -> None:
    rows = [
        {"name": "A", "start": min(due, "2026-11-01"), "due": due},
        {"name": "B", "start": "2026-11-01", "due": "2026-12-01"},
    ]
    expect_tidy(chart("plan", told(plan__milestones=rows)).wide, WIDE)
    entry = {"date": due, "skills": ["risk"]}
    near = {"date": "2026-11-01", "skills": ["risk"]}
    expect_tidy(chart("evidence", told(program__log=[entry, near])).wide, WIDE)


# Coverage


def test_the_grid_of_stories_counts_by_kind_and_in_all() -> None:
    rows = [
        {"title": "A", "skills": ["risk"], "serves": ["program", "technical"]},
        {"title": "B", "skills": ["risk"]},
    ]
    made = chart("coverage", told(interview__stories=rows))
    assert made.columns == ("Skill", "Technical", "Program", "Behavioural", "Stories")
    assert made.rows[1][1:] == ("1", "1", "0", "2")


def test_an_empty_row_is_no_story() -> None:
    rows = [{"title": "A", "skills": ["risk"], "serves": ["program"]}, {"title": " "}]
    assert chart("coverage", told(interview__stories=rows)).say.startswith("One story.")


def test_a_story_that_names_no_skill_serves_its_kind_all_the_same() -> None:
    rows = [
        {"title": "A", "skills": ["risk"], "serves": ["technical"]},
        {"title": "B", "serves": ["program"]},
    ]
    assert chart("coverage", told(interview__stories=rows)).say.endswith("No story serves: behavioural.")


def test_one_check_in_is_no_picture_for_a_book() -> None:
    row = {"date": "2026-11-02", "by": "", "skill": "risk", "evidence": "Saw it.", "level": 2}
    answers = {"growth.checkin": {"rows": {"r": {"value": row, "revision": 1, "at": ""}}}}
    told = Told(Answers.model_validate({"schema": 1, "workbook": "x", "answers": answers}), BOOK, TODAY)
    assert isinstance(draw("time", told), Chart)
    assert isinstance(draw("time", told, medium="book"), NoChart)
