"""What is seen of one run of a setting? One replication of every option, as the player shows it.

The letters are those of the answer, which says what many runs do: so it is asked for too, and has been run already.
"""

from typing import Annotated

from pydantic import Field

from app.asking.cases import cases_of
from app.asking.watch import Watch
from app.faces.player.page import sides_of
from app.faces.player.shown import Shown
from app.live.answering import run
from app.live.loaded import loaded_of
from app.live.setting import Setting, Strict, read_as
from app.texts import cleaned
from experiments.watched import watched
from sim.inputs import World

REPLICATIONS_AT_MOST = 1_000_000


class ToWatch(Strict):
    """A setting, and which replication of it."""

    setting: Setting
    replication: Annotated[int, Field(ge=0, lt=REPLICATIONS_AT_MOST)] = 0


def seen(body: object, watch: Watch) -> Shown:
    """What the player is given."""
    asked = read_as(ToWatch, body)
    loaded = loaded_of(asked.setting)
    found = run(asked.setting, loaded, watch).answer
    cases = cases_of([*loaded.values()], asked.setting.seed)
    programme, usual = (
        [watched(case, world, asked.replication) for case in cases] for world in (World.PROGRAMME, World.USUAL)
    )
    return sides_of(cleaned(found), programme, usual)
