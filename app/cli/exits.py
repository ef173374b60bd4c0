"""How does a command end? What it prints and its exit code."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from sim.errors import Cancelled, NotWritten, SpsimError, WrongInput

DONE, MISSED, WRONG_INPUT, NOT_WRITTEN, OUR_FAULT, INTERRUPTED = 0, 1, 2, 3, 70, 130
CODES: dict[type[SpsimError], int] = {WrongInput: WRONG_INPUT, NotWritten: NOT_WRITTEN, Cancelled: INTERRUPTED}


class Printed(NamedTuple):
    """What a command says on stdout, its exit code, and what is written once that is said: which of the files could not
    be, in words. So no answer is lost for a file."""

    text: str
    code: int = DONE
    then: Callable[[], Sequence[str]] = tuple


def code_of(error: SpsimError) -> int:
    """The exit code of a command that ends with this error: its own kind's, or that of the nearest one above."""
    return next((CODES[kind] for kind in type(error).__mro__ if kind in CODES), OUR_FAULT)
