"""Charts of the answers as SVG, each with a sentence, a description for those who don't see it, and a table.

A chart is drawn twice, for a wide and for a narrow column, and never shrunk. For `export`, `page` and `cli`.
"""

from workbook.charts.chart import NARROW, WIDE, Chart, History, NoChart, Told
from workbook.charts.registry import NAMES, charts_after, check, draw, sources

__all__ = [
    "NAMES",
    "NARROW",
    "WIDE",
    "Chart",
    "History",
    "NoChart",
    "Told",
    "charts_after",
    "check",
    "draw",
    "sources",
]
