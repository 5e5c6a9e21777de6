"""What is kept of the past, pure: the history folded by sittings, and copies thinned by days.

A sitting is a stretch of work on one answer without a pause of ten minutes. Of an old sitting the last
version is kept, and whatever could be missed: a text of which the next keeps less than half (with what
was left of it), one that another place replaced unseen or an earlier version replaced, and the last one
before a deletion.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

from workbook.store.document import Entry, line, parse, parse_line, rebuild, words

PAUSE = timedelta(minutes=10)
REST = timedelta(days=1)  # how long every version is kept
WORDS = 20  # letters; less is a few words
DAYS, WEEKS = 7, 5  # copies that are kept of the latest days and weeks; of months, all


def folded(lines: Sequence[bytes], now: datetime) -> list[bytes] | None:
    """Return the lines of a history with its old sittings folded, or None when there is nothing to fold.

    After the folded part stands the whole document of that time, from which replay goes on. A line that
    can't be read stays as it is.
    """
    lines = [one for data in lines for one in _single(data)]
    entries = [parse_line(one) for one in lines]
    end = next((n for n, entry in enumerate(entries) if entry and not _is_old(entry, now)), len(lines))
    old = [entry for entry in entries[:end] if entry]
    last = {id(entry) for entry in last_of_sittings(old)}
    whole = rebuild(old)
    if whole is None or len(last) == sum("key" in entry for entry in old):
        return None
    # A whole document may tell what no other line does, unless it was made here.
    kept = (
        one
        for one, entry in zip(lines[:end], entries, strict=False)
        if entry is None or id(entry) in last or _is_root(entry)
    )
    return [*kept, line({"state": whole, "folded": True}).rstrip(), *lines[end:]]


def _single(data: bytes) -> list[bytes]:
    """Return a line for each change that a line holds."""
    entries = parse(data)
    return [data] if len(entries) < 2 else [line(entry).rstrip() for entry in entries]


def last_of_sittings(entries: Iterable[Entry]) -> list[Entry]:
    """Return the changes that a fold keeps, in their order; whole documents are not among them."""
    changes = [entry for entry in entries if "key" in entry]
    following: dict[tuple[str, str | None, str], Entry] = {}
    kept = set()
    for entry in reversed(changes):
        mark = next((one for one in ("private", "order") if one in entry), "")
        place = (entry["key"], entry.get("row"), mark)
        after = following.get(place)
        if after is None or not _goes_on(entry, after):
            kept.add(id(entry))
            if after is not None and _time(after) - _time(entry) < PAUSE:
                kept.add(id(after))  # without it, the next fold would take the two for one stretch
        following[place] = entry
    return [entry for entry in changes if id(entry) in kept]


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


def _goes_on(entry: Entry, after: Entry) -> bool:
    """Say whether `after` continues the same sitting, with nothing lost between the two."""
    if any(mark in one for one in (entry, after) for mark in ("over", "apart", "deleted")):
        return False
    pause = _time(after) - _time(entry)
    return timedelta(0) <= pause < PAUSE and _keeps(entry, after)


def _keeps(entry: Entry, after: Entry) -> bool:
    """Say whether at least half of a text stands in `after`; of a row, half of each of its texts."""
    one, other = entry.get("value"), after.get("value")
    if isinstance(one, dict) and isinstance(other, dict):
        for name, text in one.items():
            now = other.get(name)
            if isinstance(text, str) and not _keeps_half(text, now if isinstance(now, str) else ""):
                return False
    return _keeps_half(_text(entry), _text(after))


def _text(entry: Entry) -> str:
    value = entry.get("value")
    return value if isinstance(value, str) else words(entry)


def _keeps_half(text: str, after: str) -> bool:
    """Say whether at least half of `text` stands in `after` as it did, counted from both ends."""
    if len(text) < WORDS:
        return 2 * len(after) >= len(text)  # other words in the place of a few are a correction
    half = len(text) // 2
    if after.startswith(text[:half]) or after.endswith(text[len(text) - half :]):
        return True
    begin = _shared(text, after)
    return begin + _shared(text[begin:][::-1], after[begin:][::-1]) >= half


def _shared(one: str, other: str) -> int:
    """Return how many letters two texts begin with in common."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))


def _is_old(entry: Entry, now: datetime) -> bool:
    return "state" in entry or _time(entry) < now - REST


def _is_root(entry: Entry) -> bool:
    return "state" in entry and not entry.get("folded")


def _time(entry: Entry) -> datetime:
    try:
        time = datetime.fromisoformat(entry["at"])
    except (ValueError, TypeError):  # by hand, and imported since
        return datetime.min.replace(tzinfo=UTC)
    return time if time.tzinfo else time.replace(tzinfo=UTC)
