"""Do fits cover? Services simulated with known inputs, each fitted as the pilot is: how often does an interval hold?

    python -m tests.theory.fits_cover [REFITS] [JOBS]

draws inputs from their ranges, simulates one pilot with each, fits each from what it published, and writes the table
of docs/fitting.md. All refits share the first wave of simulations; where a fit would go on to later waves, so does a
refit. What is done is kept in build/fits_cover/, by hash of the scenario, so that a run that was stopped goes on. A
twin of every refit that is too sure of itself (its members drawn in to `TOO_SURE` of their spread) must be found out.
"""

import json
import sys
import time
from collections.abc import Sequence
from math import erfc, exp, pi, sqrt
from pathlib import Path
from statistics import fmean, stdev
from typing import NamedTuple

import numpy as np

from experiments.fitting.fit import MEMBERS, PRIOR_DEVIATION, Asked, Work
from experiments.fitting.stored import made_for
from experiments.fitting.waves import Simulated, Wave, in_waves, joined
from experiments.many_points import Bench
from sim.faults import dotted
from sim.loading import load
from sim.luck import study_key

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "fitting.md"
BEGINS, ENDS = "<!-- coverage: python -m tests.theory.fits_cover -->\n", "<!-- end of coverage -->\n"
KEPT = ROOT / "build" / "fits_cover"
NAME = "rotherham_mental_health_pilot"
REFITS = 200
SEED, TRUTH_SEED = 20261127, 20261128
AT_A_TIME = 1000
INTERVAL, LEAST = 0.9, 0.83
REJECTED = 0.01
TOO_SURE = 0.75
BINS = 10


class Refit(NamedTuple):
    """Of one service: of each input, which share of the members lies below the truth, whether the interval and the one
    of the twin that is too sure hold it, and the members' spread over the prior's."""

    ranks: list[float]
    holds: list[bool]
    twin_holds: list[bool]
    spread: list[float]
    simulations: int
    seconds: float


class Held(NamedTuple):
    """How often intervals hold, over all inputs together and for each; and how likely so much or so little is."""

    overall: float
    each: list[float]
    p: float

    @property
    def is_good(self) -> bool:
        return self.p >= REJECTED and min(self.each) >= LEAST


def held(holds: Sequence[Sequence[bool]]) -> Held:
    """(refit, input). Inputs of one service are held or missed together, so the services are what is counted."""
    services = [fmean(row) for row in holds]
    deviation = stdev(services) / sqrt(len(services))
    z = (fmean(services) - INTERVAL) / max(deviation, 1e-9)
    return Held(fmean(services), [fmean(column) for column in zip(*holds, strict=True)], erfc(abs(z) / sqrt(2)))


def rank_p(ranks: Sequence[float]) -> float:
    """How likely a histogram of ranks is so uneven, if every rank is as likely: chi squared in `BINS` bins."""
    counts, _ = np.histogram(ranks, bins=BINS, range=(0, 1))
    even = len(ranks) / BINS
    return chi_squared_above(float(((counts - even) ** 2 / even).sum()), BINS - 1)


def chi_squared_above(x: float, odd: int) -> float:
    """Upper tail of chi squared with an odd number of degrees of freedom (Abramowitz and Stegun 26.4.4)."""
    term, total = sqrt(x), 0.0
    for r in range(1, odd, 2):
        total += term
        term *= x / (r + 2)
    return erfc(sqrt(x / 2)) + sqrt(2 / pi) * exp(-x / 2) * total


# ---------------------------------------------------------------- the study


