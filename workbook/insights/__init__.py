"""Numbers out of answers, and what is said about them. Pure: answers and a day in, values out.

For `charts`, `export`, `page` and `cli`.
"""
