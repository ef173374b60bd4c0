"""How is a value typed? Whole numbers, pounds, percentages: read exactly as in a scenario file, or refused in words."""

import argparse
import math
from collections.abc import Callable

from sim.errors import Unreadable

PENNY, MOST_POUNDS = 0.01, 1_000_000_000_000


def number(text: str) -> int | float:
    """A number, of either sign."""
    from sim.loading.toml_files import number_in  # later: --help loads nothing heavy

    try:
        value = number_in(text)
    except Unreadable as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    if not math.isfinite(value):
        raise argparse.ArgumentTypeError(f"{text} is not possible; it must be finite")
    return value


def _between(text: str, value: float, least: float, most: float) -> None:
    if not least <= value <= most:
        raise argparse.ArgumentTypeError(f"{_short(text)} is not possible; it must be from {least:,} to {most:,}")


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"


def whole(option: str, least: int, most: int) -> Callable[[str], int]:
    """A whole number in a range; a fault is in words."""

    def read(text: str) -> int:
        value = number(text)
        if value != int(value):
            raise argparse.ArgumentTypeError(f"{_short(text)} is not a whole number")
        _between(text, value, least, most)
        return int(value)

    read.__name__ = option
    return read


def pounds(text: str) -> float:
    """A number of pounds, a penny at least."""
    value = number(text)
    _between(text, value, PENNY, MOST_POUNDS)
    return float(value)


def sum_of_money(text: str) -> float:
    """The same as it may be written on paper: £120,000."""
    return pounds(text.strip().removeprefix("£").replace(",", ""))


def precision(text: str) -> tuple[str, float | str]:
    """How near an output must be known: so many pounds of net cash, or NAME=SIZE; a size may be a percentage."""
    name, equals, size = text.rpartition("=")
    if not equals or not name:
        return "net", pounds(text)
    value = number(size.removesuffix("%"))
    if not value > 0:
        raise argparse.ArgumentTypeError(f"{_short(size)} is not possible; it must be above 0")
    return name, size if size.endswith("%") else float(value)


def per_cent(option: str) -> Callable[[str], float]:
    """A percentage from 0 to 100."""

    def read(text: str) -> float:
        if text.rstrip().endswith("%"):
            raise argparse.ArgumentTypeError(
                f"{text!r} is not a number. The option is in per cent: write {text.rstrip('% ')}"
            )
        share = number(text)
        if not 0 <= share <= 100:
            raise argparse.ArgumentTypeError(f"{_short(text)} is not possible; it must lie between 0 and 100")
        return float(share)

    read.__name__ = option
    return read
