# SPDX-License-Identifier: Apache-2.0
"""Where Binance's public archive keeps what: a file for each month, and one for each day of the latest ones."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)
MARKETS = {"spot": "spot", "perp": "futures/um"}


@dataclass(frozen=True)
class Records:
    """One kind of records of one symbol; `folder` and `name` are those of its files."""

    folder: str  # with {} for monthly or daily
    name: str
    daily: bool = True  # whether there are files of days

    def of_month(self, month: date) -> str:
        """The path of the file of a month."""
        return f"{self.folder.format('monthly')}/{self.name}-{month:%Y-%m}.zip"

    def of_day(self, day: date) -> str:
        """The path of the file of a day."""
        return f"{self.folder.format('daily')}/{self.name}-{day:%Y-%m-%d}.zip"


def klines(market: str, symbol: str, interval: str) -> Records:
    """Bars of a `market`: "spot" or "perp" (perpetuals settled in dollars). Raises ValueError at any other."""
    if market not in MARKETS:
        raise ValueError(f"archive: {market} is neither {' nor '.join(MARKETS)}")
    return Records(f"data/{MARKETS[market]}/{{}}/klines/{symbol}/{interval}", f"{symbol}-{interval}")


def funding_rates(symbol: str) -> Records:
    """What the long side of a perpetual paid the short one; the archive has whole months only."""
    return Records(f"data/{MARKETS['perp']}/{{}}/fundingRate/{symbol}", f"{symbol}-fundingRate", daily=False)


@dataclass(frozen=True)
class Month:
    """The days of a month that are wanted: `first` to `last`."""

    first: date
    last: date
    over: bool  # so that the archive can have it whole
    late: bool  # the running month or the one before, which the archive may not have whole yet

    def days(self) -> Iterator[date]:
        """The days wanted."""
        return (self.first + DAY * number for number in range((self.last - self.first).days + 1))


def months(start: date, end: date, today: date) -> Iterator[Month]:
    """The months of the days `start` to `end`, as far as they are over on the UTC day `today`."""
    running = today.replace(day=1)
    before = (running - DAY).replace(day=1)
    end = min(end, today - DAY)
    while start <= end:
        month = start.replace(day=1)
        following = (month + 31 * DAY).replace(day=1)
        yield Month(start, min(end, following - DAY), month < running, month >= before)
        start = following
