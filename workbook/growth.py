"""What check-ins and stories say about the twelve skills. Pure; charts and tables are made from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

from workbook.answers import Answers
from workbook.catalogue import Catalogue
from workbook.tables import ChoicesColumn, Ratings, Skill, Table
from workbook.values import Choice
from workbook.words import as_day

LEVELS = range(1, 6)


@dataclass(frozen=True)
class SkillStanding:
    """One skill's own first and latest level and latest target, and others' latest levels by name.

    Levels are 1 to 5; None where there is none. What others say is never mixed into one's own.
    """

    skill: Skill
    first: int | None
    now: int | None
    target: int | None
    others: Mapping[str, int]

    @property
    def gap(self) -> int | None:
        """How far the target is above the latest level."""
        return None if self.now is None or self.target is None else self.target - self.now


@dataclass(frozen=True)
class StoryCoverage:
    """How many stories show a skill, by the value of the interview category that they serve."""

    skill: Choice
    counts: Mapping[str, int]
    stories: int


def ratings(catalogue: Catalogue) -> Ratings | None:
    """Return the question that keeps the check-ins, if there is one."""
    return next((one for one in catalogue.questions if isinstance(one, Ratings)), None)


def rating_row(day: str, by: str, skill: str) -> str:
    """Return the name of a rating's row, as the page makes it: two places write the same one."""
    return "~".join((day, quote(by, safe="!~*'()"), skill))


def check_in_days(answers: Answers, catalogue: Catalogue) -> list[date]:
    """Return the days on which the person rated a skill of their own, the earliest first."""
    return sorted({day for day, row in _rows(answers, catalogue) if not row.get("by")})


def standings(answers: Answers, catalogue: Catalogue) -> list[SkillStanding]:
    """Return each skill's standing, in the order of the skills."""
    question = ratings(catalogue)
    rows = _rows(answers, catalogue)
    return [_standing(skill, rows) for skill in (question.skills if question else ())]


def story_bank(catalogue: Catalogue) -> Table | None:
    """Return the table of stories: the one that says which skills a row shows and what it serves."""
    return next((one for one in catalogue.questions if isinstance(one, Table) and _has_coverage(one)), None)


def coverage(answers: Answers, catalogue: Catalogue) -> list[StoryCoverage]:
    """Return how many stories there are for each skill and category, in the order of the skills."""
    bank = story_bank(catalogue)
    if bank is None:
        return []
    skills, serves = bank.column("skills"), bank.column("serves")
    assert isinstance(skills, ChoicesColumn)  # noqa: S101 - story_bank has seen to it
    assert isinstance(serves, ChoicesColumn)  # noqa: S101
    rows = [row.value for _, row in answers[bank.key].in_order()]
    found = []
    for skill in skills.choices:
        shown = [row for row in rows if skill.value in (row.get("skills") or [])]
        counts = {
            one.value: sum(one.value in (row.get("serves") or []) for row in shown) for one in serves.choices
        }
        found.append(StoryCoverage(skill, counts, len(shown)))
    return found


def _standing(skill: Skill, rows: list[tuple[date, Mapping[str, Any]]]) -> SkillStanding:
    about = [row for _, row in rows if row.get("skill") == skill.key]
    own = [row for row in about if not row.get("by")]
    levels = [row["level"] for row in own if row.get("level") in LEVELS]
    targets = [row["target"] for row in own if row.get("target") in LEVELS]
    others = {str(row["by"]): row["level"] for row in about if row.get("by") and row.get("level") in LEVELS}
    return SkillStanding(
        skill,
        levels[0] if levels else None,
        levels[-1] if levels else None,
        targets[-1] if targets else None,
        others,
    )


def _rows(answers: Answers, catalogue: Catalogue) -> list[tuple[date, Mapping[str, Any]]]:
    """Return every rating with its day, the earliest first."""
    question = ratings(catalogue)
    rows = [row.value for _, row in answers[question.key].in_order()] if question else []
    dated = [(day, row) for row in rows if (day := as_day(row.get("date")))]
    return sorted(dated, key=lambda one: one[0])


def _has_coverage(table: Table) -> bool:
    several = {column.key for column in table.columns if isinstance(column, ChoicesColumn)}
    return several >= {"skills", "serves"}
