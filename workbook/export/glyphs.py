"""The characters that the book can print, and sentences about those that no font on this computer has.

What Typst refuses shows which they are: it alone knows which font it would take.
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

STANDARDS: list[PDFStandard] = ["a-2a", "ua-1"]  # for archives and screen readers as well as print
_one_at_a_time = Lock()  # a kernel may answer several pages
STAND_IN = "\ufffd"  # for what no archived document may hold, whatever the fonts
MAX_CHARACTERS = 8  # of a script, in one sentence
MAX_SCRIPTS = 4
# As Rust quotes a text.
_REFUSED = re.compile(r"(?:the text|contains the codepoint) `\"(.+?)\"`")
_QUOTED = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)")


def template(name: str) -> bytes:
    """Return one of the templates for Typst, after what it needs to print any character."""
    own = files("workbook.export")
    return b"".join(own.joinpath(part).read_bytes() for part in ("fonts/has.typ", "glyphs.typ", name))


@cache
def load_fonts(*, boxes: bool = False) -> Fonts:
    """Return all fonts: the workbook's own, Typst's and the system's; with `boxes`, one for all the rest.

    They are read once, until they are reloaded: one may have been installed.
    """
    import typst

    own = files("workbook.export").joinpath("fonts")
    return typst.Fonts(font_paths=[str(own.joinpath(name)) for name in ("letters", *["boxes"] * boxes)])


@cache
def _compiler(*, boxes: bool) -> Compiler:
    import typst

    return typst.Compiler(font_paths=load_fonts(boxes=boxes))


def reload_fonts() -> None:
    """Read all fonts again with the next document."""
    load_fonts.cache_clear()
    _compiler.cache_clear()


def compile_pdf(
    name: str, data: str, standards: list[PDFStandard], *, boxes: bool = False, at: datetime
) -> bytes:
    """Compile one of the templates to a PDF, with the JSON that it reads as data.json; raise TypstError.

    What has not changed is taken from the last time: after one change, a tenth of the work. That is why the
    data is a file: every part of a document depends on whatever is in `sys.inputs`.
    """
    files: Any = {"main": template(name), "data.json": data.encode()}  # which the type does not name
    with _one_at_a_time:
        document = _compiler(boxes=boxes).compile(files, format="pdf", pdf_standards=standards, timestamp=at)
    return bytes(document)  # type: ignore[arg-type] # a list for images alone


def unprinted(refused: set[str]) -> set[str]:
    """Leave out the characters that were refused only for what is on or beside them, unless all were."""
    if not refused:
        return refused
    alone = _refused_in(refused)
    named = {one for one in refused if one in alone or category(one) in ("Mn", "Mc", "Me", "Co")}
    return named or refused


def unprinted_in(lines: Iterable[str]) -> set[str]:
    """Return the characters of these lines that no font here has."""
    return unprinted(_refused_in(lines))


def _refused_in(texts: Iterable[str]) -> set[str]:
    """Set each text as a paragraph, and return the characters that are refused."""
    import typst

    page = b"""#set document(title: "Characters")
#for one in json(bytes(sys.inputs.data)) { par(text(one)) }"""
    data = json.dumps(sorted(texts))
    try:
        typst.compile(
            page, format="pdf", sys_inputs={"data": data}, font_paths=load_fonts(), pdf_standards=STANDARDS
        )
    except typst.TypstError as error:
        return parse_refused(error.diagnostic)
    return set()


def parse_refused(diagnostic: str) -> set[str]:
    """Return the characters that a standard refuses; where one is on another, both."""
    texts = _REFUSED.findall(diagnostic)
    return {character for text in texts for character in _QUOTED.sub(_unquote, text)}


def _unquote(found: re.Match[str]) -> str:
    return chr(int(found[1], 16)) if found[1] else found[2]


def is_private_use(character: str) -> bool:
    """Say whether a character means something to one font alone; no archived document may hold it."""
    return category(character) == "Co"


def describe_unprinted_in_chart(characters: set[str]) -> tuple[str, ...]:
    """Say which characters of a chart can't be printed, and what helps."""
    words = sentences().book.unprinted
    if not characters:
        return ()
    return words.in_chart.format(which=_list_by_script(sorted(characters))), words.way_out


def describe_unprinted(book: Mapping[str, Any], characters: set[str]) -> tuple[str, ...]:
    """Say which questions of a book hold characters that can't be printed, and what helps."""
    words = sentences().book.unprinted
    if not characters:
        return ()
    pattern = re.compile(f"[{re.escape(''.join(characters))}]")
    notices, named = [], set[str]()
    for question in _questions(book):
        found = pattern.findall("".join(_strings(question["body"])))
        named |= set(found)
        if found:
            sentence = words.one if len(found) == 1 else words.many
            which = _list_by_script(found)
            notices.append(sentence.format(question=question["title"], number=len(found), which=which))
    elsewhere = [one for one in pattern.findall("".join(_strings(book))) if one not in named]
    if elsewhere:
        notices.append(words.elsewhere.format(which=_list_by_script(elsewhere)))
    return (*notices, words.way_out) if notices else ()


def _questions(part: Any) -> Iterator[Mapping[str, Any]]:  # noqa: ANN401 - any JSON
    if isinstance(part, Mapping):
        if {"title", "body"} <= part.keys():
            yield part
        else:
            yield from _questions(list(part.values()))
    elif isinstance(part, list):
        for one in part:
            yield from _questions(one)


def _strings(part: Any) -> Iterator[str]:  # noqa: ANN401 - any JSON
    if isinstance(part, str):
        yield part
    elif isinstance(part, Mapping | list):
        for one in part.values() if isinstance(part, Mapping) else part:
            yield from _strings(one)


def _list_by_script(found: Sequence[str]) -> str:
    """List characters by their scripts, the first few of each."""
    words = sentences().book.unprinted
    scripts: dict[str, list[str]] = {}
    for character in dict.fromkeys(found):
        scripts.setdefault(_script(character) or words.nameless, []).append(_format_character(character))
    named = ", ".join(
        words.script.format(
            script=script,
            characters=" ".join([*some[:MAX_CHARACTERS], *["…"] * (len(some) > MAX_CHARACTERS)]),
        )
        for script, some in list(scripts.items())[:MAX_SCRIPTS]
    )
    return named if len(scripts) <= MAX_SCRIPTS else words.others.format(which=named)


def _script(character: str) -> str:
    first = name(character, "").split(" ")[0]
    return first if first == "CJK" else first.capitalize()


def _format_character(character: str) -> str:
    if not name(character, ""):
        return f"U+{ord(character):04X}"
    return f"\u25cc{character}" if combining(character) else character
