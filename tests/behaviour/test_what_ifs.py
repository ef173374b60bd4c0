"""`spsim what-if`: is what came out said as it did, held against the file and against what was expected?"""

import json

import pytest

from experiments.intervals import Rare, estimate
from experiments.what_ifs import came_out_of, pairing_of
from sim.errors import ScenarioError
from sim.loading import load
from tests.plain import answer_to, words
from tests.scenarios import child_toml, write

WHAT_IF = """compare_with = "{compare_with}"
measure = "{measure}"
expected = "{expected}"
because = "a post has to be paid"
came_out = "{came_out}"
answer = "It costs more."
decide = "Nothing yet."
"""


def put(folder, posts=3, **said):
    """A what-if beside its base."""
    facts = {"compare_with": "base", "measure": "service", "expected": "less", "came_out": "less", **said}
    return write(folder, child_toml(link_workers=f"posts = {posts}", what_if=WHAT_IF.format(**facts)))


def answered(folder, replications=8, **said):
    return answer_to(came_out_of(pairing_of(load(put(folder, **said))), replications))


def test_what_came_out_is_the_sign_of_the_paired_difference(tmp_path):
    less = answered(tmp_path)
    assert (less["came_out"], less["as_expected"], less["agrees"]) == ("less", True, True)
    assert less["difference"]["error_high"] < 0
    assert less["here"]["mean"] - less["there"]["mean"] == pytest.approx(less["difference"]["mean"])
    more = answered(tmp_path, posts=1)
    assert (more["came_out"], more["as_expected"], more["agrees"]) == ("more", False, False)


def test_a_difference_of_0_in_every_replication_is_none(tmp_path):
    found = answered(tmp_path, measure="referred", expected="no difference", came_out="no difference")
    assert (found["came_out"], found["as_expected"]) == ("no difference", True)
    assert words.difference(found) == "0, in every replication"


def test_a_few_replications_without_a_difference_do_not_make_one_of_none(tmp_path):
    """Nobody has found nothing suitable in either, so far."""
    found = answered(tmp_path, replications=2, measure="nothing_suitable")
    assert found["difference"]["mean"] == found["difference"]["half_width"] == 0
    assert found["came_out"] == "not settled"


def test_a_measure_may_be_of_one_level_of_a_trait(tmp_path):
    found = answered(tmp_path, measure="took_up[age=over_65]")
    everybody = answered(tmp_path, measure="took_up")
    assert found["measure"]["title"] == "Took up at least one activity (age: over 65)"
    assert 0 < found["here"]["mean"] < everybody["here"]["mean"]


def test_what_luck_may_have_made_is_not_settled_and_no_expectation_is_met(tmp_path):
    found = answered(tmp_path, replications=3, posts=1.5, measure="relapses")
    assert found["difference"]["error_low"] < 0 < found["difference"]["error_high"]
    assert (found["came_out"], found["as_expected"]) == ("not settled", None)
    assert "neither met nor refuted" in words.against_expectation(found)


def test_what_is_left_to_those_who_run_activities_may_be_asked_where_both_say_what_a_session_costs(tmp_path):
    """By the place or by the session: the same sessions are held, so what is left differs by what is paid."""
    runs_at = 'runs_at_gbp_per_session = { value = 20, source = "made up", grade = "assumed" }'
    (tmp_path / "spot.toml").write_text(child_toml(**{"activities.walks.payment": runs_at}))
    facts = {"compare_with": "spot", "measure": "provider_margin", "expected": "more", "came_out": "more"}
    block = f'form = "block"\n{runs_at}'
    text = child_toml(**{"activities.walks.payment": block, "what_if": WHAT_IF.format(**facts)})
    found = answer_to(came_out_of(pairing_of(load(write(tmp_path, text))), 20))
    assert found["measure"]["unit"] == "£"
    assert found["here"]["mean"] == pytest.approx((10 - 20) * 91)
    assert found["here"]["mean"] - found["there"]["mean"] == pytest.approx(found["difference"]["mean"])
    assert "good for the budget" not in words.measured(found)
    with pytest.raises(ScenarioError, match="provider_margin"):
        pairing_of(load(put(tmp_path, measure="provider_margin")))


