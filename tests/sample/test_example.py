"""The filled example: a whole workbook with a past, always of these days."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from workbook.answers.due import due
from workbook.answers.model import Answers
from workbook.answers.rules import is_answered
from workbook.insights.skills import rating_row
from workbook.kept import is_blank
from workbook.questions.catalogue import catalogue
from workbook.questions.kinds import Question
from workbook.questions.tables import Table
from workbook.sample import FILE, fill
from workbook.store import AnswerFile

BOOK = catalogue()
TODAY = date(2026, 11, 25)
OWN_DAY = date(2026, 11, 20)  # the file's
TODAYS = [
    OWN_DAY,
    date(2027, 1, 1),
    date(2028, 2, 29),
    *(
        pytest.param(date(*day), marks=pytest.mark.slow)
        for day in ((2026, 11, 26), (2026, 11, 27), (2028, 3, 1), (2025, 12, 31), (2031, 6, 18))
    ),
]
SITTINGS = tomllib.loads(FILE.read_text("utf-8"))["sittings"]


@pytest.fixture(scope="module")
def filled_on(tmp_path_factory: pytest.TempPathFactory) -> Callable[[date], AnswerFile]:
    """Return a function that fills the example as on a day, for all tests of that day once."""
    return cache(lambda today: fill(tmp_path_factory.mktemp("example") / "home", BOOK, today))


@pytest.fixture(scope="module")
def filled(filled_on: Callable[[date], AnswerFile]) -> AnswerFile:
    return filled_on(TODAY)


@pytest.fixture(scope="module")
def answers(filled: AnswerFile) -> Answers:
    return filled.read()


def rows(answers: Answers, key: str) -> list[dict[str, Any]]:
    return [row.value for _, row in answers[key].in_order()]


def days_of(store: AnswerFile) -> list[date]:
    """Return the days on which something was changed, in order."""
    moments = {entry["at"] for entry in store.entries() if "at" in entry}
    return sorted({datetime.fromisoformat(moment).date() for moment in moments})


# How much there is


@pytest.mark.parametrize("question", BOOK.questions, ids=lambda question: question.key)
def test_every_question_is_answered(question: Question, answers: Answers) -> None:
    assert is_answered(question, answers)


def test_nothing_is_answered_that_nobody_asks(answers: Answers) -> None:
    assert set(answers.answers) == {question.key for question in BOOK.questions}


def test_there_are_six_check_ins_of_all_twelve_skills(answers: Answers) -> None:
    question = BOOK.ratings
    assert question is not None
    own = [row for row in rows(answers, question.key) if not row["by"]]
    days = Counter(row["date"] for row in own)
    assert list(days.values()) == [12] * 6
    assert {(row["date"], row["skill"]) for row in own} == {
        (day, skill.key) for day in days for skill in question.skills
    }
    assert all(row["level"] and not is_blank(row["evidence"]) for row in own)


def test_two_others_have_rated_skills_too(answers: Answers) -> None:
    assert len({row["by"] for row in rows(answers, "growth.checkin") if row["by"]}) == 2


@pytest.mark.parametrize(
    "today",
    [OWN_DAY, date(2027, 1, 1)],
    ids=str,
)
def test_a_rating_has_the_name_that_the_page_gives_it(
    today: date, filled_on: Callable[[date], AnswerFile]
) -> None:
    kept = filled_on(today).read()["growth.checkin"].rows
    places = [(row.value["date"], row.value["by"], row.value["skill"]) for row in kept.values()]
    assert set(kept) == {rating_row(*place) for place in places}


def test_there_are_forty_rows_in_the_log_nine_stories_and_two_mentors(answers: Answers) -> None:
    bank = BOOK.story_bank
    assert bank is not None
    assert len(rows(answers, "program.log")) == 40
    assert len(rows(answers, bank.key)) == 9
    kinds = Counter(row.get("kind") for row in rows(answers, "mentors.people"))
    assert kinds["mentor"] == 2


def test_no_row_is_blank(answers: Answers) -> None:
    tables = [question.key for question in BOOK.questions if isinstance(question, Table)]
    assert [key for key in tables if any(is_blank(row) for row in rows(answers, key))] == []


# What it holds


@pytest.mark.parametrize("question", BOOK.questions, ids=lambda question: question.key)
def test_every_answer_is_one_that_its_question_takes(question: Question, answers: Answers) -> None:
    values = rows(answers, question.key) if isinstance(question, Table) else [answers.value(question.key)]
    assert [question.check(value) for value in values] == values


def test_no_row_keeps_what_its_table_forbids_by_number(answers: Answers) -> None:
    full = [one for one in BOOK.questions if isinstance(one, Table) and one.most]
    assert full
    assert [one.key for one in full if len(rows(answers, one.key)) > (one.most or 0)] == []


def test_what_a_row_was_made_from_is_there(answers: Answers) -> None:
    """Words of an action may have been changed since; a row or an action's key is still there."""
    for question in BOOK.questions:
        for row in rows(answers, question.key) if isinstance(question, Table) else ():
            key, _, place = row.get("from", "").partition("/")
            if not key:
                continue
            is_action = any(action.key == key for step in BOOK.steps for action in step.actions)
            assert is_action or BOOK.has_question(key)
            if not is_action and isinstance(BOOK.question(key), Table):
                assert place in answers[key].rows


