"""Old sittings fold into their last version, and nothing that could be missed goes; copies thin out."""

import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbook.errors import RefusedAnswer
from workbook.store import AnswerFile, disk
from workbook.store.compaction import (
    DAYS,
    KEPT_WHOLE,
    PAUSE,
    WEEKS,
    WORDS,
    fold_lines,
    last_of_sittings,
    surplus,
)
from workbook.store.document import format_json
from workbook.store.entries import Entry, parse_line
from workbook.store.journal import Journal
from workbook.store.replay import rebuild, versions

LONG, SHORT = "a text of some length", "a"
NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
LATER = timedelta(days=2)


def entries(lines: Sequence[bytes]) -> list[Entry]:
    return [entry for entry in map(parse_line, lines) if entry is not None]


def changes(lines: Sequence[bytes]) -> list[Entry]:
    return [entry for entry in entries(lines) if "key" in entry]


def texts(lines: Sequence[bytes]) -> list[object]:
    return [entry.get("value") for entry in changes(lines)]


def fold(lines: Sequence[bytes], now: datetime) -> list[bytes]:
    """Return the lines as they are after a fold."""
    return fold_lines(lines, now) or list(lines)


class Writing:
    """A store whose history nobody folds meanwhile, and the hand on its clock."""

    def __init__(self, home: Path) -> None:
        self.now = NOON
        self.store = AnswerFile(home, now=lambda: self.now)

    def wait(self, **time: float) -> None:
        self.now += timedelta(**time)

    def type(self, *values: str, pause: float = 1, key: str = "a.b") -> None:
        """Save each of these texts, with a pause of some minutes after it."""
        for value in values:
            self.store.put(key, value)
            self.wait(minutes=pause)

    @property
    def lines(self) -> list[bytes]:
        return self.store.lines()

    def folded(self) -> list[bytes]:
        return fold(self.lines, self.now + LATER)


@pytest.fixture(autouse=True)
def _left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Journal, "fold", lambda *_: None)


@pytest.fixture
def writing(home: Path) -> Writing:
    return Writing(home)


# Sittings


def test_a_sitting_folds_into_its_last_version(writing: Writing) -> None:
    writing.type("In", "In March", "In March we moved.")
    assert texts(writing.folded()) == ["In March we moved."]


@pytest.mark.parametrize(("seconds", "kept"), [(599, ["two"]), (600, ["one", "two"])])
def test_a_pause_of_ten_minutes_ends_a_sitting(seconds: int, kept: list[str], writing: Writing) -> None:
    writing.type("one", "two", pause=seconds / 60)
    assert texts(writing.folded()) == kept


def test_a_sitting_may_last_for_hours(writing: Writing) -> None:
    writing.type(*(f"version {n:03}" for n in range(100)), pause=9)
    assert texts(writing.folded()) == ["version 099"]


def test_who_goes_to_and_fro_between_two_answers_has_a_sitting_on_each(writing: Writing) -> None:
    for n in range(5):
        writing.type(f"one {n}", key="a.one")
        writing.type(f"two {n}", key="a.two")
    assert texts(writing.folded()) == ["one 4", "two 4"]


def test_each_row_of_a_table_has_sittings_of_its_own(writing: Writing) -> None:
    for n in range(3):
        for row in "rs":
            writing.store.put_row("t.t", row, {"n": n})
    kept = changes(writing.folded())
    assert [(entry["row"], entry["value"]) for entry in kept] == [("r", {"n": 2}), ("s", {"n": 2})]


def test_a_privacy_mark_between_two_saves_does_not_part_them(writing: Writing) -> None:
    writing.type("one")
    writing.store.mark("a.b", private=True)
    writing.type("two")
    assert [entry.get("private", entry.get("value")) for entry in changes(writing.folded())] == [True, "two"]


def test_a_history_grows_with_sittings_and_not_with_saves(tmp_path: Path) -> None:
    def length(name: str, sittings: int, saves: int) -> int:
        writing = Writing(tmp_path / name)
        for sitting in range(sittings):
            writing.type(*(f"{sitting} of many, {n:03}" for n in range(saves)))
            writing.wait(hours=1)
        return len(writing.folded())

    few = length("few", 4, 2)
    assert length("many saves", 4, 25) == few
    assert length("many sittings", 8, 2) == few + 4


