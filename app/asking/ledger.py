"""What was held out, what was predicted of it, and what came of that? Predictions first, comparisons later.

The clock stands outside: who asks says when. Nothing is written here, and what stands on record is never changed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from app.asking.cases import Named, loaded_of, refuse_what_never_ends
from app.asking.engines import Runs
from app.asking.watch import Watch
from experiments.ledger.held_out import HeldOut, counted_once, folder_of, held_out_of, named_in
from experiments.ledger.record import FILE, Comparison, Prediction, Record, compared, record_in
from sim.loading import Loaded


@dataclass(frozen=True)
class Result:
    """A prediction, and what came of it, if it has been compared. `old`: the scenario has changed since."""

    prediction: Prediction
    comparison: Comparison | None
    old: bool


@dataclass(frozen=True)
class Entry:
    """A figure that is held out, and all that was predicted of it, in order."""

    held: HeldOut
    scenario_title: str
    set_from_it: tuple[str, ...]  # inputs: it tests nothing, and is not counted
    same_as: str | None  # the same published figure, counted under another scenario
    results: tuple[Result, ...]

    @property
    def counted(self) -> bool:
        """Whether it is a held-out figure that has been published, and is counted nowhere else."""
        return self.held.published is not None and not self.set_from_it and self.same_as is None

    @property
    def first(self) -> Result | None:
        """The first result stands: what was predicted later was predicted of a figure that had been looked at."""
        done = [one for one in self.results if one.comparison]
        return next(iter([*done, *self.results]), None)

    @property
    def inside(self) -> bool | None:
        """Whether the figure lies in the interval that was predicted first; None before they are compared."""
        return self.first.comparison.inside if self.first and self.first.comparison else None


def ledger_of(loaded: list[Loaded]) -> list[Entry]:
    """Every figure held out of these scenarios."""
    records = {folder: record_in(folder) for folder in {folder_of(one) for one in loaded}}
    pairs = [(one, held) for one in loaded for held in held_out_of(one)]
    same = {held.name: earlier for held, earlier in counted_once(held for _, held in pairs)}
    return [_entry(one, held, same[held.name], records[folder_of(one)]) for one, held in pairs]


def _entry(loaded: Loaded, held: HeldOut, earlier: HeldOut | None, record: Record) -> Entry:
    results = tuple(
        Result(one, record.result_of(one), one.hash != loaded.hash)
        for one in record.predictions
        if one.figure == held.name
    )
    standing = tuple(named_in(held, loaded.scenario))
    return Entry(held, loaded.scenario.title, standing, earlier.name if earlier else None, results)


# ---------------------------------------------------------------- predicting and comparing


@dataclass(frozen=True)
class ToAdd:
    """Rows for the record of a folder."""

    file: Path
    rows: tuple[Prediction | Comparison, ...]


@dataclass(frozen=True)
class Predict(Runs):
    """Predict every held-out figure of these scenarios that has not been predicted with them as they stand."""

    scenarios: tuple[Named, ...]
    when: datetime
    draws: int = field(default=1000, kw_only=True)

    def answered(self, watch: Watch) -> list[ToAdd]:
        """New predictions, folder by folder."""
        loaded = [loaded_of(name) for name in self.scenarios]
        refuse_what_never_ends(loaded)
        found: dict[Path, list[Prediction]] = {}
        for one in loaded:
            found.setdefault(folder_of(one), []).extend(self._of(one, watch))
        return [ToAdd(folder / FILE, tuple(rows)) for folder, rows in found.items() if rows]

    def _of(self, loaded: Loaded, watch: Watch) -> Iterator[Prediction]:
        from experiments.ledger.predicting import SEED, expected

        record = record_in(folder_of(loaded))
        figures = [held for held in held_out_of(loaded) if not record.stands(held, loaded.hash)]
        if not figures:
            return
        seed = SEED if self.seed is None else self.seed
        step = watch.following(f"draws of {loaded.name}")
        those, given = expected(loaded, figures, draws=self.draws, seed=seed, jobs=self.workers, progress=step)
        for held, seen in zip(figures, those, strict=True):
            ends = {key: float(f"{getattr(seen, key):.5g}") for key in ENDS}
            target = held.target
            yield Prediction(
                figure=held.name,
                scenario=loaded.name,
                hash=loaded.hash,
                measure=target.measure,
                starts=target.starts,
                ends=target.ends,
                referred_until=target.referred_until,
                services=held.services,
                **ends,
                given=given,
                drivers=list(seen.drivers),
                covers=seen.covers,
                seed=seed,
                draws=self.draws,
                made=self.when,
            )


ENDS = ("low", "median", "high", "prior_low", "prior_high")


@dataclass(frozen=True)
class ComparePredictions:
    """Hold predictions that have not been compared against what was published."""

    scenarios: tuple[Named, ...]
    when: datetime

    def answered(self, watch: Watch) -> list[ToAdd]:
        """New comparisons, folder by folder."""
        loaded = [loaded_of(name) for name in self.scenarios]
        held: dict[Path, list[HeldOut]] = {}
        for one in loaded:
            held.setdefault(folder_of(one), []).extend(held_out_of(one))
        rows = {folder: compared(record_in(folder), those, self.when) for folder, those in held.items()}
        return [ToAdd(folder / FILE, tuple(found)) for folder, found in rows.items() if found]
