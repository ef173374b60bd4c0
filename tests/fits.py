"""Make the fits of bundled scenarios anew: `make fits`, or `python -m tests.fits NAME ...`.

Every scenario with figures to calibrate to, and inputs that they inform. Prints how long each took, and the figures
that it does not reach.
"""

import sys
import time

from experiments.fitting.fit import fit
from experiments.fitting.stored import as_toml, fitted_paths, to_meet
from experiments.targets import targets_beside
from sim.loading import Loaded, bundled, load

SEED, JOBS = 1, 2


def fitted() -> list[str]:
    """Bundled scenarios that have something to fit, and something to fit it to."""
    return sorted(name for name in bundled() if has_a_fit(load(name)))


def has_a_fit(loaded: Loaded) -> bool:
    beside = targets_beside(loaded.path)
    return bool(beside and to_meet(beside[0]) and fitted_paths(loaded.scenario))


def main() -> int:
    for name in sys.argv[1:] or fitted():
        began, loaded = time.monotonic(), load(name)
        made = fit(loaded, SEED, JOBS)
        loaded.path.with_name(f"{name}.fit.toml").write_text(as_toml(made, name), encoding="utf-8")
        waves = " + ".join(f"{wave.simulations:,}" for wave in made.waves)
        missed = [one.name for one in made.figures if not one.is_reached]
        print(
            f"{name}: {waves} simulations, {time.monotonic() - began:.0f} s; not reached: {missed or 'none'}",
            flush=True,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
