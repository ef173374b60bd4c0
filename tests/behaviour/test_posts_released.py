"""When does a post of care go, and at what price? Worked by hand: 25 places freed, posts of 20, four weeks free and two
of notice."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.budget import Optimism, flows, reconciles
from experiments.results import Results
from experiments.run import Case
from sim.events import What
from sim.inputs import World
from sim.money import posts_gone
from sim.units import WEEK, YEAR
from tests.plain import posts_released
from tests.scenarios import scenario
from tests.tallies import replication_of

S = 'source = "made up", grade = "assumed"'
PEOPLE, FREED, PLACES, FREE, NOTICE = 30, 25, 20, 4, 2
STEP = (
    f'cash_rule = "step"\nstep.places = {{ value = {PLACES}, {S} }}\n'
    f"step.weeks_free = {{ value = {FREE}, {S} }}\nstep.weeks_notice = {{ value = {NOTICE}, {S} }}\n"
    f'step.gbp_per_year = {{ value = 50_000, {S} }}\nstep.price_year = "2015/16"'
)
ONCE = 9000
REDUNDANCY = f"{STEP}\nstep.gbp_once = {{ value = {ONCE}, {S} }}"
END = Fraction(2 * YEAR, WEEK)  # of two years, in weeks
A_WEEK = Fraction(50_000 * WEEK, YEAR)  # of one post: less than its 20 places at £3,000 of care


def case_of(rule=STEP):
    return Case("made up", scenario(**{"costs.care": rule}), 1)


def replication(asked, *moves, moved_world=World.PROGRAMME):
    """Thirty people in care from day 0; in one world some are discharged or relapse: (week, what, how many of them,
    from the first on)."""
    arrive = [(0, person, What.REFERRED, 1, person) for person in range(PEOPLE)]
    moved = [(week * WEEK, person, what, 0, 0) for week, what, many in sorted(moves) for person in range(many)]
    usual, programme = (
        asked.shape.measure(arrive + moved if world is moved_world else arrive)
        for world in (World.USUAL, World.PROGRAMME)
    )
    return replication_of(asked, {World.USUAL: usual, World.PROGRAMME: programme, World.USUAL_RELAPSE: programme})


def cash(asked, *moves) -> Fraction:
    """Cash from care over two years."""
    bridge = replication(asked, *moves).bridges[2]
    return bridge["care_freed"] + bridge["not_cash"]


def test_a_post_goes_when_its_places_were_free_for_four_weeks_and_two_of_notice_and_stays_gone():
    """25 places are free from the end of week 10. 20 of them make a post: it goes 6 weeks later, and they are cash
    until two years are over."""
    weeks_gone = END - (10 + FREE + NOTICE)
    assert cash(case_of(), (10, What.DISCHARGED, FREED)) == weeks_gone * A_WEEK


@pytest.mark.parametrize(("freed", "posts"), [(19, 0), (20, 1), (30, 1)])
def test_places_that_make_no_whole_post_are_no_cash(freed, posts):
    weeks_gone = END - (10 + FREE + NOTICE)
    assert cash(case_of(), (10, What.DISCHARGED, freed)) == posts * weeks_gone * A_WEEK


def test_a_post_comes_back_at_once_when_its_places_are_wanted_and_is_given_up_anew():
    """Six relapse in week 31, so that 19 places are free; they are discharged again in week 33."""
    moves = [(10, What.DISCHARGED, FREED), (30, What.RELAPSED, 6), (32, What.DISCHARGED, 6)]
    before, after = 30 - (10 + FREE + NOTICE), END - (32 + FREE + NOTICE)
    assert cash(case_of(), *moves) == (before + after) * A_WEEK


def test_a_dip_within_the_wait_begins_it_again():
    moves = [(10, What.DISCHARGED, FREED), (15, What.RELAPSED, 6), (16, What.DISCHARGED, 6)]
    assert cash(case_of(), *moves) == (END - (16 + FREE + NOTICE)) * A_WEEK


def test_a_post_is_taken_on_at_once_when_a_whole_post_of_places_more_is_wanted():
    """25 people more in care from the end of week 10: one post more, from then on, which costs cash."""
    bridge = replication(case_of(), (10, What.DISCHARGED, FREED), moved_world=World.USUAL).bridges[2]
    assert bridge["care_freed"] + bridge["not_cash"] == -(END - 10) * A_WEEK
    few = replication(case_of(), (10, What.DISCHARGED, PLACES - 1), moved_world=World.USUAL).bridges[2]
    assert few["care_freed"] < 0
    assert few["care_freed"] + few["not_cash"] == 0


def test_a_post_goes_at_its_own_price_whatever_care_costs():
    """Where everybody's care costs half as much, the same post goes for the same cash."""
    plain, moves = case_of(), (10, What.DISCHARGED, FREED)
    half = {
        f"traits.{name}.levels.{level}": f"weekly_cost = {{ value = 0.5, {S} }}"
        for name, trait in list(plain.scenario.traits.items())[:1]
        for level in trait.levels
    }
    cheap = Case("made up", scenario(**{"costs.care": STEP, **half}), 1)
    assert cash(cheap, moves) == cash(plain, moves)
    assert replication(cheap, moves).bridges[2]["capacity"] < replication(plain, moves).bridges[2]["capacity"]


