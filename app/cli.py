"""What may be typed, and what does the program say when it cannot do it?

The command line alone: parser, exit codes, what goes to which stream. Each command lives in a module that is imported
when it is asked for, so that --help is quick. Data on stdout, messages on stderr. Exit codes: 0 done; 1 done, but a
target or the precision asked for was missed; 2 wrong input, nothing was run; 130 interrupted.
"""

import argparse
import math
import os
import shlex
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from difflib import get_close_matches
from io import TextIOWrapper
from pathlib import Path
from typing import NoReturn

from app.exits import INTERRUPTED, PROGRAM, WRONG_INPUT, Printed, WrongInput, version

MOST_SEED = 2**62
MOST_REPLICATIONS = 10_000_000
MOST_JOBS = 256
LEAVES_THE_ANSWER_ALONE = {"--json", "--quiet", "--force"}
LEAVES_THE_ANSWER_ALONE_WITH_A_VALUE = {"--jobs", "--engine", "--report", "--csv", "--events", "--xlsx", "--docx"}


Command = Callable[[argparse.Namespace], Printed]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; its exit code."""
    typed = list(sys.argv[1:] if argv is None else argv)
    _utf8(sys.stdout)
    _utf8(sys.stderr)
    try:
        args = _parse(typed)
        args.typed = as_typed(typed)
        return _print(_carry_out(args))
    except SystemExit as exit_asked:  # argparse: --help, --version, or a fault that it has told already
        return exit_asked.code if isinstance(exit_asked.code, int) else WRONG_INPUT
    except KeyboardInterrupt:
        print("\nInterrupted. No output file was left half written.", file=sys.stderr)
        return INTERRUPTED


def _carry_out(args: argparse.Namespace) -> Printed:
    """The command, with every fault it may find in its input said in words."""
    from app.files import FileRefused
    from experiments.explain import NoSuchPerson
    from sim.faults import ScenarioError

    command: Command = args.command
    try:
        return command(args)
    except ScenarioError as error:
        print(error, file=sys.stderr)
    except (FileRefused, NoSuchPerson, WrongInput) as error:
        print(f"{PROGRAM}: {error}", file=sys.stderr)
    return Printed("", WRONG_INPUT)


def _print(printed: Printed) -> int:
    """Everything at once; nobody listening any more is no fault."""
    try:
        if printed.text:
            print(printed.text)
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        with suppress(OSError, ValueError):  # or the interpreter complains once more when it closes stdout
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return printed.code


def _utf8(stream: object) -> None:
    """The same bytes whatever the locale; a file name that is not UTF-8 is shown, not fallen over."""
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def as_typed(typed: Sequence[str]) -> str:
    """The command line for the record: what the answer depends on, without the folders of this machine."""
    kept, skip = [PROGRAM], False
    for word in typed:
        name = word.partition("=")[0]
        if skip or name in LEAVES_THE_ANSWER_ALONE or name in LEAVES_THE_ANSWER_ALONE_WITH_A_VALUE:
            skip = not skip and word in LEAVES_THE_ANSWER_ALONE_WITH_A_VALUE
        else:
            kept.append(Path(word).name if "/" in word or "\\" in word else word)
    return shlex.join(kept)


# ---------------------------------------------------------------- the parser


EPILOG = """\
Begin with:
  spsim list
  spsim run rotherham_mental_health_pilot
  spsim new mine.toml --extends rotherham_mental_health_pilot

