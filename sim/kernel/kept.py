"""Is the compiled code that was kept still whole? What is damaged is thrown away, and compiled again.

Numba loads its cache without checking it: a file cut short makes it fail; one changed in the middle may do anything at
all. So a checksum stands beside each file. Invariant: the most that a damaged cache costs is the time to compile.
"""

import hashlib
import shutil
import sys
from contextlib import suppress
from pathlib import Path

from sim.frames import Shape
from sim.inputs import Inputs
from sim.kernel import fast
from sim.luck import Key

PYTHON = f"py{sys.version_info.major}{sys.version_info.minor}"


def folder() -> Path:
    """Where this Python's compiled code is kept, for these sources."""
    return Path(fast.replications.stats.cache_path)


def is_damaged() -> bool:
    """Whether it is not what it was when its sum was taken."""
    try:
        return _sum_file().read_text(encoding="utf-8") != _sum()
    except FileNotFoundError:
        return False  # nothing was kept yet, or no sum of it
    except (OSError, ValueError):
        return True


def make_ready(shape: Shape, inputs: Inputs, key: Key) -> None:
    """Compile, or load what is kept; once more from the beginning if that fails."""
    if is_damaged():
        throw_away()
    try:
        fast.warm_up(shape, inputs, key)
    except Exception:  # noqa: BLE001 -- whatever a damaged file makes of Numba
        if not fast.replications.signatures:  # or it is compiled, and only could not be kept
            throw_away()
        fast.warm_up(shape, inputs, key)
    with suppress(OSError):
        if not _sum_file().exists():
            _sum_file().write_text(_sum(), encoding="utf-8")


def throw_away() -> None:
    """Nothing is kept any more."""
    shutil.rmtree(folder(), ignore_errors=True)
    with suppress(OSError):
        folder().unlink()  # a file, where a folder should be


def _sum_file() -> Path:
    return folder() / f"{PYTHON}.sha256"


def _sum() -> str:
    made_from = hashlib.sha256()
    for file in sorted(folder().glob(f"*.{PYTHON}.*")):
        made_from.update(file.name.encode() + file.read_bytes())
    return made_from.hexdigest()
