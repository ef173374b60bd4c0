"""What does a board see? Pictures whose numbers are the answer's, said in words too, nothing over anything else."""

import re
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest

import spsim as door
from app import words
from app.faces import charts
from app.faces.charts.hundred import PALE
from app.faces.charts.ink import BLUE, INK, LOW, MUTED, ORANGE
from app.faces.page import pictures
from app.tables.all_inputs import every_part, in_sets, made_of_options
from app.tables.bridge import of_options
from app.tables.fates import hundreds
from app.tables.options import Lettered, lettered, names_of
from app.tables.queues import Marked, Queue, Waiting, over_time, queues_of
from app.tables.ranges import between, net_cash
from app.tables.spending import payers_spending
from app.tables.table import Table, ranges, shown
from experiments.all_inputs import AllInputs, OverSets, PartOfSpread
from experiments.intervals import Estimate
from experiments.people_rows import Series
from experiments.ranges import About
from tests.scenarios import child_toml, write
from tests.svg import faults, parsed, said, texts

BY = 'source = "made up", grade = "assumed"'
LIST = f"waiting_on_day_0 = {{ value = 60, {BY} }}"
AWAY = "[[link_workers.absences]]\npost = 1\nstarts = 2015-07-01\nends = 2016-01-01\n"
PICTURES = ("queues", "hundred", "waterfalls", "spending", "ranges")
LONG = "Three posts from the first day on, with a title longer than most"


@pytest.fixture(scope="module")
def three(tmp_path_factory):
    """Three options: posts, and a review clinic alone, which has no queues."""
    first = door.load(write(tmp_path_factory.mktemp("scenarios"), child_toml(demand=LIST, link_workers=AWAY)))
    more = first.with_values({"link_workers.posts": 3}, title=LONG, name="three")
    some = tmp_path_factory.mktemp("clinic")
    clinic = 'offer = "review_clinic"\neffect = ["access"]'
    third = door.load(write(some, child_toml(programme=clinic, demand=LIST)))
    return door.compare(first, more, third.with_values({}, title="Clinic", name="clinic"), replications=6, jobs=1).whole


@pytest.fixture(scope="module")
def names(three):
    return names_of(three.scenarios)


@pytest.fixture(scope="module")
def options(three, names):
    """The clinic costs least, three posts most."""
    found = lettered(three, names)
    assert [(one.letter, one.scenario.name) for one in found] == [("A", "clinic"), ("B", "child"), ("C", "three")]
    return found


@pytest.mark.parametrize("name", PICTURES)
def test_the_order_in_which_options_are_named_changes_nothing(three, names, name):
    turned = replace(three, scenarios=three.scenarios[::-1])
    drawn = getattr(pictures, f"{name}_figure")
    assert drawn(turned, {one: names[one] for one in reversed(names)}) == drawn(three, names)


def of(answer, name, state):
    return next(
        series
        for one in answer.scenarios
        if one.name == name
        for series in one.series
        if series.state == state and series.world == "programme"
    )


# ---------------------------------------------------------------- queues


def lines_of(svg):
    return [
        [tuple(map(float, point.split(","))) for point in line.get("points").split()] for line in svg.iter("polyline")
    ]


def test_lines_are_the_means_of_the_answer_on_one_scale(three, names):
    worker, place = parsed(pictures.queues_figure(three, names).picture)
    for svg, state in ((worker, "waiting"), (place, "waiting_for_place")):
        drawn = lines_of(svg)
        assert len(drawn) == 2  # a review clinic has no such queue
        [(zero, most)] = {(y[0], y[-1]) for y in [sorted(float(t.text) for t in svg.iter("text") if t.text.isdigit())]}
        top, bottom = (next(float(t.get("y")) for t in svg.iter("text") if t.text == f"{n:g}") for n in (most, zero))
        for points, name in zip(drawn, [*names], strict=False):
            means = of(three, name, state).mean
            people = [(bottom - 4 - y) / (bottom - top) * most for _, y in points]
            assert people == pytest.approx(means, abs=0.06 * most)
            assert points[0][0] < points[-1][0]
    assert {t.text for t in worker.iter("text") if t.text.isdigit()} == {
        t.text for t in place.iter("text") if t.text.isdigit()
    }


