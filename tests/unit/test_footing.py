"""Scenarios on one footing: what can be brought to one is, what cannot is refused by file and line, in any order."""

from datetime import date
from itertools import permutations

import pytest

from app.asking.cases import cases_of
from experiments.answering import answer
from experiments.compare import Precision
from experiments.footing import common_seed, on_one_footing
from experiments.run import run
from sim.errors import ScenarioError
from sim.loading import load
from tests.scenarios import BASE_TOML, child_toml, write

INDEX = '\n[prices.index]\nname = "Made up"\nsource = "made up"\ngrade = "assumed"\n[prices.index.years]\n'
BOTH_YEARS = INDEX + '"2015/16" = 100\n"2024/25" = 150\n'
REPLICATIONS = 3


def files(folder, **texts):
    """A child of the base under each name: its own text put behind the few lines of any child."""
    write(folder, child_toml())
    for name, text in texts.items():
        (folder / f"{name}.toml").write_text(f'schema = 1\ntitle = "{name}"\nextends = "base.toml"\n{text}')
    return [load(folder / f"{name}.toml") for name in texts]


def compared(loaded):
    cases = cases_of(loaded, None)
    results = run([one for one in cases], range(REPLICATIONS), engine="simpy")
    return answer(cases, results, Precision(None, None, REPLICATIONS), {"command": ""})


def differences(found):
    [pair] = found.comparisons
    rows = [*pair.outcomes, *(step for steps in pair.bridge.values() for step in steps)]
    assert len(pair.bridge) > 0
    return {row.name: (row.mean, row.half_width) for row in rows}


def one_service(folder, how):
    """The same service, stated twice."""
    return {
        "followed for two lengths": lambda: files(folder, shorter="[dates]\nend = 2016-12-01\n", longer=""),
        "in two price years": lambda: files(
            folder, old=BOTH_YEARS, new=f'[prices]\nyear = "2024/25"\n{BOTH_YEARS.removeprefix(chr(10))}'
        ),
        "in two price years, one index": lambda: files(
            folder, old="", new=f'[prices]\nyear = "2024/25"\n{BOTH_YEARS.removeprefix(chr(10))}'
        ),
        "in two price years, one index going on from the other": lambda: files(
            folder,
            old=INDEX + '"2014/15" = 90\n"2015/16" = 100\n',
            new=f'[prices]\nyear = "2024/25"\n{BOTH_YEARS.removeprefix(chr(10))}"2014/15" = 90\n',
        ),
        "with two seeds": lambda: files(folder, one="[settings]\nseed = 5\n", two="[settings]\nseed = 3\n"),
    }[how]()


@pytest.mark.parametrize(
    "how",
    [
        "followed for two lengths",
        "in two price years",
        "in two price years, one index",
        "in two price years, one index going on from the other",
        "with two seeds",
    ],
)
def test_the_same_service_differs_from_itself_by_nothing(tmp_path, how):
    for loaded in permutations(one_service(tmp_path, how)):
        assert set(differences(compared(loaded)).values()) == {(0.0, 0.0)}


def test_what_was_changed_is_said_of_the_scenario_it_was_done_to(tmp_path):
    loaded = one_service(tmp_path, "followed for two lengths")
    for order in permutations(loaded):
        [said] = [one for one in compared(order).cautions if one.kind == "one footing"]
        text = said.sentence
        assert said.scenario == "longer"
        assert "until 1 December 2016 here, not until 1 April 2017" in text
        assert "610 days" in text


def test_pounds_are_of_the_latest_price_year_of_all(tmp_path):
    loaded = one_service(tmp_path, "in two price years, one index")
    for order in permutations(loaded):
        footed = {one.loaded.name: one for one in on_one_footing(order)}
        assert {one.loaded.scenario.prices.year for one in footed.values()} == {"2024/25"}
        assert [note.path for note in footed["old"].notes] == ["prices.year"]
        assert "Made up" in footed["old"].notes[0].message
        assert footed["new"].notes == ()


def test_what_a_file_ends_later_ends_with_the_follow_up(tmp_path):
    loaded = files(tmp_path, short="[dates]\nservice_end = 2016-05-01\nend = 2016-06-01\n", long="")
    _, cut = on_one_footing(loaded)
    dates = cut.loaded.scenario.dates
    assert dates.end.value == dates.service_end.value == date(2016, 6, 1)
    assert dates.last_referral.value == date(2016, 4, 1)


def refused(*loaded):
    with pytest.raises(ScenarioError) as refusal:
        on_one_footing(loaded)
    return str(refusal.value)


def test_pounds_that_no_index_brings_together_are_refused_by_file_and_line(tmp_path):
    [old] = files(tmp_path, old="")
    (tmp_path / "dear.toml").write_text(BASE_TOML.replace("2015/16", "2024/25"))
    new = load(tmp_path / "dear.toml")
    for order in permutations((old, new)):
        said = refused(*order)
        assert "base.toml:" in said
        assert "prices.year is 2015/16, another scenario here is in pounds of 2024/25, and no price index" in said


def test_an_index_that_says_otherwise_of_one_year_goes_on_from_none(tmp_path):
    old, new = INDEX + '"2014/15" = 90\n"2015/16" = 100\n', f'[prices]\nyear = "2024/25"\n{BOTH_YEARS[1:]}'
    with pytest.raises(ScenarioError, match="does not have both"):
        on_one_footing(files(tmp_path, old=old, new=new + '"2014/15" = 91\n'))


def test_shares_within_different_targets_are_refused_by_file_and_line(tmp_path):
    loaded = files(tmp_path, four="", six="[settings]\nwait_target_weeks = 6\n")
    for order in permutations(loaded):
        said = refused(*order)
        assert f"{tmp_path / 'six.toml'}:5" in said
        assert "wait_target_weeks is 6 here and 4 in another" in said


def test_a_service_that_begins_after_the_shorter_follow_up_is_refused(tmp_path):
    loaded = files(
        tmp_path,
        short="[dates]\nservice_end = 2016-05-01\nend = 2016-06-01\n",
        late="[dates]\nservice_start = 2016-07-01\n",
    )
    for order in permutations(loaded):
        assert "dates.service_start is 2016-07-01" in refused(*order)


def test_the_seed_does_not_depend_on_which_is_named_first(tmp_path):
    loaded = one_service(tmp_path, "with two seeds")
    assert {common_seed(order) for order in permutations(loaded)} == {3}
