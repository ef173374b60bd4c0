"""What was decided, and what would change our mind? One page for a board: the program's numbers, and people's words.

What was asked, expected and decided is typed by people, and only shown again: it is kept nowhere. What was seen is the
answer's own, with its intervals and with what is assumed. The three counts are of real people: `experiments.signposts`
says where each falls by the day on which people look again. A count of fewer than five people is not for a public page,
so a lower end below five is said as no lower end.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import Field

from app import words
from app.asking.engines import caps_in_words
from app.asking.watch import Watch
from app.faces.live.sheet import Count, Sheet, as_html, as_text
from app.faces.page.first import page_one
from app.live.answering import BANK, run
from app.live.faults import refused
from app.live.link import link_of
from app.live.loaded import loaded_of
from app.live.setting import Setting, Strict
from app.recipes import HALF_YEAR
from app.tables.options import names_of
from app.texts import cleaned
from app.words import Sentence
from app.words.board import amount
from experiments.along import fits_of
from experiments.answer import AnswerInShort
from experiments.run import Case
from experiments.signposts import FEWEST_PEOPLE, TOGETHER, Ends, Expected, Signpost, chosen, expected
from sim.errors import RequestRefused
from sim.scenario import Scenario
from sim.units import minute_of

SHORT, LONG = 120, 500  # characters that are typed: of a name, and of what has room on the one page
LINK_AT_MOST = 400  # characters of a link that is printed: nobody types more
REPLICATIONS = 60  # of the counts, at most

Typed = Annotated[str, Field(max_length=LONG)]


class Wanted(Strict):
    """What the page asks. `decided`: of which option the counts are; `again`: on which day people look again; `counts`:
    which three, by name; the rest is what people typed. What is left out is proposed."""

    setting: Setting
    decided: Literal["a", "b"] = "a"
    again: Annotated[str, Field(max_length=20)] | None = None
    counts: Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=TOGETHER)] | None = None
    asked: Typed = ""
    expected: Typed = ""
    decision: Typed = ""
    who: Annotated[str, Field(max_length=SHORT)] = ""


@dataclass(frozen=True)
class Days:
    """A day, and between which it may lie: as ISO 8601."""

    day: str
    least: str
    most: str


@dataclass(frozen=True)
class Choice:
    """A count that may be printed. `able`: it is of people enough by the day; `chosen`: it is printed."""

    name: str
    title: str
    able: bool
    chosen: bool


@dataclass(frozen=True)
class Decided:
    """The page, as HTML and as text; and what its form may offer."""

    html: str
    text: str
    again: Days
    counts: tuple[Choice, ...]


def decision(wanted: Wanted, watch: Watch) -> Decided:
    """The page of a decision. Raises RequestRefused for a day on which nothing could be looked at."""
    loaded = loaded_of(wanted.setting)
    if wanted.decided not in loaded:
        raise refused("Nothing is kept beside it, so no counts are of it.", "decided")
    scenario = loaded[wanted.decided].scenario
    again = _day(wanted.again, scenario, wanted.decided)
    with caps_in_words(loaded.values()):
        ran = run(wanted.setting, loaded, watch, swings=True)
        case = ran.cases[[*loaded].index(wanted.decided)]
        found = _expected(case, again, min(REPLICATIONS, ran.precision.replications), watch)
    taken = _taken(wanted.counts, found)
    sheet = _sheet(wanted, cleaned(ran.answer), case.loaded.name, again, found, taken)
    first, last = _days(scenario)
    counts = (
        Choice(one.signpost.name, titled(one.signpost, scenario), one.can_be_counted, one.signpost.name in taken)
        for one in found
    )
    return Decided(
        str(as_html(sheet)),
        as_text(sheet),
        Days(again.isoformat(), first.isoformat(), last.isoformat()),
        tuple(counts),
    )


# ---------------------------------------------------------------- the day


def _days(scenario: Scenario) -> tuple[date, date]:
    """Between which people can look again: once the service has run a day, and while anything is simulated."""
    first = max(scenario.dates.start.value, scenario.dates.day("service_start"))
    return first + timedelta(days=1), scenario.dates.end.value


def _day(typed: str | None, scenario: Scenario, option: str) -> date:
    """The day on which people look again: half a year after the service began, if nobody says."""
    first, last = _days(scenario)
    if typed is None:
        return min(first - timedelta(days=1) + HALF_YEAR, last)
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        day = None
    if day is None or not first <= day <= last:
        between = (
            f"between {words.day(first.isoformat())} and {words.day(last.isoformat())}, while the service is simulated"
        )
        raise refused(f"Look again on a day {between}.", "again", option)
    return day


# ---------------------------------------------------------------- the counts


def _expected(case: Case, again: date, replications: int, watch: Watch) -> tuple[Expected, ...]:
    """Each count by the day, worked out once: a word that is typed again costs no run."""
    by = minute_of(again, case.scenario.dates.start.value)
    progress = watch.following("counts of people by the day you look again")

    def work() -> tuple[Expected, ...]:
        return expected(case, fits_of(case.loaded), by=by, replications=replications, progress=progress)

    return BANK.once(case, ("signposts", by, replications), work)


def _taken(names: Sequence[str] | None, found: Sequence[Expected]) -> tuple[str, ...]:
    """Which are printed: those asked for, as far as they can be counted; else the first of each kind."""
    able = {one.signpost.name for one in found if one.can_be_counted}
    wanted = tuple(dict.fromkeys(name for name in names or () if name in able))
    return wanted or chosen(found)


def titled(one: Signpost, scenario: Scenario) -> str:
    """'People who met a link worker within 4 weeks'."""
    return one.title.replace("in time", f"within {words.weeks(float(scenario.settings.wait_target_weeks.value))}")


FEWER_AND_MORE = {
    "met": ("link workers see fewer people than assumed", "link workers see more people than assumed"),
    "referred": ("demand is lower than assumed", "demand is higher than assumed: waits will grow"),
    "seen_in_time": ("people wait longer than assumed", "more people come, or they wait less, than assumed"),
    "gave_up": ("waits are shorter, or patience is longer, than assumed", "waits are longer than people will bear"),
    "waiting": (
        "the queue is shorter than assumed",
        "the queue is longer than assumed: there are too few link workers",
    ),
    "discharged": (
        "fewer leave care than assumed, and less money is freed",
        "more leave care than assumed, and more money is freed",
    ),
    "took_up": (
        "fewer take up an activity than assumed",
        "activities are wanted more than assumed: places may run short",
    ),
    "completed": ("fewer complete support than assumed", "support is completed more often than assumed"),
}


def count_row(one: Expected, scenario: Scenario) -> Count:
    """One count, in words: where it should fall, what is wrong where it does not, and whether it tells anything of the
    programme's effect."""
    fewer, more = FEWER_AND_MORE[one.signpost.name]
    below = f"Fewer: {fewer}. " if one.luck[0] >= FEWEST_PEOPLE else ""
    return Count(
        titled(one.signpost, scenario) + (", on that day" if one.signpost.standing else ""),
        amount(one.mean),
        outside(one.luck),
        outside(one.unknown) if one.unknown else "no range is stated",
        f"{below}More: {more}.",
        _without(one),
    )


