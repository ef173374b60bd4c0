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
from numba.extending import overload, register_jitable

from compiling import door
from compiling.addresses import address_of
from sim import measures
from sim.kernel import steps
from sim.kernel.machine import SOURCES

# _nrt: the kernel allocates nothing, so nothing is to be counted or given back.
OPTIONS: dict[str, Any] = {"nogil": True, "_nrt": False, "no_cfunc_wrapper": True}


@overload(steps.by_address, inline="always")
def _by_address(tables: Any) -> Any:
    """Written into the caller, on whose stack the tables are to lie."""

    def as_address(tables: Any) -> Any:
        return address_of(tables)

    return as_address


@cache
def register() -> None:
    """Offer every plain function of the sources to the compiler, except those with a decorator of their own above."""
    for source in SOURCES:
        module = import_module("sim." + source.removesuffix(".py").replace("/", "."))
        for value in vars(module).values():
            plain = isinstance(value, FunctionType) and value.__module__ == module.__name__
            if plain and value is not steps.by_address:
                register_jitable(_nrt=False, forceinline=module is measures)(value)


def compiled(**options: Any) -> Any:
    """The kernel's door, compiled for this processor."""
    register()
    return numba.njit(types.void(types.int64), **OPTIONS, **options)(door.through)


def text_of(function: Any) -> tuple[str, str]:
    """A door's LLVM text, and its name there."""
    register()
    made = numba.njit(types.void(types.int64), no_cpython_wrapper=True, **OPTIONS)(function)
    (whole,) = made.overloads.values()
    return whole.library.get_llvm_str(), whole.fndesc.mangled_name
