"""The player's own machine, in Node: what it counts, by its own rule, of the data that Python gives it."""

import json
import subprocess
from pathlib import Path
from typing import Any

from app.faces.player.page import STATIC
from app.faces.player.shown import Shown, Side, shown
from experiments.run import Case
from experiments.watched import Watched, watched
from sim.inputs import World
from tests.v8 import NODE

SCRIPT = Path(__file__).with_suffix(".mjs")


def sides_of(cases: list[Case], replication: int = 0) -> tuple[list[Side], list[Watched]]:
    """Two worlds to be watched, and usual care of each: of one case the programme and usual care, else the programme of
    both."""
    usual = [watched(case, World.USUAL, replication) for case in cases]
    sides = [
        Side(letter, case.scenario.title, watched(case, World.PROGRAMME, replication))
        for letter, case in zip("AB", cases, strict=False)
    ]
    if len(sides) == 1:
        sides.append(Side("", "Usual care", usual[0]))
        usual = usual * 2
    return sides, usual


def data_of(sides: tuple[list[Side], list[Watched]]) -> Shown:
    """What the page carries, as it reads it."""
    found: Shown = json.loads(json.dumps(shown(*sides, many=2)))
    return found


def played(data: Shown) -> Any:
    """What the player makes of it."""
    done = subprocess.run([NODE, SCRIPT, STATIC / "log.js"], input=json.dumps(data).encode(), capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)
