"""What one edit comes to, pure: whether it changes a document, what it replaces, and its entry."""

from __future__ import annotations

from typing import Any, assert_never

from workbook.answers.model import Edit
from workbook.store.document import Document
from workbook.store.entries import Change, Delete, Put, PutRow
from workbook.store.replay import order_rows


def current(document: Document, edit: Edit) -> tuple[Any, int]:
    """Return what the document holds where `edit` goes, and since which revision."""
    if edit.action == "mark":
        return _answer_of(document, edit).get("private"), document["revision"]
    if edit.action == "order":
        return _answer_of(document, edit).get("order"), document["revision"]
    holder = _holder(document, edit)
    return holder.get("value"), holder.get("revision", 0)


def changes_nothing(document: Document, edit: Edit) -> bool:
    """Say whether `edit` would leave the document as it is."""
    value, _ = current(document, edit)
    match edit.action:
        case "put":
            if any(other["revision"] in edit.settles for other in _waiting_texts(document, edit)):
                return False
            return value is not None and type(value) is type(edit.value) and bool(value == edit.value)
        case "delete":
            return value is None
        case "mark":
            return value is bool(edit.value)
        case "order":
            return order_rows(_answer_of(document, edit), list(edit.value)) == list(value or [])
        case _:
            assert_never(edit.action)


def leaves_a_text_waiting(document: Document, edit: Edit) -> bool:
    """Say whether another text waits where `edit` goes, which `edit` does not settle."""
    return any(other["revision"] not in edit.settles for other in _waiting_texts(document, edit))


def build_change(edit: Edit, revision: int, at: str, over: int | None = None) -> Change:
    """Return the entry of an edit. `over` is the revision that it replaces unseen."""
    change: Change
    match edit.action:
        case "put":
            change = _build_put(edit, revision, at)
        case "delete":
            change = _build_delete(edit, revision, at)
        case "mark":
            change = {"revision": revision, "at": at, "key": edit.key, "private": bool(edit.value)}
        case "order":
            change = {"revision": revision, "at": at, "key": edit.key, "order": list(edit.value)}
        case _:
            assert_never(edit.action)
    if over is not None:
        change["over"] = over
    return change


def _build_put(edit: Edit, revision: int, at: str) -> Put | PutRow:
    change: Put | PutRow
    if edit.row is None:
        change = {"revision": revision, "at": at, "key": edit.key, "value": edit.value}
    else:
        change = {"revision": revision, "at": at, "key": edit.key, "row": edit.row, "value": edit.value}
        if edit.before:
            change["before"] = edit.before
    if edit.apart:
        change["apart"] = True
    if edit.settles:
        change["settled"] = list(edit.settles)
    return change


def _build_delete(edit: Edit, revision: int, at: str) -> Delete:
    if edit.row is None:
        raise ValueError("only a row can be deleted")
    change: Delete = {"revision": revision, "at": at, "key": edit.key, "row": edit.row, "deleted": True}
    if edit.settles:
        change["settled"] = list(edit.settles)
    return change


def _answer_of(document: Document, edit: Edit) -> dict[str, Any]:
    answer: dict[str, Any] = document["answers"].get(edit.key, {})
    return answer


def _holder(document: Document, edit: Edit) -> dict[str, Any]:
    """Return the answer, or the row of it, that an edit is about; an empty one when there is none."""
    answer = _answer_of(document, edit)
    return answer if edit.row is None else answer.get("rows", {}).get(edit.row, {})


def _waiting_texts(document: Document, edit: Edit) -> list[dict[str, Any]]:
    return list(_holder(document, edit).get("others", ()))
