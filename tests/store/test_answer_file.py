"""Answers that are reported as saved are on disk, in the agreed format, whoever else is writing."""

import errno
import hashlib
import json
import os
import stat
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbook.answers.model import Edit, Saved
from workbook.errors import RefusedAnswer, StoreError
from workbook.store.answer_file import SIZE_LIMIT, AnswerFile
from workbook.store.document import checksum, sanitize


def document(home: Path) -> dict:
    return json.loads((home / "answers.json").read_bytes())


def write_document(home: Path, changed: dict) -> None:
    """Put a document in place with a checksum that is right, as another version would."""
    home.mkdir(exist_ok=True)
    (home / "answers.json").write_text(json.dumps({**changed, "checksum": checksum(changed)}), "utf-8")


# What is saved is there


@pytest.mark.parametrize(
    "value", ["In March…\nwe moved.", "", 3, 2.5, None, ["a", "b"], {"across": 40}, "😀 \u2028 </script>"]
)
def test_what_is_put_is_read_again_by_another_program(value, store: AnswerFile, home: Path) -> None:
    store.put("fit.why", value)
    assert AnswerFile(home).read().value("fit.why") == value


def test_a_missing_home_is_made_and_holds_an_empty_workbook(store: AnswerFile, home: Path) -> None:
    answers = store.read()
    assert (answers.revision, answers.answers) == (0, {})
    assert answers.workbook
    assert document(home)["workbook"] == answers.workbook
    assert store.notices == []


def test_the_file_has_the_agreed_layout(store: AnswerFile, home: Path) -> None:
    store.put("fit.why", "In March…")
    store.mark("fit.why", private=True)
    store.put_row("plan.milestones", "m7k2", {"name": "Alpha", "due": "2026-04-14"})
    store.put_row("plan.milestones", "q1zz", {"name": "Beta"})
    kept = document(home)
    assert list(kept) == ["schema", "workbook", "revision", "checksum", "answers"]
    assert (kept["schema"], kept["revision"]) == (1, 4)
    assert kept["answers"] == {
        "fit.why": {"value": "In March…", "revision": 1, "at": "2026-03-03T09:12:44Z", "private": True},
        "plan.milestones": {
            "order": ["m7k2", "q1zz"],
            "rows": {
                "m7k2": {
                    "value": {"name": "Alpha", "due": "2026-04-14"},
                    "revision": 3,
                    "at": "2026-03-03T09:12:44Z",
                },
                "q1zz": {"value": {"name": "Beta"}, "revision": 4, "at": "2026-03-03T09:12:44Z"},
            },
        },
    }


def test_the_checksum_is_the_sha256_of_the_canonical_document_without_it(
    store: AnswerFile, home: Path
) -> None:
    store.put("fit.why", "Ünïcode")
    kept = document(home)
    said = kept.pop("checksum")
    canonical = json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert said == hashlib.sha256(canonical.encode()).hexdigest()


def test_a_person_can_read_the_file_a_line_per_answer_and_per_row(store: AnswerFile, home: Path) -> None:
    store.put("fit.why", "Grüße")
    store.put_row("fit.energy", "a", {"what": "standup"})
    store.put_row("fit.energy", "b", {"what": "review"})
    lines = (home / "answers.json").read_text("utf-8").splitlines()
    assert [line for line in lines if '"fit.why"' in line and "Grüße" in line]
    assert [line.strip()[:4] for line in lines if "standup" in line or "review" in line] == ['"a":', '"b":']


def test_each_save_has_a_revision_of_its_own(store: AnswerFile) -> None:
    assert [store.put("a.b", str(n)) for n in range(3)] == [Saved(1), Saved(2), Saved(3)]


def test_the_same_value_again_writes_nothing(store: AnswerFile, home: Path) -> None:
    first = store.put("fit.why", "same")
    before = {path: path.read_bytes() for path in home.iterdir()}
    assert store.put("fit.why", "same", base=0) == first
    assert {path: path.read_bytes() for path in home.iterdir()} == before


def test_true_is_not_the_same_as_one(store: AnswerFile) -> None:
    store.put("a.b", 1)
    assert store.put("a.b", True).revision == 2
    assert store.read().value("a.b") is True


