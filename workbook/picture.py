"""One picture: marks that matplotlib draws, as an SVG that takes its size, font and colours from the page.

Importing matplotlib takes most of a second, so what draws imports it.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from threading import Lock
from typing import Any, Literal
from xml.etree import ElementTree as ET

Medium = Literal["page", "print"]

TEXT = 16  # the size of the letters in user units, which are pixels where the picture has its natural size
LINE = 21  # from one line of text to the next
BAR = 22  # how thick a bar is

# matplotlib writes no currentColor and no var(): these two stand for them until it is done.
_INK, _ACCENT = "#010203", "#040506"
_COLOURS = {
    "page": {_INK: "currentColor", _ACCENT: "var(--tpm-accent, #0b5f63)"},
    "print": {_INK: "#1e2329", _ACCENT: "#0b5f63"},
}
# rcParams are the process's own, not the thread's.
_RC = Lock()
_SVG = "http://www.w3.org/2000/svg"
_LINK = "http://www.w3.org/1999/xlink"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@contextmanager
def drawing(medium: Medium) -> Iterator[None]:
    """Set matplotlib up for what is measured and drawn inside, and leave it as it was."""
    from matplotlib import rc_context  # noqa: PLC0415

    settings: Any = {  # Any: matplotlib's type is a literal of 300 names
        "svg.fonttype": "none" if medium == "page" else "path",
        "font.family": ["DejaVu Sans"] if medium == "page" else ["STIXGeneral", "DejaVu Sans"],
    }
    with _RC, rc_context(settings), warnings.catch_warnings():
        # A letter that matplotlib's own fonts lack is the page's to show.
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        yield


class Picture:
    """Marks in user units from the top left. `name` is what the ids in the SVG begin with."""

    def __init__(self, name: str, width: float, height: float) -> None:
        from matplotlib.figure import Figure  # noqa: PLC0415

        self._name = name
        self._figure = Figure(figsize=(width / 72, height / 72), dpi=72)
        self._figure.patch.set_visible(False)
        self._axes = self._figure.add_axes((0, 0, 1, 1))
        self._axes.set_axis_off()
        self._axes.set_xlim(0, width)
        self._axes.set_ylim(height, 0)

    def text(self, x: float, middle: float, text: str) -> None:
        """Write one line whose small letters are centred on `middle`."""
        mark = self._axes.text(x, middle + 0.35 * TEXT, text, fontsize=TEXT, color=_INK, va="baseline")
        mark.set_parse_math(False)

    def bar(self, x: float, middle: float, length: float, value: str, *, is_filled: bool) -> None:
        """Draw a bar, filled or as an outline, with its value at the end."""
        from matplotlib.patches import FancyBboxPatch  # noqa: PLC0415

        if length > 0:
            inset = 0 if is_filled else 0.75  # an outline lies half outside its path
            corner = (x + inset, middle - BAR / 2 + inset)
            inside = max(length - 2 * inset, 0.5)
            shape = f"round,pad=0,rounding_size={min(3, inside / 2)}"
            box = FancyBboxPatch(corner, inside, BAR - 2 * inset, boxstyle=shape, clip_on=False)
            box.set_facecolor(_ACCENT if is_filled else "none")
            box.set_edgecolor("none" if is_filled else _INK)
            box.set_linewidth(0 if is_filled else 1.5)
            self._axes.add_patch(box)
        self.text(x + length + 10 if length > 0 else x, middle, value)

    def svg(self, title: str, description: str, medium: Medium) -> str:
        """Return the SVG, the same for the same marks."""
        written = StringIO()
        nothing = dict.fromkeys(("Creator", "Date", "Format", "Type"))
        self._figure.savefig(written, format="svg", transparent=True, metadata=nothing)
        root = ET.fromstring(written.getvalue())  # noqa: S314 - matplotlib's own output
        for mark in root.iter():
            for rules in mark.findall(f"{{{_SVG}}}style"):  # they would hold for the whole page
                mark.remove(rules)
            self._plain(mark, _COLOURS[medium])
        for size in ("height", "version"):
            root.attrib.pop(size, None)
        root.set("width", "100%")
        root.set("role", "img")
        for place, (tag, says, text) in enumerate(
            (("title", "aria-labelledby", title), ("desc", "aria-describedby", description))
        ):
            element = ET.Element(f"{{{_SVG}}}{tag}", {"id": f"tpm-{self._name}-{tag}"})
            element.text = clean(text)
            root.insert(place, element)
            root.set(says, element.get("id", ""))
        ET.register_namespace("", _SVG)
        ET.register_namespace("xlink", _LINK)
        return ET.tostring(root, encoding="unicode")

    def _plain(self, mark: ET.Element, colours: dict[str, str]) -> None:
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
                mark.set(name, f"{sign}tpm-{self._name}-{mark.attrib[name].removeprefix(sign)}")
        if mark.attrib.get("transform", "").startswith("rotate(-0 "):
            del mark.attrib["transform"]


def clean(text: str) -> str:
    """Return text on one line, with what no XML can hold replaced."""
    return " ".join(_NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text).split())


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
    """Return the width of one line."""
    from matplotlib.font_manager import FontProperties  # noqa: PLC0415
    from matplotlib.textpath import TextToPath  # noqa: PLC0415

    width, _, _ = TextToPath().get_text_width_height_descent(text, FontProperties(size=TEXT), ismath=False)
    return float(width)
