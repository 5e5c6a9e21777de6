"""Answers that are told to be saved are on disk, in the agreed format, whoever else is writing."""

import errno
import hashlib
import json
import os
import stat
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbook import folder as folder_module
from workbook.answers import Saved
from workbook.errors import NewerSchema, StoreError
from workbook.history import checksum, clean
from workbook.store import SIZE_LIMIT, AnswerFile


def document(home: Path) -> dict:
    return json.loads((home / "answers.json").read_bytes())


def write_document(home: Path, changed: dict) -> None:
    """Put a document in place with a checksum that is right, as another version would."""
    home.mkdir(exist_ok=True)
    (home / "answers.json").write_text(json.dumps({**changed, "checksum": checksum(changed)}), "utf-8")


def run(script: str, *arguments: object) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


# What is saved is there


@pytest.mark.parametrize(
    "value", ["In March…\nwe moved.", "", 3, 2.5, None, ["a", "b"], {"across": 40}, "😀 \u2028 </script>"]
)
def test_what_is_put_is_read_again_by_another_program(value, store: AnswerFile, home: Path) -> None:
    store.put("fit.why", value)
    assert AnswerFile(home).read().value("fit.why") == value


def test_a_missing_home_is_made_and_holds_an_empty_workbook(store: AnswerFile, home: Path) -> None:
    answers = store.read()
    assert (answers.revision, answers.answers) == (0, {})
    assert answers.workbook
    assert document(home)["workbook"] == answers.workbook
    assert store.notices == []


def test_the_file_has_the_agreed_layout(store: AnswerFile, home: Path) -> None:
    store.put("fit.why", "In March…")
    store.mark("fit.why", private=True)
    store.put_row("plan.milestones", "m7k2", {"name": "Alpha", "due": "2026-04-14"})
    store.put_row("plan.milestones", "q1zz", {"name": "Beta"})
    kept = document(home)
    assert list(kept) == ["schema", "workbook", "revision", "checksum", "answers"]
    assert (kept["schema"], kept["revision"]) == (1, 4)
    assert kept["answers"] == {
        "fit.why": {"value": "In March…", "revision": 1, "at": "2026-03-03T09:12:44Z", "private": True},
        "plan.milestones": {
            "order": ["m7k2", "q1zz"],
            "rows": {
                "m7k2": {
                    "value": {"name": "Alpha", "due": "2026-04-14"},
                    "revision": 3,
                    "at": "2026-03-03T09:12:44Z",
                },
                "q1zz": {"value": {"name": "Beta"}, "revision": 4, "at": "2026-03-03T09:12:44Z"},
            },
        },
    }


def test_the_checksum_is_the_sha256_of_the_canonical_document_without_it(
    store: AnswerFile, home: Path
) -> None:
    store.put("fit.why", "Ünïcode")
    kept = document(home)
    said = kept.pop("checksum")
    canonical = json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert said == hashlib.sha256(canonical.encode()).hexdigest()


def test_a_person_can_read_the_file_a_line_per_answer_and_per_row(store: AnswerFile, home: Path) -> None:
    store.put("fit.why", "Grüße")
    store.put_row("fit.energy", "a", {"what": "standup"})
    store.put_row("fit.energy", "b", {"what": "review"})
    lines = (home / "answers.json").read_text("utf-8").splitlines()
    assert [line for line in lines if '"fit.why"' in line and "Grüße" in line]
    assert [line.strip()[:4] for line in lines if "standup" in line or "review" in line] == ['"a":', '"b":']


def test_each_save_has_a_revision_of_its_own(store: AnswerFile) -> None:
    assert [store.put("a.b", str(n)) for n in range(3)] == [Saved(1), Saved(2), Saved(3)]


def test_the_same_value_again_writes_nothing(store: AnswerFile, home: Path) -> None:
    first = store.put("fit.why", "same")
    before = {path: path.read_bytes() for path in home.iterdir()}
    assert store.put("fit.why", "same", base=0) == first
    assert {path: path.read_bytes() for path in home.iterdir()} == before


def test_true_is_not_the_same_as_one(store: AnswerFile) -> None:
    store.put("a.b", 1)
    assert store.put("a.b", True).revision == 2
    assert store.read().value("a.b") is True


def test_an_answer_can_be_emptied(store: AnswerFile) -> None:
    store.put("a.b", "words")
    store.put("a.b", "")
    assert store.read().value("a.b") == ""
    assert [version.value for version in store.history("a.b")] == ["words", ""]


def test_a_private_mark_leaves_the_value_and_its_revision_alone(store: AnswerFile) -> None:
    store.put("a.b", "words")
    store.mark("a.b", private=True)
    answer = store.read()["a.b"]
    assert (answer.value, answer.revision, answer.private) == ("words", 1, True)
    assert [version.value for version in store.history("a.b")] == ["words"]


