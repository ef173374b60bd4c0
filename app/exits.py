"""How does a command end? What it prints and its exit code; what the program is called and which version it is."""

from typing import NamedTuple

PROGRAM = "spsim"
DONE, MISSED, WRONG_INPUT, INTERRUPTED = 0, 1, 2, 130


class Printed(NamedTuple):
    """What a command says on stdout, and its exit code."""

    text: str
    code: int = DONE


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
