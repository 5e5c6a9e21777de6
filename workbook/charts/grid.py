"""A grid of numbers: skills downwards, something else across, and a tint that grows with the number."""

from __future__ import annotations

from collections.abc import Sequence

from workbook.charts.drawing import LINE_HEIGHT, Picture
from workbook.charts.layout import Strips, space_labels
from workbook.charts.marks import CellMark, SymbolMark, TextMark

CELL_HEIGHT = 34
LIGHTEST, DARKEST = 0.1, 0.4  # of the tints: numbers must stay readable on them, in dark mode too


def draw_grid(
    name: str,
    labels: Sequence[str],
    across: Sequence[str],
    counts: Sequence[Sequence[int]],
    *,
    is_wide: bool,
) -> Picture:
    """Draw a grid; `across` are the heads of its columns, which are left out where they don't fit."""
    strips = Strips(name, labels, is_wide=is_wide, height=CELL_HEIGHT + 4, axis=LINE_HEIGHT + 6)
    picture = strips.picture
    width = min(strips.width / len(across), 96)
    most = max((number for row in counts for number in row), default=0)
    middles = [strips.left + width * (place + 0.5) for place in range(len(across))]
    for _, x, text in space_labels(list(zip(middles, across, strict=True)), strips.left, strips.right):
        picture.add(TextMark(x, strips.axis + LINE_HEIGHT / 2, text, "middle", "quiet"))
    for middle, row in zip(strips.middles, counts, strict=True):
        for x, number in zip(middles, row, strict=True):
            if number:
                tint = LIGHTEST + (DARKEST - LIGHTEST) * number / most
                corner = x - width / 2 + 1, middle - CELL_HEIGHT / 2
                picture.add(CellMark(*corner, width - 2, CELL_HEIGHT, tint))
                picture.add(TextMark(x, middle, str(number), "middle"))
            else:
                picture.add(SymbolMark((x, middle), "circle", 1.5, "quiet", is_filled=True))
    return picture
