"""A chart as a file of its own: a drawing, an image, or its numbers."""

from __future__ import annotations

import re
from html import unescape

from workbook.charts import WIDE, Chart
from workbook.errors import ExportError
from workbook.export import glyphs as letters
from workbook.export.csv import sheet
from workbook.export.files import Document
from workbook.export.paragraphs import clean

FORMS = {"svg": "image/svg+xml", "png": "image/png", "csv": "text/csv"}
SCALE = 2  # pixels of an image for one unit of the drawing
MARGIN = 16  # units around the image


def written(chart: Chart, form: str) -> Document:
    """Return a chart that was drawn for print in one of `FORMS`."""
    if form not in FORMS:
        raise ExportError(f"A chart is not written as {form!r}. It is written as: {', '.join(FORMS)}.")
    if form == "svg":
        return Document(_sized(chart.wide).encode())
    return _image(chart) if form == "png" else Document(sheet((chart.columns, *chart.rows)))


def _sized(svg: str) -> str:
    """Give a drawing its own size, which in a page is the column's."""
    size = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    assert size  # noqa: S101 - matplotlib writes it
    return svg.replace('width="100%"', f'width="{size[1]}" height="{size[2]}"', 1)


def _image(chart: Chart) -> Document:
    """Set the drawing on a white page of its size: Typst has letters for more scripts than matplotlib."""
    import typst  # noqa: PLC0415 - only an export needs it

    drawing = clean(chart.wide)
    try:
        made = typst.compile(
            letters.template("chart_file.typ"),
            format="png",
            ppi=72 * SCALE,
            sys_inputs={"drawing": drawing, "width": str(WIDE), "margin": str(MARGIN)},
            font_paths=letters.fonts(),
        )
    except typst.TypstError as error:
        raise ExportError(
            f"The image could not be made: {error.message}. Your answers are untouched."
        ) from error
    lines = map(unescape, re.findall(r"(?s)<text [^>]*>(.*?)</text>", drawing))
    return Document(
        bytes(made if isinstance(made, bytes) else made[0]),
        letters.say_of_chart(letters.unprinted_in(lines)),
    )
