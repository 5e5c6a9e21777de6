"""`history`, `restore`, `backup`, `import` and `erase` say what they do, and keep what the person wrote."""

import functools
import io
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.telling import Tell, Told, teller
from workbook.cli import options
from workbook.clock import today
from workbook.questions.catalogue import catalogue
from workbook.store import AnswerFile
from workbook.store import backup as backups
from workbook.store.document import checksum

CANARY = "canary-4711"
TABLE = "fit.energy"


@pytest.fixture
def tell(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, clock) -> Tell:
    """Return the command line, run in this process, at the clock's time."""
    monkeypatch.setattr(options, "AnswerFile", functools.partial(AnswerFile, now=clock))

    return teller(capsys, monkeypatch)


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


def numbers(told: Told) -> list[int]:
    """Return the numbers of the versions that `history` shows, in its order."""
    return [int(number) for number in re.findall(r"^(\d+), ", told.out, re.MULTILINE)]


def versions(store: AnswerFile, key: str = "fit.why") -> list[object]:
    return [version.value for version in store.history(key)]


def value(store: AnswerFile, key: str = "fit.why") -> object:
    return AnswerFile(store.home).read().value(key)


# History


def test_versions_are_shown_newest_first_with_their_dates(tell: Tell, filled: AnswerFile) -> None:
    told = tell("history", "fit.why")
    assert (told.status, told.err) == (0, "")
    words = ["In June we moved, at last.", "In May we moved.", "In March we moved."]
    assert sorted(words, key=told.out.index) == words
    assert numbers(told) == [7, 4, 2]
    for day in ("5 March 2026", "4 March 2026", "3 March 2026"):
        assert day in told.out
    assert told.out.startswith(title("fit.why"))
    assert told.out.count("(as it is now)") == 1
    assert "7, 5 March 2026" in told.out.split("(as it is now)")[0]


def test_every_version_is_shown_to_who_asks_for_all(tell: Tell, home: Path) -> None:
    store = AnswerFile(home)
    for text in ("one", "two", "three"):
        store.put("fit.why", text)
    assert numbers(tell("history", "fit.why")) == [3]
    assert numbers(tell("history", "fit.why", "--all")) == [3, 2, 1]


def test_a_long_text_is_cut_unless_asked_for_whole(tell: Tell, home: Path) -> None:
    words = " ".join(f"word{n}" for n in range(200))
    AnswerFile(home).put("fit.why", f"{words}\nlast")
    assert "word199" not in tell("history", "fit.why").out
    full = tell("history", "fit.why", "--full").out
    assert "word199\n" in full
    assert re.search(r"^ +last$", full, re.MULTILINE)


def test_rows_and_their_deletions_are_shown_with_the_columns_titles(tell: Tell, filled: AnswerFile) -> None:
    out = tell("history", TABLE).out
    column = next(column for column in catalogue().question(TABLE).columns if column.key == "task")
    assert f"{column.title}: review" in out
    assert "(deleted)" in out
    assert out.count(", row r") == 3


def test_without_a_key_all_that_have_versions_are_listed(tell: Tell, filled: AnswerFile) -> None:
    told = tell("history")
    lines = {line.split()[0]: line for line in told.out.splitlines()}
    assert set(lines) == {"fit.why", TABLE, "no.such"}
    assert "3 versions, last 5 March 2026" in lines["fit.why"]
    assert lines["fit.why"].endswith(title("fit.why"))
    assert "1 version," in lines["no.such"]


def test_a_choice_is_shown_by_its_label(tell: Tell, home: Path) -> None:
    question = catalogue().question("fit.superficial")
    AnswerFile(home).put("fit.superficial", ["status", "easier"])
    assert f"{question.label('status')}, {question.label('easier')}" in tell("history", "fit.superficial").out


@pytest.mark.parametrize("key", ["fit.hard", "no.key", "nonsense"])
def test_a_key_without_versions_is_one_sentence(key: str, tell: Tell, filled: AnswerFile) -> None:
    told = tell("history", key)
    assert (told.status, told.out) == (1, "")
    assert told.err == f"There is no version of {key!r}. `tpm-workbook history` lists the keys.\n"


# Restore