def test_an_answer_can_be_emptied(store: AnswerFile) -> None:
    store.put("a.b", "words")
    store.put("a.b", "")
    assert store.read().value("a.b") == ""
    assert [version.value for version in store.history("a.b")] == ["words", ""]


def test_a_private_mark_leaves_the_value_and_its_revision_alone(store: AnswerFile) -> None:
    store.put("a.b", "words")
    store.mark("a.b", private=True)
    answer = store.read()["a.b"]
    assert (answer.value, answer.revision, answer.private) == ("words", 1, True)
    assert [version.value for version in store.history("a.b")] == ["words"]


# Two who write the same


def test_a_stale_base_saves_and_hands_back_the_other_text_which_history_keeps(store: AnswerFile) -> None:
    seen = store.put("fit.why", "first").revision
    store.put("fit.why", "from the other tab", base=seen)
    saved = store.put("fit.why", "from this tab", base=seen)
    assert saved == Saved(3, conflict="from the other tab")
    assert store.read().value("fit.why") == "from this tab"
    assert [version.value for version in store.history("fit.why")] == [
        "first",
        "from the other tab",
        "from this tab",
    ]


def test_a_base_that_is_current_is_no_conflict(store: AnswerFile) -> None:
    seen = store.put("fit.why", "first").revision
    store.put("fit.other", "in between")
    assert store.put("fit.why", "second", base=seen).conflict is None


def test_no_base_claims_no_knowledge_and_is_no_conflict(store: AnswerFile) -> None:
    store.put("fit.why", "first")
    assert store.put("fit.why", "second").conflict is None


def test_a_conflict_over_a_row_hands_back_the_row_as_json(store: AnswerFile) -> None:
    store.put_row("t.t", "r", {"what": "ä"})
    store.put_row("t.t", "r", {"what": "other"}, base=1)
    saved = store.put_row("t.t", "r", {"what": "mine"}, base=1)
    assert json.loads(saved.conflict or "") == {"what": "other"}


# A text that was replaced unseen


def waiting(store: AnswerFile, row: str | None = None) -> list[object]:
    """Return the texts that wait for a decision beside the answer, or beside a row, as others read it."""
    answers = AnswerFile(store.home).read()
    place = answers["a.b"] if row is None else answers["t.t"].rows[row]
    return [other.value for other in place.others]


@pytest.fixture
def disputed(store: AnswerFile) -> AnswerFile:
    """Return a store where "here" has replaced "there" unseen, in an answer and in a row."""
    store.put("a.b", "before")
    store.put("a.b", "there", base=1)
    store.put("a.b", "here", base=1)
    store.put_row("t.t", "r", {"what": "before"})
    store.put_row("t.t", "r", {"what": "there"}, base=4)
    store.put_row("t.t", "r", {"what": "here"}, base=4)
    return store


def test_a_text_that_was_replaced_unseen_stays_beside_the_new_one(disputed: AnswerFile) -> None:
    answer = disputed.read()["a.b"]
    assert answer.value == "here"
    (other,) = answer.others
    (kept,) = [version for version in disputed.history("a.b") if version.value == "there"]
    assert (other.value, other.revision, other.at) == (kept.value, kept.revision, kept.at)


def test_a_row_that_was_replaced_unseen_stays_beside_the_new_one(disputed: AnswerFile) -> None:
    disputed.put_row("t.t", "s", {"what": "of another row"})
    row = disputed.read()["t.t"].rows["r"]
    assert (row.value, [(one.value, one.revision) for one in row.others]) == (
        {"what": "here"},
        [({"what": "there"}, 5)],
    )
    assert waiting(disputed, "s") == []


def test_what_was_seen_and_replaced_does_not_wait(store: AnswerFile) -> None:
    store.put("a.b", "first")
    store.put("a.b", "second", base=1)
    store.put("a.b", "third")
    assert waiting(store) == []


def test_it_waits_through_later_saves_until_one_settles_it(disputed: AnswerFile) -> None:
    disputed.put("a.b", "here, later", base=3)
    disputed.mark("a.b", private=True)
    disputed.put_row("t.t", "r", {"what": "here, later"}, base=6)
    assert (waiting(disputed), waiting(disputed, "r")) == (["there"], [{"what": "there"}])
    disputed.put("a.b", "decided", settles=[2])
    disputed.put_row("t.t", "r", {"what": "decided"}, settles=[5])
    assert (waiting(disputed), waiting(disputed, "r")) == ([], [])
    assert "there" in [version.value for version in disputed.history("a.b")]


