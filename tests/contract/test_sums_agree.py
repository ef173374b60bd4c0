"""Every number that is reported is a sum of cells of a tally: is it the sum that its name says?

Forms (`sim.sums`) say by position what is added up. Here it is said once more by name, in plain slices of a tally, as
it was before there were forms; both are asked of tallies in which no two numbers are alike, so that a cell too many,
one too few or one for another shows. Mistakes are planted to see that it does.
"""

from collections import Counter
from contextlib import contextmanager
from fractions import Fraction
from itertools import count
from math import prod
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.asking.cases import cases_of
from experiments.answering import answer_in_short, with_swings
from experiments.bridge import TAKEN
from experiments.compare import run_pairs
from experiments.outcomes import outcomes_for
from experiments.run import Case
from experiments.run import run as run_of
from experiments.swings import swings
from sim.events import Review, What
from sim.frames import Shape
from sim.inputs import World, inputs_of
from sim.kernel import fast
from sim.luck import study_key
from sim.measures import REVIEW_KINDS, WAIT_ENDS, WAIT_ROW, Queue, State, Tally, WaitEnd, empty_tally
from sim.money import CARE, CRISIS, MOVED, PROGRAMME, USE, exact, in_report_prices
from sim.sums import NOTHING_WANTED, Columns, Wanted, kept
from sim.units import WEEK, YEAR
from tests.generate import a_third, priced
from tests.grids import lively
from tests.scenarios import HELPERS, loaded, scenario
from tests.tallies import outcomes_of, replication_of

S = 'source = "made up", grade = "assumed"'
ROLE = {"care_year": CARE, "discharged_year": MOVED, "relapse": CRISIS, "care_use": USE}
AT_ANY_UPTAKE = ("service_year", "once", "supported_review_slot")  # counted in no tally


def tally_of(shape: Shape, first: int) -> Tally:
    """A tally in which no two numbers are alike, and the differences between any two tallies are not either."""
    numbers = count(first)
    return Tally._make([(next(numbers)) ** 2 for _ in buffer] for buffer in empty_tally(shape.frame(0, 0)))


def tallies_of(shape: Shape) -> dict[World, Tally]:
    """One for each world. A tally of no waits."""
    return {world: tally_of(shape, 1 + 10_000 * n)._replace(filled=[0]) for n, world in enumerate(World)}


# ---------------------------------------------------------------- by name


class Plain:
    """A tally, read by name."""

    def __init__(self, shape: Shape, tally: Tally) -> None:
        self.shape, self.tally, self.periods, self.strata = shape, tally, len(shape.cuts), len(shape.strata)

    def at(self, buffer: str, row: int, period: int, stratum: int) -> int:
        """Of a (row, period, stratum) buffer."""
        rows = getattr(self.tally, buffer)[row * self.periods * self.strata :][: self.periods * self.strata]
        return rows[period * self.strata :][: self.strata][stratum]

    def whole(self, buffer: str, row: int, stratum: int) -> int:
        """The same over all periods."""
        return sum(self.at(buffer, row, period, stratum) for period in range(self.periods))

    def of(self, buffer: str, row: int, stratum: int) -> int:
        """Of a (row, stratum) buffer."""
        return getattr(self.tally, buffer)[row * self.strata : (row + 1) * self.strata][stratum]

    def by_period(self, buffer: str, row: int, period: int) -> int:
        """Of a (row, period) buffer."""
        return getattr(self.tally, buffer)[row * self.periods : (row + 1) * self.periods][period]


def run_up(read: Plain, line, period: int, stratum: int) -> Fraction:
    """How much of a line people of a stratum run up in a period, in the unit that is priced."""
    shape = read.shape
    if line.per == "care_year":
        levels = zip(shape.traits, shape.strata[stratum], strict=True)
        weight = prod((exact(shape.scenario.traits[t].levels[level].weekly_cost) for (t, _), level in levels), start=1)
        return Fraction(weight) * read.at("minutes", State.IN_CARE, period, stratum) / YEAR
    if line.per == "discharged_year":
        return Fraction(read.at("minutes", State.DISCHARGED, period, stratum), YEAR)
    if line.per == "relapse":
        return Fraction(read.at("counts", What.RELAPSED, period, stratum))
    if line.per == "care_use":
        return Fraction(read.at("uses", shape.lines.index(line.care_line), period, stratum))
    if line.per in ("meeting", "meeting_expense"):
        return Fraction(sum(read.at("counts", what, period, stratum) for what in (What.MET, What.MISSED)))
    if line.per == "helper_year":
        helped = (read.at("helping_minutes", i, period, stratum) for i in range(len(shape.activities)))
        return Fraction(sum(helped), YEAR)
    return Fraction(0)


