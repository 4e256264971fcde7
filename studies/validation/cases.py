# SPDX-License-Identifier: Apache-2.0
"""Which token over which time, with which rule, prices and financing."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from importlib.resources import files
from pathlib import Path as FilePath

import numpy as np

from steelyard.simulator.data.catalogue import best
from steelyard.simulator.data.load import load_series
from steelyard.simulator.path import Path
from steelyard.simulator.peers import PEERS, Peer
from steelyard.simulator.series import Series
from steelyard.simulator.world import FixedRate, FlatCost, HistoricRate, Lenders, World

MINUTE, HOUR, DAY, YEAR_DAYS = 60, 3_600, 86_400, 365
COINGECKO = FilePath(str(files("studies.validation") / "data" / "coingecko_daily_2021.csv"))
FTX_2020 = "leveraged_tokens/ftx_tokens_daily_2020.csv.gz"
FUNDING = "rates/binance_perp_funding_8h.csv.gz"
AAVE = "rates/aave_v2_usdc_ethereum_1h.csv.gz"
BLVT = "leveraged_tokens/{}USDT_binance_1h.csv.gz"
SPREAD = 0.0005  # what a perpetual or an exchange costs, of the volume


@dataclass(frozen=True)
class Case:
    """`real`: the token's prices. `mean`: the yearly rate that stands in where the record of rates is not there.

    A public rule must reach `minimum` and `slope`, and be nearer to the token than each of the `wrong` ones.
    """

    name: str
    rule: Peer
    start: int
    end: int
    real: Callable[[FilePath | None], Series | None]
    rates: str
    mean: float
    minimum: float | None  # correlation of returns that the rule must reach; None where the rule is not public
    step: int = HOUR  # of the bars of ETH
    slope: tuple[float, float] = (0.0, 2.0)  # of real returns over simulated ones
    wrong: tuple[Peer, ...] = ()  # rules that the right one must beat
    left_out: tuple[int, int] = (0, 0)  # seconds between which prices of the token were not its value

    def path(self, folder: FilePath | None) -> tuple[Path, str]:
        """ETH prices and where they are from."""
        history = best("ETH", self.step, folder)
        bars = history.bars(self.step).between(self.start, self.end)
        return Path.sampled(bars), history.label

    def world(self, folder: FilePath | None) -> tuple[World, str]:
        """What the position cost to finance, and where that is from."""
        lenders: Lenders
        if folder is None or not (folder / self.rates).exists():
            lenders, source = FixedRate(self.mean), f"{self.mean:.1%} a year throughout (the record's mean)"
        elif self.rates == FUNDING:
            record = load_series(folder / FUNDING, column="rate", symbol="ETHUSDT")
            lenders = HistoricRate(Series(record.time - 8 * HOUR, record.value * 3 * YEAR_DAYS))
            source = "Binance ETHUSDT funding"
        else:
            record = load_series(folder / AAVE, column="borrow_apr_pct")
            lenders, source = HistoricRate(Series(record.time, record.value / 100)), "Aave v2 USDC"
        return World(lenders=lenders, venue=FlatCost(SPREAD)), source


def _coingecko(token: str) -> Callable[[FilePath | None], Series | None]:
    return lambda folder: load_series(COINGECKO, column="price", symbol=token)


def _of_2020(token: str) -> Callable[[FilePath | None], Series | None]:
    """Prices at the end of each day; None without the folder, whose licence does not let them come along."""

    def read(folder: FilePath | None) -> Series | None:
        if folder is None or not (folder / FTX_2020).exists():
            return None
        opened = load_series(folder / FTX_2020, column="close", symbol=token)
        moved = np.concatenate([[True], np.diff(opened.value) != 0])  # the table repeats prices it does not have
        return Series(opened.time[moved] + DAY, opened.value[moved])

    return read


def _second(*date: int) -> int:
    return int(datetime(*date, tzinfo=UTC).timestamp())  # type: ignore[misc, arg-type]


def crash_cases(folder: FilePath | None) -> list[Case]:
    """ETHUP and ETHDOWN through 2021-05-19; none without the folder.

    Their target was secret: they start with, and return to, the multiple that they moved by in the two days before.
    """
    cases = []
    for token in ("ETHUP", "ETHDOWN"):
        file = folder / BLVT.format(token) if folder else None
        if file is None or not file.exists():
            continue
        opened = load_series(file, column="close")
        real = Series(opened.time + HOUR, opened.value)
        rule = replace(PEERS["blvt"](_multiple(real, folder)), name=token)
        cases.append(
            Case(f"{token} 2021-05-19", rule, CRASH, CRASH + DAY, partial(_same, real), FUNDING, 0.375, None, 60)
        )
    return cases


def _same(real: Series, folder: FilePath | None) -> Series:
    return real


def _multiple(real: Series, folder: FilePath | None) -> float:
    """By which a token moved with ETH, from hour to hour."""
    bars = best("ETH", HOUR, folder).bars(HOUR).between(CRASH - 2 * DAY, CRASH)
    moves = np.diff(np.log(bars.close))
    answer = np.diff(np.log(real.at(bars.time + HOUR)))
    return float((moves @ answer) / (moves @ moves))


CRASH = _second(2021, 5, 19)
BULL = (PEERS["daily"](3.0), PEERS["ftx"](2.0), PEERS["ftx"](4.0), PEERS["toros"](3.0))
BEAR = (PEERS["daily"](-3.0), PEERS["ftx"](-2.0), PEERS["ftx"](-4.0), PEERS["toros"](-3.0))
FLEXIBLE = (PEERS["daily"](2.0), PEERS["fli"](1.5), PEERS["fli"](3.0), PEERS["toros"](2.0))
CASES = (
    Case(
        "ETHBULL 2021", PEERS["ftx"](3.0), _second(2021, 1, 1), _second(2021, 12, 31), _coingecko("ETHBULL"),
        FUNDING, 0.375, 0.98, slope=(0.93, 1.07), wrong=BULL,
    ),
    Case(
        "ETHBULL 2020", PEERS["ftx"](3.0), _second(2020, 2, 12), _second(2020, 12, 16), _of_2020("ETHBULL"),
        FUNDING, 0.253, 0.95, slope=(0.93, 1.07), wrong=BULL,
    ),
    Case(
        "ETHBEAR 2020", PEERS["ftx"](-3.0), _second(2020, 2, 12), _second(2020, 12, 16), _of_2020("ETHBEAR"),
        FUNDING, 0.253, 0.90, slope=(0.93, 1.07), wrong=BEAR,
    ),
    Case(
        "ETH2x-FLI 2021", PEERS["fli"](2.0), _second(2021, 4, 1), _second(2021, 12, 31), _coingecko("ETH2x-FLI"),
        AAVE, 0.059, 0.90, slope=(0.78, 1.07),
    ),
    Case(
        "ETH2x-FLI without its premium", PEERS["fli"](2.0), _second(2021, 4, 1), _second(2021, 12, 31),
        _coingecko("ETH2x-FLI"), AAVE, 0.059, 0.98, slope=(0.93, 1.07), wrong=FLEXIBLE,
        left_out=(_second(2021, 5, 13), _second(2021, 5, 27)),
    ),
)  # fmt: skip
