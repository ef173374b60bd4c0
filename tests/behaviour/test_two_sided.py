"""`compare A B` and `compare B A` say the same: rows, cautions and numbers. Columns change places, and nothing else."""

import html
import json
import re
from collections import Counter
from html.parser import HTMLParser

import openpyxl
import pytest
from docx import Document

from tests.plain import screen
from tests.scenarios import BASE_TOML, write

RANGES = """
[reviews]
chance_of_discharge = { value = 0.15, low = 0.05, high = 0.5, grade = "assumed", source = "x" }
[costs.care]
cashable_share = { value = 0.3, low = 0, high = 1, grade = "assumed", source = "x" }
"""
# They differ in who comes, in how long they are followed, in what is offered and paid, and in what is warned of.
ANOTHER = """\
extends = "base.toml"
title = "Another way"
question = "Would another way be better?"
[dates]
end = 2017-06-01
[demand]
referrals_per_week = 2.5
[link_workers]
posts = { value = 1, source = "the question", grade = "assumed" }
[costs.reviews]
per = "supported_review"
gbp = { value = 90, source = "x", grade = "assumed" }
price_year = "2015/16"
payer = "Trust"
[settings]
seed = 9
"""
FILES = {"report": "html", "docx": "docx", "xlsx": "xlsx"}


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """What every face says of the two, in either order."""
    from app import cli

    folder = tmp_path_factory.mktemp("two_sided")
    write(folder, "")
    one = f'extends = "base.toml"\ntitle = "One way"\n{RANGES}'
    (folder / "one.toml").write_text(one)
    (folder / "another.toml").write_text(ANOTHER + RANGES)
    assert 'title = "A small service' in BASE_TOML
    found = []
    for order in (("one", "another"), ("another", "one")):
        names = [str(folder / f"{name}.toml") for name in order]
        files = [f"--{face}={folder / f'{order[0]}_first.{kind}'}" for face, kind in FILES.items()]
        more = ["--replications", "6", "--jobs", "1", "--quiet", *files, f"--json-file={folder / order[0]}.json"]
        assert cli.main(["compare", *names, *more]) == 0
        found.append(folder / f"{order[0]}_first")
    return [
        {**faces(first), "json": json.loads((folder / f"{order}.json").read_text())}
        for first, order in zip(found, ("one", "another"), strict=True)
    ]


def faces(path):
    page = path.with_suffix(".html").read_text()
    page = re.sub(r"<(style|svg|nav|dl class=\"made\").*?</(style|svg|nav|dl)>", " ", page, flags=re.S)
    document = Document(path.with_suffix(".docx"))
    book = openpyxl.load_workbook(path.with_suffix(".xlsx"))
    return {
        "page": path.with_suffix(".html").read_text(),
        "report": html.unescape(re.sub(r"<[^>]+>", " ", page)),
        "brief": " ".join(
            [
                *(line.text for line in document.paragraphs),
                *(cell.text for table in document.tables for row in table.rows for cell in row.cells),
            ]
        ),
        "workbook": " ".join(
            str(cell.value)
            for sheet in book
            if not sheet.title.startswith(("Budget impact", "Bridge chart"))
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        ),
    }


def said(text):
    """Every word and every number without its sign, however often, in any order. How it was made is another matter."""
    text = re.sub(r"spsim compare .*?--replications \d+", " ", text, flags=re.S)
    return Counter(word.strip(".,;:()[]“”") for word in re.sub(r"[−+\u2060]|-(?=\d)", "", text).split())


@pytest.mark.parametrize("face", ["report", "brief", "workbook"])
def test_a_file_says_the_same_in_either_order(both, face):
    there, back = (said(one[face]) for one in both)
    assert there - back == Counter()
    assert back - there == Counter()


class Outside(HTMLParser):
    """A page in two parts: what stands outside columns, word for word, and every column of every table."""

    def __init__(self, page):
        super().__init__()
        self.text, self.columns, self.row, self.open = [], [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        within = self.open or "each" in (dict(attrs).get("class") or "")
        if tag in ("style", "table", "dl") or (tag == "div" and within):
            self.open.append(tag)
        if tag == "tr":
            self.row = []
        if tag in ("td", "th"):
            self.row.append("")

    def handle_endtag(self, tag):
        if self.open and self.open[-1] == tag:
            self.open.pop()
        if tag == "table":
            self.columns.append("end of a table")
        if tag == "tr":
            self.columns.append(tuple(self.row))

    def handle_data(self, data):
        if "table" in self.open and self.row:
            self.row[-1] += data
        elif not self.open and data.strip():
            self.text.append(data.strip())


def test_exchanging_the_names_exchanges_columns_of_the_report_and_nothing_else(both):
    there, back = (Outside(one["page"]) for one in both)
    commands = re.compile(r"spsim compare .*|.*SHA-256.*|One way, Another way.*|Another way, One way.*")
    assert [text for text in there.text if not commands.fullmatch(text)] == [
        text for text in back.text if not commands.fullmatch(text)
    ]
    assert len(there.text) > 150
    of_rows = [[sorted(row) for row in one.columns] for one in (there, back)]
    assert [row for row in of_rows[0] if row not in of_rows[1]] == []
    assert len(of_rows[0]) == len(of_rows[1]) > 200


def test_the_terminal_says_the_same_in_either_order(both):
    there, back = (said(screen.of_answer(one["json"])) for one in both)
    assert there == back


@pytest.mark.parametrize("face", ["report", "brief", "workbook"])
def test_neither_is_the_subject_of_the_whole(both, face):
    """What is said of the one is said of the other: its comparator, people, payers, groups, and how sure."""
    text = both[0][face]
    for title in ("One way", "Another way"):
        assert text.count(title) > 5
    ones = abs(text.count("One way") - text.count("Another way"))
    assert ones <= 0.5 * text.count("One way")


def test_the_answer_is_the_same(both):
    """Differences are the dearer less the cheaper, whichever was named first."""
    there, back = (one["json"] for one in both)
    assert {one["name"]: one for one in there["scenarios"]} == {one["name"]: one for one in back["scenarios"]}
    assert sorted(map(str, there["cautions"])) == sorted(map(str, back["cautions"]))
    assert there["provenance"]["seed"] == back["provenance"]["seed"]
    assert there["precision"] == back["precision"]
    assert there["comparisons"] == back["comparisons"]
    [pair] = there["comparisons"]
    spent = {row["name"]: row["spend"]["mean"] for row in there["options"]["rows"]}
    assert spent[pair["first"]] <= spent[pair["second"]]
    assert there["options"]["by_cost"] == back["options"]["by_cost"] == [pair["first"], pair["second"]]
    for row, exchanged in zip(*(one["differences"][0] for one in (there, back)), strict=True):
        assert (row["path"], row["first"], row["second"]) == (
            exchanged["path"],
            exchanged["second"],
            exchanged["first"],
        )
    options, reverse = ({row["name"]: row for row in one["options"]["rows"]} for one in (there, back))
    assert options == reverse
