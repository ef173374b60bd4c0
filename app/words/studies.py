"""What does a study say? What is luck, what is unknown, what drives it; and beside each index why to distrust it.

It words what `experiments.study.answer` holds, and works out nothing but which input comes first. Texts of a study file
are cleaned by the faces.
"""

from collections.abc import Sequence

from app.words.assumed import assumption_title
from app.words.numbers import capital, listed, number, percent, pounds, signed
from experiments.intervals import Estimate
from experiments.ranges import About
from experiments.sensitivity.indices import Doubt, Index
from experiments.sensitivity.morris import Effects
from experiments.sensitivity.two_levels import Luck, TwoLevels
from experiments.study.answer import Input, OutputAnswer, Setting, StudyAnswer, Summary

DESIGNS = {
    "list": "a list of points",
    "one_way": "one input at a time",
    "two_way": "a grid of two",
    "grid": "a grid",
    "latin_hypercube": "a Latin hypercube",
    "sobol": "a Sobol' sequence",
    "joint": "draws of everything unknown at once",
    "morris": "a Morris screen",
    "saltelli": "a Saltelli design",
}
DOUBTS: dict[Doubt, str] = {
    "negative": "below 0 by more than its error",
    "above one": "above 1 by more than its error",
    "wide": "interval wider than 0.2",
    "not converged": "half the points give something else",
    "noise": "luck is most of the spread",
    "sum": "first-order indices add up to more than 1",
    "failed": "more than 1% of points failed",
    "one replication": "one replication: luck is in it",
    "unexplained": "over a tenth of the spread is in no input",
}
DRIVERS = 3  # that are named
FEWEST = 2  # replications: luck cannot be taken out of one
MATTERS = 0.05  # share of the variance from which an input is named


# ---------------------------------------------------------------- names and amounts


def input_title(one: Input) -> str:
    """'Price, marginal cost (crisis)'."""
    return assumption_title(About(one.name, one.title, one.unit))


def amount(value: float, unit: str, half_width: float | None = None, *, plus: bool = False) -> str:
    """'−£84,000', '142'."""
    return (pounds if unit == "£" else number)(value, half_width, plus=plus)


def between_amounts(ends: tuple[float, float], unit: str, last: str = "to") -> str:
    """'−£300,000 to £150,000'."""
    low, high = ends
    width = (high - low) / 4 or None
    return f"{amount(low, unit, width)} {last} {amount(high, unit, width)}"


def estimate_cell(estimate: Estimate | None, unit: str, *, plus: bool = False) -> str:
    """'£84,000 ±2,000'; a point that failed says so."""
    if estimate is None:
        return "failed"
    said = amount(estimate.mean, unit, estimate.half_width, plus=plus)
    return f"{said} ±{number(estimate.half_width, estimate.half_width)}" if estimate.half_width else said


def setting_cell(value: Setting, unit: str) -> str:
    """A setting; '–' where it is as the scenario states it."""
    if value is None:
        return "–"
    return value if isinstance(value, str) else amount(value, unit)


def share_cell(value: float, decimals: int = 2) -> str:
    """'0.52'; an index may fall below 0."""
    return signed(value, f"{abs(value):.{decimals}f}")


def index_cell(index: Index) -> str:
    """'0.52 (0.47 to 0.57)'."""
    return f"{share_cell(index.value)} ({share_cell(index.low)} to {share_cell(index.high)})"


def effect_cell(index: Index, unit: str) -> str:
    """'£366,000 (£190,000 to £650,000)'."""
    return f"{amount(index.value, unit, index.half_width)} ({between_amounts((index.low, index.high), unit)})"


def doubts_cell(*indices: Index | None) -> str:
    """Why not to trust a row; nothing where there is no reason."""
    found = dict.fromkeys(doubt for index in indices if index for doubt in index.doubts)
    return capital("; ".join(DOUBTS[doubt] for doubt in found))


# ---------------------------------------------------------------- what was run


