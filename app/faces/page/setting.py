"""How is a text set? A minus stays with its number, intervals and errors are set apart; all else is escaped."""

import re
from typing import Any

from markupsafe import Markup, escape

from app import words

ERROR = r" (±.*|\+[^ ]+/−.*|\((?:seen|other|the same|[0-9]+ of) .*)$"  # as `words.error_cell` says it

SHORT = 12  # characters


def kept_together(shown: Any) -> Any:
    """A minus or ± and what it belongs to, never on two lines. Runs on all that is put into a page, before it is
    escaped."""
    if type(shown) is not str:
        return shown
    return shown.replace(words.MINUS, f"{words.MINUS}\u2060").replace("±", "±\u2060")


def brackets(sentence: str) -> Markup:
    """A sentence in which what stands in square brackets (its intervals) is set apart."""
    parts = re.split(r"(\[[^\]]*\])", kept_together(sentence))
    return Markup("").join(
        Markup('<span class="interval">{}</span>').format(part) if part.startswith("[") else escape(part)
        for part in parts
    )


def error_apart(cell: str) -> Markup:
    """An amount in which its simulation error (what follows it) is set apart, so that a column of it stays narrow."""
    amount, error, _ = [*re.split(ERROR, kept_together(cell), maxsplit=1), "", ""][:3]
    look = "error" if len(error) <= SHORT else "error long"  # a long one may be broken
    return Markup('%s <span class="%s">%s</span>') % (amount, look, error) if error else escape(amount)
