"""On what can the kernel run? By the name that SPSIM_MACHINE gives: what tests run it on instead of the shipped file.

`file`: the shipped one, under wasmtime. `plain`: the rooms as they stand, in Python. `native`: compiled by Numba for
this machine (where it is installed: make kernel-checks); `checked`: the same, where every index is looked at. `v8`: the
shipped file in Node's engine.
"""

import os
from importlib import import_module

from sim.kernel.machine import Machine

NAME = os.environ.get("SPSIM_MACHINE", "file")
WHERE = {
    "file": ("sim.kernel.machine", "Wasmtime"),
    "plain": ("compiling.plain", "Plain"),
    "native": ("compiling.native", "Native"),
    "checked": ("compiling.native", "Checked"),
    "v8": ("tests.v8", "V8"),
}
IS_COMPILED = NAME != "plain"


def machines_of_the_journey() -> list[type[Machine]]:
    """What tells the journey beside SimPy: by default the shipped file, on two compilers."""
    return [named(name) for name in (("file", "v8") if NAME == "file" else (NAME,))]


def named(name: str) -> type[Machine]:
    """One of them: not all can be imported everywhere."""
    module, kind = WHERE[name]
    machine: type[Machine] = getattr(import_module(module), kind)
    return machine
