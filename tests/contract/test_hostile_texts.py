"""Text from a scenario file stays text in every export: no formula, no link, no tag, no turned writing, no control.

Thirty texts, each written wherever a file may word something, loaded from that file, run, and read back from every
file that is written and from what is printed. Names (of activities, traits, levels, lines) are refused.
"""

import csv
import io
import json
import re
import zipfile
from contextlib import redirect_stderr, redirect_stdout
from types import SimpleNamespace

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn

from app import cli
from app.texts import UNSEEN, cleaned
from experiments.exports import FORMULA_STARTS
from sim.errors import ScenarioError
from sim.loading import load
from tests.behaviour.test_report import Page
from tests.scenarios import child_toml, write

NO_TEXT = "half \ud800 a letter"
HOSTILE = [
    "=1+1",
    '=HYPERLINK("http://evil.example","click")',
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\0=1+1",
    "\u200b=1+1 \ufeffzero\u2060width\u00ad",
    '","=1+1","',
    "<script>alert(1)</script>",
    "</title><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)" x=\'',
    "' style='position:fixed' onload='alert(1)",
    "</text></svg><svg onload=alert(1)>",
    "<a href='javascript:alert(1)'>a</a>",
    "&lt;b&gt; &amp; &#60;script&#62;",
    "{{ 7*7 }} {% raw %} ${7*7}",
    "http://evil.example/?a=1",
    "internal:'Budget impact'!A1",
    "\u202eturned\u202c \u2066in\u2069 \u200f\u061c",
    "\x1b[31mred\x07\x9b2J\x1b]0;title\x07",
    "_x003D_1+1 _x0000_",
    "]]> <!-- <?xml ?> <![CDATA[",
    "&A &P &[Page] && &",
    "\ufffe\uffff \ue000",
    NO_TEXT,
    "a" * 900,
]
REFUSED = {NO_TEXT: "not UTF-8", "a" * 900: "title must have at most 200 characters"}
FILES = {
    **{"--report": "a.html", "--xlsx": "a.xlsx", "--docx": "a.docx"},
    **{"--json-file": "a.json", "--csv": "tables", "--events": "events.csv"},
}
PLAIN = "Plain words"


def toml_text(text):
    """A text as TOML writes it."""
    escaped = [f"\\u{ord(c):04x}" if c in '"\\' or ord(c) < 32 or 126 < ord(c) < 160 else c for c in text]
    return f'"{"".join(escaped)}"'


def hostile_toml(text, *, title=True):
    """A file that says this wherever it may say something. Sources and payers of other lines stay what they are."""
    said = toml_text(text)
    evidence = f'source = {said}, informed_by = {said}, note = {said}, grade = "assumed"'
    top = f"title = {said}\n" if title else ""
    return f"{top}question = {said}\ndescription = {said}\n" + child_toml(
        **{
            "demand": f"referrals_per_week = {{ value = 1, low = 0.5, high = 2, {evidence} }}",
            "traits.age": f"title = {said}",
            "care_lines.gp": f"title = {said}",
            "progress.wider.volunteering": f"title = {said}",
            "activities.choir": f"kind = {said}",
            "activities.walks": f"payment = {{ form = 'spot', price_year = '2015/16', payer = {said}, "
            f"gbp = {{ value = 10, {evidence} }} }}",
            "costs.link_worker": f"payer = {said}",
            "stated_values.belonging": f"title = {said}\nkind = 'social_return'\nper = 'went_on'\n"
            f"price_year = '2015/16'\ngbp = {{ value = 400, {evidence} }}",
            "costs.care": f"title = {said}\npayer = {said}\n"
            f"cashable_share = {{ value = 0.3, low = 0, high = 1, {evidence} }}",
            "prices": 'year = "2015/16"',
            "prices.index": f'name = {said}\nsource = {said}\nyears = {{ "2015/16" = 1.0, "2016/17" = 1.02 }}\n'
            'grade = "assumed"',
            "headline": f'price_year = "2015/16"\ngbp_per_discharge_year = {{ value = 3000, {evidence} }}\n'
            f"discharges = {{ value = 10, {evidence} }}",
        }
    )


