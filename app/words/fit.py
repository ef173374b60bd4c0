"""What did a fit find? What the figures leave of each input, what they cannot tell, and what moves together."""

from app.words.numbers import MINUS, listed, pounds
from app.words.swings import amount, quoted
from experiments.fit_rows import Across, FitFound, FittedFigure, FittedInput, Tie
from experiments.fitting.profiles import MOVES
from experiments.fitting.stored import UNTOLD

LITTLE, SOMETHING = 0.7, 0.4  # posterior over prior spread: above these, the figures say little, and something
STRONG, CLEAR = 0.7, 0.4  # rank correlation, without its sign
TIES_NAMED = 5
SAYS_NOTHING = "nothing"
HOW_NARROW = (
    "What the figures say of an input is how much narrower they make it (its spread after the fit over its spread "
    f"before): nothing above {UNTOLD}, little above {LITTLE}, something above {SOMETHING}, much below."
)
MIXTURES = "A mixture is a value of every input at once; those that are kept are as likely as each other."
COVERAGE = (
    "How often such a 90% interval holds the true value is measured on simulated services with known inputs: see "
    "docs/fitting.md."
)
NOT_A_TEST = "Inputs were fitted to these figures, so that they come out shows the fit and nothing more."


def fit_in_words(found: FitFound) -> str:
    """'13 inputs were fitted together to 11 published figures: 400 mixtures of them are kept.'"""
    inputs, figures = len(found.inputs), len(found.figures)
    return (
        f"{inputs} input{'s were' if inputs > 1 else ' was'} fitted together to {figures} published "
        f"figure{'s' * (figures > 1)}: {found.made.members} mixtures that the figures allow are kept."
    )


def fit_was_made(found: FitFound) -> list[str]:
    """For who makes it again or judges it: method, luck, size, hash, and where its coverage is measured."""
    made = found.made
    varied = "varied over their ranges as well" if made.others else "stayed at their values"
    said = [
        f"Method: {made.method}.",
        f"{made.simulations:,} simulations, seed {made.seed}; inputs that were not fitted {varied}.",
        MIXTURES,
        HOW_NARROW,
        f"Made for {made.made_for} (hash of the scenario without its prices, and of its figures); a fit that was made "
        "for anything else is not used.",
        COVERAGE,
    ]
    return [*said, *(f"Left out: {one}" for one in made.left_out)]


def fitted_value(one: FittedInput, value: float) -> str:
    """A value of an input: to three digits, since it was found and not stated."""
    return amount(float(f"{value:.3g}"), one.unit if one.unit == "£" else "", times=one.times)


def stated_range(one: FittedInput) -> str:
    """'0.05 to 0.54': what was assumed of it before."""
    return _range(one, one.stated_low, one.stated_high)


def left_range(one: FittedInput) -> str:
    """'0.21 to 0.47': where 90 % of the mixtures have it."""
    return _range(one, one.low, one.high)


def _range(one: FittedInput, low: float, high: float) -> str:
    first = fitted_value(one, low).removesuffix(" times")
    return f"{first} to {fitted_value(one, high)}"


def how_much_said(one: FittedInput) -> str:
    """What the figures say of an input, in a word."""
    if one.is_unknown:
        return SAYS_NOTHING
    return "little" if one.spread > LITTLE else "something" if one.spread > SOMETHING else "much"


def place_of_value(one: FittedInput) -> str:
    """Where the scenario's own value stands: '62%', of the mixtures that have it lower."""
    return f"{100 * one.below_value:.0f}%"


def unsaid(found: FitFound) -> list[str]:
    """Each input of which the figures say nothing."""
    return [
        f"The figures say nothing about {quoted(one)}: after the fit it may still lie anywhere from {left_range(one)} "
        f"(its spread is {one.spread:.2f} of what it was before)."
        for one in found.inputs
        if one.is_unknown
    ]


