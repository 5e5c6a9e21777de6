"""What a reader of the PDF sees of this is in test_pdf.py."""

from __future__ import annotations

from datetime import UTC, date
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.small_workbook import asked
from workbook.answers.model import Answers
from workbook.answers.rules import is_private
from workbook.charts import NAMES, chart_sources
from workbook.errors import ExportError
from workbook.export import book
from workbook.export.book import Book
from workbook.questions.catalogue import catalogue
from workbook.questions.formatting import day_in_words
from workbook.sample import fill

TODAY = date(2026, 11, 22)


def table(*columns: str, **row: Any) -> dict[str, Any]:
    """The body of a table of days with one row."""
    kind = {"kind": "table", "columns": [{"key": key, "kind": "date", "title": key} for key in columns]}
    kept = {"value": row, "revision": 1, "at": "2026-03-03T09:12:44Z"}
    answer = {"order": ["r"], "rows": {"r": kept}}
    answers = Answers.model_validate({"schema": 1, "workbook": "x", "answers": {"fit.days": answer}})
    data = Book(answers, asked(days=kind), "me", zone=UTC).data(TODAY)
    body: dict[str, Any] = data["steps"][0]["sections"][0]["questions"][0]["body"]
    return body


def cells(body: dict[str, Any]) -> list[str]:
    return [line for row in body["rows"] for cell in row for part in cell for line in part["lines"]]


def test_a_day_in_a_table_has_three_letters_of_its_month() -> None:
    assert cells(table("due", due="2026-04-14")) == ["14 Apr 2026"]


def test_a_day_that_is_none_stands_in_a_table_as_it_was_written() -> None:
    assert cells(table("due", due="some day")) == ["some day"]


def test_a_column_without_a_value_is_left_out() -> None:
    body = table("due", "done", due="2026-04-14")
    assert [column["title"] for column in body["columns"]] == ["due"]


def test_a_table_wider_than_the_page_is_set_row_by_row() -> None:
    week = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")  # at 24 mm each, six fit into 150
    kinds = [table(*days, **dict.fromkeys(days, "2026-04-14"))["kind"] for days in (week[:6], week)]
    assert kinds == ["table", "records"]


def test_a_reader_that_there_is_not_is_an_error_that_names_those_there_are() -> None:
    answers = Answers.model_validate({"schema": 1, "workbook": "x"})
    with pytest.raises(ExportError, match=r"'boss'.*mentor, manager"):
        Book(answers, asked(), "boss")


def test_a_month_is_written_in_english_whatever_the_machine_speaks() -> None:
    assert [day_in_words(date(2026, month, 3)) for month in (1, 9, 12)] == [
        "3 January 2026", "3 September 2026", "3 December 2026",
    ]  # fmt: skip


# ── check-ins ────────────────────────────────────────────────────────────────

SKILL = {"group": "people", "about": "x", "one": "x", "three": "x", "five": "x"}
RATING = {
    "kind": "rating",
    "groups": {"people": "People"},
    "skills": [{"key": key, "title": key.title(), **SKILL} for key in ("risk", "coaching")],
    "columns": [
        {"key": "date", "kind": "date", "title": "Check-in"},
        {"key": "by", "kind": "line", "title": "Rated by"},
        {"key": "skill", "kind": "line", "title": "Skill"},
        {"key": "evidence", "kind": "text", "title": "Evidence"},
        *({"key": key, "kind": "number", "title": key} for key in ("level", "confidence", "target", "back")),
    ],
}


def checkins(*rows: dict[str, Any], audience: str = "me") -> list[dict[str, Any]]:
    kept = {f"r{n}": {"value": row, "revision": n + 1, "at": ""} for n, row in enumerate(rows)}
    answer = {"order": list(kept), "rows": kept}
    answers = Answers.model_validate({"schema": 1, "workbook": "x", "answers": {"fit.skills": answer}})
    data = Book(answers, asked(skills=RATING), audience, zone=UTC).data(TODAY)
    body = data["steps"][0]["sections"][0]["questions"][0]["body"]
    assert body["kind"] == "groups"
    groups: list[dict[str, Any]] = body["groups"]
    return groups


