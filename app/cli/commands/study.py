"""`spsim study`: run a declared study, see how far it is, go on with it, export it, and check what it found.

Whatever stops a run (Ctrl-C, SIGTERM, a full disk, a lost cluster), what is done is kept, and one sentence says how to
go on. Results are in the study's own file; what is printed says what they come to.
"""

import argparse
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

from app.ask import ListStudies, OpenStudy, ResumeStudy, RunStudy, StudyRow, StudyStatus, VerifyStudy
from app.asking.studies import StudyRan
from app.cli.asking import answered
from app.cli.exits import DONE, MISSED, Printed
from app.cli.streams import say
from app.faces.as_json import as_json
from app.faces.terminal import study_file as screen
from app.files import check_outputs, folder_whole, written
from sim.errors import StudyStopped
from sim.faults import printable


def list_studies(args: argparse.Namespace) -> Printed:
    """The bundled studies."""
    studies = answered(ListStudies(), quiet=args.quiet)
    return Printed(as_json({"studies": studies}) if args.json else screen.of_list(studies))


def run(args: argparse.Namespace) -> Printed:
    """Run a study, or what is missing of it."""
    request = RunStudy(
        study=args.study,
        store=args.store,
        command=args.typed,
        jobs=args.jobs,
        where=args.executor,
        scheduler=args.scheduler,
    )
    with _interrupts_lose_nothing():
        return _said(args, answered(request, quiet=args.quiet))


def resume(args: argparse.Namespace) -> Printed:
    """Go on with a study."""
    request = ResumeStudy(store=args.store, jobs=args.jobs, where=args.executor, scheduler=args.scheduler)
    with _interrupts_lose_nothing():
        return _said(args, answered(request, quiet=args.quiet))


def _said(args: argparse.Namespace, ran: StudyRan) -> Printed:
    """What it found, on one screen or whole; where its results are goes beside it."""
    from app.faces.terminal.study import in_short, of_study
    from experiments.study.analysed import analysed

    say(f"Results are in {printable(str(ran.path))}, known by the hash {ran.result}.", quiet=args.quiet)
    answer = analysed(ran.found)
    if args.json:
        return Printed(as_json({"file": ran.path.name, "result": ran.result, "answer": answer}))
    return Printed(of_study(answer) if args.all else in_short(answer))


def status(args: argparse.Namespace) -> Printed:
    """How far it is."""
    found = answered(StudyStatus(args.store), quiet=args.quiet)
    if args.json:
        more = {"complete": found.complete, "interruptions": found.interruptions, "seconds_left": found.seconds_left}
        return Printed(as_json({**asdict(found), **more}))
    return Printed(screen.of_status(found, printable(str(args.store))))


def export(args: argparse.Namespace) -> Printed:
    """Its results as tables."""
    from app.faces.study_folder import refuse_without_parquet, write_tables
    from experiments.economics.of_study import savi_of

    check_outputs([], [args.store], folder=args.folder, force=args.force)
    if args.parquet:
        refuse_without_parquet()
    ran = answered(OpenStudy(args.store), quiet=args.quiet)
    savi = savi_of(ran.found, args.savi) if args.savi else {}

    def tables() -> None:
        with folder_whole(args.folder, force=args.force) as folder:
            write_tables(folder, ran, parquet=args.parquet)
            for name, text in savi.items():
                (folder / name).write_text(text, encoding="utf-8", newline="")

    if args.json:
        text = as_json({"folder": str(args.folder), "result": ran.result, "complete": ran.found.complete})
    else:
        incomplete = "" if ran.found.complete else "\nThe study is not complete: cells of what was not run are empty."
        text = f"Written to {printable(str(args.folder))}. Hash of the results: {ran.result}{incomplete}"
    return Printed(text, then=lambda: written([tables]))


def verify(args: argparse.Namespace) -> Printed:
    """Whether its file is sound."""
    request = VerifyStudy(
        store=args.store,
        seed=1 if args.seed is None else args.seed,
        jobs=args.jobs,
        where=args.executor,
        scheduler=args.scheduler,
    )
    found = answered(request, quiet=args.quiet)
    text = as_json({**asdict(found), "sound": found.sound}) if args.json else screen.of_verified(found, str(args.store))
    return Printed(text, DONE if found.sound else MISSED)


def row(args: argparse.Namespace) -> Printed:
    """One row of it, run again."""
    found = answered(StudyRow(args.store, args.point, args.replication), quiet=args.quiet)
    text = as_json(found) if args.json else screen.of_row(found, everything=args.all)
    return Printed(text, MISSED if found.same is False else DONE)


@contextmanager
def _interrupts_lose_nothing() -> Iterator[None]:
    """What a cluster's queue or a shutting machine sends ends a study as Ctrl-C does; before the first point and after
    the last, where nothing is being kept, too."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    except KeyboardInterrupt:
        raise StudyStopped("Interrupted while no point was run: nothing is lost. The same command goes on.") from None
    finally:
        signal.signal(signal.SIGTERM, before)
