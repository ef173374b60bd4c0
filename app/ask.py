"""What can be asked? Every face asks here: the command line, a page, a notebook. A Request becomes an Answer.

    ran = ask(Run(("rotherham_mental_health_pilot", "third_post"), replications=100))
    ran.answer       # everything there is to say
    ran.results      # and every replication it is made from

`RunInShort` asks the same for what page one says, in a tenth of the time: its answer has no more than that.

Nothing is printed and nothing written. A caller may follow the run and stop it (`Watch`); what cannot be done is one of
the exceptions of `sim.errors`, and after any of them the next request is answered as if nothing had happened. A program
that asks on the readable engine with several processes begins under `if __name__ == "__main__":`, as they import it.
"""

from importlib import import_module
from typing import TYPE_CHECKING, TypeVar

from app.asking.watch import UNWATCHED, Names, Request, Watch

if TYPE_CHECKING:
    from app.asking.animating import Animate, Animated
    from app.asking.break_even import BreakEven, BrokenEven
    from app.asking.data_request import DataRequested, RequestData
    from app.asking.fitting import Fitted, FitTo
    from app.asking.forms import ReadForm
    from app.asking.ledger import ComparePredictions, Predict
    from app.asking.lessons import Begun, Ended, LessonBegins, LessonEnds, LessonHeld, LessonInClass, LessonSeen, Seen
    from app.asking.local import FittedToCounts, Localise, Score, Scored
    from app.asking.looking import Check, Checked, Explain, Explained, Log, Logged
    from app.asking.paper import Paper, WritePaper
    from app.asking.running import Ran, Run, RunInShort
    from app.asking.showing import Show, Shown
    from app.asking.solving import FoundMix, Solve
    from app.asking.studies import ListStudies, OpenStudy, ResumeStudy, RunStudy, StudyRow, StudyStatus, VerifyStudy
    from app.asking.validating import Held, Validate
    from app.asking.warm_up import Settled, SettlesWhen
    from app.asking.what_if import WhatIf

# Where each request, and what answers it, lives: imported on first use, since a caller asks few of them.
_HOME = {
    **dict.fromkeys(("Animate", "Animated"), "animating"),
    **dict.fromkeys(("BreakEven", "BrokenEven"), "break_even"),
    **dict.fromkeys(("ComparePredictions", "Predict"), "ledger"),
    **dict.fromkeys(("DataRequested", "RequestData"), "data_request"),
    **dict.fromkeys(("FitTo", "Fitted"), "fitting"),
    **dict.fromkeys(
        ("Begun", "Ended", "LessonBegins", "LessonEnds", "LessonHeld", "LessonInClass", "LessonSeen", "Seen"), "lessons"
    ),
    **dict.fromkeys(("FittedToCounts", "Localise", "Score", "Scored"), "local"),
    **dict.fromkeys(("Check", "Checked", "Explain", "Explained", "Log", "Logged"), "looking"),
    **dict.fromkeys(("Paper", "WritePaper"), "paper"),
    **dict.fromkeys(("Ran", "Run", "RunInShort"), "running"),
    **dict.fromkeys(("Show", "Shown"), "showing"),
    **dict.fromkeys(("FoundMix", "Solve"), "solving"),
    **dict.fromkeys(("Held", "Validate"), "validating"),
    **dict.fromkeys(("Settled", "SettlesWhen"), "warm_up"),
    **dict.fromkeys(("ListStudies", "OpenStudy", "ResumeStudy", "RunStudy"), "studies"),
    **dict.fromkeys(("StudyRow", "StudyStatus", "VerifyStudy"), "studies"),
    "ReadForm": "forms",
    "WhatIf": "what_if",
}
__all__ = [
    "Animate", "Animated", "Begun", "BreakEven", "BrokenEven", "Check", "Checked", "ComparePredictions",
    "DataRequested", "Ended", "Explain", "Explained", "FitTo", "Fitted", "FittedToCounts", "FoundMix", "Held",
    "LessonBegins", "LessonEnds", "LessonHeld", "LessonInClass", "LessonSeen", "ListStudies", "Localise", "Log",
    "Logged", "Names", "OpenStudy", "Paper", "Predict", "Ran", "ReadForm", "Request", "RequestData", "ResumeStudy",
    "Run", "RunInShort", "RunStudy", "Score", "Scored", "Seen", "Settled", "SettlesWhen", "Show", "Shown", "Solve",
    "StudyRow", "StudyStatus", "Validate", "VerifyStudy", "Watch", "WhatIf", "WritePaper", "ask",
]  # fmt: skip


def __getattr__(name: str) -> object:
    """A request, or what answers it, from the module where it lives."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(f"app.asking.{_HOME[name]}"), name)
    return found


Answered = TypeVar("Answered")


def ask(request: Request[Answered], watch: Watch = UNWATCHED) -> Answered:
    """The answer to a request, of the kind that belongs to it."""
    return request.answered(watch)
