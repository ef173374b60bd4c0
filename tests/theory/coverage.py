"""How often does an interval hold what it is of? One long study of each scenario, cut into disjoint short ones.

    python -m tests.theory.coverage [REPLICATIONS]

runs the scenarios and writes the table of docs/theory.md. Every quantity of page one: people and money rows of the
terminal's first screen and of the report, of the programme's world, of usual care, and paired. The truth is the mean of
the whole study. A block whose interval is a limit ("seen in 3 of 20 replications: too few to say; up to 0.9") is held
if the truth is within it; one that says only how often ("seen in none of 20: in up to 14%"), if it is no oftener.
"""

import sys
from collections.abc import Iterator, Sequence
from functools import cache
from math import fsum
from pathlib import Path
from typing import NamedTuple

from experiments.bridge import STEPS
from experiments.certain import of_care
from experiments.intervals import Estimate, Part, difference_of, estimate_of
from experiments.outcomes import outcomes_for
from experiments.results import BOTH, Results
from experiments.run import Case, run
from sim.inputs import World
from sim.loading import load
from sim.scenario import Scenario

PAGE = Path(__file__).parents[2] / "docs" / "theory.md"
BEGINS, ENDS = "<!-- coverage: python -m tests.theory.coverage -->\n", "<!-- end of coverage -->\n"
SEED = 20261126
SIZES = (20, 50, 200)
ONE_MORE = 39  # replications from which one real service is read off
PEOPLE = (
    *("referred", "declined", "gave_up", "wait_for_link_worker", "within_target", "support_completed", "took_up"),
    *("supported_reviews", "relapses", "weeks_in_care"),
)
ATOM = 0.1  # of replications that give one same value: from there on a quantity is discrete
AT_A_TIME = 500


class Quantity(NamedTuple):
    """A part, less another where it is paired."""

    later: Part
    earlier: Part | None = None

    def block(self, start: int, n: int) -> "Quantity":
        """Some replications of it."""
        return Quantity(*(part and cut(part, start, n) for part in self))

    def estimate(self) -> Estimate:
        """As an answer has it."""
        return estimate_of(self.later) if self.earlier is None else difference_of(self.later, self.earlier)

    @property
    def each(self) -> list[float]:
        """One value for each replication that has any."""
        later, earlier = (None if part is None else values(part) for part in self)
        if earlier is None:
            return [value for value in later or [] if value is not None]
        pairs = zip(later or [], earlier, strict=True)
        return [(b or 0.0) - (a or 0.0) for b, a in pairs if a is not None or b is not None]

    @property
    def truth(self) -> float:
        """The mean of all there is."""
        return mean_of(self.later) - (0.0 if self.earlier is None else mean_of(self.earlier))


def cut(part: Part, start: int, n: int) -> Part:
    """Some replications of a part."""
    return part._replace(some=part.some[start : start + n], of=part.of and part.of[start : start + n])


def values(part: Part) -> list[float | None]:
    """One for each replication; None where there is nothing to be a part of."""
    if part.of is None:
        return list(part.some)
    return [some / of if of else None for some, of in zip(part.some, part.of, strict=True)]


def mean_of(part: Part) -> float:
    """Mean over mean."""
    whole = fsum(part.of) if part.of is not None else len(part.some)
    return fsum(part.some) / whole if whole else 0.0


# ---------------------------------------------------------------- long studies


def seldom() -> Scenario:
    """A small service with room to spare, where waits and give-ups are rare events."""
    pilot = load("rotherham_mental_health_pilot").scenario
    small = {
        ("demand", "referrals_per_week"): 0.5,
        ("link_workers", "posts"): 1,
        ("link_workers", "caseload_per_post"): 20,
        ("link_workers", "turnover_per_year"): 0.03,
    }
    found = pilot
    for (section, name), value in small.items():
        part = getattr(found, section)
        number = getattr(part, name).model_copy(update={"value": value, "low": None, "high": None})
        found = found.model_copy(update={section: part.model_copy(update={name: number})})
    return found


def scenario_of(name: str) -> Scenario:
    """A bundled scenario, or ours."""
    return seldom() if name == "seldom" else load(name).scenario


@cache
def study(name: str, replications: int) -> dict[str, Part]:
    """Every quantity of page one of one scenario: by name, a part of every replication."""
    base_case = Case(name, scenario_of(name), SEED)
    found: dict[str, list[Part]] = {}
    for first in range(0, replications, AT_A_TIME):
        [runs] = run([base_case], range(first, min(first + AT_A_TIME, replications)), engine="fast")
        pool = Results(base_case, runs)
        for outcome in outcomes_for(base_case.shape):
            if outcome.name in PEOPLE or outcome.name.startswith("discharged_in_"):
                for world in BOTH:
                    if world is World.PROGRAMME or of_care(outcome):
                        found.setdefault(f"{outcome.name}, {world.value}", []).append(
                            pool.outcomes[world].part(outcome)
                        )
        for years in base_case.shape.bridge_years:
            for step in STEPS:
                pounds = pool.worlds.pounds(years, step.name)
                found.setdefault(f"{step.name} over {years} years", []).append(Part(pounds))
    return {name: joined(parts) for name, parts in found.items()}


