"""Answers as immutable values, and plain rules on them: what is due, linked and found, and who sees it.

For everyone above `phrases`. It reads nothing and writes nothing: files belong to `store`.
"""
