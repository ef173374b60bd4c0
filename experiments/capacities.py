"""How full is what people queue for? Each capacity: how much of it was used, of all there was while it was open."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from sim.frames import Shape
from sim.inputs import Capacity, Inputs, World
from sim.measures import State
from sim.sums import Columns, Form, together
from sim.units import HOUR, WEEK, Minutes


class Use(NamedTuple):
    """Of one capacity in each replication: how much was used, and how much of it there was in the time it was open."""

    name: str
    measure: str
    used: list[float]  # weeks of posts filled, of slots or places held; hours of meetings
    capacity: list[float]  # in the same unit


class Capacities:
    """What people queue for. `inputs`: of the programme's world. A link worker's slots and hours are there while the
    post is filled, so many of them as the scenario says for that date; a helper's places while they help."""

    def __init__(self, shape: Shape, inputs: Inputs) -> None:
        self.shape, self.periods = shape, len(shape.cuts)
        self.groups = {
            group: [i for i, (name, _) in enumerate(shape.posts) if name == group]
            for group in sorted({name for name, _ in shape.posts})
        }
        self.open_minutes = [max(0, min(post.closes, shape.horizon) - post.opens) for post in inputs.posts]
        self.team = [_by_stretch(shape, inputs, post) for post in range(len(inputs.posts))]
        self.places_each = [activity.places_each for activity in inputs.activities]
        self.care_minutes = care_minutes_offered(inputs)
        self.place_minutes = [place_minutes_offered(inputs, i, 0, shape.horizon) for i in range(len(shape.activities))]

    def use(self, read: Columns) -> Iterator[Use]:
        """Posts, caseloads, contact hours, places."""
        for group, posts in self.groups.items():
            filled, held, spent = (
                read.of(together(self._over_all_periods(buffer, post) for post in posts))
                for buffer in ("filled_minutes", "caseload_minutes", "contact_minutes")
            )
            slots = read.of(self._offered(posts, [[c.caseload for c in post] for post in self.team]))
            contact = read.of(self._offered(posts, [[c.contact_minutes for c in post] for post in self.team]))
            open_for = [sum(self.open_minutes[i] for i in posts)] * len(filled)
            yield Use(f"{group}: posts filled", "share of time", _per(WEEK, filled), _per(WEEK, open_for))
            yield Use(f"{group}: caseload", "occupancy", _per(WEEK, held), _per(WEEK, slots))
            yield Use(f"{group}: contact hours", "utilisation", _per(HOUR, spent), _per(WEEK * HOUR, contact))
        for i, name in enumerate(self.shape.activities):
            used = read.of(self._over_all_periods("place_minutes", i))
            helped = read.of(together(self.shape.rows("helping_minutes", i)))
            there = [self.place_minutes[i] + self.places_each[i] * minutes for minutes in helped]
            yield Use(f"{name.replace('_', ' ')}: places", "occupancy", _per(WEEK, used), _per(WEEK, there))

    def of_care(self, read: Columns, world: World) -> Use:
        """The places of the care team, which usual care has too: held in care, or kept after a discharge."""
        held = read.of(together(self.shape.rows("minutes", State.IN_CARE_PLACE)))
        name = "places in care" if world is World.PROGRAMME else f"places in care, {world.value}"
        return Use(name, "occupancy", _per(WEEK, held), _per(WEEK, [self.care_minutes] * len(held)))

    def _over_all_periods(self, buffer: str, row: int) -> Form:
        """One row of a (row, period) buffer."""
        first = self.shape.begins[buffer] + row * self.periods
        return [(1, range(first, first + self.periods))]

    def _offered(self, posts: Sequence[int], capacity: Sequence[Sequence[int]]) -> Form:
        """Minutes for which posts were filled, times what each held then."""
        first, stretches = self.shape.begins["filled_stretches"], len(self.shape.stretches)
        return together(
            [(many, [first + post * stretches + i])] for post in posts for i, many in enumerate(capacity[post])
        )


def _per(unit: int, column: Sequence[int]) -> list[float]:
    return [n / unit for n in column]


def _by_stretch(shape: Shape, inputs: Inputs, post: int) -> list[Capacity]:
    """What a post holds in each stretch between two changes of the team."""
    dated = [capacity for capacity in inputs.capacities if capacity.post == post]
    starts = [0, *shape.stretches[:-1]]
    return [[capacity for capacity in dated if capacity.minute <= start][-1] for start in starts]


def care_minutes_offered(inputs: Inputs) -> int:
    """Minutes of every place of the care team; their number changes by date."""
    cuts = [*(min(dated.minute, inputs.horizon) for dated in inputs.care_places), inputs.horizon]
    lasts = (end - start for start, end in pairwise(cuts))
    return sum(minutes * dated.places for minutes, dated in zip(lasts, inputs.care_places, strict=True))


def place_minutes_offered(inputs: Inputs, activity: int, since: Minutes, until: Minutes) -> int:
    """Minutes of every place that an activity has open between two minutes; the number of places changes by date."""
    rows = [(dated.minute, dated.places) for dated in inputs.places if dated.activity == activity]
    opens = max(since, inputs.activities[activity].opens)
    closes = min(until, inputs.activities[activity].closes)
    ends = [minute for minute, _ in rows[1:]] + [closes]
    return sum(
        max(0, min(end, closes) - max(start, opens)) * places for (start, places), end in zip(rows, ends, strict=True)
    )
