"""The legend above a chart's marks: as many entries beside each other as fit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from workbook.charts.drawing import LINE_HEIGHT, Picture, measure
from workbook.charts.marks import BarMark, Shape, SymbolMark, TextMark, Tone

SYMBOL_ROOM = 30  # from the left of an entry to its text


class LegendEntry(NamedTuple):
    """A kind of mark and what it means."""

    text: str
    shape: Shape | None = None  # None is a bar
    tone: Tone = "ink"
    is_filled: bool = False
    strength: float = 1


def legend_height(entries: Sequence[LegendEntry], width: float) -> float:
    """Return how much room a legend takes downwards."""
    return LINE_HEIGHT * 1.2 * (1 + _positions(entries, width)[-1][1]) + 10 if entries else 0


def draw_legend(picture: Picture, entries: Sequence[LegendEntry], width: float) -> None:
    """Draw a legend at the top."""
    for entry, (x, row) in zip(entries, _positions(entries, width), strict=True):
        middle = LINE_HEIGHT * (1.2 * row + 0.6)
        if entry.shape:
            picture.add(SymbolMark((x + 11, middle), entry.shape, 7, entry.tone, entry.is_filled))
        else:
            picture.add(BarMark(x, middle, 22, entry.tone, entry.is_filled, entry.strength, height=12))
        picture.add(TextMark(x + SYMBOL_ROOM, middle, entry.text))


def _positions(entries: Sequence[LegendEntry], width: float) -> list[tuple[float, int]]:
    """Return each entry's x and its row."""
    positions: list[tuple[float, int]] = []
    x, row = 0.0, 0
    for entry in entries:
        needs = SYMBOL_ROOM + measure(entry.text)
        if x and x + needs > width:
            x, row = 0.0, row + 1
        positions.append((x, row))
        x += needs + 20
    return positions
