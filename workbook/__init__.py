"""A reflective workbook that takes a software engineer to a Technical Program Manager role.

These are what a notebook calls. Importing them does no work: the answers are opened when first shown.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workbook.page.api import action, app, chart, download, faq, overview, section

# Plugins of pydantic, of whatever else is installed, would see every answer that is checked here. Looking
# for them also takes a tenth of a second.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

__all__ = ["action", "app", "chart", "download", "faq", "overview", "section"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - any of __all__
    # The store and the command line are imported without paying for the widgets.
    if name in __all__:
        from workbook.page import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
