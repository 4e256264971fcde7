# SPDX-License-Identifier: Apache-2.0
"""What a market is made of, for good: every parameter is immutable. Fractions are scaled by 1e18, times in seconds."""

from dataclasses import dataclass

from steelyard.model.clock import DAY, HOUR, YEAR
from steelyard.model.libraries.errors import require
from steelyard.model.libraries.rounding import WAD
from steelyard.model.pairing.exit_queue import BINDING
from steelyard.model.pairing.valuation import Side
from steelyard.model.pairing.wide import E36, wide_down

PERCENT = WAD // 100
TARGETS = (2, 3, 4, 5, 10)

MAX_FALL_AT_TARGET = 40 * PERCENT  # T*d: a step at the bound keeps at least 60% of the leveraged side
MAX_MARGIN_AT_TARGET = WAD // 40  # T*delta: a user price never comes near the zero point
MIN_LEFT = 5 * PERCENT  # of l at the lower bound, whatever funding accrued
MAX_SWAP_FEE = 5 * PERCENT
MAX_IMBALANCE_FEE = 2 * PERCENT
MAX_EXIT_FEE = PERCENT
MAX_MANAGEMENT_FEE = 2 * PERCENT
MAX_REBALANCE_FEE = PERCENT // 10
MIN_WINDOW = 900


@dataclass(frozen=True)
class Fees:
    """Rates scaled by 1e18; `cut` is the protocol's part of the swap fee, `reward` the keeper's of the rebalance fee.

    `max_reward` bounds what a keeper gets, in units of U: about what the gas costs.
    """

    swap: int = 3 * PERCENT // 10
    imbalance: int = MAX_IMBALANCE_FEE
    liquidity_exit: int = PERCENT // 2
    cut: int = 0
    management: int = 0
    rebalance: int = 0
    reward: int = 0
    max_reward: int = 0

    def check(self) -> None:
        """Refuses rates above their bounds."""
        require(self.swap <= MAX_SWAP_FEE, "fees: swap")
        require(self.imbalance <= MAX_IMBALANCE_FEE, "fees: imbalance")
        require(self.liquidity_exit <= MAX_EXIT_FEE, "fees: liquidity exit")
        require(self.cut <= WAD // 2, "fees: cut")
        require(self.management <= MAX_MANAGEMENT_FEE, "fees: management")
        require(self.rebalance <= MAX_REBALANCE_FEE, "fees: rebalance")
        require(self.reward <= WAD, "fees: reward")


@dataclass(frozen=True)
class Parameters:
    """One market. `dollar` is one dollar in quote units, for a bear (U is the dollar token) in units of U.

    `fall` and `rise` are d and g; `margin` is delta; `cap_leveraged` and `cap_funding` bound kappa at a mint, and
    `max_underlying` what a mint or a deposit may bring U to; `commits` opens trading to committed orders only.
    """

    target: int
    dollar: int
    margin: int
    fall: int
    rise: int
    cap_leveraged: int
    cap_funding: int
    max_underlying: int = 2**128 - 1
    is_bear: bool = False
    mints_funding: bool = True
    commits: bool = False
    window: int = MIN_WINDOW
    period: int = DAY
    fees: Fees = Fees()

    def check(self, deviation: int) -> None:
        """Refuses what is out of bounds; `deviation` is the feed's threshold, scaled by 1e18."""
        require(self.target in TARGETS, "target: not offered")
        require(self.dollar != 0, "dollar: zero")
        require(self.fall > 0 and self.target * self.fall <= MAX_FALL_AT_TARGET, "fall: out of range")
        require(0 < self.rise <= rise_of(self.fall), "rise: out of range")
        require(self.margin >= deviation, "margin: below the deviation")
        require(self.target * self.margin <= MAX_MARGIN_AT_TARGET, "margin: too wide")
        require(self.window >= MIN_WINDOW, "window: too short")
        require(HOUR <= self.period <= 30 * DAY, "period: out of range")
        require(self.cap_leveraged <= WAD and self.cap_funding <= WAD, "caps: above one")
        self.fees.check()

    def notice(self, side: Side) -> int:
        """Seconds that a request of the queue waits at least: a window and the time in which it binds, LP an hour."""
        traders = self.window + BINDING
        return max(HOUR, traders) if side is Side.LIQUIDITY else traders

    @property
    def max_index(self) -> int:
        """Greatest funding index (scale `ONE`): there l(P0*(1-d)) is still 0.05."""
        return (self.target * (WAD - self.fall) - MIN_LEFT) * YEAR // (self.target - 1)

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
