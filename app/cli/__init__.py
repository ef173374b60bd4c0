"""How does one command go, and what does the program say when it cannot do it?

What may be typed is in `grammar`, each command in a module of `commands`, what is said where in `streams`. Exit codes:
0 done; 1 done, but a target or the precision asked for was missed; 2 wrong input, nothing was run; 3 done, but a file,
or the answer itself, could not be written; 70 a fault of the program's own; 130 interrupted.
"""

import argparse
import re
import shlex
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from app import PROGRAM
from app.cli.exits import INTERRUPTED, NOT_WRITTEN, OUR_FAULT, WRONG_INPUT, Printed, code_of
from app.cli.grammar import parse
from app.cli.streams import put, say, utf_8
from sim.errors import ScenarioError, SpsimError

A_YEAR = re.compile(r"(^|=)[0-9]{4}/[0-9]{2}$")  # 2024/25 holds a slash and is no path
LEAVES_THE_ANSWER_ALONE = {"--json", "--quiet", "--force", "--traceback"}
LEAVES_THE_ANSWER_ALONE_WITH_A_VALUE = {
    *("--jobs", "--engine", "--executor", "--scheduler", "--store"),
    *("--report", "--csv", "--events", "--xlsx", "--docx", "--json-file"),
}


Command = Callable[[argparse.Namespace], Printed]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; its exit code."""
    typed = list(sys.argv[1:] if argv is None else argv)
    utf_8(sys.stdout)
    utf_8(sys.stderr)
    try:
        args = parse(typed)
        args.typed = as_typed(typed)
        return _end(_carried_out(args), as_it_is=args.json)
    except SystemExit as parser_exit:  # argparse: --help, --version, or a fault that argparse has printed already
        return parser_exit.code if isinstance(parser_exit.code, int) else WRONG_INPUT
    except SpsimError as error:
        say(str(error) if isinstance(error, ScenarioError) else f"{PROGRAM}: {error}")
        return code_of(error)
    except Exception as error:  # noqa: BLE001 -- the last resort: no traceback unless it is asked for
        return _our_fault(error, traceback="--traceback" in typed)
    except KeyboardInterrupt:
        return _interrupted(leave=argv is None)


def _carried_out(args: argparse.Namespace) -> Printed:
    module, _, name = args.command.partition(".")
    command: Command = getattr(import_module(f"app.cli.commands.{module}"), name)
    return command(args)


def _end(printed: Printed, *, as_it_is: bool) -> int:
    """The answer first, with nothing in it that steers a terminal (JSON as it is); then the files, and which of them
    is missing."""
    from app.texts import cleaned

    lines = printed.text.split("\n")
    why_not = put(sys.stdout, "\n".join([*(lines if as_it_is else map(cleaned, lines)), ""])) if printed.text else None
    missing = [f"The answer could not be printed: {why_not}."] if why_not else []
    missing += printed.then()
    for sentence in missing:
        say(f"{PROGRAM}: {sentence}")
    return NOT_WRITTEN if missing else printed.code


def _interrupted(*, leave: bool) -> int:
    """Say so, and `leave` at once, where the interpreter would wait for what a thread is still at."""
    import signal

    if leave:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # who presses it twice means it once
    say("\nInterrupted. No output file was left half written.")
    if leave and (workers := sys.modules.get("experiments.workers")):
        workers.leave(INTERRUPTED)
    return INTERRUPTED


def _our_fault(error: Exception, *, traceback: bool) -> int:
    """A fault that nobody has foreseen, in one sentence; where it happened, if that was asked for."""
    if traceback:
        from traceback import format_exception

        say("".join(format_exception(error)).rstrip())
    if isinstance(error, MemoryError):
        say(f"{PROGRAM}: this machine has too little memory for it.")
    else:
        what = " ".join(f"{type(error).__name__}: {error}".split())[:300]
        say(
            f"{PROGRAM}: this is a fault of the program, not of yours ({what}): please report it where you got "
            f"{PROGRAM} from, with your command, your scenario and what the command prints with --traceback added."
        )
    return OUR_FAULT


def as_typed(typed: Sequence[str]) -> str:
    """The command line for the record: what the answer depends on, without the folders of this machine."""
    kept, skip = [PROGRAM], False
    alone = LEAVES_THE_ANSWER_ALONE | ({"--all"} if typed[:1] in (["run"], ["compare"], ["fit"]) else set())
    for word in typed:
        name = word.partition("=")[0]
        if skip or name in alone or name in LEAVES_THE_ANSWER_ALONE_WITH_A_VALUE:
            skip = not skip and word in LEAVES_THE_ANSWER_ALONE_WITH_A_VALUE
        else:
            path = ("/" in word or "\\" in word) and not A_YEAR.search(word)
            kept.append(Path(word).name if path else word)
    return shlex.join(kept)
