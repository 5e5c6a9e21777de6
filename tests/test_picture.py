from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from xml.etree import ElementTree as ET

import matplotlib as mpl
import pytest

from workbook.picture import Medium, Picture, clean, drawing, measure, wrap

SVG = "{http://www.w3.org/2000/svg}"


def drawn(medium: Medium = "page", name: str = "bars") -> str:
    """A filled and an outlined bar, each with its label."""
    with drawing(medium):
        picture = Picture(name, 320, 100)
        for middle, label, is_filled in ((25, "First", True), (75, "Second", False)):
            picture.text(0, middle, label)
            picture.bar(90, middle, 100, "50", is_filled=is_filled)
        return picture.svg("Two bars", "One is filled, one is not.", medium)


def test_a_picture_says_in_words_what_it_shows() -> None:
    root = ET.fromstring(drawn())
    title, described = root[0], root[1]
    assert (title.tag, title.text) == (f"{SVG}title", "Two bars")
    assert (described.tag, described.text) == (f"{SVG}desc", "One is filled, one is not.")
    assert root.get("role") == "img"
    assert (root.get("aria-labelledby"), root.get("aria-describedby")) == ("tpm-bars-title", "tpm-bars-desc")


def test_a_bar_is_filled_or_an_outline_inside_the_same_bounds() -> None:
    filled, outline = ET.fromstring(drawn()).iter(f"{SVG}path")
    assert (filled.get("fill"), filled.get("stroke")) == ("var(--tpm-accent, #0b5f63)", None)
    assert (outline.get("fill"), outline.get("stroke")) == ("none", "currentColor")
    for bar, inset, top in ((filled, 0, 14), (outline, 0.75, 64)):
        places = [(float(x), float(y)) for x, y in re.findall(r"[MLQ] ([\d.]+) ([\d.]+)", bar.get("d", ""))]
        across, down = zip(*places, strict=True)
        assert (min(across), max(across)) == pytest.approx((90 + inset, 190 - inset), abs=0.01)
        assert (min(down), max(down)) == pytest.approx((top + inset, top + 22 - inset), abs=0.01)


def test_a_picture_for_the_page_takes_the_pages_font_and_colours() -> None:
    svg = drawn()
    assert not re.search(r"font-family|#000|black|DejaVu|<style|style=", svg)
    colours = {"none", "currentColor", "var(--tpm-accent, #0b5f63)"}
    assert set(re.findall(r'(?:fill|stroke)="([^"]+)"', svg)) == colours
    assert set(re.findall(r'font-size="([^"]+)"', svg)) == {"16px"}


def test_a_picture_for_print_has_its_letters_drawn_and_its_colours_fixed() -> None:
    svg = drawn("print")
    root = ET.fromstring(svg)
    assert not list(root.iter(f"{SVG}text"))
    assert "currentColor" not in svg
    assert "var(" not in svg
    assert {"#0b5f63", "#1e2329"} <= set(re.findall(r"#[0-9a-f]{6}\b", svg))
    link = "{http://www.w3.org/1999/xlink}href"
    letters = [use.get(link, "") for use in root.iter(f"{SVG}use")]
    known = {f"#{mark.get('id')}" for mark in root.iter() if mark.get("id")}
    assert len(letters) == len("First50Second50")
    assert set(letters) <= known


def test_the_size_is_the_columns_and_not_the_pictures() -> None:
    root = ET.fromstring(drawn())
    assert root.get("width") == "100%"
    assert root.get("height") is None
    assert root.get("viewBox") == "0 0 320 100"


def test_a_picture_is_one_element_to_put_into_a_page() -> None:
    assert drawn().startswith("<svg ")  # no prolog, no doctype
    assert "metadata" not in drawn()


@pytest.mark.parametrize("medium", ["page", "print"])
def test_every_id_begins_with_the_pictures_name(medium: Medium) -> None:
    marks = ET.fromstring(drawn(medium, "mine")).iter()
    assert all(mark.get("id", "tpm-mine-").startswith("tpm-mine-") for mark in marks)


@pytest.mark.parametrize("medium", ["page", "print"])
def test_the_same_marks_give_the_same_picture(medium: Medium) -> None:
    assert drawn(medium) == drawn(medium)


def test_pictures_are_drawn_from_several_threads_and_the_settings_stay_as_they_were() -> None:
    before = dict(mpl.rcParams)
    media: list[Medium] = ["page", "print"] * 6
    alone = {medium: drawn(medium) for medium in media[:2]}
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(drawn, media))
    assert together == [alone[medium] for medium in media]
    assert dict(mpl.rcParams) == before


def test_what_no_xml_can_hold_is_replaced_and_spaces_are_single() -> None:
    assert clean(" A\x00B\x1b\n  C\ufffe ") == "A\ufffdB\ufffd C\ufffd"


def test_text_breaks_between_words_and_inside_a_word_only_when_it_must() -> None:
    with drawing("page"):
        assert wrap("Engineering manager", 1000) == ["Engineering manager"]
        assert wrap("Engineering manager", measure("Engineering") + 1) == ["Engineering", "manager"]
        assert wrap("manager", measure("mana") + 1) == ["mana", "ger"]
        assert wrap("W W", 1) == ["W", "W"]
        assert wrap("", 10) == [""]
