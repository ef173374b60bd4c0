"""Which scenario does a file, and all that it extends, come to?"""

from sim.loading.finding import EXTENDS_DEEP_AT_MOST, FOLDERS, FORMER_NAMES, bundled
from sim.loading.in_hand import frozen, laid_over, with_values, written
from sim.loading.loaded import Loaded, load, loaded_from
from sim.loading.meaning import meaning_of, scenario_hash
from sim.loading.merging import Origin

__all__ = [
    "EXTENDS_DEEP_AT_MOST",
    "FOLDERS",
    "FORMER_NAMES",
    "Loaded",
    "Origin",
    "bundled",
    "frozen",
    "laid_over",
    "load",
    "loaded_from",
    "meaning_of",
    "scenario_hash",
    "with_values",
    "written",
]
