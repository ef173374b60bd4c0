"""What should a reader know before believing an answer? One list of cautions, which every face shows in full.

A caution has a stable kind, what it is about (the scenario, the setting, the file and line that set it) and one plain
sentence. Some are known from the scenario alone (`sim.preflight`), some from its files beside what they extend, some
from how the run was made. `KINDS` says which stand above the answer. Nothing here changes an answer.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain, pairwise
from pathlib import Path
from typing import Any, NamedTuple

from experiments.differences import NAMED, differences, named_in
from experiments.mean_errors import FEWEST_ORDERED
from sim.inputs import with_defaults
from sim.loading import Loaded, Origin, bundled, load
from sim.loading.toml_files import read
from sim.money import PROGRAMME, ROLES
from sim.preflight import Warning, warnings
from sim.preflight.assumed import is_given, title_of
from sim.preflight.flight import Flight
from sim.preflight.no_effect import without_effect
from sim.scenario import CostLine, Scenario
from sim.scenario.cash import Share
from sim.scenario.sections import Values, is_evidence
from sim.scenario.values import Evidence, Number, Spread
from sim.units import financial_years

Path_in_data = tuple[str, ...]

# Every kind of caution, and whether it stands above the answer.
KINDS = {
    "control": True,
    "one footing": True,
    "overload": True,
    "care list": True,
    "no effect": False,
    "service": False,
    "load": False,
    "unusual value": False,
    "short follow-up": False,
    "title kept": False,
    "words inherited": False,
    "removed": False,
    "evidence of two files": False,
    "price year changed": False,
    "price index": False,
    "price year": False,
    "no price": False,
    "price of a post": False,
    "all cash": False,
    "not varied": False,
    "swings not run": False,
    "few replications": False,
    "no grade": False,
    "assumed": False,
    "populations missing": False,
}
NAMES_AT_MOST = 12
PER_REVIEW = {"supported_review_slot", "supported_review"}
FALLS_TO, RISES_TO = 0.95, 1.15  # of a price index from one year to the next: outside, it is remarked on
OF_A_VALUE = {"source", "grade"}  # keys that speak of a value; the rest but `note` and `informed_by` are the value
REMARKS = {"note", "informed_by", "distribution"}
POPULATIONS = {
    "sex": r"(?i)\b(sex|gender)\b",
    "age": r"(?i)\b(age|aged)\b",
    "ethnicity": r"(?i)\b(ethnic\w*|race)\b",
}


@dataclass(frozen=True)
class Caution:
    """One caution: `scenario` is None if it is about the run, `path` '' if it is about no single setting."""

    kind: str
    scenario: str | None
    path: str
    file: str | None
    line: int | None
    sentence: str


class Found(NamedTuple):
    """A caution before it is known where its setting stands."""

    kind: str
    path: Path_in_data
    sentence: str


def cautions(
    loaded: Sequence[tuple[Loaded, Sequence[Warning]]], replications: int | None = None
) -> tuple[Caution, ...]:
    """The whole list, those above the answer first. Each scenario with what was changed so that it can be compared.
    Without replications: what is known before a run."""
    found = [cautions_of(one, notes, Flight(one.scenario)) for one, notes in loaded]
    return in_order(found, [one for one, _ in loaded], replications)


def cautions_of(loaded: Loaded, notes: Sequence[Warning], flight: Flight) -> list[Caution]:
    """Those of one scenario. `flight`: what is worked out of it already."""
    return [_placed(loaded, caution) for caution in _of_scenario(loaded, notes, flight)]


def in_order(
    found: Iterable[Sequence[Caution]], loaded: Sequence[Loaded], replications: int | None = None
) -> tuple[Caution, ...]:
    """Those of each scenario, and of the run if there was one, as one list."""
    every = [*chain.from_iterable(found), *(_of_run(loaded, replications) if replications is not None else [])]
    order = list(KINDS)
    return tuple(sorted(every, key=lambda one: order.index(one.kind)))


def once_swings_are_run(found: Sequence[Caution]) -> tuple[Caution, ...]:
    """The list without the cautions that held only until every input had been run across its range."""
    return tuple(one for one in found if one.kind != "swings not run")


def _placed(loaded: Loaded, found: Found) -> Caution:
    """With the file and line that set the value, or the nearest table."""
    lengths = range(len(found.path), 0, -1)
    at: Origin | None = next((o for n in lengths if (o := loaded.origins.get(found.path[:n]))), None)
    file, line = (Path(at.file).name, at.line) if at else (None, None)
    return Caution(found.kind, loaded.name, ".".join(found.path), file, line, found.sentence)


def _of_scenario(loaded: Loaded, notes: Sequence[Warning], flight: Flight) -> Iterator[Found]:
    scenario = loaded.scenario
    yield from _control(scenario)
    for warning in (*notes, *warnings(flight), *without_effect(loaded)):
        yield Found(warning.kind, tuple(warning.path.split(".")) if warning.path else (), warning.message)
    for check in (_title_kept, _words_inherited, _removed, _price_year_changed):
        yield from check(loaded)
    yield from _of_two_files(loaded, flight.values)
    for of in (_price_year, _no_price, _all_cash, _populations):
        yield from of(scenario)
    yield from _not_varied(scenario, flight.values)


def _of_run(scenarios: Sequence[Loaded], replications: int) -> Iterator[Caution]:
    if replications < FEWEST_ORDERED:
        only = f"Only {replications} replication{'s were' if replications > 1 else ' was'} run"
        sentence = f"{only}: it takes {FEWEST_ORDERED} to show the luck of 95 in 100 real services, 200 to publish."
        yield Caution("few replications", None, "settings.replications", None, None, sentence)
    for one in scenarios:
        sentence = "No input has been run across its range: how far the answer could move is not known (--swings)."
        yield Caution("swings not run", one.name, "", None, None, sentence)


# ---------------------------------------------------------------- the scenario itself


def _control(scenario: Scenario) -> Iterator[Found]:
    if scenario.control:
        description = f" {scenario.description}" if scenario.description else ""
        yield Found(
            "control", ("control",), f"This is a control, to be read beside others: it is not a forecast.{description}"
        )


def _title_kept(loaded: Loaded) -> Iterator[Found]:
    """A bundled scenario's title over other values."""
    if loaded.path in bundled().values() or (of := _bundled_called(loaded.scenario.title)) is None:
        return
    if rows := differences(of.data, loaded.data):
        many = f"{len(rows)} value{'s' * (len(rows) > 1)}"
        sentence = f"The title is that of the bundled scenario {of.name}, from which this one differs in {many}."
        yield Found("title kept", ("title",), sentence)


