"""Loads and stores at raw addresses for compiled code, and the two decorators of compiled functions.

An address is a signed 64-bit number. Nothing here checks bounds: every buffer that compiled code reads has at least
`SLACK` zero bytes behind its last one, so that a load may run over the end and a scan stops there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

SLACK = 128

F = TypeVar("F", bound=Callable[..., Any])


def inner(function: F) -> F:
    """Compiled into its callers."""
    return cast(F, numba.njit(nogil=True, error_model="numpy")(function))


def compiled(function: F) -> F:
    """Compiled on first call, kept on disk where there is a folder for it, run without the interpreter's lock."""
    try:
        return cast(F, numba.njit(nogil=True, cache=True, error_model="numpy")(function))
    except RuntimeError:  # neither the package's folder nor the user's cache can be written
        return cast(F, numba.njit(nogil=True, error_model="numpy")(function))


def _load(bits: int) -> Callable[[int], int]:
    def load(context: Any, address: Any) -> Any:
        def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            kind = ir.IntType(bits)
            value = builder.load(builder.inttoptr(arguments[0], kind.as_pointer()))
            value.align = 1
            return value if bits == 64 else builder.zext(value, ir.IntType(64))

        return types.int64(types.int64), generate

    return cast(Callable[[int], int], intrinsic(load))


def _store(bits: int) -> Callable[[int, int], None]:
    def store(context: Any, address: Any, value: Any) -> Any:
        def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            kind = ir.IntType(bits)
            value = arguments[1] if bits == 64 else builder.trunc(arguments[1], kind)
            builder.store(value, builder.inttoptr(arguments[0], kind.as_pointer())).align = 1
            return context.get_dummy_value()

        return types.void(types.int64, types.int64), generate

    return cast(Callable[[int, int], None], intrinsic(store))


def _byte_mask(context: Any, address: Any, byte: Any) -> Any:
    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        lanes = ir.VectorType(ir.IntType(8), 64)
        text = builder.load(builder.inttoptr(arguments[0], lanes.as_pointer()))
        text.align = 1
        wanted = builder.trunc(arguments[1], ir.IntType(8))
        one = builder.insert_element(ir.Constant(lanes, ir.Undefined), wanted, ir.Constant(ir.IntType(32), 0))
        spread = ir.Constant(ir.VectorType(ir.IntType(32), 64), [0] * 64)
        all_lanes = builder.shuffle_vector(one, ir.Constant(lanes, ir.Undefined), spread)
        return builder.bitcast(builder.icmp_unsigned("==", text, all_lanes), ir.IntType(64))

    return types.int64(types.int64, types.int64), generate


def _first_bit(context: Any, mask: Any) -> Any:
    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 0))

    return types.int64(types.int64), generate


load1 = _load(8)
load4 = _load(32)
load8 = _load(64)
store1 = _store(8)
store4 = _store(32)
store8 = _store(64)
byte_mask = cast(Callable[[int, int], int], intrinsic(_byte_mask))
"""Bit k is set where byte `address + k` equals the given one, for 64 bytes."""
first_bit = cast(Callable[[int], int], intrinsic(_first_bit))
"""Number of the lowest bit that is set; 64 for none."""
