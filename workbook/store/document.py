"""The shapes on disk, and nothing that touches a disk: documents, history lines, replay.

A document is the dict that `answers.json` holds. A history line is one change, complete in itself, so
that the whole document can be made again from the history alone.
"""

from __future__ import annotations

import copy
import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from workbook.answers.model import SCHEMA

Document = dict[str, Any]
Entry = dict[str, Any]

OTHERS = 5  # texts that wait for a decision beside one answer; the history keeps them all


def new_document(workbook: str) -> Document:
    """Return a document with no answers."""
    return {"schema": SCHEMA, "workbook": workbook, "revision": 0, "answers": {}}


def checksum(document: Document) -> str:
    """Return the sha256 of the document, canonical, without its own checksum."""
    return hashlib.sha256(_canonical({k: v for k, v in document.items() if k != "checksum"})).hexdigest()


def encode(document: Document) -> bytes:
    """Return the document as a person can read it: a line per answer and per row."""
    document = {**document, "checksum": checksum(document)}
    answers = document.pop("answers")
    head = ", ".join(f"{_json(key)}: {_json(value)}" for key, value in document.items())
    lines = ",\n".join(f"  {_json(key)}: {_answer(answers[key])}" for key in sorted(answers))
    return f'{{{head},\n "answers": {{\n{lines}}}}}\n'.encode()


def decode(data: bytes) -> Document | None:
    """Return the document in `data`, or None when it is damaged. The schema is not judged here."""
    if (quick := _decode_quickly(data)) is not None:
        return quick
    try:
        document = json.loads(data)
        if not isinstance(document, dict) or not isinstance(document.get("schema"), int):
            return None
        # A newer one may reckon its checksum in another way, but one flipped bit is not a newer one.
        is_ours = document.get("checksum") == checksum({**document, "schema": SCHEMA})
    except (ValueError, RecursionError):  # no JSON, NaN, or nested beyond reason
        return None
    if document["schema"] > SCHEMA:
        return None if is_ours else document
    return document if is_ours and document["schema"] == SCHEMA and _has_shape(document) else None


def _decode_quickly(data: bytes) -> Document | None:
    """Return the document if orjson reads it and finds what its checksum was made of.

    orjson writes some numbers otherwise than json, as 1e-7; then nothing fits, and json has the last word.
    """
    try:
        document = orjson.loads(data)
        held = document.pop("checksum")
        made = hashlib.sha256(orjson.dumps(document, option=orjson.OPT_SORT_KEYS)).hexdigest()
    except (ValueError, TypeError, AttributeError, KeyError):
        return None
    if held != made or document.get("schema") != SCHEMA or not _has_shape(document):
        return None
    return {**document, "checksum": held}


def first_line(document: Document) -> Entry:
    """Return the line that a history begins with: the whole document at that time."""
    return {"state": document}


def line(entry: Entry) -> bytes:
    """Return one change as a line of the history, with a checksum of its own."""
    return (_json({**entry, "sum": _sum(entry)}) + "\n").encode()


def parse_line(data: bytes) -> Entry | None:
    """Return the change that a line holds, or None when it is torn or damaged."""
    try:
        entry = json.loads(data)
        if not isinstance(entry, dict) or entry.pop("sum", None) != _sum(entry):
            return None
    except (ValueError, RecursionError):
        return None
    return entry


def together(entries: list[Entry]) -> bytes:
    """Return several changes as one line, so that a crash leaves all or none."""
    return line(entries[0]) if len(entries) == 1 else line({"all": entries})


def parse(data: bytes) -> list[Entry]:
    """Return the changes that a line holds: most often one, and none when it is torn or damaged."""
    entry = parse_line(data)
    if entry is None:
        return []
    found: list[Entry] = entry.get("all", [entry])
    return found


def apply(document: Document, entry: Entry) -> None:
    """Make one change to `document`, in place."""
    answer = document["answers"].setdefault(entry["key"], {})
    document["revision"] = entry["revision"]
    if "private" in entry:
        answer["private"] = entry["private"]
    elif "order" in entry:
        answer["order"] = _ordered(answer, entry["order"])
    elif "row" in entry:
        _apply_row(answer, entry)
    else:
        _apply_value(answer, entry)


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