@lru_cache(maxsize=16)
def _bundled_called(title: str) -> Loaded | None:
    """The scenario of this title that comes with the program: titles differ, and each stands in its file letter for
    letter, so only files that have it are read as TOML."""
    those = (path for path in bundled().values() if title in _text_of(path))
    return next((load(path) for path in those if read(path, path.name).data.get("title") == title), None)


@cache
def _text_of(path: Path) -> str:
    """A file that comes with the program; read once, since every move of a lever makes another title."""
    return path.read_text(encoding="utf-8")


def _words_inherited(loaded: Loaded) -> Iterator[Found]:
    """Its question and description, as another file has them."""
    origins = {words: loaded.origins.get((words,)) for words in ("question", "description")}
    others = {words: Path(at.file).name for words, at in origins.items() if at and loaded.parents}
    for file in sorted(set(others.values()) - {loaded.path.name}):
        theirs = [words for words, at in others.items() if at == file]
        be = "is that" if len(theirs) == 1 else "are those"
        sentence = f"The {_and(theirs)} {be} of {file}, and not written for this scenario."
        yield Found("words inherited", (theirs[0],), sentence)


def _removed(loaded: Loaded) -> Iterator[Found]:
    """What a file that it extends has by name, and it has not."""
    here, mentioned = set(named_in(loaded.data)), set[Path_in_data]()
    for data, file in zip(loaded.parents, loaded.files[1:], strict=True):
        for path in named_in(data):
            if path in here or path in mentioned:
                continue
            mentioned.add(path)
            title = _at(data, path).get("title") or path[-1].replace("_", " ")
            yield Found("removed", path, f"“{title}” ({'.'.join(path)}) is removed: {file.name} has it.")


