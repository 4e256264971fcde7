# SPDX-License-Identifier: Apache-2.0
"""Shows what was found: tables, or the same as plain data."""

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from studies.crashes.kinds import DEEP, KINDS, LATENCIES, MINUTE, VENUES, Kind, name_of
from studies.crashes.lending import Outcome
from studies.crashes.pairing import PairingOutcome
from studies.crashes.run import Found
from studies.stale_trader.price_path import DOLLAR, PricePath

_MIDDLE = 5 * MINUTE


def print_found(console: Console, found: Found) -> None:
    """Lenders before each exchange, holders, and paired pools."""
    for price_path in found.price_paths:
        true = price_path.true / DOLLAR
        prices = f"{true[0]:,.0f}, low {true.min():,.0f}, high {true.max():,.0f}, end {true[-1]:,.0f}"
        console.print(f"{price_path.name}: {price_path.source}; {prices} dollars")
    for name in found.missing:
        console.print(f"[yellow]not replayed, no data: {name}[/yellow]")
    latencies = [one for one in LATENCIES if any(o.task.latency == one for o in found.lending)]
    for venue in VENUES:
        if any(one.task.venue == venue for one in found.lending):
            _print_lenders(console, found, venue.name, latencies)
    _print_holders(console, found, latencies)
    _print_pairing(console, found, latencies)


def as_data(found: Found) -> dict[str, Any]:
    """Everything but the lines and the acts."""
    return {
        "lending": [_lending_row(one) for one in found.lending],
        "paired": [_pairing_row(one) for one in found.pairing],
        "missing": found.missing,
        "failed": [_lending_row(one) for one in found.failed],
    }


def _print_lenders(console: Console, found: Found, venue: str, latencies: list[int | None]) -> None:
    title = f"Lenders, {venue}: loss in % of the debt, or the lowest ratio of assets to debt where there was none"
    table = _table(title, "event", "market", *(name_of(one) for one in latencies))
    for price_path, kind in _rows(found):
        outcomes = [found.outcome(price_path, kind, latency, venue) for latency in latencies]
        table.add_row(price_path.name, _name(kind), *(_lender_cell(one) for one in outcomes if one is not None))
    console.print(table)


def _print_holders(console: Console, found: Found, latencies: list[int | None]) -> None:
    kept = [one for one in latencies if one is not None]
    middle = _middle(kept)
    title = (
        f"Holders, {DEEP.name}: NAV at the end, of 1 at the start; fills and cost in % of the first equity, {middle}"
    )
    table = _table(title, "event", "market", "ideal", *(name_of(one) for one in kept), "fills", "cost")
    for price_path, kind in _rows(found):
        outcomes = {
            name_of(one.task.latency): one for one in _of(found.lending, price_path, kind) if one.task.venue == DEEP
        }
        navs = [f"{outcomes[name_of(one)].nav:.3f}" for one in kept]
        shown = outcomes[middle]
        table.add_row(price_path.name, _name(kind), f"{shown.ideal:.3f}", *navs, str(shown.fills), f"{shown.spent:.1%}")
    console.print(table)


def _print_pairing(console: Console, found: Found, latencies: list[int | None]) -> None:
    middle = _middle([one for one in latencies if one is not None])
    title = f"Paired pools, full: FT's lowest value of 1 at the start; the rest with rebalances late by {middle}"
    columns = (*(name_of(one) for one in latencies), "FT end", "LT", "ideal", "LP, $", "LP, in U", "steps", "closed")
    table = _table(title, "event", "market", *columns)
    for price_path, kind in _rows(found):
        outcomes = {name_of(one.task.latency): one for one in _of(found.pairing, price_path, kind)}
        lows = [f"{one.funding_lowest:.3f}" for one in outcomes.values()]
        shown = outcomes[middle]
        name = kind.name if shown.is_default else f"{kind.name} *"
        table.add_row(price_path.name, name, *lows, *_pairing_cells(shown))
    console.print(table)


def _of(outcomes: Sequence[Any], price_path: PricePath, kind: Kind) -> list[Any]:
    return [one for one in outcomes if (one.task.price_path.name, one.task.kind) == (price_path.name, kind)]


def _middle(latencies: list[int]) -> str:
    return name_of(_MIDDLE if _MIDDLE in latencies else latencies[0])


def _pairing_cells(one: PairingOutcome) -> list[str]:
    values = (one.funding, one.leveraged, one.ideal, one.liquidity, one.liquidity_in_underlying)
    return [*(f"{part:.3f}" for part in values), str(one.steps), f"{one.closed:.1%}"]


def _lender_cell(one: Outcome) -> str:
    return f"[red]{one.lost:.2%}[/red]" if one.lost > 0 else f"{one.coverage:.2f}"


def _rows(found: Found) -> list[tuple[PricePath, Kind]]:
    return [(price_path, kind) for price_path in found.price_paths for kind in KINDS]


def _name(kind: Kind) -> str:
    return kind.name if kind.is_default else f"{kind.name} *"


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", caption="* not a default market", caption_justify="left")
    for column in columns:
        table.add_column(column, justify="left" if column in ("event", "market") else "right")
    return table


def _lending_row(one: Outcome) -> dict[str, Any]:
    task = one.task
    return {
        "event": task.price_path.name, "market": task.kind.name, "venue": task.venue.name, "latency": task.latency,
        "covered": task.is_covered, "lost_of_debt": one.lost, "lost_of_pool": one.lost_of_pool,
        "reserve_used_of_debt": one.reserve_used, "lowest_coverage": one.coverage, "nav": one.nav, "ideal": one.ideal,
        "fills": one.fills, "spent_of_equity": one.spent, "wind_down": one.steps,
    }  # fmt: skip


def _pairing_row(one: PairingOutcome) -> dict[str, Any]:
    task = one.task
    return {
        "event": task.price_path.name, "market": task.kind.name, "latency": task.latency, "default": one.is_default,
        "leveraged": one.leveraged, "ideal": one.ideal, "funding": one.funding, "funding_lowest": one.funding_lowest,
        "liquidity": one.liquidity, "liquidity_in_underlying": one.liquidity_in_underlying, "steps": one.steps,
        "closed": one.closed,
    }  # fmt: skip
