"""A body is counted and timed as it comes, whatever is said of its length."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from app.web import bodies
from app.web.guard import Refusal
from sim.errors import Unreadable


def heard(*chunks: bytes, slow: bool = False) -> bytes | Refusal:
    async def coming() -> AsyncIterator[bytes]:
        for chunk in chunks:
            yield chunk
            if slow:
                await asyncio.sleep(60)

    return asyncio.run(bodies.heard(coming()))


def test_a_body_is_put_together():
    assert heard(b'{"a"', b"", b": 1}") == b'{"a": 1}'


def test_the_largest_body_is_heard_and_one_byte_more_is_not():
    assert heard(bytes(bodies.MOST_BYTES)) == bytes(bodies.MOST_BYTES)
    refused = heard(bytes(bodies.MOST_BYTES), b"a")
    assert isinstance(refused, Refusal)
    assert (refused.status, "at most 2 MB" in refused.sentence) == (413, True)


def test_a_body_without_end_is_not_heard_to_the_end():
    taken = []

    async def without_end() -> AsyncIterator[bytes]:
        while True:
            taken.append(1)
            yield bytes(1_000_000)

    assert isinstance(asyncio.run(bodies.heard(without_end())), Refusal)
    assert len(taken) == 1 + bodies.MOST_HEARD // 1_000_000


def test_a_body_that_does_not_come_is_given_up(monkeypatch):
    monkeypatch.setattr(bodies, "MOST_SECONDS", 0.01)
    refused = heard(b"{", slow=True)
    assert isinstance(refused, Refusal)
    assert refused.status == 408


def test_what_is_understood_is_plain_data():
    assert bodies.understood(b'{"a": [1, 2.5, null, true, "\xc3\xa9"]}') == {"a": [1, 2.5, None, True, "é"]}


def test_as_deep_as_is_allowed_and_no_deeper():
    def deep(levels: int) -> bytes:
        return b'[{"a":' * (levels // 2) + b"1" + b"}]" * (levels // 2)

    bodies.understood(deep(bodies.DEEPEST))
    with pytest.raises(Unreadable, match="nested too deeply"):
        bodies.understood(deep(bodies.DEEPEST + 2))
