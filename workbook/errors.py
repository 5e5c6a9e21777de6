"""What can go wrong, in sentences for the person who uses the workbook.

Every message says what happened, what is safe, and what to do. Anything that is not a
`WorkbookError` is a bug.
"""

from __future__ import annotations


class WorkbookError(Exception):
    """Something that the person can understand and fix."""


class ContentError(WorkbookError):
    """A file under `content/` does not say what it should."""


class RefusedAnswer(WorkbookError):
    """An answer that its question cannot take; what was typed stays in the field."""


class StoreError(WorkbookError):
    """The answers could not be read or written; nothing on disk was changed."""


class DamagedStore(StoreError):
    """The answers file is damaged, and the history cannot restore it."""


class NewerSchema(StoreError):
    """The answers were written by a newer workbook than this one."""


class BackupError(WorkbookError):
    """A backup could not be written, or a file holds nothing that can be imported."""


class ExportError(WorkbookError):
    """A document could not be built or written."""


class ServerError(WorkbookError):
    """The app or JupyterLab could not be started."""
