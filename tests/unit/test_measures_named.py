"""What does a measure name? An outcome of everybody, or of one level of a trait; anything else is no measure."""

import pytest

from experiments.outcomes import measure_of
from experiments.results import Results
from experiments.run import Case, replicate
from sim.inputs import World
from tests.scenarios import scenario


@pytest.fixture(scope="module")
def case() -> Case:
    return Case("asked", scenario(), 1)


def test_the_levels_of_a_trait_add_up_to_everybody(case):
    read = Results(case, [replicate(case, n) for n in range(2)]).outcomes[World.PROGRAMME]
    everybody, older, younger = (
        read.values(*measure_of(case.shape, named))
        for named in ("took_up", "took_up[age=over_65]", "took_up[age=under_65]")
    )
    assert everybody == [a + b for a, b in zip(older, younger, strict=True)]
    assert all(older)
    assert all(younger)


@pytest.mark.parametrize(
    "named", ["", "tok_up", "took_up[age=oldest]", "took_up[sex=over_65]", "took_up[age]", "took_up[age=over_65"]
)
def test_what_is_not_there_is_no_measure(case, named):
    assert measure_of(case.shape, named) is None
