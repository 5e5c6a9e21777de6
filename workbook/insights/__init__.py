"""Numbers out of answers, and a mentor's commentary on them. Pure: answers and a day in, values out.

For `charts`, `export`, `page` and `cli`.
"""
