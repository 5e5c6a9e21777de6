"""What every chart is made from and made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from math import ceil
from typing import NamedTuple

from workbook.answers.model import Answers, Version
from workbook.charts.drawing import LINE, Medium, Picture, Shape, Tone, clean, drawing, measure, wrap
from workbook.insights.schedule import Began, began
from workbook.questions.catalogue import Catalogue

WIDE, NARROW = 640, 300  # user units
LABELS = 0.38 * WIDE  # the most that the labels of a wide picture may take
GAP = 18  # between labels and marks
APART = 10  # above a label, where marks stand under it
KEY = 30  # the room that a mark has in the legend
SHEET = 640  # the most that strips take of a page in a book, but for the last one's own height

Rows = tuple[tuple[str, ...], ...]
History = Callable[[str], Iterable[Version]]


@dataclass(frozen=True)
class Told:
    """What a chart is drawn from. `history` gives a key's versions, the oldest first.

    Without it nothing that was replaced is told, nor concluded from it.
    """

    answers: Answers
    catalogue: Catalogue
    today: date
    history: History | None = lambda _key: ()

    def began(self) -> Began | None:
        """Return the plan's rows as they were first kept, None where that is not told."""
        if self.history is None:
            return None
        plan = self.catalogue.plan
        return began(self.history(plan.key)) if plan else {}


@dataclass(frozen=True)
class Sketch:
    """A chart before it is drawn: `say` goes before it, `description` is its alt text, the rest its table.

    `actions` are what a mentor would suggest next, the first before the others.
    """

    title: str
    say: str
    description: str
    columns: tuple[str, ...]
    rows: Rows
    actions: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Chart(Sketch):
    """A chart as SVG, for a wide column and for a narrow one; one that is not for a page is wide alone.

    `more` goes on in a book where `wide` would not fit on a page of it.
    """

    name: str
    wide: str
    narrow: str = ""
    more: tuple[str, ...] = ()


@dataclass(frozen=True)
class NoChart:
    """A chart that cannot be drawn yet; `question` is the key to answer first."""

    name: str
    say: str
    question: str


def drawn(
    name: str,
    sketch: Sketch,
    medium: Medium,
    draw: Callable[[bool], Picture],
    sheets: Callable[[], Iterable[Picture]] | None = None,
) -> Chart:
    """Draw the pictures that a medium takes, and put what is said beside them.

    draw(is_wide) makes one; sheets() makes those of a chart that may be too tall for a page of a book.
    """

    def svg(picture: Picture) -> str:
        return picture.svg(sketch.title, sketch.description, medium)

    with drawing():
        if medium == "book" and sheets:
            wide, *more = map(svg, sheets())
            return Chart(**vars(sketch), name=name, wide=wide, more=tuple(more))
        narrow = svg(draw(False)) if medium == "page" else ""
        return Chart(**vars(sketch), name=name, wide=svg(draw(True)), narrow=narrow)


class Key(NamedTuple):
    """One mark of a legend and what it stands for."""

    text: str
    shape: Shape | None = None  # None is a bar
    tone: Tone = "ink"
    is_filled: bool = False
    strength: float = 1


def legend_height(keys: Sequence[Key], width: float) -> float:
    """Return how much room a legend takes downwards."""
    return LINE * 1.2 * (1 + _places(keys, width)[-1][1]) + 10 if keys else 0


def draw_legend(picture: Picture, keys: Sequence[Key], width: float) -> None:
    """Draw a legend at the top, as many marks beside each other as fit."""
    for key, (x, row) in zip(keys, _places(keys, width), strict=True):
        middle = LINE * (1.2 * row + 0.6)
        if key.shape:
            picture.mark((x + 11, middle), key.shape, 7, tone=key.tone, is_filled=key.is_filled)
        else:
            picture.bar(
                x, middle, 22, tone=key.tone, is_filled=key.is_filled, strength=key.strength, height=12
            )
        picture.text(x + KEY, middle, key.text)


def _places(keys: Sequence[Key], width: float) -> list[tuple[float, int]]:
    places: list[tuple[float, int]] = []
    x, row = 0.0, 0
    for key in keys:
        needs = KEY + measure(key.text)
        if x and x + needs > width:
            x, row = 0.0, row + 1
        places.append((x, row))
        x += needs + 20
    return places


class Strips:
    """A picture of strips with a label each: beside the marks where it is wide, else above them.

    `keys` are its legend. `axis` is the room above the first strip, and `below` the room under the last.
    Marks go from `left` to `right`, around the `middles`.
    """

    def __init__(  # noqa: PLR0913 - sizes
        self,
        name: str,
        texts: Sequence[str],
        *,
        is_wide: bool,
        height: float,
        keys: Sequence[Key] = (),
        axis: float = 0,
        below: float = 0,
    ) -> None:
        self.right = WIDE if is_wide else NARROW
        labels = _labels(texts, is_wide=is_wide)
        self.left = max(measure(line) for lines in labels for line in lines) + GAP if is_wide else 0
        sizes = [LINE * len(lines) for lines in labels]
        apart = 0 if is_wide else APART
        heights = [max(height, size + GAP) if is_wide else size + height + apart for size in sizes]
        self.axis = legend_height(keys, self.right)
        self.top = top = self.axis + axis
        self.bottom = top + sum(heights)
        self.picture = Picture(f"{name}-{'wide' if is_wide else 'narrow'}", self.right, self.bottom + below)
        draw_legend(self.picture, keys, self.right)
        self._is_wide, self._height = is_wide, height
        self.middles: list[float] = []
        for lines, size, room in zip(labels, sizes, heights, strict=True):
            self.middles.append(top + (room / 2 if is_wide else apart + size + height / 2))
            self.picture.lines(0, self.middles[-1] if is_wide else top + apart + size / 2, lines)
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


def _labels(texts: Iterable[str], *, is_wide: bool) -> list[list[str]]:
    return [wrap(clean(text), LABELS if is_wide else NARROW) for text in texts]


def on_sheets(texts: Sequence[str], height: float) -> list[slice]:
    """Return which of the wide strips with these labels stand together: on few sheets, about equally full."""
    rooms = [max(height, LINE * len(lines) + GAP) for lines in _labels(texts, is_wide=True)]
    each = sum(rooms) / ceil(sum(rooms) / SHEET)
    sheet = [int(above / each + 0.001) for above in accumulate(rooms[:-1], initial=0)]
    return [
        slice(sheet.index(number), len(sheet) - sheet[::-1].index(number)) for number in sorted(set(sheet))
    ]


def spaced(labels: Sequence[tuple[float, str]], least: float, most: float) -> list[tuple[float, float, str]]:
    """Return the labels that stand clear of each other: where each belongs, where its middle goes, its text.

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
