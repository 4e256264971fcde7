# SPDX-License-Identifier: Apache-2.0
"""Every function that changes anything, of every contract that is meant for a chain, with arguments that somebody might
give; and how an asset that calls back, or an account that is called back, gets to them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from steelyard.artifacts.sources import products
from tests.support.contracts import deploy
from tests.support.environment import BoaEnvironment
from tools.report import functions

# They make new contracts and touch none that is there: `test_hostile_markets.py` shows what can be made.
CREATIONS = {
    *(
        f"MarketFactory.create_{made}"
        for made in ("pool", "kinked_rate_model", "adaptive_rate_model", "oracle", "market")
    ),
    *(f"PairingFactory.create_{made}" for made in ("chainlink_source", "uniswap_source", "market")),
}

Arguments = tuple[Any, ...]


class Call(NamedTuple):
    """One function of one contract with its arguments."""

    target: Any
    function: str
    arguments: Arguments

    @property
    def data(self) -> bytes:
        return bytes(getattr(self.target, self.function).prepare_calldata(*self.arguments))

    def by(self, account: str) -> None:
        getattr(self.target, self.function)(*self.arguments, sender=account)


class Outcome(NamedTuple):
    """Of a call from within: whether it was done, and what it answered or was refused with."""

    is_done: bool
    answer: bytes


@dataclass(frozen=True)
class Scene:
    """A world in some state, in which `actor` may be called back while `outer` does something.

    `calls` are those that the actor might make, by "Contract.function"; `others` is what others own.
    """

    name: str
    actor: str
    calls: Mapping[str, Call]
    outer: str
    outer_calls: Mapping[str, Call]
    others: Callable[[], Mapping[str, float]]


class HookedEnvironment(BoaEnvironment):
    """Every asset calls somebody whenever it moves."""

    def deploy(self, name: str, *arguments: Any) -> Any:
        return deploy("CallingAsset" if name == "MockAsset" else name, *arguments)


def act(asset: Any, call: Call) -> None:
    """Does a call as the asset itself; one that is refused raises."""
    asset.plan(call.target.address, call.data)
    asset.transfer(asset.address, 0)
    done, reason = asset.is_done(), asset.answer()
    asset.plan("0x" + "00" * 20, b"")
    assert done, (call, reason)


def changing(name: str) -> Iterator[str]:
    """Returns the functions of `name` that may change something, as "Contract.function"."""
    return (f"{name}.{function.name}" for function in functions(name) if not function.view)


def all_changing() -> set[str]:
    """Returns those of all contracts that are meant for a chain, from their ABIs."""
    return {call for name in products() for call in changing(name)}


def bind(named: Mapping[str, tuple[Any, ...]], contracts: Mapping[str, Any]) -> dict[str, Call]:
    """Returns calls from "Contract.function" and arguments."""
    return {
        name: Call(contracts[name.partition(".")[0]], name.partition(".")[2], arguments)
        for name, arguments in named.items()
    }
