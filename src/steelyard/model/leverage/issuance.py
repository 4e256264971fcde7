# SPDX-License-Identifier: Apache-2.0
"""What a mint takes, what a redeem gives, and the seed that stays behind; mirrors issuance.vy."""

from steelyard.model.leverage.rebalance_rule import E36
from steelyard.model.libraries.rounding import WAD, mul_div_down, mul_div_up, uint

FIRST_NAV = 100
MIN_FIRST_EQUITY = 20
MIN_EQUITY = 10
SEED = 10
FIRST_SEED = SEED * WAD // FIRST_NAV
SEED_FLOOR = 1


def in_quote(amount: int, price: int, is_bear: bool) -> int:
    """Debt asset units as quote units, rounded down."""
    return mul_div_down(amount, E36, max(price, 1)) if is_bear else amount


def first_equity(shares: int, dollar: int) -> int:
    """Quote units that so many first shares stand for, rounded up."""
    return mul_div_up(shares, FIRST_NAV * dollar, WAD)


def first_amounts(quote: int, target: int, is_bear: bool, price: int) -> tuple[int, int]:
    """Collateral rounded up and debt rounded down, at target leverage; `quote` is from `first_equity`."""
    equity = mul_div_down(quote, price, E36) if is_bear else quote
    assets = mul_div_up(equity, target, WAD)
    return mul_div_up(assets, E36, price), mul_div_down(equity, target - WAD, WAD)


def mint_amounts(collateral: int, debt: int, supply: int, shares: int) -> tuple[int, int]:
    """Collateral rounded up and debt rounded down, pro rata."""
    return mul_div_up(collateral, shares, supply), mul_div_down(debt, shares, supply)


def redeem_amounts(collateral: int, debt: int, supply: int, shares: int) -> tuple[int, int]:
    """Collateral rounded down and debt rounded up, pro rata."""
    return mul_div_down(collateral, shares, supply), mul_div_up(debt, shares, supply)


def fee(shares: int, rate: int, others: int, seed: int) -> int:
    """Fee in shares, rounded up; it stays with the other holders, so none where only the seed is left."""
    return 0 if others <= seed else mul_div_up(shares, rate, WAD)


def seed_suffices(equity: int, supply: int, seed: int, dollar: int) -> bool:
    """Whether the seed is still worth $1; `equity` is in quote units, as all of `supply` is worth."""
    return uint(equity * seed) >= uint(SEED_FLOOR * dollar * supply)


def seed_to_lock(equity: int, supply: int, seed: int, dollar: int) -> int:
    """Shares that fill the locked seed up to $10 again once it has decayed below $1."""
    if seed_suffices(equity, supply, seed, dollar):
        return 0
    return uint(mul_div_up(SEED * dollar, supply, equity) - seed)
