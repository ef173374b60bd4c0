"""Which of the inputs stated can have no effect? A dated event outside its window, a value of what is switched off.

A value that one file states and another puts out of use is no mistake: it is reported only if it is stated in the file
that puts it out of use or in one that extends that file, and could have been left out. A dated event is always
reported, because a window that moves would leave it behind unnoticed.

Dated lists are found by their `starts`, so the next one is covered at least by the dates of the run. Which values need
a stage, a channel or a number above 0 stands in `needs`.
"""

from collections.abc import Callable, Iterator
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel

from sim.faults import dotted
from sim.inputs import post_groups
from sim.loading import Loaded
from sim.preflight.loads import day_in_words
from sim.preflight.needs import ANY, Need, Steps, needs_of
from sim.preflight.values_in_doubt import Warning
from sim.scenario import Scenario
from sim.scenario.schema import place_at
from sim.scenario.sections import Section


def without_effect(loaded: Loaded) -> Iterator[Warning]:
    """Every input stated that can change nothing, with the reason."""
    yield from _outside_their_window(loaded.scenario)
    yield from _never_open(loaded.scenario)
    yield from _out_of_use(loaded)


def _said(path: Steps, why: str) -> Warning:
    name = dotted(tuple(int(step) if step.isdigit() else step for step in path))
    return Warning(".".join(path), f"{name} has no effect: {why}.", "no effect")


class Window(NamedTuple):
    """When something matters."""

    since: date
    until: date  # not itself
    says: str

    @property
    def in_words(self) -> str:
        """'people are referred from 1 April 2015 to 1 April 2016'."""
        if self.until <= self.since:
            return f"{self.says} on no day of the run"
        return f"{self.says} from {day_in_words(self.since)} to {day_in_words(self.until)}"


def window_of(scenario: Scenario, path: Steps) -> Window:
    """When what stands at a path can matter: as its owner does, and never outside the run."""
    dates = scenario.dates
    start, end = dates.start.value, dates.end.value
    match path:
        case ("demand", *_):
            since, until, says = dates.day("first_referral"), dates.day("last_referral"), "people are referred"
        case ("link_workers", *rest):
            group = post_groups(scenario)[rest[1] if rest[0] == "groups" else "team"]
            since = group.opens.value if group.opens else dates.day("service_start")
            until = min(group.closes.value if group.closes else end, dates.day("service_end"))
            says = "its posts are open"
        case ("activities", name, *_):
            activity = scenario.activities[name]
            since = activity.opens.value if activity.opens else dates.day("service_start")
            until = activity.closes.value if activity.closes else dates.day("service_end")
            says = "it is open"
        case _:
            return Window(start, end, "the run lasts")
    return Window(max(since, start), min(until, end), says)


def _outside_their_window(scenario: Scenario) -> Iterator[Warning]:
    """Entries of dated lists: each holds from its date to its end, or until the next takes its place."""
    for path, entries in dated_lists(scenario):
        window = window_of(scenario, path)
        days = sorted(entry.starts.value for entry in entries)
        for n, entry in enumerate(entries):
            starts = entry.starts.value
            ends = entry.ends.value if hasattr(entry, "ends") else next((day for day in days if day > starts), date.max)
            if starts >= window.until:
                yield _said((*path, str(n)), f"it begins on {day_in_words(starts)}, and {window.in_words}")
            elif ends <= window.since:
                yield _said((*path, str(n)), f"it is over on {day_in_words(ends)}, and {window.in_words}")


def dated_lists(section: object, path: Steps = ()) -> Iterator[tuple[Steps, list[Any]]]:
    """Every list of a scenario whose entries start on a day."""
    if isinstance(section, Section):
        for name in type(section).model_fields:
            yield from dated_lists(getattr(section, name), (*path, name))
    elif isinstance(section, dict):
        for name, item in section.items():
            yield from dated_lists(item, (*path, name))
    elif isinstance(section, list) and any("starts" in getattr(type(item), "model_fields", {}) for item in section):
        yield path, section


def _never_open(scenario: Scenario) -> Iterator[Warning]:
    """Groups of posts and activities that are open on no day of the run, and a closing that another comes before."""
    service_end = scenario.dates.day("service_end")
    for name, group in sorted(scenario.link_workers.groups.items()):
        path: Steps = ("link_workers", "groups", name)
        window = window_of(scenario, path)
        if window.until <= window.since:
            yield _said(path, window.in_words)
        elif group.closes and group.closes.value > service_end:
            closes, ends = day_in_words(group.closes.value), day_in_words(service_end)
            yield _said((*path, "closes"), f"it is {closes}, and the service ends on {ends} (dates.service_end)")
    for name in sorted(scenario.activities):
        window = window_of(scenario, ("activities", name))
        if window.until <= window.since:
            yield _said(("activities", name), window.in_words)


def _out_of_use(loaded: Loaded) -> Iterator[Warning]:
    """Values stated whose needs are not met."""
    scenario, age = loaded.scenario, _ages(loaded)
    of_all: dict[Need, bool] = {}

    def holds(need: Need, path: Steps) -> bool:
        if not need.of_all:
            return need.holds(scenario, path)
        if need not in of_all:
            of_all[need] = need.holds(scenario, path)
        return of_all[need]

    lacking = {
        path: need
        for path in filter(_is_a_value, loaded.origins)
        if (need := next((need for need in needs_of(scenario, path) if not holds(need, path)), None))
    }
    for path in sorted(lacking, key=lambda path: (age(path), loaded.origins[path].line or 0, path)):
        need = lacking[path]
        decides = tuple(given if step == ANY else step for step, given in zip(need.decides, path, strict=False))
        decides += need.decides[len(path) :]
        oldest = len(loaded.files) - 1
        if age(path) <= age(decides) and (age(path) < oldest or _has_a_default(scenario, path)):
            yield _said(path, need.lacking)


@lru_cache(maxsize=4096)
def _is_a_value(path: Steps) -> bool:
    """Whether one setting stands at a path: not a table of several, nor a part of one."""
    place = place_at(path)
    within = any(place_at(path[:n]).is_value for n in range(1, len(path)))
    return not within and (place.is_value or not (place.keys or _holds_more(place.type)))


def _holds_more(kind: Any) -> bool:
    return str(kind).startswith(("dict", "list[sim", "list[typing"))


def _ages(loaded: Loaded) -> Callable[[Steps], int]:
    """How far back the file that states a value lies: 0 is the scenario's own; a value that no file states is
    oldest."""
    oldest, names = len(loaded.files), [file.name for file in loaded.files]

    @cache
    def of_file(file: str) -> int:
        name = Path(file).name
        return names.index(name) if name in names else oldest

    def age(path: Steps) -> int:
        at = next((found for n in range(len(path), 0, -1) if (found := loaded.origins.get(path[:n]))), None)
        return of_file(at.file) if at else oldest

    return age


def _has_a_default(scenario: Scenario, path: Steps) -> bool:
    """Whether some section on the way would do without it."""
    here: Any = scenario
    for step in path:
        if isinstance(here, BaseModel):
            if not type(here).model_fields[step].is_required():
                return True
            here = getattr(here, step)
        else:
            here = here[int(step)] if isinstance(here, list) else here[step]
    return False
