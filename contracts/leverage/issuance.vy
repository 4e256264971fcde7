# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title What a mint takes, what a redeem gives, and the seed that stays behind
@license AGPL-3.0-only
@notice Pure arithmetic on a balance sheet. The token does its exits and its later mints by
        it; the engine does the first mint and answers whoever asks beforehand. Dust must
        never distort collateral, debt or ratio: what keeps it away is a seed of shares,
        locked for ever and filled up again to $10 once it has decayed below $1.
"""
from ..libraries import rounding

WAD: constant(uint256) = 10**18
E36: constant(uint256) = 10**36

FIRST_NAV: constant(uint256) = 100  # dollars per share at the first mint
MIN_FIRST_EQUITY: constant(uint256) = 20  # dollars
MIN_EQUITY: constant(uint256) = 10  # dollars, after every mint
SEED: constant(uint256) = 10  # dollars, locked for ever
FIRST_SEED: constant(uint256) = SEED * 10**18 // FIRST_NAV  # the same in shares
SEED_FLOOR: constant(uint256) = 1  # dollar; below it the seed is filled up again


@internal
@pure
def in_quote(amount: uint256, price: uint256, is_bear: bool) -> uint256:
    """
    @return Debt asset units as quote units, rounded down.
    """
    if is_bear:
        return rounding.mul_div_down(amount, E36, max(price, 1))
    return amount


@internal
@pure
def first_equity(shares: uint256, dollar: uint256) -> uint256:
    """
    @return Quote units that so many first shares stand for, rounded up.
    """
    return rounding.mul_div_up(shares, FIRST_NAV * dollar, WAD)


@internal
@pure
def first_amounts(quote: uint256, target: uint256, is_bear: bool, price: uint256) -> (uint256, uint256):
    """
    @param quote From `first_equity`.
    @return Collateral rounded up and debt rounded down, at target leverage.
    """
    equity: uint256 = quote
    if is_bear:
        equity = rounding.mul_div_down(equity, price, E36)
    assets: uint256 = rounding.mul_div_up(equity, target, WAD)
    return (rounding.mul_div_up(assets, E36, price), rounding.mul_div_down(equity, target - WAD, WAD))


@internal
@pure
def mint_amounts(collateral: uint256, debt: uint256, supply: uint256, shares: uint256) -> (uint256, uint256):
    """
    @return Collateral rounded up and debt rounded down, pro rata.
    """
    return (rounding.mul_div_up(collateral, shares, supply), rounding.mul_div_down(debt, shares, supply))


@internal
@pure
def redeem_amounts(collateral: uint256, debt: uint256, supply: uint256, shares: uint256) -> (uint256, uint256):
    """
    @return Collateral rounded down and debt rounded up, pro rata.
    """
    return (rounding.mul_div_down(collateral, shares, supply), rounding.mul_div_up(debt, shares, supply))


@internal
@pure
def fee(shares: uint256, rate: uint256, others: uint256, seed: uint256) -> uint256:
    """
    @dev The fee stays with the other holders; where the locked seed is the only one, there is none.
    @return Fee in shares, rounded up.
    """
    if others <= seed:
        return 0
    return rounding.mul_div_up(shares, rate, WAD)


@internal
@pure
def seed_suffices(equity: uint256, supply: uint256, seed: uint256, dollar: uint256) -> bool:
    """
    @param equity Quote units, as all of `supply` is worth.
    """
    return equity * seed >= SEED_FLOOR * dollar * supply


@internal
@pure
def seed_to_lock(equity: uint256, supply: uint256, seed: uint256, dollar: uint256) -> uint256:
    """
    @param equity Quote units, not 0, as all of `supply` is worth.
    @return Shares that fill the seed up, 0 while it suffices.
    """
    if self.seed_suffices(equity, supply, seed, dollar):
        return 0
    return rounding.mul_div_up(SEED * dollar, supply, equity) - seed
