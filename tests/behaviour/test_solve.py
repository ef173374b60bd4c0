"""`spsim solve` on a terminal, as JSON, as a picture and in Python: the least, what stands beside it, or why not."""

import json

import numpy as np
import pytest

import spsim
from app.ask import Solve, Watch, ask
from app.cli import main
from app.faces.terminal import LINES
from app.faces.terminal.solving import of_solved
from experiments.solving.search import FIRST
from experiments.solving.solved import CONFIRMING, REPORTING
from sim.errors import Cancelled, WrongInput

PILOT = "rotherham_mental_health_pilot"
IN_TIME = "90 % met within 4 weeks"
A_PLACE = "90 % have a place within 6 weeks"


@pytest.fixture(scope="module")
def one():
    """One target, with all that stands beside it."""
    return ask(Solve(PILOT, [IN_TIME], jobs=2, replications=200)).found


@pytest.fixture(scope="module")
def grid():
    """Two targets and two levers, every mix within a budget."""
    levers = [("posts", "1..4"), ("places", "3..12:3")]
    return ask(Solve(PILOT, [IN_TIME, A_PLACE], levers, budget=150_000, jobs=2, replications=60, worlds=False)).found


def run(*typed):
    return main(["solve", *typed, "--quiet", "--jobs", "2", "--replications", "50"])


def test_the_least_is_two_posts_and_one_fails(one):
    """The pilot's own two posts: the published service meets it, and one post meets a third."""
    assert one.found.values == (2.0,)
    assert [(row.values, row.verdict) for row in one.cheaper] == [((1.0,), "not met")]
    assert [(row.values, row.verdict) for row in one.dearer] == [((3.0,), "met")]
    [held] = one.found.targets
    assert 95 < held.value.mean < 98
    assert 0.72 < held.met.low < held.met.share < held.met.high < 0.88
    assert one.found.confidence > 0.999
    assert one.cheaper[0].pounds_a_year < one.found.pounds_a_year < one.dearer[0].pounds_a_year
    assert one.worlds.fitted
    assert 75 < one.worlds.holds < 95  # 60 replications of each set, instead of 6, say 87
    assert one.worlds.together.share < held.met.share


def test_the_luck_that_reports_the_answer_has_no_part_in_finding_it(monkeypatch):
    from experiments.solving.search import Search

    seen = []
    plain = Search.run

    def noted(search, tasks):
        tasks = list(tasks)
        seen.extend(tasks)
        return plain(search, tasks)

    monkeypatch.setattr(Search, "run", noted)
    found = ask(Solve(PILOT, [IN_TIME], [("posts", "1..3")], replications=60, worlds=False)).found
    kinds = {
        "search": range(FIRST),
        "confirm": range(CONFIRMING, CONFIRMING + 60),
        "report": range(REPORTING, REPORTING + 60),
    }
    for mix, kind in (((2.0,), "search"), ((2.0,), "confirm"), ((2.0,), "report"), ((1.0,), "search")):
        assert (mix, kinds[kind]) in seen
    assert (found.found.values, range(CONFIRMING, CONFIRMING + 60)) in seen
    assert all(min(numbers) in (0, CONFIRMING, REPORTING) or max(numbers) < CONFIRMING for _, numbers in seen)


def test_every_mix_within_a_budget_is_run_and_shown(grid):
    assert grid.mixes == 16
    assert {row.values[0] for row in grid.shown} == {1.0, 2.0, 3.0}
    assert all(row.pounds_a_year <= 150_000 for row in grid.shown)
    assert grid.found.values == (2.0, 9.0)
    met = {row.values for row in grid.shown if row.verdict == "met"}
    assert met == {(posts, places) for posts in (2.0, 3.0) for places in (9.0, 12.0)}
    assert grid.found.together.share < min(held.met.share for held in grid.found.targets) + 1e-9


def test_a_budget_that_buys_nothing_good_enough_names_the_nearest_within_it():
    found = ask(Solve(PILOT, [IN_TIME], [("posts", "1..3")], budget=90_000, replications=60, worlds=False)).found
    assert found.found is None
    assert found.nearest.values == (1.0,)


def test_a_budget_that_buys_nothing_names_the_cheapest_that_would_do():
    found = ask(Solve(PILOT, [IN_TIME], [("posts", "1..3")], budget=9_000, replications=60, worlds=False)).found
    assert (found.found, found.shown) == (None, ())
    assert found.nearest.values == (2.0,)
    assert "every mix of 1 to 3 link worker posts costs more" in " ".join(of_solved(found, "", "2015/16").split())


@pytest.mark.parametrize("everything", [False, True])
def test_it_stands_on_one_screen(one, grid, everything):
    for found in (one, grid):
        text = of_solved(found, "Rotherham mental health pilot", "2015/16", everything=everything)
        assert everything or text.count("\n") + 1 <= LINES
        assert max(map(len, text.splitlines())) <= 80
        assert "the answer" in text
    if not everything:
        assert "other mixes: add --all" in of_solved(grid, "A title", "2015/16")


def test_the_screen_says_all_three_kinds_of_not_knowing(one):
    text = " ".join(of_solved(one, "Rotherham mental health pilot", "2015/16").split())
    for said in (
        "The least that meets “90 % met within 4 weeks”, on average: 2 link worker posts (as now).",
        "of 100 services like this one (simulation error:",
        "sure, by 200 replications that had no part in finding it.",
        "With 100 sets of the inputs that nobody knows, that fit the published counts: it holds in",
    ):
        assert said in text


