"""Logs to test: how to get one, put on a grid of whole days if asked; and what one says of each person and each queue.

Everything here is read from the rows (and, where a rule speaks of dates and capacities, from the scenario itself), and
nothing from the engine: it is a second telling of design section 2.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple
from unittest.mock import patch

from sim import pathway, rules
from sim.events import Row, What
from sim.inputs import World, inputs_of
from sim.luck import study_key
from sim.scenario import Scenario, Serves
from sim.stays import By, Stay, closed_by, opened_by
from sim.units import DAY, WEEK, YEAR

KEY = study_key(1)
CAME = (What.REFERRED, What.CARE_REFERRED)


def log_of(
    scenario: Scenario, world: World = World.PROGRAMME, *, replication: int = 0, whole_days: bool = False
) -> list[Row]:
    """The log of one replication of the readable engine."""
    with on_whole_days() if whole_days else nullcontext():
        return pathway.events(inputs_of(scenario, world), KEY, replication)


@contextmanager
def on_whole_days() -> Iterator[None]:
    """What no scenario can put on a grid, put there: referrals, exits, tenures and relapses fall at midnight, in
    every world. So it is another luck and not another model; ties between exits and everything else become common."""

    def up(minute: int) -> int:
        return minute if minute >= rules.NEVER else -(-minute // DAY) * DAY

    def rounded(rule: Callable[..., int]) -> Callable[..., int]:
        return lambda *given: up(rule(*given))

    def at_midnight(*given: Any) -> list[rules.Entry]:
        entries = [entry._replace(minute=entry.minute // DAY * DAY) for entry in people(*given)]
        first = [entry for entry in entries if rules.is_in_service(entry.source)]
        rest = sorted(entries[len(first) :], key=lambda entry: (rules.is_never_referred(entry.source), entry))
        return first + rest

    people = rules.people
    names = ("exits_at", "tenure", "relapses_at")
    with patch.multiple(rules, people=at_midnight, **{name: rounded(getattr(rules, name)) for name in names}):
        yield


# ---------------------------------------------------------------- people


def people_in(rows: list[Row]) -> dict[int, list[Row]]:
    """Each person's rows, in order."""
    found = defaultdict(list)
    for row in rows:
        if row[1] >= 0:
            found[row[1]].append(row)
    return found


def identities(rows: list[Row]) -> dict[int, tuple[int, int]]:
    """Each person's identity, (source, number): their place in the log is only a place."""
    return {person: (where, value) for _, person, what, where, value in rows if what in CAME}


def levels_of(scenario: Scenario, rows: list[Row]) -> dict[int, dict[str, str]]:
    """Each person's level of each trait, by name."""
    names = sorted(scenario.traits)
    found: defaultdict[int, dict[str, str]] = defaultdict(dict)
    for _, person, _, where, value in only(rows, What.HAS_TRAIT):
        found[person][names[where]] = sorted(scenario.traits[names[where]].levels)[value]
    return found


def only(rows: list[Row], *kinds: What) -> list[Row]:
    return [row for row in rows if row[2] in kinds]


# ---------------------------------------------------------------- stays: who was where, from when until when


class Spell(NamedTuple):
    """One stay of a person (or a post) in a queue, on a caseload or the like; `ends` and `how` are None while it is
    open."""

    person: int
    begins: int
    ends: int | None
    how: What | None


def stays(rows: list[Row], kind: Stay) -> list[Spell]:
    """Every stay of a kind, each paired with that person's own end of it. One that begins while it is open, or ends
    while it is not, is an error."""
    begun: dict[tuple[int, int], int] = {}
    done = []
    for minute, person, what, where, _ in rows:
        key = (person, where if kind.by is By.ACTIVITY else 0)
        if closed_by(what, where) is kind:
            assert key in begun, (
                f"minute {minute}: person {person} ends ({What(what).name}) what was never begun: {kind.title}"
            )
            done.append(Spell(person, begun.pop(key), minute, What(what)))
        if opened_by(what) is kind:
            assert key not in begun, f"minute {minute}: person {person} begins twice: {kind.title}"
            begun[key] = minute
    return [*done, *(Spell(person, since, None, None) for (person, _), since in begun.items())]


# ---------------------------------------------------------------- capacities, from the scenario alone


def exact(number: Any) -> Fraction:
    """The number a file says: 2.3 is 23/10."""
    return Fraction(str(number.value))


def day_of(scenario: Scenario, day: date) -> int:
    return (day - scenario.dates.start.value).days * DAY


class Post(NamedTuple):
    """What the scenario says of a post: from which minute which caseload, and how many contact minutes a week; when it
    is open, when its worker is away, when it is run down to that, and whom it serves."""

    group: str
    caseloads: list[tuple[int, int]]
    contact_minutes: list[tuple[int, int]]
    opens: int
    closes: int
    away: list[tuple[int, int]]
    run_down: list[tuple[int, int]]
    serves: Serves | None

    def may_serve(self, levels: dict[str, str]) -> bool:
        """Whether it is for people of these levels."""
        return self.serves is None or levels[self.serves.trait] in self.serves.levels

    def is_run_down(self, minute: int) -> bool:
        """Whether it is given no new people."""
        return any(begins <= minute < ends for begins, ends in self.run_down)


