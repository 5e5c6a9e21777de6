"""The answers as files: PDF, Markdown, calendar, tables and JSON, and a chart as a file of its own.

What renders them returns bytes; `files` writes them, whole or not at all. For `page` and `cli`.
"""
