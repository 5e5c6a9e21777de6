"""What an import would change, pure: two workbooks compared answer by answer.

Where both come from one workbook, the version that the file was written over tells who has moved on.
Nothing is ever deleted by an import, and what it replaces stays in the history.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from workbook.answers.model import Answer, Answers, Edit, Row
from workbook.kept import is_blank
from workbook.store.document import Entry, versions

Standing = Literal["new", "changed", "both", "kept", "beside"]
Place = tuple[str, str | None]  # a key, and a row of its table


@dataclass(frozen=True)
class Difference:
    """One answer, or one row, that a file says differently.

    `standing`: "new" here; "changed" in the file alone; changed in "both"; or "kept", as only this
    workbook has moved on. "beside" is a text that waited beside the file's. `revision` is the one of mine.
    """

    key: str
    row: str | None
    standing: Standing
    mine: Any
    theirs: Any
    before: str | None = None
    revision: int = 0


class Past:
    """The versions of one workbook's answers."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = list(entries)
        self._found: dict[str, list[Entry]] = {}

    def at(self, place: Place, revision: int) -> Any:  # noqa: ANN401
        """Return what `place` held from `revision` on, or None."""
        return next((one.get("value") for one in self._of(place) if one["revision"] == revision), None)

    def holds(self, place: Place, value: Any) -> bool:  # noqa: ANN401
        """Say whether `place` ever held `value`."""
        return any(one.get("value") == value for one in self._of(place))

    def _of(self, place: Place) -> list[Entry]:
        key, row = place
        if key not in self._found:
            self._found[key] = versions(self._entries, key)
        return [entry for entry in self._found[key] if entry.get("row") == row]


def differences(mine: Answers, theirs: Answers, my_past: Past, their_past: Past) -> list[Difference]:
    """Return what `theirs` says differently, in the order of its keys."""
    is_one = mine.workbook == theirs.workbook
    found = []
    for key, answer in theirs.answers.items():
        here = mine[key]
        for row, there in _places(answer):
            place, held = (key, row), _held(here, row)
            revision = held.revision if held else 0
            for other in there.others:
                if not my_past.holds(place, other.value):
                    stays = held.value if held else there.value
                    found.append(Difference(key, row, "beside", stays, other.value, None, revision))
            if is_blank(there.value) or there.value == (held.value if held else None):
                continue
            standing = _standing(place, held, there, my_past, their_past, is_one=is_one)
            before = _before(answer, here, row)
            mine_now = held.value if held else None
            found.append(Difference(key, row, standing, mine_now, there.value, before, revision))
    return found


def edits(found: Iterable[Difference], *, overwrite: bool) -> list[Edit]:
    """Return the changes that take a file's differences in.

    Where both have changed, mine stays and the file's becomes an earlier version, unless `overwrite`.
    """
    wanted = []
    for one in found:
        # With a base: what is saved while the person reads the list is kept beside, and not written over.
        take = Edit(one.key, one.theirs, one.revision, row=one.row, before=one.before, apart=True)
        if one.standing != "beside" and (overwrite or one.standing in {"new", "changed"}):
            wanted.append(take)
        elif one.standing in {"both", "beside"}:
            wanted += [take, Edit(one.key, one.mine, row=one.row, apart=True)]
    return wanted


def marks(mine: Answers, theirs: Answers, *, overwrite: bool) -> list[Edit]:
    """Return the privacy marks that a file has and this workbook lacks."""
    return [
        Edit(key, answer.private, action="mark")
        for key, answer in theirs.answers.items()
        if answer.private is not None
        and answer.private != mine[key].private
        and (overwrite or mine[key].private is None)
    ]


def _standing(  # noqa: PLR0913
    place: Place,
    held: Answer | Row | None,
    there: Answer | Row,
    my_past: Past,
    their_past: Past,
    *,
    is_one: bool,
) -> Standing:
    if is_one and my_past.at(place, there.revision) == there.value:
        return "kept"  # the file holds an earlier version of mine, or a row that was deleted here since
    if held is None or is_blank(held.value):
        return "new"
    # An edit by hand leaves revision and time as they were; two computers may use one revision each.
    by_hand = (there.revision, there.at) == (held.revision, held.at)
    if is_one and (by_hand or their_past.at(place, held.revision) == held.value):
        return "changed"
    return "kept" if my_past.holds(place, there.value) else "both"


def _places(answer: Answer) -> Iterator[tuple[str | None, Answer | Row]]:
    if answer.value is not None:
        yield None, answer
    yield from answer.in_order()


def _held(answer: Answer, row: str | None) -> Answer | Row | None:
    if row is None:
        return answer if answer.value is not None else None
    return answer.rows.get(row)


def _before(theirs: Answer, mine: Answer, row: str | None) -> str | None:
    """Return the row of mine that a new row should stand in front of."""
    if row is None or row not in theirs.order:
        return None
    after = theirs.order[theirs.order.index(row) + 1 :]
    return next((one for one in after if one in mine.rows), None)
