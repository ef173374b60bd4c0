"""`spsim break-even`: at which value of one lever or input does the answer change its sign?"""

import argparse

from app import screen
from app.asking import (
    as_json,
    jobs,
    made,
    on_an_engine,
    questions,
    refuse_what_never_ends,
    replications,
    run_questions,
)
from app.exits import Printed
from app.progress import Progress
from experiments.break_even import of_scenario, path_asked
from experiments.partners import fits_of
from sim.errors import NotPossible, WrongInput
from sim.faults import printable, sentence
from sim.loading import load


def break_even(args: argparse.Namespace) -> Printed:
    """The value of one lever or input at which the answer changes its sign."""
    loaded = load(args.scenario)
    refuse_what_never_ends([loaded])
    asked = questions([loaded], args.seed)[0]
    question = asked.question
    if not question.shape.bridge_years:
        raise WrongInput("break-even is about money over a year or more, and follow-up is shorter.")
    if not args.low < args.high:
        raise WrongInput(f"--low ({args.low:g}) must be below --high ({args.high:g}).")
    try:
        path = path_asked(question.scenario, args.path)
        fits = fits_of(loaded)
        for end in (args.low, args.high):
            fits.changed(question.scenario, path, end)
        # Where only prices change, the base run answers for every value: nothing is run twice.
        args.within, args.max_replications = None, None
        with on_an_engine([asked], args, replications([asked], args), again=False):
            results, _ = run_questions([asked], args)
            progress = Progress("values tried", quiet=args.quiet)
            try:
                found = of_scenario(
                    question,
                    results[0],
                    path,
                    args.low,
                    args.high,
                    of=args.of,
                    fits=fits,
                    jobs=jobs(args),
                    progress=progress,
                )
            finally:
                progress.finish()
    except NotPossible as error:
        raise WrongInput(f"{printable(args.path)} in {printable(loaded.name)}: {sentence((), str(error))}") from None
    if args.json:
        head = {"made": {**made(args.typed), "seed": question.seed}, "scenario": loaded.name, "hash": loaded.hash}
        return Printed(as_json({**head, "break_even": found}))
    return Printed(screen.of_break_even(found))
