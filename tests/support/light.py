# SPDX-License-Identifier: Apache-2.0
"""Our contracts on revm, made from what is deployed alone: ABI and bytecode.

titanoboa's own class carries the whole analysed source, some ten megabytes for a large contract, and assembles it
anew at every deployment for a map from instructions to source lines. revm says nothing about instructions.
A contract here answers exactly as one of titanoboa's does: calls, options, results, errors and events.
"""

from collections import namedtuple
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import boa
from boa.contracts.base_evm_contract import StackTrace, _BaseEVMContract
from boa.contracts.event_decoder import decode_log
from boa.util.abi import Address
from eth_utils import keccak

from steelyard.artifacts import Abi, Artifact
from steelyard.chain.errors import read_revert
from tests.support.codec import decode, encode


@dataclass(frozen=True)
class Signature:
    """One way to call a function: with all or some of its defaults."""

    selector: bytes
    inputs: str
    mutable: bool
    outputs: str
    read: Callable[[tuple[Any, ...]], Any]

    @classmethod
    def of(cls, entry: dict[str, Any]) -> "Signature":
        inputs = _schema(entry["inputs"])
        selector = keccak(text=f"{entry['name']}{inputs}")[:4]
        mutable = entry["stateMutability"] not in ("view", "pure")
        return cls(selector, inputs, mutable, _schema(entry["outputs"]), _answer(entry["name"], entry["outputs"]))


class Interface:
    """An ABI, read once for all contracts that have it."""

    def __init__(self, abi: Abi) -> None:
        self.constructor = next((_schema(entry["inputs"]) for entry in abi if entry["type"] == "constructor"), "()")
        self.functions: dict[str, dict[int, Signature]] = {}
        for entry in abi:
            if entry["type"] == "function":
                self.functions.setdefault(entry["name"], {})[len(entry["inputs"])] = Signature.of(entry)
        self._events = [entry for entry in abi if entry["type"] == "event"]

    @cached_property
    def events(self) -> dict[int, dict[str, Any]]:
        """The events by their first topic."""
        named = ((f"{entry['name']}{_schema(entry['inputs'])}", entry) for entry in self._events)
        return {int.from_bytes(keccak(text=text)): entry for text, entry in named}


class Function:
    """A function of one contract; the number of arguments tells which of its signatures is meant."""

    def __init__(self, contract: "LightContract", name: str) -> None:
        self._contract: Any = contract  # what it has of titanoboa has no type
        self._name = name
        self._signatures = contract.interface.functions[name]

    def __call__(
        self, *args: Any, value: int = 0, gas: int | None = None, sender: Any = None, simulate: bool = False
    ) -> Any:
        signature = self._signature(args)
        computation = self._contract.env.execute_code(
            to_address=self._contract.address,
            sender=sender,
            data=signature.selector + encode(signature.inputs, args),
            value=value,
            gas=gas,
            is_modifying=signature.mutable,
            simulate=simulate,
            contract=self._contract,
        )
        self._contract.note(computation)
        return signature.read(decode(signature.outputs, computation.output))

    def prepare_calldata(self, *args: Any) -> bytes:
        """Returns the bytes that call this function."""
        signature = self._signature(args)
        return signature.selector + encode(signature.inputs, args)

    def _signature(self, args: tuple[Any, ...]) -> Signature:
        try:
            return self._signatures[len(args)]
        except KeyError:
            counts = " or ".join(map(str, self._signatures))
            raise TypeError(f"{self._name}: {len(args)} arguments given, it takes {counts}") from None


class LightContract(_BaseEVMContract):
    """What stands at an address, with the functions of its ABI as attributes."""

    def __init__(self, name: str, interface: Interface, address: Address) -> None:
        super().__init__(name, address=address)
        self.interface = interface

    def __getattr__(self, name: str) -> Function:
        if name == "interface" or name not in self.interface.functions:
            raise AttributeError(f"{self.contract_name} has no function {name}")
        function = Function(self, name)
        setattr(self, name, function)
        return function

    def __repr__(self) -> str:
        return f"<{self.contract_name} at {self.address}>"

    def note(self, computation: Any) -> None:
        """Keeps the last computation, for its events and gas; one that failed is raised as titanoboa's error."""
        self._computation = computation
        if computation.is_error:
            self.handle_error(computation)

    def decode_log(self, entry: Any) -> Any:
        """Returns an event of this contract as a named tuple."""
        return decode_log(self.address, self.interface.events, entry)

    def stack_trace(self, computation: Any) -> StackTrace:
        """Who failed, and with what: revm knows no more."""
        return StackTrace([f"{self!r}: {read_revert(computation.output) or computation.error!r}"])


@dataclass(frozen=True)
class LightBlueprint:
    """A blueprint that stands at `address`."""

    address: Address


class LightDeployer:
    """Deploys one contract; the methods are named as titanoboa's."""

    def __init__(self, artifact: Artifact) -> None:
        self._artifact = artifact
        self._interface = Interface(artifact.abi)

    def deploy(self, *args: Any, value: int = 0, gas: int | None = None, sender: Any = None) -> LightContract:
        """Deploys it with these constructor arguments."""
        code = self._artifact.bytecode + encode(self._interface.constructor, args)
        address, computation = boa.env.deploy(bytecode=code, value=value, gas=gas, sender=sender)
        contract = LightContract(self._artifact.name, self._interface, address)
        contract.note(computation)
        boa.env.register_contract(address, contract)
        return contract

    def deploy_as_blueprint(self) -> LightBlueprint:
        """Deploys its ERC-5202 blueprint."""
        address, computation = boa.env.deploy(bytecode=self._artifact.blueprint)
        if computation.is_error:
            raise computation.error
        return LightBlueprint(address)

    def at(self, address: Any) -> LightContract:
        """Returns the contract that already stands at `address`."""
        contract = LightContract(self._artifact.name, self._interface, Address(address))
        boa.env.register_contract(contract.address, contract)
        return contract


def _schema(entries: list[dict[str, Any]]) -> str:
    return f"({','.join(_type(entry) for entry in entries)})"


def _type(entry: dict[str, Any]) -> str:
    kind: str = entry["type"]
    return _schema(entry["components"]) + kind.removeprefix("tuple") if kind.startswith("tuple") else kind


def _answer(name: str, outputs: list[dict[str, Any]]) -> Callable[[tuple[Any, ...]], Any]:
    """Returns what makes of the decoded outputs what a caller sees: nothing, one value, or a tuple of them."""
    readers = [_reader(name, entry) for entry in outputs]
    if len(readers) == 1:
        return lambda decoded: readers[0](decoded[0])
    if not readers:
        return lambda decoded: None
    return lambda decoded: tuple(read(value) for read, value in zip(readers, decoded, strict=True))


def _reader(name: str, entry: dict[str, Any]) -> Callable[[Any], Any]:
    """Returns what gives the tuples in a decoded value the names of their fields."""
    if not entry["type"].startswith("tuple"):
        return lambda value: value
    fields = [component["name"] for component in entry["components"]]
    record = namedtuple(entry["name"] or name, fields, rename=True)  # type: ignore[misc]
    readers = [_reader(field, component) for field, component in zip(fields, entry["components"], strict=True)]

    def one(value: Any) -> Any:
        return record(*(read(part) for read, part in zip(readers, value, strict=True)))

    def nested(depth: int) -> Callable[[Any], Any]:
        return (lambda values: [nested(depth - 1)(value) for value in values]) if depth else one

    return nested(entry["type"].count("["))
