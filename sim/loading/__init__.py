"""Which scenario does a file, and all that it extends, come to?"""

from sim.loading.loading import (
    EXTENDS_DEEP_AT_MOST,
    FOLDERS,
    FORMER_NAMES,
    Loaded,
    Origin,
    bundled,
    load,
    meaning_of,
    scenario_hash,
)

__all__ = [
    "EXTENDS_DEEP_AT_MOST",
    "FOLDERS",
    "FORMER_NAMES",
    "Loaded",
    "Origin",
    "bundled",
    "load",
    "meaning_of",
    "scenario_hash",
]