def test_what_is_nearly_always_the_same_is_settled_and_what_is_hardly_ever_seen_is_not():
    assert estimate([5.0] * 99 + [4.0]).settled
    assert not estimate([0.0] * 99 + [4.0]).settled
    assert isinstance(estimate([5.0] * 99 + [4.0]).rare, Rare)


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"compare_with": "bsae"}, "what_if.compare_with is bsae; no such scenario is in this folder or bundled. Did "),
        ({"compare_with": "third_pots"}, "Did you mean third_post?"),
        ({"compare_with": "child"}, "names this scenario itself"),
        ({"measure": "nett"}, "nothing is called nett in both scenarios. Did you mean net?"),
        ({"measure": "took_up[age=over_66]"}, "nothing is called took_up[age=over_66] in both scenarios."),
        ({"measure": "list_wait"}, "nothing is called list_wait in both scenarios."),
    ],
)
def test_what_is_not_there_is_a_fault_at_its_line(tmp_path, said, message):
    file = put(tmp_path, **said)
    with pytest.raises(ScenarioError) as error:
        pairing_of(load(file))
    [fault] = error.value.faults
    assert message in fault.message
    [key] = said
    assert file.read_text().splitlines()[fault.line - 1].startswith(key)


def test_a_scenario_without_a_question_has_no_answer(spsim):
    code, out, err = spsim("what-if", "rotherham_mental_health_pilot", "--quiet")
    assert (code, out) == (2, "")
    assert "The file has no [what_if]" in err


def test_the_command_prints_question_expectation_answer_and_what_to_decide(spsim, tmp_path):
    code, out, _ = spsim("what-if", put(tmp_path), "--replications", "8", "--quiet")
    assert code == 0
    said = " ".join(out.split())
    for part in (
        "Expected less, because a post has to be paid",
        "Came out less. Cost of the service over 2 years: −£",
        "8 pairs of replications. Plus is good for the budget. As expected.",
        "In words It costs more.",
        "Decide Nothing yet.",
        "spsim what-if child --replications 8",
    ):
        assert part in said


def test_a_file_that_says_otherwise_ends_with_exit_code_1(spsim, tmp_path):
    file = put(tmp_path, expected="more", came_out="more")
    code, out, _ = spsim("what-if", file, "--replications", "8", "--quiet")
    assert code == 1
    said = " ".join(out.split())
    assert "NOT as expected: more was expected." in said
    assert 'child.toml says came_out = "more", and "less" came out.' in said
    code, out, _ = spsim("what-if", file, "--replications", "8", "--json")
    assert (code, json.loads(out)["agrees"]) == (1, False)


def test_all_take_a_line_each(spsim, tmp_path, monkeypatch):
    """Two that are made up stand for those that come with the program, which tests/theory runs."""
    files = {}
    for name, came_out in (("right", "less"), ("wrong", "more")):
        (tmp_path / name).mkdir()
        files[name] = put(tmp_path / name, came_out=came_out).rename(tmp_path / name / f"{name}.toml")
    plain = tmp_path / "right" / "base.toml"
    monkeypatch.setattr("app.cli.commands.what_if.bundled", lambda: [*files.values(), plain])
    code, out, _ = spsim("what-if", "--all", "--replications", "8", "--quiet")
    assert code == 1
    lines = out.splitlines()
    said = " ".join(out.split())
    assert [line.split()[0] for line in lines if " service " in line] == ["right:", "wrong:"]
    assert 'wrong.toml says came_out = "more", and "less" came out.' in said
    assert "2 what-ifs: 2 as expected, 0 not as expected, 0 not settled. 1 of their files state a different" in said
    for measure in ("took_up[age=over_65]", "service"):
        put(tmp_path / "right", measure=measure).rename(files["right"])
        _, out, _ = spsim("what-if", "--all", "--replications", "8", "--quiet")
        assert f"right: {measure}" in " ".join(out.split())
    code, out, _ = spsim("what-if", "--all", "--replications", "8", "--json")
    assert [row["agrees"] for row in json.loads(out)["what_ifs"]] == [True, False]


def test_one_scenario_or_all(spsim):
    code, out, err = spsim("what-if")
    assert (code, out) == (2, "")
    assert "what-if takes a scenario; or --all, for all of them." in err
