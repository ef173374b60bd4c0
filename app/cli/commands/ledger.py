"""`spsim validate --predict` and `--compare`: rows for the record of what was held out, which is only added to.

And `--report` and `--csv`: the page and the table of every published figure, with that record in them.
"""

import argparse
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from app import version, words
from app.ask import ComparePredictions, Held, Predict
from app.asking.ledger import ToAdd, ledger_of
from app.cli.asking import answered
from app.cli.exits import Printed
from app.faces import terminal as screen
from app.faces.as_json import as_json
from app.files import check_outputs, write_text, written, written_whole
from app.provenance import now, today
from experiments.ledger.record import Comparison, Prediction, added_to
from sim.faults import printable
from sim.loading import load

Scenarios = Sequence[str | Path]


def predict(args: argparse.Namespace, scenarios: Scenarios) -> Printed:
    """The interval of every held-out figure that has none with the scenario as it stands."""
    request = Predict(tuple(scenarios), now(), draws=args.draws, seed=args.seed, engine=args.engine, jobs=args.jobs)
    return _added(args, answered(request, quiet=args.quiet), "Nothing to predict: every held-out figure has been.")


def compare(args: argparse.Namespace, scenarios: Scenarios) -> Printed:
    """What came of every prediction that has not been compared."""
    request = ComparePredictions(tuple(scenarios), now())
    return _added(args, answered(request, quiet=args.quiet), "Nothing to compare: every prediction has been.")


def check(args: argparse.Namespace, scenarios: Scenarios) -> None:
    """Refuse, before anything is run, a file that could not be written."""
    wanted = [args.report, args.csv]
    if any(wanted):
        check_outputs(wanted, [file for name in scenarios for file in load(name).files], force=args.force)


def write(args: argparse.Namespace, held: Sequence[Held]) -> list[str]:
    """The page and the table, where they are asked for."""
    if not (args.report or args.csv):
        return []
    from app.faces.published.page import Published, write_page
    from app.faces.published.rows import as_csv

    entries = ledger_of([one.case.loaded for one in held])

    def page() -> None:
        known = (
            f"spsim {version()} · {words.day(today())} · seed {held[0].case.seed} · {args.replications} replications"
        )
        with written_whole(args.report, force=args.force) as part:
            made_by = f"{known} · made by: {args.typed}"
            write_page(Published(tuple(held), tuple(entries), args.replications, made_by), part)

    def table() -> None:
        write_text(args.csv, as_csv(held, entries), force=args.force)

    return written([one for one, asked in ((page, args.report), (table, args.csv)) if asked])


def _added(args: argparse.Namespace, those: Sequence[ToAdd], none: str) -> Printed:
    """What is added, and to which file."""
    check_outputs([one.file for one in those], force=True)
    if args.json:
        text = as_json(
            [{"file": one.file.name, "rows": [row.model_dump(mode="json") for row in one.rows]} for one in those]
        )
    else:
        text = "\n\n".join(_table(one) for one in those) or none
    return Printed(text, then=lambda: written([partial(_append, one) for one in those]))


def _append(what: ToAdd) -> None:
    """The file as it was, and the rows after it."""
    before = what.file.read_text(encoding="utf-8") if what.file.exists() else ""
    write_text(what.file, added_to(before, what.rows), force=True)


def _table(what: ToAdd) -> str:
    made = [row for row in what.rows if isinstance(row, Prediction)]
    done = [row for row in what.rows if isinstance(row, Comparison)]
    cells = [[row.figure, f"{row.low:g} to {row.high:g}", f"{row.prior_low:g} to {row.prior_high:g}"] for row in made]
    found = [[row.figure, f"{row.published:g}", "inside" if row.inside else "MISSED"] for row in done]
    tables = []
    if made:
        tables.append(screen.table(["", "90 %", "before any figure was used"], cells, indent=""))
    if done:
        tables.append(screen.table(["", "published", ""], found, indent=""))
    return "\n\n".join([*tables, f"Added to {printable(what.file.name)}: {len(what.rows)} rows."])
