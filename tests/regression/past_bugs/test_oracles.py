# SPDX-License-Identifier: Apache-2.0
"""Past bugs in prices: stale, zero, out of range, set by an owner, two for the same thing."""

import boa
import pytest

from tests.regression.past_bugs.conftest import MakePairing
from tests.regression.past_bugs.ground import HOUR, SHARE, USD, Pairing, Trading, mutating
from tests.support.engine import now, wait
from tests.support.market_world import BULL_PRICE as FACTORY_PRICE
from tests.support.market_world import MarketWorld
from tests.support.pairing import FT, LP, LT
from tests.support.price_sources import FeedTerms, FeedWorld
from tests.support.reverts import reverts
from tests.unit.chainlink_oracle.world import BULL, BULL_PRICE, ETH_USD, HEARTBEAT, USDC_USD, Source
from tests.unit.chainlink_oracle.world import World as OracleWorld
from tests.unit.leveraged_token.world import TokenWorld

ORACLES = ("ChainlinkOracle", "ChainlinkPriceSource", "UniswapPriceSource")
QUESTIONS = ("price", "price_and_round", "rescue_price")
SLACK = HEARTBEAT // 10


# ------------------------------------------------------------------ stale


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_stale_price_is_refused_and_never_zero(question: str) -> None:
    """TLX (2024) answered an exchange rate of zero where a price was stale: here each answer is a price or a
    refusal."""
    world = OracleWorld(BULL)
    ask = getattr(world.oracle, question)
    wait(HEARTBEAT + SLACK)
    assert ask() in (BULL_PRICE, (BULL_PRICE, world.feeds[0].round()))
    wait(1)
    with reverts("oracle: stale"):
        ask()


def test_a_stale_price_of_a_pairing_market_is_refused_and_never_zero(pairing: Pairing, holder: str) -> None:
    """TLX's rate of zero (2024) again: nobody trades in a paired market on a stale price, and leaving by the queue
    needs none."""
    shares = pairing.mint(LT, 1_000, holder)
    wait(2 * HOUR)
    with reverts("oracle: stale"):
        pairing.market.source.latest_and_mean(900)
    with reverts("oracle: stale"):
        pairing.mint(LT, 1_000, holder)
    with reverts("oracle: stale"):
        pairing.redeem(LT, shares, holder)
    assert pairing.market.share(LT).enqueue(shares, sender=holder) == 0


def test_on_a_stale_feed_nobody_mints_and_everybody_leaves(
    curator: str, guardian: str, holder: str, attacker: str
) -> None:
    """FPLT (2021) had no staleness check, so it would have minted at an old price: a leveraged token on real feeds
    refuses, and a redeem asks no feed."""
    feeds = OracleWorld(BULL)
    world = TokenWorld(curator, guardian, oracle=feeds.oracle)
    feeds.feeds[0].set_answer(ETH_USD.answer)
    feeds.feeds[2].set_answer(USDC_USD.answer)
    world.mint(holder, 100 * SHARE)
    world.fund(attacker)
    wait(HEARTBEAT + SLACK + 1)
    with reverts("oracle: stale"):
        world.mint(attacker, SHARE)
    with reverts("oracle: stale"):
        world.releverage(attacker)
    assert world.redeem(holder, 50 * SHARE) == (5 * 10**18, 10_000 * USD)


def test_a_redeem_on_a_stale_price_pushes_nobody_toward_liquidation(bull: Trading, holder: str, attacker: str) -> None:
    """Where a redeem sells at a stale price, those who stay are left with more leverage than they had: here it
    takes the same part of C and D, so R stays where it is, at any price and without one."""
    bull.mint(attacker, 500 * SHARE)
    before, ratio = bull.per_share(), bull.ratio(2_300)
    oracle = bull.market.oracle
    for strict, rescue in ((9_000, 9_000), (100, 100), (0, 0)):
        answers = (bull.market.oracle_price(strict), bull.market.oracle_price(rescue))
        oracle.set_answers(answers[0], answers[0], answers[1])
        bull.redeem(attacker, 150 * SHARE)
        assert bull.ratio(2_300) == pytest.approx(float(ratio), rel=1e-9)
        collateral, debt = bull.per_share()
        assert collateral >= before[0] and debt <= before[1]
    assert not {name for name in mutating("LeveragedToken") if "liquidate" in name}


# ------------------------------------------------------------------ nonsense


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (0, "oracle: not positive"),
        (-1, "oracle: not positive"),
        (ETH_USD.answer // 10 - 1, "oracle: out of bounds"),
        (ETH_USD.answer * 10 + 1, "oracle: out of bounds"),
    ],
)
def test_a_nonsense_answer_is_refused(answer: int, reason: str) -> None:
    """FPLT's oracle (2021) took any answer, of any sign, after any jump: here one must be above zero and in bounds."""
    world = OracleWorld(BULL)
    assert world.oracle.price() == BULL_PRICE
    world.feeds[0].set_answer(answer)
    with reverts(reason):
        world.oracle.price()


@pytest.mark.parametrize("answer", [0, -1, 2 * 10**5, 2 * 10**15])
def test_a_nonsense_answer_is_refused_by_a_pairing_market(answer: int) -> None:
    """FPLT's oracle (2021) took any answer: the price source of a paired market takes one above zero and within its
    bounds."""
    world = FeedWorld(FeedTerms())
    world.history((FeedTerms().answer, 3_600), (FeedTerms().answer, 1_800), (FeedTerms().answer, 0))
    assert world.source.latest().price > 0
    world.feed.set_answer(answer)
    with reverts("oracle: not positive" if answer <= 0 else "oracle: out of bounds"):
        world.source.latest()


