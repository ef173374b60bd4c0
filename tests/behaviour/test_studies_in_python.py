"""What does a researcher meet of a study in Python? Its frames, as its file, its tables and its JSON have them."""

import csv
import json

import pandas
import pytest

import spsim
from app.cli import main
from app.faces.figures.paper import Picture
from spsim.study_frames import ECONOMICS, SENSITIVITY, SUMMARY
from tests.small_study import capped_study_in, study_in

MONEY = 'outputs = ["net", "service", "capacity", "discharges", "with.wait_for_link_worker"]'
BASIC = 'outputs = ["discharges", "with.wait_for_link_worker"]'
DESIGNS = {
    "sobol": "points = 64",
    "saltelli": "base_points = 64",
    "morris": "trajectories = 4",
    "one_way": "",
    "two_way": "levels = 3",
    "list": "[[design.list]]",
}


def study_of(folder, kind):
    # The same luck everywhere: so few points of so small a service would have nothing to say beside their own.
    path = study_in(folder, kind, DESIGNS[kind], 'each = 3\nluck = "same"', name=kind)
    path.write_text(path.read_text(encoding="utf-8").replace(BASIC, MONEY), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("studies")


@pytest.fixture(scope="module")
def sampled(folder):
    return spsim.study(study_of(folder, "sobol"), store=folder / "sampled.study", jobs=1)


@pytest.fixture(scope="module")
def by_design(folder, sampled):
    kinds = ("saltelli", "morris", "one_way", "two_way")
    made = {kind: spsim.study(study_of(folder, kind), store=folder / f"{kind}.study", jobs=1) for kind in kinds}
    return made | {"sobol": sampled}


# ---------------------------------------------------------------- the same as everywhere


def cells(frame):
    """As a CSV file has them."""
    return [["" if pandas.isna(cell) else str(cell) for cell in row] for row in frame.astype(object).to_numpy()]


def test_frames_are_the_exported_tables_to_the_last_digit(sampled, folder):
    assert main(["study", "export", str(folder / "sampled.study"), str(folder / "tables"), "--quiet"]) == 0
    for name, frame in (("results", sampled.frame), ("points", sampled.inputs)):
        with (folder / "tables" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as stream:
            head, *rows = csv.reader(stream)
        assert list(frame.columns) == head == list(frame.attrs["columns"])
        assert len(rows) == {"results": 64 * 3 * 2, "points": 64}[name]
        for found, row in zip(cells(frame), rows, strict=True):
            pairs = zip(found, row, strict=True)
            assert all(a == b or (a and b and float(a) == float(b)) for a, b in pairs), (found, row)


def test_the_json_is_the_command_lines(by_design, folder, capsys, monkeypatch):
    monkeypatch.chdir(folder)
    for kind, one in by_design.items():
        store = one.path.name
        assert main(["study", "run", f"{kind}.study.toml", "--store", store, "--json", "--quiet"]) == 0
        printed = json.loads(capsys.readouterr().out)
        assert printed["result"] == one.hash
        assert printed["answer"] == json.loads(one.json())


def indices_of(answer):
    """Every index of the JSON: output, scenario, less, input, index, estimate and interval."""
    drawn, moved = ([one["name"] for one in answer[key]] for key in ("drawn", "inputs"))

    def each(names, found):
        return zip(names, found, strict=bool(found))  # an analysis that was refused has none

    for one in answer["outputs"]:
        of = (one["output"], one["arm"], one["less"])
        for names, analysis, part, said in (
            (moved, "sobol", "first", "first"),
            (moved, "sobol", "total", "total"),
            (drawn, "given", "first", "first"),
            (drawn, "shapley", "effects", "effect"),
        ):
            for name, index in each(names, one.get(analysis, {}).get(part, ())):
                yield (*of, name, said, index["value"], index["low"], index["high"])
        for name, effects in each(moved, one.get("morris", {}).get("effects", ())):
            for part in ("mu", "mu_star", "sigma"):
                yield (*of, name, part, effects[part]["value"], effects[part]["low"], effects[part]["high"])
        for name, swing in each(moved, one.get("one_way", {}).get("swings", ())):
            for change in swing["changes"]:
                yield (*of, name, "change", change["mean"], change["error_low"], change["error_high"])


@pytest.mark.parametrize("kind", ["sobol", "saltelli", "morris", "one_way"])
def test_sensitivity_is_that_of_the_json(by_design, kind):
    one = by_design[kind]
    frame = one.sensitivity
    columns = ["output", "scenario", "less", "input", "index", "estimate", "low", "high"]
    rows = frame[~frame["index"].isin(["distance", "sum of first"])][columns].astype(object).to_numpy()
    found = [tuple(None if pandas.isna(cell) else cell for cell in row) for row in rows.tolist()]
    said = sorted(indices_of(json.loads(one.json())), key=str)
    assert len(said) > 10
    assert sorted(found, key=str) == said


def test_intervals_stand_under_their_own_names(sampled):
    said = {(one["output"], one["arm"], one["less"]): one["summary"] for one in json.loads(sampled.json())["outputs"]}
    frame = sampled.summary
    assert len(frame) == len(said) == 15
    assert frame.between_share.notna().all()
    for row in frame.astype(object).itertuples():
        one = said[(row.output, row.scenario, None if pandas.isna(row.less) else row.less)]
        assert [row.error_low, row.error_high] == one["error"]
        assert [row.year_low, row.year_high] == one["one_year"]
        unknown = one["unknown"] or {"low": None, "high": None}
        ends = [None if pandas.isna(end) else end for end in (row.unknown_low, row.unknown_high)]
        assert ends == [unknown["low"], unknown["high"]]
        assert (row.between, row.within) == (one["split"]["between"], one["split"]["within"])


def test_its_economics_are_those_of_the_json(sampled):
    said, found = json.loads(sampled.json())["economics"], sampled.economics
    assert [*found.money["mean"]] == [one[of]["mean"] for one in said["money"] for of in ("net_cash", "net_capacity")]
    effect = said["effects"][0]
    at = found.acceptability.query(f"effect == '{effect['effect']}'")
    assert at.chance.tolist() == [chance for row in effect["curves"]["chances"] for chance in row]
    assert at.loss.tolist() == [loss for row in effect["curves"]["losses"] for loss in row]
    assert found.plane.net_cost.tolist() == [place["cost"] for place in effect["places"]]
    assert found.quadrants.groupby("option").share.sum().tolist() == pytest.approx([1, 1])
    assert set(found.evpi.effect) == {"discharges", "net cash", "net capacity"}
    worth = [one["worth"]["pounds"] for decision in said["decisions"] for one in decision["inputs"]]
    assert [None if pandas.isna(pounds) else pounds for pounds in found.evppi.pounds] == worth


def test_a_study_that_draws_nothing_says_nothing_of_money(by_design):
    one = by_design["one_way"]
    assert one.economics is None
    assert len(one.summary) == 0
    with pytest.raises(spsim.WrongInput, match="says nothing of money"):
        one.plot_economics()


# ---------------------------------------------------------------- what frames carry


def test_every_frame_says_what_made_it(sampled):
    money = sampled.economics
    frames = {name: getattr(sampled, name) for name in ("frame", "inputs", "summary", "sensitivity")}
    frames |= {name: getattr(money, name) for name in ECONOMICS}
    explained = {"summary": SUMMARY, "sensitivity": SENSITIVITY, **ECONOMICS}
    for name, frame in frames.items():
        assert len(frame) > 0, name
        assert frame.attrs["seeds"] == [3]
        assert frame.attrs["replications"] == 3
        assert frame.attrs["result"] == sampled.hash
        assert set(frame.attrs["hash"]) == set(frame.attrs["title"]) == {"base", "more"}
        assert frame.attrs["command"] == "spsim.study('sobol.study.toml', store='sampled.study')"
        assert list(frame.columns) == list(frame.attrs["columns"])
        assert list(frame.columns) == list(explained.get(name, frame.columns))
    assert sampled.frame.attrs["units"]["net"] == "£"
    assert "unknown_low, unknown_high" in sampled.summary.attrs["intervals"]


# ---------------------------------------------------------------- run, open, go on


def test_without_a_store_nothing_stays_and_the_results_are_the_same(sampled, folder, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    steps = []
    again = spsim.study(folder / "sobol.study.toml", executor="sequential", progress=lambda *step: steps.append(step))
    assert list(tmp_path.iterdir()) == []
    assert again.path is None
    assert again.hash == sampled.hash
    pandas.testing.assert_frame_equal(again.frame, sampled.frame, check_exact=True)
    assert steps[-1][1:] == (192, 192)
    assert capsys.readouterr() == ("", "")


@pytest.fixture
def often(monkeypatch):
    """A study that keeps, and says, what is done after every batch; and each is small."""
    monkeypatch.setattr("experiments.study.running.KEPT_EVERY_SECONDS", 0.0)
    monkeypatch.setattr("experiments.study.running.BATCH_AT_MOST", 4)


def stop(what, done, planned):
    """Enough of it."""
    if done >= 30:
        raise spsim.Cancelled("Enough.")


def test_a_stopped_study_is_opened_as_it_is_and_gone_on_with(often, sampled, folder, tmp_path):
    store = tmp_path / "some.study"
    again = {"executor": "sequential", "store": store}
    with pytest.raises(spsim.Cancelled, match="are kept"):
        spsim.study(folder / "sobol.study.toml", progress=stop, **again)
    opened = spsim.study(store)
    assert not opened.complete
    assert opened.path == store
    assert 0 < opened.frame["net"].notna().sum() < len(opened.frame) == len(sampled.frame)
    assert repr(opened) == "<Study sobol: 64 points of base, more, not complete>"
    whole = spsim.study(folder / "sobol.study.toml", **again)
    assert (whole.complete, whole.hash) == (True, sampled.hash)
    assert spsim.study(str(store)).json() == sampled.json()


def test_stopped_without_a_store_it_says_that_nothing_is_kept(often, folder):
    with pytest.raises(spsim.Cancelled, match="nothing of it is kept: name a file"):
        spsim.study(folder / "sobol.study.toml", executor="sequential", progress=stop)


def test_points_that_failed_are_there_with_their_reason(tmp_path):
    one = spsim.study(capped_study_in(tmp_path / "a"), jobs=1)
    assert one.complete
    assert 0 < len(one.failed) < 16
    assert all("events in a replication" in why for why in one.failed.values())
    assert one.inputs.set_index("point").failed.dropna().to_dict() == one.failed
    empty = one.frame[one.frame["discharges"].isna()]
    assert set(empty.point) == set(one.failed)
    assert len(empty) == len(one.failed) * 2 * 2


def test_what_is_wrong_is_one_of_the_exceptions_of_the_door(sampled, folder, tmp_path):
    with pytest.raises(spsim.ScenarioError, match="no study of this name"):
        spsim.study("unknown_inputs_of_the_pilott")
    with pytest.raises(spsim.WrongInput, match="There is no file"):
        spsim.study(tmp_path / "none.study")
    with pytest.raises(spsim.WrongInput, match="leave out the store"):
        spsim.study(sampled.path, store=tmp_path / "b.study")
    with pytest.raises(spsim.WrongInput, match="threads, processes, sequential, not in thread"):
        spsim.study(folder / "sobol.study.toml", executor="thread")
    with pytest.raises(spsim.WrongInput, match="no output called nett: there is net, service"):
        sampled.plot_drivers("nett")
    with pytest.raises(spsim.WrongInput, match="base less more; each is taken less the first"):
        sampled.plot_drivers(less="more")
    with pytest.raises(spsim.WrongInput, match="no picture of its economics called plain"):
        sampled.plot_economics("plain")


# ---------------------------------------------------------------- pictures


@pytest.mark.parametrize("kind", ["sobol", "saltelli", "morris", "one_way", "two_way"])
def test_what_drives_an_output_is_drawn_as_its_design_allows(by_design, kind):
    picture = by_design[kind].plot_drivers("net", scenario="more", less="base", width=120)
    assert isinstance(picture, Picture)
    assert picture.get_size_inches()[0] == pytest.approx(120 / 25.4)
    assert "more less base" in picture.caption


def test_every_other_picture_is_drawn(sampled, by_design):
    pictures = [sampled.plot_two_levels("net"), by_design["saltelli"].plot_convergence("net")]
    for of in ("plane", "acceptability", "expected loss", "value of certainty"):
        pictures.append(sampled.plot_economics(of, effect="discharges"))
    for one in pictures:
        assert one.caption
        assert f"study {'saltelli' if one is pictures[1] else 'sobol'}, " in one.made_by
