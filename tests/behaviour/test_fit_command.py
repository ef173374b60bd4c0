"""`spsim fit`: what it prints and writes, what it refuses, and what answers do with a fit that is not good."""

import csv
import io
import json
import re
import shutil
import zipfile

import pytest

from app import cli
from app.ask import FitTo, Watch, ask
from experiments.fitting import fit as fitting
from experiments.fitting.stored import as_toml, fit_beside
from sim.errors import Cancelled
from tests.scenarios import child_toml, write

S = 'source = "made up", grade = "assumed"'
BY = 'informed_by = "41 discharged"'
FITTED = {
    "reviews": f"chance_of_discharge = {{ value = 0.3, low = 0.1, high = 0.6, {BY}, {S} }}\n"
    f"odds_ratio_with_full_progress = {{ value = 8, low = 1, high = 32, {BY}, {S} }}\nslots_per_week = 40",
    "demand": f'referrals_per_week = {{ value = 6, low = 4, high = 8, informed_by = "312 referred", {S} }}',
    "link_workers": "posts = 6",
}
TARGETS = "\n".join(
    f'[targets.{name}]\ntitle = "{title}"\nmeasure = "{name}"\npublished = {published}\nuse = "calibrate"\n'
    'starts = 2015-04-01\nends = 2016-04-01\nsource = "made up"\n'
    for name, title, published in (("referred", "Referred", 312), ("discharges", "Discharged at reviews", 41))
)
CHANCE = "“Mean chance of discharge at a first review under usual care”"
FEW = ["--simulations", "800", "--jobs", "1", "--quiet"]
QUICK = ["--replications", "2", "--jobs", "1", "--quiet"]


def made_in(folder):
    """A scenario with figures, in a folder."""
    file = write(folder, child_toml(**FITTED))
    (folder / "child.targets.toml").write_text(TARGETS)
    return file


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """A scenario fitted: its file, and what the command printed."""
    file = made_in(tmp_path_factory.mktemp("fitted"))
    with pytest.MonkeyPatch.context() as patch:
        said = []
        patch.setattr("app.cli.put", lambda stream, text: said.append(text))
        assert cli.main(["fit", str(file), "--report", str(file.with_name("fit.html")), *FEW]) == 0
    return file, "".join(said)


@pytest.fixture
def fitted(printed, tmp_path):
    """A copy of it, to be spoiled."""
    shutil.copytree(printed[0].parent, tmp_path / "fitted")
    return tmp_path / "fitted" / "child.toml"


def flat(text):
    return " ".join(text.split())


# ---------------------------------------------------------------- what it prints and writes


def test_one_screen_says_what_the_figures_leave_of_each_input(printed):
    file, out = printed
    assert out.count("\n") <= 40
    assert max(map(len, out.split("\n"))) <= 80
    said = flat(out)
    assert "3 inputs were fitted together to 2 published figures: 300 mixtures that the figures allow are kept." in said
    assert re.search(r"Referrals +4 to 8 +[56](\.\d+)? +5\.\d+ to 6\.\d+", out)
    assert "What moves together" in out
    assert "Kept in child.fit.toml: answers of this scenario use it." in said
    assert "spsim fit child.toml --simulations 800 --seed 1" in said
    assert str(file.parent) not in out


def test_the_file_is_a_fit_of_that_scenario(printed):
    fit = fit_beside(printed[0])
    assert [one.input for one in fit.inputs] == [
        "demand.referrals_per_week",
        "reviews.chance_of_discharge",
        "reviews.odds_ratio_with_full_progress",
    ]
    assert fit.seed == 1
    assert not list(printed[0].parent.glob("*.part*")), "nothing is left half written"


def test_the_page_has_each_picture_in_words_and_needs_nothing_else(printed):
    page = printed[0].with_name("fit.html").read_text(encoding="utf-8")
    assert page.count('role="img"') == 3 + 1 + 1, "each input, the strongest tie, the figures"
    assert "in each of 300 mixtures that the figures allow" in page
    assert "the figures say" in page
    assert not re.search(r"<script|https?://(?!www\.w3\.org)", page)


def test_everything_says_what_a_researcher_wants(spsim, fitted):
    code, out, err = spsim("fit", fitted, "--all", "--force", "--seed", "7", *FEW)
    assert (code, err) == (0, "")
    said = flat(out)
    assert "From the lowest to the highest part of the mixtures" in said
    assert "Discharged at reviews" in said
    assert "Inputs were fitted to these figures, so that they come out shows the fit and nothing more." in said
    assert "Method: regression-adjusted approximate Bayesian computation" in said
    assert re.search(r"(800|1,600|2,400|3,200) simulations, seed 7", said)
    assert f"Made for {fit_beside(fitted).made_for} (hash" in said
    assert "measured on simulated services with known inputs" in said
    assert fit_beside(fitted).seed == 7


