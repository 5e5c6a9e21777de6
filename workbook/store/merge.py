"""What an import would change, pure: two workbooks compared answer by answer.

Where both come from one workbook, the version that the file replaced shows who has moved on.
Nothing is ever deleted by an import, and what it replaces stays in the history.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from workbook.answers.model import Answer, Answers, Edit, Row
from workbook.kept import is_blank
from workbook.store.entries import Entry, VersionEntry, row_of, value_of
from workbook.store.replay import versions

Standing = Literal["new", "changed", "both", "kept", "beside"]
Address = tuple[str, str | None]  # a key, and a row of its table


@dataclass(frozen=True)
class Difference:
    """One answer, or one row, that differs in a file.

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


class VersionIndex:
    """The versions of one workbook's answers, found by address."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = list(entries)
        self._by_key: dict[str, list[VersionEntry]] = {}

    def at(self, address: Address, revision: int) -> Any:  # noqa: ANN401
        """Return what `address` held from `revision` on, or None."""
        return next((value_of(one) for one in self._of(address) if one["revision"] == revision), None)

    def holds(self, address: Address, value: Any) -> bool:  # noqa: ANN401
        """Say whether `address` ever held `value`."""
        return any(value_of(one) == value for one in self._of(address))

    def _of(self, address: Address) -> list[VersionEntry]:
        key, row = address
        if key not in self._by_key:
            self._by_key[key] = versions(self._entries, key)
        return [one for one in self._by_key[key] if row_of(one) == row]


def differences(
    mine: Answers, theirs: Answers, my_versions: VersionIndex, their_versions: VersionIndex
) -> list[Difference]:
    """Return what differs in `theirs`, in the order of its keys."""
    is_one = mine.workbook == theirs.workbook
    found = []
    for key, answer in theirs.answers.items():
        here = mine[key]
        for row, there in _with_rows(answer):
            address, held = (key, row), _held(here, row)
            revision = held.revision if held else 0
            for other in there.others:
                if not my_versions.holds(address, other.value):
                    stays = held.value if held else there.value
                    found.append(Difference(key, row, "beside", stays, other.value, None, revision))
            if is_blank(there.value) or there.value == (held.value if held else None):
                continue
            standing = _compare(address, held, there, my_versions, their_versions, is_one=is_one)
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
        # With a base: what is saved while the person reads the list is kept beside it, and not lost.
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


def _compare(  # noqa: PLR0913
    address: Address,
    held: Answer | Row | None,
    there: Answer | Row,
    my_versions: VersionIndex,
    their_versions: VersionIndex,
    *,
    is_one: bool,
) -> Standing:
    if is_one and my_versions.at(address, there.revision) == there.value:
        return "kept"  # the file holds an earlier version of mine, or a row that was deleted here since
    if held is None or is_blank(held.value):
        return "new"
    # An edit by hand leaves revision and time as they were; two computers may use one revision each.
    is_by_hand = (there.revision, there.at) == (held.revision, held.at)
    if is_one and (is_by_hand or their_versions.at(address, held.revision) == held.value):
        return "changed"
    return "kept" if my_versions.holds(address, there.value) else "both"


def _with_rows(answer: Answer) -> Iterator[tuple[str | None, Answer | Row]]:
    """Yield an answer if it has a value of its own, and each of its rows."""
    if answer.value is not None:
        yield None, answer
    yield from answer.in_order()


def _held(answer: Answer, row: str | None) -> Answer | Row | None:
    if row is None:
        return answer if answer.value is not None else None
    return answer.rows.get(row)


def _before(theirs: Answer, mine: Answer, row: str | None) -> str | None:
    """Return the row of mine that a new row goes in front of."""
    if row is None or row not in theirs.order:
        return None
    after = theirs.order[theirs.order.index(row) + 1 :]
    return next((one for one in after if one in mine.rows), None)
