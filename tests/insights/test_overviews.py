"""The tables that gather what stands in many answers, each empty and filled, worked out by hand."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from workbook.answers.model import Answers
from workbook.errors import WorkbookError
from workbook.insights.overviews import (
    MAX_CHANGED,
    MIN_DUE_SHOWN,
    Overview,
    OverviewRow,
    build,
    format_due_day,
    format_tally,
    tally,
)
from workbook.insights.roles import compare_roles
from workbook.insights.roles_commentary import summarize_roles
from workbook.phrases.sentences import sentences
from workbook.questions.catalogue import Catalogue, catalogue
from workbook.questions.kinds import Question, Weights
from workbook.questions.steps import FirstPass, Role, Roles, Section, Step, Stop
from workbook.questions.values import Choice
from workbook.sample import fill

TODAY = date(2026, 3, 3)
NAMES = ("first", "due", "progress", "changed", "me", "mentor", "manager", "interview")
WORDS = sentences().overviews
SKILLS = [
    {"key": key, "group": "work", "title": key.title(), "about": "x", "one": "1", "three": "3", "five": "5"}
    for key in ("risk", "planning", "coaching")
]
RATED = {"date": "date", "by": "line", "skill": "line", "evidence": "text", "confidence": "line"}
CHECKIN = {
    "kind": "rating",
    "columns": [
        *({"key": key, "kind": kind, "title": key} for key, kind in RATED.items()),
        *({"key": key, "kind": "number", "title": key} for key in ("level", "target", "back")),
    ],
    "groups": {"work": "Work"},
    "skills": SKILLS,
}
CHOICES = {
    "skills": [{"value": skill["key"], "label": skill["title"]} for skill in SKILLS],
    "serves": [{"value": "conflict", "label": "Conflict"}, {"value": "failure", "label": "Failure"}],
}
STORIES = {
    "kind": "table",
    "columns": [
        {"key": key, "kind": "choices", "title": key, "choices": choices} for key, choices in CHOICES.items()
    ],
}
DAYS = {
    "kind": "table",
    "columns": [
        {"key": "what", "kind": "line", "title": "What"},
        {"key": "on", "kind": "date", "title": "On"},
    ],
    "due": {"day": "on", "noun": "Look at", "what": "what"},
}


def asked(first: FirstPass | None = None, **steps: dict[str, dict[str, Any]]) -> Catalogue:
    """A workbook of these steps, by key, and a last one with points for two roles."""
    choices = (Choice(value="pay", label="Pay"), Choice(value="rest", label="Rest"))
    points = Weights(key="end.weights", kind="weights", title="Points?", choices=choices, minutes=4)
    made = []
    for key, kinds in steps.items():
        questions = tuple(
            TypeAdapter(Question).validate_python({"key": f"{key}.{name}", "title": f"{name}?", **kind})
            for name, kind in kinds.items()
        )
        made.append(step(key, questions))
    roles = tuple(
        Role(key=key, title=key, about="x", scores={"pay": pay, "rest": 5})
        for key, pay in (("tpm", 9), ("engineer", 3))
    )
    return Catalogue((*made, step("end", (points,))), Roles(question="end.weights", roles=roles), first)


def step(key: str, questions: tuple[Question, ...]) -> Step:
    section = Section(key=f"{key}.all", title="All", questions=questions)
    return Step(name=key, key=key, title=key.title(), short=f"Short {key}", sections=(section,))


def answers(values: dict[str, Any] | None = None, at: str = "2026-03-03T09:12:44Z") -> Answers:
    """Answers by their keys, each changed later than the one before; a list of rows is a table."""
    kept: dict[str, Any] = {}
    for revision, (key, value) in enumerate((values or {}).items(), 1):
        is_rows = isinstance(value, list) and all(isinstance(row, dict) for row in value)
        rows = {
            f"r{n}": {"value": row, "revision": revision, "at": at}
            for n, row in enumerate(value if is_rows else ())
        }
        kept[key] = {"rows": rows} if is_rows else {"value": value, "revision": revision, "at": at}
    return Answers.model_validate({"schema": 1, "workbook": "x", "answers": kept})


def seen(name: str, values: dict[str, Any] | None, book: Catalogue) -> Overview:
    return build(name, answers(values), book, TODAY)


def cells(found: Overview) -> list[tuple[str, ...]]:
    return [row.cells for row in found.rows]


# All of them


@pytest.mark.parametrize("name", NAMES)
def test_an_overview_of_nothing_says_a_sentence_and_makes_no_odd_row(name: str) -> None:
    found = seen(name, None, catalogue())
    assert found.say.endswith(".")
    assert [row for row in found.rows if len(row.cells) != len(found.columns)] == []


@pytest.mark.parametrize("name", ["changed", "due"])
def test_an_overview_of_nothing_is_a_sentence_alone(name: str) -> None:
    assert seen(name, None, catalogue()) == Overview(getattr(WORDS, name).nothing)


def test_an_overview_that_there_is_not_is_an_error_that_names_those_there_are() -> None:
    with pytest.raises(WorkbookError) as raised:
        seen("dew", None, asked())
    assert str(raised.value) == f"There is no overview 'dew'. There are: {', '.join(NAMES)}."


def test_every_overview_has_a_title() -> None:
    assert set(WORDS.titles) == set(NAMES)


@pytest.fixture(scope="module")
def sample() -> Iterator[Answers]:
    with tempfile.TemporaryDirectory() as folder:
        yield fill(Path(folder) / "home", catalogue(), TODAY).read()


@pytest.mark.parametrize("name", NAMES)
def test_of_the_example_every_row_has_a_name_and_a_cell_for_each_column(name: str, sample: Answers) -> None:
    found = build(name, sample, catalogue(), TODAY)
    assert found.rows
    assert [row for row in found.rows if not row.cells[0].strip()] == []
    assert {len(row.cells) for row in found.rows} == {len(found.columns)}


@pytest.mark.parametrize("name", ["first", "due", "progress", "changed"])
def test_of_the_example_every_row_leads_to_where_it_stands(name: str, sample: Answers) -> None:
    book = catalogue()
    known = {question.key for question in book.questions} | {step.key for step in book.steps}
    assert {row.key for row in build(name, sample, book, TODAY).rows} <= known


# How much is answered


def questions(*minutes: float) -> tuple[Question, ...]:
    return tuple(
        TypeAdapter(Question).validate_python(
            {"key": f"a.q{n}", "kind": "line", "title": "Well?", "minutes": takes}
        )
        for n, takes in enumerate(minutes)
    )


def test_a_tally_counts_what_is_answered_and_the_minutes_of_the_rest() -> None:
    assert tally(questions(2, 3, 0.5), answers({"a.q1": "so", "a.q2": "  "})) == (1, 3, 2.5)
    assert tally((), answers()) == (0, 0, 0)


@pytest.mark.parametrize(
    ("minutes", "values", "said"),
    [
        ((2, 3), {}, "0 of 2 answered · about 5 minutes left"),
        ((2, 3), {"a.q0": "so"}, "1 of 2 answered · about 3 minutes left"),
        ((2, 1), {"a.q0": "so"}, "1 of 2 answered · about 1 minute left"),
        ((2, 0.25), {"a.q0": "so"}, "1 of 2 answered · about 1 minute left"),
        ((2, 1.6), {"a.q0": "so"}, "1 of 2 answered · about 2 minutes left"),
        ((2, 3), {"a.q0": "so", "a.q1": "so"}, "2 of 2 answered"),
    ],
)
def test_a_tally_is_said_with_the_minutes_that_are_left(
    minutes: tuple[float, ...], values: dict[str, str], said: str
) -> None:
    assert format_tally(questions(*minutes), answers(values)) == said


# The first pass

PASS = FirstPass(
    lead="Two stops.",
    done="Both done.",
    stops=(
        Stop(key="fit.why", say="Say why", minutes=3),
        Stop(key="end.weights", say="Give points", minutes=0.5),
    ),
)
FIT = {"fit": {"why": {"kind": "text"}}}


def test_the_first_pass_leads_from_stop_to_stop() -> None:
    assert seen("first", None, asked(PASS, **FIT)) == Overview(
        "Two stops.",
        ("Stop", "Time"),
        (
            OverviewRow(("1. Say why", "about 3 minutes"), "fit.why"),
            OverviewRow(("2. Give points", "about 1 minute"), "end.weights"),
        ),
    )


def test_a_stop_that_was_made_is_done_and_the_pass_is_not_until_all_are() -> None:
    found = seen("first", {"fit.why": "So"}, asked(PASS, **FIT))
    assert found.say == "Two stops."
    assert [(row.cells[1], row.mark) for row in found.rows] == [("done", "done"), ("about 1 minute", "")]


def test_a_pass_that_is_done_says_so_and_how_the_roles_compare() -> None:
    book = asked(PASS, **FIT)
    values = {"fit.why": "So", "end.weights": {"pay": 10}}
    found = seen("first", values, book)
    comparison = compare_roles(answers(values), book)
    assert comparison is not None
    assert found.say == "Both done."
    assert found.after == f"{summarize_roles(comparison)} You wrote last: “Pay 10”."
    assert [row.mark for row in found.rows] == ["done", "done"]


# What is due


@pytest.mark.parametrize(
    ("days", "said"),  # from today
    [
        ((), "Nothing has a day yet."),
        ((8,), "Nothing is late. Nothing is due within a week."),
        ((0,), "Nothing is late. One is due within a week."),
        ((7,), "Nothing is late. One is due within a week."),
        ((0, 7, 8), "Nothing is late. 2 are due within a week."),
        ((-1,), "One thing is late. Nothing is due within a week."),
        ((-1, 1), "One thing is late. One is due within a week."),
        ((-1, -30), "2 things are late. Nothing is due within a week."),
        ((-1, -30, 1, 2, 30), "2 things are late. 2 are due within a week."),
    ],
)
def test_it_is_said_how_much_is_late_and_how_much_is_due_soon(days: tuple[int, ...], said: str) -> None:
    rows = [{"what": "A", "on": (TODAY + timedelta(days=day)).isoformat()} for day in days]
    assert seen("due", {"fit.days": rows}, asked(fit={"days": DAYS})).say.startswith(said)


def test_what_is_due_is_named_with_its_day_and_what_is_late_is_marked() -> None:
    rows = [{"what": "Charter", "on": "2026-03-02"}, {"what": "Pilot", "on": "2026-03-03"}]
    book = asked(fit={"days": DAYS, "again": {"kind": "date", "due": "Rate again"}})
    found = seen("due", {"fit.days": rows, "fit.again": "2026-04-01"}, book)
    assert found.columns == ("What", "When")
    assert found.rows == (
        OverviewRow(("Look at: Charter", "2 Mar 2026, yesterday"), "fit.days", "late"),
        OverviewRow(("Look at: Pilot", "3 Mar 2026, today"), "fit.days"),
        OverviewRow(("Rate again", "1 Apr 2026"), "fit.again"),
    )


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (-30, "1 Feb 2026, 30 days ago"),
        (-2, "1 Mar 2026, 2 days ago"),
        (-1, "2 Mar 2026, yesterday"),
        (0, "3 Mar 2026, today"),
        (1, "4 Mar 2026, tomorrow"),
        (2, "5 Mar 2026, in 2 days"),
        (7, "10 Mar 2026, in 7 days"),
        (13, "16 Mar 2026, in 13 days"),
        (14, "17 Mar 2026, in 14 days"),
        (15, "18 Mar 2026"),
    ],
)
def test_a_day_is_said_with_how_far_away_it_is_while_it_is_near(days: int, said: str) -> None:
    assert format_due_day(TODAY + timedelta(days=days), TODAY) == said


@pytest.mark.parametrize(
    ("near", "far", "shown"),
    [(2, 3, MIN_DUE_SHOWN), (0, 12, MIN_DUE_SHOWN), (12, 3, 12), (10, 1, 10), (11, 0, 11)],
)
def test_ten_rows_are_in_view_and_whatever_is_near_and_the_others_are_counted(
    near: int, far: int, shown: int
) -> None:
    on = [TODAY + timedelta(days=7)] * near + [TODAY + timedelta(days=8)] * far
    found = seen("due", {"fit.days": [{"on": day.isoformat()} for day in on]}, asked(fit={"days": DAYS}))
    assert (len(found.rows), found.shown) == (near + far, shown)
    if near + far > shown:
        assert found.later == f"Later ({near + far - shown})"


def test_where_nothing_is_folded_away_no_words_stand_for_it() -> None:
    found = seen("due", {"fit.days": [{"on": "2026-03-03"}]}, asked(fit={"days": DAYS}))
    assert found.later == ""


# Progress


def test_progress_is_told_for_each_step_with_the_minutes_that_are_left() -> None:
    book = asked(
        fit={"why": {"kind": "text", "minutes": 3}, "who": {"kind": "line", "minutes": 0.5}},
        plan={"day": {"kind": "date", "minutes": 1}},
    )
    found = seen("progress", {"fit.why": "So", "plan.day": "2026-03-03"}, book)
    assert found.columns == ("Step", "Answered", "Left")
    assert found.say.startswith("You have answered 2 of 4 questions.")
    assert found.rows == (
        OverviewRow(("Short fit", "1 of 2", "about 1 minute"), "fit"),
        OverviewRow(("Short plan", "1 of 1", "nothing"), "plan", "done"),
        OverviewRow(("Short end", "0 of 1", "about 4 minutes"), "end"),
    )


def test_progress_before_the_first_answer_invites_to_begin() -> None:
    found = seen("progress", None, asked(**FIT))
    assert found.say == "Nothing has been answered yet. Begin anywhere."
    assert [row.cells[1] for row in found.rows] == ["0 of 1", "0 of 1"]


# What was changed last


def written(**at: str | tuple[str, ...]) -> Overview:
    """Return what is seen of questions that were written at these times, several for a table's rows."""
    kinds = {name: DAYS if isinstance(moment, tuple) else {"kind": "text"} for name, moment in at.items()}
    kept: dict[str, Any] = {}
    for revision, (name, moment) in enumerate(at.items(), 1):
        if isinstance(moment, tuple):
            rows = {
                f"r{n}": {"value": {"what": "x"}, "revision": revision + n, "at": one}
                for n, one in enumerate(moment)
            }
            kept[f"fit.{name}"] = {"rows": rows}
        else:
            kept[f"fit.{name}"] = {"value": "x", "revision": revision, "at": moment}
    given = Answers.model_validate({"schema": 1, "workbook": "x", "answers": kept})
    return build("changed", given, asked(fit=kinds), TODAY)