# Two who write the same


def test_a_stale_base_saves_and_hands_back_the_other_text_which_history_keeps(store: AnswerFile) -> None:
    seen = store.put("fit.why", "first").revision
    store.put("fit.why", "from the other tab", base=seen)
    saved = store.put("fit.why", "from this tab", base=seen)
    assert saved == Saved(3, conflict="from the other tab")
    assert store.read().value("fit.why") == "from this tab"
    assert [version.value for version in store.history("fit.why")] == [
        "first",
        "from the other tab",
        "from this tab",
    ]


def test_a_base_that_is_current_is_no_conflict(store: AnswerFile) -> None:
    seen = store.put("fit.why", "first").revision
    store.put("fit.other", "in between")
    assert store.put("fit.why", "second", base=seen).conflict is None


def test_no_base_claims_no_knowledge_and_is_no_conflict(store: AnswerFile) -> None:
    store.put("fit.why", "first")
    assert store.put("fit.why", "second").conflict is None


def test_a_conflict_over_a_row_hands_back_the_row_as_json(store: AnswerFile) -> None:
    store.put_row("t.t", "r", {"what": "ä"})
    store.put_row("t.t", "r", {"what": "other"}, base=1)
    saved = store.put_row("t.t", "r", {"what": "mine"}, base=1)
    assert json.loads(saved.conflict or "") == {"what": "other"}


# Rows


def rows(store: AnswerFile, key: str = "t.t") -> list[str]:
    return [row for row, _ in store.read()[key].in_order()]


def test_new_rows_stand_at_the_end_or_where_they_are_put(store: AnswerFile) -> None:
    store.put_row("t.t", "a", {"n": 1})
    store.put_row("t.t", "c", {"n": 3})
    store.put_row("t.t", "b", {"n": 2}, before="c")
    store.put_row("t.t", "d", {"n": 4}, before="gone")
    assert rows(store) == ["a", "b", "c", "d"]


def test_an_edited_row_keeps_its_place(store: AnswerFile) -> None:
    store.put_row("t.t", "a", {"n": 1})
    store.put_row("t.t", "b", {"n": 2})
    store.put_row("t.t", "a", {"n": 9})
    assert rows(store) == ["a", "b"]


def test_a_deleted_row_comes_back_to_its_place(store: AnswerFile) -> None:
    for row in "abc":
        store.put_row("t.t", row, {"n": row})
    store.delete_row("t.t", "b")
    assert rows(store) == ["a", "c"]
    kept = [version for version in store.history("t.t") if version.row == "b"]
    assert [version.value for version in kept] == [{"n": "b"}, None]
    store.put_row("t.t", "b", kept[0].value, before="c")
    assert rows(store) == ["a", "b", "c"]


def test_deleting_a_row_twice_writes_nothing_the_second_time(store: AnswerFile, home: Path) -> None:
    store.put_row("t.t", "a", {"n": 1})
    store.delete_row("t.t", "a")
    before = (home / "history.jsonl").read_bytes()
    store.delete_row("t.t", "a")
    assert (home / "history.jsonl").read_bytes() == before


def test_two_tabs_that_add_rows_both_keep_theirs(store: AnswerFile, home: Path) -> None:
    other = AnswerFile(home)
    store.put_row("t.t", "mine", {"n": 1}, base=0)
    assert other.put_row("t.t", "yours", {"n": 2}, base=0).conflict is None
    assert rows(store) == ["mine", "yours"]


# What others put into the file


def test_unknown_keys_at_every_level_are_kept(store: AnswerFile, home: Path) -> None:
    write_document(
        home,
        {
            "schema": 1,
            "workbook": "w",
            "revision": 5,
            "added": {"by": "a later version"},
            "answers": {
                "no.such": {"value": "kept", "revision": 4, "at": "x", "mood": "calm"},
                "t.t": {
                    "order": ["r"],
                    "rows": {"r": {"value": {"a": 1}, "revision": 5, "at": "x", "colour": "red"}},
                },
            },
        },
    )
    store.put("no.such", "changed")
    store.put_row("t.t", "r", {"a": 2})
    kept = document(home)
    assert kept["added"] == {"by": "a later version"}
    assert kept["answers"]["no.such"]["mood"] == "calm"
    assert kept["answers"]["t.t"]["rows"]["r"]["colour"] == "red"
    assert (store.read().model_extra or {})["added"] == {"by": "a later version"}