def rating(day: str, skill: str, by: str = "", **more: Any) -> dict[str, Any]:
    return {"date": day, "by": by, "skill": skill, **more}


def test_each_check_in_is_a_table_the_newest_first_with_its_skills_in_their_order() -> None:
    groups = checkins(
        rating("2026-03-03", "coaching", level=1),
        rating("2026-03-03", "risk", level=2),
        rating("2026-06-01", "risk", "M.", level=4),
        rating("2026-06-01", "risk", level=3),
    )
    assert [one["title"] for one in groups] == [
        "1 Jun 2026 · My own ratings", "1 Jun 2026 · Ratings by M.", "3 Mar 2026 · My own ratings",
    ]  # fmt: skip
    assert cells(groups[2]) == ["risk", "2", "coaching", "1"]
    assert [cells(one) for one in groups[:2]] == [["risk", "3"], ["risk", "4"]]


def test_somebody_else_gets_the_latest_check_in_of_each_person() -> None:
    groups = checkins(
        rating("2026-03-03", "risk", level=1),
        rating("2026-06-01", "risk", level=2),
        rating("2026-04-01", "risk", "M.", level=4),
        rating("2026-05-01", "risk", "M.", level=5),
        audience="mentor",
    )
    assert [one["title"] for one in groups] == ["1 Jun 2026 · My own ratings", "1 May 2026 · Ratings by M."]


def test_a_check_in_has_no_columns_for_what_nobody_filled_and_none_for_its_day() -> None:
    (group,) = checkins(rating("2026-03-03", "risk", level=2, evidence="Saw it."))
    assert [column["title"] for column in group["columns"]] == ["Skill", "Evidence", "level"]


def test_a_rating_that_names_nothing_but_its_day_is_left_out() -> None:
    assert [one["title"] for one in checkins(rating("2026-03-03", ""), rating("2026-06-01", "risk"))] == [
        "1 Jun 2026 · My own ratings"
    ]


def test_rows_with_nothing_but_columns_that_are_asked_no_longer_are_an_empty_answer() -> None:
    assert table("due", gone="2026-04-14") == {"kind": "text", "paragraphs": []}


def test_a_chart_that_fails_is_left_out_and_the_book_is_made(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(book, "draw", fail)
    kept = {"value": {"pay": 5}, "revision": 1, "at": "2026-03-03T09:12:44Z"}
    answers = Answers.model_validate({"schema": 1, "workbook": "x", "answers": {"fit.weights": kept}})
    (section,) = Book(answers, asked(), "me", zone=UTC).data(TODAY)["steps"][0]["sections"]
    assert section["charts"] == []
    assert "The chart 'roles' could not be drawn" in caplog.text


def test_a_chart_is_in_a_copy_only_where_all_of_it_may_be_seen_and_shows_nothing_that_was_replaced(
    tmp_path: Path,
) -> None:
    store = fill(tmp_path / "home", catalogue(), TODAY)
    answers, history = store.read(), partial(store.history, by_sitting=True)

    def said(audience: str, answers: Answers = answers) -> list[str]:
        data = Book(answers, catalogue(), audience, zone=UTC, history=history).data(TODAY)
        sections = [section for step in data["steps"] for section in step["sections"]]
        return [chart["say"] for section in sections for chart in section["charts"]]

    held = {key for chapter in catalogue().copies["manager"].chapters for key in chapter.questions}

    def is_open(name: str) -> bool:
        keys = chart_sources(name, catalogue())
        return keys <= held and not any(is_private(catalogue().question(key), answers) for key in keys)

    assert "Your plan, and what came of it, part 2 of 2" in said("me")
    assert len(said("me")) == len(NAMES) + 1
    assert len(said("manager")) == sum(map(is_open, NAMES)) + 1 < len(NAMES)
    mine, theirs = ([one for one in said(who) if "Late: Bring wave" in one] for who in ("me", "manager"))
    assert "took 1.7 times" in mine[0]
    assert len(theirs) == 1
    assert theirs[0].endswith("meters.")

    store.mark("plan.date", private=True)
    assert [one for one in said("manager", store.read()) if "Late: Bring wave" in one] == []
