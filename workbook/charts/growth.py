"""Where each skill stands: at first, now, where it is to go, and what others see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from workbook.charts.chart import (
    Chart,
    Key,
    NoChart,
    Sketch,
    Strips,
    Told,
    drawn,
)
from workbook.charts.drawing import LINE, Anchor, Medium, Picture
from workbook.insights.skills import LEVELS, SkillStanding, check_in_days, standings
from workbook.insights.skills_commentary import say_growth, several, suggest_growth
from workbook.phrases.sentences import sentences

NOW, FIRST, TARGET, OTHER = (
    6.0,
    10.0,
    14.5,
    6.0,
)  # how far the marks reach: those on one level stand around each other
ASIDE = 14  # from one of the others to the next on the same level
BEHIND: tuple[int, Anchor] = (12, "start")  # where a number stands beside its mark
AT_THE_END: tuple[int, Anchor] = (-12, "end")
BESIDE = 2  # so many stand beside each other; more are one with their number


def draw(told: Told, medium: Medium) -> Chart | NoChart:
    """Draw the skills that somebody has rated, those furthest from their target first."""
    words = sentences().charts.growth
    found = standings(told.answers, told.catalogue, told.today)
    rated = sorted((one for one in found if one.levels or one.theirs), key=_by_gap)
    if not rated:
        question = told.catalogue.ratings
        return NoChart("growth", words.nothing_yet, question.key if question else "")
    say = say_growth(found, check_in_days(told.answers, told.catalogue, told.today))
    numbers: list[tuple[str, ...]] = [(words.skill, words.first, words.now, words.target, words.others)]
    numbers += [
        (one.skill.title, *map(_shown, (one.first, one.now, one.target)), _others(one)) for one in found
    ]
    by_others = any(one.theirs for one in rated)
    columns, *rows = (line if by_others else line[:-1] for line in numbers)
    others = words.described_others if by_others else ""
    description = words.description.format(shown=len(rated), say=say, others=others)
    sketch = Sketch(words.title, say, description, columns, tuple(rows), tuple(suggest_growth(found)))
    return drawn("growth", sketch, medium, lambda is_wide: _picture(rated, is_wide=is_wide))


def _by_gap(one: SkillStanding) -> float:
    return -one.gap if one.gap is not None else len(LEVELS)


def _shown(level: int | None) -> str:
    return sentences().charts.none if level is None else str(level)


def _others(one: SkillStanding) -> str:
    return several([f"{by} {level}" for by, level in one.others.items()]) or sentences().charts.none


def _picture(rated: Sequence[SkillStanding], *, is_wide: bool) -> Picture:
    words = sentences().charts.growth
    keys = [Key(words.now, "circle", "accent", is_filled=True)]
    if any(len(one.levels) > 1 for one in rated):
        keys.append(Key(words.first, "circle", "accent"))
    if any(one.target for one in rated):
        keys.append(Key(words.target, "diamond"))
    if any(one.theirs for one in rated):
        keys.append(Key(words.others, "square", "gives"))
    names = [one.skill.title for one in rated]
    strips = Strips("growth", names, is_wide=is_wide, height=54, keys=keys, axis=LINE)
    picture = strips.picture
    step = (strips.width - 2 * TARGET - 4) / (len(LEVELS) - 1)
    across = [strips.left + TARGET + 2 + step * place for place in range(len(LEVELS))]
    for x, level in zip(across, LEVELS, strict=True):
        picture.text(x, strips.axis + LINE / 2, str(level), anchor="middle", tone="quiet")
        for middle in strips.middles:
            picture.line([(x, middle - 22), (x, middle + 22)])
    for middle, one in zip(strips.middles, rated, strict=True):
        _strip(picture, one, middle, across)
    return picture


def _strip(picture: Picture, one: SkillStanding, middle: float, across: Sequence[float]) -> None:
    at = dict(zip(LEVELS, across, strict=True))
    y = middle - 9 if one.theirs else middle
    if one.now and one.target and one.now != one.target:
        picture.line([(at[one.now], y), (at[one.target], y)], tone="ink", dashed=True)
    if one.first and one.now and one.first != one.now:
        picture.line([(at[one.first], y), (at[one.now], y)], tone="accent", width=4)
    if one.target:
        picture.mark((at[one.target], y), "diamond", TARGET)
    if one.first and len(one.levels) > 1:
        picture.mark((at[one.first], y), "circle", FIRST, tone="accent")
    if one.now:
        picture.mark((at[one.now], y), "circle", NOW, tone="accent", is_filled=True)
    for level, number in Counter(one.others.values()).items():
        x, y = at[level], middle + 16
        if number > BESIDE:
            picture.mark((x, y), "square", OTHER, tone="gives")
            side, anchor = AT_THE_END if level == max(LEVELS) else BEHIND
            picture.text(x + side, y, f"\N{MULTIPLICATION SIGN}{number}", anchor=anchor)
            continue
        for place in range(number):
            shift = ASIDE * (place - (number - 1) / 2)
            picture.mark((x + shift, y), "square", OTHER, tone="gives")
