"""What a reader of the PDF sees of this is in test_pdf.py."""

import json

import pytest
import typst

from workbook.export.glyphs import load_fonts
from workbook.export.paragraphs import make_printable, split_paragraphs, widest_word


def test_lines_belong_together_until_one_is_empty() -> None:
    parts = split_paragraphs("one\ntwo\r\nthree\n\n \nfour")
    assert [(part["lines"], part["new"]) for part in parts] == [
        (["one", "two", "three"], True),
        (["four"], True),
    ]


@pytest.mark.parametrize("bullet", ["- ", "* ", "• ", "1. ", "12) ", "(a) "])
def test_a_line_with_a_bullet_stands_by_itself_and_hangs(bullet: str) -> None:
    first, second, third = split_paragraphs(f"before\n{bullet}said\nafter")
    assert second["lines"] == [f"{bullet}said"]
    assert [part["hangs"] for part in (first, second, third)] == [False, True, False]
    assert not second["new"]


@pytest.mark.parametrize("said", ["-5 degrees", "3.5 hours", "e.g. this"])
def test_what_only_looks_like_a_bullet_is_text(said: str) -> None:
    assert not split_paragraphs(said)[0]["hangs"]


def test_an_indent_is_counted_in_letters_and_has_an_end() -> None:
    assert [part["indent"] for part in split_paragraphs("  two\n\tfour\n" + 60 * " " + "far")] == [2, 4, 24]


def test_a_line_that_is_read_from_the_right_stands_by_itself() -> None:
    assert [part["turned"] for part in split_paragraphs("left\n1. שלום\n42")] == [False, True, False]


def test_signs_that_no_text_can_hold_are_dropped_wherever_they_stand() -> None:
    said = {"a": ["nul\x00", {"b": "half\ud800\ttab\n"}], "c": 5}
    assert make_printable(said) == {"a": ["nul", {"b": "half\ttab\n"}], "c": 5}


@pytest.mark.usefixtures("own_fonts")
def test_no_word_is_wider_than_it_is_taken_to_be() -> None:
    """Or it would reach over the edge of its room, since only what may be too wide is measured there."""
    letters = [chr(code) for code in range(33, 0x250)] + list("\u2019\u201c\u201d\u2013\u2014…•€ẞΩЖ你")
    letters = [letter for letter in letters if make_printable(letter)]  # no other is ever printed
    document = """#set text(font: "Libertinus Serif", size: 100pt, weight: 600)
#context [#metadata(json(bytes(sys.inputs.letters)).map(letter => measure(letter).width / 100pt)) <widths>]"""
    said = typst.query(
        document.encode(),
        "<widths>",
        field="value",
        sys_inputs={"letters": json.dumps(letters)},
        font_paths=load_fonts(),
    )
    (widths,) = json.loads(said)
    wider = {
        letter: (width, widest_word(letter))
        for letter, width in zip(letters, widths, strict=True)
        if width > widest_word(letter) > 0
    }
    assert wider == {}


def test_the_widest_word_is_sought_between_spaces_and_letters_that_break_anywhere() -> None:
    assert widest_word("a bb a") == widest_word("bb") == 2 * widest_word("b")
    assert widest_word("你好" * 50 + "b") == widest_word("b")
