"""What the practice log and the energy log add up to, against cases worked by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.small_workbook import asked
from workbook.answers.model import Answers
from workbook.insights.practice import Evidence, energies, evidence, weeks
from workbook.questions.catalogue import Catalogue, catalogue

TODAY = date(2026, 3, 3)  # a Tuesday
SKILLS = [{"value": "risk", "label": "Risk"}, {"value": "plan", "label": "Planning"}]
LEVELS = [{"value": name, "label": name} for name in ("minus_2", "minus_1", "zero", "plus_1", "plus_2")]
KINDS = [{"value": "tpm", "label": "TPM"}, {"value": "ic", "label": "IC"}]
LOG = {
    "kind": "table",
    "columns": [
        {"key": "date", "kind": "date", "title": "Day"},
        {"key": "skills", "kind": "choices", "title": "Skills", "choices": SKILLS},
    ],
}
ENERGY = {
    "kind": "table",
    "columns": [
        {"key": "energy", "kind": "choice", "title": "Energy", "choices": LEVELS},
        {"key": "kind", "kind": "choice", "title": "Kind", "choices": KINDS},
    ],
}
BOOK = asked(log=LOG, energy=ENERGY)


def answers(**tables: list[dict[str, Any]]) -> Answers:
    at = {"revision": 1, "at": "2026-03-03T09:12:44Z"}
    kept = {}
    for name, rows in tables.items():
        ids = [f"r{number}" for number in range(len(rows))]
        kept[f"fit.{name}"] = {
            "rows": {one: {"value": row, **at} for one, row in zip(ids, rows, strict=True)},
            "order": ids,
        }
    return Answers.model_validate({"schema": 1, "workbook": "x", "answers": kept})


def shown(*rows: tuple[Any, Any], today: date = TODAY, book: Catalogue = BOOK) -> Evidence | None:
    return evidence(answers(log=[{"date": day, "skills": skills} for day, skills in rows]), book, today)


# Evidence


def test_rows_are_counted_by_skill_and_month_and_months_without_any_are_there_too() -> None:
    found = shown(("2026-01-31", ["risk"]), ("2026-03-01", ["risk", "plan"]), ("2026-03-02", ["risk"]))
    assert found is not None
    assert found.periods == ("Jan 2026", "Feb 2026", "Mar 2026")
    assert found.counts == {"risk": (1, 0, 2), "plan": (0, 0, 1)}
    assert found.last == {"risk": date(2026, 3, 2), "plan": date(2026, 3, 1)}


def test_the_months_go_on_to_today_for_whoever_has_stopped() -> None:
    found = shown(("2025-11-20", ["risk"]))
    assert found is not None
    assert found.periods == ("Nov 2025", "Dec 2025", "Jan 2026", "Feb 2026", "Mar 2026")
    assert found.counts["risk"] == (1, 0, 0, 0, 0)


def test_a_skill_that_no_row_names_is_counted_as_none_and_has_no_last_day() -> None:
    found = shown(("2026-03-01", ["risk"]))
    assert found is not None
    assert found.counts["plan"] == (0,)
    assert "plan" not in found.last


@pytest.mark.parametrize(
    ("first", "periods"),
    [
        ("2025-04-30", 12),  # the twelfth month back
        ("2025-03-01", 5),  # a year and a day: quarters
        ("2023-04-01", 12),  # just under three years
        ("2023-03-31", 4),  # years
        ("2016-03-03", 11),
    ],
)
def test_a_long_log_is_counted_by_quarter_and_then_by_year(first: str, periods: int) -> None:
    found = shown((first, ["risk"]), ("2026-03-01", ["risk"]))
    assert found is not None
    assert len(found.periods) == periods
    assert sum(found.counts["risk"]) == 2
    assert (found.counts["risk"][0], found.counts["risk"][-1]) == (1, 1)


def test_a_year_that_was_half_typed_is_counted_with_the_oldest_and_one_far_ahead_not_at_all() -> None:
    found = shown(("0202-11-20", ["risk"]), ("2026-03-01", ["risk"]), ("2999-01-01", ["risk"]))
    assert found is not None
    assert (len(found.periods), found.periods[0], found.periods[-1]) == (12, "2015", "2026")
    assert found.counts["risk"] == (1, *(0,) * 10, 1)


def test_quarters_and_years_are_named() -> None:
    quarters, years = shown(("2025-02-01", ["risk"])), shown(("2020-02-01", ["risk"]))
    assert quarters is not None
    assert years is not None
    assert quarters.periods == ("Q1 2025", "Q2 2025", "Q3 2025", "Q4 2025", "Q1 2026")
    assert years.periods == ("2020", "2021", "2022", "2023", "2024", "2025", "2026")


def test_a_row_of_the_future_has_not_been_practised() -> None:
    found = shown(("2026-03-01", ["risk"]), ("2026-05-01", ["risk"]), ("2026-03-04", ["planning"]))
    assert found is not None
    assert (found.counts["risk"], found.last) == ((1,), {"risk": date(2026, 3, 1)})
    assert shown(("2026-03-04", ["risk"])) is None


@pytest.mark.parametrize(
    "row",
    [
        (None, ["risk"]),
        ("soon", ["risk"]),
        ("2026-03-01", []),
        ("2026-03-01", None),
        ("2026-03-01", "risk"),
        ("2026-03-01", [["risk"], 3]),
        ("2026-03-01", ["baking"]),
    ],
)
def test_what_has_no_day_or_no_skill_is_no_evidence(row: tuple[Any, Any]) -> None:
    assert shown(row) is None


def test_a_workbook_without_a_log_has_no_evidence() -> None:
    book = asked(energy=ENERGY)
    assert shown(("2026-03-01", ["risk"]), book=book) is None
    assert weeks(answers(), book, TODAY, 3) == ()


# Weeks


@pytest.mark.parametrize(
    ("day", "found"),
    [
        ("2026-03-02", (1,)),  # this week's Monday
        ("2026-03-03", (1,)),
        ("2026-03-01", (1, 0)),  # a Sunday
        ("2026-02-23", (1, 0)),
        ("2026-02-22", (1, 0, 0)),
        ("2026-02-16", (1, 0, 0)),
        ("2026-02-15", (0, 0, 0)),
        ("2026-03-04", ()),  # tomorrow
        ("soon", ()),
    ],
)
def test_a_row_counts_in_the_week_from_its_monday_and_weeks_begin_with_the_first(
    day: str, found: tuple[int, ...]
) -> None:
    assert weeks(answers(log=[{"date": day}]), BOOK, TODAY, 3) == found


# Energy


def test_tasks_are_counted_by_kind_and_by_what_they_did() -> None:
    rows = [("tpm", "plus_2"), ("tpm", "plus_1"), ("tpm", "plus_1"), ("tpm", "minus_2"), ("ic", "zero")]
    tpm, ic = energies(answers(energy=[{"kind": kind, "energy": level} for kind, level in rows]), BOOK)
    assert (tpm.kind.value, tpm.gives, tpm.takes, tpm.tasks) == ("tpm", 3, 1, 4)
    assert tpm.counts == {"minus_2": 1, "minus_1": 0, "zero": 0, "plus_1": 2, "plus_2": 1}
    assert (ic.gives, ic.takes, ic.tasks) == (0, 0, 1)


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"kind": "tpm"},
        {"energy": "plus_1"},
        {"kind": "art", "energy": "plus_1"},
        {"kind": ["tpm"], "energy": 2},
    ],
)
def test_a_task_without_its_kind_or_its_energy_is_not_counted(row: dict[str, Any]) -> None:
    assert energies(answers(energy=[row]), BOOK) == ()


def test_the_logs_are_found_by_what_they_ask() -> None:
    found = catalogue().practice_log, catalogue().energy_log
    assert [table.key if table else "" for table in found] == ["program.log", "fit.energy"]
    assert energies(answers(), asked()) == ()
