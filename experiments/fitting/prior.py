"""What was known of the fitted inputs before the figures were seen? Each over its own range, all of them apart.

Where an input stands is said as a share: how much of its range's law lies below it. So the prior is the unit cube, of
any scenario, and a narrower prior a box within it. An input's share is a pure function of (seed, name, number): another
input, more simulations or more workers change none.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from experiments.changed import Path, changed_to
from experiments.ranges import law_of, luck_of, ranges, twins
from sim.checks import faults_across
from sim.errors import NotPossible
from sim.luck import Key, Law, draw, share_below
from sim.scenario import Scenario
from sim.scenario.sections import values_in
from sim.scenario.values import Number


class Fitted(NamedTuple):
    """An input that is fitted."""

    path: Path
    law: Law
    low: float
    high: float
    value: float  # the scenario's own, or 1 of a spread, which is multiplied
    whole: bool
    times: bool

    def value_at(self, share: float) -> float:
        """The value below which this share of the range's law lies."""
        value = draw((), self.law, share)
        return float(round(value)) if self.whole else value

    def share_of(self, value: float) -> float:
        """And back."""
        return share_below((), self.law, value)


class Prior:
    """The fitted inputs of a scenario, in order of name. `others`: the other uncertain inputs vary too, each over its
    range, so that what is not known of them widens the fit; they are no part of it."""

    def __init__(self, scenario: Scenario, *, others: bool = False) -> None:
        self.scenario = scenario
        values = {path: value for path, value, _ in values_in(scenario)}
        found = ranges(scenario)
        same = twins(found)
        fitted: list[Fitted] = []
        vary: list[Fitted] = []
        for one in found:
            value = values[one.path]
            law = law_of(one, value.distribution if isinstance(value, Number) else None)
            if one.path not in same and one.low < one.high:
                each = Fitted(one.path, law, one.low, one.high, one.value, one.whole, one.times)
                (fitted if value.informed_by else vary).append(each)
        self.inputs, self.others = tuple(fitted), tuple(vary) if others else ()

    @property
    def paths(self) -> tuple[Path, ...]:
        """The fitted inputs."""
        return tuple(one.path for one in self.inputs)

    def shares(self, key: Key, number: int, box: Sequence[tuple[float, float]]) -> list[float]:
        """Where each fitted input stands in a draw: within a box, as likely anywhere in it."""
        return [
            low + (high - low) * luck_of(".".join(one.path), key, number)
            for one, (low, high) in zip(self.inputs, box, strict=True)
        ]

    def values(self, shares: Iterable[float]) -> dict[Path, float]:
        """The values of the fitted inputs that stand there."""
        return {one.path: one.value_at(share) for one, share in zip(self.inputs, shares, strict=True)}

    def other_values(self, key: Key, number: int) -> dict[Path, float]:
        """The values of the other inputs in a draw, where they vary."""
        return {one.path: one.value_at(luck_of(".".join(one.path), key, number)) for one in self.others}

    def with_values(self, values: Mapping[Path, float]) -> Scenario:
        """The scenario with these values. Raises NotPossible where no file could state them together; all lie in ranges
        that the scenario states, so that no more need be looked at than whether they go together."""
        changed = changed_to(self.scenario, values)
        if faults := [message for _, message in faults_across(changed)]:
            raise NotPossible(" ".join(faults))
        return changed
