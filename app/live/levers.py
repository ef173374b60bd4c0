"""Which inputs of a scenario can be moved, between which ends, and what is said of each?

A few are levers that a commissioner asks about first (`FIRST`); every other input follows under the heading of its
section. Title, unit, and what is possible and plausible, are the schema's. A slider runs over what is plausible, no
further than to twice what is stated; it is widened to hold every value that is stated, cut to what is possible, and its
step is a round number of which the stated values are whole multiples.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fnmatch import fnmatchcase
from math import inf
from typing import Literal, NamedTuple, get_args, get_origin

from pydantic import JsonValue

from app import words
from experiments.ranges import About
from sim.checks.sizes import LONGEST
from sim.inputs import with_defaults
from sim.loading import Loaded
from sim.preflight.assumed import title_of
from sim.preflight.needs import needs_of
from sim.scenario import CHANNELS, Scenario
from sim.scenario.schema import Place, place_at
from sim.scenario.sections import WHOLE_UNITS, Facts, Section, field_facts, possible_of
from sim.scenario.values import LENGTHS, Day, Evidence, Number, Spread

Kind = Literal["whole", "number", "share", "money", "choice", "date", "list"]
Bare = JsonValue  # a value without its evidence
STEPS = 40  # of a slider, about
NUMBERS = ("whole", "number", "share", "money")  # kinds that have a slider
SHARES = ("chance", "share")  # units of what a control holds in per cent
UP_TO = {"people": 100.0, "weeks": 52.0, "places": 20.0}  # where 0 is stated
COARSE = {"posts": Decimal("0.5"), "chance": Decimal("0.01"), "share": Decimal("0.01")}  # a step people think in
CHOSEN = {"lever": "a lever, which is chosen", "setting": "how the run is done, which is chosen"}
WITH_A_SECTION = ("stages.reviews", "stages.relapse")  # stages that only a file can switch on, where it says none of it
NO_UNIT = (
    "",
    "choice",
    "list",
    "yes or no",
    "date",
    "order",
    "chance",
    "share",
    "ratio",
    "number",
    "weight",
    "log odds",
)
EFFECT = "programme.effect"
NAME = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)+")  # of an input or a choice, as a file has it
LENGTHS_IN_WORDS = {
    "mean": "mean",
    "least": "nobody has less",
    "most_likely": "most often",
    "most": "nobody has more",
    "median": "half have less",
    "ninetieth": "nine in ten have less",
}

FIRST: dict[str, Sequence[str]] = {
    "People who come": ("demand.referrals_per_week", "demand.waiting_on_day_0", "support.chance_accepts"),
    "Link workers": (
        "link_workers.posts",
        "link_workers.caseload_per_post",
        "link_workers.contact_hours_per_week_per_post",
        "link_workers.groups.*.posts",
    ),
    "Activities": ("activity_defaults.places", "activity_defaults.sessions"),
    "Reviews": ("reviews.slots_per_week", "reviews.supported.added_slots_per_week"),
    "Money and effect": (
        "costs.link_worker.gbp",
        "costs.*.cashable_share",
        "care_lines.*.cut_at_full_dose",
        "programme.effect",
    ),
}
NOT_AN_INPUT = {
    *("extends", "schema_", "title", "question", "description", "control", "what_if", "source", "grade"),
    *("per", "basis", "kind", "payer"),  # what an entry is, which is no value of it
}
TOGETHER = {  # what has to be known of a lever that cannot always be moved alone
    "traits.*.levels.*.share": words.GROUP_ADDS_UP,
    "traits.*.levels.*.need_share": words.GROUP_ADDS_UP,
    "progress.*.chance_without_dose": f"{words.NOT_ABOVE_FULL_DOSE} {words.STAYS_0_WHERE_A_GAIN_LASTS}",
}
NOT_MOVED = ("settings.seed", "settings.replications", "settings.most_events")  # the page has controls of its own
HEADINGS = {
    "dates": "Dates",
    "demand": "People who come",
    "traits": "Groups of people",
    "frailty": "How people differ unseen",
    "stages": "Stages",
    "programme": "The programme",
    "link_workers": "Link workers",
    "support": "Support",
    "activity_defaults": "Activities",
    "activities": "Each activity",
    "prescription": "How people choose and use activities",
    "progress": "Progress",
    "reviews": "Reviews",
    "relapse": "Relapse",
    "exits": "Leaving",
    "care_team": "The care team",
    "care_lines": "Use of care",
    "costs": "Prices",
    "stated_values": "Stated values",
    "prices": "Price index",
    "budget": "Limits of the budget",
    "headline": "The published figure",
    "settings": "How the run is done",
}


class Choice(NamedTuple):
    """One of several values, and what it is called."""

    value: Bare
    title: str


class Lever(NamedTuple):
    """One input as a control shows it. `value`: what it is now; `stated`: what the scenario says before any change;
    `caution`: what has to be known before it is moved."""

    path: str
    title: str
    unit: str
    kind: Kind
    value: Bare
    stated: Bare
    least: float | None
    most: float | None
    step: float | None
    choices: Sequence[Choice]
    note: str
    caution: str
    grade: str
    source: str
    describes: str


class Group(NamedTuple):
    """Levers under a heading."""

    title: str
    levers: Sequence[Lever]


class Input(NamedTuple):
    """One input of a scenario: where it stands, its value (with its evidence, where it has any), and its place."""

    path: str
    value: object
    place: Place
    price_year: str | None
    note: str
    length: str = ""  # of a spread: which of its numbers

    @property
    def unit(self) -> str:
        """In what it is stated."""
        return unit_of(self.place.facts)


def unit_of(facts: Facts) -> str:
    """In what a field is stated; '' where it declares no unit."""
    return str(facts.get("unit", ""))


def groups_of(now: Loaded, before: Loaded) -> tuple[list[Group], list[Group]]:
    """The levers asked about first, and every other input. `before`: the scenario without the changes."""
    stated = {one.path: one.value for one in inputs(before.scenario)}
    levers = {one.path: _lever(now.scenario, one, stated.get(one.path, one.value)) for one in inputs(now.scenario)}
    first = [
        Group(title, [one for pattern in paths for path, one in levers.items() if fnmatchcase(path, pattern)])
        for title, paths in FIRST.items()
    ]
    shown = {one.path for group in first for one in group.levers}
    rest: dict[str, list[Lever]] = {}
    for path, one in levers.items():
        if path not in shown:
            rest.setdefault(HEADINGS.get(path.partition(".")[0], path.partition(".")[0]), []).append(one)
    return [group for group in first if group.levers], [Group(title, some) for title, some in rest.items()]


# ---------------------------------------------------------------- every input


def inputs(scenario: Scenario) -> Iterator[Input]:
    """Every input that a control can hold, in the order of the schema. A list of dated changes is no such input, nor is
    what a stage has that is switched off, or what can be nothing else beside the other inputs."""
    for one in _below(scenario, ()):
        if one.path not in NOT_MOVED and _can_move(scenario, one):
            yield one


def _can_move(scenario: Scenario, one: Input) -> bool:
    path = tuple(one.path.split("."))
    stages = (need for need in needs_of(scenario, path) if need.decides[0] == "stages")
    if not all(need.holds(scenario, path) for need in stages):
        return False
    match path:
        case ("stated_values", name, "years_lasting"):
            return not scenario.stated_values[name].path
        case ("stated_values", name, "drop_off_per_year"):
            return scenario.stated_values[name].years_lasting.value > 1
    return len(_choices(scenario, one)) != 1


def _below(section: Section, path: tuple[str, ...]) -> Iterator[Input]:
    year = getattr(section, "price_year", None)
    for name, field in type(section).model_fields.items():
        if name not in NOT_AN_INPUT and section.is_in_use(name):
            here = (*path, field.alias or name)
            note = _note(section, field.description or "") if field_facts(field) else ""
            yield from _of(getattr(section, name), here, year, note)


def _note(section: Section, note: str) -> str:
    """A note of the schema without names of a file: an input beside it is called by its title, a choice as its control
    calls it."""

    def called(name: re.Match[str]) -> str:
        beside = type(section).model_fields.get(name[0])
        return f"“{_spaced(beside.title)}”" if beside and beside.title else _spaced(name[0])

    return NAME.sub(called, note)


def _spaced(text: str) -> str:
    return NAME.sub(lambda name: name[0].replace("_", " "), text)


def _of(value: object, path: tuple[str, ...], year: str | None, note: str) -> Iterator[Input]:
    """A section's own inputs; a number, a date, a choice; each number of a distribution."""
    one = Input(".".join(path), value, place_at(path), year, note)
    match value:
        case Spread() if value.distribution != "fixed":
            for length in LENGTHS:
                if getattr(value, length) is not None:
                    yield one._replace(path=f"{one.path}.{length}", length=length)
        case Section():
            yield from _below(value, path)
        case dict():
            for key, item in value.items():
                yield from _of(item, (*path, str(key)), year, note)
        case list() if one.path == EFFECT or (value and all(isinstance(item, Number | str) for item in value)):
            yield one
        case Evidence() | bool():
            yield one
        case str() if get_origin(one.place.type) is Literal:
            yield one


