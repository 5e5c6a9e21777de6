"""The chart of skills over time."""

from __future__ import annotations

from datetime import date, timedelta

from tests.charts.checks import BOOK, chart, data, expect_tidy, rated
from workbook.charts import NARROW, WIDE, Chart, NoChart, draw


def test_the_table_over_time_has_a_row_for_each_check_in_and_rater_the_latest_first() -> None:
    rows = [
        rated("2026-11-08", "risk", 3),
        rated("2026-11-01", "risk", 2),
        rated("2026-11-08", "planning", 4, by="J."),
    ]
    drawn = chart("time", data(growth__checkin=rows))
    assert [row[:2] for row in drawn.rows] == [
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
    drawn = chart("time", data(growth__checkin=rows))
    expect_tidy(drawn.wide, WIDE)
    expect_tidy(drawn.narrow, NARROW)
    dots = drawn.wide.count('fill="var(--tpm-accent')
    assert dots == len(skills) + 1, "a dot for the latest level of each, and one in the legend"


def test_one_check_in_is_no_picture_for_a_book() -> None:
    once = data(growth__checkin=[rated("2026-11-02", "risk", 2)])
    assert isinstance(draw("time", once), Chart)
    assert isinstance(draw("time", once, medium="book"), NoChart)
