# SPDX-License-Identifier: Apache-2.0
"""What is replayed: which leverages, before which exchanges, with keepers how late."""

from dataclasses import dataclass

COIN = 10**18  # units of a whole coin of the underlying
DOLLAR = 10**6  # units of a whole dollar of the quote asset
DEFAULT_EXPOSURES = {False: (2, 3), True: (1, 2)}  # by whether it is a bear
MINUTE = 60
ABSENT = None
LATENCIES: tuple[int | None, ...] = (1 * MINUTE, 5 * MINUTE, 15 * MINUTE, 60 * MINUTE, ABSENT)
COVERED = 15 * MINUTE  # how late keepers may be without a loss for lenders of a default market

UTILIZATION = 0.8  # of what is lent to the pool at the start, which is also the market's limit
FILL_GAS = 250_000  # a rebalance with a proxied dollar and proxied feeds: docs/studies/gas.md
ETH_PER_BTC = 0.08  # the most since 2018: gas is paid in ETH
POOL_FEE = 0.0005
MAX_MOVE = 0.01  # that one emergency deleverage may move the price of the exchange


@dataclass(frozen=True)
class Kind:
    """A leverage: `exposure` 3 is 3x of a bull and -3x of a bear."""

    exposure: int
    is_bear: bool = False

    @property
    def name(self) -> str:
        """As on a screen."""
        return f"{self.factor}x"

    @property
    def factor(self) -> int:
        """Of the underlying's move."""
        return -self.exposure if self.is_bear else self.exposure

    @property
    def target(self) -> int:
        """Leverage ratio promised, also that of the paired pool of this leverage."""
        return self.exposure + int(self.is_bear)

    @property
    def is_default(self) -> bool:
        """Whether it is meant to ship for lenders."""
        return self.exposure in DEFAULT_EXPOSURES[self.is_bear]


KINDS = (Kind(2), Kind(3), Kind(5), Kind(1, True), Kind(2, True), Kind(3, True))


@dataclass(frozen=True)
class Venue:
    """A constant-product exchange with `depth` dollars on each side, the market before it, and the price of gas."""

    name: str
    depth: float
    equity: int  # dollars with which the market begins
    gwei: float

    def received(self, volume: float) -> float:
        """Dollars that come out for `volume` dollars."""
        swapped = volume * (1 - POOL_FEE)
        return self.depth * swapped / (self.depth + swapped)

    def gas(self, coin: float) -> float:
        """Dollars that a fill costs; `coin`: dollars per ETH."""
        return FILL_GAS * self.gwei * 1e-9 * coin

    def bears(self, kind: Kind) -> bool:
        """Whether one emergency deleverage of a market at its limit moves this exchange by less than `MAX_MOVE`."""
        volume = self.equity / UTILIZATION * kind.exposure / 3  # from 4/3 of the exposure to the exposure
        return (1 + volume / self.depth) ** 2 - 1 < MAX_MOVE


CALM_GAS = 5.0
SPIKE = 1_700.0  # the worst ten minutes of 2021-05-19: a mean of 1,656 gwei
DEEP = Venue("deep", 50e6, 150_000, CALM_GAS)
SPIKED = Venue("deep, gas spike", 50e6, 150_000, SPIKE)
SMALL = Venue("shallow, small market", 2e6, 6_000, CALM_GAS)
OVERSIZED = Venue("shallow, oversized", 2e6, 150_000, CALM_GAS)
VENUES = (DEEP, SPIKED, SMALL, OVERSIZED)


def name_of(latency: int | None) -> str:
    """A latency as a heading."""
    return "absent" if latency is None else f"{latency // MINUTE} min"
