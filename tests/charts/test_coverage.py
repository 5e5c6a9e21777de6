"""The grid of stories by skill and kind of question."""

from __future__ import annotations

from tests.charts.checks import chart, data


def test_the_grid_of_stories_counts_by_kind_and_in_all() -> None:
    rows = [
        {"title": "A", "skills": ["risk"], "serves": ["program", "technical"]},
        {"title": "B", "skills": ["risk"]},
    ]
    drawn = chart("coverage", data(interview__stories=rows))
    assert drawn.columns == ("Skill", "Technical", "Program", "Behavioural", "Stories")
    assert drawn.rows[1][1:] == ("1", "1", "0", "2")


def test_an_empty_row_is_no_story() -> None:
    rows = [{"title": "A", "skills": ["risk"], "serves": ["program"]}, {"title": " "}]
    assert chart("coverage", data(interview__stories=rows)).say.startswith("One story.")


def test_a_story_that_names_no_skill_serves_its_kind_all_the_same() -> None:
    rows = [
        {"title": "A", "skills": ["risk"], "serves": ["technical"]},
        {"title": "B", "serves": ["program"]},
    ]
    assert chart("coverage", data(interview__stories=rows)).say.endswith("No story serves: behavioural.")