def paid_as_used(read: Plain, line, period: int) -> Fraction:
    """How much of a line that is of no one person is paid for in a period, with the programme."""
    shape = read.shape
    if line.per == "post_year" and shape.scenario.programme.offer == "link_workers":
        part = [exact(part) for _, part in shape.posts]
        filled = sum(part[i] * read.by_period("filled_minutes", i, period) for i in range(len(part)))
        away = sum(
            part[one.post] * exact(one.paid_share) * read.by_period("away_minutes", i, period)
            for i, one in enumerate(shape.absences)
        )
        return Fraction(filled + away) / YEAR
    if line.per == "supported_review":
        held = (read.at("reviews", 1 * REVIEW_KINDS + Review.SUPPORTED, period, s) for s in range(read.strata))
        return Fraction(sum(held))
    return Fraction(0)


def pounds_by_name(case: Case, tally: Tally, world: World) -> Counter:
    """Of each line, period and stratum: what it comes to. Without what no tally counts, and without activities that
    have a minimum."""
    read, found = Plain(case.shape, tally), Counter()
    for name, line in case.scenario.costs.items():
        price = in_report_prices(case.scenario, line.gbp, line.price_year)
        for period in range(read.periods):
            if case.prices.is_paid(name, period):
                for stratum in range(read.strata):
                    found[name, period, stratum] += price * run_up(read, line, period, stratum)
                if world is not World.USUAL:
                    found[name, period, None] += price * paid_as_used(read, line, period)
    for activity, payment, price in case.prices._payments() if world is not World.USUAL else ():
        at = case.shape.activities.index(activity)
        for period in range(read.periods):
            places, courses = (read.by_period(buffer, at, period) for buffer in ("place_minutes", "completed"))
            many = {"spot": Fraction(places, WEEK), "outcome": Fraction(courses)}.get(payment.form, Fraction(0))
            found[f"activity {activity}", period, None] += price * many
    return Counter({key: pounds for key, pounds in found.items() if pounds})


def pounds_by_account(case: Case, counted, programme: bool) -> Counter:
    """The same of accounts."""
    found = Counter()
    has_a_minimum = {i for year in case.prices.minimums for i, _ in year}
    for i, (account, many) in enumerate(zip(case.prices.accounts, counted, strict=True)):
        if i not in has_a_minimum and i not in case.prices.fixed and (programme or i < case.prices.personal):
            found[account.line, account.period, account.stratum] += many * account.unit.amount
    return Counter({key: pounds for key, pounds in found.items() if pounds})


def lines_with_a_minimum(case: Case) -> set[str]:
    return {case.prices.accounts[i].line for year in case.prices.minimums for i, _ in year}


