# SPDX-License-Identifier: Apache-2.0
"""The fast codec says what titanoboa's says, bytes, values and refusals, for the functions of every contract here."""

from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from boa.util.abi import Address, abi_decode, abi_encode
from eth.codecs.abi import nodes
from eth.codecs.abi.exceptions import ABIError
from eth.codecs.abi.parser import Parser

from steelyard.artifacts import artifact
from steelyard.artifacts.sources import products
from tests.support.codec import decode, encode
from tests.support.light import Interface

SEED = 1
OTHERS = ("(uint8[3],bytes4[])", "(string,(bytes,uint256[2])[],int24[])", "(bool[],(address,int256)[2],string)", "()")


def schemas() -> list[str]:
    """What goes into the functions of our contracts and what comes out, and what no function of ours has."""
    interfaces = [Interface(artifact(name).abi) for name in products()]
    signatures = [one for interface in interfaces for by in interface.functions.values() for one in by.values()]
    found = {text for one in signatures for text in (one.inputs, one.outputs)}
    return sorted(found | {interface.constructor for interface in interfaces} | {*OTHERS})


def drawn(node: Any, rng: Random) -> Any:
    """A value of a type, often one of its bounds."""
    if isinstance(node, nodes.TupleNode):
        return tuple(drawn(part, rng) for part in node.ctypes)
    if isinstance(node, nodes.ArrayNode):
        count = rng.randrange(4) if node.length is None else node.length
        return [drawn(node.etype, rng) for _ in range(count)]
    if isinstance(node, nodes.IntegerNode):
        return rng.choice([*node.bounds, rng.randint(*node.bounds)])
    if isinstance(node, nodes.AddressNode):
        return Address(rng.randbytes(20))
    if isinstance(node, nodes.BooleanNode):
        return rng.random() < 0.5
    if isinstance(node, nodes.StringNode):
        return rng.randbytes(rng.randrange(70)).hex()
    assert isinstance(node, nodes.BytesNode)
    return rng.randbytes(rng.randrange(70) if node.size is None else node.size)


def outcome(codec: Callable[[str, Any], Any], schema: str, given: Any) -> tuple[Any, str]:
    """What it answers, or how and in which words it refuses."""
    try:
        return codec(schema, given), ""
    except (ABIError, IndexError, ValueError) as refusal:
        return type(refusal), str(refusal)


def test_says_what_titanoboa_says() -> None:
    rng = Random(SEED)
    for schema in schemas():
        for _ in range(3):
            values = drawn(Parser.parse(schema), rng)
            data = encode(schema, values)
            assert data == abi_encode(schema, values)
            assert decode(schema, data) == abi_decode(schema, data) == values


def test_refuses_what_titanoboa_refuses() -> None:
    """Words, lengths and pointers at their largest, bytes that are missing, values of the wrong type."""
    rng = Random(SEED)
    refused = 0
    for schema in schemas():
        if "string" in schema or "bytes," in schema:
            continue  # titanoboa counts up to the length of an array of them, however large it is
        values = drawn(Parser.parse(schema), rng)
        data = encode(schema, values)
        words = range(0, len(data), 32)
        for wrong in (data[:-1], data[:-32], *(data[:at] + b"\xff" * 32 + data[at + 32 :] for at in words)):
            expected = outcome(abi_decode, schema, wrong)
            assert outcome(decode, schema, wrong) == expected
            refused += expected[1] != ""
        for first in ([], [None], [2**256], ["0x12"]):
            expected = outcome(abi_encode, schema, [*first, *values[1:]])
            assert outcome(encode, schema, [*first, *values[1:]]) == expected
            refused += expected[1] != ""
    assert refused > 1_000


@pytest.mark.parametrize("given", [True, "0x" + "ab" * 20, "AB" * 20])
def test_takes_what_titanoboa_takes(given: Any) -> None:
    """A truth for a number, and an address in any spelling."""
    schema = "(uint256)" if given is True else "(address)"
    assert encode(schema, (given,)) == abi_encode(schema, (given,))
