"""The commands that run nothing much: list, new, show, check, explain, schema.

Each takes what was typed and gives back what to print.
"""

import argparse
import json
import textwrap
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel

from app import screen, words
from app.asking import as_json, questions, too_many
from app.exits import Printed, WrongInput
from app.files import check_outputs, written_whole
from experiments.explain import USED, Life, Moment, life
from sim.faults import did_you_mean, dotted, printable
from sim.inputs import World
from sim.loading import Loaded, bundled, load
from sim.pathway import TooManyEvents
from sim.preflight import Assumption, Estimate, Load, assumptions, estimate, offered_loads, percent, warnings
from sim.schema import json_schema
from sim.units import MONTHS
from sim.values import Evidence, field_facts

# ---------------------------------------------------------------- list


def list_scenarios(args: argparse.Namespace) -> Printed:
    """The bundled scenarios."""
    rows = []
    for name, path in bundled().items():
        stated = tomllib.loads(path.read_text(encoding="utf-8"))
        rows.append(
            {
                "name": name,
                "title": stated["title"],
                "question": stated.get("question"),
                "extends": stated.get("extends"),
            }
        )
    if args.json:
        return Printed(as_json({"scenarios": rows}))
    said = []
    for row in rows:
        said.append(row["name"])
        said += [screen.paragraph(text, "    ") for text in (row["title"], row["question"]) if text]
    return Printed(
        "\n".join([*said, "", "Run one: spsim run NAME.  Make your own: spsim new FILE.toml --extends NAME."])
    )


