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
from numba.core.imputils import lower_builtin, lower_getattr_generic
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
        """Its items are gone through as the tuple's own."""
        return self.of.iterator_type


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
def items(context: Any, builder: Any, signature: Any, values: Any) -> Any:
    """Read the tuple, and go through it."""
    (address,) = signature.args
    iterate = context.get_function("getiter", signature.return_type(address.of))
    return iterate(builder, (builder.load(values[0]),))


@intrinsic
def address_of(_typing: Any, several: Any) -> Any:
    """Lay a tuple on the caller's stack: good until the caller returns."""

    def lay_down(_context: Any, builder: Any, _signature: Any, values: Any) -> Any:
        return cgutils.alloca_once_value(builder, values[0])

    return Address(several)(several), lay_down
