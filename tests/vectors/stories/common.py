# SPDX-License-Identifier: Apache-2.0
"""What several stories need."""

from typing import Any

from steelyard.model.libraries.errors import Reverted
from steelyard.model.libraries.rounding import WAD
from steelyard.model.pairing import pairing_engine as engine
from steelyard.model.pairing.parameters import PERCENT, Fees
from steelyard.model.pairing.valuation import Side
from tests.vectors.recorder import FOREVER, Recorder

PAID = Fees(cut=10 * PERCENT, management=PERCENT, rebalance=PERCENT // 20, reward=WAD // 2)


def greatest_mint(story: Recorder, side: Side) -> int:
    """The greatest amount that a mint would take now."""
    pool = story.pool
    leveraged, funding, liquidity = (pool.tokens[which].state() for which in Side)
    states = leveraged, funding, liquidity
    reading, mean = pool.source.latest_and_mean(story.terms.window)
    low, high = 0, 2 * pool.mint_room(side)
    while low + 1 < high:
        middle = (low + high) // 2
        try:
            engine.mint(pool.accrued_position(), story.terms, (reading.price, mean, 0), side, middle, states)
            low = middle
        except Reverted as refusal:
            if refusal.reason == "mint: nothing":
                low = middle
            else:
                high = middle
    return low


def small(story: Recorder, side: str | None) -> dict[str, Any]:
    """A mint of little, or a deposit where no side is named."""
    args = {"amount": story.worth(321), "min_out": 0, "receiver": "holder", "deadline": FOREVER}
    return {"side": side, **args} if side else args


def redeem_all(story: Recorder, side: str) -> dict[str, Any]:
    """As much as can be redeemed now."""
    shares = story.held(side)
    return {
        "side": side, "shares": shares, "min_out": 0, "receiver": "holder", "partial": True, "deadline": FOREVER,
    }  # fmt: skip


def worth_of(story: Recorder, side: Side) -> float:
    """What a vault is worth at the last answer."""
    price = story.twin.source.latest().price
    return story.terms.dollars(story.pool.position.value(side, price), price) / WAD
