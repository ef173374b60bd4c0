"""How does a command ask? With a bar on stderr while it is answered, and its options called as they are typed."""

from typing import TypeVar

from app.ask import Names, Request, Watch, ask
from app.cli.progress import Progress

OPTIONS = Names(
    within="--within",
    all_swings="--swings",
    no_swings="--no-swings",
    sets="--sets",
    pounds_of="--pounds-of",
    of_capacity="--of capacity",
    low="--low",
    high="--high",
)
Answered = TypeVar("Answered")


def answered(request: Request[Answered], *, quiet: bool) -> Answered:
    """The answer to a request."""
    progress = Progress(quiet=quiet)
    try:
        return ask(request, Watch(progress, progress.say, names=OPTIONS))
    finally:
        progress.finish()
