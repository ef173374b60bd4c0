"""Can these scenarios be compared as they stand? The rules that hold within a file also hold between files.

Pounds of one price year, people and money over one length of follow-up, one target for waits, one study seed. What can
be brought to a common footing is, and a note says so; what cannot is refused by file and line. Nothing here depends on
the order in which scenarios are named. (How years are discounted is set once, for all of them.)
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sim.errors import ScenarioError
from sim.faults import Fault
from sim.loading import Loaded
from sim.preflight import Warning
from sim.preflight.loads import day_in_words
from sim.scenario import PriceIndex, Scenario
from sim.scenario.values import Day

ENDS = ("last_referral", "service_end")  # of a cut follow-up: no later than it
STARTS = ("service_start", "first_referral")


@dataclass(frozen=True)
class Comparable:
    """A scenario ready to be compared, with notes of what was changed."""

    loaded: Loaded
    notes: tuple[Warning, ...] = ()


def on_one_footing(loaded: Sequence[Loaded]) -> list[Comparable]:
    """Every scenario in one price year and over one follow-up. Raises ScenarioError where that cannot be."""
    faults = [*_other_targets(loaded), *_unpriced_years(loaded), *_begun_too_late(loaded)]
    if faults:
        raise ScenarioError(faults)
    return [_footed(one, loaded) for one in loaded]


def common_seed(loaded: Sequence[Loaded]) -> int:
    """One luck for all: if files state several seeds, the lowest, in any order of naming."""
    return min(int(one.scenario.settings.seed.value) for one in loaded)


def _footed(one: Loaded, among: Sequence[Loaded]) -> Comparable:
    scenario, notes = one.scenario, []
    days, year = _shortest(among), _latest(among)
    if _length(scenario) > days:
        end = scenario.dates.start.value + timedelta(days=days)
        notes.append(
            Warning(
                "dates.end",
                f"Followed until {day_in_words(end)} here, not until {day_in_words(scenario.dates.end.value)} as its "
                f"file says (dates.end): people and money are compared over the {days:,} days that all are followed.",
                "one footing",
            )
        )
        scenario = _cut(scenario, days)
    if scenario.prices.year != year:
        index = _index_for(one, among)
        notes.append(
            Warning(
                "prices.year",
                f"In pounds of {year} here, not of {scenario.prices.year} as its file says (prices.year), brought to "
                f"that year by {index.name if index else 'no index'}: a comparison has one price year.",
                "one footing",
            )
        )
        scenario = scenario.model_copy(
            update={"prices": scenario.prices.model_copy(update={"year": year, "index": index})}
        )
    return Comparable(replace(one, scenario=scenario), tuple(notes))


# ---------------------------------------------------------------- one follow-up


def _length(scenario: Scenario) -> int:
    """Days of follow-up."""
    return (scenario.dates.end.value - scenario.dates.start.value).days


def _shortest(loaded: Sequence[Loaded]) -> int:
    return min(_length(one.scenario) for one in loaded)


def _cut(scenario: Scenario, days: int) -> Scenario:
    """The same service, followed for fewer days: what was to end later ends with the follow-up."""
    dates = scenario.dates
    end = dates.start.value + timedelta(days=days)
    earlier = {name: Day(value=end) for name in ENDS if getattr(dates, name) and getattr(dates, name).value > end}
    return scenario.model_copy(update={"dates": dates.model_copy(update={**earlier, "end": Day(value=end)})})


def _begun_too_late(loaded: Sequence[Loaded]) -> Iterator[Fault]:
    """A service that begins when the others are no longer followed."""
    days = _shortest(loaded)
    for one in loaded:
        end = one.scenario.dates.start.value + timedelta(days=days)
        for name in STARTS:
            day = one.scenario.dates.day(name)
            if day > end:
                yield _fault(
                    one,
                    ("dates", name),
                    f"dates.{name} is {day}, and the follow-up that every scenario here has ends on {end}. "
                    "Compare scenarios that are followed as long (dates.end)",
                )


# ---------------------------------------------------------------- one price year


def _latest(loaded: Sequence[Loaded]) -> str:
    """The price year of a comparison: the latest of its scenarios'."""
    return max(one.scenario.prices.year for one in loaded)


def _index_for(one: Loaded, among: Sequence[Loaded]) -> PriceIndex | None:
    """The index that brings a scenario's pounds to the latest year: its own or, where that ends before, another's that
    goes on from it and says the same of every year that it has. Where it names none, that of the others if they name
    but one."""
    own, named = one.scenario.prices.index, [other.scenario.prices.index for other in among]
    if own and _latest(among) in own.years:
        return own
    found = [index for index in named if index and (own is None or own.years.items() < index.years.items())]
    return found[0] if found and all(index.years == found[0].years for index in found) else own


def _unpriced_years(loaded: Sequence[Loaded]) -> Iterator[Fault]:
    """Scenarios in pounds of different years that no index brings together."""
    year = _latest(loaded)
    for one in loaded:
        own = one.scenario.prices.year
        if own == year:
            continue
        index = _index_for(one, loaded)
        if index is None or own not in index.years or year not in index.years:
            why = "no price index is named" if index is None else f"the price index “{index.name}” does not have both"
            yield _fault(
                one,
                ("prices", "year"),
                f"prices.year is {own}, another scenario here is in pounds of {year}, and {why}: pounds of different "
                "years are not compared. Give both one price year, or add both years under [prices.index.years]",
            )


# ---------------------------------------------------------------- one target for waits


def _other_targets(loaded: Sequence[Loaded]) -> Iterator[Fault]:
    """Shares within different targets are no comparison."""
    targets = sorted({float(one.scenario.settings.wait_target_weeks.value) for one in loaded})
    if len(targets) > 1:
        for one in loaded:
            own = float(one.scenario.settings.wait_target_weeks.value)
            others = " and ".join(f"{target:g}" for target in targets if target != own)
            yield _fault(
                one,
                ("settings", "wait_target_weeks"),
                f"settings.wait_target_weeks is {own:g} here and {others} in another scenario: shares within "
                "different targets are not compared. Give both one target",
            )


def _fault(one: Loaded, path: tuple[str, ...], message: str) -> Fault:
    """At the line that set the value or, where none does, in the file."""
    found = (one.origins[path[:n]] for n in range(len(path), 0, -1) if path[:n] in one.origins)
    origin = next(found, None)
    return Fault(one.path.name, None, message) if origin is None else Fault(origin.file, origin.line, message)
