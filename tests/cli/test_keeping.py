"""`history`, `restore`, `backup`, `import` and `erase` say what they do, and keep what the person wrote."""

import functools
import io
import json
import os
import re
import shutil
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from workbook.cli import options
from workbook.clock import today
from workbook.questions.catalogue import catalogue
from workbook.store import AnswerFile
from workbook.store.backup import read_backup
from workbook.store.document import checksum

from .conftest import Outcome, Run

CANARY = "canary-4711"
TABLE = "fit.energy"


@pytest.fixture(autouse=True)
def _clock_of_the_test(monkeypatch: pytest.MonkeyPatch, clock) -> None:
    monkeypatch.setattr(options, "AnswerFile", functools.partial(AnswerFile, now=clock))


@pytest.fixture
def filled(store: AnswerFile, clock) -> AnswerFile:
    """Return a workbook of three days: a text of three sittings, a table, and a key that nobody asks for."""
    store.put("fit.why", "In March")
    store.put("fit.why", "In March we moved.")
    store.put_row(TABLE, "r", {"task": "standup"})
    clock.move(days=1)
    store.put("fit.why", "In May we moved.")
    store.put_row(TABLE, "r", {"task": "review"})
    store.put("no.such", "kept")
    clock.move(days=1)
    store.put("fit.why", "In June we moved, at last.")
    store.delete_row(TABLE, "r")
    clock.move(hours=1)
    return store


