"""The journey once more, as plain functions on flat tables; the file built from them, and what runs it.

Nothing is imported here: `machine` alone needs wasmtime, and only when something is run.
"""
