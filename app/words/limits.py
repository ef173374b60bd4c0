"""How sure is it, and what can it not tell? Three intervals by name, and what no number of replications would mend."""

from app.words.all_inputs import over_all_inputs, settles
from app.words.estimates import error_of, span
from app.words.fit import unsaid
from app.words.numbers import number, pounds, years
from app.words.parts import Sentence, care_freed, has_reviews, horizons, net_cash
from app.words.swings import NOT_VARIED, furthest
from experiments.answer import ScenarioAnswer
from experiments.intervals import Estimate
from experiments.mean_errors import FEWEST_ORDERED

LUCK_ALONE = (
    "Not given: no input has been run across its range, and luck without what nobody knows would pass for a forecast."
)
COMPLETERS = (
    "Who completes support is not like who does not, and has to stay to complete it: what they seem to gain is no "
    "effect. The true effect is on everyone who came: the programme less usual care, with the same luck. Both in "
    "percentage points."
)
MANY_REPLICATIONS = FEWEST_ORDERED  # fewer than this have no 95 % range of their own


def how_sure(scenario: ScenarioAnswer, replications: int) -> list[Sentence]:
    """The three intervals, by name: they are cured by different things and are never mixed."""
    assumed = sum(row.grade == "assumed" for row in scenario.assumptions)
    ranged = sum(row.low is not None for row in scenario.assumptions)
    runs = f"{replications} replication{'s' * (replications != 1)}"
    if scenario.bridge:
        horizon = horizons(scenario)[-1]
        net: Estimate = net_cash(scenario, horizon)
        what, say = f"net cash over {years(horizon)}", pounds
    else:
        net, what, say = care_freed(scenario), "weeks of care freed", number
    if net.half_width is None:
        error = f"With {runs} it is not known: run more (at least 2; 200 to publish)."
        luck = f"With {runs} nothing can be said of it."
    else:
        error = (
            f"{error_of(net, say)} on {what}, from {runs}. It is the error of the program's "
            "own sampling; more runs make it smaller."
        )
        luck = LUCK_ALONE
        if net.unknown is not None:
            luck = (
                "The name stands for one real service, run once. If every input were right, luck alone would put "
                f"{what} of one real service between {span(net, say)}. More runs do not make this smaller; and it is "
                "no forecast, since what nobody knows comes on top."
            )
            if replications < MANY_REPLICATIONS:
                luck += f" ({no_tails(replications)})"
    if its := scenario.all_inputs:
        inputs = f"{assumed} values are assumed. {over_all_inputs(its, what)} {settles([scenario], {})}".rstrip()
    elif scenario.swings:
        inputs = f"{assumed} values are assumed. {furthest(scenario.swings, replications)}"
    else:
        inputs = f"{assumed} values are assumed, and {ranged or 'none'} have a range. {NOT_VARIED}"
    inputs += " Only local data make it smaller."
    return [Sentence("Simulation error", error), Sentence("One real year", luck), Sentence("Unknown inputs", inputs)]


def no_tails(replications: int) -> str:
    """What a few replications cannot show of one real service."""
    return (
        f"{replications} replications do not show its tails: normal ones are supposed, until {MANY_REPLICATIONS} "
        "show them."
    )


def figures_leave_open(scenario: ScenarioAnswer) -> list[str]:
    """What the published figures do not tell: as their file says, and as the fit finds."""
    return [*scenario.not_identified, *(unsaid(scenario.fit) if scenario.fit else [])]


def cannot_tell(scenario: ScenarioAnswer) -> list[str]:
    """What this answer cannot say, however long it runs."""
    said = []
    if has_reviews(scenario) and scenario.effect:
        said.append(
            "No controlled study supports an effect of social prescribing on discharge: here it is assumed, not "
            "found. Controlled studies of social prescribing mostly find little."
        )
    if not scenario.effect:
        said.append(
            "No effect is assumed here, on purpose: completers may still do better than others, because people differ."
        )
    fitted = sum(bool(row.informed_by) for row in scenario.assumptions)
    if fitted:
        said.append(
            f"{fitted} values were fitted to published counts. That the model meets those counts is fitting, not "
            "validation."
        )
    said += [f"Published figures cannot say: {text}" for text in scenario.not_identified]
    said += unsaid(scenario.fit) if scenario.fit else []
    if scenario.naive:
        said.append(
            "Use of care is high when people are referred and falls back whatever is done: a before-and-after "
            "figure is not an effect."
        )
    said.append(
        "Wellbeing, work, training and volunteering are counted but not priced, and not turned into "
        "quality-adjusted life years."
    )
    said.append(
        "Simulated people are synthetic. Nothing here describes, or may be used to decide about, any individual."
    )
    return said