def file_name(text):
    """The scenario's own name says it too, as far as a file can be called so."""
    return text if len(text) < 200 and not {"/", "\0"} & {*text} else "child"


def ran(folder, text, *, title=True):
    """A scenario file with this text, run with every file written; and what all commands print of it."""
    path = write(folder, hostile_toml(text, title=title).encode()).rename(folder / f"{file_name(text)}.toml")
    files = [word for option, name in FILES.items() for word in (option, str(folder / name))]
    quick, printed = ["--replications", "1", "--jobs", "1", "--engine", "simpy", "--quiet"], {}
    for argv in (
        ["run", path, *quick, *files],
        ["show", path],
        ["check", path],
        ["explain", path, "--person", "1"],
        ["log", path, "--world", "usual"],
    ):
        with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as err:
            assert cli.main([str(word) for word in argv]) == 0, err.getvalue()
        printed[argv[0]] = out.getvalue() + err.getvalue()
    return SimpleNamespace(text=text, folder=folder, printed=printed, clean=cleaned(text))


LOADED = [text for text in HOSTILE if text != NO_TEXT]


@pytest.fixture(scope="module", params=range(len(LOADED)))
def made(request, tmp_path_factory):
    """One run for each text; of what is refused, only without what made it so."""
    text = LOADED[request.param]
    return ran(tmp_path_factory.mktemp("hostile"), text, title=text not in REFUSED)


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    return ran(tmp_path_factory.mktemp("plain"), PLAIN)


def test_there_are_thirty():
    assert len(set(HOSTILE)) == 30


@pytest.mark.parametrize("text", REFUSED, ids=["half a letter", "far too long"])
def test_what_is_refused_is_refused_in_words(text, tmp_path):
    path = write(tmp_path, hostile_toml(text).encode("utf-8", "surrogatepass"))
    with pytest.raises(ScenarioError) as refused:
        load(path)
    assert REFUSED[text] in str(refused.value)
    assert str(refused.value).replace("\n", "").isprintable()


@pytest.mark.parametrize("section", ["activities", "traits", "traits.age.levels", "care_lines", "costs"])
@pytest.mark.parametrize("text", [text for text in HOSTILE if text not in REFUSED], ids=range(len(HOSTILE) - 2))
def test_a_name_cannot_be_hostile(section, text, tmp_path):
    path = write(tmp_path, child_toml(**{f"{section}.{toml_text(text)}": ""}).encode())
    with pytest.raises(ScenarioError) as refused:
        load(path)
    assert "is not a name. Use lower case letters, digits and _" in str(refused.value)
    assert str(refused.value).replace("\n", "").isprintable()


# ---------------------------------------------------------------- what is printed


def test_a_terminal_is_not_steered(made):
    for printed in made.printed.values():
        assert not {c for c in printed if c != "\n" and (c in UNSEEN or not (c.isprintable() or c == "�"))}
    if len(made.text) < 60:
        assert " ".join(made.clean.split()) in " ".join(made.printed["run"].split())


# ---------------------------------------------------------------- files


def test_a_spreadsheet_takes_no_cell_of_a_table_for_a_formula(made):
    found = set()
    files = [*(made.folder / "tables").iterdir(), made.folder / "events.csv"]
    assert len(files) == 8
    for file in files:
        rows = list(csv.reader(io.StringIO(file.read_bytes().decode(), newline="")))
        assert {len(row) for row in rows} == {len(rows[0])}, file.name
        found |= {cell for row in rows for cell in row}
    numbers = {cell for cell in found if re.fullmatch(r"-\d+(\.\d+)?(e[-+]\d+)?", cell)}
    assert not {cell for cell in found - numbers if cell.startswith(FORMULA_STARTS)}
    assert (f"'{made.text}" if made.text.startswith(FORMULA_STARTS) else made.text) in found


