"""What does a board read first? The answer in three lines; then a line each: what is unknown, what would turn it, what
to mind.

Options are called A, B, ... in order of their cost, the cheapest first, whatever order they were asked for in: so no
sentence depends on that order. Each figure carries its simulation error.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from string import ascii_uppercase
from typing import overload

from app.words.all_inputs import drawn, first_is, over_sets, settles
from app.words.care_team import starts_within
from app.words.cautions import grouped
from app.words.comparisons import verdict
from app.words.estimates import Say, error_cell, inputs_varied, not_known, nothing, scaled, span, unseen
from app.words.numbers import capital, count, listed, number, pounds, weeks, years
from app.words.parts import (
    WEEKS_PER_YEAR,
    Sentence,
    care_freed,
    has_reviews,
    is_clinic,
    net_cash,
    outcomes,
    same_care,
    steps,
)
from app.words.swings import changes_sign, quoted
from experiments.answer import Answer, AnswerInShort, ScenarioAnswer, ScenarioInShort
from experiments.cautions import KINDS
from experiments.intervals import Estimate, negated
from experiments.outcomes import OutcomeRow

Names = Mapping[str, str]
Options = Sequence[ScenarioInShort]
SETTING = re.compile(r" \((?:[a-z0-9_]+\.)+[a-z0-9_]+\)| The setting is [^ ]+\.(?= |$)")
INPUTS = 3  # named in a sentence
ELSEWHERE = {  # on what more can be spent, by the step of the bridge
    "crisis": "crises after a relapse",
    "moved": "care moved to others such as general practice",
    "care_use": "other uses of care",
}
CUT_SHORT = {  # who is left with nothing when something ends
    "activity_closed": "Courses cut because an activity closes",
    "support_cut": "People in support when the service ends",
    "wait_cut": "People who wait for a link worker when the service ends",
}
SELDOM = 1.0  # times: below it, nobody is said to give up


@overload
def in_order(answer: Answer) -> Sequence[ScenarioAnswer]: ...
@overload
def in_order(answer: AnswerInShort) -> Sequence[ScenarioInShort]: ...
def in_order(answer: AnswerInShort) -> Sequence[ScenarioInShort]:
    """The options, the cheapest first, unless each has its place."""
    of = {one.name: one for one in answer.scenarios}
    return [of[name] for name in answer.options.in_order]


def called(answer: AnswerInShort, names: Names) -> dict[str, str]:
    """A letter for each of several options, in their order; one alone has its name."""
    order = answer.options.in_order
    if len(order) == 1:
        return {name: names[name] for name in order}
    return {name: ascii_uppercase[i] if i < len(ascii_uppercase) else str(i + 1) for i, name in enumerate(order)}


def headed(answer: AnswerInShort, names: Names) -> list[str]:
    """'A: Two posts': the options as they head columns, in the order they were named."""
    letters = called(answer, names)
    return [
        names[one.name] if len(letters) == 1 else f"{letters[one.name]}: {names[one.name]}" for one in answer.scenarios
    ]


def _options(options: Options, names: Names, spelled_out: Names) -> str:
    """'A is “Two posts”; B is “Three posts”.'"""
    if len(options) == 1:
        return ""
    return f"{'; '.join(f'{names[one.name]} is “{spelled_out[one.name]}”' for one in options)}."


def answer_in_three(answer: AnswerInShort, names: Names) -> list[Sentence]:
    """Waits, care, cash: a line each, of every option; before them what the letters stand for."""
    options, spelled_out = in_order(answer), names
    names = called(answer, names)
    lines = [
        Sentence("Options", _options(options, names, spelled_out)),
        Sentence("Waits", _waits(answer, options, names)),
        Sentence("Care", _care(options, names)),
        Sentence("Seen sooner", _seen_sooner(options, names)),
        Sentence("Cash", _cash(answer, options, names)),
    ]
    return [line for line in lines if line.text]


def cut_short_in_words(answer: AnswerInShort, names: Names) -> str:
    """'Courses cut because an activity closes: 20 (±6) with A and 0 with B.': of two options, where one leaves more
    people with nothing than the other, clear of simulation error."""
    if len(answer.comparisons) != 1:
        return ""
    options, letters = in_order(answer), called(answer, names)
    apart = {row.name: row for row in answer.comparisons[0].outcomes if row.settled and row.mean}
    those = [name for name in CUT_SHORT if name in apart and all(name in outcomes(one) for one in options)]
    said = [f"{CUT_SHORT[name]}: {_each(options, letters, partial(_people, name))}" for name in those]
    return f"{'; '.join(said)}." if said else ""


def answer_beside_table(answer: AnswerInShort, names: Names) -> list[Sentence]:
    """What the table of people and money does not say: waits, and which option leaves more. Of one option, all."""
    whole, at = answer_in_three(answer, names), answer.options.years
    if not answer.comparisons or at is None:
        return whole
    letters = called(answer, names)
    pairs = [(net_cash(pair, at), letters[pair.first], letters[pair.second]) for pair in answer.comparisons]
    more = _more_cash(*pairs[0]) if len(pairs) == 1 else _most_cash(answer, letters, at)
    return [*(line for line in whole if line.name == "Waits"), Sentence("Cash", more)]


def _most_cash(answer: AnswerInShort, names: Names, at: float) -> str:
    """'A leaves £76,000 (±£3,000) more than B and £123,000 (±£4,000) more than C.'"""
    best = max(in_order(answer), key=lambda one: net_cash(one, at).mean).name
    less = {pair.first: net_cash(pair, at) for pair in answer.comparisons if pair.second == best}
    less |= {pair.second: negated(net_cash(pair, at)) for pair in answer.comparisons if pair.first == best}
    each = [f"{_money(less[one.name])} more than {names[one.name]}" for one in in_order(answer) if one.name in less]
    return f"{names[best]} leaves {listed(each)}."


def _each(options: Options, names: Names, say: Callable[[ScenarioInShort], str]) -> str:
    """'£5 with A and £6 with B'; of one option, or where all say the same, no names."""
    said = [say(one) for one in options]
    if len(said) == 1:
        return said[0]
    if len({*said}) == 1:
        return f"{said[0]} with {'either' if len(said) == 2 else 'every'} option"
    return _joined([f"{text} with {names[one.name]}" for text, one in zip(said, options, strict=True)])


def _joined(said: Sequence[str]) -> str:
    """Two are joined by 'and' alone: a comma within a title is in quotation marks."""
    return " and ".join(said) if len(said) == 2 else listed(said)


def _again(options: Options, say: Callable[[ScenarioInShort], str]) -> str:
    """The same once the options have been named, in the same order."""
    said = [say(one) for one in options]
    return said[0] if len({*said}) == 1 else _joined(said)


def amount(estimate: Estimate, say: Say = count, unit: str = "") -> str:
    """'103 (±6) times'; '0.2 times (seen in 6 of 50 replications)' of what is seldom seen; no error where there is
    none."""
    text, rare = say(estimate.mean, estimate.half_width), estimate.rare
    if rare and not rare.replications:
        return f"{text}{unit} in each of {rare.of:,} replications"
    if rare:
        return f"{text}{unit} ({'other' if rare.rest else 'seen'} in {rare.replications} of {rare.of:,} replications)"
    return f"{text} ({error_cell(estimate, say)}){unit}" if estimate.half_width else f"{text}{unit}"


# ---------------------------------------------------------------- waits


def _waits(answer: AnswerInShort, options: Options, names: Names) -> str:
    """Who gives up which queue; where hardly anyone does, how long one in ten waits. Where both queues change the
    other way, that the queue moves."""
    those = [one for one in options if not is_clinic(one) and one.waits.link_worker.joined]
    if not those:
        return "" if any(not is_clinic(one) for one in options) else "Nobody waits for a link worker: none is offered."
    without = [names[one.name] for one in options if one not in those]
    left_out = f" {listed(without)} {'has' if len(without) == 1 else 'have'} no link workers." if without else ""
    with_places = all(one.waits.place.joined for one in those)
    queues = ("gave_up", "place_given_up") if with_places else ("gave_up",)
    if all(_of(one, queue).mean < SELDOM for one in those for queue in queues):
        queue = "a link worker or a group place" if with_places else "a link worker"
        what = f" waiting for {queue}" if any(one.waits.care for one in those) else ""
        return f"{_lengths(those, names, with_places=with_places)}. Hardly anyone gives up{what}.{left_out}"
    said = f"Given up waiting for a link worker: {_each(those, names, lambda one: _times(one, 'gave_up'))}"
    if with_places:
        said += f"; for a group place: {_again(those, lambda one: _times(one, 'place_given_up'))}"
    return f"{said}.{moves_in_words(answer, names)}{left_out}"


def _lengths(options: Options, names: Names, *, with_places: bool) -> str:
    """How long one in ten waits, for a link worker and for a place."""
    if with_places and all(_weeks_for_worker(one) == _weeks_for_place(one) == 0 for one in options):
        return "Nine in ten wait neither for a link worker nor for a group place"
    said = f"Of new referrals, {_length(options, 'a link worker', partial(_each, options, names), _weeks_for_worker)}"
    if not with_places:
        return said
    return f"{said}; of wishes, {_length(options, 'a group place', partial(_again, options), _weeks_for_place)}"


def _length(
    options: Options,
    what: str,
    each: Callable[[Callable[[ScenarioInShort], str]], str],
    in_weeks: Callable[[ScenarioInShort], float | None],
) -> str:
    """'one in ten waits longer than 9 weeks with A and not at all with B for a link worker'."""
    if all(in_weeks(one) == 0 for one in options):
        return f"nine in ten do not wait for {what}"
    return f"one in ten waits {each(lambda one: longest(in_weeks(one)))} for {what}"


def _of(one: ScenarioInShort, name: str) -> Estimate:
    return outcomes(one)[name].programme


def _times(one: ScenarioInShort, name: str) -> str:
    return amount(_of(one, name), unit=" times")


def _people(name: str, one: ScenarioInShort) -> str:
    return amount(_of(one, name))


def _weeks_for_worker(one: ScenarioInShort) -> float | None:
    return one.waits.link_worker.one_in_ten_weeks


def _weeks_for_place(one: ScenarioInShort) -> float | None:
    return one.waits.place.one_in_ten_weeks


def longest(in_weeks: float | None) -> str:
    """'longer than 9 weeks': what one in ten waits."""
    if in_weeks is None:
        return "until follow-up ends or longer"
    return f"longer than {weeks(in_weeks)}" if in_weeks > 0 else "not at all"


def moves_in_words(answer: AnswerInShort, names: Names) -> str:
    """' With B the queue moves from link workers to groups.': of two options, where one queue is given up more often
    and the other less, both clear of simulation error."""
    if len(answer.comparisons) != 1:
        return ""
    [pair] = answer.comparisons
    apart = {row.name: row for row in pair.outcomes}
    worker, place = apart.get("gave_up"), apart.get("place_given_up")
    if not (worker and place and worker.settled and place.settled) or worker.mean * place.mean >= 0:
        return ""
    way = "from link workers to groups" if worker.mean < 0 else "from groups to link workers"
    return f" With {names[pair.second]} the queue moves {way}."


# ---------------------------------------------------------------- care


def _care(options: Options, names: Names) -> str:
    """Who is discharged who would not have been, and the care that frees; what becomes of care lines."""
    said = []
    reviewed = [one for one in options if has_reviews(one)]
    if reviewed:
        said += _discharged(reviewed, names)
    lines = dict.fromkeys((row.line, row.title) for one in options for row in one.naive)
    for line, title in lines:
        those = [one for one in options if f"uses.{line}" in outcomes(one)]
        said.append(f"{capital(title)}, uses: {_beside_usual(those, names, f'uses.{line}')}.")
    return " ".join(said)


def _discharged(options: Options, names: Names) -> list[str]:
    if all(same_care(one) for one in options):
        return ["Discharges and time in care are exactly those of usual care."]
    at = set.intersection(*({*one.bridge} for one in options))
    said = []
    if at:
        name = f"discharged_in_{max(at)}y"
        said.append(f"Discharged within {years(max(at))}: {_beside_usual(options, names, name)}.")
    freed = _again(options, lambda one: amount(scaled(care_freed(one), 1 / WEEKS_PER_YEAR), number))
    said.append(f"Care freed: {freed} care-years.")
    return said


def _beside_usual(options: Options, names: Names, name: str) -> str:
    """'366 (±4) with A and 409 (±5) with B, against 211 (±4) under usual care'."""
    rows: list[OutcomeRow] = [outcomes(one)[name] for one in options]
    usual = [amount(row.usual) for row in rows]
    with_it = _each(options, names, lambda one: amount(outcomes(one)[name].programme))
    return f"{with_it}, against {usual[0] if len({*usual}) == 1 else listed(usual)} under usual care"


def _seen_sooner(options: Options, names: Names) -> str:
    """Who start care in the places that are freed, and how soon: where there is a care team."""
    those = [(one, one.waits.care.new) for one in options if one.waits.care]
    if not those:
        return ""
    options_with = [one for one, _ in those]
    whose = "" if len(those) == len(options) else f" (with {listed([names[one.name] for one in options_with])})"
    said = f"People never referred who start care{whose}: {_beside_usual(options_with, names, 'care_started')}"
    if all(wait.usual.joined for _, wait in those):
        of = {one.name: starts_within(wait.programme.median_weeks) for one, wait in those}
        usual = list(dict.fromkeys(starts_within(wait.usual.median_weeks, "") for _, wait in those))
        with_it = _again(options_with, lambda one: of[one.name])
        said += f"; half of those new to care start {with_it}, against {listed(usual)} under usual care"
    return f"{said}. The next person takes each freed place: none of it is cash."


# ---------------------------------------------------------------- cash


def _cash(answer: AnswerInShort, options: Options, names: Names) -> str:
    """Net cash, without and with an effect of support, as far as what nobody knows may move it, and which option leaves
    more."""
    horizon = answer.options.years
    if horizon is None:
        cost = _each(options, names, lambda one: _money(negated(one.budget.service)))
        return f"Follow-up is too short for a net cash figure. The service’s own cost: {cost}."

    def net(one: ScenarioInShort) -> Estimate:
        return net_cash(one, horizon)

    said = [
        f"On present assumptions net cash over {years(horizon)} is {_each(options, names, lambda o: _money(net(o)))}"
    ]
    if any(one.effect for one in options):
        null = _again(options, lambda one: _money(one.null.net[horizon]))
        said[0] += f"; if support changes nothing, {null}"
    if all(net(one).unknown for one in options):
        ranges = [between(net(one)) for one in options]
        how = list(dict.fromkeys(inputs_varied(net(one)) for one in options))
        said.append(f"what nobody knows, {listed(how)}, puts it {listed(list(dict.fromkeys(ranges)))}")
    text = ". ".join(capital(part) for part in said) + "." + _spent_elsewhere(options, names, horizon)
    for pair in answer.comparisons if len(answer.comparisons) == 1 else ():
        text += f" {_more_cash(net_cash(pair, horizon), names[pair.first], names[pair.second])}"
    return text


def _spent_elsewhere(options: Options, names: Names, horizon: float) -> str:
    """' Freed care releases no cash, and £49,000 (±£6,000) more is spent elsewhere: on crises after a relapse.': where
    the next person takes each freed place, why the cash released is below £0."""
    those = [one for one in options if one.waits.care and _falls(steps(one, horizon)["cash"])]
    if not those:
        return ""
    whose = "" if len(those) == len(options) else f" (with {listed([names[one.name] for one in those])})"
    more = _again(those, lambda one: _money(negated(steps(one, horizon)["cash"])))
    named = [what for name, what in ELSEWHERE.items() if any(_falls(steps(one, horizon)[name]) for one in those)]
    on = f": on {listed(named)}" if named else ""
    return f" Freed care releases no cash, and {more} more is spent elsewhere{whose}{on}."


def _falls(step: Estimate) -> bool:
    """Whether a step is below £0, clear of simulation error."""
    return step.mean < 0 and step.settled


def _more_cash(net: Estimate, cheaper: str, dearer: str) -> str:
    """'A leaves £47,000 (±£1,300) more: the difference is clear of simulation error.'"""
    if unseen(net):
        return "Both leave the same net cash."
    better, more = (dearer, net) if net.mean > 0 else (cheaper, negated(net))
    return f"{better} leaves {_money(more)} more: {verdict(net)}."


def _money(estimate: Estimate) -> str:
    return "£0" if nothing(estimate) else amount(estimate, pounds)


def between(estimate: Estimate) -> str:
    """'between −£800,000 and £500,000': what nobody knows."""
    return f"between {not_known(estimate, pounds).replace(' to ', ' and ')}"


# ---------------------------------------------------------------- a line each


def unknown_in_short(answer: AnswerInShort, names: Names, *, luck: bool = True) -> str:
    """How many values are assumed; the luck of one real service, never without what nobody knows: in how many of all
    sets of inputs it pays, and where half of them lie."""
    options, horizon, names = in_order(answer), answer.options.years, called(answer, names)
    many = _again(options, lambda one: str(sum(row.grade == "assumed" for row in one.assumptions)))
    text = f"{many} values are assumed, not measured"
    nets = [net_cash(one, horizon) for one in options] if horizon is not None else []
    if luck and nets and all(net.unknown and net.half_width is not None for net in nets):
        each = _each(options, names, lambda one: span(net_cash(one, horizon or 0), pounds))
        text += f". If every input were right, luck alone would put one real service’s net cash between {each}"
        text += "; what nobody knows comes on top"
    sets = over_sets(options, names, answer.comparisons[0] if len(answer.comparisons) == 1 else None)
    return f"{text}. {sets}" if sets else f"{text}."


def settles_in_short(answer: AnswerInShort, names: Names, *, whole: bool = False) -> str:
    """What to measure first; `whole`: and what was drawn to know it, and what was not."""
    options, names = in_order(answer), called(answer, names)
    return f"{settles(options, names)} {drawn(options, names)}".strip() if whole else settles(options, names, most=1)


def changes_in_short(answer: AnswerInShort, names: Names) -> str:
    """What would turn it and what would settle it, in one: an input that is first in both is named once."""
    turns = turns_in_short(answer, names)
    first = re.match("“[^”]*”", turns)
    share = first_is(in_order(answer), called(answer, names), first[0]) if first else ""
    return f"{turns} {f'The first is {share}: measure it first.' if share else settles_in_short(answer, names)}".strip()


def turns_in_short(answer: AnswerInShort, names: Names) -> str:
    """Which inputs could carry net cash to the other side of £0 alone, and whether any turns which option is better:
    where all inputs were drawn at once, in how many sets it is better says more."""
    names = called(answer, names)
    options = [one for one in in_order(answer) if one.swings and one.swings.rows]
    if not options:
        return ""
    turning = {
        one.name: [quoted(row) for row in one.swings.rows if changes_sign(row, one.swings.base.net)]
        for one in options
        if one.swings
    }
    said = []
    if len({tuple(found) for found in turning.values()}) == 1:
        said.append(_carries(turning[options[0].name], ""))
    else:
        said += [_carries(turning[one.name], f" of {names[one.name]}") for one in options]
    for pair in answer.comparisons if len(answer.comparisons) == 1 else ():
        net = net_cash(pair, max(pair.bridge)) if pair.bridge else None
        if net and net.unknown and net.settled and not pair.all_inputs:
            low, high = net.unknown
            could = low < 0 < high
            said.append(
                f"{'Some input alone could reverse' if could else 'No input alone reverses'} which option "
                "leaves more net cash."
            )
    return " ".join(said)


def _carries(inputs: Sequence[str], of: str) -> str:
    if not inputs:
        return f"No input alone carries net cash{of} across £0."
    more = len(inputs) - INPUTS
    some = [*inputs[:INPUTS], f"{more} more"] if more > 0 else inputs
    return f"{capital(listed(some, 'or'))} alone could carry net cash{of} across £0."


def cautions_by_option(
    answer: AnswerInShort, names: Names, *, gravest: bool = False, whole: bool = False
) -> list[Sentence]:
    """Each caution in a line, or whole, under the option that it is about: no settings' names, no files. `gravest`:
    those alone that may make the answer worthless."""
    found = [one for one in answer.cautions if KINDS[one.kind] or not gravest]
    say = without_settings if whole else in_a_line
    every = "" if len(answer.scenarios) == 1 else "Both options" if len(answer.scenarios) == 2 else "Every option"
    said = []
    for of, sentences in grouped(answer, names, found, lambda one: say(one.sentence)):
        said += [Sentence(of or every, text) for text in sentences]
    places = {names[name]: i for i, name in enumerate(answer.options.in_order)}
    return sorted(said, key=lambda one: (one.name == every, places.get(one.name, len(places)), one.name))


def in_a_line(sentence: str) -> str:
    """The first sentence of a caution, without the names of settings."""
    text = without_settings(sentence)
    first = re.match(r".*?\.(?= [A-Z“]|$)", text)
    return first[0] if first else text


def without_settings(sentence: str) -> str:
    """All of a caution, without the names of settings."""
    return SETTING.sub("", sentence)
