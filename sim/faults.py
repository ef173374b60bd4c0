"""What is wrong, where, and in which words? A fault, and how places and values are named in a sentence.

What the schema and TOML's reader refuse is put in words in `loading`, faults between sections in `checks`. Invariant:
text from a file is shown shortened and printable.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from difflib import get_close_matches

from sim.scenario.schema import Path

Found = tuple[Path, str]  # where in the scenario, and what is wrong there
SHOWN_AT_MOST = 60  # characters of a file's own text
DIGITS_AT_MOST = 19


@dataclass(frozen=True)
class Fault:
    """One thing wrong in a file. No line: the fault is of the whole file, or its place is not known. In a workbook the
    line is a row of a sheet, and the column is known by its letters."""

    file: str
    line: int | None
    message: str
    sheet: str = ""
    column: str = ""

    @property
    def where(self) -> str:
        """As an editor takes it, and safe to show: file:line; in a workbook, as a spreadsheet does: file, Sheet!B4."""
        if self.sheet:
            row = f", row {self.line}" if self.line is not None and not self.column else ""
            cell = f"!{self.column}{self.line or ''}" if self.column else row
            return printable(f"{self.file}, {self.sheet}{cell}")
        return printable(self.file if self.line is None else f"{self.file}:{self.line}")

    @property
    def order(self) -> tuple[str, str, int, int, str, str]:
        """From the first file to the last, down each sheet and along each row."""
        return self.file, self.sheet, self.line or 0, len(self.column), self.column, self.message


def printable(text: str, at_most: int = 300) -> str:
    """Text of a file or a name, safe to show: nothing that steers a terminal, and not too long."""
    clean = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text[: at_most + 1])
    return clean if len(clean) <= at_most else clean[: at_most - 1] + "…"


def dotted(path: Path) -> str:
    """A path as people read it: link_workers.absences[1].ends, where 1 is the first."""
    words = ""
    for step in path:
        words += f"[{step + 1}]" if isinstance(step, int) else f".{printable(step, SHOWN_AT_MOST)}"
    return words.removeprefix(".")


def shown(value: object) -> str:
    """A value from a file, in a sentence."""
    match value:
        case str():
            return f'the text "{printable(value, SHOWN_AT_MOST)}"'
        case bool():
            return str(value).lower()
        case int() if abs(value) >= 10**DIGITS_AT_MOST:
            return f"a number of more than {DIGITS_AT_MOST} digits"
        case int() | float():
            return str(value)
        case datetime():
            return "a date with a time of day"
        case date():
            return f"the date {value}"
        case time():
            return "a time of day"
        case list():
            return "a list"
    return "a table"


def did_you_mean(name: object, choices: Iterable[str]) -> str:
    """' Did you mean x?', or nothing if no choice comes near."""
    if not isinstance(name, str):
        return ""
    close = get_close_matches(name[:SHOWN_AT_MOST].lower(), list(choices), n=1)
    return f" Did you mean {close[0]}?" if close else ""


def sentence(path: Path, message: str) -> str:
    """A message about a place, under the place's full name, which is not repeated."""
    first, _, rest = message.partition(" ")
    name = dotted(path)
    if name == first or name.endswith(f".{first}"):
        words = f"{name} {rest}"
    else:
        words = f"{name}: {message}" if name else message
    return words if words.endswith((".", "?")) else f"{words}."
