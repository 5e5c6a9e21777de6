"""What the workbook is made of besides questions: sections, steps, roles to compare, the first pass."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from workbook.questions.kinds import Question
from workbook.questions.tables import Skill
from workbook.questions.values import Model, Name, QuestionKey, Sentence


class Section(Model):
    """A few questions that belong together, under one heading of the step's notebook."""

    key: QuestionKey
    title: Sentence
    questions: tuple[Question, ...]


class Action(Model):
    """Something to do that the workbook suggests, within so many days of taking it into the plan."""

    key: QuestionKey
    title: Sentence
    days: Annotated[int, Field(gt=0)]


class Step(Model):
    """One notebook's worth of questions. `name` is the file's name without its ending: 01_fit."""

    name: str
    key: Name
    title: Sentence
    short: Sentence  # in the navigation
    actions: tuple[Action, ...] = ()
    sections: tuple[Section, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        """The questions of every section, in order."""
        return tuple(question for section in self.sections for question in section.questions)

    @property
    def minutes(self) -> float:
        """How long the whole step takes."""
        return sum(question.minutes for question in self.questions)


class Fact(Model):
    """One sentence that rests on a public source."""

    text: Sentence
    source: Sentence


class Role(Model):
    """A role to compare, with what it gives on each criterion, 0 to 10."""

    key: Name
    title: Sentence
    about: Sentence
    scores: Mapping[Name, Annotated[float, Field(ge=0, le=10)]]
    facts: tuple[Fact, ...] = ()


class Roles(Model):
    """The roles compared, and the question whose points weigh them."""

    question: QuestionKey
    roles: tuple[Role, ...] = Field(min_length=2)


class Skills(Model):
    """The skills that check-ins rate, and the names of their groups, both in order."""

    groups: dict[Name, Sentence]
    skills: tuple[Skill, ...]


class Stop(Model):
    """One question of the first pass, and how much of it to answer then."""

    key: QuestionKey
    say: Sentence
    minutes: Annotated[float, Field(gt=0)]


class FirstPass(Model):
    """The way through a few questions for somebody who has ten minutes."""

    lead: str = ""
    done: str = ""
    next: str = "{say}"
    back: str = ""
    stops: tuple[Stop, ...] = ()


class Asked(Model):
    """A question that people ask about the role, and an answer in paragraphs."""

    question: Sentence
    answer: Sentence
    source: str = ""


class Faq(Model):
    """What people ask."""

    questions: tuple[Asked, ...]


class ChapterOutline(Model):
    """A chapter of a copy: questions of any steps, in the order of their answers there."""

    title: Sentence
    questions: tuple[QuestionKey, ...] = Field(min_length=1)


class Copy(Model):
    """What one reader gets. Without chapters it is empty; the person's own copy has the steps instead.

    `others` says that what others have rated is in it.
    """

    download: str = ""  # on its button
    says: str = ""  # on its cover
    others: bool = False
    chapters: tuple[ChapterOutline, ...] = ()


class Copies(Model):
    """A copy for each reader."""

    me: Copy = Copy()
    mentor: Copy = Copy()
    manager: Copy = Copy()
    interview: Copy = Copy()

    def __getitem__(self, audience: str) -> Copy:
        """Return a reader's copy."""
        return vars(self)[audience]  # type: ignore[no-any-return]


AUDIENCES = tuple(Copies.model_fields)
