"""Either file, cut off or changed at any byte: it is noticed, repaired, and the next save works."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from workbook.errors import StoreError
from workbook.store import AnswerFile

from .children import temporary_files
from .ledger import state_is_sound

KEYS = ("a.b", "t.t")


@pytest.fixture
def filled(store: AnswerFile, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a home with texts and a table, a row of which was deleted."""
    monkeypatch.setattr(os, "fsync", lambda _: None)  # thousands of homes, none of which has to last
    store.put("a.b", "ä1")
    store.put_row("t.t", "r", {"n": 1})
    store.put_row("t.t", "s", {"n": 2})
    store.delete_row("t.t", "r")
    store.put("a.b", "ä2")
    store.mark("a.b", private=True)
    return home


def said(store: AnswerFile) -> dict[str, Any]:
    return store.read().model_dump(exclude={"checksum"})


def damaged_copies(home: Path) -> list[Path]:
    return sorted(home.glob("answers.damaged-*.json"))


def cut_off(data: bytes) -> Iterator[tuple[str, bytes]]:
    for end in range(len(data)):
        yield f"cut off at byte {end}", data[:end]


def changed(data: bytes, *, every_bit: bool) -> Iterator[tuple[str, bytes]]:
    """Yield the data with each byte changed: in the short run by its lowest, a middle or its highest bit."""
    for place in range(len(data)):
        for bit in range(8) if every_bit else [(0, 5, 7)[place % 3]]:
            flipped = bytes([data[place] ^ 1 << bit])
            yield f"bit {bit} of byte {place} changed", data[:place] + flipped + data[place + 1 :]


def broken_homes(
    filled: Path, file: str, damages: Iterator[tuple[str, bytes]]
) -> Iterator[tuple[str, Path, bytes]]:
    """Yield a copy of the home for each damage to the file, and remove it afterwards."""
    for what, broken in damages:
        home = filled.parent / "broken"
        shutil.copytree(filled, home)
        (home / file).write_bytes(broken)
        yield what, home, broken
        shutil.rmtree(home)


def check_next_save(home: Path, before: dict[str, Any], what: str) -> None:
    store = AnswerFile(home)
    assert store.put("a.next", what).revision > before["revision"], what
    now = said(AnswerFile(home))["answers"]
    assert now.pop("a.next")["value"] == what
    assert now == before["answers"], what
    assert state_is_sound(home), what
    assert temporary_files(home) == [], what


def check_state(filled: Path, damages: Iterator[tuple[str, bytes]]) -> None:
    """Fail unless each damage to the state is noticed and repaired, and the damaged file kept and named."""
    before, meaning = said(AnswerFile(filled)), json.loads((filled / "answers.json").read_bytes())
    for what, home, broken in broken_homes(filled, "answers.json", damages):
        store = AnswerFile(home)
        assert said(store) == before, what
        kept = damaged_copies(home)
        if means(broken) == meaning:  # the last byte is the end of the last line
            assert (kept, store.notices) == ([], []), what
        else:
            assert [path.read_bytes() for path in kept] == [broken], what
            assert kept[0].name in store.notices[0], what
        check_next_save(home, before, what)
        assert damaged_copies(home) == kept, what


def means(data: bytes) -> Any:
    try:
        return json.loads(data)
    except ValueError:
        return None


def check_history(filled: Path, damages: Iterator[tuple[str, bytes]]) -> None:
    """Fail unless every answer is there, no version is made up, and nothing but StoreError is raised."""
    before = said(AnswerFile(filled))
    real = {key: AnswerFile(filled).history(key) for key in KEYS}
    for what, home, _ in broken_homes(filled, "history.jsonl", damages):
        assert said(AnswerFile(home)) == before, what
        for key in KEYS:
            with suppress(StoreError):
                told = AnswerFile(home).history(key)
                assert told == [version for version in real[key] if version in told], what
        check_next_save(home, before, what)
        assert [version.value for version in AnswerFile(home).history("a.next")] == [what]


def test_a_state_cut_off_at_any_byte_is_noticed_and_mended(filled: Path) -> None:
    check_state(filled, cut_off((filled / "answers.json").read_bytes()))


def test_a_state_with_any_byte_changed_is_noticed_and_mended(filled: Path, long: bool) -> None:
    check_state(filled, changed((filled / "answers.json").read_bytes(), every_bit=long))


def test_a_history_cut_off_at_any_byte_costs_no_answer(filled: Path) -> None:
    check_history(filled, cut_off((filled / "history.jsonl").read_bytes()))


def test_a_history_with_any_byte_changed_costs_no_answer(filled: Path, long: bool) -> None:
    check_history(filled, changed((filled / "history.jsonl").read_bytes(), every_bit=long))
