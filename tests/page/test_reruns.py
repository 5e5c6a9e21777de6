"""What is no longer shown is let go: a save touches as much as is shown, however often the notebooks ran."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from workbook.answers.model import Edit
from workbook.page import notebooks
from workbook.page.api import Composer
from workbook.page.session import Session
from workbook.questions.catalogue import NOTEBOOKS, catalogue
from workbook.store import AnswerFile
from workbook.widgets import ChartView, Field, Part, Sheet, Tally
from workbook.widgets.part import Following

NAME, YOU = "start.name", ("section", "start.you")
RUNS = 20


class FrontEnd:
    """JupyterLab with a notebook: the views in its places, and what they say and hear.

    What they say waits until the kernel has done what it does: see `settle`.
    """

    def __init__(self, composer: Composer) -> None:
        self._composer = composer
        self._views: dict[str, Sheet] = {}
        self._posted: deque[tuple[Sheet, dict[str, Any]]] = deque()
        self._heard: list[tuple[str, dict[str, Any]]] = []
        self.is_asleep = False

    def run(self, place: str, *call: str) -> Sheet:
        """Run a cell; what it showed before is gone as soon as it runs."""
        self.close(place)
        sheet = self._composer.show(*call)
        sheet.send = lambda message, _buffers=None: self._hear(sheet, message)
        for part in sheet.root.within():
            part.tell = sheet.send
        self.open(place, sheet)
        return sheet

    def open(self, place: str, sheet: Sheet) -> None:
        self._views[place] = sheet
        self.post(sheet, type="open", view=place)

    def close(self, place: str) -> None:
        if place in self._views:
            self.post(self._views.pop(place), type="gone")

    def crash(self) -> None:
        """Take all views away without a word."""
        self._views.clear()
        self._posted.clear()

    def post(self, sheet: Sheet, **message: Any) -> None:
        self._posted.append((sheet, message))

    def settle(self) -> None:
        """Let the kernel answer all that the views have said."""
        while self._posted:
            sheet, message = self._posted.popleft()
            sheet._handle_custom_msg(message, [])

    def _hear(self, sheet: Sheet, message: dict[str, Any]) -> None:
        for place, shown in self._views.items():
            if shown is not sheet or self.is_asleep:
                continue
            if message["type"] == "anyone":
                self.post(sheet, type="shown")
            elif message["type"] != "opened":
                self._heard.append((place, message))
            elif message["view"] == place:
                self._heard += ((place, one) for one in messages_in(message["root"]))

    def names(self) -> dict[str, str]:
        """Return the name that each place was told last, of those that were told one since the last time."""
        heard, self._heard = self._heard, []
        told = [(place, one["answer"]["value"]) for place, one in heard if one["type"] == "answer"]
        return {place: name for place, name in told if name}


def messages_in(outline: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from outline["told"]
    for child in outline["children"]:
        yield from messages_in(child)


@pytest.fixture
def session(store: AnswerFile) -> Session:
    return Session(store, catalogue())


@pytest.fixture
def lab(session: Session) -> FrontEnd:
    return FrontEnd(Composer(session))


def call_oneself(session: Session, name: str) -> None:
    session.edit(Edit(NAME, name))


@pytest.fixture
def touched(session: Session, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[Part]]:
    """Return a function that saves something and returns the parts that heard of it."""
    parts: list[Part] = []

    def counting(follow: Callable[..., None]) -> Callable[..., None]:
        def count(part: Part, keys: set[str]) -> None:
            parts.append(part)
            follow(part, keys)

        return count

    for kind in (Part, Following, Field, Tally, ChartView):
        monkeypatch.setattr(kind, "follow", counting(kind.follow))

    def save() -> list[Part]:
        parts.clear()
        call_oneself(session, f"{session.answers.revision}")
        return list(dict.fromkeys(parts))

    return save


def run_everything(lab: FrontEnd) -> int:
    """Run every cell of every notebook, and the app; return how many parts they show."""
    calls = [
        (step.name, place, part)
        for step in catalogue().steps
        for place, part in enumerate(notebooks.read(NOTEBOOKS / f"{step.name}.ipynb"))
        if isinstance(part, notebooks.Call)
    ]
    shown = [lab.run(f"{name} {place}", call.name, *call.arguments) for name, place, call in calls]
    shown.append(lab.run("app", "app"))
    lab.settle()
    return sum(len(list(sheet.root.within())) for sheet in shown)


def test_a_save_after_twenty_runs_of_all_notebooks_touches_only_what_they_show(
    lab: FrontEnd, session: Session, touched: Callable[[], list[Part]]
) -> None:
    number = run_everything(lab)
    assert len(touched()) == number
    for _ in range(RUNS - 1):
        run_everything(lab)
    assert len(touched()) == number


def test_neither_do_pages_that_went_without_a_word_add_to_it(
    lab: FrontEnd, session: Session, touched: Callable[[], list[Part]]
) -> None:
    number = run_everything(lab)
    for _ in range(RUNS - 1):
        lab.crash()
        run_everything(lab)
    assert len(touched()) == number


def test_a_section_in_two_cells_is_up_to_date_in_both_while_either_runs_again(
    lab: FrontEnd, session: Session
) -> None:
    for place in ("one", "other"):
        lab.run(place, *YOU)
    lab.settle()
    call_oneself(session, "Ada")
    assert lab.names() == {"one": "Ada", "other": "Ada"}
    for place, name in (("one", "Grace"), ("other", "Mary"), ("one", "Emmy")):
        lab.run(place, *YOU)
        call_oneself(session, f"{name}, in between")
        lab.settle()
        assert set(lab.names().values()) <= {f"{name}, in between"}
        call_oneself(session, name)
        assert lab.names() == {"one": name, "other": name}


def test_what_was_saved_before_a_view_has_answered_that_it_is_there_reaches_it(
    lab: FrontEnd, session: Session
) -> None:
    lab.run("one", *YOU)
    lab.run("other", *YOU)
    lab.settle()
    lab.close("other")
    lab.run("third", *YOU)
    call_oneself(session, "Ada")
    assert lab.names() == {}, "who asks does not wait"
    lab.settle()
    assert lab.names() == {"one": "Ada", "third": "Ada"}


def test_a_sheet_in_two_windows_is_up_to_date_in_the_one_that_is_left(
    lab: FrontEnd, session: Session
) -> None:
    sheet = lab.run("one", *YOU)
    lab.open("other window", sheet)
    lab.settle()
    call_oneself(session, "Ada")
    assert lab.names() == {"one": "Ada", "other window": "Ada"}
    lab.close("one")
    call_oneself(session, "Grace")
    lab.settle()
    call_oneself(session, "Mary")
    assert lab.names() == {"other window": "Mary"}


def test_a_sheet_whose_last_view_has_closed_hears_nothing_until_the_next_opens(
    lab: FrontEnd, session: Session, touched: Callable[[], list[Part]]
) -> None:
    sheet = lab.run("one", *YOU)
    lab.settle()
    lab.close("one")
    lab.settle()
    assert touched() == []
    call_oneself(session, "Ada")
    assert lab.names() == {}
    lab.open("one", sheet)  # a cell that was deleted comes back
    lab.settle()
    assert lab.names() == {"one": "Ada"}
    call_oneself(session, "Grace")
    assert lab.names() == {"one": "Grace"}


def test_a_window_that_slept_while_it_was_asked_hears_of_everything_once_it_says_something(
    lab: FrontEnd, session: Session
) -> None:
    sheet = lab.run("one", *YOU)
    lab.settle()
    lab.is_asleep = True
    lab.run("other", *YOU)
    call_oneself(session, "Ada")
    lab.settle()
    lab.is_asleep = False
    *_, last = (one for one in sheet.root.within() if isinstance(one, Field))
    lab.post(sheet, part=last.number, type="hello")
    lab.settle()
    assert lab.names() == {"one": "Ada"}
    call_oneself(session, "Grace")
    assert lab.names() == {"one": "Grace", "other": "Grace"}


def test_a_widget_that_is_closed_hears_nothing(
    lab: FrontEnd, session: Session, touched: Callable[[], list[Part]]
) -> None:
    sheet = lab.run("one", *YOU)
    lab.settle()
    assert touched() != []
    sheet.close()
    assert touched() == []
