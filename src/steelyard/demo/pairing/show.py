# SPDX-License-Identifier: Apache-2.0
"""The paired pools' part of the document as tables."""

from collections.abc import Iterator

from rich.console import Console
from rich.table import Table

from steelyard.demo.document import Document
from steelyard.demo.tables import new_table, strings

_CENT = 0.005
_MAX_ROWS = 14


def show_pairs(console: Console, pairs: Document) -> None:
    """Everything about the paired pools."""
    console.print()
    console.print("== paired pools, which borrow nothing", style="bold")
    console.print(f"The price of {', '.join(pairs['generated'])} is generated; ETH is the same week as above.")
    for table in _tables(pairs):
        console.print()
        console.print(table)
    for reason, count in pairs["refused"].items():
        console.print(f"{count} rebalances failed: {reason}")


def _tables(pairs: Document) -> Iterator[Table]:
    for market in pairs["markets"]:
        if market["hours"]:
            yield _hours(market)
        else:
            yield _days(market)
    yield _half_lives(pairs["markets"])
    yield _rebalances(pairs["markets"])
    yield _steps(pairs["rebalances"])
    yield _agents(pairs["agents"])
    yield _remains(pairs["remains"])


def _days(market: Document) -> Table:
    table = new_table(
        f"{market['symbol']} at the end of each day",
        *("day", "price $", "LT $", "FT $", "LP $", "leverage", "day's range", "kappa L", "kappa F"),
        *("funding", "steps"),
    )
    for one in market["days"]:
        table.add_row(
            *(one["day"], _price(one["price"])),
            *(f"{one['nav'][side]:.4f}" for side in ("LT", "FT", "LP")),
            *(f"{one['leverage']:.2f}", f"{one['leverage_from']:.2f}-{one['leverage_to']:.2f}"),
            *(f"{one[name]:.1%}" for name in ("kappa_leveraged", "kappa_funding", "funding_rate")),
            str(one["steps"]),
        )
    return table


def _hours(market: Document) -> Table:
    table = new_table(
        f"{market['symbol']}, by orders only: its life in hours",
        *("time", "price $", "LT $", "FT $", "LP $", "leverage", "trading"),
    )
    for one in market["hours"]:
        navs = (f"{one['nav'][side]:.4f}" for side in ("LT", "FT", "LP"))
        open_ = "open" if one["in_range"] else "out of range"
        table.add_row(one["time"], _price(one["price"]), *navs, f"{one['leverage']:.2f}", open_)
    return table


def _half_lives(markets: list[Document]) -> Table:
    table = new_table(
        "Half-life of LT at a price that ends where it began: drag alone",
        *("market", "leverage", "volatility", "a year", "days"),
        text=3,
    )
    for market in markets:
        for life in market["half_lives"]:
            name = life["volatility"].replace("_", " ")
            days = f"{life['days']:,.1f}"
            table.add_row(market["symbol"], f"{market['target']}x", name, f"{life['per_year']:.0%}", days)
    return table


def _rebalances(markets: list[Document]) -> Table:
    table = new_table(
        "Rebalances, what their steps at a bound moved between the vaults, and what they paid to queues",
        *("market", "done", "steps", "most", "to LT $", "to FT $", "to LP $", "fees $", "reward $"),
        *("LT queue $", "FT queue $", "LP queue $"),
    )
    for market in markets:
        one = market["rebalances"]
        table.add_row(
            *(market["symbol"], str(one["count"]), str(one["steps"]), str(one["max_steps"])),
            *(f"{one['moved'][side]:,.0f}" for side in ("LT", "FT", "LP")),
            *(f"{one['fees']:,.0f}", f"{one['rewards']:,.0f}"),
            *(f"{one['paid_by_queue'][side]:,.0f}" for side in ("LT", "FT", "LP")),
        )
    return table


def _steps(rebalances: list[Document]) -> Table:
    table = new_table(
        "The largest moves step by step: a step at a bound is paid for by LP, because the market is elsewhere",
        *("time", "market", "step", "at $", "to LT $", "to FT $", "to LP $"),
        text=3,
    )
    rows = [
        (rebalance, number, step)
        for rebalance in rebalances
        for number, step in enumerate(rebalance["steps"], 1)
        if abs(step["LT"]) >= _CENT or len(rebalance["steps"]) > 1
    ]
    largest = sorted(rows, key=lambda row: -abs(row[2]["LP"]))[:_MAX_ROWS]
    for rebalance, number, step in (row for row in rows if row in largest):
        moved = (f"{step[side]:+,.2f}" for side in ("LT", "FT", "LP"))
        order = f"{number} of {len(rebalance['steps'])}"
        table.add_row(rebalance["time"], rebalance["symbol"], order, _price(step["price"]), *moved)
    return table


def _agents(agents: list[Document]) -> Table:
    table = new_table(
        "Agents: what they got, beside holding the underlying and beside its move times the leverage",
        *("who", "market", "in", "from", "to", "paid $", "at once $", "queue $", "result", "held", "times T"),
        text=5,
    )
    for one in agents:
        words = (one["name"], one["symbol"], one["side"])
        money = (f"{one['paid']:,.0f}", f"{one['at_once']:,.0f}", f"{one['by_queue']:,.0f}")
        if "result" not in one:
            table.add_row(*words, "", "", *money, "still in", "", "")
            continue
        times = f"{one['underlying_times_target']:+.0%}" if one["side"] == "LT" else ""
        moves = (f"{one['result']:+.1%}", f"{one['underlying']:+.0%}", times)
        table.add_row(*words, one["entered"], one["left"], *money, *moves)
    return table


def _remains(remains: list[Document]) -> Table:
    table = new_table(
        "What stays: three locked seeds a market, in units of its underlying",
        *("market", "seeds", "worth $", "of ended generations", "dust of claims"),
    )
    for one in remains:
        table.add_row(*strings(one | {"seeds_worth": f"{one['seeds_worth']:.2f}"}))
    return table


def _price(price: float) -> str:
    return f"{price:,.2f}" if price >= 1 else f"{price * 1e6:.3f}e-6"
