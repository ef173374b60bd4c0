"""How is what is dated moved, added and taken away? An edit of a bar becomes a change of the setting.

A change is a value at a path: a day at its own ("dates.service_end"), and of a list the whole list ("demand.changes").
Nothing is checked here that the loader checks: what is wrong with an edit it finds, and `at_bars` says at the bar that
it is about. What an edit puts back as the scenario has it is no change, and comes as None.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Annotated, Literal, cast

from pydantic import Field, JsonValue

from app import words
from app.faces.charts.time import dates_on
from app.live.at_bars import at_its_bar
from app.live.bars import CARE_CHANGES, TEAM, Bar, bars_of
from app.live.faults import AtAPath, refused
from app.live.loaded import base_of, loaded_of
from app.live.setting import PATH_AT_MOST, Setting, Strict
from app.recipes import A_QUARTER_MORE, HALF_YEAR, QUARTER, years_later
from sim.errors import NotPossible, RequestRefused
from sim.faults import printable
from sim.inputs import part_posts, post_groups, with_defaults
from sim.loading import Loaded
from sim.loading.merging import SET_IN
from sim.scenario import Absence, Scenario

Changes = dict[str, JsonValue]  # days as ISO 8601; None: as the scenario has it
Row = dict[str, JsonValue]  # of a list of tables
Names = tuple[tuple[str, str], ...]  # of what something is added to, and their titles
Path = Annotated[str, Field(max_length=PATH_AT_MOST)]
Name = Annotated[str, Field(max_length=60)]
REMOVED: JsonValue = {"remove": True}  # as a file that extends drops what it inherits
ASSUMED = {"grade": "assumed"}
RUN_DOWN_WEEKS = 4  # of an absence that is added, as in `app.recipes`


class Move(Strict):
    """Other days, or other numbers, by their paths."""

    kind: Literal["move"]
    values: dict[Path, int | float | str] = Field(min_length=1, max_length=8)


class Shift(Strict):
    """Another day 0, and everything that is dated as far from it as before."""

    kind: Literal["shift"]
    start: Name


class Add(Strict):
    """One more dated thing. `of`: of which activity or group of posts, where there are several."""

    kind: Literal["add"]
    what: Name
    of: Name | None = None


class Remove(Strict):
    """Not this one."""

    kind: Literal["remove"]
    at: Path


class Back(Strict):
    """All that is dated as the scenario has it."""

    kind: Literal["back"]


Edit = Move | Shift | Add | Remove | Back


class Wanted(Strict):
    """What the page asks: the timelines of a setting, or those that an edit of one option leads to."""

    setting: Setting
    option: Literal["a", "b"] = "a"
    edit: Annotated[Edit, Field(discriminator="kind")] | None = None


def timeline(wanted: Wanted) -> "Timelines":
    """The timelines; of an edit also the changes that it comes to, and what was done in a sentence. Raises
    RequestRefused with every fault, each at its bar."""
    setting, changes, said = wanted.setting, None, ""
    if wanted.edit is not None:
        option = setting.options.get(wanted.option)
        if option is None:
            raise refused("Nothing is kept beside it, so nothing of that can be moved.")
        now, base = loaded_of(setting)[wanted.option], base_of(option, wanted.option)
        try:
            changes = changed(base, now, option.changes, wanted.edit)
        except NotPossible as error:
            raise refused(f"{words.capital(str(error))}.", "", wanted.option) from None
        kept = {path: value for path, value in {**option.changes, **changes}.items() if value is not None}
        setting = setting.model_copy(update={wanted.option: option.model_copy(update={"changes": kept})})
        before = bars_of(now)
        try:
            after = bars_of(loaded_of(setting)[wanted.option])
        except RequestRefused as error:
            raise RequestRefused([at_its_bar(AtAPath(*fault), before) for fault in error.faults]) from None
        said = _said(wanted.edit, before, after)
    return Timelines(_of(setting), changes, wanted.option, said)


def _of(setting: Setting) -> dict[str, "Timeline"]:
    loaded = loaded_of(setting)
    those = [(one.scenario.title, one, setting.options[place].changes) for place, one in loaded.items()]
    return dict(zip(loaded, timelines(those), strict=True))


def _said(edit: Edit, before: Sequence[Bar], after: Sequence[Bar]) -> str:
    """What an edit did, for people who do not see it."""
    match edit:
        case Remove():
            return f"Taken away: {next((bar.title for bar in before if bar.at == edit.at), '')}."
        case Back():
            return "All dates are as the scenario has them."
        case Shift():
            return f"Everything is moved. {next(iter(after)).words}"
    were = {bar.words for bar in before}
    return " ".join(bar.words for bar in after if bar.words not in were)


# ---------------------------------------------------------------- what is shown


@dataclass(frozen=True)
class Tick:
    """A first day of a month under the axis, as a share of its length."""

    at: float
    words: str


@dataclass(frozen=True)
class Addable:
    """Something that can be added; `of`: to which activity or group of posts, where that is asked."""

    what: str
    of: str | None
    title: str


@dataclass(frozen=True)
class Timeline:
    """Everything dated of one option, on the axis that all options share."""

    title: str
    start: str
    since: str
    until: str
    ticks: tuple[Tick, ...]
    bars: tuple[Bar, ...]
    addable: tuple[Addable, ...]
    changed: bool


@dataclass(frozen=True)
class Timelines:
    """Those of every option, by its place on the page; of an edit what it changed, and what was done."""

    options: dict[str, Timeline]
    changes: Changes | None
    option: str
    said: str


def timelines(options: Sequence[tuple[str, Loaded, Mapping[str, object]]]) -> list[Timeline]:
    """One for each option: its title, its scenario and what was changed of it. All on one axis."""
    since = min(loaded.scenario.dates.start.value for _, loaded, _ in options)
    until = max(loaded.scenario.dates.end.value for _, loaded, _ in options)
    weeks = max(1, (until - since) // timedelta(weeks=1))
    ticks = tuple(Tick(min(1.0, week / weeks), said) for week, said in dates_on(since, weeks))
    return [
        Timeline(
            title,
            loaded.scenario.dates.start.value.isoformat(),
            since.isoformat(),
            until.isoformat(),
            ticks,
            bars_of(loaded),
            tuple(_addable(loaded.scenario)),
            changed=any(map(is_dated, changes)),
        )
        for title, loaded, changes in options
    ]


LISTS = ("absences", "changes")
GROUPS = "link_workers.groups."


def is_dated(path: str) -> bool:
    """Whether a change is of something dated: then it is a timeline's to put back."""
    steps = path.split(".")
    return steps[0] == "dates" or steps[-1] in (*LISTS, "opens", "closes") or path.startswith(GROUPS)


