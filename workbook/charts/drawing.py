"""One picture: marks, and the room that words take among them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from unicodedata import combining, east_asian_width

from workbook.charts.svg import TEXT, Anchor, Mark, Medium, Shape, Tone, clean, drawing, svg

__all__ = [
    "BAR",
    "LINE",
    "TEXT",
    "Anchor",
    "Medium",
    "Picture",
    "Shape",
    "Tone",
    "clean",
    "drawing",
    "measure",
    "wrap",
]

LINE = 21  # from one line of text to the next
BAR = 22  # how thick a bar is


class Picture:
    """Marks in user units from the top left. `name` is what the ids in the SVG begin with."""

    def __init__(self, name: str, width: float, height: float) -> None:
        self._name = name
        self._size = width, height
        self._marks: list[Mark] = []

    def text(
        self, x: float, middle: float, text: str, *, anchor: Anchor = "start", tone: Tone = "ink"
    ) -> None:
        """Write one line whose small letters are centred on `middle`."""
        self._marks.append(("text", x, middle, text, anchor, tone))

    def lines(self, x: float, middle: float, lines: Sequence[str]) -> None:
        """Write lines that are centred on `middle` together."""
        for place, line in enumerate(lines):
            self.text(x, middle + LINE * (place - (len(lines) - 1) / 2), line)

    def bar(  # noqa: PLR0913 - where, how large and how
        self,
        x: float,
        middle: float,
        length: float,
        *,
        tone: Tone = "accent",
        is_filled: bool = True,
        strength: float = 1,
        height: float = BAR,
    ) -> None:
        """Draw a bar with round corners, filled or as an outline."""
        self._marks.append(("bar", x, middle, length, tone, is_filled, strength, height))

    def cell(self, x: float, y: float, width: float, height: float, strength: float) -> None:
        """Tint a rectangle."""
        self._marks.append(("cell", x, y, width, height, strength))

    def line(
        self,
        points: Sequence[tuple[float, float]],
        *,
        tone: Tone = "line",
        width: float = 1,
        dashed: bool = False,
    ) -> None:
        """Draw a line through points."""
        self._marks.append(("line", tuple(points), tone, width, dashed))

    def mark(
        self,
        at: tuple[float, float],
        shape: Shape,
        size: float,
        *,
        tone: Tone = "ink",
        is_filled: bool = False,
    ) -> None:
        """Draw a mark that reaches `size` from its middle. One that is not filled hides what is below it."""
        x, y = at
        if shape == "tick":
            self.line([(x, y - size), (x, y + size)], tone=tone, width=2)
        elif shape == "dash":
            self.line([(x - size, y), (x + size, y)], tone=tone, width=1.5, dashed=True)
        else:
            self._marks.append(("mark", at, shape, size, tone, is_filled))

    def svg(self, title: str, description: str, medium: Medium) -> str:
        """Return the SVG, the same for the same marks; those that were drawn before are not drawn again."""
        return svg(self._name, *self._size, tuple(self._marks), title, description, medium)


def wrap(text: str, room: float) -> list[str]:
    """Break text into lines that fit: between words, and inside a word that is too long by itself."""
    lines = [""]
    for word in text.split():
        if lines[-1] and measure(f"{lines[-1]} {word}") <= room:
            lines[-1] += f" {word}"
            continue
        lines.append("")
        for letter in word:
            if lines[-1] and measure(lines[-1] + letter) > room:
                lines.append("")
            lines[-1] += letter
    return lines[1:] or lines


def measure(text: str) -> float:
    """Return the width of one line, or a little more: fonts differ."""
    return sum(map(_advance, text))


@cache
def _advance(letter: str) -> float:
    """Return how much room a letter takes; one that matplotlib's own font lacks may take a square."""
    from matplotlib.font_manager import FontProperties  # noqa: PLC0415
    from matplotlib.textpath import TextToPath  # noqa: PLC0415

    if combining(letter):
        return 0
    if east_asian_width(letter) in "WF":
        return TEXT
    path, font = TextToPath(), FontProperties(family="DejaVu Sans", size=TEXT)
    # Between two others, since a space alone has no width of its own.
    (among, _, _), (alone, _, _) = (
        path.get_text_width_height_descent(one, font, ismath=False) for one in (f"n{letter}n", "nn")
    )
    return float(among - alone)
