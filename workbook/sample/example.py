"""The filled example: one engineer's eight months, written into a workbook as if it had been lived in.

`engineer.toml` holds sittings with what changed in each; the dates are moved by whole weeks, so that the
last sitting is always a few days ago and Mondays stay Mondays.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from workbook.answers.model import Edit
from workbook.insights.skills import rating_row
from workbook.questions.catalogue import Catalogue
from workbook.store import AnswerFile

FILE = Path(__file__).parent / "engineer.toml"
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def fill(home: Path, catalogue: Catalogue, today: date) -> AnswerFile:
    """Fill an empty workbook in `home`, sitting by sitting, with the history that this leaves."""
    sample = tomllib.loads(FILE.read_text("utf-8"))
    by = timedelta(days=(today - sample["today"]).days // 7 * 7)
    moment = datetime.now(UTC)
    store = AnswerFile(home, now=lambda: moment)
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for sitting in sample["sittings"]:
        moment = datetime.combine(sitting["day"] + by, time(sitting["hour"]), UTC)
        edits = [
            Edit(key, _shift_days(value, by), row=row)
            for key, row, value in _changes(sitting, rows, by, catalogue)
        ]
        for edit in edits:
            catalogue.question(edit.key).check(edit.value)
        store.save_all(edits)
        for action in ("order", "mark"):
            store.save_all([Edit(key, one, action=action) for key, one in sitting.get(action, {}).items()])
    return store


def _changes(
    sitting: dict[str, Any],
    rows: dict[tuple[str, str], dict[str, Any]],
    by: timedelta,
    catalogue: Catalogue,
) -> Iterator[tuple[str, str | None, Any]]:
    """Yield key, row and value of each change; a row is whole, whatever of it the sitting names."""
    for key, value in sitting.get("answers", {}).items():
        yield key, None, value
    for row in sitting.get("rows", ()):
        place = row["key"], row["id"]
        rows[place] = rows.get(place, {}) | row["value"]
        yield *place, rows[place]
    question = catalogue.ratings
    for checkin in sitting.get("ratings", ()) if question else ():
        day = sitting["day"].isoformat()
        for skill, rating in checkin["skills"].items():
            value = {"date": day, "by": checkin["by"], "skill": skill, **rating}
            # A rating is found by its day: by the one to which it is moved.
            yield question.key, rating_row(_shift_days(day, by), checkin["by"], skill), value  # type: ignore[union-attr]


def _shift_days(value: Any, by: timedelta) -> Any:  # noqa: ANN401 - any answer
    """Return a value with its days moved, but for those inside a text: there are none."""
    if isinstance(value, dict):
        return {key: _shift_days(part, by) for key, part in value.items()}
    if isinstance(value, str) and _DAY.fullmatch(value):
        return (date.fromisoformat(value) + by).isoformat()
    return value