def test_to_stay_with_the_text_that_is_there_settles_too(disputed: AnswerFile) -> None:
    saved = disputed.put("a.b", "here", base=3, settles=[2])
    assert (saved.conflict, waiting(disputed), disputed.read().value("a.b")) == (None, [], "here")
    assert disputed.put_row("t.t", "r", {"what": "here"}, base=6, settles=[5]).conflict is None
    assert waiting(disputed, "r") == []


def test_a_decision_that_is_said_again_writes_nothing(disputed: AnswerFile) -> None:
    disputed.put("a.b", "here", settles=[2])
    before = disputed.lines()
    disputed.put("a.b", "here", settles=[2])
    disputed.put("a.b", "here", settles=[99])
    assert disputed.lines() == before


def test_to_take_the_other_text_leaves_none_waiting(disputed: AnswerFile) -> None:
    disputed.put("a.b", "there", base=3, settles=[2])
    assert (disputed.read().value("a.b"), waiting(disputed)) == ("there", [])


def test_a_decision_on_one_text_leaves_the_others_waiting(disputed: AnswerFile) -> None:
    disputed.put("a.b", "a third", base=1)
    assert waiting(disputed) == ["there", "here"]
    disputed.put("a.b", "decided", settles=[2])
    assert waiting(disputed) == ["here"]


def test_a_decision_may_come_with_a_text_that_is_itself_in_dispute(disputed: AnswerFile) -> None:
    disputed.put("a.b", "meanwhile", base=3)
    assert disputed.put("a.b", "decided", base=3, settles=[2]).conflict == "meanwhile"
    assert waiting(disputed) == ["meanwhile"]


@pytest.mark.parametrize(
    ("there", "here"),
    [
        ("there", "here, and there"),
        ("  there\n", "here, and there"),
        ("", "here"),
        (" \n", "here"),
        (None, 3),
        ([], ["a"]),
        ({"across": 40}, {"across": 40, "making": 10}),
    ],
)
def test_what_stands_whole_in_the_new_one_needs_no_decision(there, here, store: AnswerFile) -> None:
    store.put("a.b", "before")
    store.put("a.b", there, base=1)
    store.put("a.b", here, base=1)
    assert (store.read().value("a.b"), waiting(store)) == (here, [])


@pytest.mark.parametrize(
    ("there", "here"),
    [
        ("there", "here"),
        ("here, and there", "here"),
        (3, 4),
        (["a"], ["b"]),
        ({"across": 40}, {"across": 10}),
        ({"across": 40, "making": 10}, {"across": 40}),
    ],
)
def test_what_does_not_waits(there, here, store: AnswerFile) -> None:
    store.put("a.b", "before")
    store.put("a.b", there, base=1)
    store.put("a.b", here, base=1)
    assert waiting(store) == [there]


def test_a_row_of_which_every_cell_stands_in_the_new_one_needs_no_decision(store: AnswerFile) -> None:
    store.put_row("t.t", "r", {"what": "before"})
    store.put_row("t.t", "r", {"what": "there", "when": ""}, base=1)
    store.put_row("t.t", "r", {"what": "here, and there"}, base=1)
    assert waiting(store, "r") == []


def test_a_text_joined_by_hand_later_needs_no_decision(disputed: AnswerFile) -> None:
    disputed.put("a.b", "here, and what was there", base=3)
    assert waiting(disputed) == []


def test_pauses_while_typing_on_two_sides_do_not_pile_up(store: AnswerFile) -> None:
    base = store.put("a.b", "before").revision
    seen = {"left": base, "right": base}
    words = {"left": "what I write on the left", "right": "and on the right in the same minute"}
    for end in range(4, 24):
        for side, text in words.items():
            seen[side] = store.put("a.b", text[:end], base=seen[side]).revision
            assert len(waiting(store)) <= 2
    assert waiting(store) == [words["left"][:23]]
    assert store.read().value("a.b") == words["right"][:23]


def test_at_most_five_wait_and_the_history_keeps_them_all(store: AnswerFile) -> None:
    texts = [f"by {name}" for name in "abcdefgh"]
    for text in texts:
        store.put("a.b", text, base=0)
    assert waiting(store) == texts[2:7]
    assert [version.value for version in store.history("a.b")] == texts


