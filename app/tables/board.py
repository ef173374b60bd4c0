"""People and money, option beside option: the one table that every face shows.

A row is a figure with what it comes to in usual care and with each option, and how two options differ (the dearer less
the cheaper; of one option, the programme less usual care). Page one, the brief and a terminal show the short form; the
rest of a report and the workbook show all of it. Which outcomes stand here, and where, the outcomes say (`Where`).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import NamedTuple

from app import words
from app.tables.table import NOTHING, RANGES, Column, Estimated, Kind, Table, Unknown, Value, difference
from app.words import Say
from experiments.answer import AnswerInShort, ComparisonInShort, ScenarioInShort
from experiments.intervals import Estimate
from experiments.outcomes import OutcomeRow
from experiments.people_rows import CareWaits, InBothWorlds, WaitRow

NULL = "If support changes nothing"
UNKNOWN, NET_NULL = "  what nobody knows puts it at", "Net cash if support changes nothing"
IN_THE_LINES = (UNKNOWN, NET_NULL)  # of `words.answer_in_three`
Of = Callable[[ScenarioInShort], Value]


class CareWait(NamedTuple):
    """A row of how long people wait for care."""

    title: str
    of: Callable[[CareWaits], InBothWorlds]
    measure: Callable[[WaitRow], float | None]
    never: str
    first: bool = False  # on page one

    def programme(self, one: ScenarioInShort) -> WaitRow | None:
        """The wait with the programme."""
        return self.of(one.waits.care).programme if one.waits.care else None

    def usual(self, one: ScenarioInShort) -> WaitRow | None:
        """And in usual care."""
        return self.of(one.waits.care).usual if one.waits.care else None


CARE_WAITS = (
    CareWait(
        "New to care: half start within", lambda care: care.new, lambda wait: wait.median_weeks, "fewer do", first=True
    ),
    CareWait(
        "New to care: one in ten waits longer than",
        lambda care: care.new,
        lambda wait: wait.one_in_ten_weeks,
        "follow-up shows",
    ),
    CareWait(
        "After a relapse: half start again within", lambda care: care.back, lambda wait: wait.median_weeks, "fewer do"
    ),
    CareWait(
        "After a relapse: one in ten waits longer than",
        lambda care: care.back,
        lambda wait: wait.one_in_ten_weeks,
        "follow-up shows",
    ),
)


@dataclass(frozen=True)
class Line:
    """A figure in each column, and the difference. Without levels it heads those under it."""

    title: str
    kind: Kind = "text"
    levels: tuple[Value, ...] = ()
    apart: Estimate | None = None
    say: Say = words.number

    @property
    def heading(self) -> bool:
        """Whether it only heads others."""
        return not self.levels


def people_and_money(
    answer: AnswerInShort, names: Mapping[str, str], *, short: bool = False, under_lines: bool = False
) -> Table[Line]:
    """All of it, or its short form. `names`: what each option is called; `under_lines`: without the rows that the
    answer in three lines says."""
    board, letters = Board(answer), words.called(answer, names)
    left_out = IN_THE_LINES if under_lines else ()
    found = (line for line in board.lines(short=short) if line.title not in left_out)
    lines = [line for line in found if line.heading or any(map(_says_something, line.levels))]
    rows = [] if short else list(_headings_of_something(lines))
    rows = rows or [line for line in lines if not line.heading]
    columns: list[Column[Line]] = [Column("", lambda line: line.title, width=44)]
    heads = [*board.comparators(letters), *words.headed(answer, names), *([NULL] if board.null else [])]
    columns += [_level(i, head) for i, head in enumerate(heads)]
    if board.apart and (board.pair or not short):
        columns.append(
            Estimated("Difference", lambda line: line.apart, "any", worded=lambda line: _apart(line), error="±")
        )
        columns += [] if short else _ranges()
    strong = frozenset(i for i, line in enumerate(rows) if line.heading or line.title == "Net cash")
    return Table("People and money", columns, rows, board.note(letters, short=short), strong=strong)


def _headings_of_something(lines: Sequence[Line]) -> Iterator[Line]:
    """Without headings of nothing."""
    for line, following in zip(lines, [*lines[1:], None], strict=True):
        if not (line.heading and (following is None or following.heading)):
            yield line


def _says_something(value: Value) -> bool:
    if isinstance(value, Estimate):
        return not words.unseen(value)
    return value not in (None, "", 0.0)


# ---------------------------------------------------------------- columns


def _level(i: int, head: str) -> Column[Line]:
    """Usual care, or an option."""
    return Estimated(
        head, lambda line: line.levels[i] if line.levels else "", "any", worded=partial(_said, i), error="±"
    )


def _said(i: int, line: Line) -> str:
    value = line.levels[i] if line.levels else ""
    if value is None:
        return NOTHING
    if isinstance(value, str):
        return value
    if not isinstance(value, Estimate):
        return words.weeks(value) if line.kind == "weeks" else line.say(value, None)
    if words.nothing(value):
        return "£0" if line.say is words.pounds else "0"
    text = line.say(value.mean, value.half_width)
    return text if words.certain(value) else f"{text} {words.shortly(value, line.say)}"


def _apart(line: Line) -> str:
    if line.heading:
        return ""
    return NOTHING if line.apart is None else difference(line.apart, line.say, words.shortly)


def _ranges() -> list[Column[Line]]:
    """What luck does to one real service if every input is right, and what nobody knows: both, or neither."""

    def text(said: Callable[[Estimate, Say], str], line: Line) -> str:
        return "" if line.heading else NOTHING if line.apart is None else said(line.apart, line.say)

    luck, unknown = RANGES
    return [
        Column(luck, partial(text, words.luck)),
        Unknown(unknown, partial(text, words.not_known), estimate=lambda line: line.apart),
    ]


# ---------------------------------------------------------------- rows


class Board:
    """What the rows are made from. Usual care has one column, or one for each option where it is not the same."""

    def __init__(self, answer: AnswerInShort) -> None:
        self.answer, self.options, self.years = answer, answer.scenarios, answer.options.years

    @cached_property
    def pair(self) -> ComparisonInShort | None:
        """How the two options differ, where there are two."""
        return self.answer.comparisons[0] if len(self.answer.comparisons) == 1 else None

    @cached_property
    def apart(self) -> bool:
        """Whether there is a difference to show."""
        return len(self.options) <= 2

    @cached_property
    def usual(self) -> list[list[ScenarioInShort]]:
        """The options by their usual care."""
        same: dict[tuple[tuple[str, float], ...], list[ScenarioInShort]] = {}
        for one in self.options:
            figures = tuple((row.name, row.usual.mean) for row in one.outcomes if row.usual.mean)
            same.setdefault(figures, []).append(one)
        return list(same.values())

    @cached_property
    def null(self) -> ScenarioInShort | None:
        """The one option of which it is shown beside it what it comes to if support changes nothing."""
        those = [one for one in self.options if not words.is_clinic(one) and one.effect]
        return those[0] if len(those) == 1 and self.years is not None else None

    def comparators(self, names: Mapping[str, str]) -> list[str]:
        """The heads of usual care."""
        if len(self.usual) == 1:
            return ["Usual care"]
        return [f"Usual care of {words.listed([names[one.name] for one in those])}" for those in self.usual]

    def note(self, names: Mapping[str, str], *, short: bool) -> str:
        """What is said under it."""
        text = "Mean ± simulation error; plus is good for the budget; money is against usual care."
        if self.null and len(self.options) > 1:
            text += f" “{NULL}” is of {names[self.null.name]}."
        if self.pair:
            text += f" Difference: {names[self.pair.second]} less {names[self.pair.first]}."
        elif self.apart and not short:
            text += " Difference: from usual care."
        return text

    def lines(self, *, short: bool) -> Iterator[Line]:
        """Every row, with headings."""
        yield Line("People")
        yield from self._outcomes(0, 200, short=short)
        yield Line("Waits")
        yield from self._outcomes(200, 230, short=short)
        yield from self._waits("a link worker", lambda one: one.waits.link_worker, short=short)
        yield from self._outcomes(230, 250, short=short)
        yield from self._outcomes(250, 300, short=short)
        yield from self._waits("a group place", lambda one: one.waits.place, short=short)
        yield from self._outcomes(300, 1000, short=short)
        yield from self._care_waits(short=short)
        if self.years is not None:
            yield Line(f"Money over {words.years(self.years)}")
            yield from self._money(self.years, short=short)

    def _line(
        self, title: str, of: Of, say: Say, *, usual: Of, null: Value = None, apart: Estimate | None, kind: Kind
    ) -> Line:
        levels = [*(usual(those[0]) for those in self.usual), *map(of, self.options), *([null] if self.null else [])]
        return Line(title, kind, tuple(levels), apart, say)

    # ------------------------------------------------ people

    def _outcomes(self, since: int, until: int, *, short: bool) -> Iterator[Line]:
        """Those that stand between two places, in order."""
        rows: dict[str, OutcomeRow] = {row.name: row for one in self.options for row in one.outcomes}
        last = f"discharged_in_{self.years}y"
        shown = [
            row
            for row in rows.values()
            if since <= row.where.board < until and row.where.board and (row.where.first or not short)
            if not (short and row.name.startswith("discharged_in_") and row.name != last)
        ]
        for row in sorted(shown, key=lambda row: row.where.board):
            yield self._freed() if row.name == "weeks_in_care" else self._outcome(row)

    def _outcome(self, row: OutcomeRow) -> Line:
        def of(one: ScenarioInShort) -> Value:
            found = words.outcomes(one).get(row.name)
            not_offered = found is None or (
                words.is_clinic(one) and words.nothing(found.usual) and words.unseen(found.programme)
            )
            return None if found is None or not_offered else found.programme

        def usual(one: ScenarioInShort) -> Value:
            found = words.outcomes(one).get(row.name)
            return None if found is None or words.nothing(found.usual) else found.usual

        say = words.number if row.unit.startswith("%") or row.unit in ("weeks", "place-weeks") else words.count
        null = usual(self.null) if self.null else None
        return self._line(
            _titled(row), of, say, usual=usual, null=null, apart=self._outcome_apart(row.name), kind="number"
        )

    def _outcome_apart(self, name: str) -> Estimate | None:
        if self.pair:
            return next((row for row in self.pair.outcomes if row.name == name), None)
        if not self.apart:
            return None
        found = words.outcomes(self.options[0]).get(name)
        return found.difference if found else None

    def _freed(self) -> Line:
        """Years of care freed, over the whole follow-up."""

        def in_years(freed: Estimate) -> Estimate:
            return words.scaled(freed, 1 / words.WEEKS_PER_YEAR)

        def of(one: ScenarioInShort) -> Value:
            return in_years(words.care_freed(one)) if words.has_reviews(one) else None

        apart = self._outcome_apart("weeks_in_care")
        others = self.pair is not None and words.others_served(self.pair)
        return self._line(
            "Care freed, care-years",
            of,
            words.number,
            usual=lambda one: None,
            null=0.0 if self.null and words.has_reviews(self.null) else None,
            apart=None if apart is None or others else in_years(words.negated(apart)),
            kind="number",
        )

    # ------------------------------------------------ waits

    def _waits(self, what: str, of: Callable[[ScenarioInShort], WaitRow], *, short: bool) -> Iterator[Line]:
        """How long, of all who join the queue: read off all replications together."""
        if not short:
            yield self._wait(f"Half are given {what} within", of, lambda wait: wait.median_weeks, "fewer are")
        longest = f"One in ten waits for {what} longer than"
        yield self._wait(longest, of, lambda wait: wait.one_in_ten_weeks, "follow-up shows")

    def _wait(
        self,
        title: str,
        of: Callable[[ScenarioInShort], WaitRow | None],
        measure: Callable[[WaitRow], float | None],
        never: str,
        usual: Callable[[ScenarioInShort], WaitRow | None] = lambda one: None,
    ) -> Line:
        def level(of: Callable[[ScenarioInShort], WaitRow | None], one: ScenarioInShort) -> Value:
            wait = of(one)
            if wait is None or not wait.joined:
                return None
            found = measure(wait)
            return never if found is None else found

        in_usual_care = partial(level, usual)
        null = in_usual_care(self.null) if self.null else None
        of_options = partial(level, of)
        return self._line(title, of_options, words.number, usual=in_usual_care, null=null, apart=None, kind="weeks")

    def _care_waits(self, *, short: bool) -> Iterator[Line]:
        """How long people who are new to care wait, and those who come back: in usual care too."""

        for row in CARE_WAITS:
            if row.first or not short:
                yield self._wait(row.title, row.programme, row.measure, row.never, row.usual)

    # ------------------------------------------------ money

    def _money(self, at: float, *, short: bool) -> Iterator[Line]:
        """The service, what it frees, and what is left."""
        for name in ("service", "cash", "net") if short else ("service", "capacity", "cash", "net"):
            yield self._step(name, at)
        if all(words.net_cash(one, at).unknown for one in self.options) and short:
            yield self._unknown(at)
        if self.null is None and any(one.effect for one in self.options):
            yield self._pounds(NET_NULL, lambda one: one.null.net[at], usual=None)
        if not short:
            yield from self._other_pounds(at)
            yield from self._cost_per(at)

    def _step(self, name: str, at: float) -> Line:
        title = words.steps(self.options[0], at)[name].title.partition(" (")[0]
        null = self.null.null.net[at] if self.null and name in ("service", "net") else 0.0
        apart = words.steps(self.pair or self.options[0], at)[name] if self.apart else None
        return self._pounds(title, lambda one: words.steps(one, at)[name], usual=0.0, null=null, apart=apart)

    def _pounds(self, title: str, of: Of, *, usual: Value, null: Value = None, apart: Estimate | None = None) -> Line:
        return self._line(title, of, words.pounds, usual=lambda one: usual, null=null, apart=apart, kind="pounds")

    def _unknown(self, at: float) -> Line:
        """As far as what nobody knows may move net cash."""

        def of(one: ScenarioInShort) -> Value:
            return words.not_known(words.net_cash(one, at), words.pounds)

        return self._line(UNKNOWN, of, words.pounds, usual=lambda one: None, apart=None, kind="text")

    def _other_pounds(self, at: float) -> Iterator[Line]:
        """Net cash once more, in pounds of another year."""
        years = {one.prices.other.year for one in self.options if one.prices.other}
        if len(years) == 1:

            def of(one: ScenarioInShort) -> Value:
                other = one.prices.other
                return words.scaled(words.net_cash(one, at), other.times) if other else None

            yield self._pounds(f"Net cash in pounds of {years.pop()}", of, usual=None)

    def _cost_per(self, at: float) -> Iterator[Line]:
        """The service's cost for each discharge gained and each care-year freed; a dash where there is no such gain."""
        yield self._pounds("Cost of each discharge gained", partial(_cost_per, "discharge", at), usual=None)
        yield self._pounds("Cost of each care-year freed", partial(_cost_per, "care_year", at), usual=None)


def _cost_per(kind: str, at: float, one: ScenarioInShort) -> Value:
    found = next((row.cost for row in one.cost_per.rows if row.of == kind), None)
    return words.cost_cell(found) if found and one.cost_per.years == at else None


def _titled(row: OutcomeRow) -> str:
    """With its unit, where that is neither people nor said already."""
    if row.unit in ("people", "times", "reviews") or row.unit in row.title.lower():
        return row.title
    return f"{row.title}, {row.unit.partition(' of ')[0]}"
