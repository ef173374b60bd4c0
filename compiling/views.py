"""How does compiled code see the words of a memory? As parts of a job, records and rows: addresses and nothing more.

A job, and each named tuple in it, is the address of its first word in the block; what is asked of it is read there, as
nothing in a block changes while the kernel runs. A record is the address of its first word. Rows of records, or of
plain numbers, are an address and how many there are. Nothing is allocated, nothing is freed, and nothing is known of
numpy. An index counts from 0, and nothing looks whether it is within the rows: where `CHECKED` is set, a machine for
tests is compiled that does, and raises IndexError.
"""
# mypy: disable-error-code="misc, no-untyped-call, override, untyped-decorator"
# Numba has no types of its own.

import operator
from hashlib import blake2b
from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.datamodel import models
from numba.core.imputils import (
    RefType,
    iternext_impl,
    lower_builtin,
    lower_getattr_generic,
    lower_setattr_generic,
)
from numba.core.typing.templates import AbstractTemplate, AttributeTemplate, infer_global, signature
from numba.extending import infer_getattr, register_model

from sim.kernel import layouts
from sim.kernel.layouts import Kind, Part, Row, words_in_block

WORD = ir.IntType(64)
NUMBERS = {"q": types.int64, "d": types.float64}
CHECKED = False


class Record(types.Type):
    """One record: its fields are words, or records within."""

    def __init__(self, row: Row) -> None:
        self.row = row
        self.kinds = {name: NUMBERS[kind] if isinstance(kind, str) else Record(kind) for name, kind in row.fields}
        lengths = [1 if isinstance(kind, str) else len(kind.kinds) for _, kind in row.fields]
        self.begins = {name: sum(lengths[:nth]) for nth, name in enumerate(self.kinds)}
        # Its whole description is long, and would be part of every symbol.
        super().__init__(name=f"Record({blake2b(repr(row).encode(), digest_size=4).hexdigest()})")


class Rows(types.IterableType):
    """Records, or plain numbers, one after another."""

    def __init__(self, of: Kind | Row) -> None:
        self.item = NUMBERS[of] if isinstance(of, str) else Record(of)
        self.words = 1 if isinstance(of, str) else len(of.kinds)
        super().__init__(name=f"Rows({self.item.name})")

    @property
    def iterator_type(self) -> Any:
        """Row after row."""
        return Walk(self)


class Pairs(types.IterableType):
    """So many pairs of whole numbers, one after another in the block."""

    item = types.UniTuple(types.int64, 2)
    words = 2

    def __init__(self, count: int) -> None:
        self.count = count
        super().__init__(name=f"Pairs({count})")

    @property
    def iterator_type(self) -> Any:
        """Pair after pair."""
        return Walk(self)


class Walk(types.SimpleIteratorType):
    """On the way from the first row to the last."""

    def __init__(self, rows: Rows | Pairs) -> None:
        self.rows = rows
        super().__init__(f"Walk({rows.name})", yield_type=rows.item)


class Grid(types.Type):
    """Rows of so many plain numbers each."""

    def __init__(self, kind: Kind) -> None:
        self.row = Rows(kind)
        super().__init__(name=f"Grid({self.row.item.name})")


class Parts(types.Type):
    """A named tuple, or the whole job, as it lies in the block."""

    def __init__(self, group: layouts.Group) -> None:
        self.group = group
        self.kinds = {name: kind_of(part) for name, part in group.parts}
        lengths = [words_in_block(part) for _, part in group.parts]
        self.begins = {name: sum(lengths[:nth]) for nth, name in enumerate(self.kinds)}
        self.alike = lengths[0] if len(set(self.kinds.values())) == 1 else 0  # words of each part, if all are of a kind
        super().__init__(name=f"Parts({group.of.__name__})")


def kind_of(part: Part) -> Any:
    """What the compiler takes a part of the job for."""
    match part:
        case layouts.Group():
            return Parts(part)
        case layouts.Number():
            return NUMBERS[part.kind]
        case layouts.Pairs():
            return Pairs(part.count)
        case layouts.Record():
            return Record(part.row)
        case layouts.Table():
            return Rows(part.row)
        case layouts.Numbers():
            return Rows(part.kind) if part.dimensions == 1 else Grid(part.kind)


@register_model(Record)
@register_model(Parts)
@register_model(Pairs)
class _AddressModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, WORD.as_pointer())


@register_model(Rows)
class _RowsModel(models.StructModel):
    def __init__(self, manager: Any, kind: Rows) -> None:
        super().__init__(manager, kind, [("begins", Record(Row(()))), ("count", types.int64)])


@register_model(Grid)
class _GridModel(models.StructModel):
    def __init__(self, manager: Any, kind: Grid) -> None:
        members = [("begins", Record(Row(()))), ("count", types.int64), ("columns", types.int64)]
        super().__init__(manager, kind, members)


