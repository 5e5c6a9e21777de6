"""How fast the workbook is, as ratios to a limit that is measured in the same run.

`uv run python -m tests.benchmarks` prints a table, and with `--json FILE` writes it.
"""
