"""What gave energy and what took it, by kind of work."""

from __future__ import annotations

from collections.abc import Sequence

from workbook.charts.chart import Chart, ChartContent, ChartData, NoChart, render
from workbook.charts.drawing import Picture, measure
from workbook.charts.layout import Strips
from workbook.charts.legend import LegendEntry
from workbook.charts.marks import BarMark, LineMark, TextMark, Tone
from workbook.charts.svg import Medium
from workbook.insights.practice import GIVES, TAKES, Energy, energies
from workbook.insights.practice_commentary import suggest_energy, summarize_energy
from workbook.phrases.sentences import sentences
from workbook.questions.tables import ChoiceColumn

SOME = 0.45  # how strong the tint of some energy is; a lot is 1


def draw(data: ChartData, medium: Medium) -> Chart | NoChart:
    """Draw bars that go right for tasks that gave energy and left for those that took it."""
    words = sentences().charts.energy
    table = data.catalogue.energy_log
    found = energies(data.answers, data.catalogue)
    if table is None or not found:
        return NoChart("energy", words.nothing_yet, table.key if table else "")
    levels = table.column("energy")
    assert isinstance(levels, ChoiceColumn)  # noqa: S101 - energy_log has seen to it
    say = summarize_energy(found)
    rows = tuple(
        (one.kind.label, *(str(one.counts[level.value]) for level in levels.choices)) for one in found
    )
    content = ChartContent(
        words.title,
        say,
        words.description.format(say=say),
        (words.kind, *(level.label for level in levels.choices)),
        rows,
        tuple(suggest_energy(found)),
    )
    return render("energy", content, medium, lambda is_wide: _draw_balance(found, is_wide=is_wide))


def _draw_balance(found: Sequence[Energy], *, is_wide: bool) -> Picture:
    words = sentences().charts.energy
    legend = [
        LegendEntry(words.took_a_lot, None, "takes", is_filled=True),
        LegendEntry(words.took, None, "takes", is_filled=True, strength=SOME),
        LegendEntry(words.gave, None, "gives", is_filled=True, strength=SOME),
        LegendEntry(words.gave_a_lot, None, "gives", is_filled=True),
    ]
    kinds = [one.kind.label for one in found]
    strips = Strips("energy", kinds, is_wide=is_wide, height=44, legend=legend)
    picture = strips.picture
    left, right = (max(measure(str(number)) for number in numbers) + 10 for numbers in (
        [one.takes for one in found], [one.gives for one in found]))  # fmt: skip
    most_left, most_right = max(one.takes for one in found), max(one.gives for one in found)
    step = (strips.width - left - right) / max(most_left + most_right, 1)
    middle_x = strips.left + left + step * most_left
    for middle, one in zip(strips.middles, found, strict=True):
        sides: tuple[tuple[int, tuple[str, ...], Tone], ...] = ((-1, TAKES, "takes"), (1, GIVES, "gives"))
        for side, values, tone in sides:
            a_lot, some = sorted(values, key=lambda value: "1" in value)
            x = middle_x
            for value, strength in ((some, SOME), (a_lot, 1.0)):
                length = step * one.counts[value]
                if length:
                    picture.add(BarMark(min(x, x + side * length), middle, length, tone, strength=strength))
                x += side * length
            total = one.takes if side < 0 else one.gives
            picture.add(TextMark(x + side * 8, middle, str(total), "end" if side < 0 else "start"))
    for top, bottom in strips.uprights():
        picture.add(LineMark(((middle_x, top), (middle_x, bottom)), "ink", 1.5))
    return picture
