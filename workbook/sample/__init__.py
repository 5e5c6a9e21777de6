"""The filled example: one engineer's eight months, as `app --sample` and the tests show it.

For `cli` and for tests.
"""

from workbook.sample.example import FILE, fill

__all__ = ["FILE", "fill"]
