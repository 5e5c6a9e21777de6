"""The entries of a history, and the lines of `history.jsonl` that hold them.

An entry is one change, complete in itself, or a whole document to replay from. Each is the dict that its
line holds, so that reading ten years of them costs no more than parsing them, and keys that are not named
here are kept. A key that only its kind has is its tag: mypy narrows the unions by `in`.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any, Literal, NotRequired, TypedDict, cast, final

from workbook.store.document import Document, canonical, format_json


class _Change(TypedDict):
    """What every change says. `over` is the revision that it replaced unseen."""

    revision: int
    at: str
    key: str
    over: NotRequired[int]


class _ValueChange(_Change):
    """`settled` are the revisions of other texts that were decided on; `apart` begins a version."""

    settled: NotRequired[list[int]]
    apart: NotRequired[bool]


@final
class Put(_ValueChange):
    """A value for an answer."""

    value: Any


@final
class PutRow(_ValueChange):
    """A row's new cells; `before` is the row that a new one goes in front of."""

    row: str
    value: dict[str, Any]
    before: NotRequired[str]


@final
class Delete(_Change):
    """A row goes."""

    row: str
    deleted: Literal[True]
    settled: NotRequired[list[int]]


@final
class PrivacyMark(_Change):
    """The person's decision whether copies for others leave the answer out."""

    private: bool


@final
class Order(_Change):
    """The order of a table's rows."""

    order: list[str]


@final
class Whole(TypedDict):
    """The document as it was. `folded` says that a fold wrote it, and the next fold replaces it."""

    state: Document
    folded: NotRequired[bool]


@final
class Batch(TypedDict):
    """Changes on one line, so that a crash leaves all or none."""

    all: list[Change]


# Each lists its members: mypy does not narrow a union of unions by `in`.
VersionEntry = Put | PutRow | Delete
Change = Put | PutRow | Delete | PrivacyMark | Order
Entry = Put | PutRow | Delete | PrivacyMark | Order | Whole
HistoryLine = Put | PutRow | Delete | PrivacyMark | Order | Whole | Batch


def format_line(line: HistoryLine) -> bytes:
    """Return a line of the history, with a checksum of its own."""
    return (format_json({**line, "sum": _checksum(line)}) + "\n").encode()


def parse_line(data: bytes) -> HistoryLine | None:
    """Return what a line holds, or None when it is torn or damaged."""
    try:
        found = json.loads(data)
        if not isinstance(found, dict) or found.pop("sum", None) != _checksum(found):
            return None
    except (ValueError, RecursionError):
        return None
    return cast("HistoryLine", found)  # its checksum says that it is as it was written


def format_changes(changes: list[Change]) -> bytes:
    """Return several changes as one line."""
    return format_line(changes[0] if len(changes) == 1 else {"all": changes})


def parse_entries(data: bytes) -> list[Entry]:
    """Return the entries that a line holds: most often one, and none when it is torn or damaged."""
    line = parse_line(data)
    if line is None:
        return []
    return [*line["all"]] if "all" in line else [line]


def revision_of(entry: Entry) -> int:
    """Return the revision of a change, or of a whole document."""
    return int(entry["state"]["revision"]) if "state" in entry else entry["revision"]


def row_of(change: Change) -> str | None:
    """Return the row that a change is about, or None when it is about a whole answer."""
    if "row" in change:
        return change["row"]
    return None


def value_of(change: Change) -> Any:  # noqa: ANN401 - any JSON
    """Return the value that a change gives, or None."""
    if "value" in change:
        return change["value"]
    return None


def _checksum(line: Any) -> str:  # noqa: ANN401 - a line, or what could be one
    return hashlib.sha256(canonical(line)).hexdigest()[:16]
