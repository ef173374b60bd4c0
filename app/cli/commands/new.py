"""`spsim new`: a scenario file to start from, with the commonest levers commented out."""

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from app.cli.exits import Printed
from app.faces.as_json import as_json
from app.files import check_outputs, written_whole
from app.recipes import DATES, Recipe, applicable, as_toml, in_this_year
from sim.errors import WrongInput
from sim.faults import printable
from sim.loading import Loaded, bundled, load

STARTER: dict[str, list[tuple[str, str]]] = {
    "dates": [],
    "demand": [("referrals_per_week", "how many people come")],
    "link_workers": [
        ("posts", "link workers, whole or part posts"),
        ("caseload_per_post", "people a full post supports at once"),
        ("contact_hours_per_week_per_post", "time for meetings; travel and notes are outside it"),
        ("turnover_per_year", "leavers per post per year"),
    ],
    "support": [("chance_accepts", "chance that a person accepts the offer")],
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
    "prices": [],
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
RECIPE = '{title} (spsim new ... --with {name} writes it without the "# ").'
MORE = """\
# More posts, another activity, and no effect at all:
#
# [link_workers.groups.evenings]
# posts = { value = 0.5, grade = "assumed", source = "the question" }
#
# [activities.allotment]
# places = { value = 8, grade = "assumed", source = "the question" }
#
# [programme]
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
    text = starter(base, extends, path, args.title or f"{base.scenario.title}, changed", args.extends, args.recipes)
    with written_whole(path, force=args.force) as part:
        part.write_text(text, encoding="utf-8", newline="")
        load(part)  # what is handed over can be run
    if args.json:
        return Printed(as_json({"file": str(path), "extends": extends}))
    so_far = f"So far it changes: {', '.join(args.recipes)}." if args.recipes else "It changes nothing yet."
    return Printed(f"Wrote {path}. {so_far} Open it, then  spsim check {path}")


def _base(given: str, path: Path) -> tuple[Loaded, str]:
    """The scenario to extend, and how a file beside or bundled is named in `extends`."""
    base = load(given)
    folder = path.parent.resolve()
    if given not in bundled() and base.path.parent.resolve() != folder:
        raise WrongInput(
            f"{printable(given)} must stand in the same folder as {path}. Copy it there, or write {path.name} there."
        )
    return base, base.path.name


def starter(base: Loaded, extends: str, path: Path, title: str, given: str, live: Sequence[str] = ()) -> str:
    """The text of a starter file. live: the names of recipes that are in force from the beginning."""
    parts = [HOW_TO.format(base=extends.removesuffix(".toml"), file=path.name, given=given)]
    parts.append(
        f"schema = 1\ntitle = {_quoted(title)}\n"
        f'# question = "What would ... have changed?"\nextends = {_quoted(extends)}\n'
    )
    blocks = list(applicable(in_this_year(base.scenario) if DATES.name in live else base.scenario))
    if lacking := [name for name in live if name not in {recipe.name for recipe, _ in blocks}]:
        raise WrongInput(f"{base.scenario.title} has nothing that {' or '.join(lacking)} could change.")
    for section, levers in STARTER.items():
        if not _has(base.data, section):
            continue
        lines = [*filter(None, (_lever(base.scenario, section, name, about) for name, about in levers))]
        for recipe, tables in blocks:
            for _, body in (table for table in tables if table[0] == f"[{section}]"):
                there = {_key(line) for line in lines}
                lines += _block(recipe, [line for line in body if _key(line) not in there], live)
        parts.append("\n".join([f"[{section}]", *lines]) + "\n")
    for recipe, tables in blocks:
        own = [
            (header, body) for header, body in tables if header.strip("[]") not in STARTER or header.startswith("[[")
        ]
        if own:
            parts.append("\n".join(_block(recipe, as_toml(own).splitlines(), live)) + "\n")
    return "\n".join([*parts, MORE])


def _block(recipe: Recipe, lines: Sequence[str], live: Sequence[str]) -> list[str]:
    """Lines of a recipe under what it is for, commented out unless it is in force."""
    mark = "" if recipe.name in live else "# "
    return [
        f"# -- {RECIPE.format(title=recipe.title, name=recipe.name)}",
        *(f"{mark}{line}".rstrip() for line in lines),
    ]


def _key(line: str) -> str:
    """What a line sets: two recipes may set the same, which a file may not."""
    return line.partition(" = ")[0]


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
