"""Text from a file stays text in every export: no formula, no link, no tag, no turned writing, no control character."""

import copy
import csv
import io
import re
import zipfile
from dataclasses import replace

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn

from app.brief import write_brief
from app.report import cleaned, render
from app.workbook import write_workbook
from experiments.exports import FORMULA_STARTS, results_csv, tidy
from tests.behaviour.test_report import Page
from tests.behaviour.test_workbook import Made
from tests.scenarios import loaded

HOSTILE = [
    "=1+1",
    '=HYPERLINK("http://evil.example","click")',
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "−2",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\0=1+1",
    "{=1+1}",
    "'=1+1",
    '","=1+1","',
    "<script>alert(1)</script>",
    "</title><img src=x onerror=alert(1)>",
    "<a href='javascript:alert(1)'>a</a>",
    "&lt;b&gt; &amp; &#60;",
    "{{ 7*7 }} {% raw %}",
    "http://evil.example/?a=1",
    "internal:'Budget impact'!A1",
    "mailto:someone@evil.example",
    "\u202eturned\u202c \u2066in\u2069 \u200f\u061c",
    "\x1b[31mred\x07\x9b",
    "_x003D_1+1 _x0000_",
    "]]> <!-- <?xml ?> <![CDATA[",
    "&A &P &[Page] && &",
    "\ufffe\uffff\ud800 \ue000",
    "a" * 40_000,
    "[[]] [ ] ][ “quoted” 'single' \"double\" é ü 漢字 🙂",
]


@pytest.fixture(scope="module")
def made():
    return Made(loaded(headline=HEADLINE), replications=2)


HEADLINE = """\
price_year = "2015/16"
gbp_per_discharge_year = { value = 3000, source = "made up", grade = "assumed" }
discharges = { value = 10, source = "made up", grade = "assumed" }
"""


def spoiled(answer, text):
    """An answer in which whatever a file may word says this instead. What the program itself words is left."""
    told = copy.deepcopy(answer)
    scenario = told["scenarios"][0]
    for key in ("name", "title", "question", "description"):
        scenario[key] = text
    scenario["files"], scenario["prices"]["index"] = [text], text
    if scenario["headline"]:
        scenario["headline"]["source"] = text
    told["made"]["command"] = text
    for row in scenario["assumptions"][:2]:
        row["source"] = row["informed_by"] = row["title"] = row["value"] = text
    for row in [*scenario["money_by_year"], *scenario["ledger_by_year"]["lines"]]:
        row["payer"] = text
    for row in scenario["by_trait"]:
        row["title"] = text
    for row in scenario["outcomes"]:
        if row["name"].startswith(("wider", "uses")):
            row["title"] = text
    for row in scenario["warnings"]:
        row["path"], row["message"] = "somewhere", text
    for row in told["options"]["rows"]:
        row["title"] = text
    return told


@pytest.fixture(params=HOSTILE, ids=[f"{i}" for i in range(len(HOSTILE))])
def text(request):
    return request.param


def test_there_are_thirty():
    assert len(set(HOSTILE)) == 30


def test_a_spreadsheet_takes_no_cell_of_a_csv_for_a_formula(made, text):
    question = replace(made.asked[0].question, name=text)
    runs = made.results[0]
    prices = question.prices
    prices.accounts[:] = [account._replace(payer=text) for account in prices.accounts]
    rows = list(csv.reader(io.StringIO(results_csv([(question, runs)]), newline="")))
    tidied = list(tidy(question, runs))
    assert len(rows) == 1 + len(tidied)
    shown = f"'{text}" if text.startswith(FORMULA_STARTS) else text
    assert {row[0] for row in rows[1:]} == {shown}
    assert {row[-2] for row in rows[1:]} == {"", shown}


def formulas(book):
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def test_a_workbook_holds_it_as_a_string(made, text, tmp_path):
    write_workbook(spoiled(made.answer, text), tmp_path / "spoiled.xlsx")
    book = openpyxl.load_workbook(tmp_path / "spoiled.xlsx")
    after = formulas(book)
    assert {name for name, _ in after} == {"Bridge chart", "Cash by year and payer", "Budget impact"}
    assert all(re.fullmatch(r"=[-+A-Z0-9a-z$!:,.()*/^<>=\" ]+", formula) for formula in after.values())
    if len(text) > 3:
        assert not any(text in formula for formula in after.values())
    clean = cleaned(text)
    shown = clean if len(clean) <= 32_767 else f"{clean[:32_766]}…"
    cell = book["Inputs"]["I5"]
    assert (cell.data_type, cell.value) == ("s", shown)
    assert book["Summary"]["A1"].data_type == "s"
    assert book["Summary"]["A1"].value == shown
    assert cell.quotePrefix == clean.startswith(FORMULA_STARTS)
    assert all(cell.hyperlink is None for sheet in book for row in sheet.iter_rows() for cell in row)
    assert not book.defined_names
    with zipfile.ZipFile(tmp_path / "spoiled.xlsx") as parts:
        assert not any("externalLink" in name or "vba" in name.lower() for name in parts.namelist())
        for name in parts.namelist():
            assert b'TargetMode="External"' not in parts.read(name)


def test_a_footer_of_a_workbook_obeys_only_us(made, text, tmp_path):
    write_workbook(spoiled(made.answer, text), tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as parts:
        page = parts.read("xl/worksheets/sheet1.xml").decode()
    footer = re.search(r"<oddFooter>(.*?)</oddFooter>", page, re.S).group(1).replace("&amp;", "&")
    assert len(footer) <= 255
    codes = re.findall(r"&(.)", footer.replace("&&", "").replace("&lt;", "").replace("&gt;", ""))
    assert codes[:2] == ["L", "7"]
    assert codes[-5:] == ["R", "8", "A", "P", "N"]
    assert len(codes) == 7


def test_a_word_brief_holds_it_as_text(made, text, tmp_path):
    write_brief(spoiled(made.answer, text), tmp_path / "a.docx")
    paper = docx.Document(str(tmp_path / "a.docx"))
    lines = [line.text.replace("\u2060", "") for line in paper.paragraphs]
    clean = cleaned(text)
    assert lines[0] == (clean if len(clean) <= 180 else f"{clean[:179]}…")
    told = "".join(lines) + paper.sections[0].footer.paragraphs[0].text
    assert all(c.isprintable() or c in "\u2060 \ufffd" for c in told)
    body = paper.element.body
    for name in ("hyperlink", "fldSimple", "instrText", "object", "drawing", "altChunk"):
        assert not list(body.iter(qn(f"w:{name}"))), name
    assert [each.text for each in paper.sections[0].footer._element.iter(qn("w:instrText"))] == ["PAGE", "NUMPAGES"]
    assert not any(relation.is_external for relation in paper.part.rels.values())


def test_a_report_shows_it_as_text(made, text):
    before, after = Page(render(made.answer)), Page(render(spoiled(made.answer, text)))
    assert {tag for tag, _ in after.tags} <= {tag for tag, _ in before.tags}
    names = {name for _, attributes in before.tags for name in attributes}
    assert {name for _, attributes in after.tags for name in attributes} <= names
    links = {attributes["href"] for tag, attributes in after.tags if tag in ("a", "link")}
    assert all(link.startswith(("#", "data:,")) for link in links)
    squeezed = re.sub(r"\s+", " ", cleaned(text)).strip()
    assert squeezed in after.text
    assert not set(after.text) & set("\u202e\u2066\u200f\u061c\x1b\x07\x00")
