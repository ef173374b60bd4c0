"""STRESS-DES: what must a report of a discrete-event simulation say, and what of that does the run say by itself?

The 20 items of Monks and others (2019), Strengthening the reporting of empirical simulation studies: introducing the
STRESS guidelines, doi 10.1080/17477778.2018.1442155. Each is filled from the run as far as it can be; what only a
person knows is named, and never made up.
"""

from typing import NamedTuple

from app import PROGRAM, words
from app.asking.paper import Paper
from app.faces.paper import methods, setting
from app.texts import cleaned
from experiments.study.kept import COMES_WITH_IT, ENGINE, VERSION, YES
from sim.scenario import Scenario

DOI = "10.1080/17477778.2018.1442155"


class Item(NamedTuple):
    """One item. `said`: what the run says of it; `yours`: what a person must add ('': nothing)."""

    number: str
    section: str
    title: str
    said: str
    yours: str = ""

    @property
    def filled(self) -> bool:
        """Whether nothing is left to be written."""
        return bool(self.said) and not self.yours


def items(paper: Paper) -> list[Item]:
    """All 20, in order."""
    return [*_objectives(paper), *_logic(paper), *_data(paper), *_experimentation(paper), *_implementation(paper)]


def counted(paper: Paper) -> str:
    """How many are filled, and how many need a sentence of yours."""
    those = items(paper)
    filled = sum(one.filled for one in those)
    return (
        f"{filled} of {len(those)} items filled from the run, {len(those) - filled} named for you to write or complete"
    )


def stress_des(paper: Paper) -> str:
    """The checklist, as Markdown."""
    lines = [
        f"# STRESS-DES: {cleaned(paper.answer.title)}",
        "",
        "Strengthening the Reporting of Empirical Simulation Studies, discrete-event simulation: Monks and others "
        f"(2019), doi {DOI}.",
        f"{counted(paper)}.",
        "",
    ]
    section = ""
    for one in items(paper):
        if one.section != section:
            section = one.section
            lines += [f"## {section}", ""]
        lines += [f"### {one.number} {one.title}", ""]
        lines += [one.said, ""] if one.said else []
        lines += [f"**To be written by you:** {one.yours}", ""] if one.yours else []
    return "\n".join(lines)


def _objectives(paper: Paper) -> list[Item]:
    head = "1. Objectives"
    aims = " ".join([methods.question(paper), *methods.scenarios(paper), methods.comparator()])
    return [
        Item(
            "1.1",
            head,
            "Purpose of the model",
            f"{methods.question(paper)} The model is for decisions about services, and never about an individual.",
            "whose decision it is, by when, and the background in your place.",
        ),
        Item("1.2", head, "Model outputs", methods.outputs(paper)),
        Item(
            "1.3",
            head,
            "Experimentation aims",
            f"{aims} {methods.design(paper)} {methods.inputs(paper.ran.found.plan)}",
        ),
    ]


def _logic(paper: Paper) -> list[Item]:
    head, first = "2. Logic", paper.arms[0].scenario
    return [
        Item("2.1", head, "Base model overview diagram", _diagram(first)),
        Item(
            "2.2",
            head,
            "Base model logic",
            " ".join([methods.model(), *setting.stages(first), setting.channels(first)]),
        ),
        Item(
            "2.3",
            head,
            "Scenario logic",
            " ".join(setting.differences(paper.arms))
            or f"One scenario, {cleaned(first.title)}, against usual care: the same people with the programme off.",
        ),
        Item("2.4", head, "Algorithms", f"{_algorithms()} {methods.luck(paper)}"),
        Item("2.5", head, "Components", _components(first)),
    ]


def _data(paper: Paper) -> list[Item]:
    head, first = "3. Data", paper.arms[0].scenario
    found = setting.sources(paper.arms)
    index = first.prices.index
    converted = (
        f"Prices are of {first.prices.year}, converted by an index where a line has another year "
        f"({cleaned(index.name)})."
        if index
        else f"Prices are of {first.prices.year}; none is converted."
    )
    return [
        Item(
            "3.1",
            head,
            "Data sources",
            f"{setting.grades(paper.arms)} The sources as the scenarios state them:\n\n"
            + "\n".join(f"- {one}" for one in found),
        ),
        Item(
            "3.2",
            head,
            "Pre-processing",
            f"{converted} Rates that are published of a population are set so that the simulated population, with its "
            f"traits and frailty, reproduces them. Inputs that published figures inform were fitted to them together, "
            f"where a fit stands beside the scenario.",
            "what was done with raw data before its values were typed into the scenario.",
        ),
        Item(
            "3.3",
            head,
            "Input parameters",
            methods.inputs(paper.ran.found.plan),
        ),
        Item("3.4", head, "Assumptions", _assumptions(paper)),
    ]


def _experimentation(paper: Paper) -> list[Item]:
    head, first = "4. Experimentation", paper.arms[0].scenario
    plan = paper.ran.found.plan
    estimation = [methods.replications(paper), methods.intervals(), methods.noise(plan), methods.failed(paper)]
    return [
        Item("4.1", head, "Initialisation", setting.initialisation(first)),
        Item("4.2", head, "Run length", f"{setting.dates(first)} The time unit is the minute."),
        Item("4.3", head, "Estimation approach", " ".join(estimation)),
    ]


