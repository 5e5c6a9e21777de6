"""A chart follows the answers that it is drawn from, and its actions go into the plan."""

from __future__ import annotations

import pytest

from workbook.answers.model import Edit
from workbook.page.builder import Builder
from workbook.page.session import Session
from workbook.phrases.sentences import sentences
from workbook.questions.catalogue import catalogue
from workbook.store import AnswerFile
from workbook.widgets import ChartView

from .pages import Page, of

CANARY = "canary-4711"


# Charts


def test_the_action_below_a_chart_is_put_into_the_plan_from_there(
    store: AnswerFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = Session(store, catalogue())
    session.edit(Edit("interview.stories", {"title": "Freeze", "skills": ["risk"]}, row="s1"))
    page = Page(of(ChartView, Builder(session).chart("coverage")), session)
    page.say("draw")
    drawn = page.heard[-1]
    assert (drawn["type"], drawn["plan"]) == ("chart", "open")
    page.part.hear({"type": "plan", "action": drawn["action"]})
    ((name, row),) = session.answer("plan.milestones").rows.items()
    assert (row.value["name"], row.value["due"]) == (drawn["action"], "2026-03-10")
    assert page.heard[-1] == {"type": "given", "action": drawn["action"], "plan": "taken", "shown": ""}
    session.edit(Edit("interview.stories", value=True, action="mark"))
    assert page.heard[-1]["shown"] == sentences().action.shown_in_plan
    session.edit(Edit("plan.milestones", {**row.value, "due": "2026-03-12"}, row=name))
    page.part.hear({"type": "plan", "action": drawn["action"]})
    (row,) = session.answer("plan.milestones").rows.values()
    assert row.value["due"] == "2026-03-12", "it was there already"


@pytest.mark.parametrize("over", [{"status": "done"}, {"status": "dropped"}, {"done_on": "2026-03-09"}])
def test_a_chart_suggests_the_next_action_when_one_is_over(store: AnswerFile, over: dict[str, str]) -> None:
    session = Session(store, catalogue())
    session.edit(Edit("interview.stories", {"title": "Freeze", "skills": ["risk"]}, row="s1"))
    page = Page(of(ChartView, Builder(session).chart("coverage")), session)
    page.say("draw")
    first = page.heard[-1]["action"]
    page.part.hear({"type": "plan", "action": first})
    ((name, row),) = session.answer("plan.milestones").rows.items()
    session.edit(Edit("plan.milestones", {**row.value, **over}, row=name))
    said = page.heard[-1]
    assert (said["type"], said["plan"]) == ("given", "open")
    assert said["action"] not in ("", first)


def test_when_all_suggestions_are_over_they_begin_again_with_rows_of_their_own(store: AnswerFile) -> None:
    session = Session(store, catalogue())
    stories = [skill.value for skill in catalogue().question("interview.stories").column("skills").choices]
    session.edit(Edit("interview.stories", {"title": "Freeze", "skills": stories}, row="s1"))
    page = Page(of(ChartView, Builder(session).chart("coverage")), session)
    page.say("draw")
    taken = []
    for _ in range(5):
        taken.append(page.heard[-1]["action"])
        page.part.hear({"type": "plan", "action": taken[-1]})
        for name, row in session.answer("plan.milestones").rows.items():
            session.edit(Edit("plan.milestones", {**row.value, "status": "done"}, row=name))
    one, other = taken[:2]
    assert one != other
    assert taken == [one, other, one, other, one]
    assert len(session.answer("plan.milestones").rows) == 5


def test_a_chart_is_drawn_again_when_an_answer_changes_that_it_is_drawn_from(store: AnswerFile) -> None:
    session = Session(store, catalogue())
    page = Page(of(ChartView, Builder(session).chart("plan")), session)
    page.say("draw")
    assert page.heard[-1]["type"] == "no-chart"
    assert page.heard[-1]["notebook"] == "02_plan.ipynb"
    session.edit(Edit("plan.milestones", {"name": "Charter", "due": "2026-04-01"}, row="m1"))
    assert page.heard[-1]["type"] == "chart"
    session.edit(Edit("plan.date", "2027-03-01"))
    assert "The official move" in page.heard[-1]["wide"]
    before = len(page.heard)
    session.edit(Edit("fit.why", "Because."))
    assert len(page.heard) == before


def test_a_chart_without_answers_is_no_file(store: AnswerFile) -> None:
    page = Page(of(ChartView, Builder(Session(store, catalogue())).chart("time")))
    page.part.hear({"type": "save", "form": "svg"})
    assert page.heard[-1]["type"] == "refused"
    assert page.heard[-1]["reason"].startswith("Rate a first skill")
