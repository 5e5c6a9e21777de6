"""A program that saves while a disk is filling up, and prints as JSON what became of each save.

It is given an empty folder and what runs out there: "room" or "files", on a small disk of its own, or
"length": no file may grow beyond a byte, which the kernel refuses in the same way, and how many bytes it
grows from one save to the next.
"""

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from workbook.errors import StoreError
from workbook.store import AnswerFile, disk

PAGE = 4096
LENGTHS = (1, 3_000, 5_000, 30_000)  # of an answer
SCENES = ("next", "first", "damaged")
TORN = b"{ torn"

HOME, BALLAST = Path(sys.argv[1], "home"), Path(sys.argv[1], "ballast")
WHAT, STEP = sys.argv[2], int(sys.argv[3])

written = {"wholly": 0, "in part": 0}


def fill(left: int) -> None:
    """Leave so many pages, files or bytes."""
    if WHAT == "length":
        limit_length(left)
    elif WHAT == "files":
        BALLAST.mkdir()
        with suppress(OSError):
            for number in range(10_000):
                (BALLAST / str(number)).touch()
        for path in list(BALLAST.iterdir())[:left]:
            path.unlink()
    else:
        with BALLAST.open("wb", buffering=0) as file:
            for size in (64 * PAGE, PAGE, 1):
                with suppress(OSError):
                    while file.write(b"x" * size):
                        pass
            file.truncate(max(0, file.tell() - left * PAGE))


def make_room() -> None:
    if WHAT == "length":
        limit_length(-1)
    elif WHAT == "files":
        shutil.rmtree(BALLAST)
    else:
        BALLAST.unlink()


def limit_length(limit: int) -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))


def cases() -> Iterator[tuple[str, int, int, int]]:
    """Yield a scene, an answer's length, what is left on the disk, and after how many syncs it is."""
    for scene in SCENES:
        if WHAT == "length":
            prepare(scene)
            AnswerFile(HOME).put("a.b", words(1))
            history, state = ((HOME / name).stat().st_size for name in ("history.jsonl", "answers.json"))
            yield from ((scene, 1, limit, 0) for limit in range(history + 1, -1, -STEP))
            yield from ((scene, 1, limit, 1) for limit in range(state + 1, -1, -STEP))
        else:
            lengths = LENGTHS if WHAT == "room" else LENGTHS[:1]
            yield from ((scene, length, left, 0) for length in lengths for left in range(16))


def prepare(scene: str) -> None:
    shutil.rmtree(HOME, ignore_errors=True)
    if scene != "first":
        AnswerFile(HOME).put("a.b", "old")
        AnswerFile(HOME).put_row("t.t", "r", {"v": "old"})
    if scene == "damaged":
        (HOME / "answers.json").write_bytes(TORN)


def words(length: int) -> str:
    return "new " * length


def said(deed: Callable[[], Any]) -> tuple[Any, str]:
    """Return what came of it, and what was said when it was refused."""
    try:
        return deed(), ""
    except StoreError as error:
        return None, str(error)


def held(length: int) -> tuple[str, str]:
    """Return which answer is there, and what was said when it couldn't be read."""
    value, refused = said(lambda: AnswerFile(HOME).read().value("a.b"))
    return {"old": "old", words(length): "new", None: ""}.get(value, "something else"), refused


def state() -> str:
    """Return how the state on disk is."""
    try:
        data = (HOME / "answers.json").read_bytes()
    except FileNotFoundError:
        return "none"
    if data == TORN:
        return "as damaged before"
    document = json.loads(data)
    checksum = document.pop("checksum")
    canonical = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return "whole" if checksum == hashlib.sha256(canonical.encode()).hexdigest() else "not whole"


def outcome(scene: str, length: int, left: int, syncs: int) -> dict[str, Any]:
    prepare(scene)
    made, sync = 0, os.fsync

    def count(descriptor: int) -> None:
        nonlocal made
        sync(descriptor)
        made += 1
        if made == syncs:
            fill(left)

    if syncs:
        os.fsync = count
    else:
        fill(left)
    tries = [said(lambda: AnswerFile(HOME).put("a.b", words(length))) for _ in range(2)]
    os.fsync = sync
    record: dict[str, Any] = {"scene": scene, "length": length, "left": left, "syncs": syncs}
    record["acknowledged"] = any(saved for saved, _ in tries)
    record["refused"] = [refused for saved, refused in tries if not saved]
    record["while full"], record["not read"] = held(length)
    record["state"] = state()
    make_room()
    record["history"] = [one.value == words(length) for one in AnswerFile(HOME).history("a.b")]
    record["with room"], _ = held(length)
    record["next"], record["next refused"] = said(lambda: AnswerFile(HOME).put("a.c", "next").revision)
    record["then"], _ = held(length)
    record["then state"] = state()
    record["left behind"] = [path.name for path in HOME.rglob(disk.TEMPORARY)]
    return record


def watch_writes() -> None:
    write = os.write

    def watched(descriptor: int, data: bytes) -> int:
        count = write(descriptor, data)
        written["wholly" if count == len(data) else "in part"] += 1
        return count

    os.write = watched


if __name__ == "__main__":
    watch_writes()
    outcomes = [outcome(*case) for case in cases()]
    print(json.dumps({"outcomes": outcomes, "written": written}))
