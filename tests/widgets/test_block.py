"""Blocks grow, and prose that changes is sent."""

from workbook.answers.model import Answer
from workbook.widgets import Block, Sheet, Tally

from .pages import View, new_field


def test_a_part_that_comes_later_is_shown_and_answers() -> None:
    pages = Block(name="Pages")
    view = View(Sheet(Block([pages], name="")))
    later = new_field(Answer(value="kept"))
    pages.add(Block([later], name=""))
    (said,) = view.heard
    assert (said["part"], said["type"]) == (pages.number, "add")
    assert said["added"]["children"][0]["told"][0]["answer"]["value"] == "kept"
    view.say(part=later.number, id=2, type="hello")
    assert view.heard[-1]["part"] == later.number
    assert view.opened()["root"]["children"][0]["children"], (
        "and a view that opens after that is told of it too"
    )


def test_a_tally_that_changes_is_sent_once() -> None:
    words = ["1 of 2"]
    tally = Tally(lambda: words[0], {"a.b"})
    view = View(Sheet(Block([tally], name="")))
    words[0] = "2 of 2"
    tally.follow({"b.c"})
    assert view.heard == [], "no answer of its own"
    tally.follow({"a.b", "b.c"})
    tally.follow({"a.b"})
    assert view.heard == [{"part": tally.number, "type": "prose", "html": "2 of 2"}]


def test_a_tally_is_that_of_now_when_a_view_opens() -> None:
    words = ["1 of 2"]
    view = View(Sheet(Block([Tally(lambda: words[0], {"a.b"})], name="")))
    words[0] = "2 of 2"
    (child,) = view.opened()["root"]["children"]
    assert child["state"] == {"html": "2 of 2"}
