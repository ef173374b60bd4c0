"""What does a board find in the report? Made from real runs of a small scenario, three replications each."""

import copy
import re
from fractions import Fraction
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from app.tables.bridge import apportioned, beside_payers, groups, over_time
from app.tables.table import shown
from experiments import answering
from experiments.answer import ScenarioAnswer
from experiments.channels import channels
from experiments.compare import run_pairs
from experiments.rows import as_plain
from experiments.run import Case
from experiments.swings import swings
from tests.estimates import made_up
from tests.loosely import loosely
from tests.plain import (
    added_up,
    charts,
    render,
    table_of,
    words,
    write_report,
)
from tests.scenarios import loaded

MADE = {"version": "0.0.0", "command": "spsim run first", "date": "2026-11-21"}
STEP = {
    "costs.care": "cash_rule = 'step'\n"
    + "\n".join(
        f"step.{name} = {{ value = {value}, source = 'made up', grade = 'assumed' }}"
        for name, value in (
            ("places", 3),
            ("weeks_free", 8),
            ("weeks_notice", 4),
            ("gbp_per_year", 9000),
            ("gbp_once", 500),
        )
    )
    + "\nstep.price_year = '2015/16'"
}
HOSTILE = "<script>alert(1)</script> \"quoted\" 'single' </title> {{ 7*7 }} \u202eturned"
NO_REVIEWS = {
    "stages": "reviews = false\nrelapse = false",
    "programme": 'effect = ["care_use"]',
    "care_lines.gp": 'title = "GP visits"\ncut_at_full_dose = { value = 0.5, source = "made up", grade = "assumed" }',
}


def made(*scenarios, replications=3, names=None, swung=False):
    """An answer from a real run; each scenario under a name of its own. `swung`: with what would change it."""
    cases = []
    for i, one in enumerate(scenarios):
        object.__setattr__(one, "name", (names or ["first", "second", "third"])[i])
        cases.append(Case.of(one, 1))
    results, precision = run_pairs([one for one in cases], replications=replications)
    given = answering.answer(cases, results, precision, MADE)
    if swung:
        pairs = [(one, runs) for one, runs in zip(cases, results, strict=True)]
        given = answering.with_swings(given, [swings(*pair) for pair in pairs])
        given = answering.with_channels(given, [channels(*pair) for pair in pairs])
    return as_plain(given)


@pytest.fixture(scope="module")
def base():
    return made(loaded())


@pytest.fixture(scope="module")
def two():
    return made(loaded(), loaded(link_workers="posts = { value = 4, source = 'made up', grade = 'assumed' }"))


