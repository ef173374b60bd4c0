"""What is said where, and what if it cannot be? The answer goes to stdout, and everything else to stderr.

A stream that takes nothing (a full disk, a reader who has gone, none at all) is never a reason to lose an answer: it
is said on the other one, if that is there. Invariant: nothing of this raises.
"""

import os
import sys
from contextlib import suppress
from io import TextIOWrapper
from typing import TextIO


def say(text: str, *, quiet: bool = False) -> None:
    """Something worth knowing that is no part of the answer: at once, on a line of its own."""
    if not quiet:
        put(sys.stderr, f"{text}\n")


def put(stream: TextIO | None, text: str) -> str | None:
    """Write a text at once. Why not, if it could not be written; a reader who has gone away is no fault."""
    if stream is None:  # closed before the program began
        return None
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        _give_up(stream)
    except (OSError, ValueError) as error:
        _give_up(stream)
        return getattr(error, "strerror", None) or str(error)
    return None


def is_a_terminal(stream: TextIO | None) -> bool:
    """Whether a person reads it, line by line."""
    return stream is not None and stream.isatty()


def _give_up(stream: TextIO) -> None:
    """Let what is still to come vanish: or the interpreter would complain once more when it closes the stream."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        if nowhere != stream.fileno():  # it was closed
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)


def utf_8(stream: object) -> None:
    """The same bytes whatever the locale; a file name that is not UTF-8 is shown, not fallen over."""
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")
