"""A scenario whose numbers move in place, and what is worked out of it: kept as long as nothing that it read has moved.

Thousands of points differ from one another in a few numbers. A `Moving` is a scenario, of one thread, with numbers that
can be set; a `Kept` is anything worked out of it, which remembers which of these it read, and is worked out again only
when one of them has another value. So nothing says what depends on what, and nothing can be forgotten there: what read
none of the numbers that moved would come out as it did, because it is a function of what it reads.

Invariant: with its numbers set to some values, the scenario holds what `changed.changed_to` gives for them.
"""

from collections.abc import Callable, Collection, Sequence
from functools import partial
from itertools import combinations
from math import nan
from typing import Generic, TypeVar

from experiments.changed import Path, changed_shares, fields_of, in_shares, step_into, with_values
from sim.checks.sizes import LONGEST
from sim.errors import NotPossible
from sim.scenario import Scenario
from sim.scenario.sections import Facts, Possible, Section, possible_of, values_in
from sim.scenario.values import LENGTHS, Number, Spread

Made = TypeVar("Made")
Group = Path  # of shares that make room for one another: ("traits", trait, "share")
NOTICED = frozenset((*Number.model_fields, *Spread.model_fields, "__dict__"))
SURELY = 1e-6, 1e6  # how many times as long a spread may be, so that rounding makes no two of its lengths one
APART = 1e-9  # how far two lengths must be apart for that, as a share of the longer
FINITE = 1e300
NEVER = Possible(1.0, 0.0, whole=False)  # without asking the schema


class _Number(Number):
    """A number that is noticed when it is read."""

    __slots__ = ("notice",)

    def __getattribute__(self, name: str) -> object:
        if name in NOTICED:
            object.__getattribute__(self, "notice")()
        return object.__getattribute__(self, name)


class _Spread(Spread):
    """A spread, likewise."""

    __slots__ = ("notice",)
    __getattribute__ = _Number.__getattribute__


class Moving:
    """A scenario with values at some paths that can be set again and again, as one of its own thread."""

    def __init__(self, scenario: Scenario, paths: Sequence[Path]) -> None:
        stated = {
            path: (value, facts) for path, value, facts in values_in(scenario) if isinstance(value, Number | Spread)
        }
        for path in paths:
            if path not in stated:
                raise NotPossible(f"there is no number at {'.'.join(path)}")
        self.paths, self.values = tuple(paths), [nan] * len(paths)
        self.scenario = with_values(scenario, {path: _as_stated(stated[path][0]) for path in paths}, sized=False)
        self.moves = 0  # how often values were set
        self.moved: frozenset[Path] = frozenset()  # what the last time set to another value
        self.moved_at: dict[Path, int] = {}
        self.read: set[Path] = set()  # since this was last emptied
        self._was: dict[Path, Number | Spread] = {}
        self._inside: dict[Path, dict[str, object]] = {}
        for each in dict.fromkeys(each for path in paths for each in _with_the_others(path, stated)):
            self._was[each] = stated[each][0]
            self._inside[each] = self._notice(each, stated[each][0])
        self._surely = [_surely(*stated[path]) for path in paths]

    def _notice(self, path: Path, value: Number | Spread) -> dict[str, object]:
        """Put in its place a number, or a spread, that is noticed. Returns what is inside it."""
        kind = _Spread if isinstance(value, Spread) else _Number
        noticed = kind.model_construct(_fields_set=set(value.model_fields_set), **vars(value))
        object.__setattr__(noticed, "notice", partial(self.read.add, path))
        home: object = self.scenario
        for step in path[:-1]:
            home = step_into(home, step)
        if isinstance(home, list):
            home[int(path[-1])] = noticed
        else:
            inside_of(home)[path[-1]] = noticed
        return inside_of(noticed)

    def to(self, values: Sequence[float]) -> bool:
        """Set these values. False, and nothing is set, where one is not surely possible by itself."""
        differ = [i for i, (value, was) in enumerate(zip(values, self.values, strict=True)) if value != was]
        if not all(self._surely[i].least <= values[i] <= self._surely[i].most for i in differ):
            return False
        if any(self._surely[i].whole and values[i] != int(values[i]) for i in differ):
            return False
        self.values[:] = values
        self.moves += 1
        moved = [self.paths[i] for i in differ]
        for path, i in zip(moved, differ, strict=True):
            if not in_shares(path):
                self._set(path, fields_of(self._was[path], values[i]))
        for group in {_group(path) for path in moved if in_shares(path)}:
            moved += self._make_room(group)
        self.moved = frozenset(moved)
        self.moved_at |= dict.fromkeys(moved, self.moves)
        return True

    def _set(self, path: Path, fields: dict[str, object]) -> None:
        """Overwrite what is inside a number or a spread, of which the rest is as it was stated."""
        inside, was = self._inside[path], self._was[path]
        if isinstance(was, Number):
            inside |= {"low": was.low, "high": was.high}
        inside |= fields

    def _make_room(self, group: Group) -> list[Path]:
        """Set the shares of a trait's levels, those that were given one after another. Gives the paths of all."""
        levels = {path[3]: path for path in self._was if in_shares(path) and _group(path) == group}
        shares = {level: was for level, path in levels.items() if isinstance(was := self._was[path], Number)}
        for path, at in zip(self.paths, self.values, strict=True):
            if path in levels.values():
                shares |= changed_shares(shares, path[3], at)
        for level, path in levels.items():
            share = shares[level]
            self._set(path, {"value": share.value, "low": share.low, "high": share.high})
        return list(levels.values())

    def sections(self) -> list[Section]:
        """The sections below which a number moves, each once."""
        found: dict[int, Section] = {}
        for path in self._was:
            home: object = self.scenario
            for step in path:
                if isinstance(home, Section):
                    found[id(home)] = home
                home = step_into(home, step)
        return list(found.values())


