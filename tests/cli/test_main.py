"""The command line: one sentence for an error, status 1, and nothing changed or lost."""

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

from workbook.phrases.sentences import sentences
from workbook.questions.catalogue import CONTENT, catalogue
from workbook.store import AnswerFile
from workbook.store.document import checksum, new_document

MAIN = "from workbook.cli.main import main; main()"
# For what a command can only be given by the place where it is installed.
MISSPELT = """
import workbook.questions.catalogue as content, workbook.cli.main as cli, workbook.cli.exporting as exporting
from pathlib import Path
real = content.catalogue
cli.catalogue = exporting.catalogue = lambda: real(Path({folder!r}))
cli.main()
"""

# The servers as far as where they begin.
BEGUN = """
import gc, workbook.server.app as app, workbook.server.lab as lab
from workbook.cli.main import main
app.run_app = lab.run_lab = lambda *_asked, **_more: print(gc.isenabled())
main()
"""


def run(*arguments: object, script: str = MAIN, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)],
        env={**os.environ, "COLUMNS": "200", "NO_COLOR": "1", **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


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
def test_what_runs_for_long_gives_memory_back(server: str, home: Path) -> None:
    assert run(server, "--home", home, script=BEGUN).stdout == "True\n"


# Status


def test_a_missing_home_is_made_and_its_status_told(home: Path) -> None:
    told = run("status", "--home", home)
    assert (told.returncode, told.stderr) == (0, "")
    assert f"Your answers: {home / 'answers.json'}" in told.stdout
    assert "Last saved: nothing yet" in told.stdout
    for step in catalogue().steps:
        assert f"0 of {len(step.questions)}" in told.stdout
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


def test_the_status_tells_what_is_due_and_prints_nothing_that_a_terminal_would_obey(
    store: AnswerFile, home: Path
) -> None:
    store.put_row("plan.milestones", "a", {"name": "[red]Charter[/red]\x1b[2J", "due": "2020-01-31"})
    store.put_row("plan.milestones", "b", {"name": "Pilot", "due": "2020-02-01", "status": "done"})
    told = run("status", "--home", home)
    assert "31 Jan 2020" in told.stdout
    assert "Milestone: [red]Charter[/red]\ufffd[2J" in told.stdout
    assert "Pilot" not in told.stdout
    assert "\x1b" not in told.stdout


def test_the_status_of_a_long_list_says_how_many_more_there_are(store: AnswerFile, home: Path) -> None:
    for number in range(15):
        store.put_row("plan.milestones", f"r{number}", {"name": f"M{number}", "due": "2031-01-31"})
    told = run("status", "--home", home)
    assert told.stdout.count("Milestone: M") == 12
    assert "and 3 later; the start page has them all." in told.stdout


def test_each_copy_has_a_name_of_its_own(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run("export", "pdf")
    run("export", "pdf", "--for", "manager")
    assert sorted(path.name for path in tmp_path.glob("*.pdf")) == [
        "from-engineer-to-tpm-manager.pdf",
        "from-engineer-to-tpm.pdf",
    ]


# The filled example


def test_the_example_is_opened_in_a_folder_that_goes_when_the_app_ends(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = ["app", "--sample", "--no-browser", "--port", str(port)]
    with subprocess.Popen(
        [sys.executable, "-c", MAIN, *command],
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as app:
        assert app.stdout
        assert app.stdout.readline().startswith(f"The workbook is open at http://127.0.0.1:{port}/?token=")
        (kept,) = tmp_path.glob("tpm-workbook-sample-*/answers/answers.json")
        assert AnswerFile(kept.parent).read().value("start.name")
        app.terminate()
        _, said = app.communicate(timeout=30)
    assert app.returncode == 0
    assert said == "This is a filled example. What you change in it is thrown away at the end.\n"
    assert list(tmp_path.glob("tpm-workbook-sample-*")) == []


def test_the_example_takes_no_home(home: Path) -> None:
    told = run("app", "--sample", "--home", home)
    assert told.returncode == 2
    assert "--sample opens a folder of its own" in told.stderr
    assert not home.exists()


def test_the_status_counts_what_is_answered(filled: Path) -> None:
    told = run("status")  # the home is named by the environment
    assert f"1 of {len(catalogue().step('start').questions)}" in told.stdout
    assert f"2 of {len(catalogue().step('fit').questions)}" in told.stdout
    assert "Last saved: 3 March 2026" in told.stdout


def test_a_home_that_is_named_outweighs_the_environments(filled: Path, tmp_path: Path) -> None:
    told = run("status", "--home", tmp_path / "other")
    assert "nothing yet" in told.stdout


# Export


@pytest.mark.parametrize(
    "more", [[], ["--for", "mentor"], ["--paper", "letter"], ["--for", "mentor", "--paper", "a4"]]
)
def test_a_pdf_is_written_where_it_was_asked_for(more: list[str], filled: Path, tmp_path: Path) -> None:
    path = tmp_path / "book with spaces.pdf"
    told = run("export", "pdf", "-o", path, *more)
    assert (told.returncode, told.stderr, told.stdout) == (0, "", f"Written to {path}.\n")
    assert path.read_bytes().startswith(b"%PDF-")


def test_what_no_font_can_print_is_told_beside_the_pdf(store: AnswerFile, tmp_path: Path) -> None:
    store.put("start.name", "\U000f1234")  # private use, which no archived document may hold
    told = run("export", "pdf", "-o", tmp_path / "book.pdf")
    assert (told.returncode, told.stdout) == (0, f"Written to {tmp_path / 'book.pdf'}.\n")
    title = catalogue().question("start.name").title
    named, way_out = told.stderr.splitlines()
    assert named == f"In “{title}”, one character has no font here: without a name U+F1234."
    assert way_out == sentences().book.unprinted.way_out


@pytest.mark.parametrize(
    ("audience", "said"),
    [("me", "Nothing has been answered yet.\n"), ("manager", "There is nothing in this copy yet.\n")],
)
def test_an_empty_workbook_gives_a_pdf_too_and_says_so(
    audience: str, said: str, home: Path, tmp_path: Path
) -> None:
    told = run("export", "pdf", "-o", tmp_path / "book.pdf", "--for", audience)
    assert (told.returncode, told.stderr) == (0, said)
    assert (tmp_path / "book.pdf").read_bytes().startswith(b"%PDF-")


def test_without_a_name_the_pdf_stands_in_the_current_folder(filled: Path, tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.mkdir()
    told = subprocess.run(
        [sys.executable, "-c", MAIN, "export", "pdf"], cwd=there, capture_output=True, text=True, check=True
    )
    assert told.stdout == "Written to from-engineer-to-tpm.pdf.\n"
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
    bad: str, command: str, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    make, said = BAD_HOMES[bad]
    make(home)
    before = snapshot(tmp_path)
    told = run(*COMMANDS[command], "--home", home)
    assert (told.returncode, told.stdout) == (1, "")
    assert said in told.stderr
    assert told.stderr.count("\n") == 1
    assert "Traceback" not in told.stderr
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("command", COMMANDS)
def test_a_home_that_can_not_be_made_is_one_sentence(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").touch()
    told = run(*COMMANDS[command], "--home", tmp_path / "file" / "below")
    assert (told.returncode, told.stdout, told.stderr.count("\n")) == (1, "", 1)
    assert "Nothing that was saved before is lost." in told.stderr


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
@pytest.mark.parametrize("command", ["app", "lab"])
def test_a_home_without_write_permission_is_one_sentence(command: str, filled: Path) -> None:
    filled.chmod(0o500)
    try:
        told = run(command, "--no-browser", "--home", filled)
    finally:
        filled.chmod(0o700)
    assert (told.returncode, told.stdout, told.stderr.count("\n")) == (1, "", 1)
    assert "permission denied" in told.stderr


def test_a_home_that_is_not_writable_does_not_open_for_writing(filled: Path) -> None:
    # What the system would say to anyone but root.
    script = f"import os; os.access = lambda _, mode, **more: not mode & os.W_OK\n{MAIN}"
    told = run("app", "--no-browser", "--home", filled, script=script)
    assert (told.returncode, told.stdout, told.stderr.count("\n")) == (1, "", 1)
    assert f"Nothing can be saved in {filled}: permission denied." in told.stderr


def test_damage_that_the_history_mends_is_said_and_the_command_goes_on(filled: Path) -> None:
    (filled / "answers.json").write_bytes(b"{ torn")
    told = run("status", "--home", filled)
    assert told.returncode == 0
    assert "1 of " in told.stdout
    assert told.stderr.count("\n") == 1
    (kept,) = filled.glob("answers.damaged-*.json")
    assert kept.name in told.stderr
    assert run("status", "--home", filled).stderr == ""


def test_mended_damage_is_in_the_pdf_all_the_same(filled: Path, tmp_path: Path) -> None:
    (filled / "answers.json").unlink()
    told = run("export", "pdf", "-o", tmp_path / "book.pdf")
    assert (told.returncode, told.stderr.count("\n")) == (0, 1)
    assert "made again from the history" in told.stderr
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
    place: str, said: str, filled: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("kept", "utf-8")
    (tmp_path / "folder").mkdir()
    before = snapshot(tmp_path)
    told = run("export", "pdf", "-o", tmp_path / place)
    assert (told.returncode, told.stdout, told.stderr.count("\n")) == (1, "", 1)
    assert said in told.stderr
    assert snapshot(tmp_path) == before


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


@pytest.mark.parametrize("command", ["app", "lab"])
def test_a_port_in_use_is_one_sentence_that_names_the_option(
    command: str, taken_port: int, filled: Path
) -> None:
    before = snapshot(filled)
    told = run(command, "--no-browser", "--port", taken_port, "--home", filled)
    assert (told.returncode, told.stdout, told.stderr.count("\n")) == (1, "", 1)
    assert f"Port {taken_port} can't be used" in told.stderr
    assert "--port" in told.stderr
    assert snapshot(filled) == before


@pytest.mark.parametrize("command", COMMANDS)
def test_a_misspelt_key_in_the_content_is_one_sentence_that_names_it(
    command: str, filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    content = tmp_path / "content"
    (content / "steps").mkdir(parents=True)
    words = (CONTENT / "steps" / "00_start.toml").read_text("utf-8")
    (content / "steps" / "00_start.toml").write_text(words.replace("minutes =", "minuets =", 1), "utf-8")
    for other in ("roles", "skills", "copies", "first"):
        shutil.copy(CONTENT / f"{other}.toml", content)
    before = snapshot(filled)
    told = run(*COMMANDS[command], script=MISSPELT.format(folder=str(content)))
    assert (told.returncode, told.stdout, told.stderr.count("\n")) == (1, "", 1)
    assert "content/00_start.toml" in told.stderr
    assert "minuets: there is no such key." in told.stderr
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
def test_wrong_usage_is_status_two_and_no_traceback(usage: list[str], home: Path) -> None:
    told = run(*usage)
    assert (told.returncode, told.stdout) == (2, "")
    assert "Usage:" in told.stderr
    assert "Traceback" not in told.stderr
    assert not home.exists()


def test_a_traceback_is_shown_to_who_asks_for_it(home: Path) -> None:
    make_file(home)
    told = run("--debug", "status")
    assert told.returncode == 1
    assert told.stderr.startswith("Traceback")
    assert "NotADirectoryError" in told.stderr
    assert "StoreError" in told.stderr


@pytest.mark.parametrize(
    "words", [["--help"], ["-h"], ["app", "--help"], ["export", "pdf", "-h"]], ids=" ".join
)
def test_help_is_given(words: list[str], home: Path) -> None:
    told = run(*words)
    assert told.returncode == 0
    assert "Usage:" in told.stdout
    assert not home.exists()


def test_a_home_that_may_not_be_read_is_one_sentence_too(filled: Path) -> None:
    script = f"import os; os.access = lambda _, mode, **more: not mode & os.R_OK\n{MAIN}"
    told = run("status", "--home", filled, script=script)
    assert told.returncode != 2, "nothing is wrong with how the command was used"


# A chart as a file


@pytest.mark.parametrize(
    ("file", "begins"), [("g.svg", b"<svg "), ("g.PNG", b"\x89PNG"), ("g.csv", b"\xef\xbb\xbfSkill,")]
)
def test_a_chart_is_written_in_the_form_that_its_name_says(
    file: str, begins: bytes, store: AnswerFile, tmp_path: Path
) -> None:
    store.put_row("growth.checkin", "r1", {"date": "2026-03-03", "by": "", "skill": "risk", "level": 3})
    told = run("export", "chart", "growth", "-o", tmp_path / file)
    assert (told.returncode, told.stdout, told.stderr) == (0, f"Written to {tmp_path / file}.\n", "")
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
    name: str, file: str, said: str, store: AnswerFile, tmp_path: Path
) -> None:
    told = run("export", "chart", name, "-o", tmp_path / file)
    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr.startswith(said)
    assert told.stderr.count("\n") == 1
    assert not (tmp_path / file).exists()


def test_a_chart_of_another_form_is_a_sentence(store: AnswerFile, tmp_path: Path) -> None:
    store.put_row("growth.checkin", "r1", {"date": "2026-03-03", "by": "", "skill": "risk", "level": 3})
    told = run("export", "chart", "growth", "-o", tmp_path / "g.gif")
    assert told.stderr == "A chart is not written as 'gif'. It is written as: svg, png, csv.\n"
    assert told.returncode == 1


PROGRAM = Path(sys.executable).parent / "tpm-workbook"


def completed(words: str) -> list[str]:
    """Return what a shell is offered for the last of these words."""
    asked = {
        "_TPM_WORKBOOK_COMPLETE": "complete_bash",
        "COMP_WORDS": words,
        "COMP_CWORD": str(words.count(" ")),
    }
    done = subprocess.run([PROGRAM], env={**os.environ, **asked}, capture_output=True, text=True, check=True)
    return done.stdout.split()


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("tpm-workbook ba", ["backup"]),
        ("tpm-workbook export chart g", ["growth"]),
        ("tpm-workbook history fit.wh", ["fit.why"]),
        ("tpm-workbook export csv plan.m", ["plan.milestones"]),
    ],
)
def test_a_shell_completes_commands_charts_and_keys(words: str, offered: list[str]) -> None:
    assert completed(words) == offered


def test_jupyter_tpm_is_the_same_program() -> None:
    told = subprocess.run(
        [PROGRAM.with_name("jupyter"), "tpm", "--help"], capture_output=True, text=True, check=True
    )
    assert "Open the workbook as an app" in told.stdout
    assert "╭" not in told.stdout, "boxes are for terminals"
