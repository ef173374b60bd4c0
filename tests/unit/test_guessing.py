"""A guess, and its score: near the mean, within one service's luck, or further off than luck goes."""

import pytest

from app import words
from app.ask import RunInShort, ask
from app.live.door import asked
from app.live.guessing import WAIT, _every_week, line_score, questions, score
from app.words.board import amount
from experiments.intervals import estimate
from experiments.people_rows import Series
from sim.loading import load
from tests.scenarios import loaded

PILOT = {"a": {"scenario": "rotherham_mental_health_pilot"}, "replications": 20}
OUT = estimate([5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0, 13.0, 14.0, 15.0, 9.5])
(WAITS, *_) = questions(loaded().scenario)


def scored(guessed):
    return score(guessed, OUT, words.number, " weeks", WAITS)


def test_what_is_within_simulation_error_cannot_be_bettered():
    assert scored(OUT.mean)[0].endswith(": as near as this simulation can tell.")


def test_a_guess_is_near_or_so_far_off():
    low, high = OUT.error
    assert ": near, " not in scored(high * 1.3)[0]
    assert scored(high * 1.3)[0].endswith(" too high.")
    assert scored(low * 0.5)[0].endswith(" too low.")
    sure = estimate([10.0, 10.1] * 20)
    assert ": near, 0.95 weeks too high." in score(11.0, sure, words.number, " weeks", WAITS)[0]


def test_luck_of_one_service_is_apart_from_the_error_of_the_mean():
    """Outside the one and inside the other: wrong of the mean, and what one service could well show."""
    within, beyond = OUT.error[1] + 0.5, OUT.real[1] + 0.5
    assert within < OUT.real[1]
    assert "so a single service could well show what you said" in scored(within)[1]
    assert "so what you said is more than luck away" in scored(beyond)[1]
    assert all("What nobody knows of the inputs comes on top." in scored(each)[1] for each in (within, beyond, None))


def test_giving_up_is_no_guess():
    assert scored(None)[0].startswith("No guess was made. What came out is ")


def test_of_one_replication_no_luck_is_said():
    said = score(4.0, estimate([5.0]), words.number, " weeks", WAITS)
    assert len(said) == 1


def series(mean, low, high):
    return Series("waiting", "", "programme", tuple(mean), (0.5,) * len(mean), tuple(low), tuple(high))


def test_a_line_is_scored_week_by_week():
    out = series([0.0, 10.0, 20.0, 10.0], [0.0, 5.0, 10.0, 5.0], [2.0, 15.0, 30.0, 15.0])
    said = " ".join(line_score([1.0, 10.0, 5.0, 16.0], out))
    assert "You drew a queue that is longest in week 4, with 16 people." in said
    assert "the longest 20 (±0.5) in week 3" in said
    assert "Your line was 5.5 people off on average. In 2 of 4 weeks it lies where 95 in 100 real services fall" in said
    assert line_score(None, out)[0].startswith("No line was drawn.")


def test_what_can_be_guessed_tells_nothing_of_the_answer():
    """The axis is as high as demand says, before anything is run; the same however many support people."""
    few, many = loaded(link_workers="posts = 0.5").scenario, loaded(link_workers="posts = 40").scenario
    assert questions(few) == questions(many)
    assert [one.what for one in questions(few)] == ["wait", "queue", "discharged", "net"]


def test_what_a_scenario_has_not_is_not_asked():
    without = loaded(stages="reviews = false\nrelapse = false", programme='effect = ["care_use"]').scenario
    assert "discharged" not in [one.what for one in questions(without)]
    assert [one.what for one in questions(load("review_clinic_only").scenario)] == ["discharged", "net"]


def test_the_score_is_of_the_answer_itself():
    def ask(**more):
        return asked("guess", {"setting": PILOT, **more})["answer"]

    assert [one["what"] for one in ask()["options"]["a"]["asked"]] == ["wait", "queue", "discharged", "net"]
    assert ask(what="wait", guess=40)["said"][0].endswith("too high.")
    assert ask(what="net", guess=5e6)["said"][0].startswith("You said £5,000,000. What came out is −£")
    assert "Under usual care it would have been" in ask(what="discharged")["said"][-1]
    weeks = ask()["options"]["a"]["asked"][1]["weeks"]
    drawn = ask(what="queue", line=[3] * len(weeks))
    assert drawn["chart"].startswith("<svg")
    assert "You drew a queue that is longest in week 1, with 3 people." in drawn["said"][0]


def test_what_would_have_been_anyway_is_usual_care():
    """And what is scored is the programme: both of the whole follow-up, as the answer has them."""
    found = ask(RunInShort((PILOT["a"]["scenario"],), replications=20, swings="none", sets=0)).answer.scenarios[0]
    (out,) = [one for one in found.outcomes if one.name == f"discharged_in_{max(found.bridge)}y"]
    said = asked("guess", {"setting": PILOT, "what": "discharged"})["answer"]["said"]
    assert f"What came out is {amount(out.programme, words.count, ' people')}" in said[0]
    assert said[-1].startswith(f"Under usual care it would have been {amount(out.usual)}: ")
    assert out.usual.mean < out.programme.mean


def test_a_guess_of_a_loss_can_be_near():
    loss = estimate([-10.0, -10.1] * 20)
    assert ": near, " in score(-11.0, loss, words.number, " weeks", WAITS)[0]
    assert ": near, " not in score(11.0, loss, words.number, " weeks", WAITS)[0]


def test_a_line_runs_straight_between_its_points_and_level_after_the_last():
    assert _every_week((0, 2, 6), (0, 10, 2), 9) == [0, 5, 10, 8, 6, 4, 2, 2, 2]


@pytest.mark.parametrize("what", ["wait", "queue", "discharged", "net"])
def test_of_two_options_the_score_is_of_the_one_that_was_guessed(what):
    both = {**PILOT, "b": {"scenario": "third_post"}, "replications": 5}
    alone = {"a": both["b"], "replications": 5}
    said, kept = (asked("guess", {"setting": both, "option": o, "what": what})["answer"]["said"] for o in "ba")
    first, other = (each[0].split(": ", 1)[1] for each in (said, kept))
    assert [first, *said[1:]] == asked("guess", {"setting": alone, "what": what})["answer"]["said"]
    assert first != other


def test_of_two_options_the_score_names_which():
    both = {**PILOT, "b": {"scenario": "third_post"}}
    said = asked("guess", {"setting": both, "option": "b", "what": "wait", "guess": 1})["answer"]["said"]
    assert said[0].split(": ")[0] == load("third_post").scenario.title


@pytest.mark.parametrize(
    "strange",
    [
        {"option": "b"},
        {"what": "age"},
        {"what": "wait", "guess": "5"},
        {"what": "wait", "guess": 1e12},
        {"what": "queue", "line": [1, 2]},
        {"what": "queue", "line": [-1] * 23},
        {"more": 1},
    ],
)
def test_a_strange_guess_is_refused(strange):
    said = asked("guess", {"setting": PILOT, **strange})
    assert said["faults"]
    assert all(fault["message"].endswith(".") for fault in said["faults"])


def test_the_wait_is_the_outcome_that_page_one_has():
    from experiments.outcomes import MEAN_WAIT

    assert MEAN_WAIT.name == WAIT
