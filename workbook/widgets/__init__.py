"""What a person writes in and reads from: the parts of a page, and the one widget that shows them.

Each part says in a small protocol or a callback what it asks of its page; none knows the store. Everything
goes to the page by message when a view asks for it, and is never part of the widget's synced state: notebooks
that are saved with their widgets keep that state. For `page` alone.
"""

from workbook.widgets.action import ActionView
from workbook.widgets.block import Block, Prose, Tally
from workbook.widgets.chart import ChartView
from workbook.widgets.download import Download
from workbook.widgets.field import Field
from workbook.widgets.navigation import Navigation
from workbook.widgets.overview import OverviewView
from workbook.widgets.part import Part
from workbook.widgets.sheet import Sheet
from workbook.widgets.status import Status

__all__ = [
    "ActionView",
    "Block",
    "ChartView",
    "Download",
    "Field",
    "Navigation",
    "OverviewView",
    "Part",
    "Prose",
    "Sheet",
    "Status",
    "Tally",
]
