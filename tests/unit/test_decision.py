"""A decision on one page: the answer's own numbers, three counts of real people, and what people typed as text."""

import html
import re

import pytest

from app.faces.live.sheet import SAME_AGAIN
from app.live.decision import LINK_AT_MOST, LONG, SHORT, _link, count_row, outside
from app.live.door import asked
from app.live.link import link_of
from app.live.setting import Option, Setting
from experiments.along import fits_of
from experiments.intervals import estimate
from experiments.signposts import SIGNPOSTS, Expected, expected
from sim.loading import load
from tests.scenarios import loaded

PILOT = {"a": {"scenario": "rotherham_mental_health_pilot"}, "replications": 8}
HOSTILE = '<script>alert(1)</script>\u202e"&<img src=x onerror=alert(1)>{{ 7*7 }}</article>'


def decided(setting=PILOT, **typed):
    return asked("decision", {"setting": setting, **typed})


@pytest.fixture(scope="module")
def page():
    return decided(decision="We fund two.\nNot three.", who="The chair")["answer"]


def test_the_page_has_the_answer_with_its_errors_and_what_is_assumed(page):
    text = page["text"]
    for part in ("What we asked", "What we saw", "Cash: ", "±", "values are assumed", "What we decided\n"):
        assert part in text
    assert "We fund two.\nNot three." in text
    assert "What we expected\nNothing was written down." in text
    assert "30 September 2015, 26 weeks after the service begins. The chair" in text


def test_the_same_words_stand_on_paper_and_in_the_text(page):
    shown = re.sub(r"<[^>]+>", " ", page["html"]).replace("\u2060", "")
    shown = " ".join(shown.split())
    for line in page["text"].splitlines():
        for part in re.split(
            r"\. |: ", line.removeprefix("- ").replace("Ask again", "").replace("The simulation is wrong", "")
        ):
            if part == "How it was made":
                continue  # the foot of the sheet, without a head
            said = part.removeprefix("expected ").strip(". ")
            assert html.escape(said) in shown, said


def test_it_says_by_what_it_is_known(page):
    again = asked("answer", {"setting": PILOT})["answer"]
    assert again["hash"][:12] in page["text"]
    assert f"{SAME_AGAIN}\n{again['link']}" in page["text"]
    assert SAME_AGAIN in page["html"]


def test_three_counts_are_proposed_and_others_can_be_chosen(page):
    assert [one["name"] for one in page["counts"] if one["chosen"]] == ["met", "seen_in_time", "discharged"]
    other = decided(counts=["took_up"])["answer"]
    assert [one["name"] for one in other["counts"] if one["chosen"]] == ["took_up"]
    assert "The count that would change our mind" in other["text"]


def test_a_count_that_is_too_small_for_the_public_is_not_printed():
    early = decided(again="2015-04-20", counts=["discharged", "completed"])["answer"]
    assert not any(one["able"] for one in early["counts"] if one["name"] in ("discharged", "completed"))
    assert not any(one["chosen"] for one in early["counts"] if one["name"] in ("discharged", "completed"))
    assert "no count is of people enough" in decided(again="2015-04-02")["answer"]["text"]


def test_no_lower_end_counts_fewer_than_five_people():
    assert outside((4, 20)) == "more than 20"
    assert outside((5, 1200)) == "fewer than 5, or more than 1,200"
    (discharged,) = [one for one in SIGNPOSTS if one.name == "discharged"]
    row = count_row(Expected(discharged, estimate([8, 9, 12]), (2, 20), (0, 31), (1, 14)), loaded().scenario)
    assert "Fewer" not in row.means
    assert "cannot tell whether support works" in row.without


def test_where_the_programme_and_nothing_lie_apart_the_count_tells():
    (discharged,) = [one for one in SIGNPOSTS if one.name == "discharged"]
    row = count_row(Expected(discharged, estimate([60, 66, 70]), (47, 86), (38, 88), (10, 33)), loaded().scenario)
    assert row.without == "If support changes nothing, 10 to 33."


