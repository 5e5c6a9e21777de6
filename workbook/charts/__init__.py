"""Charts of the answers as SVG, each with a sentence, a description for those who don't see it, and a table.

A chart is drawn twice, for a wide and for a narrow column, and never shrunk. For `export`, `page` and `cli`.
"""

from workbook.charts.chart import Chart, ChartData, History, NoChart
from workbook.charts.layout import NARROW, WIDE
from workbook.charts.registry import NAMES, chart_sources, charts_after, check_chart, draw

__all__ = [
    "NAMES",
    "NARROW",
    "WIDE",
    "Chart",
    "ChartData",
    "History",
    "NoChart",
    "chart_sources",
    "charts_after",
    "check_chart",
    "draw",
]
