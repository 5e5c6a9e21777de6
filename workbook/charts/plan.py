"""The plan as a Gantt chart: what was planned, what came of it, today, and the likely end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from workbook.charts.chart import Chart, ChartContent, ChartData, NoChart, render
from workbook.charts.drawing import LINE_HEIGHT, Picture
from workbook.charts.layout import Strips, space_labels, split_into_sheets
from workbook.charts.legend import LegendEntry
from workbook.charts.marks import BarMark, LineMark, SymbolMark, TextMark
from workbook.charts.svg import Medium
from workbook.insights.schedule import BEGUN, Milestone, Schedule, schedule
from workbook.insights.schedule_commentary import suggest_schedule, summarize_schedule
from workbook.phrases.sentences import sentences
from workbook.questions.formatting import day_in_words, month_in_words

PLANNED, ACTUAL = 8, 12  # how thick the bars are
SYMBOL_SIZE = 7.0
SHORTEST = 3.0  # of a bar
STRIP_HEIGHT = 42
LABEL_SHIFT = 10  # how far from its line a month's name may be, in user units
LEAST = 28  # days that are shown at least
STEPS = (1, 2, 3, 4, 6, *(12 * years for years in (1, 2, 5, 10, 20, 50, 100, 500, 1000, 5000)))  # months

TimeScale = Callable[[date], float]  # from a day to its x


class _Strip(NamedTuple):
    """A milestone with its label; None is the official move."""

    label: str
    milestone: Milestone | None = None


def draw(data: ChartData, medium: Medium) -> Chart | NoChart:
    """Draw the milestones that have a day, the earliest first, and the official move."""
    words = sentences().charts.plan
    table = data.catalogue.plan
    found = schedule(data.answers, data.catalogue, data.today, data.original_rows())
    dated = sorted((one for one in found.milestones if _days(one)), key=lambda one: min(_days(one)))
    if not dated:
        return NoChart("plan", words.nothing_yet, table.key if table else "")
    say = summarize_schedule(found, data.today)
    has_past = found.measured is not None  # what the plan once was
    described = words.description if has_past else words.description_now
    description = described.format(number=len(dated), today=day_in_words(data.today), say=say)
    columns = (words.milestone, words.start, words.planned, words.due, words.done, words.slip, words.likely)
    rows = tuple(_row(one) for one in dated)
    if found.move:
        empty = sentences().charts.none
        move, likely = _format_day(found.move), _format_day(found.likely)
        rows += ((words.move, empty, empty, move, empty, empty, likely),)
    numbers: tuple[tuple[str, ...], ...] = (columns, *rows)
    if not has_past:  # of a row its name, its start, when it is due, and when it was done
        numbers = tuple((line[0], line[1], *line[3:5]) for line in numbers)
    actions = tuple(suggest_schedule(found, data.today))
    content = ChartContent(words.title, say, description, numbers[0], numbers[1:], actions)
    strips = [_Strip(_label(one), one) for one in dated] + ([_Strip(words.move)] if found.move else [])

    def sheets() -> Iterator[Picture]:
        for some in split_into_sheets([one.label for one in strips], STRIP_HEIGHT):
            yield _draw_gantt(found, strips[some], data.today)

    return render(
        "plan",
        content,
        medium,
        lambda is_wide: _draw_gantt(found, strips, data.today, is_wide=is_wide),
        sheets,
    )


def _days(one: Milestone) -> list[date]:
    return [day for day in (one.first_start, one.first_due, one.start, one.due, one.done, one.likely) if day]


def _format_day(day: date | None) -> str:
    return day_in_words(day, 3) if day else sentences().charts.none


def _row(one: Milestone) -> tuple[str, ...]:
    words = sentences().charts
    slip = words.none if one.slip is None else _format_slip(one.slip)
    days = (_format_day(day) for day in (one.start, one.first_due, one.due, one.done))
    return one.name or words.plan.unnamed, *days, slip, _format_day(one.likely)


def _format_slip(days: int) -> str:
    """Say how late, without a sign: a spreadsheet would take one for a formula."""
    words = sentences().charts.plan
    if not days:
        return words.on_time
    a_day, more = (words.a_day_late, words.days_late) if days > 0 else (words.a_day_early, words.days_early)
    return a_day if abs(days) == 1 else more.format(days=abs(days))


def _label(one: Milestone) -> str:
    words = sentences().charts.plan
    name = one.name or words.unnamed
    return (
        words.dropped.format(name=name) if one.is_over and not one.done and one.status == "dropped" else name
    )


def _draw_gantt(found: Schedule, shown: Sequence[_Strip], today: date, *, is_wide: bool = True) -> Picture:
    """Draw some strips, with the legend and the days of all."""
    words = sentences().charts.plan
    dated = [one for one in found.milestones if _days(one)]
    as_planned = words.as_planned if found.measured is not None else words.as_planned_now
    legend = [
        LegendEntry(as_planned, None, "ink"),
        LegendEntry(words.as_it_went, None, "accent", is_filled=True),
    ]
    if any(one.due != one.first_due and not one.done for one in dated):
        legend.append(LegendEntry(words.due, "tick"))
    if found.likely or any(one.likely for one in dated):
        legend.append(LegendEntry(words.likely, "diamond", "takes"))
    labels = [one.label for one in shown]
    sizes = {"height": STRIP_HEIGHT, "axis": 2 * LINE_HEIGHT + 6, "below": 4}
    strips = Strips("plan", labels, is_wide=is_wide, legend=legend, **sizes)
    picture = strips.picture
    days = [day for one in dated for day in _days(one)] + [
        day for day in (today, found.move, found.likely) if day
    ]
    first, last = min(days), max(days)
    long = max((last - first).days, LEAST)
    room = strips.width - 2 * SYMBOL_SIZE - 2

    def x(day: date) -> float:
        return strips.left + SYMBOL_SIZE + 1 + room * (day - first).days / long

    _draw_months(strips, x, first, last)
    now = x(today)
    for top, bottom in strips.uprights():
        picture.add(LineMark(((now, top), (now, bottom)), "takes", 1.5, dashed=True))
    for _, place, text in space_labels([(now, words.today)], strips.left, strips.right):
        picture.add(TextMark(place, strips.axis + LINE_HEIGHT / 2, text, "middle", "takes"))
    for middle, one in zip(strips.middles, shown, strict=True):
        if one.milestone:
            _draw_milestone(picture, one.milestone, middle, x, today)
            continue
        if found.move:
            picture.add(SymbolMark((x(found.move), middle), "diamond", SYMBOL_SIZE, is_filled=True))
        if found.likely:
            picture.add(SymbolMark((x(found.likely), middle), "diamond", SYMBOL_SIZE, "takes"))
    return picture


def _draw_months(strips: Strips, x: TimeScale, first: date, last: date) -> None:
    """Draw a line where a month begins that is named, each as many months after the last."""
    labels: list[tuple[float, str]] = []
    ends = strips.left, strips.right
    for months in STEPS:
        labels = [(x(day), month_in_words(day)) for day in _months(first, last, months)]
        # A name that would have to be far from its line is left out.
        labels = [
            one
            for one in labels
            for line, label, _ in space_labels([one], *ends)
            if abs(line - label) <= LABEL_SHIFT
        ]
        if len(space_labels(labels, *ends)) == len(labels):
            break
    if len(labels) < 2:
        labels = [(x(day), day_in_words(day, 3)) for day in (first, last)]
    for begins, place, text in space_labels(labels, *ends):
        strips.picture.add(TextMark(place, strips.axis + LINE_HEIGHT * 1.5, text, "middle", "quiet"))
        for top, bottom in strips.uprights():
            strips.picture.add(LineMark(((begins, top), (begins, bottom))))


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


def _draw_milestone(picture: Picture, one: Milestone, middle: float, x: TimeScale, today: date) -> None:
    upper, lower = middle - PLANNED / 2 - 3, middle + ACTUAL / 2 + 1
    if one.first_start and one.first_due and one.first_start <= one.first_due:
        length = max(x(one.first_due) - x(one.first_start), SHORTEST)
        picture.add(BarMark(x(one.first_start), upper, length, "ink", is_filled=False, height=PLANNED))
    elif one.first_due:
        picture.add(SymbolMark((x(one.first_due), upper), "circle", PLANNED / 2))
    end = one.done or (today if one.status == BEGUN else None)
    begin = one.start or one.first_start
    if end and begin and begin <= end:
        picture.add(BarMark(x(begin), lower, max(x(end) - x(begin), SHORTEST), height=ACTUAL))
    elif one.done:
        picture.add(SymbolMark((x(one.done), lower), "circle", ACTUAL / 2, "accent", is_filled=True))
    if one.due and one.due != one.first_due and not one.done:
        picture.add(SymbolMark((x(one.due), middle), "tick", 11))
    if one.likely:
        picture.add(SymbolMark((x(one.likely), lower), "diamond", SYMBOL_SIZE, "takes"))