def here(at: str) -> str:
    """Return the day of a moment where this test runs."""
    day = datetime.fromisoformat(at).astimezone()
    return f"{day.day} {day:%B} {day.year}"


def test_what_was_changed_in_the_last_sitting_is_told_the_latest_first() -> None:
    found = written(
        old="2026-03-01T12:00:00Z",
        begun="2026-03-02T08:00:00Z",
        on="2026-03-02T12:00:00Z",  # four hours later: the same sitting
        late="2026-03-02T13:00:00Z",
    )
    assert found.say == f"When you last wrote, on {here('2026-03-02T13:00:00Z')}, you changed 3 answers."
    assert found.columns == ("Question", "Step")
    assert found.rows == (
        OverviewRow(("late?", "Short fit"), "fit.late"),
        OverviewRow(("on?", "Short fit"), "fit.on"),
        OverviewRow(("begun?", "Short fit"), "fit.begun"),
    )


def test_a_pause_of_more_than_four_hours_begins_another_sitting() -> None:
    found = written(begun="2026-03-02T07:59:59Z", on="2026-03-02T12:00:00Z")
    assert found.say == f"When you last wrote, on {here('2026-03-02T12:00:00Z')}, you changed one answer."
    assert [row.key for row in found.rows] == ["fit.on"]