# ---------------------------------------------------------------- new

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
    "relapse": [("per_year", "relapses per person and year after discharge")],
}
HOW_TO = """\
# What is different from {base}. Only what you write here changes; everything else stays as it is there.
#
# Take away the "# " in front of a line and change its number. Say where the number comes from:
#   grade = "measured" (your own figures), "published", "expert" or "assumed"
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


# ---------------------------------------------------------------- show


class Resolved(NamedTuple):
    """One value of a scenario as it will be used."""

    path: str
    title: str
    value: str
    unit: str
    kind: str
    grade: str | None
    source: str | None
    low: str | None
    high: str | None
    file: str | None
    line: int | None


def show(args: argparse.Namespace) -> Printed:
    """Every value, with where it comes from."""
    loaded = load(args.scenario)
    everything = list(resolved(loaded))
    rows = [row for row in everything if _below(row.path, args.path)]
    if not rows:
        near = did_you_mean(
            args.path, {row.path for row in everything} | {row.path.rpartition(".")[0] for row in everything}
        )
        raise WrongInput(f"{printable(loaded.name)} has nothing at {printable(args.path)}.{near}")
    if args.json:
        return Printed(as_json({"name": loaded.name, "hash": loaded.hash, "values": [row._asdict() for row in rows]}))
    return Printed("\n".join(_shown(row) for row in rows))


def _below(path: str, asked: str) -> bool:
    """Whether a path is asked for: it, anything under it, or anything that begins so."""
    return path.startswith(asked.strip().rstrip("."))


def resolved(loaded: Loaded) -> Iterator[Resolved]:
    """Every value of a scenario, in the order of its sections."""
    stated = {row.path: row for row in assumptions(loaded.scenario)}
    for path, value, facts in _values(loaded.scenario, ()):
        row = stated.get(".".join(path)) if isinstance(value, Evidence) else None
        yield _resolved(loaded, path, value, facts, row)


def _resolved(
    loaded: Loaded, path: tuple[str, ...], value: object, facts: Mapping[str, Any], row: Assumption | None
) -> Resolved:
    origin = next(
        (
            found
            for n in range(len(path), 0, -1)
            if (found := loaded.origins.get(path[:n])) and (n == len(path) or _states(loaded, path, n))
        ),
        None,
    )
    name = dotted(tuple(int(step) if step.isdigit() else step for step in path))
    kind = str(facts.get("kind", ""))
    file, line = (origin.file, origin.line) if origin else (None, None)
    if row is None:
        said = (
            ", ".join(map(str, value)) or "none"
            if isinstance(value, list)
            else str(value).lower()
            if isinstance(value, bool)
            else str(value)
        )
        return Resolved(name, "", said, "", kind, None, None, None, None, file, line)
    return Resolved(name, row.title, row.value, row.unit, kind, row.grade, row.source, row.low, row.high, file, line)


def _states(loaded: Loaded, path: tuple[str, ...], n: int) -> bool:
    """Whether the value at a path is stated within what was set, whole, at its first n steps: an element of a list."""
    here: Any = loaded.data
    for step in path[:n]:
        here = here.get(step) if isinstance(here, dict) else None
    return isinstance(here, list)


def _values(
    value: object, path: tuple[str, ...], facts: Mapping[str, Any] | None = None
) -> Iterator[tuple[tuple[str, ...], object, Mapping[str, Any]]]:
    """Every value below a section, numbers with evidence and plain words alike."""
    if isinstance(value, Evidence):
        yield path, value, facts or {}
    elif isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            if name not in ("extends", "source", "grade"):
                yield from _values(getattr(value, name), (*path, field.alias or name), field_facts(field))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _values(item, (*path, str(key)), facts)
    elif isinstance(value, list) and any(isinstance(item, BaseModel) for item in value):
        for position, item in enumerate(value):
            yield from _values(item, (*path, str(position)), facts)
    elif value is not None and value != []:
        yield path, value, facts or {}


def _shown(row: Resolved) -> str:
    """A value in two lines: what it is, and where it comes from."""
    where = "the program's default" if row.file is None else row.file if row.line is None else f"{row.file}:{row.line}"
    unit = "" if row.unit in ("choice", "date", "list", "number") or row.unit in row.value else f" {row.unit}"
    value = f"£{row.value}" if row.unit == "£" else f"{row.value}{unit}"
    spread = f", {row.low} to {row.high}" if row.low is not None else ""
    first = screen.paragraph(f"{row.path} = {printable(value)}{spread}", "", "    ")
    facts = [row.title, row.kind, row.grade, printable(row.source or ""), printable(where)]
    return f"{first}\n{screen.paragraph('; '.join(fact for fact in facts if fact), '    ')}"


# ---------------------------------------------------------------- check


def check(args: argparse.Namespace) -> Printed:
    """How full everything will be, what a run takes, and what looks wrong: without running anything."""
    loaded = load(args.scenario)
    scenario = loaded.scenario
    loads, size, said = offered_loads(scenario), estimate(scenario), warnings(scenario)
    if args.json:
        told = {
            "name": loaded.name,
            "title": scenario.title,
            "hash": loaded.hash,
            "files": [file.name for file in loaded.files],
            "loads": [load._asdict() for load in loads],
            "estimate": size._asdict(),
            "warnings": [warning._asdict() for warning in said],
        }
        return Printed(as_json(told))
    name = printable(loaded.name)
    verdict = f"{name} cannot be run. {size.too_large}" if size.too_large else f"{scenario.title} ({name}) can be run."
    parts = [
        screen.paragraph(verdict),
        screen.section("Before you run it", *(screen.bullet(warning.message) for warning in said)),
        _loads(loads),
        screen.section("Size", screen.paragraph(_size(size, int(scenario.settings.replications.value)), screen.INDENT)),
    ]
    return Printed("\n\n".join(part for part in parts if part))


def _loads(loads: Sequence[Load]) -> str:
    """How full everything that people queue for will be."""
    rows = []
    for row in loads:
        full = "no room" if row.capacity <= 0 < row.work else percent(row.load)
        rows.append([row.title, f"{row.work:,.1f}", f"{row.capacity:,.1f}", row.unit, full])
    heading = "Offered load: work arriving / capacity, at its worst. At 100 % a queue never settles."
    return screen.section(heading, screen.table(["", "work", "capacity", "unit", "load"], rows)) if rows else ""


def _size(size: Estimate, replications: int) -> str:
    one = f"about {size.people:,.0f} people and {size.events:,.0f} events, {_seconds(size.seconds)} a world"
    every = _seconds(3 * size.seconds * replications)
    return f"One replication: {one}. {replications} replications of three worlds: {every} on one core."


def _seconds(seconds: float) -> str:
    if seconds < 1:
        return "less than a second"
    return (
        f"about {seconds:.0f} second{'s' * (seconds >= 1.5)}" if seconds < 100 else f"about {seconds / 60:,.0f} minutes"
    )


# ---------------------------------------------------------------- explain


def explain(args: argparse.Namespace) -> Printed:
    """One person's story in two worlds."""
    loaded = load(args.scenario)
    asked = questions([loaded], args.seed)[0]
    try:
        told = life(asked.question, args.person, args.replication)
    except TooManyEvents as error:
        raise WrongInput(too_many([loaded], error)) from None
    if args.json:
        return Printed(
            as_json({"scenario": loaded.name, "hash": loaded.hash, "seed": asked.question.seed, **told.as_dict()})
        )
    return Printed(story(loaded, asked.question.seed, told))


