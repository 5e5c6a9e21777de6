"""Composition: a page, the app that shows the step notebooks in one kernel, and what notebooks call.

What a step says stands in its notebook and nowhere else: the app reads the notebook's Markdown, and
calls what its one-line cells call.
"""

from __future__ import annotations

import html
from collections.abc import Callable
from functools import cache
from typing import Any

from workbook.answers.rules import is_answered, progress
from workbook.answers.search import search
from workbook.errors import StoreError, WorkbookError
from workbook.logs import log
from workbook.page import notebooks
from workbook.page.builder import Parts, style
from workbook.page.session import session
from workbook.questions.catalogue import NOTEBOOKS
from workbook.questions.steps import Step
from workbook.widgets import Block, Navigation, Part, Prose, Sheet
from workbook.widgets.part import FAULT

BRAND = "From engineer to TPM"


class Composer(Parts):
    """Puts parts together to pages, and pages to the app."""

    def navigation(self, on_visit: Callable[[str], None]) -> Navigation:
        """Return the links to the steps; `on_visit` gets a step's key when its page is first wanted."""
        steps = [step.model_dump(include={"key", "title", "short"}) for step in self._session.catalogue.steps]
        navigation = Navigation(
            on_visit,
            lambda words: search(words, self._session.answers, self._session.catalogue),
            self._progress,
            brand=BRAND,
            steps=steps,
            workbook=self._session.answers.workbook,
        )
        self._session.subscribe(lambda _keys: navigation.look())
        return navigation

    def page(self, step: Step) -> Block:
        """Return a step's notebook as one page."""
        parts: list[Part] = []
        for part in notebooks.read(NOTEBOOKS / f"{step.name}.ipynb"):
            if isinstance(part, notebooks.Call):
                parts.append(getattr(self, part.name)(*part.arguments))
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

        self._one_status = True
        around = [self.navigation(visit), self.status()]
        visit(next(iter(steps)))
        return Block([*around, pages], name=BRAND, classes="tpm-app")

    def _page_or_sentence(self, step: Step) -> Block:
        try:
            return self.page(step)
        except Exception as error:
            log.exception("The page %s could not be opened", step.key)
            said = str(error) if isinstance(error, WorkbookError) else FAULT
            return Block([Prose(_notice(said))], name=step.title, classes=f"tpm-page tpm-page-{step.key}")

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
    return _shown(lambda composer: composer.section(key))


def chart(name: str) -> Sheet:
    """Show a chart of the answers."""
    return _shown(lambda composer: composer.chart(name))


def overview(name: str) -> Sheet:
    """Show a table that gathers what stands in many answers, as "due" or "progress"."""
    return _shown(lambda composer: composer.overview(name))


def action(key: str) -> Sheet:
    """Show a suggested action, with a button that puts it into the plan."""
    return _shown(lambda composer: composer.action(key))


def faq() -> Sheet:
    """Show what people ask about the role."""
    return _shown(Composer.faq)


def download(form: str = "pdf", audience: str = "me") -> Sheet:
    """Show a button that saves the book as a file, for one reader."""
    return _shown(lambda composer: composer.download(form, audience))


def app() -> Sheet:
    """Show all steps as one app."""
    return _shown(Composer.app)


@cache
def _composer() -> Composer:
    return Composer(session())


def _shown(make: Callable[[Composer], Block]) -> Sheet:
    """Return what `make` makes, or the sentence that says why the answers can't be opened."""
    try:
        composer = _composer()
        return Sheet(make(composer), session=composer.mark, css=style())
    except StoreError as error:
        return Sheet(Block([Prose(_notice(str(error)))], name="The workbook"), css=style())


def _notice(sentence: str) -> str:
    return f'<p class="tpm-notice">{html.escape(sentence)}</p>'


def _minutes(step: Step) -> int:
    """Return a step's minutes, to the nearest five."""
    return max(5, round(step.minutes / 5) * 5)
