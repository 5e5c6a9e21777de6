"""Marks: what a picture is made of, in user units from its top left, as values that can be compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Tone = Literal["ink", "quiet", "line", "raised", "accent", "gives", "takes"]
Shape = Literal["circle", "square", "diamond", "tick", "dash"]
Anchor = Literal["start", "middle", "end"]
Position = tuple[float, float]

TEXT_SIZE = 16  # of the font in user units, which are pixels where the picture has its natural size
BAR_HEIGHT = 22


@dataclass(frozen=True)
class TextMark:
    """One line of text whose lower-case characters are centered on `middle`."""

    x: float
    middle: float
    text: str
    anchor: Anchor = "start"
    tone: Tone = "ink"


@dataclass(frozen=True)
class BarMark:
    """A bar with round corners, filled or as an outline."""

    x: float
    middle: float
    length: float
    tone: Tone = "accent"
    is_filled: bool = True
    strength: float = 1
    height: float = BAR_HEIGHT


@dataclass(frozen=True)
class CellMark:
    """A tinted rectangle."""

    x: float
    y: float
    width: float
    height: float
    strength: float


@dataclass(frozen=True)
class LineMark:
    """A line through points."""

    points: tuple[Position, ...]
    tone: Tone = "line"
    width: float = 1
    dashed: bool = False


@dataclass(frozen=True)
class SymbolMark:
    """A symbol that reaches `size` from its middle. One that is not filled hides what is below it."""

    at: Position
    shape: Shape
    size: float
    tone: Tone = "ink"
    is_filled: bool = False


Mark = TextMark | BarMark | CellMark | LineMark | SymbolMark