DATE, WEEK, GAP = 11, 4, "  "
COLUMN = (screen.WIDTH - DATE - WEEK - 3 * len(GAP)) // 2
MORAL = (
    "The same person with the same luck: what differs is the programme's doing. "
    "One person shows how the model works, not what the service achieves."
)


def story(loaded: Loaded, seed: int, told: Life) -> str:
    """A life line in two columns."""
    usual, programme = (told.weeks_in_care[world.value] for world in (World.USUAL, World.PROGRAMME))
    lines = [_columns("", "week", ["usual care"], ["programme"]), "-" * screen.WIDTH]
    lines += [_moment(moment) for moment in in_short(told.moments)]
    luck, fewer = f"replication {told.replication}, seed {seed}", usual - programme
    difference = f"{abs(fewer):.0f} weeks {'fewer' if fewer > 0 else 'more'} with the programme"
    end = words.day(told.ends.isoformat())
    care = f"Weeks in care up to {end}: {usual:.0f} under usual care, {programme:.0f} with the programme"
    parts = [
        screen.paragraph(f"Person {told.person} of {told.people} in “{loaded.scenario.title}” ({luck})"),
        screen.paragraph("; ".join([*told.traits, *told.before]), screen.INDENT),
        "\n".join(lines),
        screen.paragraph(f"{care}: {difference if abs(fewer) >= 0.5 else 'the same in both'}. {MORAL}"),
    ]
    return "\n\n".join(part for part in parts if part)


def in_short(moments: Sequence[Moment]) -> Iterator[Moment]:
    """Days on which both worlds saw the same use of care and nothing else, counted together while they last."""
    alike: list[Moment] = []
    for moment in moments:
        if moment.usual == moment.programme and all(text.endswith(USED) for text in moment.usual):
            alike.append(moment)
            continue
        yield from _together(alike)
        alike = []
        yield moment
    yield from _together(alike)


def _together(alike: Sequence[Moment]) -> Iterator[Moment]:
    """Several such days as one."""
    if len(alike) < 2:
        yield from alike
        return
    uses = Counter(text.removesuffix(USED) for moment in alike for text in moment.usual)
    said = [f"{line}: {n}, up to {_date(alike[-1].day)}." for line, n in uses.items()]
    yield Moment(alike[0].day, alike[0].week, said, said)


def _date(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}"


def _moment(moment: Moment) -> str:
    return _columns(_date(moment.day).rjust(DATE), str(moment.week), moment.usual, moment.programme)


def _columns(on: str, week: str, usual: Sequence[str], programme: Sequence[str]) -> str:
    """A date, a week, and two columns of sentences."""
    left, right = ([line for text in said for line in textwrap.wrap(text, COLUMN)] for said in (usual, programme))
    lines = []
    for n in range(max(len(left), len(right), 1)):
        cells = [
            on if n == 0 else "",
            (week if n == 0 else "").rjust(WEEK),
            left[n] if n < len(left) else "",
            right[n] if n < len(right) else "",
        ]
        lines.append(f"{cells[0]:{DATE}}{GAP}{cells[1]}{GAP}{cells[2]:{COLUMN}}{GAP}{cells[3]}".rstrip())
    return "\n".join(lines)


# ---------------------------------------------------------------- schema


def schema(args: argparse.Namespace) -> Printed:
    """The JSON Schema of scenario files; --json changes nothing, it is JSON already."""
    return Printed(json.dumps(json_schema(), indent=2, ensure_ascii=False, default=str))
