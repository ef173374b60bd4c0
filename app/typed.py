"""How is a value typed? Whole numbers, pounds, percentages: read, or refused in words."""

import argparse
import math
from collections.abc import Callable


def whole(option: str, least: int, most: int | None = None) -> Callable[[str], int]:
    """A whole number in a range; told in words."""

    def read(text: str) -> int:
        try:
            number = int(text.replace(",", ""))
        except ValueError:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number") from None
        if number < least or (most is not None and number > most):
            allowed = f"at least {least}" if most is None else f"from {least} to {most:,}"
            raise argparse.ArgumentTypeError(f"{text} is not possible; it must be {allowed}")
        return number

    read.__name__ = option
    return read


def pounds(text: str) -> float:
    """A number of pounds above nought."""
    try:
        number = float(text.replace(",", "").removeprefix("£"))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of pounds") from None
    if not (number > 0 and math.isfinite(number)):
        raise argparse.ArgumentTypeError(f"{text} is not possible; it must be above 0")
    return number


def number(text: str) -> float:
    """A number, of either sign."""
    try:
        value = float(text.replace(",", "").removeprefix("£"))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number") from None
    if not math.isfinite(value):
        raise argparse.ArgumentTypeError(f"{text} is not possible; it must be finite")
    return value


def per_cent(option: str) -> Callable[[str], float]:
    """A percentage from 0 to 100."""

    def read(text: str) -> float:
        share = number(text.rstrip("% "))
        if not 0 <= share <= 100:
            raise argparse.ArgumentTypeError(f"{text} is not possible; it must lie between 0 and 100")
        return share

    read.__name__ = option
    return read