# ---------------------------------------------------------------- one lever


def _lever(scenario: Scenario, one: Input, stated: object) -> Lever:
    facts, kind = _facts(one), _kind(one)
    known = [*_values_of(one, one.value), *_values_of(one, stated)] if kind in NUMBERS else []
    least, most, step = slider(known, facts) if known else NO_SLIDER
    title, (grade, source) = _title(scenario, one), _evidence(one.value)
    return Lever(
        path=one.path,
        title=title,
        unit=one.unit,
        kind=kind,
        value=_bare(one, one.value),
        stated=_bare(one, stated),
        least=least,
        most=most,
        step=step,
        choices=_choices(scenario, one),
        note=one.note,
        caution=_caution(scenario, one),
        grade=grade,
        source=source,
        describes=_describes(one, title, grade, source),
    )


def _facts(one: Input) -> Facts:
    """What a field declares; of a length of time also what can be run at most."""
    facts = one.place.facts
    return {**facts, "possible": [possible_of(facts).least, LONGEST]} if isinstance(one.value, Spread) else facts


def _evidence(value: object) -> tuple[str, str]:
    """The grade and source of a value; of a list, those of its first."""
    if isinstance(value, list):
        return _evidence(value[0]) if value else ("", "")
    return (value.grade or "", value.source or "") if isinstance(value, Evidence) else ("", "")


