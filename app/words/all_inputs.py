"""What do all unknown inputs together make of net cash, what is that made of, and what would settle it?"""

from collections.abc import Callable, Mapping, Sequence

from app.words.estimates import AT_ONCE, ONE_AT_A_TIME, plus_minus
from app.words.numbers import listed, percent, pounds
from app.words.swings import quoted
from experiments.all_inputs import AllInputs, OverSets, PartOfSpread
from experiments.answer import AnswerInShort, ComparisonInShort, ScenarioInShort

Names = Mapping[str, str]
Options = Sequence[ScenarioInShort]
FITTED = "what was fitted to published figures"
NAMED = 3  # parts of the spread in a sentence
OF_THE_SPREAD = " of the spread"
NOT_IN_IT = "Not in it: how the model is built, and inputs without a range."


def how_varied(answer: AnswerInShort) -> str:
    """', all inputs at once: 95% of 1,000 sets of them': behind what nobody knows, how inputs were varied."""
    found = next((one.all_inputs for one in answer.scenarios if one.all_inputs), None)
    return f", {AT_ONCE}: 95% of {found.sets:,} sets of them" if found else f", {ONE_AT_A_TIME}"


def over_all_inputs(its: AllInputs, what: str) -> str:
    """'95% of 1,000 sets of inputs, all drawn at once, put net cash over 3 years between ... and ...'; and what of a
    single run's spread is luck, which is not in it."""
    ends = between_pounds((its.net.low, its.net.high))
    return (
        f"95% of {its.sets:,} sets of inputs, all drawn at once, put {what} {ends}; above £0: "
        f"{how_many(its.net, its.sets)}. Simulation noise, {percent(its.net.noise)} of the spread of single runs, is "
        "taken out."
    )


def over_sets(options: Options, names: Names, pair: ComparisonInShort | None = None) -> str:
    """'Of 1,000 sets of inputs that all fit the published counts, 320 (±29) release more cash than they cost; half lie
    between −£138,000 and £40,000.' Of several options, in how many each does, and the second of a pair leaves more:
    where half of them lie is drawn."""
    found = [(one, its) for one in options if (its := one.all_inputs)]
    if not found:
        return ""
    sets = found[0][1].sets
    more = _each(found, names, lambda its: how_many(its.net, sets))
    text = f"Of {sets:,} sets of inputs {_fitting(found, names)}, {more} release more cash than they cost"
    if len(found) == 1:
        text += f"; half lie {between_pounds(found[0][1].net.half)}"
    if pair and pair.all_inputs:
        text += f"; {names[pair.second]} leaves more than {names[pair.first]} in {how_many(pair.all_inputs.net, sets)}"
    return f"{text}."


def how_many(over: OverSets, sets: int) -> str:
    """'320 (±29)': of all sets, those in which it is above £0; 'none' and 'all' have no error."""
    many = round(over.above_0 * sets)
    if many in (0, sets):
        return "all" if many else "none"
    return f"{many:,} ({plus_minus(over.above_0_error * sets, _whole)})"


def _whole(value: float, _: float | None) -> str:
    return f"{max(1, round(value)):,}"


def between_pounds(ends: tuple[float, float]) -> str:
    """'between −£138,000 and £40,000'."""
    low, high = ends
    width = (high - low) / 4 or None
    return f"between {pounds(low, width)} and {pounds(high, width)}"


def _fitting(found: Sequence[tuple[ScenarioInShort, AllInputs]], names: Names) -> str:
    fitted = [names[one.name] for one, its in found if its.by_fit]
    if not fitted:
        return "drawn within their ranges"
    whose = "" if len(fitted) == len(found) else f" (inputs of {listed(fitted)})"
    return f"that all fit the published counts{whose}"


def _each(found: Sequence[tuple[ScenarioInShort, AllInputs]], names: Names, say: Callable[[AllInputs], str]) -> str:
    """'£5 with A and £6 with B'; of one option no names."""
    if len(found) == 1:
        return say(found[0][1])
    return listed([f"{say(its)} with {names[one.name]}" for one, its in found])


def part_title(part: PartOfSpread) -> str:
    """'“Cash share”', or what was fitted together and mostly which of it."""
    if part.input:
        return quoted(part.input)
    return f"{FITTED}{f' (mostly {quoted(part.mostly)})' if part.mostly else ''}"


def settles(options: Options, names: Names, most: int = NAMED) -> str:
    """'Measure “Cash share” first: 57% of the spread; “Price” is 13%.' What would narrow most of what nobody knows, of
    each option; so many inputs at `most`."""
    shares, many = _parts(options)
    if not shares:
        return ""
    first, *others = list(shares)[:most]
    rest = [f"{title} is {_shares(shares[title], names, many)}" for title in others]
    return f"{'; '.join([f'Measure {first} first: {_shares(shares[first], names, many, OF_THE_SPREAD)}', *rest])}."


def first_is(options: Options, names: Names, title: str) -> str:
    """'57% of the spread', if that is what to measure first."""
    shares, many = _parts(options)
    return _shares(shares[title], names, many, OF_THE_SPREAD) if next(iter(shares), "") == title else ""


def _parts(options: Options) -> tuple[dict[str, dict[str, float]], int]:
    """What the spread is made of, the largest share first: each share by option; and how many options were drawn."""
    found = {one.name: its.net.parts for one in options if (its := one.all_inputs)}
    shares: dict[str, dict[str, float]] = {}
    for name, parts in found.items():
        for part in parts:
            shares.setdefault(part_title(part), {})[name] = part.share
    return dict(sorted(shares.items(), key=lambda one: -max(one[1].values()))), len(found)


def _shares(shares: Mapping[str, float], names: Names, options: int, of: str = "") -> str:
    """'42% of the spread with A and 57% with B'; 'of' once, and where every option has a share no names after it."""
    each = [percent(share) for share in shares.values()]
    if options == 1 or (len(each) == options and not of):
        return listed([f"{share}{of}" for share in each])
    first, *rest = [f" with {names[name]}" for name in shares]
    return listed([f"{share}{whose}" for share, whose in zip(each, [f"{of}{first}", *rest], strict=True)])


def drawn(options: Options, names: Names) -> str:
    """What was drawn, how, and for what the figures do not speak."""
    found = [(one, its) for one in options if (its := one.all_inputs)]
    if not found:
        return ""
    each = {names[one.name]: _kinds(its) for one, its in found}
    of = [text if len({*each.values()}) == 1 else f"{text} with {name}" for name, text in each.items()]
    redrawn = found[0][1].redrawn
    again = f" {redrawn:,} sets were no possible service and were drawn again." if redrawn else ""
    return f"Drawn: {'; '.join(dict.fromkeys(of))}.{again} {NOT_IN_IT}"


def _kinds(its: AllInputs) -> str:
    kinds = [f"{its.by_fit} inputs that were fitted, together"] if its.by_fit else []
    if its.by_range:
        kinds.append(f"{its.by_range} {'others' if its.by_fit else 'inputs'}, each within its range")
    return ", and ".join(kinds)
