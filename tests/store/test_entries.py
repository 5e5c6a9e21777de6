"""The history's lines keep their bytes: those of ten years ago are read, and new ones look the same."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from workbook.answers.model import Edit
from workbook.store import AnswerFile
from workbook.store.compaction import fold_lines
from workbook.store.entries import format_line, parse_entries, parse_line, revision_of, row_of, value_of

ID = "0123456789abcdef0123456789abcdef"
AT = "2026-03-03T09:12:44Z"
PLAN = "plan.milestones"


class Kind(NamedTuple):
    """What is done after the line above, the line that it leaves, and what the line holds."""

    deed: Callable[[AnswerFile], Any]
    line: bytes
    entry: dict[str, Any]


def change(revision: int, key: str, **more: Any) -> dict[str, Any]:
    return {"revision": revision, "at": AT, "key": key, **more}


KINDS = {
    "the first line": Kind(
        lambda store: store.read(),
        (
            b'{"state": {"schema": 1, "workbook": "0123456789abcdef0123456789abcdef", "revision": '
            b'0, "answers": {}}, "sum": "8c384b50772e44ae"}'
        ),
        {"state": {"schema": 1, "workbook": ID, "revision": 0, "answers": {}}},
    ),
    "a text": Kind(
        lambda store: store.put("fit.why", "first"),
        (
            b'{"revision": 1, "at": "2026-03-03T09:12:44Z", "key": "fit.why", "value": "first", '
            b'"sum": "3d67e98460fbc313"}'
        ),
        change(1, "fit.why", value="first"),
    ),
    "a text by who saw the one before": Kind(
        lambda store: store.put("fit.why", "there", base=1),
        (
            b'{"revision": 2, "at": "2026-03-03T09:12:44Z", "key": "fit.why", "value": "there", '
            b'"sum": "23fd26924fd582a4"}'
        ),
        change(2, "fit.why", value="there"),
    ),
    "a text over one that was not seen": Kind(
        lambda store: store.put("fit.why", "hier: Grüße\n", base=1),
        (
            '{"revision": 3, "at": "2026-03-03T09:12:44Z", "key": "fit.why", "value": "hier: '
            'Grüße\\n", "over": 2, "sum": "1e90eed5471e6661"}'
        ).encode(),
        change(3, "fit.why", value="hier: Grüße\n", over=2),
    ),
    "a text that settles one that waited": Kind(
        lambda store: store.put("fit.why", "decided", settles=[2]),
        (
            b'{"revision": 4, "at": "2026-03-03T09:12:44Z", "key": "fit.why", "value": "decided", '
            b'"settled": [2], "sum": "35776be3ee2d977e"}'
        ),
        change(4, "fit.why", value="decided", settled=[2]),
    ),
    "a text that begins a version": Kind(
        lambda store: store.save_all([Edit("fit.why", "apart", apart=True)]),
        (
            b'{"revision": 5, "at": "2026-03-03T09:12:44Z", "key": "fit.why", "value": "apart", '
            b'"apart": true, "sum": "7e4ba4c559ccd4ad"}'
        ),
        change(5, "fit.why", value="apart", apart=True),
    ),
    "a row": Kind(
        lambda store: store.put_row(PLAN, "m7k2", {"name": "Alpha", "part": 0.5}),
        (
            b'{"revision": 6, "at": "2026-03-03T09:12:44Z", "key": "plan.milestones", "row": '
            b'"m7k2", "value": {"name": "Alpha", "part": 0.5}, "sum": "cef56a8d9e9bf24b"}'
        ),
        change(6, PLAN, row="m7k2", value={"name": "Alpha", "part": 0.5}),
    ),
    "a row in front of another": Kind(
        lambda store: store.put_row(PLAN, "q1zz", {"name": "Beta"}, before="m7k2"),
        (
            b'{"revision": 7, "at": "2026-03-03T09:12:44Z", "key": "plan.milestones", "row": '
            b'"q1zz", "value": {"name": "Beta"}, "before": "m7k2", "sum": "928c9fc24ea05ffa"}'
        ),
        change(7, PLAN, row="q1zz", value={"name": "Beta"}, before="m7k2"),
    ),
    "a row again": Kind(
        lambda store: store.put_row(PLAN, "q1zz", {"name": "Gamma"}, base=7),
        (
            b'{"revision": 8, "at": "2026-03-03T09:12:44Z", "key": "plan.milestones", "row": '
            b'"q1zz", "value": {"name": "Gamma"}, "sum": "02749b1895c4b969"}'
        ),
        change(8, PLAN, row="q1zz", value={"name": "Gamma"}),
    ),
    "a row over one that was not seen": Kind(
        lambda store: store.put_row(PLAN, "q1zz", {"name": "Delta"}, base=7),
        (
            b'{"revision": 9, "at": "2026-03-03T09:12:44Z", "key": "plan.milestones", "row": '
            b'"q1zz", "value": {"name": "Delta"}, "over": 8, "sum": "0520b85c82dab93a"}'
        ),
        change(9, PLAN, row="q1zz", value={"name": "Delta"}, over=8),
    ),
    "a row that settles one that waited": Kind(
        lambda store: store.put_row(PLAN, "q1zz", {"name": "Epsilon"}, before="m7k2", settles=[8]),
        (
            b'{"revision": 10, "at": "2026-03-03T09:12:44Z", "key": "plan.milestones", "row": '
            b'"q1zz", "value": {"name": "Epsilon"}, "before": "m7k2", "settled": [8], "sum": '
            b'"5961c89a5dc17320"}'
        ),
        change(10, PLAN, row="q1zz", value={"name": "Epsilon"}, before="m7k2", settled=[8]),
    ),
    "a privacy mark": Kind(
        lambda store: store.mark("fit.why", private=True),
        (
            b'{"revision": 11, "at": "2026-03-03T09:12:44Z", "key": "fit.why", "private": true, '
            b'"sum": "ef16ad938c1979d9"}'
        ),
        change(11, "fit.why", private=True),
    ),
    "a privacy mark over one that was not seen": Kind(
        lambda store: store.save_all([Edit("fit.why", False, base=3, action="mark")]),
        (
            b'{"revision": 12, "at": "2026-03-03T09:12:44Z", "key": "fit.why", "private": false, '
            b'"over": 11, "sum": "ca5d41b81dc2ef87"}'
        ),
        change(12, "fit.why", private=False, over=11),
    ),
    "an order": Kind(
        lambda store: store.save_all([Edit(PLAN, ["m7k2", "q1zz"], action="order")]),
        (
            b'{"revision": 13, "at": "2026-03-03T09:12:44Z", "key": "plan.milestones", "order": '
            b'["m7k2", "q1zz"], "sum": "3cb5e9867a384de6"}'
        ),
        change(13, PLAN, order=["m7k2", "q1zz"]),
    ),
    "a deletion": Kind(
        lambda store: store.delete_row(PLAN, "q1zz"),
        (
            b'{"revision": 14, "at": "2026-03-03T09:12:44Z", "key": "plan.milestones", "row": '
            b'"q1zz", "deleted": true, "sum": "d7105a867e568fcf"}'
        ),
        change(14, PLAN, row="q1zz", deleted=True),
    ),
    "a deletion that settles a text": Kind(
        lambda store: store.save_all([Edit(PLAN, row="m7k2", settles=(6,), action="delete")]),
        (
            b'{"revision": 15, "at": "2026-03-03T09:12:44Z", "key": "plan.milestones", "row": '
            b'"m7k2", "deleted": true, "settled": [6], "sum": "2fad9566caded944"}'
        ),
        change(15, PLAN, row="m7k2", deleted=True, settled=[6]),
    ),
    "several at once": Kind(
        lambda store: store.save_all([Edit("fit.a", 1), Edit("fit.b", None), Edit("fit.b", [True, 1e-7])]),
        (
            b'{"all": [{"revision": 16, "at": "2026-03-03T09:12:44Z", "key": "fit.a", "value": 1}, '
            b'{"revision": 17, "at": "2026-03-03T09:12:44Z", "key": "fit.b", "value": null}, '
            b'{"revision": 18, "at": "2026-03-03T09:12:44Z", "key": "fit.b", "value": [true, '
            b'1e-07]}], "sum": "f8919ade3bb790a5"}'
        ),
        {
            "all": [
                change(16, "fit.a", value=1),
                change(17, "fit.b", value=None),
                change(18, "fit.b", value=[True, 1e-07]),
            ]
        },
    ),
}


@pytest.fixture
def begun(store: AnswerFile, monkeypatch: pytest.MonkeyPatch) -> AnswerFile:
    """Return a store whose workbook has the id of the lines above."""
    monkeypatch.setattr(uuid, "uuid4", lambda: uuid.UUID(ID))
    return store


def test_every_kind_of_change_leaves_the_line_that_it_always_left(begun: AnswerFile) -> None:
    for name, kind in KINDS.items():
        kind.deed(begun)
        assert begun.lines()[-1] == kind.line, name


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_of_line_is_read_and_written_again_as_it_was(name: str) -> None:
    _, line, entry = KINDS[name]
    assert parse_line(line) == entry
    assert format_line(parse_line(line)).rstrip() == line


def test_a_history_of_every_kind_of_line_makes_the_answers(home: Path, begun: AnswerFile) -> None:
    home.mkdir()
    (home / "history.jsonl").write_bytes(b"".join(kind.line + b"\n" for kind in KINDS.values()))
    answers = begun.read()
    assert (answers.workbook, answers.revision, begun.gaps()) == (ID, 18, 0)
    assert {key: (one.value, one.revision) for key, one in answers.answers.items()} == {
        "fit.why": ("apart", 5),
        PLAN: (None, 0),
        "fit.a": (1, 16),
        "fit.b": ([True, 1e-7], 18),
    }
    assert answers["fit.why"].private is False
    assert (answers[PLAN].order, answers[PLAN].rows) == ((), {})
    assert [(version.revision, version.row, version.value) for version in begun.history(PLAN)] == [
        (6, "m7k2", {"name": "Alpha", "part": 0.5}),
        (7, "q1zz", {"name": "Beta"}),
        (8, "q1zz", {"name": "Gamma"}),
        (9, "q1zz", {"name": "Delta"}),
        (10, "q1zz", {"name": "Epsilon"}),
        (14, "q1zz", None),
        (15, "m7k2", None),
    ]


def test_a_fold_leaves_the_lines_that_it_always_left(clock) -> None:
    lines = [kind.line for kind in KINDS.values()]
    result = fold_lines(lines, clock() + timedelta(days=3))
    assert result
    gone = [1, 7]  # a first text, and a row, that were typed over
    assert result[:-3] == [line for n, line in enumerate(lines[:-1]) if n not in gone]
    assert result[-3:] == [
        (
            b'{"revision": 16, "at": "2026-03-03T09:12:44Z", "key": "fit.a", "value": 1, "sum": '
            b'"c05bbbca22dc0d62"}'
        ),
        (
            b'{"revision": 18, "at": "2026-03-03T09:12:44Z", "key": "fit.b", "value": [true, '
            b'1e-07], "sum": "5d78098bb7795c6e"}'
        ),
        (
            b'{"state": {"schema": 1, "workbook": "0123456789abcdef0123456789abcdef", "revision": '
            b'18, "answers": {"fit.why": {"value": "apart", "revision": 5, "at": '
            b'"2026-03-03T09:12:44Z", "private": false}, "plan.milestones": {"order": [], "rows": '
            b'{}}, "fit.a": {"value": 1, "revision": 16, "at": "2026-03-03T09:12:44Z"}, "fit.b": '
            b'{"value": [true, 1e-07], "revision": 18, "at": "2026-03-03T09:12:44Z"}}}, "folded": '
            b'true, "sum": "0dfcdb0fdd048923"}'
        ),
    ]


def test_a_key_that_only_a_later_version_knows_is_kept() -> None:
    line = format_line({**change(1, "a.b", value="word"), "mood": "good"})
    assert parse_entries(line) == [{**change(1, "a.b", value="word"), "mood": "good"}]


def test_a_line_with_one_letter_changed_is_not_taken_for_an_entry() -> None:
    entry = {"revision": 1, "at": "x", "key": "a.b", "value": "word"}
    line = format_line(entry)
    assert parse_line(line.rstrip()) == entry
    assert parse_line(line.replace(b"word", b"ward")) is None
    assert parse_line(line[:-5]) is None


@pytest.mark.parametrize("data", [b"", b"junk", b"[]", b"null", b"{}", b"\xff", b"[" * 200_000])
def test_a_line_that_can_not_be_read_holds_no_entry(data: bytes) -> None:
    assert parse_line(data) is None
    assert parse_entries(data) == []


def test_a_whole_document_has_the_revision_of_its_last_change() -> None:
    assert [revision_of(entry) for kind in KINDS.values() for entry in parse_entries(kind.line)] == [
        *range(19)
    ]


def test_a_mark_gives_no_value_and_is_about_no_row() -> None:
    (mark,) = parse_entries(KINDS["a privacy mark"].line)
    assert (row_of(mark), value_of(mark)) == (None, None)