def test_a_post_of_another_year_is_priced_by_the_index():
    index = 'name = "made up"\nsource = "made up"\ngrade = "assumed"\nyears = { "2013/14" = 80, "2015/16" = 100 }'
    old = STEP.replace('price_year = "2015/16"', 'price_year = "2013/14"')
    dearer = Case("made up", scenario(**{"costs.care": old, "prices.index": index}), 1)
    moves = (10, What.DISCHARGED, FREED)
    assert cash(dearer, moves) == cash(case_of(), moves) * Fraction(100, 80)


def test_a_post_that_goes_costs_once_what_is_stated_and_again_if_it_comes_back_and_goes():
    moves = [(10, What.DISCHARGED, FREED)]
    assert cash(case_of(REDUNDANCY), *moves) == cash(case_of(), *moves) - ONCE
    back = [*moves, (30, What.RELAPSED, 6), (32, What.DISCHARGED, 6)]
    assert cash(case_of(REDUNDANCY), *back) == cash(case_of(), *back) - 2 * ONCE
    never = (10, What.DISCHARGED, PLACES - 1)
    assert cash(case_of(REDUNDANCY), never) == 0


def test_a_post_that_was_only_added_costs_nothing_once_when_it_goes_again():
    """25 more in care from the end of week 10, and not from that of week 20."""
    moves = [(10, What.DISCHARGED, FREED), (20, What.RELAPSED, FREED)]
    added, paid = (
        replication(case_of(rule), *moves, moved_world=World.USUAL).bridges[2] for rule in (STEP, REDUNDANCY)
    )
    assert added["not_cash"] == paid["not_cash"]
    assert paid["care_freed"] + paid["not_cash"] == -10 * A_WEEK


def test_a_freed_place_that_the_next_person_takes_is_capacity_and_no_cash():
    refill, none = case_of('cash_rule = "refill"'), case_of(f"cashable_share = {{ value = 0, {S} }}")
    moves = (10, What.DISCHARGED, FREED)
    assert replication(refill, moves).bridges == replication(none, moves).bridges
    assert cash(refill, moves) == 0
    assert replication(refill, moves).bridges[2]["capacity"] > 0


