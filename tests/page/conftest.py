"""What the tests of a page share: a session with a small workbook, on one day."""

from datetime import date

import pytest

from workbook.page import builder as builder_module
from workbook.page import chart, connections
from workbook.page.builder import Builder
from workbook.page.session import Session
from workbook.store import AnswerFile

from .pages import KINDS, small_catalogue

TODAY = date(2026, 3, 3)


@pytest.fixture(autouse=True)
def _one_day(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (builder_module, chart, connections):
        monkeypatch.setattr(module, "today", lambda: TODAY)


@pytest.fixture
def session(store: AnswerFile) -> Session:
    return Session(store, small_catalogue(**KINDS))


@pytest.fixture
def builder(session: Session) -> Builder:
    return Builder(session)
