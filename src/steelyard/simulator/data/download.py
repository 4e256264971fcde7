# SPDX-License-Identifier: Apache-2.0
"""Market data from Binance's public archive, joined to one file that `load` reads.

Tested against servers of our own that behave, break off and lie; never run against the archive itself.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress

from steelyard.simulator.data.archive import DAY, Month, Records, funding_rates, klines, months
from steelyard.simulator.data.fetch import ArchiveError, Fetcher
from steelyard.simulator.data.grid import join, merge
from steelyard.simulator.data.intervals import seconds
from steelyard.simulator.data.load import load, load_series
from steelyard.simulator.data.save import save, save_series
from steelyard.simulator.series import Series

FUNDING = "last_funding_rate"


@dataclass(frozen=True)
class Downloaded:
    """The file made, how many bars or records are in it, what the archive lacks, and rows of it that are at fault."""

    path: Path
    rows: int
    missing: tuple[str, ...]
    faults: tuple[str, ...] = ()


def download(
    symbol: str,
    interval: str,
    start: date,
    end: date,
    folder: Path,
    *,
    market: str = "spot",
    fetcher: Fetcher | None = None,
    console: Console | None = None,
    today: date | None = None,
) -> Downloaded:
    """Bars of the UTC days `start` to `end`, both included, to `<symbol>_binance_<interval>.parquet` in `folder`.

    `market` is "spot" or "perp" (perpetuals settled in dollars). Bars that an earlier download left in that file stay.
    What was fetched is kept in `folder`/archive and fetched again only if the archive has mended it. Days that are not
    over on `today`, by default the real one, are left out. Months and days that the archive lacks, and rows of it that
    cannot be right, are reported and have no price.

    Raises ArchiveError if it has nothing at all or fails, DataError if a file of it is no such file, ValueError at a
    symbol, an interval or a market that it does not know, and at days in the wrong order.
    """
    step = seconds(interval)
    _check(symbol, start, end)
    wanted = list(months(start, end, today or datetime.now(UTC).date()))
    files, missing = _fetch(klines(market, symbol, interval), wanted, folder, fetcher or Fetcher(), console)
    faults: list[str] = []
    bars = join([load(file, symbol=symbol, step=step, keep_prints=True, gaps=faults) for file in files])
    bars = bars.between(_midnight(start), _midnight(end + DAY))
    if not len(bars):
        raise ArchiveError(f"{symbol} {interval} has no bar from {start} to {end}")
    path = folder / f"{symbol}{'_perp' * (market == 'perp')}_binance_{interval}.parquet"
    if path.exists():
        bars = merge(load(path, symbol=symbol, step=step, keep_prints=True), bars)
    save(bars, path)
    return Downloaded(path, len(bars) - bars.missing, missing, tuple(faults))


def download_funding(
    symbol: str,
    start: date,
    end: date,
    folder: Path,
    *,
    fetcher: Fetcher | None = None,
    console: Console | None = None,
    today: date | None = None,
) -> Downloaded:
    """Funding rates of a perpetual settled in dollars, to `<symbol>_funding.parquet`.

    The column `last_funding_rate` has the part that was paid at each time, and `load_rates` knows it for that.

    The archive has them for whole months that are over; all else is as for `download`.
    """
    _check(symbol, start, end)
    wanted = list(months(start, end, today or datetime.now(UTC).date()))
    files, missing = _fetch(funding_rates(symbol), wanted, folder, fetcher or Fetcher(), console)
    parts = [load_series(file, column=FUNDING) for file in files]
    time, rate = (np.concatenate([getattr(part, name) for part in parts]) for name in ("time", "value"))
    inside = (time >= _midnight(start)) & (time < _midnight(end + DAY))
    if not inside.any():
        raise ArchiveError(f"{symbol} has no funding rate from {start} to {end}")
    series, path = Series(time[inside], rate[inside]), folder / f"{symbol}_funding.parquet"
    if path.exists():
        series = _merged(load_series(path), series)
    save_series(series, path, FUNDING)
    return Downloaded(path, len(series), missing)


def _check(symbol: str, start: date, end: date) -> None:
    if not re.fullmatch("[A-Z0-9]+", symbol):
        raise ValueError(f"archive: {symbol} is no symbol; write letters A to Z and digits, like ETHUSDT")
    if end < start:
        raise ValueError(f"archive: the last day, {end}, is before the first, {start}; exchange them")


def _merged(older: Series, later: Series) -> Series:
    """Of records at the same second the later one holds."""
    kept = ~np.isin(older.time, later.time)
    time, value = np.append(older.time[kept], later.time), np.append(older.value[kept], later.value)
    order = np.argsort(time)
    return Series(time[order], value[order])


def _fetch(
    records: Records, wanted: Sequence[Month], folder: Path, fetcher: Fetcher, console: Console | None
) -> tuple[list[Path], tuple[str, ...]]:
    """The archive's files in the order of time, and the paths of those that it lacks."""
    files: list[Path] = []
    missing: list[str] = []

    def take(path: str) -> bool:
        target = folder / "archive" / path
        found = fetcher.fetch(path, target)
        if found:
            files.append(target)
        return found

    with Progress(console=console or Console(stderr=True)) as progress:
        for month in progress.track(wanted, description=escape(records.name)):
            missing += _missing_after(records, month, take)
    if not files:
        raise ArchiveError(f"{fetcher.base} has nothing of {records.name} in the time asked for: {', '.join(missing)}")
    return files, tuple(missing)


def _missing_after(records: Records, month: Month, take: Callable[[str], bool]) -> list[str]:
    """Takes a month whole, else by its days if it is a late one; returns what the archive lacks."""
    whole = records.of_month(month.first)
    if month.over and take(whole):
        return []
    if not (month.late and records.daily):
        return [whole]
    return [path for path in map(records.of_day, month.days()) if not take(path)]


def _midnight(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