def test_what_is_told_of_one_answer_is_the_same_before_a_fold_and_after(writing: Writing) -> None:
    writing.type(LONG, SHORT, LONG + "!", "another one altogether")
    before = last_of_sittings(versions(entries(writing.lines), "a.b"))
    after = versions(entries(writing.folded()), "a.b")
    assert [entry["revision"] for entry in before] == [entry["revision"] for entry in after]


# What is kept besides


def test_a_text_that_was_cut_to_less_than_half_is_kept(writing: Writing) -> None:
    writing.type(LONG, SHORT)
    assert LONG in texts(writing.folded())


def test_a_text_of_which_half_is_left_is_not(writing: Writing) -> None:
    writing.type("x" * 8, "xxxx")
    assert texts(writing.folded()) == ["xxxx"]


def test_a_text_in_whose_place_another_was_written_is_kept(writing: Writing) -> None:
    other = "something else altogether, and as long"
    writing.type(LONG * 2, other, other + ".")
    assert texts(writing.folded()) == [LONG * 2, other, other + "."]


def test_of_a_row_each_text_is_held_against_what_replaced_it(writing: Writing) -> None:
    evidence = "In the ledger cut-over I kept the list of what three teams needed from each other."
    one = {"date": "2026-03-03", "skill": "risk", "evidence": evidence, "level": 2}
    for row in (
        one,
        one | {"level": 3},
        one | {"evidence": "None yet."},
        one | {"evidence": "None yet. To come."},
    ):
        writing.store.put_row("t.t", "r", row)
        writing.wait(minutes=1)
    kept = changes(writing.folded())
    assert [entry["value"]["evidence"] for entry in kept] == [evidence, "None yet.", "None yet. To come."]
    assert kept[0]["value"]["level"] == 3, "a level alone is no other sitting"


def test_a_text_that_was_cut_and_written_anew_is_still_there_after_the_next_fold(writing: Writing) -> None:
    writing.type(LONG, SHORT, "something else, as long")
    writing.wait(days=3)
    once = writing.folded()
    writing.store.put("a.b", "later")
    writing.wait(days=3)
    assert LONG in texts(fold([*once, writing.lines[-1]], writing.now))


def test_a_text_before_the_clock_was_put_back_is_still_there_after_the_next_fold(writing: Writing) -> None:
    writing.type("noon")
    writing.wait(minutes=-5)
    writing.type("before noon", "after", pause=6)
    once = writing.folded()
    assert "noon" in texts(once)
    assert fold_lines(once, writing.now + LATER) is None


def test_a_text_that_replaced_another_unseen_is_kept_and_so_is_that_one(writing: Writing) -> None:
    writing.type("first", "from there")
    writing.store.put("a.b", "from here", base=1)
    writing.wait(minutes=1)
    writing.type("from here, later")
    assert texts(writing.folded()) == ["from there", "from here", "from here, later"]


def test_a_deletion_is_kept_and_so_is_what_it_deleted(writing: Writing) -> None:
    writing.store.put_row("t.t", "r", {"n": 1})
    writing.store.put_row("t.t", "r", {"n": 2})
    writing.store.delete_row("t.t", "r")
    writing.store.put_row("t.t", "r", {"n": 3})
    kept = changes(writing.folded())
    assert [(entry.get("value"), "deleted" in entry) for entry in kept] == [
        ({"n": 2}, False),
        (None, True),
        ({"n": 3}, False),
    ]


def test_so_they_are_when_hours_lie_between_and_more_is_typed_at_once(writing: Writing) -> None:
    writing.type("first", "from there", pause=120)
    writing.store.put("a.b", "from here", base=1)
    writing.store.put_row("t.t", "r", {"n": 1})
    writing.type("from here, later", pause=120)
    writing.store.delete_row("t.t", "r")
    writing.store.put_row("t.t", "r", {"n": 2})
    kept = changes(writing.folded())
    assert "from here" in [entry.get("value") for entry in kept]
    assert sum("deleted" in entry for entry in kept) == 1


