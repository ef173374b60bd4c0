"""New referrals and the list of day 0 are two lines on every face, and neither's wait is shown as the other's."""

import io
from contextlib import redirect_stdout

import pytest

from app import cli
from tests.contract.test_exports_say_what_they_are import read_docx, read_folder, read_html, read_xlsx
from tests.scenarios import child_toml, write

ASSUMED = 'source = "made up", grade = "assumed"'
LISTED = f"waiting_on_day_0 = {{ value = 12, {ASSUMED} }}\nweeks_already_waited = {{ value = 10, {ASSUMED} }}"
TIGHT = f"caseload_per_post = {{ value = 6, {ASSUMED} }}"
FILES = {"--report": "a.html", "--xlsx": "a.xlsx", "--docx": "a.docx", "--csv": "tables"}
READ = {"--report": read_html, "--xlsx": read_xlsx, "--docx": read_docx, "--csv": read_folder}


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    """Every face of one run with a list and one without, set side by side; and of the one with it alone."""
    folder = tmp_path_factory.mktemp("apart")
    listed = write(folder, child_toml(demand=LISTED, link_workers=TIGHT)).rename(folder / "listed.toml")
    without = write(folder, child_toml(link_workers=TIGHT))
    found = {}
    for command, names in (("run", [listed]), ("compare", [without, listed])):
        files = {option: folder / f"{command}_{name}" for option, name in FILES.items()}
        argv = [command, *names, "--replications", 2, "--jobs", 1, "--quiet", "--no-swings", "--all"]
        with redirect_stdout(io.StringIO()) as out:
            assert cli.main([str(word) for word in [*argv, *(w for pair in files.items() for w in pair)]]) == 0
        found[command, "stdout"] = " ".join(out.getvalue().split())
        for option, path in files.items():
            found[command, option] = READ[option](path)
    return found


@pytest.mark.parametrize("face", ["stdout", *FILES])
@pytest.mark.parametrize("command", ["run", "compare"])
def test_both_lines_are_on_every_face(said, command, face):
    text = said[command, face].lower()
    if face == "--docx" and command == "run":
        assert "other waits for a link worker are of new referrals" in text
        assert "on the waiting list of day 0, who had waited 10 weeks by then" in text
        return
    if face == "--csv":
        assert {"wait_for_link_worker", "list_wait", "list_waited_before", "list_given"} <= {*text.splitlines()}
        return
    assert "new referrals" in text
    assert "list of day 0" in text


def test_a_wait_is_called_by_whose_it_is(said):
    """No title of a wait for a link worker is without one of the two."""
    for face in ("--report", "--xlsx", "--docx", "stdout"):
        for old in ("Half wait at most", "Mean wait for a link worker", "Mean wait of those given a link worker"):
            assert old not in said["compare", face] + said["run", face], (face, old)
