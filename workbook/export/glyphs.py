"""Which letters the book can print, and what is said about those that no font on this computer has.

Typst is asked, by what it refuses: it alone knows which font it would take.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from importlib.resources import files
from threading import Lock
from typing import TYPE_CHECKING, Any
from unicodedata import category, combining, name

from workbook.phrases.sentences import sentences

if TYPE_CHECKING:
    from typst import Compiler, Fonts, PDFStandard

STANDARDS: list[PDFStandard] = ["a-2a", "ua-1"]  # archived and read aloud as well as printed
_one_at_a_time = Lock()  # a kernel may answer several pages
STAND_IN = "\ufffd"  # for what no archived document may hold, whatever the fonts
NAMED = 8  # letters of a script, in one sentence
SCRIPTS = 4
# As Rust quotes a text.
_REFUSED = re.compile(r"(?:the text|contains the codepoint) `\"(.+?)\"`")
_QUOTED = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)")


def template(name: str) -> bytes:
    """Return one of the templates for Typst, after what it needs to print any letter."""
    own = files("workbook.export")
    return b"".join(own.joinpath(place).read_bytes() for place in ("fonts/has.typ", "glyphs.typ", name))


@cache
def fonts(*, boxes: bool = False) -> Fonts:
    """Return all fonts that there are: the workbook's own, Typst's and the system's; `boxes` for the rest.

    They are read once, until they are looked for anew: one may have been installed.
    """
    import typst  # noqa: PLC0415 - only an export needs it

    own = files("workbook.export").joinpath("fonts")
    return typst.Fonts(font_paths=[str(own.joinpath(name)) for name in ("letters", *["boxes"] * boxes)])


@cache
def _compiler(*, boxes: bool) -> Compiler:
    import typst  # noqa: PLC0415 - only an export needs it

    return typst.Compiler(font_paths=fonts(boxes=boxes))


def look_for_fonts() -> None:
    """Read all fonts anew with the next document."""
    fonts.cache_clear()
    _compiler.cache_clear()


def document(
    name: str, data: str, standards: list[PDFStandard], *, boxes: bool = False, at: datetime
) -> bytes:
    """Set one of the templates as a PDF, from the JSON that it reads as data.json; raise TypstError.

    What is set again is taken from the last time: after one change, a tenth of the work. That is why the data
    is a file: whatever is in `sys.inputs` every part of a document depends on.
    """
    files: Any = {"main": template(name), "data.json": data.encode()}  # which the type does not name
    with _one_at_a_time:
        made = _compiler(boxes=boxes).compile(files, format="pdf", pdf_standards=standards, timestamp=at)
    return bytes(made)  # type: ignore[arg-type] # a list for images alone


def unprinted(letters: set[str]) -> set[str]:
    """Leave out the letters that were refused for what stands on or beside them alone, unless all were."""
    if not letters:
        return letters
    alone = _refused_in(letters)
    named = {letter for letter in letters if letter in alone or category(letter) in ("Mn", "Mc", "Me", "Co")}
    return named or letters


def unprinted_in(lines: Iterable[str]) -> set[str]:
    """Return the letters of these lines that no font here has."""
    return unprinted(_refused_in(lines))


def _refused_in(texts: Iterable[str]) -> set[str]:
    """Set each text as a paragraph, and return the letters that are refused."""
    import typst  # noqa: PLC0415 - only an export needs it

    page = b"""#set document(title: "Letters")
#for one in json(bytes(sys.inputs.data)) { par(text(one)) }"""
    data = json.dumps(sorted(texts))
    try:
        typst.compile(
            page, format="pdf", sys_inputs={"data": data}, font_paths=fonts(), pdf_standards=STANDARDS
        )
    except typst.TypstError as error:
        return refused(error.diagnostic)
    return set()


def refused(diagnostic: str) -> set[str]:
    """Return the letters that a standard refuses; where one sits on another, both."""
    texts = _REFUSED.findall(diagnostic)
    return {letter for text in texts for letter in _QUOTED.sub(_unquoted, text)}


def _unquoted(found: re.Match[str]) -> str:
    return chr(int(found[1], 16)) if found[1] else found[2]


def is_for_nobody(letter: str) -> bool:
    """Say whether a letter means something to one font alone; no archived document may hold it."""
    return category(letter) == "Co"


def say_of_chart(letters: set[str]) -> tuple[str, ...]:
    """Say which letters of a chart can't be printed, and what helps."""
    words = sentences().book.unprinted
    return (words.in_chart.format(which=_which(sorted(letters))), words.way_out) if letters else ()


def say(book: Mapping[str, Any], letters: set[str]) -> tuple[str, ...]:
    """Say which questions of a book hold letters that can't be printed, and what helps."""
    words = sentences().book.unprinted
    if not letters:
        return ()
    sought = re.compile(f"[{re.escape(''.join(letters))}]")
    said, told = [], set[str]()
    for question in _questions(book):
        found = sought.findall("".join(_texts(question["body"])))
        told |= set(found)
        if found:
            one_or_many = words.one if len(found) == 1 else words.many
            said.append(
                one_or_many.format(question=question["title"], number=len(found), which=_which(found))
            )
    elsewhere = [letter for letter in sought.findall("".join(_texts(book))) if letter not in told]
    if elsewhere:
        said.append(words.elsewhere.format(which=_which(elsewhere)))
    return (*said, words.way_out) if said else ()


def _questions(part: Any) -> Iterator[Mapping[str, Any]]:  # noqa: ANN401 - any JSON
    if isinstance(part, Mapping):
        if {"title", "body"} <= part.keys():
            yield part
        else:
            yield from _questions(list(part.values()))
    elif isinstance(part, list):
        for one in part:
            yield from _questions(one)


def _texts(part: Any) -> Iterator[str]:  # noqa: ANN401 - any JSON
    if isinstance(part, str):
        yield part
    elif isinstance(part, Mapping | list):
        for one in part.values() if isinstance(part, Mapping) else part:
            yield from _texts(one)


def _which(found: Sequence[str]) -> str:
    """Name letters by their scripts, the first few of each as they are written."""
    words = sentences().book.unprinted
    scripts: dict[str, list[str]] = {}
    for letter in dict.fromkeys(found):
        scripts.setdefault(_script(letter) or words.nameless, []).append(_written(letter))
    named = ", ".join(
        words.script.format(script=script, letters=" ".join([*some[:NAMED], *["…"] * (len(some) > NAMED)]))
        for script, some in list(scripts.items())[:SCRIPTS]
    )
    return named if len(scripts) <= SCRIPTS else words.others.format(which=named)


def _script(letter: str) -> str:
    first = name(letter, "").split(" ")[0]
    return first if first == "CJK" else first.capitalize()


def _written(letter: str) -> str:
    if not name(letter, ""):
        return f"U+{ord(letter):04X}"
    return f"\u25cc{letter}" if combining(letter) else letter