def outside(ends: Ends) -> str:
    """'fewer than 47, or more than 86'; no lower end that would count fewer than five people."""
    low, high = ends
    return f"fewer than {low:,}, or more than {high:,}" if low >= FEWEST_PEOPLE else f"more than {high:,}"


def _without(one: Expected) -> str:
    """What a count says of whether support works: nothing, where it would be as large if support changed nothing."""
    if one.nothing is None:
        return ""
    low, high = one.nothing
    said = f"If support changes nothing, {low:,} to {high:,}"
    return f"{said}." if one.tells_support else f"{said}: this count alone cannot tell whether support works."


# ---------------------------------------------------------------- the page


def _sheet(
    wanted: Wanted, answer: AnswerInShort, name: str, again: date, found: Sequence[Expected], taken: Sequence[str]
) -> Sheet:
    names = names_of(answer.scenarios)
    letters = words.called(answer, names)
    first = page_one(answer, names)
    by_name = {one.signpost.name: one for one in found}
    one = next(each for each in answer.scenarios if each.name == name)
    scenario = loaded_of(wanted.setting)[wanted.decided].scenario
    option = f"{letters[name]}: {names[name]}" if len(letters) > 1 else names[name]
    return Sheet(
        asked=_lines(wanted.asked) or first.question,
        expected=_lines(wanted.expected),
        saw=[
            block
            for block in (*first.above, *first.compared, *first.answer, *first.lines)
            if isinstance(block, Sentence)
        ],
        option=option,
        decided=_lines(wanted.decision),
        who=cleaned(wanted.who).strip(),
        again=words.day(again.isoformat()),
        after=_after(again, scenario),
        counts=[count_row(by_name[each], scenario) for each in taken],
        made=_made(answer, one.hash),
        link=_link(wanted.setting),
    )


def _lines(typed: str) -> str:
    """What people typed, line by line."""
    return "\n".join(line for each in typed.splitlines() if (line := cleaned(each).strip()))


def _after(again: date, scenario: Scenario) -> str:
    """'26 weeks after the service begins'."""
    days = (again - scenario.dates.day("service_start")).days
    return f"{words.weeks(days / words.DAYS_PER_WEEK)} after the service begins"


def _made(answer: AnswerInShort, scenario: str) -> str:
    made = answer.provenance
    return (
        f"spsim {made.version}, seed {made.seed}, {made.replications} replications, simulated people. "
        f"Scenario {scenario[:12]}, answer {str(made.answer)[:12]}."
    )


def _link(setting: Setting) -> str:
    """The link, where there is one and people could type it."""
    try:
        link = link_of(setting)
    except RequestRefused:
        return ""
    return link if len(link) <= LINK_AT_MOST else ""
