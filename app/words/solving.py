"""Which mix meets a target, at what cost, and how sure is that? What `spsim solve` says, from its answer alone.

Two probabilities are never mixed: in how many single services a target is met (luck that a service will meet), and how
sure it is that it is met on average (which more replications settle). The third thing, what nobody knows of the inputs,
stands beside them.
"""

from collections.abc import Sequence
from math import ceil, floor

from app.words.estimates import error_cell, shortly
from app.words.numbers import count, listed, number, percent, pounds, years
from experiments.intervals import Estimate
from experiments.limits import Chance
from experiments.solving.answer import AskedTarget, Held, InWorlds, Lever, Mix, Solved, Tried

NOUNS = {  # one, several; in the path of a lever: what its number is of
    "link_workers.posts": ("link worker post", "link worker posts"),
    "reviews.supported.added_slots_per_week": ("added review slot a week", "added review slots a week"),
    "reviews.slots_per_week": ("review slot a week", "review slots a week"),
    "places": ("place in every activity", "places in every activity"),
}
SURE_FROM, NEVER_SURER = 0.999, "over 99.9%"
ROUNDING = 1e-9


def asked_in_words(solved: Solved) -> str:
    """What is to be met."""
    every = listed([f"“{one.said}”" for one in solved.targets])
    if solved.in_100 is not None:
        return f"{every}, in {solved.in_100:g} of 100 services like this one"
    nothing = [one for one in solved.targets if one.all_or_nothing]
    if len(nothing) == len(solved.targets):
        return f"{every}, in {100 * solved.share_of_services:g} of 100 services like this one"
    return f"{every}, on average"


def solved_in_words(solved: Solved, price_year: str) -> list[str]:
    """The answer, its cost, how sure it is, and what it does not know."""
    if (found := solved.found) is None:
        return [*_none(solved), *_reported(solved, solved.nearest, price_year)]
    said = [f"The least that meets {asked_in_words(solved)}: {mix_in_words(solved.levers, found.values, now=True)}."]
    return [*said, *_reported(solved, found, price_year), *_beside(solved)]


def _none(solved: Solved) -> list[str]:
    span = listed([range_in_words(lever) for lever in solved.levers])
    within = "" if solved.budget is None else f" within {pounds(solved.budget, 2.0)} a year"
    first = f"None in range{within}: no mix of {span} is sure to meet {asked_in_words(solved)}."
    if solved.nearest is None:
        return [first]
    nearest = mix_in_words(solved.levers, solved.nearest.values, now=True)
    if solved.budget is not None and not solved.shown:
        first = f"None in range{within}: every mix of {span} costs more."
        if solved.nearest.verdict == "met":
            return [first, f"The cheapest that meets {asked_in_words(solved)}, is {nearest}."]
    return [first, f"The nearest is {nearest}."]


def _reported(solved: Solved, tried: Tried | None, price_year: str) -> list[str]:
    if tried is None:
        return []
    said = [cost_in_words(solved, tried, price_year)]
    said += [_target(asked, held) for asked, held in zip(solved.targets, tried.targets, strict=True)]
    if len(tried.targets) > 1:
        said.append(f"All at once: met in {chance_in_words(tried.together)}.")
    if solved.found is not None:
        said.append(
            f"That this holds, if every input is right, is {sure_in_words(tried.confidence)} sure, by "
            f"{tried.replications:,} replications that had no part in finding it."
        )
    return [*said, *([worlds_in_words(solved.worlds)] if solved.worlds else [])]


def cost_in_words(solved: Solved, tried: Tried, price_year: str) -> str:
    """What the service costs with this mix."""
    if not tried.pounds.mean:
        return "Nothing of it is priced here, so the fewest steps decide."
    whole = f"{pounds(tried.pounds.mean, tried.pounds.half_width)} {error_cell(tried.pounds, pounds)}"
    runs = f"{pounds(tried.pounds_a_year, (tried.pounds.half_width or 0.0) / solved.service_years or None)} a year"
    return (
        f"The service then costs {runs} while it runs, {whole} over the follow-up of {years(round(solved.years, 1))} "
        f"(prices of {price_year})."
    )


def _target(asked: AskedTarget, held: Held) -> str:
    if asked.all_or_nothing:
        return f"“{asked.said}”: met in {chance_in_words(held.met)}."
    return f"“{asked.said}”: {value_in_words(asked, held.value)} on average; met in {chance_in_words(held.met)}."


def value_in_words(asked: AskedTarget, value: Estimate) -> str:
    """A mean in the target's unit, with its simulation error."""
    if asked.unit == "%":
        error = f" {error_cell(value, number)}" if value.half_width else ""
        return f"{number(value.mean, value.half_width)}%{error}"
    return f"{number(value.mean, value.half_width)} {error_cell(value, number)} {asked.unit}"


def value_cell(asked: AskedTarget, value: Estimate) -> str:
    """The same in a table: the target says the unit."""
    sign = "%" if asked.unit == "%" else ""
    error = f" {shortly(value)}" if value.half_width or value.rare else ""
    return f"{number(value.mean, value.half_width)}{sign}{error}"