def bridge_by_name(
    case: Case, tallies: dict[World, Tally], years: float, payer: str, stratum: int
) -> dict[str, Fraction]:
    """The steps of one payer and kind of people, from pounds by name and D, A and F."""
    h, shape = case.shape.bridge_years.index(years), case.shape
    until = shape.periods_until(shape.bridge_end(years))
    read = {world: Plain(shape, tally) for world, tally in tallies.items()}
    d, a, f = (
        {world: one.of(buffer, h, stratum) for world, one in read.items()}
        for buffer in ("discharged_people", "since_first", "out_of_care")
    )
    a_year, steps = Fraction(0), dict.fromkeys(TAKEN, Fraction(0))
    u, p, p0 = World.USUAL, World.PROGRAMME, World.USUAL_RELAPSE
    pounds = {world: pounds_by_name(case, tallies[world], world) for world in (u, p)}
    for name, line in case.scenario.costs.items():
        if line.payer != payer:
            continue
        less = sum(pounds[u][name, i, stratum] - pounds[p][name, i, stratum] for i in until)
        role = ROLE.get(line.per, PROGRAMME)
        if role == CARE:
            levels = zip(shape.traits, shape.strata[stratum], strict=True)
            weights = (exact(case.scenario.traits[t].levels[level].weekly_cost) for (t, _), level in levels)
            a_year += prod(weights, start=in_report_prices(case.scenario, line.gbp, line.price_year))
        else:
            steps[{USE: "care_use", CRISIS: "crisis", MOVED: "moved", PROGRAMME: "service"}[role]] += less
        shared = role in (CARE, USE) and line.cash_rule != "refill"
        share = exact(line.cashable_share) if shared else Fraction(role not in (CARE, USE))
        steps["not_cash"] -= (1 - share) * less
    minute = a_year / YEAR
    steps["headline"] = a_year * d[p]
    steps["anyway"] = -a_year * d[u]
    steps["timing"] = minute * (a[p] - d[p] * YEAR - (a[u] - d[u] * YEAR))
    steps["relapse_usual"] = minute * (f[p0] - a[p0] - (f[u] - a[u]))
    steps["relapse_slower"] = minute * (f[p] - a[p] - (f[p0] - a[p0]))
    return steps


def outcomes_by_name(read: Plain, stratum: int) -> dict[str, tuple[int, int | None]]:
    """What is counted of each outcome, and what it is out of, before it is divided by anything."""
    shape, t = read.shape, read.tally

    def held(row: int, kind: Review) -> int:
        return read.whole("reviews", row * REVIEW_KINDS + kind, stratum)

    def times(what: What) -> int:
        return read.whole("counts", what, stratum)

    def waits(queue: Queue, end: WaitEnd, buffer: str = "waits") -> int:
        return read.of(buffer, queue * WAIT_ENDS + end, stratum)

    def joined(queue: Queue) -> int:
        return sum(waits(queue, end) for end in WaitEnd)

    def mean(queue: Queue) -> tuple[int, int]:
        return waits(queue, WaitEnd.GRANTED, "wait_minutes"), waits(queue, WaitEnd.GRANTED)

    def progress(least: int) -> tuple[int, int]:
        held_with = sum(read.of("progress", Review.SUPPORTED * 9 + n, stratum) for n in range(least, 9))
        return 100 * held_with, held(1, Review.SUPPORTED)

    def others(what: What) -> int:
        return read.of("others", what, stratum) if shape.scenario.care_team else 0

    helpers = (activity.helpers or shape.scenario.activity_defaults.helpers for _, activity in activities(shape))
    each = [0 if one is None else int(one.places_each.value) for one in helpers]
    found = {what.name.lower(): (times(what), None) for what in What} | {
        "referred": (t.people[stratum], None),
        "given_link_worker": (times(What.GIVEN_LINK_WORKER), None),
        "support_completed": (times(What.SUPPORT_ENDED), None),
        "took_up": (t.joined_people[stratum], None),
        "discharges": (times(What.DISCHARGED), None),
        "relapses": (times(What.RELAPSED), None),
        "went_on": (times(What.ENGAGEMENT_SUSTAINED), None),
        "routine_reviews": (held(1, Review.ROUTINE), None),
        "supported_reviews": (held(1, Review.SUPPORTED), None),
        "progress_in_1": progress(1),
        "progress_in_4": progress(4),
        "weeks_in_care": (read.whole("minutes", State.IN_CARE, stratum), None),
        "weeks_discharged": (read.whole("minutes", State.DISCHARGED, stratum), None),
        "meetings_missed": (100 * times(What.MISSED), times(What.MET) + times(What.MISSED)),
        "wait_for_link_worker": mean(Queue.REFERRED),
        "list_wait": mean(Queue.LISTED),
        "wait_for_place": mean(Queue.PLACE),
        "within_target": (100 * read.of("waits_in_time", Queue.REFERRED, stratum), joined(Queue.REFERRED)),
        "list_waited_before": (read.of("waited_before", Queue.LISTED, stratum), joined(Queue.LISTED)),
        "list_given": (100 * waits(Queue.LISTED, WaitEnd.GRANTED), joined(Queue.LISTED)),
        "list_gave_up": (100 * waits(Queue.LISTED, WaitEnd.GAVE_UP), joined(Queue.LISTED)),
        "started_helping": (times(What.STARTED_HELPING), None),
        "helper_places": (sum(n * read.whole("helping_minutes", i, stratum) for i, n in enumerate(each)), None),
    }
    first = (Queue.NEW_TO_CARE, Queue.CARE_LISTED)
    found |= {
        "care_came": (others(What.CARE_REFERRED), None),
        "care_started": (sum(waits(queue, WaitEnd.GRANTED) for queue in first), None),
        "care_gave_up": (sum(waits(queue, WaitEnd.GAVE_UP) for queue in first), None),
        "care_wait": mean(Queue.NEW_TO_CARE),
        "care_back": (waits(Queue.BACK_IN_CARE, WaitEnd.GRANTED), None),
        "care_back_wait": mean(Queue.BACK_IN_CARE),
        "care_reviews": (others(What.REVIEWED), None),
        "care_discharges": (others(What.DISCHARGED), None),
        "care_relapses": (others(What.RELAPSED), None),
        "care_list": (read.whole("minutes", State.WAITING_FOR_CARE, stratum), None),
        "care_list_waited_before": (read.of("waited_before", Queue.CARE_LISTED, stratum), joined(Queue.CARE_LISTED)),
        "care_list_given": (100 * waits(Queue.CARE_LISTED, WaitEnd.GRANTED), joined(Queue.CARE_LISTED)),
        "care_list_wait": mean(Queue.CARE_LISTED),
    }
    found |= {
        f"discharged_in_{years}y": (read.of("discharged_people", h, stratum), None)
        for h, years in enumerate(shape.bridge_years)
    }
    found |= {f"uses.{line}": (read.whole("uses", i, stratum), None) for i, line in enumerate(shape.lines)}
    for i, name in enumerate(shape.wider):
        found[f"wider.{name}"] = (read.of("wider", i, stratum), None)
        found[f"wanted.{name}"] = (100 * read.of("wider", i, stratum), read.of("wanted", i, stratum))
        found[f"years_of.{name}"] = (read.of("wider_minutes", i, stratum), None)
    return found


