"""Answers as immutable values, and plain rules on them: what is due, linked, found, and seen by whom.

For everyone above `phrases`. It reads nothing and writes nothing: files belong to `store`.
"""
