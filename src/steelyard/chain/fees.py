# SPDX-License-Identifier: Apache-2.0
"""What a transaction offers for its gas. All prices are wei per unit of gas."""

from dataclasses import dataclass
from typing import Protocol

from web3 import Web3
from web3.types import RPCEndpoint, TxParams, Wei

from steelyard.chain.errors import FeeTooHigh, NodeFailed

GWEI = 10**9


class Fees(Protocol):
    """A way to choose what to offer."""

    def offer(self, web3: Web3) -> TxParams:
        """Returns the fields of a transaction that say what it pays."""


@dataclass(frozen=True)
class NodeFees:
    """What the node says the next blocks will ask (EIP-1559, or one price where a chain has no base fee).

    `cap` is the most ever offered; a chain that asks more raises `FeeTooHigh`. `tip` goes to the block's producer;
    None is what the node proposes.
    """

    cap: int = 500 * GWEI
    tip: int | None = None

    def offer(self, web3: Web3) -> TxParams:
        base = _base_fee(web3)
        if base is None:
            return {"gasPrice": Wei(self._allowed(web3.eth.gas_price))}
        tip = web3.eth.max_priority_fee if self.tip is None else self.tip
        # twice the base fee stays enough for six full blocks in a row
        maximum = min(self.cap, base + self._allowed(base + tip))
        return {"maxFeePerGas": Wei(maximum), "maxPriorityFeePerGas": Wei(tip)}

    def _allowed(self, price: int) -> int:
        if price > self.cap:
            raise FeeTooHigh(f"fees: the chain asks {price:,} wei for gas, the cap is {self.cap:,}; wait, or raise it")
        return price


def _base_fee(web3: Web3) -> int | None:
    """Asked past web3, which refuses the blocks of chains that put more than 32 bytes into `extraData`."""
    answer = web3.provider.make_request(RPCEndpoint("eth_getBlockByNumber"), ["latest", False])
    block = answer.get("result")
    if block is None:
        raise NodeFailed(f"client: the node answered no latest block: {answer.get('error')}")
    fee = block.get("baseFeePerGas")
    return None if fee is None else int(fee, 16)


@dataclass(frozen=True)
class FixedFees:
    """The same offer always, whatever the chain asks."""

    maximum: int
    tip: int

    def offer(self, web3: Web3) -> TxParams:
        return {"maxFeePerGas": Wei(self.maximum), "maxPriorityFeePerGas": Wei(self.tip)}
