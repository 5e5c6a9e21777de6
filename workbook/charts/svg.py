"""Marks drawn by matplotlib, as an SVG that takes its size, font and colors from the page.

Importing matplotlib takes most of a second, so the functions that draw import it.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from io import StringIO
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal, assert_never
from xml.etree import ElementTree as ET

from workbook.charts.marks import TEXT_SIZE, BarMark, CellMark, LineMark, Mark, SymbolMark, TextMark, Tone

if TYPE_CHECKING:
    from matplotlib.patches import Patch

Medium = Literal["page", "print", "book"]  # "print" is one picture, a book has as many as its pages take

CACHED = 64  # drawings: a few charts, each in up to three forms

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
# matplotlib writes no currentColor and no var(): these take their place until it is done.
_PLACEHOLDERS: dict[Tone, str] = {tone: f"#0102{place:02x}" for place, tone in enumerate(_TONES)}
_COLORS = {
    "page": {
        _PLACEHOLDERS[tone]: "currentColor" if tone == "ink" else f"var(--tpm-{tone}, {color})"
        for tone, color in _TONES.items()
    },
    "print": {_PLACEHOLDERS[tone]: color for tone, color in _TONES.items()},
}
_COLORS["book"] = _COLORS["print"]
# What renders the picture chooses among these, and finds the characters that they lack in others.
_PRINT_FONTS = "Libertinus Serif, Noto Serif, Noto Sans, serif"
# rcParams are the process's own, not the thread's.
_RC = Lock()
_SVG = "http://www.w3.org/2000/svg"
_LINK = "http://www.w3.org/1999/xlink"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@contextmanager
def matplotlib_settings() -> Iterator[None]:
    """Set matplotlib up for what is drawn inside, and leave it as it was."""
    from matplotlib import rc_context, rcParamsDefault

    # Text stays text: what shows it has more characters than matplotlib, and sets them right to left.
    settings: Any = {"svg.fonttype": "none", "font.family": ["DejaVu Sans"]}  # Any: a literal of 300 names
    # From the defaults, since a matplotlibrc in the current folder may be a stranger's, and run programs.
    own = {name: value for name, value in rcParamsDefault.items() if name != "backend"} | settings
    with _RC, rc_context(own), warnings.catch_warnings():
        # A character that matplotlib's own fonts lack is the page's to show.
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        yield


@lru_cache(maxsize=CACHED)
def render(  # noqa: PLR0913, PLR0917 - all that a drawing depends on
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
    for mark in marks:
        canvas.draw(mark)
    root = canvas.root()
    for element in root.iter():
        for rules in element.findall(f"{{{_SVG}}}style"):  # they would hold for the whole page
            element.remove(rules)
        _simplify(element, name, _COLORS[medium])
    for size in ("height", "version"):
        root.attrib.pop(size, None)
    root.set("width", "100%")
    if medium != "page":
        root.set("font-family", _PRINT_FONTS)
    root.set("role", "img")
    for place, (tag, attribute, text) in enumerate(
        (("title", "aria-labelledby", title), ("desc", "aria-describedby", description))
    ):
        element = ET.Element(f"{{{_SVG}}}{tag}", {"id": f"tpm-{name}-{tag}"})
        element.text = single_line(text)
        root.insert(place, element)
        root.set(attribute, element.get("id", ""))
    ET.register_namespace("", _SVG)
    ET.register_namespace("xlink", _LINK)
    return ET.tostring(root, encoding="unicode")


class Canvas:
    """Marks in user units from the top left, each above those before it."""

    def __init__(self, width: float, height: float) -> None:
        from matplotlib.figure import Figure

        self._figure = Figure(figsize=(width / 72, height / 72), dpi=72)
        self._figure.patch.set_visible(False)
        self._axes = self._figure.add_axes((0, 0, 1, 1))
        self._axes.set_axis_off()
        self._axes.set_xlim(0, width)
        self._axes.set_ylim(height, 0)
        self._marks = 0

    def root(self) -> ET.Element:
        """Return what matplotlib writes."""
        output = StringIO()
        nothing = dict.fromkeys(("Creator", "Date", "Format", "Type"))
        self._figure.savefig(output, format="svg", transparent=True, metadata=nothing)
        return ET.fromstring(output.getvalue())  # noqa: S314 - matplotlib's own output

    def draw(self, mark: Mark) -> None:
        """Draw a mark above those before it."""
        match mark:
            case TextMark():
                self._text(mark)
            case BarMark():
                self._bar(mark)
            case CellMark():
                self._cell(mark)
            case LineMark():
                self._line(mark)
            case SymbolMark():
                self._symbol(mark)
            case _:
                assert_never(mark)

    def _text(self, mark: TextMark) -> None:
        baseline, color = mark.middle + 0.35 * TEXT_SIZE, _PLACEHOLDERS[mark.tone]
        text = self._axes.text(mark.x, baseline, mark.text, fontsize=TEXT_SIZE, color=color)
        text.set(va="baseline", ha={"start": "left", "middle": "center", "end": "right"}[mark.anchor])
        text.set_parse_math(False)
        text.set_zorder(self._above())

    def _bar(self, mark: BarMark) -> None:
        from matplotlib.patches import FancyBboxPatch

        inset = 0 if mark.is_filled else 0.75  # an outline lies half outside its path
        corner = (mark.x + inset, mark.middle - mark.height / 2 + inset)
        inside = max(mark.length - 2 * inset, 0.5)
        shape = f"round,pad=0,rounding_size={min(3, inside / 2)}"
        box = FancyBboxPatch(corner, inside, mark.height - 2 * inset, boxstyle=shape)
        self._add(box, mark.tone, 0 if mark.is_filled else 1.5, mark.strength)

    def _cell(self, mark: CellMark) -> None:
        from matplotlib.patches import Rectangle

        self._add(Rectangle((mark.x, mark.y), mark.width, mark.height), "accent", 0, mark.strength)

    def _line(self, mark: LineMark) -> None:
        from matplotlib.lines import Line2D

        across, down = zip(*mark.points, strict=True)
        line = Line2D(across, down, color=_PLACEHOLDERS[mark.tone], linewidth=mark.width)
        line.set_linestyle((0, (3, 3)) if mark.dashed else "-")
        line.set(zorder=self._above(), clip_on=False, solid_joinstyle="round", dash_capstyle="butt")
        self._axes.add_artist(line)

    def _symbol(self, mark: SymbolMark) -> None:
        from matplotlib.patches import Circle, Polygon, Rectangle

        (x, y), size = mark.at, mark.size
        patch: Patch
        match mark.shape:
            case "tick":
                self._line(LineMark(((x, y - size), (x, y + size)), mark.tone, 2))
                return
            case "dash":
                self._line(LineMark(((x - size, y), (x + size, y)), mark.tone, 1.5, dashed=True))
                return
            case "circle":
                patch = Circle(mark.at, size)
            case "square":
                patch = Rectangle((x - size, y - size), 2 * size, 2 * size)
            case "diamond":
                patch = Polygon([(x, y - size), (x + size, y), (x, y + size), (x - size, y)], closed=True)
        self._add(patch, mark.tone, 0 if mark.is_filled else 1.75, inside="raised")

    def _add(
        self, patch: Patch, tone: Tone, width: float, strength: float = 1, inside: Tone | None = None
    ) -> None:
        """Add a shape, filled or, with a width, as an outline around nothing or around a tone."""
        patch.set(
            zorder=self._above(), clip_on=False, linewidth=width, alpha=strength if strength < 1 else None
        )
        empty = _PLACEHOLDERS[inside] if inside else "none"
        patch.set_facecolor(empty if width else _PLACEHOLDERS[tone])
        patch.set_edgecolor(_PLACEHOLDERS[tone] if width else "none")
        self._axes.add_artist(patch)  # not add_patch, which looks for limits that are set already

    def _above(self) -> int:
        """Return the place of a mark above all before it."""
        self._marks += 1
        return self._marks


def _simplify(element: ET.Element, picture: str, colors: dict[str, str]) -> None:
    """Turn a style into attributes, which any rule of the page's own overrides; drop the font."""
    for declaration in element.attrib.pop("style", "").split(";"):
        name, _, value = declaration.partition(":")
        if name.strip() and name.strip() != "font-family":
            element.set(name.strip(), value.strip())
    for name in ("fill", "stroke"):
        if name in element.attrib:
            element.set(name, colors.get(element.attrib[name], element.attrib[name]))
    if element.tag == f"{{{_SVG}}}g":
        element.attrib.pop("id", None)  # nothing points to a group
    for name, sign in (("id", ""), (f"{{{_LINK}}}href", "#")):
        if name in element.attrib:
            element.set(name, f"{sign}tpm-{picture}-{element.attrib[name].removeprefix(sign)}")
    if element.attrib.get("transform", "").startswith("rotate(-0 "):
        del element.attrib["transform"]


def single_line(text: str) -> str:
    """Return text on one line, with what no XML can hold replaced."""
    return " ".join(_NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text).split())
