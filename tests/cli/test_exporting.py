"""`export`, command by command: a file of its own name, for its owner alone, or one sentence."""

from __future__ import annotations

import csv
import json
import stat
import subprocess
import sys
from io import StringIO
from pathlib import Path

import icalendar
import pytest

from workbook.answers.model import Edit
from workbook.export import schema
from workbook.questions.catalogue import catalogue
from workbook.store import AnswerFile
from workbook.store.document import decode

from .conftest import Run

CANARY = "Nobody may read this"


@pytest.fixture(autouse=True)
def _elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def filled(store: AnswerFile) -> AnswerFile:
    store.put("start.name", "Ada")
    store.put("fit.why", "In *March*.")
    store.put("fit.hard", CANARY)
    store.mark("fit.hard", private=True)
    store.put("fit.weights", {catalogue().question("fit.weights").choices[0].value: 60})  # type: ignore[union-attr]
    store.put_row("plan.milestones", "a", {"name": "Charter", "due": "2031-01-31"})
    store.put_row("plan.milestones", "b", {"name": "Pilot", "due": "2031-02-28"}, before="a")
    return store


NAMES = {
    "pdf": "from-engineer-to-tpm.pdf",
    "pdf --for manager": "from-engineer-to-tpm-manager.pdf",
    "markdown": "from-engineer-to-tpm.md",
    "markdown --for manager": "from-engineer-to-tpm-manager.md",
    "calendar": "from-engineer-to-tpm.ics",
    "json": "from-engineer-to-tpm.json",
    "csv": "from-engineer-to-tpm.zip",
    "csv plan.milestones": "plan.milestones.csv",
    "chart plan": "plan.svg",
}


@pytest.mark.parametrize("command", NAMES)
def test_a_file_has_a_name_of_its_own_and_is_for_its_owner_alone(
    command: str, run: Run, filled: AnswerFile, tmp_path: Path
) -> None:
    before = set(tmp_path.iterdir())
    assert run("export", *command.split()) == (0, f"Written to {NAMES[command]}.\n", "")
    assert {path.name for path in set(tmp_path.iterdir()) - before} == {NAMES[command]}
    assert stat.S_IMODE((tmp_path / NAMES[command]).stat().st_mode) == 0o600


@pytest.mark.parametrize("command", [*NAMES, "schema"])
def test_a_file_stands_where_it_was_asked_for(
    command: str, run: Run, filled: AnswerFile, tmp_path: Path
) -> None:
    path = tmp_path / "other.svg"
    assert run("export", *command.split(), "-o", path) == (0, f"Written to {path}.\n", "")
    assert path.stat().st_size


@pytest.mark.parametrize("command", [*NAMES, "schema"])
def test_a_file_that_can_not_be_written_is_one_sentence(
    command: str, run: Run, filled: AnswerFile, tmp_path: Path
) -> None:
    outcome = run("export", *command.split(), "-o", tmp_path / "missing" / "x.svg")
    assert (outcome.status, outcome.out, outcome.err.count("\n")) == (1, "", 1)
    assert "does not exist. Nothing was written." in outcome.err


@pytest.mark.parametrize(
    "command", ["markdown", "markdown --for mentor", "calendar", "json", "csv", "csv plan.milestones"]
)
def test_an_export_of_nothing_says_so_and_writes_nothing(
    command: str, run: Run, home: Path, tmp_path: Path
) -> None:
    outcome = run("export", *command.split())
    assert (outcome.status, outcome.out, outcome.err.count("\n")) == (1, "", 1)
    assert outcome.err.endswith("Nothing was written.\n")
    assert {path for path in tmp_path.iterdir() if path.is_file()} == set()


def test_what_is_private_is_in_my_own_markdown_alone(run: Run, filled: AnswerFile, tmp_path: Path) -> None:
    run("export", "markdown")
    run("export", "markdown", "--for", "mentor")
    names = ("from-engineer-to-tpm.md", "from-engineer-to-tpm-mentor.md")
    mine, theirs = ((tmp_path / name).read_text("utf-8") for name in names)
    assert "In \\*March\\*." in mine
    assert "In \\*March\\*." in theirs
    assert CANARY in mine
    assert CANARY not in theirs


