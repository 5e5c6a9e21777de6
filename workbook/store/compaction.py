"""What is kept of the past, pure: the history folded by sittings, and copies thinned by days.

A sitting is a stretch of work on one answer without a pause of ten minutes. Of an old sitting the last
version is kept, and whatever could be missed: a text of which the next keeps less than half (with what
was left of it), one that another place replaced unseen or an earlier version replaced, and the last one
before a deletion.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from workbook.store.document import format_json
from workbook.store.entries import Change, Entry, format_line, parse_entries, row_of, value_of
from workbook.store.replay import rebuild

PAUSE = timedelta(minutes=10)
KEPT_WHOLE = timedelta(days=1)  # how long every version is kept
WORDS = 20  # characters; less is a few words
DAYS, WEEKS = 7, 5  # copies that are kept of the latest days and weeks; of months, all


def fold_lines(lines: Sequence[bytes], now: datetime) -> list[bytes] | None:
    """Return the lines of a history with its old sittings folded, or None when there is nothing to fold.

    The folded part ends with the whole document of that time, from which replay goes on. A line that can't
    be read stays as it is.
    """
    read = [pair for line in lines for pair in _read(line)]
    end = next((n for n, (_, entry) in enumerate(read) if entry and not _is_old(entry, now)), len(read))
    old = [entry for _, entry in read[:end] if entry]
    last = {id(entry) for entry in last_of_sittings(old)}
    whole = rebuild(old)
    if whole is None or len(last) == sum("key" in entry for entry in old):
        return None
    # A whole document may hold what no other line does, unless a fold wrote it.
    kept = [line for line, entry in read[:end] if entry is None or id(entry) in last or _is_root(entry)]
    folded = format_line({"state": whole, "folded": True}).rstrip()
    return [*kept, folded, *(line for line, _ in read[end:])]


def _read(line: bytes) -> list[tuple[bytes, Entry | None]]:
    """Return the entries of a line, each with a line of its own; None is for what can't be read."""
    entries = parse_entries(line)
    if len(entries) < 2:
        return [(line, entries[0] if entries else None)]
    return [(format_line(entry).rstrip(), entry) for entry in entries]


def last_of_sittings(entries: Iterable[Entry]) -> list[Change]:
    """Return the changes that a fold keeps, in their order; whole documents are not among them."""
    changes = [entry for entry in entries if "state" not in entry]
    following: dict[tuple[str, str | None, str], Change] = {}
    kept = set()
    for change in reversed(changes):
        subject = _subject(change)
        after = following.get(subject)
        if after is None or not _goes_on(change, after):
            kept.add(id(change))
            if after is not None and _time(after) - _time(change) < PAUSE:
                kept.add(id(after))  # without it, the next fold would take the two for one stretch
        following[subject] = change
    return [change for change in changes if id(change) in kept]


def surplus(days: Iterable[date]) -> set[date]:
    """Return the days whose copies can go.

    Counted in days that have a copy and not by the clock, so that a clock that is years off empties
    nothing.
    """
    newest_first = sorted(days, reverse=True)
    weeks = _first_of_each(newest_first, lambda day: day.isocalendar()[:2])
    months = _first_of_each(newest_first, lambda day: (day.year, day.month))
    return set(newest_first) - {*newest_first[:DAYS], *weeks[:WEEKS], *months}


def _first_of_each(days: list[date], period: Callable[[date], object]) -> list[date]:
    firsts: dict[object, date] = {}
    for day in days:
        firsts.setdefault(period(day), day)
    return list(firsts.values())


def _subject(change: Change) -> tuple[str, str | None, str]:
    """Return what a change is about: an answer or a row of it, or the answer's mark or order."""
    return change["key"], row_of(change), next((one for one in ("private", "order") if one in change), "")


def _goes_on(change: Change, after: Change) -> bool:
    """Say whether `after` continues the same sitting, with nothing lost between the two."""
    if any(word in one for one in (change, after) for word in ("over", "apart", "deleted")):
        return False
    pause = _time(after) - _time(change)
    return timedelta(0) <= pause < PAUSE and _keeps(value_of(change), value_of(after))


def _keeps(value: Any, after: Any) -> bool:  # noqa: ANN401 - any JSON
    """Say whether at least half of a text is left in `after`; of a row, half of each of its texts."""
    if isinstance(value, dict) and isinstance(after, dict):
        for name, text in value.items():
            now = after.get(name)
            if isinstance(text, str) and not _keeps_half(text, now if isinstance(now, str) else ""):
                return False
    return _keeps_half(*(one if isinstance(one, str) else format_json(one) for one in (value, after)))


def _keeps_half(text: str, after: str) -> bool:
    """Say whether at least half of `text` is in `after` as it was, counted from both ends."""
    if len(text) < WORDS:
        return 2 * len(after) >= len(text)  # other words in the place of a few are a correction
    half = len(text) // 2
    if after.startswith(text[:half]) or after.endswith(text[len(text) - half :]):
        return True
    begin = _shared(text, after)
    return begin + _shared(text[begin:][::-1], after[begin:][::-1]) >= half


def _shared(one: str, other: str) -> int:
    """Return how many characters two texts begin with in common."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))


def _is_old(entry: Entry, now: datetime) -> bool:
    return "state" in entry or _time(entry) < now - KEPT_WHOLE


def _is_root(entry: Entry) -> bool:
    return "state" in entry and not entry.get("folded")


def _time(change: Change) -> datetime:
    try:
        time = datetime.fromisoformat(change["at"])
    except (ValueError, TypeError):  # by hand, and imported since
        return datetime.min.replace(tzinfo=UTC)
    return time if time.tzinfo else time.replace(tzinfo=UTC)