def test_a_version_is_brought_back_and_that_can_be_undone(tell: Tell, filled: AnswerFile) -> None:
    told = tell("restore", "fit.why", 4)
    assert (told.status, told.err) == (0, "")
    assert "4 March 2026" in told.out
    assert value(filled) == "In May we moved."
    (undo,) = re.findall(r"tpm-workbook (restore fit\.why \d+)", told.out)
    assert tell(*undo.split()).status == 0
    assert value(filled) == "In June we moved, at last."
    assert versions(filled)[-3:] == [
        "In June we moved, at last.",
        "In May we moved.",
        "In June we moved, at last.",
    ]


def test_a_row_that_was_deleted_is_brought_back(tell: Tell, filled: AnswerFile) -> None:
    told = tell("restore", TABLE, 5)
    assert (told.status, told.err) == (0, "")
    rows = AnswerFile(filled.home).read()[TABLE].rows
    assert {row: kept.value for row, kept in rows.items()} == {"r": {"task": "review"}}
    assert "What it replaced" not in told.out


def test_of_a_table_one_row_is_restored_and_the_others_stay(tell: Tell, home: Path) -> None:
    store = AnswerFile(home)
    store.put_row(TABLE, "r", {"task": "one"})
    store.put_row(TABLE, "s", {"task": "two"})
    store.put_row(TABLE, "r", {"task": "changed"})
    store.put_row(TABLE, "s", {"task": "changed"})
    tell("restore", TABLE, 1)
    rows = AnswerFile(home).read()[TABLE].in_order()
    assert [(row, kept.value["task"]) for row, kept in rows] == [("r", "one"), ("s", "changed")]


def test_a_deletion_is_no_version_to_restore(tell: Tell, filled: AnswerFile) -> None:
    (deletion,) = [one.revision for one in filled.history(TABLE) if one.value is None]
    before = everything(filled.home)
    told = tell("restore", TABLE, deletion)
    assert (told.status, told.out) == (1, "")
    assert told.err == f"Version {deletion} is a deletion. Choose the version before it.\n"
    assert everything(filled.home) == before


@pytest.mark.parametrize(
    ("key", "number"), [("fit.why", 999), ("fit.why", 5), ("fit.hard", 1), ("no.key", 1)]
)
def test_a_key_or_number_that_is_not_there_is_one_sentence(
    key: str, number: int, tell: Tell, filled: AnswerFile
) -> None:
    before = everything(filled.home)
    told = tell("restore", key, number)
    assert (told.status, told.out) == (1, "")
    assert told.err == f"{key!r} has no version {number}. `tpm-workbook history {key}` lists them.\n"
    assert everything(filled.home) == before


def test_what_reads_so_already_is_left(tell: Tell, filled: AnswerFile) -> None:
    before = versions(filled)
    told = tell("restore", "fit.why", 7)
    assert (told.status, "reads so already" in told.out) == (0, True)
    assert versions(filled) == before


def test_a_key_that_no_question_asks_for_is_restored_too(tell: Tell, filled: AnswerFile) -> None:
    filled.put("no.such", "changed")
    assert tell("restore", "no.such", 6).status == 0
    assert value(filled, "no.such") == "kept"


def test_a_number_that_is_none_is_wrong_usage(tell: Tell, filled: AnswerFile) -> None:
    assert tell("restore", "fit.why", "first").status == 2


# Backup


