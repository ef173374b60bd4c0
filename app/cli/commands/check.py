"""`spsim check`: how full will everything be, what does a run take, what looks wrong? Nothing is run."""

import argparse

from app import words
from app.ask import Check
from app.cli.asking import answered
from app.cli.exits import Printed
from app.faces import terminal as screen
from app.faces.as_json import as_json
from app.tables import capacities
from sim.faults import printable
from sim.preflight import Estimate

OFFERED = "Demand as a share of capacity, in every period above 85%, or at its highest"
FULLEST = 6  # of what people queue for


def check(args: argparse.Namespace) -> Printed:
    """How full everything will be, what a run takes, and what looks wrong: without running anything."""
    checked = answered(Check(args.scenario), quiet=args.quiet)
    loaded, loads, size, said = checked.loaded, checked.loads, checked.size, checked.cautions
    scenario = loaded.scenario
    if args.json:
        printed = {
            "name": loaded.name,
            "title": scenario.title,
            "hash": loaded.hash,
            "files": [file.name for file in loaded.files],
            "loads": loads,
            "estimate": size._asdict(),
            "cautions": said,
        }
        return Printed(as_json(printed))
    name = printable(loaded.name)
    verdict = f"{name} cannot be run. {size.too_large}" if size.too_large else f"{scenario.title} ({name}) can be run."
    wary = [screen.bullet(words.caution_in_words(one)) for one in said]
    shown = loads if args.all else sorted(loads, key=lambda load: -load.load)[:FULLEST]
    fewer = f"The {FULLEST} fullest of {len(loads)} are shown: add --all" if len(shown) < len(loads) else ""
    others = [
        screen.paragraph(verdict),
        screen.section(OFFERED, screen.of(capacities.loads(shown)), screen.paragraph(fewer, screen.INDENT)),
        screen.section("Size", screen.paragraph(_size(size, int(scenario.settings.replications.value)), screen.INDENT)),
    ]
    few = wary if args.all else screen.fitting(wary, screen.room_beside(*others))
    parts = [others[0], screen.section("Before you run it", *few), *others[1:]]
    return Printed("\n\n".join(part for part in parts if part))


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