class Study:
    """One table of simulations, and what was refitted on it so far."""

    def __init__(self, name: str, jobs: int) -> None:
        self.loaded = load(name)
        self.asked = Asked(self.loaded)
        assert self.asked.figures
        self.folder = KEPT / f"{name}-{made_for(self.loaded.scenario, self.asked.figures)}-{self.asked.many}"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.jobs, self.work = jobs, Work(self.asked, SEED, jobs, lambda done, planned: None)

    def table(self) -> Simulated:
        """The first wave, in parts that are kept."""
        cube = tuple((0.0, 1.0) for _ in self.asked.prior.inputs)
        parts = []
        for first in range(0, self.asked.many, AT_A_TIME):
            file = self.folder / f"table_{first}.npz"
            if not file.exists():
                shares, figures = self.work.simulate(range(first, min(first + AT_A_TIME, self.asked.many)), cube)
                np.savez(file.with_suffix(".part.npz"), shares=shares, figures=figures)
                file.with_suffix(".part.npz").rename(file)
                print(f"  {first + len(shares)} simulations", flush=True)
            with np.load(file) as found:
                parts.append((found["shares"], found["figures"]))
        wave = Wave(self.asked.many, cube)
        return joined(None, wave, *(np.vstack(column) for column in zip(*parts, strict=True)))

    def refits(self, many: int) -> list[Refit]:
        """So many, each kept as it is done."""
        file = self.folder / f"refits_{MEMBERS}.jsonl"
        done = [Refit(**json.loads(line)) for line in file.read_text().splitlines()] if file.exists() else []
        table, bench = self.table(), Bench()
        for number in range(len(done), many):
            done.append(self.refit(table, bench, number))
            with file.open("a") as stream:
                stream.write(json.dumps(done[-1]._asdict()) + "\n")
        return done[:many]

    def refit(self, table: Simulated, bench: Bench, number: int) -> Refit:
        """A service with inputs drawn from their ranges, fitted from what it would publish."""
        began = time.monotonic()
        prior = self.asked.prior
        truth = np.array(prior.shares(study_key(TRUTH_SEED), number, table.waves[0].box))
        published = self.asked.simulations(TRUTH_SEED).at(bench, (number, prior.values(truth)))
        found = in_waves(self.work.simulate, len(prior.inputs), published, self.asked.many, MEMBERS, table)
        members = found.given(published, MEMBERS).rows
        twin = drawn_in(members)
        return Refit(
            [float(rank) for rank in (members < truth).mean(axis=0)],
            *([bool(one) for one in inside(of, truth)] for of in (members, twin)),
            [float(one) for one in members.std(axis=0) / PRIOR_DEVIATION],
            sum(wave.many for wave in found.waves[1:]),
            time.monotonic() - began,
        )


def inside(members: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Whether each interval holds the truth."""
    low, high = np.quantile(members, ((1 - INTERVAL) / 2, (1 + INTERVAL) / 2), axis=0)
    return (low <= truth) & (truth <= high)


def drawn_in(members: np.ndarray) -> np.ndarray:
    """The twin that is too sure of itself."""
    middle = members.mean(axis=0)
    return middle + TOO_SURE * (members - middle)


def table_of(study: Study, refits: Sequence[Refit]) -> list[str]:
    """What stands in docs/fitting.md."""
    found = held([one.holds for one in refits])
    twin = held([one.twin_holds for one in refits])
    inputs = [dotted(one.path) for one in study.asked.prior.inputs]
    lines = [
        "",
        f"{len(refits)} services with inputs drawn from the ranges of {study.loaded.name}, each fitted from the "
        f"{len(study.asked.targets)} figures that it would have published; one table of {study.asked.many:,} "
        f"simulations for all.",
        "",
        "| input | 90 % intervals that hold it, % | ranks: p | posterior over prior spread |",
        "|---|--:|--:|--:|",
    ]
    for at, name in enumerate(inputs):
        p = rank_p([one.ranks[at] for one in refits])
        spread = fmean(one.spread[at] for one in refits)
        lines.append(f"| `{name}` | {100 * found.each[at]:.1f} | {p:.2f} | {spread:.2f} |")
    worst = min(twin.each)
    lines += [
        f"| all together | {100 * found.overall:.1f} (p {found.p:.2f}) | | |",
        "",
        f"Members drawn in to {TOO_SURE:g} of their spread, as of a method that is too sure of itself, hold "
        f"{100 * twin.overall:.1f} % (p {twin.p:.1g}; the worst input {100 * worst:.1f} %): "
        f"{'not found out' if twin.is_good else 'found out'}.",
        "",
    ]
    return lines


def main() -> int:
    many, jobs = [int(given) for given in sys.argv[1:]] + [REFITS, 2][len(sys.argv) - 1 :]
    study = Study(NAME, jobs)
    refits = study.refits(many)
    lines = table_of(study, refits)
    print("\n".join(lines))
    seconds = [one.seconds for one in refits]
    print(f"a refit takes {fmean(seconds):.2f} s on average, {max(seconds):.2f} s at the most")
    if many >= REFITS:
        page = PAGE.read_text(encoding="utf-8")
        before, rest = page.split(BEGINS)
        PAGE.write_text(before + BEGINS + "\n".join(lines) + ENDS + rest.split(ENDS)[1], encoding="utf-8")
    found, twin = held([one.holds for one in refits]), held([one.twin_holds for one in refits])
    return int(not found.is_good or twin.is_good)


if __name__ == "__main__":
    sys.exit(main())