def test_a_backup_is_written_where_it_was_asked_for(tell: Tell, filled: AnswerFile, tmp_path: Path) -> None:
    path = tmp_path / "a book.zip"
    told = tell("backup", path)
    assert (told.status, told.err) == (0, "")
    assert f"Written to {path}: 3 answers, not encrypted." in told.out
    assert backups.read(path).answers == filled.read()
    assert list(backups.read(path).lines) == filled.lines()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_without_a_name_it_is_named_for_today(
    tell: Tell, filled: AnswerFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = tmp_path / "there"
    there.mkdir()
    monkeypatch.chdir(there)
    day = today()
    told = tell("backup")
    assert [path.name for path in there.iterdir()] == [f"tpm-workbook-{day.isoformat()}.zip"]
    assert f"tpm-workbook import tpm-workbook-{day.isoformat()}.zip" in told.out


def test_a_backup_changes_nothing_in_the_folder(tell: Tell, filled: AnswerFile, tmp_path: Path) -> None:
    before = everything(filled.home)
    tell("backup", tmp_path / "book.zip")
    assert everything(filled.home) == before


def test_a_file_that_is_no_backup_is_left_and_that_said(
    tell: Tell, filled: AnswerFile, tmp_path: Path
) -> None:
    (tmp_path / "letter.zip").write_text("a letter", "utf-8")
    told = tell("backup", tmp_path / "letter.zip")
    assert (told.status, told.out, told.err.count("\n")) == (1, "", 1)
    assert "exists and is no backup" in told.err
    assert (tmp_path / "letter.zip").read_text("utf-8") == "a letter"


def test_the_answers_own_file_is_not_taken_for_a_backup(tell: Tell, filled: AnswerFile) -> None:
    before = everything(filled.home)
    assert tell("backup", filled.path).status == 1
    assert everything(filled.home) == before


# Import into an empty workbook


@pytest.fixture
def archive(tell: Tell, filled: AnswerFile, tmp_path: Path) -> Path:
    path = tmp_path / "book.zip"
    assert tell("backup", path).status == 0
    return path


def test_into_an_empty_home_all_comes_in_with_its_history(
    tell: Tell, archive: Path, filled: AnswerFile, tmp_path: Path
) -> None:
    there = tmp_path / "there"
    told = tell("import", archive, "--home", there, typed="y\n")
    assert (told.status, told.err) == (0, "")
    assert "3 answers" in told.out
    assert told.out.endswith("Imported.\n")
    store = AnswerFile(there)
    assert store.read() == filled.read()
    assert store.lines() == filled.lines()
    assert store.read().workbook == filled.read().workbook


def test_a_second_time_there_is_nothing_to_take_in(tell: Tell, archive: Path, tmp_path: Path) -> None:
    there = tmp_path / "there"
    tell("import", archive, "--yes", "--home", there)
    before = everything(there)
    told = tell("import", archive, "--home", there)
    assert (told.status, told.out) == (0, "There is nothing to take in.\n")
    assert everything(there) == before


def test_what_was_erased_can_come_back_from_a_backup(tell: Tell, archive: Path, filled: AnswerFile) -> None:
    before = filled.read()
    tell("erase", typed="erase\n")
    tell("import", archive, "--yes")
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
    tell: Tell, file: Path, filled: AnswerFile
) -> None:
    told = tell("import", file, typed="yes\n")
    assert (told.status, told.err) == (0, "")
    shown, done = told.out.split("Go on? [y/N] ")
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


def test_both_is_said_and_mine_stays(tell: Tell, file: Path, filled: AnswerFile) -> None:
    filled.put("fit.why", "mine, meanwhile")
    told = tell("import", file, "--yes")
    assert "changed here and in the file: yours stays, the file's becomes an earlier version:" in told.out
    assert value(filled) == "mine, meanwhile"
    shown = tell("history", "fit.why").out
    assert "In July, by hand." in shown


def test_newer_here_is_said_and_left(tell: Tell, archive: Path, filled: AnswerFile) -> None:
    filled.put("fit.why", "mine, meanwhile")
    before = everything(filled.home)
    told = tell("import", archive)
    assert "1 answer newer here, left as it is:" in told.out
    assert told.out.endswith("There is nothing to take in.\n")
    assert everything(filled.home) == before


def test_with_overwrite_the_files_answers_are_taken(tell: Tell, archive: Path, filled: AnswerFile) -> None:
    filled.put("fit.why", "mine, meanwhile")
    told = tell("import", archive, "--overwrite", "--yes")
    assert "1 answer differs, taken from the file:" in told.out
    assert value(filled) == "In June we moved, at last."
    assert "mine, meanwhile" in versions(filled)


def test_a_second_import_of_an_edited_file_changes_nothing(
    tell: Tell, file: Path, filled: AnswerFile
) -> None:
    filled.put("fit.why", "mine, meanwhile")
    tell("import", file, "--yes")
    before = everything(filled.home)
    assert "There is nothing to take in." in tell("import", file, "--yes").out
    assert everything(filled.home) == before


@pytest.mark.parametrize("more", [[], ["--overwrite"], ["--yes"], ["--overwrite", "--yes"]], ids=" ".join)
@pytest.mark.parametrize("source", ["archive", "file"])
def test_a_dry_run_changes_no_byte(
    source: str, more: list[str], tell: Tell, filled: AnswerFile, request: pytest.FixtureRequest
) -> None:
    path = request.getfixturevalue(source)
    filled.put("fit.why", "mine, meanwhile")
    before = everything(filled.home)
    told = tell("import", path, "--dry-run", *more)
    assert told.status == 0
    assert "In J" in told.out
    assert told.out.splitlines()[-1] in {"Nothing was changed.", "There is nothing to take in."}
    assert everything(filled.home) == before


