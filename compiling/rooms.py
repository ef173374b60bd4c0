"""What is compiled, and how? Every plain function of the sources that the kernel's file is built from, as it stands.

The sources know nothing of a compiler. Here each of their functions is offered to it; the compiler takes those that
the door leads to.
"""
# mypy: disable-error-code="no-untyped-call, untyped-decorator"
# Numba has no types of its own.

from functools import cache
from importlib import import_module
from types import FunctionType
from typing import Any

import numba
from numba import types
from numba.extending import register_jitable

from sim import measures
from sim.kernel.machine import SOURCES

# _nrt: the kernel allocates nothing, so nothing is to be counted or given back.
# numpy's errors: nothing looks whether it divides by 0, so no call has to be asked whether it failed. Nothing does: the
# possible values of a setting leave 0 out, or the source looks at a divisor first (there, Python would raise).
OPTIONS: dict[str, Any] = {"nogil": True, "_nrt": False, "no_cfunc_wrapper": True, "error_model": "numpy"}


@cache
def register() -> None:
    """Offer every plain function to the compiler."""
    for name in ("compiling.operations", *(f"sim.{source[:-3].replace('/', '.')}" for source in SOURCES)):
        module = import_module(name)
        for value in vars(module).values():
            if isinstance(value, FunctionType) and value.__module__ == name:
                register_jitable(_nrt=False, error_model="numpy", forceinline=module is measures)(value)


def compiled(door: Any) -> Any:
    """A door, compiled for this processor."""
    register()
    return numba.njit(types.void(types.int64), **OPTIONS)(door)


def text_of(door: Any) -> tuple[str, str]:
    """A door's LLVM text, and its name there."""
    register()
    made = numba.njit(types.void(types.int64), no_cpython_wrapper=True, **OPTIONS)(door)
    (whole,) = made.overloads.values()
    return whole.library.get_llvm_str(), whole.fndesc.mangled_name