class Page(HTMLParser):
    """Tags with their attributes, and the text that is shown."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.shown, self.open = [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.open.append(tag)

    def handle_endtag(self, tag):
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data):
        if "style" not in self.open:
            self.shown.append(data)

    @property
    def text(self):
        return re.sub(r"\s+", " ", "".join(self.shown)).replace("\u2060", "")


ERROR = r"( ±£[\d,]+| \(\d of 3\))"


def in_pounds(said):
    return int(said.partition(" ")[0].replace("£", "").replace(",", "").replace(words.MINUS, "-"))


# ---------------------------------------------------------------- page one


SECTIONS = [
    "People and money",
    "Spending by year",
    "From headline to bankable",
    "What would change the answer",
    "Who gains and who loses",
    "How sure",
    "Assumed, not measured",
    "Cautions",
    "Does it work?",
    "How to make this answer again",
    "Limits",
]


def sections_of(page):
    """What heads each section."""
    heads = re.findall(r"<h2[^>]*>(.*?)</h2>", page)
    return [unescape(head) for head in heads]


def test_page_one_has_its_parts_in_their_order(base):
    page_one = Page(render(base).partition("</section>")[0]).text
    parts = ["Compared with:", "Waits:", "Care:", "Cash:", "People and money", "What is not known:", "What is assumed:"]
    places = [page_one.index(part) for part in parts]
    assert places == sorted(places)


def test_one_option_and_several_have_the_same_sections(base, two):
    assert sections_of(render(base)) == sections_of(render(two)) == SECTIONS


def test_nothing_that_is_not_folded_stands_twice(two):
    """No table is shown again in a fold of another section."""
    captions = re.findall(r"<caption[^>]*>(.*?)</caption>", render(two))
    assert captions.count("People and money") == 2  # its short form, and the whole
    once = [caption for caption in captions if caption.startswith(("From headline", "Who gains", "What the service"))]
    assert len(once) == len(set(once))


def test_the_comparator_comes_before_any_number_of_the_answer(base):
    text = Page(render(base)).text
    assert text.index("Compared with:") < text.index("£")


def test_every_bridge_adds_up_as_printed(base):
    table = table_of(over_time, base["scenarios"][0])
    for column in range(1, 1 + len(base["scenarios"][0]["bridge"])):
        total = 0
        for i, row in enumerate(table.rows):
            if i in table.strong:
                assert in_pounds(row[column]) == total, row[0]
            else:
                total += in_pounds(row[column])


def test_every_step_bears_its_sign_and_its_error(base):
    table = table_of(over_time, base["scenarios"][0])
    for row in table.rows:
        for cell in row[1:-2]:
            assert re.fullmatch(rf"[+{words.MINUS}]£[\d,]+{ERROR}?|£0{ERROR}?", cell), cell
    titles = [row[0].partition(" (")[0] for row in table.rows]
    assert titles.index("Crises at relapse") < titles.index("Costs moved to others") < titles.index("Capacity released")
    assert "Costs moved to others (none entered)" in [row[0] for row in table.rows]
    assert "The order of the steps is fixed" in table.note


def test_payers_add_up_as_printed_and_come_to_the_whole(base):
    scenario = base["scenarios"][0]
    whole = table_of(over_time, scenario)
    tables = [shown(table) for table in beside_payers(loosely(ScenarioAnswer, scenario))]
    assert [table.head[1:] for table in tables] == [["ICB", "Trust"]] * len(scenario["bridge"])
    for horizon, table in enumerate(tables, start=1):
        for column in (1, 2):
            total = 0
            for i, row in enumerate(table.rows):
                if i in table.strong:
                    assert in_pounds(row[column]) == total, row[0]
                else:
                    total += in_pounds(row[column])
        assert in_pounds(table.rows[-1][1]) + in_pounds(table.rows[-1][2]) == pytest.approx(
            in_pounds(whole.rows[-1][horizon]), abs=100
        )


def test_groups_of_a_trait_come_to_the_whole(base):
    scenario = base["scenarios"][0]
    table, whole = table_of(groups, scenario), table_of(over_time, scenario)
    assert [row[0] for row in table.rows] == ["age: over 65", "age: under 65", "age: not of any one person"]
    for column, title in enumerate(table.head[1:], start=1):
        given = next(row for row in whole.rows if row[0].partition(" (")[0] == title)[len(scenario["bridge"])]
        assert sum(in_pounds(row[column]) for row in table.rows) == pytest.approx(in_pounds(given), abs=200), title


def test_posts_that_can_go_are_reported_where_cash_comes_by_whole_posts(base):
    given = made(loaded(**STEP))
    text = Page(render(given)).text
    [sentence] = words.posts_in_words(given["scenarios"][0])
    assert "Posts of care that can go" in text
    assert "Posts of “care” (Trust), each of 3 places:" in sentence
    assert "are gone at once, on average; the first goes in about week" in sentence
    assert "Posts of care that can go" not in Page(render(base)).text


def test_posts_that_never_go_are_no_cash_and_that_is_said():
    none = {"posts": made_up(0, 0), "first_week": {"share": 0, "median": None}}
    none["added"] = none["posts"]
    said = words.posts_in_words({"posts_released": [{"title": "Nurses", "payer": "Trust", "places": 20.0, **none}]})
    assert said == [
        "Posts of “Nurses” (Trust), each of 20 places: none ever goes, because too few places stand free for long "
        "enough; so none of it is cash."
    ]


def test_the_net_cash_of_the_sentence_is_that_of_the_table(base):
    scenario = base["scenarios"][0]
    net = words.steps(scenario, words.horizons(scenario)[-1])["net"]
    assert words.pounds(-net.mean, net.half_width) in words.answer_in_words(scenario)
    printed = in_pounds(table_of(over_time, scenario).rows[-1][len(scenario["bridge"])])
    assert abs(printed - net.mean) <= 50


def test_savings_are_never_said_bare(base, two):
    for page in (render(base), render(two)):
        assert not re.search(r"\bsav(es|ings)\b", Page(page).text)
        assert "not a saving" in page or "saving" not in page


def test_no_interval_is_invented_for_unknown_inputs(base):
    said = words.how_sure(base["scenarios"][0], 3)
    assert [one.name for one in said] == ["Simulation error", "One real year", "Unknown inputs"]
    assert "no interval is given" in said[2].text
    assert "£" not in said[2].text
    assert "±" not in said[2].text


def test_what_is_assumed_is_listed_with_its_range(base):
    text = Page(render(base)).text
    assert "Chance that a person accepts the offer: 0.9, no range given" in text


def test_an_overload_is_said_right_after_the_answer_and_a_control_before_it():
    nine = {"demand": "referrals_per_week = { value = 9, source = 'made up', grade = 'assumed' }"}
    page_one = Page(render(made(loaded(**nine), replications=1)).partition("</section>")[0]).text
    assert page_one.index("Cash:") < page_one.index("the queue will keep growing") < page_one.index("People and money")
    busy = made(loaded(**nine), replications=1)
    busy["cautions"] = [
        {**busy["cautions"][0], "kind": "control", "sentence": "This is a control: it is no forecast."},
        *busy["cautions"],
    ]
    text = Page(render(busy)).text
    assert text.index("This is a control") < text.index("Waits:")


def test_no_setting_is_named_and_no_file_pointed_to(two):
    """A board paper names things in words."""
    text = Page(render(two)).text
    paths = {row["path"] for one in two["scenarios"] for row in one["assumptions"] if "." in row["path"]}
    assert paths
    assert not [path for path in paths if path in text]
    assert not re.search(r"\.toml:\d", text)
    assert "The setting is" not in text


# ---------------------------------------------------------------- what stands on its own


def test_a_report_asks_for_nothing_from_outside(two):
    html = render(two)
    page = Page(html)
    for tag, attributes in page.tags:
        assert tag not in ("script", "iframe", "object", "embed", "img", "base", "form"), tag
        assert "src" not in attributes
        assert attributes.get("href", "#")[:1] == "#" or attributes["href"] == "data:,"
    assert not re.search(r"url\(|@import|https?:", html)


def test_what_a_scenario_says_is_only_ever_text(base):
    hostile = copy.deepcopy(base)

    def spoil(thing):
        if isinstance(thing, dict):
            return {
                key: HOSTILE if key in TEXTS and value is not None else spoil(value) for key, value in thing.items()
            }
        return [spoil(each) for each in thing] if isinstance(thing, list) else thing

    texts = {
        "title",
        "question",
        "description",
        "message",
        "sentence",
        "source",
        "level",
        "payer",
        "informed_by",
        "peak",
    }
    TEXTS = texts | {"command", "path", "unit", "value", "year"}
    hostile = spoil(hostile)
    html = render(hostile)
    page = Page(html)
    assert not [tag for tag, _ in page.tags if tag in ("script", "b")]
    assert "<script" not in html
    assert "{{ 7*7 }}" in unescape(html)
    assert "\u202e" not in html
    known = {"lang", "dir", "id", "class", "role", "tabindex", "scope", "href", "charset", "name", "content", "rel"}
    known |= {"http-equiv", "viewbox", "aria-label", "aria-labelledby", "font-size", "font-weight", "fill", "x", "y"}
    known |= {"x1", "x2", "y1", "y2", "cx", "cy", "r", "width", "height", "points", "stroke", "stroke-width"}
    known |= {"stroke-dasharray", "text-anchor", "fill-opacity", "aria-hidden"}
    assert {name for _, attributes in page.tags for name in attributes} <= known


def test_half_a_surrogate_does_not_stop_the_writing(base, tmp_path):
    broken = copy.deepcopy(base)
    broken["scenarios"][0]["title"] = "a \ud800 and a \x00"
    write_report(broken, tmp_path / "report.html")
    assert (tmp_path / "report.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_every_id_is_there_once_and_every_link_leads_to_one(two):
    page = Page(render(two))
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    named = [attributes["aria-labelledby"] for _, attributes in page.tags if "aria-labelledby" in attributes]
    links = [attributes["href"][1:] for tag, attributes in page.tags if tag == "a"]
    assert {*links, *named} <= set(ids)


def test_headings_never_skip_a_level(two):
    levels = [int(tag[1]) for tag, _ in Page(render(two)).tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later - before <= 1 for before, later in pairwise(levels))


def test_every_table_has_a_caption_and_every_picture_its_words(two):
    page = Page(render(two))
    tags = [tag for tag, _ in page.tags]
    assert tags.count("table") == tags.count("caption")
    pictures = [attributes for tag, attributes in page.tags if tag == "svg"]
    assert all(one.get("aria-label") or one.get("aria-hidden") == "true" for one in pictures)  # the latter: of a key
    assert all("scope" in attributes for tag, attributes in page.tags if tag == "th")


# ---------------------------------------------------------------- every kind of scenario


def test_without_reviews_nobody_is_said_to_be_discharged():
    given = made(loaded(**NO_REVIEWS))
    scenario = given["scenarios"][0]
    assert "“GP visits”" in words.answer_in_words(scenario)
    assert "discharge" not in " ".join(words.people_in_words(scenario))
    assert "care-years" not in words.answer_in_words(scenario)
    text = Page(render(given)).text
    assert "Naive before and after" in text
    assert "True effect" in text


def test_no_effect_costs_what_it_costs_and_releases_nothing():
    given = made(loaded(programme='effect = "none"'))
    said = words.answer_in_words(given["scenarios"][0])
    assert "support is taken to change nothing" in said
    assert said.endswith("releases no cash and no care.")
    assert "exactly as many" in " ".join(words.people_in_words(given["scenarios"][0]))
    render(given)


def test_a_review_clinic_has_no_link_workers_to_wait_for():
    given = made(
        loaded(
            programme='offer = "review_clinic"\neffect = ["access"]',
            **{"reviews.supported": "added_slots_per_week = { value = 2, source = 'made up', grade = 'assumed' }"},
        )
    )
    scenario = given["scenarios"][0]
    assert "the review clinic" in words.answer_in_words(scenario)
    assert "link worker" not in " ".join(words.people_in_words(scenario))
    render(given)


def test_one_replication_knows_no_error_and_says_so():
    given = made(loaded(), replications=1)
    said = words.answer_in_words(given["scenarios"][0])
    assert "±" not in said
    assert said.count("one replication") == 1
    text = Page(render(given)).text
    assert "With 1 replication it is not known" in text
    assert "None" not in text
    assert "nan" not in text.lower().split()


def test_two_scenarios_are_compared_in_words_and_tables(two):
    text = Page(render(two)).text
    assert "Each option less each other" in text
    assert "link workers: posts" in text
    assert "clear of simulation error" in text
    assert "Clear of simulation error?" in text


def test_a_comparison_names_the_option_of_every_part_and_sets_options_side_by_side(two):
    two = copy.deepcopy(two)
    two["scenarios"][1]["title"] = "The other"
    two["options"]["rows"][1]["dominated_by"] = [{"name": "second", "beyond_luck": True}]
    page = Page(render(two))
    first = two["scenarios"][0]["title"]
    for part in ("People", "From headline to bankable", "What would change the answer", "Who gains and who loses"):
        assert part in page.text
    assert page.text.count("The other") > 20
    assert page.text.count(first) > 20
    for sentence in words.options_in_words(two["options"]):
        assert sentence in page.text
    assert "is dominated by" in page.text


def test_the_same_scenario_twice_differs_in_nothing():
    given = made(loaded(), loaded(), replications=2)
    said = words.comparison_in_words(given["comparisons"][0])
    assert "exactly the same net cash" in said
    assert "Time in care is exactly the same" in said
    render(given)


def test_a_follow_up_shorter_than_a_year_has_no_bridge():
    short = {
        "dates": "last_referral = 2015-06-01\nservice_end = 2015-08-01\nend = 2015-10-01",
        "activities.walks": "closes = 2015-08-01",
    }
    given = made(loaded(**short), replications=2)
    scenario, html = given["scenarios"][0], render(given)
    said, text = words.answer_in_words(scenario), Page(html).text
    budget = scenario["budget"]
    assert "there is no bridge" in said
    assert "nothing can be said of cash" not in said
    service, cash = budget["service"], budget["totals"][-1]["cash"]
    assert service["mean"] == pytest.approx(-sum(scenario["ledger_by_year"]["totals"]["service"]))
    assert f"costs about {words.pounds(service['mean'], service['half_width'])}" in said
    assert f"pay about {words.pounds(cash['mean'], cash['half_width'])} more cash" in said
    assert "There is no bridge" in html
    assert "What each budget gains from the programme" in text
    assert "break-even values name" not in text


# ---------------------------------------------------------------- words and numbers


@pytest.mark.parametrize(
    ("value", "half_width", "said"),
    [
        (-82_656, 7_338, "−£83,000"),
        (84_000, None, "£84,000"),
        (1_234_567, 20_100, "£1,230,000"),
        (-4, 1_000, "£0"),
        (12.4, 0.1, "£12"),
        (0, 0, "£0"),
    ],
)
def test_pounds_are_rounded_to_what_is_known_of_them(value, half_width, said):
    assert words.pounds(value, half_width) == said


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (None, "longer than the follow-up can show"),
        (0, "no wait"),
        (0.05, "less than a day"),
        (0.5, "4 days"),
        (1, "1 week"),
        (3.24, "3.2 weeks"),
        (12.4, "12 weeks"),
    ],
)
def test_weeks_are_said_as_people_say_them(length, said):
    assert words.weeks(length) == said


def test_a_difference_within_simulation_error_is_not_called_better():
    estimate = made_up(-400.0, 900.0, -3000.0, 2500.0)
    comparison = {"first": "a", "second": "b", "outcomes": [], "bridge": {"1": [{"name": "net", **estimate}]}}
    assert "within simulation error" in words.comparison_in_words(comparison)


def test_break_even_values_bring_net_cash_to_nothing(base):
    scenario = base["scenarios"][0]
    of = {name: row.mean for name, row in words.steps(scenario, words.horizons(scenario)[-1]).items()}
    share = -(of["crisis"] + of["moved"] + of["service"]) / (of["care_freed"] + of["care_use"])
    assert share * (of["care_freed"] + of["care_use"]) + of["crisis"] + of["moved"] + of["service"] == pytest.approx(0)
    said = {one.name: one.text for one in words.what_would_change(scenario)}
    given = said["The share that is cash"]
    assert (words.percent(share) in given) if 0 <= share <= 1 else "would" in given


def test_parts_are_apportioned_to_their_total():
    assert apportioned([1.4, 1.4, 1.4], 4) in ([2, 1, 1], [1, 2, 1], [1, 1, 2])
    assert apportioned([0.0, 0.6, -0.4], 1) == [0, 1, 0]
    assert apportioned([], 0) == []
    thirds = [{"kind": "step", "mean": float(Fraction(100, 3))}] * 3 + [{"kind": "subtotal", "mean": 100.0}]
    assert sum(added_up(thirds, 1.0)[:3]) == added_up(thirds, 1.0)[3] == 100


@pytest.mark.parametrize("most", [0, 0.4, 1, 7, 80, 1234])
def test_axes_have_few_round_marks_and_reach_far_enough(most):
    marks = charts.ticks(most)
    assert marks[0] == 0
    assert marks[-1] >= most
    assert 2 <= len(marks) <= 7


def test_a_flow_diagram_of_nothing_is_drawn_all_the_same():
    legs = [charts.Leg("referred", 0.0, [("declined", 0.0)]), charts.Leg("reviews", 0.0, [])]
    assert "0 referred" in charts.flow_diagram(legs, "Nobody came")
