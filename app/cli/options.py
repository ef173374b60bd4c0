"""Which options do several commands share? Scenario, luck, engine, files, money."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from app.cli.typed import per_cent, pounds, whole
from sim.errors import WrongInput

MOST_SEED = 2**62
MOST_REPLICATIONS = 10_000_000
MOST_JOBS = 256
MOST_PEOPLE = 10_000_000


def everywhere(parser: ArgumentParser) -> None:
    """What every command takes."""
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of text")
    parser.add_argument("--quiet", action="store_true", help="no progress on stderr")
    parser.add_argument(
        "--traceback", action="store_true", help="if the program itself is at fault, print where, to report it"
    )


def scenario(parser: ArgumentParser, *, or_all: str | None = None) -> None:
    """One scenario; or all of some kind, where a command can take them together."""
    said = "a bundled name (see spsim list), or a file"
    if or_all is None:
        parser.add_argument("scenario", metavar="SCENARIO", help=said)
    else:
        parser.add_argument("scenario", metavar="SCENARIO", nargs="?", help=said)
        parser.add_argument("--all", action="store_true", help=f"instead of a scenario: {or_all}")


def one_or_all(args: Namespace) -> None:
    """A scenario or --all was typed, and not both."""
    if (args.scenario is None) != args.all:
        raise WrongInput(f"{args.name} takes one scenario, or --all.")


def force(parser: ArgumentParser) -> None:
    """Whether files may be overwritten."""
    parser.add_argument("--force", action="store_true", help="overwrite files that are there already")


def count(parser: ArgumentParser, name: str, least: int, most: int, says: str, **more: Any) -> None:
    """An option that takes a whole number."""
    parser.add_argument(name, **{"metavar": "N", "type": whole(name, least, most), "help": says, **more})


def path(parser: ArgumentParser, name: str, metavar: str, says: str) -> None:
    """An option that takes the name of a file or folder to write."""
    parser.add_argument(name, metavar=metavar, type=Path, help=says)


def seed(parser: ArgumentParser) -> None:
    """Whose luck."""
    count(parser, "--seed", 0, MOST_SEED, "study seed (default: the scenario's)")


def replications(parser: ArgumentParser, least: int = 1, default: int | None = None, says: str | None = None) -> None:
    """How many."""
    says = says or "how many (default: the scenario's, usually 50)"
    count(parser, "--replications", least, MOST_REPLICATIONS, says, default=default)


def replication(parser: ArgumentParser, says: str) -> None:
    """Which one."""
    count(parser, "--replication", 0, MOST_REPLICATIONS - 1, says, default=0, metavar="R")


def jobs(parser: ArgumentParser) -> None:
    """How many at once, on which engine."""
    says = "threads or processes at once (default: as many as cores; the answer does not depend on it)"
    count(parser, "--jobs", 1, MOST_JOBS, says)
    says = "the compiled engine or the readable one (default: by the number of replications; the same answer)"
    parser.add_argument("--engine", choices=("fast", "simpy"), help=says)


def running(parser: ArgumentParser) -> None:
    """How a scenario is run, and which files are written."""
    seed(parser)
    replications(parser)
    says = "go on until every net cash shown is known this closely (95 %% half-width); if not, exit code 1"
    parser.add_argument("--within", metavar="POUNDS", type=pounds, help=says)
    says = "with --within: stop here at the latest (default 2000)"
    count(parser, "--max-replications", 2, MOST_REPLICATIONS, says, default=2000)
    money(parser)
    jobs(parser)
    path(parser, "--report", "FILE.html", "write a report: one page that needs nothing else")
    says = "write a folder of tables: every value of every replication, what is assumed, limits, how it was made"
    path(parser, "--csv", "FOLDER", says)
    path(parser, "--xlsx", "FILE.xlsx", "write an Excel workbook, with a budget-impact sheet of formulas")
    path(parser, "--docx", "FILE.docx", "write a Word brief of two pages")
    path(parser, "--json-file", "FILE.json", "write the whole answer as JSON, with the day it was made")
    force(parser)


def money(parser: ArgumentParser) -> None:
    """What is asked about money."""
    unknown = parser.add_mutually_exclusive_group()
    unknown.add_argument(
        "--swings",
        action="store_true",
        help="what would change the answer: every uncertain input at its low and at its high, in every replication "
        "(by default: in the first 10)",
    )
    unknown.add_argument(
        "--no-swings",
        action="store_true",
        help="leave them out: they take two runs for every input. Without them no range is given beside a figure",
    )
    parser.add_argument(
        "--pounds-of",
        metavar="YEAR",
        help="a financial year (2024/25) in whose pounds net cash is given as well (default: the latest of the "
        "scenario's price index)",
    )
    parser.add_argument(
        "--discount-rate",
        metavar="PERCENT",
        type=per_cent("--discount-rate"),
        default=3.5,
        help="a year, real, in the budget by year (default 3.5)",
    )
    parser.add_argument(
        "--discount-first-year",
        action="store_true",
        help="discount year 1 by a whole year, too (default: year 1 counts in full)",
    )
    for of, what in (("cost", "costs of the service up"), ("effect", "its effects down")):
        parser.add_argument(
            f"--optimism-{of}",
            metavar="PERCENT",
            type=per_cent(f"--optimism-{of}"),
            default=0.0,
            help=f"show the budget adjusted for optimism as well, with {what} by so much (default 0)",
        )