@pytest.mark.parametrize("deed", ["read", "put", "mark", "delete"])
def test_a_newer_schema_is_refused_and_nothing_is_changed(deed: str, store: AnswerFile, home: Path) -> None:
    home.mkdir()
    path = home / "answers.json"
    path.write_bytes(b'{"schema": 2, "answers": "in some other way"}')
    with pytest.raises(NewerSchema, match=r"answers\.json was written by a newer workbook .*Update"):
        {
            "read": store.read,
            "put": lambda: store.put("a.b", "c"),
            "mark": lambda: store.mark("a.b", private=True),
            "delete": lambda: store.delete_row("a.b", "c"),
        }[deed]()
    assert path.read_bytes() == b'{"schema": 2, "answers": "in some other way"}'
    created = {one.name for one in home.iterdir()} - {"answers.json"}
    assert created <= (set() if deed == "read" else {".lock"})


# What can't be kept


def test_nul_and_halves_of_characters_are_cleaned_wherever_they_stand() -> None:
    assert clean("a\0b") == "ab"
    assert clean("a\ud800b") == "a\ufffdb"
    assert clean("\ud83d\ude00") == "😀"
    assert clean({"k\0": ["x\0", {"y": "\udc00"}]}) == {"k": ["x", {"y": "\ufffd"}]}


@settings(deadline=None, database=None, max_examples=200)
@given(st.text(alphabet=st.characters()))
def test_cleaned_text_is_utf8_and_sound_text_is_untouched(text: str) -> None:
    cleaned = clean(text)
    assert "\0" not in cleaned
    assert cleaned.encode().decode() == cleaned
    if "\0" not in text and not any("\ud800" <= char <= "\udfff" for char in text):
        assert cleaned == text


def test_dirty_text_is_saved_clean(store: AnswerFile, home: Path) -> None:
    store.put("a.b", "half \ud83d and\0 more")
    assert AnswerFile(home).read().value("a.b") == "half \ufffd and more"


def test_an_answer_of_a_mebibyte_is_kept_and_a_longer_one_refused_with_a_sentence(
    store: AnswerFile, home: Path
) -> None:
    store.put("a.b", "x" * (SIZE_LIMIT - 2))
    before = {path: path.read_bytes() for path in home.iterdir()}
    with pytest.raises(StoreError, match="longer than 1 MiB"):
        store.put("a.b", "x" * (SIZE_LIMIT - 1))
    with pytest.raises(StoreError, match="longer than 1 MiB"):
        store.put_row("a.c", "r", {"what": "x" * SIZE_LIMIT})
    assert {path: path.read_bytes() for path in home.iterdir()} == before


# Who may look


@pytest.mark.parametrize("umask", [0, 0o777])
def test_files_are_for_their_owner_alone_whatever_the_umask(
    umask: int, store: AnswerFile, home: Path
) -> None:
    before = os.umask(umask)
    try:
        store.put("a.b", "c")
        store.put("a.b", "d")
    finally:
        os.umask(before)
    modes = {path.name: oct(stat.S_IMODE(path.stat().st_mode)) for path in [home, *home.iterdir()]}
    assert modes == {"home": "0o700", "answers.json": "0o600", "history.jsonl": "0o600", ".lock": "0o600"}


# Time


def test_a_clock_that_is_years_off_reorders_nothing(store: AnswerFile, clock) -> None:
    store.put("a.b", "first")
    clock.move(days=-4000)
    store.put("a.b", "second")
    clock.move(days=9000)
    store.put("a.b", "third")
    clock.move(days=-9000)
    saved = store.put("a.b", "fourth")
    assert (saved.revision, store.read().value("a.b")) == (4, "fourth")
    assert [version.value for version in store.history("a.b")] == ["first", "second", "third", "fourth"]


# Many at once

WRITER = """
import sys
from pathlib import Path
from workbook.store import AnswerFile

home, name = Path(sys.argv[1]), sys.argv[2]
store = AnswerFile(home)
sys.stdin.readline()
for n in range(25):
    print(store.put(f"by.{name}_{n}", n).revision)
"""


def test_four_processes_lose_nothing_and_use_no_revision_twice(home: Path) -> None:
    AnswerFile(home).read()
    writers = [run(WRITER, home, name) for name in "abcd"]
    for writer in writers:
        assert writer.stdin
        writer.stdin.write("go\n")
        writer.stdin.flush()
    done = [writer.communicate(timeout=30) for writer in writers]
    assert [errors for _, errors in done if errors] == []
    revisions = [int(line) for out, _ in done for line in out.split()]
    assert sorted(revisions) == list(range(1, 101))
    answers = AnswerFile(home).read()
    assert {key: answers.value(key) for key in answers.answers} == {
        f"by.{name}_{n}": n for name in "abcd" for n in range(25)
    }


