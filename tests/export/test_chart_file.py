"""A chart as a file: what opens it finds what it expects, and a spreadsheet no formula."""

from __future__ import annotations

import csv
import re
from io import StringIO

import pytest

from workbook.charts import WIDE, Chart
from workbook.charts.drawing import Picture
from workbook.charts.marks import TextMark
from workbook.charts.svg import matplotlib_settings
from workbook.errors import ExportError
from workbook.export.chart_file import MARGIN, SCALE, render

HEAD = ("Skill", "Others")


def chart(*rows: tuple[str, ...], text: str = "Risk") -> Chart:
    with matplotlib_settings():
        picture = Picture("test-wide", WIDE, 100)
        picture.add(TextMark(10, 50, text))
        svg = picture.render("Title", "Description", "print")
    return Chart("Title", "Say.", "Description", HEAD, rows, name="test", wide=svg, narrow=svg)


def test_a_drawing_has_a_size_of_its_own() -> None:
    svg = render(chart(), "svg").data.decode()
    assert re.match(rf'<svg [^>]*width="{WIDE}" height="100"', svg)
    assert "Description" in svg


@pytest.mark.parametrize("text", ["Risk", "مرحبا", "角色", "<b>&", "🚀"])
def test_an_image_is_made_of_any_script(text: str) -> None:
    png = render(chart(text=text), "png").data
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = (int.from_bytes(png[at : at + 4], "big") for at in (16, 20))
    assert (width, height) == (SCALE * (WIDE + 2 * MARGIN), SCALE * (100 + 2 * MARGIN))


@pytest.mark.usefixtures("own_fonts")
def test_an_image_says_which_characters_no_font_here_has() -> None:
    assert render(chart(text="Risk 🚀 & мост"), "png").notices == ()
    lacks, way_out = render(chart(text="a 漢 &amp; b"), "png").notices
    assert "CJK 漢" in lacks
    assert "Empty boxes" in way_out


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_a_spreadsheet_would_take_for_a_formula_is_text(sign: str) -> None:
    rows = list(
        csv.reader(
            StringIO(render(chart(("Risk", f"{sign}SUM(A1)")), "csv").data.decode("utf-8-sig"), newline="")
        )
    )
    assert rows == [list(HEAD), ["Risk", f"'{sign}SUM(A1)"]]


def test_a_table_keeps_commas_quotes_lines_and_any_script() -> None:
    cells = ('J., "colleague"', "Zeile\nzwei, 角色")
    made = render(chart(cells), "csv").data
    assert made.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(StringIO(made.decode("utf-8-sig"), newline="")))[1] == list(cells)


def test_another_form_is_an_error_that_names_those_there_are() -> None:
    with pytest.raises(ExportError, match=r"'gif'.*svg, png, csv"):
        render(chart(), "gif")
