"""What the page's controls say is in content, and the browser's modules use all of it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from workbook.errors import ContentError
from workbook.phrases.controls import control_words, places
from workbook.widgets.sheet import HERE

CALL = re.compile(r'\bphrase\("([a-z_]+\.[a-z_0-9]+)"(?:,\s*\{([^{}]*)\})?')
PAIR = re.compile(r"(?:^|,)\s*(\w+)\s*(?=:|,|$)")


def calls() -> Iterator[tuple[str, str, set[str]]]:
    """Yield each use of a sentence in the browser's modules: where, its name and the places that it fills."""
    for path in sorted(HERE.glob("*.js")):
        for name, filled in CALL.findall(path.read_text("utf-8")):
            yield path.name, name, set(PAIR.findall(filled))


def test_every_sentence_that_a_module_says_is_in_content_with_the_places_that_it_fills() -> None:
    words = control_words()
    odd = [(path, name, filled) for path, name, filled in calls() if filled != places(words.get(name, "{?}"))]
    assert odd == []


def test_every_sentence_in_content_is_said() -> None:
    assert control_words().keys() - {name for _, name, _ in calls()} == set()


def test_modules_name_sentences_to_the_letter() -> None:
    """A name put together from parts would be found by neither test."""
    said = sum(path.read_text("utf-8").count('phrase("') for path in HERE.glob("*.js"))
    any_call = sum(
        len(re.findall(r"(?<![\w.])phrase\(", path.read_text("utf-8"))) for path in HERE.glob("*.js")
    )
    assert said == any_call - 1  # its definition


def test_a_sentence_that_is_none_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "page.toml").write_text("[status]\nsaved = 3\n", "utf-8")
    with pytest.raises(ContentError, match=r"page\.toml: status > saved"):
        control_words(tmp_path)
