"""The small answer of a shipped scenario: a hash of its logs, and a few figures. What `make accept` rewrites.

On the compiled engine: that both write the same log of every scenario,
tests/contract/test_engines_agree.py says.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

from experiments.run import Case, run
from sim.inputs import World
from sim.loading import bundled, load
from sim.luck import study_key
from sim.simulate import logs

EXPECTED = Path(__file__).parent / "regression" / "expected"
SEED, REPLICATIONS = 1, 3


def answer(name: str) -> dict[str, Any]:
    """Hashes of the first logs in two worlds, and each step of the longest bridge as an exact fraction of a pound."""
    case = Case(name, load(name).scenario, SEED)
    [replications] = run([case], range(REPLICATIONS))
    bridges = [r.bridges[max(r.bridges)] for r in replications]
    return {
        "log": {world.value: _hash(case, world) for world in (World.USUAL, World.PROGRAMME)},
        "bridge": {step: [str(bridge[step]) for bridge in bridges] for step in bridges[0]},
        "pounds": {step: [round(float(bridge[step])) for bridge in bridges] for step in bridges[0]},
    }


def _hash(case: Case, world: World) -> str:
    """SHA-256 of the rows of every replication, as decimal text."""
    digest = hashlib.sha256()
    log_of = logs(case.inputs[world], study_key(case.seed))
    for replication in range(REPLICATIONS):
        for row in log_of(replication):
            digest.update(" ".join(map(str, row)).encode() + b"\n")
    return digest.hexdigest()


def expected(name: str) -> dict[str, Any]:
    """The answer on file."""
    found: dict[str, Any] = json.loads((EXPECTED / f"{name}.json").read_text(encoding="utf-8"))
    return found


def names() -> list[str]:
    """Every shipped scenario."""
    return sorted(bundled())
