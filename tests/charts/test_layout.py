"""Strips on pages."""

from __future__ import annotations

import pytest

from workbook.charts.layout import split_into_sheets


@pytest.mark.parametrize(
    ("strips", "sheets"),
    [
        (1, [slice(0, 1)]),
        (15, [slice(0, 15)]),  # 42 each: 630 of 640
        (16, [slice(0, 8), slice(8, 16)]),
        (31, [slice(0, 11), slice(11, 21), slice(21, 31)]),
    ],
)
def test_strips_are_spread_evenly_over_few_sheets(strips: int, sheets: list[slice]) -> None:
    assert split_into_sheets(["A"] * strips, 42) == sheets
