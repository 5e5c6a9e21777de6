"""What matplotlib draws: marks as an SVG that takes its size, font and colours from the page.

Importing matplotlib takes most of a second, so what draws imports it.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from io import StringIO
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from matplotlib.patches import Patch

Medium = Literal["page", "print", "book"]  # "print" is one picture, a book has as many as its pages take
Tone = Literal["ink", "quiet", "line", "raised", "accent", "gives", "takes"]
Shape = Literal["circle", "square", "diamond", "tick", "dash"]
Anchor = Literal["start", "middle", "end"]
Mark = tuple[Any, ...]  # the name of a method of Canvas, and what it takes

TEXT = 16  # the size of the letters in user units, which are pixels where the picture has its natural size
KEPT = 64  # drawings; a workbook has seven charts, in up to three forms

# What a tone is in print; the page has a variable for each but the ink, which is its text's. The last two
# are Okabe and Ito's blue and vermilion, which every kind of sight tells apart.
_TONES: dict[Tone, str] = {
    "ink": "#1e2329",
    "quiet": "#59616b",
    "line": "#d9d5cb",
    "raised": "#ffffff",
    "accent": "#0b5f63",
    "gives": "#0072b2",
    "takes": "#d55e00",
}
# matplotlib writes no currentColor and no var(): these stand for them until it is done.
_STANDS_FOR: dict[Tone, str] = {tone: f"#0102{place:02x}" for place, tone in enumerate(_TONES)}
_COLOURS = {
    "page": {
        _STANDS_FOR[tone]: "currentColor" if tone == "ink" else f"var(--tpm-{tone}, {colour})"
        for tone, colour in _TONES.items()
    },
    "print": {_STANDS_FOR[tone]: colour for tone, colour in _TONES.items()},
}
_COLOURS["book"] = _COLOURS["print"]
# Whoever sets the picture chooses among these, and finds the letters that they lack in others.
_PRINTED_IN = "Libertinus Serif, Noto Serif, Noto Sans, serif"
# rcParams are the process's own, not the thread's.
_RC = Lock()
_SVG = "http://www.w3.org/2000/svg"
_LINK = "http://www.w3.org/1999/xlink"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@contextmanager
def drawing() -> Iterator[None]:
    """Set matplotlib up for what is drawn inside, and leave it as it was."""
    from matplotlib import rc_context, rcParamsDefault  # noqa: PLC0415

    # Letters stay letters: whoever shows them has more of them than matplotlib, and sets them right to left.
    settings: Any = {"svg.fonttype": "none", "font.family": ["DejaVu Sans"]}  # Any: a literal of 300 names
    # From the defaults, since a matplotlibrc in the current folder may be a stranger's, and run programs.
    own = {name: value for name, value in rcParamsDefault.items() if name != "backend"} | settings
    with _RC, rc_context(own), warnings.catch_warnings():
        # A letter that matplotlib's own fonts lack is the page's to show.
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        yield


@lru_cache(maxsize=KEPT)
def svg(  # noqa: PLR0913, PLR0917 - all that a drawing depends on
    name: str,
    width: float,
    height: float,
    marks: tuple[Mark, ...],
    title: str,
    description: str,
    medium: Medium,
) -> str:
    """Return marks as an SVG, the same for the same marks. `name` is what the ids in it begin with."""
    canvas = Canvas(width, height)
    for kind, *details in marks:
        getattr(canvas, kind)(*details)
    root = canvas.root()
    for mark in root.iter():
        for rules in mark.findall(f"{{{_SVG}}}style"):  # they would hold for the whole page
            mark.remove(rules)
        _plain(mark, name, _COLOURS[medium])
    for size in ("height", "version"):
        root.attrib.pop(size, None)
    root.set("width", "100%")
    if medium != "page":
        root.set("font-family", _PRINTED_IN)
    root.set("role", "img")
    for place, (tag, says, text) in enumerate(
        (("title", "aria-labelledby", title), ("desc", "aria-describedby", description))
    ):
        element = ET.Element(f"{{{_SVG}}}{tag}", {"id": f"tpm-{name}-{tag}"})
        element.text = clean(text)
        root.insert(place, element)
        root.set(says, element.get("id", ""))
    ET.register_namespace("", _SVG)
    ET.register_namespace("xlink", _LINK)
    return ET.tostring(root, encoding="unicode")


class Canvas:
    """Marks in user units from the top left, each above those before it."""

    def __init__(self, width: float, height: float) -> None:
        from matplotlib.figure import Figure  # noqa: PLC0415

        self._figure = Figure(figsize=(width / 72, height / 72), dpi=72)
        self._figure.patch.set_visible(False)
        self._axes = self._figure.add_axes((0, 0, 1, 1))
        self._axes.set_axis_off()
        self._axes.set_xlim(0, width)
        self._axes.set_ylim(height, 0)
        self._marks = 0

    def root(self) -> ET.Element:
        """Return what matplotlib writes."""
        written = StringIO()
        nothing = dict.fromkeys(("Creator", "Date", "Format", "Type"))
        self._figure.savefig(written, format="svg", transparent=True, metadata=nothing)
        return ET.fromstring(written.getvalue())  # noqa: S314 - matplotlib's own output

    def text(self, x: float, middle: float, text: str, anchor: Anchor, tone: Tone) -> None:
        """Write one line whose small letters are centred on `middle`."""
        mark = self._axes.text(x, middle + 0.35 * TEXT, text, fontsize=TEXT, color=_STANDS_FOR[tone])
        mark.set(va="baseline", ha={"start": "left", "middle": "center", "end": "right"}[anchor])
        mark.set_parse_math(False)
        mark.set_zorder(self._above())

    def bar(  # noqa: PLR0913, PLR0917 - where, how large and how
        self,
        x: float,
        middle: float,
        length: float,
        tone: Tone,
        is_filled: bool,
        strength: float,
        height: float,
    ) -> None:
        """Draw a bar with round corners, filled or as an outline."""
        from matplotlib.patches import FancyBboxPatch  # noqa: PLC0415

        inset = 0 if is_filled else 0.75  # an outline lies half outside its path
        corner = (x + inset, middle - height / 2 + inset)
        inside = max(length - 2 * inset, 0.5)
        shape = f"round,pad=0,rounding_size={min(3, inside / 2)}"
        box = FancyBboxPatch(corner, inside, height - 2 * inset, boxstyle=shape)
        self._add(box, tone, 0 if is_filled else 1.5, strength)

    def cell(self, x: float, y: float, width: float, height: float, strength: float) -> None:
        """Tint a rectangle."""
        from matplotlib.patches import Rectangle  # noqa: PLC0415

        self._add(Rectangle((x, y), width, height), "accent", 0, strength)

    def line(self, points: tuple[tuple[float, float], ...], tone: Tone, width: float, dashed: bool) -> None:
        """Draw a line through points."""
        from matplotlib.lines import Line2D  # noqa: PLC0415

        across, down = zip(*points, strict=True)
        line = Line2D(
            across, down, color=_STANDS_FOR[tone], linewidth=width, linestyle=(0, (3, 3)) if dashed else "-"
        )
        line.set(zorder=self._above(), clip_on=False, solid_joinstyle="round", dash_capstyle="butt")
        self._axes.add_artist(line)

    def mark(self, at: tuple[float, float], shape: Shape, size: float, tone: Tone, is_filled: bool) -> None:
        """Draw a closed mark. One that is not filled hides what is below it."""
        from matplotlib.patches import Circle, Polygon, Rectangle  # noqa: PLC0415

        x, y = at
        patch: Patch
        if shape == "circle":
            patch = Circle(at, size)
        elif shape == "square":
            patch = Rectangle((x - size, y - size), 2 * size, 2 * size)
        else:
            patch = Polygon([(x, y - size), (x + size, y), (x, y + size), (x - size, y)], closed=True)
        self._add(patch, tone, 0 if is_filled else 1.75, inside="raised")

    def _add(
        self, patch: Patch, tone: Tone, width: float, strength: float = 1, inside: Tone | None = None
    ) -> None:
        """Add a shape, filled or, with a width, as an outline around nothing or around a tone."""
        patch.set(
            zorder=self._above(), clip_on=False, linewidth=width, alpha=strength if strength < 1 else None
        )
        empty = _STANDS_FOR[inside] if inside else "none"
        patch.set_facecolor(empty if width else _STANDS_FOR[tone])
        patch.set_edgecolor(_STANDS_FOR[tone] if width else "none")
        self._axes.add_artist(patch)  # not add_patch, which looks for limits that are set already

    def _above(self) -> int:
        """Return the place of a mark above all before it."""
        self._marks += 1
        return self._marks


def _plain(mark: ET.Element, picture: str, colours: dict[str, str]) -> None:
    """Turn a style into attributes, which any rule of the page's own overrides; drop the font."""
    for declaration in mark.attrib.pop("style", "").split(";"):
        name, _, value = declaration.partition(":")
        if name.strip() and name.strip() != "font-family":
            mark.set(name.strip(), value.strip())
    for name in ("fill", "stroke"):
        if name in mark.attrib:
            mark.set(name, colours.get(mark.attrib[name], mark.attrib[name]))
    if mark.tag == f"{{{_SVG}}}g":
        mark.attrib.pop("id", None)  # nothing points to a group
    for name, sign in (("id", ""), (f"{{{_LINK}}}href", "#")):
        if name in mark.attrib:
            mark.set(name, f"{sign}tpm-{picture}-{mark.attrib[name].removeprefix(sign)}")
    if mark.attrib.get("transform", "").startswith("rotate(-0 "):
        del mark.attrib["transform"]


def clean(text: str) -> str:
    """Return text on one line, with what no XML can hold replaced."""
    return " ".join(_NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text).split())
