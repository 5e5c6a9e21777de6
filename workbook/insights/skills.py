"""What check-ins and stories say about the twelve skills. Pure; charts and tables are built from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import quote

from workbook.answers.model import Answers
from workbook.questions.catalogue import Catalogue
from workbook.questions.formatting import as_day, chosen
from workbook.questions.tables import ChoicesColumn, Skill
from workbook.questions.values import Choice

LEVELS = range(1, 6)

Point = tuple[date, int]  # a day, and a level from 1 to 5
DatedRows = Sequence[tuple[date, Mapping[str, Any]]]


@dataclass(frozen=True)
class SkillStanding:
    """One skill: one's own levels and targets, and others' levels by name, each the earliest first.

    What others say is never mixed into one's own.
    """

    skill: Skill
    levels: tuple[Point, ...] = ()
    targets: tuple[Point, ...] = ()
    theirs: Mapping[str, tuple[Point, ...]] = field(default_factory=dict)

    @property
    def first(self) -> int | None:
        """The first level, None before there is one."""
        return self.levels[0][1] if self.levels else None

    @property
    def now(self) -> int | None:
        """The latest level."""
        return self.levels[-1][1] if self.levels else None

    @property
    def target(self) -> int | None:
        """The latest target."""
        return self.targets[-1][1] if self.targets else None

    @property
    def others(self) -> dict[str, int]:
        """The latest level that each of the others gave, by name."""
        return {by: points[-1][1] for by, points in self.theirs.items()}

    @property
    def growth(self) -> int | None:
        """How far the latest level is above the first; None with fewer than two."""
        return self.levels[-1][1] - self.levels[0][1] if len(self.levels) > 1 else None

    @property
    def change(self) -> int | None:
        """How far the latest level is above the one before; None with fewer than two."""
        return self.levels[-1][1] - self.levels[-2][1] if len(self.levels) > 1 else None

    @property
    def gap(self) -> int | None:
        """How far the target is above the latest level; negative when it is lower."""
        return None if self.now is None or self.target is None else self.target - self.now

    @property
    def differences(self) -> dict[str, int]:
        """How far each of the others is above the level that one gave oneself then, by name.

        Then is their day, or the next day on which one rated oneself; none without a level of one's own.
        """
        return {
            by: points[-1][1] - self._level_on(points[-1][0])
            for by, points in self.theirs.items()
            if self.levels
        }

    def _level_on(self, day: date) -> int:
        return next((level for own, level in reversed(self.levels) if own <= day), self.levels[0][1])


@dataclass(frozen=True)
class StoryCoverage:
    """How many stories show a skill, by the value of the interview category that they serve."""

    skill: Choice
    counts: Mapping[str, int]
    stories: int


def rating_row(day: str, by: str, skill: str) -> str:
    """Return the name of a rating's row, as the page makes it: two places write the same one."""
    return "~".join((day, quote(by, safe="!~*'()"), skill))


def check_in_days(answers: Answers, catalogue: Catalogue, today: date) -> list[date]:
    """Return the days up to today on which the person rated a skill of their own, the earliest first."""
    ratings = _dated_ratings(answers, catalogue, today)
    return sorted({day for day, row in ratings if not row.get("by") and _is_level(row.get("level"))})


def standings(answers: Answers, catalogue: Catalogue, today: date) -> list[SkillStanding]:
    """Return each skill's standing as of today, in the order of the skills."""
    question = catalogue.ratings
    if question is None:
        return []
    about: dict[str, list[tuple[date, Mapping[str, Any]]]] = {skill.key: [] for skill in question.skills}
    for day, row in _dated_ratings(answers, catalogue, today):
        skill = row.get("skill")
        if isinstance(skill, str) and skill in about:
            about[skill].append((day, row))
    return [_build_standing(skill, about[skill.key]) for skill in question.skills]


def coverage(answers: Answers, catalogue: Catalogue) -> list[StoryCoverage]:
    """Return how many stories there are for each skill and category, in the order of the skills."""
    bank = catalogue.story_bank
    if bank is None:
        return []
    skills, serves = bank.column("skills"), bank.column("serves")
    assert isinstance(skills, ChoicesColumn)  # noqa: S101 - story_bank has seen to it
    assert isinstance(serves, ChoicesColumn)  # noqa: S101
    rows = [row.value for _, row in answers[bank.key].in_order()]
    found = []
    for skill in skills.choices:
        shown = [row for row in rows if skill.value in chosen(row.get("skills"))]
        counts = {
            one.value: sum(one.value in chosen(row.get("serves")) for row in shown) for one in serves.choices
        }
        found.append(StoryCoverage(skill, counts, len(shown)))
    return found


def _build_standing(skill: Skill, rows: DatedRows) -> SkillStanding:
    own = [(day, row) for day, row in rows if not row.get("by")]
    names = dict.fromkeys(row["by"] for _, row in rows if row.get("by"))
    theirs = {
        by: _level_points("level", ((day, row) for day, row in rows if row.get("by") == by)) for by in names
    }
    return SkillStanding(
        skill,
        _level_points("level", own),
        _level_points("target", own),
        {by: points for by, points in theirs.items() if points},
    )


def _level_points(column: str, rows: Iterable[tuple[date, Mapping[str, Any]]]) -> tuple[Point, ...]:
    return tuple((day, row[column]) for day, row in rows if _is_level(row.get(column)))


def _is_level(value: Any) -> bool:  # noqa: ANN401 - whatever is on disk
    return type(value) is int and value in LEVELS  # JSON's true is no 1


def _dated_ratings(answers: Answers, catalogue: Catalogue, today: date) -> DatedRows:
    """Return every rating up to today with its day, the earliest first."""
    question = catalogue.ratings
    rows = [row.value for _, row in answers[question.key].in_order()] if question else []
    named = [row for row in rows if isinstance(row.get("by") or "", str)]
    dated = [(day, row) for row in named if (day := as_day(row.get("date"))) and day <= today]
    return sorted(dated, key=lambda one: one[0])