def activities(shape: Shape):
    return sorted(shape.scenario.activities.items())


# ---------------------------------------------------------------- and by position


def accounts_agree(case: Case) -> int:
    """How many accounts were met in which something was counted."""
    tallies, met = tallies_of(case.shape), 0
    run = replication_of(case, tallies)
    for world, tally in tallies.items():
        by_name = pounds_by_name(case, tally, world)
        by_account = pounds_by_account(case, run.worlds[world].counted, programme=world is not World.USUAL)
        for key in by_name.keys() | by_account.keys():
            if key[0] not in lines_with_a_minimum(case):
                assert by_account[key] == by_name[key], (world, key)
        met += len(by_account)
    return met


def bridges_agree(case: Case) -> int:
    """How many bridges of one payer and kind of people were met."""
    tallies, met = tallies_of(case.shape), 0
    run = replication_of(case, tallies)
    for years in case.shape.bridge_years:
        for i, holder in enumerate(case.bridging.holders):
            if holder.stratum is not None:
                steps = dict(zip(run.bridges[years], run.bridges[years].steps([i]), strict=True))
                for name, pounds in bridge_by_name(case, tallies, years, *holder).items():
                    assert Fraction(steps[name], run.bridges[years].parts) == pounds, (years, holder, name)
                met += 1
    return met


def outcomes_agree(shape: Shape) -> int:
    """How many outcomes were met."""
    tally, met = tally_of(shape, 1)._replace(filled=[0]), 0
    read = outcomes_of(shape, tally)
    for outcome in outcomes_for(shape):
        for s in range(len(shape.strata)):
            some, of = outcomes_by_name(Plain(shape, tally), s)[outcome.name]
            part = read.part(outcome, [s])
            assert (part.some, part.of) == ([some / outcome.each], None if of is None else [of]), (outcome.name, s)
            met += 1
        everybody = [outcomes_by_name(Plain(shape, tally), s)[outcome.name] for s in range(len(shape.strata))]
        assert read.part(outcome).some == [sum(some for some, _ in everybody) / outcome.each], outcome.name
    return met


