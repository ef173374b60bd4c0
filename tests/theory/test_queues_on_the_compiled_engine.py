"""Does every queue of theory that the journey can be switched to give the textbook's answer? On the compiled engine.

Every case is run twice: as it is, when theory must lie in the interval that the whole list can afford, and with mean
services 5 % too long, when it must not. How a queue is isolated and judged: `compiled`, and `docs/theory.md`.
"""

import pytest

from tests.queues import finite_room, machine_repair
from tests.theory import compiled as queues
from tests.theory import table

each_case = pytest.mark.parametrize("case", queues.CASES, ids=lambda case: f"{case.queue} {case.name}")


@each_case
def test_the_answer_is_the_textbooks(case):
    faulty = case.theory(queues.FAULT)
    for (name, right), found in zip(case.theory(1).items(), case.found().values(), strict=True):
        assert queues.narrow_enough(found, right, None if name in case.unmoved else faulty[name]), name
        assert queues.agrees(found, right), name


@each_case
def test_mean_services_5_percent_too_long_are_caught(case):
    for (name, right), found in zip(case.theory(1).items(), case.found(queues.FAULT).values(), strict=True):
        assert name in case.unmoved or not queues.agrees(found, right), name


def test_seeds_differ():
    assert len({case.seed for case in queues.CASES}) == len(queues.CASES)


def test_the_page_gives_the_textbooks_answers():
    """Run `python -m tests.theory.table` after a change of the list."""
    given = [row[:4] for row in table.rows_of(table.PAGE.read_text())]
    assert given == [
        [case.queue, case.name, name, table.number(right)]
        for case in queues.CASES
        for name, right in case.theory(1).items()
    ]


def test_formulas_used_here_alone_give_published_numbers():
    """Notes, Q10 and Q11."""
    found = machine_repair(5, 1, 0.1, 2)
    assert found == pytest.approx((1.42434, 0.357566, 0.715132), rel=1e-5)
    assert machine_repair(10, 2, 0.05, 2).down == pytest.approx(1.03864, rel=1e-5)
    found = finite_room(3, 1 / 4, 2, 3)
    assert (found.turned_away, found.present) == pytest.approx((0.0493601, 0.762340), rel=1e-5)
