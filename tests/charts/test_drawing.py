from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from xml.etree import ElementTree as ET

import matplotlib as mpl
import pytest

from workbook.charts import svg as canvas
from workbook.charts.drawing import TEXT, Medium, Picture, Shape, clean, drawing, measure, wrap

SVG = "{http://www.w3.org/2000/svg}"


def bars(name: str = "bars") -> Picture:
    """A filled and an outlined bar, each with its label."""
    picture = Picture(name, 320, 100)
    for middle, label, is_filled in ((25, "First", True), (75, "Second", False)):
        picture.text(0, middle, label)
        picture.bar(90, middle, 100, tone="accent" if is_filled else "ink", is_filled=is_filled)
        picture.text(200, middle, "50")
    return picture


def drawn(medium: Medium = "page", name: str = "bars") -> str:
    """Draw the bars anew."""
    canvas.svg.cache_clear()
    with drawing():
        return bars(name).svg("Two bars", "One is filled, one is not.", medium)


def test_a_picture_says_in_words_what_it_shows() -> None:
    root = ET.fromstring(drawn())
    title, described = root[0], root[1]
    assert (title.tag, title.text) == (f"{SVG}title", "Two bars")
    assert (described.tag, described.text) == (f"{SVG}desc", "One is filled, one is not.")
    assert root.get("role") == "img"
    assert (root.get("aria-labelledby"), root.get("aria-describedby")) == ("tpm-bars-title", "tpm-bars-desc")


def test_what_matplotlib_was_told_elsewhere_changes_nothing() -> None:
    """A matplotlibrc in the current folder may be a stranger's; this one would run a program."""
    before = drawn()
    with mpl.rc_context({"text.usetex": True, "lines.linewidth": 20, "path.sketch": (9, 9, 9)}):
        assert drawn() == before
        assert mpl.rcParams["text.usetex"]


def test_marks_that_were_drawn_are_not_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    before = drawn()

    def fail(*_: object) -> None:
        raise AssertionError("It was drawn again.")

    monkeypatch.setattr(canvas, "Canvas", fail)
    picture = bars()
    assert picture.svg("Two bars", "One is filled, one is not.", "page") == before
    with pytest.raises(AssertionError, match="drawn again"):
        picture.svg("Two bars", "One is filled, one is not.", "print")


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


def test_a_picture_for_print_has_its_colours_fixed_and_letters_for_every_script() -> None:
    svg = drawn("print")
    root = ET.fromstring(svg)
    assert [text.text for text in root.iter(f"{SVG}text")] == ["First", "50", "Second", "50"]
    assert "currentColor" not in svg
    assert "var(" not in svg
    assert set(re.findall(r'(?:fill|stroke)="([^"]+)"', svg)) == {"none", "#0b5f63", "#1e2329"}
    assert str(root.get("font-family")).startswith("Libertinus Serif")


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
    with drawing():
        assert wrap("Engineering manager", 1000) == ["Engineering manager"]
        assert wrap("Engineering manager", measure("Engineering") + 1) == ["Engineering", "manager"]
        assert wrap("manager", measure("mana") + 1) == ["mana", "ger"]
        assert wrap("W W", 1) == ["W", "W"]
        assert wrap("", 10) == [""]


def test_a_letter_that_matplotlib_lacks_takes_a_square_and_a_mark_upon_a_letter_nothing() -> None:
    assert measure("角色") == 2 * TEXT
    assert measure("e\u0301") == measure("e")
    assert measure("a b") > measure("ab")
    assert measure("mmmm") == pytest.approx(4 * measure("m"))


@pytest.mark.parametrize("shape", ["circle", "square", "diamond"])
def test_a_mark_reaches_as_far_as_it_is_told_and_hides_what_is_below(shape: Shape) -> None:
    with drawing():
        picture = Picture("marks", 100, 100)
        picture.mark((50, 40), shape, 8, tone="accent")
        picture.mark((50, 40), shape, 8, tone="accent", is_filled=True)
        hollow, filled = ET.fromstring(picture.svg("t", "d", "print")).iter(f"{SVG}path")
    assert (hollow.get("fill"), hollow.get("stroke")) == ("#ffffff", "#0b5f63")
    assert (filled.get("fill"), filled.get("stroke")) == ("#0b5f63", None)
    numbers = [float(one) for one in re.findall(r"-?[\d.]+", filled.get("d", ""))]
    assert (min(numbers[::2]), max(numbers[::2])) == pytest.approx((42, 58), abs=0.01)
    assert (min(numbers[1::2]), max(numbers[1::2])) == pytest.approx((32, 48), abs=0.01)


def test_what_is_drawn_later_lies_above() -> None:
    with drawing():
        picture = Picture("order", 100, 100)
        picture.mark((50, 50), "circle", 9)
        picture.line([(0, 50), (100, 50)], tone="takes")
        picture.cell(0, 0, 10, 10, 0.5)
        svg = picture.svg("t", "d", "print")
    tones = [path.get("stroke") or path.get("fill") for path in ET.fromstring(svg).iter(f"{SVG}path")]
    assert tones == ["#1e2329", "#d55e00", "#0b5f63"]
