"""What would change the answer? Every uncertain input at its low and at its high, all else equal, with the same luck.

Runs at a low or high are paired by replication with the base run. Where a value changes nothing that happens, only what
it costs, nothing is run again: the base run's tallies are priced anew, which is the same to the penny. Levers are
choices, not unknowns: they have no swing here.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError

from experiments.intervals import estimate, half_width
from experiments.run import Progress, Question, Replication, run
from experiments.unknown import quantities
from sim.checks import faults_across
from sim.faults import did_you_mean, dotted, printable, refusals, sentence
from sim.pathway import TooManyEvents
from sim.preflight import assumptions
from sim.preflight import estimate as size_of
from sim.scenario import SHARES_WITHIN, Scenario
from sim.values import Evidence, Number, Spread, values_in

Path = tuple[str, ...]
OF = ("net", "capacity")
SHARES = ("share", "need_share")


class NotPossible(ValueError):
    """A value that a scenario cannot have, in words."""


# ---------------------------------------------------------------- a scenario with one value changed


def path_of(scenario: Scenario, name: str) -> Path:
    """The path of a value, as `spsim show` writes it."""
    known = {_name(path): path for path, value, _ in values_in(scenario) if isinstance(value, Number | Spread)}
    known |= {".".join(path): path for path in known.values()}
    if name not in known:
        raise NotPossible(f"there is no number at {printable(name)}.{did_you_mean(name, known)}")
    return known[name]


def _name(path: Path) -> str:
    return dotted(tuple(int(step) if step.isdigit() else step for step in path))


def value_at(scenario: Scenario, path: Path) -> Evidence:
    """The value at a path."""
    return next(value for at, value, _ in values_in(scenario) if at == path)


def with_value(scenario: Scenario, path: Path, value: float, *, sized: bool = True) -> Scenario:
    """The scenario with another number at a path; a spread becomes so many times as long. The shares of a trait's other
    levels make room, in proportion. Raises NotPossible where the outcome is no valid scenario; `sized`: or one too
    large to run (else a run stops at its cap of events)."""
    changed = _replaced(scenario, path, value)
    if path[0] == "traits" and path[-1] in SHARES:
        changed = _make_room(scenario, changed, path, value)
    return _checked(changed, sized=sized)


def _replaced(node: Any, path: Path, value: float) -> Any:
    """A copy of a section, changed along a path."""
    if not path:
        return _changed(node, value)
    step, rest = path[0], path[1:]
    if isinstance(node, BaseModel):
        return node.model_copy(update={step: _replaced(getattr(node, step), rest, value)})
    if isinstance(node, dict):
        return {**node, step: _replaced(node[step], rest, value)}
    return [_replaced(item, rest, value) if str(i) == step else item for i, item in enumerate(node)]


def _changed(was: object, value: float) -> Number | Spread:
    """A number replaced (a range that no longer holds it goes), or a spread scaled."""
    if isinstance(was, Spread):
        names = ("value", "mean", "least", "most_likely", "most", "median", "ninetieth")
        scaled: dict[str, Any] = {name: getattr(was, name) * value for name in names if getattr(was, name) is not None}
        if was.points is not None:
            scaled["points"] = [[share, length * value] for share, length in was.points]
        return was.model_copy(update=scaled)
    if not isinstance(was, Number):
        raise NotPossible("it is not a number")
    outside = was.low is not None and was.high is not None and not was.low <= value <= was.high
    return was.model_copy(update={"value": value, **({"low": None, "high": None} if outside else {})})


def _make_room(scenario: Scenario, changed: Scenario, path: Path, value: float) -> Scenario:
    """The other levels' shares, in their old proportions, so that all add to 1 again."""
    _, trait, _, level, which = path
    levels = scenario.traits[trait].levels
    others = {name: getattr(one, which) for name, one in levels.items() if name != level and getattr(one, which)}
    rest = sum(number.value for number in others.values())
    for name, number in others.items():
        share = number.value * (1 - value) / rest if rest else (1 - value) / len(others)
        changed = _replaced(changed, (*path[:3], name, which), share)
    return changed


def _checked(scenario: Scenario, *, sized: bool) -> Scenario:
    """The scenario, if a file could say it."""
    try:
        valid = Scenario.model_validate(scenario.model_dump(by_alias=True, exclude_unset=True))
    except ValidationError as error:
        said = [message for _, message in refusals(error)]
    else:
        said = [sentence(path, message) for path, message in faults_across(valid)]
        said += [too_large] if sized and (too_large := size_of(valid).too_large) else []
    if said:
        raise NotPossible(" ".join(said))
    return valid


# ---------------------------------------------------------------- running it again


def run_again(
    question: Question,
    runs: Sequence[Replication],
    scenario: Scenario,
    *,
    jobs: int = 1,
    progress: Progress = lambda done: None,
) -> list[Replication]:
    """The same replications of a changed scenario, for totals of its bridge; only priced again where nothing else can
    differ."""
    changed = Question(question.name, scenario, question.seed)
    if changed.inputs == question.inputs and changed.shape.posts == question.shape.posts:
        return [changed.priced(one.number, {world: done.tally for world, done in one.worlds.items()}) for one in runs]
    numbers = range(runs[0].number, runs[0].number + len(runs))
    return run([changed], numbers, jobs=jobs, progress=progress, totals_only=True)[0]