def test_the_line_that_a_history_began_with_is_kept_and_a_fold_replaces_the_last_folds_own(
    writing: Writing,
) -> None:
    writing.type("one", "two")
    first = writing.lines[0]
    once = writing.folded()
    writing.wait(days=3)
    writing.type("three", "three, and more")
    twice = fold([*once, *writing.lines[-2:]], writing.now + LATER)
    assert twice[0] == first
    assert [entry["state"]["revision"] for entry in entries(twice) if "state" in entry] == [0, 4]
    assert sum(entry.get("folded", False) for entry in entries(twice)) == 1


@pytest.mark.parametrize("place", [1, 2, 3])
def test_a_line_that_can_not_be_read_stays_as_it_is(place: int, writing: Writing) -> None:
    writing.type("one", "two")
    torn = b'{"revision": 9, "key": "a.b", "val'
    lines = writing.lines
    lines.insert(place, torn)
    result = fold(lines, writing.now + LATER)
    assert torn in result
    assert texts(result) == ["two"]


# What is left alone


def test_what_is_younger_than_a_day_is_left_alone_to_the_second(writing: Writing) -> None:
    writing.store.put("a.b", "one")
    writing.store.put("a.b", "two")
    lines = writing.lines
    day = timedelta(days=1)
    assert fold_lines(lines, NOON + day) is None
    assert texts(fold(lines, NOON + day + timedelta(seconds=1))) == ["two"]


def test_of_a_sitting_over_the_edge_only_the_old_part_folds(writing: Writing) -> None:
    writing.type("one", "two", "three", "four", pause=5)
    lines = writing.lines
    result = fold(lines, NOON + timedelta(days=1, minutes=6))
    assert texts(result) == ["two", "three", "four"]
    (whole,) = [entry["state"] for entry in entries(result) if "folded" in entry]
    assert whole["answers"]["a.b"]["value"] == "two"


def test_where_every_sitting_has_one_version_nothing_is_written(writing: Writing) -> None:
    writing.type("one", "two", "three", pause=60)
    assert fold_lines(writing.lines, writing.now + LATER) is None


@pytest.mark.parametrize("lines", [[], [b"junk"], [b"junk", b"more junk"]])
def test_a_history_of_nothing_is_left_as_it_is(lines: list[bytes]) -> None:
    assert fold_lines(lines, NOON) is None


def test_a_history_that_makes_no_whole_document_is_left_as_it_is(writing: Writing) -> None:
    writing.type("one", "two")
    assert fold_lines(writing.lines[1:], writing.now + LATER) is None


def test_a_clock_that_is_years_behind_folds_nothing(writing: Writing) -> None:
    writing.type("one", "two")
    assert fold_lines(writing.lines, NOON - timedelta(days=3000)) is None


# After a fold


def test_the_document_is_made_again_even_when_the_first_line_was_lost_after_a_fold(writing: Writing) -> None:
    writing.type("one", "two")
    writing.store.put_row("t.t", "r", {"n": 1})
    writing.store.mark("a.b", private=True)
    whole = rebuild(entries(writing.lines))
    assert rebuild(entries(writing.folded()[1:])) == whole


def test_texts_that_wait_for_a_decision_are_made_again_without_the_folds_own_line(writing: Writing) -> None:
    writing.type("first", "from there")
    writing.store.put("a.b", "from here", base=1)
    writing.store.put("a.b", "from here, later")
    whole = rebuild(entries(writing.lines))
    assert whole
    assert [one["value"] for one in whole["answers"]["a.b"]["others"]] == ["from there"]
    assert rebuild(one for one in entries(writing.folded()) if "folded" not in one) == whole


# Whatever the person does

WAITS = [0, 0.5, 3, 9.9, 10, 60, 1500, -2, -60, 600_000, -600_000]  # minutes
DEEDS = st.lists(
    st.tuples(
        st.sampled_from(["put", "put", "put", "row", "row", "delete", "mark", "settle"]),
        st.sampled_from(["one", "two"]),
        st.sampled_from(["", "a", "ab", "b" * 4, "a b" * 3, LONG, LONG + LONG, "x" * 60]),
        st.sampled_from(["none", "latest", "stale"]),
        st.sampled_from(WAITS),
    ),
    max_size=25,
)
NOWS = st.sampled_from([timedelta(0), timedelta(hours=20), KEPT_WHOLE, LATER, timedelta(days=9000)])


