"""Which number do people mean by 5%, 1,000, £3, 007 or seven? As a scenario file takes it, or none."""

import re
import unicodedata

MINUS_SIGNS = "\u2212\u2013\ufe63\uff0d"
NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def plain_number(text: str) -> str:
    """The number that people mean by 5%, 1,000, £3 or 007, as a scenario file takes it; '' if it is none of these."""
    match = re.fullmatch(r"([-+]?)£?\s*(\d{1,3}(?:[, ]\d{3})+|\d{1,15})(\.\d{1,15})?\s*(%?)", in_plain_digits(text))
    if match is None:
        return ""
    sign = match[1].removeprefix("+")
    whole = re.sub("[, ]", "", match[2]).lstrip("0") or "0"
    decimals = match[3] or ""
    return f"{float(sign + whole + decimals) / 100:.15g}" if match[4] else sign + whole + decimals


def in_plain_digits(text: str) -> str:
    """The digits, spaces and minus signs of other scripts and of typesetters as a keyboard has them."""
    return "".join(_plain(c) for c in text).strip()


def _plain(c: str) -> str:
    if (digit := unicodedata.digit(c, None)) is not None:
        return str(digit)
    return " " if unicodedata.category(c) == "Zs" else "-" if c in MINUS_SIGNS else c


def number_in_words(text: str) -> str:
    """The number of a word, as far as twelve; '' if it is none of these."""
    word = text.strip().lower()
    return str(NUMBERS.index(word)) if word in NUMBERS else ""
