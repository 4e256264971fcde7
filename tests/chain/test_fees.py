# SPDX-License-Identifier: Apache-2.0
"""What is offered for gas, for what the node says."""

from types import SimpleNamespace
from typing import Any

import pytest

from steelyard.chain.errors import FeeTooHigh, NodeFailed
from steelyard.chain.fees import GWEI, FixedFees, NodeFees


def node(base: int | None, tip: int = 2 * GWEI, price: int = 7 * GWEI) -> Any:
    """Its blocks have more `extraData` than web3 takes."""
    block = {"extraData": "0x" + "00" * 280} | ({} if base is None else {"baseFeePerGas": hex(base)})
    eth = SimpleNamespace(max_priority_fee=tip, gas_price=price)
    return SimpleNamespace(eth=eth, provider=SimpleNamespace(make_request=lambda *_: {"result": block}))


def test_twice_the_base_fee_and_the_tip_of_the_node() -> None:
    assert NodeFees().offer(node(10 * GWEI)) == {"maxFeePerGas": 22 * GWEI, "maxPriorityFeePerGas": 2 * GWEI}


def test_a_node_without_a_block() -> None:
    silent = SimpleNamespace(provider=SimpleNamespace(make_request=lambda *_: {"error": {"message": "syncing"}}))
    with pytest.raises(NodeFailed, match="no latest block: {'message': 'syncing'}"):
        NodeFees().offer(silent)  # type: ignore[arg-type]


def test_an_own_tip() -> None:
    assert NodeFees(tip=1).offer(node(10)) == {"maxFeePerGas": 21, "maxPriorityFeePerGas": 1}


@pytest.mark.parametrize(("cap", "offered"), [(15 * GWEI, 15 * GWEI), (12 * GWEI, 12 * GWEI)])
def test_never_more_than_the_cap(cap: int, offered: int) -> None:
    assert NodeFees(cap).offer(node(10 * GWEI))["maxFeePerGas"] == offered


def test_a_price_above_the_cap_is_an_error() -> None:
    with pytest.raises(FeeTooHigh, match="asks 12,000,000,000 wei for gas, the cap is 11,999,999,999"):
        NodeFees(12 * GWEI - 1).offer(node(10 * GWEI))


def test_a_chain_without_a_base_fee_has_one_price() -> None:
    assert NodeFees().offer(node(None)) == {"gasPrice": 7 * GWEI}
    with pytest.raises(FeeTooHigh):
        NodeFees(6 * GWEI).offer(node(None))


def test_a_fixed_offer_asks_nothing() -> None:
    assert FixedFees(5, 3).offer(node(GWEI)) == {"maxFeePerGas": 5, "maxPriorityFeePerGas": 3}