def test_what_waits_is_made_again_from_the_history_alone(disputed: AnswerFile, home: Path) -> None:
    before = disputed.read().answers
    (home / "answers.json").unlink()
    assert AnswerFile(home).read().answers == before
    assert (waiting(disputed), waiting(disputed, "r")) == (["there"], [{"what": "there"}])


def test_what_waits_is_still_there_when_the_history_was_folded(
    disputed: AnswerFile, home: Path, clock
) -> None:
    for text in ("here, and more", "here, and more of it"):
        disputed.put("a.b", text, base=disputed.read()["a.b"].revision)
    lines = len(disputed.lines())
    clock.move(days=3)
    disputed.put("a.c", "which folds")
    assert len(disputed.lines()) < lines + 1
    assert (waiting(disputed), waiting(disputed, "r")) == (["there"], [{"what": "there"}])
    (home / "answers.json").unlink()
    assert (waiting(disputed), waiting(disputed, "r")) == (["there"], [{"what": "there"}])
    assert "there" in [version.value for version in disputed.history("a.b")]


def test_a_row_beside_which_a_text_waits_is_deleted_with_it_and_not_over_it(disputed: AnswerFile) -> None:
    with pytest.raises(RefusedAnswer, match="Another text waits beside this row"):
        disputed.delete_row("t.t", "r", base=6)
    assert waiting(disputed, "r") != []
    disputed.save_all([Edit("t.t", row="r", base=6, settles=(5,), action="delete")])
    assert "r" not in disputed.read()["t.t"].rows
    disputed.put_row("t.t", "r", {"what": "anew"})
    assert waiting(disputed, "r") == []


# A row that was changed unseen is not deleted


def test_a_row_that_was_changed_since_is_not_deleted(store: AnswerFile) -> None:
    store.put_row("t.t", "r", {"what": "first"})
    store.put_row("t.t", "r", {"what": "changed there"}, base=1)
    before = store.lines()
    with pytest.raises(RefusedAnswer, match=r"changed in another place since\. It was not deleted\.$"):
        store.delete_row("t.t", "r", base=1)
    assert store.lines() == before
    assert AnswerFile(store.home).read()["t.t"].rows["r"].value == {"what": "changed there"}


@pytest.mark.parametrize("base", [2, None])
def test_a_row_that_was_seen_as_it_is_can_be_deleted(base: int | None, store: AnswerFile) -> None:
    store.put_row("t.t", "r", {"what": "first"})
    store.put_row("t.t", "r", {"what": "second"}, base=1)
    assert store.delete_row("t.t", "r", base=base) == Saved(3)
    assert store.read()["t.t"].rows == {}


def test_to_delete_what_another_deleted_already_is_no_dispute(store: AnswerFile) -> None:
    store.put_row("t.t", "r", {"what": "first"})
    store.delete_row("t.t", "r", base=1)
    before = store.lines()
    assert store.delete_row("t.t", "r", base=1).conflict is None
    assert store.lines() == before


def test_an_answer_that_is_no_row_can_not_be_deleted(store: AnswerFile) -> None:
    store.put("a.b", "words")
    lines = store.lines()
    with pytest.raises(ValueError, match="only a row can be deleted"):
        store.save_all([Edit("a.b", action="delete")])
    assert (store.read().value("a.b"), store.lines()) == ("words", lines)


def test_a_row_that_another_deleted_comes_back_with_what_was_written_in_it(store: AnswerFile) -> None:
    store.put_row("t.t", "r", {"what": "first"})
    store.delete_row("t.t", "r", base=1)
    assert store.put_row("t.t", "r", {"what": "mine"}, base=1).conflict is None
    assert store.read()["t.t"].rows["r"].value == {"what": "mine"}


# Many changes at once

MANY = [
    Edit("a.b", "one"),
    Edit("t.t", {"n": 1}, row="r"),
    Edit("t.t", {"n": 2}, row="s", before="r"),
    Edit("a.b", True, action="mark"),
    Edit("t.t", row="r", action="delete"),
]


