"""One mistake that is put into the sources to see whether the tests notice it: `tests/mutants.py` says how."""

from typing import NamedTuple


class Mutant(NamedTuple):
    """One line of a file, changed; `line` stands there once."""

    breaks: str
    file: str
    line: str
    planted: str
    tests: tuple[str, ...]
