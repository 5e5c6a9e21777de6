"""Tables as files: what opens them finds words, numbers and days, and no formula."""

from __future__ import annotations

import csv
import zipfile
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest

from tests.naughty import STRINGS
from tests.small_workbook import asked
from workbook.answers.model import Answers
from workbook.answers.rules import is_answered
from workbook.errors import ExportError
from workbook.export.csv import render_table, render_tables
from workbook.questions.catalogue import catalogue
from workbook.questions.kinds import Weights
from workbook.questions.tables import Table
from workbook.sample import fill

STATES = [{"value": name, "label": f"It is {name}"} for name in ("open", "done")]
COLUMNS = [
    {"key": "what", "kind": "text", "title": "What"},
    {"key": "state", "kind": "choice", "title": "State", "choices": STATES},
    {"key": "kinds", "kind": "choices", "title": "Kinds", "choices": STATES},
    {"key": "hours", "kind": "number", "title": "Hours", "unit": "h", "least": -10},
    {"key": "day", "kind": "date", "title": "Day"},
]
BOOK = asked(days={"kind": "table", "columns": COLUMNS}, text={"kind": "text"})
FORMULAS = [f"'{sign}" for sign in "=+-@"]
HEAD = ["What", "State", "Kinds", "Hours (h)", "Day"]


def answered(*rows: dict[str, Any], **values: Any) -> Answers:
    at = {"revision": 1, "at": "2026-03-03T09:12:44Z"}
    kept: dict[str, Any] = {f"fit.{key}": {"value": value, **at} for key, value in values.items()}
    if rows:
        kept["fit.days"] = {"rows": {f"r{n}": {"value": row, **at} for n, row in enumerate(rows)}}
    return Answers.model_validate({"schema": 1, "workbook": "x", "answers": kept})


def read(made: bytes) -> list[list[str]]:
    assert made.startswith(b"\xef\xbb\xbf"), "or a spreadsheet takes the letters for others"
    return list(csv.reader(StringIO(made.decode("utf-8-sig"), newline=""), strict=True))


def members(made: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(made)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_table_has_its_columns_titles_and_choices_in_words_numbers_and_days_as_they_are() -> None:
    row = {"what": "Ask", "state": "done", "kinds": ["open", "done"], "hours": 2.5, "day": "2026-05-04"}
    made = render_table("fit.days", answered(row, {"what": "Wait", "hours": -3, "day": "some day"}, {}), BOOK)
    assert read(made) == [
        HEAD,
        ["Ask", "It is done", "It is open, It is done", "2.5", "2026-05-04"],
        ["Wait", "", "", "-3", "some day"],
    ]
    assert made.count(b"\r\n") == 3


def test_rows_stand_in_their_order_and_a_column_that_is_asked_no_longer_is_left_out() -> None:
    answers = answered({"what": "a", "older": "x"}, {"what": "b"})
    kept = answers["fit.days"].model_copy(update={"order": ("r1", "r0")})
    moved = answers.model_copy(update={"answers": {"fit.days": kept}})
    assert [row[0] for row in read(render_table("fit.days", moved, BOOK))] == ["What", "b", "a"]


def test_points_are_a_table_of_what_was_given_any() -> None:
    made = render_table("fit.weights", answered(weights={"rest": 40}), BOOK)
    assert read(made) == [["What matters", "Points"], ["Rest", "40"]]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(sign: str) -> None:
    made = render_table(
        "fit.days", answered({"what": f"x{sign}", "state": f"{sign}2", "day": f"{sign}3"}), BOOK
    )
    words = read(made)[1]
    assert [words[0], words[1], words[4]] == [f"x{sign}".strip(), f"'{sign}2", f"'{sign}3"]


def test_anything_typed_comes_back_as_it_was_typed() -> None:
    said = [words for words in STRINGS if words.strip()]
    table = read(render_table("fit.days", answered(*({"what": words} for words in said)), BOOK))
    got = [row[0] for row in table[1:]]
    assert [one.removeprefix("'") if one[:2] in FORMULAS else one for one in got] == [
        words.strip() for words in said
    ]


def test_half_a_character_is_a_mark_and_no_reason_to_stop() -> None:
    assert read(render_table("fit.days", answered({"what": "half \ud800"}), BOOK))[1][0] == "half ?"


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("fit.dayz", r"There is no table 'fit.dayz'. There are: fit.days, fit.weights"),
        ("fit.text", r"There is no table 'fit.text'"),
        ("fit.days", r"“days\?” has not been answered yet"),
    ],
)
def test_a_table_that_there_is_not_is_a_sentence(key: str, said: str) -> None:
    with pytest.raises(ExportError, match=said):
        render_table(key, answered(text="x"), BOOK)


def test_all_tables_stand_in_one_file_that_is_the_same_each_time() -> None:
    answers = answered({"what": "Ask"}, weights={"pay": 60}, text="no table")
    made = render_tables(answers, BOOK)
    assert members(made) == {
        "fit.days.csv": render_table("fit.days", answers, BOOK),
        "fit.weights.csv": render_table("fit.weights", answers, BOOK),
    }
    assert made == render_tables(answers, BOOK)
    with zipfile.ZipFile(BytesIO(made)) as archive:
        assert {member.date_time[0] for member in archive.infolist()} == {1980}


def test_where_no_table_holds_anything_a_sentence_says_so() -> None:
    with pytest.raises(ExportError, match="No table holds anything yet"):
        render_tables(answered(text="x"), BOOK)


def test_of_the_filled_example_every_table_that_is_answered_is_there(tmp_path: Path) -> None:
    answers = fill(tmp_path / "home", catalogue(), date(2026, 11, 22)).read()
    wanted = {
        f"{question.key}.csv": question
        for question in catalogue().questions
        if isinstance(question, Table | Weights) and is_answered(question, answers)
    }
    found = members(render_tables(answers, catalogue()))
    assert found.keys() == wanted.keys()
    assert {"growth.checkin.csv", "fit.weights.csv", "plan.milestones.csv"} <= found.keys()
    ratings = read(found["growth.checkin.csv"])
    assert len(ratings) == len(answers["growth.checkin"].rows) + 1
    assert ratings[0][0] == catalogue().question("growth.checkin").columns[0].title  # type: ignore[union-attr]
