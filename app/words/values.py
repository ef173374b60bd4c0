"""How are need, uptake and stated values said? Three things beside the money that no bridge holds.

A stated value is always said to be one: it stands in no total, and is never called money released.
"""

from app.words.estimates import bracket, error_cell, nothing, plus_minus, unseen
from app.words.numbers import listed, number, percent, pounds, signed
from app.words.parts import Sentence, group
from experiments.answer import ScenarioAnswer
from experiments.intervals import Estimate
from experiments.need import AgainstNeed
from experiments.people_rows import GroupRow
from experiments.stated_values import StatedValueRow
from experiments.uptake import Uptake

NOT_MONEY = "a stated value, not money that can be spent"
FISCAL = "the fiscal view only, because what one pays less another receives less; it is in no pound of net cash"
KINDS = {
    "qaly": "quality-adjusted life years",
    "wellby": "wellbeing years",
    "social_return": "social return",
    "transfer": "transfer",
}
FORMS = {
    "block": "a block contract",
    "spot": "spot purchase",
    "grant": "a grant",
    "outcome": "payment for each course completed",
}
MANY_POUNDS = 100
STAGES = {"referred": "referred", "given": "given a link worker", "discharged": "discharged"}


TAKEN_OFF = ("deadweight", "attribution", "displacement", "drop-off a year")


def each(gbp: float) -> str:
    """What one is worth: '£400', '−£1.50'."""
    return signed(gbp, f"£{abs(gbp):,.2f}".removesuffix(".00"))


def more_or_fewer(estimate: Estimate) -> str:
    """A paired difference: '+12 ±3'."""
    if nothing(estimate):
        return "0"
    return f"{number(estimate.mean, estimate.half_width, plus=True)} {error_cell(estimate)}"


def taken_off(row: StatedValueRow) -> str:
    """'deadweight 25%, over 3 years'; '' where a worth is taken as it is stated."""
    shares = row.deadweight_share, row.attribution_share, row.displacement_share, row.drop_off_per_year
    said = [f"{name} {percent(share)}" for name, share in zip(TAKEN_OFF, shares, strict=True) if share]
    said += [f"over {row.years_lasting} years"] if row.years_lasting > 1 else []
    return ", ".join(said)


def worth_in_words(row: StatedValueRow) -> str:
    """'£1,400 (2023/24), £1,086 in 2015/16 prices, £543 after attribution 50%': as the file says it first."""
    said = f"{each(row.gbp_as_stated)} ({row.price_year_as_stated})"
    if row.price_year != row.price_year_as_stated:
        said += f", {_rounded(row.gbp)} in {row.price_year} prices"
    off = taken_off(row)
    return f"{said}, {_rounded(row.gbp_in_total)} after {off}" if off else said


def _rounded(gbp: float) -> str:
    """What one comes to: to the pound where it is many pounds."""
    return pounds(gbp, 1.0) if abs(gbp) >= MANY_POUNDS else each(gbp)


def stated_values_in_words(scenario: ScenarioAnswer) -> list[Sentence]:
    """Each stated value: how many more, what one is said to be worth, what that comes to."""
    return [
        Sentence(
            row.title,
            f"{row.outcome}: {more_or_fewer(row.difference)} {row.unit} against usual care, each stated at "
            f"{worth_in_words(row)}, come to {pounds(row.value.mean, row.value.half_width)}"
            f"{bracket(row.value, pounds)}{_across(row)}: {NOT_MONEY} ({KINDS[row.kind]})."
            f"{_without_effect(scenario, row)}",
        )
        for row in scenario.stated_values
        if row.kind != "transfer"
    ]


def transfers_in_words(scenario: ScenarioAnswer) -> list[Sentence]:
    """Each transfer, such as a benefit no longer paid: how many more people, what one means to its payer."""
    return [
        Sentence(
            row.title,
            f"{row.outcome}: {more_or_fewer(row.difference)} {row.unit} against usual care. For each of these "
            f"{row.payer} pays less: {worth_in_words(row)}. In all "
            f"{pounds(row.value.mean, row.value.half_width)}{bracket(row.value, pounds)}{_across(row)}. "
            f"It is {FISCAL}.",
        )
        for row in scenario.stated_values
        if row.kind == "transfer"
    ]


def _without_effect(scenario: ScenarioAnswer, row: StatedValueRow) -> str:
    """Why something is gained where support is taken to change nothing."""
    if scenario.effect or nothing(row.difference):
        return ""
    what = "Going on after the prescription" if row.per == "went_on" else f"“{row.outcome}”"
    return f" {what} is not an effect on care: `effect` does not touch it."


