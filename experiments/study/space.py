"""What varies in a study, and what does each value of it change? Dimensions, and where their values go.

A dimension is one axis of a design: it turns a number between 0 and 1 into a *setting* (a value, the number of a level,
a day, a member of the fitted joint sample). Settings then become numbers at paths of each scenario (`NumberAt`,
`MembersAt`, `SharesAt`), which need no scenario of their own, or changes of the scenario itself (`ChoiceAt`): levers
and structures. Invariant: the order of dimensions is that of the file and of paths, never of a table in memory.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from math import isnan, nan
from typing import Literal, NamedTuple

import numpy as np

from experiments.along import Fits
from experiments.changed import Path
from experiments.study.arrays import Floats, drawn, share_below, which
from experiments.study.beta import beta_quantiles, beta_shares
from sim.luck import UNIFORM, Law

Kind = Literal["continuous", "whole", "category", "date", "shares", "joint", "structure", "dummy"]


@dataclass(frozen=True)
class Dimension:
    """One axis of a design. `low`, `high` and `base` are settings; `base` is where it stands if it is not varied (not a
    number where there is no such place)."""

    name: str
    title: str
    unit: str
    kind: Kind
    low: float
    high: float
    base: float
    law: Law | None = None
    levels: tuple[object, ...] = ()
    order: tuple[int, ...] = ()  # joint: members, along their first principal component
    times: bool = False  # the setting multiplies a distribution
    beta: tuple[float, float] | None = None  # shares: what a level takes of what those before it have left

    def at(self, u: float) -> float:
        """The setting at a number between 0 and 1."""
        return float(self.settings(np.array([u]))[0])

    def settings(self, u: Floats) -> Floats:
        """The setting at each of them."""
        if self.beta is not None:
            return beta_quantiles(*self.beta, u)
        if self.order:
            return np.asarray(self.order, np.float64)[which(u, len(self.order))]
        if self.levels:
            return self.level_settings[which(u, len(self.levels))]
        if self.law is not None and not self._is_counted_out:
            found = drawn(self.law, u)
            return np.asarray(np.rint(found)) if self.kind == "whole" else found
        if self._is_counted_out:
            return np.asarray(self.low + which(u, int(self.high - self.low) + 1))
        return np.asarray(self.low + u * (self.high - self.low))

    @property
    def _is_counted_out(self) -> bool:
        """Whether every whole number from low to high is as likely."""
        return self.kind == "date" or (self.kind == "whole" and (self.law is None or self.law.kind == UNIFORM))

    @property
    def level_settings(self) -> Floats:
        """The setting of each level: its number where levels are words or sets of values."""
        if self.kind in ("category", "structure"):
            return np.arange(len(self.levels), dtype=np.float64)
        if self.kind == "date":
            return np.array([float(level.toordinal()) for level in self.levels if isinstance(level, date)])
        return np.array([float(level) for level in self.levels if isinstance(level, int | float)])

    def value(self, setting: float) -> object:
        """What a setting stands for: a number, a date, a level's word or name; None: as the scenario states it."""
        if isnan(setting):
            return None
        if self.kind == "date":
            return date.fromordinal(int(setting))
        if self.kind in ("category", "structure"):
            return self.levels[int(setting)]
        if self.levels:
            return self.levels[int(np.argmin(np.abs(self.level_settings - setting)))]
        return int(setting) if self.kind in ("whole", "joint") else float(setting)

    def stands(self, settings: Floats) -> Floats:
        """And back: where each setting stands between 0 and 1; not a number where it is as the scenario states it."""
        known = ~np.isnan(settings)
        found = np.full(len(settings), nan)
        found[known] = self._stand(settings[known])
        return found

    def _stand(self, settings: Floats) -> Floats:
        if self.beta is not None:
            return beta_shares(*self.beta, settings)
        if self.order:
            place = np.argsort(np.asarray(self.order))
            return (place[settings.astype(np.int64)] + 0.5) / len(self.order)
        if self.levels:
            nearest = np.abs(settings[:, None] - self.level_settings[None, :]).argmin(axis=1)
            return np.asarray((nearest + 0.5) / len(self.levels))
        if self._is_counted_out:
            return (settings - self.low + 0.5) / (self.high - self.low + 1)
        if self.law is not None:
            return share_below(self.law, settings)
        return np.asarray((settings - self.low) / ((self.high - self.low) or 1.0))


# ---------------------------------------------------------------- where settings go


class NumberAt(NamedTuple):
    """A dimension whose setting is a number at a path. `own`: the arms that spread the same input otherwise, each over
    its own range; `arms`: those to which it applies as it is."""

    dimension: int
    path: Path
    arms: frozenset[int]
    own: Mapping[int, Dimension]


class MembersAt(NamedTuple):
    """The dimension whose setting is a member of the joint sample, and the inputs that it sets in each arm."""

    dimension: int
    paths: tuple[Path, ...]
    rows: Floats  # (member, input)
    arms: Mapping[Path, frozenset[int]]


class SharesAt(NamedTuple):
    """Dimensions whose settings split a trait's levels: each takes its part of what those before have left. `before`:
    the stated shares, in order of level."""

    dimensions: tuple[int, ...]
    paths: tuple[Path, ...]  # one more than dimensions
    before: tuple[float, ...]
    arms: frozenset[int]

    def shares(self, settings: Floats) -> Floats:
        """Each level's share, (point, level)."""
        left = np.ones(len(settings))
        found = []
        for at in self.dimensions:
            found.append(left * settings[:, at])
            left = left - found[-1]
        return np.column_stack([*found, left])

    def values(self, settings: Floats) -> list[Floats]:
        """What to set each level to but the last, one after another, so that all come to their shares: setting one
        makes room in proportion in all others (`changed.with_values`)."""
        shares = self.shares(settings)
        last = np.full(len(settings), self.before[-1])
        stand = [np.full(len(settings), share) for share in self.before[:-1]]
        found = []
        for at in range(len(stand)):
            wanted = shares[:, at] / shares[:, -1] * last / (1 - stand[at])
            value = wanted / (1 + wanted)
            room = (1 - value) / (1 - stand[at])
            stand = [value if other == at else one * room for other, one in enumerate(stand)]
            last = last * room
            found.append(value)
        return found


class ChoiceAt(NamedTuple):
    """A dimension that changes the scenario itself: a lever's value at a path, or a structure's level."""

    dimension: int
    path: str  # '' of a structure
    changes: tuple[Mapping[str, object], ...]  # of a structure: of each level

    def of(self, dimension: Dimension, setting: float) -> Mapping[str, object]:
        """What it changes at a setting; nothing where it is as the scenario states it."""
        if isnan(setting):
            return {}
        return {self.path: dimension.value(setting)} if self.path else self.changes[int(setting)]


@dataclass(frozen=True)
class Space:
    """All dimensions of a study, and where their settings go. `groups`: dimensions that a design moves together."""

    dimensions: tuple[Dimension, ...] = ()
    numbers: tuple[NumberAt, ...] = ()
    members: MembersAt | None = None
    shares: tuple[SharesAt, ...] = ()
    choices: tuple[ChoiceAt, ...] = ()
    blocks: tuple[tuple[tuple[int, ...], Floats], ...] = ()  # dimensions, and the lower triangle of their scores
    groups: tuple[tuple[int, ...], ...] = ()
    notes: tuple[str, ...] = ()
    fits: Fits = field(default_factory=Fits)
