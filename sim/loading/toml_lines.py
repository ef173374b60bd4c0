"""On which line of a TOML file does each setting stand?

`tomllib` reads the values but forgets where it found them; a message is only helpful if it names the line.
So this room walks the same text once more and notes lines, never values. Checking the text, and
reporting what is wrong with it, are left to `tomllib` and to the caller.

Invariant: never a wrong line. Where the walk loses its way it stops, and what it has not seen is
absent. It is meant for text `tomllib` has accepted, but raises on none, and its time grows in step
with the text: a pattern that fails ends the walk, so no stretch is searched twice.

A table stands at its own `[header]`; one that has none, at the first line that mentions it. An
array of tables stands at its first `[[header]]`, a list element where its value begins.
"""

import re
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from sim.errors import LinesLost

Step = str | int
Path = tuple[Step, ...]

# Longer paths are not kept. A 40 kB dotted key has 20,000 ancestors, and naming every one in full
# would take gigabytes; a scenario is refused long before this depth.
DEEPEST_KEPT = 32

SPACE = re.compile(r"[ \t]*")
BLANK = re.compile(r"(?:[ \t\n]+|#[^\n]*)*")  # can match nothing, so cannot fail and backtrack
COMMA = re.compile(r",")
DOT = re.compile(r"[ \t]*\.[ \t]*")
EQUALS = re.compile(r"[ \t]*=[ \t]*")
OPENS_HEADER = re.compile(r"\[\[?")
OPENS_VALUE = re.compile(r"[\[{]")
CLOSES = {
    "[": re.compile(r"\]"),
    "{": re.compile(r"\}"),
    "[[": re.compile(r"\]\]"),
}

KEY = re.compile(
    r"""
      (?P<bare>    [A-Za-z0-9_-]+ )
    | " (?P<basic>   [^"\\\n]* (?: \\. [^"\\\n]* )* ) "
    | ' (?P<literal> [^'\n]* ) '
    """,
    re.VERBOSE,
)
# A long string may hold one or two quotes anywhere, also just before the three that close it.
# A short string must not be tried where a long one opened: `""` would match and the walk go astray.
SCALAR = re.compile(
    r'''
      """ [^"\\]* (?: (?: \\. | ""?(?!") ) [^"\\]* )* "{3,5}
    | \'\'\' [^']* (?: \'\'?(?!\') [^']* )* '{3,5}
    | "(?!"") (?: [^"\\\n]* (?: \\. [^"\\\n]* )* ) "
    | '(?!\'\') [^'\n]* '
    | [A-Za-z0-9_+.:-]+ (?: [ ] [0-9][0-9A-Za-z+.:-]* )?   # the space is a date's, before its time
    ''',
    re.VERBOSE | re.DOTALL,
)
ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
ESCAPED_LETTERS = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b", '"': '"', "\\": "\\"}


def lines_of(text: str) -> dict[Path, int]:
    """The 1-based line of every key, table, array and element, by its path: ("absences", 0, "from")."""
    walk = _Walk(text.replace("\r\n", "\n"))
    with suppress(LinesLost):
        walk.document()
    return walk.lines