def _implementation(paper: Paper) -> list[Item]:
    head, about = "5. Implementation", paper.ran.about
    bundled = about.get(COMES_WITH_IT) == YES
    of_study = "The study comes with the program." if bundled else "The study's own files are in study/."
    return [
        Item("5.1", head, "Software or programming language", methods.software(paper)),
        Item("5.2", head, "Random sampling", methods.luck(paper)),
        Item(
            "5.3",
            head,
            "Model execution",
            "Next-event time advance. The next thing is the pending wake-up with the least (minute, class, person, "
            "number), so that nothing depends on the order in which things were stored. Points run on any number of "
            "threads, processes or machines, which changes no number.",
        ),
        Item(
            "5.4",
            head,
            "System specification",
            f"Run on {about.get(methods.MACHINE, 'a machine that was not recorded')}, {about.get(methods.PYTHON, '')}, "
            f"engine {about.get(ENGINE, '')[:12]}. How long each session took: {PROGRAM} study status, on the file of "
            "results.",
        ),
        Item(
            "6.1",
            "6. Code access",
            "Computer model sharing statement",
            f"The model is {PROGRAM} {about.get(VERSION)}, open source under the MIT licence. {of_study} The frozen "
            f"scenarios, the hash of the results ({paper.ran.result}) and the script that runs the study again "
            f"(reproduce.sh) are in this folder.",
            "where this folder is deposited (its DOI), and under which licence.",
        ),
    ]


def _diagram(scenario: Scenario) -> str:
    """The journey as a Mermaid diagram: boxes for the stages that are on."""
    on = scenario.stages
    lines = ["```mermaid", "flowchart LR", "  referred[Referred]"]
    last = "referred"
    if on.support:
        lines += [
            "  referred -->|declines| declined((Declined))",
            "  referred -->|accepts| queue[Waits for a link worker]",
            "  queue -->|patience ends| gave_up((Gave up))",
            "  queue -->|given a place on a caseload| support[Supported: meetings in the diary]",
            "  support -->|misses too many| disengaged((Disengaged))",
        ]
        last = "support"
    if on.activities and scenario.activities:
        lines += [
            f"  {last} -->|prescribed| place[Waits for a place in an activity]",
            "  place -->|given a place| activity[Weekly sessions]",
            "  activity -->|ends| afterwards[Goes on, or not]",
        ]
    if on.reviews:
        lines += ["  referred -->|in care, from referral on| review[Routine reviews]"]
        lines += [f"  {last} -->|asks for one| supported[Supported review]"] if on.support else []
        lines += ["  review -->|discharged| out[Discharged]"]
        lines += ["  supported -->|discharged| out"] if on.support else []
    if on.relapse and on.reviews:
        lines += ["  out -->|relapse| review", "  out -->|relapse, referred again| referred"]
    return "\n".join([*lines, "```"])


def _algorithms() -> str:
    return (
        "Each decision and length of time is a pure function of one uniform number, by inversion. Hazards (relapse, "
        "leaving, turnover) are exponential thresholds that are spent at the current hazard, so that a change of "
        "hazard "
        "re-times the same luck. The chance of discharge at a review is low + (high - low) x the share of wellbeing "
        "outcomes improved because of dose, and then the odds of traits and frailty. Activities are chosen by a race "
        "of "
        "exponential times over their weights."
    )


def _components(scenario: Scenario) -> str:
    """Entities, activities, resources, queues, and where people enter and leave."""
    activities = words.listed([str(cleaned(name.replace("_", " "))) for name in sorted(scenario.activities)]) or "none"
    queues = [
        *(["for a place on a caseload", "for time in a link worker's diary"] if scenario.stages.support else []),
        *(["for a place in an activity"] if scenario.stages.activities and scenario.activities else []),
        *(["for a review slot"] if scenario.stages.reviews else []),
        *(["for a place in secondary care"] if scenario.care_team is not None else []),
    ]
    rate = words.number(scenario.demand.referrals_per_week.value)
    ends = "declining, giving up, disengaging, discharge, leaving (deaths and moves) and the end of follow-up"
    return "\n".join(
        [
            f"- Entities: people, each with traits ({words.listed(sorted(scenario.traits)) or 'none'}) and a hidden "
            "frailty.",
            f"- Activities: {activities}.",
            f"- Resources: {setting.posts(scenario)}; places in activities; review slots.",
            f"- Queues: {words.listed(queues) or 'none'}.",
            f"- Entry: {rate} referrals a week, and those who are there on day 0. Exit: {ends}.",
        ]
    )


def _assumptions(paper: Paper) -> str:
    from sim.preflight import assumptions

    rows = {row.path: row for arm in paper.arms for row in assumptions(arm.scenario) if row.grade == "assumed"}
    those = "\n".join(str(cleaned(f"- {row.path}: {row.value} {row.unit}".rstrip())) for row in rows.values())
    return (
        f"{len(rows)} values are assumed, which nobody has measured here; each with its range in tables/inputs.csv:\n\n"
        f"{those}\n\nAssumptions of structure are those of items 2.2 and 2.4."
        if rows
        else "No value is graded as assumed. Assumptions of structure are those of items 2.2 and 2.4."
    )
