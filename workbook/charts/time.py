"""Each skill over time, in a small picture of its own on the same scale."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from workbook.charts.chart import Chart, ChartContent, ChartData, NoChart, TableRows, render
from workbook.charts.drawing import LINE_HEIGHT, Picture, wrap
from workbook.charts.layout import NARROW, WIDE
from workbook.charts.legend import LegendEntry, draw_legend, legend_height
from workbook.charts.marks import LineMark, Position, SymbolMark, TextMark
from workbook.charts.svg import Medium, single_line
from workbook.insights.skills import LEVELS, Point, SkillStanding, standings
from workbook.insights.skills_commentary import suggest_change, summarize_change
from workbook.phrases.sentences import sentences
from workbook.questions.formatting import day_in_words, month_in_words

ACROSS, BETWEEN = 3, 26  # pictures beside each other where it is wide, and the room between them
LEVEL = 19  # from one level to the next
AXIS_WIDTH = 16  # the room of the numbers beside a picture
DOTS = 40  # check-ins beyond which a line alone is easier to read
DOT, OTHER = 4.0, 5.0


def draw(data: ChartData, medium: Medium) -> Chart | NoChart:
    """Draw the skills that somebody has rated, in their order."""
    words = sentences().charts.time
    found = [one for one in standings(data.answers, data.catalogue, data.today) if one.levels or one.theirs]
    if not found:
        question = data.catalogue.ratings
        return NoChart("time", words.nothing_yet, question.key if question else "")
    days = [day for one in found for points in (one.levels, *one.theirs.values()) for day, _ in points]
    first, last = min(days), max(days)
    say = summarize_change(found)
    if medium == "book" and first == last:  # a page of single dots tells a reader nothing
        return NoChart("time", say, "")
    others = words.described_others if any(one.theirs for one in found) else ""
    description = words.description.format(
        number=len(found), first=day_in_words(first), last=day_in_words(last), say=say, others=others
    )
    columns, rows = _level_table(found)
    content = ChartContent(words.title, say, description, columns, rows, tuple(suggest_change(found)))
    return render(
        "time", content, medium, lambda is_wide: _draw_panels(found, (first, last), is_wide=is_wide)
    )


def _level_table(found: Sequence[SkillStanding]) -> tuple[tuple[str, ...], TableRows]:
    """Return a row for each day and rater, the latest first, with a column for each skill."""
    words = sentences().charts
    levels: dict[tuple[date, str], dict[str, int]] = {}
    for one in found:
        for by, points in (("", one.levels), *one.theirs.items()):
            for day, level in points:
                levels.setdefault((day, by), {})[one.skill.key] = level
    rows = [
        (
            day_in_words(day, 3),
            by or words.time.own,
            *(str(levels[day, by].get(one.skill.key, words.none)) for one in found),
        )
        for day, by in sorted(levels, key=lambda one: (-one[0].toordinal(), one[1]))
    ]
    return (words.time.day, words.time.by, *(one.skill.title for one in found)), tuple(rows)


def _draw_panels(found: Sequence[SkillStanding], days: tuple[date, date], *, is_wide: bool) -> Picture:
    words = sentences().charts.time
    legend = [LegendEntry(words.level, "circle", "accent", is_filled=True)]
    if any(one.targets for one in found):
        legend.append(LegendEntry(words.target, "dash"))
    if any(one.theirs for one in found):
        legend.append(LegendEntry(words.others, "square", "gives"))
    width = WIDE if is_wide else NARROW
    each = (WIDE - BETWEEN * (ACROSS - 1)) / ACROSS if is_wide else NARROW
    titles = [wrap(single_line(one.skill.title), each) for one in found]
    in_row = ACROSS if is_wide else 1
    heads = [max(map(len, titles[place : place + in_row])) for place in range(0, len(found), in_row)]
    top = legend_height(legend, width)
    # The levels, the days below, and room to the next row.
    tall = LEVEL * (len(LEVELS) - 1) + LINE_HEIGHT + 38
    height = top + sum(LINE_HEIGHT * head + tall for head in heads)
    picture = Picture(f"time-{'wide' if is_wide else 'narrow'}", width, height)
    draw_legend(picture, legend, width)
    for row, head in enumerate(heads):
        for place, one in enumerate(found[row * in_row : (row + 1) * in_row]):
            x = place * (each + BETWEEN)
            lines = titles[row * in_row + place]
            picture.add_lines(x, top + LINE_HEIGHT * (head - len(lines) / 2), lines)
            _draw_panel(picture, one, days, (x, top + LINE_HEIGHT * head + 14, each))
        top += LINE_HEIGHT * head + tall
    return picture


def _draw_panel(
    picture: Picture, one: SkillStanding, days: tuple[date, date], place: tuple[float, float, float]
) -> None:
    (first, last), (x, top, width) = days, place
    left, room = x + AXIS_WIDTH + DOT, width - AXIS_WIDTH - 2 * DOT - OTHER

    def at(point: Point) -> Position:
        day, level = point
        part = (day - first).days / (last - first).days if last > first else 0.5
        return left + room * part, top + LEVEL * (max(LEVELS) - level)

    for level in LEVELS:
        y = at((first, level))[1]
        picture.add(LineMark(((x + AXIS_WIDTH, y), (x + width, y))))
        if level in (min(LEVELS), max(LEVELS)):
            picture.add(TextMark(x, y, str(level), tone="quiet"))
    if one.targets:
        steps: list[Position] = []
        for point, after in zip(one.targets, (*one.targets[1:], (last, one.targets[-1][1])), strict=True):
            steps += [at(point), (at(after)[0], at(point)[1])]
        begin, end = (steps[0][0] - DOT, steps[0][1]), (steps[-1][0] + DOT, steps[-1][1])
        picture.add(LineMark((begin, *steps[1:-1], end), "ink", 1.5, dashed=True))
    for points in one.theirs.values():
        picture.add(*(SymbolMark(at(point), "square", OTHER, "gives") for point in points))
    if len(one.levels) > 1:
        picture.add(LineMark(tuple(at(point) for point in one.levels), "accent", 2))
    for point in one.levels if len(one.levels) <= DOTS else one.levels[-1:]:
        picture.add(SymbolMark(at(point), "circle", DOT, "accent", is_filled=True))
    y = at((first, min(LEVELS)))[1] + LINE_HEIGHT
    picture.add(TextMark(x + AXIS_WIDTH, y, month_in_words(first), tone="quiet"))
    if month_in_words(first) != month_in_words(last):
        picture.add(TextMark(x + width, y, month_in_words(last), "end", "quiet"))