def line_of(lines: Mapping[Path, int], path: Path) -> int | None:
    """The line of a path or, failing that, of its nearest ancestor that has one."""
    for length in range(min(len(path), DEEPEST_KEPT), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return None


@dataclass
class _Unclosed:
    """An array or inline table whose end has not been met. No place: too deep to keep."""

    place: Path | None
    opening: str
    elements: int = 0


class _Walk:
    """One pass over the text. `line` is always the line of the character at `at`."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.line = 1
        self.lines: dict[Path, int] = {}
        self.tables_in: dict[Path, int] = {}  # how many `[[header]]`s each array of tables has had

    def document(self) -> None:
        """Headers and settings, one after the other; each setting belongs to the last header."""
        table: Path | None = ()
        self.accept(BLANK)
        while self.at < len(self.text):
            if opening := self.accept(OPENS_HEADER):
                table = self.header(opening)
            else:
                self.value(self.name(table))
            self.accept(BLANK)

    def header(self, opening: str) -> Path | None:
        """Read the rest of a header; return where the settings below it belong."""
        self.accept(SPACE)
        *parents, last = self.dotted_key()
        self.accept(SPACE)
        self.take(CLOSES[opening])
        table = _below(self.mention((), parents), last)
        if table is None:
            return None
        if opening == "[":
            self.lines[table] = self.line  # not setdefault: `[a.b]` may have mentioned `a` before `[a]`
            return table
        self.lines.setdefault(table, self.line)
        self.tables_in[table] = self.tables_in.get(table, 0) + 1
        return self.mention(table, [self.tables_in[table] - 1])

    def name(self, table: Path | None) -> Path | None:
        """Read `key =`; return where its value stands."""
        place = self.mention(table, self.dotted_key())
        self.take(EQUALS)
        return place

    def value(self, place: Path | None) -> None:
        """Read one value. What is unclosed waits on a list, since recursion would have a limit."""
        unclosed: list[_Unclosed] = []
        while True:
            if opening := self.accept(OPENS_VALUE):
                unclosed.append(_Unclosed(place, opening))
            else:
                self.take(SCALAR)
            while unclosed and self.ends(unclosed[-1]):
                unclosed.pop()
            if not unclosed:
                return
            place = self.entry(unclosed[-1])

    def ends(self, container: _Unclosed) -> bool:
        """Go past what separates entries, and past the container's end if it is there."""
        self.accept(BLANK)
        self.accept(COMMA)
        self.accept(BLANK)
        return self.accept(CLOSES[container.opening]) != ""

    def entry(self, container: _Unclosed) -> Path | None:
        """Begin the container's next entry; return where its value stands."""
        if container.opening == "{":
            return self.name(container.place)
        container.elements += 1
        return self.mention(container.place, [container.elements - 1])

    def mention(self, place: Path | None, steps: list[str] | list[int]) -> Path | None:
        """Go down from a place, noting each path met for the first time; None once too deep."""
        for step in steps:
            place = _below(place, step)
            if place is None:
                return None
            self.lines.setdefault(place, self.line)
            if place in self.tables_in:  # `[absences.cover]` speaks of the latest `[[absences]]`
                place = _below(place, self.tables_in[place] - 1)
        return place

    def dotted_key(self) -> list[str]:
        """Read the parts of a key, unquoted."""
        parts = [self.key_part()]
        while self.accept(DOT):
            parts.append(self.key_part())
        return parts

    def key_part(self) -> str:
        """Read one part of a key. It never spans lines, so its length is all that moves."""
        found = KEY.match(self.text, self.at)
        if found is None:
            raise LinesLost
        self.at = found.end()
        if found["basic"] is not None:
            return ESCAPE.sub(_unescaped, found["basic"])
        return found["bare"] or found["literal"] or ""

    def accept(self, pattern: re.Pattern[str]) -> str:
        """Go past the pattern if it is here; return what it matched, or nothing."""
        found = pattern.match(self.text, self.at)
        if found is None:
            return ""
        self.at = found.end()
        self.line += found[0].count("\n")
        return found[0]

    def take(self, pattern: re.Pattern[str]) -> None:
        """Go past the pattern, which must be here."""
        if not self.accept(pattern):
            raise LinesLost


def _below(place: Path | None, step: Step) -> Path | None:
    """The path one step further down, unless that is deeper than we keep."""
    if place is None or len(place) == DEEPEST_KEPT:
        return None
    return (*place, step)


def _unescaped(escape: re.Match[str]) -> str:
    """The character an escape stands for."""
    number = escape[1] or escape[2] or escape[3]
    if number is None and escape[4] in ESCAPED_LETTERS:
        return ESCAPED_LETTERS[escape[4]]
    if number is None or int(number, 16) > sys.maxunicode:
        raise LinesLost
    return chr(int(number, 16))
