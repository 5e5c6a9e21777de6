"""A disk that is really full: no file is truncated, nothing is falsely called saved, all goes on later."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

PROGRAM = Path(__file__).with_name("full_disk.py")
MOUNT = 'mount -t tmpfs -o size=1m,nr_inodes=40 tmpfs "$0" && exec "$@"'
# What a program mounts in a namespace of its own is gone with it. Root needs none of the second kind.
NAMESPACES = (["unshare", "--mount"], ["unshare", "--user", "--map-root-user", "--mount"])
REASON = (
    r"^The folder \S+ can't be written: (no space left on device|file too large|only part of \S+ could be "
    r"written|nothing more could be written)\. Nothing that was saved before is lost\.$"
)

Outcome = dict[str, Any]


def small_disk(folder: Path) -> list[str] | None:
    """Return how to start a program that has a small disk at `folder`; None where nobody may."""
    for namespace in NAMESPACES if shutil.which("unshare") else ():
        start = [*namespace, "sh", "-c", MOUNT, str(folder)]
        if not subprocess.run([*start, "true"], capture_output=True, check=False).returncode:
            return start
    return None


def saved_until_full(start: list[str], *arguments: object) -> list[Outcome]:
    told = subprocess.run(
        [*start, sys.executable, str(PROGRAM), *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    said = json.loads(told.stdout)
    assert said["written"]["in part"] or "files" in arguments, "no write came out short"
    return said["outcomes"]


@pytest.fixture(scope="module")
def outcomes(long: bool, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Outcome]]:
    """Return what became of each save, by what ran out: on a small disk, and under the kernel's limit."""
    folder = tmp_path_factory.mktemp("disk")
    found = {"length": saved_until_full([], folder, "length", 1 if long else 7)}
    if start := small_disk(folder):
        found |= {what: saved_until_full(start, folder, what, 1) for what in ("room", "files")}
    return found


@pytest.fixture
def each(outcomes: dict[str, list[Outcome]]) -> list[Outcome]:
    return [{"what": what, **one} for what, all_ in outcomes.items() for one in all_]


def test_the_disk_was_full_for_some_saves_and_had_room_for_others(
    outcomes: dict[str, list[Outcome]], tell: Callable[[str], None]
) -> None:
    for what, all_ in outcomes.items():
        refused = [one for one in all_ if not one["acknowledged"]]
        tell(f"disk full ({what}): {len(all_)} saves, {len(refused)} refused")
        for scene in ("next", "first", "damaged"):
            assert {one["acknowledged"] for one in all_ if one["scene"] == scene} == {True, False}, what
    assert {one["while full"] for one in outcomes["length"]} == {"old", "new", ""}


def test_what_was_acknowledged_is_there_while_the_disk_is_full_and_later(each: list[Outcome]) -> None:
    false = [
        one
        for one in each
        if one["acknowledged"]
        and not (one["while full"] == one["with room"] == one["then"] == "new" and any(one["history"]))
    ]
    assert false == []


def test_what_was_refused_is_the_old_or_the_new_and_stays_so(each: list[Outcome]) -> None:
    for one in each:
        allowed = {"new", "" if one["scene"] == "first" else "old"}
        assert {one["while full"], one["with room"], one["then"]} <= allowed | {""}, one
        assert one["with room"] == one["then"] != "something else", one
        assert one["with room"] in allowed, one
        assert one["while full"] in (one["with room"], "" if one["not read"] else one["with room"]), one


def test_no_file_is_truncated(each: list[Outcome]) -> None:
    for one in each:
        unmended = {"next": set(), "first": {"none"}, "damaged": {"none", "as damaged before"}}[one["scene"]]
        assert one["state"] in {"whole"} | unmended, one
        assert one["then state"] == "whole", one


def test_earlier_answers_are_read_while_the_disk_is_full(each: list[Outcome]) -> None:
    for one in each:
        if one["scene"] == "next":
            assert (one["not read"], one["while full"] in ("old", "new")) == ("", True), one


def test_each_refusal_is_one_sentence_with_the_reason(each: list[Outcome]) -> None:
    refusals = [refused for one in each for refused in one["refused"]]
    assert refusals
    assert [refused for refused in refusals if not re.match(REASON, refused)] == []


def test_saving_works_again_once_there_is_room(each: list[Outcome]) -> None:
    for one in each:
        assert (one["next refused"], one["left behind"]) == ("", []), one
        assert one["next"] > 0, one