def test_the_posts_cash_is_of_the_lines_payer_in_its_years_and_of_no_one_person():
    asked = case_of(REDUNDANCY)
    run = replication(asked, (10, What.DISCHARGED, FREED))
    found = flows(Results(asked, [run]))
    assert reconciles(found)
    [released] = {(flow.payer, flow.line, flow.stratum) for flow in found.released}
    assert released == ("Trust", "care", None)
    whole = {year: -Fraction(sums.cash[0], sums.parts) for year, sums in found.by(lambda flow: flow.year).items()}
    first_year_ends = 366 * 1440  # 31 March 2016 is the last day: a leap year
    gone_in_first = first_year_ends - (10 + FREE + NOTICE) * WEEK
    assert whole[1] == Fraction(gone_in_first, WEEK) * A_WEEK - ONCE
    by_payer = asked.bridging.by_payer()
    steps = dict(zip(run.bridges[2], run.bridges[2].steps(by_payer["Trust"]), strict=True))
    assert Fraction(steps["cash"], run.bridges[2].parts) == run.bridges[2]["cash"]
    of_nobody = dict(zip(run.bridges[2], run.bridges[2].steps(asked.bridging.of_strata([None])), strict=True))
    assert Fraction(of_nobody["cash"], run.bridges[2].parts) == run.bridges[2]["cash"]


def test_with_smaller_effects_fewer_places_are_free_and_fewer_posts_go():
    """A fifth less of 25 is 20, a post; a quarter less is none."""
    asked = case_of(REDUNDANCY)
    found = flows(Results(asked, [replication(asked, (10, What.DISCHARGED, FREED))]))

    def cash_of(effect_down):
        adjusted = found.less_hopeful(Optimism("made up", Fraction(0), Fraction(effect_down)))
        return sum(-Fraction(sums.cash[0], sums.parts) for flow, sums in adjusted.sums.items() if flow.line == "care")

    now = sum(-Fraction(sums.cash[0], sums.parts) for flow, sums in found.sums.items() if flow.line == "care")
    assert cash_of("1/5") == cash_of("0") == now > 0
    assert cash_of("1/4") == cash_of("1") == 0


def test_the_answer_says_how_many_posts_go_and_when():
    asked = case_of()
    runs = [replication(asked, (10, What.DISCHARGED, many)) for many in (19, 20, 25, 30)]
    [row] = posts_released(Results(asked, runs))
    assert (row["line"], row["payer"], row["places"]) == ("care", "Trust", PLACES)
    assert (row["weeks_free"], row["weeks_notice"]) == (FREE, NOTICE)
    assert row["posts"]["mean"] == 0.75
    assert row["first_week"] == {"share": 0.75, "median": 10 + FREE + NOTICE + 1}
    nothing = posts_released(Results(asked, runs[:1]))[0]
    assert nothing["posts"]["mean"] == 0
    assert nothing["first_week"] == {"share": 0, "median": None}


def test_posts_added_are_distinguished_from_posts_given_up():
    """25 people more in care with the programme: one post of 20 places more, or two, and none goes."""
    asked = case_of()
    [row] = posts_released(
        Results(asked, [replication(asked, (10, What.DISCHARGED, FREED), moved_world=World.USUAL) for _ in range(2)])
    )
    assert row["posts"]["mean"] == row["first_week"]["share"] == 0
    assert row["first_week"]["median"] is None
    assert row["added"]["mean"] == 1


def test_without_a_line_by_steps_no_post_is_spoken_of():
    asked = case_of("payer = 'Trust'")
    assert posts_released(Results(asked, [replication(asked, (10, What.DISCHARGED, FREED))])) == []


@given(st.lists(st.integers(-5, 12), max_size=40), st.integers(1, 4), st.integers(0, 8), st.integers(0, 8))
def test_longer_waits_never_give_more_cash_and_dearer_posts_none_sooner(free, places, weeks, longer):
    now = posts_gone(free, Fraction(places), weeks)
    assert all(
        later <= soon for later, soon in zip(posts_gone(free, Fraction(places), weeks + longer), now, strict=True)
    )
    assert all(
        abs(more) <= abs(few) for more, few in zip(posts_gone(free, Fraction(places + 1), weeks), now, strict=True)
    )
    assert all(posts <= max(0, there // places) for posts, there in zip(now, free, strict=True))
    assert all(posts == -(-there // places) for posts, there in zip(now, free, strict=True) if there < 0)
