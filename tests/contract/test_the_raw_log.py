"""`spsim log` writes the engine's own rows, names every number, and explains every column, in help, page and files."""

import csv
import json
import re
from collections import Counter
from io import StringIO
from pathlib import Path

import pytest

from app import cli
from app.asking import looking
from app.cli import grammar
from experiments.columns import OF_AN_EVENT, OF_THE_LOG, OF_VALUES
from experiments.outcomes import OUTCOMES
from experiments.raw_log import EVENTS, LogRow, log_rows
from experiments.run import Case
from sim.events import What
from sim.inputs import World
from sim.loading import load
from sim.stays import STAYS
from tests.scenarios import child_toml, scenario, write
from tests.tallies import outcomes_of

ASSUMED = 'source = "made up", grade = "assumed"'
PAGE = (Path(__file__).parents[2] / "docs" / "tables.md").read_text(encoding="utf-8")
RAW = ("minute", "person", "what", "where", "value")
LIVELY = {
    "demand": f"waiting_on_day_0 = {{ value = 5, {ASSUMED} }}\nweeks_already_waited = {{ value = 4, {ASSUMED} }}",
    "exits": f"per_year = {{ value = 0.5, {ASSUMED} }}",
    "link_workers": f"caseload_per_post = {{ value = 4, {ASSUMED} }}\nturnover_per_year = {{ value = 2, {ASSUMED} }}\n"
    f"people_on_day_0 = {{ value = 5, {ASSUMED} }}",
    "activities.walks": f"people_on_day_0 = {{ value = 2, {ASSUMED} }}",
}


@pytest.fixture(scope="module")
def case():
    return Case("lively", scenario(**LIVELY), seed=5)


@pytest.fixture(scope="module")
def rows(case):
    return list(log_rows(case, 3))


def test_every_event_has_its_line():
    assert list(EVENTS) == list(What)


def test_the_five_numbers_are_the_engines_own_in_each_world(case, rows):
    for world in World:
        mine = [row for row in rows if row.world == world.value]
        assert [tuple(getattr(row, name) for name in RAW) for row in mine] == case.log(world, 3)
        assert [row.row for row in mine] == list(range(len(mine)))


def test_every_number_that_is_a_code_has_its_name(case, rows):
    coded = {row.where_is for row in rows if row.where_is}
    assert len(coded) > 7
    for row in rows:
        assert bool(row.where_name) == bool(row.where_is), row
        kind = EVENTS[What(row.what)]
        assert (row.event, row.where_is, row.value_is) == (What(row.what).name, kind.where, kind.value)
        assert row.subject == (f"person {row.person + 1}" if row.person >= 0 else f"link worker {-row.person}")
        assert row.date >= case.scenario.dates.start.value.isoformat()


def test_names_are_those_of_the_scenario(case, rows):
    found = {(row.event, row.where_name, row.value_name) for row in rows}
    assert ("HAS_TRAIT", "age", "over_65") in found
    assert {where for event, where, _ in found if event == "JOINED_ACTIVITY"} == {"choir", "walks"}
    assert {where for event, where, _ in found if event == "POST_VACANT"} >= {"turnover", "closed"}
    assert {where for event, where, _ in found if event == "LEFT"} == {"in care", "discharged"}
    assert {value for event, _, value in found if event == "WIDER_SEEN"} == {"none", "volunteering"}
    sources = {where for event, where, _ in found if event == "REFERRED"}
    layers = {"referrals, layer 0", "the service on day 0, layer 0", "the service on day 0, layer 1"}
    assert sources >= {"the waiting list of day 0", *layers}
    assert {where for event, where, _ in found if event == "IN_ACTIVITY_ALREADY"} >= {"walks"}
    assert {where for event, where, _ in found if event == "SUPPORTED_ALREADY"} == {"link worker 1", "link worker 2"}


def test_a_line_of_care_and_a_reviews_progress_are_named():
    rows = list(log_rows(Case("primary_care", load("primary_care").scenario, 1), 0, (World.PROGRAMME,)))
    assert {row.where_name for row in rows if row.event == "CARE_USED"} == set(load("primary_care").scenario.care_lines)
    seen = [row.value_name for row in rows if row.event == "PROGRESS_SEEN"]
    assert any(re.fullmatch(r"[1-8] of 8 improved, [1-8] because of dose", name) for name in seen)


