"""What is said of a study's scenarios in a paper? The service, its people, its queues and its dates, in full sentences.

Words for methods and for the checklist, so that both say the same. They are made from the scenarios alone.
"""

from collections import Counter
from collections.abc import Sequence

from app import words
from app.texts import cleaned
from sim.inputs import World, inputs_by_world
from sim.loading import Loaded
from sim.loading.merging import SET_IN
from sim.preflight import assumptions
from sim.preflight.demand import in_service
from sim.scenario import Scenario


def day(scenario: Scenario, name: str) -> str:
    """'1 April 2015'."""
    return words.day(scenario.dates.day(name).isoformat())


def dates(scenario: Scenario) -> str:
    """From when to when it is followed."""
    return (
        f"Day 0 is {day(scenario, 'start')}; referrals come from {day(scenario, 'first_referral')} to "
        f"{day(scenario, 'last_referral')}, the service ends on {day(scenario, 'service_end')}, and people are "
        "followed "
        f"to {day(scenario, 'end')}."
    )


def is_running(scenario: Scenario) -> bool:
    """Whether people are in the service, or wait for it, on day 0."""
    already = in_service(inputs_by_world(scenario)[World.PROGRAMME])
    care = scenario.care_team
    return bool(already or scenario.demand.waiting_on_day_0.value or (care and care.people_on_day_0.value))


def initialisation(scenario: Scenario) -> str:
    """How it begins: empty, or as it stands on day 0; and that no warm-up is cut."""
    already = in_service(inputs_by_world(scenario)[World.PROGRAMME])
    waiting = scenario.demand.waiting_on_day_0.value
    if not is_running(scenario):
        return (
            "The service is new and truly starts empty: the simulation is terminating, everything from day 0 counts, "
            "and "
            "no warm-up is wanted or cut."
        )
    begins = words.listed(
        [
            *([f"{words.number(already)} people are in the service"] if already else []),
            *([f"{words.number(waiting)} people wait"] if waiting else []),
            *(["places in care are taken"] if scenario.care_team and scenario.care_team.people_on_day_0.value else []),
        ]
    )
    return (
        f"The service is running on day 0: {begins}, as the scenario states. It starts as it stands there and not "
        "empty, "
        f"so no warm-up is cut."
    )


def stages(scenario: Scenario) -> list[str]:
    """The journey, a sentence for each stage that is switched on."""
    on, said = scenario.stages, []
    if on.support:
        said.append(
            "People who accept the offer wait for a place on a link worker's caseload, first come, first served "
            "within a "
            "priority class; those whose patience ends give up. A link worker holds a first meeting and further ones "
            "in "
            "a diary of limited contact hours; a missed meeting costs its time and is booked again, and too many end "
            "support. The place is free when support ends."
        )
    if on.activities and scenario.activities:
        names = words.listed([str(cleaned(name.replace("_", " "))) for name in sorted(scenario.activities)])
        said.append(
            f"After the first meeting people are prescribed activities ({names}), wait for places, attend sessions or "
            f"miss them, and may drop out, go on by themselves, or stay."
        )
    if on.reviews:
        said.append(
            "Everybody in care has routine reviews from the date of referral, with or without the programme; a review "
            "may end in discharge, with a chance that rises with the outcomes improved because of the dose received."
        )
    if on.relapse:
        said.append(
            "People who are discharged may relapse, at a hazard that is lower for those who went on with activities, "
            "and "
            "may be referred again."
        )
    if on.care_lines and scenario.care_lines:
        names = words.listed([str(cleaned(name.replace("_", " "))) for name in sorted(scenario.care_lines)])
        said.append(f"Use of care ({names}) happens at rates that are raised at referral and settle in both worlds.")
    if scenario.care_team is not None:
        said.append("Secondary care has places with a waiting list of its own: a discharge lets the next person start.")
    said.append("People may leave at any time (move away, die), at the same minute with and without the programme.")
    return said


def channels(scenario: Scenario) -> str:
    """By which channels it is assumed to work."""
    effect = scenario.programme.effect
    if not effect:
        return "Support is assumed to change nothing (no channel of effect)."
    named = words.listed([name.replace("_", " ") for name in effect])
    return f"The programme is assumed to work by {len(effect)} channel{'s' * (len(effect) > 1)} of effect: {named}."


def posts(scenario: Scenario) -> str:
    """The capacities that people queue for."""
    team = scenario.link_workers
    groups = "".join(
        f"; group {cleaned(name.replace('_', ' '))}: {words.number(one.posts.value)} posts"
        for name, one in sorted(team.groups.items())
    )
    return (
        f"{words.number(team.posts.value)} link worker posts of {words.number(team.caseload_per_post.value)} people "
        "and "
        f"{words.number(team.contact_hours_per_week_per_post.value)} contact hours a week each{groups}"
    )


def grades(arms: Sequence[Loaded]) -> str:
    """How many values have which grade, over all scenarios once each."""
    rows = {row.path: row for arm in reversed(arms) for row in assumptions(arm.scenario)}
    found = Counter(words.in_full(row.grade) for row in rows.values())
    counted = [f"{many} are {grade}" for grade, many in found.most_common()]
    return f"Of {len(rows)} values of all scenarios, {words.listed(counted)}."


def sources(arms: Sequence[Loaded]) -> list[str]:
    """Every source that a value states, once, in order."""
    said = {str(cleaned(row.source)) for arm in arms for row in assumptions(arm.scenario) if row.source}
    return sorted(source for source in said if not source.startswith(SET_IN))


def differences(arms: Sequence[Loaded]) -> list[str]:
    """What each other scenario has that the first has not."""
    first = {row.path: row.value for row in assumptions(arms[0].scenario)}
    said = []
    for arm in arms[1:]:
        rows = {row.path: row for row in assumptions(arm.scenario)}
        other = [
            f"{path} = {row.value} (not {first.get(path, 'stated')})"
            for path, row in rows.items()
            if first.get(path) != row.value
        ]
        gone = [f"{path} is left out" for path in first if path not in rows]
        changes = words.listed([str(cleaned(one)) for one in (*other, *gone)]) or "no value differs"
        said.append(f"{cleaned(arm.scenario.title)} ({arm.name}) differs from {arms[0].name}: {changes}.")
    return said