def test_many_changes_are_saved_in_their_order(store: AnswerFile, home: Path) -> None:
    store.put("a.c", "before")
    assert store.save_all(MANY) == [Saved(revision) for revision in range(2, 7)]
    answers = AnswerFile(home).read()
    assert (answers.value("a.b"), answers["a.b"].private) == ("one", True)
    assert [(row, kept.value) for row, kept in answers["t.t"].in_order()] == [("s", {"n": 2})]
    assert [version.value for version in store.history("t.t")] == [{"n": 1}, {"n": 2}, None]


def test_bases_and_decisions_hold_among_many_too(disputed: AnswerFile) -> None:
    saved = disputed.save_all(
        [
            Edit("a.b", "decided", base=3, settles=(2,)),
            Edit("t.t", {"what": "a third"}, base=4, row="r"),
        ]
    )
    assert [bool(one.conflict) for one in saved] == [False, True]
    assert (waiting(disputed), waiting(disputed, "r")) == ([], [{"what": "there"}, {"what": "here"}])


@pytest.mark.parametrize(
    "bad",
    [
        Edit("a.b", "x" * SIZE_LIMIT),
        Edit("a.b", float("inf")),
        Edit("t.t", row="old", base=1, action="delete"),
    ],
    ids=["too long", "no JSON", "a stale deletion"],
)
@pytest.mark.parametrize("place", [0, 2, 5])
def test_of_many_changes_all_are_saved_or_none(bad: Edit, place: int, store: AnswerFile, home: Path) -> None:
    store.put_row("t.t", "old", {"n": 0})
    store.put_row("t.t", "old", {"n": 1})
    before = {path: path.read_bytes() for path in home.iterdir()}
    with pytest.raises((StoreError, RefusedAnswer)):
        store.save_all([*MANY[:place], bad, *MANY[place:]])
    assert {path: path.read_bytes() for path in home.iterdir()} == before


