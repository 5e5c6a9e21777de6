"""Each kind of question takes what it should and refuses the rest with a sentence that names it."""

import pytest
from pydantic import TypeAdapter, ValidationError

from workbook.errors import RefusedAnswer
from workbook.questions.kinds import Question

CHOICES = [{"value": "go", "label": "Go"}, {"value": "not_now", "label": "Not now"}]
COLUMNS = [
    {"key": "what", "kind": "line", "title": "What"},
    {"key": "day", "kind": "date", "title": "Day"},
    {"key": "hours", "kind": "number", "title": "Hours", "most": 24},
    {"key": "mood", "kind": "choice", "title": "Mood", "choices": CHOICES},
]
MORE = {
    "choice": {"choices": CHOICES},
    "choices": {"choices": CHOICES},
    "weights": {"choices": CHOICES},
    "number": {"least": 1, "most": 10},
    "table": {"columns": COLUMNS},
}


def question(kind: str, **more: object) -> Question:
    said = {"key": "a.b", "kind": kind, "title": "What now?", **MORE.get(kind, {}), **more}
    return TypeAdapter(Question).validate_python(said)


@pytest.mark.parametrize(
    ("kind", "value", "kept"),
    [
        ("text", "  Two\nlines ", "  Two\nlines "),
        ("text", None, ""),
        ("line", "one", "one"),
        ("choice", "not_now", "not_now"),
        ("choice", "", None),
        ("choice", None, None),
        ("choices", ["not_now", "go", "go"], ["go", "not_now"]),
        ("choices", [], []),
        ("choices", None, []),
        ("number", 1, 1),
        ("number", 10, 10),
        ("number", 2.5, 2.5),
        ("number", 3.0, 3),
        ("number", "", None),
        ("percent", 0, 0),
        ("percent", 100, 100),
        ("date", "2028-02-29", "2028-02-29"),
        ("date", "", None),
        ("weights", {"go": 40, "not_now": None}, {"go": 40}),
        ("weights", {"go": 0}, {"go": 0}),
        ("weights", None, {}),
        ("table", {"what": "standup", "hours": 1.5}, {"what": "standup", "hours": 1.5}),
        ("table", {"day": "", "mood": "go"}, {"day": None, "mood": "go"}),
        ("table", {}, {}),
    ],
)
def test_a_kind_keeps_what_it_takes(kind: str, value: object, kept: object) -> None:
    checked = question(kind).check(value)
    assert checked == kept
    assert type(checked) is type(kept)


@pytest.mark.parametrize(
    ("kind", "value", "reason"),
    [
        ("text", 3, "“What now?” takes text."),
        ("line", ["a"], "“What now?” takes text."),
        ("choice", "gone", "“What now?” has no such choice."),
        ("choice", "Go", "“What now?” has no such choice."),
        ("choice", 0, "“What now?” has no such choice."),
        ("choices", "go", "“What now?” has no such choice."),
        ("choices", ["go", "gone"], "“What now?” has no such choice."),
        ("number", 0.5, "“What now?” takes a number from 1 to 10."),
        ("number", 11, "“What now?” takes a number from 1 to 10."),
        ("number", "3", "“What now?” takes a number."),
        ("number", True, "“What now?” takes a number."),
        ("number", float("nan"), "“What now?” takes a number from 1 to 10."),
        ("number", float("inf"), "“What now?” takes a number from 1 to 10."),
        ("percent", 101, "“What now?” takes a number from 0 to 100."),
        ("percent", -1, "“What now?” takes a number from 0 to 100."),
        ("date", "2026-02-30", "“What now?” takes a date that exists, as 2026-03-31."),
        ("date", "31.3.2026", "“What now?” takes a date that exists, as 2026-03-31."),
        ("date", 20260331, "“What now?” takes a date that exists, as 2026-03-31."),
        ("weights", {"gone": 1}, "“What now?” has no such criterion."),
        ("weights", [1], "“What now?” has no such criterion."),
        ("weights", {"go": 101}, "“Points” takes a number from 0 to 100."),
        ("table", {"who": "me"}, "“What now?” has no such column."),
        ("table", "row", "“What now?” has no such column."),
        ("table", {"hours": 25}, "“Hours” takes a number from 0 to 24."),
        ("table", {"day": "soon"}, "“Day” takes a date that exists, as 2026-03-31."),
        ("table", {"mood": "gone"}, "“Mood” has no such choice."),
    ],
)
def test_a_kind_refuses_the_rest_with_a_sentence(kind: str, value: object, reason: str) -> None:
    with pytest.raises(RefusedAnswer) as refused:
        question(kind).check(value)
    assert str(refused.value) == reason


@pytest.mark.parametrize(
    "kind", ["text", "line", "choice", "choices", "number", "percent", "date", "weights"]
)
def test_what_was_checked_is_taken_again(kind: str) -> None:
    good = {
        "choices": ["go"],
        "choice": "go",
        "number": 2,
        "percent": 2,
        "date": "2026-01-01",
        "weights": {"go": 2},
    }
    kept = question(kind).check(good.get(kind, "words"))
    assert question(kind).check(kept) == kept


@pytest.mark.parametrize(
    ("kind", "odd"),
    [
        ("text", {"hlep": "typo"}),
        ("line", {"draft": ["only a long text is drafted"]}),
        ("text", {"key": "Fit.Why"}),
        ("text", {"key": "why"}),
        ("text", {"title": ""}),
        ("text", {"minutes": 0}),
        ("choice", {"choices": CHOICES[:1]}),
        ("choice", {"choices": [*CHOICES, {"value": "Not A Name", "label": "x"}]}),
        ("percent", {"most": 50}),
        ("table", {"columns": []}),
        ("table", {"columns": [{"key": "a", "kind": "photo", "title": "A"}]}),
        ("essay", {}),
    ],
)
def test_a_question_that_is_written_wrong_is_no_question(kind: str, odd: dict) -> None:
    with pytest.raises(ValidationError):
        question(kind, **odd)


def test_a_question_does_not_change() -> None:
    with pytest.raises(ValidationError):
        question("text").title = "Another?"


def test_a_choice_is_read_by_its_label_and_an_old_one_by_its_value() -> None:
    asked = question("choice")
    assert (asked.label("not_now"), asked.label("gone")) == ("Not now", "gone")


@pytest.mark.parametrize(
    ("kind", "value"),
    [("choice", ["go"]), ("choice", {"go": 1}), ("choices", [["go"]]), ("number", 10**400)],
    ids=["a list", "a table", "a list in a list", "a huge number"],
)
def test_what_a_page_would_never_send_is_refused_too_and_no_fault(kind: str, value: object) -> None:
    with pytest.raises(RefusedAnswer):
        question(kind).check(value)