def written(deeds: list[tuple[str, str, str, str, float]]) -> tuple[list[bytes], datetime]:
    """Return the history that these deeds leave, and the time on the clock."""
    with tempfile.TemporaryDirectory() as folder, mock.patch.object(disk, "sync"):
        writing = Writing(Path(folder) / "home")
        for kind, name, text, base, minutes in deeds:
            do(writing.store, kind, name, text, base)
            writing.wait(minutes=minutes)
        return writing.lines, writing.now


def do(store: AnswerFile, kind: str, name: str, text: str, base: str) -> None:
    answers = store.read()
    place = answers["t.t"].rows.get(name) if kind in {"row", "delete"} else answers[f"a.{name}"]
    revision = place.revision if place else 0
    seen = {"none": None, "latest": revision, "stale": max(0, revision - 1)}[base]
    if kind == "put":
        store.put(f"a.{name}", text, seen)
    elif kind == "settle":
        store.put(f"a.{name}", text, seen, [one.revision for one in (place.others if place else ())])
    elif kind == "row":
        store.put_row("t.t", name, {"what": text}, seen, before="one" if text == "a" else None)
    elif kind == "mark":
        store.mark(f"a.{name}", private=bool(text))
    else:
        try:
            store.delete_row("t.t", name, seen)
        except RefusedAnswer:
            assert base == "stale" or (place and place.others)


def place_of(entry: Entry) -> tuple[str, str | None, bool]:
    return entry["key"], entry.get("row"), "private" in entry


def neighbours(lines: Sequence[bytes]) -> Iterator[tuple[Entry, Entry | None]]:
    """Yield each change, and the next one in the same place."""
    found = changes(lines)
    for n, entry in enumerate(found):
        yield entry, next((one for one in found[n + 1 :] if place_of(one) == place_of(entry)), None)


def text_of(entry: Entry) -> str:
    value = entry.get("value")
    return value if isinstance(value, str) else format_json(entry.get("value"))


def has_half_of(text: str, after: str) -> bool:
    """Say whether half of a text, from its two ends, is at the ends of another."""
    if len(text) < WORDS:
        return 2 * len(after) >= len(text)
    half = len(text) // 2
    return any(
        after.startswith(text[:n]) and after[n:].endswith(text[len(text) - half + n :])
        for n in range(half + 1)
    )


def moment(entry: Entry) -> datetime:
    return datetime.fromisoformat(entry["at"])


@settings(max_examples=150)
@given(DEEDS, NOWS)
def test_whatever_was_done_a_fold_loses_nothing_that_could_be_missed(deeds: list, after: timedelta) -> None:
    lines, time = written(deeds)
    now = time + after
    result = fold(lines, now)
    # The same document, and a second fold finds nothing more to do.
    assert rebuild(entries(result)) == rebuild(entries(lines))
    assert fold_lines(result, now) is None
    # The lines that are left are the old ones, in their order.
    remaining = iter(lines)
    assert all(line in remaining for line in result if not (parse_line(line) or {}).get("folded"))
    revisions = [entry["revision"] for entry in changes(result)]
    assert revisions == sorted(set(revisions))
    # What went is old, and went on in the same place within minutes, with at least half of it left.
    for entry, following in neighbours(lines):
        if entry["revision"] in revisions:
            continue
        assert following
        assert moment(entry) < now - KEPT_WHOLE
        assert timedelta(0) <= moment(following) - moment(entry) < PAUSE
        assert has_half_of(text_of(entry), text_of(following))
        assert not {"over", "apart", "deleted"} & (entry.keys() | following.keys())


