"""Those who complete support do better than the rest though nothing works, and the answer shows both."""

from functools import cache

import pytest

from app.tables import people
from experiments.results import Results
from experiments.run import Case, run
from sim.events import What
from sim.frames import Shape
from sim.measures import GROUP
from tests import worked
from tests.plain import completers, table_of, who_completes
from tests.scenarios import scenario
from tests.worked import story

NOTHING_WORKS = {
    "programme": 'effect = "none"',
    "progress": "odds_ratio_at_full_dose = 1\nchance_without_dose = 0.3",
    "support": "chance_attends_meeting = 0.6\nmissed_meetings_allowed = 1",
    "demand": "referrals_per_week = 6",
    "link_workers": "posts = 6",
}
FRAIL = "attendance = 1.5\nprogress = 1.5\ndischarge = 1.5"
ALIKE = "attendance = 0\nprogress = 0\ndischarge = 0"


@cache
def rows_of(frailty=FRAIL, replications=12, **more):
    """Its rows by name."""
    case = Case("one", scenario(**{**NOTHING_WORKS, "frailty": frailty, **more}), 1)
    [runs] = run([case], range(replications), engine="fast")
    return {row["name"]: row for row in completers(Results(case, runs))}


@pytest.mark.parametrize("name", ["discharged", "progress"])
def test_completers_do_better_though_nothing_works(name):
    row = rows_of()[name]
    assert row["apparent"]["error_low"] > 5
    assert row["apparent"]["mean"] == pytest.approx(row["completers"]["mean"] - row["others"]["mean"])
    assert (row["true"]["mean"], row["true"]["half_width"], row["true"]["rare"]) == (0, 0, None)


def test_people_who_are_all_alike_progress_alike():
    """What is left of the difference in discharge: who completes has stayed to do so."""
    alike, unlike = rows_of(ALIKE), rows_of()
    assert abs(alike["progress"]["apparent"]["mean"]) < 2
    assert alike["discharged"]["apparent"]["mean"] < unlike["discharged"]["apparent"]["mean"] / 2


def test_what_works_has_a_true_effect():
    row = rows_of(programme='effect = "all"', progress="odds_ratio_at_full_dose = 10")
    assert row["progress"]["true"]["error_low"] > 0
    assert row["discharged"]["true"]["error_low"] > 0


def test_where_there_is_no_support_or_no_review_there_is_no_such_row():
    assert "discharged" not in rows_of(stages="reviews = false\nrelapse = false", replications=1)
    assert rows_of(programme='offer = "review_clinic"', replications=1) == {}


def test_screen_and_page_show_both():
    answer = {"completers": list(rows_of().values()), "effect": []}
    [caption, head, rows, *_] = table_of(people.completers, answer)
    assert "true effect" in caption
    assert head[1:3] == ["Completed support", "Everyone else"]
    assert len(rows) == 2
    assert [row[-1] for row in rows] == ["0", "0"]
    text = who_completes(answer)
    assert "none" in text
    assert rows[0][1].split()[0] in text
    assert who_completes({"completers": []}) == ""


def test_counted_by_hand():
    """Person 0 completes; person 1 misses twice and disengages; person 2 declines."""
    log = story(
        [0, 0, 0],
        meetings={0: 2, 1: 2},
        comes={1: [False, False]},
        accepts={2: False},
        reviews={"weeks_to_first_review": 10},
        answers={0: [True], 1: [False], 2: [True]},
        progress={"chance_without_dose": 0.5},
    )
    progress = {row[1]: row[4] for row in log if row[2] == What.PROGRESS_SEEN}
    assert progress.keys() == {0, 1}
    tally = Shape(worked.scenario(reviews={})).measure(log)

    def group(person, people):
        ours, dosed = (bin(bits).count("1") for bits in (progress[person] & 255, progress[person] >> 8))
        return [people, 1, 1, ours, dosed]

    assert tally.by_completion == [*group(1, 2), *group(0, 1)]
    assert len(tally.by_completion) == 2 * GROUP