# Its past


@pytest.mark.parametrize("key", ["plan.date", "fit.why"])
def test_an_answer_that_was_thought_over_has_earlier_versions(key: str, filled: AnswerFile) -> None:
    versions = filled.history(key, by_sitting=True)
    assert len(versions) > 1
    assert len({str(version.value) for version in versions}) == len(versions)
    assert versions[-1].value == filled.read().value(key)


def test_each_sitting_of_the_file_is_one_of_the_history(filled: AnswerFile) -> None:
    assert len(days_of(filled)) == len(SITTINGS)


def test_the_history_alone_makes_the_same_answers(filled: AnswerFile, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    (copy / "history.jsonl").write_bytes(b"\n".join(filled.lines()) + b"\n")
    assert AnswerFile(copy).read().answers == filled.read().answers


# Its days


@pytest.mark.parametrize("today", TODAYS, ids=str)
def test_the_sittings_move_by_whole_weeks_until_the_last_is_a_few_days_ago(
    today: date, filled_on: Callable[[date], AnswerFile]
) -> None:
    store = filled_on(today)
    days, written = days_of(store), [sitting["day"] for sitting in SITTINGS]
    (moved,) = {day - first for day, first in zip(days, written, strict=True)}
    assert moved.days % 7 == 0
    assert [day.weekday() for day in days] == [day.weekday() for day in written]
    assert timedelta(0) <= today - days[-1] <= timedelta(days=13)
    # What the answers say moves with the sittings.
    begun = next(sitting["answers"]["start.since"] for sitting in SITTINGS if "answers" in sitting)
    assert store.read().value("start.since") == (date.fromisoformat(begun) + moved).isoformat()


@pytest.mark.parametrize("today", TODAYS, ids=str)
def test_something_is_late_and_something_is_due_within_two_weeks(
    today: date, filled_on: Callable[[date], AnswerFile]
) -> None:
    days = [one.day for one in due(filled_on(today).read(), BOOK)]
    assert any(day < today for day in days)
    assert any(today <= day <= today + timedelta(days=14) for day in days)


def test_no_check_in_lies_ahead_of_the_last_sitting(filled: AnswerFile) -> None:
    last = days_of(filled)[-1].isoformat()
    assert [row["date"] for row in rows(filled.read(), "growth.checkin") if row["date"] > last] == []


# On disk


def test_the_answers_are_for_their_owner_alone(filled: AnswerFile) -> None:
    assert filled.path.stat().st_mode & 0o777 == 0o600


def test_two_examples_of_one_day_differ_in_nothing_but_the_workbooks_name(
    filled: AnswerFile, tmp_path: Path
) -> None:
    other = fill(tmp_path / "other", BOOK, TODAY)
    one, two = filled.read(), other.read()
    assert one.workbook != two.workbook
    assert two.model_copy(update={"workbook": one.workbook}).model_dump(exclude={"checksum"}) == (
        one.model_dump(exclude={"checksum"})
    )
    assert [entry for entry in filled.entries() if "state" not in entry] == [
        entry for entry in other.entries() if "state" not in entry
    ]
