"""Composition: a section, a chart, a page, and the app that shows the step notebooks in one kernel.

What a step says stands in its notebook and nowhere else: the app reads the notebook's Markdown, and
calls what its one-line cells call.
"""

from __future__ import annotations

import html
import logging
import os
import uuid
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import ipywidgets

from workbook import charts, notebooks
from workbook.answers import progress
from workbook.catalogue import NOTEBOOKS, Step
from workbook.errors import ContentError, StoreError, WorkbookError
from workbook.session import Session, session, today
from workbook.widgets import ChartView, Download, Field, Navigation, Status
from workbook.widgets.live import FAULT, Message, shared_layout

BRAND = "From engineer to TPM"
STYLE = Path(__file__).parent / "voila" / "static" / "workbook.css"

_log = logging.getLogger("workbook")


class Block(ipywidgets.VBox):  # type: ignore[misc]  # ipywidgets ships no types
    """Widgets under each other. Its text form, which notebooks keep, says how to open it and no answer."""

    def __init__(self, children: Sequence[ipywidgets.Widget] = (), *, name: str, classes: str = "") -> None:
        self._name = name
        super().__init__(
            children=tuple(children), _dom_classes=("tpm", *classes.split()), layout=shared_layout()
        )

    def __repr__(self) -> str:  # noqa: D105 - __doc__ says it
        return f"{self._name}: Run > Run All Cells opens it."


class Composer:
    """Makes widgets for one session, and keeps them up to date when answers change.

    In Voila's page one status line serves all sections; in JupyterLab each section ends with its own.
    """

    def __init__(self, current: Session) -> None:
        self._session = current
        self._one_status = in_voila()
        self._has_status = False
        self._mark = uuid.uuid4().hex
        self._fields: defaultdict[str, list[Field]] = defaultdict(list)
        self._charts: list[tuple[str, ChartView]] = []
        self._calls: dict[str, Callable[..., ipywidgets.Widget]] = {
            "section": self.section,
            "chart": self.chart,
            "download": self.download,
        }
        current.subscribe(self._on_change)

    def section(self, key: str) -> Block:
        """Return a section's questions."""
        section = self._session.catalogue.section(key)
        fields: list[ipywidgets.Widget] = []
        for question in section.questions:
            field = Field(
                question,
                self._session.answer(question.key),
                self._session.edit,
                draft=self._session.draft,
                past=self._session.history,
                workbook=self._session.answers.workbook,
                session=self._mark,
            )
            self._fields[question.key].append(field)
            field.show(self._session.answer(question.key))  # it may have changed meanwhile
            fields.append(field)
        if not self._one_status or not self._has_status:
            fields.append(self.status())
        return Block(fields, name=section.title, classes="tpm-section")

    def chart(self, name: str) -> Block:
        """Return a chart that follows the answers it is drawn from."""
        charts.check(name)

        def drawn() -> Message:
            picture = charts.draw(name, self._session.answers, self._session.catalogue)
            kind = "no-chart" if isinstance(picture, charts.NoChart) else "chart"
            return {"type": kind, **vars(picture)}

        view = ChartView(drawn, session=self._mark, _css=self._style())
        self._charts.append((name, view))
        return Block([view], name=f"Chart {name!r}")

    def download(self, form: str = "pdf") -> Block:
        """Return a button that saves the book."""
        if form != "pdf":
            raise ContentError(f"There is no download {form!r}. There is: pdf.")

        def made() -> bytes:
            from workbook.export.report import pdf  # noqa: PLC0415 - typst is for whoever exports

            self._session.refresh()
            return pdf(self._session.answers, self._session.catalogue, today=today())

        button = Download(
            made,
            name="from-engineer-to-tpm.pdf",
            mime="application/pdf",
            label="Save as PDF",
            session=self._mark,
            _css=self._style(),
        )
        return Block([button], name="The book as PDF")

    def status(self) -> Status:
        """Return the line that says whether everything is saved."""
        self._has_status = True
        return Status(
            lambda: self._session.notices,
            in_app=in_voila(),
            erased=self._session.erased,
            session=self._mark,
            _css=self._style(),
        )

    def navigation(self, on_visit: Callable[[str], None]) -> Navigation:
        """Return the links to the steps; `on_visit` gets a step's key when its page is first wanted."""
        steps = [step.model_dump(include={"key", "title", "short"}) for step in self._session.catalogue.steps]
        navigation = Navigation(
            on_visit, brand=BRAND, steps=steps, progress=self._progress(), session=self._mark
        )
        self._session.subscribe(lambda _keys: setattr(navigation, "progress", self._progress()))
        return navigation

    def page(self, step: Step) -> Block:
        """Return a step's notebook as one page."""
        parts: list[ipywidgets.Widget] = []
        for part in notebooks.read(NOTEBOOKS / f"{step.name}.ipynb"):
            if isinstance(part, notebooks.Call):
                parts.append(self._calls[part.name](*part.arguments))
            else:
                parts.append(_html(part if parts else self._eyebrow(step) + part))
        parts.append(_html(self._ways_on(step)))
        return Block(parts, name=step.title, classes=f"tpm-page tpm-page-{step.key}")

    def app(self) -> Block:
        """Return all steps behind one navigation; a page is composed when it is first visited."""
        pages = Block(name="The pages", classes="tpm-pages")
        steps = {step.key: step for step in self._session.catalogue.steps}

        def visit(key: str) -> None:
            step = steps.pop(key, None)
            if step is not None:
                pages.children = (*pages.children, self._page_or_sentence(step))

        self._one_status = True
        around = [self.navigation(visit), self.status()]
        visit(next(iter(steps)))
        return Block([*around, pages], name=BRAND, classes="tpm-app")

    def _page_or_sentence(self, step: Step) -> Block:
        try:
            return self.page(step)
        except Exception as error:  # noqa: BLE001 - the other pages still serve
            _log.exception("The page %s could not be opened", step.key)
            said = str(error) if isinstance(error, WorkbookError) else FAULT
            return Block([_html(_notice(said))], name=step.title, classes=f"tpm-page tpm-page-{step.key}")

    def _eyebrow(self, step: Step) -> str:
        place = self._session.catalogue.steps.index(step)
        name = f"Step {place}" if place else "Before you begin"
        said = f"{name} · about {_minutes(step)} minutes, in any order"
        return f'<p class="tpm-eyebrow">{html.escape(said)}</p>'

    def _ways_on(self, step: Step) -> str:
        steps = self._session.catalogue.steps
        place = steps.index(step)
        back, on = steps[:place][-1:], steps[place + 1 :][:1]
        links = [f'<a href="#{one.key}">Back: {html.escape(one.short)}</a>' for one in back]
        links += [f'<a class="tpm-button" href="#{one.key}">Next: {html.escape(one.short)}</a>' for one in on]
        return f'<div class="tpm-next">{"".join(links)}</div>'

    def _progress(self) -> dict[str, list[int]]:
        answers = self._session.answers
        return {step.key: list(progress(step.questions, answers)) for step in self._session.catalogue.steps}

    def _on_change(self, keys: set[str]) -> None:
        for key in keys:
            for field in self._fields.get(key, []):
                field.show(self._session.answer(key))
        touched = {name for key in keys for name in charts.charts_after(key, self._session.catalogue)}
        for name, view in self._charts:
            if name in touched:
                view.redraw()

    def _style(self) -> str:
        return "" if in_voila() else STYLE.read_text("utf-8")  # Voila's template carries it


