"""Voila and JupyterLab, started on this machine alone and locked down. `assets/` holds what they serve.

For `cli`. It knows no question and no answer.
"""
