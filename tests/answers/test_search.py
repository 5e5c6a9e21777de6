"""Search finds questions and answers, whatever their case and accents."""

from __future__ import annotations

import pytest

from tests.small_workbook import asked
from workbook.answers.model import Answers
from workbook.answers.search import AROUND, Hit, search

BOOK = asked(
    why={"kind": "text", "title": "What draws you to it?"},
    when={"kind": "date"},
    log={
        "kind": "table",
        "columns": [
            {"key": "day", "kind": "date", "title": "Day"},
            {"key": "what", "kind": "line", "title": "What"},
        ],
    },
)
WHY = Hit("fit.why", "What draws you to it?", "Fit")


def answers(**values: object) -> Answers:
    said = {f"fit.{key}": value for key, value in values.items()}
    return Answers.model_validate({"schema": 1, "workbook": "x", "revision": 1, "answers": said})


def why(text: str) -> Answers:
    return answers(why={"value": text, "revision": 1})


@pytest.mark.parametrize("words", ["draws", "DRAWS YOU", "aws it", "  draws  "])
def test_a_question_is_found_by_parts_of_its_words(words: str) -> None:
    assert search(words, answers(), BOOK) == [WHY]


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("café", "In the CAFE"),
        ("cafe", "In the Cafe\u0301"),
        ("strase", "Straße"),
        ("ίσως", "Ίσως"),
        ("角色", "新角色"),
    ],
)
def test_neither_case_nor_accents_count(words: str, text: str) -> None:
    assert [hit.key for hit in search(words, why(text), BOOK)] == ["fit.why"]


def test_an_answer_is_found_with_the_words_around_it() -> None:
    told = why("one " * 40 + "gateway" + " two" * 40)
    (hit,) = search("gate", told, BOOK)
    assert hit.before.startswith("…one ")
    assert hit.before.endswith(" one ")
    assert (hit.match, hit.after[:4]) == ("gate", "way ")
    assert hit.after.endswith(" two…")
    assert max(len(hit.before), len(hit.after)) <= AROUND + 1


def test_what_is_found_is_shown_as_it_was_written() -> None:
    (hit,) = search("ueber", why("x Ueber\nÜBER y"), BOOK)
    assert (hit.before, hit.match, hit.after) == ("x ", "Ueber", " ÜBER y")
    (hit,) = search("uber y", why("x Ueber\nÜBER y"), BOOK)
    assert (hit.before, hit.match, hit.after) == ("x Ueber ", "ÜBER", " y")


def test_words_may_stand_in_the_question_and_in_the_answer() -> None:
    assert [hit.match for hit in search("draws puzzle", why("A puzzle."), BOOK)] == ["puzzle"]
    assert search("draws riddle", why("A puzzle."), BOOK) == []


def test_a_row_is_found_by_itself_and_a_day_as_it_is_read() -> None:
    rows = {
        name: {"value": {"day": f"2026-03-0{place}", "what": f"Pilot {name}"}, "revision": place, "at": ""}
        for place, name in enumerate(("a", "b"), 1)
    }
    told = answers(log={"rows": rows}, when={"value": "2026-03-02", "revision": 3})
    assert [(hit.key, hit.row) for hit in search("mar pilot b", told, BOOK)] == [("fit.log", "b")]
    assert [(hit.key, hit.row) for hit in search("2 march", told, BOOK)] == [("fit.when", "")]


def test_questions_that_are_named_so_come_first() -> None:
    found = search("log", why("The log of my days"), BOOK)
    assert [hit.key for hit in found] == ["fit.log", "fit.why"]


@pytest.mark.parametrize("words", ["", " ", "\n", "nowhere at all"])
def test_nothing_is_found_for_nothing(words: str) -> None:
    assert search(words, why("Something"), BOOK) == []
