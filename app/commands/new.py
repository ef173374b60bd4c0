"""`spsim new`: a scenario file to start from, with the commonest levers commented out."""

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from app.asking import as_json
from app.exits import Printed, WrongInput
from app.files import check_outputs, written_whole
from sim.faults import printable
from sim.loading import Loaded, bundled, load

STARTER: dict[str, list[tuple[str, str]]] = {
    "dates": [
        ("last_referral", "referrals stop on this day"),
        ("service_end", "support, and waits for it, end on this day"),
        ("end", "end of follow-up: the horizon can decide the sign of net cash"),
    ],
    "demand": [
        ("referrals_per_week", "how many people come"),
        ("waiting_on_day_0", "people already waiting on day 0"),
    ],
    "link_workers": [
        ("posts", "link workers, whole or part posts"),
        ("caseload_per_post", "people a full post supports at once"),
        ("contact_hours_per_week_per_post", "time for meetings; travel and notes are outside it"),
        ("turnover_per_year", "leavers per post per year"),
    ],
    "support": [("chance_accepts", "chance that somebody accepts the offer")],
    "activity_defaults": [
        ("places", "places in each activity"),
        ("sessions", "sessions in a prescription"),
    ],
    "reviews": [("slots_per_week", "review slots, shared by everybody")],
    "reviews.supported": [("added_slots_per_week", "review slots that the programme adds and pays for")],
    "relapse": [
        ("share_within_two_years", "share who relapse within two years of discharge"),
        ("per_year", "relapses per person and year after discharge"),
    ],
}
HOW_TO = """\
# What is different from {base}. Only what you write here changes; everything else stays as it is there.
#
# Take away the "# " in front of a line and change its number. Say where the number comes from:
#   grade = "measured" (your own figures), "published" (of this service), "borrowed" (of another), "expert" or "assumed"
#   source = "a reference, a return, or the reasoning"
#   low and high: the range it may really lie in
#
#   spsim show {file}      every value, and where it was set
#   spsim check {file}     how full everything will be
#   spsim compare {given} {file}
"""
MORE = """\
# Other questions. Each block works as it stands, once the "# " is gone:
#
# [link_workers.groups.evenings]    # more posts, by name
# posts = { value = 0.5, grade = "assumed", source = "the question" }
#
# [activities.allotment]            # another activity
# places = { value = 8, grade = "assumed", source = "the question" }
#
# [programme]                       # if support changed nothing at all
# effect = "none"
"""


def new(args: argparse.Namespace) -> Printed:
    """A scenario file to start from, with the commonest levers commented out."""
    path: Path = args.file
    if path.suffix != ".toml":
        raise WrongInput(f"{path} is no name for a scenario file: it must end in .toml.")
    if path.stem in bundled():
        raise WrongInput(f"{path.stem} is a bundled scenario. Choose a name of your own.")
    base, extends = _base(args.extends, path)
    check_outputs([path], base.files, force=args.force)
    text = starter(base, extends, path, args.title or f"{base.scenario.title}, changed", args.extends)
    with written_whole(path, force=args.force) as part:
        part.write_text(text, encoding="utf-8", newline="")
        load(part)  # what is handed over can be run
    if args.json:
        return Printed(as_json({"file": str(path), "extends": extends}))
    return Printed(f"Wrote {path}. It changes nothing yet: open it, then  spsim check {path}")


def _base(given: str, path: Path) -> tuple[Loaded, str]:
    """The scenario to extend, and how a file beside or bundled is named in `extends`."""
    base = load(given)
    folder = path.parent.resolve()
    if given not in bundled() and base.path.parent.resolve() != folder:
        raise WrongInput(
            f"{printable(given)} must stand in the same folder as {path}. Copy it there, or write {path.name} there."
        )
    return base, base.path.name


def starter(base: Loaded, extends: str, path: Path, title: str, given: str) -> str:
    """The text of a starter file."""
    parts = [HOW_TO.format(base=extends.removesuffix(".toml"), file=path.name, given=given)]
    parts.append(
        f"schema = 1\ntitle = {_quoted(title)}\n"
        f'# question = "What would ... have changed?"\nextends = {_quoted(extends)}\n'
    )
    for section, levers in STARTER.items():
        if not _has(base.data, section):
            continue
        lines = [_lever(base.scenario, section, name, about) for name, about in levers]
        parts.append("\n".join([f"[{section}]", *filter(None, lines)]) + "\n")
    return "\n".join([*parts, MORE])


def _has(data: Mapping[str, Any], section: str) -> bool:
    """Whether a scenario states anything in a section: a setting without reviews has none to change."""
    here: Any = data
    for step in section.split("."):
        here = here.get(step) if isinstance(here, dict) else None
    return here is not None


def _lever(scenario: BaseModel, section: str, name: str, about: str) -> str:
    """One lever, commented out, at the value it has now."""
    here: Any = scenario
    for step in [*section.split("."), name]:
        here = getattr(here, step)
    if here is None:
        return ""
    value = here.value
    if isinstance(value, int | float):
        return f'# {name} = {{ value = {value}, grade = "assumed", source = "say why" }}    # {about}'
    return f"# {name} = {value}    # {about}"


def _quoted(text: str) -> str:
    """Text as a TOML string."""
    return json.dumps(printable(text, 200), ensure_ascii=False)
