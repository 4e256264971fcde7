# SPDX-License-Identifier: Apache-2.0
"""Past bugs in fees, interest and their clocks: units, minimums, who pays, who avoids, who is kept out."""

from dataclasses import replace
from typing import Any

import boa
import pytest

from steelyard.model.pairing.parameters import Fees
from tests.regression.past_bugs.conftest import COIN, MakeMarket, MakePairing
from tests.regression.past_bugs.ground import DAY, ETH, HOUR, SHARE, USD, YEAR, Pairing, Trading
from tests.support.contracts import deploy
from tests.support.engine import wait
from tests.support.pairing import FOREVER, FT, LP, LT, live_terms
from tests.support.periphery import MintOrder, Periphery, RedeemOrder
from tests.support.reverts import BARE, reverts
from tests.unit.lending_pool.world import World
from tests.unit.pairing_pool.world import PoolWorld

RECIPIENT = "0xfefeFEFeFEFEFEFEFeFefefefefeFEfEfefefEfe"
TEN_PERCENT = {"base_rate": 10**17, "rate_at_kink": 10**17, "rate_at_full": 10**17}
MANAGED = Fees(management=2 * 10**16)


# ------------------------------------------------------------------ min-out


def test_the_routers_minimum_holds_after_the_mint_fee(periphery: Periphery, holder: str) -> None:
    """ELFi (Sherlock, 2024) compared the minimum with the amount before its fee: the router compares what the receiver
    gets."""
    periphery.supply(holder)
    path = periphery.path("v3", periphery.usdc)
    order = MintOrder(periphery.bull.token, periphery.usdc.address, 11_000 * USD, path, holder, min_out=99 * SHARE)
    with reverts("router: too little out"):
        periphery.router.mint_shares(replace(order, min_out=99 * SHARE + 1).encoded(), 100 * SHARE, sender=holder)
    assert periphery.router.mint_shares(order.encoded(), 100 * SHARE, sender=holder)[1] == 99 * SHARE
    assert periphery.bull.token.balanceOf(holder) == 99 * SHARE


def test_the_routers_minimum_holds_after_the_redeem_fee(periphery: Periphery, holder: str) -> None:
    """ELFi's minimum (2024) on the way out: the router compares what is paid after redeem fee, swap fee and price
    impact."""
    periphery.supply(holder)
    periphery.bull.token.transfer(holder, 100 * SHARE, sender=periphery.environment.owner)
    order = RedeemOrder(
        periphery.bull.token,
        periphery.usdc.address,
        100 * SHARE,
        periphery.path("v3", periphery.weth),
        holder,
        min_out=9_900 * USD,
    )
    with reverts("router: too little paid out"):
        periphery.router.redeem(order.encoded(), sender=holder)
    before = periphery.usdc.balanceOf(holder)
    out = periphery.router.redeem(replace(order, min_out=9_850 * USD).encoded(), sender=holder)
    assert periphery.usdc.balanceOf(holder) - before == out < 9_900 * USD


@pytest.mark.parametrize("side", [LT, FT], ids=["LT", "FT"])
def test_a_pairing_minimum_holds_after_all_fees(pairing: Pairing, holder: str, side: int) -> None:
    """ELFi's minimum (2024) on a paired market: what is compared is what the receiver gets, in both directions, to
    the unit."""
    pool, amount = pairing.pool, pairing.market.worth(10_000)
    with boa.env.anchor():
        shares = pairing.mint(side, 10_000, holder)
    with reverts("mint: below minimum"):
        pool.mint(side, amount, shares + 1, holder, FOREVER, sender=holder)
    assert pool.mint(side, amount, shares, holder, FOREVER, sender=holder) == shares
    with boa.env.anchor():
        out = pairing.redeem(side, shares, holder)
    with reverts("redeem: below minimum"):
        pool.redeem(side, shares, out + 1, holder, False, FOREVER, sender=holder)
    held = pairing.market.coin.balanceOf(holder)
    assert pool.redeem(side, shares, out, holder, False, FOREVER, sender=holder) == (shares, out)
    assert pairing.market.coin.balanceOf(holder) == held + out


# ------------------------------------------------------------------ units