def test_on_a_full_disk_none_of_many_is_saved(
    store: AnswerFile, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put("a.c", "before")
    before = {path: path.read_bytes() for path in home.iterdir()}
    real, left = os.write, [100]

    def write(descriptor: int, data: bytes) -> int:
        if not left:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(descriptor, bytes(data)[: left.pop()])

    with monkeypatch.context() as full:
        full.setattr(os, "write", write)
        with pytest.raises(StoreError, match="no space left on device"):
            store.save_all(MANY)
    assert {path: path.read_bytes() for path in home.iterdir()} == before


def test_of_many_only_what_changes_something_is_written(store: AnswerFile) -> None:
    store.put("a.b", "one")
    before = store.lines()
    assert store.save_all([Edit("a.b", "one"), Edit("a.c", "new"), Edit("a.c", "new")]) == [
        Saved(1),
        Saved(2),
        Saved(2),
    ]
    assert len(store.lines()) == len(before) + 1
    assert store.save_all([]) == []
    assert len(store.lines()) == len(before) + 1


# The past


def test_the_past_is_told_whole_or_by_sittings(store: AnswerFile, clock) -> None:
    for text in ("In", "In March", "In March we moved."):
        store.put("a.b", text)
        clock.move(minutes=3)
    clock.move(hours=1)
    store.put("a.b", "In May we moved.")
    texts = [version.value for version in store.history("a.b")]
    assert texts == ["In", "In March", "In March we moved.", "In May we moved."]
    assert [version.value for version in store.history("a.b", by_sitting=True)] == texts[2:]


def test_by_sittings_rows_are_told_apart_and_deletions_told(store: AnswerFile) -> None:
    for n in range(3):
        store.put_row("t.t", "r", {"n": n})
        store.put_row("t.t", "s", {"n": n})
    store.delete_row("t.t", "r")
    told = store.history("t.t", by_sitting=True)
    assert [(version.row, version.value) for version in told] == [
        ("r", {"n": 2}),
        ("s", {"n": 2}),
        ("r", None),
    ]


def test_what_is_now_is_the_last_of_the_past(store: AnswerFile, clock) -> None:
    for n in range(5):
        store.put("a.b", n)
        store.mark("a.b", private=bool(n % 2))
        clock.move(minutes=7)
    answer = store.read()["a.b"]
    last = store.history("a.b", by_sitting=True)[-1]
    assert (last.value, last.revision, last.at) == (answer.value, answer.revision, answer.at)


def test_all_that_has_a_past_is_told_at_once(store: AnswerFile) -> None:
    store.put("b.b", "one")
    store.put("b.b", "two")
    store.put_row("a.t", "r", {"n": 1})
    store.mark("a.marked", private=True)
    past = store.past()
    assert list(past) == ["a.t", "b.b"]
    assert past == {key: store.history(key, by_sitting=True) for key in past}


# Rows


def rows(store: AnswerFile, key: str = "t.t") -> list[str]:
    return [row for row, _ in store.read()[key].in_order()]


def test_new_rows_stand_at_the_end_or_where_they_are_put(store: AnswerFile) -> None:
    store.put_row("t.t", "a", {"n": 1})
    store.put_row("t.t", "c", {"n": 3})
    store.put_row("t.t", "b", {"n": 2}, before="c")
    store.put_row("t.t", "d", {"n": 4}, before="gone")
    assert rows(store) == ["a", "b", "c", "d"]


def test_an_edited_row_keeps_its_place(store: AnswerFile) -> None:
    store.put_row("t.t", "a", {"n": 1})
    store.put_row("t.t", "b", {"n": 2})
    store.put_row("t.t", "a", {"n": 9})
    assert rows(store) == ["a", "b"]


def test_a_deleted_row_comes_back_to_its_place(store: AnswerFile) -> None:
    for row in "abc":
        store.put_row("t.t", row, {"n": row})
    store.delete_row("t.t", "b")
    assert rows(store) == ["a", "c"]
    kept = [version for version in store.history("t.t") if version.row == "b"]
    assert [version.value for version in kept] == [{"n": "b"}, None]
    store.put_row("t.t", "b", kept[0].value, before="c")
    assert rows(store) == ["a", "b", "c"]


def test_deleting_a_row_twice_writes_nothing_the_second_time(store: AnswerFile, home: Path) -> None:
    store.put_row("t.t", "a", {"n": 1})
    store.delete_row("t.t", "a")
    before = (home / "history.jsonl").read_bytes()
    store.delete_row("t.t", "a")
    assert (home / "history.jsonl").read_bytes() == before


def test_two_tabs_that_add_rows_both_keep_theirs(store: AnswerFile, home: Path) -> None:
    other = AnswerFile(home)
    store.put_row("t.t", "mine", {"n": 1}, base=0)
    assert other.put_row("t.t", "yours", {"n": 2}, base=0).conflict is None
    assert rows(store) == ["mine", "yours"]


# What others put into the file


def test_unknown_keys_at_every_level_are_kept(store: AnswerFile, home: Path) -> None:
    write_document(
        home,
        {
            "schema": 1,
            "workbook": "w",
            "revision": 5,
            "added": {"by": "a later version"},
            "answers": {
                "no.such": {"value": "kept", "revision": 4, "at": "x", "mood": "calm"},
                "t.t": {
                    "order": ["r"],
                    "rows": {"r": {"value": {"a": 1}, "revision": 5, "at": "x", "colour": "red"}},
                },
            },
        },
    )
    store.put("no.such", "changed")
    store.put_row("t.t", "r", {"a": 2})
    kept = document(home)
    assert kept["added"] == {"by": "a later version"}
    assert kept["answers"]["no.such"]["mood"] == "calm"
    assert kept["answers"]["t.t"]["rows"]["r"]["colour"] == "red"
    assert (store.read().model_extra or {})["added"] == {"by": "a later version"}


# What can't be kept


def test_nul_and_halves_of_characters_are_cleaned_wherever_they_stand() -> None:
    assert sanitize("a\0b") == "ab"
    assert sanitize("a\ud800b") == "a\ufffdb"
    assert sanitize("\ud83d\ude00") == "😀"
    assert sanitize({"k\0": ["x\0", {"y": "\udc00"}]}) == {"k": ["x", {"y": "\ufffd"}]}


@settings(max_examples=200)
@given(st.text(alphabet=st.characters()))
def test_cleaned_text_is_utf8_and_sound_text_is_untouched(text: str) -> None:
    cleaned = sanitize(text)
    assert "\0" not in cleaned
    assert cleaned.encode().decode() == cleaned
    if "\0" not in text and not any("\ud800" <= char <= "\udfff" for char in text):
        assert cleaned == text


def test_dirty_text_is_saved_clean(store: AnswerFile, home: Path) -> None:
    store.put("a.b", "half \ud83d and\0 more")
    assert AnswerFile(home).read().value("a.b") == "half \ufffd and more"


def test_an_answer_of_a_mebibyte_is_kept_and_a_longer_one_refused_with_a_sentence(
    store: AnswerFile, home: Path
) -> None:
    store.put("a.b", "x" * (SIZE_LIMIT - 2))
    before = {path: path.read_bytes() for path in home.iterdir()}
    with pytest.raises(StoreError, match="longer than 1 MiB"):
        store.put("a.b", "x" * (SIZE_LIMIT - 1))
    with pytest.raises(StoreError, match="longer than 1 MiB"):
        store.put_row("a.c", "r", {"what": "x" * SIZE_LIMIT})
    assert {path: path.read_bytes() for path in home.iterdir()} == before


# Who may look


@pytest.mark.parametrize("umask", [0, 0o777])
def test_files_and_folders_are_for_their_owner_alone_whatever_the_umask(umask: int, tmp_path: Path) -> None:
    home = tmp_path / "new" / "user" / "home"
    store = AnswerFile(home)
    before = os.umask(umask)
    try:
        store.put("a.b", "c")
        store.put("a.b", "d")
    finally:
        os.umask(before)
    folders = {path.name: oct(stat.S_IMODE(path.stat().st_mode)) for path in (tmp_path / "new", home.parent)}
    assert folders == {"new": "0o700", "user": "0o700"}, "or others could put another folder in its place"
    modes = {path.name: oct(stat.S_IMODE(path.stat().st_mode)) for path in [home, *home.iterdir()]}
    assert modes == {"home": "0o700", "answers.json": "0o600", "history.jsonl": "0o600", ".lock": "0o600"}


# A lock that can't be had


@pytest.mark.skipif(sys.platform == "win32", reason="flock is Unix's")
def test_a_file_system_without_locks_is_one_sentence(
    store: AnswerFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSYS, "Function not implemented")

    monkeypatch.setattr("fcntl.flock", refuse)
    with pytest.raises(StoreError):
        store.put("a.b", "c")


# Homes that are none


@pytest.mark.parametrize("deed", ["read", "put", "history", "check_writable"])
def test_a_file_in_the_place_of_the_folder_is_one_sentence(deed: str, store: AnswerFile, home: Path) -> None:
    home.write_text("a file", "utf-8")
    arguments = {"put": ("a.b", "c"), "history": ("a.b",)}.get(deed, ())
    with pytest.raises(StoreError, match=r"home.*: (not a directory|file exists)\. Nothing that was saved"):
        getattr(store, deed)(*arguments)
    assert home.read_text("utf-8") == "a file"


def test_a_folder_that_can_not_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="not a directory"):
        AnswerFile(tmp_path / "file" / "below" / "home").read()


