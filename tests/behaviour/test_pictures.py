"""What does a board see? Pictures whose numbers are the answer's, said in words too, nothing over anything else."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

import spsim as door
from app.faces import charts
from app.faces.page import pictures
from app.tables.options import names_of
from app.tables.queues import Marked, Queue, Waiting, letters, over_time, queues_of
from app.tables.table import shown
from experiments.people_rows import Series
from tests.scenarios import child_toml, write
from tests.svg import faults, parsed, said, texts

BY = 'source = "made up", grade = "assumed"'
LIST = f"waiting_on_day_0 = {{ value = 60, {BY} }}"
AWAY = "[[link_workers.absences]]\npost = 1\nstarts = 2015-07-01\nends = 2016-01-01\n"
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
    assert f"B, {LONG}: at most" in worker
    assert "A, B: one post away, Jul 2015–Dec 2015" in worker
    assert "±" in worker


def test_a_dated_event_of_some_says_whose_and_of_all_does_not(three, names):
    events = queues_of(three, names)[0].events
    assert [event.text for event in events] == ["A, B: one post away", "referrals end", "service ends"]
    alone = queues_of(only(three, 0), {"child": "One"})[0].events
    assert [event.text for event in alone] == ["one post away", "referrals end", "service ends"]


def only(answer, which):
    return replace(answer, scenarios=(answer.scenarios[which],), comparisons=(), differences=())


def test_the_table_beside_has_the_same_numbers_with_their_error(three, names):
    queues = queues_of(three, names)
    table = over_time(queues)
    assert [column.head for column in table.columns] == [
        "On",
        *(f"Waiting for {what}: {letter}" for what in ("a link worker", "a group place") for letter in "AB"),
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


# ---------------------------------------------------------------- layout


def queue(options, weeks, events):
    """A queue as long, with as many options and events, as anybody may have."""
    lines = [
        Waiting(i, "ABCDEFG"[i], LONG, date(2015, 4, 1), Series("waiting", "", "", *[tuple([i * 900.0] * weeks)] * 4))
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
    assert ("more, in the numbers" in drawn) == (len(events) > 6)


def test_nothing_of_an_answer_lies_over_anything_else(three, names):
    assert faults(pictures.queues_figure(three, names).picture) == []


def test_texts_that_do_lie_over_each_other_or_are_cut_are_caught(three, names):
    picture = str(pictures.queues_figure(three, names).picture)
    moved = re.sub(r'(<text x=")[\d.]+(" y=")[\d.]+(" text-anchor="end")', r"\g<1>40\g<2>30\g<3>", picture, count=2)
    assert any(" over " in fault for fault in faults(moved))
    assert any(fault.endswith("cut") for fault in faults(picture.replace('text x="2.0"', 'text x="300"')))


def test_letters_name_options_in_the_order_they_are_named():
    assert letters({"b": "B", "a": "A"}) == {"b": "A", "a": "B"}
    assert letters({"b": "B"}) == {"b": ""}
    assert [*letters({str(i): "" for i in range(28)}).values()][-2:] == ["27", "28"]
