"""How is a terminal filled? Paragraphs, bullets and tables, as wide as it is, up to 96 columns."""

import re
import textwrap
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import accumulate, zip_longest
from os import get_terminal_size
from typing import Any

from app import words
from app.tables.table import Table, shown

NARROWEST, NO_TERMINAL, WIDEST = 40, 80, 96
LINES = 40  # that a command prints at most, unless everything is asked for
INDENT = "  "
LEAST, ENOUGH = 12, 28  # of a first column
BREAKS = (None, re.compile(r"(?<= to) "), re.compile(r"(?<= to) | (?=[±+])"))  # of a cell: not, a range, an error


def width() -> int:
    """The columns of the terminal, within what can be read. Where there is none, 80: what is printed into a file is the
    same on every machine."""
    try:
        columns = get_terminal_size().columns
    except OSError:
        return NO_TERMINAL
    return max(NARROWEST, min(WIDEST, columns or NO_TERMINAL))


def paragraph(text: str, indent: str = "", hanging: str | None = None) -> str:
    """A sentence or more, in lines."""
    later = indent if hanging is None else hanging
    return textwrap.fill(text, width(), initial_indent=indent, subsequent_indent=later, break_on_hyphens=False)


def cut(text: str, room: int) -> str:
    """As much of a text as there is room for, and … where that is not all."""
    return text if len(text) <= room else f"{text[: max(0, room - 1)].rstrip()}…"


def cut_title(title: str, room: int) -> str:
    """As much of a title as there is room for: what stands in brackets at its end tells it from others."""
    about, bracket, which = title.partition(" (")
    if len(title) <= room or not bracket or len(which) > 2 * room // 3:
        return cut(title, room)
    return f"{cut(about, room - len(bracket) - len(which))}{bracket}{which}"


def one_line(text: str, indent: str = "") -> str:
    """As much of a text as a line holds."""
    return indent + cut(text, width() - len(indent))


def bullet(text: str) -> str:
    """A sentence of a list."""
    return paragraph(text, f"{INDENT}- ", f"{INDENT}  ")


def command(text: str) -> str:
    """A command line, in lines that a shell reads as one."""
    if len(INDENT) + len(text) <= width():
        return f"{INDENT}{text}"
    room = width() - len(INDENT) - len(" \\")
    lines = textwrap.wrap(text, room, subsequent_indent=INDENT, break_on_hyphens=False, break_long_words=False)
    return " \\\n".join(f"{INDENT}{line}" for line in lines)


def fitting(items: Sequence[str], room: int, more: str = "and {n} more: add --all") -> list[str]:
    """As many of a list as so many lines hold, and how many more there are."""
    deep = [item.count("\n") + 1 for item in items]
    kept = items if sum(deep) <= room else items[: sum(total < room for total in accumulate(deep))]
    left = len(items) - len(kept)
    return [*kept, *([paragraph(more.format(n=left), INDENT)] if left else [])]


def room_beside(*parts: str, headings: int = 1) -> int:
    """How many lines of a screen are left for a list and its heading, when these parts stand on it, too."""
    said = [part for part in parts if part]
    return LINES - headings - len(said) - sum(part.count("\n") + 1 for part in said)


def section(title: str, *parts: str) -> str:
    """A heading with what stands under it; nothing at all where nothing does."""
    said = [part for part in parts if part]
    return "\n".join([paragraph(title), *said]) if said else ""


def named(said: Iterable[tuple[str, str]]) -> list[str]:
    """Sentences, each under its name."""
    return [bullet(f"{name}: {text}") for name, text in said]


# ---------------------------------------------------------------- tables


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], indent: str = INDENT) -> str:
    """Columns: the first to the left, numbers to the right. A row of nothing is a rule. Where the page is too narrow,
    heads are broken, and so are ranges and errors if that makes it shorter; columns that it has no room for stand
    below, under the first column once more."""
    rows = [list(row) for row in rows]
    laid_out = (_laid_out(heads, rows, indent, breaks) for breaks in BREAKS)
    return min(laid_out, key=lambda text: text.count("\n"))


