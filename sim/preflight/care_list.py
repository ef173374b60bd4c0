"""Does the list of the care team ever settle? People in care and waiting for it week by week: mean people, no luck.

What luck does to a queue is not seen here; a list that keeps growing grows about so. Reviews are taken to be held when
they fall due, by usual care, and a place that is kept after a discharge to be free.
"""

from sim import rules
from sim.inputs import Inputs
from sim.luck import exp
from sim.preflight.demand import in_service, people_between
from sim.preflight.means import mean_of, mean_ratio
from sim.units import WEEK, Minutes

LONGER = 1.25  # times what it was: a list that luck alone could make so is not remarked on
AT_LEAST = 5  # people more
LATELY = 13  # weeks before the end over which it is still growing


def waiting_for_care(inputs: Inputs) -> list[float]:
    """How many people wait for a place in care, on day 0 and at the end of each week."""
    given, relapse = inputs.care_team, inputs.relapse
    leaves = _share(inputs.exit_hazard * mean_ratio(inputs, "exit"))
    discharged = min(1.0, inputs.reviews.low * WEEK / max(WEEK, mean_of(inputs.points, inputs.reviews.gap)))
    comes_back = _share(relapse.hazard * mean_ratio(inputs, "relapse")) if inputs.stages.relapse else 0.0
    gives_up = min(1.0, WEEK / max(WEEK, mean_of(inputs.points, given.patience)))
    held, new, back, out = (
        float(given.in_care + inputs.demand.waiting + in_service(inputs)),
        float(given.waiting),
        0.0,
        0.0,
    )
    found = [new]
    for minute in range(0, inputs.horizon - WEEK + 1, WEEK):
        out, back = out * (1.0 - leaves - comes_back), back + out * comes_back
        out += held * discharged
        held = held * (1.0 - leaves - discharged) + people_between(inputs, minute, minute + WEEK)
        new = new * (1.0 - leaves - gives_up) + rules.rate_at(inputs.care_rates, minute)
        started = min(new + back, max(0.0, _places(inputs, minute) - held))
        share = started / (new + back) if new + back else 0.0
        held, new, back = held + started, new * (1.0 - share), back * (1.0 - share)
        found.append(new + back)
    return found


def _share(hazard: float) -> float:
    """Of people at a hazard a minute: to how many of them it happens within a week."""
    return 1.0 - exp(-hazard * WEEK)


def _places(inputs: Inputs, minute: Minutes) -> int:
    return [dated.places for dated in inputs.care_places if dated.minute <= minute][-1]


def keeps_growing(waiting: list[float]) -> bool:
    """Whether the list is clearly longer at the end than on day 0, and still growing."""
    first, last = waiting[0], waiting[-1]
    return last >= max(LONGER * first, first + AT_LEAST) and last > waiting[max(0, len(waiting) - 1 - LATELY)] + 1.0
