"""Composition: a page, the app that shows the step notebooks in one kernel, and what notebooks call.

The text of a step is in its notebook and nowhere else: the app reads the notebook's Markdown, and calls what
its one-line cells call.
"""

from __future__ import annotations

import html
import uuid
from collections import defaultdict
from collections.abc import Callable
from functools import cache, partial
from typing import Any
from weakref import WeakSet

from workbook.answers.rules import is_answered, progress
from workbook.answers.search import search
from workbook.errors import StoreError, WorkbookError
from workbook.logs import log
from workbook.page import notebooks
from workbook.page.builder import Builder, in_voila, style
from workbook.page.session import Session, session
from workbook.questions.catalogue import NOTEBOOKS
from workbook.questions.steps import Step
from workbook.widgets import Block, Navigation, Part, Prose, Sheet
from workbook.widgets.part import FAULT

BRAND = "From engineer to TPM"


class Composer:
    """Puts parts together into pages and pages into the app, and shows what notebooks call.

    In Voila's page one status line serves all sections; in JupyterLab each section ends with its own.
    """

    def __init__(self, current: Session) -> None:
        self._session = current
        self._builder = builder = Builder(current)
        self._mark = uuid.uuid4().hex  # of this kernel, for its page
        self._has_status = False
        self._sheets: defaultdict[object, WeakSet[Sheet]] = defaultdict(WeakSet)  # by the call that made them
        self._calls: dict[str, Callable[..., Block]] = {
            "app": self.app,
            "section": self.section,
            "chart": builder.chart,
            "overview": builder.overview,
            "action": builder.action,
            "faq": builder.faq,
            "download": builder.download,
        }

    def show(self, name: str, *arguments: str) -> Sheet:
        """Return a sheet with the parts that a notebook's call means.

        A cell that runs again replaces what it showed: the sheets of the same call before are asked whether
        they are still shown.
        """
        sheet = Sheet(self.build(name, *arguments), self._session, session=self._mark, css=style())
        sheets = self._sheets[name, arguments]
        for earlier in sheets:
            earlier.ask()
        sheets.add(sheet)
        return sheet

    def build(self, name: str, *arguments: str) -> Block:
        """Return the parts that a notebook's call means."""
        return self._calls[name](*arguments)

    def section(self, key: str) -> Block:
        """Return a section's questions."""
        block = self._builder.section(key, with_status=not self._has_status)
        self._has_status = in_voila()
        return block

    def navigation(self, on_visit: Callable[[str], None]) -> Navigation:
        """Return the links to the steps; `on_visit` gets a step's key when its page is first wanted."""
        steps = [step.model_dump(include={"key", "title", "short"}) for step in self._session.catalogue.steps]
        return Navigation(
            on_visit,
            lambda words: search(words, self._session.answers, self._session.catalogue),
            self._progress,
            brand=BRAND,
            steps=steps,
            workbook=self._session.workbook,
        )

    def page(self, step: Step) -> Block:
        """Return a step's notebook as one page of the app, which has a status line for all of them."""
        calls = self._calls | {"section": partial(self._builder.section, with_status=False)}
        parts: list[Part] = []
        for part in notebooks.read(NOTEBOOKS / f"{step.name}.ipynb"):
            if isinstance(part, notebooks.Call):
                parts.append(calls[part.name](*part.arguments))
            else:
                parts.append(Prose(part if parts else self._eyebrow(step) + part))
        parts.append(Prose(self._ways_on(step)))
        return Block(parts, name=step.title, classes=f"tpm-page tpm-page-{step.key}")

    def app(self) -> Block:
        """Return all steps behind one navigation; a page is composed when it is first visited."""
        pages = Block(name="The pages", classes="tpm-pages")
        steps = {step.key: step for step in self._session.catalogue.steps}

        def visit(key: str) -> None:
            step = steps.pop(key, None)
            if step is not None:
                pages.add(self._page_or_sentence(step))

        around = [self.navigation(visit), self._builder.status()]
        visit(next(iter(steps)))
        return Block([*around, pages], name=BRAND, classes="tpm-app")

    def _page_or_sentence(self, step: Step) -> Block:
        try:
            return self.page(step)
        except Exception as error:
            log.exception("The page %s could not be opened", step.key)
            reason = str(error) if isinstance(error, WorkbookError) else FAULT
            return Block([Prose(_notice(reason))], name=step.title, classes=f"tpm-page tpm-page-{step.key}")

    def _eyebrow(self, step: Step) -> str:
        place = self._session.catalogue.steps.index(step)
        name = f"Step {place}" if place else "Before you begin"
        minutes = max(5, round(step.minutes / 5) * 5)
        return f'<p class="tpm-eyebrow">{html.escape(name)} · about {minutes} minutes, in any order</p>'

    def _ways_on(self, step: Step) -> str:
        steps = self._session.catalogue.steps
        place = steps.index(step)
        back, on = steps[:place][-1:], steps[place + 1 :][:1]
        links = [f'<a href="#{one.key}">Back: {html.escape(one.short)}</a>' for one in back]
        links += [f'<a class="tpm-button" href="#{one.key}">Next: {html.escape(one.short)}</a>' for one in on]
        return f'<div class="tpm-next">{"".join(links)}</div>'

    def _progress(self) -> dict[str, dict[str, Any]]:
        """Return how far each step has come, and which of its questions is the first without an answer."""
        answers, steps = self._session.answers, self._session.catalogue.steps
        opens = {
            step.key: [one.key, one.title]
            for step in steps
            for one in reversed(step.questions)
            if not is_answered(one, answers)
        }
        return {
            "progress": {step.key: list(progress(step.questions, answers)) for step in steps},
            "ahead": opens,
        }


def section(key: str) -> Sheet:
    """Show a section's questions."""
    return _show("section", key)


def chart(name: str) -> Sheet:
    """Show a chart of the answers."""
    return _show("chart", name)


def overview(name: str) -> Sheet:
    """Show a table that gathers what is in many answers, as "due" or "progress"."""
    return _show("overview", name)


def action(key: str) -> Sheet:
    """Show a suggested action, with a button that puts it into the plan."""
    return _show("action", key)


def faq() -> Sheet:
    """Show what people ask about the role."""
    return _show("faq")


def download(form: str = "pdf", audience: str = "me") -> Sheet:
    """Show a button that saves the book as a file, for one reader."""
    return _show("download", form, audience)


def app() -> Sheet:
    """Show all steps as one app."""
    return _show("app")


@cache
def _composer() -> Composer:
    return Composer(session())


def _show(name: str, *arguments: str) -> Sheet:
    """Show what a call means, or the sentence that says why the answers can't be opened."""
    try:
        return _composer().show(name, *arguments)
    except StoreError as error:
        return Sheet(Block([Prose(_notice(str(error)))], name="The workbook"), css=style())


def _notice(sentence: str) -> str:
    return f'<p class="tpm-notice">{html.escape(sentence)}</p>'