def _laid_out(heads: Sequence[str], rows: Sequence[Sequence[str]], indent: str, breaks: re.Pattern[str] | None) -> str:
    filled = [row for row in rows if row]
    room = width() - len(indent)
    widest = room - LEAST - 2
    columns = [[head, *(row[i] for row in filled)] for i, head in enumerate(heads)]
    label = max(map(len, columns[0][1:]), default=0)
    least = [
        min(widest, max([1, *(_least(text, breaks) for text in texts[1:]), *map(len, texts[0].split())]))
        for texts in columns
    ]
    blocks = _blocks([2 + one for one in least[1:]], room, label)
    if len(blocks) > 1:
        return "\n\n".join(
            table([heads[0], *heads[some]], [row and [row[0], *row[some]] for row in rows], indent) for some in blocks
        )
    gaps = 2 * (len(heads) - 1)
    widths = [max(LEAST, min(label, room - gaps - sum(least[1:]))), *least[1:]]
    _spread(columns, widths, room - gaps - sum(widths))
    lines = _lines(heads, widths, head=True)
    for row in rows:
        lines += _lines(row, widths) if row else ["-" * (sum(widths) + gaps)]
    return "\n".join(f"{indent}{line}".rstrip() for line in lines)


def _least(cell: str, breaks: re.Pattern[str] | None) -> int:
    """How wide a cell must be, if it may be broken there."""
    return max(map(len, breaks.split(cell))) if breaks else len(cell)


def _spread(columns: Sequence[Sequence[str]], widths: list[int], spare: int) -> None:
    """What room is left goes to the columns whose texts stand deepest."""
    for _ in range(spare):
        deep = [max(_deep(text, column) for text in texts) for texts, column in zip(columns, widths, strict=True)]
        if max(deep) == 1:
            return
        widths[deep.index(max(deep))] += 1


@lru_cache(maxsize=10_000)
def _deep(text: str, column: int) -> int:
    """In how many lines a text stands in a column."""
    return len(textwrap.wrap(text, column, break_on_hyphens=False))


def _blocks(widths: Sequence[int], room: int, label: int) -> list[slice]:
    """Which columns of numbers stand side by side: all, where they leave room enough for the first column."""
    if LEAST + sum(widths) <= room:
        return [slice(1, len(widths) + 1)]
    room, starts, used = room - max(LEAST, min(label, ENOUGH)), [1], 0
    for i, column in enumerate(widths, start=1):
        if used and used + column > room:
            starts.append(i)
            used = 0
        used += column
    return [slice(start, end) for start, end in zip(starts, [*starts[1:], len(widths) + 1], strict=True)]


def _lines(row: Sequence[str], widths: Sequence[int], *, head: bool = False) -> list[str]:
    """A row in as many lines as it needs: figures begin beside the end of their label; heads end together."""
    label, *others = (
        textwrap.wrap(cell, column, subsequent_indent="" if head or i else INDENT, break_on_hyphens=False) or [""]
        for i, (cell, column) in enumerate(zip(row, widths, strict=True))
    )
    if head:
        deep = max(map(len, [label, *others]))
        columns = [[""] * (deep - len(cell)) + cell for cell in [label, *others]]
    else:
        columns = [label, *([""] * (len(label) - 1) + cell for cell in others)]
    return [
        "  ".join(
            [first.ljust(widths[0]), *(cell.rjust(column) for cell, column in zip(rest, widths[1:], strict=True))]
        )
        for first, *rest in zip_longest(*columns, fillvalue="")
    ]


def of(found: Table[Any] | None, below: Sequence[Sequence[str]] = ()) -> str:
    """A table of the answer as a terminal has it, totals in capitals; nothing where there is none. `below`: more rows
    under it."""
    if found is None or not (found.rows or below):
        return ""
    as_text = shown(found, "terminal")
    rows = [[row[0].upper(), *row[1:]] if i in as_text.strong else row for i, row in enumerate(as_text.rows)]
    return with_few(table(as_text.head, [*rows, *below]))


def with_few(tables: str) -> str:
    """Tables, and what it means where one says in how few replications a thing was seen."""
    note = words.with_few("", tables)
    return f"{tables}\n{paragraph(note, INDENT)}" if note else tables
