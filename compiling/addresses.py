"""How are many tables passed from handler to handler faster? By one address instead of a copy of every pointer.

Numba hands a named tuple over field by field: a dozen arrays are a hundred numbers, copied at every call that is not
inlined. An `Address` stands for a named tuple that lies on the stack of the function that made it; its fields are read
on demand. Nothing here knows what the fields mean.
"""
# mypy: disable-error-code="misc, no-untyped-call, override, untyped-decorator"
# Numba has no types of its own.

from hashlib import blake2b
from typing import Any

from numba import types
from numba.core import cgutils
from numba.core.imputils import RefType, iternext_impl, lower_builtin, lower_getattr_generic
from numba.core.typing.templates import AttributeTemplate
from numba.extending import infer_getattr, intrinsic, models, register_model


class Address(types.IterableType):
    """Where a tuple lies."""

    def __init__(self, of: Any) -> None:
        self.of = of
        # The whole name of what lies there is thousands of letters long, and would be part of every symbol.
        super().__init__(name=f"Address({blake2b(str(of).encode(), digest_size=8).hexdigest()})")

    @property
    def iterator_type(self) -> Any:
        """Its items are gone through one by one."""
        return Walk(self)


class Walk(types.SimpleIteratorType):
    """On the way from a tuple's first item to its last: each is read when it is come to."""

    def __init__(self, address: Address) -> None:
        self.address = address
        super().__init__(f"Walk({address.name})", yield_type=address.of.dtype)


@register_model(Walk)
class WalkModel(models.StructModel):
    """The tuple's address, and which item is next."""

    def __init__(self, manager: Any, walk: Walk) -> None:
        super().__init__(manager, walk, [("next", types.EphemeralPointer(types.int32)), ("address", walk.address)])


@register_model(Address)
class AddressModel(models.PrimitiveModel):
    """A pointer to the tuple as it stands in memory."""

    def __init__(self, manager: Any, address: Address) -> None:
        super().__init__(manager, address, manager.lookup(address.of).get_value_type().as_pointer())


@infer_getattr
class FieldType(AttributeTemplate):
    """What kind a field is."""

    key = Address

    def generic_resolve(self, address: Address, field: str) -> Any:
        """As in the named tuple, but a plain tuple within it has an address of its own. None: no such field."""
        if field not in address.of.fields:
            return None
        kind = address.of[address.of.fields.index(field)]
        return Address(kind) if isinstance(kind, types.UniTuple) else kind


@lower_getattr_generic(Address)
def field(_context: Any, builder: Any, address: Address, pointer: Any, name: str) -> Any:
    """One field, read from memory, or its address."""
    at = address.of.fields.index(name)
    inside = cgutils.gep_inbounds(builder, pointer, 0, at)
    return inside if isinstance(address.of[at], types.UniTuple) else builder.load(inside)


@lower_builtin("getiter", Address)
def set_out(context: Any, builder: Any, signature: Any, values: Any) -> Any:
    """Before the first item."""
    walk = cgutils.create_struct_proxy(signature.return_type)(context, builder)
    walk.next = cgutils.alloca_once_value(builder, cgutils.int32_t(0))
    walk.address = values[0]
    return walk._getvalue()


@lower_builtin("iternext", Walk)
@iternext_impl(RefType.UNTRACKED)
def step(context: Any, builder: Any, signature: Any, values: Any, result: Any) -> None:
    """The next item, if there is one."""
    (kind,) = signature.args
    walk = cgutils.create_struct_proxy(kind)(context, builder, value=values[0])
    at = builder.load(walk.next)
    there_is_one = builder.icmp_signed("<", at, at.type(len(kind.address.of)))
    result.set_valid(there_is_one)
    with builder.if_then(there_is_one):
        result.yield_(builder.load(builder.gep(walk.address, [at.type(0), at], inbounds=True)))
        builder.store(builder.add(at, at.type(1)), walk.next)


@intrinsic
def address_of(_typing: Any, several: Any) -> Any:
    """Lay a tuple on the caller's stack: good until the caller returns."""

    def lay_down(_context: Any, builder: Any, _signature: Any, values: Any) -> Any:
        return cgutils.alloca_once_value(builder, values[0])

    return Address(several)(several), lay_down