def test_json_has_it_all(spsim, fitted):
    code, out, _ = spsim("fit", fitted, "--json", "--force", *FEW)
    found = json.loads(out)
    assert (code, found["scenario"], found["file"], found["provenance"]["seed"]) == (0, "child", "child.fit.toml", 1)
    [first, *_] = found["fit"]["found"]["inputs"]
    assert first["stated_low"] < first["low"] < first["middle"] < first["high"] < first["stated_high"]
    assert len(found["fit"]["ridge"]["members"]) == found["fit"]["found"]["made"]["members"] == 300


def test_answers_use_it(spsim, fitted):
    _, out, _ = spsim("run", fitted, "--all", *QUICK)
    assert "3 inputs were fitted to published figures together." in flat(out)
    assert "(along the fit)" in flat(out)
    _, out, _ = spsim(
        "break-even",
        fitted,
        "reviews.chance_of_discharge",
        "--low",
        "0.15",
        "--high",
        "0.35",
        "--of",
        "capacity",
        *QUICK,
    )
    assert f"{CHANCE} was fitted to published figures and moves with “Odds ratio" in flat(out)


def test_every_file_has_what_the_fit_found(spsim, fitted):
    there = fitted.parent
    files = ["--csv", there / "tables", "--xlsx", there / "all.xlsx", "--report", there / "all.html", "--json"]
    code, out, _ = spsim("run", fitted, *files, *QUICK)
    [one] = json.loads(out)["scenarios"]
    assert code == 0
    assert [row["path"] for row in one["fit"]["inputs"]] == [row.input for row in fit_beside(fitted).inputs]
    rows = list(csv.DictReader(io.StringIO((there / "tables" / "fits.csv").read_text(encoding="utf-8"), newline="")))
    assert [row["path"] for row in rows] == [row["path"] for row in one["fit"]["inputs"]]
    assert float(rows[0]["low"]) == one["fit"]["inputs"][0]["low"]
    with zipfile.ZipFile(there / "all.xlsx") as book:
        sheets = re.findall(r'sheet name="([^"]+)"', book.read("xl/workbook.xml").decode())
    assert {"Fit", "Fit and figures", "Fit, what moves"} <= {*sheets}
    page = (there / "all.html").read_text(encoding="utf-8")
    assert "What was fitted to published figures, and what they leave open" in page
    assert "Each published figure, and where 90% of the services that the fit predicts would have it" in page


def test_what_a_fit_cannot_tell_stands_among_the_limits_and_what_the_figures_cannot_tell(spsim, fitted):
    fit = fit_beside(fitted)
    wide = fit.model_copy(update={"inputs": [one.model_copy(update={"spread": 0.97}) for one in fit.inputs]})
    fitted.with_name("child.fit.toml").write_text(as_toml(wide, "child"))
    said = "The figures say nothing about “Referrals”: after the fit it may still lie anywhere"
    assert said in flat(spsim("run", fitted, "--all", *QUICK)[1])
    assert said in flat(spsim("validate", fitted, "--all", *QUICK)[1])
    [first, *_] = json.loads(spsim("validate", fitted, "--json", *QUICK)[1])["not_identified"]
    assert said in first


def test_a_break_even_is_looked_for_where_the_figures_allow_it(spsim, fitted):
    where = ["break-even", fitted, "reviews.chance_of_discharge", *QUICK]
    _, out, _ = spsim(*where, "--low", "0.1", "--high", "0.6")
    assert re.search(r"Values below 0\.\d+( and above 0\.\d+)? contradict the figures and were not tried\.", flat(out))
    code, out, err = spsim(*where, "--low", "0.1", "--high", "0.11")
    assert (code, out) == (2, "")
    assert "published figures contradict every value between 0.1 and 0.11: the fit allows 0." in flat(err)


# ---------------------------------------------------------------- what it refuses


def never(*_, **__):
    raise AssertionError("it was run")


def test_a_fit_is_not_overwritten_unasked_for(spsim, fitted, monkeypatch):
    monkeypatch.setattr(fitting, "fit", never)
    before = fitted.with_name("child.fit.toml").read_bytes()
    code, out, err = spsim("fit", fitted, *FEW)
    assert (code, out) == (2, "")
    assert err == "spsim: child has a fit: child.fit.toml. Add --force to make it again.\n"
    assert fitted.with_name("child.fit.toml").read_bytes() == before