def test_words_of_the_queues_say_the_numbers_and_what_changes_when(three, names):
    worker, _ = said(pictures.queues_figure(three, names).picture)
    means = of(three, "child", "waiting").mean
    peak = means.index(max(means))
    when = date.fromisoformat(three.scenarios[0].dates.start) + timedelta(weeks=peak + 1)
    assert f"at most {means[peak]:.0f}" in worker
    assert f"on average, in {when:%b %Y}" in worker
    assert f"{LONG}: at most" in worker
    assert "B, C: one post away, Jul 2015–Dec 2015" in worker
    assert "±" in worker


def test_a_dated_event_of_some_says_whose_and_of_all_does_not(three, names):
    events = queues_of(three, names)[0].events
    assert [event.text for event in events] == ["B, C: one post away", "referrals end", "service ends"]
    alone = queues_of(only(three, 0), {"child": "One"})[0].events
    assert [event.text for event in alone] == ["one post away", "referrals end", "service ends"]


def only(answer, which):
    one = answer.scenarios[which]
    alone = replace(answer.options, by_cost=(one.name,))
    return replace(answer, scenarios=(one,), comparisons=(), differences=(), options=alone)


def test_the_table_beside_has_the_same_numbers_with_their_error(three, names):
    queues = queues_of(three, names)
    table = over_time(queues)
    assert [column.head for column in table.columns] == [
        "On",
        *(f"Waiting for {what}: {letter}" for what in ("a link worker", "a group place") for letter in "BC"),
    ]
    start = date.fromisoformat(three.scenarios[0].dates.start)
    for day in table.rows:
        week = (day - start).days // 7 - 1
        for column, (name, state) in zip(
            table.columns[1:],
            [(n, s) for s in ("waiting", "waiting_for_place") for n in ("child", "three")],
            strict=True,
        ):
            assert column.of(day) == of(three, name, state).mean[week]
    assert any("±" in cell for row in shown(table).rows for cell in row)


def test_one_option_has_no_letters_and_a_clinic_alone_no_picture(three, names):
    one = pictures.queues_figure(only(three, 0), {"child": "One"})
    assert 'class="key"' not in one.picture
    assert not any(seen.text in "ABC" for svg in parsed(one.picture) for seen in texts(svg))
    assert pictures.queues_figure(only(three, 2), {"clinic": "Clinic"}) is None


# ---------------------------------------------------------------- 100 people


def test_squares_are_whole_people_of_the_answer_and_add_up(three, names, options):
    found = hundreds(three, names)
    assert [column.title for column in found.columns] == ["Usual care", "A", "B", "C"]
    for column, one in zip(found.columns[1:], options, strict=True):
        means = {row.name: row.programme.mean for row in one.scenario.fates}
        assert column.people.keys() == means.keys()
        assert sum(column.people.values()) == 100
        assert all(abs(column.people[name] - mean) < 1 for name, mean in means.items())


def test_each_square_is_drawn_and_words_say_how_many(three, names):
    figure = pictures.hundred_figure(three, names)
    for svg, column in zip(parsed(figure.picture), hundreds(three, names).columns, strict=True):
        fills = Counter(box.get("fill") for box in svg.iter("rect") if box.get("width") == "13.0")
        drawn = {name: fills[colour] - 1 for name, colour in SQUARES.items()}  # one of each is its sample
        assert drawn == {name: column.people.get(name, 0) for name in drawn}
        assert f"{column.people['neither']} neither" in svg.get("aria-label")
    assert "simulation error at most ±" in figure.note
    assert [row[0] for row in figure.table.rows] == [*hundreds(three, names).titles.values()]


SQUARES = {"completed_discharged": BLUE, "discharged": PALE, "completed": ORANGE, "neither": MUTED}


