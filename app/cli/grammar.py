"""What may be typed? Every command with its options and its help.

Each command lives in a module of `app.cli.commands` that is imported when it is asked for, so that --help is quick.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from textwrap import wrap

from app import PROGRAM, version
from app.cli.options import (
    MOST_PEOPLE,
    count,
    everywhere,
    force,
    jobs,
    path,
    replication,
    replications,
    running,
    scenario,
    seed,
)
from app.cli.parser import Parser, nearest
from app.cli.typed import number, whole

HELP_WIDTH = 96
EPILOG = """\
Begin with:
  spsim list
  spsim run rotherham_mental_health_pilot
  spsim new mine.toml --extends rotherham_mental_health_pilot

Exit codes: 0 done; 1 done, but a target or the precision asked for was missed;
2 wrong input, nothing was run; 3 done, but a file could not be written;
70 a fault of the program's own; 130 interrupted."""
FIGURES = {  # as in app.faces.figures
    "waits": "waits: the shares given a link worker, and gone without, by weeks since joining the queue",
    "queues": "people who wait for a link worker, at the end of each week",
    "people": "outcomes with their intervals, programme less usual care",
    "groups": "the mean wait for a link worker, by the levels of each trait",
    "bridge": "from headline to net cash, step by step",
    "swings": "net cash with each uncertain input at its low and at its high (two more runs an input)",
}
LESSONS = 5
RECIPES = ("dates", "running_service", "demand", "absence", "grant", "prices")  # as in app.recipes


def parse(typed: Sequence[str]) -> argparse.Namespace:
    """What was typed, understood; or a message and an exit."""
    parser, by_name = parsers()
    args, unknown = parser.parse_known_args(typed)
    if unknown:
        asked = by_name[args.name]
        options = [option for action in asked._actions for option in action.option_strings]
        word = unknown[0].partition("=")[0]
        if word.startswith("-"):
            asked.error(f"there is no option {word}.{nearest(word, options)}")
        asked.error(f"unexpected argument {unknown[0]!r}")
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
    says = (
        "write the event log of replication 0, with the programme on, as CSV for vidigi (minutes since day 0); vidigi "
        "draws at most 50 people in one place and the first 10 days unless step_snapshot_max and limit_duration are "
        "raised, and leaves the others out: for counting, use spsim log"
    )
    path(one, "--events", "FILE", says)

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
        help="two or more bundled names or files, in the order of the columns; one alone is "
        "compared with the scenario that its [what_if] names (compare_with)",
    )
    running(one)

    one = command(
        "plot",
        "Draw figures for a paper, each to its own file: SVG, PDF or PNG by its suffix. What each shows is printed.",
        "spsim plot rotherham_mental_health_pilot third_post --bridge bridge.svg --waits waits.pdf",
        "plot.plot",
    )
    says = "one or more, side by side: bundled names or files"
    one.add_argument("scenarios", metavar="SCENARIO", nargs="+", help=says)
    for figure, shows in FIGURES.items():
        path(one, f"--{figure}", "FILE", shows)
    says = "millimetres: 89 (default) is a column of most journals, 183 both"
    count(one, "--width", 80, 400, says, metavar="MM", default=89)
    seed(one)
    replications(one)
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
    replications(one)
    jobs(one)

    one = command(
        "explain",
        "Tell one simulated person's story, side by side: under usual care, and with the programme.",
        "spsim explain rotherham_mental_health_pilot --person 17",
        "explain.explain",
    )
    scenario(one)
    count(one, "--person", 1, MOST_PEOPLE, "which person, counted from 1 in order of entry", required=True)
    replication(one, "in which replication (default 0, the first)")
    seed(one)

    one = command(
        "log",
        "Write out the raw event log of any replication, in the three worlds, as CSV: every number with its name "
        "beside it. Everything that is counted or priced can be worked out again from these rows.",
        "spsim log third_post --replication 4 --csv third_post_log",
        "log.log",
    )
    scenario(one)
    replication(one, "which replication (default 0, the first)")
    one.add_argument(
        "--world",
        choices=("usual", "programme", "usual-relapse"),
        help="one world alone: usual care, the programme, or the programme with relapse as usual (default: all three)",
    )
    beside = "columns.csv, events.csv, assumptions.csv and about.csv"
    path(one, "--csv", "FOLDER", f"write log.csv into a folder, with {beside} beside it, in place of stdout")
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
    replications(one, 2, 300, "how many (default 300)")
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
    replications(one, 2, 400, "how many pairs (default 400, with which the answers in the files were found)")
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

    one = command(
        "schema",
        "Print the JSON Schema of scenario files, for editors that check while you type; or of answers.",
        "spsim schema > scenario.schema.json",
        "schema.schema",
    )
    one.add_argument("--answer", action="store_true", help="of what run and compare print with --json, for programs")
    parser.commands = made
    return parser, made


def columns_in_words() -> str:
    """The columns of the log, a line each or more."""
    from experiments.columns import OF_THE_LOG

    lines = [f"  {name:<12} {meaning}" for name, meaning in OF_THE_LOG.items()]
    wrapped = [text for line in lines for text in wrap(line, HELP_WIDTH, subsequent_indent=" " * 15)]
    return "\n".join(["columns:", *wrapped])
