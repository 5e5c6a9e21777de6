"""The shapes on disk, and nothing that touches a disk: documents, history lines, replay.

A document is the dict that `answers.json` holds. A history line is one change, complete in itself, so
that the whole document can be made again from the history alone.
"""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

from workbook.answers import SCHEMA

Document = dict[str, Any]
Entry = dict[str, Any]


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


def apply(document: Document, entry: Entry) -> None:
    """Make one change to `document`, in place."""
    answer = document["answers"].setdefault(entry["key"], {})
    document["revision"] = entry["revision"]
    stamp = {"revision": entry["revision"], "at": entry["at"]}
    if "private" in entry:
        answer["private"] = entry["private"]
    elif "row" not in entry:
        answer.update(value=entry["value"], **stamp)
    else:
        _apply_row(answer, entry, stamp)


def rebuild(entries: Iterable[Entry]) -> Document | None:
    """Return the document that a whole history makes, or None when its first line is missing."""
    document: Document | None = None
    for entry in entries:
        if "state" in entry:
            document = copy.deepcopy(entry["state"])
        elif document is not None and entry["revision"] > document["revision"]:
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


def versions(entries: Iterable[Entry], key: str) -> Iterator[Entry]:
    """Yield what `key` and its rows held, oldest first: each change, and what whole documents tell."""
    told: set[tuple[int, str | None]] = set()
    for entry in entries:
        for one in _told(entry["state"], key) if "state" in entry else [entry]:
            place = (one["revision"], one.get("row"))
            if one.get("key") == key and "private" not in one and place not in told:
                told.add(place)
                yield one


def size(entry: Entry) -> int:
    """Return how many bytes an entry's value takes on disk; raise ValueError when JSON can't hold it."""
    try:
        return len(_json(entry.get("value")).encode())
    except (TypeError, RecursionError) as error:
        raise ValueError(str(error)) from error


def held(document: Document, entry: Entry) -> tuple[Any, int]:
    """Return what the document holds in the place of `entry`, and since which revision."""
    answer = document["answers"].get(entry["key"], {})
    if "private" in entry:
        return answer.get("private"), document["revision"]
    if "row" in entry:
        answer = answer.get("rows", {}).get(entry["row"], {})
    return answer.get("value"), answer.get("revision", 0)


def changes_nothing(held: Any, entry: Entry) -> bool:  # noqa: ANN401
    """Say whether `entry` would leave what is held as it is."""
    if entry.get("deleted"):
        return held is None
    wanted = entry["private"] if "private" in entry else entry["value"]
    return held is not None and type(held) is type(wanted) and held == wanted


def _told(document: Document, key: str) -> Iterator[Entry]:
    answer = document["answers"].get(key, {})
    if "value" in answer:
        yield {"key": key, "revision": answer["revision"], "at": answer["at"], "value": answer["value"]}
    for row, kept in answer.get("rows", {}).items():
        yield {"key": key, "row": row, **kept}


def _apply_row(answer: dict[str, Any], entry: Entry, stamp: dict[str, Any]) -> None:
    order, rows = answer.setdefault("order", []), answer.setdefault("rows", {})
    row, before = entry["row"], entry.get("before")
    if entry.get("deleted"):
        rows.pop(row, None)
        answer["order"] = [one for one in order if one != row]
        return
    rows[row] = {**rows.get(row, {}), "value": entry["value"], **stamp}
    if row not in order:
        order.insert(order.index(before) if before in order else len(order), row)


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


def _json(value: Any) -> str:  # noqa: ANN401
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _canonical(value: Any) -> bytes:  # noqa: ANN401
    return json.dumps(
        value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    ).encode()


def _sum(entry: Entry) -> str:
    return hashlib.sha256(_canonical(entry)).hexdigest()[:16]