def values_of(runs: Sequence[Replication], step: str) -> list[float]:
    """A step of the bridge at the longest horizon, in each replication."""
    return [one.bridges[max(one.bridges)].pounds(step) for one in runs]


# ---------------------------------------------------------------- swings


class Range(NamedTuple):
    """An uncertain input that has a range. A spread's low and high say how many times as long it may be."""

    path: Path
    value: float
    low: float
    high: float
    times: bool


def _moves_no_pound(path: Path) -> bool:
    """Stated values and shares of need stand apart from all money: nothing would be learnt by swinging them."""
    return path[0] == "stated_values" or path[-1] == "need_share"


def ranges(scenario: Scenario) -> list[Range]:
    """Every uncertain input with a range, in order of path."""
    found = []
    for path, value, facts in values_in(scenario):
        if facts.get("kind", "uncertain") != "uncertain" or _moves_no_pound(path):
            continue
        if isinstance(value, Spread) and value.low_times is not None and value.high_times is not None:
            found.append(Range(path, 1.0, value.low_times, value.high_times, times=True))
        elif isinstance(value, Number) and value.low is not None and value.high is not None:
            found.append(Range(path, value.value, value.low, value.high, times=False))
    return sorted(found)


def swings(
    question: Question,
    runs: Sequence[Replication],
    *,
    jobs: int = 1,
    progress: Callable[[int, int], None] = lambda done, planned: None,
) -> dict[str, Any]:
    """Every swing, the widest in net cash first. Needs a bridge: follow-up of a year at least. `means`: every quantity
    that is followed, as things stand and at both ends."""
    facts = {row.path: row for row in assumptions(question.scenario)}
    asked = ranges(question.scenario)
    twins = _twins(asked)
    base = {of: values_of(runs, of) for of in OF}
    rows: list[dict[str, Any]] = []
    skipped: list[dict[str, Any]] = []
    for done, one in enumerate(asked):
        progress(done, len(asked))
        fact = facts[".".join(one.path)]
        about = {"path": ".".join(one.path), "title": fact.title, "unit": fact.unit, "grade": fact.grade}
        if one.path in twins:
            skipped.append({**about, "why": f"it says the same as {'.'.join(twins[one.path])}"})
            continue
        try:
            ends, means = [], []
            for value in (one.low, one.high):
                again = run_again(
                    question, runs, with_value(question.scenario, one.path, value, sized=False), jobs=jobs
                )
                ends.append({of: values_of(again, of) for of in OF})
                means.append(quantities(question, again))
        except (NotPossible, TooManyEvents) as error:
            skipped.append({**about, "why": str(error)})
            continue
        times = {"times": one.times, "value": one.value, "low": one.low, "high": one.high}
        each = {of: swing(base[of], ends[0][of], ends[1][of]) for of in OF}
        rows.append({**about, **times, **each, "means": means})
    progress(len(asked), len(asked))
    return {
        "years": max(runs[0].bridges),
        "replications": len(runs),
        "base": {of: estimate(base[of]).as_dict() for of in OF},
        "means": quantities(question, runs),
        "rows": sorted(rows, key=lambda row: (-row["net"]["swing"], -row["capacity"]["swing"], row["path"])),
        "skipped": skipped,
    }


def _twins(found: Sequence[Range]) -> dict[Path, Path]:
    """Ranges that are another's mirror: of two shares that add to 1, the second says the same as the first."""
    twins: dict[Path, Path] = {}
    for i, one in enumerate(found):
        for other in found[:i]:
            shares = one.path[0] == "traits" and one.path[-1] in SHARES and other.path[-1] == one.path[-1]
            if shares and one.path[:3] == other.path[:3] and _mirrors(one, other):
                twins[one.path] = other.path
    return twins


def _mirrors(one: Range, other: Range) -> bool:
    ends = ((one.value, other.value), (one.low, other.high), (one.high, other.low))
    return all(abs(a + b - 1) < SHARES_WITHIN for a, b in ends)


def swing(base: Sequence[float], low: Sequence[float], high: Sequence[float]) -> dict[str, float | None]:
    """The response at both ends, and the widest of the three paired differences: between the ends, or, where the middle
    sticks out, between it and one of them. Half-widths are simulation error."""
    pairs = {"ends": (low, high), "low": (base, low), "high": (base, high)}
    paired = {name: [b - a for a, b in zip(*pair, strict=True)] for name, pair in pairs.items()}
    mean = {name: estimate(differences).mean for name, differences in paired.items()}
    widest = max(mean, key=lambda name: abs(mean[name]))
    return {
        "at_low": estimate(low).mean,
        "at_high": estimate(high).mean,
        "at_low_half_width": half_width(low),
        "at_high_half_width": half_width(high),
        "change_at_low": mean["low"],
        "change_at_low_half_width": half_width(paired["low"]),
        "change_at_high": mean["high"],
        "change_at_high_half_width": half_width(paired["high"]),
        "swing": abs(mean[widest]),
        "swing_half_width": half_width(paired[widest]),
    }
