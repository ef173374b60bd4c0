"""`spsim show`: what does a scenario come to? Every value, with where it comes from. Nothing is run."""

import argparse
from collections.abc import Mapping
from typing import Any

from app.ask import Show, Shown
from app.asking.showing import Resolved
from app.cli.asking import answered
from app.cli.exits import Printed
from app.faces import terminal as screen
from app.faces.as_json import as_json
from sim.errors import WrongInput
from sim.faults import printable
from sim.loading import Loaded, load

TEXT_AT_MOST = 2000  # characters of a status or of a list of features


def show(args: argparse.Namespace) -> Printed:
    """Every value, with where it comes from."""
    loaded = load(args.scenario)
    if args.toml:
        return Printed(as_written(loaded, args))
    shown = answered(Show(loaded, args.path), quiet=args.quiet)
    facts = _facts(shown)
    if args.json:
        printed = {"name": loaded.name, "hash": loaded.hash, **facts, "values": [row._asdict() for row in shown.values]}
        return Printed(as_json(printed))
    values = "\n".join(_shown(row) for row in shown.values)
    return Printed(values if args.path else f"{_head(loaded, facts)}\n\n{values}")


def _facts(shown: Shown) -> dict[str, Any]:
    """What the scenario claims to be, and what it has that the pilot has not."""
    one = shown.entry
    return {
        "kind": one.kind,
        "status": one.targets and one.targets.status,
        "why": one.targets and one.targets.why,
        "features": shown.features,
        "compare_with": (one.what_if or {}).get("compare_with"),
    }


def _head(loaded: Loaded, facts: Mapping[str, Any]) -> str:
    """The same in lines, above the values."""
    against = f", against {facts['compare_with']}: spsim what-if {loaded.name}" if facts["compare_with"] else ""
    status = f"{facts['status']}. {facts['why']}" if facts["status"] else ""
    said = [
        (facts["kind"].capitalize(), f"{loaded.name}{against}"),
        ("Status", status),
        ("Beyond the pilot", "; ".join(facts["features"])),
    ]
    return "\n".join(
        screen.paragraph(f"{head}: {printable(text, TEXT_AT_MOST)}", "", "    ") for head, text in said if text
    )


def as_written(loaded: Loaded, args: argparse.Namespace) -> str:
    """The scenario file itself: what it extends is printed by its own name."""
    if args.path or args.json:
        raise WrongInput("--toml prints the whole file as it stands: it goes with neither PATH nor --json.")
    return loaded.path.read_text(encoding="utf-8-sig").rstrip("\n")


def _shown(row: Resolved) -> str:
    """A value in two lines: what it is, and where it comes from."""
    where = "the program's default" if row.file is None else row.file if row.line is None else f"{row.file}:{row.line}"
    unit = "" if row.unit in ("choice", "date", "list", "number") or row.unit in row.value else f" {row.unit}"
    value = f"£{row.value}" if row.unit == "£" else f"{row.value}{unit}"
    spread = f", {row.low} to {row.high}" if row.low is not None else ""
    first = screen.paragraph(f"{row.path} = {printable(value)}{spread}", "", "    ")
    facts = [row.title, row.comes_to, row.kind, row.grade, printable(row.source or ""), printable(where)]
    return f"{first}\n{screen.paragraph('; '.join(fact for fact in facts if fact), '    ')}"