def test_a_dry_run_leaves_an_empty_workbook_empty(tell: Tell, archive: Path, tmp_path: Path) -> None:
    there = tmp_path / "there"
    AnswerFile(there).read()
    before = everything(there)
    told = tell("import", archive, "--dry-run", "--home", there)
    assert told.out.endswith("Nothing was changed.\n")
    assert everything(there) == before


@pytest.mark.parametrize("typed", ["n\n", "\n", "", "nyes\n", "erase\n"], ids=repr)
@pytest.mark.parametrize("empty", [False, True])
def test_who_does_not_say_yes_changes_nothing_and_the_status_is_one(
    typed: str, empty: bool, tell: Tell, archive: Path, file: Path, tmp_path: Path, filled: AnswerFile
) -> None:
    there = tmp_path / "there" if empty else filled.home
    AnswerFile(there).read()
    before = everything(there)
    told = tell("import", archive if empty else file, "--home", there, typed=typed)
    assert (told.status, told.err) == (1, "Nothing was changed.\n")
    assert "Go on? [y/N]" in told.out
    assert everything(there) == before


@pytest.mark.parametrize("typed", ["y\n", "Y\n", " yes \n", "YES"], ids=repr)
def test_yes_can_be_said_in_several_ways(typed: str, tell: Tell, file: Path, filled: AnswerFile) -> None:
    assert tell("import", file, typed=typed).status == 0
    assert value(filled, "fit.hard") == "letting go"


def test_what_a_question_refuses_is_left_out_and_named_and_the_rest_comes_in(
    tell: Tell, filled: AnswerFile, tmp_path: Path
) -> None:
    def change(answers: dict) -> None:
        answers["fit.hard"] = {"value": "letting go"}
        answers["fit.hours"] = {"value": "many"}
        answers["fit.weights"] = {"value": {"rest": "many"}}
        answers["fit.enjoy"] = {"rows": {"r": {"value": {"a": 1}, "revision": 1, "at": ""}}, "order": ["r"]}
        answers["fit.after"] = {"value": {"still": "one row where a table stands"}}
        answers[TABLE]["rows"]["s"] = {"value": {"date": "2026-02-31"}, "revision": 1, "at": ""}

    told = tell("import", edited(filled, tmp_path / "edited.json", change), "--yes")
    assert (told.status, told.err) == (0, "")
    left = [line for line in told.out.splitlines() if line.startswith("Left out: ")]
    named = {line.split()[2].rstrip(".,") for line in left}
    assert named == {"fit.hours", "fit.weights", "fit.enjoy", "fit.after", TABLE}
    assert f"Left out: fit.hours. “{title('fit.hours')}” takes a number." in left
    assert any(line.startswith(f"Left out: {TABLE}, row s. ") for line in left)
    assert f"Left out: fit.after. “{title('fit.after')}” is another kind of question now." in left
    answers = AnswerFile(filled.home).read()
    assert answers.value("fit.hard") == "letting go"
    assert not named & (answers.answers.keys() - {TABLE})
    assert not answers[TABLE].rows


def test_where_all_is_refused_nothing_is_asked(tell: Tell, filled: AnswerFile, tmp_path: Path) -> None:
    path = edited(
        filled, tmp_path / "edited.json", lambda answers: answers.update({"fit.hours": {"value": "many"}})
    )
    told = tell("import", path)
    assert told.status == 0
    assert "Left out: fit.hours." in told.out
    assert told.out.endswith("There is nothing to take in.\n")


def test_keys_that_no_question_asks_for_are_taken_in(tell: Tell, filled: AnswerFile, tmp_path: Path) -> None:
    path = edited(
        filled, tmp_path / "edited.json", lambda answers: answers.update({"later.key": {"value": ["any"]}})
    )
    assert tell("import", path, "--yes").status == 0
    assert value(filled, "later.key") == ["any"]


