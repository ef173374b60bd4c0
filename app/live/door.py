"""What can the page ask? One table of kinds, and one way in for both back ends.

A request is a kind and its JSON, an answer is JSON. Nothing that a request says can raise anything here but being
stopped: it is answered, or refused with faults at their fields, or in a sentence.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from app import version
from app.asking.watch import UNWATCHED, Watch
from app.live import answering, decision, guessing, opening, saving, timeline, watching
from app.live.downloading import ToDownload, download, is_there
from app.live.faults import at_fields, listed, refused
from app.live.lessons import lesson
from app.live.link import link_of, setting_of
from app.live.reading import Sent, read
from app.live.setting import Setting, Strict, read_as
from experiments.catalogue import entries, heading
from experiments.rows import as_plain
from sim.errors import Cancelled, RequestRefused, ScenarioError, SpsimError

Plain = dict[str, object]
Answered = Callable[[object, Watch], object]  # of the JSON of a request: what `as_plain` can make JSON of
FIRST = "rotherham_mental_health_pilot"
UNKNOWN = "This page asks for something that this program does not know. Load the page again."


class Nothing(Strict):
    """A request that says nothing."""


class OfSetting(Strict):
    """A request about a setting."""

    setting: Setting


class ToOpen(Strict):
    """A setting, or a link to one."""

    setting: Setting | None = None
    link: str | None = None


@dataclass(frozen=True)
class Listed:
    """A scenario that can be chosen. `group`: the heading it stands under."""

    name: str
    title: str
    group: str
    question: str | None


@dataclass(frozen=True)
class Started:
    """What the page begins with. `first`: the scenario that it shows; `can`: what depends on what is installed."""

    version: str
    first: str
    scenarios: Sequence[Listed]
    can: dict[str, bool]


def _start(body: object, _: Watch) -> Started:
    read_as(Nothing, body)
    scenarios = [
        Listed(one.name, one.title, heading(one.folder), one.question) for one in entries() if one.kind != "lesson"
    ]
    return Started(version(), FIRST, scenarios, {"brief": is_there("docx"), "sets": is_there("numpy")})


def _open(body: object, _: Watch) -> opening.Opened:
    asked = read_as(ToOpen, body)
    if asked.link is not None:
        return opening.opened(setting_of(asked.link))
    if asked.setting is None:
        raise refused("There is neither a setting nor a link to open.", "setting")
    return opening.opened(asked.setting)


def _of_setting(answered: Callable[[Setting, Watch], object]) -> Answered:
    """What is asked about a setting, and nothing else."""
    return lambda body, watch: answered(read_as(OfSetting, body).setting, watch)


KINDS: Mapping[str, Answered] = {
    "start": _start,
    "open": _open,
    "answer": _of_setting(answering.answer),
    "sure": _of_setting(answering.sure),
    "save": _of_setting(lambda setting, _: saving.saved(setting)),
    "watch": watching.seen,
    "link": _of_setting(lambda setting, _: {"link": link_of(setting)}),
    "lesson": lesson,
    "read": lambda body, _: opening.opened(read(read_as(Sent, body))),
    "download": lambda body, watch: download(read_as(ToDownload, body), watch),
    "timeline": lambda body, _: timeline.timeline(read_as(timeline.Wanted, body)),
    "guess": lambda body, watch: guessing.guess(read_as(guessing.Wanted, body), watch),
    "decision": lambda body, watch: decision.decision(read_as(decision.Wanted, body), watch),
}


def asked(kind: str, body: object, watch: Watch = UNWATCHED) -> Plain:
    """{"answer": ...}, or {"faults": [...]} each with its path, or {"refused": a sentence}."""
    if kind not in KINDS:
        return {"refused": UNKNOWN}
    try:
        return {"answer": as_plain(KINDS[kind](body, watch))}
    except RequestRefused as error:
        return {"faults": as_plain(listed(error.faults))}
    except ScenarioError as error:  # of scenarios that each can be run, and cannot be compared
        return {"faults": as_plain(listed(at_fields(error, {}, "")))}
    except Cancelled:
        raise
    except SpsimError as error:
        return {"refused": str(error)}