@register_model(Walk)
class _WalkModel(models.StructModel):
    def __init__(self, manager: Any, kind: Walk) -> None:
        super().__init__(manager, kind, [("next", types.EphemeralPointer(types.int64)), ("rows", kind.rows)])


# ---------------------------------------------------------------- reading and writing words


def word_at(builder: Any, begins: Any, kind: Any, offset: Any) -> Any:
    """What stands so many words behind an address: a number, or the record that begins there."""
    pointer = builder.gep(begins, [offset], inbounds=True)
    if kind == types.float64:
        return builder.load(builder.bitcast(pointer, ir.DoubleType().as_pointer()))
    return pointer if isinstance(kind, Record) else builder.load(pointer)


def part_at(context: Any, builder: Any, begins: Any, kind: Any, offset: int) -> Any:
    """A part of the job, so many words behind the beginning of what it is a part of."""

    def word(nth: int, of: Any = types.int64) -> Any:
        found = word_at(builder, begins, of, WORD(offset + nth))
        found.set_metadata("invariant.load", builder.module.add_metadata([]))
        return found

    if isinstance(kind, Parts | Pairs):
        return builder.gep(begins, [WORD(offset)], inbounds=True)
    if isinstance(kind, Record):
        return builder.inttoptr(word(0), WORD.as_pointer())
    if isinstance(kind, Rows | Grid):
        rows = _struct(context, builder, kind)
        rows.begins, rows.count = builder.inttoptr(word(0), WORD.as_pointer()), word(1)
        if isinstance(kind, Grid):
            rows.columns = word(2)
        return rows._getvalue()
    return word(0, kind)


def _write(builder: Any, begins: Any, offset: Any, value: Any) -> None:
    pointer = builder.gep(begins, [offset], inbounds=True)
    builder.store(value, builder.bitcast(pointer, value.type.as_pointer()))


def _within(context: Any, builder: Any, index: Any, count: Any) -> None:
    """In a machine for tests: refuse an index that is not one of so many rows, below 0 included."""
    if CHECKED:
        with builder.if_then(builder.icmp_unsigned(">=", index, count), likely=False):
            context.call_conv.return_user_exc(builder, IndexError, ("no such row",))


def _struct(context: Any, builder: Any, kind: Any, value: Any = None) -> Any:
    return cgutils.create_struct_proxy(kind)(context, builder, value=value)


# ---------------------------------------------------------------- parts of the job, and records


@infer_getattr
class _PartOf(AttributeTemplate):
    key = Parts

    def generic_resolve(self, parts: Parts, part: str) -> Any:
        return parts.kinds.get(part)


@infer_getattr
class _Field(AttributeTemplate):
    key = Record

    def generic_resolve(self, record: Record, field: str) -> Any:
        return record.kinds.get(field)


@lower_getattr_generic(Parts)
def _read_part(context: Any, builder: Any, parts: Parts, begins: Any, part: str) -> Any:
    return part_at(context, builder, begins, parts.kinds[part], parts.begins[part])


@lower_getattr_generic(Record)
def _read_field(_context: Any, builder: Any, record: Record, begins: Any, field: str) -> Any:
    return word_at(builder, begins, record.kinds[field], WORD(record.begins[field]))


@lower_setattr_generic(Record)
def _write_field(_context: Any, builder: Any, sig: Any, values: Any, field: str) -> None:
    _write(builder, values[0], WORD(sig.args[0].begins[field]), values[1])


# ---------------------------------------------------------------- rows


def _is_index(kind: Any) -> bool:
    return isinstance(types.unliteral(kind), types.Integer | types.IntEnumMember)


def _is_pair(kind: Any) -> bool:
    return isinstance(kind, types.BaseTuple) and len(kind) == len(PAIR) and all(map(_is_index, kind))


PAIR = types.UniTuple(types.int64, 2)


@infer_global(len)
class _Count(AbstractTemplate):
    def generic(self, args: Any, _kws: Any) -> Any:
        if isinstance(args[0], Rows | Grid | Parts):
            return signature(types.int64, *args)
        return None


@infer_global(operator.getitem)
class _Get(AbstractTemplate):
    def generic(self, args: Any, _kws: Any) -> Any:
        of, index = args
        if isinstance(of, Parts) and of.alike and _is_index(index):
            return signature(next(iter(of.kinds.values())), of, types.int64)
        if isinstance(of, Rows) and _is_index(index):
            return signature(of.item, of, types.int64)
        if isinstance(of, Grid) and _is_index(index):
            return signature(of.row, of, types.int64)
        if isinstance(of, Grid) and _is_pair(index):
            return signature(of.row.item, of, PAIR)
        return None


