"""Each reader gets what is theirs: by the content's chapters, and by the person's marks."""

from __future__ import annotations

import re
from datetime import UTC, date
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from workbook.answers import copies
from workbook.answers.model import Answers
from workbook.answers.rules import is_answered, is_private
from workbook.charts import ChartData
from workbook.errors import ExportError
from workbook.export import formats
from workbook.export.book import Book
from workbook.insights.overviews import build
from workbook.questions.catalogue import catalogue
from workbook.questions.kinds import Question
from workbook.questions.steps import AUDIENCES
from workbook.questions.tables import Ratings, Table
from workbook.sample import fill
from workbook.store import AnswerFile

TODAY = date(2026, 11, 22)
BOOK = catalogue()
OTHERS = [audience for audience in AUDIENCES if audience != copies.ME]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> AnswerFile:
    return fill(tmp_path_factory.mktemp("sample") / "home", BOOK, TODAY)


def titles(audience: str, answers: Answers) -> list[str]:
    """What the book asks in a copy, in order."""
    data = Book(answers, BOOK, audience, zone=UTC).data(TODAY)
    return [
        one["title"] for step in data["steps"] for section in step["sections"] for one in section["questions"]
    ]


@pytest.mark.parametrize("audience", OTHERS)
def test_a_copy_has_the_chapters_of_the_content_in_their_order(audience: str, sample: AnswerFile) -> None:
    answers = sample.read()
    keys = [key for chapter in BOOK.copies[audience].chapters for key in chapter.questions]
    shown = [BOOK.question(key) for key in keys]
    seen = [one.title for one in shown if is_answered(one, answers) and not is_private(one, answers)]
    assert titles(audience, answers) == seen
    assert [part.title for part in copies.chapters(audience, BOOK)] == [
        chapter.title for chapter in BOOK.copies[audience].chapters
    ]


def test_the_persons_own_copy_has_all_that_is_answered(sample: AnswerFile) -> None:
    answers = sample.read()
    assert titles("me", answers) == [one.title for one in BOOK.questions if is_answered(one, answers)]


def test_the_mentors_copy_begins_with_what_to_discuss_and_shows_growth(sample: AnswerFile) -> None:
    seen = titles("mentor", sample.read())
    assert seen[0] == BOOK.question("book.discuss").title
    assert BOOK.question("growth.checkin").title in seen


def test_what_others_have_rated_is_for_the_mentor_and_not_for_the_manager(sample: AnswerFile) -> None:
    answers = sample.read()
    question = BOOK.ratings
    assert question

    def raters(audience: str) -> set[str]:
        rows = copies.for_reader(answers, audience, BOOK)[question.key].rows.values()
        return {str(row.value.get("by") or "") for row in rows}

    assert len(raters("mentor")) > 1
    assert raters("manager") == raters("interview") == {""}
    charts: list[dict[str, Any]] = [
        chart
        for step in Book(answers, BOOK, "manager", zone=UTC).data(TODAY)["steps"]
        for section in step["sections"]
        for chart in section["charts"]
    ]
    names = raters("mentor") - {""}
    assert len(charts) > 1
    assert [name for name in names for chart in charts if name in chart["say"] + chart["svg"]] == []


def test_somebody_else_is_told_no_first_dates_no_pace_and_no_others(sample: AnswerFile) -> None:
    history = partial(sample.history, by_sitting=True)

    def charts(audience: str) -> dict[str, dict[str, Any]]:
        data = Book(sample.read(), BOOK, audience, zone=UTC, history=history).data(TODAY)
        found = [one for step in data["steps"] for section in step["sections"] for one in section["charts"]]
        names = ("plan", "growth", "time")
        return {name: next(one for one in found if f"tpm-{name}-" in one["svg"]) for name in names}

    mine, theirs = charts("me"), charts("manager")
    assert {"First due", "Slip", "Likely"} <= set(mine["plan"]["columns"])
    assert list(theirs["plan"]["columns"]) == ["Milestone", "Start", "Due now", "Done"]
    for said in ("As first planned", "Likely", "first planned"):
        assert said in mine["plan"]["svg"] + mine["plan"]["alt"]
        assert said not in theirs["plan"]["svg"] + theirs["plan"]["alt"]
    assert mine["growth"]["columns"][-1] == "Others"
    assert "Others" not in theirs["growth"]["columns"]
    assert [
        one for one in theirs.values() if "rated you" in one["alt"] or "s\u2019 ratings" in one["alt"]
    ] == []


def test_a_reader_that_there_is_not_is_named() -> None:
    with pytest.raises(ExportError, match="'boss'"):
        copies.check_audience("boss")


# What a copy will hold, said before it is made


@pytest.mark.parametrize("audience", AUDIENCES)
def test_what_is_said_to_be_in_a_copy_is_in_it_and_nothing_else(audience: str, sample: AnswerFile) -> None:
    answers = sample.read()
    seen = build(audience, answers, BOOK, TODAY)
    assert [row.cells[0] for row in seen.rows[seen.shown :]] == titles(audience, answers)
    assert str(len(seen.rows) - seen.shown) in seen.say