def test_a_deleted_milestone_is_called_off_in_the_next_calendar(
    run: Run, filled: AnswerFile, tmp_path: Path
) -> None:
    def states() -> dict[str, str]:
        run("export", "calendar")
        made = icalendar.Calendar.from_ical((tmp_path / NAMES["calendar"]).read_bytes())
        return {str(event["uid"]): str(event["status"]) for event in made.walk("VEVENT")}

    before = states()
    filled.delete_row("plan.milestones", "a")
    after = states()
    assert before.keys() == after.keys()
    assert sorted(after.values()) == ["CANCELLED", "CONFIRMED"]


def test_a_table_is_written_as_its_rows_stand(run: Run, filled: AnswerFile, tmp_path: Path) -> None:
    run("export", "csv", "plan.milestones")
    rows = list(csv.reader(StringIO((tmp_path / "plan.milestones.csv").read_bytes().decode("utf-8-sig"))))
    assert [row[0] for row in rows] == ["Milestone", "Pilot", "Charter"]


def test_a_table_that_there_is_not_is_a_sentence_that_names_those_there_are(
    run: Run, filled: AnswerFile
) -> None:
    outcome = run("export", "csv", "plan.milestone")
    assert outcome.status == 1
    assert "plan.milestones" in outcome.err


def test_the_json_is_what_stands_on_disk(run: Run, filled: AnswerFile, tmp_path: Path) -> None:
    run("export", "json")
    made = (tmp_path / NAMES["json"]).read_bytes()
    assert made == filled.path.read_bytes()
    assert decode(made) is not None


def test_from_its_json_an_erased_workbook_comes_back_with_nothing_lost(
    run: Run, filled: AnswerFile, tmp_path: Path
) -> None:
    base = filled.read()["fit.why"].revision
    filled.put("fit.why", "Alpha, which waits.", base=base)
    filled.put("fit.why", "Beta, which stands.", base=base)
    filled.save_all([Edit("plan.milestones", ["a", "b"], action="order")])
    filled.put("later.key", ["what no question asks for"])
    before, bytes_before = filled.read(), filled.path.read_bytes()
    assert before["fit.why"].others
    assert before["fit.hard"].private
    run("export", "json")
    run("erase", typed="erase\n")
    outcome = run("import", NAMES["json"], "--yes")
    assert (outcome.status, outcome.err) == (0, "")
    assert f"This workbook is empty: all of {NAMES['json']} comes in.\n" in outcome.out
    again = AnswerFile(filled.home)
    assert again.read() == before
    assert again.path.read_bytes() == bytes_before
    again.put("fit.hard", "Work goes on.")
    again.path.unlink()
    mended = AnswerFile(filled.home).read()
    assert mended.value("fit.hard") == "Work goes on."
    assert mended["fit.why"] == before["fit.why"]


def test_the_schema_is_printed(run: Run, home: Path) -> None:
    outcome = run("export", "schema")
    assert (outcome.status, outcome.err) == (0, "")
    assert json.loads(outcome.out) == schema.build(catalogue())
    assert not home.exists()


def test_a_preview_says_what_will_be_in_a_copy_and_writes_nothing(
    run: Run, filled: AnswerFile, tmp_path: Path
) -> None:
    before = set(tmp_path.rglob("*"))
    for form in ("pdf", "markdown"):
        outcome = run("export", form, "--for", "mentor", "--preview")
        assert (outcome.status, outcome.err) == (0, "")
        first, *rows = outcome.out.splitlines()
        assert "would be in this copy" in first
        assert "1 more" in first or "One more" in first
        titles = [catalogue().question(key).title for key in ("fit.hard", "fit.why")]
        assert [title for title in titles if not any(title in row for row in rows)] == []
        assert "left out: private" in next(row for row in rows if titles[0] in row)
        assert CANARY not in outcome.out
    assert set(tmp_path.rglob("*")) == before


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_a_standard_output_without_room_is_one_sentence(filled: AnswerFile) -> None:
    program = Path(sys.executable).parent / "tpm-workbook"
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(
            [program, "export", "json", "-o", "-"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert ended.returncode == 1
    assert ended.stderr == "Standard output can't be written: no space left on device. It is not all there.\n"


def test_a_document_goes_to_standard_output_where_it_is_asked_to(
    run: Run, filled: AnswerFile, tmp_path: Path
) -> None:
    before = set(tmp_path.rglob("*"))
    outcome = run("export", "markdown", "-o", "-")
    assert outcome.out.startswith("# From engineer to TPM\n")
    assert "Written" not in outcome.out
    assert set(tmp_path.rglob("*")) == before