# ---------------------------------------------------------------- edits


def changed(base: Loaded, now: Loaded, changes: Mapping[str, object], edit: Edit) -> Changes:
    """What an edit changes. `base`: the scenario with nothing changed; `now`: with `changes`. Raises NotPossible, in a
    sentence, for what is not there to be moved, added or taken away."""
    match edit:
        case Move():
            return _back_where_alike(base, _moved(now, edit.values))
        case Shift():
            return _back_where_alike(base, _shifted(now, edit.start))
        case Add():
            return _added(now, edit)
        case Remove():
            return _removed(base, now, changes, edit.at)
        case Back():
            return dict.fromkeys(filter(is_dated, changes))


def _moved(now: Loaded, values: Mapping[str, JsonValue]) -> Changes:
    """A value at each path; of what stands in a list, the list."""
    there = {path for bar in bars_of(now) for path in bar.paths}
    if strange := next((path for path in values if path not in there), None):
        raise NotPossible(f"there is nothing dated at {printable(strange)} that could be moved")
    return _written(now, values)


def _written(now: Loaded, values: Mapping[str, JsonValue]) -> Changes:
    found: Changes = {}
    lists: dict[str, list[Row]] = {}
    for path, value in values.items():
        steps = path.split(".")
        at = next((i for i, step in enumerate(steps) if step.isdigit()), None)
        if at is None:
            found[path] = value
            continue
        whole = ".".join(steps[:at])
        rows = lists.setdefault(whole, rows_at(now, whole))
        row = rows[int(steps[at])]
        if value != _bare(row.get(steps[-1])):  # else it keeps its range and source
            row[steps[-1]] = value
    return {**found, **{path: [*rows] for path, rows in lists.items()}}


def _shifted(now: Loaded, start: str) -> Changes:
    """Every day so much later, or earlier: on the same day of another year, where day 0 is."""
    first = now.scenario.dates.start.value
    try:
        day = date.fromisoformat(start)
    except ValueError:
        raise NotPossible(f"“{printable(start)}” is no date") from None

    def moved(other: date) -> date:
        same_day = (day.month, day.day) == (first.month, first.day)
        return years_later(other, day.year - first.year) if same_day else other + (day - first)

    try:
        values: dict[str, JsonValue] = {
            end.path: moved(date.fromisoformat(end.day)).isoformat()
            for bar in bars_of(now)
            for end in (bar.starts, bar.ends)
            if end and _states(now, end.path)
        }
    except (OverflowError, ValueError):
        raise NotPossible("no calendar reaches so far") from None
    return {**_written(now, values), "dates.start": day.isoformat()}


def _removed(base: Loaded, now: Loaded, changes: Mapping[str, object], at: str) -> Changes:
    """Without one bar: a row less of a list; no such group of posts; an activity open as long as the service is."""
    bar = next((bar for bar in bars_of(now) if bar.at == at and bar.removable), None)
    if bar is None:
        raise NotPossible(f"there is nothing at {printable(at)} that could be taken away")
    whole, _, row = at.rpartition(".")
    if row.isdigit():
        rows = rows_at(now, whole)
        del rows[int(row)]
        return _back_where_alike(base, {whole: [*rows]})
    found: Changes = dict.fromkeys(path for path in changes if path.startswith(f"{at}.") and is_dated(path))
    ends = [end.path for end in (bar.starts, bar.ends) if end] if at.startswith("activities.") else [at]
    return {**found, **{path: REMOVED for path in ends if _states(base, path)}}


