"""The plan as a Gantt chart: what was planned, what came of it, today, and the likely end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from workbook.charts.chart import Chart, Key, NoChart, Sketch, Strips, Told, drawn, on_sheets, spaced
from workbook.charts.drawing import LINE, Medium, Picture
from workbook.insights.schedule import BEGUN, Milestone, Schedule, schedule
from workbook.insights.skills_commentary import say_schedule, suggest_schedule
from workbook.phrases.sentences import sentences
from workbook.questions.formatting import day_in_words, month_in_words

PLANNED, ACTUAL = 8, 12  # how thick the bars are
MARK = 7.0
SHORTEST = 3.0  # of a bar
HEIGHT = 42  # of a strip
ASIDE = 10  # how far from its line a month's name may stand, in user units
LEAST = 28  # days that are shown at least
STEPS = (1, 2, 3, 4, 6, *(12 * years for years in (1, 2, 5, 10, 20, 50, 100, 500, 1000, 5000)))  # months

Place = Callable[[date], float]


class _Strip(NamedTuple):
    """A milestone with its label; None is the official move."""

    label: str
    milestone: Milestone | None = None


def draw(told: Told, medium: Medium) -> Chart | NoChart:
    """Draw the milestones that have a day, the earliest first, and the official move."""
    words = sentences().charts.plan
    table = told.catalogue.plan
    found = schedule(told.answers, told.catalogue, told.today, told.began())
    dated = sorted((one for one in found.milestones if _days(one)), key=lambda one: min(_days(one)))
    if not dated:
        return NoChart("plan", words.nothing_yet, table.key if table else "")
    say = say_schedule(found, told.today)
    is_told = found.measured is not None  # what the plan once was
    described = words.description if is_told else words.description_now
    description = described.format(number=len(dated), today=day_in_words(told.today), say=say)
    columns = (words.milestone, words.start, words.planned, words.due, words.done, words.slip, words.likely)
    rows = tuple(_row(one) for one in dated)
    if found.move:
        empty = sentences().charts.none
        rows += ((words.move, empty, empty, _said(found.move), empty, empty, _said(found.likely)),)
    numbers: tuple[tuple[str, ...], ...] = (columns, *rows)
    if not is_told:  # of a row its name, its start, when it is due, and when it was done
        numbers = tuple((line[0], line[1], *line[3:5]) for line in numbers)
    actions = tuple(suggest_schedule(found, told.today))
    sketch = Sketch(words.title, say, description, numbers[0], numbers[1:], actions)
    strips = [_Strip(_name(one), one) for one in dated] + ([_Strip(words.move)] if found.move else [])

    def sheets() -> Iterator[Picture]:
        for some in on_sheets([one.label for one in strips], HEIGHT):
            yield _picture(found, strips[some], told.today)

    return drawn(
        "plan",
        sketch,
        medium,
        lambda is_wide: _picture(found, strips, told.today, is_wide=is_wide),
        sheets,
    )


def _days(one: Milestone) -> list[date]:
    return [day for day in (one.first_start, one.first_due, one.start, one.due, one.done, one.likely) if day]


def _said(day: date | None) -> str:
    return day_in_words(day, 3) if day else sentences().charts.none


def _row(one: Milestone) -> tuple[str, ...]:
    words = sentences().charts
    slip = words.none if one.slip is None else _slip(one.slip)
    days = (_said(day) for day in (one.start, one.first_due, one.due, one.done))
    return one.name or words.plan.unnamed, *days, slip, _said(one.likely)


def _slip(days: int) -> str:
    """Say how late, without a sign: a spreadsheet would take one for a formula."""
    words = sentences().charts.plan
    if not days:
        return words.on_time
    a_day, more = (words.a_day_late, words.days_late) if days > 0 else (words.a_day_early, words.days_early)
    return a_day if abs(days) == 1 else more.format(days=abs(days))


def _name(one: Milestone) -> str:
    words = sentences().charts.plan
    name = one.name or words.unnamed
    return (
        words.dropped.format(name=name) if one.is_over and not one.done and one.status == "dropped" else name
    )


def _picture(found: Schedule, shown: Sequence[_Strip], today: date, *, is_wide: bool = True) -> Picture:
    """Draw some strips, with the legend and the days of all."""
    words = sentences().charts.plan
    dated = [one for one in found.milestones if _days(one)]
    as_planned = words.as_planned if found.measured is not None else words.as_planned_now
    keys = [Key(as_planned, None, "ink"), Key(words.as_it_went, None, "accent", is_filled=True)]
    if any(one.due != one.first_due and not one.done for one in dated):
        keys.append(Key(words.due, "tick"))
    if found.likely or any(one.likely for one in dated):
        keys.append(Key(words.likely, "diamond", "takes"))
    labels = [one.label for one in shown]
    strips = Strips("plan", labels, is_wide=is_wide, height=HEIGHT, keys=keys, axis=2 * LINE + 6, below=4)
    picture = strips.picture
    days = [day for one in dated for day in _days(one)] + [
        day for day in (today, found.move, found.likely) if day
    ]
    first, last = min(days), max(days)
    long = max((last - first).days, LEAST)
    room = strips.width - 2 * MARK - 2

    def x(day: date) -> float:
        return strips.left + MARK + 1 + room * (day - first).days / long

    _calendar(strips, x, first, last)
    now = x(today)
    for span in strips.uprights():
        picture.line([(now, end) for end in span], tone="takes", width=1.5, dashed=True)
    for _, place, text in spaced([(now, words.today)], strips.left, strips.right):
        picture.text(place, strips.axis + LINE / 2, text, anchor="middle", tone="takes")
    for middle, one in zip(strips.middles, shown, strict=True):
        if one.milestone:
            _draw_milestone(picture, one.milestone, middle, x, today)
            continue
        if found.move:
            picture.mark((x(found.move), middle), "diamond", MARK, is_filled=True)
        if found.likely:
            picture.mark((x(found.likely), middle), "diamond", MARK, tone="takes")
    return picture


def _calendar(strips: Strips, x: Place, first: date, last: date) -> None:
    """Draw a line where a month begins that is named, each as many months after the last."""
    labels: list[tuple[float, str]] = []
    ends = strips.left, strips.right
    for months in STEPS:
        labels = [(x(day), month_in_words(day)) for day in _months(first, last, months)]
        # A name that would have to stand far from its line stays away.
        labels = [one for one in labels for began, at, _ in spaced([one], *ends) if abs(began - at) <= ASIDE]
        if len(spaced(labels, *ends)) == len(labels):
            break
    if len(labels) < 2:
        labels = [(x(day), day_in_words(day, 3)) for day in (first, last)]
    for begins, place, text in spaced(labels, *ends):
        strips.picture.text(place, strips.axis + LINE * 1.5, text, anchor="middle", tone="quiet")
        for span in strips.uprights():
            strips.picture.line([(begins, end) for end in span])


def _months(first: date, last: date, step: int) -> Iterator[date]:
    """Yield the first days of the months inside, so many apart and of the year if they divide it."""
    month = first.year * 12 + first.month - 1
    month += -month % step
    while (day := _first_day(month)) and day <= last:
        if day >= first:
            yield day
        month += step


def _first_day(month: int) -> date | None:
    year = month // 12
    return date(year, month % 12 + 1, 1) if date.min.year <= year <= date.max.year else None


def _draw_milestone(picture: Picture, one: Milestone, middle: float, x: Place, today: date) -> None:
    upper, lower = middle - PLANNED / 2 - 3, middle + ACTUAL / 2 + 1
    if one.first_start and one.first_due and one.first_start <= one.first_due:
        length = max(x(one.first_due) - x(one.first_start), SHORTEST)
        picture.bar(x(one.first_start), upper, length, tone="ink", is_filled=False, height=PLANNED)
    elif one.first_due:
        picture.mark((x(one.first_due), upper), "circle", PLANNED / 2, tone="ink")
    end = one.done or (today if one.status == BEGUN else None)
    begin = one.start or one.first_start
    if end and begin and begin <= end:
        picture.bar(x(begin), lower, max(x(end) - x(begin), SHORTEST), height=ACTUAL)
    elif one.done:
        picture.mark((x(one.done), lower), "circle", ACTUAL / 2, tone="accent", is_filled=True)
    if one.due and one.due != one.first_due and not one.done:
        picture.mark((x(one.due), middle), "tick", 11)
    if one.likely:
        picture.mark((x(one.likely), lower), "diamond", MARK, tone="takes")
