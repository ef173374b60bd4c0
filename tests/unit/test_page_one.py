"""What page one says is the whole answer's, letter for letter, and nothing else is worked out for it."""

from dataclasses import fields

import pytest

from app import cli
from app.ask import Run, RunInShort, ask
from app.asking import running
from app.cli.grammar import parse
from app.cli.outputs import MORE_THAN_PAGE_ONE, SUFFIXES, show_more_than_page_one
from app.faces import terminal
from app.faces.page.first import page_one
from app.tables.board import people_and_money
from app.tables.options import names_of
from app.tables.table import shown
from experiments import answering, intervals
from experiments.answer import AnswerInShort, ComparisonInShort, ScenarioInShort
from experiments.people_rows import Weekly
from sim import preflight
from sim.loading import load
from sim.preflight import flight
from tests.scenarios import BASE_TOML, child_toml, write

HOW = {"seed": 3, "replications": 12, "jobs": 1}
RANGED = BASE_TOML.replace("chance_accepts = { value = 0.9,", "chance_accepts = { value = 0.9, low = 0.8, high = 1,")
MORE_POSTS = child_toml(link_workers='posts = { value = 3, source = "made up", grade = "assumed" }')


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    """A small scenario, and another that has one post more."""
    child = write(tmp_path_factory.mktemp("pair"), MORE_POSTS, RANGED)
    return child.with_name("base.toml"), child


@pytest.fixture(scope="module")
def both(pair):
    """Their answer in short, and the whole of it; with what would change it."""
    return ask(RunInShort(pair, **HOW)).answer, ask(Run(pair, **HOW)).answer


def part(of, kind):
    """The fields of a short kind, of anything that has them."""
    return {each.name: getattr(of, each.name) for each in fields(kind)}


def test_every_number_is_the_whole_answers(both):
    short, whole = both
    apart = {"series", "budget"}
    for one, other in zip(short.scenarios, whole.scenarios, strict=True):
        assert one.swings.rows
        mine, theirs = part(one, ScenarioInShort), part(other, ScenarioInShort)
        assert {name for name in mine if mine[name] != theirs[name]} == apart
        assert one.budget.service == other.budget.service
        drawn = [part(series, Weekly) for series in other.series]
        assert all(part(series, Weekly) in drawn for series in one.series)
    for pair, other in zip(short.comparisons, whole.comparisons, strict=True):
        assert part(pair, ComparisonInShort) == part(other, ComparisonInShort)
    rest = {each.name for each in fields(AnswerInShort)} - {"scenarios", "comparisons", "options"}
    assert all(getattr(short, name) == getattr(whole, name) for name in rest)
    assert (short.options.by_cost, short.options.years) == (whole.options.by_cost, whole.options.years)


def test_page_one_looks_the_same_of_either(both):
    short, whole = both
    names = names_of(whole.scenarios)
    assert names_of(short.scenarios) == names
    assert terminal.board(short) == terminal.board(whole)
    assert shown(people_and_money(short, names)) == shown(people_and_money(whole, names))
    assert page_one(short, names) == page_one(whole, names)


def heavy():
    """What is worked out for the whole of a scenario and of an answer, and not in short."""
    whole, short = (answering.of_scenario, answering.answer), (answering._scenario_in_short, answering.answer_in_short)
    named = [{name for one in those for name in _names(one.__code__)} for those in (whole, short)]
    found = {name for name in named[0] - named[1] if callable(getattr(answering, name, None))}
    return sorted(name for name in found if name.islower() and name != "of_scenario" and not name.startswith("_"))


def _names(code):
    """Every name that a function reads, in what stands within it as well."""
    within = [one for one in code.co_consts if hasattr(one, "co_names")]
    return {*code.co_names, *(name for one in within for name in _names(one))}


def test_what_page_one_does_not_say_is_not_worked_out(pair, both, monkeypatch):
    assert {"by_trait", "series", "budget", "bridge_by_trait", "offered_loads", "uptake", "fates"} <= {*heavy()}

    def refused(*_, **__):
        raise AssertionError("page one does not say this")

    for name in heavy():
        monkeypatch.setattr(answering, name, refused)
    monkeypatch.setattr(running, "channels", refused)
    assert ask(RunInShort(pair, **HOW)).answer == both[0]
    with pytest.raises(AssertionError, match="page one"):
        ask(Run(pair, **HOW))


def test_it_takes_a_fraction_of_the_estimates(pair, monkeypatch):
    counts = []
    for one in ("_estimate", "_alike"):
        real = getattr(intervals, one)
        monkeypatch.setattr(intervals, one, lambda *a, real=real, **k: counts.append(1) or real(*a, **k))
    made = []
    for kind in (RunInShort, Run):
        counts.clear()
        ask(kind(pair, **HOW, swings="none"))
        made.append(len(counts))
    assert made[0] < made[1] / 3


def test_who_waits_is_worked_out_only_where_a_caution_asks(monkeypatch):
    """Activities with places to spare are found to have them without following anybody for a day."""
    days = []
    real = flight.waiting_for_places
    monkeypatch.setattr(flight, "waiting_for_places", lambda *a: (days.append(1) or day for day in real(*a)))
    scenario = load("rotherham_mental_health_pilot").scenario
    assert all(load.load < preflight.CALM_BELOW for load in preflight.offered_loads(scenario) if "places" in load.name)
    followed = len(days)
    preflight.warnings(scenario)
    assert len(days) == followed > 0


@pytest.mark.parametrize("option", [None, *MORE_THAN_PAGE_ONE])
def test_one_screen_is_asked_for_in_short_and_everything_else_whole(option, pair, tmp_path, monkeypatch, capsys):
    asked = []
    for name in ("answer", "answer_in_short"):
        real = getattr(running, name)
        monkeypatch.setattr(running, name, lambda *a, real=real, name=name, **k: asked.append(name) or real(*a, **k))
    words = ["run", str(pair[0]), "--replications", "2", "--no-swings", "--quiet"]
    if option:
        words.append(f"--{option.replace('_', '-')}")
    if option and getattr(parse([*words[:2], "--all", "--json"]), option) is None:
        suffix = {"report": ".html", "events": ".csv", **SUFFIXES}.get(option, "")
        words.append(str(tmp_path / f"out{suffix}"))
    assert show_more_than_page_one(parse(words)) is (option is not None)
    assert cli.main(words) == 0, capsys.readouterr().err
    assert asked == ["answer" if option else "answer_in_short"]
