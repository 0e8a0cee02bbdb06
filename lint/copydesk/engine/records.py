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
    return msgspec.msgpack.Decoder(type, ext_hook=_read_column, dec_hook=_keep)


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


@cache
def _dtype(name: bytes) -> Any:
    """Return a type that columns may have; making one of its name takes longer than reading a column."""
    if name not in _DTYPES:
        raise ValueError("no column")
    return _numpy().dtype(name.decode())


@cache
def _numpy() -> Any:
    """Return NumPy, which a run that finds all in the cache never needs."""
    return import_module("numpy")


def _read_column(code: int, data: memoryview) -> Any:
    if code != _COLUMN or len(data) < 4:
        raise ValueError("no column")
    column = _numpy().frombuffer(data, _dtype(bytes(data[:3])), -1, 4)
    return column.reshape(-1, data[3]) if data[3] else column


def _keep(type: Any, value: Any) -> Any:  # noqa: A002
    """Accept a column where the type asks for one."""
    del type
    if not hasattr(value, "dtype"):
        raise ValueError("no column")
    return value


_encoder = msgspec.msgpack.Encoder(enc_hook=_write_column)
