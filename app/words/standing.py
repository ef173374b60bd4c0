"""What must stand beside any answer? Its cost if support changes nothing, today's pounds, what each channel does."""

from app.words.estimates import AT_ONCE, ONE_AT_A_TIME, Say, in_brackets, nothing
from app.words.numbers import listed, pounds, years
from app.words.parts import horizons, net_cash, subject
from experiments.answer import ScenarioAnswer
from experiments.channels import ChannelResult
from experiments.cost_per import NOT_VARIED, CostPerRow, Ratio
from experiments.intervals import Estimate, negated

GAINED = {"discharge": "person discharged more than under usual care", "care_year": "care-year freed"}
NONE_GAINED = {
    "discharge": "the number discharged more is not clear of 0",
    "care_year": "the time in care freed is not clear of 0",
}


def standing_in_words(scenario: ScenarioAnswer) -> list[str]:
    """The sentences that stand under every answer."""
    return [text for text in (*_at_once(scenario), *apart_in_words(scenario)) if text]


def _at_once(scenario: ScenarioAnswer) -> list[str]:
    return [null_in_words(scenario), other_pounds_in_words(scenario)]


def apart_in_words(scenario: ScenarioAnswer) -> list[str]:
    """What each channel does, and what each discharge and care-year costs."""
    return [text for text in (channels_apart(scenario), cost_per_in_words(scenario)) if text]


def null_in_words(scenario: ScenarioAnswer) -> str:
    """'If support changes nothing: −£165,800 over 3 years.' Where there is no bridge, up to the end of follow-up."""
    if scenario.bridge:
        horizon = horizons(scenario)[-1]
        net, over = scenario.null.net[horizon], f"over {years(horizon)}"
    elif scenario.budget is not None:
        net = negated(scenario.budget.service)
        over = "up to the end of follow-up"
    else:
        return ""
    return f"If support changes nothing: {_exactly(net)} {over}, what {subject(scenario)} costs."


def _exactly(estimate: Estimate, say: Say = pounds) -> str:
    if nothing(estimate):
        return "£0"
    return f"{say(estimate.mean, estimate.half_width)} {in_brackets(estimate, say)}"


def other_pounds_in_words(scenario: ScenarioAnswer) -> str:
    """The answer once more, in pounds of another year: the prices of a report may be ten years old."""
    other = scenario.prices.other
    if other is None or not scenario.bridge:
        return ""
    horizon = horizons(scenario)[-1]
    net, null = net_cash(scenario, horizon), scenario.null.net[horizon]
    amounts = [
        f"{pounds(of.mean * other.times, of.half_width and of.half_width * other.times)}{name}"
        for of, name in ((net, ""), (null, " if support changes nothing"))
    ]
    return f"In pounds of {other.year}: net cash over {years(horizon)} of {listed(amounts)}."


def channels_apart(scenario: ScenarioAnswer) -> str:
    """What each channel of effect does alone, where there is more than one and they have been run."""
    found = scenario.channels
    if not found or len(found.alone) < 2:
        return ""
    alone = [f"{row.channel.replace('_', ' ')} {_released(row)}" for row in found.alone]
    return (
        f"Capacity released over {years(found.years or 0)} by each channel of effect alone: {'; '.join(alone)}; all "
        f"together {_released(found.together)}. They meet in the same people, so the parts need not add up."
    )


def _released(row: ChannelResult) -> str:
    return f"{_exactly(row.capacity)}, net cash {_exactly(row.net)}"


def cost_per_in_words(scenario: ScenarioAnswer) -> str:
    """What the service costs for each discharge gained and each care-year freed; in words where none is clear of 0."""
    found = scenario.cost_per
    if not found.rows:
        return ""
    said = [_per(row) for row in found.rows]
    return f"The cost of {subject(scenario)} over {years(found.years or 0)}: {'; '.join(said)}."


def cost_cell(cost: Ratio) -> str:
    """'£3,260 (£3,130 to £3,390)': with its simulation error."""
    if cost.low is None or cost.high is None:
        return pounds(cost.mean)
    wide = (cost.high - cost.low) / 2
    return f"{pounds(cost.mean, wide)} ({pounds(cost.low, wide)} to {pounds(cost.high, wide)})"


def _per(row: CostPerRow) -> str:
    cost, what = row.cost, GAINED[row.of]
    if cost is None:
        return f"no figure for each {what}, since {NONE_GAINED[row.of]}"
    if cost.low is None or cost.high is None:
        return f"{pounds(cost.mean)} for each {what} (one replication: its error is not known)"
    wide = (cost.high - cost.low) / 2
    text = (
        f"{pounds(cost.mean, wide)} for each {what} (simulation error: {pounds(cost.low, wide)} to "
        f"{pounds(cost.high, wide)}"
    )
    if row.unknown is NOT_VARIED:
        pass
    elif row.unknown:
        low, high = row.unknown
        grain = (high - low) / 4 or None
        how = AT_ONCE if row.at_once else ONE_AT_A_TIME
        text += f"; what nobody knows, {how}: {pounds(low, grain)} to {pounds(high, grain)}"
    else:
        text += "; at the ends of what nobody knows there may be no gain, and so no figure"
    return f"{text})"
