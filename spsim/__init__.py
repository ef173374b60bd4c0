"""The researcher's door: ask in Python, get data frames and figures for a paper.

    import spsim

    pilot = spsim.load("rotherham_mental_health_pilot")
    more = pilot.with_values({"link_workers.posts": 3}, title="Three posts")
    answer = spsim.compare(pilot, more, replications=200, seed=1)
    answer.waits                              # a data frame; its attrs say units, seed, hashes, intervals
    answer.plot_bridge().savefig("bridge.svg")

It asks through `app.ask`, as every face does, and works out nothing: the numbers are those of the command line, of its
files and of its pages. Columns, units and figures: docs/python.md. What cannot be done is one of the exceptions below,
a sentence each, before anything is run.
"""

from app import version
from app.faces.figures import COLUMN_MM, PAGE_MM
from sim.errors import Cancelled, ScenarioError, SpsimError, WrongInput
from spsim.answers import Answer
from spsim.asking import compare, log, run
from spsim.scenarios import Scenario, load, scenarios
from spsim.solutions import Solution, solve
from spsim.studies import Study, study

__version__ = version()
__all__ = [
    "COLUMN_MM",
    "PAGE_MM",
    "Answer",
    "Cancelled",
    "Scenario",
    "ScenarioError",
    "Solution",
    "SpsimError",
    "Study",
    "WrongInput",
    "compare",
    "load",
    "log",
    "run",
    "scenarios",
    "solve",
    "study",
]
