"""The words of `content/page.toml`, which the page's controls say. They go to the browser as they are."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from pydantic import RootModel

from workbook.questions.catalogue import CONTENT, load

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


class ControlWords(RootModel[dict[str, dict[str, str]]]):
    """Sentences by group and name."""


@cache
def control_words(content: Path = CONTENT) -> dict[str, str]:
    """Return each sentence by its name, as in "status.saved"; raise ContentError that names the file."""
    groups = load(content / "page.toml", ControlWords).root
    return {f"{group}.{name}": words for group, some in groups.items() for name, words in some.items()}


def places(words: str) -> set[str]:
    """Return the names of the places that a sentence has."""
    return set(_PLACEHOLDER.findall(words))
