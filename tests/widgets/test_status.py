"""The status line's question is answered."""

from workbook.widgets import Status

from .pages import Page


def test_the_status_line_is_answered_with_what_the_person_should_know() -> None:
    page = Page(Status(lambda: ["mended"]))
    assert page.say(id=4, type="there") == {"id": 4, "type": "here", "notices": ["mended"]}
