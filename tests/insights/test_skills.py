"""What check-ins and stories say about skills, worked out by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.small_workbook import asked
from workbook.answers.model import Answers
from workbook.insights.skills import SkillStanding, check_in_days, coverage, rating_row, standings
from workbook.questions.catalogue import catalogue

SKILLS = [
    {"key": key, "group": "work", "title": key.title(), "about": "x", "one": "1", "three": "3", "five": "5"}
    for key in ("risk", "planning", "coaching")
]
NAMES = [{"value": skill["key"], "label": skill["title"]} for skill in SKILLS]
KINDS = [{"value": "conflict", "label": "Conflict"}, {"value": "failure", "label": "Failure"}]
RATED = {"date": "date", "by": "line", "skill": "line", "evidence": "text", "confidence": "line"}
LEVELS = ("level", "target", "back")
CHECKIN = {
    "kind": "rating",
    "columns": [
        *({"key": key, "kind": kind, "title": key} for key, kind in RATED.items()),
        *({"key": key, "kind": "number", "title": key} for key in LEVELS),
    ],
    "groups": {"work": "Work"},
    "skills": SKILLS,
}
STORIES = {
    "kind": "table",
    "columns": [
        {"key": "title", "kind": "line", "title": "Title"},
        {"key": "skills", "kind": "choices", "title": "Skills", "choices": NAMES},
        {"key": "serves", "kind": "choices", "title": "Serves", "choices": KINDS},
    ],
}
TODAY = date(2026, 12, 1)


def rows(key: str, *values: dict[str, Any]) -> Answers:
    at = {"revision": 1, "at": "2026-03-03T09:12:44Z"}
    kept = {f"r{n}": {"value": value, **at} for n, value in enumerate(values)}
    return Answers.model_validate(
        {"schema": 1, "workbook": "x", "answers": {key: {"order": list(kept), "rows": kept}}}
    )


def rated(day: Any, skill: str = "risk", level: Any = None, by: Any = "", **more: Any) -> dict[str, Any]:
    return {"date": day, "by": by, "skill": skill, "level": level, **more}


def standing(*values: dict[str, Any], skill: str = "risk") -> SkillStanding:
    found = standings(rows("fit.checkin", *values), asked(checkin=CHECKIN), TODAY)
    return next(one for one in found if one.skill.key == skill)


def told(one: SkillStanding) -> tuple[Any, ...]:
    return one.first, one.now, one.target, one.gap, dict(one.others)


# Standings


def test_before_the_first_check_in_every_skill_stands_without_a_level() -> None:
    found = standings(rows("fit.checkin"), asked(checkin=CHECKIN), TODAY)
    assert [one.skill.key for one in found] == ["risk", "planning", "coaching"]
    assert {(one.first, one.now, one.target, one.gap, len(one.others)) for one in found} == {
        (None, None, None, None, 0)
    }


def test_a_workbook_without_check_ins_has_no_standings() -> None:
    book = asked(stories=STORIES)
    assert book.ratings is None
    assert standings(rows("fit.checkin", rated("2026-03-03", level=3)), book, TODAY) == []
    assert check_in_days(rows("fit.checkin", rated("2026-03-03", level=3)), book, TODAY) == []


def test_after_one_check_in_the_first_level_is_the_latest() -> None:
    assert told(standing(rated("2026-03-03", level=2, target=4))) == (2, 2, 4, 2, {})


def test_the_first_level_and_the_latest_level_and_target_are_told_by_day_and_not_by_order() -> None:
    one = standing(
        rated("2026-05-01", level=4, target=5),
        rated("2026-03-03", level=2, target=3),
        rated("2026-04-01", level=3, target=4),
    )
    assert told(one) == (2, 4, 5, 1, {})


def test_the_latest_level_may_be_below_the_first() -> None:
    assert told(standing(rated("2026-03-03", level=4), rated("2026-04-01", level=3)))[:2] == (4, 3)


def test_of_two_ratings_on_one_day_the_later_row_is_the_latest() -> None:
    one = standing(rated("2026-03-03", level=2, target=4), rated("2026-03-03", level=3, target=5))
    assert told(one) == (2, 3, 5, 2, {})


def test_a_skill_that_was_added_later_begins_with_its_own_first_rating() -> None:
    values = (
        rated("2026-03-03", level=2),
        rated("2026-04-01", level=3),
        rated("2026-04-01", "coaching", level=1, target=2),
    )
    assert told(standing(*values, skill="coaching")) == (1, 1, 2, 1, {})
    assert told(standing(*values)) == (2, 3, None, None, {})


def test_a_target_below_the_level_is_a_gap_below_nought() -> None:
    assert told(standing(rated("2026-03-03", level=4, target=3))) == (4, 4, 3, -1, {})


def test_a_target_stands_until_another_is_set() -> None:
    assert told(standing(rated("2026-03-03", level=2, target=5), rated("2026-04-01", level=3))) == (
        2, 3, 5, 2, {},
    )  # fmt: skip


def test_a_target_without_a_level_is_no_gap() -> None:
    assert told(standing(rated("2026-03-03", target=4))) == (None, None, 4, None, {})


@pytest.mark.parametrize("odd", [None, "", "3", "high", 0, 6, 2.5, [3], True])
def test_a_level_that_is_none_is_passed_over(odd: Any) -> None:
    assert told(standing(rated("2026-03-03", level=odd, target=odd))) == (None, None, None, None, {})
    later = standing(rated("2026-03-03", level=2), rated("2026-04-01", level=odd))
    assert told(later) == (2, 2, None, None, {})


@pytest.mark.parametrize("day", [None, "", "in spring", "2026-02-30"])
def test_a_rating_without_a_day_is_passed_over(day: Any) -> None:
    assert told(standing(rated(day, level=5), rated("2026-03-03", level=2))) == (2, 2, None, None, {})


@pytest.mark.parametrize("odd", [None, 3, ["risk"], {"risk": 1}, "baking"])
def test_a_rating_of_no_skill_is_passed_over(odd: Any) -> None:
    assert told(standing(rated("2026-03-03", skill=odd, level=3))) == (None, None, None, None, {})


@pytest.mark.parametrize("odd", [3, ["J."], {"J.": 1}, True])
def test_a_rating_by_nobody_who_has_a_name_is_passed_over(odd: Any) -> None:
    assert told(standing(rated("2026-03-03", level=3, by=odd))) == (None, None, None, None, {})


# Growth and change


@pytest.mark.parametrize(
    ("levels", "growth", "change"),
    [
        ((), None, None),
        ((2,), None, None),
        ((2, 2), 0, 0),
        ((2, 3), 1, 1),
        ((1, 4, 3), 2, -1),
        ((4, 2, 2), -2, 0),
    ],
)
def test_growth_is_since_the_first_check_in_and_change_since_the_one_before(
    levels: tuple[int, ...], growth: int | None, change: int | None
) -> None:
    one = standing(*(rated(f"2026-0{month}-01", level=level) for month, level in enumerate(levels, 1)))
    assert (one.growth, one.change) == (growth, change)


def test_a_check_in_that_was_written_down_late_stands_at_its_day() -> None:
    one = standing(
        rated("2026-05-01", level=4), rated("2026-03-01", level=1), rated("2026-04-01", level=3, target=5)
    )
    assert one.levels == ((date(2026, 3, 1), 1), (date(2026, 4, 1), 3), (date(2026, 5, 1), 4))
    assert one.targets == ((date(2026, 4, 1), 5),)
    assert (one.growth, one.change) == (3, 1)


def test_a_check_in_that_left_a_skill_out_is_not_between() -> None:
    one = standing(rated("2026-03-01", level=2), rated("2026-04-01"), rated("2026-05-01", level=3))
    assert one.change == 1


# Others


def test_how_far_others_are_away_is_told_for_each_and_never_an_average() -> None:
    one = standing(
        rated("2026-03-01", level=3),
        rated("2026-03-02", level=1, by="J."),
        rated("2026-03-03", level=5, by="R."),
    )
    assert one.differences == {"J.": -2, "R.": 2}
    assert (one.now, one.growth) == (3, None)


def test_what_others_said_long_ago_is_held_against_ones_own_level_of_then() -> None:
    own = (rated("2026-03-01", level=1), rated("2026-10-01", level=4))
    assert standing(*own, rated("2026-03-05", level=1, by="C.")).differences == {"C.": 0}
    assert standing(*own, rated("2026-10-05", level=1, by="C.")).differences == {"C.": -3}
    assert standing(*own, rated("2026-02-01", level=3, by="C.")).differences == {"C.": 2}


def test_what_others_said_on_the_day_of_a_check_in_is_held_against_that_one() -> None:
    own = (rated("2026-03-01", level=1), rated("2026-10-01", level=4))
    assert standing(*own, rated("2026-10-01", level=4, by="C.")).differences == {"C.": 0}


def test_what_lies_ahead_is_no_level_yet() -> None:
    one = standing(
        rated("2026-03-01", level=1), rated("2062-03-01", level=5), rated("2062-03-01", level=2, by="C.")
    )
    assert told(one) == (1, 1, None, None, {})


def test_without_a_level_of_ones_own_nobody_is_away_from_it() -> None:
    assert standing(rated("2026-03-02", level=1, by="J.")).differences == {}


def test_what_a_colleague_says_alone_is_no_level_of_ones_own() -> None:
    assert told(standing(rated("2026-03-03", level=4, target=5, by="R."))) == (
        None,
        None,
        None,
        None,
        {"R.": 4},
    )


def test_of_each_colleague_the_latest_level_is_told() -> None:
    one = standing(
        rated("2026-05-01", level=4, by="R."),
        rated("2026-03-03", level=2, by="R."),
        rated("2026-04-01", level=5, by="P."),
        rated("2026-06-01", level=None, by="P."),
        rated("2026-04-01", "coaching", level=1, by="W."),
    )
    assert told(one) == (None, None, None, None, {"R.": 4, "P.": 5})


RATING = st.builds(
    rated,
    st.sampled_from(["2026-03-03", "2026-04-01", "2026-05-01", "soon"]),
    st.sampled_from(["risk", "planning"]),
    st.sampled_from([None, 1, 2, 3, 4, 5, "3"]),
    st.sampled_from(["", None, "R.", "P."]),
    target=st.sampled_from([None, 1, 3, 5]),
)


@given(st.lists(RATING, max_size=8))
def test_others_never_mix_into_ones_own_nor_ones_own_into_theirs(values: list[dict[str, Any]]) -> None:
    book = asked(checkin=CHECKIN)
    everyone = standings(rows("fit.checkin", *values), book, TODAY)
    alone = standings(rows("fit.checkin", *(one for one in values if not one["by"])), book, TODAY)
    others = standings(rows("fit.checkin", *(one for one in values if one["by"])), book, TODAY)
    assert [told(one)[:4] for one in everyone] == [told(one)[:4] for one in alone]
    assert [one.others for one in everyone] == [one.others for one in others]
    assert all(not one.others for one in alone)


@given(st.lists(RATING, max_size=8).flatmap(lambda one: st.tuples(st.just(one), st.permutations(one))))
def test_the_order_of_the_rows_matters_to_ties_alone(both: tuple[list[dict], list[dict]]) -> None:
    found = [standings(rows("fit.checkin", *values), asked(checkin=CHECKIN), TODAY) for values in both]
    places = [(one["date"], one["skill"], one["by"] or "") for one in both[0]]
    if len(set(places)) == len(places):
        assert [told(one) for one in found[0]] == [told(one) for one in found[1]]
    days = [check_in_days(rows("fit.checkin", *values), asked(checkin=CHECKIN), TODAY) for values in both]
    assert days[0] == days[1]


# Days


def test_the_days_of_check_ins_are_ones_own_each_once_the_earliest_first() -> None:
    values = (
        rated("2026-05-01", level=3),
        rated("2026-03-03", level=2),
        rated("2026-03-03", "coaching", level=2),
        rated("2026-04-01", level=4, by="R."),
        rated("soon", level=4),
        rated("2026-02-01"),
    )
    assert check_in_days(rows("fit.checkin", *values), asked(checkin=CHECKIN), TODAY) == [
        date(2026, 3, 3), date(2026, 5, 1),
    ]  # fmt: skip


# Names of rows


@pytest.mark.parametrize(
    ("by", "said"),  # said by encodeURIComponent in JavaScript
    [
        ("", ""),
        ("R.", "R."),
        ("my mentor", "my%20mentor"),
        ("M., mentor", "M.%2C%20mentor"),
        ("René", "Ren%C3%A9"),
        ("a/b", "a%2Fb"),
        ("a~b", "a~b"),
        ("'()!*", "'()!*"),
        ("-_.", "-_."),
        ("a+b&c=d?e#f%g", "a%2Bb%26c%3Dd%3Fe%23f%25g"),
        ("“M.”", "%E2%80%9CM.%E2%80%9D"),
        ("😀", "%F0%9F%98%80"),
        ("a\nb", "a%0Ab"),
        (';:@$,[]"<>\\^`{|}', "%3B%3A%40%24%2C%5B%5D%22%3C%3E%5C%5E%60%7B%7C%7D"),
    ],
)
def test_a_ratings_row_has_the_name_that_the_page_gives_it(by: str, said: str) -> None:
    assert rating_row("2026-03-03", by, "risk") == f"2026-03-03~{said}~risk"


# Coverage


def covered(*stories: dict[str, Any]) -> dict[str, tuple[int, int, int]]:
    found = coverage(rows("fit.stories", *stories), asked(stories=STORIES))
    return {one.skill.value: (one.stories, one.counts["conflict"], one.counts["failure"]) for one in found}


def test_stories_are_counted_for_each_skill_and_each_kind_that_they_serve() -> None:
    assert covered(
        {"title": "A", "skills": ["risk", "planning"], "serves": ["conflict", "failure"]},
        {"title": "B", "skills": ["risk"], "serves": ["conflict"]},
        {"title": "C", "skills": ["risk"], "serves": []},
    ) == {"risk": (3, 2, 1), "planning": (1, 1, 1), "coaching": (0, 0, 0)}


@pytest.mark.parametrize("skills", [None, [], ["gone"], 5, "risk"])
def test_a_story_without_skills_counts_for_none(skills: Any) -> None:
    none = {"risk": (0, 0, 0), "planning": (0, 0, 0), "coaching": (0, 0, 0)}
    assert covered({"title": "A", "skills": skills, "serves": ["conflict"]}) == none
    assert covered({"title": "A"}) == none


def test_a_story_that_serves_nothing_still_shows_its_skills() -> None:
    assert covered({"title": "A", "skills": ["risk"], "serves": None})["risk"] == (1, 0, 0)


def test_the_bank_of_stories_is_the_table_that_says_what_a_row_shows_and_serves() -> None:
    half = {"kind": "table", "columns": STORIES["columns"][:2]}
    wrong = {
        "kind": "table",
        "columns": [*STORIES["columns"][:2], STORIES["columns"][2] | {"kind": "choice"}],
    }
    bank = asked(half=half, wrong=wrong, stories=STORIES).story_bank
    assert bank is not None
    assert bank.key == "fit.stories"


def test_where_there_is_no_bank_of_stories_nothing_is_covered() -> None:
    book = asked(checkin=CHECKIN)
    assert book.story_bank is None
    assert coverage(rows("fit.stories", {"skills": ["risk"]}), book) == []


# The workbook itself


def test_the_workbook_rates_twelve_skills_and_its_stories_show_the_same_ones() -> None:
    book = catalogue()
    question, bank = book.ratings, book.story_bank
    assert question is not None
    assert bank is not None
    assert len(question.skills) == 12
    assert [one.value for one in bank.column("skills").choices] == [one.key for one in question.skills]
    assert {one.group for one in question.skills} == set(question.groups)
