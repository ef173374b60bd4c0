"""How is a terminal filled? Paragraphs, bullets and tables, at most 96 columns wide."""

import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

from app import words
from app.tables.table import Table, shown

WIDTH = 96
INDENT = "  "
LEAST, ENOUGH = 12, 28  # of a first column


def paragraph(text: str, indent: str = "", hanging: str | None = None, *, width: int = WIDTH) -> str:
    """A sentence or more, in lines."""
    later = indent if hanging is None else hanging
    return textwrap.fill(text, width, initial_indent=indent, subsequent_indent=later, break_on_hyphens=False)


def cut(text: str, room: int) -> str:
    """As much of a text as there is room for, and … where that is not all."""
    return text if len(text) <= room else f"{text[: max(0, room - 1)].rstrip()}…"


def bullet(text: str) -> str:
    """A sentence of a list."""
    return paragraph(text, f"{INDENT}- ", f"{INDENT}  ")


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], indent: str = INDENT) -> str:
    """Columns: the first to the left, numbers to the right. A row of nothing is a rule. Heads are broken where the page
    is too narrow for them; columns that it has no room for stand below, under the first column once more."""
    rows = [list(row) for row in rows]
    blocks = _blocks(heads, rows, len(indent))
    if len(blocks) > 1:
        return "\n\n".join(
            table([heads[0], *heads[some]], [row and [row[0], *row[some]] for row in rows], indent) for some in blocks
        )
    widths = [max(map(len, column)) for column in zip(heads, *(row for row in rows if row), strict=True)]
    gaps = len(indent) + 2 * (len(widths) - 1)
    if sum(widths) + gaps > WIDTH:
        cells = list(zip(*(row for row in rows if row), strict=True))
        words = [max(map(len, head.split()), default=0) for head in heads]
        widths[1:] = [max([word, *map(len, column)]) for word, column in zip(words[1:], cells[1:], strict=True)]
    widths[0] = max(LEAST, min(widths[0], WIDTH - gaps - sum(widths[1:])))
    broken = [textwrap.wrap(head, max(1, width)) or [""] for head, width in zip(heads, widths, strict=True)]
    deep = max(map(len, broken))
    lines = [_line(cells, widths, indent) for cells in zip(*([""] * (deep - len(b)) + b for b in broken), strict=True)]
    for row in rows:
        if not row:
            lines.append(indent + "-" * (sum(widths) + 2 * (len(widths) - 1)))
            continue
        first, *more = textwrap.wrap(row[0], widths[0]) or [""]
        lines += [f"{indent}{first}"] if more else []
        lines += [f"{indent}  {line}" for line in more[:-1]]
        lines.append(_line([f"  {more[-1]}" if more else first, *row[1:]], widths, indent))
    return "\n".join(lines)


def of(found: Table[Any] | None, below: Sequence[Sequence[str]] = ()) -> str:
    """A table of the answer as a terminal has it, totals in capitals; nothing where there is none. `below`: more rows
    under it."""
    if found is None:
        return ""
    as_text = shown(found, "terminal")
    rows = [[row[0].upper(), *row[1:]] if i in as_text.strong else row for i, row in enumerate(as_text.rows)]
    return with_few(table(as_text.head, [*rows, *below]))


def _blocks(heads: Sequence[str], rows: Sequence[Sequence[str]], indent: int) -> list[slice]:
    """Which columns of numbers stand side by side: all, where they leave room enough for the first column."""
    columns = list(zip(*(row for row in rows if row), strict=True))[1:]
    words = [max(map(len, head.split()), default=0) for head in heads[1:]]
    widths = [2 + max([word, *map(len, column)]) for word, column in zip(words, columns, strict=False)]
    first = max([len(row[0]) for row in rows if row], default=0)
    if indent + LEAST + sum(widths) <= WIDTH:
        return [slice(1, len(heads))]
    room, starts, used = WIDTH - indent - max(LEAST, min(first, ENOUGH)), [1], 0
    for i, width in enumerate(widths, start=1):
        if used and used + width > room:
            starts.append(i)
            used = 0
        used += width
    return [slice(start, end) for start, end in zip(starts, [*starts[1:], len(heads)], strict=True)]


def _line(cells: Sequence[str], widths: Sequence[int], indent: str) -> str:
    """A line of a table."""
    numbers = [cell.rjust(width) for cell, width in zip(cells[1:], widths[1:], strict=True)]
    return f"{indent}{'  '.join([cells[0].ljust(widths[0]), *numbers])}".rstrip()


def with_few(tables: str) -> str:
    """Tables, and what it means where one says in how few replications a thing was seen."""
    note = words.with_few("", tables)
    return f"{tables}\n{paragraph(note, INDENT)}" if note else tables


def section(title: str, *parts: str) -> str:
    """A heading with what stands under it; nothing at all where nothing does."""
    said = [part for part in parts if part]
    return "\n".join([title, *said]) if said else ""


def named(said: Iterable[tuple[str, str]]) -> list[str]:
    """Sentences, each under its name."""
    return [bullet(f"{name}: {text}") for name, text in said]
