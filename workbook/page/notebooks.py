"""Reads a step's notebook as the app does: prose as HTML, one-line cells as calls. Nothing is run."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt

from workbook.errors import ContentError

KNOWN = ("section", "chart", "overview", "action", "faq", "download")

_parser = MarkdownIt("commonmark", {"html": False})


@dataclass(frozen=True)
class Call:
    """One call of a name in `KNOWN` with literal arguments."""

    name: str
    arguments: tuple[Any, ...]


def read(notebook: Path) -> Iterator[str | Call]:
    """Yield a notebook's parts in order: HTML for a Markdown cell, its calls for a code cell."""
    for cell in json.loads(notebook.read_text("utf-8"))["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            yield prose(source)
        elif cell["cell_type"] == "code":
            yield from calls(source)


def calls(source: str) -> Iterator[Call]:
    """Yield the calls in a cell; imports are skipped, and anything else is a ContentError."""
    for statement in ast.parse(source).body:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            continue
        call = statement.value if isinstance(statement, ast.Expr) else None
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name) or call.keywords:
            raise ContentError(f"A notebook's cell is more than a call: {source!r}.")
        if call.func.id not in KNOWN:
            raise ContentError(f"A notebook calls {call.func.id!r}; the app knows {', '.join(KNOWN)}.")
        yield Call(call.func.id, tuple(ast.literal_eval(argument) for argument in call.args))


def prose(markdown: str) -> str:
    """Return Markdown as HTML, without raw HTML; links to step notebooks become links to their pages.

    A paragraph with nothing but such a link is left out: the app has its own links onward.
    """
    tokens = _parser.parse(markdown)
    dropped: set[int] = set()
    for place, block in enumerate(tokens):
        for token in block.children or ():
            target = str(token.attrGet("href") or "")
            if token.type == "link_open" and target.endswith(".ipynb"):
                token.attrSet("href", "#" + target.removesuffix(".ipynb").partition("_")[2])
                if [child.type for child in block.children or ()] == ["link_open", "text", "link_close"]:
                    dropped |= {place - 1, place, place + 1}
    rest = [token for place, token in enumerate(tokens) if place not in dropped]
    return str(_parser.renderer.render(rest, _parser.options, {}))
