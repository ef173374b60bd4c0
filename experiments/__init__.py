"""The questions: designs, runs and comparisons of scenarios.

The few public names. They are imported when asked for:

    from experiments import Asked, Question, frame, run_pairs
    from experiments.answering import answer
    from sim import load

    loaded = load("third_post")
    asked = [Asked(loaded, Question(loaded.name, loaded.scenario, seed=1))]
    results, precision = run_pairs([one.question for one in asked], replications=20)
    told = answer(asked, results, precision, made={"command": "a notebook"})
    table = frame((one.question, runs) for one, runs in zip(asked, results))
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from experiments.answering import Asked
    from experiments.compare import run_pairs
    from experiments.explain import life
    from experiments.exports import frame
    from experiments.run import Question

_HOME = {
    "Asked": "experiments.answering",
    "Question": "experiments.run",
    "frame": "experiments.exports",
    "life": "experiments.explain",
    "run_pairs": "experiments.compare",
}
__all__ = ["Asked", "Question", "frame", "life", "run_pairs"]


def __getattr__(name: str) -> Any:
    """A public name, from the module where it lives."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)
