"""The mistakes of `tests/mutants.py` can still be put in: each line stands once where it is looked for."""

import pytest

from tests.mutants import EVERY, HOME


@pytest.mark.parametrize("mutant", EVERY, ids=lambda mutant: mutant.breaks)
def test_the_line_to_be_changed_stands_there_once(mutant):
    assert (HOME / mutant.file).read_text(encoding="utf-8").count(mutant.line) == 1
