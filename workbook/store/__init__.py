"""The answers on disk: their file, their past, backups, and what is taken in from elsewhere.

`AnswerFile` is the one door to them. For `sample`, `export`, `page` and `cli`; it knows no question.
"""

from workbook.store.answer_file import AnswerFile

__all__ = ["AnswerFile"]