def test_an_answer_from_the_future_is_refused() -> None:
    """FPLT's oracle (2021) looked at no time: here a time that has not come yet is no proof of freshness either."""
    world = OracleWorld(BULL)
    world.feeds[0].set_times(now() + 1, now() + 1)
    with reverts("oracle: stale"):
        world.oracle.price()


def test_a_feed_that_stands_at_its_floor_is_refused() -> None:
    """Venus and Blizz (May 2022) lent on LUNA at $0.107, the least that its feed could say, while it traded at a cent:
    bounds must lie inside the feed's own, so the floor itself is out of bounds."""
    floor = 300 * 10**8
    with reverts("bounds: at the feed's minimum"):
        _ = OracleWorld((Source(8, ETH_USD.answer, limits=(floor, 10**13)), None, USDC_USD, None)).oracle
    world = OracleWorld((Source(8, ETH_USD.answer, limits=(floor - 1, 10**13)), None, USDC_USD, None))
    assert world.oracle.price() == BULL_PRICE
    world.feeds[0].set_answer(floor - 1)
    with reverts("oracle: out of bounds"):
        world.oracle.price()


@pytest.mark.parametrize("decimals", [0, 8, 18, 24])
def test_no_decimals_of_a_feed_underflow(decimals: int) -> None:
    """FPLT's oracle (2021) subtracted a feed's decimals from eighteen: here the power of ten is signed and built in."""
    sources = (Source(decimals, 3_000 * 10**decimals), None, USDC_USD, None)
    assert OracleWorld(sources).oracle.price() == BULL_PRICE


@pytest.mark.parametrize("name", ORACLES)
def test_nobody_can_set_a_price_or_a_feed(name: str) -> None:
    """FPLT's oracle (2021) fell back to a price that its owner set, and its batch setter wrote by the index of the loop
    where the asset was meant: here nothing can be set, and an oracle has no function that changes anything."""
    assert mutating(name) == set()


# ------------------------------------------------------------------ two prices for one thing


def test_two_prices_that_part_do_not_meet_in_one_call(bull: Trading, keeper: str, holder: str) -> None:
    """TLX (audit of 2024, M-04 and L-07) sized a trade by one oracle and filled it at another, so that their divergence
    stopped everything: here each call reads one price once, and a redeem none."""
    strict, rescue = (bull.market.oracle_price(dollars) for dollars in (3_000, 2_700))
    bull.market.oracle.set_answers(strict, strict, rescue)
    bull.fund(keeper)
    with boa.env.anchor(), reverts("rebalance: not due"):
        bull.token.releverage(2**100, 0, keeper, b"", sender=keeper)
    out, payment = bull.deleverage(keeper)
    assert payment == pytest.approx(out * 2_700 * USD / 10**18, abs=1)
    assert bull.ratio(2_700) == pytest.approx(3 + 0.65 / 3, rel=1e-6)
    assert bull.redeem(holder, 10 * SHARE)[0] > 0


def test_an_oracle_that_contradicts_itself_gets_no_market(curator: str, guardian: str) -> None:
    """TLX's two oracles (2024) in one: the factory asks all three questions before it creates a market, and two
    answers to one of them end it."""
    world = MarketWorld(curator, guardian)
    world.bull_oracle.set_answers(FACTORY_PRICE, FACTORY_PRICE + 1, FACTORY_PRICE)
    with reverts("oracle: no strict price"):
        world.create_market()
    world.bull_oracle.set_answers(FACTORY_PRICE, FACTORY_PRICE, 0)
    with reverts("oracle: no rescue price"):
        world.create_market()


@pytest.mark.parametrize("side", [LT, FT, LP], ids=["LT", "FT", "LP"])
def test_where_spot_and_mean_part_nobody_chooses_between_them(
    make_pairing: MakePairing, holder: str, side: int
) -> None:
    """TLX's two prices (2024) again: a paired market has two, both of one feed, and each leg uses the one that is
    worse for the caller; so a difference is paid to the liquidity and not taken from it."""
    pairing = make_pairing()
    amount = pairing.market.worth(10_000)

    def minted() -> int:
        act = (amount, 0, holder, 2**255)
        with boa.env.anchor():
            if side == LP:
                return int(pairing.pool.deposit(*act, sender=holder))
            return int(pairing.pool.mint(side, *act, sender=holder))

    together = [minted()]
    pairing.market.answer(2_100)
    apart = minted()
    pairing.wait(HOUR // 2, 2_100)
    together.append(minted())
    assert apart <= min(together)


def test_moving_value_between_places_makes_no_step_in_nav(bull: Trading, keeper: str, attacker: str) -> None:
    """Bounce (audit finding H-03) counted bridged USDT one to one, so that moving it made a step in NAV: here the sheet
    has one unit on each side, and a fill at no cost, a mint and a redeem leave NAV where it was."""
    bull.market.set_price(2_700)
    nav = bull.nav(2_700)
    bull.deleverage(keeper)
    assert abs(bull.nav(2_700) - nav) < 1
    bull.mint(attacker, 123 * SHARE)
    assert abs(bull.nav(2_700) - nav) < 1
    bull.redeem(attacker, 45 * SHARE)
    assert abs(bull.nav(2_700) - nav) < 1


@pytest.mark.parametrize("name", ["LeveragedToken", "PairingPool"])
def test_no_market_can_change_its_venue_or_its_price(name: str) -> None:
    """Bounce's step in NAV (H-03) came with a move between venues: here assets, pool, oracle and source are
    immutable, and of what may be set, only the fee's recipient is left."""
    setters = {function for function in mutating(name) if function.startswith(("set_", "add_", "remove_", "change_"))}
    assert setters == {"set_fee_recipient"}
