"""`spsim show`: what does a scenario come to? Every value, with where it comes from. Nothing is run."""

import argparse
import re
from collections import Counter
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
MOST_ABOVE = 1200  # of all that stands above the values, on one screen
ABOUT = ("schema", "title", "question", "description", "control", "what_if")  # said above, or by spsim what-if
SECTION = re.compile(r"[.\[]")


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
    values = list(map(_shown, shown.values))
    if args.path:
        return Printed("\n".join(values if args.all else screen.fitting(values, screen.LINES)))
    head = _head(loaded, facts)
    return Printed("\n\n".join([head, "\n".join(values)] if args.all else _in_short(shown, head)))


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


def _in_short(shown: Shown, head: str) -> list[str]:
    """What the scenario's own file sets, as much as a screen holds, and where the rest is."""
    loaded, name = shown.loaded, shown.loaded.path.name
    sections = Counter(SECTION.split(row.path)[0] for row in shown.values if row.path not in ABOUT)
    where = screen.paragraph(
        f"{len(shown.values)} values in {len(sections)} sections: "
        + ", ".join(f"{section} {n}" for section, n in sections.items())
        + f". One section: spsim show {loaded.name} SECTION. Everything: add --all"
    )
    own = [
        screen.one_line(f"{row.path} = {_value(row)}{f' ({row.grade})' if row.grade else ''}", screen.INDENT)
        for row in shown.values
        if row.file == name and SECTION.split(row.path)[0] not in ABOUT
    ]
    question = screen.paragraph(f"Question: {loaded.scenario.question or loaded.scenario.title}", "", "    ")
    above = f"{screen.cut(head, MOST_ABOVE)}\n{question}"
    room = screen.room_beside(above, where)
    return [above, screen.section(f"Set in {printable(name)}", *screen.fitting(own, room)), where]


def as_written(loaded: Loaded, args: argparse.Namespace) -> str:
    """The scenario file itself: what it extends is printed by its own name."""
    if args.path or args.json:
        raise WrongInput("--toml prints the whole file as it stands: it goes with neither PATH nor --json.")
    return loaded.path.read_text(encoding="utf-8-sig").rstrip("\n")


def _value(row: Resolved) -> str:
    """A value with its unit and its range."""
    unit = "" if row.unit in ("choice", "date", "list", "number") or row.unit in row.value else f" {row.unit}"
    value = f"£{row.value}" if row.unit == "£" else f"{row.value}{unit}"
    return printable(value) + (f", {row.low} to {row.high}" if row.low is not None else "")


def _shown(row: Resolved) -> str:
    """A value in two lines: what it is, and where it comes from."""
    where = "the program's default" if row.file is None else row.file if row.line is None else f"{row.file}:{row.line}"
    facts = [row.title, row.comes_to, row.kind, row.grade, printable(row.source or ""), printable(where)]
    about = screen.paragraph("; ".join(fact for fact in facts if fact), "    ")
    return f"{screen.paragraph(f'{row.path} = {_value(row)}', '', '    ')}\n{about}"
