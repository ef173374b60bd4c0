"""What will a replication take? People, events, memory and time, and why it is too large if it is."""

from math import fsum
from typing import NamedTuple

from sim.events import MOST_PEOPLE
from sim.inputs import ON_CASELOAD, Inputs
from sim.preflight.demand import dated, in_service, people_between
from sim.preflight.flight import Flight, flight_of
from sim.preflight.means import before_leaving
from sim.scenario import Scenario
from sim.units import WEEK

BYTES_PER_ROW = 250
SECONDS_PER_EVENT = 25e-6  # measured: the SimPy engine, a row of the log


class Estimate(NamedTuple):
    """What one replication will take. `events` are rows of its log; uses of care that are drawn and do not happen leave
    no row, but take time, and stand with the rows against settings.most_events."""

    people: float
    events: float
    memory_bytes: float
    seconds: float
    too_large: str | None


def estimate(known: Scenario | Flight) -> Estimate:
    """People, events, memory and time of one replication, and why it is too large if it is."""
    flight = flight_of(known)
    inputs, support, stages = flight.inputs, flight.support, flight.inputs.stages
    weeks, waiting = inputs.horizon / WEEK, inputs.demand.waiting
    others = flight.care.people if flight.care else 0.0
    people = waiting + in_service(inputs) + people_between(inputs, 0, inputs.horizon) + others
    reviews = fsum(flight.reviews.routine) + fsum(flight.reviews.supported) if flight.reviews else 0.0
    relapses = flight.reviews.relapses if flight.reviews else 0.0
    offered = met = wishes = turns = 0.0
    if flight.supports:
        supported = in_service(inputs, ON_CASELOAD)
        offered = (
            waiting + supported + people_between(inputs, 0, inputs.programme.end) + relapses * inputs.relapse.again
        )
        accepted = waiting + supported + (offered - waiting - supported) * inputs.support.accepts
        diary = max(flight.team.room(a).contact_minutes() for a, _ in dated(inputs, flight.team.dates()))
        each = min(support.meetings, 1.0 + inputs.horizon / support.gap) if support.gap > 0 else support.meetings
        met = min(accepted * each, diary / support.length * weeks)
        wishes = stages.activities * accepted * support.meets * (1.0 + fsum(inputs.another))
        turns = len(inputs.posts) * 2 * (1.0 + inputs.team.turnover * inputs.horizon)
    uses, drawn = (people * each for each in _care_uses(inputs, people)) if stages.care_lines else (0.0, 0.0)
    lines = len(inputs.care_lines) if stages.care_lines else 0
    traits = len({level.trait for level in inputs.levels})
    rows = (
        people * (2 + traits + lines) + offered * 4 + 2 * met + 4 * wishes + 2 * reviews + 3 * relapses + uses + turns
    )
    if flight.care:  # a place, asked for and given, and freed
        rows += 2 * people + others - others * lines + 2 * relapses
    work = rows + drawn - uses
    return Estimate(
        people,
        rows,
        rows * BYTES_PER_ROW,
        work * SECONDS_PER_EVENT,
        _too_large(inputs, people, rows, work),
    )


def _care_uses(inputs: Inputs, people: float) -> tuple[float, float]:
    """Uses of care a person has during the follow-up, on average, raised at first; and how many are drawn for them.
    `rules.next_care_use` draws at the raised rate to the end, and thins."""
    spans = [(0, 0, inputs.demand.waiting + in_service(inputs))] + [
        (a, b, people_between(inputs, a, b)) for a, b in dated(inputs, ())
    ]
    left = fsum(n * (inputs.horizon - (a + b) / 2) for a, b, n in spans) / people if people > 0 else 0.0
    stay = before_leaving(inputs, left)
    uses = fsum(line.rate * (stay + (line.raised - 1.0) * min(stay, line.settles) / 2) for line in inputs.care_lines)
    return uses, fsum(line.rate * line.raised * stay for line in inputs.care_lines)


def _too_large(inputs: Inputs, people: float, rows: float, work: float) -> str | None:
    takes = f"{rows * BYTES_PER_ROW / 1e9:,.1f} GB and {work * SECONDS_PER_EVENT / 60:,.0f} minutes a replication"
    if people > MOST_PEOPLE:
        return (
            f"About {people:,.0f} people would come; at most {MOST_PEOPLE:,} can be simulated. It would take {takes}."
        )
    if rows > inputs.most_events:
        most = f"settings.most_events ({inputs.most_events:,})"
        return f"About {rows:,.0f} events a replication are more than {most}. It would take {takes}."
    if work > inputs.most_events:
        most = f"settings.most_events ({inputs.most_events:,})"
        return (
            f"About {rows:,.0f} events and {work - rows:,.0f} uses of care drawn that do not happen "
            f"(care_lines: raised_at_referral) are more than {most}. It would take {takes}."
        )
    return None
