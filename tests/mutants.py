"""Would the tests notice a mistake? Some are put into a copy of the sources, one at a time: `make mutants`.

A mutant is one line changed into a plausible mistake, and the tests that ought to fail for it. It is caught when they
do; one that survives is a missing test. `FOUND` are those that once survived, and so may be those of
`tests/mutants_of_the_page.py` (all must be caught); `NEW` were written without looking at the tests.
`tests/contract/test_planted_faults.py` asks the same of the comparison of the two engines alone.

For a mistake in `sim` nothing is compiled: the kernel runs as plain Python; the floors above it run the shipped one.
One mutant at a time, so that it may run beside other work.

    python -m tests.mutants [--only WORD] [--list]
"""

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.mutant import Mutant
from tests.mutants_of_the_page import OF_THE_PAGE

HOME = Path(__file__).parents[1]
COPIED = (
    *("sim", "experiments", "app", "compiling", "scenarios", "tests", "docs"),
    *("pyproject.toml", "README.md", "CHANGELOG.md"),
)
MAY_SURVIVE = 3  # of sixty new ones

JOURNEY = ("tests/behaviour/test_journey.py", "tests/behaviour/test_edges_of_the_journey.py")
LEVERS = ("tests/behaviour/test_levers.py",)
INVARIANTS = ("tests/contract/test_invariants.py",)
AGREE = "test_engines_write_the_same_log_and_every_kind_of_event_is_among_them"
ENGINES = (f"tests/contract/test_engines_agree.py::{AGREE}",)
MONEY = ("tests/unit/test_money.py", "tests/unit/test_budget.py")
CARE_TEAM = ("tests/unit/test_care_team.py",)


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
        "a second wait is not counted as a first",
        "sim/measures.py",
        "if work.stranded[person]:",
        "if work.stranded[person] > 1:",
        JOURNEY,
    ),
    Mutant(
        "people who are never referred are in no other count",
        "sim/measures.py",
        "            if work.other[person]:\n                out.others",
        "            if work.other[person] > 1:\n                out.others",
        CARE_TEAM,
    ),
    Mutant(
        "who comes back to care is not new to it",
        "sim/measures.py",
        "return BACK_IN_CARE if work.again[person] else",
        "return BACK_IN_CARE if work.again[person] > 1 else",
        CARE_TEAM,
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
        "rules.clinic_review_requested_at(self.inputs, me.who, me.referred)",
        "rules.clinic_review_requested_at(self.inputs, me.who, 0)",
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
        "both = {i: now[i] - was[i] for i in now if i in was}",
        "both = {i: now.get(i, 0.0) - was.get(i, 0.0) for i in range(len(errors))}",
        ("tests/unit/test_intervals.py",),
    ),
]
NEW = [
    Mutant(
        "help is counted for the kind of people who help",
        "sim/measures.py",
        "out.helping_minutes, where, frame.strata, stratum, since",
        "out.helping_minutes, where, frame.strata, 0, since",
        ("tests/behaviour/test_peer_supply.py",),
    ),
    Mutant(
        "what helpers add is capacity",
        "experiments/capacities.py",
        "self.place_minutes[i] + self.places_each[i] * minutes for minutes",
        "self.place_minutes[i] for minutes",
        ("tests/contract/test_use_of_capacity.py::test_places_that_helpers_add_are_there_while_they_help",),
    ),
    Mutant(
        "who helps does so for a day at least",
        "sim/rules.py",
        "return does < row.helps, max(DAY, nearest(draw(inputs.points, row.helping, lasts)))",
        "return does < row.helps, nearest(draw(inputs.points, row.helping, lasts))",
        INVARIANTS,
    ),
    Mutant(
        "no week holds more than its hours",
        "sim/rules.py",
        "-(-length * WEEK // contact_minutes_a_week)",
        "length * WEEK // contact_minutes_a_week",
        JOURNEY,
    ),
    Mutant(
        "a worker stays at least a day",
        "sim/rules.py",
        "max(DAY, nearest(threshold / inputs.team.turnover))",
        "nearest(threshold / inputs.team.turnover)",
        JOURNEY + INVARIANTS,
    ),
    Mutant(
        "an activity suits by its chance",
        "sim/rules.py",
        "uniform(who, Purpose.SUITS, inputs.activities[activity].number) < chance",
        "uniform(who, Purpose.SUITS, inputs.activities[activity].number) > chance",
        JOURNEY + LEVERS,
    ),
    Mutant(
        "a further activity by its chance",
        "sim/rules.py",
        "if u < chance:\n            wanted += 1",
        "if u > chance:\n            wanted += 1",
        JOURNEY,
    ),
    Mutant(
        "people drop out after a session",
        "sim/rules.py",
        "min(sessions, 1 + int(min(1.0e9,",
        "min(sessions, int(min(1.0e9,",
        JOURNEY,
    ),
    Mutant(
        "a dose above the full dose is full",
        "sim/rules.py",
        "share = min(1.0, dose / inputs.progress.full_dose)\n    odds",
        "share = dose / inputs.progress.full_dose\n    odds",
        JOURNEY + INVARIANTS,
    ),
    Mutant(
        "what came anyway is not because of the dose",
        "sim/rules.py",
        "int(anyway <= u < now) << OUTCOMES",
        "int(u < now) << OUTCOMES",
        JOURNEY + INVARIANTS,
    ),
    Mutant(
        "progress counts by the conversion channel",
        "sim/rules.py",
        "if inputs.programme.conversion else low",
        "if inputs.programme.access else low",
        JOURNEY + INVARIANTS,
    ),
    Mutant(
        "a review uses the person's own luck so often",
        "sim/rules.py",
        "if which < inputs.reviews.persistence else fresh",
        "if which > inputs.reviews.persistence else fresh",
        JOURNEY,
    ),
    Mutant(
        "engagement before discharge counts from discharge",
        "sim/rules.py",
        "changes = max(0, engaged - discharged)",
        "changes = engaged - discharged",
        JOURNEY,
    ),
    Mutant(
        "a cut goes by the dose",
        "sim/rules.py",
        "luck < 1.0 - line.cut * min(1.0, dose / inputs.progress.full_dose)",
        "luck < 1.0 - line.cut",
        JOURNEY,
    ),
    Mutant(
        "patience of day 0 is what is left", "sim/rules.py", "u = min(below + u * (1.0 - below),", "u = min(u,", JOURNEY
    ),
    Mutant(
        "support has at least one meeting",
        "sim/rules.py",
        "max(1, duration(inputs, inputs.support.meetings",
        "max(0, duration(inputs, inputs.support.meetings",
        JOURNEY + INVARIANTS,
    ),
    Mutant("closing ends a wait for a place", "sim/lines.py", "until=min(until, self.closes)", "until=until", JOURNEY),
    Mutant(
        "more places are more places",
        "sim/lines.py",
        "self.free += places - self.capacity",
        "self.free += self.capacity - places",
        JOURNEY,
    ),
    Mutant("the earliest slot is taken", "sim/lines.py", "best = min(allowed,", "best = max(allowed,", JOURNEY),
    Mutant(
        "the stranded come before everybody",
        "sim/team.py",
        "queue_class=1 + person.traits.queue_class",
        "queue_class=-person.traits.queue_class",
        JOURNEY,
    ),
    Mutant(
        "the longest supported are handed over first",
        "sim/team.py",
        "key=lambda person: (person.support_began, person.index)",
        "key=lambda person: (-person.support_began, person.index)",
        JOURNEY,
    ),
    Mutant(
        "a new worker has an empty diary",
        "sim/team.py",
        "        self.desks[post].diary.free_from = self.now()\n",
        "",
        JOURNEY + ENGINES,
    ),
    Mutant(
        "a meeting is missed only if it was booked",
        "sim/pathway.py",
        "if kept and self.now >= me.exits:",
        "if self.now >= me.exits:",
        JOURNEY + ENGINES,
    ),
    Mutant("who is supported is not referred again", "sim/pathway.py", "            and not me.busy\n", "", JOURNEY),
    Mutant("an absence spends no tenure", "sim/pathway.py", "luck *= (leaves - ends) / lasts", "luck *= 1.0", JOURNEY),
    Mutant(
        "referral lies before day 0 for its list",
        "sim/person.py",
        "return self.enters - self.waited",
        "return self.enters",
        JOURNEY,
    ),
    Mutant(
        "a new worker has an empty diary (kernel)",
        "sim/kernel/team.py",
        "desk.filled, desk.free_from = 1, now",
        "desk.filled = 1",
        ENGINES,
    ),
    Mutant(
        "a review of who has gone lapses (kernel)",
        "sim/kernel/discharge.py",
        "if me.gone or not me.in_care or me.episode != care_episode:",
        "if me.gone or not me.in_care:",
        ENGINES,
    ),
    Mutant(
        "a year after is counted from referral",
        "sim/measures.py",
        "int(minute - work.referred[person] < YEAR)",
        "int(minute < YEAR)",
        ("tests/unit/test_answer.py", *JOURNEY),
    ),
    Mutant(
        "a wider outcome is counted once a person",
        "sim/measures.py",
        "if value >> w & 1 and work.seen[w * frame.people + person] == NONE:",
        "if value >> w & 1:",
        ("tests/unit/test_answer.py", *JOURNEY),
    ),
    Mutant(
        "who is discharged after a horizon is not counted in it",
        "sim/measures.py",
        "if NONE < first < end:",
        "if NONE < first:",
        MONEY + JOURNEY,
    ),
    Mutant(
        "the wait before day 0 is part of the wait",
        "sim/measures.py",
        "work.waited[person] = value",
        "work.waited[person] = 0",
        ("tests/unit/test_incidence.py", "tests/unit/test_waits.py", *JOURNEY),
    ),
    Mutant(
        "who leaves before a week ends is not in its snapshot",
        "sim/measures.py",
        "after = max(1, -(-until // frame.week)) - 1",
        "after = max(1, until // frame.week) - 1",
        ("tests/behaviour/test_posts_released.py",),
    ),
    Mutant(
        "hours are those of the meetings",
        "sim/measures.py",
        "out.contact_minutes[where * periods + period] += value",
        "out.contact_minutes[where * periods + period] += 1",
        JOURNEY,
    ),
    Mutant(
        "a part post has at least one slot",
        "sim/inputs/groups.py",
        "max(1, nearest(round(caseload * part, 9))) if caseload > 0 else 0",
        "nearest(round(caseload * part, 9)) if caseload > 0 else 0",
        JOURNEY,
    ),
    Mutant(
        "who is not named comes last",
        "sim/inputs/groups.py",
        "order.first.index(level) if level in order.first else len(order.first)",
        "order.first.index(level) if level in order.first else 0",
        JOURNEY,
    ),
    Mutant(
        "changes are in order of their dates",
        "sim/inputs/laws.py",
        "return sorted(changes, key=lambda change: change.starts.value)",
        "return list(changes)",
        JOURNEY,
    ),
    Mutant(
        "hours are those of weeks worked",
        "sim/inputs/team.py",
        "nearest(real(hours) * HOUR * part * share_of_year)",
        "nearest(real(hours) * HOUR * part)",
        ("tests/unit/test_preflight.py", *JOURNEY),
    ),
    Mutant(
        "levels move a hazard about its mean",
        "sim/inputs/rates.py",
        "return [ratio / middle for ratio in given] if middle > 0 else given",
        "return given",
        ("tests/unit/test_rates.py",),
    ),
    Mutant(
        "the mean chance is the stated one",
        "sim/inputs/rates.py",
        "below = fsum(terms) / len(slices) < chance",
        "below = fsum(terms) / len(slices) > chance",
        ("tests/unit/test_rates.py",),
    ),
    Mutant(
        "places stand free at this week's end too",
        "sim/money/releases.py",
        "min(whole[week - weeks : week + 1])",
        "min(whole[week - weeks : week] or [0])",
        ("tests/behaviour/test_posts_released.py",),
    ),
    Mutant(
        "prices go up with the index",
        "sim/money/pounds.py",
        "_ratio(index.years[scenario.prices.year], index.years[price_year])",
        "_ratio(index.years[price_year], index.years[scenario.prices.year])",
        ("tests/behaviour/test_posts_released.py",),
    ),
    Mutant(
        "what has another rule has no share",
        "sim/money/prices.py",
        "case WholePosts() | Refill():\n                return ZERO",
        "case WholePosts() | Refill():\n                return ONE",
        ("tests/behaviour/test_posts_released.py",),
    ),
    Mutant(
        "an absence is paid by its share",
        "sim/money/prices.py",
        "paid.setdefault(exact(away.paid_share), [])",
        "paid.setdefault(ONE, [])",
        MONEY,
    ),
    Mutant(
        "a post that was added costs nothing when it goes",
        "sim/money/releases.py",
        "max(0, many - max(0, before))",
        "max(0, many - before)",
        ("tests/behaviour/test_posts_released.py",),
    ),
    Mutant(
        "sessions are held at whole intervals from the opening",
        "sim/money/paid_activities.py",
        "return until // self.every - since // self.every",
        "return (until - since) // self.every",
        ("tests/unit/test_uptake.py", *MONEY),
    ),
    Mutant(
        "posts are numbered to the last",
        "sim/checks/dates.py",
        "elif post > there:",
        "elif post > there + 1:",
        ("tests/contract/test_bad_inputs.py",),
    ),
    Mutant(
        "one payer prices one thing once",
        "sim/checks/double_counts.py",
        "if one[1].payer == other[1].payer and _in_one_year(one[1], other[1]):",
        "if one[1].payer != other[1].payer and _in_one_year(one[1], other[1]):",
        ("tests/contract/test_bad_inputs.py",),
    ),
    Mutant(
        "missed meetings are rebooked a gap later",
        "sim/preflight/support.py",
        "at[j] = at[j] * comes + at[j - 1] * misses",
        "at[j] = at[j] * misses + at[j - 1] * comes",
        ("tests/unit/test_preflight.py",),
    ),
    Mutant(
        "who loses their worker waits",
        "sim/preflight/flows.py",
        "if posts < before:",
        "if posts > before:",
        ("tests/unit/test_preflight.py",),
    ),
    Mutant(
        "the longest period comes first",
        "sim/preflight/peaks.py",
        "key=lambda row: row.since - row.until",
        "key=lambda row: row.until - row.since",
        ("tests/unit/test_preflight.py",),
    ),
    Mutant(
        "what begins the day its window ends is outside",
        "sim/preflight/no_effect.py",
        "if starts >= window.until:",
        "if starts > window.until:",
        ("tests/contract/test_inputs_without_effect.py",),
    ),
    Mutant(
        "who would have been discharged anyway is taken off",
        "experiments/bridge.py",
        "[-d for d in d_u],",
        "d_u,",
        MONEY,
    ),
    Mutant(
        "year 1 is not discounted",
        "experiments/budget.py",
        '(self.first_year == "undiscounted")',
        '(self.first_year != "undiscounted")',
        MONEY,
    ),
    Mutant(
        "optimism weakens effects",
        "experiments/budget.py",
        "1 - optimism.effect_down",
        "1 + optimism.effect_down",
        (*MONEY, "tests/behaviour/test_posts_released.py"),
    ),
    Mutant(
        "an equal option may dominate in one thing",
        "experiments/options.py",
        "all(gain >= 0 for gain in gains)",
        "all(gain > 0 for gain in gains)",
        ("tests/unit/test_options.py",),
    ),
    Mutant(
        "beyond luck is beyond the error",
        "experiments/options.py",
        "abs(one.mean) > one.half_width",
        "abs(one.mean) < one.half_width",
        ("tests/unit/test_options.py",),
    ),
    Mutant(
        "shares are taken off a stated worth",
        "experiments/stated_values.py",
        "times *= 1 - exact(getattr(value, share))",
        "times *= exact(getattr(value, share))",
        ("tests/unit/test_stated_values.py",),
    ),
    Mutant(
        "a minimum is paid for at any uptake",
        "experiments/uptake.py",
        "paid_for = max(stretch.least, taken)",
        "paid_for = taken",
        ("tests/unit/test_uptake.py",),
    ),
    Mutant(
        "a price of other years is not paid",
        "sim/money/prices.py",
        "return years is None or self.shape.year_of[period] in years",
        "return years is None or self.shape.year_of[period] >= years[0]",
        MONEY,
    ),
    Mutant(
        "only a course that is completed is paid for",
        "sim/measures.py",
        "+= int(what == What.COMPLETED)",
        "+= int(what != What.ACTIVITY_LEFT)",
        ("tests/unit/test_uptake.py",),
    ),
    Mutant(
        "who does not want a wider outcome does not have it",
        "sim/rules.py",
        "return bits & ~not_wanted",
        "return bits",
        JOURNEY,
    ),
    Mutant(
        "shares make room in proportion",
        "experiments/changed.py",
        "number.value * (1 - value) / rest if rest",
        "number.value * (1 - value) if rest",
        ("tests/unit/test_swings.py",),
    ),
    Mutant(
        "a share is held against need",
        "experiments/need.py",
        "ratio_of_means([n / need for n in here], everybody, least=0.0)",
        "ratio_of_means(here, everybody, least=0.0)",
        ("tests/unit/test_need.py",),
    ),
    Mutant(
        "a change of sign is a change",
        "experiments/break_even.py",
        "if above[i] != above[i + 1]",
        "if above[i] == above[i + 1]",
        ("tests/unit/test_break_even.py",),
    ),
    Mutant(
        "who waits at the end weighs no more after it",
        "experiments/incidence.py",
        "at, left = until, at_risk - censored",
        "at, left = until, at_risk",
        (
            "tests/unit/test_incidence.py",
            "tests/unit/test_waits.py",
        ),
    ),
]
EVERY = (*FOUND, *NEW, *OF_THE_PAGE)


