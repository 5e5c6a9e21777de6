from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from xml.etree import ElementTree as ET

import matplotlib as mpl
import pytest

from workbook.charts import svg
from workbook.charts.drawing import Picture, measure, wrap
from workbook.charts.marks import TEXT_SIZE, BarMark, CellMark, LineMark, Shape, SymbolMark, TextMark
from workbook.charts.svg import Medium, matplotlib_settings, single_line

SVG = "{http://www.w3.org/2000/svg}"


def bars(name: str = "bars") -> Picture:
    """A filled and an outlined bar, each with its label."""
    picture = Picture(name, 320, 100)
    for middle, label, is_filled in ((25, "First", True), (75, "Second", False)):
        picture.add(
            TextMark(0, middle, label),
            BarMark(90, middle, 100, "accent" if is_filled else "ink", is_filled),
            TextMark(200, middle, "50"),
        )
    return picture


def draw_bars(medium: Medium = "page", name: str = "bars") -> str:
    """Draw the bars anew."""
    svg.render.cache_clear()
    with matplotlib_settings():
        return bars(name).render("Two bars", "One is filled, one is not.", medium)


def test_a_picture_says_in_words_what_it_shows() -> None:
    root = ET.fromstring(draw_bars())
    title, described = root[0], root[1]
    assert (title.tag, title.text) == (f"{SVG}title", "Two bars")
    assert (described.tag, described.text) == (f"{SVG}desc", "One is filled, one is not.")
    assert root.get("role") == "img"
    assert (root.get("aria-labelledby"), root.get("aria-describedby")) == ("tpm-bars-title", "tpm-bars-desc")


def test_what_matplotlib_was_told_elsewhere_changes_nothing() -> None:
    """A matplotlibrc in the current folder may be a stranger's; this one would run a program."""
    before = draw_bars()
    with mpl.rc_context({"text.usetex": True, "lines.linewidth": 20, "path.sketch": (9, 9, 9)}):
        assert draw_bars() == before
        assert mpl.rcParams["text.usetex"]


def test_marks_that_were_drawn_are_not_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    before = draw_bars()

    def fail(*_: object) -> None:
        raise AssertionError("It was drawn again.")

    monkeypatch.setattr(svg, "Canvas", fail)
    picture = bars()
    assert picture.render("Two bars", "One is filled, one is not.", "page") == before
    with pytest.raises(AssertionError, match="drawn again"):
        picture.render("Two bars", "One is filled, one is not.", "print")


def test_a_bar_is_filled_or_an_outline_inside_the_same_bounds() -> None:
    filled, outline = ET.fromstring(draw_bars()).iter(f"{SVG}path")
    assert (filled.get("fill"), filled.get("stroke")) == ("var(--tpm-accent, #0b5f63)", None)
    assert (outline.get("fill"), outline.get("stroke")) == ("none", "currentColor")
    for bar, inset, top in ((filled, 0, 14), (outline, 0.75, 64)):
        places = [(float(x), float(y)) for x, y in re.findall(r"[MLQ] ([\d.]+) ([\d.]+)", bar.get("d", ""))]
        across, down = zip(*places, strict=True)
        assert (min(across), max(across)) == pytest.approx((90 + inset, 190 - inset), abs=0.01)
        assert (min(down), max(down)) == pytest.approx((top + inset, top + 22 - inset), abs=0.01)


def test_a_picture_for_the_page_takes_the_pages_font_and_colours() -> None:
    drawn = draw_bars()
    assert not re.search(r"font-family|#000|black|DejaVu|<style|style=", drawn)
    colors = {"none", "currentColor", "var(--tpm-accent, #0b5f63)"}
    assert set(re.findall(r'(?:fill|stroke)="([^"]+)"', drawn)) == colors
    assert set(re.findall(r'font-size="([^"]+)"', drawn)) == {"16px"}


def test_a_picture_for_print_has_its_colours_fixed_and_letters_for_every_script() -> None:
    drawn = draw_bars("print")
    root = ET.fromstring(drawn)
    assert [text.text for text in root.iter(f"{SVG}text")] == ["First", "50", "Second", "50"]
    assert "currentColor" not in drawn
    assert "var(" not in drawn
    assert set(re.findall(r'(?:fill|stroke)="([^"]+)"', drawn)) == {"none", "#0b5f63", "#1e2329"}
    assert str(root.get("font-family")).startswith("Libertinus Serif")


