"""The day is the one where the person is."""

from datetime import date

from workbook.clock import today


def test_today_is_the_day_here() -> None:
    before = date.today()
    assert before <= today() <= date.today()
