# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title What a stranger's contract answers, without letting it revert
@license AGPL-3.0-only
@notice A creation reads assets and oracles that nobody has vetted. A refusal, a missing
        function or an account without code is a fact here; the bounds say what follows.
"""
from ..libraries import probe
from . import bounds


@internal
@view
def asset(account: address) -> bounds.AssetFacts:
    """
    @return Decimals and supply of an asset; `is_erc20` False if it does not answer both.
    """
    has_decimals: bool = False
    decimals: uint256 = 0
    has_decimals, decimals = probe.first_word(account, method_id("decimals()"), 32, msg.gas)
    has_supply: bool = False
    supply: uint256 = 0
    has_supply, supply = probe.first_word(account, method_id("totalSupply()"), 32, msg.gas)
    return bounds.AssetFacts(is_erc20=has_decimals and has_supply, decimals=decimals, supply=supply)


@internal
@view
def strict_price(oracle: address) -> uint256:
    """
    @return The strict price by both of its functions, 1e36; 0 unless they agree.
    """
    has_price: bool = False
    price: uint256 = 0
    has_price, price = probe.first_word(oracle, method_id("price()"), 32, msg.gas)
    has_round: bool = False
    with_round: uint256 = 0
    has_round, with_round = probe.first_word(oracle, method_id("price_and_round()"), 64, msg.gas)
    return price if has_price and has_round and price == with_round else 0


@internal
@view
def has_rescue_price(oracle: address) -> bool:
    """
    @return True if the oracle gives a rescue price above zero.
    """
    has_price: bool = False
    price: uint256 = 0
    has_price, price = probe.first_word(oracle, method_id("rescue_price()"), 64, msg.gas)
    return has_price and price != 0