def test_the_management_fee_is_a_fraction_per_year(make_market: MakeMarket, holder: str) -> None:
    """Audits of leveraged tokens found streaming fees whose duration was scaled by 1e18 in one place and in seconds in
    another: 5% a year is 5% after a year and a 365th of it after a day."""
    trading = make_market(management_fee=5 * 10**16, fee_recipient=RECIPIENT)
    trading.mint(holder, 1_000 * SHARE)
    wait(DAY)
    assert trading.token.totalSupply() == (1_000 * SHARE + 50 * SHARE // 365) // 10**9 * 10**9
    wait(364 * DAY)
    assert trading.token.totalSupply() == 1_050 * SHARE
    assert trading.token.collect_fees() == trading.token.balanceOf(RECIPIENT) == 50 * SHARE


def test_a_pairing_management_fee_is_a_fraction_per_year(make_pairing: MakePairing) -> None:
    """The mixed-up durations of audits again: a paired market's fee, taken in U, is 2% a year, of which three days
    take their part."""
    pairing = make_pairing(live_terms(fees=MANAGED), fee_recipient=RECIPIENT)
    before = pairing.pool.position().underlying
    pairing.wait(3 * DAY, COIN)
    taken = before - pairing.pool.accrued_position().underlying
    assert taken == before * 2 * 3 // (100 * 365)


def test_interest_is_a_rate_per_year(make_market: MakeMarket, holder: str) -> None:
    """The mixed-up durations of audits again: the borrow rate is 10% a year, continuously compounded, on
    $200,000."""
    trading = make_market(**TEN_PERCENT)
    trading.mint(holder, 1_000 * SHARE)
    wait(YEAR)
    assert trading.token.balance_sheet().debt // USD == 221_034  # 200,000 * e**0.1


@pytest.mark.parametrize("decimals", [(6, 18), (6, 8), (8, 6), (18, 18)], ids=str)
@pytest.mark.parametrize("is_bear", [False, True], ids=["bull", "bear"])
def test_decimals_do_not_change_a_share(
    make_market: MakeMarket, holder: str, decimals: tuple[int, int], is_bear: bool
) -> None:
    """Six decimals taken for eighteen are a classic of audits; FPLT's oracle (2021) underflowed above eighteen: $1,000
    of a 3x buy the same whatever the decimals of quote and underlying are."""
    trading = make_market(is_bear=is_bear, decimals=decimals)
    collateral, debt, shares = trading.mint(holder, 10 * SHARE)
    quote, underlying = 10 ** decimals[0], 10 ** decimals[1]
    held, owed = (4_000 * quote, underlying) if is_bear else (underlying, 2_000 * quote)
    assert collateral == pytest.approx(held, rel=1e-5)  # the first mint counts whole units of debt
    assert debt == pytest.approx(owed, rel=1e-5)
    assert shares == 10 * SHARE - SHARE // 10


@pytest.mark.parametrize("decimals", [6, 8])
def test_decimals_do_not_change_a_pairing_share(make_pairing: MakePairing, holder: str, decimals: int) -> None:
    """Six decimals taken for eighteen, the classic of audits: $10,000 buy the same shares of a coin of few decimals
    as of one of eighteen."""
    minted = {}
    for number in (decimals, 18):
        with boa.env.anchor():
            pairing = make_pairing(coin_decimals=number)
            minted[number] = [pairing.mint(side, 10_000, holder) for side in (LT, FT, LP)]
    assert minted[decimals] == pytest.approx(minted[18], rel=1e-6)
    assert minted[18] == pytest.approx([10_000 * SHARE] * 3, rel=0.03)


@pytest.mark.parametrize("decimals", [5, 19])
def test_other_decimals_are_refused(environment: Any, factory: Any, curator: str, decimals: int) -> None:
    """FPLT's oracle (2021) underflowed above eighteen decimals: where one side runs out of digits, there is no
    market here."""
    model = factory.create_kinked_rate_model((0, 8 * 10**17, 0, 0))
    asset = environment.deploy("MockAsset", decimals)
    with reverts("asset decimals: 6 to 18"):
        factory.create_pool((asset.address, "Lenders", "LEND", curator, curator, model, 2**90, 0, 0, SHARE, DAY))


# ------------------------------------------------------------------ interest and rebalances


def test_interest_depends_on_time_and_not_on_calls(make_market: MakeMarket, holder: str, attacker: str) -> None:
    """FPLT (2021) multiplied the loan by 1.001 on every rebalance, whenever that was: here accruing each hour or
    once in ten days gives the same debt."""
    trading = make_market(**TEN_PERCENT)
    trading.mint(holder, 1_000 * SHARE)
    with boa.env.anchor():
        wait(10 * DAY)
        once = trading.token.balance_sheet().debt
    for _ in range(240):
        wait(HOUR)
        trading.pool.accrue(sender=attacker)
    assert 0 <= trading.token.balance_sheet().debt - once <= 1
    assert once > 200_500 * USD


def test_funding_depends_on_time_and_not_on_calls(pairing: Pairing) -> None:
    """FPLT's interest per call (2021) again: the funding index of a paired market is linear in time, so it does not
    matter how often it is asked for."""
    engine, terms = deploy("PairingEngine"), pairing.pool.terms()
    once = engine.accrued(pairing.pool.position(), terms, DAY, 0)[0]
    often = pairing.pool.position()
    for _ in range(24):
        often = engine.accrued(often, terms, HOUR, 0)[0]
    assert often == once
    assert once.index > pairing.pool.position().index


def test_a_buyer_just_before_a_rebalance_pays_nothing_of_the_past(
    make_market: MakeMarket, holder: str, attacker: str, keeper: str
) -> None:
    """FPLT (2021) charged a buyer interest up front and again at the rebalance that followed: here interest is accrued
    before D is read, and who buys, sees a rebalance at the oracle's price and leaves has lost some units."""
    trading = make_market(**TEN_PERCENT)
    trading.mint(holder, 1_000 * SHARE)
    trading.fund(keeper)
    wait(30 * DAY)
    trading.market.set_price(3_600)
    collateral, debt, shares = trading.mint(attacker, 100 * SHARE)
    trading.token.releverage(2**100, 0, keeper, b"", sender=keeper)
    back, owed = trading.redeem(attacker, shares)
    paid = (collateral * 3_600 * USD // ETH) - debt
    received = (back * 3_600 * USD // ETH) - owed
    assert 0 <= paid - received <= 10
    assert back > collateral  # it was rebalanced in between


def test_a_second_rebalance_has_nothing_to_charge(bull: Trading, keeper: str, attacker: str) -> None:
    """FPLT (2021) let anyone repeat the temporary rebalance and charge interest and fee again: in the band none is
    due."""
    bull.market.set_price(2_800)
    bull.deleverage(keeper, cost=10**14)
    before = bull.balance_sheet()
    bull.fund(attacker)
    with reverts("rebalance: not due"):
        bull.token.deleverage(2**100, 10**15, attacker, b"", sender=attacker)
    assert bull.balance_sheet() == before


def test_a_second_rebalance_of_the_pool_has_nothing_to_charge(make_pairing: MakePairing, keeper: str) -> None:
    """FPLT's repeatable rebalance (2021) again: in a paired market with a rebalance fee the rebalance sets the
    clock."""
    reward = Fees(rebalance=10**14, reward=5 * 10**17, max_reward=10**15)
    pairing = make_pairing(live_terms(fees=reward))
    pairing.wait(DAY, COIN)
    assert pairing.pool.rebalance(sender=keeper)[2] > 0
    owed = pairing.pool.fees_owed()
    with reverts("rebalance: not due"):
        pairing.pool.rebalance(sender=keeper)
    assert pairing.pool.fees_owed() == owed


# ------------------------------------------------------------------ avoiding


def test_frequent_collection_does_not_avoid_the_fee(make_market: MakeMarket, attacker: str) -> None:
    """Sentiment V2 (Sherlock, 2024) moved the fee's clock even where the fee rounded to nothing, so calling every
    second abolished it: here the clock waits until the fee is worth a unit."""
    trading = make_market(management_fee=10**16, fee_recipient=RECIPIENT)
    trading.mint(attacker, SHARE // 5)
    with boa.env.anchor():
        wait(300)
        once = trading.token.collect_fees()
    for _ in range(300):
        wait(1)
        trading.token.collect_fees(sender=attacker)
    assert once > 15 * 10**9
    assert 0 <= once - trading.token.balanceOf(RECIPIENT) <= 10**9


def test_frequent_accrual_does_not_avoid_the_pairing_fee(make_pairing: MakePairing) -> None:
    """Sentiment V2's clock (2024) again: in a paired market seconds that were not worth a unit of U stay unbilled,
    and are billed later."""
    terms = live_terms(coin_decimals=6, fees=MANAGED)
    pairing = make_pairing(terms, coin_decimals=6, opened=100, fee_recipient=RECIPIENT)
    engine, position, encoded = deploy("PairingEngine"), pairing.pool.position(), pairing.pool.terms()
    once, unbilled, total = engine.accrued(position, encoded, 3 * DAY, 0)[1], 0, 0
    for _ in range(72):
        position, fee, unbilled = engine.accrued(position, encoded, HOUR, unbilled)
        total += fee
    assert once == 8
    assert once - total in (0, 1)


def test_a_transfer_to_a_fresh_account_avoids_no_fee(make_market: MakeMarket, holder: str, attacker: str) -> None:
    """Fees that are computed from an account's own history end with the account: here the fee dilutes the supply, and
    no account has a history."""
    trading = make_market(management_fee=5 * 10**16, redeem_fee=10**16, fee_recipient=RECIPIENT)
    trading.mint(attacker, 1_000 * SHARE)
    trading.mint(holder, 100 * SHARE)
    with boa.env.anchor():
        wait(YEAR)
        expected = trading.redeem(holder, 100 * SHARE)
    owner = holder
    for month in range(12):
        wait(YEAR // 12)
        fresh = str(boa.env.generate_address(f"fresh {month}"))
        trading.token.transfer(fresh, 100 * SHARE, sender=owner)
        owner = fresh
    trading.fund(owner)
    assert trading.redeem(owner, 100 * SHARE) == expected


# ------------------------------------------------------------------ griefing


def test_minting_for_somebody_resets_no_timer_of_theirs(make_market: MakeMarket, holder: str, attacker: str) -> None:
    """Velocimeter (Sherlock, 2024) and others restarted an account's lock when a stranger deposited for it: a token
    knows no lock of an account, and the fee's clock is the market's."""
    trading = make_market(management_fee=5 * 10**16, fee_recipient=RECIPIENT)
    trading.mint(holder, 1_000 * SHARE)
    wait(YEAR // 2)
    trading.mint(attacker, 10**9, receiver=holder)
    wait(YEAR // 2)
    assert trading.token.totalSupply() == pytest.approx(1_000 * SHARE * 1.025**2, rel=1e-9)
    trading.mint(attacker, 10**9, receiver=holder)
    assert trading.redeem(holder, trading.token.balanceOf(holder))[0] > 95 * ETH


@pytest.mark.parametrize("side", [LT, FT], ids=["LT", "FT"])
def test_minting_for_somebody_locks_no_pairing_share(pairing: Pairing, holder: str, attacker: str, side: int) -> None:
    """Velocimeter's lock for others (2024) again: whoever was minted for in a paired market can redeem in the same
    second."""
    shares = pairing.mint(side, 1_000, holder)
    shares += pairing.mint(side, 1, attacker, receiver=holder)
    assert pairing.market.share(side).balanceOf(holder) == shares
    assert pairing.redeem(side, shares, holder) > 0


def test_a_stranger_delays_a_queued_exit_by_at_most_one_notice(pairing: Pairing, holder: str, attacker: str) -> None:
    """Velocimeter's lock for others (2024) in a queue: an epoch takes requests for one notice from its first, so a
    stranger who joins at the last moment makes it ripe one notice later, once."""
    share = pairing.market.share(LP)
    for account in (holder, attacker):
        pairing.mint(LP, 1_000, account)
    epoch = share.enqueue(share.balanceOf(holder), sender=holder)
    pairing.wait(HOUR - 600, COIN)
    assert share.enqueue(SHARE, sender=attacker) == epoch
    pairing.wait(600, COIN)
    assert share.enqueue(SHARE, sender=attacker) == epoch + 1
    with reverts("rebalance: not due"):
        pairing.pool.rebalance()
    pairing.wait(HOUR - 600, COIN)
    pairing.pool.rebalance()
    assert share.claim(epoch, holder, sender=holder) > 0


def test_dust_cannot_clog_the_lenders_queue(
    curator: str, guardian: str, depositor: str, attacker: str, keeper: str
) -> None:
    """Velocimeter (Sherlock, 2024): dust locks made for a victim filled the list that their own calls loop over. Here a
    ticket is a ten-thousandth of the supply, a call serves at most a hundred, nobody queues for another, and
    neither deposit nor repayment loops."""
    world = World(curator, guardian)
    world.deposit(depositor, 10_000 * USD)
    world.deposit(attacker, 10_000 * USD)
    world.give_limit(keeper, 20_000 * USD)
    world.pool.borrow(20_000 * USD, keeper, False, sender=keeper)
    ticket = world.pool.totalSupply() // 10_000
    with reverts("queue: too few shares"):
        world.pool.enqueue(ticket - 1, sender=attacker)
    gas = {}
    for number in range(150):
        world.pool.enqueue(ticket, sender=attacker)
        if number in (0, 149):
            with boa.env.anchor():
                world.repay(keeper, 100 * USD)
                gas[number] = world.pool._computation.get_gas_used()
    assert gas[0] == gas[149]
    world.pool.enqueue(world.pool.balanceOf(depositor), sender=depositor)
    world.repay(keeper, 20_000 * USD)
    assert [world.pool.process_queue(count) for count in (1_000, 1_000)] == [200 * USD, 10_100 * USD]
    assert world.pool.claims(depositor) == 10_000 * USD


def test_dust_cannot_clog_a_pairing_queue(pairing: Pairing, holder: str, attacker: str) -> None:
    """Velocimeter's dust (2024) in a paired market: an epoch is one record, so what a rebalance costs does not
    depend on how many wait."""
    share = pairing.market.share(LT)
    shares = pairing.mint(LT, 1_000, holder)
    share.enqueue(shares // 2, sender=holder)
    gas = []
    pairing.mint(LT, 10, attacker)
    for crowd in (0, 20):
        for _ in range(crowd):
            stranger = boa.env.generate_address()
            share.transfer(stranger, 1, sender=attacker)
            share.enqueue(1, sender=stranger)
        with boa.env.anchor():
            pairing.wait(HOUR, COIN)
            pairing.pool.rebalance()
            gas.append(pairing.pool._computation.get_gas_used())
    assert abs(gas[1] - gas[0]) < gas[0] // 1_000


# ------------------------------------------------------------------ fee sinks


def test_a_fee_that_is_never_collected_stops_no_exit(make_market: MakeMarket, holder: str) -> None:
    """Vaults have been stopped by a fee that was owed and could not be paid: here it is counted shares, which need
    nobody's consent, for forty years if need be."""
    trading = make_market(management_fee=5 * 10**16, fee_recipient=RECIPIENT)
    trading.mint(holder, 1_000 * SHARE)
    wait(40 * YEAR)
    collateral, debt = trading.redeem(holder, trading.token.balanceOf(holder))
    assert collateral > 0 and debt > 0
    assert trading.token.balanceOf(RECIPIENT) == 0


def test_a_fee_recipient_that_cannot_be_paid_stops_nobody(holder: str, keeper: str) -> None:
    """Titles (Sherlock, 2024) pushed fees to a receiver who could revert, and with them everybody: a paired market's
    fees wait until they are pulled, and only the pull fails."""
    fees = Fees(cut=5 * 10**17, management=2 * 10**16, rebalance=10**14)
    asset = deploy("HookedAsset", 18)
    world = PoolWorld(live_terms(fees=fees), asset=asset)
    world.fund(holder)
    world.open()
    asset.set_hooked(world.recipient)  # which is no contract: what is sent to it fails
    shares = world.mint(LT, 10 * ETH, holder)
    world.later(DAY, COIN)
    epoch = world.enqueue(LT, shares // 2, holder)
    world.later(HOUR, COIN)
    assert world.redeem(LT, shares // 4, holder)[1] > 0
    world.rebalance(keeper)
    assert world.share(LT).claim(epoch, holder, sender=holder) > 0
    assert world.pool.fees_owed()[0] > 0
    with reverts(BARE):
        world.pool.collect_fees()
    asset.set_hooked(keeper)
    assert world.pool.collect_fees()[0] == asset.balanceOf(world.recipient) > 0
