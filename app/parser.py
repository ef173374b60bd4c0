"""What may be typed? Every command with its options and its help; what is mistyped gets the nearest word that is known.

Each command lives in a module of `app.commands` that is imported when it is asked for, so that --help is quick.
"""

import argparse
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import NoReturn

from app.exits import PROGRAM, WRONG_INPUT, version
from app.typed import number, per_cent, pounds, whole

MOST_SEED = 2**62
MOST_REPLICATIONS = 10_000_000
MOST_JOBS = 256

EPILOG = """\
Begin with:
  spsim list
  spsim run rotherham_mental_health_pilot
  spsim new mine.toml --extends rotherham_mental_health_pilot

Exit codes: 0 done; 1 done, but a target or the precision asked for was missed;
2 wrong input, nothing was run; 130 interrupted."""


class Parser(argparse.ArgumentParser):
    """argparse, with whole options only, and the nearest one named when one is not known."""

    def __init__(self, **given: object) -> None:
        super().__init__(
            **{"allow_abbrev": False, "formatter_class": argparse.RawDescriptionHelpFormatter, **given}  # type: ignore[arg-type]
        )

    def error(self, message: str) -> NoReturn:
        """Say what is wrong, and where help is."""
        message = message.replace("argument command: ", "").replace(
            "the following arguments are required: ", "missing: "
        )
        if "invalid choice: '" in message and "--" not in message.partition(":")[0]:
            typed = message.partition("invalid choice: '")[2].partition("'")[0]
            message = f"there is no command {typed!r}.{_nearest(typed, COMMANDS)}"
        self.exit(WRONG_INPUT, f"{self.prog}: {message}\nTry: {self.prog} --help\n")


def _nearest(typed: str, choices: Sequence[str]) -> str:
    close = get_close_matches(typed, choices, n=1)
    return f" Did you mean {close[0]}?" if close else ""


def parse(typed: Sequence[str]) -> argparse.Namespace:
    """What was typed, understood; or a message and an exit."""
    parser, by_name = parsers()
    args, unknown = parser.parse_known_args(typed)
    if unknown:
        asked = by_name[args.name]
        options = [option for action in asked._actions for option in action.option_strings]
        word = unknown[0].partition("=")[0]
        if word.startswith("-"):
            asked.error(f"there is no option {word}.{_nearest(word, options)}")
        asked.error(f"{unknown[0]!r} is one thing too many")
    return args


def parsers() -> tuple[Parser, dict[str, Parser]]:
    """The parser, and that of each command by its name."""
    parser = Parser(
        prog=PROGRAM,
        description="Simulate a social prescribing service, person by person: waits, discharges and money.",
        epilog=EPILOG,
    )  # fmt: skip
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {version()}")
    commands = parser.add_subparsers(
        title="commands", metavar="COMMAND", dest="name", required=True, parser_class=Parser
    )
    made: dict[str, Parser] = {}

    def command(name: str, does: str, example: str, called: str) -> Parser:
        made[name] = commands.add_parser(name, help=does, description=does, epilog=f"Example:  {example}")
        made[name].set_defaults(command=called)
        _everywhere(made[name])
        return made[name]

    command("list", "List the scenarios that come with the program.", "spsim list", "listing.list_scenarios")

    one = command(
        "new",
        "Write a scenario file to start from, the commonest levers ready to change.",
        'spsim new mine.toml --extends third_post --title "Mine"',
        "new.new",
    )
    one.add_argument("file", metavar="FILE", type=Path, help="the file to write, ending in .toml")
    one.add_argument(
        "--extends",
        metavar="BASE",
        required=True,
        help="the scenario it starts from: a bundled name, or a file in the same folder",
    )
    one.add_argument("--title", help="what it is called")
    _force(one)

    one = command(
        "show",
        "Show what a scenario comes to: every value, its unit, source and grade, and the line that set it.",
        "spsim show third_post link_workers",
        "show.show",
    )
    _scenario(one)
    one.add_argument(
        "path",
        metavar="PATH",
        nargs="?",
        default="",
        help="only values whose path begins like this, e.g. link_workers.posts",
    )

    one = command(
        "check",
        "Check a scenario without running it: how full everything will be, how long a run takes, what looks wrong.",
        "spsim check ninety_waiting",
        "check.check",
    )
    _scenario(one)

    one = command(
        "run",
        "Run a scenario against its own comparator: the same people, with the programme off.",
        "spsim run rotherham_mental_health_pilot --report answer.html",
        "run.run",
    )
    _scenario(one)
    _running(one)
    one.add_argument(
        "--events",
        metavar="FILE",
        type=Path,
        help="write the event log of replication 0, with the programme on, as CSV for vidigi (minutes since day 0)",
    )

    one = command(
        "compare",
        "Compare scenarios, person by person: each with its own comparator, and with each other.",
        "spsim compare rotherham_mental_health_pilot third_post --within 2000",
        "run.compare",
    )
    one.add_argument(
        "scenarios",
        metavar="SCENARIO",
        nargs="+",
        help="two or more: bundled names or files; the first is what the others are compared with",
    )
    _running(one)

    one = command(
        "break-even",
        "Find the value of a lever or an input at which net cash is zero, all else equal, with its interval.",
        "spsim break-even rotherham_mental_health_pilot costs.secondary_care.cashable_share --low 0 --high 1",
        "break_even.break_even",
    )
    _scenario(one)
    one.add_argument("path", metavar="PATH", help="which value, as spsim show writes it, e.g. link_workers.posts")
    for end, which in (("--low", "least"), ("--high", "greatest")):
        one.add_argument(
            end,
            metavar="X",
            type=number,
            required=True,
            help=f"the {which} value to try; of a length of time: how many times as long",
        )
    one.add_argument(
        "--of",
        choices=("net", "capacity"),
        default="net",
        help="net cash (the default), or the value of the capacity released less the cost of the service",
    )
    _seed(one)
    one.add_argument(
        "--replications",
        metavar="N",
        type=whole("--replications", 1, MOST_REPLICATIONS),
        help="how many (default: the scenario's, usually 50)",
    )
    _jobs(one)

    one = command(
        "explain",
        "Tell one simulated person's story, side by side: under usual care, and with the programme.",
        "spsim explain rotherham_mental_health_pilot --person 17",
        "explain.explain",
    )
    _scenario(one)
    one.add_argument(
        "--person",
        metavar="N",
        type=whole("--person", 1),
        required=True,
        help="which person, counted from 1 in order of entry",
    )
    one.add_argument(
        "--replication",
        metavar="R",
        type=whole("--replication", 0),
        default=0,
        help="in which replication (default 0, the first)",
    )
    _seed(one)

    one = command(
        "validate",
        "Hold a scenario against the published figures beside it (NAME.targets.toml). Exit code 1 if one is missed.",
        "spsim validate rotherham_mental_health_pilot",
        "validate.validate",
    )
    _scenario(one)
    _seed(one)
    one.add_argument(
        "--replications",
        metavar="N",
        type=whole("--replications", 2, MOST_REPLICATIONS),
        default=300,
        help="how many (default 300)",
    )
    _jobs(one)

    command(
        "doctor",
        "Say what is installed here, and whether the compiled engine can be used and is ready.",
        "spsim doctor",
        "doctor.doctor",
    )

    command(
        "schema",
        "Print the JSON Schema of scenario files, for editors that check while you type.",
        "spsim schema > scenario.schema.json",
        "schema.schema",
    )
    return parser, made


