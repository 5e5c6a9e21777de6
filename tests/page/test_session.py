"""An edit is checked, saved and announced; so is what others saved."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from workbook.answers.model import Edit
from workbook.errors import ContentError, RefusedAnswer, StoreError
from workbook.page import session as session_module
from workbook.page.session import Session
from workbook.questions.catalogue import catalogue
from workbook.questions.kinds import LongText
from workbook.store import AnswerFile

TABLE = "fit.energy"


@pytest.fixture
def session(store: AnswerFile) -> Session:
    return Session(store, catalogue())


@pytest.fixture
def announced(session: Session) -> list[set[str]]:
    heard: list[set[str]] = []
    session.subscribe(heard.append)
    return heard


def test_an_edit_is_saved_shown_and_announced(session: Session, announced: list, home: Path) -> None:
    saved = session.edit(Edit("fit.why", "In March…"))
    assert saved.revision == 1
    assert session.answer("fit.why").value == "In March…"
    assert AnswerFile(home).read().value("fit.why") == "In March…"
    assert announced == [{"fit.why"}]


def test_the_answer_is_on_disk_before_anyone_hears_of_it(session: Session, home: Path) -> None:
    seen: list[object] = []
    session.subscribe(lambda _: seen.append(AnswerFile(home).read().value("fit.why")))
    session.edit(Edit("fit.why", "first"))
    assert seen == ["first"]


def test_an_answer_is_kept_as_its_question_takes_it(session: Session) -> None:
    session.edit(Edit("fit.revisit", ""))
    assert session.answer("fit.revisit").value is None
    session.edit(Edit("fit.confidence", 40.0))
    assert repr(session.answer("fit.confidence").value) == "40"


@pytest.mark.parametrize(
    ("edit", "error"),
    [
        (Edit("fit.why", 3), RefusedAnswer),
        (Edit("fit.revisit", "soon"), RefusedAnswer),
        (Edit(TABLE, {"what": "x"}), RefusedAnswer),
        (Edit(TABLE, {"no_such": "x"}, row="r"), RefusedAnswer),
        (Edit("no.such", "x"), ContentError),
    ],
)
def test_a_wrong_value_is_refused_and_neither_saved_nor_announced(
    edit: Edit, error: type[Exception], session: Session, announced: list, home: Path
) -> None:
    before = (home / "answers.json").read_bytes()
    with pytest.raises(error):
        session.edit(edit)
    assert (home / "answers.json").read_bytes() == before
    assert announced == []


def test_rows_are_added_edited_and_deleted_one_by_one(session: Session) -> None:
    session.edit(Edit(TABLE, {"task": "standup"}, row="a"))
    session.edit(Edit(TABLE, {"task": "review"}, row="b", before="a"))
    assert [row for row, _ in session.answer(TABLE).in_order()] == ["b", "a"]
    session.edit(Edit(TABLE, row="b", action="delete"))
    assert [row.value for _, row in session.answer(TABLE).in_order()] == [{"task": "standup"}]


def test_a_row_keeps_what_is_asked_no_longer(session: Session, store: AnswerFile) -> None:
    store.put_row(TABLE, "a", {"task": "standup", "mood": "calm"})
    session.refresh()
    session.edit(Edit(TABLE, {"task": "review"}, row="a"))
    assert session.answer(TABLE).rows["a"].value == {"mood": "calm", "task": "review"}
    session.edit(Edit(TABLE, {"task": "lunch"}, row="b"))
    assert session.answer(TABLE).rows["b"].value == {"task": "lunch"}


def test_a_private_mark_is_the_persons_own(session: Session) -> None:
    session.edit(Edit("fit.why", True, action="mark"))
    assert session.answer("fit.why").private is True


def test_a_stale_edit_hands_back_the_other_text(session: Session, home: Path) -> None:
    base = session.edit(Edit("fit.why", "first")).revision
    AnswerFile(home).put("fit.why", "theirs")
    assert session.edit(Edit("fit.why", "mine", base=base)).conflict == "theirs"


def test_a_failed_save_changes_nothing_here_either(
    session: Session, announced: list, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.edit(Edit("fit.why", "kept"))

    def refuse(*_: object) -> None:
        raise StoreError("The disk is full.")

    monkeypatch.setattr(AnswerFile, "save_all", refuse)
    with pytest.raises(StoreError, match="disk is full"):
        session.edit(Edit("fit.why", "new"))
    assert session.answer("fit.why").value == "kept"
    assert announced == [{"fit.why"}]


def test_what_others_saved_is_taken_in_and_only_that_is_announced(
    session: Session, announced: list, home: Path
) -> None:
    session.edit(Edit("fit.why", "mine"))
    announced.clear()
    other = AnswerFile(home)
    other.put("start.name", "Ada")
    other.put("fit.hard", "letting go")
    session.refresh()
    assert announced == [{"start.name", "fit.hard"}]
    assert session.answer("start.name").value == "Ada"


def test_nothing_is_read_or_announced_when_nobody_saved(
    session: Session, announced: list, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.edit(Edit("fit.why", "mine"))
    announced.clear()
    monkeypatch.setattr(AnswerFile, "read", lambda _: pytest.fail("read for nothing"))
    session.refresh()
    assert announced == []


def test_a_refresh_that_fails_is_made_up_for_by_the_next(
    session: Session, announced: list, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    AnswerFile(home).put("start.name", "Ada")

    def refuse(_: object) -> None:
        raise StoreError("can't be read")

    with monkeypatch.context() as broken:
        broken.setattr(AnswerFile, "read", refuse)
        session.refresh()
        assert (session.notices, announced) == (["can't be read"], [])
    session.refresh()
    assert (session.notices, announced) == ([], [{"start.name"}])


def test_what_was_mended_is_told(store: AnswerFile, home: Path) -> None:
    store.put("fit.why", "kept")
    (home / "answers.json").write_bytes(b"torn")
    session = Session(AnswerFile(home), catalogue())
    assert len(session.notices) == 1
    assert session.answer("fit.why").value == "kept"


def test_the_statement_is_drafted_from_what_was_answered(session: Session) -> None:
    statement = catalogue().question("fit.statement")
    assert isinstance(statement, LongText)
    text, missing = session.draft(statement)
    assert text == ""
    assert catalogue().question("fit.why").title in missing
    session.edit(Edit("fit.why", "The call in March was mine."))
    text, fewer = session.draft(statement)
    assert "The call in March was mine." in text
    assert set(missing) - set(fewer) == {catalogue().question("fit.why").title}


def test_only_a_text_is_drafted(session: Session) -> None:
    assert session.draft(catalogue().question("fit.weights")) == ("", [])


def test_what_others_saved_just_before_an_edit_is_announced_with_it_or_after(
    session: Session, announced: list, home: Path
) -> None:
    AnswerFile(home).put("start.name", "Ada")
    session.edit(Edit("fit.why", "mine"))
    session.refresh()
    assert set().union(*announced) == {"fit.why", "start.name"}


# What could not be read


def test_what_could_not_be_read_is_a_notice_until_a_save_shows_that_it_can(
    session: Session, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    AnswerFile(home).put("start.name", "Ada")

    def refuse(_: object) -> None:
        raise StoreError("can't be read")

    with monkeypatch.context() as broken:
        broken.setattr(AnswerFile, "read", refuse)
        session.refresh()
    assert session.notices == ["can't be read"]
    session.edit(Edit("fit.why", "mine"))
    assert session.notices == []
    assert session.answer("start.name").value == "Ada"


def test_what_can_not_be_read_keeps_what_was_shown_and_is_said_once(session: Session, home: Path) -> None:
    session.edit(Edit("fit.why", "mine"))
    newer = {**json.loads((home / "answers.json").read_bytes()), "schema": 2, "checksum": "another way"}
    (home / "answers.json").write_text(json.dumps(newer), "utf-8")
    session.refresh()
    session.refresh()
    (notice,) = session.notices
    assert "was written by a newer workbook" in notice
    assert session.answer("fit.why").value == "mine"


def test_a_workbook_that_was_erased_meanwhile_is_a_notice_and_refuses_edits(
    session: Session, home: Path
) -> None:
    session.edit(Edit("fit.why", "mine"))
    AnswerFile(home).erase()
    session.refresh()
    (notice,) = session.notices
    assert "are gone: they were erased" in notice
    with pytest.raises(StoreError, match="are gone: they were erased"):
        session.edit(Edit("fit.why", "more"))
    assert {path.name for path in home.iterdir()} == {".lock", "erased.json"}


def test_on_binder_it_is_said_that_nothing_stays(store: AnswerFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BINDER_SERVICE_HOST", "10.0.0.1")
    (notice,) = Session(store, catalogue()).notices
    assert "Binder" in notice
    assert "thrown away" in notice


def test_a_conflict_copy_is_among_the_notices(store: AnswerFile, home: Path) -> None:
    store.put("fit.why", "kept")
    copy = home / "answers (conflicted copy).json"
    copy.write_text("{}", "utf-8")
    (notice,) = Session(store, catalogue()).notices
    assert copy.name in notice


# Decisions


def test_a_decision_and_where_a_row_stands_reach_the_store(session: Session, home: Path) -> None:
    other = AnswerFile(home)
    base = session.edit(Edit("fit.why", "first")).revision
    replaced = other.put("fit.why", "theirs").revision
    session.edit(Edit("fit.why", "mine", base=base))
    assert [one.value for one in session.answer("fit.why").others] == ["theirs"]
    session.edit(Edit("fit.why", "decided", settles=(replaced,)))
    assert session.answer("fit.why").others == ()

    base = session.edit(Edit(TABLE, {"task": "first"}, row="r")).revision
    replaced = other.put_row(TABLE, "r", {"task": "theirs"}).revision
    session.edit(Edit(TABLE, {"task": "mine"}, row="r", base=base))
    assert [one.value for one in session.answer(TABLE).rows["r"].others] == [{"task": "theirs"}]
    session.edit(Edit(TABLE, {"task": "decided"}, row="r", settles=(replaced,)))
    assert session.answer(TABLE).rows["r"].others == ()


def test_a_row_that_another_changed_is_not_deleted_and_nothing_announced(
    session: Session, announced: list, home: Path
) -> None:
    base = session.edit(Edit(TABLE, {"task": "first"}, row="r")).revision
    AnswerFile(home).put_row(TABLE, "r", {"task": "theirs"})
    announced.clear()
    with pytest.raises(RefusedAnswer, match="It was not deleted"):
        session.edit(Edit(TABLE, row="r", base=base, action="delete"))
    assert announced == []
    session.refresh()
    assert session.answer(TABLE).rows["r"].value == {"task": "theirs"}
    seen = session.answer(TABLE).rows["r"].revision
    session.edit(Edit(TABLE, row="r", base=seen, action="delete"))
    assert session.answer(TABLE).rows == {}


def test_the_last_version_of_each_sitting_is_told(session: Session, clock) -> None:
    for text in ("In", "In March"):
        session.edit(Edit("fit.why", text))
    clock.move(hours=1)
    session.edit(Edit("fit.why", "In May"))
    assert [version.value for version in session.history("fit.why")] == ["In March", "In May"]


def test_what_was_erased_here_is_told_but_not_the_workbook_that_is_open(
    store: AnswerFile, home: Path
) -> None:
    store.put("fit.why", "kept")
    answers, lines = store.read(), store.lines()
    AnswerFile(home).erase()
    assert Session(AnswerFile(home), catalogue()).erased == [answers.workbook]
    again = AnswerFile(home)
    again.read()
    again.adopt(answers.model_dump(mode="json", by_alias=True, exclude_unset=True), lines)
    assert Session(AnswerFile(home), catalogue()).erased == []


# The watch

SAVE = """
import sys
from pathlib import Path
from workbook.store import AnswerFile

