"""A chart as a file of its own: a drawing, an image, or its numbers."""

from __future__ import annotations

import re
from html import unescape

from workbook.charts import WIDE, Chart
from workbook.errors import ExportError
from workbook.export import glyphs
from workbook.export.csv import render_rows
from workbook.export.files import ExportFile
from workbook.export.paragraphs import make_printable

MIME_TYPES = {"svg": "image/svg+xml", "png": "image/png", "csv": "text/csv"}
SCALE = 2  # pixels of an image for one unit of the drawing
MARGIN = 16  # units around the image


def render(chart: Chart, form: str) -> ExportFile:
    """Render a chart that was drawn for print, in one of the forms of `MIME_TYPES`."""
    if form not in MIME_TYPES:
        raise ExportError(f"A chart is not written as {form!r}. It is written as: {', '.join(MIME_TYPES)}.")
    if form == "svg":
        return ExportFile(_with_size(chart.wide).encode())
    return _render_image(chart) if form == "png" else ExportFile(render_rows((chart.columns, *chart.rows)))


def _with_size(svg: str) -> str:
    """Give a drawing its own size, which in a page is the column's."""
    size = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    assert size  # noqa: S101 - matplotlib writes it
    return svg.replace('width="100%"', f'width="{size[1]}" height="{size[2]}"', 1)


def _render_image(chart: Chart) -> ExportFile:
    """Set the drawing on a white page of its size: Typst has fonts for more scripts than matplotlib."""
    import typst

    drawing = make_printable(chart.wide)
    try:
        image = typst.compile(
            glyphs.template("chart_file.typ"),
            format="png",
            ppi=72 * SCALE,
            sys_inputs={"drawing": drawing, "width": str(WIDE), "margin": str(MARGIN)},
            font_paths=glyphs.load_fonts(),
        )
    except typst.TypstError as error:
        raise ExportError(
            f"The image could not be made: {error.message}. Your answers are untouched."
        ) from error
    lines = map(unescape, re.findall(r"(?s)<text [^>]*>(.*?)</text>", drawing))
    return ExportFile(
        bytes(image if isinstance(image, bytes) else image[0]),
        glyphs.describe_unprinted_in_chart(glyphs.unprinted_in(lines)),
    )
