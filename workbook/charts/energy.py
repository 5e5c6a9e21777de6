"""What gave energy and what took it, by kind of work."""

from __future__ import annotations

from collections.abc import Sequence

from workbook.charts.chart import Chart, Key, NoChart, Sketch, Strips, Told, drawn
from workbook.charts.drawing import Medium, Picture, Tone, measure
from workbook.insights.practice import GIVES, TAKES, Energy, energies
from workbook.insights.skills_commentary import say_energy, suggest_energy
from workbook.phrases.sentences import sentences
from workbook.questions.tables import ChoiceColumn

SOME = 0.45  # how strong the tint of some energy is; a lot is 1


def draw(told: Told, medium: Medium) -> Chart | NoChart:
    """Draw bars that go right for tasks that gave energy and left for those that took it."""
    words = sentences().charts.energy
    table = told.catalogue.energy_log
    found = energies(told.answers, told.catalogue)
    if table is None or not found:
        return NoChart("energy", words.nothing_yet, table.key if table else "")
    levels = table.column("energy")
    assert isinstance(levels, ChoiceColumn)  # noqa: S101 - energy_log has seen to it
    say = say_energy(found)
    rows = tuple(
        (one.kind.label, *(str(one.counts[level.value]) for level in levels.choices)) for one in found
    )
    sketch = Sketch(
        words.title,
        say,
        words.description.format(say=say),
        (words.kind, *(level.label for level in levels.choices)),
        rows,
        tuple(suggest_energy(found)),
    )
    return drawn("energy", sketch, medium, lambda is_wide: _picture(found, is_wide=is_wide))


def _picture(found: Sequence[Energy], *, is_wide: bool) -> Picture:
    words = sentences().charts.energy
    keys = [
        Key(words.took_a_lot, None, "takes", is_filled=True),
        Key(words.took, None, "takes", is_filled=True, strength=SOME),
        Key(words.gave, None, "gives", is_filled=True, strength=SOME),
        Key(words.gave_a_lot, None, "gives", is_filled=True),
    ]
    strips = Strips("energy", [one.kind.label for one in found], is_wide=is_wide, height=44, keys=keys)
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
                    picture.bar(min(x, x + side * length), middle, length, tone=tone, strength=strength)
                x += side * length
            total = one.takes if side < 0 else one.gives
            picture.text(x + side * 8, middle, str(total), anchor="end" if side < 0 else "start")
    for span in strips.uprights():
        picture.line([(middle_x, end) for end in span], tone="ink", width=1.5)
    return picture
