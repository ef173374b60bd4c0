"""Do all pages share one head and foot, and one rule for what they may run, wear and hold?"""

import json
import re
from html import unescape
from pathlib import Path

import pytest

import app
from app.faces.page.shell import STYLE, as_block, joined, page, policy

HASH = r"'sha256-[A-Za-z0-9+/]{43}='"
APP = Path(app.__file__).parent
BY_HAND = APP / "web/served.py"  # the page of those who are kept out: fixed text, which nothing is put into


def files_with(pattern, *endings):
    """Files of the top floor in which a pattern stands."""
    files = (path for ending in endings for path in APP.rglob(f"*.{ending}"))
    return [path for path in files if re.search(pattern, path.read_text(encoding="utf-8"))]


def test_one_template_begins_and_ends_a_page():
    assert {*files_with("<!DOCTYPE|</html>", "html", "py")} == {STYLE.with_name("shell.html"), BY_HAND}


@pytest.mark.parametrize("what", ["FileSystemLoader", r"[\"']sha256-", r"allow_nan=False, separators=.*\n *for"])
def test_one_module_knows_how_a_page_is_put_together(what):
    assert files_with(what, "py") == [APP / "faces/page/shell.py"]


def test_a_page_may_do_nothing_but_wear_what_is_in_it():
    assert re.fullmatch(
        rf"default-src 'none'; base-uri 'none'; form-action 'none'; style-src {HASH}; img-src data:",
        policy(styles=["p { margin: 0; }"]),
    )


def test_what_else_a_page_may_do_is_added_and_takes_nothing_away():
    more = policy(["a()", "b()"], ["p {}"], ["script-src 'wasm-unsafe-eval'", "worker-src blob:"]).split("; ")
    assert re.fullmatch(rf"script-src {HASH} {HASH} 'wasm-unsafe-eval'", more[3])
    assert more[-1] == "worker-src blob:"
    assert more[0] == "default-src 'none'"


def test_a_page_names_all_that_it_wears_and_runs():
    made = page("document.html", styles=["p { margin: 0; }"], scripts=["a()"], **document("A title"))
    worn, run = (re.findall(rf"<{tag}>(.*?)</{tag}>", made, re.DOTALL) for tag in ("style", "script"))
    assert worn == [joined(STYLE), "p { margin: 0; }"]
    assert run == ["a()"]
    assert f'content="{policy(run, worn)}"' in unescape(made)


def test_what_is_put_into_a_page_is_text():
    assert "<b>" not in page("document.html", **document("<b>bold</b>"))


def document(title):
    return {"title": title, "skip": "Skip", "narrow": True, "first": [], "sections": [], "provenance": "made"}


def test_data_cannot_end_the_block_it_lies_in():
    held = {"text": "</script><!-- & \u2028 \u2029 é"}
    block = as_block(held)
    assert json.loads(block) == held
    assert not re.search("[<>&\u2028\u2029]", block)


def test_data_is_numbers_that_every_reader_of_json_knows():
    with pytest.raises(ValueError, match="not JSON compliant"):
        as_block(float("nan"))