@pytest.mark.parametrize(
    ("was", "now", "why"),
    [
        ('use = "calibrate"', 'use = "hold out"', "child has no figure to be fitted to: none of its targets says use"),
        ("measure = ", "measures = ", "child.targets.toml:3"),
        (None, None, "child has no published figures to be held against"),
        (BY, 'note = "x"', "child has no input to be fitted"),
    ],
)
def test_what_cannot_be_fitted_is_refused(spsim, tmp_path, monkeypatch, was, now, why):
    monkeypatch.setattr(fitting, "fit", never)
    file = made_in(tmp_path)
    targets = file.with_name("child.targets.toml")
    if was is None:
        targets.unlink()
    elif was == BY:
        file.write_text(re.sub(r'informed_by = "[^"]*", ', "", file.read_text()))
    else:
        targets.write_text(TARGETS.replace(was, now))
    code, out, err = spsim("fit", file, *FEW)
    assert (code, out) == (2, "")
    assert why in flat(err)
    assert not file.with_name("child.fit.toml").exists()


def test_whoever_stops_it_leaves_nothing_behind(spsim, tmp_path, monkeypatch):
    file = made_in(tmp_path)
    there = sorted(tmp_path.iterdir())

    def stopped(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(fitting, "fit", stopped)
    code, out, err = spsim("fit", file, *FEW)
    assert (code, out) == (130, "")
    assert "No output file was left half written." in err
    assert sorted(tmp_path.iterdir()) == there


def test_a_caller_follows_it_and_may_stop_it(tmp_path):
    file, steps = made_in(tmp_path), []
    watch = Watch(lambda *step: steps.append(step), stopped=lambda: len(steps) > 2)
    with pytest.raises(Cancelled):
        ask(FitTo(scenario=file, simulations=400, jobs=1), watch)
    assert {what for what, _, _ in steps} == {"simulations"}


# ---------------------------------------------------------------- fits that are not good


@pytest.mark.parametrize(
    ("was", "now", "says"),
    [
        (
            r"\n(\d[^\n]*, )(\d[^\n]*)\n",
            r"\n\1 9\2\n",
            "this is not the fit that was made: make it again, and do not edit it",
        ),
        (r"spread = [\d.]+", "spread = 0.01", "this is not the fit that was made"),  # edited by hand
        (r"spread = [\d.e-]+", "spread = none", "This is not TOML"),
        (r"checksum = [^\n]*\n", "", "checksum"),
        (r'made_for = "', "made_for = ", "This is not TOML"),
        (r"\[sample\](.|\n)*", "", "sample"),  # cut off
    ],
)
def test_a_damaged_fit_is_refused_by_file_and_line(spsim, fitted, was, now, says):
    file = fitted.with_name("child.fit.toml")
    spoiled = re.sub(was, now, file.read_text(), count=1)
    assert spoiled != file.read_text()
    file.write_text(spoiled)
    code, out, err = spsim("run", fitted, *QUICK)
    assert (code, out) == (2, "")
    assert re.search(r"^child\.fit\.toml(:\d+)? ", err, re.MULTILINE), err
    assert says in flat(err)


@pytest.mark.parametrize(
    ("file", "was", "now"),
    [("child.toml", "value = 0.3,", "value = 0.31,"), ("child.targets.toml", "published = 41", "published = 42")],
)
def test_a_fit_that_is_out_of_date_is_said_and_not_used(spsim, fitted, file, was, now):
    there = fitted.with_name(file)
    there.write_text(there.read_text().replace(was, now))
    _, out, _ = spsim("run", fitted, "--all", *QUICK)
    assert "The fit beside child was made for other values and is not used. Make it: spsim fit child again." in flat(
        out
    )
    assert "(along the fit)" not in out
    assert "(breaks the fit)" in flat(out)


def test_another_scenarios_fit_is_said_and_not_used(spsim, fitted):
    other = fitted.with_name("other.toml")
    other.write_text(fitted.read_text().replace("value = 8,", "value = 9,"))
    shutil.copy(fitted.with_name("child.targets.toml"), fitted.with_name("other.targets.toml"))
    shutil.copy(fitted.with_name("child.fit.toml"), fitted.with_name("other.fit.toml"))
    _, out, _ = spsim("run", other, "--all", *QUICK)
    assert "The fit beside other was made for other values and is not used." in flat(out)


def test_what_only_chooses_otherwise_uses_it_and_what_knows_otherwise_says_why_not(spsim, fitted):
    more = fitted.with_name("more.toml")
    more.write_text('schema = 1\ntitle = "More"\nextends = "child.toml"\n[link_workers]\nposts = 3\n')
    _, out, _ = spsim("run", more, "--all", *QUICK)
    assert "(along the fit)" in flat(out)
    more.write_text(
        f'schema = 1\ntitle = "Other"\nextends = "child.toml"\n[exits]\nper_year = {{ value = 0.2, {S} }}\n'
    )
    _, out, _ = spsim("run", more, "--all", *QUICK)
    assert "child was fitted with another exits.per_year: its fit is not used here." in flat(out)
