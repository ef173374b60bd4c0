"""How does a fitted input move with its partner? Two inputs that were fitted to one published figure, along their fit.

Only the mixture of the two is known: at another value of the first, the second is found again, so that the model still
meets the figure. The table is made by `spsim validate NAME --partners`, which takes many runs, and stands beside its
scenario as NAME.partners.toml with the hash of its inputs: one that is out of date is reported, and not used.
Where no value of the partner meets the figure, the first input contradicts it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path as File
from types import MappingProxyType
from typing import NamedTuple

from pydantic import Field

from experiments.changed import Path, path_of, value_at, with_value
from experiments.targets import Partnership, Target, Targets, targets_beside
from sim.errors import NotPossible
from sim.faults import did_you_mean, printable
from sim.loading import Loaded, load, scenario_hash
from sim.loading.toml_files import beside
from sim.luck import exp, log
from sim.preflight import assumptions
from sim.scenario import Name, Scenario
from sim.scenario.sections import Section, values_in
from sim.scenario.values import Number, Spread

POINTS = 12  # of the first input, from its low to its high, besides the value it has
CLOSE, AT_AN_END = 0.005, 0.01  # of the published figure: where looking for a partner ends; near enough at an end
MOST_LOOKS = 14

Figure = Callable[[Scenario], float]  # the mean of the published figure in a scenario


# ---------------------------------------------------------------- the table, and the file it stands in


class Point(Section):
    """One value of the first input; its partner, if it has one; and the figure the model then gives."""

    value: float
    partner: float | None = None
    figure: float


class Table(Section):
    """A partnership, point by point."""

    input: str
    partner: str
    meets: Name
    made_for: str = Field(description="Hash of the scenario (but for its prices) and of the published figure.")
    points: list[Point]


class Partners(Section):
    """What NAME.partners.toml says."""

    method: str
    seed: int
    replications: int
    tables: dict[Name, Table]


def partners_beside(scenario_file: File) -> Partners | None:
    """The tables beside a scenario file, if any."""
    found = beside(scenario_file, "partners", Partners)
    return found[0] if found else None


def made_for(scenario: Scenario, partnership: Partnership, target: Target) -> str:
    """What a table depends on: prices move no count."""
    counted = scenario.model_copy(update={"costs": {}, "stated_values": {}, "headline": None})
    return "-".join(scenario_hash(part)[:20] for part in (counted, partnership, target))


def as_toml(partners: Partners, name: str) -> str:
    """The file, to be read and not to be edited."""
    lines = [
        f"# Fitted inputs of {name} that move together. Made by: spsim validate {name} --partners",
        "# Made again whenever the scenario or the published figure changes, and not to be edited. A point without a",
        "# partner contradicts the figure: `figure` is then the nearest that any value of the partner comes to it.",
        f'method = "{partners.method}"',
        f"seed = {partners.seed}",
        f"replications = {partners.replications}",
    ]
    for key, table in partners.tables.items():
        lines += [
            "",
            f"[tables.{key}]",
            f'input = "{table.input}"',
            f'partner = "{table.partner}"',
            f'meets = "{table.meets}"',
            f'made_for = "{table.made_for}"',
            "points = [",
        ]
        for point in table.points:
            with_partner = f"partner = {point.partner:.6g}, " if point.partner is not None else ""
            lines.append(f"  {{ value = {point.value:.6g}, {with_partner}figure = {point.figure:.6g} }},")
        lines.append("]")
    return "\n".join(lines) + "\n"


# ---------------------------------------------------------------- making it


METHOD = (
    "for each value of the input its partner is looked for between its low and its high, on a scale of logarithms, by "
    "regula falsi (Illinois), with the same luck throughout, until the mean comes within 0.5 % of the published figure "
    "(1 % at an end of the partner's range)"
)


def table_of(
    scenario: Scenario,
    partnership: Partnership,
    target: Target,
    figure: Figure,
    progress: Callable[[int, int], None] = lambda done, planned: None,
) -> Table:
    """Every point of a partnership."""
    path, partner = (path_of(scenario, name) for name in (partnership.input, partnership.partner))
    first, second = (_range(scenario, name) for name in (path, partner))
    low, high = float(first.low or 0), float(first.high or 0)
    values = sorted({*(low + (high - low) * i / (POINTS - 1) for i in range(POINTS)), float(first.value)})
    points = []
    for done, value in enumerate(values):
        progress(done, len(values))
        changed = with_value(scenario, path, float(f"{value:.6g}"), sized=False)
        points.append(_point(changed, value, partner, second, target, figure))
    progress(len(values), len(values))
    return Table(
        input=partnership.input,
        partner=partnership.partner,
        meets=partnership.meets,
        made_for=made_for(scenario, partnership, target),
        points=points,
    )


def _range(scenario: Scenario, path: Path) -> Number:
    value = value_at(scenario, path)
    if not isinstance(value, Number) or value.low is None or value.high is None:
        raise NotPossible(f"{'.'.join(path)} has no low and high to move between")
    return value


def _point(scenario: Scenario, value: float, partner: Path, second: Number, target: Target, figure: Figure) -> Point:
    """The partner at which the figure is met. The figure rises or falls with it from end to end."""
    wanted = float(target.published)

    def off(at: float) -> float:
        return figure(with_value(scenario, partner, exp(at), sized=False)) - wanted

    value = float(f"{value:.6g}")
    ends = [log(max(float(end or 0), SMALLEST)) for end in (second.low, second.high)]
    missed = [off(end) for end in ends]
    for end, by in zip(ends, missed, strict=True):
        if abs(by) <= AT_AN_END * wanted:
            return Point(value=value, partner=exp(end), figure=wanted + by)
    if missed[0] * missed[1] > 0:
        return Point(value=value, figure=wanted + min(missed, key=abs))
    (low, high), (below, above), kept = ends, missed, 0
    nearest = min(missed, key=abs)
    for _ in range(MOST_LOOKS):
        middle = low - below * (high - low) / (above - below)
        by = off(middle)
        nearest = min(nearest, by, key=abs)
        if abs(by) <= CLOSE * wanted:
            return Point(value=value, partner=exp(middle), figure=wanted + by)
        # Illinois: an end that is kept twice counts half.
        if by * above > 0:
            high, above, below, kept = middle, by, below / 2 if kept == 1 else below, 1
        else:
            low, below, above, kept = middle, by, above / 2 if kept == -1 else above, -1
    return Point(value=value, figure=wanted + nearest)  # it jumps over the figure


SMALLEST = 1e-9  # of a partner


# ---------------------------------------------------------------- using it


@dataclass(frozen=True)
class OnTheFit:
    """A value of an input, and its partner's."""

    value: float
    partner: float


