# SPDX-License-Identifier: Apache-2.0
"""Trades: every path of the swap fee, every refusal, the capacity ratios."""

from typing import Any

from steelyard.model.libraries.rounding import WAD
from steelyard.model.pairing.parameters import PERCENT
from steelyard.model.pairing.valuation import Side
from tests.vectors.player import SIDES
from tests.vectors.recorder import FOREVER, MINUTE, Recorder, terms
from tests.vectors.stories.common import PAID, greatest_mint, small


def trading(name: str, decimals: int, quote: int, at: float, feed_decimals: int = 8, **changes: Any) -> Recorder:
    """Mint, redeem and deposit on all paths of the swap fee."""
    story = Recorder(
        name,
        "open, mint, redeem and deposit: every path of the swap fee, every refusal",
        terms(decimals, quote, **{"fees": PAID, **changes}),
        decimals,
        quote,
        at,
        feed_decimals=feed_decimals,
    )
    story.mint("lt", 100, reason="market: not open")
    story.rebalance("market: not open")
    _opening(story, at)
    _paths(story)
    _refused_trades(story)
    _inventory(story)
    _means(story)
    _at_the_bound(story)
    story.must("collect_fees", "keeper")
    story.refused("fees: nothing owed", "collect_fees", "keeper")
    story.refused("fees: not the recipient", "set_fee_recipient", recipient="holder")
    story.refused("fees: zero recipient", "set_fee_recipient", "treasury", recipient="zero")
    story.must("set_fee_recipient", "treasury", recipient="keeper")
    story.mint("lt", 500)
    story.must("collect_fees", "holder")
    return story


def _opening(story: Recorder, at: float) -> None:
    story.answer(at)
    story.refused("twap: history too short", "open", "creator", amount=story.worth(1_000))
    story.wait(story.terms.window)
    story.refused("open: seeds not covered", "open", "creator", amount=story.worth(10) * story.terms.target)
    if story.terms.target < 4:
        story.refused("open: LP below 20 dollars", "open", "creator", amount=story.worth(39))
    story.refused("mint: market full", "open", "creator", amount=2**128)
    story.refused("erc20: transfer amount exceeds balance", "open", "keeper", amount=story.worth(1_000))
    story.answer(at * 1.05)
    story.refused("open: spot far from twap", "open", "creator", amount=story.worth(1_000))
    story.arrive(at)
    story.must("open", "creator", amount=story.worth(1_000_000))
    story.refused("open: already", "open", "creator", amount=story.worth(1_000))