def chance_in_words(met: Chance) -> str:
    """'81 of 100 services like this one (simulation error: 77 to 83)'."""
    return f"{100 * met.share:.0f} of 100 services like this one (simulation error: {_ends(met)})"


def chance_cell(met: Chance, *, alone: bool) -> str:
    """The same in a table; of one target `alone` there is room for its error."""
    return f"{100 * met.share:.0f} ({_ends(met)})" if alone else f"{100 * met.share:.0f}"


def _ends(met: Chance) -> str:
    """Rounded outwards: of 800 services in which all is met, not all need be."""
    return f"{floor(100 * met.low + ROUNDING)} to {ceil(100 * met.high - ROUNDING)}"


def sure_in_words(confidence: float) -> str:
    """How sure it is that what is asked holds."""
    return NEVER_SURER if confidence >= SURE_FROM else percent(confidence, 1)


def worlds_in_words(worlds: InWorlds) -> str:
    """What is not known of the inputs, and luck, together."""
    drawn = "that fit the published counts" if worlds.fitted else "drawn from their ranges"
    holds = "" if worlds.holds is None else f"it holds in {worlds.holds} of {worlds.sets}; "
    return (
        f"With {worlds.sets} sets of the inputs that nobody knows, {drawn}: {holds}luck and inputs together, all is "
        f"met in {chance_in_words(worlds.together)}."
    )


def _beside(solved: Solved) -> list[str]:
    said = []
    if solved.found and (least := _at_the_least(solved, solved.found.values)):
        said.append(f"Less than {listed(least)} was not tried.")
    if solved.found and (between := _not_tried(solved, solved.found.values)):
        said.append(f"Not tried: {listed(between)}.")
    if solved.too_close:
        mixes = listed([mix_in_words(solved.levers, mix) for mix in solved.too_close[:3]])
        said.append(f"Cheaper, and too close to say: {mixes}. More replications may decide.")
    if solved.budget is not None:
        met = sum(one.verdict == "met" for one in solved.shown)
        said.append(
            f"Within {pounds(solved.budget, 2.0)} a year: {len(solved.shown)} of {solved.mixes} mixes, of which {met} "
            "are sure to meet it."
        )
    return said


def _at_the_least(solved: Solved, mix: Mix) -> list[str]:
    """The levers that stand at the least that was tried, where there could be less."""
    each = zip(solved.levers, mix, strict=True)
    return [_amount(lever, value, now=False) for lever, value in each if value == lever.values[0] and value > 0]


def _not_tried(solved: Solved, mix: Mix) -> list[str]:
    """What lies between the answer and the step below it, where a lever was moved in larger steps than one."""
    said = []
    for lever, value in zip(solved.levers, mix, strict=True):
        below = max((one for one in lever.values if one < value), default=value)
        if value - below > 1:
            said.append(of_lever(lever, f"more than {count_of(below)} and less than {count_of(value)}", value))
    return said


def tried_in_words(solved: Solved) -> str:
    """What the table beside the answer holds, and with whose luck."""
    if solved.shown:
        return f"Every mix, by cost: {solved.tried:,} run with the same luck."
    many = f"{solved.tried:,} of {solved.mixes:,} mixes tried"
    return f"One step less and one step more of each lever, on fresh luck ({many})."


def mix_in_words(levers: Sequence[Lever], mix: Mix, *, now: bool = False) -> str:
    """'3 link worker posts (now 2) and 7 places in every activity (now 12)'."""
    return listed([_amount(lever, value, now=now) for lever, value in zip(levers, mix, strict=True)])


def _amount(lever: Lever, value: float, *, now: bool) -> str:
    said = of_lever(lever, count_of(value), value)
    if not now or lever.now is None:
        return said
    return f"{said} ({'as now' if lever.now == value else f'now {count_of(lever.now)}'})"


def range_in_words(lever: Lever) -> str:
    """'1 to 6 link worker posts'."""
    least, most = lever.values[0], lever.values[-1]
    span = count_of(least) if least == most else f"{count_of(least)} to {count_of(most)}"
    return of_lever(lever, span, most)


def of_lever(lever: Lever, said: str, value: float) -> str:
    """'3 link worker posts'; 'caseload of a full post 40', where a number has no name of its own."""
    what = noun(lever, value)
    return f"{lever.title.lower()} {said}" if what == lever.title else f"{said} {what}"


def noun(lever: Lever, value: float) -> str:
    """What the lever's number is of, or what it is."""
    one = value == 1
    path = lever.name if lever.name in NOUNS else lever.paths[0]
    if path in NOUNS:
        return NOUNS[path][0 if one else 1]
    match path.split("."):
        case ["link_workers", "groups", group, "posts"]:
            return f"{'post' if one else 'posts'} of {group.replace('_', ' ')}"
        case ["activities", activity, "places"]:
            return f"{'place' if one else 'places'} of {activity.replace('_', ' ')}"
    return lever.title


def count_of(value: float) -> str:
    """A number of posts, places or slots, whole or part."""
    return count(value) if value == int(value) and value >= 1 else number(value)