store = AnswerFile(Path(sys.argv[1]))
for line in sys.stdin:
    store.put("start.name", line.strip())
    print("saved", flush=True)
"""


class Watch:
    """Counts the looks of a watch, so that a test can wait for one."""

    def __init__(self, look: Callable[[], None]) -> None:
        self._look = look
        self._looks = 0
        self._looked = threading.Condition()

    def __call__(self) -> None:
        try:
            self._look()
        finally:
            with self._looked:
                self._looks += 1
                self._looked.notify_all()

    def look(self) -> None:
        """Wait until a whole look has been made from now on."""
        with self._looked:
            begun = self._looks + 2
            assert self._looked.wait_for(lambda: self._looks >= begun, timeout=20)


@pytest.fixture
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a watch look a hundred times a second, where a test is not about how soon it looks."""
    monkeypatch.setattr(session_module, "WATCH", 0.01)


@pytest.fixture
def watch(session: Session, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watch]:
    """Let the session watch; afterwards the watch is over."""
    watch = Watch(session.refresh)
    monkeypatch.setattr(session, "refresh", watch)
    before = set(threading.enumerate())
    over = session.watch()
    yield watch
    over.set()
    for thread in set(threading.enumerate()) - before:
        thread.join(20)
        assert not thread.is_alive()


