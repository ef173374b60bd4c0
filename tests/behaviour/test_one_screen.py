"""Every command prints at most 40 lines unless all is asked for, none wider than the terminal, and no two columns of a
table are headed alike."""

import os

import pytest

from app import ask, cli
from app.faces import terminal as screen
from app.faces.terminal import bridge, layout
from sim.loading import load
from tests.scenarios import BASE_TOML

PILOT = "rotherham_mental_health_pilot"
FEW = ["--replications", "2", "--quiet", "--jobs", "1"]
LONG = "A title of sixty letters, which is as long as titles may get"
DATES = "[dates]\nlast_referral = 2044-04-01\nservice_end = 2044-04-01\nend = 2045-04-01"
ON_A_SCREEN = [
    ["list"],
    ["doctor"],
    ["lesson"],
    *(["show", name] for name in (PILOT, "third_post", "type_2_diabetes_newcastle")),
    ["show", PILOT, "costs"],
    *(["check", name] for name in (PILOT, "lesson_1_load", "posts_or_places_same_money")),
    ["explain", PILOT, "--person", "17"],
    ["explain", "primary_care_link_workers", "--person", "30"],
    ["what-if", "third_post", *FEW],
    *(["validate", name, *FEW] for name in (PILOT, "type_2_diabetes_newcastle")),
    ["break-even", PILOT, "costs.secondary_care.cashable_share", "--low", "0", "--high", "1", *FEW],
    ["compare", "review_clinic_only", *FEW, "--no-swings"],
    ["run", "lesson_1_third_worker", *FEW, "--no-swings"],  # a table without rows
]


@pytest.fixture
def heads(monkeypatch):
    """The heads of every table that is shown."""
    seen = []
    real = layout.table

    def table(heads, rows, *more):
        seen.append([head for head in heads if head])
        return real(heads, rows, *more)

    for module in (layout, bridge):
        monkeypatch.setattr(module, "table", table)
    return seen


@pytest.mark.parametrize("width", [80, 96])
@pytest.mark.parametrize("words", ON_A_SCREEN, ids=lambda words: " ".join(words[:2]))
def test_a_command_prints_one_screen(words, width, monkeypatch, capsys):
    monkeypatch.setattr(layout, "get_terminal_size", lambda: os.terminal_size((width, 24)))
    assert cli.main(words) in (0, 1)
    lines = capsys.readouterr().out.rstrip("\n").split("\n")
    assert len(lines) <= 40
    assert max(map(len, lines)) <= width


def test_more_is_said_where_it_is_asked_for(capsys):
    for words in (["list"], ["show", PILOT], ["explain", PILOT, "--person", "17"]):
        few, whole = (cli.main([*words, *more]) or capsys.readouterr().out for more in ([], ["--all"]))
        assert "--all" in few
        assert whole.count("\n") > few.count("\n")


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """One option with what nobody knows; three with titles of sixty letters that differ at their end; thirty years."""
    folder = tmp_path_factory.mktemp("asked")
    (folder / "base.toml").write_text(BASE_TOML, encoding="utf-8")

    def child(name, text):
        path = folder / f"{name}.toml"
        path.write_text(f'schema = 1\nextends = "base.toml"\n{text}', encoding="utf-8")
        return load(path)

    posts = [child(f"posts_{n}", f'title = "{LONG} {n}"\n[link_workers]\nposts = {n}\n') for n in (1, 2, 3)]
    years = child("years", f'title = "Years"\n{DATES}')
    two = child("two", f'title = "More years"\n[link_workers]\nposts = 3\n{DATES}')
    asked = {"one": ([load(PILOT)], "first few"), "three": (posts, "none"), "thirty years": ([years, two], "none")}
    return {
        name: ask.ask(ask.Run(tuple(some), replications=2, swings=swings, jobs=1)).answer
        for name, (some, swings) in asked.items()
    }


@pytest.mark.parametrize("name", ["one", "three", "thirty years"])
@pytest.mark.parametrize("width", [60, 80, 96])
def test_an_answer_fits_its_terminal(name, width, answers, heads, monkeypatch):
    monkeypatch.setattr(layout, "get_terminal_size", lambda: os.terminal_size((width, 24)))
    board, whole = screen.board(answers[name]), screen.of_answer(answers[name])
    assert board.count("\n") < 40 or width < 80
    assert max(map(len, [*board.split("\n"), *whole.split("\n")])) <= width
    assert whole.count("\n") > board.count("\n")
    assert all(len(set(some)) == len(some) for some in heads)
    assert "…" not in board
