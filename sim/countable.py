"""What can be counted in people or times? The outcomes that a value may be stated for, by name.

Names only. The counting is in experiments/outcomes.py, which nothing here may import; a contract test holds both
together. Outcomes that only a programme has are kept apart: usual care has none of them, so the comparator takes
nothing off.
"""

from sim.frames import Shape
from sim.inputs import helpers_of
from sim.scenario import Scenario

CARE_YEAR_FREED = "care_year_freed"  # a year in care fewer than under usual care: no outcome, but it may be valued
SEEN_SOONER = "care_"  # with which the names begin of what the care team is shown as: counted, and never valued
IN_USUAL_CARE = ("referred", "routine_reviews", "discharges", "relapses")
OF_THE_PROGRAMME = (
    "declined",
    "given_link_worker",
    "gave_up",
    "support_completed",
    "disengaged",
    "stranded",
    "took_up",
    "place_given_up",
    "nothing_suitable",
    "dropped_out",
    "activity_closed",
    "went_on",
    "supported_reviews",
)
AT_THE_END = ("support_cut", "wait_cut")


def service_ends(scenario: Scenario) -> bool:
    """Whether the service ends while people are followed: otherwise the log shows nobody cut off."""
    return scenario.dates.day("service_end") < scenario.dates.end.value


def in_usual_care(scenario: Scenario) -> list[str]:
    """What happens in usual care too, so that the comparator takes off what would have come anyway."""
    years = Shape(scenario).bridge_years if scenario.stages.reviews else ()
    uses = [f"uses.{line}" for line in sorted(scenario.care_lines)]
    return [*IN_USUAL_CARE, *(f"discharged_in_{n}y" for n in years), *uses]


def of_the_programme(scenario: Scenario) -> list[str]:
    """What only the programme's world counts."""
    helped = ["started_helping"] if any(map(bool, helpers_of(scenario))) else []
    cut = AT_THE_END if service_ends(scenario) else ()
    return [*OF_THE_PROGRAMME, *cut, *helped, *(f"wider.{name}" for name in sorted(scenario.progress.wider))]
