"""Shipped scenarios give the answers on file, event for event and to the penny, on every platform."""

import pytest

from tests.answers import answer, expected, names


@pytest.mark.parametrize("name", names())
def test_published_answers_stand(name: str) -> None:
    assert answer(name) == expected(name), "if meant: make accept, and say why in CHANGELOG.md"
