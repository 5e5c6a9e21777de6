"""What a person writes in and reads from, each a widget of ours on anywidget.

A widget gets what it needs to show and a callback; none knows the store. What the person wrote goes to
the page by message when a view asks for it, and is never part of a widget's synced state: that state is
what notebooks keep when they are saved with their widgets.
"""

from workbook.widgets.action import ActionView
from workbook.widgets.chart import ChartView
from workbook.widgets.download import Download
from workbook.widgets.field import Field
from workbook.widgets.navigation import Navigation
from workbook.widgets.overview import OverviewView
from workbook.widgets.status import Status

__all__ = ["ActionView", "ChartView", "Download", "Field", "Navigation", "OverviewView", "Status"]