def range_of_worth(row: StatedValueRow) -> str:
    """'£5,000 to £40,000': at the low and the high of what is stated; '' where no range is."""
    if row.at_low is None or row.at_high is None:
        return ""
    low, high = (pounds(end, row.value.half_width) for end in (row.at_low, row.at_high))
    return f"{low} to {high}"


def kind(row: StatedValueRow) -> str:
    """'social return', 'transfer of the Department for Work and Pensions'."""
    return KINDS[row.kind] + (f" of {row.payer}" if row.payer else "")


def _across(row: StatedValueRow) -> str:
    said = range_of_worth(row)
    return f" ({said} across the range stated)" if said else ""


def needs(scenario: ScenarioAnswer) -> list[GroupRow]:
    """The groups whose share of need is stated."""
    return [row for row in scenario.by_trait if row.need_share is not None]


def ratio(against: AgainstNeed | None) -> str:
    """'0.77 ±0.03'; a stage that nobody reaches has none."""
    if against is None or against.ratio is None:
        return "–"
    found = against.ratio
    return f"{number(found.mean, found.half_width)} {error_cell(found)}"


def need_in_words(scenario: ScenarioAnswer) -> list[Sentence]:
    """'31% of those in need and 24% of those referred: 0.77 ±0.03 for each 1.'"""
    return [
        Sentence(
            group(row),
            f"{percent(row.need_share or 0.0)} of those in need and "
            + listed([_of_those(name, found) for name, found in (row.referral_to_need or {}).items() if found])
            + ".",
        )
        for row in needs(scenario)
    ]


def _of_those(stage: str, against: AgainstNeed) -> str:
    said = f"{percent(against.share.mean)} of those {STAGES[stage]}"
    if against.ratio is None:
        return said
    return f"{said}: {ratio(against)} for each 1"


def empty_places_in_words(scenario: ScenarioAnswer) -> str | None:
    """Of what activities are paid, how much is for places that stay empty: beside the cost. None where nothing is. The
    error of a sum is at most the sum of errors."""
    rows = scenario.uptake
    paid, empty = [row.paid for row in rows], [row.empty_paid_by_funder for row in rows]
    if all(nothing(one) for one in empty):
        return None
    known = all(one.half_width is not None for one in empty)
    error = sum(one.half_width or 0.0 for one in empty) if known else None
    cost, lost = (sum(one.mean for one in each) for each in (paid, empty))
    said = f" (simulation error at most {plus_minus(error, pounds)})" if error is not None else ""
    return f"Of {pounds(cost, error)} paid for activities, {pounds(lost, error)}{said} is for places that stay empty."


def uptake_in_words(scenario: ScenarioAnswer) -> list[Sentence]:
    """Each paid activity: how much is taken, whose loss the empty places are, and what is left to the group."""
    return [Sentence(row.activity.replace("_", " ").capitalize(), _uptake(row)) for row in scenario.uptake]


def margin_in_words(scenario: ScenarioAnswer) -> list[Sentence]:
    """'£3,400 ±£120 is left to the groups, of what they are paid, once their sessions are run': '' where no running
    cost is stated."""
    found = scenario.provider_margin
    if found is None:
        return []
    said = pounds(found.margin.mean, found.margin.half_width)
    of, without = len(found.of), len(found.without)
    among = f"of the {of} that say what a session costs" if without else "in all"
    return [
        Sentence(
            "What is left to the groups",
            f"{said}{bracket(found.margin, pounds)} {among}: what they are paid, less what their sessions cost to "
            "run. It is their money, and in no pound of the bridge.",
        )
    ]


def _uptake(row: Uptake) -> str:
    offered, taken = row.place_weeks_offered, row.place_weeks_taken.mean
    if not offered and nothing(row.paid):
        return f"{FORMS[row.form]}; there are no places."
    share = f"{percent(taken / offered if offered else 0)} of {number(offered)} place-weeks are taken"
    losses = [
        f"{pounds(part.mean, part.half_width)} {error_cell(part, pounds)} {whose}"
        for part, whose in (
            (row.empty_paid_by_funder, f"is paid for empty places by {row.payer}"),
            (row.empty_borne_by_group, "is not earned on empty places by the group"),
        )
        if part is not None and not unseen(part)
    ]
    said = [FORMS[row.form], share, *losses]
    if row.form == "outcome":
        completed = row.courses_completed
        said.append(f"{number(completed.mean, completed.half_width)} courses are completed")
    elif not losses:
        said.append("no place stays empty")
    if row.margin is not None:
        said.append(
            f"{pounds(row.margin.mean, row.margin.half_width)} {error_cell(row.margin, pounds)} is left "
            "to the group once its sessions are run"
        )
    return f"{'; '.join(said)}."
