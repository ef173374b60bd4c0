"""The fit beside a scenario: written, read, refused when damaged, and used only for what it was made for."""

import pytest

from experiments.fitting.stored import (
    Fit,
    as_toml,
    find_fit,
    fit_beside,
    fit_of,
    made_for,
    rows_of,
    to_meet,
)
from experiments.targets import targets_beside
from sim.errors import ScenarioError
from sim.loading import load
from tests.scenarios import BASE_TOML, write

S = 'grade = "assumed", source = "x"'
TARGETS = """
status = "reproduces"
why = "made up"
[targets.referred]
title = "Referred"
measure = "referred"
published = 50
use = "calibrate"
starts = 2015-04-01
ends = 2016-04-01
source = "x"
[targets.joined]
title = "Joined"
measure = "joined_an_activity"
published = 20
use = "hold out"
starts = 2015-04-01
ends = 2016-04-01
source = "x"
"""
FITTED = f"""
[demand]
referrals_per_week = {{ value = 1, low = 0.5, high = 2, {S}, informed_by = "50 referred" }}
[support]
chance_accepts = {{ value = 0.9, low = 0.5, high = 1, {S}, informed_by = "20 joined" }}
"""
NAMES = ["demand.referrals_per_week", "support.chance_accepts"]


@pytest.fixture
def folder(tmp_path):
    write(tmp_path, "", BASE_TOML)
    (tmp_path / "town.toml").write_text('extends = "base.toml"\n' + FITTED)
    (tmp_path / "town.targets.toml").write_text(TARGETS)
    return tmp_path


def made(folder, **changes):
    """A fit of town, as if it had been made."""
    town = load(folder / "town.toml")
    figures, _ = targets_beside(town.path)
    rows = rows_of(NAMES, [(0.9, 0.8), (1.0, 0.912345678), (1.1, 0.7)])
    stated = {
        "method": "by hand",
        "seed": 1,
        "made_for": made_for(town.scenario, figures),
        "waves": [{"simulations": 100, "prior": 1}],
        "inputs": [
            {"input": name, "value": 1, "percentile": 50, "low": 0.5, "middle": 1, "high": 1.5, "spread": spread}
            for name, spread in zip(NAMES, (0.3, 0.95), strict=True)
        ],
        "figures": [
            {"name": "referred", "title": 'Referred "here"', "published": 50, "low": 40, "middle": 48, "high": 49}
        ],
        "left_out": ["saving: a share of draws is no figure of any one service"],
        "sample": {"rows": rows},
        **changes,
    }
    fit = Fit.model_validate(stated)
    (folder / "town.fit.toml").write_text(as_toml(fit, "town"))
    return fit


def test_what_is_written_is_what_is_read(folder):
    fit = made(folder)
    there = fit_beside(folder / "town.toml")
    assert as_toml(there, "town") == as_toml(fit, "town")
    assert (there.inputs, there.figures, there.left_out) == (fit.inputs, fit.figures, fit.left_out)


def test_a_scenario_has_its_own_joint_sample(folder):
    made(folder)
    sample = fit_of(load(folder / "town.toml"))
    assert sample.paths == (("demand", "referrals_per_week"), ("support", "chance_accepts"))
    assert sample.rows == ((0.9, 0.8), (1.0, 0.91235), (1.1, 0.7))
    assert sample.values(2) == {("demand", "referrals_per_week"): 1.1, ("support", "chance_accepts"): 0.7}
    assert sample.column(("support", "chance_accepts")) == (0.8, 0.91235, 0.7)
    assert [one.is_reached for one in sample.figures] == [False]