def _of_two_files(loaded: Loaded, values: Values) -> Iterator[Found]:
    """Numbers of one file under the source or grade of another."""
    keys = {kind: list(kind.model_fields) for kind in {type(value) for _, value, _ in values}}
    for path, value, _ in values if len(loaded.files) > 1 else ():
        stated = {key: at.file for key in keys[type(value)] if (at := loaded.origins.get((*path, key)))}
        if len({*stated.values()}) == 1:
            continue
        numbers = {Path(file).name for key, file in stated.items() if key not in OF_A_VALUE | REMARKS}
        words = {Path(file).name for key, file in stated.items() if key in OF_A_VALUE}
        if not numbers or not words or numbers == words:
            continue
        name = _quoted(loaded.scenario, path)
        yield Found(
            "evidence of two files",
            path,
            f"{name} has numbers of {_and(sorted(numbers))} under a source and grade of {_and(sorted(words))}.",
        )


def _price_year_changed(loaded: Loaded) -> Iterator[Found]:
    """Another price year on the same price."""
    for name, line in loaded.scenario.costs.items():
        for data, file in zip(loaded.parents, loaded.files[1:], strict=True):
            was = data.get("costs", {}).get(name)
            if not isinstance(was, dict) or was.get("price_year") in (None, line.price_year):
                continue
            if _at(was, ("gbp",)).get("value") == line.gbp.value:
                sentence = (
                    f"“{_title(line, name)}” costs £{line.gbp.value:,g} at {line.price_year} prices here and the same "
                    f"£{line.gbp.value:,g} at {was['price_year']} prices in {file.name}."
                )
                yield Found("price year changed", ("costs", name, "price_year"), sentence)
                break


# ---------------------------------------------------------------- money


def _price_year(scenario: Scenario) -> Iterator[Found]:
    """Pounds of another time than the service, and an index that jumps."""
    dates, year = scenario.dates, scenario.prices.year
    during = [name for name, _ in financial_years(dates.start.value, dates.end.value)]
    if scenario.costs and year not in during:
        sentence = f"Every pound is at {year} prices, and what is simulated runs from {during[0]} to {during[-1]}."
        yield Found("price year", ("prices", "year"), sentence)
    index = sorted(scenario.prices.index.years.items()) if scenario.prices.index else []
    for (a, before), (b, after) in pairwise(index):
        years = int(b[:4]) - int(a[:4])
        if not FALLS_TO**years <= after / before <= RISES_TO**years:
            sentence = f"The price index goes from {before:,.10g} in {a} to {after:,.10g} in {b}: an unusual change."
            yield Found("price year", ("prices", "index", "years", b), sentence)


def _no_price(scenario: Scenario) -> Iterator[Found]:
    """Work done or care given without a price: others bear the cost."""
    stages, lines = scenario.stages, scenario.costs
    per = {line.per for line in lines.values() if line.gbp.value > 0}
    of_lines = {line.care_line for line in lines.values() if line.gbp.value > 0}
    for name, line in lines.items():
        if line.gbp.value == 0:
            sentence = f"“{_title(line, name)}” has a price of £0: it is counted and costs nothing."
            yield Found("no price", ("costs", name, "gbp"), sentence)
    if scenario.programme.offer == "link_workers" and stages.support:
        if not any(ROLES[paid] == PROGRAMME for paid in per - {*PER_REVIEW, "meeting_expense"}):
            yield Found("no price", ("link_workers",), "Link workers: no price entered; others bear the cost.")
        if stages.activities:
            yield from _unpaid_activities(scenario)
    added = scenario.reviews.supported.added_slots_per_week.value
    if stages.reviews and added and not per & PER_REVIEW:
        yield Found("no price", ("reviews", "supported"), "Review slots added: no price entered; others bear the cost.")
    if stages.reviews and "care_year" not in per:
        sentence = "Time in care has no price: what is freed is counted in weeks, not in money."
        yield Found("no price", ("costs",), sentence)
    if stages.relapse and scenario.relapse.how_often.value and "relapse" not in per:
        yield Found("no price", ("costs",), "A relapse has no price: crises are counted, and cost nothing here.")
    if stages.reviews and "discharged_year" not in per:
        sentence = "Care elsewhere after discharge has no price: what moves to others costs nothing here."
        yield Found("no price", ("costs",), sentence)
    for name, care in scenario.care_lines.items() if stages.care_lines else ():
        if name not in of_lines:
            sentence = f"“{care.title or name.replace('_', ' ')}” has no price: its uses are counted, and cost nothing."
            yield Found("no price", ("care_lines", name), sentence)