def test_usual_care_stands_once_for_each_kind_of_people(three, names):
    first, *others = three.scenarios
    [row, *rows] = first.fates
    moved = replace(first, fates=(row, replace(rows[0], usual=replace(rows[0].usual, mean=1.0)), *rows[1:]))
    found = hundreds(replace(three, scenarios=(moved, *others)), names)
    assert [column.title for column in found.columns][:2] == ["Usual care of A and C", "Usual care of B"]


def test_discharge_is_spoken_of_only_where_anybody_can_be_discharged(three, names):
    assert "some come back" in pictures.hundred_figure(three, names).note
    kept = tuple(replace(one, fates=one.fates[-1:]) for one in three.scenarios)
    assert "some come back" not in pictures.hundred_figure(replace(three, scenarios=kept), names).note


def test_a_setting_that_parts_nobody_has_no_picture_of_100_people(three, names):
    nobody = replace(three, scenarios=(replace(three.scenarios[0], fates=()), *three.scenarios[1:]))
    assert pictures.hundred_figure(nobody, names) is None


# ---------------------------------------------------------------- money


def bars(svg, colours):
    return [box for box in svg.iter("rect") if box.get("fill") in colours]


def test_waterfalls_share_one_scale_and_each_step_begins_where_the_one_before_ended(three, names, options):
    figure = pictures.waterfalls_figure(three, names)
    [svg] = parsed(figure.picture)
    rows = [row for row in of_options([one.scenario for one in options], names).rows if not row.unseen]
    drawn = iter(bars(svg, [INK, BLUE, ORANGE]))
    zeros = iter(float(line.get("x1")) for line in svg.iter("line"))
    most = max(abs(value) for row in rows for value in row.printed)
    scale = max(float(box.get("width")) for box in bars(svg, [INK, BLUE, ORANGE])) / most
    at = [0.0] * 3
    for row in rows:
        since = [0.0] * 3 if row.subtotal else at
        at = [begin + value for begin, value in zip(since, row.printed, strict=True)]
        for begin, end in zip(since, at, strict=True):
            box, zero = next(drawn), next(zeros)
            assert float(box.get("x")) - zero == pytest.approx(min(begin, end) * scale, abs=0.2)
            assert float(box.get("width")) == pytest.approx(max(1.5, abs(end - begin) * scale), abs=0.2)
    assert next(drawn, None) is None
    for row in rows:
        for value in row.printed:
            assert words.pounds(value, row.unit * 2, plus=True) in svg.get("aria-label")


def test_spending_is_the_answer_s_for_every_payer_year_and_option(three, names, options):
    figure = pictures.spending_figure(three, names)
    panels = payers_spending(options)
    top = charts.ticks(max(panel.most for panel in panels))[-1]
    for svg, panel in zip(parsed(figure.picture), panels, strict=True):
        for year, rows in zip(panel.years, panel.of, strict=True):
            for row, one in zip(rows, options, strict=True):
                own = [each for each in one.scenario.spending if (each.payer, each.year) == (panel.payer, year)]
                assert own == ([row] if row else [])
                assert not row or words.expected(row) in svg.get("aria-label")
        edges = [float(box.get("height")) for box in svg.iter("rect")][::2]  # each has its fill inside
        spent = [row.expected.mean for rows in panel.of for row in rows if row]
        assert edges == pytest.approx([HIGH * pounds / top for pounds in spent], abs=0.06)


HIGH = 128.0  # units from the axis to the top of the scale


def test_a_limit_of_the_budget_is_a_stroke_across_its_bar(three, names):
    one = three.scenarios[0]
    limited = replace(one, spending=tuple(replace(row, limit=70_000.0) for row in one.spending))
    answer = replace(three, scenarios=(limited, *three.scenarios[1:]))
    strokes = [
        line
        for svg in parsed(pictures.spending_figure(answer, names).picture)
        for line in svg.iter("line")
        if line.get("stroke-width") == "2.5"
    ]
    assert len(strokes) == len(one.spending)
    assert "of a limit of £70,000" in " ".join(said(pictures.spending_figure(answer, names).picture))
    assert "the budget’s limit" not in pictures.spending_figure(three, names).note


