"""What can be asked? Every face asks here: the command line, a page, a notebook. A Request becomes an Answer.

    ran = ask(Run(("rotherham_mental_health_pilot", "third_post"), replications=100))
    ran.answer       # everything there is to say
    ran.results      # and every replication it is made from

`RunInShort` asks the same for what page one says, in a tenth of the time: its answer has no more than that.

Nothing is printed and nothing written. A caller may follow the run and stop it (`Watch`); what cannot be done is one of
the exceptions of `sim.errors`, and after any of them the next request is answered as if nothing had happened. A program
that asks on the readable engine with several processes begins under `if __name__ == "__main__":`, as they import it.
"""

from typing import TypeVar

from app.asking.break_even import BreakEven, BrokenEven
from app.asking.lessons import Begun, Ended, LessonBegins, LessonEnds
from app.asking.looking import Check, Checked, Explain, Explained, Log, Logged
from app.asking.partners import FindPartners, Found
from app.asking.running import Ran, Run, RunInShort
from app.asking.showing import Show, Shown
from app.asking.validating import Held, Validate
from app.asking.watch import UNWATCHED, Names, Request, Watch
from app.asking.what_if import WhatIf

__all__ = [
    "Begun", "BreakEven", "BrokenEven", "Check", "Checked", "Ended", "Explain", "Explained", "FindPartners", "Found",
    "Held", "LessonBegins", "LessonEnds", "Log", "Logged", "Names", "Ran", "Request", "Run", "RunInShort", "Show",
    "Shown", "Validate", "Watch", "WhatIf", "ask",
]  # fmt: skip

Answered = TypeVar("Answered")


def ask(request: Request[Answered], watch: Watch = UNWATCHED) -> Answered:
    """The answer to a request, of the kind that belongs to it."""
    return request.answered(watch)
