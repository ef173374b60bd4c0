"""`spsim log`: the raw event log of any replication, in every world, each number with its name beside it."""

import argparse
import sys
from collections.abc import Iterable
from itertools import islice

from app.ask import Log
from app.asking.cases import provenance
from app.cli.asking import answered
from app.cli.exits import Printed
from app.cli.streams import is_a_terminal
from app.faces import terminal as screen
from app.faces.as_json import as_json
from app.files import check_outputs, folder_whole
from app.provenance import Known, made_rows, today
from experiments.columns import OF_AN_EVENT, OF_THE_LOG
from experiments.exports import csv_lines, csv_text
from experiments.raw_log import EVENTS, LogRow
from experiments.run import Case
from sim.inputs import World
from sim.loading import load
from sim.preflight import assumptions

ROWS = screen.LINES - 4
WORLDS = {"usual": World.USUAL, "programme": World.PROGRAMME, "usual-relapse": World.USUAL_RELAPSE}


def log(args: argparse.Namespace) -> Printed:
    """One replication, row by row: on stdout, or in a folder with its columns and events explained beside it."""
    day, loaded = today(), load(args.scenario)
    check_outputs([], loaded.files, folder=args.csv, force=args.force)
    worlds = tuple(World) if args.world is None else (WORLDS[args.world],)
    logged = answered(Log(loaded, args.replication, worlds, args.seed), quiet=args.quiet)
    if args.csv:
        return _in_a_folder(logged.case, logged.rows, args, day)
    if args.json:
        return Printed(_as_json(logged.case, logged.rows))
    lines = csv_lines(LogRow._fields, logged.rows)
    if not args.all and is_a_terminal(sys.stdout):
        return Printed(_first_rows(lines, args))
    return Printed("".join(lines).removesuffix("\n"))


def _first_rows(lines: Iterable[str], args: argparse.Namespace) -> str:
    """As many as a screen holds, and how to get the rest."""
    shown = [screen.cut(line.rstrip("\n"), screen.width()) for line in islice(lines, ROWS)]
    more = f"Every row: add --all, or --csv FOLDER, or send them to a file: spsim log {args.scenario} > log.csv"
    return "\n".join([*shown, "", screen.paragraph(more)])


def _in_a_folder(asked: Case, rows: Iterable[LogRow], args: argparse.Namespace, day: str) -> Printed:
    """The log, row by row as it comes, and beside it what is needed to read it."""
    beside = {
        "columns.csv": csv_text(("column", "meaning"), OF_THE_LOG.items()),
        "events.csv": csv_text(tuple(OF_AN_EVENT), vocabulary()),
        "about.csv": csv_text(("what", "said"), about(asked, args, day)),
        "assumptions.csv": csv_text(
            ("path", "title", "value", "grade"),
            [(row.path, row.title, str(row.value), row.grade) for row in assumptions(asked.loaded.scenario)],
        ),
    }
    written = -1  # the heading
    with folder_whole(args.csv, force=args.force) as folder:
        for name, text in beside.items():
            (folder / name).write_text(text, encoding="utf-8", newline="")
        with (folder / "log.csv").open("w", encoding="utf-8", newline="") as stream:
            for line in csv_lines(LogRow._fields, rows):
                stream.write(line)
                written += 1
    return Printed(f"{written:,} rows are in {args.csv / 'log.csv'}; columns.csv and events.csv explain them.")


def _as_json(asked: Case, rows: Iterable[LogRow]) -> str:
    return as_json(
        {
            "scenario": asked.loaded.name,
            "hash": asked.loaded.hash,
            "columns": OF_THE_LOG,
            "events": [dict(zip(OF_AN_EVENT, row, strict=True)) for row in vocabulary()],
            "rows": list(map(list, rows)),
        }
    )


def vocabulary() -> list[tuple[int, str, str, str, str]]:
    """Every event, and what its two numbers are."""
    return [(int(what), what.name, kind.happens, kind.where, kind.value) for what, kind in EVENTS.items()]


def about(asked: Case, args: argparse.Namespace, day: str) -> list[tuple[str, str]]:
    """How the log was made, and by what it is known."""
    loaded, case = asked.loaded, asked
    said = {**provenance(args.typed), "seed": case.seed, "replication": args.replication, "date": day}
    of = Known(
        loaded.name,
        loaded.scenario.title,
        loaded.hash,
        [file.name for file in loaded.files],
        assumptions(loaded.scenario),
    )
    rows = made_rows(said, [of])
    return [*rows, ("People", "simulated: not for decisions about any individual")]
