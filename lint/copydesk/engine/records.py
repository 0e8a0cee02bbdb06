"""Results as bytes, for the cache and on the way between processes: MessagePack, with NumPy columns as they are.

Never pickle: a cache may come with a scraped folder, and unpickling runs what it says.
"""

from functools import cache
from importlib import import_module
from typing import Any, TypeVar

import msgspec

Value = TypeVar("Value")


class Damaged(Exception):  # noqa: N818 (a state of what was kept, not a mistake)
    """What an earlier run kept can't be read."""


_COLUMN = 1
_DTYPES = frozenset(b"|b1 |u1 |i1 <u2 <i2 <u4 <i4 <u8 <i8 <f4 <f8".split())


def encode(value: Any) -> bytes:
    """Return a value as bytes; columns must be of a numeric type.

    Raises `TypeError` for what can't be written.
    """
    return _encoder.encode(value)


def decode(data: bytes, type: type[Value]) -> Value:  # noqa: A002
    """Read what `encode` wrote; columns are views of `data`, not to be written to.

    Raises `ValueError` for anything else.
    """
    value: Value = decoder(type).decode(data)
    return value


def decoder(type: Any) -> "msgspec.msgpack.Decoder[Any]":  # noqa: A002
    """Return what decodes many values of one type."""
    return msgspec.msgpack.Decoder(type, ext_hook=_read_column)


def _write_column(value: Any) -> msgspec.msgpack.Ext:
    """Write an array of one or two dimensions: three bytes for the type, one for the columns, then row by row."""
    dtype = _name_of(getattr(value, "dtype", None))
    if dtype not in _DTYPES or not (value.ndim == 1 or (value.ndim == 2 and 0 < value.shape[1] < 256)):
        raise TypeError(f"{type(value).__name__} can't be kept: use numbers, strings, tuples, lists and NumPy columns")
    columns = value.shape[1] if value.ndim == 2 else 0
    return msgspec.msgpack.Ext(_COLUMN, b"%b%c%b" % (dtype, columns, value.tobytes()))


@cache
def _name_of(dtype: Any) -> bytes:
    """Return the name of a column's type, empty for what is none."""
    return getattr(dtype, "str", "").encode()


def _read_column(code: int, data: memoryview) -> Any:
    """Read what `_write_column` wrote."""
    head = data[:4].tobytes()
    if code != _COLUMN or len(head) < 4:
        raise ValueError("no column")
    from_buffer, dtype, columns = _form(head)
    column = from_buffer(data, dtype, -1, 4)
    return column.reshape(-1, columns) if columns else column


@cache
def _form(head: bytes) -> tuple[Any, Any, int]:
    """Return what reads a column from a buffer, the type and the width of it, as its first bytes tell.

    Making a type of its name takes longer than reading a column. A run that finds all in the cache needs no NumPy.
    """
    if head[:3] not in _DTYPES:
        raise ValueError("no column")
    numpy = import_module("numpy")
    return numpy.frombuffer, numpy.dtype(head[:3].decode()), head[3]


_encoder = msgspec.msgpack.Encoder(enc_hook=_write_column)
