"""How is what is dated moved, added and taken away? An edit of a bar becomes a change of the setting.

A change is a value at a path: a day at its own ("dates.service_end"), and of a list the whole list ("demand.changes").
Nothing is checked here that the loader checks: what is wrong with an edit it finds, and `at_bars` says at the bar that
it is about. What an edit puts back as the scenario has it is no change, and comes as None.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import Field, JsonValue

from app import words
from app.faces.charts.time import dates_on
from app.live.adding import Addable, addable, added
from app.live.at_bars import at_its_bar
from app.live.bars import GROUPS, Bar, bars_of
from app.live.faults import AtAPath, refused
from app.live.loaded import base_of, loaded_of
from app.live.rows import Changes, Row, bare, plain, rows_at, said_at
from app.live.setting import PATH_AT_MOST, Setting, Strict
from app.recipes import years_later
from sim.errors import NotPossible, RequestRefused
from sim.faults import printable
from sim.loading import Loaded

Path = Annotated[str, Field(max_length=PATH_AT_MOST)]
Name = Annotated[str, Field(max_length=60)]
REMOVED: JsonValue = {"remove": True}  # as a file that extends drops what it inherits


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
    if wanted.edit is None:
        return Timelines(_of(wanted.setting), None, wanted.option, "")
    return _edited(wanted.setting, wanted.option, wanted.edit)


def _edited(setting: Setting, place: str, edit: Edit) -> "Timelines":
    """The timelines after an edit of the option at a place."""
    option = setting.options.get(place)
    if option is None:
        raise refused("Nothing is kept beside it, so nothing of that can be moved.")
    now, base = loaded_of(setting)[place], base_of(option, place)
    try:
        changes = changed(base, now, option.changes, edit)
    except NotPossible as error:
        raise refused(f"{words.capital(str(error))}.", "", place) from None
    kept = {path: value for path, value in {**option.changes, **changes}.items() if value is not None}
    setting = setting.model_copy(update={place: option.model_copy(update={"changes": kept})})
    before = bars_of(now)
    try:
        after = bars_of(loaded_of(setting)[place])
    except RequestRefused as error:
        raise RequestRefused([at_its_bar(AtAPath(*fault), before) for fault in error.faults]) from None
    return Timelines(_of(setting), changes, place, _said(edit, before, after))


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
            tuple(addable(loaded.scenario)),
            changed=any(map(is_dated, changes)),
        )
        for title, loaded, changes in options
    ]


LISTS = ("absences", "changes")


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
            return added(now, edit.what, edit.of)
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
        if value != bare(row.get(steps[-1])):  # else it keeps its range and source
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
    there = said_at(base, path)
    if isinstance(value, list):
        return (there or []) == [] if not value else rows_at(base, path) == value
    return there is not None and plain(bare(there)) == value


def _states(loaded: Loaded, path: str) -> bool:
    return said_at(loaded, path) is not None