def test_what_is_asked_no_longer_comes_in_whole(tell: Tell, home: Path, tmp_path: Path) -> None:
    old = AnswerFile(tmp_path / "old")
    old.put_row(
        TABLE, "s", {"task": "last", "mood": "a column of long ago", "energy": "a choice of long ago"}
    )
    old.put("fit.weights", {"no_such": 40})
    old.put("fit.draws", ["no_such", "again"])
    tell("export", "json", "-o", tmp_path / "old.json", "--home", old.home)
    told = tell("import", tmp_path / "old.json", "--yes")
    assert "Left out" not in told.out
    assert told.out.count("Taken as it is, though it is asked no longer: ") == 3
    assert AnswerFile(home).read() == old.read()


def test_rows_and_privacy_marks_come_in(tell: Tell, filled: AnswerFile, tmp_path: Path) -> None:
    filled.put_row(TABLE, "s", {"task": "last"})

    def change(answers: dict) -> None:
        answers[TABLE]["rows"]["t"] = {"value": {"task": "first"}, "revision": 1, "at": ""}
        answers[TABLE]["order"] = ["t", "s"]
        answers["fit.why"]["private"] = True

    told = tell("import", edited(filled, tmp_path / "edited.json", change), "--yes")
    assert "1 privacy mark taken from the file." in told.out
    assert f"{TABLE}, row t: {title(TABLE)}" in told.out
    answers = AnswerFile(filled.home).read()
    assert [row for row, _ in answers[TABLE].in_order()] == ["t", "s"]
    assert answers["fit.why"].private is True


def test_a_text_that_is_too_long_is_one_sentence_and_all_or_nothing(
    tell: Tell, filled: AnswerFile, tmp_path: Path
) -> None:
    def change(answers: dict) -> None:
        answers["fit.hard"] = {"value": "letting go"}
        answers["fit.tips"] = {"value": "x" * 2_000_000}

    before = everything(filled.home)
    told = tell("import", edited(filled, tmp_path / "edited.json", change), "--yes")
    assert (told.status, told.err) == (1, "An answer is longer than 1 MiB. Shorten it, or split it.\n")
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
    bad: str, tell: Tell, tmp_path: Path
) -> None:
    make, said = BAD_FILES[bad]
    path = tmp_path / "file"
    make(path)
    told = tell("import", path, "--yes", "--home", tmp_path / "there")
    assert (told.status, told.out, told.err.count("\n")) == (1, "", 1)
    assert told.err.startswith(str(path))
    assert re.search(said, told.err)
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


def test_who_types_the_word_erases_every_byte(tell: Tell, littered: Path) -> None:
    workbook = AnswerFile(littered).read().workbook
    files = holders(littered)
    assert len(files) == 6
    told = tell("erase", typed="erase\n")
    assert (told.status, told.err) == (0, "")
    named, done = told.out.split("Type erase to go on: ")
    assert all(str(littered / name) in named.splitlines() for name in files)
    assert done.startswith("Erased. ")
    assert holders(littered) == set()
    assert AnswerFile(littered).erased() == [workbook]


@pytest.mark.parametrize("typed", ["", "\n", "y\n", "yes\n", "Erase\n", "erase it\n", "eras"], ids=repr)
def test_without_the_word_nothing_is_erased_and_the_status_is_one(
    typed: str, tell: Tell, littered: Path
) -> None:
    before = everything(littered)
    told = tell("erase", typed=typed)
    assert (told.status, told.err) == (1, "Nothing was erased.\n")
    assert everything(littered) == before


def test_the_next_start_is_an_empty_workbook(tell: Tell, littered: Path) -> None:
    workbook = AnswerFile(littered).read().workbook
    tell("erase", typed="erase\n")
    told = tell("status")
    assert (told.status, told.err) == (0, "")
    assert "nothing yet" in told.out
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
    make: Callable[[Path], None], tell: Tell, home: Path
) -> None:
    make(home)
    assert tell("status").status == 1
    assert tell("erase", typed="erase\n").status == 0
    assert holders(home) == set()
    assert tell("status").status == 0


@pytest.mark.parametrize("made", [False, True])
def test_where_there_are_no_answers_nothing_is_asked_and_nothing_made(
    made: bool, tell: Tell, home: Path
) -> None:
    if made:
        home.mkdir()
    told = tell("erase")
    assert (told.status, told.out) == (0, f"There are no answers in {home}.\n")
    assert (everything(home), home.exists()) == ({}, made)


