"""What both servers do before they start. Importing it loads neither of them."""

from __future__ import annotations

import sys


def skip_address_grammar() -> None:
    """Let jsonschema do without its check of internationalized addresses, which nothing here uses.

    It builds a whole grammar when it is imported: half of the time that a server takes to start. Call this
    before anything imports jsonschema.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type] # as if it were not installed
