"""How is what was typed read? As argparse does, with whole options only; what is mistyped gets the nearest word."""

import argparse
import re
import sys
from collections.abc import Callable, Collection
from difflib import get_close_matches
from typing import Any, NoReturn

from app.cli.exits import WRONG_INPUT
from app.cli.streams import put, say
from sim.errors import NotPrinted


class Parser(argparse.ArgumentParser):
    """argparse, with whole options only, and the nearest one named when one is not known."""

    more: Callable[[], str] | None = None  # what its help says last, worked out when it is asked for
    commands: Collection[str] = ()

    def __init__(self, **given: object) -> None:
        super().__init__(
            **{"allow_abbrev": False, "formatter_class": argparse.RawDescriptionHelpFormatter, **given}  # type: ignore[arg-type]
        )
        self._negative_number_matcher = re.compile(r"-\.?\d")  # or -1e3 would be taken for an option

    def _print_message(self, message: str, file: Any = None) -> None:
        """Help and version are data; everything else is a message."""
        if file is not sys.stdout:
            say(message.rstrip())
        elif why_not := put(sys.stdout, message):
            raise NotPrinted(f"The help could not be printed: {why_not}.")

    def format_help(self) -> str:
        """The help, whole."""
        return super().format_help() + (f"\n{self.more()}\n" if self.more else "")

    def error(self, message: str) -> NoReturn:
        """Say what is wrong, and where help is."""
        message = message.replace("argument command: ", "").replace(
            "the following arguments are required: ", "missing: "
        )
        if "invalid choice: '" in message and "--" not in message.partition(":")[0]:
            typed = message.partition("invalid choice: '")[2].partition("'")[0]
            message = f"there is no command {typed!r}.{nearest(typed, self.commands)}"
        self.exit(WRONG_INPUT, f"{self.prog}: {message}\nTry: {self.prog} --help\n")


def nearest(typed: str, choices: Collection[str]) -> str:
    """The choice that may have been meant."""
    close = get_close_matches(typed, choices, n=1)
    return f" Did you mean {close[0]}?" if close else ""
