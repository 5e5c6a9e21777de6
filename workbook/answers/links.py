"""What one answer can take from others, in one direction: rows to begin with, names, words to recall.

Pure. What is taken is copied when the person asks for it, and then theirs to change; nothing is kept in step.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from workbook.answers.due import is_at_risk, is_in_plan, origin
from workbook.answers.model import Answers
from workbook.answers.rules import is_answered, is_private
from workbook.kept import MADE_FROM, is_blank
from workbook.questions.catalogue import LINE_PLACE, Catalogue, draft_keys
from workbook.questions.formatting import as_day, in_words, row_in_words, short
from workbook.questions.kinds import Day, Line, Question
from workbook.questions.tables import Offer, Ratings, Table, TextColumn

MOST_STARTS = 60  # rows of one offer in a page, the newest


@dataclass(frozen=True)
class Start:
    """A row that can be made with one click: what it is made from, its label, what it holds."""

    origin: str
    label: str
    value: Mapping[str, Any]


@dataclass(frozen=True)
class Starts:
    """Rows that can be made from one other answer, and the sentence that offers them.

    `is_shown` says that others would see here what is private there.
    """

    say: str
    source: str
    starts: tuple[Start, ...]
    is_shown: bool = False


@dataclass(frozen=True)
class Recalled:
    """What the person wrote elsewhere."""

    key: str
    title: str
    words: str


def offered(table: Table, answers: Answers, catalogue: Catalogue, today: date) -> list[Starts]:
    """Return the rows that can be made from other answers, without those that are there already."""
    rows = {} if isinstance(table, Ratings) else answers[table.key].rows  # evidence may serve again
    origins = {str(row.value.get(MADE_FROM)) for row in rows.values()}
    found = []
    for offer in table.offers:
        starts = {one.origin: one for one in _starts(offer, answers, catalogue, today)}
        fresh = [one for place, one in starts.items() if place not in origins]
        is_shown = would_show(catalogue.question(offer.source), table, answers)
        found.append(Starts(offer.say, offer.source, tuple(fresh[-MOST_STARTS:]), is_shown))
    return found


def would_show(source: Question, target: Question | None, answers: Answers) -> bool:
    """Say whether words that go from one answer into another become visible to others."""
    return target is not None and is_private(source, answers) and not is_private(target, answers)


def suggested(table: Table, answers: Answers) -> dict[str, list[str]]:
    """Return, for each column that suggests, the texts that its source holds, each once."""
    found = {}
    for column in table.columns:
        if isinstance(column, TextColumn) and column.suggest:
            key, _, name = column.suggest.rpartition(".")
            rows = answers[key or table.key].in_order()
            texts = [in_words(column, row.value.get(name)) for _, row in rows]
            found[column.key] = list(dict.fromkeys(filter(None, texts)))
    return found


def recalled(question: Question, answers: Answers, catalogue: Catalogue) -> list[Recalled]:
    """Return what the person wrote for the questions that this one recalls."""
    questions = [catalogue.question(key) for key in question.recall]
    return [
        Recalled(one.key, one.title, in_words(one, answers.value(one.key)))
        for one in questions
        if is_answered(one, answers) and not isinstance(one, Table)
    ]


def plan_state(question: Question, answers: Answers, catalogue: Catalogue) -> str:
    """Say whether the action in this answer is in the plan: "taken", "open", or "" for no action."""
    words = answers.value(question.key)
    if not isinstance(question, Line) or not question.by or is_blank(words) or not catalogue.plan:
        return ""
    return "taken" if is_in_plan(origin(question.key, str(words)), answers, catalogue) else "open"


def oddity(question: Question, answers: Answers) -> str:
    """Return what is odd about a date beside another, or ""."""
    if not isinstance(question, Day) or not question.not_before:
        return ""
    day, other = (as_day(answers.value(key)) for key in (question.key, question.not_before.key))
    return question.not_before.say if day and other and day < other else ""


def source_keys(question: Question, catalogue: Catalogue) -> set[str]:
    """Return the keys of the answers that the functions above read."""
    keys = {*question.recall, *draft_keys(question)}
    if isinstance(question, Line) and question.by:
        keys |= {question.key, question.by, catalogue.plan.key} if catalogue.plan else set()
    if isinstance(question, Day) and question.not_before:
        keys |= {question.key, question.not_before.key}
    if isinstance(question, Table):
        keys |= {offer.source for offer in question.offers}
        suggest = [column.suggest for column in question.columns if isinstance(column, TextColumn)]
        keys |= {one.rpartition(".")[0] or question.key for one in suggest if one}
        keys |= {question.key} if question.offers and not isinstance(question, Ratings) else set()
    return keys


def _starts(offer: Offer, answers: Answers, catalogue: Catalogue, today: date) -> Iterator[Start]:
    source = catalogue.question(offer.source)
    if not isinstance(source, Table):
        for line in str(answers.value(source.key) or "").splitlines():
            if words := line.strip().lstrip("-*•").strip():
                value = {name: text.format(**{LINE_PLACE: words}) for name, text in offer.take.items()}
                yield Start(origin(source.key, words), short(words), value)
        return
    for name, row in answers[source.key].in_order():
        if is_blank(row.value) or (offer.when == "at_risk" and not is_at_risk(row.value, today)):
            continue
        value = {column: _fill_column(text, source, row.value) for column, text in offer.take.items()}
        yield Start(origin(source.key, name), row_in_words(source, row.value), value)


def _fill_column(text: str, source: Table, row: Mapping[str, Any]) -> Any:  # noqa: ANN401 - a cell's value
    """Fill the places of one column; a place alone takes the cell as it is."""
    if text.startswith("{") and text.endswith("}") and text.count("{") == 1:
        return row.get(text[1:-1])
    words = {column.key: in_words(column, row.get(column.key)) for column in source.columns}
    return " ".join(text.format(**words).split()).lstrip(":;,. ")  # the first place may be empty
