"""`spsim break-even`: at which value of one lever or input does the answer change its sign?"""

import argparse

from app.ask import BreakEven
from app.asking.cases import provenance
from app.cli.asking import answered
from app.cli.exits import Printed
from app.faces.as_json import as_json
from app.faces.terminal.changes import of_break_even


def break_even(args: argparse.Namespace) -> Printed:
    """The value of one lever or input at which the answer changes its sign."""
    request = BreakEven(
        args.scenario,
        args.path,
        args.low,
        args.high,
        of=args.of,
        seed=args.seed,
        replications=args.replications,
        engine=args.engine,
        jobs=args.jobs,
    )
    even = answered(request, quiet=args.quiet)
    if args.json:
        loaded, seed = even.case.loaded, even.case.seed
        head = {"provenance": {**provenance(args.typed), "seed": seed}, "scenario": loaded.name, "hash": loaded.hash}
        return Printed(as_json({**head, "break_even": even.found}))
    return Printed(of_break_even(even.found))
