"""What would be counted twice? Two lines of a scenario that each hold the same pound, or the same gain.

Each collision is yielded as a pair of messages, one for either side and naming the other. The reader of files picks the
side that the user can edit.
"""

from collections.abc import Iterator, Mapping
from itertools import combinations, product

from sim.countable import CARE_YEAR_FREED, in_usual_care
from sim.faults import Found, dotted, printable
from sim.scenario import CostLine, Scenario, StatedValue
from sim.scenario.cash import Refill, name_of

Pair = tuple[Found, Found]  # one mistake, reported at either of its two places

DROP_ONE = "Drop one of the two"
CARE_THAT_CHANGES = ("care_year", "care_use", "relapse", "discharged_year")


# ---------------------------------------------------------------- prices


def no_use_of_care_falls_twice(scenario: Scenario) -> Iterator[Pair]:
    """A use of care that stops at discharge must not be cut by the programme as well."""
    stages = scenario.stages
    if not (stages.reviews and stages.care_lines and "care_use" in scenario.programme.effect):
        return
    for name, line in scenario.care_lines.items():
        if line.stops_at_discharge and max(line.cut_at_full_dose.value, line.cut_at_full_dose.high or 0) > 0:
            twice = "its fall would be counted twice. Set the cut to 0, or stops_at_discharge to false"
            yield (
                (
                    ("care_lines", name, "cut_at_full_dose"),
                    f"cut_at_full_dose cuts a use that stops_at_discharge ends: {twice}",
                ),
                (
                    ("care_lines", name, "stops_at_discharge"),
                    f"stops_at_discharge ends a use that cut_at_full_dose cuts: {twice}",
                ),
            )


def no_two_costs_price_one_thing(scenario: Scenario) -> Iterator[Pair]:
    """Two lines of one payer with one title; the same care at average and at marginal cost; the same work by the post
    and by the meeting; a review by its slot and again when it is held. Lines of different years never meet."""
    for one, other in combinations(scenario.costs.items(), 2):
        if one[1].payer == other[1].payer and _in_one_year(one[1], other[1]):
            yield from zip(_same_title(*one, *other), _same_title(*other, *one), strict=True)
            yield from zip(_two_bases(*one, *other), _two_bases(*other, *one), strict=True)
    twice = "the same work would be paid by its posts and by its meetings"
    yield from _paid_by_both(scenario, "post_year", "meeting", twice)
    added = scenario.reviews.supported.added_slots_per_week
    if scenario.stages.reviews and max(added.value, added.high or 0) > 0:
        twice = "a review would be paid by its slot and again when it is held"
        yield from _paid_by_both(scenario, "supported_review_slot", "supported_review", twice)


def _in_one_year(line: CostLine, that: CostLine) -> bool:
    """Whether some financial year is both lines'."""
    return line.years is None or that.years is None or not {*line.years}.isdisjoint(that.years)


def _same_title(name: str, line: CostLine, other: str, that: CostLine) -> Iterator[Found]:
    """Lines with the same title pay for the same thing, whatever unit they use: pay and a price per contact, too."""
    if line.title and that.title and line.title.strip().casefold() == that.title.strip().casefold():
        yield (
            ("costs", name, "title"),
            f"title is that of {dotted(('costs', other))} too, and {printable(line.payer)} pays both: the same thing "
            f"would be counted twice. {DROP_ONE}, or give it a different title",
        )


def _two_bases(name: str, line: CostLine, other: str, that: CostLine) -> Iterator[Found]:
    """An average cost includes the marginal one. A basis that is not stated claims nothing."""
    same = line.per in CARE_THAT_CHANGES and (line.per, line.care_line) == (that.per, that.care_line)
    if same and line.basis and that.basis and line.basis != that.basis:
        yield (
            ("costs", name, "basis"),
            f"basis is {line.basis}, and {dotted(('costs', other))} prices the same {line.per} at {that.basis} cost, "
            f"which would count it twice. {DROP_ONE}",
        )


def _paid_by_both(scenario: Scenario, one: str, another: str, twice: str) -> Iterator[Pair]:
    lines: dict[str, list[str]] = {one: [], another: []}
    for name, line in scenario.costs.items():
        lines.setdefault(line.per, []).append(name)

    def collision(name: str, per: str, other: str, beside: str) -> Found:
        collides = f"{dotted(('costs', other))} is per {beside}: {twice}. {DROP_ONE}"
        return ("costs", name, "per"), f"per is {per}, and {collides}"

    for name, other in product(lines[one], lines[another]):
        if not _in_one_year(scenario.costs[name], scenario.costs[other]):
            continue
        yield collision(name, one, other, another), collision(other, another, name, one)


def freed_places_are_refilled_or_cash(scenario: Scenario) -> Iterator[Pair]:
    """Where there is a care team, the next person starts in each place that is freed: none of it is cash, by the rule
    refill. People seen sooner and pounds released are one thing, counted once."""
    for name, line in scenario.costs.items() if scenario.care_team else ():
        if line.per == "care_year" and not isinstance(line.cash, Refill):
            mine, rule = dotted(("costs", name)), name_of(line.cash)
            twice = "freed care would be counted as cash, and again as people seen sooner"
            yield (
                (
                    ("costs", name, "cash_rule"),
                    f"cash_rule is {rule}, and the next person takes each freed place of care_team: {twice}. "
                    'Set cash_rule = "refill", or drop care_team',
                ),
                (
                    ("care_team",),
                    f"the next person takes each freed place, and the cash_rule of {mine} is {rule}: {twice}. "
                    f'Set cash_rule = "refill" in {mine}, or drop care_team',
                ),
            )


