"""The plan as a Gantt chart, with what came of it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from tests.charts.checks import HOSTILE, NONE, PAGE_HEIGHT, TODAY, chart, data, expect_tidy, height, texts
from workbook.charts import NARROW, WIDE, Chart, ChartData, draw
from workbook.charts.drawing import Picture
from workbook.charts.marks import LineMark, Mark, SymbolMark


def test_forty_milestones_stand_clear_of_each_other() -> None:
    rows = [
        {
            "name": f"{HOSTILE[2]} {number}",
            "start": f"2026-{number % 12 + 1:02}-01",
            "due": f"2027-{number % 12 + 1:02}-28",
        }
        for number in range(40)
    ]
    drawn = chart("plan", data(plan__milestones=rows, plan__date="2027-06-01"))
    expect_tidy(drawn.wide, WIDE)
    expect_tidy(drawn.narrow, NARROW)
    assert len(drawn.rows) == 41


def test_the_official_move_and_its_likely_day_stand_last() -> None:
    done = {"start": "2026-01-01", "due": "2026-01-10", "done_on": "2026-01-15", "status": "done"}
    rows = [{"name": f"M{number}", **done} for number in range(3)]
    drawn = chart("plan", data(plan__milestones=rows, plan__date="2027-02-28"))
    assert drawn.rows[-1] == ("The official move", NONE, NONE, "28 Feb 2027", NONE, NONE, "19 Apr 2027")
    assert drawn.rows[0] == (
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
    assert chart("plan", data(plan__milestones=[row])).rows[0][5] == said


def test_the_plan_is_held_against_what_the_history_kept(example: ChartData) -> None:
    drawn = chart("plan", example)
    charter = next(row for row in drawn.rows if row[0].startswith("Have four leads"))
    assert charter[2:6] == ("12 Jun 2026", "3 Jul 2026", "9 Jul 2026", "27 days late")


@pytest.mark.parametrize("letters", range(1, 40, 3))
def test_a_plan_that_lies_ahead_begins_with_today(letters: int) -> None:
    row = {"name": "n" * letters, "start": "2026-12-01", "due": "2027-03-01"}
    drawn = chart("plan", data(plan__milestones=[row]))
    for svg, width in ((drawn.wide, WIDE), (drawn.narrow, NARROW)):
        expect_tidy(svg, width)
        assert "today" in [said for *_, said in texts(svg)]


def test_a_plan_inside_one_month_names_its_days() -> None:
    rows = [{"name": "A", "start": "2026-11-05", "due": "2026-11-25"}]
    assert "5 Nov 2026" in [said for *_, said in texts(chart("plan", data(plan__milestones=rows)).wide)]


def test_a_line_stands_where_its_month_begins_wherever_its_name_has_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    added: list[Mark] = []
    monkeypatch.setattr(Picture, "add", lambda _self, *marks: added.extend(marks))
    # The first month begins near the edge, so that its name has to stand further in.
    rows = [{"name": "A", "due": "2026-03-12"}, {"name": "B", "due": "2026-04-01"}]
    chart("plan", data(plan__milestones=rows))
    lines = [mark.points[0][0] for mark in added if isinstance(mark, LineMark)]
    symbols = [mark.at[0] for mark in added if isinstance(mark, SymbolMark)]
    assert symbols[1] in [pytest.approx(line) for line in lines], (symbols, lines)


@pytest.mark.parametrize("days", [40, 100, 300, 700, 1500, 3000, 30_000])
def test_months_are_named_at_even_steps(days: int) -> None:
    rows = [{"name": "A", "due": str(TODAY + timedelta(days=days))}]
    for svg in (drawn := chart("plan", data(plan__milestones=rows))).wide, drawn.narrow:
        named = [said for *_, said in texts(svg) if re.fullmatch(r"[A-Z][a-z]{2} \d{4}", said)]
        months = [datetime.strptime(one, "%b %Y").replace(tzinfo=UTC) for one in named]
        counted = [one.year * 12 + one.month for one in months]
        assert len({after - before for before, after in pairwise(counted)}) <= 1, named


def test_a_long_plan_goes_on_on_further_pages_of_a_book_and_is_one_picture_elsewhere() -> None:
    rows = [
        {"name": f"{HOSTILE[number % 7]} #{number}", "start": "2026-11-01", "due": "2026-12-01"}
        for number in range(40)
    ]
    answers = data(plan__milestones=rows, plan__date="2027-02-28")
    book, one = draw("plan", answers, medium="book"), draw("plan", answers, medium="print")
    assert isinstance(book, Chart)
    assert isinstance(one, Chart)
    assert one.more == ()
    parts = [book.wide, *book.more]
    assert max(map(height, parts)) <= PAGE_HEIGHT
    assert min(map(height, parts)) > PAGE_HEIGHT / 2, "about equally full"
    named: list[str] = []
    for part in parts:
        expect_tidy(part, WIDE)
        said = " ".join(said for *_, said in texts(part))
        assert "today" in said
        named += re.findall(r"#(\d+)", said)
    assert named == [str(number) for number in range(40)]
    assert "The official move" in said


@pytest.mark.parametrize("due", ["0203-01-01", "2062-01-01", "9999-12-31"])
def test_a_date_far_away_is_drawn(due: str) -> None:
    rows = [
        {"name": "A", "start": min(due, "2026-11-01"), "due": due},
        {"name": "B", "start": "2026-11-01", "due": "2026-12-01"},
    ]
    expect_tidy(chart("plan", data(plan__milestones=rows)).wide, WIDE)
    entry = {"date": due, "skills": ["risk"]}
    near = {"date": "2026-11-01", "skills": ["risk"]}
    expect_tidy(chart("evidence", data(program__log=[entry, near])).wide, WIDE)
