"""What people see stands, word for word and cell for cell: some of it here, all of it by `make accept`.

The three planted changes are made behind the command line, in what it has printed and written: whatever makes them is
no concern of these tests.
"""

import re
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests import faces

SOME = ("other_years_and_prices", "lesson_4_town_b", "deep_end_glasgow", "work_pathway_ips")
CHEAPEST = "lesson_4_town_a"


@pytest.mark.parametrize("name", SOME)
def test_what_people_see_stands(name, capsys):
    stands = faces.check([name])
    assert stands, f"{capsys.readouterr().out}\nif meant: make accept, and say why in CHANGELOG.md"


def test_every_scenario_has_its_faces_on_file():
    assert sorted(file.stem for file in faces.ON_FILE.glob("*.txt")) == sorted(faces.names())


def moved_when(monkeypatch, plant):
    """What is found to have moved when `plant(files)` has been at the files, and at what is printed."""
    real = faces.cli.main

    def main(words):
        code = real(words)
        files = {option: words[words.index(option) + 1] for option in faces.FILES if option in words}
        if files:
            plant(files)
        return code

    monkeypatch.setattr(faces.cli, "main", main)
    return faces.moved(CHEAPEST, faces.digests(faces.faces(CHEAPEST)))


def test_nothing_moves_of_itself(monkeypatch):
    assert moved_when(monkeypatch, lambda _: None) == []


def test_one_number_is_caught(monkeypatch):
    def plant(files):
        rewrite(files["--json-file"], lambda text: re.sub(r'"error_low": (\d)', r'"error_low": 1\1', text, count=1))

    assert moved_when(monkeypatch, plant) == [f"{CHEAPEST}: json | scenarios[0].outcomes"]


def test_one_word_is_caught(monkeypatch):
    def plant(files):
        rewrite(files["--report"], lambda text: text.replace("simulated people", "simulated persons", 1))

    [line] = moved_when(monkeypatch, plant)
    assert line.startswith(f"{CHEAPEST}: page | ")


def test_one_cell_is_caught(monkeypatch):
    def plant(files):
        with ZipFile(files["--xlsx"]) as book:
            parts = {name: book.read(name) for name in book.namelist()}
        sheet = "xl/worksheets/sheet1.xml"
        parts[sheet] = re.sub(rb"<v>(\d+)</v>", rb"<v>1\1</v>", parts[sheet], count=1)
        with ZipFile(files["--xlsx"], "w") as book:
            for name, content in parts.items():
                book.writestr(name, content)

    assert moved_when(monkeypatch, plant) == [f"{CHEAPEST}: workbook | People and money"]


def rewrite(file, how):
    """A text file, changed: there must be something to change."""
    before = Path(file).read_bytes().decode()
    assert how(before) != before
    Path(file).write_bytes(how(before).encode())


def test_the_order_of_keys_is_no_change_and_that_of_items_is():
    one, other, third = '{"a": {"b": [1, 2], "c": 3}, "d": 4}', '{"d": 4, "a": {"c": 3, "b": [1, 2]}}', "[2, 1]"
    assert faces.by_key(one) == faces.by_key(other)
    assert faces.by_key(one) != faces.by_key(one.replace("[1, 2]", third))
