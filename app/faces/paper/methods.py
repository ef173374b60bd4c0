"""What does the methods section of a paper say of a study? Full sentences, from the plan and the scenarios as they ran.

What only its authors know (the setting of the decision, ethics, who took part) is not written here.
"""

from collections import Counter

from app import PROGRAM, words
from app.asking.paper import Paper
from app.faces.paper import setting
from app.texts import cleaned
from app.words.studies import whose_luck
from experiments.study.kept import ENGINE, VERSION
from experiments.study.plan import Plan
from experiments.study.space import Dimension

PYTHON, LIBRARIES, MACHINE = "python", "libraries", "machine"  # as a file of results names them
DESIGNS = {
    "list": "a list of stated points",
    "one_way": "one input at a time at its low and its high, with everything else as stated",
    "two_way": "every combination of levels of two inputs",
    "grid": "every combination of levels (full factorial)",
    "latin_hypercube": "a Latin hypercube sample",
    "sobol": "a scrambled Sobol' sequence",
    "morris": "Morris's trajectories of elementary effects",
    "saltelli": "Saltelli's design for first-order and total indices",
    "joint": "a sample of all uncertain inputs together, in which fitted inputs come from their joint sample",
}
KINDS = {  # one, and several
    "continuous": ("continuous input", "continuous inputs"),
    "whole": ("whole-number input", "whole-number inputs"),
    "category": ("lever with named levels", "levers with named levels"),
    "date": ("date", "dates"),
    "shares": ("share of a trait", "shares of traits"),
    "joint": ("joint sample of fitted inputs", "joint samples of fitted inputs"),
    "structure": ("structural switch", "structural switches"),
    "dummy": ("dummy input that does nothing, as noise floor", "dummy inputs that do nothing, as noise floor"),
}


def methods_text(paper: Paper) -> str:
    """The section, as Markdown."""
    plan = paper.ran.found.plan
    parts = {
        "Question": [question(paper)],
        "Model": [model(), *setting.stages(plan.arms[0].scenario), setting.channels(plan.arms[0].scenario)],
        "Scenarios and comparator": [*scenarios(paper), comparator(), setting.dates(plan.arms[0].scenario)],
        "Start and warm-up": [setting.initialisation(arm.scenario) for arm in plan.arms[:1]],
        "Inputs and evidence": [setting.grades(plan.arms), inputs(plan)],
        "Design": [design(paper), outputs(paper)],
        "Replications and luck": [replications(paper), luck(paper)],
        "Intervals and noise": [intervals(), noise(plan)],
        "Failed points": [failed(paper)],
        "Software": [software(paper)],
    }
    body = [f"## {head}\n\n{' '.join(filter(None, said))}\n" for head, said in parts.items()]
    return "\n".join([f"# Methods: {cleaned(paper.answer.title)}\n", *body])


def question(paper: Paper) -> str:
    """What was asked, and what was expected before the run."""
    expected = paper.answer.expected
    before = f" Expected before the run: {cleaned(expected.strip())}" if expected else ""
    return f"The study asks: {cleaned(paper.answer.question)}{before}"


def model() -> str:
    """What kind of model it is."""
    return (
        "We used a discrete-event simulation of a social prescribing service. Each person walks the pathway alone, on "
        "parallel tracks of care, support and activities, and meets others only in queues: for a link worker's "
        "caseload, for that worker's diary, for a place in an activity and for a review slot. Time is counted in whole "
        "minutes and money in exact fractions of a pound."
    )


def comparator() -> str:
    """What each scenario is compared with."""
    return (
        "The comparator of each scenario is the same people with the programme switched off: what would have happened "
        "anyway is simulated, and not assumed. Every person has the same luck in every world and scenario, so all "
        "differences are paired."
    )


def scenarios(paper: Paper) -> list[str]:
    """Which were run, and how they differ."""
    arms = paper.arms
    named = words.listed([f"“{cleaned(arm.scenario.title)}” ({arm.name})" for arm in arms])
    those = "scenarios were" if len(arms) > 1 else "scenario was"
    changed = setting.differences(arms)
    return [f"{len(arms)} {those} run: {named}.", *changed]


def inputs(plan: Plan) -> str:
    """What varied."""
    found = Counter(one.kind for one in plan.dimensions)
    if not found:
        return "No input varied beyond what the scenarios state."
    kinds = words.listed([f"{many} {KINDS[kind][many > 1]}" for kind, many in found.items()])
    many = len(plan.dimensions)
    return (
        f"{many} dimension{'s' * (many != 1)} varied: {kinds}. Their ranges and distributions stand in "
        f"tables/dimensions.csv, every value of every scenario with its source and grade in tables/inputs.csv."
    )


