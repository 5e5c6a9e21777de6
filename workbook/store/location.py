"""Where the answers are."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs


def home(environment: dict[str, str] | None = None) -> Path:
    """Return the folder of the answers: TPM_WORKBOOK_HOME, or otherwise the user's data folder."""
    named = (os.environ if environment is None else environment).get("TPM_WORKBOOK_HOME")
    if named:
        return Path(named).expanduser().absolute()
    return platformdirs.user_data_path("tpm-workbook", appauthor=False)
