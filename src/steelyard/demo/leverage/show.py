# SPDX-License-Identifier: Apache-2.0
"""The leveraged tokens' part of the document as tables."""

from rich.console import Console
from rich.table import Table

from steelyard.demo.document import Document
from steelyard.demo.tables import new_table, strings


def story_table(story: Document) -> Table:
    """A story's balance sheets."""
    table = new_table(
        f"{story['id']}  {story['title']}",
        *("", "market", "ETH", "assets", "debt", "equity", "leverage"),
        text=2,
    )
    for line in story["lines"]:
        money = (f"{line[name]:,.2f}" for name in ("assets", "debt", "equity"))
        table.add_row(line["moment"], line["symbol"], f"{line['price']:,.0f}", *money, f"{line['leverage']:.2f}")
    return table


def show_week(console: Console, week: Document) -> None:
    """Everything about the week."""
    for table in (
        _days(week["days"]),
        _costs(week["rebalances"]["by_market"]),
        _dearest(week["rebalances"]["fills"]),
        _traders(week["traders"]),
        _lenders(week["lenders"]),
        _closest(week["closest_to_loss"]),
    ):
        console.print()
        console.print(table)
    console.print()
    for rebase in week["rebalances"]["rebases"]:
        console.print(f"{rebase['time']}  a unit of {rebase['symbol']} at ${rebase['unit_nav']:.2f} restored to $100")
    for step in week["rebalances"]["wind_downs"]:
        console.print(f"{step['time']}  wind-down of {step['symbol']} {step['step']}", style="bold red")
    for reason, count in week["rebalances"]["refused"].items():
        console.print(f"{count} fills failed: {reason}")


def show_remains(console: Console, remains: Document) -> None:
    """What is left when everybody has left."""
    table = new_table(
        "What stays: the locked seeds, in units",
        *("market", "collateral", "debt", "seed shares", "fees owed", "wrapped"),
    )
    for one in remains["markets"]:
        table.add_row(*strings(one))
    pools = new_table("and their lender's side, in units", *("pool", "cash", "debt", "reserve", "creator's assets"))
    for one in remains["pools"]:
        pools.add_row(*strings(one))
    console.print()
    console.print(table)
    console.print(pools)


def _days(days: list[Document]) -> Table:
    table = new_table(
        "NAV and leverage at the end of each day",
        *("day", "ETH", "bull share", "unit", "leverage", "fills", "bear share", "unit", "leverage", "fills"),
    )
    for one in days:
        cells: list[str] = []
        for market in one["markets"].values():
            money = (f"{market[name]:,.2f}" for name in ("nav", "unit_nav", "leverage"))
            cells += [*money, str(market["fills"])]
        table.add_row(one["day"], f"{one['eth']:,.2f}", *cells)
    return table


def _costs(markets: list[Document]) -> Table:
    table = new_table(
        "Rebalances by the keeper",
        *("market", "fills", "in part", "volume $", "cost $", "of volume", "allowed"),
        *("keeper's $", "waited", "lent out"),
    )
    for one in markets:
        table.add_row(
            *(one["symbol"], str(one["fills"]), str(one["partial"])),
            *(f"{one['volume']:,.0f}", f"{one['cost']:,.2f}"),
            *(f"{one['cost_of_volume']:.3%}", f"{one['allowed_of_volume']:.3%}"),
            *(f"{one['keeper_surplus']:,.2f}", str(one["waited"]), str(one["lent_out"])),
        )
    return table


def _dearest(fills: list[Document]) -> Table:
    table = new_table(
        "The ten dearest of them",
        *("time", "market", "does", "leverage", "volume $", "cost $", "of volume", "allowed"),
        text=3,
    )
    dearest = sorted(fills, key=lambda fill: -fill["volume"] * fill["cost"])[:10]
    for fill in sorted(dearest, key=lambda fill: fills.index(fill)):
        table.add_row(
            *(fill["time"], fill["symbol"], "sells" if fill["over"] else "buys"),
            f"{_leverage(fill['ratio_before'])} to {_leverage(fill['ratio_after'])}",
            *(f"{fill['volume']:,.0f}", f"{fill['volume'] * fill['cost']:,.2f}"),
            *(f"{fill['cost']:.3%}", f"{fill['allowed']:.3%}"),
        )
    return table


def _traders(traders: list[Document]) -> Table:
    table = new_table(
        "Traders: what they got, beside ETH and beside ETH's move times the leverage",
        *("trader", "market", "pays, holds", "from", "to", "paid $", "got $", "result", "1x", "±3x"),
        text=5,
    )
    for one in traders:
        words = (one["name"], one["symbol"], f"{one['pays']}, {one['form']}")
        money = (f"{one['paid']:,.0f}", f"{one['received']:,.0f}")
        if "result" not in one:
            table.add_row(*words, "", "", *money, "still in", "", "")
            continue
        moves = (f"{one[name]:+.1%}" for name in ("result", "eth", "eth_times_leverage"))
        table.add_row(*words, one["entered"], one["left"], *money, *moves)
    return table


def _lenders(lenders: list[Document]) -> Table:
    table = new_table("Lenders", *("lender", "asset", "lent", "hours", "earned", "a year"), text=2)
    for one in lenders:
        earned = f"{one['earned']:,.6f}" if one["earned"] is not None else ""
        apr = f"{one['apr']:.2%}" if one["apr"] is not None else "still in"
        table.add_row(one["name"], one["asset"], f"{one['deposited']:,.0f}", str(one["hours"]), earned, apr)
    return table


def _closest(markets: list[Document]) -> Table:
    table = new_table(
        "The closest that lenders came to a loss, before the keeper acted",
        *("market", "when", "leverage", "assets over debt", "ETH's way to the first lost unit"),
        text=2,
    )
    for one in markets:
        words = (one["symbol"], one["time"])
        table.add_row(*words, _leverage(one["leverage"]), f"{one['coverage']:.1%}", f"{one['move_to_bad_debt']:+.1%}")
    return table


def _leverage(ratio: float) -> str:
    """Two digits; the Lens answers a million where no equity is left."""
    return f"{ratio:.2f}" if ratio < 1_000 else "no equity"
