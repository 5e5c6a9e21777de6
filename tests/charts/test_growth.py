"""The chart of skills: where each is, and what others see."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from tests.charts.checks import BOOK, NONE, SVG, chart, data, expect_tidy, rated, texts
from workbook.charts import NARROW, WIDE


def test_skills_stand_by_their_gap_the_widest_first_and_those_without_one_last() -> None:
    rows = [
        rated("2026-11-01", "planning", 3, 2),
        rated("2026-11-01", "risk", 2, 4),
        rated("2026-11-01", "status", 2),
        rated("2026-11-01", "decisions", 2, 3),
    ]
    drawn = chart("growth", data(growth__checkin=rows))
    said = " ".join(said for *_, said in texts(drawn.narrow))
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
    drawn = chart("growth", data(growth__checkin=rows))
    assert len(drawn.rows) == 12
    assert drawn.rows[1][1:] == ("2", "3", "4", "J. 3")
    assert drawn.rows[0][1:] == (NONE, NONE, NONE, NONE)


def test_a_colleague_alone_is_drawn_hollow_and_without_a_dot_of_ones_own() -> None:
    drawn = chart("growth", data(growth__checkin=[rated("2026-11-01", "risk", 4, by="J.")]))
    legend = len(list(ET.fromstring(drawn.wide).iter(f"{SVG}path")))
    alone = chart("growth", data(growth__checkin=[rated("2026-11-01", "risk", 4)]))
    assert "square" in drawn.description
    assert 'fill="var(--tpm-gives' not in drawn.wide
    assert alone.wide.count('fill="var(--tpm-accent') == drawn.wide.count('fill="var(--tpm-accent') + 1
    assert legend


@pytest.mark.parametrize("level", [1, 3, 5])
def test_many_who_give_one_level_are_one_mark_with_their_number(level: int) -> None:
    rows = [rated("2026-11-01", "risk", level, by=f"Reviewer {number}") for number in range(12)]
    drawn = chart("growth", data(growth__checkin=rows))
    expect_tidy(drawn.wide, WIDE)
    expect_tidy(drawn.narrow, NARROW)
    assert drawn.narrow.count('stroke="var(--tpm-gives') == 1 + 1, "and one in the legend"
    assert "\N{MULTIPLICATION SIGN}12" in [said for *_, said in texts(drawn.narrow)]