def test_a_row_of_a_table_counts_as_a_change_of_its_answer() -> None:
    found = written(log=("2026-03-01T12:00:00Z", "2026-03-02T12:00:00Z"), why="2026-03-01T13:00:00Z")
    assert [row.key for row in found.rows] == ["fit.log"]


def test_a_time_that_is_none_is_passed_over() -> None:
    found = written(odd="some time", why="2026-03-02T12:00:00Z")
    assert [row.key for row in found.rows] == ["fit.why"]
    assert written(odd="some time") == Overview(WORDS.changed.nothing)


@pytest.mark.parametrize(
    ("zone", "day"), [("UTC0", "2 March 2026"), ("HERE-13", "3 March 2026"), ("THERE12", "2 March 2026")]
)
def test_the_day_is_that_of_the_persons_own_clock(
    zone: str, day: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as there:
        there.setenv("TZ", zone)  # POSIX counts what has to be added for UTC: -13 is thirteen hours ahead
        time.tzset()
        said = written(why="2026-03-02T23:30:00Z").say
    time.tzset()
    assert said == f"When you last wrote, on {day}, you changed one answer."


def test_of_a_long_sitting_all_is_counted_and_thirty_rows_are_shown() -> None:
    found = written(**{f"q{n}": "2026-03-02T12:00:00Z" for n in range(MAX_CHANGED + 3)})
    assert "you changed 33 answers" in found.say
    assert len(found.rows) == MAX_CHANGED
    assert found.rows[0].key == "fit.q32"
