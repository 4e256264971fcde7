# SPDX-License-Identifier: Apache-2.0
"""titanoboa's ABI codec, each type read once into functions: several times as fast, and a third of many tests' time.

Whatever is rare or wrong goes to titanoboa's own codec, which answers or refuses it: words that are out of bounds, and
strings, bytes and arrays whose length is not that of their elements.
"""

from collections.abc import Callable
from functools import cache, lru_cache
from itertools import accumulate, pairwise
from typing import Any

from boa.util.abi import _ABIDecoder, _ABIEncoder
from eth.codecs.abi import nodes
from eth.codecs.abi.parser import Parser

_WORD = 32

Write = Callable[[Any], bytes]
Read = Callable[[bytes], Any]


def encode(schema: str, values: Any) -> bytes:
    """Returns `values` as bytes; `schema` is a tuple such as "(uint256,address)"."""
    return _encoder(schema)(values)


def decode(schema: str, data: bytes) -> Any:
    """Returns the tuple that `data` says."""
    return _decoder(schema)(data)


@cache
def _encoder(schema: str) -> Write:
    return _write(Parser.parse(schema))


@cache
def _decoder(schema: str) -> Read:
    return _read(Parser.parse(schema))


def _write(node: Any) -> Write:
    if isinstance(node, nodes.TupleNode):
        return _write_tuple(node)
    if isinstance(node, nodes.IntegerNode):
        low, high = node.bounds
        signed = node.is_signed

        def write(value: Any) -> bytes:
            if isinstance(value, int) and low <= value <= high:
                return value.to_bytes(_WORD, signed=signed)
            return bytes(_ABIEncoder.encode(node, value))

        return write
    if isinstance(node, nodes.AddressNode):
        known = lru_cache(1024)(lambda text: bytes(_ABIEncoder.encode(node, text)))
        return lambda value: known(getattr(value, "address", value))
    return lambda value: bytes(_ABIEncoder.encode(node, value))


def _write_tuple(node: Any) -> Write:
    parts = [_write(part) for part in node.ctypes]
    dynamic = [part.is_dynamic for part in node.ctypes]
    width = sum(part.width for part in node.ctypes)

    def write(values: Any) -> bytes:
        if not isinstance(values, list | tuple) or len(values) != len(parts):
            return bytes(_ABIEncoder.encode(node, values))
        words = [part(value) for part, value in zip(parts, values, strict=True)]
        if not node.is_dynamic:
            return b"".join(words)
        tails = [word if moves else b"" for word, moves in zip(words, dynamic, strict=True)]
        places = accumulate(map(len, tails), initial=width)
        heads = [
            place.to_bytes(_WORD) if moves else word for word, moves, place in zip(words, dynamic, places, strict=False)
        ]
        return b"".join(heads + tails)

    return write


def _read(node: Any) -> Read:
    if isinstance(node, nodes.TupleNode):
        return _read_tuple(node)
    if isinstance(node, nodes.ArrayNode) and not node.etype.is_dynamic:
        return _read_array(node)
    if isinstance(node, nodes.IntegerNode):
        low, high = node.bounds
        signed = node.is_signed

        def read(data: bytes) -> Any:
            value = int.from_bytes(data, signed=signed)
            return value if len(data) == _WORD and low <= value <= high else _ABIDecoder.decode(node, data)

        return read
    if isinstance(node, nodes.AddressNode):
        return lru_cache(1024)(lambda data: _ABIDecoder.decode(node, data))
    return lambda data: _ABIDecoder.decode(node, data)


def _read_tuple(node: Any) -> Read:
    parts = [_read(part) for part in node.ctypes]
    places = list(pairwise(accumulate((part.width for part in node.ctypes), initial=0)))
    pointers = [index for index, part in enumerate(node.ctypes) if part.is_dynamic]
    width = sum(part.width for part in node.ctypes)

    def read(data: bytes) -> Any:
        if len(data) < width:
            return _ABIDecoder.decode(node, data)
        words = [data[start:end] for start, end in places]
        if pointers:
            starts = [int.from_bytes(words[index]) for index in pointers]
            for index, start, end in zip(pointers, starts, [*starts[1:], None], strict=True):
                words[index] = data[start:end]
        return tuple([part(word) for part, word in zip(parts, words, strict=True)])

    return read


def _read_array(node: Any) -> Read:
    part, width = _read(node.etype), node.etype.width

    def read(data: bytes) -> Any:
        start, length = (0, node.length) if node.length else (_WORD, int.from_bytes(data[:_WORD]))
        if len(data) != start + length * width:
            return _ABIDecoder.decode(node, data)
        return [part(data[at : at + width]) for at in range(start, len(data), width)]

    return read