def section(key: str) -> Block:
    """Show a section's questions."""
    return _shown(lambda composer: composer.section(key))


def chart(name: str) -> Block:
    """Show a chart of the answers."""
    return _shown(lambda composer: composer.chart(name))


def download(form: str = "pdf") -> Block:
    """Show a button that saves the book as a file."""
    return _shown(lambda composer: composer.download(form))


def app() -> Block:
    """Show all steps as one app."""
    return _shown(Composer.app)


def in_voila() -> bool:
    """Say whether this kernel serves a page of Voila's."""
    return os.environ.get("SERVER_SOFTWARE", "").startswith("voila")


@cache
def _composer() -> Composer:
    return Composer(session())


def _shown(make: Callable[[Composer], Block]) -> Block:
    """Return what `make` makes, or the sentence that says why the answers can't be opened."""
    try:
        return make(_composer())
    except StoreError as error:
        return Block([_html(_notice(str(error)))], name="The workbook")


def _notice(sentence: str) -> str:
    return f'<p class="tpm-notice">{html.escape(sentence)}</p>'


def _html(text: str) -> ipywidgets.HTML:
    widget = ipywidgets.HTML(text, layout=shared_layout())
    widget.add_class("tpm-prose")
    return widget


def _minutes(step: Step) -> int:
    """Return a step's minutes, to the nearest five."""
    return max(5, round(step.minutes / 5) * 5)