def posts_of(scenario: Scenario) -> list[Post]:
    """Every post in order of the log: groups by name (the main one is `team`), whole posts before a part."""
    main = scenario.link_workers
    start, end = (
        day_of(scenario, scenario.dates.day("service_start")),
        day_of(scenario, scenario.dates.day("service_end")),
    )
    found = []
    weeks_worked = exact(main.weeks_worked_per_year) / Fraction(YEAR, WEEK)
    for name, group in sorted({**main.groups, "team": main}.items()):
        number = exact(group.posts)
        parts = [Fraction(1)] * int(number) + ([number - int(number)] if number % 1 else [])
        opens = day_of(scenario, group.opens.value) if getattr(group, "opens", None) else start
        closes = min(end, day_of(scenario, group.closes.value)) if getattr(group, "closes", None) else end
        for position, part in enumerate(parts):
            caseload = group.caseload_per_post or main.caseload_per_post
            hours = group.contact_hours_per_week_per_post or main.contact_hours_per_week_per_post
            dated, diary = [(0, slots(exact(caseload), part))], [(0, diary_of(exact(hours), part * weeks_worked))]
            for change in sorted(group.changes, key=lambda change: change.starts.value):
                caseload = change.caseload_per_post or caseload
                hours = change.contact_hours_per_week_per_post or hours
                starts = max(0, day_of(scenario, change.starts.value))
                dated.append((starts, slots(exact(caseload), part)))
                diary.append((starts, diary_of(exact(hours), part * weeks_worked)))
            away = [
                (day_of(scenario, a.starts.value), day_of(scenario, a.ends.value))
                for a in group.absences
                if a.post.value == position + 1
            ]
            run_down = [
                (starts - int(exact(a.no_new_people_weeks_before) * WEEK + Fraction(1, 2)), starts)
                for a in group.absences
                if a.post.value == position + 1
                for starts in [day_of(scenario, a.starts.value)]
            ]
            found.append(Post(name, dated, diary, opens, closes, away, run_down, group.serves))
    return found


def slots(caseload: Fraction, part: Fraction) -> int:
    """In proportion, half rounds up, at least 1."""
    return max(1, int(caseload * part + Fraction(1, 2))) if caseload else 0


def diary_of(hours: Fraction, share: Fraction) -> int:
    """Contact minutes a week, at least 1."""
    return max(1, int(hours * 60 * share + Fraction(1, 2)))


def places_of(scenario: Scenario, name: str) -> list[tuple[int, int]]:
    """From which minute an activity has how many places."""
    activity = scenario.activities[name]
    first = (activity.places or scenario.activity_defaults.places).value
    later = sorted(activity.changes, key=lambda change: change.starts.value)
    return [(0, first), *((max(0, day_of(scenario, change.starts.value)), change.places.value) for change in later)]


def care_places_of(scenario: Scenario) -> list[tuple[int, int]]:
    """From which minute the care team has how many places; none without one."""
    team = scenario.care_team
    if team is None or not scenario.stages.reviews:
        return []
    stated: dict[str, Any] = {name: getattr(team, name) for name in ("places", "posts", "caseload_per_post")}
    dated = [(0, care_room(stated))]
    for change in sorted(team.changes, key=lambda change: change.starts.value):
        stated |= {name: value for name in stated if (value := getattr(change, name)) is not None}
        dated.append((max(0, day_of(scenario, change.starts.value)), care_room(stated)))
    return dated


def care_room(stated: dict[str, Any]) -> int:
    """Places, or the slots of whole posts and a part."""
    if stated["posts"] is None:
        return int(stated["places"].value)
    number, caseload = exact(stated["posts"]), exact(stated["caseload_per_post"])
    parts = [Fraction(1)] * int(number) + ([number - int(number)] if number % 1 else [])
    return sum(slots(caseload, part) for part in parts)


def helpers_of(scenario: Scenario, name: str) -> tuple[int, int]:
    """How many people an activity takes as helpers at once, and the places that each adds."""
    helpers = scenario.activities[name].helpers or scenario.activity_defaults.helpers
    return (helpers.at_most.value, helpers.places_each.value) if helpers else (0, 0)


def open_dates(scenario: Scenario, name: str) -> tuple[int, int]:
    """From which minute to which an activity is open."""
    activity, dates = scenario.activities[name], scenario.dates
    opens = activity.opens.value if activity.opens else dates.day("service_start")
    closes = activity.closes.value if activity.closes else dates.day("service_end")
    return max(0, day_of(scenario, opens)), max(0, day_of(scenario, closes))


def in_force(dated: list[tuple[int, int]], minute: int) -> int:
    """The last that began by this minute."""
    return [value for begins, value in dated if begins <= minute][-1]
