"""Charts of the answers as SVG, each with a sentence, a description for those who don't see it, and a table.

A chart is drawn twice, for a wide and for a narrow column, and never shrunk. Importing matplotlib takes most
of a second, so the functions that draw do it.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal
from xml.etree import ElementTree as ET

from workbook.answers import Answers
from workbook.catalogue import Catalogue
from workbook.errors import WorkbookError
from workbook.insights import RoleComparison, compare_roles, in_a_sentence, number, say_roles, sentences

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Medium = Literal["page", "print"]

WIDE, NARROW = 640, 300  # user units, which are pixels where the picture has its natural size
TEXT = 16


@dataclass(frozen=True)
class Chart:
    """A chart. `say` goes before it, `description` is its alt text, `columns` and `rows` its table."""

    name: str
    title: str
    say: str
    description: str
    wide: str
    narrow: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class NoChart:
    """A chart that cannot be drawn yet; `question` is the key to answer first."""

    name: str
    say: str
    question: str


def draw(name: str, answers: Answers, catalogue: Catalogue, *, medium: Medium = "page") -> Chart | NoChart:
    """Draw a chart by name, for a page (it takes the page's font and colours) or for print."""
    if name not in _KINDS:
        raise WorkbookError(f"There is no chart {name!r}. There are: {', '.join(_KINDS)}.")
    return _KINDS[name].draw(answers, catalogue, medium)


def charts_after(question: str, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the names of the charts that are drawn from the answer to `question`."""
    return tuple(name for name, kind in _KINDS.items() if kind.question(catalogue) == question)


# ── roles ────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class _Bar:
    label: str
    score: float
    shown: str
    is_first: bool


def _roles(answers: Answers, catalogue: Catalogue, medium: Medium) -> Chart | NoChart:
    words = sentences().charts.roles
    comparison = compare_roles(answers, catalogue)
    if comparison is None:
        return NoChart("roles", words.nothing_yet, catalogue.roles.question)
    bars = [
        _Bar(
            _readable(score.role.title),
            score.score,
            number(score.score, comparison.digits),
            score in comparison.first,
        )
        for score in comparison.scores
    ]
    scores = ", ".join(words.score.format(role=in_a_sentence(bar.label), score=bar.shown) for bar in bars)
    first = sentences().comparison.name([score.role for score in comparison.first])
    filled = words.filled if len(comparison.first) == 1 else words.all_filled.format(first=first)
    description = words.description.format(scores=scores, filled=filled)

    with _drawing(medium):
        wide = _Picture("roles-wide", words.title, description, medium).svg(WIDE, *_wide(bars))
        narrow = _Picture("roles-narrow", words.title, description, medium).svg(NARROW, *_narrow(bars))
    columns, rows = _roles_table(comparison)
    return Chart("roles", words.title, say_roles(comparison), description, wide, narrow, columns, rows)


def _wide(bars: Sequence[_Bar]) -> tuple[float, Callable[[_Canvas], None]]:
    """Lay bars out beside their labels; return the height and what paints them."""
    labels = [_lines(bar.label, 0.4 * WIDE) for bar in bars]
    left = max(_width(line) for label in labels for line in label) + 18
    right = max(_width(bar.shown) for bar in bars) + 10
    tops, height = _stack([max(45, 21 * len(label) + 18) for label in labels])

    def paint(canvas: _Canvas) -> None:
        for bar, label, (top, tall) in zip(bars, labels, tops, strict=True):
            middle = top + tall / 2
            for place, line in enumerate(label):
                canvas.text(0, middle + 21 * (place - (len(label) - 1) / 2), line)
            canvas.bar(left, middle - 11, (WIDE - left - right) * bar.score / 100, 22, bar)

    return height, paint


def _narrow(bars: Sequence[_Bar]) -> tuple[float, Callable[[_Canvas], None]]:
    """Lay bars out below their labels; return the height and what paints them."""
    labels = [_lines(bar.label, NARROW) for bar in bars]
    right = max(_width(bar.shown) for bar in bars) + 10
    tops, height = _stack([21 * len(label) + 50 for label in labels])

    def paint(canvas: _Canvas) -> None:
        for bar, label, (top, _) in zip(bars, labels, tops, strict=True):
            for place, line in enumerate(label):
                canvas.text(0, top + 12 + 21 * place, line)
            canvas.bar(1, top + 21 * len(label) + 7, (NARROW - right - 1) * bar.score / 100, 22, bar)

    return height, paint


def _stack(heights: Sequence[float]) -> tuple[list[tuple[float, float]], float]:
    tops = [(sum(heights[:place]), height) for place, height in enumerate(heights)]
    return tops, sum(heights)


def _roles_table(comparison: RoleComparison) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    words = sentences().charts.roles
    parts = [part for score in comparison.scores for part in score.contributions.values()]
    digits = 0 if all(part == round(part) for part in parts) else 1
    percent = sentences().comparison.percent
    rows = [
        (
            criterion.label,
            percent.format(number=number(comparison.shares[criterion.value], digits)),
            *(f"{score.contributions[criterion.value]:.{digits}f}" for score in comparison.scores),
        )
        for criterion in comparison.criteria
    ]
    total = (
        words.total,
        percent.format(number="100"),
        *(f"{score.score:.{digits}f}" for score in comparison.scores),
    )
    return (words.criterion, words.share, *(score.role.title for score in comparison.scores)), (*rows, total)


# ── drawing ──────────────────────────────────────────────────────────────────

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
def _drawing(medium: Medium) -> Iterator[None]:
    """Set matplotlib up for one chart, and leave it as it was."""
    from matplotlib import rc_context  # noqa: PLC0415

    settings: Any = {  # Any: matplotlib's type is a literal of 300 names
        "svg.fonttype": "none" if medium == "page" else "path",
        "font.family": ["DejaVu Sans"] if medium == "page" else ["STIXGeneral", "DejaVu Sans"],
    }
    with _RC, rc_context(settings), warnings.catch_warnings():
        # A letter that matplotlib's own fonts lack is the page's to show.
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        yield


class _Canvas:
    """The marks that a chart is made of, in user units from the top left."""

    def __init__(self, axes: Axes) -> None:
        self._axes = axes

    def text(self, x: float, middle: float, text: str) -> None:
        """Write one line whose small letters are centred on `middle`."""
        mark = self._axes.text(x, middle + 0.35 * TEXT, text, fontsize=TEXT, color=_INK, va="baseline")
        mark.set_parse_math(False)

    def bar(self, x: float, top: float, width: float, height: float, bar: _Bar) -> None:
        """Draw a bar with its value at the end: filled for the first, an outline for the others."""
        from matplotlib.patches import FancyBboxPatch  # noqa: PLC0415

        if width > 0:
            inset = 0 if bar.is_first else 0.75  # an outline lies half outside its path
            wide = max(width - 2 * inset, 0.5)
            shape = f"round,pad=0,rounding_size={min(3, wide / 2)}"
            box = FancyBboxPatch((x + inset, top + inset), wide, height - 2 * inset, boxstyle=shape)
            box.set(facecolor=_ACCENT if bar.is_first else "none", edgecolor="none" if bar.is_first else _INK)
            box.set(linewidth=0 if bar.is_first else 1.5, clip_on=False)
            self._axes.add_patch(box)
        self.text(x + width + 10 if width > 0 else x, top + height / 2, bar.shown)


@dataclass(frozen=True)
class _Picture:
    """One SVG: its name, which its ids begin with, what it says in words, and where it goes."""

    name: str
    title: str
    description: str
    medium: Medium

    def svg(self, width: float, height: float, paint: Callable[[_Canvas], None]) -> str:
        """Paint and return the SVG, the same for the same marks."""
        from matplotlib import rc_context  # noqa: PLC0415
        from matplotlib.figure import Figure  # noqa: PLC0415

        figure = Figure(figsize=(width / 72, height / 72), dpi=72)
        figure.patch.set_visible(False)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        axes.set_xlim(0, width)
        axes.set_ylim(height, 0)
        paint(_Canvas(axes))
        written = StringIO()
        with rc_context({"svg.hashsalt": self.name}):
            nothing = dict.fromkeys(("Creator", "Date", "Format", "Type"))
            figure.savefig(written, format="svg", transparent=True, metadata=nothing)
        return self._finish(written.getvalue())

    def _finish(self, drawn: str) -> str:
        root = ET.fromstring(drawn)  # noqa: S314 - matplotlib's own output
        unwanted = {f"{{{_SVG}}}{tag}" for tag in ("metadata", "style")}
        for parent in list(root.iter()):
            for child in list(parent):
                if child.tag in unwanted:
                    parent.remove(child)
        for mark in root.iter():
            self._plain(mark)
        for size in ("width", "height", "version"):
            root.attrib.pop(size, None)
        root.set("width", "100%")
        root.set("role", "img")
        for place, (tag, says, text) in enumerate(
            (("title", "aria-labelledby", self.title), ("desc", "aria-describedby", self.description))
        ):
            element = ET.Element(f"{{{_SVG}}}{tag}", {"id": f"tpm-{self.name}-{tag}"})
            element.text = _readable(text)
            root.insert(place, element)
            root.set(says, element.get("id", ""))
        ET.register_namespace("", _SVG)
        ET.register_namespace("xlink", _LINK)
        return ET.tostring(root, encoding="unicode")

    def _plain(self, mark: ET.Element) -> None:
        """Turn a style into attributes, which any rule of the page's own overrides; drop the font."""
        for declaration in mark.attrib.pop("style", "").split(";"):
            name, _, value = declaration.partition(":")
            if name.strip() and name.strip() != "font-family":
                mark.set(name.strip(), value.strip())
        for name in ("fill", "stroke"):
            if name in mark.attrib:
                mark.set(name, _COLOURS[self.medium].get(mark.attrib[name], mark.attrib[name]))
        if mark.tag == f"{{{_SVG}}}g":
            mark.attrib.pop("id", None)  # nothing points to a group
        for name, sign in (("id", ""), (f"{{{_LINK}}}href", "#")):
            if name in mark.attrib:
                mark.set(name, f"{sign}tpm-{self.name}-{mark.attrib[name].removeprefix(sign)}")
        if mark.attrib.get("transform", "").startswith("rotate(-0 "):
            del mark.attrib["transform"]


def _readable(text: str) -> str:
    return " ".join(_NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text).split())


def _lines(text: str, room: float) -> list[str]:
    """Break a label into lines that fit: between words, and inside a word that is too long by itself."""
    lines = [""]
    for word in text.split():
        if lines[-1] and _width(f"{lines[-1]} {word}") <= room:
            lines[-1] += f" {word}"
            continue
        lines.append("")
        for letter in word:
            if lines[-1] and _width(lines[-1] + letter) > room:
                lines.append("")
            lines[-1] += letter
    return lines[1:] or lines


def _width(text: str) -> float:
    from matplotlib.font_manager import FontProperties  # noqa: PLC0415
    from matplotlib.textpath import TextToPath  # noqa: PLC0415

    width, _, _ = TextToPath().get_text_width_height_descent(text, FontProperties(size=TEXT), ismath=False)
    return float(width)


# ── the charts there are ─────────────────────────────────────────────────────


@dataclass(frozen=True)
class _Kind:
    """A chart: the key of the question that it is drawn from, and the function that draws it."""

    question: Callable[[Catalogue], str]
    draw: Callable[[Answers, Catalogue, Medium], Chart | NoChart]


_KINDS = {"roles": _Kind(lambda catalogue: catalogue.roles.question, _roles)}