def joined(parts: Sequence[Part]) -> Part:
    """Replications one after another."""
    some = [n for part in parts for n in part.some]
    of = None if parts[0].of is None else [n for part in parts for n in part.of or ()]
    return Part(some, of, parts[0].least, parts[0].most)


def of_one(parts: dict[str, Part]) -> dict[str, Quantity]:
    """Each quantity, and of people the paired difference from usual care."""
    found = {name: Quantity(part) for name, part in parts.items()}
    for name, part in parts.items():
        usual = parts.get(name.replace(", programme", ", usual care"))
        if name.endswith(", programme") and usual is not None:
            found[name.replace(", programme", ", difference")] = Quantity(part, usual)
    return found


def of_pair(first: dict[str, Part], second: dict[str, Part]) -> dict[str, Quantity]:
    """The second scenario less the first, with the programme."""
    return {
        name: Quantity(second[name], first[name])
        for name in first
        if name in second and not name.endswith(", usual care")
    }


# ---------------------------------------------------------------- how often it holds


class Held(NamedTuple):
    """Of so many blocks, how many held the truth, said too few to say, and of those that gave an interval how many held
    it."""

    blocks: int
    held: int
    few: int
    given_held: int

    @property
    def share(self) -> float:
        """Of all blocks."""
        return self.held / self.blocks


def holds(found: Estimate, truth: float, often: float) -> bool:
    """Whether what an estimate says is so. `often`: in what share of replications it is other than in the rest."""
    if found.error_low is not None and found.error_high is not None:
        return found.error_low <= truth <= found.error_high
    return found.rare is not None and often <= found.rare.share


def coverage(quantity: Quantity, n: int, most: int = 2000) -> Held:
    """Over disjoint blocks of n."""
    truth, each = quantity.truth, quantity.each
    blocks = min(most, len(quantity.later.some) // n)
    rest = common(each)
    often = sum(value != rest for value in each) / max(1, len(each))
    estimates = [quantity.block(i * n, n).estimate() for i in range(blocks)]
    right = [holds(found, truth, often) for found in estimates]
    few = [found.rare is not None for found in estimates]
    return Held(blocks, sum(right), sum(few), sum(a and not b for a, b in zip(right, few, strict=True)))


def one_more_holds(quantity: Quantity, n: int, most: int = 2000) -> Held:
    """How often one further replication falls within what is said of one real service: each block's next."""
    values_next = quantity.later.some
    blocks = min(most, len(values_next) // (n + 1))
    held = 0
    for i in range(blocks):
        start = i * (n + 1)
        found, there = quantity.block(start, n).estimate(), quantity.block(start + n, 1).each
        low, high = found.low or 0.0, found.high or 0.0
        held += not there or low <= there[0] <= high
    return Held(blocks, held, 0, held)


def common(each: Sequence[float]) -> float:
    """The commonest of some values."""
    return max(set(each), key=each.count) if len(set(each)) < len(each) // 10 else sorted(each)[len(each) // 2]


def discrete(quantity: Quantity) -> bool:
    """Whether more than a tenth of replications give one same value."""
    each = quantity.each[:2000]
    return bool(each) and max(each.count(value) for value in set(each)) > ATOM * len(each)


def varies(quantity: Quantity) -> bool:
    """Whether there is anything to estimate."""
    return len(set(quantity.each[:2000])) > 1


CASES = {
    "pilot": ("rotherham_mental_health_pilot",),
    "third_post less the pilot": ("rotherham_mental_health_pilot", "third_post"),
    "ninety_waiting": ("ninety_waiting",),
    "a service with room to spare": ("seldom",),
}


def quantities(case: str, replications: int) -> dict[str, Quantity]:
    """Every quantity of a case that is not the same in every replication."""
    studies = [study(name, replications) for name in CASES[case]]
    found = of_one(studies[0]) if len(studies) == 1 else of_pair(*studies)
    return {name: one for name, one in found.items() if varies(one)}


def rows(replications: int) -> Iterator[list[str]]:
    """The table: a row a case and quantity."""
    for case in CASES:
        for name, quantity in quantities(case, replications).items():
            cells = []
            for n in SIZES:
                found = coverage(quantity, n)
                few = f" ({found.few / found.blocks:.0%} too few)" if found.few else ""
                cells.append(f"{found.share:.1%}{few}")
            later = one_more_holds(quantity, ONE_MORE)
            kind = "discrete" if discrete(quantity) else "continuous"
            yield [case, name, kind, *cells, f"{later.share:.1%}"]


def main(wanted: Sequence[str]) -> None:
    """Run the studies and write the page."""
    replications = int(wanted[0]) if wanted else 40_000
    heads = ("case", "quantity", "kind", *(f"{n} replications" for n in SIZES), f"one real service, from {ONE_MORE}")
    lines = ["| " + " | ".join(heads) + " |", "|---" * len(heads) + "|"]
    for cells in rows(replications):
        lines.append("| " + " | ".join(cells) + " |")
        print(lines[-1], flush=True)
    counts = ", ".join(f"{min(2000, replications // n):,} of {n}" for n in SIZES)
    note = f"{replications:,} replications of each scenario, cut into disjoint blocks: {counts} (seed {SEED})."
    page = PAGE.read_text(encoding="utf-8")
    head, tail = page.split(BEGINS)[0], page.split(ENDS)[1]
    PAGE.write_text(head + BEGINS + "\n".join([*lines, "", note]) + "\n" + ENDS + tail, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
