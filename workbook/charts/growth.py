"""Each skill's level at first, now and as a target, and what others see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from workbook.charts.chart import Chart, ChartContent, ChartData, NoChart, render
from workbook.charts.drawing import LINE_HEIGHT, Picture
from workbook.charts.layout import Strips
from workbook.charts.legend import LegendEntry
from workbook.charts.marks import Anchor, LineMark, SymbolMark, TextMark
from workbook.charts.svg import Medium
from workbook.insights.skills import LEVELS, SkillStanding, check_in_days, standings
from workbook.insights.skills_commentary import suggest_growth, summarize_growth
from workbook.phrases.sentences import join_names, sentences

NOW, FIRST, TARGET, OTHER = 6.0, 10.0, 14.5, 6.0  # how far the marks reach: on one level, one is in another
OTHERS_APART = 14  # from one of the others to the next on the same level
COUNT_AFTER: tuple[int, Anchor] = (12, "start")  # where a number goes beside its mark
COUNT_BEFORE: tuple[int, Anchor] = (-12, "end")
SIDE_BY_SIDE = 2  # marks on one level; more are one with their number


def draw(data: ChartData, medium: Medium) -> Chart | NoChart:
    """Draw the skills that somebody has rated, those furthest from their target first."""
    words = sentences().charts.growth
    found = standings(data.answers, data.catalogue, data.today)
    rated = sorted((one for one in found if one.levels or one.theirs), key=_by_gap)
    if not rated:
        question = data.catalogue.ratings
        return NoChart("growth", words.nothing_yet, question.key if question else "")
    say = summarize_growth(found, check_in_days(data.answers, data.catalogue, data.today))
    numbers: list[tuple[str, ...]] = [(words.skill, words.first, words.now, words.target, words.others)]
    numbers += [
        (one.skill.title, *map(_format_level, (one.first, one.now, one.target)), _others(one))
        for one in found
    ]
    by_others = any(one.theirs for one in rated)
    columns, *rows = (line if by_others else line[:-1] for line in numbers)
    others = words.described_others if by_others else ""
    description = words.description.format(shown=len(rated), say=say, others=others)
    content = ChartContent(words.title, say, description, columns, tuple(rows), tuple(suggest_growth(found)))
    return render("growth", content, medium, lambda is_wide: _draw_skills(rated, is_wide=is_wide))


def _by_gap(one: SkillStanding) -> float:
    return -one.gap if one.gap is not None else len(LEVELS)


def _format_level(level: int | None) -> str:
    return sentences().charts.none if level is None else str(level)


def _others(one: SkillStanding) -> str:
    return join_names([f"{by} {level}" for by, level in one.others.items()]) or sentences().charts.none


def _draw_skills(rated: Sequence[SkillStanding], *, is_wide: bool) -> Picture:
    words = sentences().charts.growth
    legend = [LegendEntry(words.now, "circle", "accent", is_filled=True)]
    if any(len(one.levels) > 1 for one in rated):
        legend.append(LegendEntry(words.first, "circle", "accent"))
    if any(one.target for one in rated):
        legend.append(LegendEntry(words.target, "diamond"))
    if any(one.theirs for one in rated):
        legend.append(LegendEntry(words.others, "square", "gives"))
    names = [one.skill.title for one in rated]
    strips = Strips("growth", names, is_wide=is_wide, height=54, legend=legend, axis=LINE_HEIGHT)
    picture = strips.picture
    step = (strips.width - 2 * TARGET - 4) / (len(LEVELS) - 1)
    across = [strips.left + TARGET + 2 + step * place for place in range(len(LEVELS))]
    for x, level in zip(across, LEVELS, strict=True):
        picture.add(TextMark(x, strips.axis + LINE_HEIGHT / 2, str(level), "middle", "quiet"))
        for middle in strips.middles:
            picture.add(LineMark(((x, middle - 22), (x, middle + 22))))
    for middle, one in zip(strips.middles, rated, strict=True):
        _draw_skill(picture, one, middle, across)
    return picture


def _draw_skill(picture: Picture, one: SkillStanding, middle: float, across: Sequence[float]) -> None:
    at = dict(zip(LEVELS, across, strict=True))
    y = middle - 9 if one.theirs else middle
    if one.now and one.target and one.now != one.target:
        picture.add(LineMark(((at[one.now], y), (at[one.target], y)), "ink", dashed=True))
    if one.first and one.now and one.first != one.now:
        picture.add(LineMark(((at[one.first], y), (at[one.now], y)), "accent", 4))
    if one.target:
        picture.add(SymbolMark((at[one.target], y), "diamond", TARGET))
    if one.first and len(one.levels) > 1:
        picture.add(SymbolMark((at[one.first], y), "circle", FIRST, "accent"))
    if one.now:
        picture.add(SymbolMark((at[one.now], y), "circle", NOW, "accent", is_filled=True))
    for level, number in Counter(one.others.values()).items():
        x, y = at[level], middle + 16
        if number > SIDE_BY_SIDE:
            side, anchor = COUNT_BEFORE if level == max(LEVELS) else COUNT_AFTER
            count = f"\N{MULTIPLICATION SIGN}{number}"
            picture.add(SymbolMark((x, y), "square", OTHER, "gives"), TextMark(x + side, y, count, anchor))
            continue
        for place in range(number):
            shift = OTHERS_APART * (place - (number - 1) / 2)
            picture.add(SymbolMark((x + shift, y), "square", OTHER, "gives"))
