"""`spsim fit`: which inputs agree with the published figures, and what can the figures not tell?

The fit is written beside its scenario once it is printed, whole or not at all; answers of the scenario use it from then
on.
"""

import argparse

from app import version, words
from app.ask import FitTo
from app.asking.cases import provenance
from app.cli.asking import answered
from app.cli.exits import Printed
from app.faces.as_json import as_json
from app.faces.terminal.fit import in_short, of_fit
from app.files import check_outputs, write_text, written, written_whole
from app.provenance import today
from experiments.fitting.stored import as_toml
from sim.errors import FileRefused
from sim.faults import printable
from sim.loading import load
from sim.loading.toml_files import is_there


def fit(args: argparse.Namespace) -> Printed:
    """Fit a scenario, print what was found, and write it."""
    day, loaded = today(), load(args.scenario)
    kept = loaded.path.with_name(f"{loaded.path.stem}.fit.toml")
    if is_there(kept) and not args.force:
        raise FileRefused(f"{printable(loaded.name)} has a fit: {printable(kept.name)}. Add --force to make it again.")
    check_outputs([kept, args.report], loaded.files, force=args.force)
    request = FitTo(scenario=loaded, seed=args.seed, simulations=args.simulations, others=args.others, jobs=args.jobs)
    made = answered(request, quiet=args.quiet)
    title, known = loaded.scenario.title, provenance(args.typed)
    again = f"{args.typed} --seed {made.fit.seed}" if args.seed is None else args.typed

    def keep() -> None:
        write_text(kept, as_toml(made.fit, loaded.name), force=args.force)

    def report() -> None:
        from app.faces.page.fit import write_fit

        of = f"{loaded.name} (SHA-256 {loaded.hash[:12]}) · seed {made.fit.seed}"
        by = f"spsim {version()} · {words.day(day)} · {of}"
        with written_whole(args.report, force=args.force) as part:
            write_fit(part, title, made.found, by, again)

    if args.json:
        head = {"provenance": {**known, "seed": made.fit.seed}, "scenario": loaded.name, "hash": loaded.hash}
        text = as_json({**head, "file": kept.name, "fit": made.found})
    elif args.all:
        text = of_fit(title, made.found.found, made.found.across, kept, again)
    else:
        text = in_short(title, made.found.found, kept, again)
    return Printed(text, then=lambda: written([keep, *([report] if args.report else [])]))