def study_in_words(answer: StudyAnswer) -> str:
    """'A Saltelli design: 5,504 points, 4 replications each, in 2 scenarios; each base point has luck of its own.'"""
    each = max((one.replications for one in answer.outputs), default=0)
    said = f"{capital(DESIGNS[answer.design])}: {answer.points:,} points, {each} replication{'s' * (each != 1)} each"
    arms = len(answer.arms)
    return f"{said}{f', in {arms} scenarios' * (arms > 1)}; {whose_luck(answer.luck, answer.design)}."


def whose_luck(luck: Luck, design: str) -> str:
    """'all points have the same luck'."""
    if luck == "same":
        return "all points have the same luck"
    return f"each {'base ' * (design == 'saltelli')}point has luck of its own"


def not_complete(answer: StudyAnswer) -> str:
    """That it has not all been run."""
    return "" if answer.complete else "It is not complete: what follows is of the points that were run."


def failed_in_words(answer: StudyAnswer) -> str:
    """'3 of 1,000 points failed, and are in no number here: 2 because …'"""
    if not answer.failed:
        return ""
    whys = listed(
        [f"{one.points:,} because {one.why.rstrip('.')} (first: point {one.first})" for one in answer.failed[:3]]
    )
    return f"{answer.failed_points:,} of {answer.points:,} points failed, and are in no number here: {whys}."


# ---------------------------------------------------------------- luck, and what is unknown


def output_title(one: OutputAnswer) -> str:
    """'Net cash, over 3 years: third_post less pilot'."""
    return f"{one.title}: {one.arm}" + (f" less {one.less}" if one.less else "")


def mean_in_words(summary: Summary, unit: str) -> str:
    """The mean over sets of inputs, and its error."""
    low, high = summary.error
    mean = amount(summary.mean, unit, (high - low) / 2 or None)
    return f"On average {mean} (simulation error: {between_amounts(summary.error, unit)})."


def unknown_in_words(summary: Summary, unit: str) -> str:
    """What nobody knows does to it."""
    known = summary.unknown
    if known is None:
        return "Unknown inputs move it no more than luck could: raise replications."
    half = between_amounts((known.quarter, known.three_quarters), unit, "and")
    most = between_amounts((known.low, known.high), unit, "and")
    said = f"Unknown: half of the sets of inputs put it between {half}, 95 in 100 between {most}"
    if unit != "£" and known.low >= 0:  # a count, or a share: nobody asks whether it is above 0
        return f"{said}."
    return f"{said}; {percent(known.above_0)} of them above 0."


def luck_in_words(summary: Summary, unit: str) -> str:
    """What luck does to it."""
    if summary.one_year is None or summary.split is None:
        return "Luck: one replication at each point cannot tell it from what is unknown."
    return (
        f"Luck moves a single real service by about {luck_cell(summary.one_year, unit)} around what its inputs make of "
        f"it; it is {percent(1 - summary.split.share_between)} of the variance of a single run."
    )


def luck_cell(ends: tuple[float, float], unit: str) -> str:
    """'±£50,000': how far luck moves one service, 95 times in 100."""
    half = (ends[1] - ends[0]) / 2
    return f"±{amount(half, unit, half / 2 or None)}"


def split_in_words(split: TwoLevels) -> str:
    """What the correction did, and what would tell more."""
    said = [f"Luck was {percent(split.share_of_noise)} of the spread between points, and has been taken out."]
    if split.dominated:
        said = ["Luck could be all of the spread between points: it is dominated by noise, so raise replications."]
    best = max(FEWEST, split.best_replications)
    if best != round(split.replications):
        least = "at least " if split.dominated else ""
        points = "more" if best < split.replications else "fewer"
        said.append(
            f"With the same number of runs, {least}{best} replications at each of {points} points would say more."
        )
    return " ".join(said)


# ---------------------------------------------------------------- what drives it


def drivers_in_words(answer: StudyAnswer, one: OutputAnswer) -> str:
    """What drives it, by the best that the design gives: at most three inputs, the first first."""
    if one.sobol:
        shares = [index.value for index in one.sobol.total]
        return _driven(answer.inputs, shares, "of the spread, alone or with others")
    if one.shapley:
        return _driven(answer.drawn, [index.value for index in one.shapley.effects], "of what is unknown")
    if one.given:
        return _driven(answer.drawn, [index.value for index in one.given.first], "of what is unknown")
    if one.morris:
        return _screened(answer.inputs, one.morris.effects, one.unit)
    if one.one_way:
        return _swung(answer, one)
    return ""


