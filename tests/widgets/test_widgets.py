"""Widgets answer every message, keep what the person wrote out of their state, and know no store."""

import asyncio
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from jupyter_client.manager import start_new_kernel
from pydantic import TypeAdapter

from workbook.answers.model import Answer, Edit, Saved, Version
from workbook.answers.search import MOST_HITS, Hit
from workbook.errors import ExportError, RefusedAnswer, StoreError
from workbook.questions.kinds import Question
from workbook.widgets import (
    Block,
    ChartView,
    Download,
    Field,
    Navigation,
    OverviewView,
    Part,
    Prose,
    Sheet,
    Status,
)
from workbook.widgets.field import MOST_VERSIONS
from workbook.widgets.part import FAULT, Message, file
from workbook.widgets.sheet import FILES, HERE, module

CANARY = "canary-4711"
CHOICES = [{"value": "go", "label": "Go"}, {"value": "wait", "label": "Wait"}]
KINDS = [
    "text", "line", "choice", "choices", "number", "percent", "date", "weights", "table", "rating",
]  # fmt: skip
MORE = {
    "choice": {"choices": CHOICES},
    "choices": {"choices": CHOICES},
    "weights": {"choices": CHOICES},
    "table": {"columns": [{"key": "what", "kind": "line", "title": "What"}]},
    "rating": {
        "groups": {"people": "People"},
        "skills": [dict.fromkeys(("key", "group", "title", "about", "one", "three", "five"), "people")],
        "columns": [
            {"key": key, "kind": "line", "title": key}
            for key in ("date", "by", "skill", "evidence", "level", "confidence", "target", "back")
        ],
    },
}


def asked(kind: str = "text") -> Question:
    said = {"key": "a.b", "kind": kind, "title": "What now?", **MORE.get(kind, {})}
    return TypeAdapter(Question).validate_python(said)


