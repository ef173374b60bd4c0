"""`spsim list`: which scenarios come with the program? A line each, folder by folder; what each asks, `show` tells."""

import argparse
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from app.cli.exits import Printed
from app.faces import terminal as screen
from app.faces.as_json import as_json
from experiments.catalogue import HEADINGS, Entry, entries, features_of, heading
from sim.loading import load

SHOWN = 3
PLAIN = ("reproduces", "what-if", "lesson")  # what most of a folder are is not said of each
MARKS = "A system without a mark reproduces figures that were published of it."
NEXT = "What it asks: spsim show NAME. Run it: spsim run NAME. Your own: spsim new FILE.toml --extends NAME."


def list_scenarios(args: argparse.Namespace) -> Printed:
    """The bundled scenarios."""
    known = entries()
    if args.json:
        return Printed(as_json({"scenarios": [as_row(one) for one in known]}))
    folders = [(folder, list(some)) for folder, some in groupby(known, lambda one: one.folder)]
    whole = [(folder, some) for folder, some in folders if args.all or folder not in HEADINGS]
    width = max(len(one.name) for _, some in whole for one in some)
    groups = [_group(folder, some, width) for folder, some in whole]
    others = [screen.paragraph(_in_short(folder, some)) for folder, some in folders if (folder, some) not in whole]
    return Printed("\n\n".join([*groups, *others, *map(screen.paragraph, (f"{MARKS} {NEXT}",))]))


def as_row(one: Entry) -> dict[str, Any]:
    """One scenario, for JSON. Features are of systems: what each has that the pilot has not."""
    return {
        "name": one.name,
        "folder": one.folder,
        "kind": one.kind,
        "title": one.title,
        "question": one.question,
        "extends": one.extends,
        "status": one.targets and one.targets.status,
        "why": one.targets and one.targets.why,
        "features": features_of(load(one.path)) if one.kind == "system" else [],
        "compare_with": (one.what_if or {}).get("compare_with"),
    }


def _group(folder: str, some: Sequence[Entry], width: int) -> str:
    """The scenarios of one folder under its name, a line each; names whole, for they are typed."""
    lines = []
    for one in some:
        mark = "" if one.label in PLAIN else f" ({one.label})"
        room = screen.width() - width - 2 * len(screen.INDENT) - len(mark)
        lines.append(f"{screen.INDENT}{one.name:{width}}{screen.INDENT}{screen.cut(one.title, room)}{mark}")
    return screen.section(heading(folder), *lines)


def _in_short(folder: str, some: Sequence[Entry]) -> str:
    """How many there are, and the first few."""
    names = ", ".join(one.name for one in some[:SHOWN])
    return f"{heading(folder)}: {len(some)} of them (spsim list --all): {names} and others."