def clean(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Return `value` without what no JSON reader takes: NUL goes, lone surrogates become U+FFFD."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {clean(str(key)): clean(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [clean(part) for part in value]
    return value


def versions(entries: Iterable[Entry], key: str) -> list[Entry]:
    """Return what `key` and its rows held, oldest first: each change, and what whole documents tell."""
    told: dict[tuple[int, str | None], Entry] = {}
    for entry in entries:
        for one in _told(entry["state"], key) if "state" in entry else [entry]:
            if one.get("key") == key and ("value" in one or "deleted" in one):
                told.setdefault((one["revision"], one.get("row")), one)
    return sorted(told.values(), key=lambda one: int(one["revision"]))


def words(entry: Entry) -> str:
    """Return an entry's value as it stands on disk; raise ValueError when JSON can't hold it."""
    try:
        return _json(entry.get("value"))
    except (TypeError, RecursionError) as error:
        raise ValueError(str(error)) from error


def held(document: Document, entry: Entry) -> tuple[Any, int]:
    """Return what the document holds in the place of `entry`, and since which revision."""
    for mark in ("private", "order"):
        if mark in entry:
            return document["answers"].get(entry["key"], {}).get(mark), document["revision"]
    place = _place(document, entry)
    return place.get("value"), place.get("revision", 0)


def changes_nothing(document: Document, entry: Entry) -> bool:
    """Say whether `entry` would leave the document as it is."""
    if "order" in entry:
        answer = document["answers"].get(entry["key"], {})
        return _ordered(answer, entry["order"]) == list(answer.get("order", []))
    value, _ = held(document, entry)
    if entry.get("deleted"):
        return value is None
    others = _place(document, entry).get("others", ())
    if any(other["revision"] in entry.get("settled", ()) for other in others):
        return False
    wanted = entry["private"] if "private" in entry else entry["value"]
    return value is not None and type(value) is type(wanted) and bool(value == wanted)


def waiting(document: Document, entry: Entry) -> bool:
    """Say whether another text waits beside the place of `entry` that it does not settle."""
    others = _place(document, entry).get("others", ())
    return any(other["revision"] not in entry.get("settled", ()) for other in others)


def _place(document: Document, entry: Entry) -> dict[str, Any]:
    answer: dict[str, Any] = document["answers"].get(entry["key"], {})
    return answer.get("rows", {}).get(entry["row"], {}) if "row" in entry else answer


def _told(document: Document, key: str) -> Iterator[Entry]:
    answer = document["answers"].get(key, {})
    if "value" in answer:
        yield {"key": key, "revision": answer["revision"], "at": answer["at"], "value": answer["value"]}
    for row, kept in answer.get("rows", {}).items():
        yield {"key": key, "row": row, **kept}


def _apply_row(answer: dict[str, Any], entry: Entry) -> None:
    order, rows = answer.setdefault("order", []), answer.setdefault("rows", {})
    row, before = entry["row"], entry.get("before")
    if entry.get("deleted"):
        rows.pop(row, None)
        answer["order"] = [one for one in order if one != row]
        return
    _apply_value(rows.setdefault(row, {}), entry)
    if row not in order:
        order.insert(order.index(before) if before in order else len(order), row)


def _ordered(answer: dict[str, Any], wanted: list[str]) -> list[str]:
    """Return the rows' order as `wanted`; one that it does not name stays behind the one before it."""
    rows = answer.get("rows", {})
    order = [row for row in dict.fromkeys(wanted) if row in rows]
    before = ""
    for row in answer.get("order", []):
        if row not in wanted:
            order.insert(order.index(before) + 1 if before in order else 0, row)
        before = row
    return order


def _apply_value(place: dict[str, Any], entry: Entry) -> None:
    """Take a value. One that it replaced unseen stays beside it until the person has decided."""
    others = [one for one in place.get("others", ()) if one["revision"] not in entry.get("settled", ())]
    if "over" in entry:
        others.append({part: place.get(part) for part in ("value", "revision", "at")})
    place.update(value=entry["value"], revision=entry["revision"], at=entry["at"])
    # What stands whole in a later text needs no decision: pauses while typing, or joined by hand.
    later = [one["value"] for one in others] + [place["value"]]
    others = [
        one for n, one in enumerate(others) if not any(_holds(it, one["value"]) for it in later[n + 1 :])
    ]
    place.pop("others", None)
    if others:
        place["others"] = others[-OTHERS:]


def _holds(value: Any, other: Any) -> bool:  # noqa: ANN401
    if isinstance(value, dict) and isinstance(other, dict):
        return all(_holds(value.get(part), one) for part, one in other.items())
    if isinstance(value, str) and isinstance(other, str):
        whole = rf"(?<!\w){re.escape(other.strip())}(?!\w)"  # and not “no” in “I do not know”
        is_begun = " " in other.strip() and value.startswith(other)  # by pauses while typing
        return not other.strip() or is_begun or re.search(whole, value) is not None
    return bool(value == other) or other in (None, [], "")


def _has_shape(document: Document) -> bool:
    answers = document.get("answers")
    return (
        isinstance(document.get("workbook"), str)
        and isinstance(document.get("revision"), int)
        and isinstance(answers, dict)
        and all(isinstance(answer, dict) for answer in answers.values())
    )


def _answer(answer: dict[str, Any]) -> str:
    rows = answer.get("rows")
    if not isinstance(rows, dict) or not rows:
        return _json(answer)
    rest = "".join(f"{_json(key)}: {_json(value)}, " for key, value in answer.items() if key != "rows")
    lines = ",\n".join(f"    {_json(row)}: {_json(value)}" for row, value in rows.items())
    return f'{{{rest}"rows": {{\n{lines}}}}}'


# Made once: `json.dumps` makes one anew for each call that is not quite plain.
_json = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
_sorted = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")).encode


def _canonical(value: Any) -> bytes:  # noqa: ANN401
    return _sorted(value).encode()


def _sum(entry: Entry) -> str:
    return hashlib.sha256(_canonical(entry)).hexdigest()[:16]
