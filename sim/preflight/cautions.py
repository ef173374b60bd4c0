"""What should a commissioner know before believing an answer? One plain sentence each, and the setting it is about."""

from collections.abc import Iterator
from math import fsum, inf

from sim.inputs import ON_CASELOAD, REVIEW_CLINIC, post_groups
from sim.preflight.demand import dated, in_service, people_between, referrals_at
from sim.preflight.flight import Flight, flight_of
from sim.preflight.loads import CALM_BELOW, SETTLES_BELOW, day_in_words, stretches_of
from sim.preflight.means import attendance, mean_of
from sim.preflight.pools import Pool
from sim.preflight.prices import about_posts_that_go
from sim.preflight.values_in_doubt import Warning, about_evidence, implausible
from sim.scenario import Scenario
from sim.units import HOUR, WEEK

FAR_ABOVE_THE_DIARY = 1.25  # times the contact hours there are


def warnings(known: Scenario | Flight) -> list[Warning]:
    """What a commissioner should know before believing an answer: one plain sentence each."""
    flight = flight_of(known)
    scenario, values = flight.scenario, flight.values
    found = [*implausible(scenario, values), *_about_loads(flight)]
    if flight.supports:
        found += [*_about_posts(flight), *(one for pool in flight.pools for one in _about_day_0(pool))]
        found += [*_about_the_run_off(flight), *_about_diaries(flight), *_about_activities(flight)]
    found += [*_about_reviews(flight), *_about_care(flight), *_about_follow_up(flight), *about_posts_that_go(scenario)]
    return [*found, *about_evidence(scenario, values)]


def _about_loads(flight: Flight) -> Iterator[Warning]:
    """If activities are as full as all of them together, one sentence covers them all: equal groups appear once."""
    every = list(stretches_of(flight))
    together = next((f"{one.load:.2f}" for one in every if one.name == "places"), None)
    for one in every:
        if one.name.startswith("places.") and f"{one.load:.2f}" == together:
            continue
        said_elsewhere = one.load == inf and (
            not one.name.startswith(("caseloads", "reviews.routine")) or not flight.inputs.posts
        )
        if one.load > CALM_BELOW and not said_elsewhere:
            load = one.load_and_wait()
            grows = load.load > SETTLES_BELOW and load.backlog is not None and one.of.grows(load.backlog)
            kind = "overload" if grows or load.load == inf else "load"
            yield Warning(load.path, f"{load.sentence} The setting is {load.path}.", kind)


def _about_posts(flight: Flight) -> Iterator[Warning]:
    scenario, inputs = flight.scenario, flight.inputs
    if not inputs.posts:
        yield Warning(
            "link_workers.posts", "There are no link workers (link_workers.posts is 0): nobody can be supported."
        )
        return
    opens = min(post.opens for post in inputs.posts)
    closes = max(post.closes for post in inputs.posts)
    if not any(post.opens < min(post.closes, inputs.horizon) for post in inputs.posts):
        yield Warning(
            "link_workers.posts",
            "No post is open between dates.service_start and dates.service_end: nobody can be supported.",
        )
        return
    comes = 0 if inputs.demand.waiting or in_service(inputs) else inputs.demand.first
    if opens < min(comes, closes):
        weeks = (min(comes, closes) - opens) / WEEK
        yield Warning(
            "dates.first_referral",
            f"Link workers are paid for {weeks:.0f} weeks before anybody is referred (dates.first_referral).",
        )
    for name, group in sorted(scenario.link_workers.groups.items()):
        if (
            group.opens is not None
            and group.posts.value > 0
            and group.opens.value < scenario.dates.day("service_start")
        ):
            path = f"link_workers.groups.{name}.opens"
            yield Warning(
                path,
                f"The posts of {name.replace('_', ' ')} ({path}) begin before the service does (dates.service_start).",
            )
    for pool in flight.pools:
        yield from _about_nobody_in_post(scenario, pool)


def _about_nobody_in_post(scenario: Scenario, pool: Pool) -> Iterator[Warning]:
    """Weeks in which people come and none of the link workers who serve them is there."""
    inputs, room, groups = pool.inputs, pool.team.room, post_groups(scenario)
    waits = [(a, b) for a, b in dated(inputs, pool.team.dates()) if a < inputs.programme.end and not room(a).posts]
    nobody = fsum(pool.accepted(people_between(inputs, a, b)) for a, b in waits)
    if nobody >= 1:
        weeks = fsum(b - a for a, b in waits if referrals_at(inputs, a) > 0) / WEEK
        path = next((path_of_serves(name) for name in pool.groups if groups[name].serves), "dates.service_start")
        yield Warning(
            path,
            f"For {weeks:.0f} weeks people are referred and no link worker{pool.of_whom} is in post ({path}): "
            f"about {nobody:.0f} people will wait.",
        )


