"""`spsim animate`: one run of one or two scenarios as it happens, in one HTML file that needs nothing else."""

import argparse

from app.ask import Animate
from app.asking.animating import RUNS_FOR_THE_ANSWER
from app.asking.cases import load_all
from app.cli.asking import answered
from app.cli.exits import Printed
from app.faces.as_json import as_json
from app.files import check_outputs, write_text, written
from app.provenance import today
from sim.errors import WrongInput
from sim.faults import printable


def animate(args: argparse.Namespace) -> Printed:
    """What is in the file; then the file."""
    from app.faces.player.page import render

    day, loaded = today(), load_all(args.scenarios)
    if args.report.suffix.lower() not in (".html", ".htm"):
        raise WrongInput(f"--report writes a page that ends in .html; {printable(args.report.name)} does not.")
    check_outputs([args.report], [file for one in loaded for file in one.files], force=args.force)
    request = Animate(
        tuple(loaded),
        seed=args.seed,
        replication=args.replication,
        replications=args.replications or RUNS_FOR_THE_ANSWER,
        swings="none" if args.no_swings else "first few",
        jobs=args.jobs,
        command=args.typed,
    )
    found = answered(request, quiet=args.quiet)
    page = render(found.answer, found.programme, found.usual, day)
    many, size = found.answer.provenance.replications, len(page.encode()) // 1000
    text = (
        f"Replication {args.replication} as it happens, and what {many} say: {printable(args.report.name)} "
        f"({size:,} kB). Open it in a browser; it needs no network."
    )
    made = {"file": args.report.name, "kilobytes": size, "replication": args.replication, "replications": many}
    return Printed(
        as_json(made) if args.json else text,
        then=lambda: written([lambda: write_text(args.report, page, force=args.force)]),
    )