def test_a_writable_folder_passes_the_check(store: AnswerFile, home: Path) -> None:
    store.check_writable()
    assert home.is_dir()


# Others' changes


def test_the_stamp_changes_with_every_save_and_only_then(store: AnswerFile, home: Path) -> None:
    assert store.stamp() == (0, 0, 0)
    store.put("a.b", "c")
    seen = store.stamp()
    store.read()
    assert store.stamp() == seen
    AnswerFile(home).put("a.b", "d")
    assert store.stamp() != seen


def test_a_mebibyte_is_counted_as_it_stands_on_disk(store: AnswerFile) -> None:
    store.put("a.b", "語" * 200_000)  # 600 kB
    assert len(store.read().value("a.b")) == 200_000


@pytest.mark.parametrize("deed", ["not a number", "half a character in a key", "half a character in a row"])
def test_what_json_can_not_hold_is_cleaned_or_refused_with_a_sentence(deed: str, store: AnswerFile) -> None:
    with suppress(StoreError):
        {
            "not a number": lambda: store.put("a.b", float("nan")),
            "half a character in a key": lambda: store.put("a.\ud800", "c"),
            "half a character in a row": lambda: store.put_row("a.b", "\ud800", {"c": "d"}),
        }[deed]()
    assert store.put("a.b", "next").revision


def test_what_another_replaced_is_in_the_history_even_when_the_history_was_lost(
    store: AnswerFile, home: Path
) -> None:
    store.put("a.b", "first")
    store.put("a.b", "theirs", base=1)
    (home / "history.jsonl").unlink()
    assert store.put("a.b", "mine", base=1).conflict == "theirs"
    assert "theirs" in [version.value for version in store.history("a.b")]
