"""What would be counted twice? Two lines of a scenario that each hold the same pound, or the same gain.

Each collision is told on both lines, and each names the other, so that whoever reads one can choose which to drop.
"""

from collections.abc import Iterator, Sequence
from itertools import permutations

from sim.countable import CARE_YEAR_FREED, in_usual_care
from sim.faults import Found, dotted, printable
from sim.scenario import CostLine, Scenario, StatedValue

DROP_ONE = "Drop one of the two"
CARE_THAT_CHANGES = ("care_year", "care_use", "relapse", "discharged_year")


# ---------------------------------------------------------------- prices


def no_use_of_care_falls_twice(scenario: Scenario) -> Iterator[Found]:
    """A use of care that stops at discharge is not also cut by the programme."""
    stages = scenario.stages
    if not (stages.reviews and stages.care_lines and "care_use" in scenario.programme.effect):
        return
    for name, line in scenario.care_lines.items():
        if line.stops_at_discharge and max(line.cut_at_full_dose.value, line.cut_at_full_dose.high or 0) > 0:
            twice = f"its fall would be counted twice. {DROP_ONE}"
            yield (
                ("care_lines", name, "cut_at_full_dose"),
                f"cut_at_full_dose cuts a use that also stops at discharge: {twice}",
            )
            yield (
                ("care_lines", name, "stops_at_discharge"),
                f"stops_at_discharge ends a use that is also cut_at_full_dose: {twice}",
            )


def no_two_costs_price_one_thing(scenario: Scenario) -> Iterator[Found]:
    """Two lines of one payer with one title; the same care at average and at marginal cost; the same work by the post
    and by the meeting; a review by its slot and again when it is held."""
    for (name, line), (other, that) in permutations(scenario.costs.items(), 2):
        if line.payer == that.payer:
            yield from _same_title(name, line, other, that)
            yield from _two_bases(name, line, other, that)
    twice = "the same work would be paid by its posts and by its meetings"
    yield from _paid_by_both(scenario, "post_year", "meeting", twice)
    added = scenario.reviews.supported.added_slots_per_week
    if scenario.stages.reviews and max(added.value, added.high or 0) > 0:
        twice = "a review would be paid by its slot and again when it is held"
        yield from _paid_by_both(scenario, "supported_review_slot", "supported_review", twice)


def _same_title(name: str, line: CostLine, other: str, that: CostLine) -> Iterator[Found]:
    """What bears the same name is the same thing, whatever it is counted by: pay and a price per contact, too."""
    if line.title and that.title and line.title.strip().casefold() == that.title.strip().casefold():
        yield (
            ("costs", name, "title"),
            f"title is that of {dotted(('costs', other))} too, and {printable(line.payer)} pays both: the same thing "
            f"would be counted twice. {DROP_ONE}, or say in its title what else it is",
        )


def _two_bases(name: str, line: CostLine, other: str, that: CostLine) -> Iterator[Found]:
    """An average cost holds the marginal one. A basis that is not stated is nobody's claim."""
    same = line.per in CARE_THAT_CHANGES and (line.per, line.care_line) == (that.per, that.care_line)
    if same and line.basis and that.basis and line.basis != that.basis:
        yield (
            ("costs", name, "basis"),
            f"basis is {line.basis}, and {dotted(('costs', other))} prices the same {line.per} at {that.basis} cost, "
            f"which would count it twice. {DROP_ONE}",
        )


def _paid_by_both(scenario: Scenario, one: str, another: str, twice: str) -> Iterator[Found]:
    lines: dict[str, list[str]] = {one: [], another: []}
    for name, line in scenario.costs.items():
        lines.setdefault(line.per, []).append(name)
    for per, beside in ((one, another), (another, one)):
        for name, other in _each_beside(lines[per], lines[beside]):
            collides = f"{dotted(('costs', other))} is per {beside}: {twice}. {DROP_ONE}"
            yield ("costs", name, "per"), f"per is {per}, and {collides}"


def _each_beside(names: Sequence[str], others: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each name with the first of the others that is not itself: one collision told is enough to find the rest."""
    for name in names:
        other = next((one for one in others if one != name), None)
        if other is not None:
            yield name, other


# ---------------------------------------------------------------- stated values


def no_gain_is_stated_twice(scenario: Scenario) -> Iterator[Found]:
    """Life years hold wellbeing, and wellbeing years hold health: a scenario states one kind or the other. And whatever
    the kind, one outcome has one stated value."""
    stated = scenario.stated_values
    kinds: dict[str, list[str]] = {"qaly": [], "wellby": []}
    outcomes: dict[str, list[str]] = {}
    for name, value in stated.items():
        kinds.setdefault(value.kind, []).append(name)
        outcomes.setdefault(_counted(value), []).append(name)
    for kind, that in (("qaly", "wellby"), ("wellby", "qaly")):
        for name, other in _each_beside(kinds[kind], kinds[that]):
            yield (
                ("stated_values", name, "kind"),
                f"kind is {kind}, and {dotted(('stated_values', other))} is a {that}: both value the same gain in how "
                f"people are, which would be counted twice. {DROP_ONE}",
            )
    for names in outcomes.values():
        for name, other in _each_beside(names, names):
            yield (
                ("stated_values", name, "per"),
                f"per is {printable(stated[name].per)}, and {dotted(('stated_values', other))} ({stated[other].kind}) "
                f"is for {printable(stated[other].per)}: the same outcome would be counted twice. {DROP_ONE}",
            )


def _counted(value: StatedValue) -> str:
    """Who was discharged within a year was discharged: these outcomes hold one another."""
    return "discharges" if value.per.startswith("discharged_in_") else value.per


def the_comparator_alone_takes_off_what_comes_anyway(scenario: Scenario) -> Iterator[Found]:
    """A stated value counts the programme less usual care. Where usual care has the outcome, nothing more may be taken
    off for what comes anyway or by others; where it has none, what comes without a dose must be said."""
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


def no_capacity_is_valued_beside_its_refill(scenario: Scenario) -> Iterator[Found]:
    """A fall in care is priced, or what its freed room is worth is stated; not both. Where the next person takes the
    room (refill), whatever is stated of the fall is a value of that."""
    twice = f"capacity would be valued, and its refill again. {DROP_ONE}"
    stated = {value.per: (name, value.kind) for name, value in scenario.stated_values.items()}
    for cost, line in scenario.costs.items():
        fall = _fall_priced_by(line)
        name, kind = stated.get(fall, ("", ""))
        if name and (fall == CARE_YEAR_FREED or kind == "social_return" or line.cash_rule == "refill"):
            mine, theirs = ("stated_values", name), ("costs", cost)
            yield (*mine, "per"), f"per is {fall}, and {dotted(theirs)} is per {line.per}: {twice}"
            yield (*theirs, "per"), f"per is {line.per}, and {dotted(mine)} is per {fall}: {twice}"


def _fall_priced_by(line: CostLine) -> str:
    """The outcome whose fall a cost line turns into pounds; '' where it prices none."""
    return {"care_year": CARE_YEAR_FREED, "care_use": f"uses.{line.care_line}", "relapse": "relapses"}.get(line.per, "")


DOUBLE_COUNTS = (
    no_use_of_care_falls_twice,
    no_two_costs_price_one_thing,
    no_gain_is_stated_twice,
    the_comparator_alone_takes_off_what_comes_anyway,
    no_capacity_is_valued_beside_its_refill,
)
