"""What pages are made of: one session's questions, charts, tables and actions."""

from __future__ import annotations

import html
import os
import uuid
from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from itertools import chain, count
from pathlib import Path

from workbook import charts
from workbook.answers import copies, links
from workbook.answers.due import is_in_plan, is_settled, origin
from workbook.clock import today
from workbook.errors import ExportError
from workbook.export import formats
from workbook.insights import overviews
from workbook.page.connections import Exchange
from workbook.page.session import Session
from workbook.phrases.sentences import sentences
from workbook.questions.catalogue import load_faq
from workbook.questions.kinds import Question
from workbook.questions.steps import Section
from workbook.widgets import ActionView, Block, ChartView, Download, Field, OverviewView, Part, Prose, Status
from workbook.widgets.part import Message, file

CHART_ACTION = timedelta(days=7)  # until an action under a chart is due
STYLE = Path(__file__).parent.parent / "server" / "assets" / "voila" / "static" / "workbook.css"


class Parts:
    """Makes parts for one session, and keeps them up to date when answers change.

    In Voila's page one status line serves all sections; in JupyterLab each section ends with its own.
    """

    def __init__(self, current: Session) -> None:
        self._session = current
        self._exchange = Exchange(current)
        self._one_status = in_voila()
        self._has_status = False
        self.mark = uuid.uuid4().hex  # of the kernel, for the page
        self._fields: defaultdict[str, list[Field]] = defaultdict(list)
        self._takers: defaultdict[str, list[Field]] = defaultdict(list)  # source -> who is given from it
        self._charts: list[tuple[frozenset[str], ChartView]] = []  # with the keys that it is drawn from
        self._overviews: list[OverviewView] = []
        self._actions: list[ActionView] = []
        self._tallies: list[tuple[Section, Prose]] = []
        current.subscribe(self._on_change)

    def section(self, key: str) -> Block:
        """Return a section's questions."""
        section = self._session.catalogue.section(key)
        tally = Prose(self._tally(section))
        self._tallies.append((section, tally))
        children: list[Part] = [tally, *(self._field(one) for one in section.questions)]
        if not self._one_status or not self._has_status:
            children.append(self.status())
        return Block(children, name=section.title, classes="tpm-section")

    def chart(self, name: str) -> Block:
        """Return a chart that follows the answers it is drawn from."""
        charts.check_chart(name)

        def drawn() -> Message:
            picture = charts.draw(name, self._told())
            if isinstance(picture, charts.NoChart):
                notebook = self._exchange.notebook(picture.question)
                return {"type": "no-chart", "notebook": notebook, **vars(picture)}
            return {"type": "chart", **vars(picture)}

        def turn(action: str) -> tuple[int, str]:
            """Return how often the plan has settled an action, and what its next row would be made from."""
            words = chain([action], (f"{action} {number}" for number in count(2)))
            origins = enumerate(origin(f"chart.{name}", one) for one in words)
            answers, catalogue = self._session.answers, self._session.catalogue
            return next(one for one in origins if not is_settled(one[1], answers, catalogue))

        def suggest(actions: Sequence[str]) -> tuple[str, str]:
            action = min(actions, key=lambda one: turn(one)[0])
            is_taken = is_in_plan(turn(action)[1], self._session.answers, self._session.catalogue)
            return action, "taken" if is_taken else "open"

        def put(action: str) -> None:
            self._exchange.put_into_plan(turn(action)[1], action, (today() + CHART_ACTION).isoformat())

        def made(form: str) -> Message:
            from workbook.export.chart_file import MIME_TYPES, render  # noqa: PLC0415 - typst is for whoever exports

            self._session.refresh()
            picture = charts.draw(name, self._told(), medium="print")
            if isinstance(picture, charts.NoChart):
                raise ExportError(picture.say)
            document = render(picture, form)
            return file(f"{name}.{form}", MIME_TYPES[form], document.data, document.notices)

        words = sentences().action
        sources = charts.chart_sources(name, self._session.catalogue)
        asked = [self._session.catalogue.question(key) for key in sources]
        view = ChartView(
            drawn,
            suggest=suggest,
            on_plan=put,
            shown=lambda: self._exchange.shown_in_plan(*asked),
            make=made,
            label=words.label,
            taken=words.taken,
        )
        self._charts.append((sources, view))
        return Block([view], name=f"Chart {name!r}")

    def overview(self, name: str) -> Block:
        """Return a table that gathers what stands in many answers."""
        overviews.check_overview(name)
        title = sentences().overviews.titles[name]

        def look() -> Message:
            seen = overviews.build(name, self._session.answers, self._session.catalogue, today())
            rows = [{**vars(row), "notebook": self._exchange.notebook(row.key)} for row in seen.rows]
            return {**vars(seen), "rows": rows, "title": title}

        view = OverviewView(look, place=overviews.anchor(name, self._session.catalogue))
        self._overviews.append(view)
        return Block([view], name=title)

    def action(self, key: str) -> Block:
        """Return a suggested action, and the way into the plan."""
        action = self._session.catalogue.action(key)

        def is_taken() -> bool:
            return is_in_plan(key, self._session.answers, self._session.catalogue)

        def put() -> None:
            self._exchange.put_into_plan(
                key, action.title, (today() + timedelta(days=action.days)).isoformat()
            )

        words = sentences().action
        view = ActionView(action.title, is_taken, put, label=words.label, taken=words.taken)
        self._actions.append(view)
        return Block([view], name=action.title)

    def faq(self) -> Block:
        """Return what people ask about the role, each answer folded."""
        parts = []
        for one in load_faq().questions:
            said = "".join(
                f"<p>{html.escape(' '.join(part.split()))}</p>" for part in one.answer.split("\n\n")
            )
            source = f'<p class="tpm-help">{html.escape(one.source)}</p>' if one.source else ""
            parts.append(f"<details><summary>{html.escape(one.question)}</summary>{said}{source}</details>")
        return Block([Prose(f'<div class="tpm-faq">{"".join(parts)}</div>')], name="What people ask")

    def download(self, form: str = "pdf", audience: str = copies.ME) -> Block:
        """Return a button that saves a document, after what the PDF for this reader holds."""
        formats.check_form(form, audience)

        def made(paper: str) -> Message:
            self._session.refresh()
            document = formats.render(
                form, self._told(), audience, paper=paper, versions=self._session.versions
            )
            name = formats.file_name(form, audience)
            return file(name, formats.FORMS[form].mime, document.data, document.notices)

        is_book = form == "pdf"
        label = self._session.catalogue.copies[audience].download if is_book else sentences().forms[form]
        button = Download(made, label=label, on_paper=is_book)
        return Block([*([self.overview(audience)] if is_book else []), button], name=label)

    def status(self) -> Status:
        """Return the line that says whether everything is saved."""
        self._has_status = True
        return Status(lambda: self._session.notices, in_app=in_voila(), erased=self._session.erased)

    def _told(self) -> charts.ChartData:
        current = self._session
        return charts.ChartData(current.answers, current.catalogue, today(), current.history)

    def _field(self, question: Question) -> Field:
        field = Field(
            question,
            self._session.answer(question.key),
            self._session.edit,
            draft=self._session.draft,
            past=self._session.history,
            given=self._exchange.given,
            on_plan=self._exchange.plan,
            about=self._exchange.about(question),
            workbook=self._session.answers.workbook,
        )
        self._fields[question.key].append(field)
        for key in links.source_keys(question, self._session.catalogue):
            self._takers[key].append(field)
        field.show(self._session.answer(question.key))  # it may have changed meanwhile
        return field

    def _tally(self, section: Section) -> str:
        said = html.escape(overviews.format_tally(section.questions, self._session.answers))
        return f'<p class="tpm-tally">{said}</p>'

    def _on_change(self, keys: set[str]) -> None:
        for key in keys:
            for field in self._fields.get(key, []):
                field.show(self._session.answer(key))
        for field in {one for key in keys for one in self._takers.get(key, [])}:
            field.look()
        for section, tally in self._tallies:
            if any(question.key in keys for question in section.questions):
                tally.show(self._tally(section))
        plan = self._session.catalogue.plan
        if plan and plan.key in keys:
            for action in self._actions:
                action.look()
            for _, chart in self._charts:
                chart.look()
        for overview in self._overviews:
            overview.look()
        for sources, view in self._charts:
            if sources & keys:
                view.redraw()


def in_voila() -> bool:
    """Say whether this kernel serves a page of Voila's."""
    return os.environ.get("SERVER_SOFTWARE", "").startswith("voila")


def style() -> str:
    """Return the style that comes with what is shown: none in Voila, whose template carries it."""
    return "" if in_voila() else STYLE.read_text("utf-8")