COMMANDS = ("list", "new", "show", "check", "run", "compare", "break-even", "explain", "validate", "doctor", "schema")


def _everywhere(parser: Parser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of text")
    parser.add_argument("--quiet", action="store_true", help="no progress on stderr")


def _scenario(parser: Parser) -> None:
    parser.add_argument("scenario", metavar="SCENARIO", help="a bundled name (see spsim list), or a file")


def _force(parser: Parser) -> None:
    parser.add_argument("--force", action="store_true", help="overwrite files that are there already")


def _seed(parser: Parser) -> None:
    parser.add_argument(
        "--seed", metavar="N", type=whole("--seed", 0, MOST_SEED), help="study seed (default: the scenario's)"
    )


def _jobs(parser: Parser) -> None:
    parser.add_argument(
        "--jobs",
        metavar="N",
        type=whole("--jobs", 1, MOST_JOBS),
        default=None,
        help="threads or processes at once (default: as many as cores; the answer does not depend on it)",
    )
    parser.add_argument(
        "--engine",
        choices=("fast", "simpy"),
        help="the compiled engine or the readable one (default: by the number of replications; the same answer)",
    )


def _running(parser: Parser) -> None:
    _seed(parser)
    parser.add_argument(
        "--replications",
        metavar="N",
        type=whole("--replications", 1, MOST_REPLICATIONS),
        help="how many (default: the scenario's, usually 50)",
    )
    parser.add_argument(
        "--within",
        metavar="POUNDS",
        type=pounds,
        help="go on until every net cash shown is known this closely (95 %% half-width); if not, exit code 1",
    )
    parser.add_argument(
        "--max-replications",
        metavar="N",
        type=whole("--max-replications", 2, MOST_REPLICATIONS),
        default=2000,
        help="with --within: stop here at the latest (default 2000)",
    )
    _money(parser)
    _jobs(parser)
    parser.add_argument(
        "--report", metavar="FILE.html", type=Path, help="write a report: one page that needs nothing else"
    )
    parser.add_argument(
        "--csv",
        metavar="FOLDER",
        type=Path,
        help="write a folder of tables: every value of every replication, what is assumed, limits, how it was made",
    )
    parser.add_argument(
        "--xlsx", metavar="FILE.xlsx", type=Path, help="write an Excel workbook, with a budget-impact sheet of formulas"
    )
    parser.add_argument("--docx", metavar="FILE.docx", type=Path, help="write a Word brief of two pages")
    parser.add_argument(
        "--json-file", metavar="FILE.json", type=Path, help="write the whole answer as JSON, with the day it was made"
    )
    _force(parser)


def _money(parser: Parser) -> None:
    unknown = parser.add_mutually_exclusive_group()
    unknown.add_argument(
        "--swings",
        action="store_true",
        help="what would change the answer: every uncertain input at its low and at its high, in every replication "
        "(files have them unasked, in the first replications only)",
    )
    unknown.add_argument(
        "--no-swings", action="store_true", help="leave them out of files: they take two runs for every input"
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
