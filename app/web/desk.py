"""Who is answered when? Some requests at a time, the others in turn, and of each page the newest of its kind.

A request is answered on a thread; what it says on the way, and its answer, are lines of JSON. A page that asks the same
again no longer wants what it asked before, and one that has gone wants nothing: such a run is stopped at its next step.
Invariant: whatever happens to one request, the next is answered as if it had not been.
"""

import asyncio
import json
from asyncio import FIRST_COMPLETED, AbstractEventLoop, Queue, Semaphore, Task, create_task, get_running_loop
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Event
from time import monotonic
from traceback import print_exc

from app.asking.watch import Watch
from sim.errors import Cancelled

AT_ONCE = 2  # requests that are answered at the same time, each with all cores
MOST = 24  # that are answered or wait for it
MOST_SECONDS = 600.0  # that one may take

Door = Callable[[str, object, Watch], dict[str, object]]  # as `app.live.door.asked`


def line(said: dict[str, object]) -> bytes:
    """As it is sent."""
    return json.dumps(said, allow_nan=False).encode() + b"\n"


STOPPED = line({"stopped": True})
TOO_LONG = line({"refused": f"This took longer than {MOST_SECONDS / 60:.0f} minutes, and was stopped."})
OUR_FAULT = line(
    {
        "refused": "This is a fault of the program, not of yours. What you changed is still on the page. "
        "To report it, start spsim web again with --traceback, and do the same once more."
    }
)


class Turn:
    """One request: what is asked, by which page, and what is said to it so far."""

    def __init__(self, kind: str, body: object, page: str, loop: AbstractEventLoop) -> None:
        self.kind, self.body, self.page, self._loop = kind, body, page, loop
        self.stopped, self._left = Event(), asyncio.Event()
        self.failed = False  # by a fault of the program
        self._lines: Queue[bytes | None] = Queue()

    def say(self, line: bytes | None) -> None:
        """A line for the page, from whatever thread; None: there is no more."""
        with suppress(RuntimeError):  # the server has ended
            self._loop.call_soon_threadsafe(self._lines.put_nowait, line)

    def stop(self) -> None:
        """Nobody wants its answer any more."""
        self.stopped.set()
        self._left.set()

    async def until_stopped(self) -> None:
        """Come back when nobody wants its answer."""
        await self._left.wait()

    async def lines(self) -> AsyncIterator[bytes]:
        """What is said to it, as it is said. Who stops reading stops the run."""
        try:
            while (said := await self._lines.get()) is not None:
                yield said
        finally:
            self.stop()


class Desk:
    """Where requests are answered, at a door."""

    def __init__(self, door: Door, *, traceback: bool = False) -> None:
        self.door, self.traceback = door, traceback
        self._seats = Semaphore(AT_ONCE)
        self._threads = ThreadPoolExecutor(MOST, "answering")
        self._turns: dict[Turn, Task[None]] = {}
        self._at_work: set[Turn] = set()
        self._closed = False

    @property
    def full(self) -> bool:
        """Whether no more can wait."""
        return len(self._turns) >= MOST

    @property
    def busy(self) -> bool:
        """Whether a thread is still at work, though nobody may wait for it any more."""
        return bool(self._at_work)

    def takes(self, kind: str, body: object, page: str) -> Turn:
        """A request, to be answered from now on."""
        for older in self._turns:
            if page and (older.page, older.kind) == (page, kind):
                older.stop()
        turn = Turn(kind, body, page, get_running_loop())
        self._turns[turn] = create_task(self._in_turn(turn))
        return turn

    def close(self) -> None:
        """Answer nobody any more: pages find that the server has gone."""
        self._closed = True
        for turn in self._turns:
            turn.stop()

    async def _in_turn(self, turn: Turn) -> None:
        """A seat is given up when nobody waits for the answer, even if the thread has a step to finish."""
        try:
            async with self._seats:
                work = get_running_loop().run_in_executor(self._threads, self._answer, turn)
                left = create_task(turn.until_stopped())
                await asyncio.wait((work, left), return_when=FIRST_COMPLETED)
                left.cancel()
            await work
        finally:
            del self._turns[turn]

    def _answer(self, turn: Turn) -> None:
        """On a thread: the answer, or why there is none."""
        self._at_work.add(turn)
        found = self._found(turn)
        self._at_work.remove(turn)
        if not self._closed:
            turn.say(found)
        turn.say(None)

    def _found(self, turn: Turn) -> bytes:
        ends = monotonic() + MOST_SECONDS
        watch = Watch(
            progress=lambda what, done, planned: turn.say(line({"progress": [what, done, planned]})),
            say=lambda sentence: turn.say(line({"say": sentence})),
            stopped=lambda: turn.stopped.is_set() or monotonic() > ends,
        )
        try:
            return STOPPED if turn.stopped.is_set() else line(self.door(turn.kind, turn.body, watch))
        except Cancelled:
            return STOPPED if turn.stopped.is_set() else TOO_LONG
        except Exception:  # noqa: BLE001 -- the last resort: one request fails, and the server does not
            if self.traceback:
                print_exc()
            turn.failed = True
            return OUR_FAULT
