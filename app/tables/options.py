"""Which option? Usual care and every option, a row each, in the figures that decide; then each less each other."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Generic, NamedTuple, TypeVar, overload

from app import words
from app.tables.table import EVERYWHERE, NOTHING, Column, Estimated, Face, Kind, Table, given_within, within
from app.words import Say, short
from app.words.board import in_order
from experiments.answer import Answer, AnswerInShort, Comparison, ScenarioAnswer, ScenarioInShort
from experiments.intervals import Estimate
from experiments.money_rows import StepRow
from experiments.options import OptionRow
from experiments.people_rows import WaitRow

LONGEST = 120  # characters of a title
CAME, WAIT = "referred", "wait_for_link_worker"  # outcomes
MEAN_WAIT = "Mean wait of new referrals given a link worker, weeks"
LOOKS: tuple[tuple[Kind, float, float], ...] = (("number", 11, 9), ("pounds", 13, 10))  # of a figure; of pounds
Faces = Collection[Face]
Of = Callable[[OptionRow], Estimate | None]
One = TypeVar("One", bound=ScenarioInShort, covariant=True)


def names_of(scenarios: Sequence[ScenarioInShort], room: int = LONGEST) -> dict[str, str]:
    """What each option is called: its title, or its name where several bear the same title."""
    titles = [scenario.title for scenario in scenarios]
    return {one.name: short(one.name if titles.count(one.title) > 1 else one.title, room) for one in scenarios}


class Lettered(NamedTuple, Generic[One]):
    """An option as pictures know it: which letter and look it has does not depend on the order it was named in."""

    place: int  # the cheapest first
    letter: str  # empty where there is one option
    name: str
    scenario: One

    @property
    def head(self) -> str:
        """'A: Two posts'."""
        return ": ".join(filter(None, [self.letter, self.name]))


@overload
def lettered(answer: Answer, names: Mapping[str, str]) -> Sequence[Lettered[ScenarioAnswer]]: ...
@overload
def lettered(answer: AnswerInShort, names: Mapping[str, str]) -> Sequence[Lettered[ScenarioInShort]]: ...
def lettered(answer: AnswerInShort, names: Mapping[str, str]) -> Sequence[Lettered[ScenarioInShort]]:
    """Every option, in their order."""
    called, options = words.called(answer, names), in_order(answer)
    several = len(options) > 1
    return [
        Lettered(place, called[one.name] if several else "", names[one.name], one) for place, one in enumerate(options)
    ]


# ---------------------------------------------------------------- side by side


@dataclass(frozen=True)
class Offered:
    """An option, or the usual care that some are compared with."""

    name: str
    scenario: ScenarioAnswer
    row: OptionRow | None  # at the longest horizon that all reach
    dominated_by: str | None = None
    usual: bool = False

    @property
    def wait(self) -> WaitRow | None:
        """New referrals', for a link worker, where any waits."""
        wait = self.scenario.waits.link_worker
        return None if self.usual or not wait.joined else wait

    def of(self, outcome: str) -> Estimate:
        """One of its outcomes."""
        found = words.outcomes(self.scenario)[outcome]
        return found.usual if self.usual else found.programme

    def step(self, name: str, years: float) -> Estimate | None:
        """One of its bridge, which knows what leaves no room for luck; of usual care there is none: 0 each."""
        if self.usual:
            return self.row.net if self.row else None
        return words.steps(self.scenario, years)[name]

    def half(self, wait: WaitRow | None) -> str:
        """Until half are given what they wait for, in words."""
        if self.usual:
            return "not offered"
        return words.until_given(wait.median_weeks, "half") if wait and wait.joined else "nobody waits"


def side_by_side(answer: Answer, names: Mapping[str, str], most: int | None = None) -> Table[Offered]:
    """Usual care and every option: no more of them than `most`."""
    scenarios, years = answer.scenarios, answer.options.years
    listed = any(scenario.waits.list_of_day_0 is not None for scenario in scenarios)
    columns: list[Column[Offered]] = [
        Column("Option", lambda row: row.name, width=34),
        Column(
            "New referrals: half are given a link worker within",
            lambda row: given_within(row.wait.median_weeks) if row.wait else None,
            "number",
            worded=lambda row: row.half(row.scenario.waits.link_worker),
            heads={"workbook": "New referrals: half given a link worker within, weeks"},
            on=["page", "workbook"],
        ),
        Column(
            "One in ten waits longer than, weeks",
            lambda row: within(row.wait.one_in_ten_weeks) if row.wait else None,
            "number",
            10,
            on=["workbook"],
        ),
        Column(
            "List of day 0: half are given one within",
            lambda row: row.half(row.scenario.waits.list_of_day_0),
            on=["page"] if listed else [],
        ),
        _figure("People who came", lambda row: row.of(CAME), words.number, ["workbook"]),
        _figure(MEAN_WAIT, lambda row: None if row.usual else row.of(WAIT), words.number, ["workbook"]),
        *(_at_the_end(scenarios, years) if years else []),
    ]
    note = "Means ± simulation error; plus is good for the budget."
    if years:
        note += f" Money over {words.years(years)}, each against its own usual care."
    if most and most < len(scenarios):
        note += f" {len(scenarios) - most} more options are in the workbook."
    return Table("Usual care and the options side by side", columns, _rows(answer, names, most), note)


