"""How does a command end? What it prints and its exit code; what the program is called and which version it is."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

PROGRAM = "spsim"
DONE, MISSED, WRONG_INPUT, NOT_WRITTEN, OUR_FAULT, INTERRUPTED = 0, 1, 2, 3, 70, 130


class Printed(NamedTuple):
    """What a command says on stdout, its exit code, and what is written once that is said: which of the files could not
    be, in words. So no answer is lost for a file."""

    text: str
    code: int = DONE
    then: Callable[[], Sequence[str]] = tuple


class WrongInput(Exception):
    """Something typed that cannot be done, in words."""


def version() -> str:
    """The version installed; a checkout that is not installed says so."""
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as installed

    try:
        return installed(PROGRAM)
    except PackageNotFoundError:
        return "of an uninstalled checkout"
