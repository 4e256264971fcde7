# SPDX-License-Identifier: Apache-2.0
"""The callback undoes whatever called it, and tells the two amounts."""

from boa.contracts.vyper.vyper_contract import VyperContract

from tests.support.reverts import reverts


def test_hands_up_the_amounts(quotes: VyperContract, attacker: str) -> None:
    amounts = (5).to_bytes(32, "big", signed=True) + (-7).to_bytes(32, "big", signed=True)
    with reverts(f"0x{amounts.hex()}"):
        quotes.uniswapV3SwapCallback(5, -7, b"", sender=attacker)
