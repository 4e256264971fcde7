# SPDX-License-Identifier: Apache-2.0
"""Turns what was typed into prices, rules and worlds; whatever cannot be understood ends the command with code 2."""

from ast import literal_eval
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

if TYPE_CHECKING:
    from steelyard.simulator.inside import Inside
    from steelyard.simulator.prices import Prices
    from steelyard.simulator.rule import Rule
    from steelyard.simulator.world import World

T = TypeVar("T")

RulesArgument = Annotated[
    list[str],
    typer.Argument(help="Family and multiple: borrowed:3 paired:2 ftx:3 daily:-1 ... An unknown one lists all."),
]
Asset = Annotated[str, typer.Option(help="Of a price history that comes along or lies in --data; see `histories`.")]
File = Annotated[FilePath | None, typer.Option("--file", help="A CSV or Parquet file of bars instead of a history.")]
Step = Annotated[str, typer.Option(help="Bars this long: 5m, 1h, 1d ... Default: 1h, or as a --file has them.")]
Within = Annotated[str, typer.Option("--in", help="A year, a month or a day, UTC: 2021, 2021-05, 'May 2021'.")]
Start = Annotated[
    str,
    typer.Option("--from", help="From then on, UTC: 2021, 2021-01-31, '31 Jan 2021'. Default: the first price."),
]
End = Annotated[str, typer.Option("--to", help="Until before then, UTC.")]
Data = Annotated[FilePath | None, typer.Option(envvar="STEELYARD_DATA", help="A folder of market data.")]
InsideBars = Annotated[
    str,
    typer.Option(
        "--inside",
        help="Prices inside bars: sampled (random ways within open, high, low, close), extremes (these four), closes.",
    ),
]
PerBar = Annotated[
    int | None, typer.Option("--prices", help="Sampled prices a bar. Default: one a minute, and at least 20.")
]
Samples = Annotated[int, typer.Option(help="Ways inside the bars that are sampled, for the spread of the result.")]
Seed = Annotated[int, typer.Option(help="The same seed, the same ways.")]
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


def checked(make: Callable[[], T]) -> T:
    """What `make` answers; what it refuses was typed wrongly."""
    with understood():
        return make()


def prices_of(
    asset: str, file: FilePath | None, step: str, within: str, start: str, end: str, data: FilePath | None, keep: bool
) -> "Prices":
    """The bars asked for."""
    from steelyard.simulator.prices import prices

    source = asset if file is None else file
    return checked(lambda: prices(source, within, step=step, start=start, end=end, data=data, keep_prints=keep))


def inside_of(kind: str, prices: int | None, samples: int, seed: int) -> "Inside":
    """What is assumed of prices inside bars."""
    from steelyard.simulator.inside import Inside

    return checked(lambda: Inside(kind, prices, samples, seed))


def world_of(rate: float, rates: str, settings: Sequence[str] | None) -> "World":
    """The default world with other lenders and other numbers."""
    from steelyard.simulator.data.rates import load_rates
    from steelyard.simulator.sweep import WORLD
    from steelyard.simulator.world.making import world

    with understood():
        own = {name.removeprefix(WORLD): value for name, value in _pairs(settings) if name.startswith(WORLD)}
        return world(load_rates(*split_rates(rates)) if rates else rate, own)


def rules_of(names: Sequence[str], settings: Sequence[str] | None) -> list["Rule"]:
    """The rules with other parameters, each of which every one of them must have."""
    from steelyard.simulator.rules import rule
    from steelyard.simulator.sweep import WORLD

    with understood():
        own = {name: value for name, value in _pairs(settings) if not name.startswith(WORLD)}
        return [rule(name, own) for name in names]


def grid_of(settings: Sequence[str]) -> dict[str, list[Any]]:
    """NAME=VALUE,VALUE,... as the values to try for each name."""
    with understood():
        return {name: list(value) if isinstance(value, tuple) else [value] for name, value in _pairs(settings)}


def split_rates(text: str) -> tuple[FilePath, str | None]:
    """File and column of FILE:COLUMN; a file of that whole name has one column."""
    file, colon, column = text.rpartition(":")
    return (FilePath(file), column) if colon and not FilePath(text).exists() else (FilePath(text), None)


def _pairs(settings: Sequence[str] | None) -> Iterator[tuple[str, Any]]:
    for setting in settings or ():
        name, equals, text = setting.partition("=")
        if not equals:
            raise ValueError(f"--set or --try {setting!r}: write NAME=VALUE")
        try:
            yield name, _words(text) or literal_eval(text)
        except (SyntaxError, ValueError):
            raise ValueError(f"--set or --try {setting!r}: {text!r} is no number, word, True or False") from None


def _words(text: str) -> str | tuple[str, ...] | None:
    """A word, or several with commas between them; None for what is a number or a constant."""
    words = [word.strip() for word in text.split(",")]
    if not all(word.isidentifier() and word not in ("True", "False", "None") for word in words):
        return None
    return words[0] if len(words) == 1 else tuple(words)