def _kind(one: Input) -> Kind:
    match one.value:
        case Day():
            return "date"
        case list():
            return "list"
        case bool() | str():
            return "choice"
    if one.unit.startswith("£"):
        return "money"
    if one.unit in SHARES:
        return "share"
    return "whole" if one.unit in WHOLE_UNITS and isinstance(one.value, Number) else "number"


def _bare(one: Input, value: object) -> Bare:
    """A value without its evidence, as JSON has it."""
    match value:
        case Spread():
            length: float | None = getattr(value, one.length or "value")
            return length
        case Day():
            return value.value.isoformat()
        case Number():
            return value.value
        case list():
            return [_bare(one, item) for item in value]
        case str() | bool():
            return value
    return None


def _title(scenario: Scenario, one: Input) -> str:
    """The schema's; whose it is, where it is one of several; and which length of a spread it is."""
    path = one.path.split(".")
    length = path.pop() if one.length else ""
    title = words.assumption_title(About(".".join(path), title_of(scenario, path), ""))
    return _spaced(f"{title}: {LENGTHS_IN_WORDS[length]}" if length else title)


def _choices(scenario: Scenario, one: Input) -> list[Choice]:
    """What may be chosen beside the other inputs, and is. Empty: it is no choice."""
    if isinstance(one.value, bool):
        needs_a_file = one.path in WITH_A_SECTION and one.path.rpartition(".")[2] not in scenario.model_fields_set
        return [Choice(value=True, title="yes")] * (one.value or not needs_a_file) + [Choice(value=False, title="no")]
    if one.path == EFFECT:
        return [Choice(name, name.replace("_", " ")) for name in CHANNELS]
    if isinstance(one.value, str):
        left_out = _needs_more(scenario, one)
        return [Choice(value, value.replace("_", " ")) for value in get_args(one.place.type) if value not in left_out]
    return []


def _needs_more(scenario: Scenario, one: Input) -> set[str]:
    """Choices that need what no lever can say: a table of a file, or another lever that is moved first."""
    match one.path.split("."):
        case ["costs", name, "cash_rule"]:
            if scenario.costs[name].step is not None:
                return {"share", "refill"}
            return {"share", "step"} if scenario.care_team is not None else {"step"}
        case ["care_team", "after_a_relapse"] if (
            scenario.care_team and not scenario.care_team.weeks_place_is_kept.value
        ):
            return {"kept_place"}
    return set()


