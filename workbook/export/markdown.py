"""The book as Markdown, for GitHub, Obsidian or any editor. What a person typed reads as they typed it.

What either of them would take for markup is escaped, and no more, so that the file stays readable as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from workbook.errors import ExportError
from workbook.export.paragraphs import make_printable

# Signs that begin or end something inside a line, wherever they are.
_INSIDE = re.compile(
    r"""[`$|\[]                            # code, mathematics, cells, links and what else is in brackets
    | \\(?=[!-/:-@\[-`{-~]|$)              # a backslash before a sign that it would take away
    | (?<=\S)\* | \*(?=\S)                 # stress, but not 2 * 3
    | (?<![^\W_])_ | _(?![^\W_])           # stress, but not snake_case
    | (?<=\S)~ | (?<==)= | (?<=%)%         # struck out; marked and commented out in Obsidian
    | <(?=[A-Za-z/!?])                     # HTML
    | &(?=\#?\w+;)                         # a character by its name
    | (?<![\w/\#&])\#(?=\S) | (?<!\S)\^(?=\w)  # tags and names of blocks in Obsidian
    """,
    re.VERBOSE,
)
# Signs that begin something where a line begins: the sign to escape comes last.
_BEGINNING = re.compile(
    r"""(?: \d{1,9}(?=[.)](?:\s|$))        # lists
    | (?=[-+*](?:\s|$)) | (?=-{2}|:-)      # lists, rules, and rows that make a table
    | (?=\#{1,6}(?:\s|$)) | (?=>) | (?==+\s*$)  # headings, quotes, and lines that make a heading of the last
    )""",
    re.VERBOSE,
)
_INDENT = "\N{NO-BREAK SPACE}"  # spaces would make code
_BREAK = "  \n"


def render(book: Mapping[str, Any]) -> bytes:
    """Render what `Book` returns; raise ExportError when that is nothing."""
    if not book["steps"]:
        raise ExportError(f"{book['nothing'][0]}. Nothing was written.")
    return ("\n\n".join(_blocks(make_printable(book))) + "\n").encode()


def _blocks(book: Mapping[str, Any]) -> Iterable[str]:
    yield f"# {escape_inline(book['title'])}"
    yield _BREAK.join(escape_line(one) for one in (book["whose"], book["day"], book["copy"]) if one)
    for step in book["steps"]:
        yield f"## {escape_inline(step['title'])}"
        for section in step["sections"]:
            yield f"### {escape_inline(section['title'])}"
            for question in section["questions"]:
                yield from _question_blocks(question, book["private"])
            for chart in section["charts"]:
                if chart.get("rows"):  # a picture that goes on has none of its own
                    yield escape_line(chart["say"])
                    rows = [[escape_inline(cell) for cell in row] for row in chart["rows"]]
                    yield _render_table([{"title": one} for one in chart["columns"]], rows)


def _question_blocks(question: Mapping[str, Any], private: str) -> Iterable[str]:
    yield f"#### {escape_inline(question['title'])}"
    yield from _body_blocks(question["body"])
    note = " · ".join(filter(None, (private if question["private"] else "", question["when"])))
    if note:
        yield f"*{escape_inline(note)}*"


def _body_blocks(body: Mapping[str, Any]) -> Iterable[str]:
    if body["kind"] == "groups":
        for group in body["groups"]:
            yield f"**{escape_inline(group['title'])}**"
            yield from _body_blocks(group)
    elif body["kind"] == "table":
        yield _render_table(body["columns"], [[_render_cell(cell) for cell in row] for row in body["rows"]])
    elif body["kind"] == "records":
        titles = [escape_inline(column["title"]) for column in body["columns"]]
        yield "\n".join(_render_record(place, titles, row) for place, row in enumerate(body["rows"], 1))
    elif body["kind"] == "list":
        yield "\n".join(f"- {escape_line(item)}" for item in body["items"])
    else:
        yield from _paragraphs(body["paragraphs"])


def _paragraphs(parts: Sequence[Mapping[str, Any]]) -> Iterable[str]:
    lines: list[str] = []
    for part in parts:
        if part["new"] and lines:
            yield _BREAK.join(lines)
            lines = []
        lines += [_INDENT * part["indent"] + escape_line(one) for one in part["lines"]]
    if lines:
        yield _BREAK.join(lines)


def _render_table(columns: Sequence[Mapping[str, str]], rows: Sequence[Sequence[str]]) -> str:
    """Return a table of cells that are Markdown already."""
    marks = ["---:" if column.get("kind") == "number" else "---" for column in columns]
    heads = [escape_inline(column["title"]) for column in columns]
    return "\n".join(f"| {' | '.join(row)} |" for row in (heads, marks, *rows))


def _render_record(place: int, titles: Sequence[str], row: Sequence[Any]) -> str:
    """Return a row as an item of a numbered list, with a line for each column that holds anything."""
    number = f"{place}. "
    lines = [f"**{title}:** {_render_cell(cell)}" for title, cell in zip(titles, row, strict=True) if cell]
    return number + f"{_BREAK}{' ' * len(number)}".join(lines)


def _render_cell(parts: Sequence[Mapping[str, Any]]) -> str:
    """Return paragraphs on one line."""
    return "<br>".join(
        _INDENT * part["indent"] + escape_inline(one) for part in parts for one in part["lines"]
    )


def escape_line(text: str) -> str:
    """Escape text that a line begins with."""
    text = _on_one_line(text)
    beginning = _BEGINNING.match(text)
    return _escape(text, {beginning.end()} if beginning else set())


def escape_inline(text: str) -> str:
    """Escape text inside a line."""
    return _escape(_on_one_line(text), set())


def _on_one_line(text: str) -> str:
    return " ".join(text.splitlines())


def _escape(text: str, places: set[int]) -> str:
    places = places | {sign.start() for sign in _INSIDE.finditer(text)}
    return "".join(f"\\{sign}" if place in places else sign for place, sign in enumerate(text))
