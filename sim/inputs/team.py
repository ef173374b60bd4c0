"""How does an engine hold link workers? Every post, its capacity over time, its absences, and who is on it on day 0."""

from collections.abc import Iterator

from sim.inputs.groups import first_of, part_posts, post_dates, post_groups, serves, slots
from sim.inputs.laws import Laws, by_date, in_force, real
from sim.inputs.tables import ON_CASELOAD, AbsenceInputs, AlreadyInputs, Capacity, PostInputs
from sim.luck import UNIFORM, Law
from sim.scenario import Absence
from sim.scenario.values import Number
from sim.units import HOUR, WEEK, WEEKS_PER_YEAR, Minutes, nearest

LONGEST_IN_MEANS = 8  # assumed longest support, in means; an exponential one is longer in 3 of 10,000
RARELY = 0.01


def team_of(laws: Laws) -> tuple[tuple[PostInputs, ...], tuple[Capacity, ...], tuple[AbsenceInputs, ...]]:
    """Every post, its capacity over time, and its absences."""
    main = laws.scenario.link_workers
    posts: list[PostInputs] = []
    capacities: list[Capacity] = []
    absences: list[AbsenceInputs] = []
    for g, (name, group) in enumerate(post_groups(laws.scenario).items()):
        opens, closes = post_dates(laws.scenario, group)
        lines = serves(laws.scenario, group)
        for i, part in enumerate(part_posts(group.posts.value)):
            caseload, hours = (
                group.caseload_per_post or main.caseload_per_post,
                group.contact_hours_per_week_per_post or main.contact_hours_per_week_per_post,
            )
            dated = [_capacity(laws, len(posts), 0, part, caseload, hours)]
            for change in by_date(group.changes):
                caseload, hours = (
                    change.caseload_per_post or caseload,
                    change.contact_hours_per_week_per_post or hours,
                )
                dated.append(_capacity(laws, len(posts), laws.day(change.starts, "start"), part, caseload, hours))
            capacities += in_force(dated)
            absences += sorted(_absence(laws, len(posts), a) for a in group.absences if a.post.value == i + 1)
            posts.append(PostInputs(g, first_of(name) | i, opens, closes, lines))
    return tuple(posts), tuple(capacities), tuple(absences)


def _absence(laws: Laws, post: int, absence: Absence) -> AbsenceInputs:
    starts = laws.day(absence.starts, "start")
    run_down = nearest(real(absence.no_new_people_weeks_before) * WEEK)
    return AbsenceInputs(post, starts, laws.day(absence.ends, "end"), max(0, starts - run_down))


def _capacity(laws: Laws, post: int, minute: Minutes, part: float, caseload: Number, hours: Number) -> Capacity:
    share_of_year = real(laws.scenario.link_workers.weeks_worked_per_year) / WEEKS_PER_YEAR
    return Capacity(
        post, minute, slots(caseload.value, part), max(1, nearest(real(hours) * HOUR * part * share_of_year))
    )


def on_caseloads(laws: Laws) -> Iterator[AlreadyInputs]:
    """People supported on day 0, by group of posts."""
    main = laws.scenario.link_workers
    for g, (name, group) in enumerate(post_groups(laws.scenario).items()):
        stated = group.weeks_already_supported or main.weeks_already_supported
        if people := int(group.people_on_day_0.value):
            so_far = laws.weeks(stated) if stated else Law(UNIFORM, 0.0, _longest_support(laws), 0.0)
            lines = serves(laws.scenario, group)
            yield AlreadyInputs(ON_CASELOAD, g, first_of(name), people, so_far, int(stated is None), lines)


def _longest_support(laws: Laws) -> float:
    """Minutes within which all but a few in a thousand have completed support: many times its mean."""
    s = laws.scenario.support
    comes, allowed = max(real(s.chance_attends_meeting), RARELY), real(s.missed_meetings_allowed)
    meetings = max(1.0, laws.mean(s.meetings))
    missed = min(allowed, meetings / comes - meetings)
    gaps = (meetings + missed - 1) * laws.mean(s.weeks_between_meetings)
    return LONGEST_IN_MEANS * WEEK * (laws.mean(s.weeks_to_first_meeting) + gaps)
