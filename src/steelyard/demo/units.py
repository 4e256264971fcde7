# SPDX-License-Identifier: Apache-2.0
"""Scales and conversions. Prices of the demo are dollars per ETH with 8 decimals, as the feed gives them."""

from steelyard.model.libraries.rounding import WAD

USDC = 10**6  # units of a whole dollar
FEED = 10**8  # feed units of a whole dollar
HOUR = 3_600
DAY = 86_400
YEAR = 31_536_000
UNLIMITED = 2**256 - 1
FOREVER = 2**63
NOBODY = "0x" + "00" * 20


def dollars(usdc: int) -> float:
    """USDC units as dollars."""
    return usdc / USDC


def wad(value: int) -> float:
    """A number scaled by 1e18 as a fraction."""
    return value / WAD


def worth(usdc: int, weth: int, price: int) -> float:
    """Both assets together in dollars; `price` in feed units."""
    return usdc / USDC + weth / WAD * price / FEED


def uniswap_price(price: int) -> int:
    """USDC units per wei of WETH, scaled 1e36, of a price in feed units."""
    return price * 10**36 * USDC // (FEED * WAD)
