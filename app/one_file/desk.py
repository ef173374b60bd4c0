"""What is asked of the Python in a page's worker? The requests of the page, and what it runs for the other.

The same door as a server's. What is said on the way goes out as it happens. Whether to stop is asked of the page where
the browser lets Python wait for an answer (JSPI: Chromium has it, others are to follow); elsewhere a run goes on, and
nobody waits for it.
"""

import json
from collections.abc import Awaitable, Callable
from typing import Protocol

from app.ask import Watch
from app.live.answering import BANK, part, run_ahead
from app.live.door import asked
from app.live.setting import Setting, read_as
from sim.errors import Cancelled


class Bytes(Protocol):
    """Bytes, as JavaScript has them."""

    def to_bytes(self) -> bytes:
        """As Python has them."""


def answered(
    kind: str,
    body: str,
    progress: Callable[[str, int, int], None],
    say: Callable[[str], None],
    stopped: Callable[[], Awaitable[bool]],
) -> str:
    """The answer to a request, or why there is none: JSON for JSON."""
    try:
        said = asked(kind, json.loads(body), Watch(progress, say, lambda: _waited_for(stopped)))
    except Cancelled:
        said = {"stopped": True}
    return json.dumps(said, allow_nan=False)


def run(setting: str, first: int, past: int) -> None:
    """Run these replications, and keep what they come to."""
    run_ahead(_read(setting), range(first, past))


def ran(setting: str, first: int, past: int) -> object:
    """What these replications come to, for the other worker: `Bytes` that it can `add`."""
    from pyodide.ffi import to_js

    return to_js(part(_read(setting), range(first, past)))


def add(found: Bytes) -> None:
    """Keep what the other worker ran."""
    BANK.add(found.to_bytes())


def _read(setting: str) -> Setting:
    return read_as(Setting, json.loads(setting))


def _waited_for(stopped: Callable[[], Awaitable[bool]]) -> bool:
    from pyodide.ffi import can_run_sync, run_sync

    return bool(can_run_sync() and run_sync(stopped()))