@pytest.mark.parametrize(
    ("was", "now", "why"),
    [
        ("1.1, 0.7", "1.2, 0.7", "not the fit that was made"),
        ('checksum = "', 'checksum = "0', "not the fit that was made"),
        ("1.1, 0.7", "1.1", "line 3 of the rows is not 2 numbers"),
        ("1.1, 0.7", "1.1, many", "line 3 of the rows is not 2 numbers"),
        ("percentile = 50", "percentile = 150", "percentile"),
        ("spread = 0.3", "spreads = 0.3", "spreads"),
        ("support.chance_accepts, ", "", None),
        ('input = "support.chance_accepts"', 'input = "support.chance"', "not of the inputs that the file lists"),
    ],
)
def test_a_fit_that_was_edited_or_damaged_is_refused(folder, was, now, why):
    made(folder)
    file = folder / "town.fit.toml"
    if why is None:
        file.write_text(file.read_text()[:-60])
        why = "town.fit.toml"
    else:
        file.write_text(file.read_text().replace(was, now))
    with pytest.raises(ScenarioError, match=why):
        fit_beside(folder / "town.toml")


def leaves(node, path=()):
    """Each word or number of a nested table: where it stands, and itself."""
    if not isinstance(node, dict | list):
        yield path, node
        return
    for key, below in node.items() if isinstance(node, dict) else enumerate(node):
        yield from leaves(below, (*path, key))


def another(value):
    """Something else that could stand there."""
    if isinstance(value, str):
        return value.replace("0.7", "0.6") if "0.7" in value else f"{value}s"
    return not value if isinstance(value, bool) else value - 1 if isinstance(value, int) else value * 0.9


def test_an_edit_of_any_part_is_found(folder):
    """Of every word and number that a fit says, wherever it stands: what would be written with another in its place,
    under the checksum of what was made."""
    fit, file = made(folder, others=True), folder / "town.fit.toml"
    written = file.read_text()
    [seal] = [line for line in written.split("\n") if line.startswith("checksum")]
    found = dict(leaves(fit.model_dump()))
    assert len(found) == 4 + 2 + 2 * 7 + 6 + 1 + 1
    for path, value in found.items():
        place = changed = fit.model_dump()
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = another(value)
        if path[-1] == "input":  # and in the rows, or the names disagree
            changed["sample"]["rows"] = changed["sample"]["rows"].replace(value, another(value))
        text = as_toml(Fit.model_validate(changed), "town")
        edited = "\n".join(seal if line.startswith("checksum") else line for line in text.split("\n"))
        assert edited != written, path
        file.write_text(edited)
        with pytest.raises(ScenarioError, match=r"town\.fit\.toml:\d+ .*not the fit that was made"):
            fit_beside(folder / "town.toml")


def test_comments_ends_of_lines_and_what_is_so_by_default_may_be_otherwise(folder):
    fit, file = made(folder), folder / "town.fit.toml"
    text = file.read_text().replace("others = false\n", "").replace("# Made again", "# Made anew")
    file.write_bytes(text.replace("\n", "\r\n").encode())
    assert as_toml(fit_beside(folder / "town.toml"), "town") == as_toml(fit, "town")


def test_numbers_that_five_digits_do_not_hold_are_read_as_they_were_written(folder):
    """A zero below 0 among them, and more simulations than five digits have."""
    waves = [{"simulations": 1_234_567, "prior": 0.123456789}]
    figures = [{"name": "a", "title": "A", "published": -0.0, "low": -1e-9 / 3, "middle": -0.0, "high": 123456.7}]
    fit = made(folder, waves=waves, figures=figures)
    there = fit_beside(folder / "town.toml")
    assert (there.waves, there.figures) == (fit.waves, fit.figures)
    assert (there.waves[0].simulations, there.waves[0].prior) == (1_234_567, 0.12346)


def test_a_fit_without_members_is_refused(folder):
    made(folder)
    names = ", ".join(NAMES)
    with pytest.raises(ValueError, match="there is no member"):
        made(folder, sample={"rows": names})


@pytest.mark.parametrize(
    ("file", "was", "now"),
    [
        ("town.toml", "value = 0.9,", "value = 0.8,"),
        ("town.toml", "low = 0.5, high = 2", "low = 0.4, high = 2"),
        ("town.toml", ', informed_by = "20 joined"', ""),
        ("town.targets.toml", "published = 50", "published = 51"),
        ("town.targets.toml", 'use = "hold out"', 'use = "calibrate"'),
    ],
)
def test_a_fit_made_for_something_else_is_said_and_not_used(folder, file, was, now):
    made(folder)
    there = folder / file
    there.write_text(there.read_text().replace(was, now))
    found = find_fit(load(folder / "town.toml"))
    assert found.sample is None
    assert found.note == "The fit beside town was made for other values and is not used. Make it: spsim fit town again"


