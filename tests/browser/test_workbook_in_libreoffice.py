"""Do office programs see what we wrote? Recalculated and printed by LibreOffice, without a screen."""

import copy
import shutil
import subprocess

import openpyxl
import pytest

from app.faces.workbook.budget_impact import BY_PAYER, CASH_BY_PAYER, POSTS
from experiments.compare import run_pairs
from experiments.run import Case
from sim.loading import bundled, load
from tests.behaviour.test_report import STEP
from tests.behaviour.test_workbook import INPUTS, MADE, MORE_POSTS, WrittenBook, care_of, row_of
from tests.plain import answer, words, write_brief, write_workbook
from tests.scenarios import loaded
from tests.spoiled import spoiled

ALWAYS_RECALCULATE = """\
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>
</item>
</oor:items>
"""
PENNY = 0.005
ODD_PAYERS = {
    "costs.link_worker": 'payer = "<>ICB"',
    "costs.care": 'payer = "=Trust*"',
    "costs.gp": 'payer = "icb?"',
}


@pytest.fixture(scope="module")
def convert(tmp_path_factory):
    """LibreOffice with a profile of its own that recalculates whatever it opens."""
    office = shutil.which("soffice")
    assert office, "LibreOffice is not installed: make browser-test does it"
    profile = tmp_path_factory.mktemp("profile")
    (profile / "user").mkdir()
    (profile / "user" / "registrymodifications.xcu").write_text(ALWAYS_RECALCULATE, encoding="utf-8")

    def run(kind, folder, *paths):
        said = subprocess.run(
            [
                *(office, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", kind),
                *("--outdir", str(folder), *map(str, paths)),
            ],
            capture_output=True,
            text=True,
            timeout=300,
            check=True,
        )
        made = [folder / f"{path.stem}.{kind.partition(':')[0]}" for path in paths]
        assert all(path.is_file() for path in made), said.stderr
        return made

    return run


@pytest.fixture(scope="module")
def whole():
    """Two scenarios with payers that a spreadsheet's own criteria would misread."""
    return WrittenBook(loaded(**ODD_PAYERS), loaded(**ODD_PAYERS, **MORE_POSTS)).answer


@pytest.fixture(scope="module")
def recalculated(whole, convert, tmp_path_factory):
    """What the workbook's formulas come to, worked out afresh."""
    folder = tmp_path_factory.mktemp("recalculated")
    write_workbook(whole, folder / "book.xlsx")
    (folder / "out").mkdir()
    without_values(folder / "book.xlsx")
    (path,) = convert("xlsx", folder / "out", folder / "book.xlsx")
    return openpyxl.load_workbook(path, data_only=True)


def without_values(path, change=lambda book: None):
    """The same workbook as openpyxl writes it: with formulas, and nothing of what they come to."""
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    assert openpyxl.load_workbook(path, data_only=True)["Budget impact"]["G6"].value is None


def years(sheet, row, n):
    return [sheet.cell(row, 7 + j).value for j in range(n + 1)]


@pytest.mark.parametrize("which", [0, 1])
def test_every_pound_recalculates_to_the_programs_own(recalculated, whole, which):
    sheet = recalculated[["Budget impact", "Budget impact 2"][which]]
    ledger = whole["scenarios"][which]["ledger_by_year"]
    n = len(ledger["years"])
    for title, name in (
        ("Capacity released", "capacity"),
        ("Cash released", "cash"),
        ("Cost of the service", "service"),
        ("Net cash", "net"),
    ):
        own = ledger["totals"][name]
        assert years(sheet, row_of(sheet, title), n) == pytest.approx([*own, sum(own)], abs=PENNY)
    for title, world in (("Cost under usual care", "usual care"), ("Cost with the programme", "programme")):
        start = row_of(sheet, title) + 1
        for i, line in enumerate(ledger["lines"]):
            assert years(sheet, start + i, n)[:n] == pytest.approx(line[world]["amount"], abs=PENNY)
        total = [sum(year) for year in zip(*(line[world]["amount"] for line in ledger["lines"]), strict=True)]
        assert years(sheet, start + len(ledger["lines"]), n) == pytest.approx([*total, sum(total)], abs=PENNY)
    assert {row[6] for row in sheet.iter_rows(values_only=True) if row[0] == "same as above?"} == {"yes"}


def test_every_payer_recalculates_to_the_money_by_year(recalculated, whole):
    sheet, scenario = recalculated["Budget impact"], whole["scenarios"][0]
    start = row_of(sheet, BY_PAYER) + 1
    names = scenario["ledger_by_year"]["years"]
    for i, payer in enumerate(dict.fromkeys(line["payer"] for line in scenario["ledger_by_year"]["lines"])):
        assert sheet.cell(start + i, 1).value == payer
        own = [
            sum(
                row["usual care"] - row["programme"]
                for row in scenario["money_by_year"]
                if (row["year"], row["payer"]) == (name, payer)
            )
            for name in names
        ]
        assert years(sheet, start + i, len(names)) == pytest.approx([*own, sum(own)], abs=PENNY)


def test_discounting_recalculates_to_the_programs_own(recalculated, whole):
    sheet, budget = recalculated["Budget impact"], whole["scenarios"][0]["budget"]
    row = years(sheet, row_of(sheet, "Net cash, discounted"), len(budget["years"]))
    assert row[-1] == pytest.approx(-budget["totals"][-1]["discounted"]["cash"]["mean"], abs=PENNY)


def test_the_bridge_and_the_cash_recalculate(recalculated, whole):
    drawn, start = recalculated["Bridge chart"], row_of(recalculated["Bridge chart"], "Step") + 1
    steps = whole["scenarios"][0]["bridge"]["2"]
    for i, step in enumerate(step for step in steps if step["kind"] == "subtotal" or not words.unseen(step)):
        assert drawn.cell(start + i, 2).value == pytest.approx(step["mean"], abs=PENNY)
    total = [recalculated["Cash by year and payer"].cell(5, column).value for column in (5, 6, 7)]
    rows = [row for scenario in whole["scenarios"] for row in scenario["money_by_year"]]
    usual, programme = (sum(row[world] for row in rows) for world in ("usual care", "programme"))
    assert total == pytest.approx([usual, programme, usual - programme], abs=PENNY)


def test_no_sheet_holds_an_error(recalculated):
    for sheet in recalculated:
        for row in sheet.iter_rows():
            assert not [cell.coordinate for cell in row if cell.data_type == "e"], sheet.title


def test_a_doubled_price_doubles_its_line_alone_and_the_check_says_so(whole, convert, tmp_path):
    lines = whole["scenarios"][0]["ledger_by_year"]["lines"]
    n = len(whole["scenarios"][0]["ledger_by_year"]["years"])
    which = next(i for i, line in enumerate(lines) if line["role"] == "care")

    def change(book):
        sheet = book["Budget impact"]
        cell = sheet.cell(row_of(sheet, "Inputs: quantities under usual care, and prices") + 1 + which, 5)
        cell.value *= 2

    write_workbook(whole, tmp_path / "book.xlsx")
    without_values(tmp_path / "book.xlsx", change)
    (tmp_path / "out").mkdir()
    (path,) = convert("xlsx", tmp_path / "out", tmp_path / "book.xlsx")
    sheet = openpyxl.load_workbook(path, data_only=True)["Budget impact"]
    start = row_of(sheet, "Cost with the programme") + 1
    for i, line in enumerate(lines):
        times = 2 if i == which else 1
        assert years(sheet, start + i, n)[:n] == pytest.approx(
            [times * pounds for pounds in line["programme"]["amount"]], abs=PENNY
        )
    said = [row[6] for row in sheet.iter_rows(values_only=True) if row[0] == "same as above?"]
    assert said == ["inputs changed", "yes", "yes", "yes"]  # no share of care is cash here


def test_a_doubled_price_of_care_gives_the_cash_that_the_program_gives(convert, tmp_path):
    """Cash by whole posts: what the sheet makes of a doubled price is what a run at that price says; and a share typed
    in, past the sheet's own refusal, counts nothing twice."""

    def change(book):
        sheet = book["Budget impact"]
        row = row_of(sheet, INPUTS) + 1 + care_of(ledger)
        assert sheet.cell(row, 5).value == 3000
        sheet.cell(row, 5).value, sheet.cell(row, 6).value = 6000, 1

    price = "gbp = {{ value = {}, source = 'made up', grade = 'assumed' }}\n"
    answers = [
        WrittenBook(loaded(**{"costs.care": price.format(gbp) + STEP["costs.care"]})).answer for gbp in (3000, 6000)
    ]
    ledger, dearer = (whole["scenarios"][0]["ledger_by_year"] for whole in answers)
    n = len(ledger["years"])
    write_workbook(answers[0], tmp_path / "book.xlsx")
    without_values(tmp_path / "book.xlsx", change)
    (tmp_path / "out").mkdir()
    (path,) = convert("xlsx", tmp_path / "out", tmp_path / "book.xlsx")
    sheet = openpyxl.load_workbook(path, data_only=True)["Budget impact"]
    assert sum(dearer["released"][0]["cash"]) > 0
    assert years(sheet, row_of(sheet, POSTS) + 6, n)[:n] == pytest.approx(dearer["released"][0]["cash"], abs=PENNY)
    for title, name in (("Capacity released", "capacity"), ("Cash released", "cash"), ("Net cash", "net")):
        assert years(sheet, row_of(sheet, title), n)[:n] == pytest.approx(dearer["totals"][name], abs=PENNY)
    start = row_of(sheet, CASH_BY_PAYER) + 1
    whole = {row["payer"]: -row["cash"]["mean"] for row in answers[1]["scenarios"][0]["budget"]["by_payer"]}
    shown = {sheet.cell(start + i, 1).value: sheet.cell(start + i, 7 + n).value for i in range(len(whole))}
    assert shown == pytest.approx(whole, abs=PENNY)


# ---------------------------------------------------------------- the brief


def asked_of(*names, replications):
    cases = [Case.of(one, 1) for one in map(load, names)]
    results, precision = run_pairs([one for one in cases], replications=replications)
    return answer(cases, results, precision, {**MADE, "command": f"spsim compare {' '.join(names)}"})


def pages(path):
    said = subprocess.run(["pdfinfo", str(path)], capture_output=True, text=True, check=True).stdout
    return int(next(line.split()[1] for line in said.splitlines() if line.startswith("Pages:")))


def with_swings(whole):
    """As if inputs had been varied: the values with a range, each moving net cash less than the one before."""
    for scenario in whole["scenarios"]:
        if not scenario["bridge"]:
            continue
        base = scenario["bridge"][max(scenario["bridge"])][-1]
        rows = []
        for i, row in enumerate([row for row in scenario["assumptions"] if row["low"]]):
            ends = {"at_low": -250_000.0 / (i + 1), "at_high": 250_000.0 / (i + 1), "swing": 500_000.0 / (i + 1)}
            net = {**ends, **{f"{name}_half_width": 20_000.0 for name in ends}}
            rows.append({**row, "times": False, "value": 1.0, "low": 0.5, "high": 2.0, "net": net})
        years = int(max(scenario["bridge"]))
        scenario["swings"] = {"years": years, "replications": 3, "base": {"net": base}, "rows": rows, "skipped": []}
    return whole


PILOT, THIRD = "rotherham_mental_health_pilot", "third_post"
LONG = "Two link workers and eight groups, with or without a review clinic"[:60]


def asked_for():
    """Answers by name: every bundled scenario; two, three and five options; titles of 60 letters; thirty years."""
    rest = sorted({*bundled()} - {PILOT, THIRD})
    given = {name: [name] for name in bundled()}
    given |= {"two": [PILOT, THIRD], "three": [PILOT, THIRD, rest[0]], "five": [PILOT, THIRD, *rest[:3]]}
    found = {stem: with_swings(asked_of(*names, replications=3)) for stem, names in given.items()}
    titled = copy.deepcopy(found["two"])
    for letter, scenario in zip("AB", titled["scenarios"], strict=True):
        scenario["title"] = f"{LONG[:-1]}{letter}"
    years = "last_referral = 2044-04-01\nservice_end = 2044-10-01\nend = 2045-04-01"
    return found | {"sixty letters": titled, "thirty years": WrittenBook(loaded(dates=years), replications=2).answer}


def test_every_brief_has_two_pages(convert, tmp_path):
    """Some of them with the longest of texts, too."""
    found = asked_for()
    for stem, whole in found.items():
        write_brief(whole, tmp_path / f"{stem}.docx")
    for stem in (PILOT, THIRD, "two", "five"):
        write_brief(spoiled(found[stem], "a long text of many words " * 40), tmp_path / f"long_{stem}.docx")
    printed = convert("pdf", tmp_path, *sorted(tmp_path.glob("*.docx")))
    assert len(printed) == len(found) + 4
    assert {path.stem: pages(path) for path in printed if pages(path) != 2} == {}
