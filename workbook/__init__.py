"""A reflective workbook that takes a software engineer to a Technical Program Manager role."""
