"""How far is it? A bar on a terminal, a line now and then elsewhere, nothing at all in the first second.

It goes to stderr: stdout carries the answer alone. No colour.
"""

import os
import sys
import time
from collections.abc import Callable
from typing import TextIO

from app.cli.streams import put, say

SILENT_SECONDS = 1.0
FIRST_LINE_SECONDS = 10.0
REDRAWN_EVERY_SECONDS = 0.2
BAR = 30


class Progress:
    """Call it with what is done, how much of it, and of how much; `finish` wipes the bar away, and so does `say`."""

    def __init__(
        self, *, quiet: bool = False, stream: TextIO | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.what, self.quiet, self.clock = "", quiet, clock
        self.stream = sys.stderr if stream is None else stream
        self.bar = bool(self.stream and self.stream.isatty()) and os.environ.get("TERM") != "dumb"
        self.began = self.next = 0.0
        self.drawn = self.already = 0

    def __call__(self, what: str, done: int, total: int) -> None:
        """So much is done."""
        if what != self.what:
            self.finish()
            self.what, self.began, self.already = what, self.clock(), done  # of a study that goes on, much is done
            self.next = SILENT_SECONDS if self.bar else FIRST_LINE_SECONDS
        spent = self.clock() - self.began
        if self.quiet or spent < self.next or not total:
            return
        line = f"{done:,} of {total:,} {self.what}{self._left(spent, done - self.already, total - done)}"
        if self.bar:
            full = BAR * done // total
            self._draw(f"[{'#' * full}{'.' * (BAR - full)}] {line}")
            self.next = spent + REDRAWN_EVERY_SECONDS
        else:
            put(self.stream, f"{line}\n")
            self.next = spent * 2  # fewer and fewer lines

    @staticmethod
    def _left(spent: float, done: int, still: int) -> str:
        left = spent * still / done if done else 0.0
        if left < 1:
            return ""
        return f", about {left:.0f} seconds left" if left < 100 else f", about {left / 60:.0f} minutes left"

    def _draw(self, line: str) -> None:
        put(self.stream, f"\r{line:<{self.drawn}}")
        self.drawn = len(line)

    def say(self, sentence: str) -> None:
        """What keeps it."""
        self.finish()
        say(sentence, quiet=self.quiet)

    def finish(self) -> None:
        """Wipe the bar away."""
        if self.drawn:
            put(self.stream, f"\r{' ' * self.drawn}\r")
            self.drawn = 0
