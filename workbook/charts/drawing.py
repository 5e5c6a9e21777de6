"""One picture: marks, and the room that words take among them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from unicodedata import combining, east_asian_width

from workbook.charts import svg
from workbook.charts.marks import TEXT_SIZE, Mark, TextMark

LINE_HEIGHT = 21  # from one line of text to the next


class Picture:
    """Marks in user units from the top left. `name` is what the ids in the SVG begin with."""

    def __init__(self, name: str, width: float, height: float) -> None:
        self._name = name
        self._size = width, height
        self._marks: list[Mark] = []

    def add(self, *marks: Mark) -> None:
        """Put marks above those that are there."""
        self._marks += marks

    def add_lines(self, x: float, middle: float, lines: Sequence[str]) -> None:
        """Put lines of text that are centered on `middle` together."""
        for place, line in enumerate(lines):
            self.add(TextMark(x, middle + LINE_HEIGHT * (place - (len(lines) - 1) / 2), line))

    def render(self, title: str, description: str, medium: svg.Medium) -> str:
        """Return the SVG, the same for the same marks; those that were drawn before are not drawn again."""
        return svg.render(self._name, *self._size, tuple(self._marks), title, description, medium)


def wrap(text: str, room: float) -> list[str]:
    """Break text into lines that fit: between words, and inside a word that is too long by itself."""
    lines = [""]
    for word in text.split():
        if lines[-1] and measure(f"{lines[-1]} {word}") <= room:
            lines[-1] += f" {word}"
            continue
        lines.append("")
        for character in word:
            if lines[-1] and measure(lines[-1] + character) > room:
                lines.append("")
            lines[-1] += character
    return lines[1:] or lines


def measure(text: str) -> float:
    """Return the width of one line, or a little more: fonts differ."""
    return sum(map(_advance, text))


@cache
def _advance(character: str) -> float:
    """Return how much room a character takes; one that matplotlib's own font lacks may take a square."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextToPath

    if combining(character):
        return 0
    if east_asian_width(character) in "WF":
        return TEXT_SIZE
    path, font = TextToPath(), FontProperties(family="DejaVu Sans", size=TEXT_SIZE)
    # Between two others, since a space alone has no width of its own.
    (among, _, _), (alone, _, _) = (
        path.get_text_width_height_descent(one, font, ismath=False) for one in (f"n{character}n", "nn")
    )
    return float(among - alone)
