"""A field answers every message, and keeps what the person wrote out of its state."""

import logging
from typing import Any

import pytest

from workbook.answers.model import Answer, Edit, Version
from workbook.errors import RefusedAnswer, StoreError
from workbook.widgets import Field
from workbook.widgets.field import MOST_VERSIONS
from workbook.widgets.part import FAULT

from .pages import CANARY, Links, Page, Store, asked, kept, new_field

# A field


def field(store: Store | None = None, links: Links | None = None, kind: str = "text") -> Page:
    return Page(Field(asked(kind), store or Store(), links or Links()))


def test_a_page_that_opens_is_told_the_answer_and_then_what_others_give() -> None:
    page = field(Store(Answer(value="kept", revision=3, at="x")), Links("a name"))
    saved, taken = page.greet(id=7)
    assert (saved["id"], saved["type"]) == (7, "answer")
    assert (saved["answer"]["value"], saved["answer"]["revision"]) == ("kept", 3)
    assert taken == {"id": 7, "type": "given", "taken": "a name"}


def test_a_field_carries_its_question_with_what_its_page_needs_and_the_workbook_of_its_drafts() -> None:
    state = new_field().state()
    assert (state["question"]["title"], state["question"]["stop"]) == ("What now?", None)
    assert state["workbook"] == Store.workbook


def test_an_edit_goes_to_the_store_as_the_page_has_sent_it_and_its_save_is_told() -> None:
    store = Store()
    reply = field(store).edit(value="new", base=0, row="r", before="s")
    assert store.edits == [Edit("a.b", "new", base=0, row="r", before="s")]
    assert reply == {"id": 1, "client": "c1", "type": "saved", "revision": 1}


@pytest.mark.parametrize("action", ["delete", "mark"])
def test_a_deletion_and_a_mark_are_edits_too(action: str) -> None:
    store = Store()
    field(store).edit(action=action, row="r", value=True)
    assert store.edits == [Edit("a.b", True, row="r", action=action)]


def test_what_a_decision_settles_goes_along() -> None:
    store = Store()
    page = field(store)
    page.edit(value="decided", base=0, settles=[2, 5])
    page.edit(value={}, row="r", settles=[3])
    page.edit(value="plain")
    assert [edit.settles for edit in store.edits] == [(2, 5), (3,), ()]


def test_a_save_over_another_text_is_told_like_any_other_as_the_answer_brings_that_text() -> None:
    store = Store()
    store.revision = 5
    reply = field(store).edit(value="mine", base=2)
    assert (reply["type"], reply["revision"], store.stale) == ("saved", 6, ["mine"])


def test_texts_that_wait_for_a_decision_come_with_the_answer() -> None:
    other = {"value": "theirs", "revision": 2, "at": "x"}
    row = {"value": {"what": "mine"}, "revision": 4, "at": "y", "others": [{**other, "value": {}}]}
    page = field(Store(Answer(value="mine", revision=3, others=[other], rows={"r": row})))
    answer = page.greet()[0]["answer"]
    assert answer["others"] == [other]
    assert answer["rows"]["r"]["others"] == [{**other, "value": {}}]


def test_a_page_never_conflicts_with_itself_even_when_it_missed_a_reply() -> None:
    store = Store()
    page = field(store)
    page.edit(value="one", base=0)
    page.edit(value="two", base=0)
    page.edit(value="three", base=1)
    assert store.stale == []


def test_two_pages_of_one_field_do_conflict() -> None:
    store = Store()
    page = field(store)
    page.edit("c1", value="one", base=0)
    page.edit("c2", value="two", base=0)
    assert store.stale == ["two"]


def test_a_page_that_wrote_earlier_still_conflicts_with_a_later_writer() -> None:
    store = Store()
    page = field(store)
    page.edit(value="one", base=0)
    store.revision += 1  # somebody else
    page.edit(value="two", base=0)
    assert store.stale == ["two"]


