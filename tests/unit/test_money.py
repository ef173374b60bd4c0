"""What is paid per meeting: each one held or missed, by whom it was for."""

from experiments.run import Question, replicate
from sim.events import What
from sim.inputs import World
from sim.money import PROGRAMME
from tests.scenarios import scenario

S = 'source = "made up", grade = "assumed"'


def test_a_meeting_is_paid_for_held_or_missed_and_only_with_the_programme():
    line = f'per = "meeting"\ngbp = {{ value = 35, {S} }}\nprice_year = "2015/16"\npayer = "Council"'
    question = Question("one", scenario(**{"costs.link_worker": "remove = true", "costs.contact": line}), 1)
    run = replicate(question, 0)
    rows = question.log(World.PROGRAMME, 0)
    held, missed = (sum(row[2] == what for row in rows) for what in (What.MET, What.MISSED))
    assert held > 0
    assert missed > 0
    entries = [entry for entry in question.ledger(run.worlds[World.PROGRAMME]) if entry.line == "contact"]
    assert sum(entry.amount for entry in entries) == 35 * (held + missed)
    assert {entry.role for entry in entries} == {PROGRAMME}
    assert {entry.stratum for entry in entries} == set(range(len(question.shape.strata)))
    assert [entry for entry in question.ledger(run.worlds[World.USUAL]) if entry.line == "contact"] == []
