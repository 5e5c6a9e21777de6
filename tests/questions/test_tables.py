"""Each kind of column takes what it should, and a table that names what it lacks is no table."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from workbook.errors import RefusedAnswer
from workbook.questions.kinds import Question
from workbook.questions.tables import Ratings, Table

CHOICES = [{"value": "low", "label": "Low"}, {"value": "high", "label": "High"}]
COLUMNS: dict[str, dict[str, Any]] = {
    "what": {"kind": "line"},
    "notes": {"kind": "text"},
    "impact": {"kind": "choice", "choices": CHOICES},
    "areas": {"kind": "choices", "choices": CHOICES},
    "hours": {"kind": "number", "least": 1, "most": 8},
    "day": {"kind": "date"},
}
SKILL = {
    "key": "risk", "group": "work", "title": "Risk", "about": "It.", "one": "1", "three": "3", "five": "5",
}  # fmt: skip
RATED = ("date", "by", "skill", "evidence", "level", "confidence", "target", "back")


def table(**more: Any) -> Table:
    columns = [{"key": key, "title": key.title(), **column} for key, column in COLUMNS.items()]
    made = TypeAdapter(Question).validate_python(
        {"key": "fit.days", "kind": "table", "title": "Days?", "columns": columns, **more}
    )
    assert isinstance(made, Table)
    return made


def rating(columns: tuple[str, ...] = RATED, **more: Any) -> Question:
    asked = {
        "key": "growth.checkin",
        "kind": "rating",
        "title": "How good?",
        "columns": [{"key": key, "kind": "line", "title": key} for key in columns],
        "groups": {"work": "Work"},
        "skills": [SKILL],
        **more,
    }
    return TypeAdapter(Question).validate_python(asked)


# Rows


@pytest.mark.parametrize(
    ("row", "kept"),
    [
        ({"what": " one ", "notes": "two\nlines"}, {"what": " one ", "notes": "two\nlines"}),
        ({"what": None}, {"what": ""}),
        ({"impact": "high"}, {"impact": "high"}),
        ({"impact": ""}, {"impact": None}),
        ({"areas": ["high", "low", "high"]}, {"areas": ["low", "high"]}),
        ({"areas": None}, {"areas": []}),
        ({"hours": 2.0}, {"hours": 2}),
        ({"hours": 1.5}, {"hours": 1.5}),
        ({"hours": ""}, {"hours": None}),
        ({"day": "2026-03-31"}, {"day": "2026-03-31"}),
        ({"day": ""}, {"day": None}),
        ({}, {}),
    ],
)
def test_a_column_keeps_what_its_kind_takes(row: dict[str, Any], kept: dict[str, Any]) -> None:
    checked = table().check(row)
    assert checked == kept
    assert {key: type(cell) for key, cell in checked.items()} == {
        key: type(cell) for key, cell in kept.items()
    }


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"what": 3}, "“What” takes text."),
        ({"notes": ["a"]}, "“Notes” takes text."),
        ({"impact": "middle"}, "“Impact” has no such choice."),
        ({"impact": ["high"]}, "“Impact” has no such choice."),
        ({"areas": "high"}, "“Areas” has no such choice."),
        ({"areas": ["high", "middle"]}, "“Areas” has no such choice."),
        ({"hours": 9}, "“Hours” takes a number from 1 to 8."),
        ({"hours": "3"}, "“Hours” takes a number."),
        ({"day": "2026-02-30"}, "“Day” takes a date that exists, as 2026-03-31."),
        ({"who": "me"}, "“Days?” has no such column."),
        ({"what": "one", "who": "me"}, "“Days?” has no such column."),
        ("row", "“Days?” has no such column."),
        ([], "“Days?” has no such column."),
        (None, "“Days?” has no such column."),
    ],
)
def test_a_row_with_a_wrong_cell_is_refused_by_the_name_of_the_cell(row: Any, said: str) -> None:
    with pytest.raises(RefusedAnswer) as refused:
        table().check(row)
    assert str(refused.value) == said


def test_a_row_says_what_it_was_made_from_beside_its_cells() -> None:
    row = {"what": "one", "from": "program.log/r1"}
    assert table().check(row) == row
    assert table().check(table().check(row)) == row


@pytest.mark.parametrize("nothing", ["", None])
def test_a_row_that_was_made_from_nothing_says_nothing_about_it(nothing: Any) -> None:
    assert table().check({"what": "one", "from": nothing}) == {"what": "one"}


def test_a_column_is_found_by_its_key() -> None:
    assert [table().column(key).kind for key in ("day", "areas")] == ["date", "choices"]


# What an author can get wrong

CHECK = {"rule": "needs", "column": "what", "other": "notes", "say": "Odd."}
OFFER = {"source": "fit.log", "say": "Start one", "take": {"what": "{line}"}}


@pytest.mark.parametrize(
    ("said", "odd"),
    [
        ({"due": {"day": "on", "noun": "Day"}}, "on"),
        ({"due": {"day": "day", "noun": "Day", "what": "who"}}, "who"),
        ({"due": {"day": "day", "noun": "Day", "unless": "done"}}, "done"),
        ({"offers": [OFFER, {**OFFER, "take": {"what": "{line}", "why": "{line}"}}]}, "why"),
        ({"checks": [CHECK, {**CHECK, "column": "start"}]}, "start"),
        ({"checks": [{**CHECK, "other": "end"}]}, "end"),
        ({"takes": {"what": "name", "by": "day"}}, "name"),
        ({"takes": {"what": "what", "by": "until"}}, "until"),
        ({"takes": {"what": "name", "by": "until"}}, "name, until"),
    ],
)
def test_a_table_that_names_a_column_it_lacks_is_an_error_that_says_which(
    said: dict[str, Any], odd: str
) -> None:
    with pytest.raises(ValidationError, match=f"there is no column {odd}$|there is no column {odd} "):
        table(**said)


def test_a_table_that_names_its_own_columns_alone_is_one() -> None:
    made = table(
        due={"day": "day", "noun": "Day", "what": "what", "unless": "impact", "done": ["high"]},
        offers=[OFFER],
        checks=[CHECK],
        takes={"what": "what", "by": "day"},
    )
    assert (made.due.day, made.takes.by, made.offers[0].when) == ("day", "day", "always")


def test_a_table_with_a_limit_says_what_happens_there() -> None:
    with pytest.raises(ValidationError, match="full: says what happens at most"):
        table(most=12)
    assert table(most=12, full="Twelve are enough.").most == 12


@pytest.mark.parametrize(
    "said",
    [
        {"columns": []},
        {"columns": [{"key": "a", "kind": "photo", "title": "A"}]},
        {"columns": [{"key": "a", "kind": "choice", "title": "A"}]},
        {"columns": [{"key": "a", "kind": "number", "title": "A", "suggest": "b"}]},
        {"columns": [{"key": "A", "kind": "line", "title": "A"}]},
        {"most": 0, "full": "None."},
        {"checks": [{**CHECK, "rule": "after"}]},
        {"checks": [{key: said for key, said in CHECK.items() if key != "say"}]},
        {"offers": [{**OFFER, "when": "late"}]},
        {"offers": [{**OFFER, "take": {"what": ""}}]},
        {"due": {"day": "day"}},
        {"due": {"day": "day", "noun": "Day", "evry": "fit.rhythm"}},
        {"takes": {"what": "what"}},
    ],
)
def test_a_table_that_is_written_wrong_is_no_table(said: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        table(**said)


# Ratings


def test_a_rating_is_a_table_with_skills() -> None:
    made = rating()
    assert isinstance(made, Ratings)
    assert made.check({"skill": "risk", "level": "3"}) == {"skill": "risk", "level": "3"}


@pytest.mark.parametrize("column", RATED)
def test_a_rating_needs_each_of_its_columns(column: str) -> None:
    with pytest.raises(ValidationError, match=f"a rating lacks {column}"):
        rating(tuple(one for one in RATED if one != column))


def test_all_that_a_rating_lacks_is_named_at_once() -> None:
    with pytest.raises(ValidationError, match="a rating lacks back, date, level"):
        rating(tuple(one for one in RATED if one not in ("date", "level", "back")))


@pytest.mark.parametrize(
    "more", [{"skills": []}, {"skills": [{**SKILL, "one": ""}]}, {"skills": [{**SKILL, "two": "2"}]}]
)
def test_skills_that_are_written_wrong_are_an_error(more: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        rating(**more)


def test_skills_and_groups_are_for_ratings_alone() -> None:
    with pytest.raises(ValidationError):
        table(skills=[SKILL], groups={"work": "Work"})
