"""The questions: designs, runs and comparisons of scenarios.

The few public names. They are imported on first use:

    from experiments import Case, frame, run_pairs
    from experiments.answering import answer
    from sim import load

    loaded = load("third_post")
    cases = [Case.of(loaded, seed=1)]
    results, precision = run_pairs(cases, replications=20)
    whole = answer(cases, results, precision, provenance={"command": "a notebook"})
    table = frame(zip(cases, results))
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from experiments.compare import run_pairs
    from experiments.explain import life
    from experiments.exports import frame
    from experiments.run import Case

_HOME = {
    "Case": "experiments.run",
    "frame": "experiments.exports",
    "life": "experiments.explain",
    "run_pairs": "experiments.compare",
}
__all__ = ["Case", "frame", "life", "run_pairs"]


def __getattr__(name: str) -> Any:
    """A public name, from the module where it lives."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)
