# SPDX-License-Identifier: Apache-2.0
"""`steelyard decay`: what volatility takes, in closed form."""

from math import isfinite
from typing import Annotated, NamedTuple

import typer
from rich.table import Table

from steelyard.cli import choices, output
from steelyard.simulator import decay as closed
from steelyard.simulator.world.bounds import within

YEAR = 365.0
LONG = 90  # days
HEAD = ("volatility", "left of 100, price as before", "half-life, days", "price to break even", "to beat holding")


class Row(NamedTuple):
    """At one volatility: what is left of 1 if the price ends where it began, and what it would have to do instead."""

    volatility: float
    left: float
    half_life_days: float
    break_even: float
    beats_holding: float


def decay(
    factor: Annotated[float, typer.Argument(help="The multiple: 3, or -2 after a --.")],
    volatility: Annotated[list[float] | None, typer.Option(help="A year; 0.8 is 80%. Repeatable.")] = None,
    days: Annotated[float, typer.Option(help="How long it is held.")] = 30,
    cost: Annotated[float, typer.Option(help="Interest and fees, a part of the NAV a year.")] = 0.0,
    as_json: output.AsJson = False,
) -> None:
    """Decay, half-life and break-even of a constant multiple.

    For example: steelyard decay 3 --volatility 0.6 --volatility 0.8 --days 90 --cost 0.1, or: steelyard decay -- -2
    """
    rows = choices.checked(lambda: [_row(factor, one, days, cost) for one in volatility or (0.4, 0.6, 0.8, 1.0, 1.5)])
    if as_json:
        output.print_json(
            [{name: one if isfinite(one) else None for name, one in row._asdict().items()} for row in rows]
        )
        return
    table = Table(title=f"{factor:g}x held for {days:g} days, {cost:.1%} of cost a year", title_justify="left")
    for head in (
        "volatility",
        "left of 100, price as before",
        "half-life, days",
        "price to break even",
        "to beat holding",
    ):
        table.add_column(head, justify="right")
    for row in rows:
        table.add_row(
            f"{row.volatility:.0%}", f"{100 * row.left:.2f}",
            f"{row.half_life_days:,.1f}" if isfinite(row.half_life_days) else "–",
            f"×{row.break_even:.4g}", f"×{row.beats_holding:.4g}",
        )  # fmt: skip
    output.console.print(table)
    if days > LONG:
        output.print_notes(
            ["over so long a time what is rebalanced in steps ends elsewhere, a daily 3x at 80% by 17% in a year"]
        )


def _row(factor: float, volatility: float, days: float, cost: float) -> Row:
    within("FACTOR", factor, -20, 20, "3 is usual")
    within("--volatility", volatility, 0, 20, "a year; 0.8 is 80%")
    within("--days", days, 0.001, 36_500)
    within("--cost", cost, -10, 10, "a part of the NAV a year; 0.1 is 10%")
    years = days / YEAR
    return Row(
        volatility=volatility,
        left=closed.growth(factor, volatility, years, 1.0, cost),
        half_life_days=closed.half_life(factor, volatility, cost) * YEAR,
        break_even=closed.break_even(factor, volatility, years, cost),
        beats_holding=closed.beats_holding(factor, volatility, years, cost),
    )
