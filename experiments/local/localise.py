"""What does a service come to, fitted to its own monthly counts? Inputs, how it stands, and what follows.

The last months are held back first: fitted to the others, the service is run on through them, and what comes out is set
beside what was counted. Then all months are fitted, and the service that runs on from the last is the answer.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite

import numpy as np

from experiments.local.fitting import MEMBERS, WAVES, Sample, fitted, refuse_impossible
from experiments.local.forecast import forecast, looking_back
from experiments.local.informed import informed, not_produced
from experiments.local.monthly import COLUMNS
from experiments.local.months import month_after, month_in_words, months_after
from experiments.local.observed import Observed, columns_of, observed
from experiments.local.returns import Column, Returns
from experiments.local.scoring import Interval, interval_of, naive
from experiments.local.service import Service
from sim.errors import NotPossible
from sim.scenario import Scenario

FEWEST_FITTED, FEWEST_HELD = 6, 2
HELD_SHARE = 6  # one month in so many is held back
MOST_COMING = 12  # months that are foretold
A_SLIP = 3.0  # times the median: what is more than that is not looked at to say how many come
A_FEW_WAIT = 5.0  # before the first month, where no list was counted

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class HeldBack:
    """Months that were not fitted to, and what the others foretold of them."""

    months: tuple[date, ...]
    came: Observed
    foretold: Interval
    looking_back: Interval  # the mean of the last three months before them


@dataclass(frozen=True)
class Localised:
    """A service, fitted to its counts."""

    service: Service
    seen: Observed
    held_back: HeldBack
    sample: Sample
    past: Interval  # of the months counted: what services with these inputs count
    coming_months: tuple[date, ...]
    coming: Interval


def localise(
    base: Scenario,
    returns: Returns,
    *,
    hold_back: int | None = None,
    seed: int = 1,
    jobs: int = 1,
    progress: Progress = lambda what, done, planned: None,
    waves: Sequence[int] = WAVES,
    members: int = MEMBERS,
) -> Localised:
    """A base fitted to returns. `hold_back`: how many of the last months; a sixth of them if left out, at least 2.
    `waves`: how many simulations in each; `members`: of the sample.
    Raises NotPossible for counts that the base cannot produce, or that no input of it gives."""
    held = held_of(returns, hold_back)
    refuse_what_does_not_fit(base, returns)
    seen = observed(returns)
    many = len(returns.months)

    def reporting(what: str) -> Callable[[int, int], None]:
        return lambda done, planned: progress(what, done, planned)

    def fit(of: Service, counts: Observed, which: str) -> Sample:
        return fitted(
            of,
            counts,
            seed,
            jobs=jobs,
            progress=reporting(f"simulations of {which} months"),
            check=refuse_impossible(of, counts),
            waves=waves,
            members=members,
        )

    early, late = seen.until(many - held), seen.since(many - held)
    first = service_of(base, returns.months[: many - held], early)
    held_back = reporting("forecasts of the months held back")
    ahead = forecast(first, fit(first, early, "the first"), held, seed, jobs=jobs, progress=held_back)
    back = HeldBack(returns.months[many - held :], late, interval_of(ahead), naive(early, held))

    service = service_of(base, returns.months, seen)
    sample = fit(service, seen, "all")
    coming = months_after(returns.months[-1], _coming(base, service))
    foretold = interval_of(forecast(service, sample, len(coming), seed, jobs=jobs, progress=reporting("forecasts")))
    past = interval_of(looking_back(service, sample, seed, jobs=jobs))
    return Localised(service, seen, back, sample, past, coming, foretold)


def service_of(base: Scenario, months: tuple[date, ...], seen: Observed) -> Service:
    """What of a base is to be found, given these months."""
    begins = base.dates.start.value == months[0]
    level, is_counted = _level(base, months, seen)
    last = COLUMNS.index(Column.WAITING_AT_MONTH_END)
    waiting = next((float(n) for n in seen.middle[last] if isfinite(n)), A_FEW_WAIT)
    inputs = informed(base, columns_of(seen), level, waiting, begins=begins, is_counted=is_counted)
    return Service(base, months, tuple(inputs))


def _level(base: Scenario, months: tuple[date, ...], seen: Observed) -> tuple[float, bool]:
    """Referrals as a share of the base's rate, as far as the counts say by themselves; and whether they do."""
    weeks = (month_after(months[-1]) - months[0]).days / 7 / len(months)
    rate = float(base.demand.referrals_per_week.value) or 1.0
    for column, share in ((Column.REFERRED, 1.0), (Column.ACCEPTED, float(base.support.chance_accepts.value))):
        counts = seen.middle[COLUMNS.index(column)]
        if np.isfinite(counts).any() and np.nanmean(counts) > 0:
            usual = np.minimum(counts, A_SLIP * max(1.0, float(np.nanmedian(counts))))
            return float(np.nanmean(usual)) / weeks / max(share, 0.05) / rate, True
    return 1.0, False


# ---------------------------------------------------------------- what is refused


def held_of(returns: Returns, hold_back: int | None) -> int:
    """How many months are held back."""
    many = len(returns.months)
    held = max(FEWEST_HELD, many // HELD_SHARE) if hold_back is None else hold_back
    if many - held < FEWEST_FITTED:
        raise NotPossible(
            f"There are {many} months, and {held} of them are to be held back: at least {FEWEST_FITTED} are needed to "
            f"fit to, and {FEWEST_HELD} to hold back. Count {max(1, FEWEST_FITTED + held - many)} more."
        )
    return held


def refuse_what_does_not_fit(base: Scenario, returns: Returns) -> None:
    """Columns that a base cannot produce, and months outside its dates."""
    if faults := lacks(base, returns):
        raise NotPossible(f"{faults} Leave these columns out, or choose a base that has them.")
    dates, first, after = base.dates, returns.months[0], month_after(returns.months[-1])
    if dates.start.value > first:
        raise NotPossible(
            f"The counts begin in {month_in_words(first)}, and the scenario on {dates.start.value} (dates.start). Let "
            f"it begin with them: start = {first} under [dates], with posts, places and absences since then."
        )
    if dates.end.value < month_after(after):
        raise NotPossible(
            f"The counts end with {month_in_words(returns.months[-1])}, and the scenario on {dates.end.value} "
            f"(dates.end): no month is left to run on. Let it end later: end under [dates]."
        )
    for name, what in (("last_referral", "referrals stop"), ("service_end", "the service ends")):
        if dates.day(name) < after:
            raise NotPossible(
                f"In the scenario {what} on {dates.day(name)} (dates.{name}), within or before the months counted, "
                f"which end with {month_in_words(returns.months[-1])}. Let it be later: {name} under [dates]."
            )


def lacks(base: Scenario, returns: Returns) -> str:
    """The columns counted that a base cannot produce, with the reasons; empty if there are none."""
    lacking = not_produced(base).items()
    return " ".join(f"It has no {column.title.lower()}: {why}." for column, why in lacking if column in returns.columns)


def _coming(base: Scenario, service: Service) -> int:
    """How many whole months are foretold."""
    coming, month = 0, service.ends
    while coming < MOST_COMING and month_after(month) <= base.dates.end.value:
        coming, month = coming + 1, month_after(month)
    return coming
