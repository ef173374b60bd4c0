"""`spsim data-request`: which values it asks for, what it says knowing them is worth, and what it refuses."""

import json

import pytest

from app.ask import RequestData, ask
from experiments.along import ON_NO_FIT, Fits, Joint
from experiments.economics.data_request import data_request
from experiments.economics.measuring import HOW, how_of
from experiments.fitting.prior import Prior
from experiments.fitting.stored import JointSample
from experiments.ranges import ranges
from experiments.rows import as_plain
from experiments.run import Case
from sim.errors import WrongInput
from sim.loading import load
from sim.loading.finding import bundled
from tests.scenarios import child_toml, write

QUICK = ["--sets", "200", "--jobs", "1", "--quiet"]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A scenario with two things unknown: the first decides whether it pays, the second does little."""
    folder, assumed = tmp_path_factory.mktemp("request"), 'source = "made up", grade = "assumed"'
    share = f"cashable_share = {{ value = 0.5, low = 0, high = 1, {assumed} }}"
    comes = f"chance_attends_meeting = {{ value = 0.8, low = 0.7, high = 0.9, {assumed} }}"
    return write(
        folder,
        child_toml(
            **{
                "costs.care": f"gbp = {{ value = 9000, {assumed} }}\n{share}",
                "costs.link_worker": f"gbp = {{ value = 22_000, {assumed} }}",
                "support": comes,
            }
        ),
    )


@pytest.fixture(scope="module")
def asked(made):
    """The request as it is answered, with its own seed."""
    return ask(RequestData(scenarios=(made,), seed=5, sets=260, jobs=1)).found


def test_what_decides_is_asked_for_first_and_the_page_says_the_same(spsim, made, tmp_path):
    code, out, err = spsim("data-request", made, "--report", tmp_path / "request.html", *QUICK)
    assert (code, err) == (0, "")
    assert "1. Share of a fall that a budget holder could take out as cash (care)" in out
    page = (tmp_path / "request.html").read_text(encoding="utf-8")
    for said in ("Ask in writing which part", "Of 200 sets of inputs"):
        assert said in out
        assert said in page
    assert "<script" not in page


def test_worths_and_chances_go_together(asked, made):
    first, second = asked.inputs
    assert asked.options[0] == "Not run"
    assert first.about.path == "costs.care.cashable_share"
    assert 0 < first.worth.pounds <= asked.decision.evpi.high
    assert first.narrows > 0.8 > second.narrows
    assert len(asked.inputs) + asked.others == len(ranges(load(made).scenario))
    assert asked.net.above_0 == pytest.approx(asked.decision.chances[1])
    assert sum(asked.decision.chances) == pytest.approx(1)


def test_the_same_for_any_number_of_workers(spsim, made, asked):
    _, out, _ = spsim("data-request", made, "--json", "--sets", 260, "--seed", 5, "--jobs", 2, "--quiet")
    assert json.loads(out)["data_request"] == as_plain(asked)


def test_between_two_scenarios(spsim, made):
    dearer = made.with_name("dearer.toml")
    dearer.write_text('schema = 1\ntitle = "Dearer"\nextends = "child.toml"\n[link_workers]\nposts = 3\n')
    code, out, _ = spsim("data-request", made, dearer, *QUICK)
    assert code == 0
    assert "The decision: run “A small service, made up” or “Dearer”." in out
    assert "less that of" in " ".join(out.split())


@pytest.mark.parametrize(("names", "why"), [(["third_post"] * 3, "for one scenario"), (["no_such"], "no_such")])
def test_what_cannot_be_asked_is_refused(spsim, names, why):
    code, out, err = spsim("data-request", *names, *QUICK)
    assert (code, out) == (2, "")
    assert why in err


def test_a_follow_up_of_less_than_a_year_has_no_such_worth(spsim, tmp_path):
    dates = "service_end = 2015-08-01\nend = 2015-09-01\nlast_referral = 2015-07-01"
    code, _, err = spsim("data-request", write(tmp_path, child_toml(dates=dates)), *QUICK)
    assert code == 2
    assert "follow-up is shorter" in err


def test_where_nothing_is_unknown_nothing_is_asked_for(spsim, tmp_path):
    code, _, err = spsim("data-request", write(tmp_path, child_toml()), *QUICK)
    assert code == 2
    assert "nothing is unknown here" in err


def test_every_uncertain_input_that_comes_with_the_program_says_how_it_is_measured():
    """By a row of its own section: nothing falls through to what is said of an input that nobody thought of."""
    known = {key[0] for key in HOW}
    paths = {one.path for name in bundled() for one in ranges(load(name).scenario)}
    assert len(paths) > 60
    assert {path[0] for path in paths} <= known | {"activities"}
    assert all(how_of(path).of or how_of(path).way in ("ask", "follow", "compare") for path in paths)


def test_too_few_sets_are_refused(made):
    with pytest.raises(WrongInput, match="sets 50: a data request takes 200 sets or more"):
        ask(RequestData(scenarios=(made,), sets=50))


def test_what_both_options_have_is_one_number_though_only_one_has_a_fit(made):
    """As on page one. Two options that are the same in all but that leave the same cash in every set, so there is
    nothing to know; were the other's input drawn by its range, knowing it would be worth thousands."""
    case, path = Case.of(load(made), 1), ("costs", "care", "cashable_share")
    inputs = {one.path: one for one in Prior(case.scenario, others=True).others}
    fit = Fits(Joint(JointSample((path,), ((0.2,), (0.9,)), (0.5,), ()), {path: inputs[path]}))
    request = data_request([case, case], [fit, ON_NO_FIT], 200)
    assert (request.net.low, request.net.high) == (0, 0)
    assert request.decision.evpi.pounds == 0
