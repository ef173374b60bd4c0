"""`spsim check`: how full will everything be, what does a run take, what looks wrong? Nothing is run."""

import argparse
from collections.abc import Sequence
from datetime import date

from app import screen, words
from app.ask import Check
from app.cli.asking import answered
from app.cli.exits import Printed
from app.faces.as_json import as_json
from sim.faults import printable
from sim.preflight import CALM_BELOW, Estimate, Load, percent
from sim.units import MONTHS


def check(args: argparse.Namespace) -> Printed:
    """How full everything will be, what a run takes, and what looks wrong: without running anything."""
    checked = answered(Check(args.scenario), quiet=args.quiet)
    loaded, loads, size, said = checked.loaded, checked.loads, checked.size, checked.cautions
    scenario = loaded.scenario
    if args.json:
        told = {
            "name": loaded.name,
            "title": scenario.title,
            "hash": loaded.hash,
            "files": [file.name for file in loaded.files],
            "loads": [load for load in loads],
            "estimate": size._asdict(),
            "cautions": said,
        }
        return Printed(as_json(told))
    name = printable(loaded.name)
    verdict = f"{name} cannot be run. {size.too_large}" if size.too_large else f"{scenario.title} ({name}) can be run."
    parts = [
        screen.paragraph(verdict),
        screen.section("Before you run it", *(screen.bullet(words.caution_in_words(one)) for one in said)),
        _loads(loads),
        screen.section("Size", screen.paragraph(_size(size, int(scenario.settings.replications.value)), screen.INDENT)),
    ]
    return Printed("\n\n".join(part for part in parts if part))


def _loads(loads: Sequence[Load]) -> str:
    """How full everything that people queue for will be."""
    rows = []
    for row in loads:
        full = "no room" if row.capacity <= 0 < row.work else percent(row.load)
        when = _months(row) if row.load > CALM_BELOW else ""
        rows.append([row.title, f"{row.work:,.1f}", f"{row.capacity:,.1f}", row.unit, full, when])
    heading = "Offered load: work arriving / capacity, in every period above 85%, or at its fullest"
    return screen.section(heading, screen.table(["", "work", "capacity", "unit", "load", ""], rows)) if rows else ""


def _months(row: Load) -> str:
    """'Apr 2015–Mar 2016'."""
    ends = (date.fromisoformat(day) for day in (row.since, row.until))
    return "–".join(f"{MONTHS[day.month - 1][:3]} {day.year}" for day in ends)


def _size(size: Estimate, replications: int) -> str:
    one = f"about {size.people:,.0f} people and {size.events:,.0f} events, {_seconds(size.seconds)} a world"
    every = _seconds(3 * size.seconds * replications)
    return f"One replication: {one}. {replications} replications of three worlds: {every} on one core."


def _seconds(seconds: float) -> str:
    if seconds < 1:
        return "less than a second"
    return (
        f"about {seconds:.0f} second{'s' * (seconds >= 1.5)}" if seconds < 100 else f"about {seconds / 60:,.0f} minutes"
    )
