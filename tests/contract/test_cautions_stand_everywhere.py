"""Every face prints the whole list of cautions, of every option."""

import csv
import io
import json
import re
from html import unescape

import docx
import openpyxl
import pytest

from app import cli
from app.words.board import in_a_line, without_settings
from experiments.cautions import KINDS
from tests.plain import words
from tests.scenarios import BASE_TOML, CHILD, child_toml, write

FILES = {"--report": "a.html", "--xlsx": "a.xlsx", "--docx": "a.docx", "--json-file": "a.json", "--csv": "tables"}
FLAGS = child_toml(
    **{
        "costs.gp": "remove = true",
        "costs.care": 'price_year = "2014/15"\ncashable_share = { value = 1, grade = "measured", source = "us" }',
        "prices.index": 'name = "ours"\nsource = "ours"\ngrade = "assumed"',
        "prices.index.years": '"2014/15" = 50\n"2015/16" = 100',
        "link_workers": "caseload_per_post = 3",
    }
).replace("extends", "control = true\nextends", 1)


def read_html(path):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", path.read_text(encoding="utf-8"))))


def read_xlsx(path):
    book = openpyxl.load_workbook(path)
    return "\n".join(str(value) for row in book["Notes"].iter_rows(values_only=True) for value in row)


def read_docx(path):
    return "\n".join(line.text for line in docx.Document(str(path)).paragraphs)


def read_json(path):
    return "\n".join(words.caution_in_words(one) for one in json.loads(path.read_text(encoding="utf-8"))["cautions"])


def read_folder(path):
    rows = csv.DictReader(io.StringIO((path / "cautions.csv").read_text(encoding="utf-8"), newline=""))
    return "\n".join(words.caution_in_words({**row, "file": row["file"] or None}) for row in rows)


READ = {
    "--report": read_html,
    "--xlsx": read_xlsx,
    "--docx": read_docx,
    "--json-file": read_json,
    "--csv": read_folder,
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Every file of a comparison of two options that share some cautions and not others; and what was printed."""
    folder = tmp_path_factory.mktemp("files")
    write(folder, FLAGS)
    argv = ["compare", folder / CHILD, folder / "base.toml", "--replications", "2", "--jobs", "1", "--no-swings"]
    with pytest.MonkeyPatch.context() as patch:
        printed = io.StringIO()
        patch.setattr("sys.stdout", printed)
        assert cli.main([*map(str, argv), "--all"]) == 0
        files = [str(word) for option, name in FILES.items() for word in (option, folder / name)]
        assert cli.main([*map(str, argv), *files]) == 0
    (folder / "printed").write_text(printed.getvalue(), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def cautions(folder):
    """The list, as the answer has it."""
    return json.loads((folder / "a.json").read_text(encoding="utf-8"))["cautions"]


def test_the_list_has_flags_of_both_options_and_of_the_run(cautions):
    kinds = {one["kind"] for one in cautions}
    assert {one["scenario"] for one in cautions} == {"child", "base", None}
    assert {"control", "overload", "removed", "price year changed", "all cash", "not varied"} <= kinds
    assert {"no price", "few replications", "swings not run", "populations missing"} <= kinds
    assert kinds <= set(KINDS)


@pytest.mark.parametrize("option", READ)
def test_every_file_prints_the_whole_list(option, folder, cautions):
    said = re.sub(r"\s+", " ", READ[option](folder / FILES[option]).replace("\u2060", ""))
    for one in cautions:
        if option == "--docx":  # two pages: a line each, and the rest in the workbook
            assert in_a_line(one["sentence"]) in said or "other cautions." in said
        elif option == "--report":  # a board has no use for names of settings
            assert re.sub(r"\s+", " ", without_settings(one["sentence"])) in said
        else:
            assert re.sub(r"\s+", " ", words.caution_in_words(one)) in said


def test_the_terminal_prints_the_whole_list(folder, cautions):
    said = re.sub(r"\s+", " ", (folder / "printed").read_text(encoding="utf-8"))
    for one in cautions:
        assert re.sub(r"\s+", " ", words.caution_in_words(one)) in said


def test_a_control_stands_above_the_answer_and_a_queue_that_keeps_growing_beside_it(folder, cautions):
    above = [one for one in cautions if KINDS[one["kind"]]]
    said = re.sub(r"\s+", " ", (folder / "printed").read_text(encoding="utf-8"))
    page = read_html(folder / "a.html").replace("\u2060", "")
    paper = read_docx(folder / "a.docx")
    for one in above:
        text = words.caution_in_words(one)
        assert said.index(text) < said.index("Each against its own comparator")
        assert page.index(in_a_line(one["sentence"])) < page.index("People and money")
    control = in_a_line(next(one for one in above if one["kind"] == "control")["sentence"])
    assert page.index(control) < page.index("Options:")
    assert paper.index(control) < paper.index("The answer")
    for one in above:
        assert in_a_line(one["sentence"]) in paper


def test_the_order_of_options_changes_no_caution(folder, cautions, tmp_path):
    (tmp_path / "base.toml").write_text(BASE_TOML, encoding="utf-8")
    (tmp_path / CHILD).write_text(FLAGS, encoding="utf-8")
    back = tmp_path / "back.json"
    argv = ["compare", tmp_path / "base.toml", tmp_path / CHILD, "--replications", "2", "--jobs", "1", "--no-swings"]
    assert cli.main([*map(str, argv), "--json-file", str(back)]) == 0
    other = json.loads(back.read_text(encoding="utf-8"))["cautions"]
    key = lambda one: json.dumps(one, sort_keys=True)  # noqa: E731 - a list of dictionaries has no order of its own
    assert sorted(other, key=key) == sorted(cautions, key=key)