@dataclass(frozen=True)
class AlongTheFit:
    """What moves with a fitted input, which figure is met, and which part of the stated range contradicts it."""

    partner: str
    title: str
    least: float | None
    most: float | None
    at_low: float
    at_high: float
    figure: str
    published: float
    stated_low: float
    stated_high: float
    points: tuple[OnTheFit, ...]


class Along(NamedTuple):
    """An input that moves along its fit."""

    path: Path
    partner: Path
    target: Target
    points: tuple[tuple[float, float], ...]  # value, partner

    @property
    def least(self) -> float:
        """The lowest value that has a partner."""
        return self.points[0][0]

    @property
    def most(self) -> float:
        """The highest value that has a partner."""
        return self.points[-1][0]

    def partner_of(self, value: float) -> float:
        """The partner at a value: between two points on a straight line, on a scale of logarithms."""
        for (low, first), (high, second) in pairwise(self.points):
            if low <= value <= high:
                return exp(log(first) + (log(second) - log(first)) * (value - low) / (high - low))
        raise NotPossible(
            f"no value of {'.'.join(self.partner)} gives the published {self.target.published:g} at {value:g}; between "
            f"{self.least:g} and {self.most:g} there is one"
        )

    def moved(self, scenario: Scenario, value: float, *, sized: bool = True) -> Scenario:
        """The scenario at another point of the fit."""
        there = with_value(scenario, self.path, value, sized=sized)
        return with_value(there, self.partner, self.partner_of(value), sized=sized)

    def told_of(self, scenario: Scenario, low: float, high: float) -> AlongTheFit:
        """What moves with it, what is met, and which part of the stated range contradicts the figure."""
        title = next(row.title for row in assumptions(scenario) if row.path == ".".join(self.partner))
        return AlongTheFit(
            partner=".".join(self.partner),
            title=title,
            least=_range(scenario, self.partner).low,
            most=_range(scenario, self.partner).high,
            at_low=self.points[0][1],
            at_high=self.points[-1][1],
            figure=self.target.title,
            published=self.target.published,
            stated_low=low,
            stated_high=high,
            points=tuple(OnTheFit(value, partner) for value, partner in self.points),
        )