def test_what_is_typed_is_text_wherever_it_stands():
    found = decided(asked=HOSTILE, expected=HOSTILE, decision=HOSTILE, who=HOSTILE[:SHORT])["answer"]
    assert "<script" not in found["html"]
    assert "<img" not in found["html"]
    assert found["html"].count("</article>") == 1
    assert "{{ 7*7 }}" in found["html"]
    assert "\u202e" not in found["html"] + found["text"]


def test_it_cannot_be_decided_on_a_day_without_a_simulated_service():
    for day in ("2015-04-01", "2018-04-02", "soon"):
        (fault,) = decided(again=day)["faults"]
        assert (fault["path"], fault["option"]) == ("again", "a")
        assert "between 2 April 2015 and 1 April 2018" in fault["message"]


@pytest.mark.parametrize(
    "strange",
    [
        {"decided": "b"},
        {"asked": "x" * (LONG + 1)},
        {"who": "x" * (SHORT + 1)},
        {"counts": ["met"] * 4},
        {"again": 5},
        {"more": 1},
    ],
)
def test_a_strange_request_is_refused(strange):
    said = decided(**strange)
    assert said["faults"]
    assert all(fault["message"].endswith(".") for fault in said["faults"])


def test_the_counts_of_one_question_are_worked_out_once(monkeypatch):
    decided(who="one")
    monkeypatch.setattr("app.live.decision.expected", lambda *_, **__: pytest.fail("worked out again"))
    assert "two" in decided(who="two")["answer"]["text"]


def test_the_counts_are_of_the_answers_luck_and_of_its_fit(monkeypatch):
    """As many replications as the answer has, up to so many; and all that nobody knows as its fit has it."""
    asked_for = []

    def heard(case, fits, **how):
        asked_for.append((case.name, fits, how["replications"]))
        return expected(case, fits, **{**how, "draws": 0})

    monkeypatch.setattr("app.live.decision.expected", heard)
    for most in (5, 9):
        monkeypatch.setattr("app.live.decision.REPLICATIONS", most)
        decided(again=f"2015-10-0{most}")
    assert [many for *_, many in asked_for] == [5, 8]
    assert all(fits == fits_of(load(name)) for name, fits, _ in asked_for)


def test_a_link_that_nobody_types_is_not_printed():
    short, long = (Setting(a=Option(**PILOT["a"], title="x" * n, changes={"a.b": "y" * n})) for n in (10, 200))
    assert len(link_of(short)) < LINK_AT_MOST < len(link_of(long))
    assert (_link(short), _link(long)) == (link_of(short), "")
    assert _link(Setting(a=Option(scenario="x", text="schema = 1"))) == ""  # a file has none


def test_what_fewer_and_what_more_would_mean_are_not_exchanged():
    (waiting,) = [one for one in SIGNPOSTS if one.name == "waiting"]
    row = count_row(Expected(waiting, estimate([60, 66, 70]), (47, 86), None, None), loaded().scenario)
    assert row.means.startswith("Fewer: the queue is shorter")
    assert "More: the queue is longer" in row.means
    assert row.title.endswith(", on that day")


def test_of_two_options_the_one_decided_for_is_counted():
    both = {**PILOT, "b": {"scenario": "review_clinic_only"}}
    found = decided(both, decided="b")["answer"]
    assert {one["name"] for one in found["counts"]} == {"referred", "discharged"}
    assert "The two counts that would change our mind\nB: " in found["text"]


def test_a_decision_against_it_is_not_turned_into_one_for_it():
    text = decided(decision="We fund neither.")["answer"]["text"]
    assert "What we decided\nWe fund neither.\n\nWhen" in text
    assert "What we decided\nNothing was written down.\n\nWhen" in decided()["answer"]["text"]