class Page:
    """The browser's end of a part: what it says to the part, and what it hears."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.heard: list[dict[str, Any]] = []
        self.buffers: list[Any] = []
        part.send = self._hear

    def _hear(self, content: dict[str, Any], buffers: Any = None) -> None:
        self.heard.append(content)
        self.buffers.append(buffers)

    def say(self, **message: Any) -> dict[str, Any]:
        """Send a message as the kernel hands it on, and return the reply."""
        before = len(self.heard)
        self.part.hear(message)
        assert len(self.heard) == before + 1
        return self.heard[-1]

    def edit(self, client: str = "c1", **edit: Any) -> dict[str, Any]:
        return self.say(id=1, type="edit", client=client, edit=edit)


class Store:
    """A callback that saves: it remembers the edits, who wrote last, and which edits were stale."""

    def __init__(self) -> None:
        self.edits: list[Edit] = []
        self.stale: list[object] = []
        self.revision = 0

    def __call__(self, edit: Edit) -> Saved:
        self.edits.append(edit)
        is_stale = edit.base is not None and edit.base != self.revision
        if is_stale:
            self.stale.append(edit.value)
        self.revision += 1
        return Saved(self.revision, "theirs" if is_stale else None)


def refuse(error: Exception) -> Callable[[Edit], Saved]:
    def on_edit(_: Edit) -> Saved:
        raise error

    return on_edit


def field(on_edit: Callable[[Edit], Saved] | None = None, **more: Any) -> Page:
    on_edit = on_edit or refuse(AssertionError("no edit"))
    return Page(Field(more.pop("question", asked()), more.pop("answer", Answer()), on_edit, **more))


def kept(*parts: Part) -> str:
    """Return all that a notebook can keep of parts that it shows."""
    sheet = Sheet(Block(parts, name="These"))
    return f"{sheet._repr_mimebundle_()} {sheet!r} {sheet.get_state()}"


# A field


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_question_can_be_shown(kind: str) -> None:
    assert f"kinds.{Field(asked(kind), Answer(), Store()).kind} = " in module()


def test_a_page_that_opens_is_told_the_answer() -> None:
    page = field(answer=Answer(value="kept", revision=3, at="x"))
    reply = page.say(id=7, type="hello")
    assert (reply["id"], reply["type"]) == (7, "answer")
    assert (reply["answer"]["value"], reply["answer"]["revision"]) == ("kept", 3)


def test_an_edit_goes_to_the_callback_as_it_was_said_and_its_save_is_told() -> None:
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
    page = field(answer=Answer(value="mine", revision=3, others=[other], rows={"r": row}))
    told = page.say(id=1, type="hello")["answer"]
    assert told["others"] == [other]
    assert told["rows"]["r"]["others"] == [{**other, "value": {}}]


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
    reply = field(refuse(RefusedAnswer("“What now?” takes text."))).edit(value=3)
    assert reply == {"id": 1, "client": "c1", "type": "refused", "reason": "“What now?” takes text."}


def test_a_failed_save_is_refused_with_the_reason_and_tried_again() -> None:
    reply = field(refuse(StoreError("The disk is full."))).edit(value="x")
    assert reply == {"id": 1, "client": "c1", "type": "refused", "reason": "The disk is full.", "again": True}


def test_a_fault_is_a_plain_sentence_for_the_page_and_a_traceback_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.ERROR, "workbook"):
        reply = field(refuse(ZeroDivisionError("secret inside"))).edit(value="x")
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
    page = field(draft=lambda question: (f"drafted for {question.key}", ["Why?"]))
    reply = page.say(id=3, type="draft")
    assert reply == {"id": 3, "type": "draft", "text": "drafted for a.b", "missing": ["Why?"]}


# The earlier versions of a field


def version(revision: int, value: object = "earlier", row: str | None = None) -> Version:
    return Version(revision, f"2026-03-03T09:00:{revision % 60:02}Z", value, row)


def told_past(past: list[Version], answer: Answer | None = None, kind: str = "text") -> dict[str, Any]:
    page = field(question=asked(kind), answer=answer or Answer(), past=lambda _: past)
    return page.say(id=5, type="history")


def test_earlier_versions_are_told_newest_first_and_whole() -> None:
    asked_for: list[str] = []
    past = [version(1, "first"), version(2, ["second"]), version(3, {"third": 3})]
    page = field(past=lambda key: asked_for.append(key) or past)
    reply = page.say(id=5, type="history")
    assert reply == {
        "id": 5,
        "type": "versions",
        "versions": [
            {"revision": one.revision, "at": one.at, "value": one.value, "row": None} for one in past[::-1]
        ],
        "more": False,
    }
    assert asked_for == ["a.b"]


def test_what_is_there_now_is_no_earlier_version() -> None:
    reply = told_past([version(1), version(2), version(4)], Answer(value="now", revision=4))
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
    reply = told_past(past, Answer(rows=rows), kind="table")
    assert [(one["revision"], one["row"]) for one in reply["versions"]] == [(3, "s"), (1, "r")]


def test_a_row_with_the_revision_of_another_is_an_earlier_version_all_the_same() -> None:
    rows = {"r": {"value": {"n": 2}, "revision": 2, "at": ""}}
    reply = told_past([version(2, {"n": 1}, "s"), version(2, {"n": 2}, "r")], Answer(rows=rows), kind="table")
    assert [one["row"] for one in reply["versions"]] == ["s"]


def test_after_another_place_saved_its_text_is_what_is_there_now() -> None:
    page = field(answer=Answer(value="now", revision=2), past=lambda _: [version(1), version(2), version(3)])
    page.part.show(Answer(value="theirs", revision=3))
    assert [one["revision"] for one in page.say(id=5, type="history")["versions"]] == [2, 1]


@pytest.mark.parametrize(("count", "more"), [(0, False), (MOST_VERSIONS, False), (MOST_VERSIONS + 1, True)])
def test_at_most_a_hundred_versions_are_told_and_whether_there_are_more(count: int, more: bool) -> None:
    assert MOST_VERSIONS == 100
    now = Answer(value="now", revision=count + 1)
    reply = told_past([version(n) for n in range(1, count + 2)], now)
    assert reply["more"] is more
    assert [one["revision"] for one in reply["versions"]] == list(range(count, 0, -1))[:MOST_VERSIONS]


def test_a_past_that_can_not_be_read_is_a_sentence() -> None:
    def past(_: str) -> list[Version]:
        raise StoreError("The history can't be read.")

    reply = field(past=past).say(id=5, type="history")
    assert (reply["type"], reply["reason"]) == ("refused", "The history can't be read.")


def test_neither_state_nor_text_form_holds_an_earlier_version_or_a_text_that_waits() -> None:
    other = {"value": CANARY, "revision": 2, "at": ""}
    page = field(answer=Answer(others=[other]), past=lambda _: [version(1, CANARY)])
    assert CANARY in str(page.say(id=5, type="history"))
    assert CANARY in str(page.say(id=6, type="hello"))
    assert "What now?" in str(page.part.state())
    assert CANARY not in f"{page.part.state()} {page.part!r} {kept(page.part)}"


# What others show


def test_an_answer_from_elsewhere_is_shown_once() -> None:
    page = field()
    page.part.show(Answer(value="theirs", revision=2))
    page.part.show(Answer(value="theirs", revision=2))
    assert [(one["type"], one["answer"]["value"]) for one in page.heard] == [("answer", "theirs")]


@pytest.mark.parametrize("kind", KINDS)
def test_neither_state_nor_text_form_of_a_field_holds_an_answer(kind: str) -> None:
    answer = Answer(value=CANARY, rows={"r": {"value": {"what": CANARY}, "revision": 1, "at": ""}})
    page = field(Store(), question=asked(kind), answer=answer)
    assert CANARY in str(page.say(id=1, type="hello"))
    page.edit(value=CANARY, base=0)
    page.part.show(Answer(value=CANARY + "2"))
    assert "What now?" in str(page.part.state())
    assert CANARY not in f"{page.part.state()} {page.part!r} {kept(page.part)}"


# A chart


def charting(draw: Callable[[], dict[str, Any]], plan: list[str] | None = None) -> ChartView:
    """A chart whose actions go into a list and give way when they are "done ..."; its file is its form."""
    taken = [] if plan is None else plan

    def suggest(actions: Sequence[str]) -> tuple[str, str]:
        action = min(actions, key=lambda one: f"done {one}" in taken)
        return action, "taken" if action in taken else "open"

    return ChartView(
        draw,
        suggest=suggest,
        on_plan=taken.append,
        shown=lambda: "Others may see it there.",
        make=lambda form: file(f"growth.{form}", "image/png", form.encode(), ()),
    )


def test_a_chart_is_drawn_when_a_page_opens_and_when_it_is_told_to() -> None:
    drawn = iter([{"type": "chart", "n": 1}, {"type": "no-chart", "n": 2}])
    page = Page(charting(lambda: next(drawn)))
    page.say(id=1, type="draw")
    page.part.redraw()
    assert [(said["type"], said["n"]) for said in page.heard] == [("chart", 1), ("no-chart", 2)]


def test_a_chart_that_no_page_has_asked_for_is_not_drawn() -> None:
    page = Page(charting(lambda: pytest.fail("drawn for nobody")))
    page.part.redraw()
    assert page.heard == []


def test_a_chart_that_fails_is_a_sentence_and_a_log_line(caplog: pytest.LogCaptureFixture) -> None:
    def draw() -> dict[str, Any]:
        raise ZeroDivisionError

    page = Page(charting(draw))
    reply = page.say(id=1, type="draw")
    assert (reply["type"], reply["say"]) == ("no-chart", FAULT)
    assert "A chart could not be drawn" in caplog.text


def test_of_several_wishes_at_once_only_the_last_is_shown() -> None:
    numbers = iter(range(10))
    view = charting(lambda: {"type": "chart", "n": next(numbers)})
    page = Page(view)

    async def kernel() -> None:
        view.hear({"id": 1, "type": "draw"})
        view.redraw()
        view.redraw()
        assert page.heard == [], "the kernel's own thread draws nothing"
        async with asyncio.timeout(20):
            while not page.heard:
                await asyncio.sleep(0)  # the other tasks' turn

    asyncio.run(kernel())
    assert page.heard == [{"type": "chart", "n": 2, "action": "", "plan": "", "shown": ""}]


def test_the_action_below_a_chart_goes_into_the_plan_once_and_no_other_does() -> None:
    plan: list[str] = []
    page = Page(charting(lambda: {"type": "chart", "actions": ("Ask M.",)}, plan))
    page.say(id=1, type="plan", action="Ask M.")
    assert plan == [], "nothing was shown yet"
    page.say(id=2, type="draw")
    assert page.heard[-1]["plan"] == "open"
    page.say(id=3, type="plan", action="Something else")
    for number in (4, 5):
        page.say(id=number, type="plan", action="Ask M.")
    assert plan == ["Ask M."]
    page.part.look()
    said = page.heard[-1]
    assert (said["type"], said["action"], said["plan"]) == ("given", "Ask M.", "taken")


def test_an_action_that_is_settled_in_the_plan_makes_room_for_the_next() -> None:
    plan = ["Ask M.", "done Ask M."]
    page = Page(charting(lambda: {"type": "chart", "actions": ("Ask M.", "Ask R.")}, plan))
    page.say(id=1, type="draw")
    assert (page.heard[-1]["action"], page.heard[-1]["plan"]) == ("Ask R.", "open")
    assert page.heard[-1]["shown"] == "Others may see it there."
    page.say(id=2, type="plan", action="Ask R.")
    assert page.heard[-1]["plan"] == "taken"


def test_a_chart_is_handed_over_as_a_file() -> None:
    page = Page(charting(lambda: {"type": "chart"}))
    reply = page.say(id=1, type="save", form="png")
    assert reply == {"id": 1, "type": "file", "name": "growth.png", "mime": "image/png", "notices": []}
    assert page.buffers == [[b"png"]]


# The others


def test_a_download_hands_over_the_bytes_as_a_buffer() -> None:
    def make(paper: str) -> Message:
        return file(f"{paper}.pdf", "application/pdf", b"%PDF", ("One letter has no font here.",))

    page = Page(Download(make, label="Save"))
    reply = page.say(id=1, type="make", paper="letter")
    assert reply.pop("notices") == ["One letter has no font here."]
    assert reply == {"id": 1, "type": "file", "name": "letter.pdf", "mime": "application/pdf"}
    assert page.buffers == [[b"%PDF"]]


def test_a_document_that_can_not_be_made_is_a_sentence() -> None:
    def make(_paper: str) -> Message:
        raise ExportError("The PDF could not be set.")

    page = Page(Download(make, label="Save"))
    assert page.say(id=1, type="make")["reason"] == "The PDF could not be set."


def test_the_status_line_is_answered_with_what_the_person_should_know() -> None:
    page = Page(Status(lambda: ["mended"]))
    assert page.say(id=4, type="there") == {"id": 4, "type": "here", "notices": ["mended"]}


def test_a_visit_is_passed_on() -> None:
    visited: list[str] = []
    navigation = Navigation(visited.append, lambda _words: [], dict)
    navigation.hear({"type": "visit", "step": "fit"})
    assert visited == ["fit"]


def test_what_is_found_goes_to_the_page_by_message_and_the_first_of_it_alone() -> None:
    hits = [Hit("fit.why", "Why?", "Fit", match=f"{CANARY} {number}") for number in range(MOST_HITS + 1)]
    page = Page(Navigation(lambda _step: None, {"gateway": hits}.__getitem__, dict))
    reply = page.say(id=3, type="search", words="gateway")
    assert (reply["id"], reply["type"], reply["count"], len(reply["hits"])) == (
        3,
        "found",
        MOST_HITS + 1,
        MOST_HITS,
    )
    assert reply["hits"][0]["match"] == f"{CANARY} 0"
    assert CANARY not in str(page.part.state()) + kept(page.part)


def test_progress_is_told_when_it_has_come_further_and_only_then() -> None:
    done = [1]
    page = Page(
        Navigation(lambda _step: None, lambda _words: [], lambda: {"progress": {"fit": [done[0], 9]}})
    )
    page.part.look()
    assert page.heard == [], "no page has opened yet"
    page.say(type="hello")
    page.part.look()
    done[0] = 2
    page.part.look()
    assert [one["progress"]["fit"][0] for one in page.heard] == [1, 2]


def test_a_page_that_opens_before_others_have_heard_the_news_keeps_it_from_none() -> None:
    done = [1]
    page = Page(OverviewView(lambda: {"rows": done[0]}))
    page.say(type="hello")
    done[0] = 2
    assert list(page.part.greet()) == [{"type": "overview", "rows": 2}], "what a second page is told"
    page.part.look()
    assert [one["rows"] for one in page.heard] == [1, 2], "and the first hears it, once"


def test_a_page_that_opens_well_tells_the_others_what_could_not_be_told_to_them() -> None:
    rows: list[int] = []
    page = Page(OverviewView(lambda: {"rows": rows[0]}))
    page.say(type="hello")
    rows.append(1)
    assert list(page.part.greet()) == [{"type": "overview", "rows": 1}]
    assert [one["type"] for one in page.heard] == ["failed", "overview"]


def test_what_could_not_be_told_is_said_and_told_as_soon_as_it_can_be(
    caplog: pytest.LogCaptureFixture,
) -> None:
    rows: list[int] = []
    page = Page(OverviewView(lambda: {"rows": rows[0]}))
    page.say(type="hello")
    page.part.look()
    rows.append(1)
    page.part.look()
    rows.clear()
    page.part.look()
    rows.append(1)
    page.part.look()
    failed = {"type": "failed", "reason": FAULT, "of": "overview"}
    told = {"type": "overview", "rows": 1}
    assert page.heard == [failed, failed, told, failed, told]
    assert "OverviewView failed" in caplog.text


# The sheet


class View:
    """A page that shows a sheet: what it says, and all that it hears."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.heard: list[dict[str, Any]] = []
        sheet.send = lambda content, _buffers=None: self.heard.append(content)
        for part in sheet.root.within():
            part.tell = sheet.send

    def say(self, **message: Any) -> None:
        self.sheet._handle_custom_msg(message, [])

    def opened(self) -> dict[str, Any]:
        self.say(type="open", view="v1")
        return self.heard[-1]


