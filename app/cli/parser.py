"""What may be typed? Every command with its options and its help; what is mistyped gets the nearest word that is known.

Each command lives in a module of `app.cli.commands` that is imported when it is asked for, so that --help is quick.
"""

import argparse
import re
import sys
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from pathlib import Path
from textwrap import wrap
from typing import Any, NoReturn

from app import PROGRAM, version
from app.cli.exits import WRONG_INPUT
from app.cli.options import MOST_PEOPLE, MOST_REPLICATIONS, everywhere, force, jobs, running, scenario, seed
from app.cli.streams import put, say
from app.cli.typed import number, whole
from sim.errors import NotPrinted

HELP_WIDTH = 96

EPILOG = """\
Begin with:
  spsim list
  spsim run rotherham_mental_health_pilot
  spsim new mine.toml --extends rotherham_mental_health_pilot

Exit codes: 0 done; 1 done, but a target or the precision asked for was missed;
2 wrong input, nothing was run; 3 done, but a file could not be written;
70 a fault of the program's own; 130 interrupted."""


class Parser(argparse.ArgumentParser):
    """argparse, with whole options only, and the nearest one named when one is not known."""

    more: Callable[[], str] | None = None  # what its help says last, worked out when it is asked for

    def __init__(self, **given: object) -> None:
        super().__init__(
            **{"allow_abbrev": False, "formatter_class": argparse.RawDescriptionHelpFormatter, **given}  # type: ignore[arg-type]
        )
        self._negative_number_matcher = re.compile(r"-\.?\d")  # or -1e3 would be taken for an option

    def _print_message(self, message: str, file: Any = None) -> None:
        """Help and version are data; everything else is a message."""
        if file is not sys.stdout:
            say(message.rstrip())
        elif why_not := put(sys.stdout, message):
            raise NotPrinted(f"The help could not be printed: {why_not}.")

    def format_help(self) -> str:
        """The help, whole."""
        return super().format_help() + (f"\n{self.more()}\n" if self.more else "")

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
    for action in by_name[args.name]._actions:
        several = isinstance(action.default, list)
        if action.option_strings and not (action.nargs or several) and isinstance(getattr(args, action.dest, 0), list):
            by_name[args.name].error(f"argument {action.option_strings[0]}: expected one argument")  # --option=--
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
        everywhere(made[name])
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
    one.add_argument(
        "--with",
        dest="recipes",
        metavar="RECIPE",
        action="append",
        default=[],
        choices=RECIPES,
        help=f"a ready block to put in force, once for each: {', '.join(RECIPES)}; the others stand there behind a #",
    )
    force(one)

    one = command(
        "show",
        "Show what a scenario comes to: every value, its unit, source and grade, and the line that set it.",
        "spsim show third_post link_workers",
        "show.show",
    )
    scenario(one)
    one.add_argument(
        "path",
        metavar="PATH",
        nargs="?",
        default="",
        help="only values whose path begins like this, e.g. link_workers.posts",
    )
    one.add_argument(
        "--toml", action="store_true", help="print the scenario file itself, as it stands, ready to copy and change"
    )

    one = command(
        "check",
        "Check a scenario without running it: how full everything will be, how long a run takes, what looks wrong.",
        "spsim check ninety_waiting",
        "check.check",
    )
    scenario(one)

    one = command(
        "run",
        "Run a scenario against its own comparator: the same people, with the programme off.",
        "spsim run rotherham_mental_health_pilot --report answer.html",
        "run.run",
    )
    scenario(one)
    running(one)
    one.add_argument(
        "--events",
        metavar="FILE",
        type=Path,
        help="write the event log of replication 0, with the programme on, as CSV for vidigi (minutes since day 0); "
        "vidigi draws at most 50 people in one place and the first 10 days unless step_snapshot_max and limit_duration "
        "are raised, and leaves the others out: for counting, use spsim log",
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
    running(one)

    one = command(
        "plot",
        "Draw figures for a paper, each to its own file: SVG, PDF or PNG by its suffix. What each shows is printed.",
        "spsim plot rotherham_mental_health_pilot third_post --bridge bridge.svg --waits waits.pdf",
        "plot.plot",
    )
    one.add_argument(
        "scenarios", metavar="SCENARIO", nargs="+", help="one or more, side by side: bundled names or files"
    )
    for figure, shows in FIGURES.items():
        one.add_argument(f"--{figure}", metavar="FILE", type=Path, help=shows)
    one.add_argument(
        "--width",
        metavar="MM",
        type=whole("--width", 80, 400),
        default=89,
        help="millimetres: 89 (default) is a column of most journals, 183 both",
    )
    seed(one)
    one.add_argument(
        "--replications",
        metavar="N",
        type=whole("--replications", 1, MOST_REPLICATIONS),
        help="how many (default: the scenario's, usually 50)",
    )
    jobs(one)
    force(one)

    one = command(
        "break-even",
        "Find the value of a lever or an input at which net cash is zero, all else equal, with its interval.",
        "spsim break-even rotherham_mental_health_pilot costs.secondary_care.cashable_share --low 0 --high 1",
        "break_even.break_even",
    )
    scenario(one)
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
    seed(one)
    one.add_argument(
        "--replications",
        metavar="N",
        type=whole("--replications", 1, MOST_REPLICATIONS),
        help="how many (default: the scenario's, usually 50)",
    )
    jobs(one)

    one = command(
        "explain",
        "Tell one simulated person's story, side by side: under usual care, and with the programme.",
        "spsim explain rotherham_mental_health_pilot --person 17",
        "explain.explain",
    )
    scenario(one)
    one.add_argument(
        "--person",
        metavar="N",
        type=whole("--person", 1, MOST_PEOPLE),
        required=True,
        help="which person, counted from 1 in order of entry",
    )
    one.add_argument(
        "--replication",
        metavar="R",
        type=whole("--replication", 0, MOST_REPLICATIONS - 1),
        default=0,
        help="in which replication (default 0, the first)",
    )
    seed(one)

    one = command(
        "log",
        "Write out the raw event log of any replication, in the three worlds, as CSV: every number with its name "
        "beside it. Everything that is counted or priced can be worked out again from these rows.",
        "spsim log third_post --replication 4 --csv third_post_log",
        "log.log",
    )
    scenario(one)
    one.add_argument(
        "--replication",
        metavar="R",
        type=whole("--replication", 0, MOST_REPLICATIONS - 1),
        default=0,
        help="which replication (default 0, the first)",
    )
    one.add_argument(
        "--world",
        choices=("usual", "programme", "usual-relapse"),
        help="one world alone: usual care, the programme, or the programme with relapse as usual (default: all three)",
    )
    one.add_argument(
        "--csv",
        metavar="FOLDER",
        type=Path,
        help="write log.csv into a folder, with columns.csv, events.csv, assumptions.csv and about.csv beside it, in "
        "place of stdout",
    )
    seed(one)
    force(one)
    one.more = columns_in_words

    one = command(
        "validate",
        "Hold a scenario against the published figures beside it (NAME.targets.toml). Exit code 1 if one is missed and "
        "the file does not say so.",
        "spsim validate rotherham_mental_health_pilot",
        "validate.validate",
    )
    scenario(one, or_all="every scenario that comes with the program and has published figures, a line a figure")
    seed(one)
    one.add_argument(
        "--replications",
        metavar="N",
        type=whole("--replications", 2, MOST_REPLICATIONS),
        default=300,
        help="how many (default 300)",
    )
    one.add_argument(
        "--partners",
        action="store_true",
        help="instead, find again how fitted inputs move together (the targets say which); writes NAME.partners.toml",
    )
    jobs(one)

    one = command(
        "what-if",
        "Answer the question that a scenario was written for ([what_if] in its file): what was expected, what came "
        "out, what to decide. Exit code 1 if its file says otherwise.",
        "spsim what-if third_post",
        "what_if.what_if",
    )
    scenario(one, or_all="every what-if that comes with the program, a line each")
    one.add_argument(
        "--replications",
        metavar="N",
        type=whole("--replications", 2, MOST_REPLICATIONS),
        default=400,
        help="how many pairs (default 400, with which the answers in the files were found)",
    )
    jobs(one)

    one = command(
        "lesson",
        "One of five lessons for a class: predict, run, be surprised, decide. Without a number, list them.",
        "spsim lesson 1",
        "lesson.lesson",
    )
    one.add_argument("number", metavar="NUMBER", nargs="?", type=whole("NUMBER", 1, LESSONS), help="which lesson")
    one.add_argument("--predict", metavar="VALUE", help="the prediction, in place of being asked for it")
    one.add_argument("--script", action="store_true", help="print the teacher's script: say, see, minutes, solution")
    seed(one)

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


def columns_in_words() -> str:
    """The columns of the log, a line each or more."""
    from experiments.columns import OF_THE_LOG

    lines = [f"  {name:<12} {meaning}" for name, meaning in OF_THE_LOG.items()]
    wrapped = [text for line in lines for text in wrap(line, HELP_WIDTH, subsequent_indent=" " * 15)]
    return "\n".join(["columns:", *wrapped])


COMMANDS = (
    *("list", "new", "show", "check", "run", "compare", "plot", "break-even", "explain", "log"),
    *("validate", "what-if", "lesson", "doctor", "schema"),
)
FIGURES = {  # as in app.figures
    "waits": "waits: the shares given a link worker, and gone without, by weeks since joining the queue",
    "queues": "people who wait for a link worker, at the end of each week",
    "people": "outcomes with their intervals, programme less usual care",
    "groups": "the mean wait for a link worker, by the levels of each trait",
    "bridge": "from headline to net cash, step by step",
    "swings": "net cash with each uncertain input at its low and at its high (two more runs an input)",
}
LESSONS = 5
RECIPES = ("dates", "running_service", "demand", "absence", "grant", "prices")  # as in app.recipes
