# SPDX-License-Identifier: Apache-2.0
"""What a market can bear, for whoever shows or judges it. All scaled by 1e18."""

from steelyard.model.clock import DAY, YEAR
from steelyard.model.libraries.errors import require
from steelyard.model.libraries.rounding import WAD, wad_exp, wad_ln
from steelyard.model.pairing.wide import wide_down

_LN2 = 693_147_180_559_945_309


def leverage_after(target: int, move: int) -> int:
    """Leverage once the price moved by `move` (signed) from the reference, rounded down; 0 where nothing is left."""
    price = target * (WAD + move)
    equity = price - (target - 1) * WAD
    return price * WAD // equity if equity > 0 else 0


def price_at_leverage(target: int, leverage: int) -> int:
    """Price, relative to the reference, at which leverage is `leverage` (above 1); rounded down."""
    require(leverage > WAD, "leverage: at most one")
    return wide_down((target - 1) * WAD, leverage, target * (leverage - WAD))


def rally_ceiling(target: int, kappa: int) -> int:
    """Price, relative to now, up to which target leverage lasts without new deposits: kappa^(-1/(T-1))."""
    return wad_exp(-wad_ln(kappa) // (target - 1))


def half_life(target: int, volatility: int) -> int:
    """Days (scaled by 1e18) in which drag halves a flat-price LT at a yearly volatility: 2*ln2 / (T*(T-1)*sigma^2)."""
    variance = volatility * volatility // WAD
    return wide_down(2 * _LN2 * (YEAR // DAY), WAD, target * (target - 1) * variance)
