"""What a question takes from other answers and gives to the plan, as messages for its field."""

from __future__ import annotations

from hashlib import sha256

from workbook.answers import links
from workbook.answers.due import origin
from workbook.answers.model import Edit
from workbook.clock import today
from workbook.errors import RefusedAnswer
from workbook.insights import overviews
from workbook.kept import MADE_FROM
from workbook.page.session import Session
from workbook.phrases.sentences import sentences
from workbook.questions.formatting import as_day, day_in_words
from workbook.questions.kinds import Line, Question
from workbook.questions.tables import Table
from workbook.widgets.part import Message


class Connections:
    """The connections between one session's answers."""

    def __init__(self, current: Session) -> None:
        self._session = current

    def describe(self, question: Question) -> Message:
        """Return what a question's page needs too: its place on the first pass, and words for its button."""
        description: Message = {}
        if isinstance(question, Line) and question.by:
            description["plan"] = sentences().action.model_dump()
        stops = self._session.catalogue.first.stops
        place = next((n for n, stop in enumerate(stops) if stop.key == question.key), None)
        if place is not None:
            first = self._session.catalogue.first
            if place + 1 < len(stops):
                key, say = stops[place + 1].key, first.next.format(say=stops[place + 1].say)
            else:  # back to where the path began, and what it has come to
                key, say = overviews.anchor("first", self._session.catalogue), first.back
            after = {"key": key, "say": say, "notebook": self.notebook(key)}
            description["stop"] = {"number": place + 1, "of": len(stops), "next": after if say else None}
        return description

    def sources(self, question: Question) -> set[str]:
        """Return the keys of the answers that `collect` depends on."""
        return links.source_keys(question, self._session.catalogue)

    def collect(self, question: Question) -> Message:
        """Return what other answers give to this one, and whether its action is in the plan."""
        answers, catalogue = self._session.answers, self._session.catalogue
        found: Message = {
            "recall": [
                {**vars(one), "notebook": self.notebook(one.key)}
                for one in links.recalled(question, answers, catalogue)
            ],
            "plan": links.plan_state(question, answers, catalogue),
            "shown": self.warn_of_readers(question),
            "taken": self._describe_taken(question),
            "odd": links.oddity(question, answers),
            # Not shown; but a change of it brings a new message, and that takes away “give it a day first”.
            "by": answers.value(question.by) if isinstance(question, Line) and question.by else None,
            "offers": [],
            "suggest": {},
        }
        if isinstance(question, Table):
            warning = sentences().action.shown_here
            found["offers"] = [
                {
                    "say": one.say,
                    "source": one.source,
                    "starts": [vars(start) for start in one.starts],
                    "shown": warning if one.is_shown else "",
                }
                for one in links.offered(question, answers, catalogue, today())
            ]
            found["suggest"] = links.suggested(question, answers)
        return found

    def plan(self, question: Question) -> None:
        """Put the action that an answer holds into the plan."""
        if (
            not isinstance(question, Line)
            or links.plan_state(question, self._session.answers, self._session.catalogue) != "open"
        ):
            return
        answers = self._session.answers
        by = answers.value(question.by or "")
        if not by:
            dated = self._session.catalogue.question(question.by or "").title
            raise RefusedAnswer(f"Give the action a day first, under “{dated}”")
        words = str(answers.value(question.key))
        self.put_into_plan(origin(question.key, words), words, by)

    def put_into_plan(self, made_from: str, what: str, by: str | None) -> None:
        """Add a row to the plan; raise RefusedAnswer when there is none that takes actions."""
        plan = self._session.catalogue.plan
        if plan is None or plan.takes is None:
            raise RefusedAnswer("There is no plan that could take this.")
        row = {plan.takes.what: what, plan.takes.by: by, MADE_FROM: made_from}
        # Named by what it is made from: two windows in which it is pressed at once write the same row.
        self._session.edit(Edit(plan.key, row, row=sha256(made_from.encode()).hexdigest()[:12]))

    def warn_of_readers(self, *sources: Question) -> str:
        """Return a sentence when others would see in the plan what is private among these, or nothing."""
        plan, answers = self._session.catalogue.plan, self._session.answers
        is_shown = any(links.would_show(source, plan, answers) for source in sources)
        return sentences().action.shown_in_plan if is_shown else ""

    def _describe_taken(self, question: Question) -> str:
        """Say that an action is in the plan, and for which day."""
        plan = self._session.catalogue.plan
        made_from = origin(question.key, str(self._session.answers.value(question.key)))
        rows = self._session.answers[plan.key].rows.values() if plan else ()
        row = next((row.value for row in rows if row.value.get(MADE_FROM) == made_from), None)
        day = as_day(row.get(plan.takes.by)) if row and plan and plan.takes else None
        words = sentences().action
        return words.taken_by.format(day=day_in_words(day, 3)) if day else words.taken

    def notebook(self, key: str) -> str:
        """Return the notebook with a question or a step, for pages without links."""
        catalogue = self._session.catalogue
        step = catalogue.step_of(key) if catalogue.has_question(key) else None
        return f"{(step or catalogue.step(key.partition('.')[0])).name}.ipynb" if key else ""