def contradictions(found: FitFound) -> list[str]:
    """Which parts of a stated range no mixture has that the figures allow."""
    said = []
    for one in found.inputs:
        ends = (("below", one.contradicted_below), ("above", one.contradicted_above))
        beyond = listed([f"{side} {fitted_value(one, end)}" for side, end in ends if end is not None])
        if beyond:
            said.append(f"{quoted(one)}: values {beyond} contradict the figures, though {stated_range(one)} is stated.")
    return said


def values_used(found: FitFound) -> str:
    """Where the scenario's own values stand among the mixtures: those that lie far out are named."""
    far = [
        f"{quoted(one)} ({fitted_value(one, one.value)}, with {place_of_value(one)} of the mixtures below it)"
        for one in found.inputs
        if not one.low <= one.value <= one.high
    ]
    if not far:
        return "The values that the scenario uses lie within these 90% intervals, every one."
    return f"Of the values that the scenario uses, {listed(far)} lie{'s' * (len(far) == 1)} outside the 90% interval."


def part_of(number: int, many: int) -> str:
    """'lowest', '2', '3', '4', 'highest': which part of the mixtures."""
    return "lowest" if number == 0 else "highest" if number == many - 1 else str(number + 1)


def across_in_words(of: Across) -> str:
    """What goes with an input from its lowest part to its highest, and whether net cash does."""
    one, first, last = of.of, of.bands[0], of.bands[-1]
    moving = [
        f"{quoted(other)} goes from {fitted_value(other, low)} to {fitted_value(other, high)}"
        for other, low, high in zip(of.others, first.others, last.others, strict=True)
    ]
    span = f"{fitted_value(one, first.value)} to {fitted_value(one, last.value)}"
    said = f"As {quoted(one)} goes from {span}, {listed(moving) or 'no other input moves'}"
    if of.net_goes is None or first.net is None or last.net is None:
        return f"{said}."
    if abs(of.net_goes) < MOVES:
        return f"{said}; net cash does not follow."
    return f"{said}; net cash goes from {pounds(first.net)} to {pounds(last.net)}."


def ties_in_words(found: FitFound) -> list[str]:
    """What moves together, the strongest tie first."""
    said = [tie_in_words(tie) for tie in found.ties[:TIES_NAMED]]
    if more := len(found.ties) - len(said):
        said.append(f"{more} more pair{'s' * (more > 1)} of inputs move together, less strongly.")
    return said


def tie_in_words(tie: Tie) -> str:
    """'The higher “A”, the lower must “B” be (strongly: rank correlation -0.96).'"""
    way = "lower" if tie.correlation < 0 else "higher"
    size = abs(tie.correlation)
    how = "strongly" if size >= STRONG else "clearly" if size >= CLEAR else "a little"
    verb = "has" if size >= STRONG else "tends"
    return (
        f"The higher {quoted(tie.first)}, the {way} {quoted(tie.second)} {verb} to be ({how}: rank correlation "
        f"{correlation(tie)})."
    )


def correlation(tie: Tie) -> str:
    """'−0.96'."""
    return f"{MINUS if tie.correlation < 0 else ''}{abs(tie.correlation):.2f}"


def figure_amount(value: float) -> str:
    """A figure, published or predicted."""
    return f"{float(f'{value:.3g}'):,g}"


def predicted_range(one: FittedFigure) -> str:
    """'28 to 51': where 90 % of the predictions lie."""
    return f"{figure_amount(one.low)} to {figure_amount(one.high)}"


def figures_in_words(found: FitFound) -> str:
    """How many published figures lie where the fit would have them."""
    out = [f"“{one.title}”" for one in found.figures if not one.is_met]
    if not out:
        return f"Every published figure lies where 90% of the fit's services would have it. {NOT_A_TEST}"
    many = len(found.figures)
    lies = "lies" if len(out) == 1 else "lie"
    return (
        f"{len(out)} of {many} published figures {lies} outside what 90% of the fit's services would have: "
        f"{listed(out)}. {NOT_A_TEST}"
    )
