"""What does the program refuse, and what can it fail to do? Every exception that it raises on purpose.

SpsimError
├── WrongInput            the request cannot be met; nothing was run
│   ├── Unreadable        what was given is no number, answer or value of a file
│   ├── ScenarioError     a scenario with faults, all of them at once, each with its file and line
│   │   └── UnusableFile  counts or a form with faults: the same, by line, or by sheet and cell
│   ├── RequestRefused    what a page asked, with every fault and the field it is about
│   ├── NotPossible       a value that a scenario cannot have
│   ├── NoSuchPerson      a person beyond the last one
│   ├── FileRefused       a file that must not be written, known before anything is run
│   ├── StoreDamaged      the file of a study, of which a part is not what was written
│   ├── KernelRefused     the compiled engine's file is damaged, foreign or out of date
│   └── TooManyEvents     a run that went past its cap
│       └── DoesNotFit    a scenario that the compiled engine cannot hold
├── NotWritten            a file that could not be written, known only once it was tried
│   └── NotPrinted        an answer that could not be printed
├── Cancelled             a run that was stopped on request
│   └── StudyStopped      a study that was stopped, or could not go on: what was done is kept
└── LinesLost             a TOML text whose lines cannot be followed further; never leaves `toml_lines`

Each is a sentence for people. `app.cli.exits` gives the exit code of each. A fault of the program itself (a ValueError,
a KeyError) is not here, because nothing should catch it. Invariant: this module imports none of ours when it runs, so
every other module may import it.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.faults import Fault

LISTED_AT_MOST = 100  # faults; a file of nonsense has thousands


class SpsimError(Exception):
    """Whatever the program raises on purpose, in words."""


class WrongInput(SpsimError):
    """The request cannot be met."""


class Unreadable(WrongInput):
    """What was typed or given is no number, no answer, or no value that a file can hold."""


class ScenarioError(WrongInput):
    """A scenario that cannot be run, with every fault found."""

    outcome = "Nothing was run."

    def __init__(self, faults: Iterable["Fault"]) -> None:
        self.faults = tuple(sorted(set(faults), key=lambda fault: fault.order))
        super().__init__(self.faults)

    def __str__(self) -> str:
        """One line a fault, then how many there are."""
        listed = self.faults[:LISTED_AT_MOST]
        width = max((len(fault.where) for fault in listed), default=0)
        lines = [f"{fault.where:{width}}   {fault.message}" for fault in listed]
        if len(self.faults) > len(listed):
            lines.append(f"and {len(self.faults) - len(listed)} more.")
        return "\n".join([*lines, f"{len(self.faults)} fault{'s' if len(self.faults) != 1 else ''}. {self.outcome}"])


class UnusableFile(ScenarioError):
    """Counts or a form that cannot be used, with every fault found."""

    outcome = "Nothing was run or written."


class RequestRefused(WrongInput):
    """What a page asked cannot be: every fault as the field it is about, what is wrong, and of which option."""

    def __init__(self, faults: Iterable[tuple[str, str, str]]) -> None:
        self.faults = tuple(dict.fromkeys(faults))
        super().__init__(" ".join(message for _, message, _ in self.faults))


class NotPossible(WrongInput):
    """A value that a scenario cannot have."""


class NoSuchPerson(WrongInput):
    """There are fewer people than that; the message gives their number."""


class FileRefused(WrongInput):
    """A file that must not or cannot be written, before anything is run."""


class StoreDamaged(WrongInput):
    """A part of a study's file is not what was written, or two runs of one point differ; nothing of it is used."""


class KernelRefused(WrongInput):
    """The compiled engine cannot be used here, with the reason."""


class TooManyEvents(WrongInput):
    """A run went past the scenario's cap on events."""


class DoesNotFit(TooManyEvents):
    """A scenario that the compiled engine cannot hold though the readable one may, with the reason."""


class NotWritten(SpsimError):
    """A file that could not be written, though it seemed so before."""


class NotPrinted(NotWritten):
    """The answer could not be printed."""


class Cancelled(SpsimError):
    """A run was stopped on request before its end; there is no answer."""


class StudyStopped(Cancelled):
    """A study was stopped before its end, or lost what it ran on: what was done is kept, and it can be resumed."""


class LinesLost(SpsimError):
    """The text is not what the walk over its lines expects, so nothing further can be placed."""