def path_of_serves(group: str) -> str:
    """The setting that says whom a group of posts serves."""
    return "link_workers.serves" if group == "team" else f"link_workers.groups.{group}.serves"


def _about_day_0(pool: Pool) -> Iterator[Warning]:
    """A list that meets empty slots is served in a minute; more people than slots hold up everybody who comes."""
    inputs, whom, path = pool.inputs, pool.of_whom, "link_workers.people_on_day_0"
    slots = sum(caseload * posts for (caseload, _), posts in pool.team.room(0).posts.items())
    waiting, held = inputs.demand.waiting, in_service(inputs, ON_CASELOAD)
    empty = slots - held
    if waiting and empty > 0:
        stand = f"{empty:,} {'slots' if empty > 1 else 'slot'}{whom} {'are' if empty > 1 else 'is'} empty"
        served = f"{empty:,} of them are" if empty < waiting else "all are" if waiting > 1 else "that person is"
        yield Warning(
            "demand.waiting_on_day_0",
            f"{waiting:,} {'people wait' if waiting > 1 else 'person waits'} on day 0 (demand.waiting_on_day_0) and "
            f"{stand}: {served} given a link worker in the first "
            f"minute. If the service runs already, state who is on the caseloads with {path}.",
        )
    if held > slots:
        yield Warning(
            path,
            f"{held:,} people are on caseloads{whom} on day 0 ({path}) and there are {slots:,} slots: nobody new is "
            f"given a link worker until {held - slots + 1:,} of them have left.",
        )


def _about_the_run_off(flight: Flight) -> Iterator[Warning]:
    """Support of those who are referred last, where the service ends before it would."""
    inputs, supported = flight.inputs, flight.minutes_supported / WEEK
    weeks = (inputs.programme.end - inputs.demand.last) / WEEK
    if inputs.programme.end < inputs.horizon and weeks < supported:
        ends = (
            f"The service ends {weeks:.0f} weeks after the last referral (dates.service_end)"
            if weeks >= 1
            else "People are referred until the service ends (dates.last_referral)"
        )
        yield Warning(
            "dates.service_end",
            f"{ends}, and support lasts about {supported:.0f} weeks: for some people it will stop in the middle.",
        )


def _about_diaries(flight: Flight) -> Iterator[Warning]:
    scenario, inputs, support = flight.scenario, flight.inputs, flight.support
    chance = inputs.support
    if all(comes <= 0.0 for _, comes in attendance(inputs, chance.attends, chance.attends_odds)):
        yield Warning(
            "support.chance_attends_meeting",
            "Every meeting is missed (support.chance_attends_meeting): nobody is supported.",
        )
    groups = list(post_groups(scenario).items())
    mentioned = set()
    for capacity in inputs.capacities if support.gap > 0 else ():
        name, group = groups[inputs.posts[capacity.post].group]
        path = (
            f"link_workers.groups.{name}.caseload_per_post"
            if group.caseload_per_post
            else "link_workers.caseload_per_post"
        )
        needed = capacity.caseload * support.length / support.gap * WEEK
        if needed > FAR_ABOVE_THE_DIARY * capacity.contact_minutes and path not in mentioned:
            mentioned.add(path)
            yield Warning(
                path,
                f"A full caseload of {capacity.caseload} ({path}) wants {needed / HOUR:.0f} contact hours a week and "
                f"the diary holds {capacity.contact_minutes / HOUR:.0f}: meetings will be further apart than planned.",
            )


