"""The order of a table's rows is the person's own: kept like an answer, and lost with nothing."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.small_workbook import asked
from workbook.answers.model import Edit
from workbook.errors import RefusedAnswer
from workbook.page.session import Session
from workbook.store import AnswerFile, disk
from workbook.store.replay import order_rows

KEY = "fit.days"
KINDS: dict[str, dict[str, Any]] = {
    "days": {"kind": "table", "columns": [{"key": "n", "kind": "number", "title": "N"}]},
    "why": {"kind": "text"},
}


def fill(store: AnswerFile, rows: str) -> AnswerFile:
    """Add a row for each character, in order."""
    for n, row in enumerate(rows):
        store.put_row(KEY, row, {"n": n})
    return store


def put_in_order(store: AnswerFile, wanted: str | list[str]) -> int:
    """Save an order and return its revision."""
    (saved,) = store.save_all([Edit(KEY, list(wanted), action="order")])
    return saved.revision


def order(store: AnswerFile) -> str:
    return "".join(row for row, _ in store.read()[KEY].in_order())


# What an order does


@pytest.mark.parametrize(
    ("rows", "wanted", "after"),
    [
        ("abc", "cab", "cab"),
        ("abc", "abc", "abc"),
        ("", "", ""),
        # One that is not named stays behind the one before it, and the first one in front.
        ("abc", "", "abc"),
        ("abc", "b", "abc"),
        ("abcd", "ca", "cdab"),
        ("abcd", "da", "dabc"),
        ("abcd", "dcb", "adcb"),
        ("abcde", "ecd", "abecd"),
        # Another tab may have deleted a row, and a page may name one twice.
        ("abc", "xcyb", "acb"),
        ("abc", "ccbcb", "acb"),
        ("abc", "xyz", "abc"),
    ],
)
def test_rows_stand_as_they_were_put_in_order(
    rows: str, wanted: str, after: str, store: AnswerFile, home: Path
) -> None:
    put_in_order(fill(store, rows), wanted)
    assert order(store) == after
    assert order(AnswerFile(home)) == after


def test_an_order_that_names_rows_which_are_not_there_is_no_obstacle() -> None:
    answer = {"order": ["gone", "a", "b"], "rows": {"a": {}, "b": {}}}
    assert order_rows(answer, ["gone", "b"]) == ["a", "b"]


@pytest.mark.parametrize(
    ("deed", "after"),
    [
        (lambda store: store.put_row(KEY, "d", {"n": 4}), "cabd"),
        (lambda store: store.put_row(KEY, "d", {"n": 4}, before="a"), "cdab"),
        (lambda store: store.put_row(KEY, "a", {"n": 9}), "cab"),
        (lambda store: store.delete_row(KEY, "a"), "cb"),
        (lambda store: store.put(KEY.replace("days", "why"), "So"), "cab"),
        (lambda store: store.mark(KEY, private=True), "cab"),
    ],
    ids=["add", "add before", "edit", "delete", "another answer", "mark"],
)
def test_an_order_outlives_what_is_done_to_rows(deed: Any, after: str, store: AnswerFile) -> None:
    put_in_order(fill(store, "abc"), "cab")
    deed(store)
    assert order(store) == after


def test_an_order_changes_no_row_and_not_when_one_was_changed(store: AnswerFile, clock) -> None:
    before = fill(store, "abc").read()[KEY]
    clock.move(days=1)
    put_in_order(store, "cab")
    after = store.read()[KEY]
    assert after.rows == before.rows
    assert after.changed == before.changed


def test_a_new_order_is_a_new_revision_and_the_same_one_again_changes_nothing(store: AnswerFile) -> None:
    fill(store, "abc")
    assert put_in_order(store, "cab") == store.read().revision == 4
    lines = store.lines()
    for wanted in ("cab", "ca", "c", "", "xcab"):
        assert put_in_order(store, wanted) == 4
    assert store.read().revision == 4
    assert store.lines() == lines


def test_an_order_for_a_table_without_rows_leaves_no_trace(store: AnswerFile) -> None:
    put_in_order(store, "ab")
    assert KEY not in store.read().answers
    assert store.read().revision == 0


def test_rows_and_their_order_can_be_saved_at_once(store: AnswerFile) -> None:
    edits = [Edit(KEY, {"n": n}, row=row) for n, row in enumerate("ab")]
    store.save_all([*edits, Edit(KEY, ["b", "a"], action="order")])
    assert order(store) == "ba"


def test_of_two_tabs_the_one_that_does_not_know_a_row_leaves_it_where_it_is(
    store: AnswerFile, home: Path
) -> None:
    fill(store, "abc")
    AnswerFile(home).put_row(KEY, "x", {"n": 9}, before="b")
    put_in_order(store, "cab")
    assert order(store) == "caxb"


# What can happen to files


def test_an_order_is_made_again_from_the_history_alone(store: AnswerFile, home: Path) -> None:
    put_in_order(fill(store, "abc"), "cab")
    whole = store.read()
    store.path.unlink()
    assert AnswerFile(home).read().answers == whole.answers
    assert order(AnswerFile(home)) == "cab"


def test_an_order_outlives_the_folding_of_the_history(store: AnswerFile, home: Path, clock) -> None:
    fill(store, "abc")
    for wanted in ("acb", "bca", "cab"):
        clock.move(minutes=1)
        put_in_order(store, wanted)
    before = len(store.lines())
    clock.move(days=3)
    store.put("fit.why", "So")  # the first save of a day folds what is old
    assert len(store.lines()) < before + 1
    assert order(store) == "cab"
    store.path.unlink()
    assert order(AnswerFile(home)) == "cab"


def test_a_fold_keeps_the_last_order_of_a_sitting(store: AnswerFile, clock) -> None:
    fill(store, "abc")
    for wanted, minutes in (("acb", 1), ("bca", 60), ("cba", 1), ("cab", 1)):
        clock.move(minutes=minutes)
        put_in_order(store, wanted)
    clock.move(days=3)
    store.put("fit.why", "So")
    assert ["".join(entry["order"]) for entry in store.entries() if "order" in entry] == ["acb", "cab"]


def test_an_order_is_no_version_of_its_answer(store: AnswerFile, clock) -> None:
    fill(store, "ab")
    versions = store.history(KEY)
    clock.move(hours=1)
    put_in_order(store, "ba")
    assert store.history(KEY) == versions
    assert [version.row for version in store.history(KEY, by_sitting=True)] == ["a", "b"]
    assert [version.row for version in store.past()[KEY]] == ["a", "b"]


# What comes from a page


@pytest.fixture
def session(store: AnswerFile) -> Session:
    return Session(fill(store, "abc"), asked(**KINDS))


def test_an_order_is_saved_and_announced(session: Session, home: Path) -> None:
    announced: list[set[str]] = []
    session.subscribe(announced.append)
    session.edit(Edit(KEY, ["c", "a", "b"], action="order"))
    assert "".join(row for row, _ in session.answer(KEY).in_order()) == "cab"
    assert announced == [{KEY}]
    assert order(AnswerFile(home)) == "cab"


@pytest.mark.parametrize("key", ["fit.why", "fit.weights"])
def test_a_question_without_rows_has_nothing_to_put_in_order(key: str, session: Session) -> None:
    with pytest.raises(RefusedAnswer, match=r"“.*” has no rows to put in order"):
        session.edit(Edit(key, ["c", "a", "b"], action="order"))
    assert key not in session.answers.answers


@pytest.mark.parametrize("value", [None, "cab", {"c": 1}, 3, ("c", "a", "b")])
def test_an_order_that_is_no_list_is_refused(value: Any, session: Session, home: Path) -> None:
    with pytest.raises(RefusedAnswer, match=r"“.*” has no rows to put in order"):
        session.edit(Edit(KEY, value, action="order"))
    assert order(AnswerFile(home)) == "abc"


@pytest.mark.parametrize("odd", [[["a"]], [{"a": 1}]])
def test_an_order_of_what_names_no_rows_is_refused_or_ignored(odd: list[Any], session: Session) -> None:
    with contextlib.suppress(RefusedAnswer):
        session.edit(Edit(KEY, odd, action="order"))
    assert "".join(row for row, _ in session.answer(KEY).in_order()) == "abc"


# Whatever the rows and the order


@settings(max_examples=100)
@given(
    st.lists(st.sampled_from("abcdef"), unique=True),
    st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=8), min_size=1, max_size=3),
)
def test_an_order_loses_and_adds_no_row_and_holds_for_those_that_it_names(
    rows: list[str], orders: list[list[str]]
) -> None:
    with tempfile.TemporaryDirectory() as folder, mock.patch.object(disk, "sync"):
        store = fill(AnswerFile(Path(folder) / "home"), "".join(rows))
        for wanted in orders:
            before = order(store)
            put_in_order(store, wanted)
            after = order(store)
            assert sorted(after) == sorted(rows)
            named = [row for row in dict.fromkeys(wanted) if row in rows]
            assert [row for row in after if row in named] == named
            # One that is not named is behind the same row as before.
            for row in (one for one in rows if one not in named):
                ahead = before[before.index(row) - 1] if before.index(row) else ""
                assert after[: after.index(row)][-1:] == ahead
        store.path.unlink(missing_ok=True)
        assert order(AnswerFile(Path(folder) / "home")) == after
