"""Everything that the workbook asks, read once from `content/` and checked strictly.

A typo in a file is an error that names the file and the key, never a question that goes missing.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel, ValidationError

from workbook.errors import ContentError
from workbook.questions.kinds import Day, Line, LongText, OneOf, Question, Weights
from workbook.questions.steps import AUDIENCES, Action, Copies, Faq, FirstPass, Roles, Section, Skills, Step
from workbook.questions.tables import Ratings, Table, TextColumn

_PACKAGE = Path(__file__).parent.parent
CONTENT = _PACKAGE / "content"
# Beside the package in a checkout, inside it once installed.
NOTEBOOKS = next(
    (folder for folder in (_PACKAGE / "notebooks", _PACKAGE.parent / "notebooks") if folder.is_dir()),
    _PACKAGE / "notebooks",
)
LINE_PLACE = "line"  # the place that a line of a text fills

Thing = TypeVar("Thing")
Loaded = TypeVar("Loaded", bound=BaseModel)


class _HasKey(Protocol):
    @property
    def key(self) -> str: ...


Keyed = TypeVar("Keyed", bound=_HasKey)


class Catalogue:
    """Every word that is asked, found by key."""

    def __init__(
        self,
        steps: tuple[Step, ...],
        roles: Roles,
        first: FirstPass | None = None,
        copies: Copies | None = None,
    ) -> None:
        self.steps = steps
        self.roles = roles
        self.copies = copies or Copies()  # which hold nothing for others
        self.first = first or FirstPass()
        self._steps = _by_key("step", iter(steps))
        self._sections = _by_key("section", (section for step in steps for section in step.sections))
        self._questions = _by_key("question", (question for step in steps for question in step.questions))
        self._actions = _by_key("action", (action for step in steps for action in step.actions))
        _check_roles(self)
        for stop in self.first.stops:
            self.question(stop.key)
        _check_copies(self)
        for question in self._questions.values():
            _check_references(question, self)

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions, in order."""
        return tuple(self._questions.values())

    @property
    def plan(self) -> Table | None:
        """The table that takes actions, if there is one."""
        tables = (one for one in self.questions if isinstance(one, Table) and one.takes)
        return next(tables, None)

    @property
    def ratings(self) -> Ratings | None:
        """The question that keeps the check-ins, if there is one."""
        return next((one for one in self.questions if isinstance(one, Ratings)), None)

    @property
    def story_bank(self) -> Table | None:
        """The table of stories: the one that says which skills a row shows and what it serves."""
        return self.table_with(skills="choices", serves="choices")

    @property
    def practice_log(self) -> Table | None:
        """The first table that dates what it says about skills."""
        return self.table_with(date="date", skills="choices")

    @property
    def energy_log(self) -> Table | None:
        """The log of what kind of work gave and took energy."""
        return self.table_with(energy="choice", kind="choice")

    def table_with(self, **kinds: str) -> Table | None:
        """Return the first table that has these columns, each of its kind, if there is one."""
        for one in self.questions:
            if isinstance(one, Table):
                columns = {column.key: column.kind for column in one.columns}
                if kinds.items() <= columns.items():
                    return one
        return None

    def step(self, key: str) -> Step:
        """Return a step; raise ContentError when there is none."""
        return _find("step", key, self._steps)

    def section(self, key: str) -> Section:
        """Return a section; raise ContentError when there is none."""
        return _find("section", key, self._sections)

    def question(self, key: str) -> Question:
        """Return a question; raise ContentError when there is none."""
        return _find("question", key, self._questions)

    def action(self, key: str) -> Action:
        """Return a suggested action; raise ContentError when there is none."""
        return _find("action", key, self._actions)

    def has_question(self, key: str) -> bool:
        """Say whether this workbook asks `key`; the store may keep keys of others."""
        return key in self._questions

    def step_of(self, key: str) -> Step:
        """Return the step that asks a question."""
        return next(step for step in self.steps if any(one.key == key for one in step.questions))


def draft_keys(question: Question) -> list[str]:
    """Return the keys of the answers that a drafted question is made of, in order."""
    sentences = question.draft if isinstance(question, LongText) else ()
    parts = (part.split("}")[0] for sentence in sentences for part in sentence.split("{")[1:])
    return list(dict.fromkeys(parts))


