"""Does an office program see the form as it was made, keep what it checks, and give back what was filled in?"""

import shutil
import subprocess
from datetime import datetime

import openpyxl
import pytest

from experiments.local.filled import read_form
from experiments.local.forms import COUNTS, GRADE, HIGH, LEVERS, LOW, NEW, SHEETS, SOURCE
from experiments.local.reading import read_counts
from sim.loading import load
from tests.form_cells import PILOT, as_made, blank, count, fill

ROWS = {
    "link_workers.posts": {NEW: 3},
    "demand.referrals_per_week": {NEW: 4.5, LOW: 4, HIGH: 5, GRADE: "measured", SOURCE: "our returns"},
    "activities.yoga.closes": {NEW: datetime(2016, 6, 1)},  # noqa: DTZ001 -- as a cell has it
    "activity_defaults.people_may_stay": {NEW: "yes"},
}


@pytest.fixture(scope="module")
def through_libreoffice(tmp_path_factory):
    """A workbook opened and saved again by LibreOffice."""
    office = shutil.which("soffice")
    assert office, "LibreOffice is not installed: make browser-test does it"
    profile = tmp_path_factory.mktemp("profile")

    def run(path, kind="xlsx"):
        folder = path.parent / "out"
        command = [office, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", kind]
        subprocess.run([*command, "--outdir", str(folder), str(path)], capture_output=True, timeout=300, check=True)
        return folder / f"{path.stem}.{kind}"

    return run


def test_a_form_comes_back_untouched(through_libreoffice, tmp_path):
    (tmp_path / "form.xlsx").write_bytes(as_made())
    back = through_libreoffice(tmp_path / "form.xlsx")
    filled = read_form(back, "form.xlsx", tmp_path / "ours.toml")
    assert (filled.values, filled.returns, filled.moved) == ({}, None, [])
    assert filled.loaded.hash == load(PILOT).hash


def test_what_is_filled_in_comes_back_as_it_was(through_libreoffice, tmp_path):
    form = blank()
    fill(form, ROWS)
    count(form, (datetime(2026, 4, 1), 13, 11), ("May 2026", "<5", None), (datetime(2026, 6, 1), 12, "1-4"))  # noqa: DTZ001
    form.save(tmp_path / "form.xlsx")
    before = read_form(tmp_path / "form.xlsx", "form.xlsx", tmp_path / "ours.toml")
    back = through_libreoffice(tmp_path / "form.xlsx")
    after = read_form(back, "form.xlsx", tmp_path / "ours.toml")
    assert (after.text, after.returns, after.loaded.hash) == (before.text, before.returns, before.loaded.hash)
    assert after.values.keys() == ROWS.keys()
    assert read_counts(back) == after.returns


def test_the_checks_of_cells_and_the_locks_are_kept(through_libreoffice, tmp_path):
    (tmp_path / "form.xlsx").write_bytes(as_made())
    back, made = openpyxl.load_workbook(through_libreoffice(tmp_path / "form.xlsx")), blank()
    for sheet in (*SHEETS, COUNTS):
        assert checks_of(back[sheet]) == checks_of(made[sheet])
        assert back[sheet].protection.sheet
    cell = next(cell for row in made[LEVERS].iter_rows() for cell in row if not cell.protection.locked)
    assert not back[LEVERS][cell.coordinate].protection.locked


def checks_of(page):
    """What each cell takes: the kind of check and its bounds, in whatever way they are written."""
    return {
        (cell, check.type, *(_plain(bound) for bound in (check.formula1, check.formula2)))
        for check in page.data_validations.dataValidation
        if check.type and check.type != "none"
        for area in check.sqref.ranges
        for cell in area.cells
    }


def _plain(bound):
    return "" if bound in (None, "0") else bound.removesuffix(".0")


def test_the_form_prints(through_libreoffice, tmp_path):
    (tmp_path / "form.xlsx").write_bytes(as_made())
    assert through_libreoffice(tmp_path / "form.xlsx", "pdf").stat().st_size > 10_000
