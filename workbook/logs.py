"""What the program logs of its own faults: where one was and of what kind, and not its message.

A message may quote an answer, and a terminal may be shared, or kept by whoever runs it. With `--debug` it is
logged too.
"""

from __future__ import annotations

import logging
import os
import sys
import traceback
from contextlib import suppress
from pathlib import Path
from types import TracebackType

DEBUG = "TPM_WORKBOOK_DEBUG"

log = logging.getLogger("workbook")


class _Discreet(logging.Formatter):
    """Writes where an exception came from, and its kind."""

    def formatException(  # noqa: N802 - logging's name
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        kind, _, trace = ei
        if kind is None or os.environ.get(DEBUG):
            return super().formatException(ei)
        return "".join(traceback.format_tb(trace)) + kind.__name__


class _Terminal(logging.Handler):
    """Writes to the terminal. A kernel shows its own stderr in the page, where a person can't use it."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write where stderr went before the kernel took it, by the name that ipykernel gives that."""
        text = self.format(record) + "\n"
        copy = getattr(sys.stderr, "_original_stdstream_copy", None)
        with suppress(Exception):  # the terminal is gone; whoever logs has a person to answer
            if copy is None:
                sys.stderr.write(text)
            else:
                os.write(copy, text.encode())


def fault_sentence(error: Exception) -> str:
    """Return a sentence for the person about a fault of the workbook itself."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return (
        f"Something in the workbook itself failed: {type(error).__name__}, "
        f"{Path(last.filename).name} line {last.lineno}. What was saved stays as it is. "
        "With --debug it says more, and may quote your answers."
    )


_terminal = _Terminal()
_terminal.setFormatter(_Discreet())
log.addHandler(_terminal)
log.propagate = False