# ---------------------------------------------------------------- stated values


def no_gain_is_stated_twice(scenario: Scenario) -> Iterator[Pair]:
    """Life years include wellbeing, and wellbeing years include health: a scenario states one kind or the other. For
    any kind, one outcome has one stated value; but two payers may each have their transfer."""
    stated = scenario.stated_values
    kinds: dict[str, list[str]] = {"qaly": [], "wellby": []}
    outcomes: dict[str, list[str]] = {}
    for name, value in stated.items():
        kinds.setdefault(value.kind, []).append(name)
        outcomes.setdefault(_counted(value), []).append(name)
    for name, other in product(kinds["qaly"], kinds["wellby"]):
        yield _two_kinds(stated, name, other), _two_kinds(stated, other, name)
    for names in outcomes.values():
        for name, other in combinations(names, 2):
            payers = {stated[one].payer if stated[one].kind == "transfer" else None for one in (name, other)}
            if len(payers) > 1 and None not in payers:
                continue
            yield _one_outcome(stated, name, other), _one_outcome(stated, other, name)


def _two_kinds(stated: Mapping[str, StatedValue], name: str, other: str) -> Found:
    return (
        ("stated_values", name, "kind"),
        f"kind is {stated[name].kind}, and {dotted(('stated_values', other))} is a {stated[other].kind}: both value "
        f"the same gain in health or wellbeing, which would be counted twice. {DROP_ONE}",
    )


def _one_outcome(stated: Mapping[str, StatedValue], name: str, other: str) -> Found:
    return (
        ("stated_values", name, "per"),
        f"per is {printable(stated[name].per)}, and {dotted(('stated_values', other))}, a {stated[other].kind}, "
        f"is for {printable(stated[other].per)}: the same outcome would be counted twice. {DROP_ONE}",
    )


def _counted(value: StatedValue) -> str:
    """People discharged within a year were discharged: these outcomes include one another."""
    return "discharges" if value.per.startswith("discharged_in_") else value.per


def the_comparator_alone_takes_off_what_comes_anyway(scenario: Scenario) -> Iterator[Found]:
    """A stated value counts the programme less usual care. If usual care has the outcome, nothing more may be taken off
    for what comes anyway or by others; if it has none, what comes without a dose must be stated."""
    also_in_usual_care = {*in_usual_care(scenario), CARE_YEAR_FREED}
    for name, value in scenario.stated_values.items():
        if value.per in also_in_usual_care:
            yield from _taken_off_twice(name, value)
        elif _comes_without_a_dose(scenario, value.per) and "deadweight_share" not in value.model_fields_set:
            yield (
                ("stated_values", name),
                f"deadweight_share is missing. {value.per} also comes without a dose (progress.{value.per}."
                "chance_without_dose), and usual care does not look for it. State the share that comes anyway",
            )


def _taken_off_twice(name: str, value: StatedValue) -> Iterator[Found]:
    for share in ("deadweight_share", "attribution_share"):
        number = getattr(value, share)
        most = max(number.value, number.high or 0)
        if most > 0:
            yield (
                ("stated_values", name, share),
                f"{share} {'is' if number.value else 'may be'} {most:g}, and the comparator already takes off what "
                f"comes without the programme: usual care counts {value.per} too. Drop the share",
            )


def _comes_without_a_dose(scenario: Scenario, outcome: str) -> bool:
    wider = scenario.progress.wider.get(outcome.removeprefix("wider."))
    without = wider.chance_without_dose if wider and outcome.startswith("wider.") else None
    return without is not None and max(without.value, without.high or 0) > 0


def no_capacity_is_valued_beside_its_refill(scenario: Scenario) -> Iterator[Pair]:
    """A fall in care is priced, or the worth of the freed room is stated; not both. If the next person takes the room
    (refill), any value stated for the fall is a value of that."""
    stated = {value.per: (name, value.kind) for name, value in scenario.stated_values.items()}
    for cost, line in scenario.costs.items():
        fall = _fall_priced_by(line)
        name, kind = stated.get(fall, ("", ""))
        if name and (fall == CARE_YEAR_FREED or kind == "social_return" or isinstance(line.cash, Refill)):
            twice = (
                "a relapse avoided already counts in full as cash, and would be counted again"
                if line.per == "relapse"
                else "capacity would be valued, and its refill again"
            )
            mine, theirs = ("stated_values", name), ("costs", cost)
            refilled = ", cash_rule refill" if isinstance(line.cash, Refill) else ""
            yield (
                (
                    (*mine, "per"),
                    f"per is {fall}, and {dotted(theirs)} is per {line.per}{refilled}: {twice}. {DROP_ONE}",
                ),
                (
                    (*theirs, "cash_rule" if refilled else "per"),
                    f"per is {line.per}{refilled}, and {dotted(mine)} is per {fall}: {twice}. {DROP_ONE}",
                ),
            )


def _fall_priced_by(line: CostLine) -> str:
    """The outcome whose fall a cost line turns into pounds; '' where it prices none."""
    return {"care_year": CARE_YEAR_FREED, "care_use": f"uses.{line.care_line}", "relapse": "relapses"}.get(line.per, "")


DOUBLE_COUNTS = (
    no_use_of_care_falls_twice,
    no_two_costs_price_one_thing,
    freed_places_are_refilled_or_cash,
    no_gain_is_stated_twice,
    no_capacity_is_valued_beside_its_refill,
)
