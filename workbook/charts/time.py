"""Each skill over time, in a small picture of its own on the same scale."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from workbook.charts.chart import (
    NARROW,
    WIDE,
    Chart,
    Key,
    NoChart,
    Rows,
    Sketch,
    Told,
    draw_legend,
    drawn,
    legend_height,
)
from workbook.charts.drawing import LINE, Medium, Picture, clean, wrap
from workbook.insights.skills import LEVELS, Point, SkillStanding, standings
from workbook.insights.skills_commentary import say_change, suggest_change
from workbook.phrases.sentences import sentences
from workbook.questions.formatting import day_in_words, month_in_words

ACROSS, BETWEEN = 3, 26  # pictures beside each other where it is wide, and the room between them
LEVEL = 19  # from one level to the next
SCALE = 16  # the room of the numbers beside a picture
DOTS = 40  # check-ins beyond which a line alone is easier to read
DOT, OTHER = 4.0, 5.0


def draw(told: Told, medium: Medium) -> Chart | NoChart:
    """Draw the skills that somebody has rated, in their order."""
    words = sentences().charts.time
    found = [one for one in standings(told.answers, told.catalogue, told.today) if one.levels or one.theirs]
    if not found:
        question = told.catalogue.ratings
        return NoChart("time", words.nothing_yet, question.key if question else "")
    days = [day for one in found for points in (one.levels, *one.theirs.values()) for day, _ in points]
    first, last = min(days), max(days)
    say = say_change(found)
    if medium == "book" and first == last:  # a page of single dots tells a reader nothing
        return NoChart("time", say, "")
    others = words.described_others if any(one.theirs for one in found) else ""
    description = words.description.format(
        number=len(found), first=day_in_words(first), last=day_in_words(last), say=say, others=others
    )
    columns, rows = _table(found)
    sketch = Sketch(words.title, say, description, columns, rows, tuple(suggest_change(found)))
    return drawn("time", sketch, medium, lambda is_wide: _picture(found, (first, last), is_wide=is_wide))


def _table(found: Sequence[SkillStanding]) -> tuple[tuple[str, ...], Rows]:
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


def _picture(found: Sequence[SkillStanding], days: tuple[date, date], *, is_wide: bool) -> Picture:
    words = sentences().charts.time
    keys = [Key(words.level, "circle", "accent", is_filled=True)]
    if any(one.targets for one in found):
        keys.append(Key(words.target, "dash"))
    if any(one.theirs for one in found):
        keys.append(Key(words.others, "square", "gives"))
    width = WIDE if is_wide else NARROW
    each = (WIDE - BETWEEN * (ACROSS - 1)) / ACROSS if is_wide else NARROW
    titles = [wrap(clean(one.skill.title), each) for one in found]
    in_row = ACROSS if is_wide else 1
    heads = [max(map(len, titles[place : place + in_row])) for place in range(0, len(found), in_row)]
    top = legend_height(keys, width)
    tall = LEVEL * (len(LEVELS) - 1) + LINE + 38  # the levels, the days below, and room to the next row
    picture = Picture(
        f"time-{'wide' if is_wide else 'narrow'}", width, top + sum(LINE * head + tall for head in heads)
    )
    draw_legend(picture, keys, width)
    for row, head in enumerate(heads):
        for place, one in enumerate(found[row * in_row : (row + 1) * in_row]):
            x = place * (each + BETWEEN)
            lines = titles[row * in_row + place]
            picture.lines(x, top + LINE * (head - len(lines) / 2), lines)
            _panel(picture, one, days, (x, top + LINE * head + 14, each))
        top += LINE * head + tall
    return picture


def _panel(
    picture: Picture, one: SkillStanding, days: tuple[date, date], place: tuple[float, float, float]
) -> None:
    (first, last), (x, top, width) = days, place
    left, room = x + SCALE + DOT, width - SCALE - 2 * DOT - OTHER

    def at(point: Point) -> tuple[float, float]:
        day, level = point
        part = (day - first).days / (last - first).days if last > first else 0.5
        return left + room * part, top + LEVEL * (max(LEVELS) - level)

    for level in LEVELS:
        y = at((first, level))[1]
        picture.line([(x + SCALE, y), (x + width, y)])
        if level in (min(LEVELS), max(LEVELS)):
            picture.text(x, y, str(level), tone="quiet")
    if one.targets:
        steps: list[tuple[float, float]] = []
        for point, after in zip(one.targets, (*one.targets[1:], (last, one.targets[-1][1])), strict=True):
            steps += [at(point), (at(after)[0], at(point)[1])]
        picture.line(
            [(steps[0][0] - DOT, steps[0][1]), *steps[1:-1], (steps[-1][0] + DOT, steps[-1][1])],
            tone="ink",
            dashed=True,
            width=1.5,
        )
    for points in one.theirs.values():
        for point in points:
            picture.mark(at(point), "square", OTHER, tone="gives")
    if len(one.levels) > 1:
        picture.line([at(point) for point in one.levels], tone="accent", width=2)
    for point in one.levels if len(one.levels) <= DOTS else one.levels[-1:]:
        picture.mark(at(point), "circle", DOT, tone="accent", is_filled=True)
    y = at((first, min(LEVELS)))[1] + LINE
    picture.text(x + SCALE, y, month_in_words(first), tone="quiet")
    if month_in_words(first) != month_in_words(last):
        picture.text(x + width, y, month_in_words(last), anchor="end", tone="quiet")