def everything(folder: Path) -> dict[str, bytes]:
    """Return what stands in a folder, the lock's file aside."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != ".lock"]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def title(key: str) -> str:
    return catalogue().question(key).title


def numbers(outcome: Outcome) -> list[int]:
    """Return the numbers of the versions that `history` shows, in its order."""
    return [int(number) for number in re.findall(r"^(\d+), ", outcome.out, re.MULTILINE)]


def versions(store: AnswerFile, key: str = "fit.why") -> list[object]:
    return [version.value for version in store.history(key)]


def value(store: AnswerFile, key: str = "fit.why") -> object:
    return AnswerFile(store.home).read().value(key)


# History


def test_versions_are_shown_newest_first_with_their_dates(run: Run, filled: AnswerFile) -> None:
    outcome = run("history", "fit.why")
    assert (outcome.status, outcome.err) == (0, "")
    words = ["In June we moved, at last.", "In May we moved.", "In March we moved."]
    assert sorted(words, key=outcome.out.index) == words
    assert numbers(outcome) == [7, 4, 2]
    for day in ("5 March 2026", "4 March 2026", "3 March 2026"):
        assert day in outcome.out
    assert outcome.out.startswith(title("fit.why"))
    assert outcome.out.count("(as it is now)") == 1
    assert "7, 5 March 2026" in outcome.out.split("(as it is now)")[0]


def test_every_version_is_shown_to_who_asks_for_all(run: Run, home: Path) -> None:
    store = AnswerFile(home)
    for text in ("one", "two", "three"):
        store.put("fit.why", text)
    assert numbers(run("history", "fit.why")) == [3]
    assert numbers(run("history", "fit.why", "--all")) == [3, 2, 1]


def test_a_long_text_is_cut_unless_asked_for_whole(run: Run, home: Path) -> None:
    words = " ".join(f"word{n}" for n in range(200))
    AnswerFile(home).put("fit.why", f"{words}\nlast")
    assert "word199" not in run("history", "fit.why").out
    full = run("history", "fit.why", "--full").out
    assert "word199\n" in full
    assert re.search(r"^ +last$", full, re.MULTILINE)


def test_rows_and_their_deletions_are_shown_with_the_columns_titles(run: Run, filled: AnswerFile) -> None:
    out = run("history", TABLE).out
    column = next(column for column in catalogue().question(TABLE).columns if column.key == "task")
    assert f"{column.title}: review" in out
    assert "(deleted)" in out
    assert out.count(", row r") == 3


def test_without_a_key_all_that_have_versions_are_listed(run: Run, filled: AnswerFile) -> None:
    outcome = run("history")
    lines = {line.split()[0]: line for line in outcome.out.splitlines()}
    assert set(lines) == {"fit.why", TABLE, "no.such"}
    assert "3 versions, last 5 March 2026" in lines["fit.why"]
    assert lines["fit.why"].endswith(title("fit.why"))
    assert "1 version," in lines["no.such"]


def test_a_choice_is_shown_by_its_label(run: Run, home: Path) -> None:
    question = catalogue().question("fit.superficial")
    AnswerFile(home).put("fit.superficial", ["status", "easier"])
    assert f"{question.label('status')}, {question.label('easier')}" in run("history", "fit.superficial").out


@pytest.mark.parametrize("key", ["fit.hard", "no.key", "nonsense"])
def test_a_key_without_versions_is_one_sentence(key: str, run: Run, filled: AnswerFile) -> None:
    outcome = run("history", key)
    assert (outcome.status, outcome.out) == (1, "")
    assert outcome.err == f"There is no version of {key!r}. `tpm-workbook history` lists the keys.\n"


# Restore


def test_a_version_is_brought_back_and_that_can_be_undone(run: Run, filled: AnswerFile) -> None:
    outcome = run("restore", "fit.why", 4)
    assert (outcome.status, outcome.err) == (0, "")
    assert "4 March 2026" in outcome.out
    assert value(filled) == "In May we moved."
    (undo,) = re.findall(r"tpm-workbook (restore fit\.why \d+)", outcome.out)
    assert run(*undo.split()).status == 0
    assert value(filled) == "In June we moved, at last."
    assert versions(filled)[-3:] == [
        "In June we moved, at last.",
        "In May we moved.",
        "In June we moved, at last.",
    ]


def test_a_row_that_was_deleted_is_brought_back(run: Run, filled: AnswerFile) -> None:
    outcome = run("restore", TABLE, 5)
    assert (outcome.status, outcome.err) == (0, "")
    rows = AnswerFile(filled.home).read()[TABLE].rows
    assert {row: kept.value for row, kept in rows.items()} == {"r": {"task": "review"}}
    assert "What it replaced" not in outcome.out


def test_of_a_table_one_row_is_restored_and_the_others_stay(run: Run, home: Path) -> None:
    store = AnswerFile(home)
    store.put_row(TABLE, "r", {"task": "one"})
    store.put_row(TABLE, "s", {"task": "two"})
    store.put_row(TABLE, "r", {"task": "changed"})
    store.put_row(TABLE, "s", {"task": "changed"})
    run("restore", TABLE, 1)
    rows = AnswerFile(home).read()[TABLE].in_order()
    assert [(row, kept.value["task"]) for row, kept in rows] == [("r", "one"), ("s", "changed")]


def test_a_deletion_is_no_version_to_restore(run: Run, filled: AnswerFile) -> None:
    (deletion,) = [one.revision for one in filled.history(TABLE) if one.value is None]
    before = everything(filled.home)
    outcome = run("restore", TABLE, deletion)
    assert (outcome.status, outcome.out) == (1, "")
    assert outcome.err == f"Version {deletion} is a deletion. Choose the version before it.\n"
    assert everything(filled.home) == before


@pytest.mark.parametrize(
    ("key", "number"), [("fit.why", 999), ("fit.why", 5), ("fit.hard", 1), ("no.key", 1)]
)
def test_a_key_or_number_that_is_not_there_is_one_sentence(
    key: str, number: int, run: Run, filled: AnswerFile
) -> None:
    before = everything(filled.home)
    outcome = run("restore", key, number)
    assert (outcome.status, outcome.out) == (1, "")
    assert outcome.err == f"{key!r} has no version {number}. `tpm-workbook history {key}` lists them.\n"
    assert everything(filled.home) == before


def test_what_reads_so_already_is_left(run: Run, filled: AnswerFile) -> None:
    before = versions(filled)
    outcome = run("restore", "fit.why", 7)
    assert (outcome.status, "reads so already" in outcome.out) == (0, True)
    assert versions(filled) == before


def test_a_key_that_no_question_asks_for_is_restored_too(run: Run, filled: AnswerFile) -> None:
    filled.put("no.such", "changed")
    assert run("restore", "no.such", 6).status == 0
    assert value(filled, "no.such") == "kept"


def test_a_number_that_is_none_is_wrong_usage(run: Run, filled: AnswerFile) -> None:
    assert run("restore", "fit.why", "first").status == 2


# Backup


def test_a_backup_is_written_where_it_was_asked_for(run: Run, filled: AnswerFile, tmp_path: Path) -> None:
    path = tmp_path / "a book.zip"
    outcome = run("backup", path)
    assert (outcome.status, outcome.err) == (0, "")
    assert f"Written to {path}: 3 answers, not encrypted." in outcome.out
    assert read_backup(path).answers == filled.read()
    assert list(read_backup(path).lines) == filled.lines()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_without_a_name_it_is_named_for_today(
    run: Run, filled: AnswerFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = tmp_path / "there"
    there.mkdir()
    monkeypatch.chdir(there)
    day = today()
    outcome = run("backup")
    assert [path.name for path in there.iterdir()] == [f"tpm-workbook-{day.isoformat()}.zip"]
    assert f"tpm-workbook import tpm-workbook-{day.isoformat()}.zip" in outcome.out


def test_a_backup_changes_nothing_in_the_folder(run: Run, filled: AnswerFile, tmp_path: Path) -> None:
    before = everything(filled.home)
    run("backup", tmp_path / "book.zip")
    assert everything(filled.home) == before


def test_a_file_that_is_no_backup_is_left_and_that_said(run: Run, filled: AnswerFile, tmp_path: Path) -> None:
    (tmp_path / "letter.zip").write_text("a letter", "utf-8")
    outcome = run("backup", tmp_path / "letter.zip")
    assert (outcome.status, outcome.out, outcome.err.count("\n")) == (1, "", 1)
    assert "exists and is no backup" in outcome.err
    assert (tmp_path / "letter.zip").read_text("utf-8") == "a letter"


def test_the_answers_own_file_is_not_taken_for_a_backup(run: Run, filled: AnswerFile) -> None:
    before = everything(filled.home)
    assert run("backup", filled.path).status == 1
    assert everything(filled.home) == before


# Import into an empty workbook


@pytest.fixture
def archive(run: Run, filled: AnswerFile, tmp_path: Path) -> Path:
    path = tmp_path / "book.zip"
    assert run("backup", path).status == 0
    return path


def test_into_an_empty_home_all_comes_in_with_its_history(
    run: Run, archive: Path, filled: AnswerFile, tmp_path: Path
) -> None:
    there = tmp_path / "there"
    outcome = run("import", archive, "--home", there, typed="y\n")
    assert (outcome.status, outcome.err) == (0, "")
    assert "3 answers" in outcome.out
    assert outcome.out.endswith("Imported.\n")
    store = AnswerFile(there)
    assert store.read() == filled.read()
    assert store.lines() == filled.lines()
    assert store.read().workbook == filled.read().workbook


def test_a_second_time_there_is_nothing_to_take_in(run: Run, archive: Path, tmp_path: Path) -> None:
    there = tmp_path / "there"
    run("import", archive, "--yes", "--home", there)
    before = everything(there)
    outcome = run("import", archive, "--home", there)
    assert (outcome.status, outcome.out) == (0, "There is nothing to take in.\n")
    assert everything(there) == before


def test_what_was_erased_can_come_back_from_a_backup(run: Run, archive: Path, filled: AnswerFile) -> None:
    before = filled.read()
    run("erase", typed="erase\n")
    run("import", archive, "--yes")
    assert AnswerFile(filled.home).read() == before


# Import into a workbook with answers


def edited(store: AnswerFile, path: Path, change: Callable[[dict], None]) -> Path:
    """Write a copy of the answers as they look after work in an editor: the checksum is not right."""
    document = json.loads((store.home / "answers.json").read_bytes())
    change(document["answers"])
    assert checksum(document) != document["checksum"]
    path.write_text(json.dumps(document, indent=2), "utf-8")
    return path


@pytest.fixture
def file(filled: AnswerFile, tmp_path: Path) -> Path:
    """Return an edited answers.json: one answer is new in it, and one changed."""

    def change(answers: dict) -> None:
        answers["fit.why"]["value"] = "In July, by hand."
        answers["fit.hard"] = {"value": "letting go"}

    return edited(filled, tmp_path / "edited.json", change)


def test_an_edited_answers_file_is_taken_in_and_what_it_changes_shown_first(
    run: Run, file: Path, filled: AnswerFile
) -> None:
    outcome = run("import", file, typed="yes\n")
    assert (outcome.status, outcome.err) == (0, "")
    shown, done = outcome.out.split("Go on? [y/N] ")
    for words in (
        "1 answer not answered here yet, taken from the file:",
        f"fit.hard: {title('fit.hard')}",
        "file: letting go",
        "1 answer changed in the file, taken from it:",
        f"fit.why: {title('fit.why')}",
        "here: In June we moved, at last.",
        "file: In July, by hand.",
    ):
        assert words in shown
    assert done == "Imported. What was replaced is in the history.\n"
    assert (value(filled), value(filled, "fit.hard")) == ("In July, by hand.", "letting go")
    assert versions(filled)[-2:] == ["In June we moved, at last.", "In July, by hand."]


def test_both_is_said_and_mine_stays(run: Run, file: Path, filled: AnswerFile) -> None:
    filled.put("fit.why", "mine, meanwhile")
    outcome = run("import", file, "--yes")
    assert "changed here and in the file: yours stays, the file's becomes an earlier version:" in outcome.out
    assert value(filled) == "mine, meanwhile"
    shown = run("history", "fit.why").out
    assert "In July, by hand." in shown


def test_newer_here_is_said_and_left(run: Run, archive: Path, filled: AnswerFile) -> None:
    filled.put("fit.why", "mine, meanwhile")
    before = everything(filled.home)
    outcome = run("import", archive)
    assert "1 answer newer here, left as it is:" in outcome.out
    assert outcome.out.endswith("There is nothing to take in.\n")
    assert everything(filled.home) == before


def test_with_overwrite_the_files_answers_are_taken(run: Run, archive: Path, filled: AnswerFile) -> None:
    filled.put("fit.why", "mine, meanwhile")
    outcome = run("import", archive, "--overwrite", "--yes")
    assert "1 answer differs, taken from the file:" in outcome.out
    assert value(filled) == "In June we moved, at last."
    assert "mine, meanwhile" in versions(filled)


def test_a_second_import_of_an_edited_file_changes_nothing(run: Run, file: Path, filled: AnswerFile) -> None:
    filled.put("fit.why", "mine, meanwhile")
    run("import", file, "--yes")
    before = everything(filled.home)
    assert "There is nothing to take in." in run("import", file, "--yes").out
    assert everything(filled.home) == before


@pytest.mark.parametrize("more", [[], ["--overwrite"], ["--yes"], ["--overwrite", "--yes"]], ids=" ".join)
@pytest.mark.parametrize("source", ["archive", "file"])
def test_a_dry_run_changes_no_byte(
    source: str, more: list[str], run: Run, filled: AnswerFile, request: pytest.FixtureRequest
) -> None:
    path = request.getfixturevalue(source)
    filled.put("fit.why", "mine, meanwhile")
    before = everything(filled.home)
    outcome = run("import", path, "--dry-run", *more)
    assert outcome.status == 0
    assert "In J" in outcome.out
    assert outcome.out.splitlines()[-1] in {"Nothing was changed.", "There is nothing to take in."}
    assert everything(filled.home) == before


def test_a_dry_run_leaves_an_empty_workbook_empty(run: Run, archive: Path, tmp_path: Path) -> None:
    there = tmp_path / "there"
    AnswerFile(there).read()
    before = everything(there)
    outcome = run("import", archive, "--dry-run", "--home", there)
    assert outcome.out.endswith("Nothing was changed.\n")
    assert everything(there) == before


@pytest.mark.parametrize("typed", ["n\n", "\n", "", "nyes\n", "erase\n"], ids=repr)
@pytest.mark.parametrize("empty", [False, True])
def test_who_does_not_say_yes_changes_nothing_and_the_status_is_one(
    typed: str, empty: bool, run: Run, archive: Path, file: Path, tmp_path: Path, filled: AnswerFile
) -> None:
    there = tmp_path / "there" if empty else filled.home
    AnswerFile(there).read()
    before = everything(there)
    outcome = run("import", archive if empty else file, "--home", there, typed=typed)
    assert (outcome.status, outcome.err) == (1, "Nothing was changed.\n")
    assert "Go on? [y/N]" in outcome.out
    assert everything(there) == before


@pytest.mark.parametrize("typed", ["y\n", "Y\n", " yes \n", "YES"], ids=repr)
def test_yes_can_be_said_in_several_ways(typed: str, run: Run, file: Path, filled: AnswerFile) -> None:
    assert run("import", file, typed=typed).status == 0
    assert value(filled, "fit.hard") == "letting go"


def test_what_a_question_refuses_is_left_out_and_named_and_the_rest_comes_in(
    run: Run, filled: AnswerFile, tmp_path: Path
) -> None:
    def change(answers: dict) -> None:
        answers["fit.hard"] = {"value": "letting go"}
        answers["fit.hours"] = {"value": "many"}
        answers["fit.weights"] = {"value": {"rest": "many"}}
        answers["fit.enjoy"] = {"rows": {"r": {"value": {"a": 1}, "revision": 1, "at": ""}}, "order": ["r"]}
        answers["fit.after"] = {"value": {"still": "one row where a table stands"}}
        answers[TABLE]["rows"]["s"] = {"value": {"date": "2026-02-31"}, "revision": 1, "at": ""}

    outcome = run("import", edited(filled, tmp_path / "edited.json", change), "--yes")
    assert (outcome.status, outcome.err) == (0, "")
    left = [line for line in outcome.out.splitlines() if line.startswith("Left out: ")]
    named = {line.split()[2].rstrip(".,") for line in left}
    assert named == {"fit.hours", "fit.weights", "fit.enjoy", "fit.after", TABLE}
    assert f"Left out: fit.hours. “{title('fit.hours')}” takes a number." in left
    assert any(line.startswith(f"Left out: {TABLE}, row s. ") for line in left)
    assert f"Left out: fit.after. “{title('fit.after')}” is another kind of question now." in left
    answers = AnswerFile(filled.home).read()
    assert answers.value("fit.hard") == "letting go"
    assert not named & (answers.answers.keys() - {TABLE})
    assert not answers[TABLE].rows


def test_where_all_is_refused_nothing_is_asked(run: Run, filled: AnswerFile, tmp_path: Path) -> None:
    path = edited(
        filled, tmp_path / "edited.json", lambda answers: answers.update({"fit.hours": {"value": "many"}})
    )
    outcome = run("import", path)
    assert outcome.status == 0
    assert "Left out: fit.hours." in outcome.out
    assert outcome.out.endswith("There is nothing to take in.\n")


def test_keys_that_no_question_asks_for_are_taken_in(run: Run, filled: AnswerFile, tmp_path: Path) -> None:
    path = edited(
        filled, tmp_path / "edited.json", lambda answers: answers.update({"later.key": {"value": ["any"]}})
    )
    assert run("import", path, "--yes").status == 0
    assert value(filled, "later.key") == ["any"]


def test_what_is_asked_no_longer_comes_in_whole(run: Run, home: Path, tmp_path: Path) -> None:
    old = AnswerFile(tmp_path / "old")
    old.put_row(
        TABLE, "s", {"task": "last", "mood": "a column of long ago", "energy": "a choice of long ago"}
    )
    old.put("fit.weights", {"no_such": 40})
    old.put("fit.draws", ["no_such", "again"])
    run("export", "json", "-o", tmp_path / "old.json", "--home", old.home)
    outcome = run("import", tmp_path / "old.json", "--yes")
    assert "Left out" not in outcome.out
    assert outcome.out.count("Taken as it is, though it is asked no longer: ") == 3
    assert AnswerFile(home).read() == old.read()


def test_rows_and_privacy_marks_come_in(run: Run, filled: AnswerFile, tmp_path: Path) -> None:
    filled.put_row(TABLE, "s", {"task": "last"})

    def change(answers: dict) -> None:
        answers[TABLE]["rows"]["t"] = {"value": {"task": "first"}, "revision": 1, "at": ""}
        answers[TABLE]["order"] = ["t", "s"]
        answers["fit.why"]["private"] = True

    outcome = run("import", edited(filled, tmp_path / "edited.json", change), "--yes")
    assert "1 privacy mark taken from the file." in outcome.out
    assert f"{TABLE}, row t: {title(TABLE)}" in outcome.out
    answers = AnswerFile(filled.home).read()
    assert [row for row, _ in answers[TABLE].in_order()] == ["t", "s"]
    assert answers["fit.why"].private is True


def test_a_text_that_is_too_long_is_one_sentence_and_all_or_nothing(
    run: Run, filled: AnswerFile, tmp_path: Path
) -> None:
    def change(answers: dict) -> None:
        answers["fit.hard"] = {"value": "letting go"}
        answers["fit.tips"] = {"value": "x" * 2_000_000}

    before = everything(filled.home)
    outcome = run("import", edited(filled, tmp_path / "edited.json", change), "--yes")
    assert (outcome.status, outcome.err) == (1, "An answer is longer than 1 MiB. Shorten it, or split it.\n")
    assert everything(filled.home) == before


def write_text(path: Path) -> None:
    path.write_text('{"schema": 1,\n "answers": {{\n', "utf-8")


def write_newer(path: Path) -> None:
    path.write_text('{"schema": 2, "answers": "in some other way"}', "utf-8")


def write_truncated(path: Path) -> None:
    whole = path.with_name("whole.zip")
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("answers.json", "{}" * 1000)
    path.write_bytes(whole.read_bytes()[:500])
    whole.unlink()


def write_others(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("photo.jpg", "a photo")


BAD_FILES = {
    "not there": (lambda _: None, r"can't be read: No such file"),
    "a folder": (Path.mkdir, r"can't be read: "),
    "no JSON": (write_text, r"is neither a backup nor .* \(line 2, column 14: .*Nothing was changed\."),
    "newer": (write_newer, r"was written by a newer workbook .*Update this workbook"),
    "truncated": (write_truncated, r"is neither a backup nor .*Nothing was changed\."),
    "of other things": (write_others, r"is damaged, or no backup of a workbook\. Nothing was changed\."),
}


@pytest.mark.parametrize("bad", BAD_FILES)
def test_a_file_that_can_not_be_taken_in_is_one_sentence_and_no_home_is_begun_for_it(
    bad: str, run: Run, tmp_path: Path
) -> None:
    make, said = BAD_FILES[bad]
    path = tmp_path / "file"
    make(path)
    outcome = run("import", path, "--yes", "--home", tmp_path / "there")
    assert (outcome.status, outcome.out, outcome.err.count("\n")) == (1, "", 1)
    assert outcome.err.startswith(str(path))
    assert re.search(said, outcome.err)
    assert not (tmp_path / "there").exists()


# Erase


@pytest.fixture
def littered(home: Path, clock) -> Path:
    """Return a home with the canary in answers, history, copies, a damaged file and a conflict copy."""
    store = AnswerFile(home, now=clock)
    for n in range(3):
        store.put("fit.why", f"{CANARY} {n}")
        clock.move(days=1)
    shutil.copy(home / "answers.json", home / "answers (conflicted copy).json")
    (home / "answers.json").write_text(f'{{ torn "{CANARY}', "utf-8")
    AnswerFile(home, now=clock).read()
    return home


def holders(home: Path) -> set[str]:
    return {name for name, data in everything(home).items() if CANARY.encode() in data}


def test_who_types_the_word_erases_every_byte(run: Run, littered: Path) -> None:
    workbook = AnswerFile(littered).read().workbook
    files = holders(littered)
    assert len(files) == 6
    outcome = run("erase", typed="erase\n")
    assert (outcome.status, outcome.err) == (0, "")
    named, done = outcome.out.split("Type erase to go on: ")
    assert all(str(littered / name) in named.splitlines() for name in files)
    assert done.startswith("Erased. ")
    assert holders(littered) == set()
    assert AnswerFile(littered).erased() == [workbook]


@pytest.mark.parametrize("typed", ["", "\n", "y\n", "yes\n", "Erase\n", "erase it\n", "eras"], ids=repr)
def test_without_the_word_nothing_is_erased_and_the_status_is_one(
    typed: str, run: Run, littered: Path
) -> None:
    before = everything(littered)
    outcome = run("erase", typed=typed)
    assert (outcome.status, outcome.err) == (1, "Nothing was erased.\n")
    assert everything(littered) == before


def test_the_next_start_is_an_empty_workbook(run: Run, littered: Path) -> None:
    workbook = AnswerFile(littered).read().workbook
    run("erase", typed="erase\n")
    outcome = run("status")
    assert (outcome.status, outcome.err) == (0, "")
    assert "nothing yet" in outcome.out
    assert AnswerFile(littered).read().workbook != workbook


def make_damaged(home: Path) -> None:
    home.mkdir()
    (home / "answers.json").write_text(f'{{"schema": 1, "answers": "{CANARY}', "utf-8")
    (home / "history.jsonl").write_text("gone too\n", "utf-8")


def make_newer(home: Path) -> None:
    home.mkdir()
    (home / "answers.json").write_text(f'{{"schema": 2, "answers": "{CANARY}"}}', "utf-8")


@pytest.mark.parametrize("make", [make_damaged, make_newer])
def test_a_workbook_that_can_not_be_opened_can_be_erased(
    make: Callable[[Path], None], run: Run, home: Path
) -> None:
    make(home)
    assert run("status").status == 1
    assert run("erase", typed="erase\n").status == 0
    assert holders(home) == set()
    assert run("status").status == 0


@pytest.mark.parametrize("made", [False, True])
def test_where_there_are_no_answers_nothing_is_asked_and_nothing_made(
    made: bool, run: Run, home: Path
) -> None:
    if made:
        home.mkdir()
    outcome = run("erase")
    assert (outcome.status, outcome.out) == (0, f"There are no answers in {home}.\n")
    assert (everything(home), home.exists()) == ({}, made)


# In a script


@pytest.mark.parametrize("command", [["erase"], ["import", "edited.json"]], ids=" ".join)
def test_where_nobody_can_type_nothing_is_changed_and_the_status_is_one(
    command: list[str], run: Run, file: Path, filled: AnswerFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(file.parent)
    before = everything(filled.home)
    with Path(os.devnull).open(encoding="utf-8") as nobody:
        outcome = run(*command, typed=nobody)
    assert (outcome.status, outcome.err.count("\n")) == (1, 1)
    assert re.fullmatch(r"Nothing was (erased|changed)\.\n", outcome.err)
    assert everything(filled.home) == before


def test_damage_that_is_mended_on_the_way_is_said_on_stderr(run: Run, filled: AnswerFile) -> None:
    filled.path.write_bytes(b"{ torn")
    outcome = run("history", "fit.why")
    assert (outcome.status, outcome.err.count("\n")) == (0, 1)
    assert "made again from the history" in outcome.err
    assert "In June we moved, at last." in outcome.out


# What lies in wait


def test_what_is_saved_while_the_list_is_read_is_not_written_over_in_silence(
    run: Run, filled: AnswerFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "file.json"
    document = json.loads((filled.home / "answers.json").read_bytes())
    document["answers"]["fit.why"]["value"] = "Edited by hand, in the file."
    file.write_text(json.dumps(document), "utf-8")

    class Slow(io.StringIO):
        def readline(self, *_: object) -> str:
            AnswerFile(filled.home).put("fit.why", "Typed in the app meanwhile.")
            return "y\n"

    monkeypatch.setattr(io, "StringIO", lambda _: Slow())
    assert run("import", file).status == 0
    answer = AnswerFile(filled.home).read()["fit.why"]
    assert answer.value == "Edited by hand, in the file."
    assert [other.value for other in answer.others] == ["Typed in the app meanwhile."]


def test_a_text_that_waits_beside_an_answer_in_the_file_becomes_an_earlier_version(
    run: Run, filled: AnswerFile, tmp_path: Path
) -> None:
    other = AnswerFile(tmp_path / "other")
    other.put("fit.why", "Alpha, which waits.")
    other.put("fit.why", "Beta, which won.", base=0)
    run("backup", tmp_path / "b.zip", "--home", other.home)

    assert "waited beside" in run("import", tmp_path / "b.zip", "--yes").out
    assert value(filled) == "In June we moved, at last."
    assert {"Alpha, which waits.", "Beta, which won."} <= set(versions(filled))
    assert "nothing to take in" in run("import", tmp_path / "b.zip", "--yes").out


def test_a_history_that_a_sync_program_left_can_be_imported(
    run: Run, filled: AnswerFile, tmp_path: Path
) -> None:
    other = AnswerFile(tmp_path / "other")
    other.put("fit.hard", "From the other computer.")
    copy = filled.home / "history.sync-conflict-20260303.jsonl"
    shutil.copy(other.home / "history.jsonl", copy)
    assert run("import", copy, "--yes").status == 0
    assert value(filled, "fit.hard") == "From the other computer."


def test_erase_takes_backups_and_an_editors_leftovers_along_and_names_what_it_leaves(
    run: Run, filled: AnswerFile
) -> None:
    run("backup", filled.home / "mine.zip")
    for name in (".answers.json.swp", "snapshots/old.json"):
        (filled.home / name).parent.mkdir(exist_ok=True)
        (filled.home / name).write_text(CANARY, "utf-8")
    (filled.home / "photos.zip").write_bytes(b"no zip of ours")
    outcome = run("erase", typed="erase\n")
    assert outcome.status == 0
    assert str(filled.home / "photos.zip") in outcome.out.splitlines()[-2]
    assert {path.name for path in filled.home.iterdir()} == {".lock", "erased.json", "photos.zip"}


def test_control_sequences_of_a_file_do_not_reach_the_terminal(run: Run, filled: AnswerFile) -> None:
    filled.put("fit.hard", "a\x1b[2J\x07b")
    shown = run("history", "fit.hard").out
    assert "\x1b" not in shown
    assert "\x07" not in shown
    assert "a\ufffd[2J\ufffdb" in shown


def test_what_is_wrong_with_a_file_is_said_without_its_control_sequences(run: Run, tmp_path: Path) -> None:
    sent = {"fit.why\x1b]0;owned\x07": {"value": "x", "revision": "no"}}
    path = tmp_path / "sent.json"
    path.write_text(json.dumps({"schema": 1, "workbook": "w", "answers": sent}), "utf-8")
    said = run("import", path)
    assert said.status == 1
    assert "fit.why" in said.err
    assert said.err.strip().isprintable()