def _about_activities(flight: Flight) -> Iterator[Warning]:
    scenario, inputs = flight.scenario, flight.inputs
    if not inputs.stages.activities:
        return
    start, end = (
        min((post.opens for post in inputs.posts), default=inputs.programme.start),
        min(inputs.programme.end, inputs.horizon),
    )
    during = [
        (max(a, start), min(b, end))
        for a, b in dated(inputs, {start, *flight.activities.dates()})
        if b > start and a < end
    ]
    shut = [(a, b) for a, b in during if not flight.activities.open_at(a)]
    if shut and shut == during:
        yield Warning(
            "activities", "No activity is open while the service runs (activities): nobody can be referred on."
        )
        return
    if shut:
        weeks = fsum(b - a for a, b in shut) / WEEK
        yield Warning("activities", f"For {weeks:.0f} weeks of the service no activity is open (activities).")
    for name, activity in sorted(scenario.activities.items()):
        if activity.closes is not None and activity.closes.value < scenario.dates.day("service_end"):
            path = f"activities.{name}.closes"
            yield Warning(
                path,
                f"{name.replace('_', ' ').capitalize()} closes on {day_in_words(activity.closes.value)}, "
                f"before the service ends ({path}).",
            )


def _about_reviews(flight: Flight) -> Iterator[Warning]:
    inputs, added = flight.inputs, "reviews.supported.added_slots_per_week"
    if inputs.programme.offer == REVIEW_CLINIC:
        if not inputs.stages.reviews or not inputs.reviews.added_slot:
            yield Warning(
                added, f"The review clinic has no slots of its own ({added} is 0): nobody can be reviewed by it."
            )
        if not inputs.programme.access:
            yield Warning(
                "programme.effect",
                "The review clinic holds no review unless access is one of the channels (programme.effect).",
            )
    elif inputs.programme.access and not inputs.stages.reviews:
        yield Warning(
            "programme.effect",
            "Access is a channel of effect (programme.effect), yet this setting has no reviews (stages.reviews).",
        )
    elif inputs.programme.access and not inputs.reviews.slot and not inputs.reviews.added_slot:
        yield Warning(
            "programme.effect",
            "Access is a channel of effect (programme.effect), yet there are no review slots "
            f"(reviews.slots_per_week, {added}): no supported review can be held.",
        )


def _about_care(flight: Flight) -> Iterator[Warning]:
    """A list for care that never settles: who comes late waits ever longer, with the programme or without."""
    team, care = flight.scenario.care_team, flight.care
    if team and care and care.keeps_growing:
        room = "care_team.places" if team.places is not None else "care_team.posts"
        path = "care_team.new_people_per_week" if any(rate.value for rate in flight.inputs.care_rates) else room
        yield Warning(
            path,
            f"More people come to care than there is room for: the list grows from {flight.inputs.care_team.waiting:,} "
            f"people on day 0 to about {care.waiting_at_the_end:,.0f} at the end of follow-up under usual care, and "
            f"keeps growing. Waits of those who join late are not seen in full. The setting is {path}.",
            "care list",
        )


def _about_follow_up(flight: Flight) -> Iterator[Warning]:
    inputs = flight.inputs
    weeks = max(0, inputs.horizon - inputs.demand.first) / WEEK
    short = f"Follow-up ends (dates.end) {weeks:.0f} weeks after referrals begin"
    first = mean_of(inputs.points, inputs.reviews.first) / WEEK
    if inputs.stages.reviews and first > weeks:
        yield Warning(
            "dates.end",
            f"{short}, and a first review comes after {first:.0f} (reviews.weeks_to_first_review): "
            "few will happen within it.",
            "short follow-up",
        )
    if flight.supports:
        wait, supported = max(map(_typical_wait, flight.pools)) / WEEK, flight.minutes_supported / WEEK
        if wait > weeks:
            yield Warning(
                "dates.end",
                f"{short}, and the wait for a link worker grows to about {wait:.0f}: "
                "most waits will not end within it.",
                "short follow-up",
            )
        elif supported > weeks:
            yield Warning(
                "dates.end",
                f"{short}, and support lasts about {supported:.0f}: few people will complete it within follow-up.",
                "short follow-up",
            )


def _typical_wait(pool: Pool) -> float:
    """How long the last to be referred would wait, in minutes: everybody before them, at the pace slots fall free; but
    no longer than people are patient."""
    inputs, peak = pool.inputs, pool.caseloads
    patience = mean_of(inputs.points, inputs.support.patience)
    if peak.capacity <= 0:
        return patience if peak.work > 0 or inputs.demand.waiting else 0.0
    growth = (
        max(0.0, peak.work - peak.capacity) / pool.minutes_supported * (peak.until - peak.since)
        if pool.minutes_supported
        else 0.0
    )
    before = max(0.0, inputs.demand.waiting + growth - (0.0 if growth else max(0.0, peak.capacity - peak.work)))
    return min(patience, before * pool.minutes_supported / peak.capacity)
