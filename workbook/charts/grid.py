"""A grid of numbers: skills downwards, something else across, and a tint that grows with the number."""

from __future__ import annotations

from collections.abc import Sequence

from workbook.charts.chart import Strips, spaced
from workbook.charts.drawing import LINE, Picture

HEIGHT = 34  # of a cell
LEAST, MOST = 0.1, 0.4  # how strong the tints are: numbers must stay readable on them, also in the dark


def grid(
    name: str,
    labels: Sequence[str],
    across: Sequence[str],
    counts: Sequence[Sequence[int]],
    *,
    is_wide: bool,
) -> Picture:
    """Draw a grid; `across` are the heads of its columns, of which those are written that fit."""
    strips = Strips(name, labels, is_wide=is_wide, height=HEIGHT + 4, axis=LINE + 6)
    picture = strips.picture
    width = min(strips.width / len(across), 96)
    most = max((number for row in counts for number in row), default=0)
    middles = [strips.left + width * (place + 0.5) for place in range(len(across))]
    for _, x, text in spaced(list(zip(middles, across, strict=True)), strips.left, strips.right):
        picture.text(x, strips.axis + LINE / 2, text, anchor="middle", tone="quiet")
    for middle, row in zip(strips.middles, counts, strict=True):
        for x, number in zip(middles, row, strict=True):
            if number:
                strength = LEAST + (MOST - LEAST) * number / most
                picture.cell(x - width / 2 + 1, middle - HEIGHT / 2, width - 2, HEIGHT, strength)
                picture.text(x, middle, str(number), anchor="middle")
            else:
                picture.mark((x, middle), "circle", 1.5, tone="quiet", is_filled=True)
    return picture