def test_ranges_are_never_luck_without_what_nobody_knows(three, names):
    alone = net_cash(three, names)
    assert {len(row.ranges) for row in alone} == {1}  # no input was varied
    known = with_unknown_ranges(three)
    for row in net_cash(known, names):
        assert [name for name, _ in row.ranges] == ["Simulation error", "One real service", "What nobody knows"]
    figure = pictures.ranges_figure(known, names)
    assert "What nobody knows: one input at a time." in figure.note
    [words_of_it] = said(figure.picture)
    for row in net_cash(known, names):
        assert all(f"{name.lower()} {between(both)}" in words_of_it for name, both in row.ranges)
    assert [row.letter for row in net_cash(known, names)][:3] == ["A", "B", "C"]
    assert len(net_cash(known, names)) == 6


def test_bars_of_the_ranges_are_on_one_scale_with_nothing_at_its_place(three, names):
    rows = net_cash(with_unknown_ranges(three), names)
    [svg] = parsed(charts.range_bars(rows, "Net cash"))
    [zero] = [float(line.get("x1")) for line in svg.iter("line") if line.get("stroke-dasharray")]
    drawn = [box for box in svg.iter("rect") if box.get("height") == "8.0"]
    ends = [both for row in rows for _, both in row.ranges]
    wide = max(0, *(high for _, high in ends)) - min(0, *(low for low, _ in ends))
    for box, (low, high) in zip(drawn, ends, strict=True):
        assert float(box.get("x")) - zero == pytest.approx(low * 348 / wide, abs=0.2)
        assert float(box.get("width")) == pytest.approx(max(2.0, (high - low) * 348 / wide), abs=0.2)


def with_unknown_ranges(answer):
    """As if every input had been varied."""

    def wider(step):
        return replace(step, unknown=(step.mean - 250_000, step.mean + 300_000))

    def known(one):
        return replace(one, bridge={at: tuple(map(wider, steps)) for at, steps in one.bridge.items()})

    several = {name: tuple(map(known, getattr(answer, name))) for name in ("scenarios", "comparisons")}
    return replace(answer, **several)


def with_sets(answer):
    """As if every input had been drawn at once: a quarter of the sets above £0, most of their spread the cash share."""
    values = tuple(-75_000.0 + 1_000 * n for n in range(100))
    share = PartOfSpread(About("costs.care.cashable_share", "Cash share", "share"), 0.6, 0.1)
    fitted = PartOfSpread(None, 0.2, 0.05, About("costs.care.gbp", "Price", "£"))
    net = OverSets(-70_000.0, (-50_000.0, 0.0), 20_000.0, 0.25, 0.03, 0.1, (share, fitted))
    its = AllInputs(2, 1000, 0, 30, 10, net, replace(net, parts=(fitted,)), values)
    several = {
        name: tuple(replace(one, all_inputs=its) for one in getattr(answer, name))
        for name in ("scenarios", "comparisons")
    }
    return replace(answer, **several)


def test_sets_of_inputs_are_a_hundred_squares_dark_where_it_pays(three, names):
    assert pictures.sets_figure(three, names) is None
    one = pictures.sets_figure(with_sets(only(three, 0)), names)
    [drawn] = parsed(one.picture)
    fills = Counter(box.get("fill") for box in drawn.iter() if box.get("width") == "5.0")
    assert fills == {BLUE: 25, LOW: 75}
    assert "above £0 in 250 (±30) of 1,000" in drawn.get("aria-label")
    [row] = one.table.rows
    assert row[1:] == ["250 (±30)", "between −£50,000 and £0", "between −£70,000 and £20,000", "10%"]


def test_sets_of_several_options_have_a_row_each_and_the_difference_its_own(three, names):
    figure = pictures.sets_figure(with_sets(three), names)
    assert [row[0] for row in figure.table.rows][-3:] == ["B less A", "C less A", "C less B"]
    assert "of a difference, the first leaves more" in figure.note
    assert faults(figure.picture) == []


