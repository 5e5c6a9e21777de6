"""An import takes what is new and what only the file changed; what is mine stays, and nothing goes."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from workbook.answers.model import Answers
from workbook.store import AnswerFile
from workbook.store.merge import Difference, VersionIndex, differences, edits, marks


class Two:
    """Two computers that had the same workbook once, or never."""

    def __init__(self, folder: Path, clock: Callable) -> None:
        self.clock = clock
        self.mine = AnswerFile(folder / "mine", now=clock)
        self.theirs = AnswerFile(folder / "theirs", now=clock)

    def part(self) -> None:
        """Go on from here on both, each by itself."""
        self.mine.read()
        shutil.copytree(self.mine.home, self.theirs.home)
        self.clock.move(hours=1)

    def found(self, *, with_past: bool = True) -> list[Difference]:
        """Return how theirs differs, read from a file with or without a history."""
        past = self.theirs.entries() if with_past else []
        return differences(
            self.mine.read(), self.theirs.read(), VersionIndex(self.mine.entries()), VersionIndex(past)
        )

    def standings(self, **more: bool) -> dict[tuple[str, str | None], str]:
        return {(one.key, one.row): one.standing for one in self.found(**more)}

    def import_(self, *, overwrite: bool = False) -> None:
        self.clock.move(minutes=1)
        wanted = edits(self.found(), overwrite=overwrite)
        wanted += marks(self.mine.read(), self.theirs.read(), overwrite=overwrite)
        self.mine.save_all(wanted)


@pytest.fixture
def two(tmp_path: Path, clock) -> Two:
    return Two(tmp_path, clock)


def texts(store: AnswerFile) -> dict[str, object]:
    answers = store.read()
    return {key: answers.value(key) for key in answers.answers if answers.value(key) is not None}


def rows(store: AnswerFile) -> dict[str, dict]:
    return {row: kept.value for row, kept in store.read()["t.t"].in_order()}


def versions(store: AnswerFile, key: str = "a.b") -> list[object]:
    return [version.value for version in store.history(key)]


# Who has moved on


def test_what_is_the_same_is_no_difference(two: Two) -> None:
    two.mine.put("a.b", "same")
    two.mine.put_row("t.t", "r", {"n": 1})
    two.part()
    assert two.found() == []


def test_what_is_not_answered_here_is_new(two: Two) -> None:
    two.part()
    two.theirs.put("a.b", "theirs")
    two.theirs.put_row("t.t", "r", {"n": 1})
    assert two.standings() == {("a.b", None): "new", ("t.t", "r"): "new"}
    two.import_()
    assert (texts(two.mine), rows(two.mine)) == ({"a.b": "theirs"}, {"r": {"n": 1}})


def test_what_was_emptied_here_is_new_and_what_is_empty_there_is_nothing(two: Two) -> None:
    two.mine.put("a.b", "")
    two.mine.put("a.c", "mine")
    two.part()
    two.theirs.put("a.b", "theirs")
    two.theirs.put("a.c", "  ")
    two.theirs.put_row("t.t", "r", {"what": ""})
    assert two.standings() == {("a.b", None): "new"}


def test_what_only_the_file_changed_is_taken(two: Two) -> None:
    two.mine.put("a.b", "before")
    two.mine.put_row("t.t", "r", {"n": 1})
    two.part()
    two.theirs.put("a.b", "theirs, in several")
    two.theirs.put("a.b", "theirs, in several steps")
    two.theirs.put_row("t.t", "r", {"n": 2})
    assert two.standings() == {("a.b", None): "changed", ("t.t", "r"): "changed"}
    two.import_()
    assert (texts(two.mine), rows(two.mine)) == ({"a.b": "theirs, in several steps"}, {"r": {"n": 2}})
    assert versions(two.mine) == ["before", "theirs, in several steps"]


def test_what_only_i_changed_stays(two: Two) -> None:
    two.mine.put("a.b", "before")
    two.mine.put_row("t.t", "r", {"n": 1})
    two.part()
    two.mine.put("a.b", "mine")
    two.mine.put_row("t.t", "r", {"n": 2})
    assert two.standings() == {("a.b", None): "kept", ("t.t", "r"): "kept"}
    before = two.mine.lines()
    two.import_()
    assert two.mine.lines() == before


def test_a_row_that_was_deleted_here_since_stays_deleted(two: Two) -> None:
    two.mine.put_row("t.t", "r", {"n": 1})
    two.part()
    two.mine.delete_row("t.t", "r")
    assert two.standings() == {("t.t", "r"): "kept"}
    two.import_()
    assert rows(two.mine) == {}


def test_a_row_that_was_deleted_here_and_changed_there_comes_back(two: Two) -> None:
    two.mine.put_row("t.t", "r", {"n": 1})
    two.part()
    two.mine.delete_row("t.t", "r")
    two.theirs.put_row("t.t", "r", {"n": 2})
    two.import_()
    assert rows(two.mine) == {"r": {"n": 2}}


def test_what_the_file_deleted_is_not_deleted_here(two: Two) -> None:
    two.mine.put("a.b", "mine")
    two.mine.put_row("t.t", "r", {"n": 1})
    two.part()
    two.theirs.put("a.b", "")
    two.theirs.delete_row("t.t", "r")
    two.import_()
    assert (texts(two.mine), rows(two.mine)) == ({"a.b": "mine"}, {"r": {"n": 1}})


# Both have


@pytest.fixture
def parted(two: Two) -> Two:
    """Return two who have both changed an answer and a row, each in one save."""
    two.mine.put("a.b", "before")
    two.mine.put_row("t.t", "r", {"n": 0})
    two.part()
    two.mine.put("a.b", "mine")
    two.mine.put_row("t.t", "r", {"n": 1})
    two.clock.move(minutes=20)
    two.theirs.put("a.b", "theirs")
    two.theirs.put_row("t.t", "r", {"n": 2})
    two.clock.move(hours=1)
    return two


def test_where_both_changed_mine_stays_and_the_files_becomes_an_earlier_version(parted: Two) -> None:
    assert parted.standings() == {("a.b", None): "both", ("t.t", "r"): "both"}
    parted.import_()
    assert (texts(parted.mine), rows(parted.mine)) == ({"a.b": "mine"}, {"r": {"n": 1}})
    assert versions(parted.mine) == ["before", "mine", "theirs", "mine"]
    assert versions(parted.mine, "t.t")[-2:] == [{"n": 2}, {"n": 1}]


def test_the_same_revision_with_other_texts_is_no_edit_by_hand(parted: Two) -> None:
    places = [store.read()["a.b"] for store in (parted.mine, parted.theirs)]
    assert places[0].revision == places[1].revision
    assert parted.standings()["a.b", None] == "both"
    assert parted.standings(with_past=False)["a.b", None] == "both"


def test_the_files_text_is_still_told_by_sittings_and_after_a_fold(parted: Two, clock) -> None:
    parted.import_()
    assert "theirs" in [version.value for version in parted.mine.history("a.b", by_sitting=True)]
    clock.move(days=3)
    parted.mine.put("a.c", "which folds")
    assert "theirs" in versions(parted.mine)


def test_nothing_waits_for_a_decision_after_an_import(parted: Two) -> None:
    parted.import_()
    answers = parted.mine.read()
    assert (answers["a.b"].others, answers["t.t"].rows["r"].others) == ((), ())


def test_what_is_to_be_overwritten_is_and_mine_becomes_an_earlier_version(parted: Two) -> None:
    parted.mine.put("a.c", "mine alone")
    parted.import_(overwrite=True)
    assert (texts(parted.mine), rows(parted.mine)) == (
        {"a.b": "theirs", "a.c": "mine alone"},
        {"r": {"n": 2}},
    )
    assert versions(parted.mine) == ["before", "mine", "theirs"]


def test_to_overwrite_brings_back_what_the_file_has_of_old(two: Two) -> None:
    two.mine.put("a.b", "before")
    two.mine.put_row("t.t", "r", {"n": 1})
    two.part()
    two.mine.put("a.b", "mine")
    two.mine.delete_row("t.t", "r")
    two.import_(overwrite=True)
    assert (texts(two.mine), rows(two.mine)) == ({"a.b": "before"}, {"r": {"n": 1}})


@pytest.mark.parametrize("overwrite", [False, True])
def test_a_second_import_of_the_same_changes_nothing(overwrite: bool, parted: Two) -> None:
    parted.theirs.put("a.c", "new")
    parted.theirs.put_row("t.t", "s", {"n": 3})
    parted.theirs.mark("a.b", private=True)
    parted.import_(overwrite=overwrite)
    before = parted.mine.lines()
    parted.import_(overwrite=overwrite)
    assert parted.mine.lines() == before
    assert set(parted.standings().values()) <= {"kept"}


def test_what_was_changed_there_again_after_an_import_is_changed_in_both(parted: Two) -> None:
    parted.import_()
    parted.theirs.put("a.b", "theirs, later")
    assert parted.standings()["a.b", None] == "both"


def test_a_text_that_the_file_took_back_on_purpose_is_taken(two: Two) -> None:
    two.mine.put("a.b", "first")
    two.mine.put("a.b", "second")
    two.part()
    two.theirs.put("a.b", "first")
    assert two.standings() == {("a.b", None): "changed"}


# Files without a history, and of other workbooks


def by_hand(answers: Answers, key: str, value: object) -> Answers:
    """Return the answers with one value written over in an editor, which leaves the rest as it was."""
    changed = answers[key].model_copy(update={"value": value})
    return answers.model_copy(update={"answers": {**answers.answers, key: changed}})


def test_an_answer_that_was_edited_by_hand_is_taken(two: Two) -> None:
    two.mine.put("a.b", "before")
    edited = by_hand(two.mine.read(), "a.b", "by hand")
    (found,) = differences(two.mine.read(), edited, VersionIndex(two.mine.entries()), VersionIndex([]))
    assert (found.standing, found.mine, found.theirs) == ("changed", "before", "by hand")


def test_an_answer_that_was_edited_by_hand_and_here_since_is_changed_in_both(two: Two) -> None:
    two.mine.put("a.b", "before")
    edited = by_hand(two.mine.read(), "a.b", "by hand")
    two.mine.put("a.b", "mine")
    (found,) = differences(two.mine.read(), edited, VersionIndex(two.mine.entries()), VersionIndex([]))
    assert found.standing == "both"


def test_an_older_answers_file_changes_nothing(two: Two) -> None:
    two.mine.put("a.b", "before")
    two.part()
    two.mine.put("a.b", "mine")
    assert two.standings(with_past=False) == {("a.b", None): "kept"}


def test_without_a_history_a_newer_file_is_changed_in_both_and_mine_stays(two: Two) -> None:
    two.mine.put("a.b", "before")
    two.part()
    two.theirs.put("a.c", "in between")
    two.theirs.put("a.b", "theirs")
    assert two.standings(with_past=False)["a.b", None] == "both"


def test_another_workbooks_answers_are_new_or_changed_in_both(two: Two, clock) -> None:
    two.mine.put("a.b", "mine")
    two.theirs.put("a.b", "theirs")
    two.theirs.put("a.c", "theirs")
    assert two.mine.read().workbook != two.theirs.read().workbook
    assert two.standings() == {("a.b", None): "both", ("a.c", None): "new"}


def test_of_another_workbook_a_text_that_i_once_had_too_is_new_when_mine_is_empty(two: Two) -> None:
    for store in (two.mine, two.theirs):
        store.put("a.b", "the same by chance")
    two.mine.put("a.b", "")
    assert two.standings() == {("a.b", None): "new"}


# Rows at their place


@pytest.mark.parametrize(
    ("before", "place"), [("r", ["new", "r", "s"]), ("s", ["r", "new", "s"]), (None, ["r", "s", "new"])]
)
def test_a_new_row_comes_in_at_its_place(before: str | None, place: list[str], two: Two) -> None:
    two.mine.put_row("t.t", "r", {"n": 1})
    two.mine.put_row("t.t", "s", {"n": 2})
    two.part()
    two.theirs.put_row("t.t", "new", {"n": 3}, before=before)
    two.import_()
    assert list(rows(two.mine)) == place


def test_several_new_rows_come_in_in_their_order(two: Two) -> None:
    two.mine.put_row("t.t", "last", {"n": 9})
    two.part()
    for n in range(3):
        two.theirs.put_row("t.t", f"new{n}", {"n": n}, before="last")
    two.import_()
    assert list(rows(two.mine)) == ["new0", "new1", "new2", "last"]


def test_a_row_whose_neighbour_is_not_here_stands_before_the_next_that_is(two: Two) -> None:
    two.mine.put_row("t.t", "gone", {"n": 1})
    two.mine.put_row("t.t", "there", {"n": 2})
    two.part()
    two.mine.delete_row("t.t", "gone")
    two.theirs.put_row("t.t", "new", {"n": 3}, before="gone")
    two.import_()
    assert list(rows(two.mine)) == ["new", "there"]


# Privacy marks


@pytest.mark.parametrize(
    ("mine", "theirs", "overwrite", "after"),
    [
        (None, True, False, True),
        (None, False, False, False),
        (None, None, False, None),
        (False, True, False, False),
        (False, True, True, True),
        (True, None, True, True),
        (True, True, True, True),
    ],
)
def test_a_privacy_mark_comes_in_where_there_was_none_or_is_overwritten(
    mine: bool | None, theirs: bool | None, overwrite: bool, after: bool | None, two: Two
) -> None:
    for store, mark in ((two.mine, mine), (two.theirs, theirs)):
        store.put("a.b", "same")
        if mark is not None:
            store.mark("a.b", private=mark)
    two.import_(overwrite=overwrite)
    assert two.mine.read()["a.b"].private is after
    assert marks(two.mine.read(), two.theirs.read(), overwrite=overwrite) == []
