"""How does compiled code come by its job? From one address: of a block of words, in the order that `layouts` gives.

Nothing may be allocated or handed back, so everything a job is made of is read out of the block as it stands there, and
the answer is written into the tables themselves.
"""
# mypy: disable-error-code="no-untyped-call, untyped-decorator"
# Numba has no types of its own.

from typing import Any

from numba import types
from numba.extending import intrinsic

from compiling.views import WORD, kind_of
from sim.kernel.batches import work_through
from sim.kernel.layouts import JOB, Group


def reader_of(group: Group) -> Any:
    """A function to be compiled: from the address of its block, all that is in a group."""

    @intrinsic
    def read(_typing: Any, _block: Any) -> Any:
        def begins(_context: Any, builder: Any, _signature: Any, values: Any) -> Any:
            return builder.inttoptr(values[0], WORD.as_pointer())

        return kind_of(group)(types.int64), begins

    return read


job_at = reader_of(JOB)


def through(block: int) -> None:
    """The kernel's door, to be compiled: work through the job whose block begins at this address."""
    work_through(job_at(block))
