# SPDX-License-Identifier: Apache-2.0
"""The contracts that a chain needs once: blueprints, engines, factories, lenses, routers and the rebalancer.

All come by the standard CREATE2 deployer and are, with everything they are made of, the same on every chain. Only the
two routers name something of the chain, its wrapped coin, and so lie at other addresses where that is another one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from eth_abi.abi import encode
from eth_utils.abi import collapse_if_tuple

from steelyard.artifacts import artifact
from steelyard.artifacts.blueprints import BLUEPRINTS, ENGINE, PAIRING_BLUEPRINTS, PAIRING_ENGINE
from steelyard.deploy.addresses import deployed
from steelyard.deploy.made import Made

OF_THE_CHAIN = ("Router", "PairingRouter")
"""What lies elsewhere on a chain whose coin is wrapped by another contract."""

_LENSES = ("Lens", "QuoteLens", "PairingLens", "PairingQuoteLens", "Rebalancer")
_IMMUTABLES = {name: "".join(f"_{one}" if one.isupper() else one for one in name)[1:].upper() for name in
               (*BLUEPRINTS, *PAIRING_BLUEPRINTS)}  # fmt: skip


@dataclass(frozen=True)
class Created:
    """A contract with the code that creates it."""

    made: Made
    initcode: bytes


@dataclass(frozen=True)
class Core:
    """Everything in the order in which it is deployed."""

    created: tuple[Created, ...]

    def address(self, name: str) -> str:
        """Returns where the contract `name`, or the blueprint "blueprint NAME", lies."""
        return next(one.made.address for one in self.created if one.made.name == name)


@cache
def core(wrapped_native: str) -> Core:
    """Returns the core of a chain whose coin is wrapped at `wrapped_native`."""
    blueprints = {name: _blueprint(name) for name in (*BLUEPRINTS, *PAIRING_BLUEPRINTS)}
    at = {name: one.made.address for name, one in blueprints.items()}
    engines = [_plain(name) for name in (ENGINE, PAIRING_ENGINE)]
    factories = [
        _factory("MarketFactory", engines[0].made.address, {name: at[name] for name in BLUEPRINTS}),
        _factory("PairingFactory", engines[1].made.address, {name: at[name] for name in PAIRING_BLUEPRINTS}),
    ]
    lenses = {name: _plain(name) for name in _LENSES}
    market, pairing = (one.made.address for one in factories)
    quotes = lenses["QuoteLens"].made.address
    wrapped = {"payments.WRAPPED_NATIVE": wrapped_native}
    routers = [
        _with("Router", (market, quotes, wrapped_native), {"FACTORY": market, "QUOTES": quotes, **wrapped}),
        _with("PairingRouter", (pairing, wrapped_native), {"FACTORY": pairing, **wrapped}),
    ]
    return Core((*blueprints.values(), *engines, *factories, *lenses.values(), *routers))


def initcode(contract: str, arguments: Sequence[Any]) -> bytes:
    """Returns what creates `contract` with the constructor's arguments; structs are tuples."""
    ours = artifact(contract)
    return ours.bytecode + arguments_of(contract, arguments)


def arguments_of(contract: str, arguments: Sequence[Any]) -> bytes:
    """Returns the constructor's arguments as they follow the code."""
    constructor = [entry for entry in artifact(contract).abi if entry["type"] == "constructor"]
    types = [collapse_if_tuple(one) for one in constructor[0]["inputs"]] if constructor else []
    return encode(types, arguments)


def _blueprint(name: str) -> Created:
    code = artifact(name).blueprint
    return Created(Made(f"blueprint {name}", name, deployed(code), is_blueprint=True), code)


def _plain(name: str) -> Created:
    return _with(name, (), {})


def _with(name: str, arguments: Sequence[Any], values: dict[str, Any], **answers: Any) -> Created:
    code = initcode(name, arguments)
    return Created(Made(name, name, deployed(code), values, answers), code)


def _factory(name: str, engine: str, blueprints: dict[str, str]) -> Created:
    listed = tuple(blueprints.values())
    named = {_IMMUTABLES[one]: address for one, address in blueprints.items()}
    return _with(name, (engine, listed), {"ENGINE": engine, **named}, blueprints=listed)
