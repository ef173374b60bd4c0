"""Tests, filed by kind: see README.md. A package so that `python -m tests.accept` finds its way."""
