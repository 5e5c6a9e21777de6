"""What a kept value is to everybody: what a row was made from, and when it says nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

MADE_FROM = "from"  # beside a row's cells: what it was made from, as program.log/r1


def is_blank(value: Any) -> bool:  # noqa: ANN401
    """Say whether a value holds nothing that the person wrote."""
    if isinstance(value, str):
        return not value.strip()
    if isinstance(value, Mapping):  # what a row was made from is not what it says
        return all(is_blank(part) for key, part in value.items() if key != MADE_FROM)
    return value is None or value == []
