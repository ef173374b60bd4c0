"""A second caller of app/ask.py, which is no command line: it asks, follows, stops, and asks again."""

import threading
from itertools import pairwise
from multiprocessing import active_children

import pytest

from app import cli
from app.ask import BreakEven, Check, Explain, Run, Validate, Watch, WhatIf, ask
from app.faces.as_json import as_json
from experiments.budget import Optimism, Terms
from sim.errors import Cancelled, NotPossible, WrongInput
from sim.loading import load
from tests.scenarios import BASE_TOML, child_toml, write

MANY = 12


class Caller:
    """Follows a run, and stops it at one of its steps."""

    def __init__(self, stop_at: str | None = None, after: int = 1):
        self.steps, self.said = [], []
        self.stop_at, self.after = stop_at, after
        self.watch = Watch(lambda *step: self.steps.append(step), self.said.append, self.wants_no_more)

    def wants_no_more(self):
        return sum(what.startswith(self.stop_at or " ") for what, *_ in self.steps) > self.after

    def of(self, what):
        return [(done, planned) for name, done, planned in self.steps if name.startswith(what)]


BASE = BASE_TOML.replace("chance_accepts = { value = 0.9,", "chance_accepts = { value = 0.9, low = 0.8, high = 1,")
MORE_POSTS = child_toml(link_workers='posts = { value = 3, source = "made up", grade = "assumed" }')
SHORT = child_toml(dates="last_referral = 2015-09-01\nservice_end = 2015-10-01\nend = 2015-10-01")


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    """A small scenario, and another that has one post more."""
    child = write(tmp_path_factory.mktemp("two"), MORE_POSTS, BASE)
    return child.with_name("base.toml"), child


@pytest.fixture(scope="module")
def whole(two):
    """What they come to, as JSON."""
    return as_json(ask(of(two, 2)).answer)


def of(two, many, **how):
    return Run(two[:many], **{"seed": 3, "replications": MANY, "jobs": 2, "engine": "fast", **how})


@pytest.mark.parametrize(("command", "many"), [("run", 1), ("compare", 2)])
def test_it_gets_the_answer_that_the_command_line_prints(two, command, many, capsys):
    caller = Caller()
    ran = ask(of(two, many), caller.watch)
    assert cli.main([command, *map(str, two[:many]), "--seed", "3", "--replications", str(MANY), "--json"]) == 0
    assert as_json(ran.answer) + "\n" == capsys.readouterr().out
    assert [len(runs) for runs in ran.results] == [MANY] * many
    assert [case.loaded.path for case in ran.cases] == list(two[:many])


def test_everything_that_is_asked_otherwise_is_in_the_command_that_the_answer_is_known_by(two, capsys):
    terms = Terms(
        rate=Terms().rate / 2, first_year="discounted", optimism=Optimism("adjusted for optimism", *[Terms().rate] * 2)
    )
    how = {"within": 1e9, "most": 40, "swings": "none", "terms": terms}
    ran = ask(of(two, 1, **how))
    command = ran.answer.provenance.command.split()
    assert cli.main([*(str(two[0]) if word == "base.toml" else word for word in command[1:]), "--json"]) == 0
    assert as_json(ran.answer) + "\n" == capsys.readouterr().out


def test_it_follows_every_part_from_nothing_to_all_that_is_planned(two):
    caller = Caller()
    ask(of(two, 2), caller.watch)
    assert [*dict.fromkeys(what for what, *_ in caller.steps)] == [
        "replications",
        "inputs of base at their low and high",
        "inputs of child at their low and high",
        "sets of inputs",
        "channels of effect of base",
        "channels of effect of child",
    ]
    for what in {what for what, *_ in caller.steps}:
        steps = caller.of(what)
        assert steps[0][0] == 0
        assert all(before <= after for (before, _), (after, _) in pairwise(steps))
        assert steps[-1][0] == steps[-1][1] > 0
    assert {planned for _, planned in caller.of("replications")} == {2 * MANY}


@pytest.mark.parametrize(
    ("engine", "jobs", "stop_at"),
    [("fast", 2, "replications"), ("fast", 2, "inputs"), ("simpy", 1, "replications"), ("simpy", 2, "replications")],
)
def test_it_stops_midway_and_nothing_goes_on_and_the_next_answer_is_whole(two, whole, engine, jobs, stop_at):
    threads, caller = threading.active_count(), Caller(stop_at)
    with pytest.raises(Cancelled):
        ask(of(two, 2, engine=engine, jobs=jobs), caller.watch)
    (*_, (done, planned)) = caller.of(stop_at)
    assert 0 <= done < planned
    assert len(caller.of(stop_at)) == caller.after + 1
    assert threading.active_count() == threads
    assert active_children() == []
    assert as_json(ask(of(two, 2)).answer) == whole


def test_what_is_said_to_it_names_no_option_of_the_command_line(two, tmp_path):
    caller = Caller()
    short = write(tmp_path, SHORT)
    refilled = short.with_name("refilled.toml")
    refilled.write_text(child_toml(**{"costs.care": 'cash_rule = "refill"'}), encoding="utf-8")
    refused = [
        (Run((short,), within=5), "within is about net cash"),
        (Run((short,), swings="all"), 'swings="all" is about net cash'),
        (of(two, 1, pounds_of="1900/01"), "pounds_of 1900/01: the price index of base does not have it"),
        (BreakEven(two[0], "link_workers.posts", 3, 1), r"low \(3\) must be below high \(1\)"),
        (BreakEven(refilled, "costs.care.cashable_share", 0, 1), 'try that with of="capacity"'),
    ]
    for request, said in refused:
        with pytest.raises(WrongInput, match=said):
            ask(request, caller.watch)
    ask(of(two, 1, replications=1), caller.watch)
    assert any('swings="none" leaves it out.' in sentence for sentence in caller.said)
    assert not any("--" in sentence for sentence in caller.said)


def test_every_use_case_answers_a_second_caller(two):
    base = load(two[0])
    assert ask(Check(base)).loads
    assert ask(Explain(base, person=1, seed=3)).life.person == 1
    assert ask(BreakEven(base, "costs.care.cashable_share", 0, 1, replications=2, jobs=1)).found
    with pytest.raises(WrongInput, match="no published figures"):
        ask(Validate((base,)))
    with pytest.raises(WrongInput, match="so it asks no question"):
        ask(WhatIf((base,)))
    with pytest.raises(NotPossible, match=r"link_workers\.pots in base: "):
        ask(BreakEven(base, "link_workers.pots", 1, 2))
