"""The model: a scenario, its people, and what happens to them.

The few public names. They are imported on first use, so that `import sim` alone loads nothing else.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.errors import ScenarioError
    from sim.inputs import World
    from sim.loading import Loaded, bundled, load
    from sim.scenario import Scenario

_HOME = {
    "Loaded": "sim.loading",
    "Scenario": "sim.scenario",
    "ScenarioError": "sim.errors",
    "World": "sim.inputs",
    "bundled": "sim.loading",
    "load": "sim.loading",
}
__all__ = ["Loaded", "Scenario", "ScenarioError", "World", "bundled", "load"]


def __getattr__(name: str) -> Any:
    """A public name, from the module where it lives."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)
