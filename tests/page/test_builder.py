"""What pages are made of follows the answers: actions, overviews, tallies; and keeps none of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from workbook.answers.model import Answers, Edit
from workbook.charts import History
from workbook.errors import ContentError, WorkbookError
from workbook.export import pdf
from workbook.export.files import ExportFile
from workbook.page import builder as builder_module
from workbook.page.builder import Builder
from workbook.page.session import Session
from workbook.phrases.sentences import sentences
from workbook.questions.catalogue import Catalogue
from workbook.questions.steps import Asked, Faq
from workbook.store import AnswerFile
from workbook.widgets import ActionView, Download, Field, OverviewView, Tally
from workbook.widgets.sheet import Sheet

from .pages import KINDS, PLAN, Page, of, plan, small_catalogue, words

CANARY = "canary-4711"


# Suggested actions


def test_a_suggested_action_comes_into_the_plan_once_within_its_days(
    session: Session, builder: Builder
) -> None:
    view = of(ActionView, builder.action("fit.ask"))
    page = Page(view, session)
    assert (view.title, view.words["label"]) == ("Ask an engineer", sentences().action.label)
    page.say("hello")
    assert page.messages("given")[-1]["plan"] == "open"
    for _ in range(2):
        page.say("plan")
        assert page.messages("given")[-1]["plan"] == "taken"
        assert plan(session) == [{"name": "Ask an engineer", "due": "2026-03-10", "from": "fit.ask"}]


def test_a_suggested_action_stays_in_the_plan_after_a_restart_and_leaves_it_when_it_is_deleted(
    session: Session, builder: Builder, home: Path
) -> None:
    Page(of(ActionView, builder.action("fit.ask"))).say("plan")
    later = Session(AnswerFile(home), session.catalogue)
    page = Page(of(ActionView, Builder(later).action("fit.ask")), later)
    page.say("hello")
    assert page.messages("given")[-1]["plan"] == "taken"
    (row,) = later.answer("fit.plan").rows
    later.edit(Edit("fit.plan", row=row, action="delete"))
    assert page.messages("given")[-1]["plan"] == "open"


def test_where_there_is_no_plan_an_action_is_refused_with_a_sentence(store: AnswerFile) -> None:
    unplanned = {key: kind for key, kind in PLAN.items() if key != "takes"}
    session = Session(store, small_catalogue(**KINDS | {"plan": unplanned}))
    page = Page(of(ActionView, Builder(session).action("fit.ask")), session)
    page.say("plan")
    assert [message["reason"] for message in page.messages("refused")] == [
        "There is no plan that could take this."
    ]
    assert plan(session) == []


# Tallies


def test_the_tally_of_a_section_follows_its_answers_and_no_others(session: Session, builder: Builder) -> None:
    block, other = builder.section("fit.both"), builder.section("fit.next")
    pages = [Page(of(Tally, one), session) for one in (block, other)]
    assert ">0 of 2 answered · about 5 minutes left<" in words(block)
    session.edit(Edit("fit.why", "So"))
    assert ">1 of 2 answered · about 2 minutes left<" in words(block)
    assert ">0 of 1 answered · about 1 minute left<" in words(other)
    session.edit(Edit("fit.by", "2026-03-10"))
    assert ">2 of 2 answered<" in words(block)
    session.edit(Edit("fit.why", " "))
    assert ">1 of 2 answered · about 3 minutes left<" in words(block)
    assert [len(page.messages("prose")) for page in pages] == [3, 0]


def test_the_tally_of_a_section_that_was_not_shown_meanwhile_is_that_of_now(
    session: Session, builder: Builder
) -> None:
    tally = of(Tally, builder.section("fit.both"))
    session.edit(Edit("fit.why", "So"))
    assert ">1 of 2 answered" in tally.outline()["state"]["html"]


# Overviews


def test_an_overview_is_told_when_it_has_changed_and_only_then(session: Session, builder: Builder) -> None:
    page = Page(of(OverviewView, builder.overview("due")), session)
    session.edit(Edit("fit.log", {"did": "A", "on": "2026-03-05"}, row="r1"))
    assert page.heard == [], "no page has asked yet"
    page.say("hello")
    session.edit(Edit("fit.why", "So"))
    session.edit(Edit("fit.log", {"did": "A", "on": "2026-03-05"}, row="r1"))
    assert [message["say"] for message in page.messages("overview")] == [
        "Nothing is late. One is due within a week."
    ]
    session.edit(Edit("fit.log", {"did": "A", "on": "2026-03-02"}, row="r1"))
    assert [message["say"] for message in page.messages("overview")][1:] == [
        "One thing is late. Nothing is due within a week."
    ]


def test_an_overview_is_told_anew_to_each_page_that_asks(session: Session, builder: Builder) -> None:
    page = Page(of(OverviewView, builder.overview("progress")), session)
    page.say("hello")
    page.say("hello")
    assert len(page.messages("overview")) == 2
    assert page.heard[0] == page.heard[1]


def test_the_lines_of_an_overview_lead_to_a_question_or_a_step(session: Session, builder: Builder) -> None:
    session.edit(Edit("fit.log", {"did": "A", "on": "2026-03-05"}, row="r1"))
    found = {}
    for name in ("due", "progress", "first"):
        page = Page(of(OverviewView, builder.overview(name)), session)
        page.say("hello")
        found[name] = [(row["key"], row["notebook"]) for row in page.heard[0]["rows"]]
        assert page.heard[0]["title"] == sentences().overviews.titles[name]
    assert found == {
        "due": [("fit.log", "01_fit.ipynb")],
        "progress": [("fit", "01_fit.ipynb"), ("end", "02_end.ipynb")],
        "first": [("fit.why", "01_fit.ipynb"), ("end.weights", "02_end.ipynb")],
    }


# What there is not


@pytest.mark.parametrize(
    ("call", "wanted", "said"),
    [
        ("section", ("fit.no",), r"There is no section 'fit\.no'.*fit\.both"),
        ("action", ("fit.no",), r"There is no action 'fit\.no'.*fit\.ask"),
        ("overview", ("no",), r"There is no overview 'no'.*due"),
        ("download", ("docx",), r"There is no form 'docx'\. There are: pdf, markdown"),
        ("download", ("pdf", "boss"), r"There is no copy for 'boss'\. There are: me, mentor"),
        ("download", ("json", "manager"), "json is for yourself alone"),
    ],
)
def test_what_there_is_not_is_an_error_that_names_what_there_is(
    call: str, wanted: tuple[str, ...], said: str, builder: Builder
) -> None:
    with pytest.raises(WorkbookError, match=said) as raised:
        getattr(builder, call)(*wanted)
    assert isinstance(raised.value, ContentError) or call in ("overview", "download")


@pytest.mark.parametrize(
    ("audience", "name"),
    [
        ("me", "from-engineer-to-tpm.pdf"),
        ("mentor", "from-engineer-to-tpm-mentor.pdf"),
        ("manager", "from-engineer-to-tpm-manager.pdf"),
        ("interview", "from-engineer-to-tpm-interview.pdf"),
    ],
)
def test_a_download_for_each_reader_has_a_label_and_a_name_and_is_made_of_what_is_saved_now(
    audience: str, name: str, builder: Builder, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def render(
        answers: Answers, book: Catalogue, *, today: date, audience: str, paper: str, history: History
    ) -> ExportFile:
        assert [version.value for version in history("fit.why")] == ["So"]
        return ExportFile(f"{answers.value('fit.why')}, {today}, {audience}, {paper}".encode())

    monkeypatch.setattr(pdf, "render", render)
    button = of(Download, builder.download("pdf", audience))
    assert button.label == builder._session.catalogue.copies[audience].download
    sent: list[tuple[dict[str, Any], list[bytes]]] = []
    button.send = lambda content, buffers: sent.append((content, buffers))
    AnswerFile(home).put("fit.why", "So")
    button.hear({"id": 1, "type": "make"})
    ((file, buffers),) = sent
    assert file["name"] == name
    assert buffers == [f"So, 2026-03-03, {audience}, a4".encode()]


# What people ask


def test_what_people_ask_is_text_and_no_html(builder: Builder, monkeypatch: pytest.MonkeyPatch) -> None:
    said = Asked(question="Is <b> & bold?", answer="One <i>\nline.\n\nAnother & more.", source="A <book>")
    monkeypatch.setattr(
        builder_module, "load_faq", lambda: Faq(questions=(said, Asked(question="So?", answer="So.")))
    )
    assert words(builder.faq()) == (
        '<div class="tpm-faq">'
        "<details><summary>Is &lt;b&gt; &amp; bold?</summary>"
        "<p>One &lt;i&gt; line.</p><p>Another &amp; more.</p>"
        '<p class="tpm-help">A &lt;book&gt;</p></details>'
        "<details><summary>So?</summary><p>So.</p></details>"
        "</div>"
    )


def test_all_that_people_ask_is_shown_folded(builder: Builder) -> None:
    shown = words(builder.faq())
    assert shown.count("<details><summary>") == len(builder_module.load_faq().questions)
    assert "<details open" not in shown


# What a notebook keeps


def test_neither_overviews_nor_actions_nor_fields_keep_an_answer(session: Session, builder: Builder) -> None:
    session.edit(Edit("fit.why", CANARY))
    session.edit(Edit("fit.log", {"did": CANARY, "on": "2026-03-05"}, row=CANARY))
    session.edit(Edit("fit.stories", {"what": CANARY, "like": CANARY}, row="s1"))
    session.edit(Edit("fit.next", CANARY))
    session.edit(Edit("fit.by", "2026-03-10"))
    blocks = [builder.section(key) for key in ("fit.both", "fit.log", "fit.stories", "fit.next", "fit.plan")]
    blocks += [builder.overview(name) for name in ("first", "due", "progress", "changed")]
    blocks.append(builder.action("fit.ask"))
    views = [
        one
        for block in blocks
        for one in block.within()
        if isinstance(one, Field | OverviewView | ActionView)
    ]
    assert len(views) == 11
    pages = [Page(one) for one in views]
    for page in pages:
        page.say("hello")
        page.say("plan")
    assert sum(CANARY in str(page.heard) for page in pages) >= 5, "the canary is there to be found"
    assert len(plan(session)) == 2
    for block in blocks:
        sheet = Sheet(block)
        kept = f"{sheet.get_state()} {sheet!r} {sheet} {sheet._repr_mimebundle_()}"
        assert CANARY not in kept
        assert "2026-03-10" not in kept
