"""`doctor` finds nothing on a sound home, and names what could cost answers; opening says it too."""

import os
import re
import shutil
import socket
import subprocess
import sys
from collections import namedtuple
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from workbook.cli import doctor as doctor_module
from workbook.cli import surroundings as surroundings_module
from workbook.cli.main import cli
from workbook.store import AnswerFile, risks

from .conftest import Run

Usage = namedtuple("Usage", "total used free")


def doctor(home: Path) -> Result:
    result = CliRunner().invoke(cli, ["doctor", "--home", str(home)])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def findings(result: Result) -> dict[str, list[str]]:
    """Return the sentences by how it is."""
    found: dict[str, list[str]] = {"fine": [], "warning": [], "fault": []}
    for line in result.stdout.splitlines():
        how, sentence = re.fullmatch(r"(\w+) +(.+)", line).groups()  # type: ignore[union-attr]
        found[how].append(sentence)
    return found


def everything(folder: Path) -> dict[str, bytes]:
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != ".lock"]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


@pytest.fixture(autouse=True)
def _sound_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the machine of whoever runs the tests have all that it needs; see test_surroundings."""
    monkeypatch.setattr(surroundings_module, "surroundings", lambda: [("fine", "All is there.")])
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**12, 0, 2 * doctor_module.LEAST_FREE))


@pytest.fixture
def filled(store: AnswerFile, home: Path, clock) -> Path:
    store.put("start.name", "Ada")
    store.put("fit.why", "In March…")
    clock.move(days=1)
    store.put("fit.why", "In May…")
    return home


# Sound


def test_on_a_sound_home_all_is_fine(filled: Path) -> None:
    before = everything(filled)
    outcome = doctor(filled)
    assert outcome.exit_code == 0
    found = findings(outcome)
    assert (found["warning"], found["fault"]) == ([], [])
    said = "\n".join(found["fine"])
    assert f"Questions answered in {filled / 'answers.json'}: 2. The file is sound." in said
    assert f"Lines of history: {len(AnswerFile(filled).lines())}, all of them sound." in said
    assert "Daily copies: 1, the last of 2026-03-04." in said
    assert "are free on the disk." in said
    assert everything(filled) == before


def test_an_empty_workbook_is_fine_too(home: Path) -> None:
    outcome = doctor(home)
    assert (outcome.exit_code, findings(outcome)["warning"], findings(outcome)["fault"]) == (0, [], [])
    assert "Daily copies: 0." in outcome.stdout


# Nothing can be saved


def make_file(home: Path) -> None:
    home.write_text("a file", "utf-8")


def make_newer(home: Path) -> None:
    home.mkdir()
    (home / "answers.json").write_text('{"schema": 2, "answers": {}}', "utf-8")


def make_lost(home: Path) -> None:
    home.mkdir()
    (home / "answers.json").write_bytes(b'{"schema": 1, "answ')


def make_below_a_file(home: Path) -> None:
    home.parent.rmdir()
    home.parent.write_text("a file", "utf-8")


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (make_file, "can't be read: (not a directory|file exists).* Another folder"),
        (make_newer, "was written by a newer workbook"),
        (make_lost, "is damaged, and there is no history"),
        (make_below_a_file, "not a directory"),
    ],
)
def test_when_nothing_can_be_saved_that_is_a_sentence_and_the_status_is_one(
    make: Callable[[Path], None], said: str, tmp_path: Path
) -> None:
    (tmp_path / "above").mkdir()
    home = tmp_path / "above" / "home"
    make(home)
    before = everything(tmp_path)
    outcome = doctor(home)
    assert outcome.exit_code == 1
    (fault,) = findings(outcome)["fault"]
    assert re.search(said, fault)
    assert everything(tmp_path) == before


def test_a_folder_that_is_not_writable_is_a_fault(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if os.geteuid():
        filled.chmod(0o500)
    else:  # what the system would say to anyone but root
        monkeypatch.setattr(os, "access", lambda _, mode, **__: not mode & os.W_OK)
    try:
        outcome = doctor(filled)
    finally:
        filled.chmod(0o700)
    assert outcome.exit_code == 1
    (fault,) = findings(outcome)["fault"]
    assert fault.startswith(f"Nothing can be saved in {filled}: permission denied.")


def test_a_folder_out_of_reach_is_a_fault_and_no_traceback(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if os.geteuid():
        filled.chmod(0)
    else:  # what the system would say to anyone but root
        real = Path.stat

        def stat(path: Path, **more: bool) -> os.stat_result:
            if filled in path.parents:
                raise PermissionError(13, os.strerror(13))
            return real(path, **more)

        monkeypatch.setattr(Path, "stat", stat)
        monkeypatch.setattr(Path, "read_bytes", stat)
    try:
        outcome = doctor(filled / "below")
    finally:
        filled.chmod(0o700)
    assert outcome.exit_code == 1
    (fault,) = findings(outcome)["fault"]
    assert "permission denied" in fault


# What is not as it should be


def test_a_damaged_state_is_said_to_be_mended(filled: Path) -> None:
    (filled / "answers.json").write_bytes(b"{ torn")
    outcome = doctor(filled)
    assert outcome.exit_code == 0
    assert "made again from the history" in outcome.stderr
    assert "answers.json: 2. The file is sound." in outcome.stdout


def test_damaged_lines_of_the_history_are_counted(filled: Path) -> None:
    path = filled / "history.jsonl"
    first, second, *rest = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([first, b"x" + second, *rest, b"torn"]))
    outcome = doctor(filled)
    assert outcome.exit_code == 0
    (warning,) = findings(outcome)["warning"]
    assert warning == f"2 of the history's {len(rest) + 3} lines can't be read; the others can."


@pytest.mark.skipif(sys.platform == "win32", reason="there are no modes")
def test_files_that_others_may_read_are_named_with_the_cure(filled: Path) -> None:
    (filled / "history.jsonl").chmod(0o644)
    outcome = doctor(filled)
    assert outcome.exit_code == 0
    (warning,) = findings(outcome)["warning"]
    assert "are open to other users" in warning
    subprocess.run(warning.split("with: ")[1], shell=True, check=True)
    assert findings(doctor(filled))["warning"] == []


def test_a_conflict_copy_is_named_with_the_cure(filled: Path) -> None:
    copy = filled / "answers (Ada's conflicted copy).json"
    shutil.copy(filled / "answers.json", copy)
    outcome = doctor(filled)
    assert outcome.exit_code == 0
    (warning,) = findings(outcome)["warning"]
    assert copy.name in warning
    assert "tpm-workbook import" in warning


def test_a_disk_that_is_nearly_full_is_a_warning(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**12, 0, 3 * 1024**2 + 5))
    outcome = doctor(filled)
    assert outcome.exit_code == 0
    assert findings(outcome)["warning"] == [
        "Only 3 MiB are free on the disk. Make room before it is full.",
    ]


def test_what_is_no_disk_has_no_room_to_speak_of(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(0, 0, 0))
    outcome = doctor(filled)
    assert findings(outcome)["warning"] == []
    assert "free on the disk" not in outcome.stdout


def test_a_file_in_the_folders_place_is_a_fault_and_no_question_of_modes(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file", "utf-8")
    (tmp_path / "home").chmod(0o644)
    outcome = doctor(tmp_path / "home")
    assert (outcome.exit_code, findings(outcome)["warning"]) == (1, [])


# Said at the start


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


@pytest.mark.parametrize("command", ["app", "lab"])
def test_what_is_risky_is_said_on_stderr_when_the_workbook_is_opened(
    command: str, run: Run, filled: Path, taken_port: int
) -> None:
    (filled / "answers (conflicted copy).json").write_text("{}", "utf-8")
    (filled / ".stfolder").mkdir()
    expected = risks.warnings(filled)
    assert len(expected) == 2
    # A port that is taken ends the command behind the warnings.
    outcome = run(command, "--no-browser", "--port", taken_port, "--home", filled)
    assert (outcome.status, outcome.out) == (1, "")
    *warnings, port = outcome.err.splitlines()
    assert warnings == [f"Warning: {warning}" for warning in expected]
    assert f"Port {taken_port} can't be used" in port


def test_a_history_that_lacks_what_the_answers_have_is_said(home: Path, store: AnswerFile) -> None:
    store.put("fit.why", "first")
    older = (home / "history.jsonl").read_bytes()
    store.put("fit.why", "second")
    (home / "history.jsonl").write_bytes(older)
    assert AnswerFile(home).is_history_behind()
    store.put("fit.why", "third")  # mends it: the whole document stands in the history now
    assert not AnswerFile(home).is_history_behind()
    lines = (home / "history.jsonl").read_bytes().count(b"\n")
    for _ in range(3):
        AnswerFile(home).put("fit.why", "third")
    assert (home / "history.jsonl").read_bytes().count(b"\n") == lines
