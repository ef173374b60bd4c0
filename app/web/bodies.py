"""What does a request say? JSON and nothing else, of bounded size, depth and time, and each key once.

A body is counted as it comes, whatever it says of its length. What is too much is thrown away as it comes, up to a
bound, so that a browser still hears why. Invariant: what is read is plain data, and all numbers in it are finite.
"""

import json
from asyncio import timeout
from collections.abc import AsyncIterator
from math import isfinite
from typing import NoReturn

from app.web.guard import Refusal
from sim.errors import Unreadable

MOST_BYTES = 2_000_000
MOST_HEARD = 32_000_000  # of a body that is too large: then the connection is closed
MOST_SECONDS = 10.0
DEEPEST = 40  # lists and objects in one another: a scenario has less than ten


async def heard(chunks: AsyncIterator[bytes]) -> bytes | Refusal:
    """The body of a request, whole."""
    kept, size = bytearray(), 0
    try:
        async with timeout(MOST_SECONDS):
            async for chunk in chunks:
                size += len(chunk)
                if size <= MOST_BYTES:
                    kept += chunk
                elif size > MOST_HEARD:
                    break
    except TimeoutError:
        return Refusal(408, "The request took too long to arrive.")
    if size > MOST_BYTES:
        return Refusal(413, f"That is too large: a request has at most {MOST_BYTES // 1_000_000} MB.")
    return bytes(kept)


def understood(body: bytes) -> object:
    """Plain data, from the bytes of a body."""
    try:
        said = json.loads(
            body.decode(), parse_constant=_no_number, parse_float=_finite, object_pairs_hook=_each_key_once
        )
    except (ValueError, RecursionError):  # not UTF-8, not JSON, or a number of thousands of digits
        raise Unreadable("The request is not JSON.") from None
    if _depth(said) > DEEPEST:
        raise Unreadable("The request is nested too deeply.")
    return said


def _no_number(said: str) -> NoReturn:
    raise Unreadable(f"The request says {said}, which is no number.")


def _finite(said: str) -> float:
    if not isfinite(number := float(said)):
        raise Unreadable("The request has a number that is too large.")
    return number


def _each_key_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Unreadable("The request says one thing twice.")
    return found


def _depth(said: object) -> int:
    """How many lists and objects lie in one another; found without going into them by recursion."""
    deep, level = 0, [said]
    while level := [inner for one in level if isinstance(one, dict | list) for inner in _inside(one)]:
        deep += 1
    return deep


def _inside(one: dict[str, object] | list[object]) -> list[object]:
    return list(one.values()) if isinstance(one, dict) else one
