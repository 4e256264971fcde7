# pragma version 0.4.3
# SPDX-License-Identifier: Apache-2.0
"""
@title An interest rate model for Morpho Blue: constant, with or without a word of state
@license Apache-2.0
@notice Morpho's own adaptive model is not in its package. It keeps one word per market,
        read and written at every accrual; `STATEFUL` pays for that word, and for nothing else.
"""

struct MarketParams:
    loan_token: address
    collateral_token: address
    oracle: address
    irm: address
    lltv: uint256


struct Market:
    supply_assets: uint128
    supply_shares: uint128
    borrow_assets: uint128
    borrow_shares: uint128
    last_update: uint128
    fee: uint128


RATE: constant(uint256) = 10**9  # per second, 1e18: 3.2% a year
STATEFUL: immutable(bool)

_rates: HashMap[bytes32, uint256]


@deploy
def __init__(stateful: bool):
    STATEFUL = stateful


@external
def borrowRate(params: MarketParams, market: Market) -> uint256:
    """
    @notice IIrm.
    """
    if STATEFUL:
        market_id: bytes32 = keccak256(abi_encode(params))
        self._rates[market_id] = max(self._rates[market_id] + 1, RATE)
    return RATE


@external
@view
def borrowRateView(params: MarketParams, market: Market) -> uint256:
    """
    @notice IIrm.
    """
    return RATE
