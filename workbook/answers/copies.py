"""What each reader's copy of the book holds: whose answers are in it, in which chapters. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from workbook.answers.model import Answers
from workbook.answers.rules import is_answered, is_private
from workbook.errors import ExportError
from workbook.questions.catalogue import Catalogue
from workbook.questions.kinds import Question
from workbook.questions.steps import AUDIENCES

ME = "me"


@dataclass(frozen=True)
class Group:
    """Questions under one heading."""

    title: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Chapter:
    """A chapter of a copy."""

    title: str
    groups: tuple[Group, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        """The questions of every group, in order."""
        return tuple(question for group in self.groups for question in group.questions)


def check_audience(audience: str) -> None:
    """Raise ExportError for a reader that there is not."""
    if audience not in AUDIENCES:
        raise ExportError(f"There is no copy for {audience!r}. There are: {', '.join(AUDIENCES)}.")


def chapters(audience: str, catalogue: Catalogue) -> Iterator[Chapter]:
    """Yield what a copy can hold: all steps in the person's own, the chapters of `copies.toml` in others."""
    if audience == ME:
        for step in catalogue.steps:
            yield Chapter(step.title, tuple(Group(one.title, one.questions) for one in step.sections))
        return
    titles = {
        one.key: section.title
        for step in catalogue.steps
        for section in step.sections
        for one in section.questions
    }
    for chapter in catalogue.copies[audience].chapters:
        groups = groupby(map(catalogue.question, chapter.questions), lambda one: titles[one.key])
        yield Chapter(chapter.title, tuple(Group(title, tuple(found)) for title, found in groups))


def for_reader(answers: Answers, audience: str, catalogue: Catalogue) -> Answers:
    """Return the answers without others' ratings, where those are not for this reader."""
    question = catalogue.ratings
    has_others = audience == ME or catalogue.copies[audience].others
    if question is None or has_others or question.key not in answers.answers:
        return answers
    answer = answers[question.key]
    own = {name: row for name, row in answer.rows.items() if not row.value.get("by")}
    rated = {question.key: answer.model_copy(update={"rows": own})}
    return answers.model_copy(update={"answers": answers.answers | rated})


def is_held(question: Question, audience: str, answers: Answers) -> bool:
    """Say whether a reader may see an answer of their copy: it is there, and it is not private to others.

    `answers` are those that `for_reader` returns.
    """
    return is_answered(question, answers) and (audience == ME or not is_private(question, answers))
