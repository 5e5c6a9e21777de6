"""Everything the workbook asks, read once from `content/` and checked strictly.

A typo in a file is an error that names the file and the key, never a question that goes missing.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Protocol, TypeVar

from pydantic import Field, ValidationError

from workbook.errors import ContentError
from workbook.questions import LongText, Model, Name, Question, QuestionKey, Sentence, Weights

_PACKAGE = Path(__file__).parent
CONTENT = _PACKAGE / "content"
# Beside the package in a checkout, inside it once installed.
NOTEBOOKS = next(
    (folder for folder in (_PACKAGE / "notebooks", _PACKAGE.parent / "notebooks") if folder.is_dir()),
    _PACKAGE / "notebooks",
)

T = TypeVar("T")
Loaded = TypeVar("Loaded", bound=Model)


class _HasKey(Protocol):
    @property
    def key(self) -> str: ...


Keyed = TypeVar("Keyed", bound=_HasKey)


class Section(Model):
    """A few questions that belong together, under one heading of the step's notebook."""

    key: QuestionKey
    title: Sentence
    questions: tuple[Question, ...]


class Step(Model):
    """One notebook's worth of questions. `name` is the file's name without its ending: 01_fit."""

    name: str
    key: Name
    title: Sentence
    short: Sentence  # as it stands in the navigation
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


class Catalogue:
    """Every word that is asked, found by key."""

    def __init__(self, steps: tuple[Step, ...], roles: Roles) -> None:
        self.steps = steps
        self.roles = roles
        self._steps = _by_key("step", iter(steps))
        self._sections = _by_key("section", (section for step in steps for section in step.sections))
        self._questions = _by_key("question", (question for step in steps for question in step.questions))
        _check_roles(self)
        for question in self._questions.values():
            for key in draft_keys(question):
                self.question(key)

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions, in order."""
        return tuple(self._questions.values())

    def step(self, key: str) -> Step:
        """Return a step; raise ContentError when there is none."""
        return _found("step", key, self._steps)

    def section(self, key: str) -> Section:
        """Return a section; raise ContentError when there is none."""
        return _found("section", key, self._sections)

    def question(self, key: str) -> Question:
        """Return a question; raise ContentError when there is none."""
        return _found("question", key, self._questions)

    def has_question(self, key: str) -> bool:
        """Say whether this workbook asks `key`; the store may keep keys of others."""
        return key in self._questions


def draft_keys(question: Question) -> list[str]:
    """Return the keys of the answers that a drafted question is made of, in order."""
    sentences = question.draft if isinstance(question, LongText) else ()
    parts = (part.split("}")[0] for sentence in sentences for part in sentence.split("{")[1:])
    return list(dict.fromkeys(parts))


@cache
def catalogue(content: Path = CONTENT) -> Catalogue:
    """Load and check everything under `content`; raise ContentError that names file and key."""
    files = sorted((content / "steps").glob("*.toml"))
    steps = tuple(load(file, Step, name=file.stem) for file in files)
    return Catalogue(steps, load(content / "roles.toml", Roles))


def load(file: Path, model: type[Loaded], **more: str) -> Loaded:
    """Load a content file, with `more` beside what it says; raise ContentError that names file and key."""
    try:
        return model.model_validate({**tomllib.loads(file.read_text("utf-8")), **more})
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ContentError(f"content/{file.name} can't be read: {error}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        # Union tags and list positions are pydantic's; the keys around them are the author's.
        place = " > ".join(str(part) for part in first["loc"])
        said = "there is no such key" if first["type"] == "extra_forbidden" else first["msg"].lower()
        raise ContentError(f"content/{file.name}: {place}: {said}.") from error


def _by_key(noun: str, things: Iterator[Keyed]) -> dict[str, Keyed]:
    found: dict[str, Keyed] = {}
    for thing in things:
        if thing.key in found:
            raise ContentError(f"content: the {noun} {thing.key} stands twice.")
        found[thing.key] = thing
    return found


def _found(noun: str, key: str, things: Mapping[str, T]) -> T:
    if key not in things:
        raise ContentError(f"There is no {noun} {key!r}. There are: {', '.join(things)}.")
    return things[key]


def _check_roles(catalogue: Catalogue) -> None:
    weights = catalogue.question(catalogue.roles.question)
    if not isinstance(weights, Weights):
        raise ContentError(f"content/roles.toml: {weights.key} is not a question of kind weights.")
    criteria = {choice.value for choice in weights.choices}
    for role in catalogue.roles.roles:
        if set(role.scores) != criteria:
            odd = ", ".join(sorted(set(role.scores) ^ criteria))
            raise ContentError(f"content/roles.toml: {role.key} and {weights.key} differ in: {odd}.")
