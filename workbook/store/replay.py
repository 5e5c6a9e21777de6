"""What a history makes, pure: the document after its changes, and the versions of one answer."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator
from typing import Any, assert_never

from workbook.store.document import Document
from workbook.store.entries import Change, Entry, Put, PutRow, VersionEntry, row_of

OTHERS = 5  # texts that wait for a decision beside one answer; the history keeps them all


def apply(document: Document, change: Change) -> None:
    """Make one change to `document`, in place."""
    answer = document["answers"].setdefault(change["key"], {})
    document["revision"] = change["revision"]
    if "private" in change:
        answer["private"] = change["private"]
    elif "order" in change:
        answer["order"] = order_rows(answer, change["order"])
    elif "deleted" in change:
        _delete_row(answer, change["row"])
    elif "row" in change:
        _put_row(answer, change)
    elif "value" in change:
        _put_value(answer, change)
    else:
        assert_never(change)


def rebuild(entries: Iterable[Entry], beside: Iterable[Document] = ()) -> Document | None:
    """Return the document that a whole history makes, or None when there is none to begin with.

    Replay begins with the newest whole document: one of the history's own lines, or one `beside` it.
    """
    entries = list(entries)
    wholes = [*(entry["state"] for entry in entries if "state" in entry), *beside]
    if not wholes:
        return None
    document: Document = copy.deepcopy(max(wholes, key=lambda whole: whole["revision"]))
    for entry in entries:
        if "state" not in entry and entry["revision"] > document["revision"]:
            apply(document, entry)
    return document


def versions(entries: Iterable[Entry], key: str) -> list[VersionEntry]:
    """Return what `key` and its rows held, oldest first: by each change, and by whole documents."""
    found: dict[tuple[int, str | None], VersionEntry] = {}
    for entry in entries:
        for one in _versions_in(entry, key):
            found.setdefault((one["revision"], row_of(one)), one)
    return sorted(found.values(), key=lambda one: int(one["revision"]))


def order_rows(answer: dict[str, Any], wanted: list[str]) -> list[str]:
    """Return the rows' order as `wanted`; one that it does not name stays behind the one before it."""
    rows = answer.get("rows", {})
    order = [row for row in dict.fromkeys(wanted) if row in rows]
    before = ""
    for row in answer.get("order", []):
        if row not in wanted:
            order.insert(order.index(before) + 1 if before in order else 0, row)
        before = row
    return order


def _versions_in(entry: Entry, key: str) -> Iterator[VersionEntry]:
    if "state" in entry:
        answer = entry["state"]["answers"].get(key, {})
        if "value" in answer:
            yield {"revision": answer["revision"], "at": answer["at"], "key": key, "value": answer["value"]}
        for row, held in answer.get("rows", {}).items():
            at, value = held["at"], held["value"]
            yield {"revision": held["revision"], "at": at, "key": key, "row": row, "value": value}
    elif entry["key"] == key and ("value" in entry or "deleted" in entry):
        yield entry


def _put_row(answer: dict[str, Any], change: PutRow) -> None:
    order, rows = answer.setdefault("order", []), answer.setdefault("rows", {})
    row, before = change["row"], change.get("before")
    _put_value(rows.setdefault(row, {}), change)
    if row not in order:
        order.insert(order.index(before) if before in order else len(order), row)


def _delete_row(answer: dict[str, Any], row: str) -> None:
    order, rows = answer.setdefault("order", []), answer.setdefault("rows", {})
    rows.pop(row, None)
    answer["order"] = [one for one in order if one != row]


def _put_value(holder: dict[str, Any], change: Put | PutRow) -> None:
    """Take a value. One that it replaced unseen stays beside it until the person has decided."""
    others = [one for one in holder.get("others", ()) if one["revision"] not in change.get("settled", ())]
    if "over" in change:
        others.append({part: holder.get(part) for part in ("value", "revision", "at")})
    holder.update(value=change["value"], revision=change["revision"], at=change["at"])
    # A text that a later one contains needs no decision: pauses while typing, or joined by hand.
    later = [one["value"] for one in others] + [holder["value"]]
    others = [
        one for n, one in enumerate(others) if not any(_contains(it, one["value"]) for it in later[n + 1 :])
    ]
    holder.pop("others", None)
    if others:
        holder["others"] = others[-OTHERS:]


def _contains(value: Any, other: Any) -> bool:  # noqa: ANN401 - any JSON
    if isinstance(value, dict) and isinstance(other, dict):
        return all(_contains(value.get(part), one) for part, one in other.items())
    if isinstance(value, str) and isinstance(other, str):
        whole = rf"(?<!\w){re.escape(other.strip())}(?!\w)"  # and not “no” in “I do not know”
        is_begun = " " in other.strip() and value.startswith(other)  # by pauses while typing
        return not other.strip() or is_begun or re.search(whole, value) is not None
    return bool(value == other) or other in (None, [], "")
