"""What a save and a start cost, beside the same bytes written durably and read as JSON."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from workbook.answers.model import Edit
from workbook.insights.skills import rating_row
from workbook.questions.catalogue import catalogue
from workbook.store import AnswerFile

from .figures import Figure, in_turn, middle, seconds

ANSWERS, HISTORY = 100, 10_000
CHECKINS, LOG = 520, 5_000
WORDS = "I moved a night of work to a morning, and two teams saw the same numbers. " * 3


def written(path: Path, data: bytes) -> None:
    """Write bytes as durably as a file can be: beside, synced, renamed, the folder synced."""
    beside = path.with_suffix(".part")
    with beside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def store_of(home: Path, answers: int = ANSWERS) -> AnswerFile:
    """Return a workbook with so many answers, some of them in keys that no question asks for."""
    store = AnswerFile(home)
    store.save_all([Edit(f"fit.a{number}", WORDS) for number in range(answers - 1)])
    store.put("fit.why", "First")
    return store


def batched(edits: list[Edit], size: int) -> Iterator[list[Edit]]:
    """Yield so many at a time."""
    for place in range(0, len(edits), size):
        yield edits[place : place + size]


def ten_years(home: Path) -> AnswerFile:
    """Fill a workbook with ten years of use: a check-in a week, a log row every other day, many versions."""
    content = catalogue()
    question = content.ratings
    assert question
    day = date(2016, 11, 21)
    moment = datetime(2016, 11, 21, 18, tzinfo=UTC)
    store = AnswerFile(home, now=lambda: moment)
    edits: list[Edit] = []
    for week in range(CHECKINS):
        on = (day + timedelta(weeks=week)).isoformat()
        skill = question.skills[week % len(question.skills)].key
        rated = {"date": on, "by": "", "skill": skill, "evidence": WORDS[:80], "level": week % 5 + 1}
        edits.append(Edit(question.key, rated, row=rating_row(on, "", skill)))
    for number in range(LOG):
        on = (day + timedelta(days=number * 2 // 3)).isoformat()
        done = {"date": on, "skills": ["risk"], "situation": WORDS[:60], "result": WORDS[:60]}
        edits.append(Edit("program.log", done, row=f"l{number}"))
    edits += [Edit("fit.why", f"{WORDS}{number}", apart=True) for number in range(HISTORY - len(edits))]
    for some in batched(edits, 500):
        moment += timedelta(days=180)
        store.save_all(some)
    return store


def figures(scratch: Path) -> Iterator[Figure]:
    """Yield the figures of the store."""
    store = store_of(scratch / "few")
    size = store.path.stat().st_size
    texts = (f"{WORDS}{number}" for number in range(10**6))

    def put(into: AnswerFile) -> float:
        return seconds(lambda: into.put("fit.why", next(texts)), 1, warm=0)[0]

    def write() -> float:
        return seconds(lambda: written(scratch / "bytes", bytes(size)), 1, warm=0)[0]

    put(store)
    puts, writes = in_turn(60, lambda: put(store), write)
    yield Figure("store.put, 100 answers", middle(puts) * 1e3, "ms", middle(writes) * 1e3, "durable write", 4)

    old = store_of(scratch / "much")
    for _ in range(HISTORY // 500):
        old.save_all([Edit("fit.why", next(texts), apart=True) for _ in range(500)])
    put(old)
    after, before = in_turn(60, lambda: put(old), lambda: put(store))
    yield Figure(
        "store.put after 10,000 entries", middle(after) * 1e3, "ms", middle(before) * 1e3, "with none", 1.2
    )

    home = scratch / "ten-years"
    ten_years(home)
    state = (home / "answers.json").read_bytes()
    reads, loads = in_turn(
        12,
        lambda: seconds(AnswerFile(home).read, 1, warm=0)[0],
        lambda: seconds(lambda: json.loads(state), 1, warm=0)[0],
    )
    yield Figure(
        "store.read, ten years", middle(reads) * 1e3, "ms", middle(loads) * 1e3, "json.loads of the file", 3
    )
