# SPDX-License-Identifier: Apache-2.0
"""What the columns of other people's files are called."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from steelyard.simulator.data.layout import DataError

TIMES = (
    *("timestamp", "unix", "unix_timestamp", "epoch", "open_time", "opentime", "start_time", "starttime", "calc_time"),
    *("time", "datetime", "date_time", "datetime_utc", "date", "date_utc", "gmt_time", "utc", "utc_time"),
)
_INDEX = ("", "index", "unnamed_0", "index_level_0")  # as pandas leaves it; a time only where nothing else is one
MARKETS = ("symbol", "market", "token", "ticker", "pair")
PRICES = {
    "open": ("open", "o", "open_price", "openprice", "first"),
    "high": ("high", "h", "high_price", "highprice", "max"),
    "low": ("low", "l", "low_price", "lowprice", "min"),
    "close": ("close", "c", "close_price", "closeprice", "close_last", "price", "last"),
}


def plain(name: str) -> str:
    """A column's name as it is compared: `<Adj Close>` is adj_close."""
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")


def times_of(path: Path, names: Sequence[str]) -> list[str]:
    """The columns of times, the best first. Raises DataError if there are none."""
    found = _ordered(names, TIMES) or _ordered(names, _INDEX)[:1]
    if not found:
        raise DataError(f"{path}: no column of times among {', '.join(names)}; call it {TIMES[0]}")
    return found


def market_of(path: Path, names: Sequence[str]) -> str | None:
    """The column of names of markets. Raises DataError if there are several."""
    found = _ordered(names, MARKETS)
    if len(found) > 1:
        raise DataError(f"{path}: several columns of markets: {', '.join(found)}; delete all but one")
    return found[0] if found else None


def prices_of(path: Path, names: Sequence[str]) -> dict[str, str]:
    """The columns of open, high, low and close, or of the close alone; what else there is is of no concern.

    Raises DataError if some of the four are missing.
    """
    found = {price: _ordered(names, known)[:1] for price, known in PRICES.items()}
    there = {price: names[0] for price, names in found.items() if names}
    if set(there) not in ({"close"}, set(PRICES)):
        lacking = ", ".join(price for price in PRICES if price not in there)
        raise DataError(f"{path}: no column {lacking} among {', '.join(names)}; rename it, or leave the close alone")
    return there


def is_taken(name: str) -> bool:
    """Whether a column holds times or the names of markets."""
    return plain(name) in (*TIMES, *_INDEX, *MARKETS)


def _ordered(names: Iterable[str], known: Sequence[str]) -> list[str]:
    return sorted((name for name in names if plain(name) in known), key=lambda name: known.index(plain(name)))
