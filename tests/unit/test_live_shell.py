"""Is the page's shell whole, and does its policy let run what belongs to it and nothing else?"""

import json
import re
from base64 import b64encode
from hashlib import sha256
from html import unescape

import pytest

from app.faces.live import page as shell
from app.faces.live.page import FIRST, Carried, in_one_file, script, served
from app.live.door import asked

BACK_END = "globalThis.spsim.backend = { kind: 'file' };"


def policy_of(page):
    return unescape(re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1])


def hashes(texts):
    return [f"'sha256-{b64encode(sha256(each.encode()).digest()).decode()}'" for each in texts]


def scripts(page):
    return re.findall(r"<script>(.*?)</script>", page, re.DOTALL)


def test_the_policy_of_the_one_file_names_each_script_and_the_style_by_its_hash():
    page = in_one_file([BACK_END], also=["script-src 'wasm-unsafe-eval'", "worker-src blob:"])
    policy = dict(each.split(maxsplit=1) for each in policy_of(page).split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"].split() == [*hashes(scripts(page)), "'wasm-unsafe-eval'"]
    assert policy["style-src"].split() == hashes(re.findall(r"<style>(.*?)</style>", page, re.DOTALL))
    assert policy["worker-src"] == "blob:"
    assert "connect-src" not in policy
    assert "'unsafe-inline'" not in policy_of(page)


def unscoped(css):
    """Classes that a sheet styles wherever on the page they stand."""
    rules = re.sub(r"/\*.*?\*/|@[^{]*\{", "", css.read_text(encoding="utf-8"), flags=re.DOTALL)
    selectors = [one.strip() for head in re.findall(r"([^{}]+)\{", rules) for one in head.split(",")]
    alone = [one.removeprefix(".live ") for one in selectors if one != ".live"]
    return {name for one in alone if " " not in one for name in re.findall(r"^\.([\w-]+)", one)}


def test_no_room_of_the_page_styles_what_another_room_draws():
    """The bars of the dates once gave the player's diaries their height."""
    sheets = {
        path.name: unscoped(path) for path in shell.STYLES if path.name in ("page.css", "timeline.css", "guess.css")
    }
    drawn = set[str]()
    for path in (shell.FACES / "player/static").glob("*.js"):
        for names in re.findall(r'class: [`"]([^`"]*)[`"]', path.read_text(encoding="utf-8")):
            drawn |= set(names.split())
    shared = {"small", "row", "plain", "note", "unseen", "controls", "region"}  # looks that every room takes on purpose
    assert len(drawn) > 20
    assert {name: found & drawn - shared for name, found in sheets.items()} == {name: set() for name in sheets}


def test_the_back_end_comes_after_the_page():
    assert scripts(in_one_file([BACK_END]))[-1] == BACK_END
    page = served("/style.css", ["/page.js", "/server.js"])
    assert page.index("/page.js") < page.index("/server.js")


def test_a_served_page_holds_no_script_and_no_style():
    page = served("/style.css", ["/page.js"])
    assert scripts(page) == []
    assert "<style" not in page
    assert 'rel="stylesheet" href="/style.css"' in page


@pytest.mark.parametrize("page", [served("/style.css", ["/page.js"]), in_one_file([BACK_END])], ids=["served", "file"])
def test_nothing_in_the_shell_is_run_or_styled_in_line(page):
    shell = re.sub(r"<(script|style)>.*?</\1>", "", page, flags=re.DOTALL)
    assert re.findall(r"<[^>]*\s(?:on[a-z]+|style)=", shell) == []


def test_a_stored_answer_cannot_end_its_block():
    stored = {"html": {"answer": "<p>1 < 2 & 'so on'</p></script><!--<script>alert(1)</script>"}}
    page = in_one_file([BACK_END], first=stored)
    block = re.search(rf'id="{FIRST}">(.*?)</script>', page, re.DOTALL)[1]
    assert json.loads(block) == stored
    assert "<" not in block


def test_no_script_of_the_page_ends_its_block():
    assert re.findall(r"</script|<!--|<script", script(), re.IGNORECASE) == []


def test_what_a_page_carries_lies_in_blocks_of_its_own():
    page = in_one_file([BACK_END], [Carried("archive", "application/octet-stream", "QUJD")])
    assert '<script type="application/octet-stream" id="archive">QUJD</script>' in page


def test_every_part_of_an_answer_has_its_place():
    answer = asked("answer", {"setting": {"a": {"scenario": "third_post"}, "replications": 2}})["answer"]
    places = set(re.findall(r'data-part="(\w+)"', served("/style.css", [])))
    assert set(answer["html"]) == places
