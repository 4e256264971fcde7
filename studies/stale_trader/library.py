# SPDX-License-Identifier: Apache-2.0
"""Price paths: one bundled, more from a folder of market data laid out as docs/studies/stale_trader.md says."""

import csv
import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np

from steelyard.model.oracles.twap import Round
from studies.stale_trader.markets import majors, memes
from studies.stale_trader.price_path import DOLLAR, Floats, Ints, PricePath, with_real_feed, with_simulated_feed
from studies.stale_trader.run import Task

MAINNET, LAYER_TWO = 0.005, 0.001  # deviation thresholds of feeds
MANY, SOME, FEW = 120, 12, 4  # chances on bars of five minutes to an hour, of a minute, of seconds
QUICK = 4
_BUNDLED = "eth_usdc_uniswap_polygon_1m_2023-08-15.csv"


@dataclass(frozen=True)
class Bars:
    """A file of bars, `step` seconds each; `market` picks the rows where a file holds several."""

    path: str
    step: int
    market: str = ""


@dataclass(frozen=True)
class Recipe:
    """How a tape is made: bars, and either the file of a feed's rounds or how many bars late a simulated feed is.

    `max`: chances to play of each market; those on short bars take longer. `seek_terms`: whether to look for what
    makes a market safe that trades at once.
    """

    name: str
    source: str
    bars: Bars
    rounds: str = ""
    deviation: float = MAINNET
    lag: int = 1
    is_meme: bool = False
    maximum: int = SOME
    seek_terms: bool = False

    def files(self) -> list[str]:
        """What the folder must hold."""
        return [path for path in (self.bars.path, self.rounds) if path]

    def task(self, folder: Path) -> Task:
        """What is played on it."""
        return Task(self._price_path(folder), memes() if self.is_meme else majors(), self.maximum, self.seek_terms)

    def _price_path(self, folder: Path) -> PricePath:
        times, closes = _bars(_rows(folder / self.bars.path), self.bars)
        if self.rounds:
            rounds = _rounds(_rows(folder / self.rounds))
            return with_real_feed(self.name, self.source, times, closes, rounds, self.deviation)
        return with_simulated_feed(self.name, self.source, times, closes, self.deviation, self.lag)


_MINUTES = "1m/{}USDT_binance_1m_2021-04_2021-05.csv.gz"
_MINUTES_SOURCE = "Binance 1-minute bars, simulated feed"
_SECONDS = "events/usd_spot_10s_2025-10-10.csv.gz"
RECIPES = (
    Recipe(
        "ETH/USD",
        "Chainlink mainnet rounds, Binance 5-minute bars",
        Bars("5m/ETHUSDT_5m.csv.gz", 300),
        "oracle/chainlink_ETHUSD_mainnet_rounds.csv.gz",
        maximum=MANY,
        seek_terms=True,
    ),
    Recipe(
        "BTC/USD",
        "Chainlink mainnet rounds, Binance 1-hour bars",
        Bars("1h/BTCUSDT_binance_1h.csv.gz", 3600),
        "oracle/chainlink_BTCUSD_mainnet_rounds.csv.gz",
        maximum=MANY,
    ),
    Recipe("ETH/USD", _MINUTES_SOURCE, Bars(_MINUTES.format("ETH"), 60)),
    Recipe("ETH/USD", _MINUTES_SOURCE, Bars(_MINUTES.format("ETH"), 60), deviation=LAYER_TWO, seek_terms=True),
    Recipe("DOGE/USD", _MINUTES_SOURCE, Bars(_MINUTES.format("DOGE"), 60), is_meme=True),
    Recipe("ETH/USD", "Gemini 10-second bars, simulated feed", Bars(_SECONDS, 10, "gemini:ETHUSD"), lag=2, maximum=FEW),
    Recipe(
        "DOGE/USD",
        "Coinbase 10-second bars, simulated feed",
        Bars(_SECONDS, 10, "coinbase:DOGEUSD"),
        lag=2,
        is_meme=True,
        maximum=FEW,
    ),
)


def bundled() -> PricePath:
    """The three days that come along, with a simulated feed."""
    text = files("studies.stale_trader").joinpath("data", _BUNDLED).read_text()
    times, closes = _bars(csv.DictReader(text.splitlines()), Bars(_BUNDLED, 60))
    return with_simulated_feed("ETH/USD", "Uniswap 1-minute prices, simulated feed", times, closes, MAINNET, 1)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt") as file:
        yield from csv.DictReader(file)


def _bars(rows: Iterator[dict[str, str]], bars: Bars) -> tuple[Ints, Floats]:
    """Seconds at which bars close, and their closes."""
    kept = [(int(row["timestamp"]), float(row["close"])) for row in rows if row.get("market", "") == bars.market]
    return np.array([time for time, _ in kept]) + bars.step, np.array([close for _, close in kept])


def _rounds(rows: Iterator[dict[str, str]]) -> list[Round]:
    return [Round(round(float(row["price"]) * DOLLAR), int(row["timestamp"])) for row in rows]
