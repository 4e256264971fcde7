# SPDX-License-Identifier: Apache-2.0
"""The peers with the parameters they published. What they did not publish is an assumption, and says so.

Sources, read in 2026: FTX, leveraged token FAQ and walkthrough; Binance, "What is Binance Leveraged Tokens
rebalancing"; Index Coop, "FLI product parameters"; TLX, documentation, "Rebalancing" and "Fees"; Toros, documentation,
"Leveraged tokens"; FinNexus, the FPLT contracts as they were deployed.
"""

from collections.abc import Callable

from steelyard.simulator.peers.peer import Financing, Peer

DAY = 86_400


def continuous(factor: float) -> Peer:
    """The multiple at every price, for nothing."""
    exact = (abs(factor), abs(factor))
    return Peer(
        f"continuous {factor:g}x", factor, extremes=exact, kept=exact, financing=Financing.NONE, is_free=True
    )  # fmt: skip


def daily(factor: float) -> Peer:
    """The multiple at every midnight UTC, for nothing."""
    return Peer(f"daily {factor:g}x", factor, interval=DAY, financing=Financing.NONE, is_free=True)


def fplt(factor: float) -> Peer:
    """FinNexus: once a day if the exposure is half a unit off, by anyone once the price is down 20% or up 25%.

    Each rebalance charged 0.1% of the NAV, and 0.1% of the loan as interest, however much time had gone by. Its bear
    was a -2x in dollars, whatever it was called. The interval was a setting; a day is assumed.
    """
    bull = factor > 0
    size = abs(factor)
    falls, rises = (_after(factor, 0.80), _after(factor, 1.25))
    return Peer(
        f"FPLT {factor:g}x", factor, interval=DAY, looked_at=(size - 0.5, size + 0.5),
        extremes=(rises, falls) if bull else (falls, rises),
        financing=Financing.NONE, trade_fee=0.001, loan_fee=0.001,
    )  # fmt: skip


def ftx(factor: float) -> Peer:
    """FTX: at 00:02 UTC and whenever a third over the target; by its own perpetuals; 0.03% a day (not verified)."""
    size = abs(factor)
    return Peer(
        f"FTX {factor:g}x", factor, interval=DAY, at=120, extremes=(0.0, size * 4 / 3),
        financing=Financing.PERPETUAL, yearly_fee=0.0003 * 365,
    )  # fmt: skip


def blvt(factor: float) -> Peer:
    """Binance: 1.25x to 4x, on extremes only, 0.01% a day. When and where to was secret: to the target is assumed."""
    return Peer(
        f"BLVT {factor:g}x", factor, extremes=(1.25, 4.0), financing=Financing.PERPETUAL, yearly_fee=0.0001 * 365
    )  # fmt: skip


def fli(factor: float) -> Peer:
    """Index Coop: once a day 5% of the way to 2x; outside 1.7x to 2.3x at once, back to the edge; 1.95% a year.

    Other multiples get the same band in proportion. Rebalances larger than its greatest trade were cut in pieces: here
    they cost what the exchange asks for the whole.
    """
    size = abs(factor)
    band = (0.85 * size, 1.15 * size)
    return Peer(
        f"FLI {factor:g}x", factor, interval=DAY, extremes=band, speed=0.05, kept=band, yearly_fee=0.0195
    )  # fmt: skip


def tlx(factor: float) -> Peer:
    """TLX: back to the target once 10% off it (the threshold was set by asset); 2% a year of the position."""
    size = abs(factor)
    return Peer(
        f"TLX {factor:g}x", factor, extremes=(0.9 * size, 1.1 * size), financing=Financing.PERPETUAL,
        yearly_fee=0.02 * size,
    )  # fmt: skip


def toros(factor: float) -> Peer:
    """Toros: back to the target once 0.2 off it; where to was the manager's choice, the target is assumed."""
    size = abs(factor)
    return Peer(f"Toros {factor:g}x", factor, extremes=(size - 0.2, size + 0.2))


PEERS: dict[str, Callable[[float], Peer]] = {
    make.__name__: make for make in (continuous, daily, fplt, ftx, blvt, fli, tlx, toros)
}
"""By the name that a command line knows them by."""


def _after(factor: float, ratio: float) -> float:
    """Size of the exposure after the price was multiplied, from the target on."""
    return abs(factor) * ratio / (1 + factor * (ratio - 1))
