"""The calls with which a save touches a disk, watched one by one, so that any of them can go wrong."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from workbook.store import disk

WATCHED = (
    "open", "write", "fsync", "close", "fchmod", "chmod", "ftruncate",
    "replace", "rename", "link", "unlink", "remove", "mkdir", "rmdir",
)  # fmt: skip

Around = Callable[[str, str, Callable[[], Any], tuple[Any, ...]], Any]


def watch(around: Around, patch: Callable[[Any, str, Any], None] = setattr) -> None:
    """From now on let `around(name, subject, call, arguments)` make every watched call.

    The subject is what the call is about: "answers.json", "history.jsonl", "lock", "folder", "temporary", or
    "copy" for all that has to do with a day's copy. Of a rename it is what the file is called afterwards.
    """
    subjects: dict[int, str] = {}

    def stand_in(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **more: Any) -> Any:
            what = arguments[1] if name in ("replace", "rename", "link") else arguments[0]
            subject = subjects.get(what, "other") if isinstance(what, int) else subject_of(what)
            made = around(name, subject, lambda: real(*arguments, **more), arguments)
            if name == "open":
                subjects[made] = subject
            return made

        return call

    for name in WATCHED:
        patch(os, name, stand_in(name, getattr(os, name)))


def subject_of(path: Any) -> str:
    """Return what a path is to a save."""
    path = Path(os.fsdecode(path))
    if "snapshots" in path.parts[-2:]:
        return "copy"
    if path.match(disk.TEMPORARY):
        return "temporary"
    if path.name == ".lock":
        return "lock"
    return path.name if path.suffix else "folder"
