"""`spsim list`: which scenarios come with the program? A line each, folder by folder; what each asks, `show` tells."""

import argparse
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from app.cli.exits import Printed
from app.faces.as_json import as_json
from app.faces.terminal import cut
from experiments.catalogue import Entry, entries, features_of
from sim.loading import load

WIDTH = 80  # a terminal that nobody has made wider
NEXT = "What it asks: spsim show NAME.  Run it: spsim run NAME.\nMake your own: spsim new FILE.toml --extends NAME."


def list_scenarios(args: argparse.Namespace) -> Printed:
    """The bundled scenarios."""
    known = entries()
    if args.json:
        return Printed(as_json({"scenarios": [as_row(one) for one in known]}))
    groups = [_group(folder, list(some)) for folder, some in groupby(known, lambda one: one.folder)]
    return Printed("\n\n".join([*groups, NEXT]))


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


def _group(folder: str, some: Sequence[Entry]) -> str:
    """The scenarios of one folder under its name; a kind that all of them share is not said of each."""
    heading = {"what_ifs": "What-ifs"}.get(folder, folder.replace("_", " ").capitalize())
    alike = len({one.label for one in some}) == 1 and some[0].kind in ("what-if", "lesson")
    columns = [[one.name for one in some], *([] if alike else [[one.label for one in some]])]
    widths = [max(map(len, column)) for column in columns]
    lines = []
    for one, *cells in zip(some, *columns, strict=True):
        start = "".join(f"  {cell:{width}}" for cell, width in zip(cells, widths, strict=True))
        lines.append(f"{start}  {cut(one.title, WIDTH - len(start) - 2)}")
    return "\n".join([heading, *lines])
