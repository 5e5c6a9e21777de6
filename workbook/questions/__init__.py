"""What is asked: kinds of question, steps and roles, loaded strictly from `content/`, and how a value reads.

For everyone: it imports nothing of the workbook but its errors.
"""