def _driven(inputs: Sequence[Input], shares: Sequence[float], of: str) -> str:
    first = sorted(zip(shares, inputs, strict=True), key=lambda row: -row[0])[:DRIVERS]
    named = [f"“{input_title(one)}” {percent(min(share, 1.0))}" for share, one in first if share >= MATTERS]
    if not named:
        return "No single input drives it: none is a twentieth of the spread."
    return f"What drives it, {of}: {listed(named)}."


def _screened(inputs: Sequence[Input], effects: Sequence[Effects], unit: str) -> str:
    first = sorted(zip(effects, inputs, strict=True), key=lambda row: -row[0].mu_star.value)[:DRIVERS]
    named = [f"“{input_title(one)}” {amount(effect.mu_star.value, unit)}" for effect, one in first]
    clear = sum(effect.mu_star.low > effect.floor for effect in effects)
    return (
        f"What moves it most from one end of its range to the other: {listed(named)}. {clear} of {len(effects)} inputs "
        "move it more than luck would move one that does nothing."
    )


def _swung(answer: StudyAnswer, one: OutputAnswer) -> str:
    swings = one.one_way.swings if one.one_way else ()
    first = sorted(zip(swings, answer.inputs, strict=True), key=lambda row: -row[0].reach)[:DRIVERS]
    named = [f"“{input_title(each)}” by up to {amount(swing.reach, one.unit)}" for swing, each in first if swing.reach]
    return f"What moves it most, one input at a time: {listed(named)}." if named else "No input moves it by itself."


def dummy_in_words(answer: StudyAnswer, one: OutputAnswer) -> str:
    """What an input that does nothing seems to do: the floor under which an index says nothing."""
    if one.given:
        return f"An input that does nothing would explain up to {one.given.floor:.3f}: less than that is no finding."
    at = next((i for i, each in enumerate(answer.inputs) if each.kind == "dummy"), None)
    if one.sobol is None or at is None:
        return ""
    found = one.sobol.total[at]
    return (
        f"The input that does nothing has a total index of {share_cell(found.value, 3)}: one that is not above "
        f"{share_cell(found.high, 3)} is no finding."
    )


def best_in_words(answer: StudyAnswer, one: OutputAnswer) -> str:
    """Which cell of a grid is best, and how many are as good."""
    if one.two_way is None:
        return ""
    row, column = one.two_way.best
    first, second = answer.inputs
    at = [
        f"{input_title(each)} {setting_cell(answer.levels[i][place], each.unit)}"
        for i, (each, place) in enumerate(((first, row), (second, column)))
    ]
    others = sum(cell.as_good for cells in one.two_way.cells for cell in cells) - 1
    value = estimate_cell(one.two_way.cells[row][column].value, one.unit)
    as_good = (
        f"{others} other{'s are' if others != 1 else ' is'} as good within simulation error"
        if others
        else "no other is as good"
    )
    return f"Highest at {listed(at)}: {value}; {as_good}."


def in_one_breath(answer: StudyAnswer, one: OutputAnswer) -> list[str]:
    """What is luck, what is unknown, what drives it."""
    said = []
    if one.summary:
        said += [
            mean_in_words(one.summary, one.unit),
            unknown_in_words(one.summary, one.unit),
            luck_in_words(one.summary, one.unit),
        ]
    return [*said, *filter(None, [drivers_in_words(answer, one), best_in_words(answer, one)])]


def what_to_distrust(answer: StudyAnswer, one: OutputAnswer) -> list[str]:
    """What is to be known of the numbers before they are used."""
    said = [dummy_in_words(answer, one)]
    if one.summary and one.summary.split:
        said.append(split_in_words(one.summary.split))
    if one.shapley and one.shapley.way == "regression":
        said.append(
            f"Shapley effects are by regression, which explains {percent(one.shapley.explained)} of the spread: the "
            "rest is what inputs do together in ways it does not know."
        )
    said += [f"Not worked out: {why}." for why in one.refused]
    return [one for one in said if one]
