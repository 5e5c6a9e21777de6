"""A part that follows the answers sends its state when it has changed, and says when it can't."""

import pytest

from workbook.widgets import OverviewView
from workbook.widgets.part import FAULT

from .pages import Page


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