def design(paper: Paper) -> str:
    """How the points were chosen."""
    answer, plan = paper.answer, paper.ran.found.plan
    base = ""
    if answer.base_points and answer.design in ("saltelli", "morris"):
        unit = "base points" if answer.design == "saltelli" else "trajectories"
        base = f" from {answer.base_points:,} {unit}"
    blocks = plan.declared.space.blocks
    together = (
        f" {len(blocks)} block{'s' * (len(blocks) != 1)} of inputs go together by rank correlation." if blocks else ""
    )
    return f"The design is {DESIGNS[answer.design]}: {answer.points:,} points{base}.{together}"


def outputs(paper: Paper) -> str:
    """What was read of each point."""
    named = [f"{cleaned(one.title)} ({cleaned(one.unit)})" for one in paper.ran.found.outputs]
    return f"Of each point {len(named)} output{'s were' if len(named) > 1 else ' was'} read: {words.listed(named)}."


def replications(paper: Paper) -> str:
    """How often each point was repeated, and how that was chosen."""
    plan, many = paper.ran.found.plan, int(paper.ran.found.columns.shape[1])
    rule, sets = plan.replications, len(plan.seeds)
    how = "as the study declares"
    if rule.precision is not None:
        how = (
            f"chosen by a pilot so that the 95% half-width of the first output's mean is within "
            f"{words.number(rule.precision)} at the pilot's worst point"
        )
    elif rule.share is not None:
        how = f"chosen by a pilot so that luck makes up at most {words.percent(rule.share)} of the variance"
    elif rule.pilot is not None:
        how = "chosen by a pilot for the best estimate of the variance between points"
    seeds = f", over {sets} sets of luck" if sets > 1 else ""
    return f"Each point was run in {many:,} replication{'s' * (many != 1)}{seeds}, {how}."


def luck(paper: Paper) -> str:
    """How luck is drawn."""
    whose = whose_luck(paper.answer.luck, paper.answer.design)
    return (
        "Each draw is a function of the study's seed, the replication, who draws and what is decided (Philox4x32-10), "
        "so "
        "that no change of an input, a post or an activity re-times the luck of another person (common random numbers, "
        f"person by person). {words.capital(whose)}; all scenarios of a point have the same."
    )


def intervals() -> str:
    """The three intervals by name."""
    return (
        "Three intervals are kept apart. Simulation error is the 95% interval of a mean over replications, with a "
        "correction for skewness (Hall 1992); more replications make it smaller. One real year is where 95 in 100 "
        "single services would fall if every input were as stated. Unknown inputs is where 95 in 100 sets of inputs "
        "that fit what is known would fall; only data make it smaller. Each 95% interval holds by itself: no "
        "adjustment is made for there being several outputs."
    )


def noise(plan: Plan) -> str:
    """How luck is taken out of what is said of inputs."""
    if plan.replications.each < 2 and len(plan.seeds) < 2:
        return "With one replication a point, luck cannot be separated from inputs, and is not taken out."
    return (
        "Variances between points, indices, and shares of sets of inputs are corrected for luck: the variance within "
        "points is taken out of that between them."
    )


def failed(paper: Paper) -> str:
    """Points without numbers, and what became of them."""
    failed = paper.ran.found.failed
    if not failed:
        return "No point failed."
    why = words.listed([f"{one.points:,} ({cleaned(one.why)})" for one in paper.answer.failed])
    return (
        f"{len(failed):,} of {paper.answer.points:,} points have no numbers: {why}. They are listed in "
        "tables/hashes.csv, "
        f"and every analysis says how it treats them."
    )


def software(paper: Paper) -> str:
    """With what it was run."""
    about = paper.ran.about
    with_it = words.listed([about[name] for name in (PYTHON, LIBRARIES, MACHINE) if about.get(name)])
    engine = about.get(ENGINE, "")[:12]
    return (
        f"The study was run with {PROGRAM} {about.get(VERSION)} (engine {engine}), {with_it}. Seeds: "
        f"{words.listed([str(seed) for seed in paper.answer.seeds])}. SHA-256 of the results: {paper.ran.result}."
    )


def ranged(one: Dimension) -> tuple[str, str]:
    """The low and the high of a dimension, as a table says them."""
    if one.levels:
        return str(one.levels[0]), str(one.levels[-1])
    return str(one.value(one.low)), str(one.value(one.high))
