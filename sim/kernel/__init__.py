"""The journey once more, as plain functions on flat tables, and what compiles them.

Nothing is imported here: only `fast` and what it alone reads need Numba and numpy.
"""