def main() -> int:
    """Every mutant in turn; the survivors are listed at the end."""
    parser = argparse.ArgumentParser(description="Put mistakes into a copy of the sources, and see the tests fail.")
    parser.add_argument("--only", metavar="WORD", help="only mutants with this word in their name or file")
    parser.add_argument("--list", action="store_true", help="only check that each line stands where it should")
    typed = parser.parse_args()
    chosen = [m for m in EVERY if typed.only is None or typed.only in f"{m.breaks} {m.file}"]
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
        for machine in sorted({machine_of(mutant) for mutant in chosen}):
            if not passes(copy, {test for one in chosen if machine_of(one) == machine for test in one.tests}, machine):
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
    put(path, sound.replace(mutant.line, mutant.planted))
    try:
        return not passes(copy, mutant.tests, machine_of(mutant))
    finally:
        put(path, sound)


def put(path: Path, text: str) -> None:
    """Write a module, and forget what was compiled of it: two of one length in one second look the same."""
    path.write_text(text, encoding="utf-8")
    for compiled in path.parent.glob(f"__pycache__/{path.stem}.*"):
        compiled.unlink()


def machine_of(mutant: Mutant) -> str:
    """What runs the kernel: itself uncompiled, or the shipped file where nothing of it was changed."""
    return "plain" if mutant.file.startswith("sim/") else "file"


def passes(copy: Path, tests: Collection[str], machine: str) -> bool:
    """Whether these tests pass in the copy."""
    options = ["-x", "-q", "-p", "no:cacheprovider", "--no-header"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *sorted(tests)],
        cwd=copy,
        env={**os.environ, "SPSIM_MACHINE": machine, "SPSIM_EXAMPLES": "10"},
        capture_output=True,
        check=False,
    )
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
