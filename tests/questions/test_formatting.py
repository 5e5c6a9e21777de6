"""Values are read as a person writes them, also those that are older than their question."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from workbook.kept import is_blank
from workbook.questions.catalogue import catalogue
from workbook.questions.formatting import as_day, day_in_words, describe, in_words, plain, row_in_words, short
from workbook.questions.kinds import Question
from workbook.questions.tables import Table

CHOICES = [{"value": "go", "label": "Go now"}, {"value": "wait", "label": "Wait"}]
DAY = {"key": "day", "kind": "date", "title": "Day"}
WHAT = {"key": "what", "kind": "line", "title": "What"}
WHY = {"key": "why", "kind": "text", "title": "Why"}
MOOD = {"key": "mood", "kind": "choice", "title": "Mood", "choices": CHOICES}


def asked(kind: str, **more: Any) -> Question:
    choices = {"choices": CHOICES} if kind in ("choice", "choices", "weights") else {}
    return TypeAdapter(Question).validate_python(
        {"key": "a.b", "kind": kind, "title": "Well?", **choices, **more}
    )


def table(*columns: dict[str, Any]) -> Table:
    made = asked("table", columns=list(columns))
    assert isinstance(made, Table)
    return made


# Values


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("text", "  two\n\nparagraphs ", "two\n\nparagraphs"),
        ("line", "one", "one"),
        ("choice", "go", "Go now"),
        ("choices", ["wait", "go"], "Wait, Go now"),
        ("number", 3, "3"),
        ("number", 3.0, "3"),
        ("number", 2.5, "2.5"),
        ("number", 0, "0"),
        ("percent", 55, "55%"),
        ("percent", 0, "0%"),
        ("date", "2026-03-03", "3 March 2026"),
    ],
)
def test_each_kind_is_read_in_its_own_words(kind: str, value: Any, said: str) -> None:
    assert in_words(asked(kind), value) == said


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("text", 12, "12"),
        ("text", ["a"], "['a']"),
        ("line", 3.0, "3"),
        ("choice", "gone", "gone"),
        ("choice", 4, "4"),
        ("choices", ["go", "gone", 4], "Go now, gone, 4"),
        ("choices", "go", "Go now"),
        ("number", "three", "three"),
        ("percent", "half", "half%"),
        ("date", "in spring", "in spring"),
        ("date", 2026, "2026"),
        ("date", ["2026-03-03"], "['2026-03-03']"),
    ],
)
def test_what_is_older_than_its_question_is_read_as_it_stands(kind: str, value: Any, said: str) -> None:
    assert in_words(asked(kind), value) == said


@pytest.mark.parametrize("kind", ["text", "line", "choice", "choices", "number", "percent", "date"])
@pytest.mark.parametrize("nothing", [None, "", "  \n", [], {}])
def test_nothing_is_no_words_whatever_the_kind(kind: str, nothing: Any) -> None:
    assert in_words(asked(kind), nothing) == ""


@pytest.mark.parametrize(("unit", "said"), [("hours", "2.5 hours"), ("%", "2.5%"), ("", "2.5")])
def test_a_unit_follows_its_number(unit: str, said: str) -> None:
    assert in_words(asked("number", unit=unit), 2.5) == said


def test_a_day_in_a_column_has_three_letters_of_its_month() -> None:
    assert in_words(table(DAY).column("day"), "2026-09-03") == "3 Sep 2026"
    assert in_words(asked("date"), "2026-09-03") == "3 September 2026"


@given(st.sampled_from(["text", "line", "choice", "choices", "number", "percent", "date"]), st.data())
def test_whatever_is_on_disk_has_words_without_space_around_them(kind: str, data: Any) -> None:
    leaf = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    value = data.draw(
        leaf | st.lists(leaf, max_size=3) | st.dictionaries(st.text(max_size=3), leaf, max_size=2)
    )
    said = in_words(asked(kind), value)
    assert isinstance(said, str)
    assert bool(said) or is_blank(value) or kind == "choices"


# Days and numbers


def test_a_day_is_written_without_a_leading_nought_and_with_its_whole_month_unless_letters_are_few() -> None:
    day = date(2026, 1, 9)
    assert [day_in_words(day), day_in_words(day, 3), day_in_words(day, 1)] == [
        "9 January 2026", "9 Jan 2026", "9 J 2026",
    ]  # fmt: skip


def test_every_month_has_its_own_name() -> None:
    names = [day_in_words(date(2026, month, 1)).split()[1] for month in range(1, 13)]
    assert (names[1], names[4], names[11]) == ("February", "May", "December")
    assert len(set(names)) == 12


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2028-02-29", date(2028, 2, 29)),
        ("2027-02-29", None),
        ("soon", None),
        ("", None),
        (None, None),
        (20280229, None),
        (["2028-02-29"], None),
    ],
)
def test_a_kept_value_names_a_day_or_none(value: Any, day: date | None) -> None:
    assert as_day(value) == day


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (3.0, "3"),
        (-3.0, "-3"),
        (3, "3"),
        (2.5, "2.5"),
        (float("nan"), "nan"),
        (float("inf"), "inf"),
        ("3.0", "3.0"),
    ],
)
def test_a_number_has_no_empty_decimal(value: Any, said: str) -> None:
    assert plain(value) == said


# Rows


@pytest.mark.parametrize(
    ("columns", "row", "said"),
    [
        ((DAY, WHAT), {"day": "2026-03-03", "what": "Call"}, "3 Mar 2026 · Call"),
        ((WHAT, DAY), {"day": "2026-03-03", "what": "Call"}, "3 Mar 2026 · Call"),
        ((DAY, WHAT, WHY), {"what": " ", "why": "So"}, "So"),
        ((DAY, WHAT, WHY), {"what": "Call", "why": "So"}, "Call"),
        ((DAY, WHAT), {"day": "2026-03-03"}, "3 Mar 2026"),
        ((WHAT, WHY), {"what": "two\n lines"}, "two lines"),
        ((MOOD, WHAT), {"mood": "go", "what": "Call"}, "Call"),
        ((DAY, MOOD), {"mood": "go"}, ""),
        ((DAY, WHAT), {}, ""),
        ((DAY, WHAT), {"other": "Call"}, ""),
    ],
)
def test_a_row_is_named_by_its_first_day_and_its_first_words(
    columns: tuple[dict[str, Any], ...], row: dict[str, Any], said: str
) -> None:
    assert row_in_words(table(*columns), row) == said


def test_a_row_with_two_days_is_named_by_the_first_that_is_filled() -> None:
    made = table(DAY, DAY | {"key": "done"}, WHAT)
    assert row_in_words(made, {"day": "2026-03-03", "done": "2026-04-04"}) == "3 Mar 2026"
    assert row_in_words(made, {"day": "", "done": "2026-04-04"}) == "4 Apr 2026"


def test_the_name_of_a_row_is_cut_at_eighty_letters() -> None:
    said = row_in_words(table(DAY, WHAT), {"day": "2026-03-03", "what": "ten letters " * 20})
    assert len(said) <= 80
    assert said.startswith("3 Mar 2026 · ten letters ten")
    assert said.endswith("…")


# Cutting


@pytest.mark.parametrize(
    ("text", "letters", "said"),
    [
        ("one two three", 13, "one two three"),
        ("one two three", 12, "one two…"),
        ("one two three", 9, "one two…"),
        ("one two, three", 12, "one two…"),
        ("one two. three", 12, "one two…"),
        ("onetwothree", 6, "onetw…"),
        (" one \n  two ", 80, "one two"),
        ("", 5, ""),
    ],
)
def test_a_long_text_is_cut_between_words(text: str, letters: int, said: str) -> None:
    assert short(text, letters) == said


@given(st.text(alphabet="ab .,;\n", max_size=60), st.integers(1, 40))
def test_a_cut_text_is_never_too_long_and_begins_as_the_whole_one(text: str, letters: int) -> None:
    said, whole = short(text, letters), " ".join(text.split())
    assert len(said) <= letters
    assert whole.startswith(said.removesuffix("…"))
    assert (said == whole) is (len(whole) <= letters)


@given(st.lists(st.text(alphabet="abc", min_size=1, max_size=6), min_size=2, max_size=12), st.integers(7, 30))
def test_no_word_is_cut_that_has_room(words: list[str], letters: int) -> None:
    said = short(" ".join(words), letters).removesuffix("…")
    assert said.split() == words[: len(said.split())]


# Blank


@pytest.mark.parametrize(
    "value", [None, "", " \n\t", [], {}, {"a": None}, {"a": "", "b": []}, {"a": {"b": " "}}]
)
def test_what_nobody_has_written_is_blank(value: Any) -> None:
    assert is_blank(value)


@pytest.mark.parametrize("value", ["a", " a ", 0, 0.0, False, ["a"], [""], {"a": 0}, {"a": "", "b": "x"}])
def test_whatever_was_written_is_not_blank(value: Any) -> None:
    assert not is_blank(value)


def test_a_row_of_which_only_its_origin_is_left_is_blank() -> None:
    assert is_blank({"what": "", "from": "program.log/r1"})


# Whole answers and rows


def test_a_row_has_a_line_for_each_column_that_says_something_and_none_for_its_origin() -> None:
    asked_table = table(DAY, WHAT, MOOD)
    row = {"day": "2026-03-03", "what": "", "mood": "go", "from": "program.log/r1", "gone": 3}
    assert describe(asked_table, row) == "Day: 3 Mar 2026\nMood: Go now\ngone: 3"


def test_points_have_a_line_for_each_criterion() -> None:
    assert describe(asked("weights"), {"go": 30, "wait": 7.5}) == "Go now: 30\nWait: 7.5"


def test_a_rating_names_its_skill() -> None:
    ratings = catalogue().ratings
    assert ratings is not None
    skill = ratings.skills[0]
    assert skill.title in describe(ratings, {"skill": skill.key, "level": 3})


def test_what_no_question_asks_is_shown_as_it_is() -> None:
    assert describe(None, {"a": 1, "b": ""}) == "a: 1"
    assert describe(None, "as written") == "as written"