def test_the_size_is_the_columns_and_not_the_pictures() -> None:
    root = ET.fromstring(draw_bars())
    assert root.get("width") == "100%"
    assert root.get("height") is None
    assert root.get("viewBox") == "0 0 320 100"


def test_a_picture_is_one_element_to_put_into_a_page() -> None:
    assert draw_bars().startswith("<svg ")  # no prolog, no doctype
    assert "metadata" not in draw_bars()


@pytest.mark.parametrize("medium", ["page", "print"])
def test_every_id_begins_with_the_pictures_name(medium: Medium) -> None:
    marks = ET.fromstring(draw_bars(medium, "mine")).iter()
    assert all(mark.get("id", "tpm-mine-").startswith("tpm-mine-") for mark in marks)


@pytest.mark.parametrize("medium", ["page", "print"])
def test_the_same_marks_give_the_same_picture(medium: Medium) -> None:
    assert draw_bars(medium) == draw_bars(medium)


def test_pictures_are_drawn_from_several_threads_and_the_settings_stay_as_they_were() -> None:
    before = dict(mpl.rcParams)
    media: list[Medium] = ["page", "print"] * 6
    alone = {medium: draw_bars(medium) for medium in media[:2]}
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(draw_bars, media))
    assert together == [alone[medium] for medium in media]
    assert dict(mpl.rcParams) == before


def test_what_no_xml_can_hold_is_replaced_and_spaces_are_single() -> None:
    assert single_line(" A\x00B\x1b\n  C\ufffe ") == "A\ufffdB\ufffd C\ufffd"


def test_text_breaks_between_words_and_inside_a_word_only_when_it_must() -> None:
    with matplotlib_settings():
        assert wrap("Engineering manager", 1000) == ["Engineering manager"]
        assert wrap("Engineering manager", measure("Engineering") + 1) == ["Engineering", "manager"]
        assert wrap("manager", measure("mana") + 1) == ["mana", "ger"]
        assert wrap("W W", 1) == ["W", "W"]
        assert wrap("", 10) == [""]


def test_a_character_that_matplotlib_lacks_takes_a_square_and_a_mark_upon_another_nothing() -> None:
    assert measure("角色") == 2 * TEXT_SIZE
    assert measure("e\u0301") == measure("e")
    assert measure("a b") > measure("ab")
    assert measure("mmmm") == pytest.approx(4 * measure("m"))


@pytest.mark.parametrize("shape", ["circle", "square", "diamond"])
def test_a_mark_reaches_as_far_as_it_is_told_and_hides_what_is_below(shape: Shape) -> None:
    with matplotlib_settings():
        picture = Picture("marks", 100, 100)
        picture.add(SymbolMark((50, 40), shape, 8, "accent"))
        picture.add(SymbolMark((50, 40), shape, 8, "accent", is_filled=True))
        hollow, filled = ET.fromstring(picture.render("t", "d", "print")).iter(f"{SVG}path")
    assert (hollow.get("fill"), hollow.get("stroke")) == ("#ffffff", "#0b5f63")
    assert (filled.get("fill"), filled.get("stroke")) == ("#0b5f63", None)
    numbers = [float(one) for one in re.findall(r"-?[\d.]+", filled.get("d", ""))]
    assert (min(numbers[::2]), max(numbers[::2])) == pytest.approx((42, 58), abs=0.01)
    assert (min(numbers[1::2]), max(numbers[1::2])) == pytest.approx((32, 48), abs=0.01)


def test_what_is_drawn_later_lies_above() -> None:
    with matplotlib_settings():
        picture = Picture("order", 100, 100)
        picture.add(SymbolMark((50, 50), "circle", 9))
        picture.add(LineMark(((0, 50), (100, 50)), "takes"))
        picture.add(CellMark(0, 0, 10, 10, 0.5))
        drawn = picture.render("t", "d", "print")
    tones = [path.get("stroke") or path.get("fill") for path in ET.fromstring(drawn).iter(f"{SVG}path")]
    assert tones == ["#1e2329", "#d55e00", "#0b5f63"]
