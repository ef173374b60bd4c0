"""What can be known before anything is simulated? How full everything will be, what a run costs, what looks wrong, and
what is assumed.

Offered load is work arriving ÷ capacity: at 1 a queue never settles. It is worked out from mean values as if everybody
who accepts were supported, so the load of a later stage is the one it would meet if the stages before it kept up.
Nothing here is drawn by luck or used by an engine; the user decides what to do about a warning. People referred again
after a relapse are left out (except from reviews), because they are few and costly to work out.

How many wait when more people come than can be taken, and how long that takes to clear, is a flow of mean people
(`flows`).

Four answers (`loads`, `size`, `cautions`, `assumed`) stand on one `flight`, and that on `demand`, `peaks`, `flows`,
`support`, `team`, `activities` and `reviews`, all of them on `means`. What can have no effect (`no_effect`) is a
question of its own, because it needs the files.
"""

from sim.preflight.activities import _wishes  # noqa: F401 - worked by hand in tests/unit/test_preflight.py
from sim.preflight.assumed import GRADES_WORST_FIRST, Assumption, assumptions
from sim.preflight.cautions import warnings
from sim.preflight.loads import CALM_BELOW, Load, offered_loads, percent
from sim.preflight.means import mean_of
from sim.preflight.size import Estimate, estimate
from sim.preflight.support import _meetings, diary_wait  # noqa: F401 - likewise
from sim.preflight.values_in_doubt import Warning

__all__ = [
    "CALM_BELOW",
    "GRADES_WORST_FIRST",
    "Assumption",
    "Estimate",
    "Load",
    "Warning",
    "assumptions",
    "diary_wait",
    "estimate",
    "mean_of",
    "offered_loads",
    "percent",
    "warnings",
]