@settings(max_examples=150)
@given(DEEDS, NOWS)
def test_the_last_version_of_each_sitting_is_still_told_after_a_fold(deeds: list, after: timedelta) -> None:
    lines, time = written(deeds)
    told = {
        (one["key"], one.get("row"), one["revision"])
        for key in ("a.one", "a.two", "t.t")
        for one in versions(entries(fold(lines, time + after)), key)
    }
    for entry, following in neighbours(lines):
        ends = following is None or not timedelta(0) <= moment(following) - moment(entry) < PAUSE
        if ends and "private" not in entry:
            assert (entry["key"], entry.get("row"), entry["revision"]) in told


@settings(max_examples=100)
@given(DEEDS, st.integers(0, 25), st.timedeltas(timedelta(0), timedelta(days=3)))
def test_folding_every_day_comes_to_the_same_as_folding_once(
    deeds: list, early: int, after: timedelta
) -> None:
    lines, time = written(deeds)
    clocks = [moment(entry) for entry in changes(lines)] or [time]
    sooner = clocks[min(early, len(clocks) - 1)] + after
    now = max([*clocks, sooner]) + LATER
    once, twice = fold(lines, now), fold(fold(lines, sooner), now)
    assert changes(twice) == changes(once)
    assert rebuild(entries(twice)) == rebuild(entries(once))


# Copies


def kept(days: set[date]) -> set[date]:
    return days - surplus(days)


def daily(first: date, count: int) -> set[date]:
    return {first + timedelta(days=n) for n in range(count)}


def week(day: date) -> tuple[int, int]:
    return day.isocalendar()[:2]


def month(day: date) -> tuple[int, int]:
    return day.year, day.month


def newest_of_each(days: set[date], period) -> list[date]:
    """Return the newest day of each period, the newest first."""
    newest = {period(day): day for day in sorted(days)}
    return sorted(newest.values(), reverse=True)


DAYS_OF_YEARS = st.sets(st.dates(date(2024, 1, 1), date(2027, 12, 31)), max_size=60)


@settings(max_examples=300)
@given(DAYS_OF_YEARS | st.builds(daily, st.dates(date(2024, 1, 1), date(2027, 1, 1)), st.integers(0, 150)))
def test_copies_of_the_latest_days_and_weeks_and_of_all_months_stay_and_no_others(days: set[date]) -> None:
    wanted = {
        *sorted(days, reverse=True)[:DAYS],
        *newest_of_each(days, week)[:WEEKS],
        *newest_of_each(days, month),
    }
    assert kept(days) == wanted
    assert surplus(kept(days)) == set()


def test_it_is_seven_days_and_five_weeks() -> None:
    first = date(2026, 3, 2)  # a Monday
    assert (DAYS, WEEKS) == (7, 5)
    left = sorted(kept(daily(first, 90)), reverse=True)
    assert left[:7] == [first + timedelta(days=89 - n) for n in range(7)]
    assert len({week(day) for day in left}) >= 5


def test_one_weeks_number_in_two_years_is_two_weeks() -> None:
    this_week = daily(date(2026, 3, 2), 7)
    year_ago, later_that_month = date(2025, 3, 5), date(2025, 3, 20)
    assert week(year_ago)[1] == week(date(2026, 3, 2))[1]
    assert year_ago in kept({*this_week, year_ago, later_that_month})


def test_thinned_day_by_day_a_year_leaves_a_copy_of_every_month() -> None:
    left: set[date] = set()
    for day in sorted(daily(date(2025, 3, 1), 366)):
        left = kept({*left, day})
    assert len({month(day) for day in left}) == 13
    assert len(left) <= DAYS + WEEKS + 13


@settings(max_examples=200)
@given(DAYS_OF_YEARS, st.dates(date(1970, 1, 1), date(2020, 1, 1)) | st.dates(date(2040, 1, 1)))
def test_a_clock_that_is_years_off_empties_nothing(days: set[date], wrong: date) -> None:
    before, after = kept(days), kept({*days, wrong})
    assert wrong in after
    # In place of the wrong day goes one day that was among the last, and one that stood for a week.
    assert len(before - after) <= (2 if wrong.year > 2030 else 0)
    assert set(newest_of_each(days, month)) <= after
    assert set(sorted(days, reverse=True)[: DAYS - 1]) <= after
