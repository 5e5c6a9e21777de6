from functools import partial

import pytest

from tests.charts.checks import BOOK, TODAY
from workbook.charts import ChartData
from workbook.sample import fill


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> ChartData:
    """The filled example, as charts are drawn from it."""
    store = fill(tmp_path_factory.mktemp("sample"), BOOK, TODAY)
    return ChartData(store.read(), BOOK, TODAY, partial(store.history, by_sitting=True))