@a_third
@given(priced())
def test_accounts_bridges_and_outcomes_are_the_sums_that_their_names_say(service):
    case = Case("made up", service, 7)
    accounts_agree(case)
    bridges_agree(case)
    outcomes_agree(case.shape)


@a_third
@given(priced(), st.integers(0, 3))
def test_what_the_kernel_adds_up_is_what_is_added_up_of_a_whole_tally(service, number):
    case = Case("made up", service, 7)
    for world in (World.USUAL, World.PROGRAMME):
        inputs = inputs_of(service, world)
        counter = fast.Counter(case.shape, case.wanted)
        [run] = fast.Tables(inputs).kept(counter, study_key(7), range(number, number + 1))
        assert run == kept(case.shape.opened(run), case.wanted)
        wanted, unwanted = Columns(case.wanted, [run]), Columns(NOTHING_WANTED, [run])
        for cells in case.wanted.number:
            assert wanted.sum_of(cells) == unwanted.sum_of(cells)


@given(service=lively())
def test_waits_are_counted_as_their_rows_say(service):
    shape = Shape(service)
    [run] = fast.Tables(inputs_of(service)).kept(fast.Counter(shape), study_key(7), range(1))
    tally, target = shape.opened(run), float(service.settings.wait_target_weeks.value) * WEEK
    found = {name: Counter() for name in ("waits", "wait_minutes", "waits_in_time")}
    for minutes, end, stratum, queue in zip(*[iter(tally.each_wait)] * WAIT_ROW, strict=True):
        found["waits"][queue, end, stratum] += 1
        found["wait_minutes"][queue, end, stratum] += minutes
        found["waits_in_time"][queue, stratum] += end == WaitEnd.GRANTED and minutes <= target
    sizes = {"waits": (len(Queue), WAIT_ENDS), "wait_minutes": (len(Queue), WAIT_ENDS), "waits_in_time": (len(Queue),)}
    for name, many in found.items():
        flat = [0] * prod((*sizes.get(name, ()), len(shape.strata)))
        for key, n in many.items():
            at = 0
            for size, i in zip((*sizes.get(name, ()), len(shape.strata)), key, strict=True):
                at = at * size + i
            flat[at] = n
        assert getattr(tally, name) == flat, name


# ---------------------------------------------------------------- planted


CARE_TEAM = (
    f'places = {{ value = 20, {S} }}\nafter_a_relapse = "list"\nwaiting_on_day_0 = {{ value = 4, {S} }}\n'
    f"new_people_per_week = {{ value = 1, {S} }}"
)


def everything() -> Case:
    """A service in which something is counted for every kind of account and outcome."""
    line = 'gbp = {{ value = {gbp}, {S} }}\nprice_year = "2015/16"\npayer = "ICB"\nper = "{per}"'
    pers = ["relapse", "discharged_year", "meeting_expense", "supported_review", "helper_year"]
    costs = {f"costs.{per}": line.format(gbp=10 + n, per=per, S=S) for n, per in enumerate(pers)}
    spot = f'form = "spot"\ngbp = {{ value = 7, {S} }}\nprice_year = "2015/16"\npayer = "Council"'
    more = {"activity_defaults.helpers": HELPERS, "activities.choir.payment": spot}
    more |= {"care_team": CARE_TEAM, "costs.care": 'cash_rule = "refill"'}
    more["reviews.supported"] = f"added_slots_per_week = {{ value = 1, {S} }}"
    return Case("everything", scenario(**costs, **more), 1)


def agree(case: Case) -> None:
    assert accounts_agree(case) > 20
    assert bridges_agree(case) > 5
    assert outcomes_agree(case.shape) > 50
    tally = tally_of(case.shape, 1)._replace(filled=[0])
    counted = kept(tally, case.wanted)
    for cells in case.wanted.number:
        whole = Columns(NOTHING_WANTED, [counted]).sum_of(cells)
        assert Columns(case.wanted, [counted]).sum_of(cells) == whole


