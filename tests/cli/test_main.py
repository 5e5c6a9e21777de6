"""The command line: one sentence for an error, status 1, and nothing changed or lost."""

import gc
import hashlib
import json
import os
import shutil
import socket
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from workbook.cli import exporting, main
from workbook.clock import today
from workbook.phrases.sentences import sentences
from workbook.questions.catalogue import CONTENT, catalogue
from workbook.server import app, lab
from workbook.store import AnswerFile
from workbook.store.document import checksum, new_document

from .conftest import Run

PROGRAM = Path(sys.executable).parent / "tpm-workbook"
PATIENCE = 120  # seconds for a program, on a machine that is busy with other things


@pytest.fixture(autouse=True)
def _wide_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("NO_COLOR", "1")


def snapshot(folder: Path) -> dict[str, str]:
    """Return what stands in a folder, the lock's file aside."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != ".lock"]
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture
def filled(store: AnswerFile, home: Path) -> Path:
    store.put("start.name", "Ada")
    store.put("fit.why", "In March…")
    store.put("fit.hard", "letting go")
    return home


@pytest.mark.parametrize("server", ["app", "lab"])
def test_what_runs_for_long_gives_memory_back(
    run: Run, server: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    collects: list[bool] = []
    monkeypatch.setattr(
        {"app": app, "lab": lab}[server], f"run_{server}", lambda *_, **__: collects.append(gc.isenabled())
    )
    assert run(server, "--home", home).status == 0
    assert collects == [True]


def test_a_command_collects_no_garbage(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    collects: list[bool] = []
    monkeypatch.setattr(main, "today", lambda: collects.append(gc.isenabled()) or today())
    AnswerFile(home).put_row("plan.milestones", "a", {"name": "Charter", "due": "2020-01-31"})
    assert run("status").status == 0
    assert collects == [False]


# Status


def test_a_missing_home_is_made_and_its_status_told(run: Run, home: Path) -> None:
    outcome = run("status", "--home", home)
    assert (outcome.status, outcome.err) == (0, "")
    assert f"Your answers: {home / 'answers.json'}" in outcome.out
    assert "Last saved: nothing yet" in outcome.out
    for step in catalogue().steps:
        assert f"0 of {len(step.questions)}" in outcome.out
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


def test_the_status_tells_what_is_due_and_prints_nothing_that_a_terminal_would_obey(
    run: Run, store: AnswerFile, home: Path
) -> None:
    store.put_row("plan.milestones", "a", {"name": "[red]Charter[/red]\x1b[2J", "due": "2020-01-31"})
    store.put_row("plan.milestones", "b", {"name": "Pilot", "due": "2020-02-01", "status": "done"})
    outcome = run("status", "--home", home)
    assert "31 Jan 2020" in outcome.out
    assert "Milestone: [red]Charter[/red]\ufffd[2J" in outcome.out
    assert "Pilot" not in outcome.out
    assert "\x1b" not in outcome.out


def test_the_status_of_a_long_list_says_how_many_more_there_are(
    run: Run, store: AnswerFile, home: Path
) -> None:
    for number in range(15):
        store.put_row("plan.milestones", f"r{number}", {"name": f"M{number}", "due": "2031-01-31"})
    outcome = run("status", "--home", home)
    assert outcome.out.count("Milestone: M") == 12
    assert "and 3 later; the start page has them all." in outcome.out


def test_each_copy_has_a_name_of_its_own(
    run: Run, filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run("export", "pdf")
    run("export", "pdf", "--for", "manager")
    assert sorted(path.name for path in tmp_path.glob("*.pdf")) == [
        "from-engineer-to-tpm-manager.pdf",
        "from-engineer-to-tpm.pdf",
    ]


# The filled example


@pytest.mark.slow
def test_the_example_is_opened_in_a_folder_that_goes_when_the_app_ends(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with subprocess.Popen(
        [PROGRAM, "app", "--sample", "--no-browser", "--port", str(port)],
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stdout
        assert program.stdout.readline().startswith(
            f"The workbook is open at http://127.0.0.1:{port}/?token="
        )
        (kept,) = tmp_path.glob("tpm-workbook-sample-*/answers/answers.json")
        assert AnswerFile(kept.parent).read().value("start.name")
        program.terminate()
        _, said = program.communicate(timeout=PATIENCE)
    assert program.returncode == 0
    assert said == "This is a filled example. What you change in it is thrown away at the end.\n"
    assert list(tmp_path.glob("tpm-workbook-sample-*")) == []


def test_the_example_takes_no_home(run: Run, home: Path) -> None:
    outcome = run("app", "--sample", "--home", home)
    assert outcome.status == 2
    assert "--sample opens a folder of its own" in outcome.err
    assert not home.exists()


def test_the_status_counts_what_is_answered(run: Run, filled: Path) -> None:
    outcome = run("status")  # the home is named by the environment
    assert f"1 of {len(catalogue().step('start').questions)}" in outcome.out
    assert f"2 of {len(catalogue().step('fit').questions)}" in outcome.out
    assert "Last saved: 3 March 2026" in outcome.out


def test_a_home_that_is_named_outweighs_the_environments(run: Run, filled: Path, tmp_path: Path) -> None:
    outcome = run("status", "--home", tmp_path / "other")
    assert "nothing yet" in outcome.out


# Export


@pytest.mark.parametrize(
    "more", [[], ["--for", "mentor"], ["--paper", "letter"], ["--for", "mentor", "--paper", "a4"]]
)
def test_a_pdf_is_written_where_it_was_asked_for(
    run: Run, more: list[str], filled: Path, tmp_path: Path
) -> None:
    path = tmp_path / "book with spaces.pdf"
    outcome = run("export", "pdf", "-o", path, *more)
    assert (outcome.status, outcome.err, outcome.out) == (0, "", f"Written to {path}.\n")
    assert path.read_bytes().startswith(b"%PDF-")


def test_what_no_font_can_print_is_told_beside_the_pdf(run: Run, store: AnswerFile, tmp_path: Path) -> None:
    store.put("start.name", "\U000f1234")  # private use, which no archived document may hold
    outcome = run("export", "pdf", "-o", tmp_path / "book.pdf")
    assert (outcome.status, outcome.out) == (0, f"Written to {tmp_path / 'book.pdf'}.\n")
    title = catalogue().question("start.name").title
    named, way_out = outcome.err.splitlines()
    assert named == f"In “{title}”, one character has no font here: without a name U+F1234."
    assert way_out == sentences().book.unprinted.way_out


@pytest.mark.parametrize(
    ("audience", "said"),
    [("me", "Nothing has been answered yet.\n"), ("manager", "There is nothing in this copy yet.\n")],
)
def test_an_empty_workbook_gives_a_pdf_too_and_says_so(
    run: Run, audience: str, said: str, home: Path, tmp_path: Path
) -> None:
    outcome = run("export", "pdf", "-o", tmp_path / "book.pdf", "--for", audience)
    assert (outcome.status, outcome.err) == (0, said)
    assert (tmp_path / "book.pdf").read_bytes().startswith(b"%PDF-")


def test_without_a_name_the_pdf_stands_in_the_current_folder(filled: Path, tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.mkdir()
    ended = subprocess.run(
        [PROGRAM, "export", "pdf"],
        cwd=there,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    )
    assert (ended.stdout, ended.stderr) == ("Written to from-engineer-to-tpm.pdf.\n", "")
    assert [path.name for path in there.iterdir()] == ["from-engineer-to-tpm.pdf"]


# What is wrong in a home, and what is said


def make_file(home: Path) -> None:
    home.write_text("a file", "utf-8")


def make_newer(home: Path) -> None:
    home.mkdir()
    (home / "answers.json").write_text('{"schema": 2, "answers": {}}', "utf-8")


def make_lost(home: Path) -> None:
    home.mkdir()
    (home / "answers.json").write_bytes(b'{"schema": 1, "answ')
    (home / "history.jsonl").write_bytes(b"gone too\n")


def make_odd(home: Path) -> None:
    home.mkdir()
    document = {**new_document("w"), "answers": {"a.b": {"revision": "soon"}}}
    (home / "answers.json").write_text(json.dumps({**document, "checksum": checksum(document)}), "utf-8")


BAD_HOMES: dict[str, tuple[Callable[[Path], None], str]] = {
    "a file in its place": (make_file, "not a directory"),
    "a newer workbook's": (make_newer, "was written by a newer workbook"),
    "damaged beyond mending": (make_lost, "is damaged, and there is no history"),
    "another shape": (make_odd, "not in the workbook's format"),
}
COMMANDS = {
    "status": ["status"],
    "export": ["export", "pdf", "-o", "book.pdf"],
    "app": ["app", "--no-browser"],
    "lab": ["lab", "--no-browser"],
}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("bad", BAD_HOMES)
def test_a_bad_home_is_one_sentence_and_nothing_is_changed(
    run: Run, bad: str, command: str, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    make, said = BAD_HOMES[bad]
    make(home)
    before = snapshot(tmp_path)
    outcome = run(*COMMANDS[command], "--home", home)
    assert (outcome.status, outcome.out) == (1, "")
    assert said in outcome.err
    assert outcome.err.count("\n") == 1
    assert "Traceback" not in outcome.err
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("command", COMMANDS)
def test_a_home_that_can_not_be_made_is_one_sentence(
    run: Run, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").touch()
    outcome = run(*COMMANDS[command], "--home", tmp_path / "file" / "below")
    assert (outcome.status, outcome.out, outcome.err.count("\n")) == (1, "", 1)
    assert "Nothing that was saved before is lost." in outcome.err


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
@pytest.mark.parametrize("command", ["app", "lab"])
def test_a_home_without_write_permission_is_one_sentence(run: Run, command: str, filled: Path) -> None:
    filled.chmod(0o500)
    try:
        outcome = run(command, "--no-browser", "--home", filled)
    finally:
        filled.chmod(0o700)
    assert (outcome.status, outcome.out, outcome.err.count("\n")) == (1, "", 1)
    assert "permission denied" in outcome.err


def test_a_home_that_is_not_writable_does_not_open_for_writing(
    run: Run, filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What the system would say to anyone but root.
    monkeypatch.setattr(os, "access", lambda _, mode, **more: not mode & os.W_OK)
    outcome = run("app", "--no-browser", "--home", filled)
    assert (outcome.status, outcome.out, outcome.err.count("\n")) == (1, "", 1)
    assert f"Nothing can be saved in {filled}: permission denied." in outcome.err


def test_damage_that_the_history_mends_is_said_and_the_command_goes_on(run: Run, filled: Path) -> None:
    (filled / "answers.json").write_bytes(b"{ torn")
    outcome = run("status", "--home", filled)
    assert outcome.status == 0
    assert "1 of " in outcome.out
    assert outcome.err.count("\n") == 1
    (kept,) = filled.glob("answers.damaged-*.json")
    assert kept.name in outcome.err
    assert run("status", "--home", filled).err == ""


def test_mended_damage_is_in_the_pdf_all_the_same(run: Run, filled: Path, tmp_path: Path) -> None:
    (filled / "answers.json").unlink()
    outcome = run("export", "pdf", "-o", tmp_path / "book.pdf")
    assert (outcome.status, outcome.err.count("\n")) == (0, 1)
    assert "made again from the history" in outcome.err
    assert (tmp_path / "book.pdf").is_file()


# What else can be wrong


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("missing/book.pdf", "does not exist"),
        ("file/book.pdf", "can't be written"),
        ("folder", "is a folder"),
    ],
)
def test_a_pdf_that_can_not_be_written_is_one_sentence_and_leaves_nothing(
    run: Run, place: str, said: str, filled: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("kept", "utf-8")
    (tmp_path / "folder").mkdir()
    before = snapshot(tmp_path)
    outcome = run("export", "pdf", "-o", tmp_path / place)
    assert (outcome.status, outcome.out, outcome.err.count("\n")) == (1, "", 1)
    assert said in outcome.err
    assert snapshot(tmp_path) == before


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


@pytest.mark.parametrize("command", ["app", "lab"])
def test_a_port_in_use_is_one_sentence_that_names_the_option(
    run: Run, command: str, taken_port: int, filled: Path
) -> None:
    before = snapshot(filled)
    outcome = run(command, "--no-browser", "--port", taken_port, "--home", filled)
    assert (outcome.status, outcome.out, outcome.err.count("\n")) == (1, "", 1)
    assert f"Port {taken_port} can't be used" in outcome.err
    assert "--port" in outcome.err
    assert snapshot(filled) == before


@pytest.mark.parametrize("command", COMMANDS)
def test_a_misspelt_key_in_the_content_is_one_sentence_that_names_it(
    run: Run, command: str, filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    content = tmp_path / "content"
    (content / "steps").mkdir(parents=True)
    words = (CONTENT / "steps" / "00_start.toml").read_text("utf-8")
    (content / "steps" / "00_start.toml").write_text(words.replace("minutes =", "minuets =", 1), "utf-8")
    for other in ("roles", "skills", "copies", "first"):
        shutil.copy(CONTENT / f"{other}.toml", content)
    for module in (main, exporting):  # where a command can only be given it as it is installed
        monkeypatch.setattr(module, "catalogue", lambda: catalogue(content))
    before = snapshot(filled)
    outcome = run(*COMMANDS[command])
    assert (outcome.status, outcome.out, outcome.err.count("\n")) == (1, "", 1)
    assert "content/00_start.toml" in outcome.err
    assert "minuets: there is no such key." in outcome.err
    assert snapshot(filled) == before


@pytest.mark.parametrize(
    "usage",
    [
        ["opne"],
        ["status", "--hmoe", "x"],
        ["app", "--port", "many"],
        ["app", "--port", "70000"],
        ["export", "pdf", "--for", "everyone"],
        ["export", "pdf", "--paper", "a3"],
        ["export", "pfd"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_status_two_and_no_traceback(run: Run, usage: list[str], home: Path) -> None:
    outcome = run(*usage)
    assert (outcome.status, outcome.out) == (2, "")
    assert "Usage: tpm-workbook" in outcome.err
    assert "Traceback" not in outcome.err
    assert not home.exists()


def test_a_traceback_is_shown_to_who_asks_for_it(run: Run, home: Path) -> None:
    make_file(home)
    outcome = run("--debug", "status")
    assert outcome.status == 1
    assert outcome.err.startswith("Traceback")
    assert "NotADirectoryError" in outcome.err
    assert "StoreError" in outcome.err


@pytest.mark.parametrize(
    "words", [["--help"], ["-h"], ["app", "--help"], ["export", "pdf", "-h"]], ids=" ".join
)
def test_help_is_given(run: Run, words: list[str], home: Path) -> None:
    outcome = run(*words)
    assert outcome.status == 0
    assert "Usage: tpm-workbook" in outcome.out
    assert not home.exists()


def test_a_home_that_may_not_be_read_is_one_sentence_too(
    run: Run, filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda _, mode, **more: not mode & os.R_OK)
    outcome = run("status", "--home", filled)
    assert outcome.status != 2, "nothing is wrong with how the command was used"


# A chart as a file


@pytest.mark.parametrize(
    ("file", "begins"), [("g.svg", b"<svg "), ("g.PNG", b"\x89PNG"), ("g.csv", b"\xef\xbb\xbfSkill,")]
)
def test_a_chart_is_written_in_the_form_that_its_name_says(
    run: Run, file: str, begins: bytes, store: AnswerFile, tmp_path: Path
) -> None:
    store.put_row("growth.checkin", "r1", {"date": "2026-03-03", "by": "", "skill": "risk", "level": 3})
    outcome = run("export", "chart", "growth", "-o", tmp_path / file)
    assert (outcome.status, outcome.out, outcome.err) == (0, f"Written to {tmp_path / file}.\n", "")
    assert (tmp_path / file).read_bytes().startswith(begins)
    assert stat.S_IMODE((tmp_path / file).stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("name", "file", "said"),
    [
        ("growth", "g.svg", "Rate a first skill"),
        ("grwth", "g.svg", "There is no chart 'grwth'. There are: roles, energy, plan, evidence, growth,"),
        ("time", "g", "Rate a first skill"),
    ],
)
def test_a_chart_that_cant_be_written_is_a_sentence(
    run: Run, name: str, file: str, said: str, store: AnswerFile, tmp_path: Path
) -> None:
    outcome = run("export", "chart", name, "-o", tmp_path / file)
    assert (outcome.status, outcome.out) == (1, "")
    assert outcome.err.startswith(said)
    assert outcome.err.count("\n") == 1
    assert not (tmp_path / file).exists()


def test_a_chart_of_another_form_is_a_sentence(run: Run, store: AnswerFile, tmp_path: Path) -> None:
    store.put_row("growth.checkin", "r1", {"date": "2026-03-03", "by": "", "skill": "risk", "level": 3})
    outcome = run("export", "chart", "growth", "-o", tmp_path / "g.gif")
    assert outcome.err == "A chart is not written as 'gif'. It is written as: svg, png, csv.\n"
    assert outcome.status == 1


# The shell, and Jupyter


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("tpm-workbook ba", ["backup"]),
        ("tpm-workbook export chart g", ["growth"]),
        ("tpm-workbook history fit.wh", ["fit.why"]),
        ("tpm-workbook export csv plan.m", ["plan.milestones"]),
    ],
)
def test_a_shell_completes_commands_charts_and_keys(
    run: Run, words: str, offered: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("_TPM_WORKBOOK_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(words.count(" ")))
    outcome = run()
    assert (outcome.status, outcome.out.split()) == (0, offered)


def test_jupyter_tpm_is_the_same_program() -> None:
    ended = subprocess.run(
        [PROGRAM.with_name("jupyter"), "tpm", "--help"],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    )
    assert "Open the workbook as an app" in ended.stdout
    assert "╭" not in ended.stdout, "boxes are for terminals"
