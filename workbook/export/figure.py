"""A chart as a file of its own: a drawing, an image, or its numbers."""

from __future__ import annotations

import re

from workbook.charts import WIDE, Chart
from workbook.errors import ExportError
from workbook.export.letters import fonts, template
from workbook.export.paragraphs import clean
from workbook.export.tables import sheet

FORMS = {"svg": "image/svg+xml", "png": "image/png", "csv": "text/csv"}
SCALE = 2  # pixels of an image for one unit of the drawing
MARGIN = 16  # units around the image


def written(chart: Chart, form: str) -> bytes:
    """Return a chart that was drawn for print in one of `FORMS`."""
    if form not in FORMS:
        raise ExportError(f"A chart is not written as {form!r}. It is written as: {', '.join(FORMS)}.")
    if form == "svg":
        return _sized(chart.wide).encode()
    return _image(chart) if form == "png" else sheet((chart.columns, *chart.rows))


def _sized(svg: str) -> str:
    """Give a drawing its own size, which in a page is the column's."""
    size = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    assert size  # noqa: S101 - matplotlib writes it
    return svg.replace('width="100%"', f'width="{size[1]}" height="{size[2]}"', 1)


def _image(chart: Chart) -> bytes:
    """Set the drawing on a white page of its size: Typst has letters for more scripts than matplotlib."""
    import typst  # noqa: PLC0415 - only an export needs it

    try:
        made = typst.compile(
            template("figure.typ"),
            format="png",
            ppi=72 * SCALE,
            sys_inputs={"drawing": clean(chart.wide), "width": str(WIDE), "margin": str(MARGIN)},
            font_paths=fonts(),
        )
    except typst.TypstError as error:
        raise ExportError(
            f"The image could not be made: {error.message}. Your answers are untouched."
        ) from error
    return bytes(made if isinstance(made, bytes) else made[0])