class Fits(NamedTuple):
    """The inputs of a scenario that move along a fit; and a note if a table is not used."""

    along: Mapping[Path, Along] = MappingProxyType({})
    note: str | None = None

    def changed(self, scenario: Scenario, path: Path, value: float, *, sized: bool = True) -> Scenario:
        """The scenario with another value of an input, and of its partner if it has one; `sized` as there."""
        if path in self.along:
            return self.along[path].moved(scenario, value, sized=sized)
        return with_value(scenario, path, value, sized=sized)

    def breaks(self, scenario: Scenario, path: Path) -> bool:
        """Whether an input was fitted to a published figure, which is missed where it is varied alone."""
        return path not in self.along and value_at(scenario, path).informed_by is not None


ON_NO_FIT = Fits()


def fits_of(loaded: Loaded) -> Fits:
    """The partner tables of the scenario itself or, where it only changes what a commissioner chooses, of the nearest
    one that it extends: what is known of the inputs is the same."""
    for file in loaded.files:
        tables, figures = partners_beside(file), targets_beside(file)
        if figures is None or not figures[0].partners:
            continue
        name = printable(file.stem)
        remedy = f"Make it: spsim validate {name} --partners"
        if tables is None:
            return Fits(note=f"{name} has fitted inputs that move together, but no table of them. {remedy}")
        origin = loaded.scenario if file == loaded.path else load(file).scenario
        if _out_of_date(origin, tables, figures[0]):
            return Fits(note=f"The table beside {name} was made for other values and is not used. {remedy} again")
        if other := _known_otherwise(loaded.scenario, origin):
            return Fits(note=f"{name} was fitted with another {other}: its table is not used here")
        return Fits({found.path: found for found in _along(origin, tables, figures[0])})
    return ON_NO_FIT


def _out_of_date(scenario: Scenario, partners: Partners, figures: Targets) -> bool:
    """Whether any table was made for other values than the present ones."""
    now = {
        name: made_for(scenario, one, figures.targets[one.meets])
        for name, one in figures.partners.items()
        if one.meets in figures.targets
    }
    return now != {name: table.made_for for name, table in partners.tables.items()}


def _known_otherwise(scenario: Scenario, origin: Scenario) -> str | None:
    """An input, but for prices, whose value differs between two scenarios; None if what is known is the same."""
    if scenario.programme.effect != origin.programme.effect:
        return "programme.effect"
    here, there = _knowledge(scenario), _knowledge(origin)
    return next((".".join(path) for path in sorted(here.keys() & there.keys()) if here[path] != there[path]), None)


def _knowledge(scenario: Scenario) -> dict[Path, object]:
    """Every uncertain value that can move a count."""
    apart = {"low", "high", "low_times", "high_times", "source", "grade", "informed_by", "note", "distribution"}
    return {
        path: value.model_dump(exclude=apart - {"distribution"} if isinstance(value, Spread) else apart)
        for path, value, facts in values_in(scenario)
        if facts.get("kind", "uncertain") == "uncertain" and path[0] not in ("costs", "stated_values", "headline")
    }


def _along(scenario: Scenario, partners: Partners, figures: Targets) -> Iterator[Along]:
    for name, table in partners.tables.items():
        one = figures.partners[name]
        points = tuple((point.value, point.partner) for point in table.points if point.partner is not None)
        if len(points) > 1:
            yield Along(
                path_of(scenario, one.input), path_of(scenario, one.partner), figures.targets[one.meets], points
            )


def faults_of(scenario: Scenario, figures: Targets) -> Iterator[tuple[tuple[str, str, str], str]]:
    """Partners that are not possible: an input does not exist, or has no range."""
    for name, one in figures.partners.items():
        for which in ("input", "partner"):
            try:
                _range(scenario, path_of(scenario, getattr(one, which)))
            except NotPossible as error:
                yield ("partners", name, which), str(error)
        if one.meets not in figures.targets:
            near = did_you_mean(one.meets, list(figures.targets))
            yield ("partners", name, "meets"), f"there is no target {printable(one.meets)}.{near}"
