"""A clock that is wrong reorders nothing; a workbook that is newer than this one is left as it is."""

import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from workbook.answers.model import SCHEMA
from workbook.errors import NewerSchema
from workbook.store import AnswerFile
from workbook.store.document import checksum
from workbook.store.entries import format_line

TODAY = datetime(2026, 3, 3, 9, 12, 44, tzinfo=UTC)
CLOCKS = {
    "years slow": [TODAY - timedelta(days=4000) + timedelta(hours=n) for n in range(8)],
    "years fast": [TODAY + timedelta(days=9000) + timedelta(hours=n) for n in range(8)],
    "going backwards": [TODAY - timedelta(days=400 * n) for n in range(8)],
    "going back and forth": [TODAY + timedelta(days=n * (3000, -3000)[n % 2]) for n in range(8)],
    "fast, and then put right": [TODAY + timedelta(days=3000 * (n < 4), hours=n) for n in range(8)],
    "slow, and then put right": [TODAY - timedelta(days=3000 * (n < 4), hours=-n) for n in range(8)],
    "beginning anew at each start": [datetime(1970, 1, 1, n, tzinfo=UTC) for n in (0, 1) * 4],
    "at the end of time": [datetime(9999, 12, 31, n, tzinfo=UTC) for n in range(8)],
}


@pytest.mark.parametrize("clock", CLOCKS)
def test_a_clock_that_is_years_off_reorders_nothing(clock: str, home: Path) -> None:
    for count, time in enumerate(CLOCKS[clock]):
        store = AnswerFile(home, now=lambda time=time: time)  # a start of the workbook, each time
        saved = store.put("a.b", count)
        assert store.put_row("t.t", f"r{count}", {"n": count}).revision > saved.revision
        assert store.read().value("a.b") == count
    counts = range(len(CLOCKS[clock]))
    for one in (store, AnswerFile(home)):
        assert one.read().value("a.b") == counts[-1]
        versions = one.history("a.b")
        assert [version.value for version in versions] == list(counts)
        assert [version.revision for version in versions] == sorted(
            {version.revision for version in versions}
        )
        assert [row for row, _ in one.read()["t.t"].in_order()] == [f"r{n}" for n in counts]


@pytest.mark.parametrize("clock", CLOCKS)
def test_what_the_history_makes_again_is_in_order_whatever_the_clock_said(clock: str, home: Path) -> None:
    for count, time in enumerate(CLOCKS[clock]):
        AnswerFile(home, now=lambda time=time: time).put("a.b", count)
    state = (home / "answers.json").read_bytes()
    for lost in (None, b"", state[:-9]):
        (home / "answers.json").unlink() if lost is None else (home / "answers.json").write_bytes(lost)
        assert AnswerFile(home, now=lambda: CLOCKS[clock][0]).read().value("a.b") == len(CLOCKS[clock]) - 1


@pytest.mark.parametrize("clock", CLOCKS)
def test_a_stale_edit_is_told_by_its_revision_and_not_by_the_clock(clock: str, home: Path) -> None:
    for count, time in enumerate(CLOCKS[clock]):
        store = AnswerFile(home, now=lambda time=time: time)
        seen = store.read()["a.b"].revision
        assert store.put("a.b", f"theirs {count}", base=seen).conflict is None
        assert store.put("a.b", f"mine {count}", base=seen).conflict == f"theirs {count}"


def test_of_several_copies_the_one_of_the_latest_revision_is_taken_whatever_its_day(home: Path) -> None:
    days = [9000, 9001, 0, 1]  # the clock was fast at first
    for day in days:
        AnswerFile(home, now=lambda day=day: TODAY + timedelta(days=day)).put("a.b", f"of day {day}")
    copied = {
        path.stem: json.loads(path.read_bytes()) for path in (home / "snapshots").iterdir()
    }  # each as it was before the day's first save
    assert len(copied) == 3
    latest = max(copied.values(), key=lambda copy: copy["revision"])["answers"]["a.b"]["value"]
    assert latest == f"of day {days[-2]}"
    (home / "answers.json").write_bytes(b"{ torn")
    (home / "history.jsonl").unlink()
    assert AnswerFile(home, now=lambda: TODAY + timedelta(days=2)).read().value("a.b") == latest


# A newer workbook was here

DEEDS: dict[str, Callable[[AnswerFile], Any]] = {
    "read": lambda store: store.read(),
    "put": lambda store: store.put("a.b", "new"),
    "put what is there": lambda store: store.put("a.b", "old"),
    "put_row": lambda store: store.put_row("t.t", "s", {"v": "new"}),
    "delete_row": lambda store: store.delete_row("t.t", "r"),
    "mark": lambda store: store.mark("a.b", private=True),
    "history": lambda store: store.history("a.b"),
    "check_writable": lambda store: store.check_writable(),
}


def newer_state(home: Path) -> None:
    document = json.loads((home / "answers.json").read_bytes())
    del document["checksum"]
    document["schema"] = SCHEMA + 1
    document["checksum"] = checksum(document)
    (home / "answers.json").write_text(json.dumps(document), "utf-8")


def unknown_shape(home: Path) -> None:
    (home / "answers.json").write_bytes(b'{"schema": %d, "answers": "in some other way"}' % (SCHEMA + 5))


def newer_state_alone(home: Path) -> None:
    newer_state(home)
    for path in (home / "history.jsonl", home / ".lock"):
        path.unlink()


def newer_history(home: Path) -> None:
    """Leave of a newer workbook what its history knows; its state is lost."""
    document = json.loads((home / "answers.json").read_bytes())
    del document["checksum"]
    document["schema"] = SCHEMA + 1
    (home / "history.jsonl").write_bytes(format_line({"state": document}))
    (home / "answers.json").unlink()


def sums(home: Path) -> dict[str, str]:
    return {
        str(path.relative_to(home)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in home.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("left", [newer_state, unknown_shape, newer_state_alone, newer_history])
@pytest.mark.parametrize("deed", DEEDS)
def test_a_newer_workbook_is_refused_with_a_sentence_and_no_file_is_changed(
    deed: str, left: Callable[[Path], None], home: Path
) -> None:
    store = AnswerFile(home)
    store.put("a.b", "older")
    store.put("a.b", "old")
    store.put_row("t.t", "r", {"v": "old"})
    left(home)
    before = sums(home)
    for one in (store, AnswerFile(home)):  # one that was open meanwhile, and one that is opened now
        if deed in ("history", "check_writable"):  # they need not look at the answers
            with suppress(NewerSchema):
                DEEDS[deed](one)
        else:
            with pytest.raises(NewerSchema, match=r"Nothing was changed\. Update this workbook to"):
                DEEDS[deed](one)
        after = sums(home)
        assert {name: after.pop(name, "gone") for name in before} == before
        assert set(after) <= ({".lock"} if deed != "read" else set())
