"""One kernel's page: its session, the parts it is built of, how answers connect, and what notebooks call.

Notebooks use it through `workbook` itself; no package below may import it.
"""
