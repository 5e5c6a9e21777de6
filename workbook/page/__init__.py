"""One kernel's page: its session, what it is built of, what is connected to what, and what notebooks call.

For notebooks, through `workbook` itself; nothing below may import it.
"""
