# SPDX-License-Identifier: Apache-2.0
"""What a market is made of, for good: every parameter is immutable. Fractions are scaled by 1e18, times in seconds."""

from dataclasses import dataclass

from steelyard.model.clock import DAY, HOUR, YEAR
from steelyard.model.errors import need
from steelyard.model.pairing.queue import BINDING
from steelyard.model.pairing.valuation import Side
from steelyard.model.pairing.wide import E36, wide_down
from steelyard.model.rounding import WAD

PERCENT = WAD // 100
TARGETS = (2, 3, 4, 5, 10)
LIVE_FALL = {2: 16 * PERCENT, 3: 10 * PERCENT, 4: 8 * PERCENT, 5: 6 * PERCENT, 10: 3 * PERCENT}

MOST_FALL_AT_TARGET = 40 * PERCENT  # T*d: a step at the bound keeps at least 60% of the leveraged side
MOST_MARGIN_AT_TARGET = WAD // 40  # T*delta: a user price never comes near the zero point
LEAST_LEFT = 5 * PERCENT  # of l at the lower bound, whatever funding accrued
MOST_SWAP_FEE = 5 * PERCENT
MOST_IMBALANCE_FEE = 2 * PERCENT
MOST_EXIT_FEE = PERCENT
MOST_MANAGEMENT_FEE = 2 * PERCENT
MOST_REBALANCE_FEE = PERCENT // 10
LEAST_WINDOW = 900


@dataclass(frozen=True)
class Fees:
    """Rates scaled by 1e18; `cut` is the protocol's part of the swap fee, `reward` the poker's of the rebalance fee.

    `most_reward` bounds what a poker gets, in units of U: about what the gas costs.
    """

    swap: int = 3 * PERCENT // 10
    imbalance: int = MOST_IMBALANCE_FEE
    liquidity_exit: int = PERCENT // 2
    cut: int = 0
    management: int = 0
    rebalance: int = 0
    reward: int = 0
    most_reward: int = 0

    def check(self) -> None:
        """Refuses rates above their bounds."""
        need(self.swap <= MOST_SWAP_FEE, "fees: swap")
        need(self.imbalance <= MOST_IMBALANCE_FEE, "fees: imbalance")
        need(self.liquidity_exit <= MOST_EXIT_FEE, "fees: liquidity exit")
        need(self.cut <= WAD // 2, "fees: cut")
        need(self.management <= MOST_MANAGEMENT_FEE, "fees: management")
        need(self.rebalance <= MOST_REBALANCE_FEE, "fees: rebalance")
        need(self.reward <= WAD, "fees: reward")


@dataclass(frozen=True)
class Parameters:
    """One market. `dollar` is one dollar in quote units, for a bear (U is the dollar token) in units of U.

    `fall` and `rise` are d and g; `margin` is delta; `cap_leveraged` and `cap_funding` bound kappa at a mint, and
    `most_underlying` what a mint or a deposit may bring U to; `commits` opens trading to committed orders only.
    """

    target: int
    dollar: int
    margin: int
    fall: int
    rise: int
    cap_leveraged: int
    cap_funding: int
    most_underlying: int = 2**128 - 1
    is_bear: bool = False
    mints_funding: bool = True
    commits: bool = False
    window: int = LEAST_WINDOW
    period: int = DAY
    fees: Fees = Fees()

    def check(self, deviation: int) -> None:
        """Refuses what is out of bounds; `deviation` is the feed's threshold, scaled by 1e18."""
        need(self.target in TARGETS, "target: not offered")
        need(self.dollar != 0, "dollar: zero")
        need(self.fall > 0 and self.target * self.fall <= MOST_FALL_AT_TARGET, "fall: out of range")
        need(0 < self.rise <= rise_of(self.fall), "rise: out of range")
        need(self.margin >= deviation, "margin: below the deviation")
        need(self.target * self.margin <= MOST_MARGIN_AT_TARGET, "margin: too wide")
        need(self.window >= LEAST_WINDOW, "window: too short")
        need(HOUR <= self.period <= 30 * DAY, "period: out of range")
        need(self.cap_leveraged <= WAD and self.cap_funding <= WAD, "caps: above one")
        self.fees.check()

    def notice(self, side: Side) -> int:
        """Seconds that a request of the queue waits at least: a window and the time in which it binds, LP an hour."""
        traders = self.window + BINDING
        return max(HOUR, traders) if side is Side.LIQUIDITY else traders

    @property
    def most_index(self) -> int:
        """Greatest funding index (scale `ONE`): there l(P0*(1-d)) is still 0.05."""
        return (self.target * (WAD - self.fall) - LEAST_LEFT) * YEAR // (self.target - 1)

    def dollar_at(self, price: int) -> int:
        """One dollar as a value: quote units scaled by 1e36."""
        return self.dollar * (price if self.is_bear else E36)

    def dollars(self, worth: int, price: int) -> int:
        """A value in dollars scaled by 1e18, rounded down."""
        return wide_down(worth, WAD, self.dollar_at(price))

    def is_poor(self, worth: int, price: int) -> bool:
        """Whether a value is below one dollar."""
        return worth < self.dollar_at(price)


def rise_of(fall: int) -> int:
    """g = d/(1-d), the rise that undoes a fall; rounded down."""
    return fall * WAD // (WAD - fall)