def _unpaid_activities(scenario: Scenario) -> Iterator[Found]:
    payments = {name: with_defaults(scenario, one).payment for name, one in scenario.activities.items()}
    unpaid = sorted(name for name, payment in payments.items() if payment is None or payment.gbp.value == 0)
    if unpaid:
        which = "" if len(unpaid) == len(payments) else f" ({_and([name.replace('_', ' ') for name in unpaid])})"
        yield Found("no price", ("activities",), f"Activities{which}: no price entered; others bear the cost.")


def _all_cash(scenario: Scenario) -> Iterator[Found]:
    """A line of care of which every pound freed is assumed to be cash."""
    for name, line in scenario.costs.items():
        match line.cash:
            case Share(share) if share.value == 1:
                graded = f", graded {share.grade}" if share.grade else ""
                sentence = (
                    f"Every pound of “{_title(line, name)}” that is freed is taken to be cash (a share of 1{graded}): "
                    "no study that we know of has found that."
                )
                yield Found("all cash", ("costs", name, "cashable_share"), sentence)


# ---------------------------------------------------------------- evidence


def _not_varied(scenario: Scenario, values: Values) -> Iterator[Found]:
    """Uncertain inputs that are stated without a range, or with one of no width."""
    found = [
        path
        for path, value, facts in values
        if is_evidence(facts) and not has_range(value) and is_given(scenario, path)
        if not stands_apart(path)
    ]
    if found:
        names = [_quoted(scenario, path) for path in found[:NAMES_AT_MOST]]
        names += [f"{len(found) - NAMES_AT_MOST} more"] if len(found) > NAMES_AT_MOST else []
        be, inputs = ("is", "input") if len(found) == 1 else ("are", "inputs")
        sentence = f"{len(found)} uncertain {inputs} {be} not varied, because no range is given: {_and(names)}."
        yield Found("not varied", found[0], sentence)


def has_range(value: Evidence) -> bool:
    """Whether a value may lie anywhere but where it is stated."""
    if isinstance(value, Spread):
        return value.low_times != value.high_times
    return isinstance(value, Number) and value.low != value.high


def stands_apart(path: Path_in_data) -> bool:
    """Stated values, shares of need, the published claim and what sessions cost their groups move nothing that is
    simulated or paid."""
    return path[0] in ("stated_values", "headline") or path[-1] in ("need_share", "runs_at_gbp_per_session")


def _populations(scenario: Scenario) -> Iterator[Found]:
    """Which groups of people are not distinguished."""
    named = " ".join(f"{name} {trait.title or ''}" for name, trait in scenario.traits.items()).replace("_", " ")
    missing = [what for what, word in POPULATIONS.items() if not re.search(word, named)]
    if missing:
        sentence = (
            f"{_and(missing, 'or').capitalize()}: not among the traits, so who gains or loses by it is not known."
        )
        yield Found("populations missing", ("traits",), sentence)


# ---------------------------------------------------------------- words


def _quoted(scenario: Scenario, path: Path_in_data) -> str:
    """What a value is, and of which of several: “Price” (crisis)."""
    name = next((path[n] for where in NAMED if path[: (n := len(where))] == where and len(path) > n), None)
    return f"“{title_of(scenario, path)}”{f' ({name})' if name else ''}".replace("_", " ")


def _title(line: CostLine, name: str) -> str:
    return line.title or name.replace("_", " ")


def _and(names: Sequence[str], last: str = "and") -> str:
    return f"{', '.join(names[:-1])} {last} {names[-1]}" if len(names) > 1 else "".join(names)


def _at(data: Mapping[str, Any], path: Path_in_data) -> Mapping[str, Any]:
    """The table at a path."""
    here: Any = data
    for step in path:
        here = here.get(step, {}) if isinstance(here, Mapping) else {}
    return here if isinstance(here, Mapping) else {}
