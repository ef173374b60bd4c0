"""Can a commissioner who has only opened the page, served or as a file, find the answer to each of six questions, in
eight clicks?

Each is a walk from the page as it opens to the words that answer. What is right is asked of the command line, on the
same luck. A press is any press of the mouse: to unfold something, or into a field; a list that drops down takes two.
"""

import re
from collections.abc import Callable, Iterator
from math import inf

import pytest

from tests.by_command_line import Asked, asked, outcome, step
from tests.live_page import LivePage, Said

PRESSES = 8
REPLICATIONS = 60  # as the page has it
PILOT = "rotherham_mental_health_pilot"
DISCHARGED = "People discharged within 3 years"
ONE_IN_TEN = "One in ten waits for a link worker longer than"
WITHIN = "New referrals given a link worker within the target (4 weeks), %"


@pytest.fixture
def page(request, window, home) -> Iterator[LivePage]:
    """The page as it opens. At the end: how many presses and fields the walk took."""
    opened = LivePage(window(home.address, **home.how))
    yield opened
    clicks, fields = opened.walk.clicks, opened.walk.fields
    request.node.user_properties.append(("walk", f"{clicks} presses, {fields} fields typed"))
    assert clicks <= PRESSES


def both(first: str, second: str) -> dict:
    return asked(Asked(first), Asked(second), replications=REPLICATIONS)


def agrees(
    page: LivePage, right: dict, title: str, of: Callable[[dict, int, str], float], name: str
) -> tuple[float, float]:
    """The page says of both options in a row what the command line says. What is right, of each."""
    found = of(right, 0, name), of(right, 1, name)
    for option, value in zip("ab", found, strict=True):
        assert page.of(title, option).means(value), (title, page.row(title), value)
    return found


def test_equal_money_for_a_post_or_for_places(page):
    """Which brings more discharges? The money is the same, so the walk must find both."""
    page.chooses("a", "backlog_90_temporary_post")
    page.keeps_beside()
    page.chooses("b", "posts_or_places_same_money")
    right = both("backlog_90_temporary_post", "posts_or_places_same_money")
    post, places = agrees(page, right, DISCHARGED, outcome, "discharged_in_3y")
    cost, same = agrees(page, right, "Cost of the service", step, "service")
    assert abs(cost - same) < 0.02 * abs(cost)
    assert (page.of(DISCHARGED, "a").value > page.of(DISCHARGED, "b").value) is (post > places)


def test_how_many_posts_for_90_percent_within_four_weeks_at_five_referrals_a_week(page):
    page.sets("demand.referrals_per_week", 5)
    posts = 2
    page.sets("link_workers.posts", posts)
    while page.of(ONE_IN_TEN, "a").value > 4:
        posts += 1
        page.types_again("link_workers.posts", posts)

    def right(posts: float) -> tuple[float, float]:
        """The weeks that one in ten waits for longer, and the share within the target."""
        changes = {"demand.referrals_per_week": 5, "link_workers.posts": posts}
        found = asked(Asked(PILOT, changes), replications=REPLICATIONS)
        longest = found["scenarios"][0]["waits"]["link_worker"]["one_in_ten_weeks"]
        return (inf if longest is None else longest), outcome(found, 0, "within_target")

    (weeks, share), (before, _) = right(posts), right(posts - 1)
    assert weeks <= 4 < before
    assert page.of(ONE_IN_TEN, "a").means(weeks)
    assert page.of(WITHIN, "a").means(share)


def test_a_half_time_float_post_where_a_fifth_leave_each_year_and_posts_stand_empty_for_twelve_weeks(page):
    page.seeks("link worker")
    page.sets("link_workers.turnover_per_year", 0.2)
    page.sets("link_workers.weeks_to_fill_a_vacancy", 12)
    page.keeps_beside()
    page.sets("link_workers.posts", 2.5, "b")
    vacancies = {"link_workers.turnover_per_year": 0.2, "link_workers.weeks_to_fill_a_vacancy": 12}
    options = (Asked(PILOT, vacancies), Asked(PILOT, {**vacancies, "link_workers.posts": 2.5}))
    right = asked(*options, replications=REPLICATIONS)
    without, with_half = agrees(page, right, "Net cash", step, "net")
    agrees(page, right, "Cost of the service", step, "service")
    assert (page.of("Net cash", "b").value < page.of("Net cash", "a").value) is (with_half < without)


def test_ninety_are_waiting_and_a_temporary_post_might_see_them(page):
    page.chooses("a", "ninety_waiting_full_caseloads")
    page.keeps_beside()
    page.chooses("b", "backlog_90_temporary_post")
    right = both("ninety_waiting_full_caseloads", "backlog_90_temporary_post")
    list_wait = next(row["title"] for row in right["scenarios"][0]["outcomes"] if row["name"] == "list_wait")
    alone, with_post = agrees(page, right, f"{list_wait}, weeks", outcome, "list_wait")
    agrees(page, right, "Gave up waiting for a link worker", outcome, "gave_up")
    agrees(page, right, "Net cash", step, "net")
    assert alone > with_post


def test_a_pilot_of_a_year_or_a_contract_of_three(page):
    page.keeps_beside()
    page.chooses("b", "one_year_or_three")
    right = both(PILOT, "one_year_or_three")
    agrees(page, right, "Net cash", step, "net")
    year, three = agrees(page, right, WITHIN, outcome, "within_target")
    assert (page.of(WITHIN, "b").value < page.of(WITHIN, "a").value) is (three < year)


def test_four_grants_end_in_october_and_people_are_stranded(page):
    page.keeps_beside()
    page.chooses("b", "grants_end_october")
    right = both(PILOT, "grants_end_october")
    _, cut = agrees(page, right, "Course cut by funding ending", outcome, "activity_closed")
    agrees(page, right, "Gave up waiting for a place", outcome, "place_given_up")
    agrees(page, right, "Found nothing suitable", outcome, "nothing_suitable")
    assert cut > 1


def test_what_is_cash_what_is_luck_and_what_is_assumed(page):
    page.settles("sure")
    right = asked(Asked(PILOT), replications=REPLICATIONS)
    assert page.of("Cash released", "a").means(step(right, 0, "cash"))
    assert "Not cash: freed capacity is used by others" in page.part("bridge")

    said = page.part("lines")
    net = next(row for row in right["scenarios"][0]["bridge"]["3"] if row["name"] == "net")
    low, high = re.search(r"luck alone would put one real service’s net cash between (\S+) and (\S+);", said).groups()
    assert Said(low).means(net["low"])
    assert Said(high).means(net["high"])

    assumed = [row for row in right["scenarios"][0]["assumptions"] if row["grade"] == "assumed"]
    assert f"{len(assumed)} values are assumed, not measured" in said
    assert "what nobody knows comes on top" in said
