# SPDX-License-Identifier: Apache-2.0
"""Sentences of the paired pools on re-splits: at which price, who leaves how, and where the dust goes."""

from dataclasses import astuple

from steelyard.model.pairing.paired_share import ShareState
from tests.model.pairing.support import price_of
from tests.regression.odd_sentences.obvious import Cast, attempt, odd_sentence
from tests.regression.odd_sentences.paired import UNIT, example, worth
from tests.support.contracts import deploy
from tests.support.paired import live_terms
from tests.support.planted import Change
from tests.unit.paired_pool.feed_world import FeedPoolWorld
from tests.unit.paired_pool.world import DAY, FT, HOUR, LP, LT, PoolWorld, plain_terms

ENGINE = "pairing/PairingEngine.vy"
RESPLIT = "pairing/resplit.vy"
SETTLED = "poked.settlements, parts = self._settled(terms, parts, spot, states, cut)"


@odd_sentence(
    "exits that stop when LP is empty",
    Change(ENGINE, SETTLED, "pass"),
    most=0.01,
    least=1,
)
def test_an_empty_liquidity_vault_stops_no_exit(cast: Cast) -> float:
    """An instant redemption swaps with the liquidity; the queue needs no counterpart, for it is paid where every vault
    is pure U. Without it LT wait until somebody brings F. Counted is what the holder does not get."""
    world = PoolWorld(plain_terms())
    world.fund(cast.holder, cast.depositor)
    world.open()
    shares = world.mint(LT, 100 * UNIT, cast.holder)
    world.mint(FT, 2_190 * UNIT, cast.depositor)
    assert attempt(world.redeem, LT, shares, cast.holder) is None
    epoch = world.enqueue(LT, shares, cast.holder)
    world.later(DAY, 2_000)
    world.poke()
    paid = attempt(world.share(LT).claim, epoch, cast.holder, sender=cast.holder) or 0
    return 1 - paid / (100 * UNIT)


@odd_sentence(
    "in-kind pieces that are not re-split",
    Change(
        ENGINE,
        f"            {SETTLED}\n",
        "            pieces: uint256[3] = resplit.merged(resplit.valued(book, terms.target, spot), spot)\n"
        "            poked.settlements, pieces = self._settled(terms, pieces, spot, states, cut)\n"
        "            for side: uint256 in range(3):\n"
        "                parts[side] -= settlement.total(poked.settlements[side])\n",
    ),
    most=1e-6,
    least=0.15,
)
def test_who_leaves_is_re_split_like_who_stays(cast: Cast) -> float:
    """A request of the queue is a share until it is paid, and goes through every step. Paid by the pieces of F and L
    that stood behind it before them, half of LP leave without the loss of a fall by 30%, which the other half bears
    twice. Counted is what those who stay have less than those who left."""
    world = example(cast)
    half = world.share(LP).balanceOf(world.creator) // 2
    epoch = world.enqueue(LP, half, world.creator)
    world.later(HOUR, 70)
    world.poke()
    paid = world.share(LP).claim(epoch, world.creator, sender=world.creator) * 70 / UNIT
    return 1 - worth(world, LP, world.creator, 70) / paid


@odd_sentence(
    "valuing at the bound while the market is elsewhere",
    Change(RESPLIT, "if spot < self.low(least, terms.fall):", "if spot < least:"),
    most=1e-6,
    least=0.025,
)
def test_the_last_re_split_is_at_the_market(cast: Cast) -> float:
    """PAIR-SPLIT-01: at the market's price a re-split moves no value. At the bound, while the market is 5% further
    down, LP buy L too dear. Counted is what they lose of what they had."""
    world = example(cast)
    world.see(85)
    before = world.value(LP, 85)
    world.poke()
    return 1 - world.value(LP, 85) / before


@odd_sentence(
    "last vault gets the dust",
    Change(
        RESPLIT,
        "    leveraged: uint256 = valuation.worth(v.book.leveraged, m) // price\n"
        "    funding: uint256 = valuation.worth(v.book.funding, m) // price\n",
        "    leveraged: uint256 = (valuation.worth(v.book.leveraged, m) + price - 1) // price\n"
        "    funding: uint256 = (valuation.worth(v.book.funding, m) + price - 1) // price\n",
    ),
    most=0,
    least=1,
)
def test_no_dust_stops_a_re_split(cast: Cast) -> float:
    """LT and FT round down and LP have the rest, which is never negative. With the others rounded up, the rest of an
    empty liquidity vault is minus a unit, and no re-split, so no exit by the queue, ever happens again."""
    engine = deploy("PairingEngine")
    thousand = 1_000 * UNIT
    book = (30 * UNIT, price_of(100), 10**18 * 31_536_000, (18 * UNIT, 12 * UNIT), (12 * UNIT, 18 * UNIT))
    states = tuple(astuple(ShareState(thousand, 1, 0)) for _ in range(3))
    poke = (book, astuple(plain_terms()), price_of(101), price_of(101), True, states, 0)
    return 0 if attempt(engine.poke, *poke) else 1


@odd_sentence(
    "a TWAP with one sample",
    Change(
        "oracles/ChainlinkPriceSource.vy",
        '    fault.refuse("twap: history too short")\n    return 0\n',
        "    return weighted // (block.timestamp - until)\n",
    ),
    most=0,
    least=0.1,
)
def test_one_sample_is_no_mean(cast: Cast) -> float:
    """A feed that begins anew has no history, and the mean refuses for one window. The mean of the one answer there is
    would agree with it whatever it says: here a wrong $1,700, at which LT is re-split on the spot. Counted is what a
    return to $2,000 does not give back."""
    world = FeedPoolWorld(live_terms())
    world.fund(cast.holder)
    world.open()
    world.mint(LT, 20 * UNIT, cast.holder)
    before = world.value(LT, 2_000)
    world.feed.begin_phase(world.scaled(1_700), world.wait(60))
    world.wait(60)
    attempt(world.poke, cast.attacker)
    world.quiet(2_000, 20)
    attempt(world.poke, cast.attacker)
    return 1 - world.value(LT, 2_000) / before
