"""How is a terminal filled? Paragraphs, bullets and tables, at most 96 columns wide."""

import textwrap
from collections.abc import Iterable, Sequence

WIDTH = 96
INDENT = "  "


def paragraph(text: str, indent: str = "", hanging: str | None = None) -> str:
    """A sentence or more, in lines."""
    later = indent if hanging is None else hanging
    return textwrap.fill(text, WIDTH, initial_indent=indent, subsequent_indent=later, break_on_hyphens=False)


def bullet(text: str) -> str:
    """A sentence of a list."""
    return paragraph(text, f"{INDENT}- ", f"{INDENT}  ")


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], indent: str = INDENT) -> str:
    """Columns: the first to the left, numbers to the right. A row of nothing is a rule."""
    rows = [list(row) for row in rows]
    columns = list(zip(heads, *(row for row in rows if row), strict=True))
    widths = [max(map(len, column)) for column in columns]
    widths[0] = min(widths[0], WIDTH - len(indent) - sum(widths[1:]) - 2 * (len(widths) - 1))
    lines = []
    for row in [list(heads), *rows]:
        if not row:
            lines.append(indent + "-" * (sum(widths) + 2 * (len(widths) - 1)))
            continue
        first, *more = textwrap.wrap(row[0], widths[0]) or [""]
        lines += [f"{indent}{first}"] if more else []
        lines += [f"{indent}  {line}" for line in more[:-1]]
        label = f"  {more[-1]}" if more else first
        cells = [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        lines.append(f"{indent}{'  '.join([label.ljust(widths[0]), *cells])}".rstrip())
    return "\n".join(lines)


def section(title: str, *parts: str) -> str:
    """A heading with what stands under it; nothing at all where nothing does."""
    said = [part for part in parts if part]
    return "\n".join([title, *said]) if said else ""


def named(said: Iterable[tuple[str, str]]) -> list[str]:
    """Sentences, each under its name."""
    return [bullet(f"{name}: {text}") for name, text in said]
