# SPDX-License-Identifier: Apache-2.0
"""The days that are replayed: from a folder of market data, or from the hourly bars that come along."""

import csv
import gzip
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

from steelyard.model.clock import HOUR
from studies.crashes.bars import HISTORY, SAMPLE, Bar, sampled
from studies.stale_trader.price_path import PricePath, with_simulated_feed

DEVIATION = 0.005  # of the ETH/USD and BTC/USD feeds on mainnet
FEED_LAG = 60 // SAMPLE  # samples between the price that a feed sees and its round


@dataclass(frozen=True)
class Source:
    """A file of bars, `step` seconds each; `market` picks the rows where a file holds several."""

    path: str
    step: int
    label: str
    market: str = ""


@dataclass(frozen=True)
class Crash:
    """One event: `source` lies in a folder of market data, `bundled` comes along (None where no licence allows it)."""

    name: str
    start: str
    hours: int
    source: Source
    bundled: Source | None = None

    @property
    def since(self) -> int:
        """The second at which the replay begins."""
        return int(datetime.strptime(self.start, "%Y-%m-%d %H:%M").replace(tzinfo=UTC).timestamp())

    def price_path(self, folder: Path | None) -> PricePath | None:
        """The prices and a simulated feed; hourly bars where the folder lacks the finer ones, or None."""
        if folder is not None and (folder / self.source.path).exists():
            with gzip.open(folder / self.source.path, "rt") as file:
                return self._price_path(self.source, file)
        if self.bundled is None:
            return None
        package, _, path = self.bundled.path.partition(":")
        return self._price_path(self.bundled, files(package).joinpath("data", path).read_text().splitlines())

    def _price_path(self, source: Source, lines: Iterable[str]) -> PricePath:
        first, last = self.since - HISTORY, self.since + self.hours * HOUR
        rows = (row for row in csv.DictReader(lines) if row.get("market", "") == source.market)
        bars = [_bar(row) for row in rows if first <= int(row["timestamp"]) < last]
        times, prices = sampled(bars, source.step)
        return with_simulated_feed(self.name, source.label, times, prices, DEVIATION, FEED_LAG)


_FIVE_MINUTES = Source("5m/ETHUSDT_5m.csv.gz", 300, "Binance ETH/USDT, 5 minutes")
_MINUTES = Source("1m/{}USDT_binance_1m_2021-04_2021-05.csv.gz", 60, "Binance {}/USDT, 1 minute")
_SECONDS = Source("events/usd_spot_10s_2025-10-10.csv.gz", 10, "Gemini ETH/USD, 10 seconds", "gemini:ETHUSD")
_MARCH = Source("studies.crashes:eth_usd_kraken_1h_2020-03-11.csv", HOUR, "Kraken ETH/USD, 1 hour")
_MAY = Source("steelyard.demo:eth_usd_kraken_1h_2021-05-17.csv", HOUR, "Kraken ETH/USD, 1 hour")
_NOVEMBER = Source("studies.crashes:eth_usd_kraken_1h_2022-11-07.csv", HOUR, "Kraken ETH/USD, 1 hour")
_BTC_MARCH = Source("1h/BTCUSD_kraken_1h.csv.gz", HOUR, "Kraken BTC/USD, 1 hour")


def _minutes(asset: str) -> Source:
    return Source(_MINUTES.path.format(asset), _MINUTES.step, _MINUTES.label.format(asset))


CRASHES = (
    Crash("ETH 2020-03-12/13", "2020-03-12 00:00", 48, _FIVE_MINUTES, _MARCH),
    Crash("ETH 2021-05-19", "2021-05-19 00:00", 36, _minutes("ETH"), _MAY),
    Crash("ETH 2022-11-08/10", "2022-11-08 00:00", 60, _FIVE_MINUTES, _NOVEMBER),
    Crash("ETH 2025-02-03", "2025-02-02 12:00", 36, _FIVE_MINUTES),
    Crash("ETH 2025-10-10", "2025-10-10 03:01", 21, _SECONDS),
    Crash("BTC 2020-03-12/13", "2020-03-12 00:00", 48, _BTC_MARCH),
    Crash("BTC 2021-05-19", "2021-05-19 00:00", 36, _minutes("BTC")),
    Crash("ETH up 2020-03-13", "2020-03-13 02:15", 21, _FIVE_MINUTES, _MARCH),
    Crash("ETH up 2021-05-19", "2021-05-19 13:10", 24, _minutes("ETH"), _MAY),
    Crash("ETH up 2025-10-10", "2025-10-10 21:20", 12, _FIVE_MINUTES),
)


def _bar(row: dict[str, str]) -> Bar:
    return Bar(int(row["timestamp"]), *(float(row[name]) for name in ("open", "high", "low", "close")))