def test_what_a_page_wrote_in_one_row_says_nothing_of_another() -> None:
    store = Store()
    page = field(store)
    page.edit(value={}, row="r", base=0)
    page.edit(value={}, row="s", base=0)
    assert store.edits[1].base == 0


def test_an_edit_that_names_no_base_claims_none() -> None:
    store = Store()
    page = field(store)
    page.edit(value="one", base=0)
    page.edit(value="two")
    assert store.edits[1].base is None


def test_a_wrong_value_is_refused_with_the_reason_and_not_tried_again() -> None:
    reply = field(Store(error=RefusedAnswer("“What now?” takes text."))).edit(value=3)
    assert reply == {"id": 1, "client": "c1", "type": "refused", "reason": "“What now?” takes text."}


def test_a_failed_save_is_refused_with_the_reason_and_tried_again() -> None:
    reply = field(Store(error=StoreError("The disk is full."))).edit(value="x")
    assert reply == {"id": 1, "client": "c1", "type": "refused", "reason": "The disk is full.", "again": True}


def test_a_fault_is_a_plain_sentence_for_the_page_and_a_traceback_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.ERROR, "workbook"):
        reply = field(Store(error=ZeroDivisionError("secret inside"))).edit(value="x")
    assert reply == {"id": 1, "client": "c1", "type": "refused", "reason": FAULT}
    (record,) = [one for one in caplog.records if one.name == "workbook"]
    assert record.exc_info
    assert record.exc_info[0] is ZeroDivisionError


def test_a_message_that_makes_no_sense_is_a_fault_and_raises_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert field().say(id=1, type="edit")["reason"] == FAULT
    assert field().say(id=2)["reason"] == FAULT
    assert len(caplog.records) == 2


def test_a_draft_is_told_with_what_is_missing() -> None:
    reply = field().say(id=3, type="draft")
    assert reply == {"id": 3, "type": "draft", "text": "drafted for a.b", "missing": ["Why?"]}


# The earlier versions of a field


def version(revision: int, value: object = "earlier", row: str | None = None) -> Version:
    return Version(revision, f"2026-03-03T09:00:{revision % 60:02}Z", value, row)


def stored(versions: list[Version], answer: Answer | None = None) -> Store:
    store = Store(answer)
    store.versions = versions
    return store


def earlier(versions: list[Version], answer: Answer | None = None, kind: str = "text") -> dict[str, Any]:
    return field(stored(versions, answer), kind=kind).say(id=5, type="history")


def test_earlier_versions_are_told_newest_first_and_whole() -> None:
    past = [version(1, "first"), version(2, ["second"]), version(3, {"third": 3})]
    assert earlier(past) == {
        "id": 5,
        "type": "versions",
        "versions": [
            {"revision": one.revision, "at": one.at, "value": one.value, "row": None, "words": words}
            for one, words in zip(past[::-1], ["third: 3", "['second']", "first"], strict=True)
        ],
        "more": False,
    }


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [("date", "2026-03-03", "3 March 2026"), ("choices", ["go", "wait"], "Go, Wait")],
)
def test_a_value_is_put_into_words_for_the_page(kind: str, value: object, words: str) -> None:
    reply = field(kind=kind).say(id=7, client="c", type="describe", value=value)
    assert reply == {"id": 7, "client": "c", "type": "words", "words": words}


def test_what_is_there_now_is_no_earlier_version() -> None:
    reply = earlier([version(1), version(2), version(4)], Answer(value="now", revision=4))
    assert [one["revision"] for one in reply["versions"]] == [2, 1]


def test_neither_the_rows_that_are_there_now_nor_deletions_are_earlier_versions() -> None:
    past = [
        version(1, {"n": 1}, "r"),
        version(2, {"n": 2}, "r"),
        version(3, {"n": 3}, "s"),
        version(4, None, "s"),
        version(5, {"n": 5}, "t"),
    ]
    rows = {
        "r": {"value": {"n": 2}, "revision": 2, "at": ""},
        "t": {"value": {"n": 5}, "revision": 5, "at": ""},
    }
    reply = earlier(past, Answer(rows=rows), kind="table")
    assert [(one["revision"], one["row"]) for one in reply["versions"]] == [(3, "s"), (1, "r")]


