"""The same inputs with their times on a coarse grid, so that wake-ups meet in the same minute far oftener than in life.

Both engines get the same inputs, so nothing of the model is lost: it is another scenario. In `whole_days` and
`whole_weeks` every length of time is a whole number of them (a distribution becomes steps of equal chance), and
turnover and relapse take exactly a day. In `a_day_a_minute` everything happens 1,440 times sooner, so that what is
drawn without end (referrals, exits) is coarse too: beside a visit or a session, a minute is as good as a day.
"""

from collections.abc import Callable
from typing import Any

from sim.inputs import Inputs
from sim.luck import QUANTILES, Law, Point, draw
from sim.units import DAY, HOUR, WEEK

STEPS = 8
EDGE = 2.0**-40  # the share of draws that fall between two steps
NOT_A_TIME = {"meetings"}  # laws that count
MOST_REFERRALS = 2_000  # a week, on the grid of minutes: what the layers hold
ALL_HOURS = 168 * HOUR
AT_ONCE = 1.0  # a hazard per minute whose threshold is always spent within a day

Rounded = Callable[[float], float]


def as_it_stands(inputs: Inputs) -> Inputs:
    """Whole minutes, as in every scenario."""
    return inputs


def whole_days(inputs: Inputs) -> Inputs:
    """Every length of time is a whole number of days; posts fall vacant and people relapse after exactly one."""
    return _hurried(_stepped(inputs, lambda minutes: round(minutes / DAY) * DAY), 26 * WEEK)


def whole_weeks(inputs: Inputs) -> Inputs:
    """Every length of time is a whole number of weeks, sessions too."""
    weekly = _stepped(inputs, lambda minutes: round(minutes / WEEK) * WEEK)
    return weekly._replace(activities=tuple(row._replace(interval=WEEK) for row in weekly.activities))


def a_day_a_minute(inputs: Inputs) -> Inputs:
    """Everything 1,440 times sooner, but for what lasts at least a day."""
    fast = _stepped(inputs, lambda minutes: round(minutes / DAY))
    support, reviews = fast.support, fast.reviews
    return fast._replace(
        horizon=max(inputs.horizon // DAY, 4 * DAY),
        demand=_sooner(fast.demand, "first", "last"),
        programme=_sooner(fast.programme, "start", "end"),
        rates=tuple(
            _sooner(row, "minute")._replace(value=min(row.value * DAY, MOST_REFERRALS)) for row in fast.rates
        ),
        posts=tuple(_sooner(row, "opens", "closes") for row in fast.posts),
        capacities=tuple(
            _sooner(row, "minute")._replace(contact_minutes=min(ALL_HOURS, row.contact_minutes * 24))
            for row in fast.capacities
        ),
        absences=tuple(_sooner(row, "starts", "ends") for row in fast.absences),
        activities=tuple(
            _sooner(row, "opens", "closes")._replace(interval=max(1, row.interval // DAY)) for row in fast.activities
        ),
        places=tuple(_sooner(row, "minute") for row in fast.places),
        support=support._replace(length=_steps(inputs, inputs.support.length, lambda _: 1, [])),
        reviews=reviews._replace(slot=-(-reviews.slot // DAY), added_slot=-(-reviews.added_slot // DAY)),
        exit_hazard=fast.exit_hazard * DAY,
        team=fast.team._replace(turnover=fast.team.turnover * DAY),
        relapse=fast.relapse._replace(hazard=fast.relapse.hazard * DAY),
        care_lines=tuple(
            row._replace(rate=row.rate * DAY, settles=max(1, row.settles // DAY)) for row in fast.care_lines
        ),
    )


GRIDS = (as_it_stands, a_day_a_minute, whole_days, whole_weeks)


def _hurried(inputs: Inputs, horizon: int) -> Inputs:
    """Turnover and relapse, where there are any, after exactly a day: for half a year, or there would be no end."""
    turnover, relapse = inputs.team.turnover, inputs.relapse.hazard
    return inputs._replace(
        horizon=min(inputs.horizon, horizon),
        team=inputs.team._replace(turnover=AT_ONCE if turnover else 0.0),
        relapse=inputs.relapse._replace(hazard=AT_ONCE if relapse else 0.0),
    )


def _sooner(row: Any, *names: str) -> Any:
    return row._replace(**{name: getattr(row, name) // DAY for name in names})


def _stepped(inputs: Inputs, rounded: Rounded) -> Inputs:
    """Every law of time as steps on the grid."""
    points = list(inputs.points)
    sections = {}
    for section in ("demand", "team", "support", "prescription", "reviews"):
        stated = getattr(inputs, section)
        laws = {
            name: _steps(inputs, value, rounded, points)
            for name, value in stated._asdict().items()
            if isinstance(value, Law) and name not in NOT_A_TIME
        }
        sections[section] = stated._replace(**laws)
    return inputs._replace(**sections, points=tuple(points))


def _steps(inputs: Inputs, law: Law, rounded: Rounded, points: list[Point]) -> Law:
    """A law's values at the middles of equal shares, on the grid; a fixed one stays fixed."""
    values = [float(rounded(draw(inputs.points, law, (n + 0.5) / STEPS))) for n in range(STEPS)]
    if len(set(values)) == 1:
        return Law(0, values[0], 0.0, 0.0)
    first = len(points)
    for n, value in enumerate(values):
        low, high = n / STEPS, (n + 1) / STEPS
        points += [Point(low + EDGE if n else 0.0, value), Point(high if n < STEPS - 1 else 1.0, value)]
    return Law(QUANTILES, float(first), float(len(points) - first), 0.0)
