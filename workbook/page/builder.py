"""What pages are made of: one session's questions, charts, tables and actions."""

from __future__ import annotations

import html
import os
from datetime import timedelta
from pathlib import Path

from workbook.answers import copies
from workbook.answers.due import is_in_plan
from workbook.clock import today
from workbook.export import formats
from workbook.insights import overviews
from workbook.page.chart import SessionChart, gather
from workbook.page.connections import Connections
from workbook.page.session import Session
from workbook.phrases.sentences import sentences
from workbook.questions.catalogue import load_faq
from workbook.questions.steps import Section
from workbook.widgets import (
    ActionView,
    Block,
    ChartView,
    Download,
    Field,
    OverviewView,
    Part,
    Prose,
    Status,
    Tally,
)
from workbook.widgets.part import Message, file

STYLE = Path(__file__).parent.parent / "server" / "assets" / "voila" / "static" / "workbook.css"


class Builder:
    """Builds parts for one session."""

    def __init__(self, current: Session) -> None:
        self._session = current
        self._connections = Connections(current)
        plan = current.catalogue.plan
        self._plan = plan.key if plan else ""

    def section(self, key: str, *, with_status: bool = True) -> Block:
        """Return a section's questions, perhaps with a status line after them."""
        section = self._session.catalogue.section(key)
        keys = {question.key for question in section.questions}
        children: list[Part] = [Tally(lambda: self._tally(section), keys)]
        children += [Field(question, self._session, self._connections) for question in section.questions]
        if with_status:
            children.append(self.status())
        return Block(children, name=section.title, classes="tpm-section")

    def chart(self, name: str) -> Block:
        """Return a chart that follows the answers it is drawn from."""
        chart = SessionChart(name, self._session, self._connections)
        view = ChartView(chart, words=_button_words(), sources=chart.sources, plan=self._plan)
        return Block([view], name=f"Chart {name!r}")

    def overview(self, name: str) -> Block:
        """Return a table that gathers what is in many answers."""
        overviews.check_overview(name)
        title = sentences().overviews.titles[name]

        def look() -> Message:
            table = overviews.build(name, self._session.answers, self._session.catalogue, today())
            rows = [{**vars(row), "notebook": self._connections.notebook(row.key)} for row in table.rows]
            return {**vars(table), "rows": rows, "title": title}

        view = OverviewView(look, place=overviews.anchor(name, self._session.catalogue))
        return Block([view], name=title)

    def action(self, key: str) -> Block:
        """Return a suggested action, and the way into the plan."""
        action = self._session.catalogue.action(key)

        def is_taken() -> bool:
            return is_in_plan(key, self._session.answers, self._session.catalogue)

        def plan() -> None:
            day = today() + timedelta(days=action.days)
            self._connections.put_into_plan(key, action.title, day.isoformat())

        view = ActionView(action.title, is_taken, plan, words=_button_words(), sources={self._plan})
        return Block([view], name=action.title)

    def faq(self) -> Block:
        """Return what people ask about the role, each answer folded."""
        items = []
        for one in load_faq().questions:
            answer = "".join(
                f"<p>{html.escape(' '.join(part.split()))}</p>" for part in one.answer.split("\n\n")
            )
            source = f'<p class="tpm-help">{html.escape(one.source)}</p>' if one.source else ""
            question = html.escape(one.question)
            items.append(f"<details><summary>{question}</summary>{answer}{source}</details>")
        return Block([Prose(f'<div class="tpm-faq">{"".join(items)}</div>')], name="What people ask")

    def download(self, form: str = "pdf", audience: str = copies.ME) -> Block:
        """Return a button that saves a document, after a table of what the PDF for this reader holds."""
        formats.check_form(form, audience)

        def export(paper: str) -> Message:
            self._session.refresh()
            versions = self._session.versions
            document = formats.render(form, gather(self._session), audience, paper=paper, versions=versions)
            name = formats.file_name(form, audience)
            return file(name, formats.FORMS[form].mime, document.data, document.notices)

        is_book = form == "pdf"
        label = self._session.catalogue.copies[audience].download if is_book else sentences().forms[form]
        button = Download(export, label=label, on_paper=is_book)
        return Block([*([self.overview(audience)] if is_book else []), button], name=label)

    def status(self) -> Status:
        """Return the line that says whether everything is saved."""
        return Status(lambda: self._session.notices, in_app=in_voila(), erased=self._session.erased)

    def _tally(self, section: Section) -> str:
        words = html.escape(overviews.format_tally(section.questions, self._session.answers))
        return f'<p class="tpm-tally">{words}</p>'


def in_voila() -> bool:
    """Say whether this kernel serves a page of Voila's."""
    return os.environ.get("SERVER_SOFTWARE", "").startswith("voila")


def style() -> str:
    """Return the style that comes with what is shown: none in Voila, whose template carries it."""
    return "" if in_voila() else STYLE.read_text("utf-8")


def _button_words() -> dict[str, str]:
    words = sentences().action
    return {"label": words.label, "taken": words.taken}
