"""What day it is, for whoever is not told."""

from __future__ import annotations

from datetime import date


def today() -> date:
    """Return the day where the person is."""
    return date.today()
