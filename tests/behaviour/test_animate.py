"""What does `spsim animate` write? One page that asks for nothing, runs only its own scripts, and is small."""

import json
import re
from base64 import b64encode
from hashlib import sha256

import pytest

from app import cli
from app.ask import ask
from app.asking.animating import Animate
from app.faces.player.page import render
from app.live.door import asked
from tests.scenarios import loaded

QUICK = ["--replications", "4", "--quiet", "--no-swings"]
A, B = "lesson_1_load", "lesson_1_third_worker"
TWO_YEARS_OF_300 = {
    "dates": "last_referral = 2017-01-01\nservice_end = 2017-04-01\nend = 2017-04-01",
    "demand": "referrals_per_week = { value = 3.4, source = 'made up', grade = 'assumed' }",
    "link_workers": "posts = { value = 5, source = 'made up', grade = 'assumed' }",
}


def blocks(page: str, tag: str) -> list[tuple[str, str]]:
    """Attributes and text of every element of a kind that has its text inside."""
    return re.findall(rf"<{tag}([^>]*)>(.*?)</{tag}>", page, re.S)


def run_in(page: str) -> dict:
    """The run that a page carries."""
    [text] = [text for how, text in blocks(page, "script") if "application/json" in how]
    return json.loads(text)


def of(*scenarios, **more):
    """The page of some scenarios, written in memory."""
    found = ask(Animate(scenarios, replications=2, swings="none", **more))
    return render(found.answer, found.programme, found.usual, "2026-11-27")


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    path = tmp_path_factory.mktemp("animate") / "flow.html"
    assert cli.main(["animate", A, B, *QUICK, f"--report={path}"]) == 0
    return path.read_text(encoding="utf-8")


def test_it_says_what_it_wrote_and_how_large_it_is(tmp_path, capsys):
    path = tmp_path / "flow.html"
    assert cli.main(["animate", A, *QUICK, f"--report={path}"]) == 0
    said = capsys.readouterr().out
    assert "Replication 0 as it happens, and what 4 say: flow.html" in said
    assert f"({path.stat().st_size // 1000} kB)" in said
    assert cli.main(["animate", A, *QUICK, f"--report={path}"]) == 2  # it is there already
    assert cli.main(["animate", A, *QUICK, f"--report={path}", "--json", "--force"]) == 0
    assert json.loads(capsys.readouterr().out)["replications"] == 4


@pytest.mark.parametrize(
    ("typed", "because"),
    [
        ([A, B, "bare_queue", "--report=x.html"], "One scenario or two"),
        ([A, "--report=x.txt"], "ends in .html"),
        ([A, A, "--report=x.html"], "Two scenarios are called"),
    ],
)
def test_what_cannot_be_shown_is_refused_before_anything_is_run(typed, because, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["animate", *typed]) == 2
    assert because in capsys.readouterr().err
    assert not [*tmp_path.iterdir()]


def test_the_page_runs_and_wears_what_its_policy_names_by_hash_and_nothing_else(page):
    [policy] = re.findall(r'Content-Security-Policy" content="([^"]*)"', page)
    policy = policy.replace("&#39;", "'")
    for tag, directive in (("script", "script-src"), ("style", "style-src")):
        own = [text for how, text in blocks(page, tag) if "application/json" not in how]
        hashes = {f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" for text in own}
        [named] = [each.split()[1:] for each in policy.split("; ") if each.split()[0] == directive]
        assert set(named) == hashes
    assert "default-src 'none'" in policy
    assert not re.search(
        r'\sstyle="|\son[a-z]+="|<link rel="stylesheet"|\ssrc=', re.sub(r"<script.*?</script>", "", page, flags=re.S)
    )


def test_both_worlds_stand_on_one_clock_under_the_letters_of_the_answer(page):
    run = run_in(page)
    assert [world["letter"] for world in run["worlds"]] == ["A", "B"]
    assert run["says"]["story"] == "One run is a story; {many} are the answer."
    assert run["many"] == 4
    assert "What 4 runs say" in page
    one = run_in(of("rotherham_mental_health_pilot"))
    assert [world["name"] for world in one["worlds"]] == ["Rotherham mental health pilot", "Usual care"]
    assert [world["usual"] for world in one["worlds"]] == [0, 1]


def test_the_order_in_which_scenarios_are_named_changes_nothing():
    assert run_in(of(A, B)) == run_in(of(B, A))


def test_two_years_of_three_hundred_people_are_under_400_kilobytes():
    page = of(loaded(**TWO_YEARS_OF_300))
    run = run_in(page)
    assert run["horizon"] >= 2 * 365 * 1440
    assert 290 <= run["people"] <= 400
    assert len(page.encode()) < 400_000


def test_a_hostile_title_is_text_and_nothing_else():
    title = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\u2028{n}"
    one = loaded()
    object.__setattr__(one, "scenario", one.scenario.model_copy(update={"title": title}))
    page = of(one)
    assert "<img" not in page
    assert page.count("<script>") == 1
    assert run_in(page)["worlds"][0]["name"].startswith("</script><script>alert(1)")


def test_the_live_page_is_given_the_same_run():
    setting = {"a": {"scenario": A}, "b": {"scenario": B}, "replications": 2}
    live = asked("watch", {"setting": setting, "replication": 3})["answer"]
    assert live == run_in(of(A, B, replication=3))


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"setting": {"a": {"scenario": "nowhere"}}},
        {"setting": {"a": {"scenario": A}}, "replication": -1},
        {"setting": {"a": {"scenario": A}}, "replication": 0.5},
        {"setting": {"a": {"scenario": A}}, "more": 1},
    ],
)
def test_what_a_page_cannot_ask_is_a_fault_at_its_field(body):
    assert asked("watch", body)["faults"]
