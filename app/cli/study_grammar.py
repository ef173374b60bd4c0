"""What may be typed after `spsim study`? Each of its commands with its options and its help."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from app import PROGRAM
from app.cli.options import MOST_REPLICATIONS, everything, everywhere, force, seed, workers
from app.cli.parser import Parser
from app.cli.typed import whole

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[Parser]

GROUP = "study"
MOST_POINTS = 100_000_000
DOES = "Run a declared study: many points of one or more scenarios, kept in one file, and what they say together."
EXECUTORS = ("threads", "processes", "sequential")


def study_commands(commands: "Commands", made: dict[str, Parser]) -> None:
    """Add `study`, and each command after it under its whole name."""
    group = made[GROUP] = commands.add_parser(
        GROUP, help=DOES, description=DOES, epilog=f"Example:  {PROGRAM} study run unknown_inputs_of_the_pilot"
    )
    inside = group.add_subparsers(
        title="commands", metavar="COMMAND", dest="study_command", required=True, parser_class=Parser
    )

    def command(name: str, does: str, example: str) -> Parser:
        says = does.replace("%", "%%")  # or argparse takes it for a place to fill
        one = made[f"study {name}"] = inside.add_parser(
            name, help=says, description=does, epilog=f"Example:  {example}"
        )
        one.set_defaults(name=f"study {name}", command=f"study.{name}")
        everywhere(one)
        return one

    command("list", "List the studies that come with the program.", "spsim study list").set_defaults(
        command="study.list_studies"
    )

    one = command(
        "run",
        "Run a study, or what its file does not have of it yet. However it is stopped, it keeps what is done.",
        "spsim study run unknown_inputs_of_the_pilot --store unknown.study",
    )
    one.add_argument("study", metavar="STUDY", help="a bundled name (see spsim study list) or a file, NAME.study.toml")
    says = "the file that keeps its results (default: NAME.study, in this folder)"
    one.add_argument("--store", metavar="FILE", type=Path, help=says)
    _running(one)

    one = command(
        "resume",
        "Go on with a study that was stopped, from its file alone: the same results as without the interruption.",
        "spsim study resume unknown.study --jobs 8",
    )
    _store(one)
    _running(one)

    one = command(
        "status",
        "Say how far a study is, also while it runs: done, left and how long that takes, failed points, interruptions.",
        "spsim study status unknown.study",
    )
    _store(one)

    one = command(
        "export",
        "Write a study's results as CSV, with every column explained, and as Parquet if asked for. Prints the hash of "
        "the results.",
        "spsim study export unknown.study tables",
    )
    _store(one)
    one.add_argument("folder", metavar="FOLDER", type=Path, help="the folder to write")
    one.add_argument("--parquet", action="store_true", help="write Parquet as well (needs pyarrow: spsim[parquet])")
    says = "write the three files that the web application SAVI takes as well: inputs, net costs, and this effect"
    one.add_argument("--savi", choices=("discharges", "weeks_of_care", "qalys"), help=says)
    force(one)

    one = command(
        "verify",
        "Check the hash of every row of a study's file, and run 1 % of the rows again (20 at least): is each the same, "
        "byte for byte? Exit code 1 if one is not.",
        "spsim study verify unknown.study",
    )
    _store(one)
    seed(one, "which rows are run again (default 1)")
    _workers(one)

    one = command(
        "row",
        "Run one row of a study's tables again: its inputs in words, its numbers, and whether the file has the same "
        "bytes.",
        "spsim study row unknown.study 17 1",
    )
    _store(one)
    most = MOST_POINTS, MOST_REPLICATIONS - 1
    one.add_argument("point", metavar="POINT", type=whole("POINT", 0, most[0]), help="which point, from 0")
    says = "which replication, from 0 (default 0)"
    one.add_argument(
        "replication", metavar="REPLICATION", type=whole("REPLICATION", 0, most[1]), nargs="?", default=0, help=says
    )
    everything(one)
    group.commands = [name.partition(" ")[2] for name in made if name.startswith("study ")]


def _store(parser: Parser) -> None:
    parser.add_argument("store", metavar="FILE", type=Path, help="the file of a study")


def _running(parser: Parser) -> None:
    _workers(parser)
    everything(parser)


def _workers(parser: Parser) -> None:
    workers(parser)
    says = "where points are run (default threads); the results are the same"
    parser.add_argument("--executor", choices=EXECUTORS, default="threads", help=says)
    says = "run on the workers of this Dask scheduler, e.g. tcp://10.0.0.5:8786 (needs distributed: spsim[cluster])"
    parser.add_argument("--scheduler", metavar="ADDRESS", help=says)
