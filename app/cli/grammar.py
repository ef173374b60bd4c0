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
    MOST_REPLICATIONS,
    count,
    counts,
    everything,
    everywhere,
    force,
    jobs,
    path,
    replication,
    replications,
    running,
    scenario,
    seed,
    workers,
)
from app.cli.parser import Parser, nearest
from app.cli.study_grammar import study_commands
from app.cli.typed import number, sum_of_money, whole

EPILOG = """\
Begin with:
  spsim list
  spsim run rotherham_mental_health_pilot
  spsim new mine.toml --extends rotherham_mental_health_pilot

Exit codes: 0 done; 1 done, but a target or the requested precision was missed;
2 wrong input, nothing was run; 3 done, but a file could not be written;
70 an error in the program itself; 130 interrupted."""
FIGURES = {  # as in app.faces.figures
    "waits": "waits: the shares given a link worker, or leaving without one, by weeks since joining the queue",
    "queues": "people waiting for a link worker at the end of each week",
    "people": "outcomes with their intervals, programme minus usual care",
    "groups": "the mean wait for a link worker, by the levels of each trait",
    "bridge": "from headline to net cash, step by step",
    "swings": "net cash with each uncertain input at its low and its high (two more runs for each input)",
}
LESSONS = 5
MOST_PORT = 65_535
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
            asked.error(f"Unknown option {word}.{nearest(word, options)}")
        asked.error(f"Unexpected argument {unknown[0]!r}.")
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

    one = command("list", "List the scenarios that come with the program.", "spsim list", "listing.list_scenarios")
    everything(one)

    one = command(
        "new",
        "Write a scenario file to start from, with the most common settings ready to change.",
        'spsim new mine.toml --extends third_post --title "Mine"',
        "new.new",
    )
    one.add_argument("file", metavar="FILE", type=Path, help="the file to write, ending in .toml")
    one.add_argument(
        "--extends",
        metavar="BASE",
        required=True,
        help="the scenario to start from: a bundled name, or a file in the same folder",
    )
    one.add_argument("--title", help="its title")
    one.add_argument(
        "--with",
        dest="recipes",
        metavar="RECIPE",
        action="append",
        default=[],
        choices=RECIPES,
        help=f"include a ready-made block, active from the start; repeat for more: {', '.join(RECIPES)}. The others "
        "are included as comments",
    )
    force(one)

    one = command(
        "template",
        "Write an Excel form of a scenario, to be filled in with what is different in your service: levers, prices, "
        "day 0 and monthly counts.",
        "spsim template rotherham_mental_health_pilot --output ours.xlsx",
        "forms.template",
    )
    scenario(one)
    path(one, "--output", "FILE.xlsx", "the form to write (default: NAME_form.xlsx)")
    force(one)

    one = command(
        "from-template",
        "Read a form that spsim template wrote. Writes a scenario file with what differs, and the counts beside it; "
        "mistakes are listed by sheet and cell.",
        "spsim from-template ours.xlsx --output ours.toml",
        "forms.from_template",
    )
    one.add_argument("form", metavar="FORM", type=Path, help="the form, filled in")
    path(one, "--output", "FILE.toml", "the scenario file to write (default: the form's name, in its folder)")
    force(one)

    one = command(
        "show",
        "Show the values of a scenario: unit, source and grade of each, and the line that sets it.",
        "spsim show third_post link_workers",
        "show.show",
    )
    scenario(one)
    one.add_argument(
        "path",
        metavar="PATH",
        nargs="?",
        default="",
        help="only the values whose path begins with this, e.g. link_workers.posts",
    )
    one.add_argument("--toml", action="store_true", help="print the scenario file itself, ready to copy and change")
    everything(one)

    one = command(
        "check",
        "Check a scenario without running it: how full everything will be, how long a run takes, what to be wary of.",
        "spsim check ninety_waiting",
        "check.check",
    )
    scenario(one)
    everything(one)

    one = command(
        "run",
        "Run a scenario and compare it with usual care: the same people, without the programme.",
        "spsim run rotherham_mental_health_pilot --report answer.html",
        "run.run",
    )
    scenario(one)
    running(one)
    says = (
        "write the event log of replication 0, with the programme, as CSV for vidigi (minutes since day 0). vidigi "
        "draws at most 50 people in one place, and the first 10 days, unless step_snapshot_max and limit_duration are "
        "raised; to count people, use spsim log instead"
    )
    path(one, "--events", "FILE", says)

    one = command(
        "compare",
        "Compare scenarios, person by person: each with usual care, and with each other.",
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
        "Draw figures for a paper, each in its own SVG, PDF or PNG file. Captions are printed.",
        "spsim plot rotherham_mental_health_pilot third_post --bridge bridge.svg --waits waits.pdf",
        "plot.plot",
    )
    says = "one or more bundled names or files"
    one.add_argument("scenarios", metavar="SCENARIO", nargs="+", help=says)
    for figure, shows in FIGURES.items():
        path(one, f"--{figure}", "FILE", shows)
    says = "in millimetres: 89 (default) fits one column of most journals, 183 two"
    count(one, "--width", 80, 400, says, metavar="MM", default=89)
    seed(one)
    replications(one)
    jobs(one)
    force(one)

    one = command(
        "animate",
        "Show one run as it happens, in one HTML file: people moving along the pathway, event by event, beside usual "
        "care or beside another scenario, with the same luck. The answer of 200 runs stands below.",
        "spsim animate rotherham_mental_health_pilot third_post --report flow.html",
        "animate.animate",
    )
    says = "one or two bundled names or files; one is shown beside usual care"
    one.add_argument("scenarios", metavar="SCENARIO", nargs="+", help=says)
    one.add_argument("--report", metavar="FILE.html", type=Path, required=True, help="the file to write")
    replication(one, "which replication to show (default 0, the first)")
    seed(one)
    replications(one, 2, says="replications of the answer below it (default 200)")
    says = "do not vary uncertain inputs: faster, but then the answer has no range for what nobody knows"
    one.add_argument("--no-swings", action="store_true", help=says)
    workers(one)
    force(one)

    one = command(
        "break-even",
        "Find the value of one input at which net cash is zero, everything else unchanged, with its interval.",
        "spsim break-even rotherham_mental_health_pilot costs.secondary_care.cashable_share --low 0 --high 1",
        "break_even.break_even",
    )
    scenario(one)
    one.add_argument("path", metavar="PATH", help="which input, as named by spsim show, e.g. link_workers.posts")
    for end, which in (("--low", "lowest"), ("--high", "highest")):
        one.add_argument(
            end,
            metavar="X",
            type=number,
            required=True,
            help=f"the {which} value to try (for a duration: a multiplier)",
        )
    one.add_argument(
        "--of",
        choices=("net", "capacity"),
        default="net",
        help="net cash (default), or the value of capacity released minus the cost of the service",
    )
    seed(one)
    replications(one)
    jobs(one)

    one = command(
        "solve",
        "Find the least posts, places or slots that meet a target, or several at once, at the least cost. Confirmed on "
        "fresh luck. Exit code 1 if no mix in range does.",
        'spsim solve rotherham_mental_health_pilot "90 % met within 4 weeks"',
        "solve.solve",
    )
    scenario(one)
    one.add_argument(
        "targets",
        metavar="TARGET",
        nargs="+",
        help='in plain words: "90 %% met within 4 weeks", "at most 5 %% give up" (docs/solving.md lists all)',
    )
    one.add_argument(
        "--lever",
        dest="levers",
        metavar="NAME=VALUES",
        action="append",
        default=[],
        help="what may be moved, and through which values: posts=1..6, places=5..30:5 (in steps of 5), slots=0,2,4, or "
        "any lever that spsim show lists; repeat for more (default: those that move the targets)",
    )
    says = "all targets at once in N of 100 services like this one (default: each on average)"
    count(one, "--in-100", 1, 99, says)
    says = "at most so much a year while the service runs; every mix within it is run and shown"
    one.add_argument("--budget", metavar="POUNDS", type=sum_of_money, help=says)
    path(one, "--picture", "FILE", "draw every mix, and which meet the targets, as SVG, PDF or PNG")
    everything(one)
    seed(one)
    says = "replications of each fresh luck (default: 200 to 800, by the size of the scenario)"
    count(one, "--replications", 20, 80_000, says)
    jobs(one)
    force(one)

    one = command(
        "data-request",
        "Say which six values are worth measuring first, what knowing each is worth in pounds, what to count, for how "
        "long, and who holds it: for the decision to run a scenario or not, or which of two to run.",
        "spsim data-request rotherham_mental_health_pilot --report request.html",
        "data_request.data_request",
    )
    says = "one or two bundled names or files"
    one.add_argument("scenarios", metavar="SCENARIO", nargs="+", help=says)
    seed(one)
    says = "sets of inputs to draw, each run twice (default 1000)"
    count(one, "--sets", 200, 100_000, says)
    workers(one)
    path(one, "--report", "FILE.html", "write it as one HTML page, to print and hand out")
    force(one)

    one = command(
        "warm-up",
        "Say whether a warm-up is wanted, and after how many weeks a service that starts empty has settled (MSER-5).",
        "spsim warm-up bare_queue --picture settling.svg",
        "warm_up.warm_up",
    )
    scenario(one)
    one.add_argument(
        "--ranges", action="store_true", help="at the low and high of every uncertain input too, and which settles last"
    )
    path(one, "--picture", "FILE", "draw every series and what would be left out, as SVG, PDF or PNG")
    seed(one)
    replications(one)
    jobs(one)
    force(one)

    one = command(
        "paper",
        "Write all that a paper about a study needs into one folder: methods, the STRESS-DES checklist, figures, "
        "tables, the scenarios as one file each, hashes, and the script that runs it again.",
        "spsim paper reproduce_the_pilot.study --folder paper",
        "paper.paper",
    )
    one.add_argument(
        "study", metavar="STUDY", help="a study's file of results; or a study by name or file, which is run first"
    )
    path(one, "--folder", "FOLDER", "the folder to write (default: NAME_paper)")
    workers(one)
    force(one)

    one = command(
        "explain",
        "Tell one simulated person's story side by side: with usual care, and with the programme.",
        "spsim explain rotherham_mental_health_pilot --person 17",
        "explain.explain",
    )
    scenario(one)
    count(one, "--person", 1, MOST_PEOPLE, "which person: 1 is the first to enter", required=True)
    replication(one, "which replication (default 0, the first)")
    seed(one)
    everything(one)

    one = command(
        "log",
        "Print the raw event log of one replication as CSV, in all three worlds, with every number explained. All "
        "counts and prices can be recalculated from these rows. A terminal shows the first rows only; a file or a "
        "program gets all of them.",
        "spsim log third_post --replication 4 --csv third_post_log",
        "log.log",
    )
    scenario(one)
    replication(one, "which replication (default 0, the first)")
    one.add_argument(
        "--world",
        choices=("usual", "programme", "usual-relapse"),
        help="only one world: usual care, the programme, or the programme with relapse as usual (default: all three)",
    )
    beside = "columns.csv, events.csv, assumptions.csv and about.csv"
    path(one, "--csv", "FOLDER", f"write log.csv into this folder instead, with {beside}")
    seed(one)
    force(one)
    everything(one)
    one.more = columns_in_words

    one = command(
        "validate",
        "Compare a scenario's results with published figures (NAME.targets.toml). Exit code 1 if one is missed and the "
        "file does not declare the miss.",
        "spsim validate rotherham_mental_health_pilot",
        "validate.validate",
    )
    scenario(one, or_all=True)
    everything(one, "validate every bundled scenario that has published figures, one line per figure")
    seed(one)
    replications(one, 2, 300, "number of replications (default 300)")
    path(one, "--report", "FILE.html", "write what of this is evidence and what is only fit, as one HTML page")
    path(one, "--csv", "FILE.csv", "write every figure and every prediction as one CSV file")
    force(one)
    ledger = one.add_mutually_exclusive_group()
    ledger.add_argument(
        "--predict",
        action="store_true",
        help="instead, predict the figures that are held out, and add that to the record (predictions.toml)",
    )
    ledger.add_argument(
        "--compare",
        action="store_true",
        help="instead, hold predictions on record against what was published, and add the results to it",
    )
    count(
        one,
        "--draws",
        50,
        MOST_REPLICATIONS,
        "with --predict: services that are simulated (default 1000)",
        default=1000,
    )
    jobs(one)

    one = command(
        "fit",
        "Find which inputs agree with a scenario's published figures (NAME.targets.toml), and what the figures cannot "
        "tell. Every input that says which figure informs it is fitted, all at once. Writes NAME.fit.toml beside the "
        "scenario; answers use it from then on.",
        "spsim fit mine.toml --report fit.html",
        "fit.fit",
    )
    scenario(one)
    everything(one)
    seed(one)
    says = "simulations in the first wave (default: 2,000 to 8,000, by size)"
    count(one, "--simulations", 400, MOST_REPLICATIONS, says)
    one.add_argument(
        "--others",
        action="store_true",
        help="also vary the uncertain inputs that no figure informs, which widens what the figures leave open",
    )
    workers(one)
    path(one, "--report", "FILE.html", "write what was found as one HTML page, with pictures")
    force(one)

    one = command(
        "localise",
        "Fit a scenario to your service's own monthly counts: a scenario that runs on from the last month, with its "
        "joint sample and forecast, tried first on months held back. Needs 8 months or more, any of eight columns.",
        "spsim localise ours_since_2024.toml counts.csv --output ours.toml --picture ours.svg",
        "local.localise",
    )
    one.add_argument(
        "base",
        metavar="BASE",
        help="the scenario to fit: a bundled name or a file, with your posts, caseloads, places and absences, which "
        "begins with the first month counted",
    )
    counts(one)
    path(one, "--output", "FILE.toml", "the scenario to write (default: named as the counts)")
    path(one, "--picture", "FILE", "draw the fit and the forecast month by month, as SVG, PDF or PNG")
    one.add_argument("--title", help="its title")
    says = "how many of the last months to hold back first (default: a sixth of them, at least 2)"
    count(one, "--hold-back", 2, 60, says, metavar="MONTHS")
    everything(one)
    seed(one)
    workers(one)
    force(one)

    one = command(
        "score",
        "Compare new monthly counts with what a scenario foretold: inside its intervals or not, how far off, and "
        "beside looking back.",
        "spsim score ours.toml counts_2026_27.csv",
        "local.score",
    )
    scenario(one)
    counts(one)
    seed(one)
    workers(one)

    one = command(
        "what-if",
        "Answer the question a what-if scenario was written for: what was expected, what came out, what to decide. "
        "Exit code 1 if its file states a different result.",
        "spsim what-if third_post",
        "what_if.what_if",
    )
    scenario(one, or_all=True)
    everything(one, "answer every bundled what-if, one line each")
    replications(one, 2, 400, "number of pairs (default 400, as used for the answers in the files)")
    jobs(one)

    one = command(
        "lesson",
        "Run one of five lessons for a class: predict, see what comes out, ask why, decide. No number: list them.",
        "spsim lesson 1",
        "lesson.lesson",
    )
    one.add_argument("number", metavar="NUMBER", nargs="?", type=whole("NUMBER", 1, LESSONS), help="which lesson")
    one.add_argument("--predict", metavar="VALUE", help="the prediction, instead of being asked for it")
    one.add_argument("--script", action="store_true", help="print the teacher's script")
    says = "write the lesson in pictures as one HTML file, which opens from a disk: thirty links, one luck each, inside"
    path(one, "--report", "FILE", says)
    one.add_argument(
        "--open", action="store_true", help="open that page in a browser (without --report: a passing copy)"
    )
    seed(one)
    force(one)

    one = command(
        "export-app",
        "Write the page as one file: a browser opens it from a disk, with nothing installed and the network off.",
        "spsim export-app simulator.html --parts build/one-file",
        "export_app.export_app",
    )
    one.add_argument("file", metavar="FILE", type=Path, help="the file to write, ending in .html")
    one.add_argument(
        "--parts",
        metavar="FOLDER",
        type=Path,
        default=Path("build/one-file"),
        help="where Python for browsers and its libraries are, as make one-file gets them (default: build/one-file)",
    )
    force(one)

    study_commands(commands, made)

    one = command(
        "web",
        "Open the page on which levers are moved and the answer follows, in a browser on this machine. Ctrl-C stops "
        "it. No other machine can reach it, and nothing leaves this one.",
        "spsim web rotherham_mental_health_pilot",
        "web.web",
    )
    says = "the scenario to begin with: a bundled name, or a file that extends one"
    one.add_argument("scenario", metavar="SCENARIO", nargs="?", help=says)
    count(one, "--port", 0, MOST_PORT, "listen on this port (default 8150, or one that is free; 0: whichever is free)")
    one.add_argument("--no-open", action="store_true", help="do not open a browser: print the address only")

    command(
        "doctor",
        "Report what is installed, and whether the compiled engine is ready to use.",
        "spsim doctor",
        "doctor.doctor",
    )

    one = command(
        "schema",
        "Print the JSON Schema of scenario files, for editors that check as you type; or of answers.",
        "spsim schema > scenario.schema.json",
        "schema.schema",
    )
    one.add_argument("--answer", action="store_true", help="the schema of what run and compare print with --json")
    parser.commands = made
    return parser, made


def columns_in_words() -> str:
    """The columns of the log, a line each or more."""
    from app.faces.terminal.layout import width
    from experiments.columns import OF_THE_LOG

    lines = [f"  {name:<12} {meaning}" for name, meaning in OF_THE_LOG.items()]
    wrapped = [text for line in lines for text in wrap(line, width(), subsequent_indent=" " * 15)]
    return "\n".join(["columns:", *wrapped])
