"""What is the player given? One or two worlds on one clock: their rows, their room by date, and every word it says.

Whole numbers and words only; pounds and weeks of care are worded here. People keep the number that they have in the
first world (`spsim explain` knows them by it); people of a second world who are not in the first follow after them. Who
is the same in both is known by identity: source, layer and number, which no option changes.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from app import words
from app.faces.player.packed import SHOWN, VALUED, WHERE_OF, packed, text_of
from app.faces.player.wording import DOORS, ENDS_EARLY, ONLY_MOVES, SAYS, SAYS_ONE_OF, TITLES
from app.texts import cleaned
from experiments.dated_events import DatedEvent, dated_events
from experiments.explain import Teller, spoken
from experiments.raw_log import EVENTS
from experiments.watched import Watched
from sim import stays
from sim.events import Row, Vacancy, What
from sim.inputs import Inputs, World
from sim.inputs.tables import LINK_WORKERS, NO_PROGRAMME
from sim.measures import OF_OTHERS, STATE_OF
from sim.stays import By, Stay, closed_by, opened_by
from sim.units import WEEK, minute_of

VERSION = 1
MOST_ROWS = 60_000  # of one world, after which only what moves people is shown
MOST_MOVES = 200_000  # of one world, after which the player ends early
STAYS: dict[str, Stay] = {
    "waiting": stays.WAITING,
    "caseload": stays.ON_CASELOAD,
    "wants": stays.WAITING_FOR_PLACE,
    "course": stays.ON_COURSE,
    "keeping": stays.KEEPING_PLACE,
    "helping": stays.HELPING,
    "care": stays.IN_CARE,
    "discharged": stays.DISCHARGED,
    "care_wait": stays.WAITING_FOR_CARE,
    "care_place": stays.IN_CARE_PLACE,
    "post": stays.POST_FILLED,
}
COINS = 2.0  # the half-width of a number that is said to one: exact, as one run is, and no finer than a pound or a week
IDENTITY = (What.REFERRED, What.CARE_REFERRED)
MOVES = frozenset(
    what
    for what in What
    if what in IDENTITY or what is What.LEFT or any(what in (*stay.opens, *stay.closes) for stay in STAYS.values())
) | frozenset(what for _, _, events in DOORS for what in events)

LIFE = ("minutes in care", "minutes waiting for a link worker", "rows")  # by which two lives are compared
Identity = tuple[int, int, int]
Shown = dict[str, object]


class Side(NamedTuple):
    """A world to be watched, and what it is called: a letter beside others, and a name."""

    letter: str
    name: str
    of: Watched


def shown(sides: Sequence[Side], usual: Sequence[Watched], many: int) -> Shown:
    """What the player draws. `usual`: usual care for each side, from which its weeks of care freed are counted; `many`:
    of how many runs the answer is that stands beside this one."""
    first = sides[0].of
    numbers = _numbers([side.of.log for side in sides])
    people = 1 + max((n for each in numbers for n in each.values()), default=-1)
    return {
        "version": VERSION,
        "start": first.case.scenario.dates.start.value.isoformat(),
        "horizon": max(side.of.shape.horizon for side in sides),
        "seed": first.case.seed,
        "replication": first.replication,
        "many": many,
        "people": people,
        "worth_following": _worth_following(sides, numbers),
        "stays": [_stay(key, stay) for key, stay in STAYS.items()],
        "events": {what.value: [what.name, kind.happens] for what, kind in EVENTS.items()},
        "withWhere": sorted(WHERE_OF),
        "withValue": sorted(VALUED),
        "vacancies": [TITLES[kind.name.lower()] for kind in Vacancy],
        "doors": [[key, title, list(events)] for key, title, events in DOORS],
        "says": {**SAYS, **SAYS_ONE_OF},
        "worlds": [
            _world(side, own, number_of, people) for side, own, number_of in zip(sides, usual, numbers, strict=True)
        ],
    }


def _stay(key: str, stay: Stay) -> Shown:
    return {
        "key": key,
        "by": list(By).index(stay.by),
        "opens": list(stay.opens),
        "closes": list(stay.closes),
        "left": -1 if stay.left is None else stay.left,
        "others": int(STATE_OF.get(stay) in OF_OTHERS),
    }


def _numbers(logs: Sequence[Sequence[Row]]) -> list[dict[int, int]]:
    """Of each world: by what number each person of its log is known to the player."""
    known: dict[Identity, int] = {}
    found = []
    for log in logs:
        here = {row[1]: (row[2], row[3], row[4]) for row in log if row[2] in IDENTITY}
        found.append({person: known.setdefault(here[person], len(known)) for person in sorted(here)})
    return found


def _worth_following(sides: Sequence[Side], numbers: Sequence[Mapping[int, int]]) -> int:
    """The person whose story differs between the worlds: by time in care, else by the wait for a link worker, else by
    how much happens. The first who differs half as much as anybody does, so that it can be seen soon."""
    lives = [_lives(side.of, number_of) for side, number_of in zip(sides, numbers, strict=True)]
    both = sorted(set(lives[0]) & set(lives[-1]))
    for each in range(len(LIFE)):
        differs = {who: abs(lives[0][who][each] - lives[-1][who][each]) for who in both}
        if most := max(differs.values(), default=0):
            return next(who for who in both if 2 * differs[who] >= most)
    return 0


def _lives(of: Watched, number_of: Mapping[int, int]) -> dict[int, tuple[int, int, int]]:
    """Of everybody, what LIFE names."""
    rows: dict[int, list[Row]] = {number: [] for number in number_of.values()}
    for row in of.log:
        if row[1] in number_of:
            rows[number_of[row[1]]].append(row)
    horizon = of.shape.horizon
    return {
        who: (minutes_in(stays.IN_CARE, mine, horizon), minutes_in(stays.WAITING, mine, horizon), len(mine))
        for who, mine in rows.items()
    }


def minutes_in(stay: Stay, rows: Sequence[Row], horizon: int) -> int:
    """For how long a person was in a stay of a kind that they are in once at a time, up to the horizon."""
    total, since = 0, None
    for minute, _, what, where, _ in rows:
        if closed_by(what, where) is stay and since is not None:
            total, since = total + minute - since, None
        elif opened_by(what) is stay:
            since = minute
    return total if since is None else total + horizon - since


# ---------------------------------------------------------------- one world


def _world(side: Side, usual: Watched, number_of: Mapping[int, int], people: int) -> Shown:
    of = side.of
    inputs, teller = of.case.inputs[of.world], Teller(of.shape)
    log, which, note = _as_much_as_is_shown(of.log)
    rows = packed(of.shape, log, number_of, which)
    freed = [(before - after) / WEEK for before, after in zip(usual.minutes_in_care, of.minutes_in_care, strict=True)]
    return {
        "letter": side.letter,
        "name": cleaned(side.name),
        "short": side.letter or SAYS["usual" if of.world is World.USUAL else "programme"],
        "usual": int(of.world is World.USUAL),
        "horizon": of.shape.horizon,
        "shown": sorted(which),
        "note": note,
        "parts": _parts(inputs),
        "posts": _posts(of, inputs, teller),
        "activities": _activities(of, inputs),
        "care_places": [list(row) for row in inputs.care_places] if inputs.care_team.on else [],
        "lines": [cleaned(teller.line(n)) for n in range(len(of.shape.lines))],
        **_who(of.log, inputs, teller, number_of, people),
        "count": rows.count,
        "rows": rows.rows,
        "patterns": rows.patterns,
        "dated": [_dated(event, of) for event in dated_events(of.case.scenario)],
        "cost": [words.pounds(float(pounds), COINS) for pounds in of.cost],
        "freed": [words.number(weeks, COINS) for weeks in freed],
    }


def _as_much_as_is_shown(log: Sequence[Row]) -> tuple[Sequence[Row], frozenset[What], str]:
    """A large log without what moves nobody; a very large one up to some week. With what is left out, in words."""
    if len(log) <= MOST_ROWS:
        return log, SHOWN, ""
    moves = [row for row in log if row[2] in MOVES]
    if len(moves) <= MOST_MOVES:
        return log, MOVES, ONLY_MOVES.format(rows=len(log))
    last = moves[MOST_MOVES][0] // WEEK * WEEK
    return [row for row in log if row[0] < last], MOVES, ENDS_EARLY.format(rows=len(log), week=last // WEEK)


def _parts(inputs: Inputs) -> Shown:
    """Which parts of the pathway there are to draw."""
    offered = inputs.programme.offer != NO_PROGRAMME and inputs.stages.support
    with_link_workers = int(offered and inputs.programme.offer == LINK_WORKERS)
    return {
        "support": with_link_workers,
        "activities": int(with_link_workers and bool(inputs.activities) and bool(inputs.stages.activities)),
        "reviews": inputs.stages.reviews,
        "relapse": int(inputs.stages.reviews and inputs.stages.relapse),
        "care_team": inputs.care_team.on,
        "care_lines": int(inputs.stages.care_lines and bool(inputs.care_lines)),
    }


def _posts(of: Watched, inputs: Inputs, teller: Teller) -> list[Shown]:
    """Every post: its name, when it is open, and its slots and contact minutes a week by date."""
    return [
        {
            "title": words.capital(cleaned(teller.post(n))),
            "serves": post.serves,
            "opens": post.opens,
            "closes": post.closes,
            "room": [[row.minute, row.caseload, row.contact_minutes] for row in inputs.capacities if row.post == n],
            "run_down": [[row.run_down, row.starts] for row in inputs.absences if row.post == n],
        }
        for n, post in enumerate(inputs.posts)
    ]


def _activities(of: Watched, inputs: Inputs) -> list[Shown]:
    return [
        {
            "title": words.capital(cleaned(spoken(name))),
            "opens": activity.opens,
            "closes": activity.closes,
            "room": [[row.minute, row.places] for row in inputs.places if row.activity == n],
        }
        for n, (name, activity) in enumerate(zip(of.shape.activities, inputs.activities, strict=True))
    ]


def _who(
    log: Sequence[Row], inputs: Inputs, teller: Teller, number_of: Mapping[int, int], people: int
) -> dict[str, object]:
    """Of everybody: whether they are in this world, by what number it knows them, what kind of person they are, and
    how they stand in line for a link worker."""
    rows_of: dict[int, list[Row]] = {}
    for row in log:
        if row[2] == What.HAS_TRAIT:
            rows_of.setdefault(row[1], []).append(row)
    levels = {(row.trait, row.level): row for row in inputs.levels}
    kinds: dict[tuple[str, ...], int] = {}
    own, kind, ranks, lines = [0] * people, [0] * people, [0] * people, [0] * people
    for person, number in number_of.items():
        rows = rows_of.get(person, [])
        mine = [levels[row[3], row[4]] for row in rows]
        own[number] = person + 1
        kind[number] = kinds.setdefault(tuple(cleaned(teller.traits(rows))), len(kinds))
        ranks[number] = max((level.queue_class for level in mine), default=0)
        lines[number] = max((level.line for level in mine), default=0)
    return {
        "own": text_of(own),
        "kinds": ["; ".join(each) for each in kinds],
        "kind": text_of(kind),
        "rank": text_of(ranks),
        "line": text_of(lines),
    }


def _dated(event: DatedEvent, of: Watched) -> list[object]:
    """A dated event: its minute, until when, and its words."""
    start = of.case.scenario.dates.start.value
    since, until = (minute_of(start.fromisoformat(day), start) for day in (event.day, event.until or event.day))
    return [since, until, cleaned(event.text), f"{words.day(event.day)}: {cleaned(event.text)}"]