def _at_the_end(scenarios: Sequence[ScenarioAnswer], years: float) -> list[Column[Offered]]:
    """What is counted over so many years."""
    over = words.years(years)
    reviewed = all(f"discharged_in_{years}y" in words.outcomes(scenario) for scenario in scenarios)

    def at(head: str, of: Of, say: Say) -> Column[Offered]:
        return _figure(head, lambda one: of(one.row) if one.row else None, say, ["terminal"])

    def money(name: str, on: Faces = EVERYWHERE) -> Column[Offered]:
        head = words.steps(scenarios[0], years)[name].title
        column = _figure(head, lambda one: one.step(name, years), words.pounds, on)
        return replace(column, heads={"workbook": f"{head} over {over}"})

    def spent(one: Offered) -> Estimate | None:
        service = one.step("service", years)
        return words.negated(service) if service else None

    return [
        _figure("Spent on the service", spent, words.pounds, ["terminal"]),
        replace(
            at("People discharged", lambda row: row.discharged, words.count),
            on=EVERYWHERE if reviewed else ["terminal"],
            heads={"page": f"Discharged in {over}", "workbook": f"People discharged in {over}"},
        ),
        at("  more than under usual care", lambda row: row.discharged_gained, words.count),
        at(MEAN_WAIT, lambda row: row.wait, words.number),
        at("  of the list of day 0, from day 0, weeks", lambda row: row.list_wait, words.number),
        money("capacity"),
        money("cash"),
        money("service", ["page", "workbook"]),
        money("net"),
        Column("Dominated by", lambda row: row.dominated_by, width=24, on=["workbook"]),
    ]


def _figure(head: str, of: Callable[[Offered], Estimate | None], say: Say, on: Faces) -> Estimated[Offered]:
    """A figure with its simulation error."""
    kind, width, error_width = LOOKS[say is words.pounds]
    return Estimated(head, of, kind, width, partial(_said, say), on=on, error="±", error_width=error_width)


def _said(say: Say, found: Estimate | None) -> str:
    if found is None:
        return NOTHING
    if words.nothing(found):
        return "£0" if say is words.pounds else "0"
    return f"{say(found.mean, found.half_width)} {words.shortly(found, say)}"


def _rows(answer: Answer, names: Mapping[str, str], most: int | None) -> list[Offered]:
    """Usual care, of which options where it is not the same for all; then every option."""
    rows_by_name = {row.name: row for row in answer.options.rows}
    usual: dict[str | Estimate, list[ScenarioAnswer]] = {}
    for one in answer.scenarios[:most]:
        own = next((name for name, row in rows_by_name.items() if one.name in row.comparator_of), None)
        usual.setdefault(own or words.outcomes(one)[CAME].usual, []).append(one)
    rows = []
    for which, of in usual.items():
        whose = f" of {words.listed(sorted(names[one.name] for one in of))}" if len(usual) > 1 else ""
        row = rows_by_name[which] if isinstance(which, str) else None
        rows.append(Offered(f"Usual care{whose}", of[0], row, usual=True))
    titles = {name: row.title for name, row in rows_by_name.items()} | {**names}
    for one in answer.scenarios[:most]:
        row = rows_by_name.get(one.name)
        better = [
            f"{titles[by.name]}{'' if by.beyond_luck else ' (within simulation error)'}"
            for by in (row.dominated_by if row else ())
        ]
        rows.append(Offered(names[one.name], one, row, "; ".join(better)))
    return rows


# ---------------------------------------------------------------- one less another


def paired(answer: Answer, names: Mapping[str, str], most: int | None = None) -> Table[Comparison] | None:
    """Each option less each other, at the longest horizon of all: the same people with the same luck. Of no more
    options than `most`."""
    years, those = answer.options.years, {*[*names][:most]}
    pairs = [one for one in answer.comparisons if {one.first, one.second} <= those]
    if not pairs or years is None:
        return None

    def apart(name: str, pair: Comparison) -> StepRow:
        return words.steps(pair, years)[name]

    def step(name: str, on: Faces = EVERYWHERE) -> Column[Comparison]:
        return Estimated(apart(name, pairs[0]).title, partial(apart, name), "pounds", say=_apart, on=on)

    columns: list[Column[Comparison]] = [
        Column(
            "One option less another",
            lambda pair: f"{names[pair.second]} less {names[pair.first]}",
            worded=lambda pair: f"“{names[pair.second]}” less “{names[pair.first]}”",
        ),
        *(step("capacity"), step("cash"), step("service", ["workbook"]), step("net")),
        Column("Net cash: clear of luck?", lambda pair: _clear(apart("net", pair)), on=["page"]),
    ]
    note = "The same people with the same luck; ± is simulation error, and plus is good for the budget."
    return Table(f"Paired differences over {words.years(years)}", columns, pairs, note)


def _apart(found: Estimate) -> str:
    if words.nothing(found):
        return "exactly the same"
    return f"{words.pounds(found.mean, found.half_width, plus=True)} {words.shortly(found, words.pounds)}"


def _clear(net: Estimate) -> str:
    if net.half_width is None:
        return "not known"
    return "yes" if net.settled else "no"
