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
        changed = _replaced(scenario, path, value)
        in_shares = path[0] == "traits" and path[-1] in SHARES
        scenario = _make_room(scenario, changed, path, value) if in_shares else changed
    return scenario


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
        return was.times(value)
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
