"""Every ready block of `spsim new` works as it stands, on scenarios of every shape; docs/recipes.md shows it."""

from pathlib import Path

import pytest

from app import cli, recipes
from app.cli import grammar
from app.cli.commands.new import starter
from app.recipes import applicable, as_toml
from experiments.run import Case, run
from sim.inputs import World
from sim.loading import Loaded, load

PAGE = Path(__file__).parents[2] / "docs" / "recipes.md"
PILOT = "rotherham_mental_health_pilot"
BASES = (PILOT, "primary_care", "bare_queue", "grants_end_october")  # all there is, no reviews, one queue, dated events
RECIPES = [(name, recipe.name) for name in BASES for recipe, _ in applicable(load(name).scenario)]


def loaded_from(folder: Path, text: str) -> Loaded:
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return load(path)


def tables_of(base: str, name: str) -> list[recipes.Table]:
    return next(tables for recipe, tables in applicable(load(base).scenario) if recipe.name == name)


def started(base: str, live: list[str]) -> str:
    return starter(load(base), f"{base}.toml", Path("mine.toml"), "Mine", base, live)


def test_the_command_line_knows_them_all():
    assert grammar.RECIPES == recipes.NAMES


def test_the_pilot_has_a_use_for_every_one():
    assert {name for base, name in RECIPES if base == PILOT} == set(recipes.NAMES)


@pytest.mark.parametrize(("base", "name"), RECIPES)
def test_each_alone_changes_what_is_run_and_spsim_new_puts_the_same_in_force(base, name, tmp_path):
    changed = loaded_from(tmp_path, f'extends = "{base}.toml"\n\n{as_toml(tables_of(base, name))}')
    assert changed.hash != load(base).hash
    assert loaded_from(tmp_path, started(base, [name])).hash == changed.hash


@pytest.mark.parametrize("base", BASES)
def test_a_starter_changes_nothing_and_holds_every_block_behind_a_mark(base, tmp_path):
    text = started(base, [])
    assert loaded_from(tmp_path, text).hash == load(base).hash
    for recipe, tables in applicable(load(base).scenario):
        for line in as_toml(tables).splitlines():
            assert not line or f"# {line}" in text or (line.startswith("[") and line in text), recipe.name


def test_all_of_them_may_be_in_force_at_once(tmp_path):
    everything = loaded_from(tmp_path, started(PILOT, list(recipes.NAMES)))
    assert everything.scenario.dates.start.value.year == recipes.THIS_YEAR
    assert everything.scenario.link_workers.absences[0].starts.value.year == recipes.THIS_YEAR


@pytest.mark.parametrize("name", recipes.NAMES)
def test_each_moves_an_answer_of_the_pilot(name, tmp_path):
    changed = loaded_from(tmp_path, f'extends = "{PILOT}.toml"\n\n{as_toml(tables_of(PILOT, name))}')
    ledgers = []
    for scenario in (load(PILOT).scenario, changed.scenario):
        case = Case("one", scenario, 1)
        [[replication]] = run([case], range(1))
        done = replication.worlds[World.PROGRAMME]
        ledgers.append(case.ledger(done))
    assert ledgers[0] != ledgers[1]


def test_the_page_shows_each_block_as_it_is_written():
    page = PAGE.read_text(encoding="utf-8")
    for recipe, tables in applicable(load(PILOT).scenario):
        assert f"## {recipe.title}\n" in page
        assert recipe.about in page.replace("\n", " ")
        assert f"```toml\n{as_toml(tables)}```" in page
        assert f"--with {recipe.name}" in page


def test_they_are_asked_for_on_the_command_line(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["new", "mine.toml", "--extends", PILOT, "--with", "running_service", "--with", "absence"]) == 0
    assert "So far it changes: running_service, absence." in capsys.readouterr().out
    assert load(tmp_path / "mine.toml").scenario.link_workers.absences
    assert cli.main(["new", "other.toml", "--extends", "bare_queue", "--with", "grant"]) == 2
    assert "has nothing that grant could change" in capsys.readouterr().err