def test_what_is_left_out_as_private_is_named_first_and_comes_in_by_its_mark(tmp_path: Path) -> None:
    store = AnswerFile(tmp_path / "home")
    store.put("fit.value", "I know the queues.")
    store.put("fit.hard", "Saying no.")
    store.put("mentors.message", "Dear M.")

    seen = build("mentor", store.read(), BOOK, TODAY)
    assert [row.cells for row in seen.rows] == [
        (BOOK.question("fit.hard").title, "left out: private"),
        (BOOK.question("fit.value").title, "Why, and what for"),
    ]
    assert seen.shown == 1
    assert seen.say == (
        "One answer would be in this copy, in the chapter “Why, and what for”. "
        "One more belongs here and is left out, since it is marked private."
    )

    store.mark("fit.hard", private=False)
    seen = build("mentor", store.read(), BOOK, TODAY)
    assert [row.cells[1] for row in seen.rows] == ["Why, and what for"] * 2
    assert seen.say.startswith("2 answers would be in this copy, in “Why, and what for”. Nothing is left out")


def test_a_check_in_of_others_alone_is_in_no_copy_that_leaves_them_out(tmp_path: Path) -> None:
    store = AnswerFile(tmp_path / "home")
    rated = {"date": "2026-11-02", "by": "Zoë", "skill": "risk", "evidence": "Saw it.", "level": 2}
    store.put_row("growth.checkin", "r", rated)
    store.mark("growth.checkin", private=False)
    answers = store.read()
    assert build("mentor", answers, BOOK, TODAY).rows != ()
    assert build("manager", answers, BOOK, TODAY).rows == ()
    assert titles("manager", answers) == []


@pytest.mark.parametrize(
    ("answered", "said"),
    [
        (0, "Nothing has been answered yet."),
        (1, "Your one answer is in this copy, private or not."),
        (2, "All of your 2 answers are in this copy, the private ones too."),
    ],
)
def test_ones_own_copy_says_that_everything_is_in_it(answered: int, said: str, tmp_path: Path) -> None:
    store = AnswerFile(tmp_path / "home")
    for key in ("fit.hard", "fit.value")[:answered]:
        store.put(key, "x")
    assert build("me", store.read(), BOOK, TODAY).say == said


def test_an_empty_copy_says_what_it_has_room_for(tmp_path: Path) -> None:
    seen = build("manager", AnswerFile(tmp_path / "home").read(), BOOK, TODAY)
    assert seen.say.startswith(
        "Nothing that you have answered so far would be in this copy. It has room for: "
    )
    assert "“What I ask for”" in seen.say
    assert "private" not in seen.say
    assert seen.rows == ()


# What is in the file at the end


def canary(key: str) -> str:
    return f"canary {key.replace('.', ' ').replace('_', ' ')} sings"


def sing(store: AnswerFile) -> list[Question]:
    """Answer every question that takes words, each with words of its own; return these questions."""
    sung = []
    for question in BOOK.questions:
        words = canary(question.key)
        if isinstance(question, Ratings):
            for by in ("", "Zoë"):
                row = {"date": "2026-11-02", "by": by, "skill": question.skills[0].key, "level": 2}
                store.put_row(question.key, f"r{by}", row | {"evidence": f"{words} {by or 'alone'}"})
        elif isinstance(question, Table):
            columns = [one.key for one in question.columns if one.kind in ("text", "line")]
            store.put_row(question.key, "r", dict.fromkeys(columns, words))
        elif question.kind in ("text", "line"):
            store.put(question.key, words)
        else:
            continue
        sung.append(question)
    return sung


@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_copy_holds_every_answer_that_belongs_in_it_and_no_other(audience: str, tmp_path: Path) -> None:
    store = AnswerFile(tmp_path / "home")
    sung = sing(store)
    store.mark("growth.checkin", private=False)
    store.mark("fit.value", private=True)
    store.mark("interview.stories", private=True)
    answers = store.read()
    told = ChartData(answers, BOOK, TODAY, store.history)
    held = {one.key for part in copies.chapters(audience, BOOK) for one in part.questions}
    held.add("start.name")  # on the cover

    for form in ("pdf", "markdown"):
        made = formats.render(form, told, audience, versions=store.history).data
        text = made.decode() if form == "markdown" else "".join(
            page.extract_text() for page in PdfReader(BytesIO(made)).pages
        )  # fmt: skip
        text = re.sub(r"[\s\\]+", " ", text)
        found = {one.key for one in sung if canary(one.key) in text}
        assert found == {
            one.key for one in sung if one.key in held and (audience == "me" or not is_private(one, answers))
        }
        assert ("Zoë" in text) is (audience in ("me", "mentor"))
        assert ("fit.value" in held, "fit.value" in found) == (True, audience == "me")