def _back_where_alike(base: Loaded, changes: Changes) -> Changes:
    """None where a change comes to what the scenario has."""
    return {path: None if _alike(base, path, value) else value for path, value in changes.items()}


def _alike(base: Loaded, path: str, value: JsonValue) -> bool:
    there = _at(base, path)
    if isinstance(value, list):
        return (there or []) == [] if not value else rows_at(base, path) == value
    return there is not None and _plain(_bare(there)) == value


def _states(loaded: Loaded, path: str) -> bool:
    return _at(loaded, path) is not None


def _at(loaded: Loaded, path: str) -> object:
    """What files say at a path; None where they say nothing."""
    here: object = loaded.data
    for step in path.split("."):
        if isinstance(here, list):
            here = here[int(step)] if step.isdigit() and int(step) < len(here) else None
        else:
            here = here.get(step) if isinstance(here, dict) else None
    return here


def rows_at(loaded: Loaded, path: str) -> list[Row]:
    """A list of tables as a change says it: days as text, and each value short where nothing is known of it."""
    rows = _at(loaded, path)
    return [{key: _short(value) for key, value in row.items()} for row in rows] if isinstance(rows, list) else []


def _with_row(now: Loaded, path: str, row: Row) -> Changes:
    """A list with one more table."""
    return {path: [*rows_at(now, path), {**row}]}


def _short(value: object) -> JsonValue:
    """A bare value where its source is only the file that set it."""
    if not isinstance(value, dict):
        return _plain(value)
    known = {key: _plain(item) for key, item in value.items()}
    match known:
        case {"value": bare, "source": str(source), **rest} if source.startswith(SET_IN) and rest in ({}, ASSUMED):
            return bare
        case {"value": bare, **rest} if not rest:
            return bare
    return known


def _bare(value: object) -> object:
    """The value itself, without what is known of it."""
    match value:
        case {"value": bare}:
            return bare
    return value


def _plain(value: object) -> JsonValue:
    """As JSON has it: what a file may say, but for days."""
    return value.isoformat() if isinstance(value, date) else cast(JsonValue, value)


# ---------------------------------------------------------------- what can be added


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


def _addable(scenario: Scenario) -> Iterator[Addable]:
    """All that may be added, each thing that it may be added to by itself."""
    for what, kind in _adding(scenario):
        of = kind.of(scenario) or ()
        if len(of) < 2 and what == "absence":  # one team is no choice
            yield Addable(what, None, kind.title)
            continue
        yield from (Addable(what, name, f"{kind.title}: {said}") for name, said in of)
        if not of:
            yield Addable(what, None, kind.title)


def _added(now: Loaded, edit: Add) -> Changes:
    kind = dict(_adding(now.scenario)).get(edit.what)
    if kind is None:
        raise NotPossible(f"this scenario has no room for {printable(edit.what)}")
    names = [name for name, _ in kind.of(now.scenario) or ()]
    of = edit.of or next(iter(names), "")
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
    return _with_row(now, "demand.changes", row)


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
    path = f"{_path_of(group)}.absences"
    row: Row = {
        "post": free,
        "starts": day.isoformat(),
        "ends": (day + long).isoformat(),
        "no_new_people_weeks_before": RUN_DOWN_WEEKS,
    }
    return _with_row(now, path, row)


def _is_away(absences: Sequence[Absence], post: int, since: date, until: date) -> bool:
    return any(one.post.value == post and one.starts.value < until and since < one.ends.value for one in absences)


def _path_of(group: str) -> str:
    return "link_workers" if group == TEAM else f"{GROUPS}{group}"


def _more_posts(now: Loaded, _: str) -> Changes:
    """One post more for a quarter of a year."""
    since, until = _service(now.scenario)
    day = _in_the_window(since, until)
    there = now.scenario.link_workers.groups
    name = next(name for n in count(1) if (name := "cover" if n == 1 else f"cover_{n}") not in there)
    path = f"{GROUPS}{name}"
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
    return _with_row(now, "link_workers.changes", row)


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
    return _with_row(now, f"activities.{name}.changes", {"starts": day.isoformat(), "places": places})


def _care(now: Loaded, name: str) -> Changes:
    team = now.scenario.care_team
    assert team is not None, "asked for of a scenario that has one"  # noqa: S101 - `_adding` says which
    taken = [one.starts.value for one in team.changes]
    day = _in_the_window(now.scenario.dates.start.value, now.scenario.dates.end.value, taken)
    value = getattr(team, name).value * A_QUARTER_MORE
    number = round(value) if name == "places" else round(value, 2)
    return _with_row(now, "care_team.changes", {"starts": day.isoformat(), name: number})


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
        if scenario.programme.offer != "link_workers" or not scenario.stages.activities:
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
