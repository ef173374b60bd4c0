"""Every export is known by seven things: scenario, hash, seed, version, date, what is assumed, what it cannot tell."""

import csv
import io
import json
import re
import zipfile
from datetime import datetime
from html import unescape

import docx
import openpyxl
import pytest

from app import cli, version
from app.provenance import today
from tests.plain import words
from tests.scenarios import child_toml, write

NOON = "1763726400"  # 21 November 2025, midday
DAY, DAY_IN_WORDS = "2025-11-21", "21 November 2025"
FILES = {"--report": "a.html", "--xlsx": "a.xlsx", "--docx": "a.docx", "--json-file": "a.json", "--csv": "tables"}


def read_html(path):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", path.read_text(encoding="utf-8"))))


def read_xlsx(path):
    book = openpyxl.load_workbook(path)
    said = [str(value) for sheet in book for row in sheet.iter_rows(values_only=True) for value in row]
    return "\n".join([*said, book["Notes"].oddFooter.left.text])


def read_docx(path):
    paper = docx.Document(str(path))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    foot = paper.sections[0].footer.paragraphs[0].text
    return "\n".join([*(line.text for line in paper.paragraphs), *cells, foot])


def read_folder(path):
    files = [io.StringIO(file.read_text(encoding="utf-8"), newline="") for file in sorted(path.iterdir())]
    return "\n".join(cell for file in files for row in csv.reader(file) for cell in row)


READ = {"--report": read_html, "--xlsx": read_xlsx, "--docx": read_docx, "--csv": read_folder}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Every file of one run, and the answer as it was printed."""
    folder = tmp_path_factory.mktemp("files")
    scenario = write(folder, child_toml(link_workers="posts = 3"))
    files = [str(word) for option, name in FILES.items() for word in (option, folder / name)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", NOON)
        code = cli.main(["run", str(scenario), "--replications", "2", "--seed", "77", "--jobs", "1", *files])
    assert code == 0
    return folder


@pytest.fixture(scope="module")
def whole(folder):
    """The answer as its file has it."""
    return json.loads((folder / "a.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("option", READ)
def test_every_file_says_all_seven(option, folder, whole):
    said = READ[option](folder / FILES[option]).replace("\u2060", "")
    scenario = whole["scenarios"][0]
    assert scenario["name"] in said
    assert scenario["hash"] in said
    assert re.search(r"(?i)seed\W+77\b", said)
    assert f"spsim {version()}" in said
    assert DAY_IN_WORDS in said
    assumed = [row["title"] for row in scenario["assumptions"] if row["grade"] == "assumed"]
    assert re.search(rf"\b{len(assumed)}\b[^.]* assumed", said)
    listed = [title for title in assumed if title in said]
    if option == "--docx":  # two pages: those that move net cash most, and how many more there are
        assert len(listed) > 2
        assert re.search(r"and \d+ more, in the report and the workbook", said)
    else:
        assert listed == assumed
    for limit in words.cannot_tell(scenario):
        assert limit in said


def test_the_file_of_the_answer_has_all_seven_under_names(folder, whole):
    scenario, made = whole["scenarios"][0], whole["provenance"]
    assert (made["seed"], made["version"], made["date"]) == (77, version(), DAY)
    assert re.fullmatch("[0-9a-f]{64}", scenario["hash"])
    assert scenario["name"] == "child"
    assert scenario["assumptions"]
    assert scenario["limits"] == words.cannot_tell(scenario)


def test_files_of_office_programs_bear_the_date_among_their_properties(folder):
    day = datetime.fromisoformat(DAY)
    assert docx.Document(str(folder / "a.docx")).core_properties.created.replace(tzinfo=None) == day
    assert openpyxl.load_workbook(folder / "a.xlsx").properties.created == day


def test_what_is_printed_knows_no_date_and_does_not_depend_on_files(folder, tmp_path, capsys):
    argv = ["run", str(folder / "child.toml"), "--replications", "2", "--jobs", "1", "--json"]
    assert cli.main(argv) == 0
    alone = capsys.readouterr().out
    assert cli.main([*argv, "--report", str(tmp_path / "a.html"), "--json-file", str(tmp_path / "a.json")]) == 0
    assert capsys.readouterr().out == alone
    assert "date" not in json.loads(alone)["provenance"]


def test_without_the_variable_it_is_the_day_on_which_the_file_is_made(monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert re.fullmatch(r"20\d\d-[01]\d-[0-3]\d", today())


@pytest.mark.parametrize("epoch", ["", "soon", "-1", "1e9", "²", "9" * 40])
def test_a_date_that_is_none_is_refused_before_anything_is_run(epoch, folder, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    assert cli.main(["run", str(folder / "child.toml"), "--report", str(tmp_path / "a.html")]) == 2
    assert "must be a whole number of seconds since 1 January 1970" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_the_first_second_of_all_is_a_date_too(folder, tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    files = ["--docx", str(tmp_path / "a.docx"), "--xlsx", str(tmp_path / "a.xlsx")]
    assert cli.main(["run", str(folder / "child.toml"), "--replications", "1", "--quiet", *files]) == 0
    assert all(zipfile.is_zipfile(tmp_path / name) for name in ("a.docx", "a.xlsx"))