def exchange(path: Path, data: bytes) -> None:
    """Write a file as a program does that lets nobody read half of it."""
    other = path.with_suffix(".other")
    other.write_bytes(data)
    other.replace(path)


def test_what_another_program_saves_is_announced_within_two_seconds(
    session: Session, watch: Watch, home: Path
) -> None:
    heard = threading.Event()
    values: list[object] = []
    session.subscribe(lambda keys: (values.append((keys, session.answer("start.name").value)), heard.set()))
    program = subprocess.Popen(
        [sys.executable, "-c", SAVE, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert program.stdin
    assert program.stdout
    for name in ("Ada", "Grace"):
        program.stdin.write(f"{name}\n")
        program.stdin.flush()
        assert program.stdout.readline() == "saved\n"
        assert heard.wait(2)
        heard.clear()
    program.communicate(timeout=20)
    assert values == [({"start.name"}, "Ada"), ({"start.name"}, "Grace")]


def test_a_watch_announces_nothing_when_nobody_saves(
    session: Session, watch: Watch, announced: list, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.edit(Edit("fit.why", "mine"))
    monkeypatch.setattr(AnswerFile, "read", lambda _: pytest.fail("read for nothing"))
    watch.look()
    assert announced == [{"fit.why"}]


@pytest.mark.usefixtures("_often")
def test_a_watch_that_can_not_read_says_so_and_goes_on_when_it_can(
    session: Session, watch: Watch, announced: list, home: Path
) -> None:
    other = AnswerFile(home)
    other.put("start.name", "Ada")
    data = (home / "answers.json").read_bytes()
    watch.look()
    newer = {**json.loads(data), "schema": 2, "checksum": "another way"}
    exchange(home / "answers.json", json.dumps(newer).encode())
    watch.look()
    assert len(session.notices) == 1
    exchange(home / "answers.json", data)
    other.put("start.name", "Grace")
    watch.look()
    assert (session.notices, session.answer("start.name").value) == ([], "Grace")
    assert announced == [{"start.name"}, {"start.name"}]


@pytest.mark.usefixtures("_often")
def test_a_watch_outlives_a_listener_that_fails(
    session: Session, watch: Watch, home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[str] = []

    def listen(_: set[str]) -> None:
        heard.append(str(session.answer("start.name").value))
        raise ZeroDivisionError

    session.subscribe(listen)
    for name in ("Ada", "Grace"):
        AnswerFile(home).put("start.name", name)
        watch.look()
    assert heard == ["Ada", "Grace"]
    assert caplog.text.count("What follows from a change could not be shown") == 2


def test_whoever_listens_twice_is_called_once_and_whoever_stops_is_not(session: Session) -> None:
    heard: list[set[str]] = []
    assert [session.subscribe(heard.append) for _ in range(2)] == [True, False]
    session.edit(Edit("start.name", "Ada"))
    assert [session.unsubscribe(heard.append) for _ in range(2)] == [True, False]
    session.edit(Edit("start.name", "Grace"))
    assert heard == [{"start.name"}]


def test_a_listener_that_fails_makes_no_save_fail_and_keeps_nobody_from_hearing(
    session: Session, home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[set[str]] = []

    def fail(_: set[str]) -> None:
        raise ZeroDivisionError

    session.subscribe(fail)
    session.subscribe(heard.append)
    assert session.edit(Edit("start.name", "Ada")).revision == 1
    assert AnswerFile(home).read().value("start.name") == "Ada"
    assert heard == [{"start.name"}]
    assert "ZeroDivisionError" in caplog.text


def test_the_kernels_session_watches(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    watching: list[Session] = []
    monkeypatch.setattr(Session, "watch", lambda one: watching.extend([one]))
    session_module.session.cache_clear()
    try:
        current = session_module.session()
        assert session_module.session() is current
    finally:
        session_module.session.cache_clear()
    assert watching == [current]
