"""What counts as nothing written."""

import pytest

from workbook.kept import is_blank


@pytest.mark.parametrize("value", [None, "", "  \n\t", [], {}, {"a": ""}, {"a": None, "b": {"c": " "}}])
def test_what_holds_nothing_that_was_written_is_blank(value: object) -> None:
    assert is_blank(value)


@pytest.mark.parametrize("value", ["x", 0, 0.0, False, ["a"], {"a": 0}])
def test_zero_and_no_are_answers(value: object) -> None:
    assert not is_blank(value)
