"""Would the comparison of the two engines notice a mistake? Twenty are planted, one line each, in copies of their sources.

A fault is a line of one engine changed to what somebody might well have written. It is caught when the faulty engine's
log differs from the other engine's on one of the generated scenarios, each on one of the grids of `tests.grids`. Faults
in what both share (`rules`, `luck`) cannot show here; formulas and worked cases are for those.

`sim.steps` runs as it stands, on tables of plain objects: nothing is compiled in this file.
"""

import sys
import warnings
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from itertools import islice
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, NamedTuple
from unittest.mock import patch

import pytest
from hypothesis import find, settings
from hypothesis import strategies as st

from sim import rules, steps
from sim.events import Row
from sim.inputs import Inputs, World, inputs_of
from sim.loading import load
from sim.luck import study_key
from sim.scenario import Scenario
from tests.generate import scenarios
from tests.grids import GRIDS
from tests.scenarios import scenario
