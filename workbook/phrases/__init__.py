"""The sentences of `content/insights.toml`, checked when they are loaded, and their placeholders filled.

For what turns answers into words: `answers`, `insights`, `charts`, `export`, `page` and `cli`.
"""