def _caution(scenario: Scenario, one: Input) -> str:
    """What has to be known before it is moved."""
    match one.path.split("."):
        case ["activity_defaults", "places"]:
            return cost_of_places(scenario, [name for name, each in scenario.activities.items() if each.places is None])
        case ["activities", name, "places"]:
            return cost_of_places(scenario, [name])
        case [*_, "people_on_day_0"] if scenario.dates.day("service_start") > scenario.dates.start.value:
            return words.NOBODY_IS_THERE_YET
    return next((said for pattern, said in TOGETHER.items() if fnmatchcase(one.path, pattern)), "")


def cost_of_places(scenario: Scenario, names: Sequence[str]) -> str:
    """What more places in these activities cost, by how each is paid."""
    prices: dict[str, dict[str, None]] = {}
    for name in names:
        payment = with_defaults(scenario, scenario.activities[name]).payment
        own = scenario.activities[name].payment is not None
        path = ["activities", name, "payment", "gbp"] if own else ["activity_defaults", "payment", "gbp"]
        title = words.assumption_title(About(".".join(path), title_of(scenario, path), "")) if payment else ""
        prices.setdefault(payment.form if payment else "", {})[title] = None
    return words.cost_of_places({form: list(titles) for form, titles in prices.items()})


def _describes(one: Input, title: str, grade: str, source: str) -> str:
    """One sentence for those who hover, or do not see the control: unit, price year, and on whose word."""
    money = f"pounds of {one.price_year}" if one.unit.startswith("£") and one.price_year else ""
    said = f"in {money}" if money else "" if one.unit in NO_UNIT else _in_unit(one.unit)
    kind = one.place.facts.get("kind", "lever")
    grade = grade or ("" if isinstance(one.value, Evidence) else "assumed")
    word = CHOSEN[kind] if kind in CHOSEN else f"{words.in_full(grade or None)}{f' ({source})' if source else ''}"
    return f"{title}{f', {said}' if said else ''}: {word}."


def _in_unit(unit: str) -> str:
    """'in weeks'; a rate as a colleague says it: 'per week', 'slots per week'."""
    return f"{'' if unit.startswith('per ') or '/' in unit else 'in '}{unit.replace('/', ' per ')}"


# ---------------------------------------------------------------- the slider


def _values_of(one: Input, value: object) -> list[float]:
    """The numbers of an input that are stated: its value and, where it has a range, both ends of it."""
    ends = (value.low, value.high) if isinstance(value, Number) else ()
    return [float(each) for each in (_bare(one, value), *ends) if each is not None]


NO_SLIDER = None, None, None
FINEST = 12  # powers of ten between the step that suits a slider and one that still divides every value


def slider(known: Sequence[float], facts: Facts) -> tuple[float, float, float] | tuple[None, None, None]:
    """Least, most and step of a slider that holds every value known; none, where no step would. `facts`: what the field
    declares."""
    unit, possible = unit_of(facts), possible_of(facts)
    low, high = facts.get("plausible") or ((0.0, 1.0) if unit in SHARES else (0.0, inf))
    far = 2 * max(known) or UP_TO.get(unit, 10.0)
    low, high = min(low, *known), max(min(high, far) if unit not in SHARES else high, *known)
    low, high = max(low, possible.least), min(high, possible.most)
    coarse = COARSE.get(unit) or Decimal(repr((high - low) / STEPS))
    coarse = max(coarse, Decimal(1)) if possible.whole else coarse
    steps = (one for one in _round_numbers(coarse) if not any(Decimal(repr(value)) % one for value in known))
    if (step := next(steps, None)) is None:
        return NO_SLIDER
    least, most = (Decimal(repr(end)) / step for end in (low, high))
    return (
        _plain(least.to_integral_value(ROUND_CEILING if low == possible.least else ROUND_FLOOR) * step),
        _plain(most.to_integral_value(ROUND_FLOOR if high == possible.most else ROUND_CEILING) * step),
        _plain(step),
    )


def _round_numbers(at_most: Decimal) -> Iterator[Decimal]:
    """5, 2, 1, 0.5, 0.2, ...: from the largest that is at most this, as far as is of use."""
    for exponent in range(at_most.adjusted(), at_most.adjusted() - FINEST, -1) if at_most else ():
        yield from (one for digit in (5, 2, 1) if (one := Decimal(digit).scaleb(exponent)) <= at_most)


def _plain(number: Decimal) -> float:
    return int(number) if number == int(number) else float(number)
