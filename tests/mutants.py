"""Would the tests notice a mistake? Some are put into a copy of the sources, one at a time: `make mutants`.

A mutant is one line changed into what somebody might well have written, and the tests that ought to fail for it. It is
caught when they do; one that survives is a missing test. `FOUND` are those that once survived (all must be caught);
`NEW` were written without looking at the tests. `tests/contract/test_planted_faults.py` asks the same of the comparison
of the two engines alone.

Nothing is compiled: the kernel runs as plain Python. One mutant at a time, so that it may run beside other work.

    python -m tests.mutants [--only WORD] [--list]
"""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

HOME = Path(__file__).parents[1]
COPIED = ("sim", "experiments", "app", "scenarios", "tests", "docs", "pyproject.toml", "README.md", "CHANGELOG.md")
MAY_SURVIVE = 3  # of sixty new ones

JOURNEY = ("tests/behaviour/test_journey.py", "tests/behaviour/test_edges_of_the_journey.py")
MONEY = ("tests/unit/test_money.py", "tests/unit/test_budget.py")


class Mutant(NamedTuple):
    """One line of a file, changed; `line` stands there once."""

    breaks: str
    file: str
    line: str
    planted: str
    tests: tuple[str, ...]


FOUND = [
    Mutant(
        "a level's queue class stands",
        "sim/rules.py",
        "max(traits.queue_class, level.queue_class)",
        "min(traits.queue_class, level.queue_class)",
        JOURNEY,
    ),
    Mutant(
        "time out of care is cut at each horizon",
        "sim/measures.py",
        "max(0, min(minute, frame.bridge[h]) - since)",
        "max(0, minute - since)",
        JOURNEY,
    ),
    Mutant(
        "a second wait is not counted as a first (given up)",
        "sim/measures.py",
        "elif WAIT_END[what] != NONE and not work.stranded[person]:",
        "elif WAIT_END[what] != NONE:",
        JOURNEY,
    ),
    Mutant(
        "a second wait is not counted as a first (at the end)",
        "sim/measures.py",
        "if waiting != NONE and not work.stranded[person]:",
        "if waiting != NONE:",
        JOURNEY,
    ),
    Mutant(
        "nothing is chosen in its closing minute",
        "sim/rules.py",
        "not activity.opens <= now < activity.closes",
        "not activity.opens <= now <= activity.closes",
        JOURNEY,
    ),
    Mutant(
        "going on goes by the sessions attended",
        "sim/rules.py",
        "inputs.prescription.goes_on * attended / inputs.activities[activity].sessions",
        "inputs.prescription.goes_on",
        JOURNEY,
    ),
    Mutant(
        "use of care settles in the time stated",
        "sim/rules.py",
        "1.0 - since_referral / line.settles",
        "1.0 - 2 * since_referral / line.settles",
        JOURNEY,
    ),
    Mutant(
        "wider outcomes rise in a straight line",
        "sim/rules.py",
        "outcome.without + (outcome.full - outcome.without) * share",
        "outcome.without + (outcome.full - outcome.without) * share * share",
        JOURNEY,
    ),
    Mutant(
        "no review is asked for in the service's last minute",
        "sim/pathway.py",
        "if review.broken_off or self.now >= self.inputs.programme.end:",
        "if review.broken_off or self.now > self.inputs.programme.end:",
        JOURNEY,
    ),
    Mutant(
        "no clinic review is asked for in its last minute",
        "sim/pathway.py",
        "        if self.now < self.inputs.programme.end:\n            self.ask_for",
        "        if self.now <= self.inputs.programme.end:\n            self.ask_for",
        JOURNEY,
    ),
    Mutant(
        "engagement ends with a relapse",
        "sim/pathway.py",
        "me.in_care, me.engaged = True, NEVER",
        "me.in_care = True",
        JOURNEY,
    ),
    Mutant(
        "the clinic counts from referral",
        "sim/pathway.py",
        "rules.clinic_review_asked(self.inputs, me.who, me.referred)",
        "rules.clinic_review_asked(self.inputs, me.who, 0)",
        JOURNEY,
    ),
    Mutant(
        "a kept place is not wished for again",
        "sim/pathway.py",
        "me.passed_over = me.staying",
        "me.passed_over = 0",
        JOURNEY,
    ),
    Mutant(
        "a missed meeting uses hours",
        "sim/measures.py",
        "elif what == What.MET or what == What.MISSED:",
        "elif what == What.MET:",
        JOURNEY,
    ),
    Mutant(
        "totals hold the first five years",
        "experiments/budget.py",
        "if n <= MOST_YEARS or n == len(by_year)",
        "if n > MOST_YEARS or n == len(by_year)",
        MONEY,
    ),
    Mutant(
        "a difference is of replications with both",
        "experiments/intervals.py",
        "both = [now[i] - was[i] for i in now if i in was]",
        "both = [now.get(i, 0.0) - was.get(i, 0.0) for i in range(len(errors))]",
        ("tests/unit/test_intervals.py",),
    ),
]
NEW: list[Mutant] = []


def main() -> int:
    """Every mutant in turn; the survivors are listed at the end."""
    parser = argparse.ArgumentParser(description="Put mistakes into a copy of the sources, and see the tests fail.")
    parser.add_argument("--only", metavar="WORD", help="only mutants with this word in their name or file")
    parser.add_argument("--list", action="store_true", help="only check that each line stands where it should")
    typed = parser.parse_args()
    chosen = [m for m in (*FOUND, *NEW) if typed.only is None or typed.only in f"{m.breaks} {m.file}"]
    lost = [mutant for mutant in chosen if (HOME / mutant.file).read_text(encoding="utf-8").count(mutant.line) != 1]
    for mutant in lost:
        print(f"not found once: {mutant.file}: {mutant.line!r}")
    if typed.list or lost:
        return int(bool(lost))
    survivors = []
    with TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in COPIED:
            whole = HOME / name
            (shutil.copytree if whole.is_dir() else shutil.copy)(whole, copy / name)
        if not passes(copy, tuple(sorted({test for mutant in chosen for test in mutant.tests}))):
            print("the tests fail without any mutant")
            return 1
        for mutant in chosen:
            caught = is_caught(copy, mutant)
            print(f"{'caught  ' if caught else 'SURVIVED'}  {mutant.breaks} ({mutant.file})", flush=True)
            survivors += [] if caught else [mutant]
    new = [mutant for mutant in survivors if mutant in NEW]
    print(f"{len(chosen) - len(survivors)} of {len(chosen)} caught.")
    return int(len(survivors) > len(new) or len(new) > MAY_SURVIVE)


def is_caught(copy: Path, mutant: Mutant) -> bool:
    """Whether its tests fail in the copy, with the mutant in it."""
    path = copy / mutant.file
    sound = path.read_text(encoding="utf-8")
    path.write_text(sound.replace(mutant.line, mutant.planted), encoding="utf-8")
    try:
        return not passes(copy, mutant.tests)
    finally:
        path.write_text(sound, encoding="utf-8")


def passes(copy: Path, tests: tuple[str, ...]) -> bool:
    """Whether these tests pass in the copy."""
    options = ["-x", "-q", "-p", "no:cacheprovider", "--no-header"]
    uncompiled = {**os.environ, "NUMBA_DISABLE_JIT": "1", "SPSIM_EXAMPLES": "10", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *tests], cwd=copy, env=uncompiled, capture_output=True, check=False
    )
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
