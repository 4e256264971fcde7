# SPDX-License-Identifier: Apache-2.0
"""The exit queue."""

from typing import Any

from steelyard.model.pairing.parameters import PERCENT, Fees
from steelyard.model.pairing.valuation import Side
from tests.vectors.recorder import HOUR, MINUTE, Recorder, terms


def leaving(name: str, decimals: int, quote: int, at: float, **changes: Any) -> Recorder:
    """The exit queue."""
    story = Recorder(
        name,
        "the exit queue: epochs, notice, cancel, payment, claims, the exit fee of LP and its waiver",
        terms(decimals, quote, **{"fees": Fees(rebalance=PERCENT // 20), **changes}),
        decimals,
        quote,
        at,
    )
    story.open(500_000)
    for who in ("holder", "saver"):
        story.mint("lt", 20_000, who)
        story.mint("ft", 30_000, who)
        story.mint("lp", 40_000, who)
    _requests(story)
    _two_epochs(story)
    _aside(story)
    _to_the_second(story)
    story.must("enqueue", "creator", share="lp.1", shares=story.held("lp", "creator"))
    for who in ("holder", "saver"):
        if story.held("lp", who):
            story.enqueue("lp", story.held("lp", who), who)
    number = story.twin.pool.tokens[Side.LIQUIDITY].queue.head
    story.pass_hours(1.1)
    story.rebalance()
    for who in ("creator", "holder", "saver"):
        story.do("claim", who, share="lp.1", epoch=number, receiver=who)
    story.mint("lp", 5_000, "provider")
    return story


def _requests(story: Recorder) -> None:
    story.refused("queue: zero shares", "enqueue", share="lt.1", shares=0)
    story.refused("erc20: transfer amount exceeds balance", "enqueue", "keeper", share="lt.1", shares=1)
    half = story.held("lt") // 2
    story.enqueue("lt", half)
    story.wait(5 * MINUTE)
    story.enqueue("lt", story.held("lt", "saver") // 3, "saver")
    story.must("cancel", share="lt.1", epoch=0)
    story.refused("queue: no request", "cancel", share="lt.1", epoch=0)
    story.refused("queue: no request", "cancel", share="lt.1", epoch=7)
    story.enqueue("lt", half)
    story.rebalance("rebalance: not due")
    story.refused("claim: epoch still waits", "claim", share="lt.1", epoch=0, receiver="holder")
    story.wait(15 * MINUTE)
    story.refused("queue: request binds", "cancel", share="lt.1", epoch=0)
    story.answer(story.dollars)
    story.wait(20 * MINUTE)
    story.enqueue("lp", story.held("lp") // 2)
    story.enqueue("ft", story.held("ft") // 2)
    story.pass_hours(0.5)
    story.rebalance()  # LT is due, FT is ripe and goes along, LP's notice still runs
    story.claim("lt.1", 0)
    story.refused("claim: no request", "claim", share="lt.1", epoch=0, receiver="holder")
    story.must("claim", "saver", share="lt.1", epoch=0, receiver="keeper")
    story.pass_hours(1)
    story.rebalance()
    story.claim("lp.1", 0)
    story.claim("ft.1", 0)


def _two_epochs(story: Recorder) -> None:
    quarter = story.held("lt") // 4
    first = story.enqueue("lt", quarter)
    story.pass_hours(0.5)
    second = story.enqueue("lt", quarter)
    story.wait(MINUTE)
    story.enqueue("lt", story.held("lt", "saver") // 2, "saver")
    story.answer(story.dollars * 1.02)
    story.pass_hours(0.6)
    story.rebalance()  # both are ripe
    story.claim("lt.1", first)
    story.claim("lt.1", second)
    story.claim("lt.1", second, "saver")
    first = story.enqueue("ft", story.held("ft") // 4)
    story.pass_hours(0.9)
    second = story.enqueue("ft", story.held("ft") // 4)
    story.wait(7 * MINUTE)
    story.rebalance()  # only the first
    story.claim("ft.1", first)
    story.refused("claim: epoch still waits", "claim", share="ft.1", epoch=second, receiver="holder")
    story.pass_hours(1)
    story.rebalance()
    story.claim("ft.1", second)


def _aside(story: Recorder) -> None:
    """The only request of the first epoch is taken back after the second one began."""
    story.enqueue("lp", story.held("lp") // 5)
    story.wait(40 * MINUTE)
    story.enqueue("lp", story.held("lp") // 5)  # its last request keeps the first epoch open
    story.wait(30 * MINUTE)
    story.answer(story.dollars)
    story.enqueue("lp", story.held("lp", "saver") // 4, "saver")
    number = story.twin.pool.tokens[Side.LIQUIDITY].queue.head
    story.must("cancel", share="lp.1", epoch=number)
    story.pass_hours(1.2)
    story.rebalance()
    story.claim("lp.1", number + 1, "saver")


def _to_the_second(story: Recorder) -> None:
    """An epoch is due when its notice and its hour are over, and takes no more when its notice is."""
    number = story.enqueue("lp", story.held("lp", "creator") // 9, "creator")
    story.pass_hours(1 - 1 / HOUR)
    story.rebalance("rebalance: not due")
    story.wait(1)
    story.rebalance()
    story.claim("lp.1", number, "creator")
    number = story.enqueue("lt", story.held("lt") // 3)
    story.wait(story.terms.notice(Side.LEVERAGED))
    assert story.enqueue("lt", story.held("lt") // 3) == number + 1
    story.pass_hours(1.5)
    story.rebalance()
