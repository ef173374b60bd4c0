"""Which options do several commands share? Scenario, luck, engine, files, money."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from app.cli.typed import per_cent, precision, whole
from sim.errors import WrongInput

MOST_SEED = 2**62
MOST_REPLICATIONS = 10_000_000
MOST_JOBS = 256
MOST_PEOPLE = 10_000_000


def everywhere(parser: ArgumentParser) -> None:
    """What every command takes."""
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of text")
    parser.add_argument("--quiet", action="store_true", help="do not show progress")
    parser.add_argument(
        "--traceback",
        action="store_true",
        help="after an error in the program itself, print the details needed to report it",
    )


def everything(parser: ArgumentParser, instead: str | None = None) -> None:
    """Where there is more than a screen holds; `instead`: of what kind all are taken, if no scenario is named."""
    says = "print everything (default: at most 40 lines)"
    parser.add_argument(
        "--all", action="store_true", help=f"{says}; without a scenario, {instead}" if instead else says
    )


def scenario(parser: ArgumentParser, *, or_all: bool = False) -> None:
    """One scenario; or all of some kind, where a command can take them together."""
    says = "a bundled name (see spsim list) or a file"
    parser.add_argument("scenario", metavar="SCENARIO", nargs="?" if or_all else None, help=says)


def one_or_all(args: Namespace) -> None:
    """A scenario or --all was typed."""
    if args.scenario is None and not args.all:
        raise WrongInput(f"{args.name} takes a scenario; or --all, for all of them.")


def force(parser: ArgumentParser) -> None:
    """Whether files may be overwritten."""
    parser.add_argument("--force", action="store_true", help="overwrite existing files")


def count(parser: ArgumentParser, name: str, least: int, most: int, says: str, **more: Any) -> None:
    """An option that takes a whole number."""
    parser.add_argument(name, **{"metavar": "N", "type": whole(name, least, most), "help": says, **more})


def path(parser: ArgumentParser, name: str, metavar: str, says: str) -> None:
    """An option that takes the name of a file or folder to write."""
    parser.add_argument(name, metavar=metavar, type=Path, help=says)


def seed(parser: ArgumentParser, says: str = "seed for the random numbers (default: the scenario's)") -> None:
    """Whose luck."""
    count(parser, "--seed", 0, MOST_SEED, says)


def replications(parser: ArgumentParser, least: int = 1, default: int | None = None, says: str | None = None) -> None:
    """How many."""
    says = says or "number of replications (default: the scenario's, usually 50)"
    count(parser, "--replications", least, MOST_REPLICATIONS, says, default=default)


def replication(parser: ArgumentParser, says: str) -> None:
    """Which one."""
    count(parser, "--replication", 0, MOST_REPLICATIONS - 1, says, default=0, metavar="R")


def counts(parser: ArgumentParser) -> None:
    """A file of monthly counts."""
    says = "your monthly counts, a CSV or Excel file (docs/local_counts.md)"
    parser.add_argument("counts", metavar="COUNTS", type=Path, help=says)


def workers(parser: ArgumentParser) -> None:
    """How many at once."""
    says = "number of threads or processes (default: one per core; the answer is the same for any number)"
    count(parser, "--jobs", 1, MOST_JOBS, says)


def jobs(parser: ArgumentParser) -> None:
    """How many at once, on which engine."""
    workers(parser)
    says = "the compiled engine or the readable one, which gives the same answer and takes a hundred times as long"
    parser.add_argument("--engine", choices=("fast", "simpy"), default="fast", help=says)


def running(parser: ArgumentParser) -> None:
    """How a scenario is run, how much is printed, and which files are written."""
    everything(parser)
    seed(parser)
    replications(parser)
    says = (
        "keep adding replications until the 95%% interval of every net cash figure is within ±POUNDS; "
        "exit code 1 if that is not reached. Any output of a study by its name, in its unit or as a share of its mean: "
        "weeks_of_care=20, discharges=5%%; repeat for several"
    )
    parser.add_argument("--within", metavar="POUNDS", type=precision, action="append", default=[], help=says)
    says = "with --within: the most replications to run (default 2000)"
    count(parser, "--max-replications", 2, MOST_REPLICATIONS, says, default=2000)
    money(parser)
    jobs(parser)
    path(parser, "--report", "FILE.html", "write the report as one HTML page")
    says = "write a folder of CSV tables: every value of every replication, assumptions, limits, how it was made"
    path(parser, "--csv", "FOLDER", says)
    path(parser, "--xlsx", "FILE.xlsx", "write an Excel workbook, with a budget-impact sheet of formulas")
    path(parser, "--docx", "FILE.docx", "write a Word brief of two pages")
    path(parser, "--json-file", "FILE.json", "write the whole answer as JSON, with its date")
    force(parser)


def money(parser: ArgumentParser) -> None:
    """What is asked about money."""
    unknown = parser.add_mutually_exclusive_group()
    unknown.add_argument(
        "--swings",
        action="store_true",
        help="vary every uncertain input from low to high in every replication (default: in the first 10)",
    )
    unknown.add_argument(
        "--no-swings",
        action="store_true",
        help="do not vary uncertain inputs: faster (it saves two runs for each, and those of --sets), but then figures "
        "have no range for what nobody knows",
    )
    says = (
        "sets of all uncertain inputs to draw, for what nobody knows (default 1000, or 400 of each of several; 0: none)"
    )
    count(parser, "--sets", 0, MOST_REPLICATIONS, says)
    parser.add_argument(
        "--pounds-of",
        metavar="YEAR",
        help="also give net cash in the prices of this financial year, e.g. 2024/25 (default: the latest year in the "
        "scenario's price index)",
    )
    parser.add_argument(
        "--discount-rate",
        metavar="PERCENT",
        type=per_cent("--discount-rate"),
        default=3.5,
        help="real discount rate a year, for the budget by year (default 3.5)",
    )
    parser.add_argument(
        "--discount-first-year",
        action="store_true",
        help="discount year 1 as well (default: year 1 counts in full)",
    )
    for of, what in (("cost", "the cost of the service raised"), ("effect", "its effects lowered")):
        parser.add_argument(
            f"--optimism-{of}",
            metavar="PERCENT",
            type=per_cent(f"--optimism-{of}"),
            default=0.0,
            help=f"also show the budget adjusted for optimism, with {what} by PERCENT (default 0)",
        )
