"""Is an answer known by its numbers, by all of them and by nothing else?"""

from dataclasses import fields, is_dataclass, replace

import pytest

from app.ask import Run, RunInShort, ask
from app.provenance import VARIED, answer_hash
from sim.loading import load, with_values

PILOT = "rotherham_mental_health_pilot"
PAIR = (PILOT, "third_post")
NOT_IN_IT = {*VARIED, "assumptions", "events", "prices", "money_by_year", "precision", "options", "cautions"}


@pytest.fixture(scope="module")
def short():
    return ask(RunInShort(PAIR, replications=3, swings="none", sets=0, jobs=1)).answer


def test_the_whole_answer_has_the_hash_of_the_short_one(short):
    whole = ask(Run(PAIR, replications=3, sets=0, jobs=1)).answer
    assert whole.scenarios[0].swings is not None
    assert whole.provenance.answer == short.provenance.answer == answer_hash(short) == answer_hash(whole)


def test_what_it_is_called_leaves_it_alone(short):
    named = [with_values(load(name), {}, name=f"x_{name}", title="Another title") for name in PAIR]
    other = ask(
        RunInShort(tuple(named), replications=3, swings="none", sets=0, command="typed otherwise", jobs=1)
    ).answer
    assert other.provenance.answer == short.provenance.answer


@pytest.mark.parametrize("how", [{"seed": 2}, {"replications": 4}])
def test_other_luck_is_another_answer(short, how):
    other = ask(RunInShort(PAIR, **{"replications": 3, **how}, swings="none", sets=0, jobs=1)).answer
    assert other.provenance.answer != short.provenance.answer


def changed(thing):
    """The thing with one number in it changed, in turn for every number."""
    if isinstance(thing, bool | str) or thing is None:
        return
    if isinstance(thing, int | float):
        yield thing + 1
    elif is_dataclass(thing):
        for field in fields(thing):
            if field.name not in NOT_IN_IT:
                yield from (replace(thing, **{field.name: other}) for other in changed(getattr(thing, field.name)))
    elif isinstance(thing, dict):
        for key, value in thing.items():
            yield from ({**thing, key: other} for other in changed(value))
    elif isinstance(thing, list | tuple):
        for i, item in enumerate(thing):
            yield from ([*thing[:i], other, *thing[i + 1 :]] for other in changed(item))


def test_every_number_of_it_is_in_it(short):
    """Each 37th is changed by one, of some thousands."""
    here = [*changed(replace(short, provenance=None))]
    assert len(here) > 1000
    for other in here[::37]:
        assert answer_hash(replace(other, provenance=short.provenance)) != short.provenance.answer