def one_further(of):
    """A buffer that is looked for one cell further on."""
    plain = Shape.begins.func
    return patch.object(Shape, "begins", property(lambda shape: {**plain(shape), of: plain(shape)[of] + 1}))


def first_stratum_alone():
    plain = Shape.rows

    def rows(shape, buffer, row):
        return [of if s == 0 else [(1, range(0))] for s, of in enumerate(plain(shape, buffer, row))]

    return patch.object(Shape, "rows", rows)


def stride_too_long():
    def rows(shape, buffer, row):
        strata = len(shape.strata)
        size = len(shape.cuts) * strata
        first = shape.begins[buffer] + row * size
        return [[(1, range(first + s, first + size, strata + 1))] for s in range(strata)]

    return patch.object(Shape, "rows", rows)


@contextmanager
def a_cell_left_out():
    plain = Wanted.sums.func

    def some(wanted):
        found = plain(wanted)
        return found._replace(starts=[*found.starts[:-1], found.starts[-1] - 1])

    with patch.object(Wanted, "sums", property(some)):
        yield


PLANTED = {
    **{f"{of} one further on": lambda of=of: one_further(of) for of in (
        "counts", "reviews", "minutes", "uses", "filled_minutes", "place_minutes", "helping_minutes",
        "discharged_people", "since_first", "out_of_care", "progress", "waits", "wait_minutes", "waits_in_time",
        "waited_before", "others",
    )},
    "the first stratum alone": first_stratum_alone,
    "a stride too long": stride_too_long,
    "a cell left out by the kernel": a_cell_left_out,
}  # fmt: skip


def test_nothing_is_planted_in_the_program_itself():
    agree(everything())


@pytest.mark.parametrize("mistake", PLANTED.values(), ids=PLANTED.keys())
def test_a_planted_mistake_is_noticed(mistake):
    with mistake(), pytest.raises((AssertionError, IndexError)):
        agree(everything())


# ---------------------------------------------------------------- where only sums are kept


STEP = (
    f'cash_rule = "step"\nstep.places = {{ value = 2, {S} }}\nstep.weeks_free = {{ value = 1, {S} }}\n'
    f"step.weeks_notice = {{ value = 0, {S} }}\nstep.gbp_per_year = {{ value = 50_000, {S} }}\n"
    'step.price_year = "2015/16"'
)
AT_LEAST = f'form = "spot"\ngbp = {{ value = 9, {S} }}\nprice_year = "2015/16"\npayer = "Council"\nminimum_places = 3'
SERVICES = {
    "plain": {},
    "whole posts": {"costs.care": STEP},
    "a minimum, and a list": {
        "activities.choir.payment": AT_LEAST,
        "demand": f"waiting_on_day_0 = {{ value = 8, {S} }}",
        "costs.care": "gbp.low = 1000\ngbp.high = 9000",
    },
}


@pytest.mark.parametrize("sections", SERVICES.values(), ids=SERVICES.keys())
def test_page_one_and_its_swings_are_the_same_where_only_sums_were_kept(sections):
    def ran(**how):
        cases = cases_of([loaded(**sections)], None)
        results, precision = run_pairs(cases, replications=6, **how)
        found = answer_in_short(cases, results, precision, {"version": "", "command": "", "python": ""})
        return results, with_swings(found, [swings(cases[0], results[0])])

    (whole, everything), (sums, page_one) = ran(), ran(sums_only=True)
    assert page_one == everything
    assert all(not kept.cells for run in sums[0] for kept in run.kept.values())
    assert [run.bridges for run in sums[0]] == [run.bridges for run in whole[0]]


def test_what_was_not_kept_is_not_made_up():
    [[run]] = run_of([everything()], range(1), sums_only=True)
    with pytest.raises(LookupError, match="only sums were kept"):
        run.case.shape.opened(run.kept[World.PROGRAMME])
    with pytest.raises(LookupError, match="only sums were kept"):
        run.alone.columns[World.PROGRAMME].of(run.case.shape.row("wanted")[0])
