"""What that is dated can be added to a scenario, to what, and what does it begin as? A change of the setting each.

What is added begins where there is room for it: half a year after the service, for a quarter of a year, with a quarter
more of what there is; then people move it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Literal

from app.live.bars import CARE_CHANGES, TEAM, has_activities, path_of
from app.live.rows import Changes, Row, with_row
from app.recipes import A_QUARTER_MORE, HALF_YEAR, QUARTER, RUN_DOWN_WEEKS
from sim.errors import NotPossible
from sim.faults import printable
from sim.inputs import part_posts, post_groups, with_defaults
from sim.loading import Loaded
from sim.scenario import Absence, Scenario

Names = tuple[tuple[str, str], ...]  # of what something is added to, and their titles


@dataclass(frozen=True)
class Addable:
    """Something that can be added; `of`: to which activity or group of posts, where that is asked."""

    what: str
    of: str | None
    title: str


@dataclass(frozen=True)
class _Kind:
    """Something that can be added: what to (nothing where there is no choice; None: it cannot be), and what it
    changes."""

    title: str
    of: Callable[[Scenario], "Names | None"]
    made: Callable[[Loaded, str], Changes]


def _adding(scenario: Scenario) -> Iterator[tuple[str, _Kind]]:
    """What a scenario has room for."""
    for what, kind in KINDS.items():
        if kind.of(scenario) is not None:
            yield what, kind


def addable(scenario: Scenario) -> Iterator[Addable]:
    """All that may be added, each thing that it may be added to by itself."""
    for what, kind in _adding(scenario):
        of = kind.of(scenario) or ()
        if len(of) < 2 and what == "absence":  # one team is no choice
            yield Addable(what, None, kind.title)
            continue
        yield from (Addable(what, name, f"{kind.title}: {said}") for name, said in of)
        if not of:
            yield Addable(what, None, kind.title)


def added(now: Loaded, what: str, of: str | None) -> Changes:
    """What adding this changes. `of`: what it is added to, else the first that it can be. Raises NotPossible, in a
    sentence, where there is no room for it."""
    kind = dict(_adding(now.scenario)).get(what)
    if kind is None:
        raise NotPossible(f"this scenario has no room for {printable(what)}")
    names = [name for name, _ in kind.of(now.scenario) or ()]
    of = of or next(iter(names), "")
    if names and of not in names:
        raise NotPossible(f"there is no {printable(of)} to add it to")
    return kind.made(now, of)


def _in_the_window(since: date, until: date, taken: Sequence[date] = (), after: timedelta = HALF_YEAR) -> date:
    """A day on which one more may begin: half a year on, or a quarter after the last that is there; where that is too
    late, half-way to the end."""
    last = max((day for day in taken if since <= day < until), default=None)
    opens, later = (since, after) if last is None else (last, QUARTER)
    day = opens + later if opens + later < until else opens + (until - opens) / 2
    if day in taken or not since <= day < until:
        raise NotPossible("there is no day left on which it could begin. Move what is there, or take it away")
    return day


def _service(scenario: Scenario) -> tuple[date, date]:
    return scenario.dates.day("service_start"), scenario.dates.day("service_end")


def _demand(now: Loaded, _: str) -> Changes:
    scenario = now.scenario
    taken = [one.starts.value for one in scenario.demand.changes]
    day = _in_the_window(scenario.dates.day("first_referral"), scenario.dates.day("last_referral"), taken)
    rate = max(
        (one for one in scenario.demand.changes if one.starts.value < day),
        key=lambda one: one.starts.value,
        default=scenario.demand,
    ).referrals_per_week.value
    row: Row = {"starts": day.isoformat(), "referrals_per_week": round(rate * A_QUARTER_MORE, 2)}
    return with_row(now, "demand.changes", row)


def _absence(now: Loaded, group: str) -> Changes:
    """Of the first post that is there all the while."""
    there = post_groups(now.scenario)[group]
    opens, closes = _service(now.scenario)
    opens = max(opens, there.opens.value) if there.opens else opens
    closes = min(closes, there.closes.value) if there.closes else closes
    long = min(QUARTER, max(timedelta(days=1), (closes - opens) / 3))
    begins = opens + HALF_YEAR
    begins = begins if begins + long < closes else opens + (closes - opens) / 3
    posts = range(1, len(part_posts(there.posts.value)) + 1)
    for turn in count():
        day = begins + turn * long
        if turn and day + long > closes:
            raise NotPossible("every post is away already, at all times")
        free = next((post for post in posts if not _is_away(there.absences, post, day, day + long)), None)
        if free is not None:
            break
    path = f"{path_of(group)}.absences"
    row: Row = {
        "post": free,
        "starts": day.isoformat(),
        "ends": (day + long).isoformat(),
        "no_new_people_weeks_before": RUN_DOWN_WEEKS,
    }
    return with_row(now, path, row)


def _is_away(absences: Sequence[Absence], post: int, since: date, until: date) -> bool:
    return any(one.post.value == post and one.starts.value < until and since < one.ends.value for one in absences)


def _more_posts(now: Loaded, _: str) -> Changes:
    """One post more for a quarter of a year."""
    since, until = _service(now.scenario)
    day = _in_the_window(since, until)
    there = now.scenario.link_workers.groups
    name = next(name for n in count(1) if (name := "cover" if n == 1 else f"cover_{n}") not in there)
    path = path_of(name)
    return {
        f"{path}.posts": 1,
        f"{path}.opens": day.isoformat(),
        f"{path}.closes": min(day + QUARTER, until).isoformat(),
    }


def _team_change(now: Loaded, _: str) -> Changes:
    scenario = now.scenario
    taken = [one.starts.value for one in scenario.link_workers.changes]
    day = _in_the_window(*_service(scenario), taken)
    caseload = round(scenario.link_workers.caseload_per_post.value * A_QUARTER_MORE)
    row: Row = {"starts": day.isoformat(), "caseload_per_post": caseload}
    return with_row(now, "link_workers.changes", row)


def _closing(now: Loaded, name: str) -> Changes:
    activity, (since, until) = now.scenario.activities[name], _service(now.scenario)
    opens = activity.opens.value if activity.opens else since
    return {f"activities.{name}.closes": _in_the_window(opens, until).isoformat()}


def _opening(now: Loaded, name: str) -> Changes:
    activity, (since, until) = now.scenario.activities[name], _service(now.scenario)
    closes = activity.closes.value if activity.closes else until
    return {f"activities.{name}.opens": _in_the_window(since, closes, after=QUARTER).isoformat()}


def _places(now: Loaded, name: str) -> Changes:
    activity, (since, until) = now.scenario.activities[name], _service(now.scenario)
    day = _in_the_window(since, until, [one.starts.value for one in activity.changes])
    places = round(with_defaults(now.scenario, activity).places.value * A_QUARTER_MORE)
    return with_row(now, f"activities.{name}.changes", {"starts": day.isoformat(), "places": places})


def _care(now: Loaded, name: str) -> Changes:
    team = now.scenario.care_team
    assert team is not None, "asked for of a scenario that has one"  # noqa: S101 - `_adding` says which
    taken = [one.starts.value for one in team.changes]
    day = _in_the_window(now.scenario.dates.start.value, now.scenario.dates.end.value, taken)
    value = getattr(team, name).value * A_QUARTER_MORE
    number = round(value) if name == "places" else round(value, 2)
    return with_row(now, "care_team.changes", {"starts": day.isoformat(), name: number})


def _titled(names: Sequence[str]) -> Names | None:
    return tuple((name, printable(name.replace("_", " "))) for name in names) or None


def _with_posts(scenario: Scenario) -> Names | None:
    """Groups of posts, the main team first."""
    if scenario.programme.offer != "link_workers" or not scenario.stages.support:
        return None
    groups = [name for name, group in post_groups(scenario).items() if part_posts(group.posts.value)]
    return _titled(sorted(groups, key=lambda name: (name != TEAM, name)))


def _team(scenario: Scenario) -> Names | None:
    """The main team alone, of which there is no choice."""
    return () if any(name == TEAM for name, _ in _with_posts(scenario) or ()) else None


def _activities(lacks: Literal["opens", "closes", ""]) -> Callable[[Scenario], Names | None]:
    """Those that state no such day."""

    def of(scenario: Scenario) -> Names | None:
        if not has_activities(scenario):
            return None
        every = sorted(scenario.activities.items())
        return _titled([name for name, one in every if not lacks or getattr(one, lacks) is None])

    return of


def _of_care(scenario: Scenario) -> Names | None:
    """What of the care team's room and demand is stated, and is not 0."""
    team = scenario.care_team
    stated = ((name, said) for name, said in CARE_CHANGES.items() if team and (n := getattr(team, name)) and n.value)
    return tuple(stated) or None


KINDS = {
    "absence": _Kind("A link worker away", _with_posts, _absence),
    "more_posts": _Kind("One more link worker for a while", _team, _more_posts),
    "closing": _Kind("An activity closes", _activities("closes"), _closing),
    "opening": _Kind("An activity opens later", _activities("opens"), _opening),
    "places": _Kind("An activity's places change", _activities(""), _places),
    "demand": _Kind("Demand changes", lambda scenario: (), _demand),
    "team_change": _Kind("Caseload changes", _team, _team_change),
    "care": _Kind("The care team changes", _of_care, _care),
}