def test_a_view_that_opens_is_told_all_parts_and_what_they_have_to_say_in_one_message() -> None:
    first, last = Field(asked(), Answer(value="kept", revision=3), Store()), Prose("<p>Prose.</p>")
    view = View(Sheet(Block([Block([first], name="Inner", classes="inner"), last], name="All"), session="s1"))
    said = view.opened()
    assert (said["type"], said["view"], said["session"], len(view.heard)) == ("opened", "v1", "s1", 1)
    inner, prose = said["root"]["children"]
    assert (inner["kind"], inner["state"]) == ("block", {"classes": "inner"})
    assert (prose["kind"], prose["state"]["html"]) == ("prose", "<p>Prose.</p>")
    (shown,) = inner["children"]
    assert (shown["part"], shown["kind"], shown["state"]["question"]["title"]) == (
        first.number,
        "text",
        "What now?",
    )
    assert [one["answer"]["value"] for one in shown["told"]] == ["kept"]


def test_a_message_finds_its_part_and_the_reply_says_whose_it_is() -> None:
    one, other = (Field(asked(), Answer(), Store()) for _ in range(2))
    view = View(Sheet(Block([Block([one], name=""), other], name="")))
    view.say(part=one.number, id=1, client="c", type="edit", edit={"value": "x", "base": 0})
    assert view.heard == [{"part": one.number, "id": 1, "client": "c", "type": "saved", "revision": 1}]


