"""An edit is checked, saved and announced; so is what others saved."""

from pathlib import Path

import pytest

from workbook.answers import Edit
from workbook.catalogue import catalogue
from workbook.errors import ContentError, RefusedAnswer, StoreError
from workbook.questions import LongText
from workbook.session import Session, home, today
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

    monkeypatch.setattr(AnswerFile, "put", refuse)
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
        with pytest.raises(StoreError):
            session.refresh()
    session.refresh()
    assert announced == [{"start.name"}]


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


def test_the_home_is_the_one_named_or_else_the_users_own(tmp_path: Path) -> None:
    assert home({"TPM_WORKBOOK_HOME": str(tmp_path)}) == tmp_path
    assert home({"TPM_WORKBOOK_HOME": "~/book"}) == Path.home() / "book"
    assert home({"TPM_WORKBOOK_HOME": "book"}).is_absolute()
    assert home({}).name == "tpm-workbook"
    assert home({"TPM_WORKBOOK_HOME": ""}) == home({})


def test_the_tests_have_a_home_of_their_own(tmp_path: Path) -> None:
    assert home() == tmp_path / "home"


def test_today_is_a_day() -> None:
    assert today().year >= 2026


def test_what_others_saved_just_before_an_edit_is_announced_with_it_or_after(
    session: Session, announced: list, home: Path
) -> None:
    AnswerFile(home).put("start.name", "Ada")
    session.edit(Edit("fit.why", "mine"))
    session.refresh()
    assert set().union(*announced) == {"fit.why", "start.name"}
