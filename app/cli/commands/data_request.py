"""`spsim data-request`: which values are worth measuring first, and what is knowing each of them worth?"""

import argparse

from app import version, words
from app.ask import RequestData
from app.asking.cases import provenance
from app.cli.asking import answered
from app.cli.exits import Printed
from app.faces.as_json import as_json
from app.faces.terminal.data_request import of_request
from app.files import check_outputs, written, written_whole
from app.provenance import today
from sim.faults import printable
from sim.loading import load


def data_request(args: argparse.Namespace) -> Printed:
    """Draw all that is unknown, print what is worth measuring, and write the page."""
    day, loaded = today(), [load(name) for name in args.scenarios]
    check_outputs([args.report], [path for one in loaded for path in one.files], force=args.force)
    request = RequestData(scenarios=tuple(loaded), seed=args.seed, sets=args.sets, jobs=args.jobs)
    made = answered(request, quiet=args.quiet)
    seed = made.cases[0].seed
    again = args.typed if args.seed is not None else f"{args.typed} --seed {seed}"

    def report() -> None:
        from app.faces.page.data_request import write_request

        of = "; ".join(f"{printable(one.name)} (SHA-256 {one.hash[:12]})" for one in loaded)
        by = f"spsim {version()} · {words.day(day)} · {of} · seed {seed}"
        with written_whole(args.report, force=args.force) as part:
            write_request(part, made.found, by, again)

    if args.json:
        head = {"provenance": {**provenance(args.typed), "seed": seed}}
        text = as_json({**head, "scenarios": {one.name: one.hash for one in loaded}, "data_request": made.found})
    else:
        text = of_request(made.found, again)
    return Printed(text, then=lambda: written([report] if args.report else []))
