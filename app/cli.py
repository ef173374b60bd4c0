"""What may be typed, and what does the program say when it cannot do it?

Exit codes, and what goes to which stream: what may be typed is in `parser`, and each command in a module of `commands`.
Data on stdout, messages on stderr. Exit codes: 0 done; 1 done, but a
target or the precision asked for was missed; 2 wrong input, nothing was run; 130 interrupted.
"""

import argparse
import os
import shlex
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path

from app.exits import INTERRUPTED, PROGRAM, WRONG_INPUT, Printed, WrongInput
from app.parser import parse

LEAVES_THE_ANSWER_ALONE = {"--json", "--quiet", "--force", "--no-swings"}
LEAVES_THE_ANSWER_ALONE_WITH_A_VALUE = {
    *("--jobs", "--engine"),
    *("--report", "--csv", "--events", "--xlsx", "--docx", "--json-file"),
}


Command = Callable[[argparse.Namespace], Printed]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; its exit code."""
    typed = list(sys.argv[1:] if argv is None else argv)
    _utf8(sys.stdout)
    _utf8(sys.stderr)
    try:
        args = parse(typed)
        args.typed = as_typed(typed)
        return _print(_carry_out(args), as_it_is=args.json)
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

    module, _, name = args.command.partition(".")
    command: Command = getattr(import_module(f"app.commands.{module}"), name)
    try:
        return command(args)
    except ScenarioError as error:
        print(error, file=sys.stderr)
    except (FileRefused, NoSuchPerson, WrongInput) as error:
        print(f"{PROGRAM}: {error}", file=sys.stderr)
    return Printed("", WRONG_INPUT)


def _print(printed: Printed, *, as_it_is: bool) -> int:
    """Everything at once, with nothing in it that steers a terminal; JSON as it is. Nobody listening any more is no
    fault."""
    from app.texts import cleaned

    try:
        if printed.text:
            print(printed.text if as_it_is else "\n".join(map(cleaned, printed.text.split("\n"))))
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


if __name__ == "__main__":
    sys.exit(main())
