"""Each kind of value takes what it should, keeps it in one form, and refuses the rest with a sentence."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from workbook.errors import RefusedAnswer
from workbook.questions.values import (
    Choice,
    ChoicesValue,
    ChoiceValue,
    DateValue,
    NumberValue,
    QuestionFields,
    TextValue,
    Value,
)

CHOICES = tuple(Choice(value=name, label=name.title()) for name in ("north", "east", "south"))
TEXT = TextValue(title="It")
ONE = ChoiceValue(title="It", choices=CHOICES)
SEVERAL = ChoicesValue(title="It", choices=CHOICES)
NUMBER = NumberValue(title="It", least=-2, most=7.5)
DAY = DateValue(title="It")
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["north"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


@pytest.mark.parametrize(
    ("asked", "value", "kept"),
    [
        (TEXT, " a\n b ", " a\n b "),
        (TEXT, "", ""),
        (TEXT, None, ""),
        (ONE, "east", "east"),
        (ONE, None, None),
        (ONE, "", None),
        (SEVERAL, ["south", "north", "south"], ["north", "south"]),
        (SEVERAL, [], []),
        (SEVERAL, None, []),
        (NUMBER, -2, -2),
        (NUMBER, 7.5, 7.5),
        (NUMBER, 0, 0),
        (NUMBER, 4.0, 4),
        (NUMBER, -0.5, -0.5),
        (NUMBER, None, None),
        (NUMBER, "", None),
        (DAY, "2028-02-29", "2028-02-29"),
        (DAY, "20280229", "2028-02-29"),
        (DAY, None, None),
        (DAY, "", None),
    ],
)
def test_a_value_is_kept_in_one_form(asked: Value, value: Any, kept: Any) -> None:
    checked = asked.check(value)
    assert checked == kept
    assert type(checked) is type(kept)


@pytest.mark.parametrize(
    ("asked", "value", "said"),
    [
        (TEXT, 4, "“It” takes text."),
        (TEXT, ["a"], "“It” takes text."),
        (TEXT, False, "“It” takes text."),
        (ONE, "west", "“It” has no such choice."),
        (ONE, "North", "“It” has no such choice."),
        (ONE, ["north"], "“It” has no such choice."),
        (ONE, {"north": True}, "“It” has no such choice."),
        (ONE, 0, "“It” has no such choice."),
        (SEVERAL, "north", "“It” has no such choice."),
        (SEVERAL, ["north", "west"], "“It” has no such choice."),
        (SEVERAL, ["north", None], "“It” has no such choice."),
        (SEVERAL, {"north": True}, "“It” has no such choice."),
        (NUMBER, -2.01, "“It” takes a number from -2 to 7.5."),
        (NUMBER, 8, "“It” takes a number from -2 to 7.5."),
        (NUMBER, float("nan"), "“It” takes a number from -2 to 7.5."),
        (NUMBER, float("-inf"), "“It” takes a number from -2 to 7.5."),
        (NUMBER, "4", "“It” takes a number."),
        (NUMBER, True, "“It” takes a number."),
        (NUMBER, [4], "“It” takes a number."),
        (DAY, "2027-02-29", "“It” takes a date that exists, as 2026-03-31."),
        (DAY, "31.03.2026", "“It” takes a date that exists, as 2026-03-31."),
        (DAY, "2026-03-31T09:00", "“It” takes a date that exists, as 2026-03-31."),
        (DAY, 20260331, "“It” takes a date that exists, as 2026-03-31."),
        (DAY, ["2026-03-31"], "“It” takes a date that exists, as 2026-03-31."),
    ],
)
def test_what_a_value_can_not_be_is_refused_with_a_sentence(asked: Value, value: Any, said: str) -> None:
    with pytest.raises(RefusedAnswer) as refused:
        asked.check(value)
    assert str(refused.value) == said


@pytest.mark.parametrize("asked", [TEXT, ONE, SEVERAL, NUMBER, DAY], ids=lambda one: type(one).__name__)
@given(value=JSON | st.dates().map(str) | st.lists(st.sampled_from(["north", "east", "south"])))
def test_whatever_comes_is_refused_or_kept_in_a_form_that_is_taken_again(asked: Value, value: Any) -> None:
    try:
        kept = asked.check(value)
    except RefusedAnswer:
        return
    assert asked.check(kept) == kept


@given(st.dates())
def test_every_day_is_kept_as_it_is_written(day: date) -> None:
    assert DAY.check(day.isoformat()) == day.isoformat()


@given(st.sets(st.sampled_from([choice.value for choice in CHOICES])))
def test_several_choices_are_kept_in_the_order_of_the_question(chosen: set[str]) -> None:
    assert SEVERAL.check(list(chosen)) == [one.value for one in CHOICES if one.value in chosen]


@pytest.mark.parametrize("asked", [ONE, SEVERAL])
def test_a_choice_is_read_by_its_label_and_one_that_is_gone_by_its_value(asked: ChoiceValue) -> None:
    assert (asked.label("north"), asked.label("west")) == ("North", "west")


def test_a_number_without_bounds_of_its_own_begins_at_nought_and_ends_at_a_million() -> None:
    number = NumberValue(title="It")
    assert (number.check(0), number.check(1_000_000)) == (0, 1_000_000)
    for beyond in (-1, 1_000_001):
        with pytest.raises(RefusedAnswer, match="“It” takes a number"):
            number.check(beyond)


# What an author can get wrong


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (Choice, {"value": "North", "label": "North"}),
        (Choice, {"value": "2nd", "label": "Second"}),
        (Choice, {"value": "north", "label": ""}),
        (Choice, {"value": "north", "label": "North", "hint": "x"}),
        (TextValue, {"title": ""}),
        (TextValue, {}),
        (ChoiceValue, {"title": "It", "choices": CHOICES[:1]}),
        (NumberValue, {"title": "It", "minimum": 1}),
        (QuestionFields, {"key": "where"}),
        (QuestionFields, {"key": "fit.Where"}),
        (QuestionFields, {"key": "fit.where", "minutes": 0}),
        (QuestionFields, {"key": "fit.where", "minutes": 60.5}),
        (QuestionFields, {"key": "fit.where", "recall": ("why",)}),
        (QuestionFields, {"key": "fit.where", "privat": True}),
    ],
)
def test_what_is_written_wrong_is_an_error(kind: type, said: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        kind(**said)


def test_a_question_takes_two_minutes_and_is_shared_unless_it_says_otherwise() -> None:
    plain = QuestionFields(key="fit.where")
    assert (plain.minutes, plain.private, plain.recall) == (2, False, ())


@pytest.mark.parametrize(("one", "field"), [(CHOICES[0], "label"), (TEXT, "title"), (NUMBER, "most")])
def test_what_was_loaded_does_not_change(one: Any, field: str) -> None:
    with pytest.raises(ValidationError):
        setattr(one, field, "another")