# As a program


@pytest.mark.parametrize("command", [["erase"], ["import", "edited.json"]], ids=" ".join)
def test_where_nobody_can_type_nothing_is_changed_and_the_status_is_one(
    command: list[str], file: Path, filled: AnswerFile
) -> None:
    before = everything(filled.home)
    told = subprocess.run(
        [sys.executable, "-c", "from workbook.cli.main import main; main()", *command],
        cwd=file.parent,
        env={**os.environ, "TPM_WORKBOOK_HOME": str(filled.home)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (told.returncode, told.stderr.count("\n")) == (1, 1)
    assert re.fullmatch(r"Nothing was (erased|changed)\.\n", told.stderr)
    assert everything(filled.home) == before


def test_damage_that_is_mended_on_the_way_is_said_on_stderr(tell: Tell, filled: AnswerFile) -> None:
    filled.path.write_bytes(b"{ torn")
    told = tell("history", "fit.why")
    assert (told.status, told.err.count("\n")) == (0, 1)
    assert "made again from the history" in told.err
    assert "In June we moved, at last." in told.out


# What lies in wait


def test_what_is_saved_while_the_list_is_read_is_not_written_over_in_silence(
    tell: Tell, filled: AnswerFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
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
    assert tell("import", file).status == 0
    answer = AnswerFile(filled.home).read()["fit.why"]
    assert answer.value == "Edited by hand, in the file."
    assert [other.value for other in answer.others] == ["Typed in the app meanwhile."]


def test_a_text_that_waits_beside_an_answer_in_the_file_becomes_an_earlier_version(
    tell: Tell, filled: AnswerFile, tmp_path: Path
) -> None:
    other = AnswerFile(tmp_path / "other")
    other.put("fit.why", "Alpha, which waits.")
    other.put("fit.why", "Beta, which won.", base=0)
    tell("backup", tmp_path / "b.zip", "--home", other.home)

    assert "waited beside" in tell("import", tmp_path / "b.zip", "--yes").out
    assert value(filled) == "In June we moved, at last."
    assert {"Alpha, which waits.", "Beta, which won."} <= set(versions(filled))
    assert "nothing to take in" in tell("import", tmp_path / "b.zip", "--yes").out


def test_a_history_that_a_sync_program_left_can_be_imported(
    tell: Tell, filled: AnswerFile, tmp_path: Path
) -> None:
    other = AnswerFile(tmp_path / "other")
    other.put("fit.hard", "From the other computer.")
    copy = filled.home / "history.sync-conflict-20260303.jsonl"
    shutil.copy(other.home / "history.jsonl", copy)
    assert tell("import", copy, "--yes").status == 0
    assert value(filled, "fit.hard") == "From the other computer."


def test_erase_takes_backups_and_an_editors_leftovers_along_and_names_what_it_leaves(
    tell: Tell, filled: AnswerFile
) -> None:
    tell("backup", filled.home / "mine.zip")
    for name in (".answers.json.swp", "snapshots/old.json"):
        (filled.home / name).parent.mkdir(exist_ok=True)
        (filled.home / name).write_text(CANARY, "utf-8")
    (filled.home / "photos.zip").write_bytes(b"no zip of ours")
    told = tell("erase", typed="erase\n")
    assert told.status == 0
    assert str(filled.home / "photos.zip") in told.out.splitlines()[-2]
    assert {path.name for path in filled.home.iterdir()} == {".lock", "erased.json", "photos.zip"}


def test_control_sequences_of_a_file_do_not_reach_the_terminal(tell: Tell, filled: AnswerFile) -> None:
    filled.put("fit.hard", "a\x1b[2J\x07b")
    shown = tell("history", "fit.hard").out
    assert "\x1b" not in shown
    assert "\x07" not in shown
    assert "a\ufffd[2J\ufffdb" in shown


def test_what_is_wrong_with_a_file_is_said_without_its_control_sequences(tell: Tell, tmp_path: Path) -> None:
    sent = {"fit.why\x1b]0;owned\x07": {"value": "x", "revision": "no"}}
    path = tmp_path / "sent.json"
    path.write_text(json.dumps({"schema": 1, "workbook": "w", "answers": sent}), "utf-8")
    said = tell("import", path)
    assert said.status == 1
    assert "fit.why" in said.err
    assert said.err.strip().isprintable()