@infer_global(operator.setitem)
class _Set(AbstractTemplate):
    def generic(self, args: Any, _kws: Any) -> Any:
        of, index, _ = args
        if isinstance(of, Rows) and _is_index(index) and not isinstance(of.item, Record):
            return signature(types.none, of, types.int64, of.item)
        if isinstance(of, Grid) and _is_pair(index):
            return signature(types.none, of, PAIR, of.row.item)
        return None


@lower_builtin(len, Rows)
@lower_builtin(len, Grid)
def _count(context: Any, builder: Any, sig: Any, values: Any) -> Any:
    return _struct(context, builder, sig.args[0], values[0]).count


@lower_builtin(len, Parts)
def _count_parts(_context: Any, _builder: Any, sig: Any, _values: Any) -> Any:
    return WORD(len(sig.args[0].kinds))


@lower_builtin(operator.getitem, Parts, types.Integer)
def _get_part(context: Any, builder: Any, sig: Any, values: Any) -> Any:
    (parts, _), (begins, index) = sig.args, values
    _within(context, builder, index, WORD(len(parts.kinds)))
    at = builder.gep(begins, [builder.mul(index, WORD(parts.alike))], inbounds=True)
    return part_at(context, builder, at, sig.return_type, 0)


@lower_builtin(operator.getitem, Rows, types.Integer)
def _get_row(context: Any, builder: Any, sig: Any, values: Any) -> Any:
    rows = _struct(context, builder, sig.args[0], values[0])
    _within(context, builder, values[1], rows.count)
    return word_at(builder, rows.begins, sig.return_type, builder.mul(values[1], WORD(sig.args[0].words)))


@lower_builtin(operator.setitem, Rows, types.Integer, types.Any)
def _set_row(context: Any, builder: Any, sig: Any, values: Any) -> Any:
    rows = _struct(context, builder, sig.args[0], values[0])
    _within(context, builder, values[1], rows.count)
    _write(builder, rows.begins, values[1], values[2])
    return context.get_dummy_value()


@lower_builtin("getiter", Rows)
@lower_builtin("getiter", Pairs)
def _set_out(context: Any, builder: Any, sig: Any, values: Any) -> Any:
    walk = _struct(context, builder, sig.return_type)
    walk.next = cgutils.alloca_once_value(builder, WORD(0))
    walk.rows = values[0]
    return walk._getvalue()


@lower_builtin("iternext", Walk)
@iternext_impl(RefType.UNTRACKED)
def _step(context: Any, builder: Any, sig: Any, values: Any, result: Any) -> None:
    kind = sig.args[0].rows
    walk = _struct(context, builder, sig.args[0], values[0])
    at = builder.load(walk.next)
    if isinstance(kind, Pairs):
        begins, count = walk.rows, WORD(kind.count)
    else:
        rows = _struct(context, builder, kind, walk.rows)
        begins, count = rows.begins, rows.count
    there_is_one = builder.icmp_signed("<", at, count)
    result.set_valid(there_is_one)
    with builder.if_then(there_is_one):
        offset = builder.mul(at, WORD(kind.words))
        if isinstance(kind, Pairs):
            first = builder.gep(begins, [offset], inbounds=True)
            item = context.make_tuple(
                builder, kind.item, [part_at(context, builder, first, types.int64, n) for n in range(2)]
            )
        else:
            item = word_at(builder, begins, kind.item, offset)
        result.yield_(item)
        builder.store(builder.add(at, WORD(1)), walk.next)


# ---------------------------------------------------------------- grids


@lower_builtin(operator.getitem, Grid, types.Integer)
def _get_row_of_grid(context: Any, builder: Any, sig: Any, values: Any) -> Any:
    grid = _struct(context, builder, sig.args[0], values[0])
    _within(context, builder, values[1], grid.count)
    row = _struct(context, builder, sig.return_type)
    row.begins = builder.gep(grid.begins, [builder.mul(values[1], grid.columns)], inbounds=True)
    row.count = grid.columns
    return row._getvalue()


def _place(context: Any, builder: Any, grid: Any, pair: Any) -> Any:
    row, column = cgutils.unpack_tuple(builder, pair)
    _within(context, builder, row, grid.count)
    _within(context, builder, column, grid.columns)
    return builder.add(builder.mul(row, grid.columns), column)


@lower_builtin(operator.getitem, Grid, types.BaseTuple)
def _get_number(context: Any, builder: Any, sig: Any, values: Any) -> Any:
    grid = _struct(context, builder, sig.args[0], values[0])
    return word_at(builder, grid.begins, sig.return_type, _place(context, builder, grid, values[1]))


@lower_builtin(operator.setitem, Grid, types.BaseTuple, types.Any)
def _set_number(context: Any, builder: Any, sig: Any, values: Any) -> Any:
    grid = _struct(context, builder, sig.args[0], values[0])
    _write(builder, grid.begins, _place(context, builder, grid, values[1]), values[2])
    return context.get_dummy_value()
