# SPDX-License-Identifier: Apache-2.0
"""Rebalances: when, at which prices, what is left over, what they cost, and a backlog."""

from typing import Any

from steelyard.model.libraries.rounding import WAD
from steelyard.model.pairing.parameters import PERCENT, Fees
from steelyard.model.pairing.valuation import Side
from tests.vectors.recorder import MINUTE, Recorder, terms
from tests.vectors.stories.common import PAID, greatest_mint, redeem_all


def rebalances(
    name: str, decimals: int, quote: int, target: int, at: float, max_reward: int, **changes: Any
) -> Recorder:
    """When a rebalance starts, at which prices, and what it costs."""
    fees = Fees(rebalance=PERCENT // 20, reward=WAD // 2, max_reward=max_reward)
    story = Recorder(
        name,
        "rebalances: not due, waiting, by period, at the bounds in both directions, at spot; fee and reward",
        terms(decimals, quote, target, **{"fees": fees, **changes}),
        decimals,
        quote,
        at,
    )
    story.open(800_000)
    story.mint("lt", 480_000 / target * 0.6)
    story.mint("ft", 150_000, "saver")
    story.rebalance("rebalance: not due")
    story.pass_hours(24)
    story.rebalance()
    fall, rise = story.terms.fall / WAD, story.terms.rise / WAD
    gaps = (1 - fall) ** 3.5, (1 + rise) ** 3.3, (1 - fall) ** 1.2
    for move in (1 - fall * 1.15, 1 + rise * 1.15, 1 + rise / 2, *gaps):
        story.arrive(story.dollars * move)
        story.do("rebalance", "keeper")
        story.mint("lt", 1_000)
        story.mint("ft", 1_000, "saver")
        story.redeem("lt", story.held("lt") // 50, partial=True)
    story.pass_hours(25)
    story.answer(story.dollars * (1 - fall / 2))
    story.wait(MINUTE)
    story.rebalance("rebalance: spot far from twap")
    story.arrive()
    story.rebalance()
    _partial_means(story, fall)
    return story


def _partial_means(story: Recorder, fall: float) -> None:
    """Spot and mean set apart: steps at the bound that end in range, or that must wait for the last one."""
    for spot, mean in ((3.4, 2.1), (3.05, 2.9), (3.6, 3.15)):  # in bands below the reference
        deep = (1 - fall) ** spot
        story.answer(story.dollars * deep)
        story.wait(int(story.terms.window * (1 - (1 - fall) ** mean) / (1 - deep)))
        story.rebalance()
        if mean > 3:
            story.rebalance("rebalance: spot far from twap")
        story.wait(story.terms.window)
        story.rebalance()


def mismatches(name: str, decimals: int, quote: int, target: int) -> Recorder:
    """Vaults that cannot swap all to their own kind."""
    story = Recorder(
        name,
        "leftovers of a rebalance that lacks inventory, what can be redeemed from them, and how they clear",
        terms(decimals, quote, target),
        decimals,
        quote,
        400,
    )
    story.open(100_000)
    story.mint("ft", 5_000)
    story.mint("lt", 0, amount=greatest_mint(story, Side.LEVERAGED))
    rise, fall = story.terms.rise / WAD, story.terms.fall / WAD
    for move in (1 + rise * 1.1, 1 + rise * 1.1):
        story.arrive(story.dollars * move)
        story.rebalance()
    story.redeem("ft", story.held("ft") // 2, reason="redeem: no inventory")
    story.do("redeem", **redeem_all(story, "ft"))
    story.redeem("lt", story.held("lt") // 10)
    story.mint("lp", 400_000, "provider")
    story.mint("lt", 1_000)
    story.pass_hours(24)
    story.rebalance()
    story.redeem("lt", story.held("lt"), partial=True)
    for who in ("creator", "provider"):
        story.enqueue("lp", story.held("lp", who) * 4 // 5, who)
    story.pass_hours(1.1)
    story.rebalance()
    story.mint("ft", 0, amount=greatest_mint(story, Side.FUNDING))
    for move in (1 - fall * 1.1, (1 - fall) ** 2.4):
        story.arrive(story.dollars * move)
        story.rebalance()
    story.do("redeem", **redeem_all(story, "lt"))
    story.redeem("ft", story.held("ft") // 10, partial=True)
    story.mint("lp", 300_000, "provider")
    story.pass_hours(24)
    story.rebalance()
    story.redeem("ft", story.held("ft"), partial=True)
    return story


def backlog(name: str, decimals: int, quote: int, factor: float) -> Recorder:
    """More than 64 steps."""
    story = Recorder(
        name,
        "a gap of more than 64 steps: resumed by the next rebalance, the queue stays open in between",
        terms(decimals, quote, 3, fall=PERCENT, rise=PERCENT, margin=WAD // 1_000, fees=PAID),
        decimals,
        quote,
        100,
    )
    story.open(400_000)
    story.mint("lt", 30_000)
    story.mint("ft", 50_000, "saver")
    story.arrive(100 * factor)
    story.rebalance()
    story.mint("lt", 100, reason="price: out of range")
    story.enqueue("ft", story.held("ft", "saver") // 2, "saver")
    while story.steps[-1].get("result", {}).get("backlog") is not False:
        story.rebalance()
    story.mint("ft", 1_000)
    story.pass_hours(1.5)
    story.rebalance()
    story.claim("ft.1", 0, "saver")
    return story