@cache
def catalogue(content: Path = CONTENT) -> Catalogue:
    """Load and check everything that is asked; raise ContentError that names file and key."""
    roles = load(content / "roles.toml", Roles)
    skills = load(content / "skills.toml", Skills)
    copies = load(content / "copies.toml", Copies)
    first = load(content / "first.toml", FirstPass)
    files = sorted((content / "steps").glob("*.toml"))
    steps = tuple(load(file, Step, lambda data: _with_skills(data, skills), name=file.stem) for file in files)
    return Catalogue(steps, roles, first, copies)


@cache
def load_faq(content: Path = CONTENT) -> Faq:
    """Load what people ask about the role."""
    return load(content / "faq.toml", Faq)


def load(
    file: Path, model: type[Loaded], change: Callable[[Any], Any] = lambda data: data, **more: str
) -> Loaded:
    """Load a content file, with `more` beside what it holds; raise ContentError that names file and key."""
    try:
        return model.model_validate({**change(tomllib.loads(file.read_text("utf-8"))), **more})
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ContentError(f"content/{file.name} can't be read: {error}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        # Union tags and list positions are pydantic's; the keys around them are the author's.
        place = " > ".join(str(part) for part in first["loc"])
        problem = "there is no such key" if first["type"] == "extra_forbidden" else first["msg"].lower()
        raise ContentError(f"content/{file.name}: {place}: {problem}.") from error


def _with_skills(data: Any, skills: Skills) -> Any:  # noqa: ANN401 - any TOML
    """Put the skills where a file says `choices = "skills"`, or `skills = "skills"` for a rating."""
    if isinstance(data, list):
        return [_with_skills(one, skills) for one in data]
    if not isinstance(data, dict):
        return data
    filled = {key: _with_skills(one, skills) for key, one in data.items()}
    if filled.get("choices") == "skills":
        filled["choices"] = [{"value": one.key, "label": one.title} for one in skills.skills]
    if filled.get("skills") == "skills":
        filled |= {"skills": skills.skills, "groups": skills.groups}
    return filled


def _by_key(noun: str, things: Iterator[Keyed]) -> dict[str, Keyed]:
    found: dict[str, Keyed] = {}
    for thing in things:
        if thing.key in found:
            raise ContentError(f"content: the {noun} {thing.key} stands twice.")
        found[thing.key] = thing
    return found


def _find(noun: str, key: str, things: Mapping[str, Thing]) -> Thing:
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


def _check_copies(catalogue: Catalogue) -> None:
    for audience in AUDIENCES:
        keys = [key for chapter in catalogue.copies[audience].chapters for key in chapter.questions]
        for key in keys:
            catalogue.question(key)
            if keys.count(key) > 1:
                raise ContentError(f"content/copies.toml: {key} stands twice in the copy {audience}.")


def _check_references(question: Question, catalogue: Catalogue) -> None:
    """Raise ContentError when a question names another that there is not, or one of another kind."""
    for key in (*draft_keys(question), *question.recall):
        catalogue.question(key)
    if isinstance(question, Line) and question.by:
        _check_kind(Day, "date", question.by, question, catalogue)
    if isinstance(question, Day) and question.not_before:
        _check_kind(Day, "date", question.not_before.key, question, catalogue)
    if not isinstance(question, Table):
        return
    for column in question.columns:
        if isinstance(column, TextColumn) and column.suggest:
            source, _, name = column.suggest.rpartition(".")
            _check_columns({name}, catalogue.question(source) if source else question, question)
    for named in (question.due.every, question.due.weekday) if question.due else ():
        if named:
            _check_kind(OneOf, "choice", named, question, catalogue)
    for offer in question.offers:
        places = {place for text in offer.take.values() for _, place, *_ in Formatter().parse(text) if place}
        _check_columns(places, catalogue.question(offer.source), question)


def _check_kind(kind: type, name: str, key: str, question: Question, catalogue: Catalogue) -> None:
    if not isinstance(catalogue.question(key), kind):
        raise ContentError(f"content: {question.key} names {key}, which is not a question of kind {name}.")


def _check_columns(wanted: set[str], source: Question, question: Question) -> None:
    known = {column.key for column in source.columns} if isinstance(source, Table) else {LINE_PLACE}
    if odd := sorted(wanted - known):
        raise ContentError(f"content: {question.key} takes {', '.join(odd)}, which {source.key} lacks.")
