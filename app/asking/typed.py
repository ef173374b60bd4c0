"""What is to be typed for the same answer? The command that an answer is known by where nobody has typed one."""

import shlex
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from app import PROGRAM
from app.asking.cases import Named
from app.asking.precision import typed
from sim.loading import Loaded, bundled

if TYPE_CHECKING:
    from app.asking.running import Asked
    from experiments.answer import AnswerInShort


def command_of(asked: "Asked[AnswerInShort]") -> str:
    """A run or a comparison as it is typed, without what changes nothing in its answer."""
    command = "run" if len(asked.scenarios) == 1 else "compare"
    return shlex.join([PROGRAM, command, *map(_name, asked.scenarios), *_options(asked)])


def _name(scenario: Named) -> str:
    """How a scenario is named, without the folders of this machine."""
    if not isinstance(scenario, Loaded):
        return Path(scenario).name
    comes_with_it = bundled().get(scenario.name) == scenario.path
    return scenario.name if comes_with_it else scenario.path.name


def _options(asked: "Asked[AnswerInShort]") -> Iterator[str]:
    """What is asked for otherwise than by default."""
    terms, default = asked.terms, type(asked)(asked.scenarios)
    optimism, usual = terms.optimism, default.terms
    values = {
        "seed": asked.seed,
        "replications": asked.replications,
        "within": typed(asked.within),
        "sets": asked.sets,
        "max-replications": None if asked.most == default.most else asked.most,
        "pounds-of": asked.pounds_of,
        "discount-rate": None if terms.rate == usual.rate else _per_cent(terms.rate),
        "optimism-cost": _per_cent(optimism.cost_up) if optimism else None,
        "optimism-effect": _per_cent(optimism.effect_down) if optimism else None,
    }
    for option, value in values.items():
        for one in value if isinstance(value, list) else [value]:
            if one is not None:
                yield from (f"--{option}", f"{one:.15g}" if isinstance(one, float) else str(one))
    flags = {
        "swings": asked.swings == "all",
        "no-swings": asked.swings == "none",
        "discount-first-year": terms.first_year == "discounted",
    }
    yield from (f"--{flag}" for flag, so in flags.items() if so)


def _per_cent(share: Fraction) -> float:
    return float(100 * share)
