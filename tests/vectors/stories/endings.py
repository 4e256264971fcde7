# SPDX-License-Identifier: Apache-2.0
"""When it goes wrong: wipe-out, poverty, consolidation, a dead source."""

from typing import Any

from steelyard.model.clock import YEAR
from steelyard.model.libraries.rounding import WAD
from steelyard.model.pairing.parameters import PERCENT, Fees
from steelyard.model.pairing.valuation import Side
from tests.vectors.recorder import HOUR, MINUTE, Recorder, terms
from tests.vectors.stories.common import PAID, greatest_mint, small, worth_of


def wipe_out(name: str, decimals: int, quote: int, target: int) -> Recorder:
    """A year that nobody rebalanced, then a fall below the zero point."""
    fees = Fees(cut=20 * PERCENT, management=PERCENT)
    story = Recorder(
        name,
        "funding up to its cap, a fall below the zero point, the end of LT and its next generation",
        terms(decimals, quote, target, fees=fees),
        decimals,
        quote,
        3_000,
    )
    story.open(90_000)
    story.mint("ft", 3_000, "saver")
    story.mint("lt", 0, amount=greatest_mint(story, Side.LEVERAGED))
    story.enqueue("lt", story.held("lt") // 4)
    story.must("transfer", share="lt.1", receiver="saver", amount=story.held("lt") // 3)
    for _ in range(2):
        story.wait(YEAR)
        story.arrive()
        story.mint("lp", 1_000, "provider")
    fall = story.terms.fall / WAD
    story.arrive(story.dollars * (1 - fall * 1.3))
    story.wait(20 * MINUTE)
    story.rebalance()
    for who in ("holder", "saver"):
        story.must("claim_closed", who, share="lt.1", receiver=who)
    story.refused("claim: no closed shares", "claim_closed", share="lt.1", receiver="holder")
    story.claim("lt.1", 0)
    story.refused("queue: generation ended", "enqueue", "saver", share="lt.1", shares=1)
    story.redeem("lt", WAD, reason="redeem: zero shares")
    story.refused("consolidate: no shares", "consolidate", side="lt")
    story.mint("lt", 5, reason="mint: first below 20 dollars")
    story.mint("lt", 500)
    story.redeem("lt", story.held("lt") // 2)
    story.must("claim_closed", "dead", share="lt.1", receiver="dead")
    story.enqueue("lt", story.held("lt"))
    story.pass_hours(1.2)
    story.rebalance()
    story.claim("lt.2", 0)
    return story


def ruin(name: str, decimals: int, quote: int, target: int) -> Recorder:
    """Almost everybody has left, then almost everything is lost."""
    story = Recorder(
        name,
        "vaults below a dollar: no mint, then the end of all three generations, and new ones",
        terms(decimals, quote, target, fees=Fees(cut=WAD // 2, management=PERCENT)),
        decimals,
        quote,
        20_000,
    )
    story.open(1_000)
    story.mint("lt", 50)
    story.mint("ft", 60, "saver")
    story.redeem("lt", story.held("lt"))
    story.enqueue("lp", story.held("lp", "creator") * 24 // 25, "creator")
    story.pass_hours(1.1)
    story.rebalance()
    story.arrive(20_000 * 0.004)
    story.enqueue("ft", story.held("ft", "saver") // 2, "saver")
    story.rebalance()
    for share, who in (("lt.1", "dead"), ("ft.1", "saver"), ("lp.1", "creator")):
        story.must("claim_closed", who, share=share, receiver="keeper")
    story.claim("ft.1", 0, "saver")
    story.claim("lp.1", 0, "creator")
    story.must("collect_fees", "keeper")
    story.mint("lt", 25, reason="mint: no inventory")
    story.mint("lp", 15, reason="mint: first below 20 dollars")
    story.mint("lp", 2_000, "provider")
    story.mint("ft", 100)
    story.mint("lt", 15, reason="mint: first below 20 dollars")
    story.mint("lt", 100)
    story.must("claim_closed", "dead", share="ft.1", receiver="dead")
    story.must("claim_closed", "dead", share="lp.1", receiver="dead")
    story.pass_hours(24)
    story.rebalance()
    return story


def poor(name: str, decimals: int, quote: int) -> Recorder:
    """A vault that is worth less than a dollar, but still has its generation."""
    story = Recorder(
        name,
        "a leveraged vault below a dollar: no mint, and its end at the next rebalance at the market price",
        terms(decimals, quote),
        decimals,
        quote,
        2_000,
    )
    story.open(5_000)
    story.mint("lt", 30)
    fall = story.terms.fall / WAD
    while (worth := worth_of(story, Side.LEVERAGED)) > 0.97 / (1 - 2.9 * fall):
        story.pass_hours(24)
        story.arrive(story.dollars * (1 - min(fall, (1 - 1.2 / worth) / 3)))
        story.rebalance()
    worth = worth_of(story, Side.LEVERAGED)
    story.arrive(story.dollars * (1 - (1 - 1 / worth) / 3))
    story.mint("lt", 30, reason="mint: vault below one dollar")  # at the low price only
    story.pass_hours(24)
    story.arrive(story.dollars * (1 - 0.4 * fall))
    story.mint("lt", 30, reason="mint: vault below one dollar")
    story.redeem("lt", story.held("lt") // 3)
    story.enqueue("lt", story.held("lt") // 2)
    story.rebalance()
    story.claim("lt.1", 0)
    story.must("claim_closed", share="lt.1", receiver="holder")
    story.mint("lt", 40)
    return story


def consolidation(name: str, decimals: int, quote: int, target: int) -> Recorder:
    """LT that become worth less than a millionth."""
    story = Recorder(
        name,
        "a leveraged side that shrinks to less than a millionth: a million shares become one",
        terms(decimals, quote, target, fall=40 * PERCENT // target, rise=20 * PERCENT // target, margin=WAD // 1_000),
        decimals,
        quote,
        4_000,
    )
    story.open(500_000_000)
    story.refused("consolidate: not small enough", "consolidate", "keeper", side="lt")
    story.mint("lt", 50_000_000)
    story.mint("ft", 1_000_000, "saver")
    for _ in range(6):
        story.arrive(story.dollars * (1 - story.terms.fall / WAD) ** 5)
        story.rebalance()
    story.refused("consolidate: not small enough", "consolidate", "keeper", side="ft")
    story.must("consolidate", "keeper", side="lt")
    story.mint("lt", 1_000)
    story.redeem("lt", story.held("lt") // 3)
    story.redeem("lt", story.held("lt") // 3, partial=True)
    story.enqueue("lt", story.held("lt") // 2)
    story.must("cancel", share="lt.1", epoch=0)
    story.must("transfer", share="lt.1", receiver="saver", amount=story.held("lt") // 5)
    story.enqueue("lt", story.held("lt") // 2)
    story.pass_hours(1.2)
    story.rebalance()
    story.claim("lt.1", 0)
    story.refused("consolidate: not small enough", "consolidate", "keeper", side="lt")
    return story


def stale(name: str, decimals: int, quote: int, at: float, *, reverts: bool, **changes: Any) -> Recorder:
    """A source that dies."""
    story = Recorder(
        name,
        "a stale source: reported, back again, reported anew, deprecated; fixed claims for all",
        terms(decimals, quote, **{"fees": PAID, **changes}),
        decimals,
        quote,
        at,
    )
    story.open(250_000)
    for side, who in (("lt", "holder"), ("ft", "saver"), ("lp", "provider")):
        story.mint(side, 9_000, who)
        story.enqueue(side, story.held(side, who) // 3, who)
    story.refused("stale: source is fresh", "report_stale", "keeper")
    story.refused("deprecate: not stale", "deprecate", "keeper")
    story.wait(story.twin.source.latest().fresh_until - story.now)
    story.refused("stale: source is fresh", "report_stale", "keeper")
    story.mint("lt", 10)
    story.wait(1)
    story.mint("lt", 10, reason="oracle: stale")
    story.must("report_stale", "keeper")
    story.refused("stale: already reported", "report_stale", "keeper")
    story.arrive(at * 1.01)
    story.mint("lp", 100, "provider")
    story.wait(2 * HOUR)
    story.must("report_stale", "keeper")
    story.answer(at)  # in the second of the report: no return
    story.wait(50 * HOUR)
    story.refused("deprecate: too early", "deprecate", "keeper")
    story.answer(at * 0.99)
    story.wait(30 * HOUR)
    story.refused("deprecate: source came back", "deprecate", "keeper")
    story.must("report_stale", "keeper")
    story.answer(at * 0.98)
    story.wait(MINUTE)
    story.mint("lt", 10, reason="twap: gap")
    story.arrive()
    story.do("mint", **small(story, "lt"))
    _death(story, at, reverts)
    return story


def _death(story: Recorder, at: float, reverts: bool) -> None:
    story.wait(5 * MINUTE)
    if reverts:
        story.do("round", answer=0)
        story.mint("lt", 10, reason="oracle: not positive")
    else:
        story.do("round", answer=story.twin.source.bounds.upper + 1)
        story.mint("lt", 10, reason="oracle: out of bounds")
        story.answer(at * 0.97)
        story.wait(80 * MINUTE)
    story.must("report_stale", "keeper")
    story.wait(72 * HOUR - 1)
    story.refused("deprecate: too early", "deprecate", "keeper")
    story.wait(1)
    story.must("deprecate", "keeper")
    for op in ("rebalance", "deprecate", "report_stale"):
        story.refused("market: deprecated", op, "keeper")
    story.mint("lt", 10, reason="market: deprecated")
    story.mint("lp", 10, reason="market: deprecated")
    story.redeem("lt", 10, reason="market: deprecated")
    story.refused("queue: generation ended", "enqueue", share="lt.1", shares=1)
    for side, who in (("lt", "holder"), ("ft", "saver"), ("lp", "provider"), ("lp", "creator")):
        story.must("claim_closed", who, share=f"{side}.1", receiver=who)
        story.do("claim", who, share=f"{side}.1", epoch=0, receiver=who)
    story.must("collect_fees", "keeper")