def formulas(book):
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def test_a_workbook_holds_it_as_a_string(made, plain):
    book = openpyxl.load_workbook(made.folder / "a.xlsx")
    assert formulas(book) == formulas(openpyxl.load_workbook(plain.folder / "a.xlsx"))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    held = [cell for cell in cells if cell.value == made.clean]
    assert {cell.parent.title for cell in held} >= {
        *(
            "People and money",
            "Notes",
            "Inputs",
            "Cash by year and payer",
            "Budget impact",
            "Stated values",
            "Uptake",
            "Bridge by payer",
        )
    }
    assert {cell.data_type for cell in held} == {"s"}
    assert {cell.quotePrefix for cell in held} == {made.clean.startswith(FORMULA_STARTS)}
    assert all(cell.hyperlink is None for cell in cells)
    assert not book.defined_names
    with zipfile.ZipFile(made.folder / "a.xlsx") as parts:
        assert not any("externalLink" in name or "vba" in name.lower() for name in parts.namelist())
        for name in parts.namelist():
            assert b'TargetMode="External"' not in parts.read(name)


def test_a_footer_of_a_workbook_obeys_only_us(made):
    with zipfile.ZipFile(made.folder / "a.xlsx") as parts:
        page = parts.read("xl/worksheets/sheet1.xml").decode()
    footer = re.search(r"<oddFooter>(.*?)</oddFooter>", page, re.S).group(1).replace("&amp;", "&")
    assert len(footer) <= 255
    codes = re.findall(r"&(.)", footer.replace("&&", "").replace("&lt;", "").replace("&gt;", ""))
    assert codes == ["L", "7", "R", "8", "A", "P", "N"]


def test_a_word_brief_holds_it_as_text(made):
    paper = docx.Document(str(made.folder / "a.docx"))
    lines = [line.text.replace("\u2060", "") for line in paper.paragraphs]
    assert lines[0] == (made.clean if len(made.clean) <= 180 else f"{made.clean[:179]}…")
    answer = "".join(lines) + paper.sections[0].footer.paragraphs[0].text
    assert all(c.isprintable() or c == "\ufffd" for c in answer)
    body = paper.element.body
    for name in ("hyperlink", "fldSimple", "instrText", "object", "altChunk"):
        assert not list(body.iter(qn(f"w:{name}"))), name
    assert len(list(body.iter(qn("w:drawing")))) == len(paper.inline_shapes) == 2  # our own pictures
    assert [each.text for each in paper.sections[0].footer._element.iter(qn("w:instrText"))] == ["PAGE", "NUMPAGES"]
    assert not any(relation.is_external for relation in paper.part.rels.values())


def built(page):
    """Tags with the names of their attributes. What stands in square brackets gets a span of ours: that may differ."""
    return [(tag, sorted(attributes)) for tag, attributes in page.tags if tag != "span"]


def test_a_report_and_its_pictures_show_it_as_text(made, plain):
    before, after = (Page((one.folder / "a.html").read_text(encoding="utf-8")) for one in (plain, made))
    assert built(after) == built(before)
    links = {attributes["href"] for tag, attributes in after.tags if tag in ("a", "link")}
    assert all(link.startswith(("#", "data:,")) for link in links)
    assert re.sub(r"\s+", " ", made.clean).strip() in after.text
    assert not {c for c in after.text if c in UNSEEN or not (c.isprintable() or c == "�")}


def test_the_file_of_the_answer_gives_it_back_unchanged(made):
    scenario = json.loads((made.folder / "a.json").read_text(encoding="utf-8"))["scenarios"][0]
    assert scenario["question"] == scenario["description"] == scenario["prices"]["index"] == made.text
    assert {row["payer"] for row in scenario["money_by_year"]} == {made.text, "ICB"}
