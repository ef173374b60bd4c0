"""How does compiled code come by its job? From one address: of a block of words, in the order that `layouts` gives.

Nothing may be allocated or handed back, so everything a job is made of is read out of the block as it stands there, and
the answer is written into the tables themselves.
"""
# mypy: disable-error-code="no-untyped-call, untyped-decorator"
# Numba has no types of its own.

from collections.abc import Iterator
from itertools import count
from typing import Any

from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from compiling.views import NUMBERS, WORD, Grid, Record, Rows, word_at
from sim.kernel.batches import work_through
from sim.kernel.layouts import JOB, Group, Number, Numbers, Pairs, Part, Table
from sim.kernel.layouts import Record as OneRecord


def through(block: int) -> None:
    """The kernel's door, to be compiled: work through the job whose block begins at this address."""
    work_through(job_at(block))


def kind_of(part: Part) -> Any:
    """What the compiler takes a part of the job for."""
    match part:
        case Group():
            return types.BaseTuple.from_types([kind_of(of) for _, of in part.parts], part.of)
        case Number():
            return NUMBERS[part.kind]
        case Pairs():
            return types.UniTuple(types.UniTuple(types.int64, 2), part.count)
        case OneRecord():
            return Record(part.row)
        case Table():
            return Rows(part.row)
        case Numbers():
            return Rows(part.kind) if part.dimensions == 1 else Grid(part.kind)


@intrinsic
def job_at(_typing: Any, block: Any) -> Any:
    """The job whose block begins at an address."""

    def read(context: Any, builder: Any, _signature: Any, values: Any) -> Any:
        begins = builder.inttoptr(values[0], WORD.as_pointer())
        return _read(context, builder, JOB, begins, count())

    return kind_of(JOB)(types.int64), read


def _read(context: Any, builder: Any, part: Part, begins: Any, words: Iterator[int]) -> Any:
    """A part of the job, from the words of the block that are next."""

    def number(kind: Any) -> Any:
        return word_at(builder, begins, kind, WORD(next(words)))

    kind = kind_of(part)
    match part:
        case Group():
            parts = [_read(context, builder, of, begins, words) for _, of in part.parts]
            return context.make_tuple(builder, kind, parts)
        case Number():
            return number(kind)
        case Pairs():
            pairs = [context.make_tuple(builder, pair, [number(types.int64) for _ in range(2)]) for pair in kind]
            return context.make_tuple(builder, kind, pairs)
        case OneRecord():
            return _address(builder, number(types.int64))
        case Table() | Numbers():
            view = cgutils.create_struct_proxy(kind)(context, builder)
            view.begins = _address(builder, number(types.int64))
            view.count = number(types.int64)
            if isinstance(kind, Grid):
                view.columns = number(types.int64)
            return view._getvalue()


def _address(builder: Any, number: Any) -> Any:
    return builder.inttoptr(number, WORD.as_pointer())
