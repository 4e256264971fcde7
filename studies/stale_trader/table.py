# SPDX-License-Identifier: Apache-2.0
"""Shows what was found: one table a tape, or the same as plain data."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from rich.table import Table

from steelyard.model.pairing.parameters import PERCENT
from studies.stale_trader.markets import Market
from studies.stale_trader.price_path import PricePath
from studies.stale_trader.queues import QueueOutcome
from studies.stale_trader.run import Found
from studies.stale_trader.search import Outcome, Total

_COLUMNS = ("trades", "profit\n% of TVL", "% of TVL\na year", "bp of\nvolume", "best trade\n% of TVL", "LP\n% of TVL")
_MIN_YEARS = 0.1  # a shorter tape says nothing of a year


def print_found(console: Console, found: Found) -> None:
    """One table of all markets on one tape, and what would make those safe that trade at once."""
    table = Table(title=title_of(found.price_path), title_justify="left", caption_justify="left")
    table.add_column("market")
    table.add_column("trades by")
    table.add_column("margin, fee")
    table.add_column("best strategy")
    for column in (*_COLUMNS, "kept\n% of TVL", "holder out\nbp of volume", "kept\n% of TVL"):
        table.add_column(column, justify="right")
    table.add_column("")
    for outcome in found.outcomes:
        table.add_row(*_row(outcome))
    for market in found.barred:
        terms = _terms(market)
        table.add_row(_name(market), market.pricing.value, terms, "refused: margin below the feed's threshold")
    console.print(table)
    _print_queues(console, found.queues)
    for market, minimum in found.minimum:
        terms = f"passes from {_terms(minimum)}" if minimum else "passes at no allowed margin and fee"
        console.print(f"{market.name} {market.pricing.value}: {terms}")
    console.print(f"tried: {found.tried} strategies on {found.chances} chances\n")


def _print_queues(console: Console, queues: Iterable[QueueOutcome]) -> None:
    table = Table(title="Left to do at once where orders trade: the moment of a rebalance", title_justify="left")
    for column in ("market", "way", "side"):
        table.add_column(column)
    for column in ("from, bp", "days", "exits", "gain, bp", "cost to\nenter, bp", "profit, all days\n% of their stake"):
        table.add_column(column, justify="right")
    for outcome in queues:
        for one in outcome.exits:
            counts = f"{one.minimum * 1e4:g}", str(one.days), str(one.chosen)
            rates = _points(one.gain), _points(one.cost), f"{100 * one.profit:.1f}"
            table.add_row(outcome.market.name, one.way.value, one.side, *counts, *rates)
    if table.row_count:
        console.print(table)


def as_data(found: Found) -> dict[str, Any]:
    """The same for a program; profits as fractions of the market's size."""
    return {
        "tape": title_of(found.price_path),
        "years": found.price_path.years,
        "markets": [
            {
                **_terms_of(outcome.market),
                "default": outcome.market.is_default,
                "open": outcome.was_open,
                "safe": outcome.is_safe,
                "chances": outcome.chances,
                "strategies": outcome.tried,
                **{name: _total_of(getattr(outcome, name)) for name in ("visitor", "whole", "holder")},
            }
            for outcome in found.outcomes
        ],
        "queues": [
            {
                **_terms_of(outcome.market),
                "safe": outcome.is_safe,
                "exits": [{**vars(one), "way": one.way.name} for one in outcome.exits],
            }
            for outcome in found.queues
        ],
        "refused": [_terms_of(market) for market in found.barred],
        "min_terms": [
            {**_terms_of(market), "passes_from": minimum and _terms_of(minimum)} for market, minimum in found.minimum
        ],
    }


def title_of(price_path: PricePath) -> str:
    """Name, source, days and the feed's threshold."""
    first, last = (datetime.fromtimestamp(int(price_path.times[at]), UTC).date() for at in (0, -1))
    return f"{price_path.name}: {price_path.source}, {first} to {last}, feed at {price_path.deviation:.1%}"


def failures(found: Iterable[Found]) -> list[str]:
    """Default markets that somebody profits from, and how."""
    failed = list[str]()
    for one in found:
        trades = [outcome.market.name for outcome in one.outcomes if outcome.market.is_default and not outcome.is_safe]
        queues = [outcome.market.name for outcome in one.queues if outcome.market.is_default and not outcome.is_safe]
        failed += [f"{name} by trades on {title_of(one.price_path)}" for name in trades]
        failed += [f"{name} by the queue on {title_of(one.price_path)}" for name in queues]
    return failed


def _row(outcome: Outcome) -> list[str]:
    market, years = outcome.market, outcome.price_path.years
    verdict = "[green]passes[/green]" if outcome.is_safe else "[red]fails[/red]"
    if not outcome.was_open:
        verdict = "closed"
    return [
        _name(market),
        market.pricing.value,
        _terms(market),
        *_best(outcome.visitor, years),
        *([_points(outcome.holder.of_volume), _percent(outcome.holder.held)] if outcome.holder else ["", ""]),
        verdict,
    ]


def _best(total: Total | None, years: float) -> list[str]:
    if total is None:
        return ["none came in", "0", *[""] * len(_COLUMNS)]
    return [
        f"{total.way_in}, {total.way_out}, 1/{total.part}, from {total.threshold:g} legs",
        str(total.trades),
        _percent(total.profit),
        _percent(total.profit / years) if years >= _MIN_YEARS else "",
        _points(total.of_volume),
        _percent(total.best),
        _percent(total.liquidity),
        _percent(total.held),
    ]


def _points(fraction: float) -> str:
    return f"{1e4 * fraction:.1f}"


def _percent(fraction: float) -> str:
    return f"{100 * fraction:.4f}"


def _name(market: Market) -> str:
    if market.is_default:
        return f"[bold]{market.name}[/bold] default"
    return f"{market.name} experimental" if market.is_experimental else market.name


def _terms(market: Market) -> str:
    terms = market.parameters
    return f"{terms.margin / PERCENT:g}%, {terms.fees.swap / PERCENT:g}%"


def _terms_of(market: Market) -> dict[str, Any]:
    terms = market.parameters
    return {
        "market": market.name,
        "trades_by": market.pricing.value,
        "margin": terms.margin / (100 * PERCENT),
        "swap_fee": terms.fees.swap / (100 * PERCENT),
    }


def _total_of(total: Total | None) -> dict[str, Any] | None:
    return None if total is None else {**vars(total), "of_volume": total.of_volume}
