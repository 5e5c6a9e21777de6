"""Where things go in a picture: strips with a label each, pages of them, and labels on an axis."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate
from math import ceil

from workbook.charts.drawing import LINE_HEIGHT, Picture, measure, wrap
from workbook.charts.legend import LegendEntry, draw_legend, legend_height
from workbook.charts.svg import single_line

WIDE, NARROW = 640, 300  # user units
LABELS = 0.38 * WIDE  # the most that the labels of a wide picture may take
GAP = 18  # between labels and marks
LABEL_MARGIN = 10  # above a label that is above its marks
SHEET_HEIGHT = 640  # the most that strips take of a page in a book, but for the last one's own height


class Strips:
    """A picture of strips with a label each: beside the marks where it is wide, otherwise above them.

    `legend` goes on top. `axis` is the room above the first strip, and `below` the room under the last.
    Marks go from `left` to `right`, around the `middles`.
    """

    def __init__(  # noqa: PLR0913 - sizes
        self,
        name: str,
        texts: Sequence[str],
        *,
        is_wide: bool,
        height: float,
        legend: Sequence[LegendEntry] = (),
        axis: float = 0,
        below: float = 0,
    ) -> None:
        self.right = WIDE if is_wide else NARROW
        labels = _wrap_labels(texts, is_wide=is_wide)
        self.left = max(measure(line) for lines in labels for line in lines) + GAP if is_wide else 0
        sizes = [LINE_HEIGHT * len(lines) for lines in labels]
        margin = 0 if is_wide else LABEL_MARGIN
        heights = [max(height, size + GAP) if is_wide else size + height + margin for size in sizes]
        self.axis = legend_height(legend, self.right)
        self.top = top = self.axis + axis
        self.bottom = top + sum(heights)
        self.picture = Picture(f"{name}-{'wide' if is_wide else 'narrow'}", self.right, self.bottom + below)
        draw_legend(self.picture, legend, self.right)
        self._is_wide, self._height = is_wide, height
        self.middles: list[float] = []
        for lines, size, room in zip(labels, sizes, heights, strict=True):
            self.middles.append(top + (room / 2 if is_wide else margin + size + height / 2))
            self.picture.add_lines(0, self.middles[-1] if is_wide else top + margin + size / 2, lines)
            top += room

    @property
    def width(self) -> float:
        """The room for marks from left to right."""
        return self.right - self.left

    def uprights(self) -> list[tuple[float, float]]:
        """Return from where to where an upright line goes so that it crosses no label."""
        if self._is_wide:
            return [(self.top, self.bottom)]
        return [(middle - self._height / 2 + 2, middle + self._height / 2 - 2) for middle in self.middles]


def _wrap_labels(texts: Iterable[str], *, is_wide: bool) -> list[list[str]]:
    return [wrap(single_line(text), LABELS if is_wide else NARROW) for text in texts]


def split_into_sheets(texts: Sequence[str], height: float) -> list[slice]:
    """Return which of the wide strips with these labels go together: on few sheets, about equally full."""
    rooms = [max(height, LINE_HEIGHT * len(lines) + GAP) for lines in _wrap_labels(texts, is_wide=True)]
    each = sum(rooms) / ceil(sum(rooms) / SHEET_HEIGHT)
    sheet = [int(above / each + 0.001) for above in accumulate(rooms[:-1], initial=0)]
    return [
        slice(sheet.index(number), len(sheet) - sheet[::-1].index(number)) for number in sorted(set(sheet))
    ]


def space_labels(
    labels: Sequence[tuple[float, str]], least: float, most: float
) -> list[tuple[float, float, str]]:
    """Return the labels that stay clear of each other: where each belongs, where its middle goes, its text.

    Its middle is where it belongs, unless it would reach out of the picture.
    """
    kept: list[tuple[float, float, str]] = []
    free = least
    for x, text in labels:
        half = measure(text) / 2
        middle = min(max(x, least + half), most - half)
        if middle - half >= free - 0.01:  # what is set to the edge may lie a hair beyond it
            kept.append((x, middle, text))
            free = middle + half + 8
    return kept
