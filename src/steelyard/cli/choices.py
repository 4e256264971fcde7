# SPDX-License-Identifier: Apache-2.0
"""Turns what was typed into prices, rules and worlds; whatever cannot be understood ends the command with code 2."""

from ast import literal_eval
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path as FilePath
from typing import Annotated, Any, TypeVar

import typer

from steelyard.simulator.bars import Bars
from steelyard.simulator.data import prints
from steelyard.simulator.data import rates as rates_data
from steelyard.simulator.data.catalogue import best
from steelyard.simulator.data.grid import aggregate
from steelyard.simulator.data.intervals import interval_of, seconds
from steelyard.simulator.data.load import load
from steelyard.simulator.path import Path
from steelyard.simulator.rule import Rule
from steelyard.simulator.rules import named, offered
from steelyard.simulator.run import Totals
from steelyard.simulator.sweep import WORLD, vary
from steelyard.simulator.world import FixedRate, HistoricRate, World

T = TypeVar("T")
HOUR = "1h"

RulesArgument = Annotated[
    list[str],
    typer.Argument(help="Family and multiple: borrowed:3 paired:2 ftx:3 daily:-1 ... An unknown one lists all."),
]
Asset = Annotated[str, typer.Option(help="Of a price history that comes along or lies in --data; see `histories`.")]
File = Annotated[FilePath | None, typer.Option("--file", help="A CSV or Parquet file of bars instead of a history.")]
Step = Annotated[str, typer.Option(help="Bars this long: 5m, 1h, 1d ... Default: 1h, or as a --file has them.")]
Prices = Annotated[int, typer.Option(help="Prices seen within a bar: 4, or a multiple to move evenly between them.")]
Start = Annotated[
    str, typer.Option("--from", help="First day, UTC: 2021-01-01. Default: as far back as there are prices.")
]
End = Annotated[str, typer.Option("--to", help="The day after the last one.")]
Data = Annotated[FilePath | None, typer.Option(envvar="STEELYARD_DATA", help="A folder of market data.")]
Rate = Annotated[float, typer.Option(help="What lenders ask, or a perpetual's funding: a part a year, 0.05 is 5%.")]
Rates = Annotated[
    str,
    typer.Option(
        help="The same from a file: FILE:COLUMN. A column ..._pct is in percent a year; rate, funding_rate and "
        "last_funding_rate are what was paid at each record."
    ),
]
KeepPrints = Annotated[bool, typer.Option("--keep-prints", help="Also use prices that no bar around them confirms.")]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", help="NAME=VALUE of the rules or, as world.keeper.latency=900, of the world."),
]
Jobs = Annotated[int | None, typer.Option(help="Processes; default: one for each core.")]
Cluster = Annotated[str | None, typer.Option(help="Address of a Dask scheduler instead: tcp://host:8786.")]


@contextmanager
def understood() -> Iterator[None]:
    """What is wrong with the input is said in one sentence, without a trace."""
    try:
        yield
    except (ValueError, LookupError, FileNotFoundError) as fault:
        raise typer.BadParameter(str(fault.args[0] if isinstance(fault, LookupError) else fault)) from None


@dataclass(frozen=True)
class Source:
    """Bars, where they are from, the file that they were read from, and whether bad prints were kept."""

    bars: Bars
    label: str
    file: FilePath
    keeps_prints: bool

    def notes(self, world: World) -> list[str]:
        """What must be known of prices and rates to read a result. Raises ValueError if the rates begin too late."""
        missing, count = self.bars.missing, len(self.bars)
        notes = [f"{missing:,} of {count:,} bars have no price"] if missing else []
        notes += prints.told(self.bars, kept=self.keeps_prints)
        if isinstance(world.lenders, HistoricRate):
            notes += rates_data.told(world.lenders.record, self.bars)
        return notes


def source_of(
    asset: str, file: FilePath | None, step: str, start: str, end: str, data: FilePath | None, keep_prints: bool
) -> Source:
    """Bars between two days, and where they are from."""
    with understood():
        if file is not None:
            bars, label, path = _of_file(file, step, keep_prints), file.name, file
        else:
            history = best(asset, seconds(step or HOUR), data)
            bars, label, path = (
                history.bars(seconds(step or HOUR), keep_prints=keep_prints),
                history.label,
                history.path,
            )
        bars = bars.between(_second(start) if start else -(2**62), _second(end) if end else 2**62)
        if len(bars) < 2 or bars.missing == len(bars):
            raise ValueError(f"{label} has no prices from {start or 'its start'} to {end or 'its end'}")
    return Source(bars, label, path, keep_prints)


def _of_file(file: FilePath, step: str, keep_prints: bool) -> Bars:
    bars = load(file, keep_prints=keep_prints)
    if not step or seconds(step) == bars.step:
        return bars
    if seconds(step) % bars.step:
        has = interval_of(bars.step)
        raise ValueError(f"{file.name} has bars of {has}, which do not make up {step}; ask for a multiple of {has}")
    return aggregate(bars, seconds(step))


def path_of(bars: Bars, prices: int) -> Path:
    """The bars in the order in which prices were seen."""
    with understood():
        return Path.of(bars, prices)


def again(rule: Rule, world: World, prices: int) -> Callable[[Bars], Totals]:
    """The totals of a rule on other bars."""
    return lambda bars: rule.run(Path.of(bars, prices), world, record=False).totals


def world_of(rate: float, rates: str, settings: Sequence[str] | None) -> World:
    """The default world with other lenders and other numbers."""
    with understood():
        lenders = HistoricRate(rates_data.load_rates(*split_rates(rates))) if rates else FixedRate(rate)
        world = World(lenders=lenders)
        own = {name.removeprefix(WORLD): value for name, value in _pairs(settings) if name.startswith(WORLD)}
        return vary(world, own)


def rules_of(names: Sequence[str], settings: Sequence[str] | None) -> list[Rule]:
    """The rules with other parameters, each of which every one of them must have."""
    with understood():
        own = {name: value for name, value in _pairs(settings) if not name.startswith(WORLD)}
        return [offered(vary(named(name), own)) for name in names]


def grid_of(settings: Sequence[str]) -> dict[str, list[Any]]:
    """NAME=VALUE,VALUE,... as the values to try for each name."""
    with understood():
        return {name: list(value) if isinstance(value, tuple) else [value] for name, value in _pairs(settings)}


def checked(make: Callable[[], T]) -> T:
    """What `make` answers; what it refuses was typed wrongly."""
    with understood():
        return make()


def _pairs(settings: Sequence[str] | None) -> Iterator[tuple[str, Any]]:
    for setting in settings or ():
        name, equals, text = setting.partition("=")
        if not equals:
            raise ValueError(f"{setting!r}: write NAME=VALUE")
        try:
            yield name, text if text.isidentifier() and text not in ("True", "False", "None") else literal_eval(text)
        except (SyntaxError, ValueError):
            raise ValueError(f"{setting!r}: {text!r} is no number, word, True or False") from None


def split_rates(text: str) -> tuple[FilePath, str | None]:
    """File and column of FILE:COLUMN; a file of that whole name has one column."""
    file, colon, column = text.rpartition(":")
    return (FilePath(file), column) if colon and not FilePath(text).exists() else (FilePath(text), None)


def _second(day: str) -> int:
    try:
        when = datetime.fromisoformat(day)
    except ValueError:
        raise ValueError(f"{day!r} is no day; write it like 2021-01-01") from None
    return int((when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp())
