"""Of which scenarios is it asked, with whose luck, and how is that known afterwards?"""

import platform
from collections.abc import Sequence
from pathlib import Path

from app import version
from experiments.footing import common_seed, on_one_footing
from experiments.run import Case
from experiments.what_ifs import compared_with
from sim.errors import WrongInput
from sim.faults import printable
from sim.loading import Loaded, load
from sim.preflight import estimate

Named = str | Path | Loaded  # a bundled scenario or a file; or a scenario already loaded


def loaded_of(name: Named) -> Loaded:
    """The scenario of this name."""
    return name if isinstance(name, Loaded) else load(name)


def load_all(names: Sequence[Named]) -> list[Loaded]:
    """The scenarios of these names, each under a name of its own."""
    loaded = [loaded_of(name) for name in names]
    seen: set[str] = set()
    for one in loaded:
        if one.name in seen:
            raise WrongInput(f"Two scenarios are called {printable(one.name)}. Give each file its own name.")
        seen.add(one.name)
    return loaded


def pair_of(name: Named) -> tuple[Loaded, Loaded] | None:
    """A scenario named alone, after the one that its [what_if] compares it with; nothing where it has no [what_if]."""
    loaded = loaded_of(name)
    what_if = loaded.scenario.what_if
    return (compared_with(loaded, what_if), loaded) if what_if else None


def cases_of(loaded: Sequence[Loaded], seed: int | None) -> list[Case]:
    """Every scenario with the same luck and on one footing: the seed asked for, else the scenarios' own."""
    chosen = common_seed(loaded) if seed is None else seed
    return [Case.of(one.loaded, chosen, one.notes) for one in on_one_footing(loaded)]


def refuse_what_never_ends(those: Sequence[Loaded | Case]) -> None:
    """Nothing is run that would not come to an end."""
    for one in those:
        if too_large := (one.size if isinstance(one, Case) else estimate(one.scenario)).too_large:
            raise WrongInput(f"{printable(one.name)} is too large to run. {too_large} Nothing was run.")


def replications_of(cases: Sequence[Case], wanted: int | None) -> int:
    """As many as are wanted, or as the scenarios say."""
    return wanted or int(max(one.scenario.settings.replications.value for one in cases))


def provenance(command: str) -> dict[str, str]:
    """How an answer was made: no clock times, no folders of this machine."""
    return {"version": version(), "command": command, "python": platform.python_version()}
