"""The document that `answers.json` holds, as bytes and back, and the JSON that the store writes."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import orjson

from workbook.answers.model import SCHEMA

Document = dict[str, Any]

# Built once: `json.dumps` builds an encoder for each call that is not quite plain.
format_json = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
_format_sorted = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
).encode


def canonical(value: Any) -> bytes:  # noqa: ANN401 - any JSON
    """Return the one form in which equal values have equal bytes: what checksums are computed from."""
    return _format_sorted(value).encode()


def new_document(workbook: str) -> Document:
    """Return a document with no answers."""
    return {"schema": SCHEMA, "workbook": workbook, "revision": 0, "answers": {}}


def checksum(document: Document) -> str:
    """Return the sha256 of the document, canonical, without its own checksum."""
    return hashlib.sha256(canonical({k: v for k, v in document.items() if k != "checksum"})).hexdigest()


def encode(document: Document) -> bytes:
    """Return the document as a person can read it: a line per answer and per row."""
    document = {**document, "checksum": checksum(document)}
    answers = document.pop("answers")
    head = ", ".join(f"{format_json(key)}: {format_json(value)}" for key, value in document.items())
    lines = ",\n".join(f"  {format_json(key)}: {_format_answer(answers[key])}" for key in sorted(answers))
    return f'{{{head},\n "answers": {{\n{lines}}}}}\n'.encode()


def decode(data: bytes) -> Document | None:
    """Return the document in `data`, or None when it is damaged. The schema is not judged here."""
    if (quick := _decode_quickly(data)) is not None:
        return quick
    try:
        document = json.loads(data)
        if not isinstance(document, dict) or not isinstance(document.get("schema"), int):
            return None
        # A newer one may compute its checksum in another way, but one flipped bit is not a newer one.
        is_ours = document.get("checksum") == checksum({**document, "schema": SCHEMA})
    except (ValueError, RecursionError):  # no JSON, NaN, or nested beyond reason
        return None
    if document["schema"] > SCHEMA:
        return None if is_ours else document
    return document if is_ours and document["schema"] == SCHEMA and _has_shape(document) else None


def sanitize(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Return `value` without what no JSON reader takes: NUL goes, lone surrogates become U+FFFD."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {sanitize(str(key)): sanitize(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [sanitize(part) for part in value]
    return value


def _decode_quickly(data: bytes) -> Document | None:
    """Return the document if orjson reads it and finds what its checksum was computed from.

    orjson writes some numbers in another way than json, as 1e-7; then nothing fits, and json decides.
    """
    try:
        document = orjson.loads(data)
        stated = document.pop("checksum")
        found = hashlib.sha256(orjson.dumps(document, option=orjson.OPT_SORT_KEYS)).hexdigest()
    except (ValueError, TypeError, AttributeError, KeyError):
        return None
    if stated != found or document.get("schema") != SCHEMA or not _has_shape(document):
        return None
    return {**document, "checksum": stated}


def _has_shape(document: Document) -> bool:
    answers = document.get("answers")
    return (
        isinstance(document.get("workbook"), str)
        and isinstance(document.get("revision"), int)
        and isinstance(answers, dict)
        and all(isinstance(answer, dict) for answer in answers.values())
    )


def _format_answer(answer: dict[str, Any]) -> str:
    rows = answer.get("rows")
    if not isinstance(rows, dict) or not rows:
        return format_json(answer)
    rest = "".join(
        f"{format_json(key)}: {format_json(value)}, " for key, value in answer.items() if key != "rows"
    )
    lines = ",\n".join(f"    {format_json(row)}: {format_json(value)}" for row, value in rows.items())
    return f'{{{rest}"rows": {{\n{lines}}}}}'
