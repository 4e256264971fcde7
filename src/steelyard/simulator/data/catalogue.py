# SPDX-License-Identifier: Apache-2.0
"""Which price histories there are: those that come along, and those in a folder of market data."""

import re
from dataclasses import dataclass
from pathlib import Path

from steelyard.simulator.bars import Bars
from steelyard.simulator.data.grid import aggregate
from steelyard.simulator.data.intervals import interval_of, seconds
from steelyard.simulator.data.load import load

_BUNDLED = Path(__file__).parent / "files"
_BUNDLED_LICENCE = "Apache-2.0, from avkhimen/crypto_trader"
_FOLDER_LICENCE = "as its source grants"
_NAME = re.compile(
    r"(?P<symbol>[0-9A-Z]+)(?P<perp>_perp)?(?:_(?P<venue>[a-z]+))?_(?P<interval>\d+[smhdw])(?:_(?P<note>[-\w]+))?"
    r"\.(?:parquet|csv|csv\.gz)"
)
_QUOTES = re.compile(r"(USDT|USDC|BUSD|USD)$")


@dataclass(frozen=True)
class History:
    """A file of bars: `step` seconds each; `asset` is the symbol without the currency that it is quoted in."""

    asset: str
    symbol: str
    step: int
    path: Path
    venue: str
    perpetual: bool
    bundled: bool
    licence: str

    @property
    def label(self) -> str:
        """Where the prices are from, for tables and charts: "Kraken ETHUSD, 1h"."""
        kind = " perpetual" * self.perpetual
        return f"{self.venue} {self.symbol}{kind}, {interval_of(self.step)}".lstrip()

    def bars(self, step: int | None = None) -> Bars:
        """Its bars, put together to bars of `step` seconds where that is coarser. Raises DataError, or ValueError if
        whole bars do not make up that step."""
        bars = load(self.path, symbol=self.symbol, step=self.step)
        return bars if step is None or step <= self.step else aggregate(bars, step)


def histories(folder: Path | None = None) -> list[History]:
    """All that there are, by asset and step; the folder's files at any depth if they are named like
    ETHUSDT_binance_5m.csv.gz, ETHUSDT_perp_1h.parquet or ETHUSDT_5m.csv: symbol, exchange (optional), interval."""
    bundled = [_history(path, bundled=True) for path in _BUNDLED.iterdir()]
    found = [_history(path, bundled=False) for path in (folder.rglob("*") if folder else ())]
    return sorted((one for one in bundled + found if one), key=lambda one: (one.asset, one.step, one.path))


def best(asset: str, step: int, folder: Path | None = None) -> History:
    """The history to use for bars of `step` seconds: the coarsest that makes them up, else the finest there is.

    Among equals, spot before perpetuals, the folder's before the bundled one, then the largest file. Raises
    LookupError, with what there is, if no file has the asset.
    """
    every = histories(folder)
    own = [one for one in every if one.asset == asset]
    if not own:
        there = ", ".join(sorted({one.asset for one in every}))
        raise LookupError(f"no prices of {asset}; there are {there}")
    return min(own, key=lambda one: (_distance(one.step, step), one.perpetual, one.bundled, -one.path.stat().st_size))


def _distance(step: int, wanted: int) -> tuple[bool, int]:
    return (False, -step) if wanted % step == 0 else (True, step)


def _history(path: Path, *, bundled: bool) -> History | None:
    name = _NAME.fullmatch(path.name)
    if name is None or not path.is_file():
        return None
    symbol, venue = name["symbol"], (name["venue"] or "").capitalize()
    licence = _BUNDLED_LICENCE if bundled else _FOLDER_LICENCE
    asset = _QUOTES.sub("", symbol)
    return History(asset, symbol, seconds(name["interval"]), path, venue, bool(name["perp"]), bundled, licence)
