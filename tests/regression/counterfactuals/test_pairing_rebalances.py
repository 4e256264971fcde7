# SPDX-License-Identifier: Apache-2.0
"""Sentences of the paired pools on rebalances: at which price, who leaves how, and where the dust goes."""

from dataclasses import astuple

from steelyard.model.pairing.pairing_share import ShareState
from tests.model.pairing.support import price_of
from tests.regression.counterfactuals.obvious import Accounts, attempt, counterfactual
from tests.regression.counterfactuals.pairing import UNIT, example, worth
from tests.support.contracts import deploy
from tests.support.pairing import live_terms
from tests.support.planted import Change
from tests.unit.pairing_pool.feed_world import FeedPoolWorld
from tests.unit.pairing_pool.world import DAY, FT, HOUR, LP, LT, PoolWorld, plain_terms

ENGINE = "pairing/PairingEngine.vy"
REBALANCE = "pairing/rebalancing.vy"
SETTLED = "rebalanced.settlements, parts = self._settled(terms, parts, spot, states, cut)"


@counterfactual(
    "exits that stop when LP is empty",
    Change(ENGINE, SETTLED, "pass"),
    maximum=0.01,
    minimum=1,
)
def test_an_empty_liquidity_vault_stops_no_exit(accounts: Accounts) -> float:
    """An instant redemption swaps with the liquidity; the queue needs no counterpart, for it is paid where every vault
    is pure U. Without it LT wait until somebody brings F. Counted is what the holder does not get."""
    world = PoolWorld(plain_terms())
    world.fund(accounts.holder, accounts.depositor)
    world.open()
    shares = world.mint(LT, 100 * UNIT, accounts.holder)
    world.mint(FT, 2_190 * UNIT, accounts.depositor)
    assert attempt(world.redeem, LT, shares, accounts.holder) is None
    epoch = world.enqueue(LT, shares, accounts.holder)
    world.later(DAY, 2_000)
    world.rebalance()
    paid = attempt(world.share(LT).claim, epoch, accounts.holder, sender=accounts.holder) or 0
    return 1 - paid / (100 * UNIT)


@counterfactual(
    "in-kind pieces that are not rebalanced",
    Change(
        ENGINE,
        f"            {SETTLED}\n",
        "            pieces: uint256[3] = rebalancing.merged(rebalancing.valued(position, terms.target, spot), spot)\n"
        "            rebalanced.settlements, pieces = self._settled(terms, pieces, spot, states, cut)\n"
        "            for side: uint256 in range(3):\n"
        "                parts[side] -= settlement.total(rebalanced.settlements[side])\n",
    ),
    maximum=1e-6,
    minimum=0.15,
)
def test_who_leaves_is_rebalanced_like_who_stays(accounts: Accounts) -> float:
    """A request of the queue is a share until it is paid, and goes through every step. Paid by the pieces of F and L
    that stood behind it before them, half of LP leave without the loss of a fall by 30%, which the other half bears
    twice. Counted is what those who stay have less than those who left."""
    world = example(accounts)
    half = world.share(LP).balanceOf(world.creator) // 2
    epoch = world.enqueue(LP, half, world.creator)
    world.later(HOUR, 70)
    world.rebalance()
    paid = world.share(LP).claim(epoch, world.creator, sender=world.creator) * 70 / UNIT
    return 1 - worth(world, LP, world.creator, 70) / paid


@counterfactual(
    "valuing at the bound while the market is elsewhere",
    Change(REBALANCE, "if spot < self.low(lowest, terms.fall):", "if spot < lowest:"),
    maximum=1e-6,
    minimum=0.025,
)
def test_the_last_rebalance_is_at_the_market(accounts: Accounts) -> float:
    """PAIR-SPLIT-01: at the market's price a rebalance moves no value. At the bound, while the market is 5% further
    down, LP buy L too dear. Counted is what they lose of what they had."""
    world = example(accounts)
    world.see(85)
    before = world.value(LP, 85)
    world.rebalance()
    return 1 - world.value(LP, 85) / before


@counterfactual(
    "last vault gets the dust",
    Change(
        REBALANCE,
        "    leveraged: uint256 = valuation.worth(v.position.leveraged, m) // price\n"
        "    funding: uint256 = valuation.worth(v.position.funding, m) // price\n",
        "    leveraged: uint256 = (valuation.worth(v.position.leveraged, m) + price - 1) // price\n"
        "    funding: uint256 = (valuation.worth(v.position.funding, m) + price - 1) // price\n",
    ),
    maximum=0,
    minimum=1,
)
def test_no_dust_stops_a_rebalance(accounts: Accounts) -> float:
    """LT and FT round down and LP have the rest, which is never negative. With the others rounded up, the rest of an
    empty liquidity vault is minus a unit, and no rebalance, so no exit by the queue, ever happens again."""
    engine = deploy("PairingEngine")
    thousand = 1_000 * UNIT
    position = (30 * UNIT, price_of(100), 10**18 * 31_536_000, (18 * UNIT, 12 * UNIT), (12 * UNIT, 18 * UNIT))
    states = tuple(astuple(ShareState(thousand, 1, 0)) for _ in range(3))
    rebalance = (position, astuple(plain_terms()), price_of(101), price_of(101), True, states, 0)
    return 0 if attempt(engine.rebalance, *rebalance) else 1


@counterfactual(
    "a TWAP with one sample",
    Change(
        "oracles/ChainlinkPriceSource.vy",
        '    errors.revert("twap: history too short")\n    return 0\n',
        "    return weighted // (block.timestamp - until)\n",
    ),
    maximum=0,
    minimum=0.1,
)
def test_one_sample_is_no_mean(accounts: Accounts) -> float:
    """A feed that begins anew has no history, and the mean refuses for one window. The mean of the one answer there is
    would agree with it whatever it says: here a wrong $1,700, at which LT is rebalance on the spot. Counted is what a
    return to $2,000 does not give back."""
    world = FeedPoolWorld(live_terms())
    world.fund(accounts.holder)
    world.open()
    world.mint(LT, 20 * UNIT, accounts.holder)
    before = world.value(LT, 2_000)
    world.feed.begin_phase(world.scaled(1_700), world.wait(60))
    world.wait(60)
    attempt(world.rebalance, accounts.attacker)
    world.quiet(2_000, 20)
    attempt(world.rebalance, accounts.attacker)
    return 1 - world.value(LT, 2_000) / before
