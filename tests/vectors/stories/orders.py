# SPDX-License-Identifier: Apache-2.0
"""A market that trades by committed orders alone."""

import copy
from dataclasses import replace
from typing import Any

from steelyard.model.libraries.rounding import WAD
from steelyard.model.pairing.delayed_orders import MAX_ROUNDS
from tests.vectors.recorder import FOREVER, HOUR, MINUTE, Recorder, terms
from tests.vectors.stories.common import PAID


def orders(name: str, decimals: int, quote: int, at: float, bounty: int, **changes: Any) -> Recorder:
    """Commit and execute."""
    story = Recorder(
        name,
        "a market that trades by committed orders alone",
        terms(decimals, quote, 10, **{"commits": True, "fees": replace(PAID, max_reward=bounty), **changes}),
        decimals,
        quote,
        at,
    )
    story.refused("market: not open", "commit", **_order(True, "lt", 1))
    story.open(2_000_000)
    story.mint("lt", 10, reason="trade: commit first")
    story.mint("lp", 10, reason="trade: commit first")
    story.redeem("lt", 10, reason="trade: commit first")
    ten = story.worth(10_000)
    story.refused("order: nothing", "commit", **_order(True, "lt", 0))
    story.refused("order: too late", "commit", **_order(True, "lt", ten, deadline=story.now - 1))
    story.refused("order: zero owner", "commit", **_order(True, "lt", ten, owner="zero"))
    story.refused("order: LP leaves by the queue", "commit", **_order(False, "lp", WAD))
    story.refused("order: not over the bounty", "commit", **_order(True, "lt", bounty))
    story.refused("order: minimum too high", "commit", **_order(False, "lt", WAD, min_out=2**256 - bounty))
    story.refused("order: unknown", "execute", "keeper", number=0)
    _executed(story, at, ten)
    _redeemed(story, at)
    _capped(story)
    _expired(story, at, ten)
    _crowded(story, ten)
    _ended(story, ten)
    return story


