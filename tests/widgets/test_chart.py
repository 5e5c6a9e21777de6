"""A chart is drawn when somebody comes near, beside the kernel's own thread."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from workbook.widgets import ChartView
from workbook.widgets.part import FAULT, Message, file

from .pages import Page


class Source:
    """Draws what it is given; its actions go into a list and give way when they are "done ..."."""

    def __init__(self, draw: Callable[[], Message], plan: list[str] | None = None) -> None:
        self.draw = draw
        self._plan = [] if plan is None else plan

    def suggest(self, actions: Sequence[str]) -> Message:
        action = min(actions, key=lambda one: f"done {one}" in self._plan)
        plan = "taken" if action in self._plan else "open"
        return {"action": action, "plan": plan, "shown": "Others may see it there."}

    def plan(self, action: str) -> None:
        if action not in self._plan:
            self._plan.append(action)

    def export(self, form: str) -> Message:
        return file(f"growth.{form}", "image/png", form.encode(), ())


def chart(draw: Callable[[], Message], plan: list[str] | None = None) -> ChartView:
    return ChartView(
        Source(draw, plan), words={"label": "Put it in", "taken": "In it"}, sources={"a.b"}, plan="a.plan"
    )


def test_a_chart_is_drawn_when_a_page_asks_and_when_what_it_is_drawn_from_changes() -> None:
    pictures = iter([{"type": "chart", "n": 1}, {"type": "no-chart", "n": 2}])
    page = Page(chart(lambda: next(pictures)))
    page.say(id=1, type="draw")
    page.part.follow({"a.c", "a.plan"})
    page.part.follow({"a.c", "a.b"})
    assert [(one["type"], one["n"]) for one in page.heard] == [("chart", 1), ("no-chart", 2)]


def test_a_chart_that_no_page_has_asked_for_is_not_drawn() -> None:
    page = Page(chart(lambda: pytest.fail("drawn for nobody")))
    page.part.follow({"a.b"})
    assert page.heard == []


def test_a_chart_that_fails_is_a_sentence_and_a_log_line(caplog: pytest.LogCaptureFixture) -> None:
    def draw() -> dict[str, Any]:
        raise ZeroDivisionError

    page = Page(chart(draw))
    reply = page.say(id=1, type="draw")
    assert (reply["type"], reply["say"]) == ("no-chart", FAULT)
    assert "A chart could not be drawn" in caplog.text


def test_of_several_wishes_at_once_only_the_last_is_shown() -> None:
    numbers = iter(range(10))
    view = chart(lambda: {"type": "chart", "n": next(numbers)})
    page = Page(view)

    async def kernel() -> None:
        view.hear({"id": 1, "type": "draw"})
        view.follow({"a.b"})
        view.follow({"a.b"})
        assert page.heard == [], "the kernel's own thread draws nothing"
        async with asyncio.timeout(20):
            while not page.heard:
                await asyncio.sleep(0)  # the other tasks' turn

    asyncio.run(kernel())
    assert page.heard == [{"type": "chart", "n": 2, "action": "", "plan": "", "shown": ""}]


def test_the_action_below_a_chart_goes_into_the_plan_once_and_no_other_does() -> None:
    plan: list[str] = []
    page = Page(chart(lambda: {"type": "chart", "actions": ("Ask M.",)}, plan))
    page.say(id=1, type="plan", action="Ask M.")
    assert plan == [], "nothing was shown yet"
    page.say(id=2, type="draw")
    assert page.heard[-1]["plan"] == "open"
    page.say(id=3, type="plan", action="Something else")
    for number in (4, 5):
        page.say(id=number, type="plan", action="Ask M.")
    assert plan == ["Ask M."]
    page.part.follow({"a.plan"})
    last = page.heard[-1]
    assert (last["type"], last["action"], last["plan"]) == ("given", "Ask M.", "taken")
    assert len(page.heard) == 6, "every message has one reply, and the plan's change has one message"


def test_an_action_that_is_settled_in_the_plan_makes_room_for_the_next() -> None:
    plan = ["Ask M.", "done Ask M."]
    page = Page(chart(lambda: {"type": "chart", "actions": ("Ask M.", "Ask R.")}, plan))
    page.say(id=1, type="draw")
    assert (page.heard[-1]["action"], page.heard[-1]["plan"]) == ("Ask R.", "open")
    assert page.heard[-1]["shown"] == "Others may see it there."
    page.say(id=2, type="plan", action="Ask R.")
    assert page.heard[-1]["plan"] == "taken"


def test_a_chart_is_handed_over_as_a_file() -> None:
    page = Page(chart(lambda: {"type": "chart"}))
    reply = page.say(id=1, type="save", form="png")
    assert reply == {"id": 1, "type": "file", "name": "growth.png", "mime": "image/png", "notices": []}
    assert page.buffers == [[b"png"]]