@pytest.mark.parametrize("shared", [True, False], ids=["one object", "an object each"])
def test_threads_lose_nothing_and_use_no_revision_twice(shared: bool, store: AnswerFile, home: Path) -> None:
    revisions: list[int] = []
    store.read()

    def write(name: str) -> None:
        own = store if shared else AnswerFile(home)
        revisions.extend(own.put(f"by.{name}_{n}", n).revision for n in range(25))

    threads = [threading.Thread(target=write, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(revisions) == list(range(1, 101))
    assert len(store.read().answers) == 100


HOLDER = """
import sys
from filelock import FileLock

with FileLock(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.readline()
"""


def test_a_lock_that_another_program_holds_is_said_and_recovered_from(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder_module, "LOCK_PATIENCE", 0.1)
    store = AnswerFile(home)
    store.put("a.b", "before")
    holder = run(HOLDER, home / ".lock")
    assert holder.stdout
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(StoreError, match="Another program has held the workbook"):
        store.put("a.b", "meanwhile")
    assert store.read().value("a.b") == "before"
    holder.communicate("done\n", timeout=10)
    assert store.put("a.b", "after").revision == 2


def test_a_held_lock_is_waited_for_two_seconds(store: AnswerFile) -> None:
    assert store._folder._lock.timeout == 2


@pytest.mark.skipif(sys.platform == "win32", reason="flock is Unix's")
def test_a_file_system_without_locks_is_one_sentence(
    store: AnswerFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSYS, "Function not implemented")

    monkeypatch.setattr("fcntl.flock", refuse)
    with pytest.raises(StoreError):
        store.put("a.b", "c")


# Homes that are none


@pytest.mark.parametrize("deed", ["read", "put", "history", "check_writable"])
def test_a_file_in_the_place_of_the_folder_is_one_sentence(deed: str, store: AnswerFile, home: Path) -> None:
    home.write_text("a file", "utf-8")
    arguments = {"put": ("a.b", "c"), "history": ("a.b",)}.get(deed, ())
    with pytest.raises(StoreError, match=r"home.*: (not a directory|file exists)\. Nothing that was saved"):
        getattr(store, deed)(*arguments)
    assert home.read_text("utf-8") == "a file"


def test_a_folder_that_can_not_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="not a directory"):
        AnswerFile(tmp_path / "file" / "below" / "home").read()


def test_a_folder_without_write_permission_can_be_read_but_not_written(
    store: AnswerFile, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put("a.b", "c")
    if os.geteuid():
        home.chmod(0o500)
    else:  # root may write everywhere: let the system say what it would say to others
        monkeypatch.setattr(os, "access", lambda *_: False)
    try:
        with pytest.raises(StoreError, match=r"Nothing can be saved in .*: permission denied"):
            AnswerFile(home).check_writable()
        assert AnswerFile(home).read().value("a.b") == "c"
    finally:
        home.chmod(0o700)


def test_a_writable_folder_passes_the_check(store: AnswerFile, home: Path) -> None:
    store.check_writable()
    assert home.is_dir()


# Others' changes


def test_the_stamp_changes_with_every_save_and_only_then(store: AnswerFile, home: Path) -> None:
    assert store.stamp() == (0, 0, 0)
    store.put("a.b", "c")
    seen = store.stamp()
    store.read()
    assert store.stamp() == seen
    AnswerFile(home).put("a.b", "d")
    assert store.stamp() != seen


def test_a_mebibyte_is_counted_as_it_stands_on_disk(store: AnswerFile) -> None:
    store.put("a.b", "語" * 200_000)  # 600 kB
    assert len(store.read().value("a.b")) == 200_000


@pytest.mark.parametrize("deed", ["not a number", "half a character in a key", "half a character in a row"])
def test_what_json_can_not_hold_is_cleaned_or_refused_with_a_sentence(deed: str, store: AnswerFile) -> None:
    with suppress(StoreError):
        {
            "not a number": lambda: store.put("a.b", float("nan")),
            "half a character in a key": lambda: store.put("a.\ud800", "c"),
            "half a character in a row": lambda: store.put_row("a.b", "\ud800", {"c": "d"}),
        }[deed]()
    assert store.put("a.b", "next").revision


def test_what_another_replaced_is_in_the_history_even_when_the_history_was_lost(
    store: AnswerFile, home: Path
) -> None:
    store.put("a.b", "first")
    store.put("a.b", "theirs", base=1)
    (home / "history.jsonl").unlink()
    assert store.put("a.b", "mine", base=1).conflict == "theirs"
    assert "theirs" in [version.value for version in store.history("a.b")]
