"""What of this is evidence, what is only fit: predicted, then compared, then shown on a page and as CSV."""

import csv
import json
import re
import tomllib
from html import unescape
from io import StringIO

import pytest

from tests.scenarios import BASE_TOML

RANGE = 'low = 1, high = 3, grade = "assumed", source = "fitted", informed_by = "52 came"'
MADE_UP = 'source = "made up", grade = "assumed"'
TARGETS = """\
status = "reproduces"
why = "Made up."
not_identified = ["Why anybody came."]

[targets.first_half]
title = "Came in the first half"
measure = "referred"
published = 52
within = 26
use = "calibrate"
starts = 2015-04-01
ends = 2015-10-01
source = "[1]: made up"

[targets.whole_year]
title = "Came in the year\\u202e <b>"
measure = "referred"
published = {published}
use = "hold out"
starts = 2015-04-01
ends = 2016-04-01
source = "[2]: made up"
miss = "More came in the second half."
"""
PREDICT = ["--predict", "--draws", "60", "--jobs", "1", "--quiet"]
REPORT = ["--replications", "4", "--jobs", "1", "--quiet"]


@pytest.fixture
def service(tmp_path):
    """One in a folder of its own."""
    return write_service(tmp_path)


def write_service(folder):
    """A scenario whose demand is fitted to half a year, in a folder with a ledger of its own."""
    text = BASE_TOML.replace(f"{{ value = 2, {MADE_UP} }}", f"{{ value = 2, {RANGE} }}", 1)
    path = folder / "service.toml"
    path.write_text(text)
    path.with_name("service.targets.toml").write_text(TARGETS.format(published=500))
    return path


def words(page):
    """What a page says, without its marks."""
    return " ".join(
        unescape(re.sub(r"<style>.*?</style>|<[^>]+>", " ", page, flags=re.S)).replace("\u2060", "").split()
    )


def rows_of(table):
    return list(csv.DictReader(StringIO(table.read_text(encoding="utf-8"))))


def record(service):
    return tomllib.loads(service.with_name("predictions.toml").read_text())


def test_a_figure_is_predicted_before_it_is_compared_and_a_miss_stays(spsim, service, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    code, out, _ = spsim("validate", service, *PREDICT)
    assert (code, "500" in out) == (0, False)
    [made] = record(service)["predictions"]
    assert made["given"] == ["first_half"]
    assert made["low"] < 104 < made["high"]
    assert made["high"] - made["low"] < 0.75 * (made["prior_high"] - made["prior_low"])
    assert made["drivers"][0] == "demand.referrals_per_week"
    before = service.with_name("predictions.toml").read_text()

    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000060")
    code, out, _ = spsim("validate", service, "--compare", "--quiet")
    assert (code, "MISSED" in out) == (0, True)
    assert service.with_name("predictions.toml").read_text().startswith(before.rstrip("\n"))
    [done] = record(service)["comparisons"]
    assert (done["published"], done["inside"], done["hash"]) == (500, False, made["hash"])

    for again in (PREDICT, ["--compare", "--quiet"]):
        assert "Nothing to" in spsim("validate", service, *again)[1]


def test_a_changed_scenario_is_predicted_again_and_both_results_stand(spsim, service, monkeypatch):
    for n, change in enumerate((None, ("posts = { value = 2", "posts = { value = 3"))):
        if change:
            service.write_text(service.read_text().replace(*change))
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(1700000000 + 100 * n))
        spsim("validate", service, *PREDICT)
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(1700000050 + 100 * n))
        spsim("validate", service, "--compare", "--quiet")
    hashes = [one["hash"] for one in record(service)["predictions"]]
    assert len(set(hashes)) == 2
    assert [one["hash"] for one in record(service)["comparisons"]] == hashes


def test_a_comparison_in_the_same_moment_is_refused(spsim, service, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    spsim("validate", service, *PREDICT)
    spsim("validate", service, "--compare", "--quiet")
    code, out, err = spsim("validate", service, "--compare", "--quiet")
    assert (code, out) == (2, "")
    assert "not after its prediction" in err


def test_the_page_says_first_what_is_evidence_and_the_table_has_every_number(spsim, service, monkeypatch, tmp_path):
    for second, do in ((0, PREDICT), (60, ["--compare", "--quiet"])):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(1700000000 + second))
        spsim("validate", service, *do)
    page, table = tmp_path / "page.html", tmp_path / "table.csv"
    code, _, _ = spsim("validate", service, *REPORT, "--report", page, "--csv", table)
    assert code == 0
    text = words(page.read_text(encoding="utf-8"))
    said = text[: text.index("Every published figure, by its use")]
    assert said.index("Evidence: 1 figure") < said.index("Only fit: 1 published figure")
    assert "0 lie inside, 1 do not" in said
    assert "of the same service, in another report 0 of 1. By what it is about: demand 0 of 1." in said
    assert "no independent figure confirms it" in said
    assert "Came in the year <b> (A small service, made up): published 500, predicted" in said
    assert "More came in the second half." in said
    assert "Why anybody came." in text
    assert "both on 14 November 2023" in text
    assert "\u202e" not in page.read_text(encoding="utf-8")
    rows = rows_of(table)
    assert [(row["table"], row["use"]) for row in rows] == [
        ("figures", "calibrate"), ("figures", "hold out"), ("ledger", "held out")
    ]  # fmt: skip
    ledger = rows[-1]
    assert (ledger["published"], ledger["inside"], ledger["counted"]) == ("500", "false", "true")
    assert float(ledger["predicted_low"]) < float(ledger["predicted_high"]) < 500


def test_what_is_inside_is_counted_so(spsim, service, monkeypatch, tmp_path):
    """The twin of the miss: only the published figure differs."""
    service.with_name("service.targets.toml").write_text(TARGETS.format(published=104).replace("miss =", "note ="))
    for second, do in ((0, PREDICT), (60, ["--compare", "--quiet"])):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(1700000000 + second))
        spsim("validate", service, *do)
    spsim("validate", service, *REPORT, "--report", tmp_path / "page.html")
    text = words((tmp_path / "page.html").read_text(encoding="utf-8"))
    assert "1 lie inside, 0 do not" in text
    assert "in another report 1 of 1. By what it is about: demand 1 of 1." in text
    assert "Missed, and left as they are" not in text


def test_a_figure_that_an_input_was_informed_by_is_shown_and_not_counted(spsim, service, tmp_path):
    service.with_name("service.targets.toml").write_text(TARGETS.format(published=104))
    service.write_text(service.read_text().replace('informed_by = "52 came"', 'informed_by = "104 in the year"'))
    spsim("validate", service, *PREDICT)
    spsim("validate", service, *REPORT, "--csv", tmp_path / "table.csv")
    [row] = [row for row in rows_of(tmp_path / "table.csv") if row["table"] == "ledger"]
    assert (row["counted"], row["set_from_it"]) == ("false", "demand.referrals_per_week")


def test_a_file_that_is_there_is_not_overwritten_and_nothing_is_run(spsim, service, tmp_path):
    (tmp_path / "page.html").write_text("mine")
    code, out, err = spsim("validate", service, *REPORT, "--report", tmp_path / "page.html")
    assert (code, out) == (2, "")
    assert "add --force" in err
    assert (tmp_path / "page.html").read_text() == "mine"


def test_predictions_come_as_json_too(spsim, service):
    _, out, _ = spsim("validate", service, *PREDICT, "--json")
    [file] = json.loads(out)
    assert (file["file"], file["rows"][0]["figure"]) == ("predictions.toml", "service.whole_year")
