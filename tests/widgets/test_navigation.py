"""The navigation passes on where the person goes, finds words, and says how far all has come."""

from workbook.answers.search import MOST_HITS, Hit
from workbook.widgets import Navigation

from .pages import CANARY, Page, kept


def test_a_visit_is_passed_on() -> None:
    visited: list[str] = []
    navigation = Navigation(visited.append, lambda _words: [], dict)
    navigation.hear({"type": "visit", "step": "fit"})
    assert visited == ["fit"]


def test_what_is_found_goes_to_the_page_by_message_and_the_first_of_it_alone() -> None:
    hits = [Hit("fit.why", "Why?", "Fit", match=f"{CANARY} {number}") for number in range(MOST_HITS + 1)]
    page = Page(Navigation(lambda _step: None, {"gateway": hits}.__getitem__, dict))
    reply = page.say(id=3, type="search", words="gateway")
    assert (reply["id"], reply["type"], reply["count"], len(reply["hits"])) == (
        3,
        "found",
        MOST_HITS + 1,
        MOST_HITS,
    )
    assert reply["hits"][0]["match"] == f"{CANARY} 0"
    assert CANARY not in str(page.part.state()) + kept(page.part)


def test_progress_is_told_when_it_has_come_further_and_only_then() -> None:
    done = [1]
    page = Page(
        Navigation(lambda _step: None, lambda _words: [], lambda: {"progress": {"fit": [done[0], 9]}})
    )
    page.part.look()
    assert page.heard == [], "no page has opened yet"
    page.say(type="hello")
    page.part.look()
    done[0] = 2
    page.part.look()
    assert [one["progress"]["fit"][0] for one in page.heard] == [1, 2]
