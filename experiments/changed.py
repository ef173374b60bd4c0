"""What is a scenario with one value changed? What a file could state, or an error in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from sim.checks import faults_across
from sim.errors import NotPossible
from sim.faults import did_you_mean, dotted, printable, sentence
from sim.loading.refusals import refusals
from sim.preflight import estimate as size_of
from sim.scenario import Scenario
from sim.scenario.sections import values_in
from sim.scenario.values import Evidence, Number, Spread

Path = tuple[str, ...]
SHARES = ("share", "need_share")


def path_of(scenario: Scenario, name: str) -> Path:
    """The path of a value, as `spsim show` writes it."""
    return paths_of(scenario, [name])[0]


def paths_of(scenario: Scenario, names: Sequence[str]) -> list[Path]:
    """The paths of several."""
    known = {_name(path): path for path, value, _ in values_in(scenario) if isinstance(value, Number | Spread)}
    known |= {".".join(path): path for path in known.values()}
    for name in names:
        if name not in known:
            raise NotPossible(f"there is no number at {printable(name)}.{did_you_mean(name, known)}")
    return [known[name] for name in names]


def _name(path: Path) -> str:
    return dotted(tuple(int(step) if step.isdigit() else step for step in path))


def value_at(scenario: Scenario, path: Path) -> Evidence:
    """The value at a path."""
    return next(value for at, value, _ in values_in(scenario) if at == path)


def with_value(scenario: Scenario, path: Path, value: float, *, sized: bool = True) -> Scenario:
    """The scenario with another number at a path; a spread is multiplied by it. The shares of a trait's other
    levels make room, in proportion. Raises NotPossible where the outcome is no valid scenario; `sized`: or one too
    large to run (else a run stops at its cap of events)."""
    return with_values(scenario, {path: value}, sized=sized)


def with_values(scenario: Scenario, values: Mapping[Path, float], *, sized: bool = True) -> Scenario:
    """The same with several numbers, one after another; only the final scenario must be possible."""
    return _checked(changed_to(scenario, values), sized=sized)


def changed_to(scenario: Scenario, values: Mapping[Path, float]) -> Scenario:
    """The same, with nothing checked: for values that are known to be possible one by one."""
    for path, value in values.items():
        scenario = _with_share(scenario, path, value) if in_shares(path) else _replaced(scenario, path, value)
    return scenario


def in_shares(path: Path) -> bool:
    """Whether a value is a level's share, for which those of the other levels make room."""
    return path[0] == "traits" and path[-1] in SHARES


def _replaced(scenario: Scenario, path: Path, value: float) -> Scenario:
    """Another number at a path."""
    node: object = scenario
    for step in path:
        node = step_into(node, step)
    changed: Scenario = _set(scenario, path, changed_value(node, value))
    return changed


def step_into(node: object, step: str) -> object:
    """What stands below a section, a table or a list."""
    if isinstance(node, BaseModel):
        return getattr(node, step)
    if isinstance(node, dict):
        return node[step]
    assert isinstance(node, list)  # noqa: S101 - nothing else stands in a file
    return node[int(step)]


def _set(node: Any, path: Path, value: Number | Spread) -> Any:
    """A copy of a section, with another value at a path."""
    if not path:
        return value
    step, rest = path[0], path[1:]
    below = _set(step_into(node, step), rest, value)
    if isinstance(node, BaseModel):
        return node.model_copy(update={step: below})
    if isinstance(node, dict):
        return {**node, step: below}
    return [below if str(i) == step else item for i, item in enumerate(node)]


def changed_value(was: object, value: float) -> Number | Spread:
    """Another number, or a spread so many times as long."""
    if not isinstance(was, Number | Spread):
        raise NotPossible("it is not a number")
    return was.model_copy(update=fields_of(was, value))


def fields_of(was: Number | Spread, value: float) -> dict[str, object]:
    """What differs in another number (a range that no longer holds it goes), or in a spread so many times as long."""
    if isinstance(was, Spread):
        return was.longer(value)
    if was.low is not None and was.high is not None and not was.low <= value <= was.high:
        return {"value": value, "low": None, "high": None}
    return {"value": value}


def _changed_number(was: Number, value: float) -> Number:
    return was.model_copy(update=fields_of(was, value))


def _with_share(scenario: Scenario, path: Path, value: float) -> Scenario:
    """Another share of one level, and of all the others."""
    _, trait, _, level, which = path
    levels = scenario.traits[trait].levels
    shares: dict[str, Number] = {name: share for name, one in levels.items() if (share := getattr(one, which))}
    for name, number in changed_shares(shares, level, value).items():
        scenario = _set(scenario, (*path[:3], name, which), number)
    return scenario


def changed_shares(shares: Mapping[str, Number], level: str, value: float) -> dict[str, Number]:
    """The shares of a trait's levels with another of one level: the others in their old proportions, so that all add
    to 1 again."""
    others = {name: number for name, number in shares.items() if name != level}
    rest = sum(number.value for number in others.values())
    changed = {level: _changed_number(shares[level], value)}
    for name, number in others.items():
        share = number.value * (1 - value) / rest if rest else (1 - value) / len(others)
        changed[name] = _changed_number(number, share)
    return changed


def _checked(scenario: Scenario, *, sized: bool) -> Scenario:
    """The scenario, if a file could state it."""
    try:
        valid = Scenario.model_validate(scenario.model_dump(by_alias=True, exclude_unset=True))
    except ValidationError as error:
        messages = [message for _, message in refusals(error)]
    else:
        messages = [sentence(path, message) for path, message in faults_across(valid)]
        messages += [too_large] if sized and (too_large := size_of(valid).too_large) else []
    if messages:
        raise NotPossible(" ".join(messages))
    return valid
