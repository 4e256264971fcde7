# SPDX-License-Identifier: Apache-2.0
"""Calls and logs as bytes, by interfaces: what is asked and answered often, without web3.

A struct is a dictionary by the names of its fields; addresses have their checksums.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from eth_abi.abi import decode, encode
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak

from steelyard.artifacts import Abi
from steelyard.chain.errors import ChainError

_SELECTOR = 4
_WORD = 32


@dataclass(frozen=True)
class Function:
    """One function of an interface: `inputs` and `outputs` are entries of its ABI."""

    name: str
    inputs: Sequence[Mapping[str, Any]]
    outputs: Sequence[Mapping[str, Any]]

    @cached_property
    def selector(self) -> bytes:
        """The first four bytes of a call."""
        return keccak(text=_signature(self.name, self.inputs))[:_SELECTOR]

    def encode(self, *args: Any) -> str:
        """Returns the data of a call as hex."""
        types = [_type(entry) for entry in self.inputs]
        return "0x" + (self.selector + encode(types, args)).hex()

    def decode(self, data: str) -> Any:
        """Returns the answer, several as a tuple; raises `ChainError` for one that does not fit."""
        raw = bytes.fromhex(data[2:])
        try:
            values = decode([_type(entry) for entry in self.outputs], raw)
        except Exception as error:  # eth_abi has a dozen of them
            raise ChainError(
                f"abi: {self.name} answered {len(raw)} bytes that do not fit; is it that contract?"
            ) from error
        answers = tuple(named(entry, value) for entry, value in zip(self.outputs, values, strict=True))
        return answers[0] if len(answers) == 1 else answers


def function(signature: str) -> Function:
    """Returns the function written as `name(inputs)(outputs)`, like "balanceOf(address)(uint256)"; plain types only."""
    name, inputs, outputs = (part.rstrip(")") for part in signature.split("("))
    return Function(name, *([{"type": kind} for kind in part.split(",") if kind] for part in (inputs, outputs)))


@dataclass(frozen=True)
class Log:
    """An event as it was logged: by whom, its name and values, and where on the chain."""

    address: str
    name: str
    values: Mapping[str, Any]
    block: int
    index: int
    transaction: str


class Interface:
    """The functions and events of one kind of contract, by name."""

    def __init__(self, abi: Abi) -> None:
        self._functions = {
            entry["name"]: Function(entry["name"], entry["inputs"], entry["outputs"])
            for entry in abi
            if entry["type"] == "function"
        }
        self._events = {_topic(entry): entry for entry in abi if entry["type"] == "event"}

    def __getitem__(self, name: str) -> Function:
        """The function `name`; one that the interface has not raises `KeyError`."""
        return self._functions[name]

    def topics(self, names: Iterable[str] = ()) -> list[str]:
        """Returns the first topics of the events `names` (none: all)."""
        wanted = set(names)
        found = [topic for topic, entry in self._events.items() if not wanted or entry["name"] in wanted]
        if wanted - {self._events[topic]["name"] for topic in found}:
            raise KeyError(f"abi: not every one of {sorted(wanted)} is an event of this contract")
        return found

    def read(self, log: Mapping[str, Any]) -> Log | None:
        """Returns a log of the node; None for an event that the interface has not."""
        entry = self._events.get(log["topics"][0]) if log["topics"] else None
        if entry is None:
            return None
        indexed = [part for part in entry["inputs"] if part["indexed"]]
        plain = [part for part in entry["inputs"] if not part["indexed"]]
        topics = [
            decode([_type(part)], bytes.fromhex(topic[2:]))[0]
            for part, topic in zip(indexed, log["topics"][1:], strict=True)
        ]
        data = decode([_type(part) for part in plain], bytes.fromhex(log["data"][2:]))
        values = {
            part["name"]: named(part, value) for part, value in zip(indexed + plain, [*topics, *data], strict=True)
        }
        return Log(
            address=to_checksum_address(log["address"]),
            name=entry["name"],
            values=values,
            block=int(log["blockNumber"], 16),
            index=int(log["logIndex"], 16),
            transaction=log["transactionHash"],
        )


def mapping_slot(slot: int, key: str) -> int:
    """Returns where a Vyper contract keeps the entry `key`, an address, of the mapping at `slot`."""
    return int.from_bytes(keccak(slot.to_bytes(_WORD) + bytes.fromhex(key[2:]).rjust(_WORD, b"\0")))


def _type(entry: Mapping[str, Any]) -> str:
    kind = str(entry["type"])
    if not kind.startswith("tuple"):
        return kind
    return f"({','.join(_type(part) for part in entry['components'])}){kind.removeprefix('tuple')}"


def _signature(name: str, inputs: Sequence[Mapping[str, Any]]) -> str:
    return f"{name}({','.join(_type(entry) for entry in inputs)})"


def _topic(entry: Mapping[str, Any]) -> str:
    return "0x" + keccak(text=_signature(entry["name"], entry["inputs"])).hex()


def named(entry: Mapping[str, Any], value: Any) -> Any:
    """Gives structs their field names, lists of structs too, and addresses their checksums; `entry` is the ABI's."""
    kind = entry["type"]
    if kind.endswith("]"):
        element = {**entry, "type": kind.rpartition("[")[0]}
        return [named(element, item) for item in value]
    if kind == "tuple":
        return {part["name"]: named(part, item) for part, item in zip(entry["components"], value, strict=True)}
    return to_checksum_address(value) if kind == "address" else value