def _executed(story: Recorder, at: float, ten: int) -> None:
    first = story.must("commit", **_order(True, "lt", ten))
    second = story.must("commit", "saver", **_order(True, "ft", ten, owner="holder"))
    third = story.must("commit", "provider", **_order(True, "lp", ten))
    story.refused("order: no update yet", "execute", "keeper", number=first)
    story.wait(MINUTE - 1)
    story.answer(at * 1.007)
    story.refused("order: no update yet", "execute", "keeper", number=first)
    story.wait(1)
    story.answer(at * 1.004)
    story.must("execute", "keeper", number=first)
    story.refused("order: unknown", "execute", "keeper", number=first)
    story.wait(30)
    story.answer(at * 0.998)
    story.wait(30)
    story.must("execute", "keeper", number=second)
    story.must("execute", "keeper", number=third)
    held = story.held("lt")
    back = story.must("commit", **_order(False, "lt", held // 3))
    little = story.must("commit", **_order(False, "ft", story.held("ft") // 2, min_out=ten * 9))
    story.refused("erc20: transfer amount exceeds balance", "commit", **_order(False, "lt", held))
    story.wait(MINUTE)
    story.answer(at)
    story.must("execute", "keeper", number=back)
    story.refused("redeem: below minimum", "execute", "keeper", number=little)


def _redeemed(story: Recorder, at: float) -> None:
    """The least is what is left after the bounty, to the unit; and a price that was worse for the owner counts."""
    shares = story.held("lt") // 10
    net = _net(story, shares)
    modest, greedy = (story.must("commit", **_order(False, "lt", shares, min_out=net + more)) for more in (0, 1))
    story.wait(MINUTE)
    story.answer(story.dollars)
    story.refused("redeem: below minimum", "execute", "keeper", number=greedy)
    assert story.must("execute", "keeper", number=modest) == net
    late = story.must("commit", **_order(False, "lt", shares))
    for price in (at * (1.004 if story.terms.is_bear else 0.996), at):
        story.wait(MINUTE)
        story.answer(price)
    story.must("execute", "keeper", number=late)


def _capped(story: Recorder) -> None:
    """Liquidity that is about to leave, and stays after all."""
    amount = story.worth(200_000)
    number = story.must("commit", "saver", **_order(True, "ft", amount, owner="saver"))
    epoch = story.must("enqueue", "creator", share="lp.1", shares=story.held("lp", "creator"))
    story.wait(MINUTE)
    story.answer(story.dollars)
    assert story.must("execute", "keeper", number=number) == 0
    story.must("cancel", "creator", share="lp.1", epoch=epoch)


def _net(story: Recorder, shares: int) -> int:
    """What an order of LT will get at the same answer in a minute."""
    twin = copy.deepcopy(story.twin)
    number = twin.do("commit", "holder", "", list(_order(False, "lt", shares).values()))
    twin.pass_time(story.now + MINUTE)
    twin.do("round", "", "", [twin.source.rounds[-1].answer])
    return int(twin.do("execute", "keeper", "", [number]))


def _expired(story: Recorder, at: float, ten: int) -> None:
    until = story.now + 20 * MINUTE
    short = story.must("commit", **_order(True, "lt", ten, deadline=until))
    story.refused("order: still open", "refund", "keeper", number=short)
    sharp = story.must("commit", **_order(True, "lt", ten, deadline=until))
    far = story.must("commit", **_order(True, "lt", ten, min_out=10**40))
    story.wait(10 * MINUTE)
    story.answer(at)
    story.wait(10 * MINUTE)
    story.refused("order: still open", "refund", "keeper", number=short)
    story.must("execute", "keeper", number=sharp)
    story.wait(1)
    story.refused("order: expired", "execute", "keeper", number=short)
    story.must("refund", "keeper", number=short)
    story.refused("order: unknown", "refund", "keeper", number=short)
    story.refused("mint: below minimum", "execute", "keeper", number=far)
    for _ in range(7 * 24 // 20):
        story.pass_hours(20)
        story.rebalance() if story.pool.is_due() else None
    story.pass_hours(20)
    story.must("refund", "keeper", number=far)


def _crowded(story: Recorder, ten: int) -> None:
    """A feed that answers too often within the minute."""
    last, lost = (story.must("commit", **_order(True, "lt", ten)) for _ in range(2))
    for second in range(MAX_ROUNDS - 1):
        story.wait(second % 2)
        story.answer(story.dollars)
    story.wait(MINUTE)
    story.answer(story.dollars)
    story.arrive()
    story.must("execute", "keeper", number=last)
    crowded = story.must("commit", **_order(True, "lt", ten))
    for second in range(MAX_ROUNDS):
        story.wait(second % 2)
        story.answer(story.dollars)
    story.wait(MINUTE)
    story.answer(story.dollars)
    story.arrive()
    story.refused("order: too many rounds", "execute", "keeper", number=crowded)
    story.must("execute", "saver", number=lost)


def _ended(story: Recorder, ten: int) -> None:
    """A generation that ends, and a market that is deprecated, give back what waits."""
    waiting = story.must("commit", **_order(False, "lt", story.held("lt") // 2))
    story.wait(MINUTE)
    story.arrive(story.dollars * (4 if story.terms.is_bear else 0.25))
    while story.do("rebalance", "keeper") is not None:
        pass
    assert story.token("lt").closed
    story.refused("order: generation ended", "execute", "keeper", number=waiting)
    story.refused("order: generation ended", "commit", **_order(False, "lt", 1))
    story.must("refund", "keeper", number=waiting)
    story.must("claim_closed", share="lt.1", receiver="holder")
    again = story.must("commit", **_order(True, "lt", ten))
    story.wait(MINUTE)
    story.answer(story.dollars)
    story.must("execute", "keeper", number=again)
    last = [story.must("commit", **_order(is_mint, "lt", amount)) for is_mint, amount in ((True, ten), (False, WAD))]
    story.wait(2 * HOUR)
    story.must("report_stale", "keeper")
    story.wait(72 * HOUR)
    story.must("deprecate", "keeper")
    story.refused("market: deprecated", "commit", **_order(True, "lt", ten))
    for number in last:
        story.must("refund", "keeper", number=number)


def _order(
    is_mint: bool, side: str, amount: int, *, min_out: int = 0, deadline: int = FOREVER, owner: str = "holder"
) -> dict[str, Any]:
    return {
        "is_mint": is_mint, "side": side, "amount": amount, "min_out": min_out, "deadline": deadline, "owner": owner,
    }  # fmt: skip