def test_what_the_spread_is_made_of_has_no_share_that_is_not_known(three, names):
    rows = in_sets(with_sets(only(three, 0)), names)
    made = shown(made_of_options(rows, 5))
    assert made.rows == [
        ["“Cash share (care)”", "60% ±10%"],
        ["what was fitted to published figures (mostly “Price (care)”)", "20% ±5%"],
    ]
    of_one = every_part(with_sets(three).scenarios[0])
    assert [[column.of(row) for column in of_one.columns] for row in of_one.rows] == [
        ["“Cash share (care)”", "costs.care.cashable_share", 0.6, 0.1, "", ""],
        ["what was fitted to published figures (mostly “Price (care)”)", "", 0.2, 0.05, 0.2, 0.05],
    ]
    assert every_part(three.scenarios[0]) is None


def test_a_head_says_how_inputs_were_varied_and_a_cell_that_differs_says_so():
    at_once = Estimate(5.0, 1.0, 4.0, 6.0, 0.0, 9.0, None, (-3.0, 12.0), True)
    singly = replace(at_once, at_once=False)

    def seen(*rows):
        table = shown(Table("", ranges(lambda row: row), rows))
        return table.head[1], [row[1] for row in table.rows]

    assert seen(singly) == ("What nobody knows, one input at a time", ["−3 to 12"])
    assert seen(at_once, singly) == (
        "What nobody knows, all inputs at once",
        ["−3 to 12", "−3 to 12 (one at a time)"],
    )
    assert seen(replace(singly, unknown=None)) == ("What nobody knows", ["–"])


def test_a_follow_up_shorter_than_a_year_has_no_picture_of_money(three, names):
    short = replace(three, scenarios=tuple(replace(one, bridge={}) for one in three.scenarios))
    short = replace(short, options=replace(short.options, years=None))
    assert pictures.waterfalls_figure(short, names) is None
    assert pictures.ranges_figure(short, names) is None


# ---------------------------------------------------------------- layout


def queue(options, weeks, events):
    """A queue as long, with as many options and events, as anybody may have."""
    start = date(2015, 4, 1)
    lines = [
        Waiting(Lettered(i, "ABCDEFG"[i], LONG, None), start, Series("", "", "", *[(i * 900.0,) * weeks] * 4))
        for i in range(options)
    ]
    marked = [Marked(date(2015, 4, 1) + timedelta(weeks=w), None, f"{LONG} {w}") for w in events]
    return Queue("a link worker", lines, marked)


@pytest.mark.parametrize(
    ("options", "weeks", "events"),
    [(1, 60, []), (2, 157, [1, 2, 3, 4, 5, 80, 150, 156]), (5, 157, range(1, 150, 9)), (3, 1566, range(1, 1560, 90))],
)
def test_nothing_lies_over_anything_else_or_is_cut(options, weeks, events):
    found = queue(options, weeks, events)
    span = date(2015, 4, 1), date(2015, 4, 1) + timedelta(weeks=weeks)
    drawn = charts.queue_panel(found, found.most, span)
    assert faults(drawn) == []
    assert ("more, in the numbers" in drawn) == (len(events) > 3)  # such long ones have two rows each


@pytest.mark.parametrize("name", PICTURES)
def test_nothing_of_an_answer_lies_over_anything_else(three, names, name):
    for answer in (three, with_unknown_ranges(three), only(three, 0)):
        figure = getattr(pictures, f"{name}_figure")(answer, names_of(answer.scenarios))
        assert faults(figure.picture) == []
        assert "…" not in figure.picture
        assert figure.table.rows


def test_texts_that_do_lie_over_each_other_or_are_cut_are_caught(three, names):
    picture = str(pictures.queues_figure(three, names).picture)
    moved = re.sub(r'(<text x=")[\d.]+(" y=")[\d.]+(" text-anchor="end")', r"\g<1>40\g<2>30\g<3>", picture, count=2)
    assert any(" over " in fault for fault in faults(moved))
    assert any(fault.endswith("cut") for fault in faults(picture.replace('text x="2.0"', 'text x="300"')))