@pytest.mark.parametrize(
    ("file", "was", "now"),
    [
        ("town.toml", 'source = "x"', 'source = "another"'),
        ("town.targets.toml", 'title = "Referred"', 'title = "People referred"'),
        ("town.targets.toml", "published = 20", "published = 21"),
        ("base.toml", "gbp = { value = 3000", "gbp = { value = 3001"),
    ],
)
def test_words_prices_and_figures_held_out_leave_it_good(folder, file, was, now):
    made(folder)
    there = folder / file
    assert was in there.read_text()
    there.write_text(there.read_text().replace(was, now))
    assert fit_of(load(folder / "town.toml")) is not None


def test_a_fit_that_is_not_there_is_missed(folder):
    note = "town has fitted inputs, but no fit that says what they may be. Make it: spsim fit town"
    assert find_fit(load(folder / "town.toml")).note == note


def test_nothing_is_said_where_nothing_is_fitted(folder):
    (folder / "town.toml").write_text('extends = "base.toml"\n')
    assert find_fit(load(folder / "town.toml")) == (None, None, None)
    (folder / "town.targets.toml").unlink()
    assert find_fit(load(folder / "town.toml")) == (None, None, None)


def test_a_scenario_that_only_chooses_otherwise_has_the_sample_of_the_one_it_extends(folder):
    made(folder)
    (folder / "child.toml").write_text('extends = "town.toml"\n[link_workers]\nposts = 3\n')
    assert fit_of(load(folder / "child.toml")) == fit_of(load(folder / "town.toml"))


def test_one_that_knows_an_input_otherwise_has_not(folder):
    made(folder)
    (folder / "child.toml").write_text(f'extends = "town.toml"\n[exits]\nper_year = {{ value = 0.3, {S} }}\n')
    assert find_fit(load(folder / "child.toml")).note == (
        "town was fitted with another exits.per_year: its fit is not used here"
    )
    (folder / "child.toml").write_text('extends = "town.toml"\n[programme]\neffect = []\n')
    assert "another programme.effect" in find_fit(load(folder / "child.toml")).note


def test_a_price_is_known_otherwise_only_where_a_figure_informs_it(folder):
    price = f"[costs.link_worker]\ngbp = {{{{ value = {{}}, {S}{{}} }}}}\n"
    town = folder / "town.toml"
    town.write_text(town.read_text() + price.format(3000, ""))
    made(folder)
    (folder / "child.toml").write_text('extends = "town.toml"\n' + price.format(4000, ""))
    assert fit_of(load(folder / "child.toml")) is not None
    town.write_text(town.read_text().replace(f"3000, {S}", f'3000, {S}, low = 1000, high = 5000, informed_by = "£50"'))
    (folder / "child.toml").write_text('extends = "town.toml"\n' + price.format(4000, ', informed_by = "£50"'))
    made(folder)
    assert "another costs.link_worker.gbp" in find_fit(load(folder / "child.toml")).note


def test_a_share_of_draws_is_not_met_by_a_fit(folder):
    there = folder / "town.targets.toml"
    there.write_text(TARGETS.replace('measure = "referred"', 'measure = "saves_in_draws"'))
    assert to_meet(targets_beside(folder / "town.toml")[0]) == {}


def test_where_a_figure_is_in_pounds_a_price_is_part_of_what_a_fit_was_made_for(folder):
    there = folder / "town.targets.toml"
    there.write_text(TARGETS.replace('measure = "referred"', 'measure = "cost_per_person"'))
    made(folder)
    base = folder / "base.toml"
    base.write_text(base.read_text().replace("gbp = { value = 3000", "gbp = { value = 3001"))
    assert fit_of(load(folder / "town.toml")) is None