def test_what_is_reported_can_be_counted_again_from_the_rows(case, rows):
    """Counting events of a world by name gives the outcome of that name."""
    events = {"declined": "DECLINED", "gave_up": "GAVE_UP", "discharges": "DISCHARGED", "relapses": "RELAPSED"}
    counts = Counter((row.world, row.event) for row in rows)
    for world in World:
        read = outcomes_of(case.shape, case.shape.measure(case.log(world, 3)))
        for outcome in OUTCOMES:
            if outcome.name in events:
                assert read.values(outcome) == [counts[world.value, events[outcome.name]]]
    assert counts[World.PROGRAMME.value, "DISCHARGED"] > 5


# ---------------------------------------------------------------- the command


@pytest.fixture
def spsim(capsys):
    def run(*argv):
        code = cli.main([str(word) for word in argv])
        return code, *capsys.readouterr()

    return run


@pytest.fixture
def path(tmp_path):
    return write(tmp_path, child_toml(**LIVELY))


def test_it_is_printed_or_written_with_all_that_explains_it(spsim, path, tmp_path):
    command = ("log", path, "--replication", 3, "--seed", 5)
    code, out, err = spsim(*command)
    assert (code, err) == (0, "")
    read = list(csv.DictReader(StringIO(out, newline="")))
    assert list(read[0]) == list(OF_THE_LOG) == list(LogRow._fields)
    assert {row["world"] for row in read} == {world.value for world in World}
    code, said, _ = spsim(*command, "--csv", tmp_path / "folder")
    assert code == 0
    assert f"{len(read):,} rows" in said
    files = {file.name: file.read_text(encoding="utf-8") for file in (tmp_path / "folder").iterdir()}
    assert files["log.csv"] == out
    assert set(files) == {"log.csv", "columns.csv", "events.csv", "assumptions.csv", "about.csv"}
    assert dict(list(csv.reader(StringIO(files["columns.csv"])))[1:]) == OF_THE_LOG
    events = list(csv.DictReader(StringIO(files["events.csv"])))
    assert list(events[0]) == list(OF_AN_EVENT)
    assert {row["event"] for row in events} == {what.name for what in What}
    assert load(path).hash in files["about.csv"]
    assert "Replication,3" in files["about.csv"]


def test_one_world_any_replication_and_json(spsim, path):
    _, one, _ = spsim("log", path, "--world", "programme", "--replication", 11, "--json")
    printed = json.loads(one)
    case = Case("child", load(path).scenario, 1)
    assert [row[5:10] for row in printed["rows"]] == [list(row) for row in case.log(World.PROGRAMME, 11)]
    assert printed["columns"] == OF_THE_LOG
    assert len(printed["events"]) == len(What)


def test_what_cannot_be_done_is_said_before_anything_is_run(spsim, path, tmp_path):
    (tmp_path / "there").mkdir()
    code, out, err = spsim("log", path, "--csv", tmp_path / "there")
    assert (code, out) == (2, "")
    assert "--force" in err
    code, out, err = spsim("log", path, "--world", "another")
    assert (code, out) == (2, "")


@pytest.mark.parametrize("to_a_folder", [False, True])
def test_a_log_that_passes_its_cap_is_refused_and_no_folder_is_left(spsim, tmp_path, monkeypatch, to_a_folder):
    path = write(tmp_path, child_toml(settings="most_events = 1000"))
    where = ["--csv", tmp_path / "folder"] if to_a_folder else []
    code, out, err = spsim("log", path, *where)
    assert (code, out) == (2, "")
    assert "too large to run" in err
    monkeypatch.setattr(looking, "refuse_what_never_ends", lambda loaded: None)
    code, out, err = spsim("log", path, *where)
    assert (code, out) == (2, "")
    assert "settings.most_events is 1,000" in err
    assert {file.suffix for file in tmp_path.iterdir()} == {".toml"}


# ---------------------------------------------------------------- explained


def test_help_explains_every_column():
    text = " ".join(grammar.parsers()[1]["log"].format_help().split())
    for name, meaning in OF_THE_LOG.items():
        assert f"{name} {meaning}" in text


def test_the_page_explains_every_column_and_event_in_the_same_words():
    for name, meaning in [*OF_VALUES.items(), *OF_THE_LOG.items()]:
        assert f"| `{name}` | {meaning} |" in PAGE
    for what, kind in EVENTS.items():
        assert f"| {int(what)} | `{what.name}` | {kind.happens} | {kind.where} | {kind.value} |" in PAGE


def test_the_page_says_what_opens_and_closes_each_stay():
    def named(events):
        return ", ".join(f"`{what.name}`" for what in events)

    for stay in STAYS:
        closes = named([*stay.closes, *([] if stay.left is None else [What.LEFT])])
        assert f"| {stay.title} | {stay.by.value} | {named(stay.opens)} | {closes} |" in PAGE