def test_a_part_that_comes_later_is_shown_and_answers() -> None:
    pages = Block(name="Pages")
    view = View(Sheet(Block([pages], name="")))
    later = Field(asked(), Answer(value="kept"), Store())
    pages.add(Block([later], name=""))
    (said,) = view.heard
    assert (said["part"], said["type"]) == (pages.number, "add")
    assert said["added"]["children"][0]["told"][0]["answer"]["value"] == "kept"
    view.say(part=later.number, id=2, type="hello")
    assert view.heard[-1]["part"] == later.number
    assert view.opened()["root"]["children"][0]["children"], (
        "and a view that opens after that is told of it too"
    )


def test_a_part_that_can_not_say_how_it_stands_is_a_sentence_and_the_others_are_shown(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def look() -> Message:
        raise ZeroDivisionError

    class Formless(Prose):
        def state(self) -> Message:
            raise ZeroDivisionError

    parts = [OverviewView(look), Formless("<p>Prose.</p>"), Field(asked(), Answer(), Store())]
    view = View(Sheet(Block(parts, name="")))
    table, prose, whole = view.opened()["root"]["children"]
    assert table["told"] == [{"type": "failed", "reason": FAULT, "of": "overview"}]
    assert prose["told"] == [{"type": "failed", "reason": FAULT, "of": ""}]
    assert [one["type"] for one in whole["told"]] == ["answer"]
    assert "OverviewView failed" in caplog.text
    assert "Formless failed" in caplog.text


def test_a_field_tells_its_answer_even_if_what_others_give_to_it_can_not_be_told() -> None:
    def given(_: Question) -> Message:
        raise StoreError("The answers can't be read.")

    view = View(Sheet(Block([Field(asked(), Answer(value="kept"), Store(), given=given)], name="")))
    (shown,) = view.opened()["root"]["children"]
    saved, failed = shown["told"]
    assert saved["answer"]["value"] == "kept"
    assert failed == {"type": "failed", "reason": "The answers can't be read.", "of": "given"}


@pytest.mark.parametrize("message", [{}, {"type": "open"}, {"part": -1, "type": "hello"}, {"type": "edit"}])
def test_a_message_to_nobody_is_a_log_line(message: Message, caplog: pytest.LogCaptureFixture) -> None:
    view = View(Sheet(Block(name="")))
    view.say(**message)
    assert view.heard == []
    assert "A message to the page failed" in caplog.text


def test_prose_that_changes_is_told_once() -> None:
    prose = Prose("1 of 2")
    view = View(Sheet(Block([prose], name="")))
    prose.show("2 of 2")
    prose.show("2 of 2")
    assert view.heard == [{"part": prose.number, "type": "prose", "html": "2 of 2"}]


def test_a_module_is_its_files_in_order_and_has_one_export() -> None:
    assert set(FILES) | {"loader"} == {file.stem for file in HERE.glob("*.js")}
    assert module().startswith((HERE / f"{FILES[0]}.js").read_text("utf-8"))
    assert module().endswith((HERE / f"{FILES[-1]}.js").read_text("utf-8"))
    assert module().count("export default") == 1


def test_sheets_share_one_layout_and_one_text_of_the_module() -> None:
    one, other = (Sheet(Block(name=name)) for name in ("One", "Other"))
    assert one.layout is other.layout
    assert one.source is other.source
    assert module() not in str(one.get_state())


@pytest.mark.skipif(sys.platform == "win32", reason="kernels watch no descriptors there")
def test_what_is_logged_goes_to_the_terminal_and_not_into_the_page() -> None:
    # A kernel that knows it is under test leaves its stderr alone; a person's kernel does not.
    environment = {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}
    manager, client = start_new_kernel(kernel_name="python3", env=environment, stderr=subprocess.DEVNULL)
    shown = ""
    try:
        client.execute("import os\nfrom workbook.logs import log\nlog.error('inside')\nos.write(2, b'END')")
        while "END" not in shown:  # what reaches the kernel's own stderr does reach the page
            message = client.get_iopub_msg(timeout=20)
            shown += message["content"].get("text", "") if message["msg_type"] == "stream" else ""
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    assert "inside" not in shown