def test_a_row_with_the_revision_of_another_is_an_earlier_version_all_the_same() -> None:
    rows = {"r": {"value": {"n": 2}, "revision": 2, "at": ""}}
    reply = earlier([version(2, {"n": 1}, "s"), version(2, {"n": 2}, "r")], Answer(rows=rows), kind="table")
    assert [one["row"] for one in reply["versions"]] == ["s"]


def test_after_another_place_saved_its_text_is_what_is_there_now() -> None:
    store = stored([version(1), version(2), version(3)], Answer(value="now", revision=2))
    page = field(store)
    store.held = Answer(value="theirs", revision=3)
    assert [one["revision"] for one in page.say(id=5, type="history")["versions"]] == [2, 1]


@pytest.mark.parametrize(("count", "more"), [(0, False), (MOST_VERSIONS, False), (MOST_VERSIONS + 1, True)])
def test_at_most_a_hundred_versions_are_told_and_whether_there_are_more(count: int, more: bool) -> None:
    assert MOST_VERSIONS == 100
    now = Answer(value="now", revision=count + 1)
    reply = earlier([version(n) for n in range(1, count + 2)], now)
    assert reply["more"] is more
    assert [one["revision"] for one in reply["versions"]] == list(range(count, 0, -1))[:MOST_VERSIONS]


def test_a_past_that_can_not_be_read_is_a_sentence() -> None:
    reply = field(Store(error=StoreError("The history can't be read."))).say(id=5, type="history")
    assert (reply["type"], reply["reason"]) == ("refused", "The history can't be read.")


def test_neither_state_nor_text_form_holds_an_earlier_version_or_a_text_that_waits() -> None:
    other = {"value": CANARY, "revision": 2, "at": ""}
    page = field(stored([version(1, CANARY)], Answer(others=[other])))
    assert CANARY in str(page.say(id=5, type="history"))
    assert CANARY in str(page.greet())
    assert "What now?" in str(page.part.state())
    assert CANARY not in f"{page.part.state()} {page.part!r} {kept(page.part)}"


# What others show


def test_an_answer_from_elsewhere_is_shown_and_no_other_answer_is() -> None:
    store = Store()
    page = field(store)
    store.held = Answer(value="theirs", revision=2)
    page.part.follow({"b.c"})
    page.part.follow({"a.b"})
    assert [(one["type"], one["answer"]["value"]) for one in page.heard] == [("answer", "theirs")]


def test_what_others_give_is_sent_when_it_has_changed_with_one_of_them() -> None:
    links = Links("a name")
    page = field(links=links)
    page.greet()
    page.part.follow({"a.c"})
    links.taken = "another name"
    page.part.follow({"b.c"})
    assert len(page.heard) == 2, "it depends on nothing else"
    page.part.follow({"a.c"})
    assert page.heard[2:] == [{"type": "given", "taken": "another name"}]


def test_the_action_in_an_answer_goes_into_the_plan() -> None:
    links = Links()
    field(links=links).part.hear({"type": "plan"})
    assert [question.key for question in links.planned] == ["a.b"]


@pytest.mark.parametrize("kind", ["text", "choices", "table", "rating"])
def test_neither_state_nor_text_form_of_a_field_holds_an_answer(kind: str) -> None:
    answer = Answer(value=CANARY, rows={"r": {"value": {"what": CANARY}, "revision": 1, "at": ""}})
    page = field(Store(answer), kind=kind)
    assert CANARY in str(page.greet())
    page.edit(value=CANARY, base=0)
    page.part.follow({"a.b"})
    assert "What now?" in str(page.part.state())
    assert CANARY not in f"{page.part.state()} {page.part!r} {kept(page.part)}"
