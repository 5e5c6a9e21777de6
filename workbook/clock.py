"""What day it is, where no day is passed in."""

from __future__ import annotations

from datetime import date


def today() -> date:
    """Return the day where the person is."""
    return date.today()