def test_none_in_range_is_exit_code_1_with_the_nearest(capsys):
    assert run(PILOT, "99 % met within 1 day", "--lever", "posts=1,2") == 1
    said = " ".join(capsys.readouterr().out.split())
    assert "None in range: no mix of 1 to 2 link worker posts is sure to meet “99 % met within 1 day”" in said
    assert "The nearest is 2 link worker posts (as now)." in said


def test_json_holds_the_whole_answer(capsys):
    assert run(PILOT, IN_TIME, "--lever", "posts=1..3", "--json") == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["scenario"] == PILOT
    assert printed["provenance"]["command"].startswith(f"spsim solve {PILOT} '{IN_TIME}'")
    assert printed["solve"]["found"]["values"] == [2.0]
    assert printed["solve"]["targets"][0]["bound"] == 90


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ((PILOT, "90 % mett within 4 weeks"), "Did you mean 90 % met within 4 weeks?"),
        ((PILOT, IN_TIME, "--lever", "posts"), "--lever takes a name and its values, not posts"),
        ((PILOT, IN_TIME, "--lever", "posts=1..6", "--lever", "posts=2"), "posts is given twice"),
        ((PILOT, IN_TIME, "--lever", "link_workers.turnover_per_year=0,1"), "is not a choice: nobody sets it"),
        (
            (PILOT, IN_TIME, "--lever", "places=1..200", "--lever", "posts=1..9", "--budget", "9"),
            "1,800 mixes are more",
        ),
        ((PILOT, IN_TIME, "--picture", "out.gif"), "--picture writes a file that ends in .svg, .pdf or .png"),
        ((PILOT, IN_TIME, "--budget", "lots"), "argument --budget"),
        ((PILOT, *[IN_TIME] * 7), "Name 1 to 6 targets, not 7"),
    ],
)
def test_what_cannot_be_solved_is_refused_before_anything_is_run(typed, why, capsys):
    assert run(*typed) == 2
    assert why in " ".join(capsys.readouterr().err.split())


def test_it_stops_on_request():
    asked = iter([False, False])
    with pytest.raises(Cancelled):
        ask(Solve(PILOT, [IN_TIME]), Watch(stopped=lambda: next(asked, True)))


# ---------------------------------------------------------------- pictures


@pytest.mark.parametrize("kind", ["svg", "pdf", "png"])
def test_the_picture_is_the_same_every_time(kind, tmp_path, grid):
    from app.faces.figures.solving import mixes

    made = []
    for name in ("first", "second"):
        path = tmp_path / f"{name}.{kind}"
        mixes(grid, "The pilot", "Made by spsim").savefig(path)
        made.append(path.read_bytes())
    assert made[0] == made[1]


def test_a_map_has_a_number_and_a_mark_for_every_mix(grid):
    from app.faces.figures.solving import mixes

    picture = mixes(grid, "The pilot", "Made by spsim")
    [ax] = picture.axes
    texts = [text.get_text() for text in ax.texts]
    by_values = {row.values: row for row in grid.shown}
    assert sum(text.endswith("●") for text in texts) == sum(row.verdict == "met" for row in by_values.values())
    assert sum(text[:1].isdigit() for text in texts) == len(grid.shown)
    shares = next(image for image in ax.images if image.get_gid() == "shares").get_array()
    assert np.isnan(shares.filled(np.nan)[:, 3]).all()  # four posts are over the budget
    assert ax.get_xlabel() == "Link worker posts"
    assert ax.get_ylabel() == "Places in every activity"
    assert "● met, ◐ too close to say, no mark: not met" in picture.caption


def test_a_line_shows_every_value_of_one_lever(one):
    from app.faces.figures.solving import mixes

    picture = mixes(one, "The pilot", "Made by spsim", width=89)
    [ax] = picture.axes
    assert [label.get_text().split("\n")[0] for label in ax.get_xticklabels()] == ["1", "2", "3"]
    assert "Filled: met" in picture.caption


def test_it_is_written_from_the_command_line(tmp_path, capsys):
    path = tmp_path / "mixes.svg"
    assert run(PILOT, IN_TIME, "--lever", "posts=1..3", "--picture", str(path)) == 0
    assert path.read_text(encoding="utf-8").startswith("<?xml")
    assert "Every mix, by cost: 3 run with the same luck." in capsys.readouterr().out


# ---------------------------------------------------------------- in Python


def test_in_python_it_is_a_frame_a_scenario_and_a_picture():
    solution = spsim.solve(
        PILOT, IN_TIME, levers={"link_workers.posts": range(1, 4)}, replications=60, worlds=False, seed=2
    )
    assert solution.values == {"link_workers.posts": 2}
    assert solution.scenario.loaded.scenario.link_workers.posts.value == 2
    frame = solution.frame
    assert list(frame["link_workers.posts"]) == [2, 1, 3]
    assert list(frame["stands"]) == ["answer", "cheaper", "dearer"]
    assert frame.attrs["units"]["gbp"] == "gbp"
    assert repr(solution) == "<Solution of Rotherham mental health pilot: 2 link worker posts>"
    assert solution.plot(width=120).caption
    assert json.loads(solution.json())["found"]["values"] == [2.0]


def test_in_python_none_in_range_has_no_values():
    solution = spsim.solve(PILOT, "99 % met within 1 day", levers={"posts": "1"}, replications=60, worlds=False)
    assert (solution.values, solution.scenario) == (None, None)
    assert list(solution.frame["stands"]) == ["nearest"]
    with pytest.raises(WrongInput):
        spsim.solve(PILOT, [])
    with pytest.raises(WrongInput, match=r"20 to 80,000, not 1\."):
        spsim.solve(PILOT, IN_TIME, replications=1)
