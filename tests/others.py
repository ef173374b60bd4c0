"""People who are never referred to the programme: is a log counted, but for what is theirs, as if they had not come?"""

from collections.abc import Iterable

from experiments.outcomes import outcomes_for
from experiments.run import Case
from sim.countable import SEEN_SOONER
from sim.events import Row, What
from sim.frames import Shape
from sim.measures import QUEUES, STATES, WAIT_ENDS, WAIT_ROW, Queue, State, Tally
from sim.money import Prices
from tests.tallies import outcomes_of


def without_other_people(rows: Iterable[Row]) -> list[Row]:
    """The same log as if nobody came but the people referred to the programme, numbered in order."""
    rows = list(rows)
    others = {row[1] for row in rows if row[2] == What.CARE_REFERRED}
    mine = {n: i for i, n in enumerate(sorted({row[1] for row in rows if row[1] >= 0} - others))}
    return [(row[0], mine.get(row[1], row[1]), *row[2:]) for row in rows if row[1] not in others]


def of_today(shape: Shape, tally: Tally) -> dict[str, list[int]]:
    """All that was counted before there was a care team: neither its states, nor its queues, nor other people."""
    periods, strata = len(shape.cuts), len(shape.strata)
    weeks = len(shape.weeks(State.WAITING))
    found = dict(zip(Tally._fields, map(list, tally), strict=True))
    first_of_care = int(Queue.NEW_TO_CARE)
    assert State.WAITING_FOR_CARE == STATES - 2
    assert first_of_care + 3 == QUEUES
    rows = zip(*[iter(found["each_wait"][: found.pop("filled")[0]])] * WAIT_ROW, strict=True)
    del found["others"]
    return {
        **found,
        "each_wait": sorted(row for row in rows if row[3] < first_of_care),
        "minutes": found["minutes"][: (STATES - 2) * periods * strata],
        "snapshots": found["snapshots"][: (STATES - 2) * weeks],
        "waits": found["waits"][: first_of_care * WAIT_ENDS * strata],
        "wait_minutes": found["wait_minutes"][: first_of_care * WAIT_ENDS * strata],
        "waits_in_time": found["waits_in_time"][: first_of_care * strata],
        "waited_before": found["waited_before"][: first_of_care * strata],
    }


def others_are_in_no_other_measure(case: Case, rows: list[Row]) -> None:
    """Of a log with people who are never referred to the programme, and of the same without them."""
    shape, alone = case.shape, without_other_people(rows)
    whole, mine = shape.measure(rows), shape.measure(alone)
    assert of_today(shape, whole) == of_today(shape, mine)
    read = [outcomes_of(shape, tally) for tally in (whole, mine)]
    for outcome in outcomes_for(shape):
        if not outcome.name.startswith(SEEN_SOONER):
            assert read[0].part(outcome) == read[1].part(outcome), outcome.name
    prices = Prices(shape)
    for programme in (False, True):
        counted = [prices.counted(one.read, programme=programme) for one in read]
        assert counted[0] == counted[1]