Exit codes: 0 done; 1 done, but a target or the precision asked for was missed;
2 wrong input, nothing was run; 130 interrupted."""


class _Parser(argparse.ArgumentParser):
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


def _parse(typed: Sequence[str]) -> argparse.Namespace:
    parser, by_name = _parsers()
    args, unknown = parser.parse_known_args(typed)
    if unknown:
        asked = by_name[args.name]
        options = [option for action in asked._actions for option in action.option_strings]
        word = unknown[0].partition("=")[0]
        if word.startswith("-"):
            asked.error(f"there is no option {word}.{_nearest(word, options)}")
        asked.error(f"{unknown[0]!r} is one thing too many")
    return args


def _parsers() -> tuple[_Parser, dict[str, _Parser]]:
    parser = _Parser(
        prog=PROGRAM,
        description="Simulate a social prescribing service, person by person: waits, discharges and money.",
        epilog=EPILOG,
    )  # fmt: skip
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {version()}")
    commands = parser.add_subparsers(
        title="commands", metavar="COMMAND", dest="name", required=True, parser_class=_Parser
    )
    made: dict[str, _Parser] = {}

    def command(name: str, does: str, example: str, call: Command) -> _Parser:
        made[name] = commands.add_parser(name, help=does, description=does, epilog=f"Example:  {example}")
        made[name].set_defaults(command=call)
        _everywhere(made[name])
        return made[name]

    command("list", "List the scenarios that come with the program.", "spsim list", _list)

    one = command(
        "new",
        "Write a scenario file to start from, the commonest levers ready to change.",
        'spsim new mine.toml --extends third_post --title "Mine"',
        _new,
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
        _show,
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
        _check,
    )
    _scenario(one)

    one = command(
        "run",
        "Run a scenario against its own comparator: the same people, with the programme off.",
        "spsim run rotherham_mental_health_pilot --report answer.html",
        _run,
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
        _compare,
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
        _break_even,
    )
    _scenario(one)
    one.add_argument("path", metavar="PATH", help="which value, as spsim show writes it, e.g. link_workers.posts")
    for end, which in (("--low", "least"), ("--high", "greatest")):
        one.add_argument(
            end,
            metavar="X",
            type=_number,
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
        type=_whole("--replications", 1, MOST_REPLICATIONS),
        help="how many (default: the scenario's, usually 50)",
    )
    _jobs(one)

    one = command(
        "explain",
        "Tell one simulated person's story, side by side: under usual care, and with the programme.",
        "spsim explain rotherham_mental_health_pilot --person 17",
        _explain,
    )
    _scenario(one)
    one.add_argument(
        "--person",
        metavar="N",
        type=_whole("--person", 1),
        required=True,
        help="which person, counted from 1 in order of entry",
    )
    one.add_argument(
        "--replication",
        metavar="R",
        type=_whole("--replication", 0),
        default=0,
        help="in which replication (default 0, the first)",
    )
    _seed(one)

    one = command(
        "validate",
        "Hold a scenario against the published figures beside it (NAME.targets.toml). Exit code 1 if one is missed.",
        "spsim validate rotherham_mental_health_pilot",
        _validate,
    )
    _scenario(one)
    _seed(one)
    one.add_argument(
        "--replications",
        metavar="N",
        type=_whole("--replications", 2, MOST_REPLICATIONS),
        default=300,
        help="how many (default 300)",
    )
    _jobs(one)

    command(
        "doctor",
        "Say what is installed here, and whether the compiled engine can be used and is ready.",
        "spsim doctor",
        _doctor,
    )

    command(
        "schema",
        "Print the JSON Schema of scenario files, for editors that check while you type.",
        "spsim schema > scenario.schema.json",
        _schema,
    )
    return parser, made


COMMANDS = ("list", "new", "show", "check", "run", "compare", "break-even", "explain", "validate", "doctor", "schema")


def _everywhere(parser: _Parser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of text")
    parser.add_argument("--quiet", action="store_true", help="no progress on stderr")


def _scenario(parser: _Parser) -> None:
    parser.add_argument("scenario", metavar="SCENARIO", help="a bundled name (see spsim list), or a file")


def _force(parser: _Parser) -> None:
    parser.add_argument("--force", action="store_true", help="overwrite files that are there already")


def _seed(parser: _Parser) -> None:
    parser.add_argument(
        "--seed", metavar="N", type=_whole("--seed", 0, MOST_SEED), help="study seed (default: the scenario's)"
    )


def _jobs(parser: _Parser) -> None:
    parser.add_argument(
        "--jobs",
        metavar="N",
        type=_whole("--jobs", 1, MOST_JOBS),
        default=None,
        help="threads or processes at once (default: as many as cores; the answer does not depend on it)",
    )
    parser.add_argument(
        "--engine",
        choices=("fast", "simpy"),
        help="the compiled engine or the readable one (default: by the number of replications; the same answer)",
    )


def _running(parser: _Parser) -> None:
    _seed(parser)
    parser.add_argument(
        "--replications",
        metavar="N",
        type=_whole("--replications", 1, MOST_REPLICATIONS),
        help="how many (default: the scenario's, usually 50)",
    )
    parser.add_argument(
        "--within",
        metavar="POUNDS",
        type=_pounds,
        help="go on until every net cash shown is known this closely (95 %% half-width); if not, exit code 1",
    )
    parser.add_argument(
        "--max-replications",
        metavar="N",
        type=_whole("--max-replications", 2, MOST_REPLICATIONS),
        default=2000,
        help="with --within: stop here at the latest (default 2000)",
    )
    _money(parser)
    _jobs(parser)
    parser.add_argument(
        "--report", metavar="FILE.html", type=Path, help="write a report: one page that needs nothing else"
    )
    parser.add_argument("--csv", metavar="FILE", type=Path, help="write every value of every replication, one a row")
    parser.add_argument(
        "--xlsx", metavar="FILE.xlsx", type=Path, help="write an Excel workbook, with a budget-impact sheet of formulas"
    )
    parser.add_argument("--docx", metavar="FILE.docx", type=Path, help="write a Word brief of two pages")
    _force(parser)


def _money(parser: _Parser) -> None:
    parser.add_argument(
        "--swings",
        action="store_true",
        help="what would change the answer: every uncertain input at its low and at its high (two runs each)",
    )
    parser.add_argument(
        "--discount-rate",
        metavar="PERCENT",
        type=_per_cent("--discount-rate"),
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
            type=_per_cent(f"--optimism-{of}"),
            default=0.0,
            help=f"show the budget adjusted for optimism as well, with {what} by so much (default 0)",
        )


def _whole(option: str, least: int, most: int | None = None) -> Callable[[str], int]:
    """A whole number in a range; told in words."""

    def read(text: str) -> int:
        try:
            number = int(text.replace(",", ""))
        except ValueError:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number") from None
        if number < least or (most is not None and number > most):
            allowed = f"at least {least}" if most is None else f"from {least} to {most:,}"
            raise argparse.ArgumentTypeError(f"{text} is not possible; it must be {allowed}")
        return number

    read.__name__ = option
    return read


def _pounds(text: str) -> float:
    """A number of pounds above nought."""
    try:
        number = float(text.replace(",", "").removeprefix("£"))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of pounds") from None
    if not (number > 0 and math.isfinite(number)):
        raise argparse.ArgumentTypeError(f"{text} is not possible; it must be above 0")
    return number


def _number(text: str) -> float:
    """A number, of either sign."""
    try:
        number = float(text.replace(",", "").removeprefix("£"))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number") from None
    if not math.isfinite(number):
        raise argparse.ArgumentTypeError(f"{text} is not possible; it must be finite")
    return number


def _per_cent(option: str) -> Callable[[str], float]:
    """A percentage from 0 to 100."""

    def read(text: str) -> float:
        number = _number(text.rstrip("% "))
        if not 0 <= number <= 100:
            raise argparse.ArgumentTypeError(f"{text} is not possible; it must lie between 0 and 100")
        return number

    read.__name__ = option
    return read


# ---------------------------------------------------------------- commands, imported when asked for


def _list(args: argparse.Namespace) -> Printed:
    from app.commands import list_scenarios

    return list_scenarios(args)


def _new(args: argparse.Namespace) -> Printed:
    from app.commands import new

    return new(args)


def _show(args: argparse.Namespace) -> Printed:
    from app.commands import show

    return show(args)


def _check(args: argparse.Namespace) -> Printed:
    from app.commands import check

    return check(args)


def _schema(args: argparse.Namespace) -> Printed:
    from app.commands import schema

    return schema(args)


def _explain(args: argparse.Namespace) -> Printed:
    from app.commands import explain

    return explain(args)


def _run(args: argparse.Namespace) -> Printed:
    from app.asking import run

    return run(args)


def _compare(args: argparse.Namespace) -> Printed:
    from app.asking import compare

    return compare(args)


def _break_even(args: argparse.Namespace) -> Printed:
    from app.asking import break_even

    return break_even(args)


def _doctor(args: argparse.Namespace) -> Printed:
    from app.doctor import doctor

    return doctor(args)


def _validate(args: argparse.Namespace) -> Printed:
    from app.validating import validate

    return validate(args)


if __name__ == "__main__":
    sys.exit(main())