def inside_of(home: object) -> dict[str, object]:
    """A table, or what a section holds by name: frozen for everybody else."""
    inside: dict[str, object] = home if isinstance(home, dict) else object.__getattribute__(home, "__dict__")
    return inside


class Kept(Generic[Made]):
    """Something worked out of a moving scenario: worked out again when it is asked for, if what it read has moved."""

    def __init__(self, moving: Moving, make: Callable[[], Made]) -> None:
        self.moving, self.make = moving, make
        self.reads: frozenset[Path] | None = None  # None: it was never made, or the last time failed
        self.seen = -1  # at which move it stood last

    def __call__(self) -> Made:
        """What it is now. What is being made meanwhile has read what this one read."""
        if self.reads is None or self._has_moved(self.reads):
            self._make()
        self.seen = self.moving.moves
        assert self.reads is not None  # noqa: S101 - it was made
        self.moving.read |= self.reads
        return self.made

    def _has_moved(self, reads: frozenset[Path]) -> bool:
        moving = self.moving
        if self.seen >= moving.moves - 1:
            return self.seen < moving.moves and not reads.isdisjoint(moving.moved)
        return any(moving.moved_at.get(path, -1) > self.seen for path in reads)

    def _make(self) -> None:
        others = set(self.moving.read)
        self.moving.read.clear()
        self.reads = None
        try:
            self.made = self.make()
            self.reads = frozenset(self.moving.read)
        finally:
            self.moving.read |= others


def _as_stated(value: Number | Spread) -> float:
    """The value that leaves a number or a spread as it is."""
    return float(value.value) if isinstance(value, Number) else 1.0


def _group(path: Path) -> Group:
    """The shares that make room for one another, if it is one of them."""
    return (*path[:2], path[-1])


def _with_the_others(path: Path, stated: Collection[Path]) -> list[Path]:
    """A path, and of a share the paths of all that make room for it."""
    return [each for each in stated if in_shares(each) and _group(each) == _group(path)] if in_shares(path) else [path]


def _surely(value: Number | Spread, facts: Facts) -> Possible:
    """Which values are surely possible by themselves, without asking the schema: of a number those that its field says,
    of a spread those that leave its lengths in order and within reach."""
    if isinstance(value, Number):
        least, most, whole = possible_of(facts)
        return Possible(max(least, -FINITE), min(most, FINITE), whole)
    lengths = [length for name in LENGTHS if (length := getattr(value, name)) is not None]
    lengths += [length for _, length in value.points or ()]
    pairs = combinations(sorted(lengths), 2)
    if not all(a == b or b - a > APART * b for a, b in pairs) or any(0 < length < SURELY[0] for length in lengths):
        return NEVER
    return Possible(SURELY[0], min(SURELY[1], LONGEST / max(*lengths, SURELY[0])), whole=False)
