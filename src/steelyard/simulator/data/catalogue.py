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

    def bars(self, step: int | None = None, *, keep_prints: bool = False) -> Bars:
        """Its bars, put together to bars of `step` seconds where that is another one. Raises DataError, or ValueError
        if whole bars do not make up that step."""
        bars = load(self.path, symbol=self.symbol, step=self.step, keep_prints=keep_prints)
        return bars if step in (None, self.step) else aggregate(bars, int(step or 0))


def histories(folder: Path | None = None) -> list[History]:
    """All that there are, by asset and step; the folder's files at any depth if they are named like
    ETHUSDT_binance_5m.csv.gz, ETHUSDT_perp_1h.parquet or ETHUSDT_5m.csv: symbol, exchange (optional), interval."""
    bundled = [_history(path, bundled=True) for path in _BUNDLED.iterdir()]
    found = [_history(path, bundled=False) for path in (folder.rglob("*") if folder else ())]
    return sorted((one for one in bundled + found if one), key=lambda one: (one.asset, one.step, one.path))


def best(asset: str, step: int, folder: Path | None = None) -> History:
    """The history to use for bars of `step` seconds: the coarsest that makes them up.

    Among equals, spot before perpetuals, the folder's before the bundled one, then the largest file. Raises
    LookupError, with what there is, if no file has the asset, or none has bars that make up the step.
    """
    every = histories(folder)
    own = [one for one in every if one.asset == asset]
    if not own:
        there = ", ".join(sorted({one.asset for one in every}))
        raise LookupError(f"no prices of {asset}; there are {there}")
    fitting = [one for one in own if step % one.step == 0]
    if not fitting:
        steps = ", ".join(interval_of(one) for one in sorted({one.step for one in own}))
        raise LookupError(
            f"no prices of {asset} make up bars of {interval_of(step)}; there are bars of {steps}: ask for a multiple "
            "of one of these, or get finer ones by `steelyard download`"
        )
    return min(fitting, key=lambda one: (-one.step, one.perpetual, one.bundled, -one.path.stat().st_size))


def _history(path: Path, *, bundled: bool) -> History | None:
    name = _NAME.fullmatch(path.name)
    if name is None or not path.is_file():
        return None
    symbol, venue = name["symbol"], (name["venue"] or "").capitalize()
    licence = _BUNDLED_LICENCE if bundled else _FOLDER_LICENCE
    asset = _QUOTES.sub("", symbol)
    return History(asset, symbol, seconds(name["interval"]), path, venue, bool(name["perp"]), bundled, licence)