def _paths(story: Recorder) -> None:
    big = 400_000 / story.terms.target
    story.mint("lt", big / 10)
    for side, dollars in (("ft", 3_000), ("ft", 60_000), ("ft", 5_000), ("lt", 1_000), ("lt", big / 3), ("lt", 777)):
        story.wait(MINUTE)
        story.mint(side, dollars, "saver" if side == "ft" else "holder")
    story.mint("lp", 12_345, "provider")
    story.mint("lp", 678, "provider", receiver="saver")
    story.redeem("lt", story.held("lt") // 3)
    story.redeem("ft", story.held("ft", "saver") // 2, "saver")
    story.redeem("lt", story.held("lt") // 5, partial=True)
    story.mint("lt", 5_000, receiver="keeper")


def _refused_trades(story: Recorder) -> None:
    dead_line = story.now - 1
    story.mint("lt", 100, reason="trade: too late", deadline=dead_line)
    story.mint("lt", 100, deadline=story.now)
    story.redeem("lt", 100, reason="trade: too late", deadline=dead_line)
    story.mint("lp", 100, reason="trade: too late", deadline=dead_line)
    story.mint("lt", 100, reason="mint: below minimum", min_out=101 * WAD)
    story.mint("lp", 100, reason="mint: below minimum", min_out=101 * WAD)
    story.mint("lt", 0, reason="mint: nothing")
    story.mint("lt", 0, reason="arithmetic", amount=2**256 - 1)
    story.refused(
        "mint: not LT or FT", "mint", side="lp", amount=story.worth(5), min_out=0, receiver="holder", deadline=FOREVER
    )
    story.mint("lt", 10, "keeper", reason="erc20: transfer amount exceeds balance")
    held = story.held("lt")
    story.redeem("lt", held + 1, reason="redeem: over balance")
    story.redeem("lt", 0, reason="redeem: zero shares")
    story.redeem("lp", 1, reason="redeem: not LT or FT")
    story.redeem("lt", 2**255, reason="redeem: over balance")
    story.redeem("lt", held // 2, reason="redeem: below minimum", min_out=story.worth(10**6))
    price = story.twin.source.latest().price
    ordered: dict[str, Any] = {"min_out": 0, "receiver": "holder", "price": price}
    story.refused("trade: orders only", "mint_ordered", side="lt", amount=story.worth(5), **ordered)
    story.refused("trade: orders only", "redeem_ordered", side="lt", shares=WAD, **ordered)
    story.must("transfer", share="lt.1", receiver="saver", amount=held // 10)
    story.refused("erc20: transfer amount exceeds balance", "transfer", share="lt.1", receiver="saver", amount=held)


def _inventory(story: Recorder) -> None:
    """Runs LP out of each kind in turn."""
    for side, other in ((Side.LEVERAGED, Side.FUNDING), (Side.FUNDING, Side.LEVERAGED)):
        name, mirror = SIDES[side], SIDES[other]
        story.mint(mirror, 60_000)
        room = story.pool.mint_room(side)
        story.mint(name, 0, reason="mint: no inventory", amount=room * 12 // 10)
        story.mint(name, 0, amount=greatest_mint(story, side))
        held = story.held(mirror)
        story.redeem(mirror, held, reason="redeem: no inventory")
        story.redeem(mirror, held, partial=True)
        story.redeem(mirror, story.held(mirror) // 100, partial=True)
        story.redeem(name, story.held(name) * 9 // 10, partial=True)


def _means(story: Recorder) -> None:
    """Trades while spot and mean differ, and out of range."""
    at, fall = story.dollars, story.terms.fall / WAD
    for move, part in ((1 - fall / 2, 2), (1, 3), (1 - fall * 1.2, 20), (1 - fall * 1.2, 1)):
        story.answer(at * move)
        story.wait(story.terms.window // part)
        story.do("mint", **small(story, "lt"))
        story.do("deposit", "provider", **small(story, None))
    story.answer(at)
    story.wait(MINUTE)
    story.do("mint", **small(story, "ft"))
    story.arrive(at)


def _at_the_bound(story: Recorder) -> None:
    """Bounds belong to the range; where the feed is inverted, an answer hardly meets one."""
    answer = story.twin.source.rounds[0].answer * (WAD - story.terms.fall) // WAD
    story.do("round", answer=answer)
    story.wait(story.terms.window)
    story.do("deposit", "provider", **small(story, None))
    story.do("round", answer=answer - 1)
    story.do("deposit", "provider", **small(story, None))
    story.arrive()


def caps(name: str, decimals: int, quote: int, target: int) -> Recorder:
    """The capacity ratios at both prices."""
    story = Recorder(
        name,
        "capacity ratios at the low and the high price, queued liquidity, the size of a market",
        terms(
            decimals, quote, target, cap_leveraged=40 * PERCENT, cap_funding=50 * PERCENT,
            max_underlying=10 ** (decimals + 3), margin=WAD // 500,
        ),
        decimals,
        quote,
        1_000,
    )  # fmt: skip
    story.open(200_000)
    for side in (Side.LEVERAGED, Side.FUNDING):
        kind = "mint: leveraged cap" if side is Side.LEVERAGED else "mint: funding cap"
        maximum = greatest_mint(story, side)
        story.mint(SIDES[side], 0, reason=kind, amount=maximum * 1_001 // 1_000)
        story.mint(SIDES[side], 0, reason=kind, amount=maximum * 11 // 10)
        story.mint(SIDES[side], 0, amount=maximum * 9 // 10)
    story.must("enqueue", "creator", share="lp.1", shares=story.held("lp", "creator") // 2)
    story.mint("ft", 2_000, reason="mint: funding cap")
    story.must("cancel", "creator", share="lp.1", epoch=0)
    story.mint("ft", 2_000)
    story.mint("lp", 900_000, reason="mint: market full")
    story.mint("lp", 300_000, "provider")
    story.mint("lt", 600_000, reason="mint: market full")
    story.arrive(1_010)
    story.mint("lt", 5_000)
    return story


def without_funding(name: str, decimals: int, quote: int, target: int) -> Recorder:
    """A market that mints no FT."""
    story = Recorder(
        name,
        "a market without FT: utilization is the leveraged side's alone",
        terms(decimals, quote, target, mints_funding=False),
        decimals,
        quote,
        50,
    )
    story.open(300_000)
    story.mint("ft", 100, reason="mint: no FT here")
    story.mint("lt", 10_000)
    for hours in (1, 5, 30):
        story.pass_hours(hours)
        story.mint("lt", 3_000)
        story.do("rebalance", "keeper")
    story.mint("lt", 0, amount=greatest_mint(story, Side.LEVERAGED))
    story.arrive(story.dollars * (1 + story.terms.rise / WAD * 1.1))
    story.rebalance()
    story.pass_hours(3)
    story.redeem("lt", story.held("lt") // 2)
    return story
