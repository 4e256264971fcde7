# SPDX-License-Identifier: Apache-2.0
"""Past bugs in what a share is worth: inflation, dilution, rounding, the first and the last holder."""

import random
from fractions import Fraction
from math import ceil, floor
from typing import Any

import boa
import pytest

from tests.regression.past_bugs.conftest import COIN, MakeMarket, MakePairing
from tests.regression.past_bugs.ground import DEAD, ETH, HOUR, SHARE, UNLIMITED, USD, YEAR, Pairing, Trading, mutating
from tests.support.engine import wait
from tests.support.pairing import FT, LP, LT
from tests.support.reverts import reverts
from tests.unit.lending_pool.world import World

RICH = 10**12
VIRTUAL = 10**6  # shares


def test_first_minter_cannot_inflate_the_share_by_a_donation(
    make_market: MakeMarket, attacker: str, holder: str
) -> None:
    """FPLT (2021) took its NAV from `balanceOf`, and audits of TLX (2024) and Bounce found the first minter's inflation
    again: here C is counted, D is the pool's, and a tenth of a share is locked, so a donation belongs to nobody."""
    trading = make_market()
    trading.mint(attacker, SHARE // 5)
    with boa.env.anchor():
        expected = trading.mint(holder, SHARE)
    trading.market.collateral.mint(trading.address, 1_000 * ETH)
    trading.market.debt_asset.mint(trading.address, RICH)
    trading.market.debt_asset.mint(trading.pool.address, RICH)
    assert trading.mint(holder, SHARE) == expected
    assert trading.redeem(attacker, SHARE // 10)[0] == ETH // 100  # $30 of ETH at $3,000, for $10 of equity


def test_first_lender_cannot_inflate_the_share_by_a_donation(
    curator: str, guardian: str, attacker: str, depositor: str
) -> None:
    """Many forks of ERC-4626 (2022 and 2023) let a first depositor donate: the pool counts its cash and adds a
    million virtual shares, so the first lender's donation moves nothing."""
    world = World(curator, guardian)
    world.deposit(attacker, 1)
    world.asset.mint(world.pool.address, RICH)
    shares = world.deposit(depositor, 1_000 * USD)
    assert world.pool.previewRedeem(shares) == 1_000 * USD
    assert world.pool.maxWithdraw(attacker) == 1


@pytest.mark.parametrize("side", [LT, FT, LP], ids=["LT", "FT", "LP"])
def test_first_holder_cannot_inflate_a_pairing_share_by_a_donation(
    make_pairing: MakePairing, attacker: str, holder: str, side: int
) -> None:
    """FPLT's donation (2021) in a paired market of $100: $10 of each side are locked, and U that nobody counted is
    nobody's."""
    pairing = make_pairing(opened=100)
    pairing.mint(LP, 1, attacker)
    with boa.env.anchor():
        expected = pairing.mint(side, 5, holder)
    for place in (pairing.pool, pairing.market.share(side)):
        pairing.market.coin.mint(place.address, 10**6 * ETH)
    assert pairing.mint(side, 5, holder) == expected


@pytest.mark.parametrize("name", ["LeveragedToken", "LendingPool", "AnchoredToken"])
def test_nobody_can_burn_a_share_without_its_part_leaving(name: str) -> None:
    """TLX (audit of 2024, C-01) had a public `burn`, by which a first minter set the price of a share at will: here a
    share ends only in a redeem, which pays its part out."""
    assert not {function for function in mutating(name) if "burn" in function.lower()}
    assert {"redeem", "unwrap"} & mutating(name)


def test_only_the_market_burns_a_pairing_share(pairing: Pairing, holder: str, attacker: str) -> None:
    """TLX's public `burn` (2024) again: a paired share has a `burn`, for its market alone, which pays for what it
    burns."""
    pairing.mint(LT, 100, holder)
    for account in (holder, attacker):
        with reverts("share: market only"):
            pairing.market.share(LT).burn(holder, 1, sender=account)


def test_shares_thrown_away_raise_nobodys_price(bull: Trading, holder: str, attacker: str) -> None:
    """What a `burn` did at TLX, a transfer to a dead address does not: those shares stay in the supply."""
    bull.mint(attacker, 10 * SHARE)
    before = bull.per_share()
    bull.token.transfer(DEAD, 10 * SHARE, sender=attacker)
    assert bull.per_share() == before


def test_the_last_holder_can_leave_and_a_first_one_can_come(make_market: MakeMarket, holder: str, keeper: str) -> None:
    """Cork (Sherlock, 2024) divided by a supply of zero once all had left: here the locked seed stays, the redeem
    fee is waived for the last one, and the next minter finds the same price."""
    trading = make_market(redeem_fee=10**16)
    trading.mint(holder, 1_000 * SHARE)
    collateral, debt = trading.redeem(holder, trading.token.balanceOf(holder))
    assert (collateral, debt) == (99_990_000 * ETH // 10**6, 199_980 * USD)
    assert trading.token.totalSupply() == trading.token.balanceOf(DEAD) == SHARE // 10
    assert trading.mint(keeper, 10 * SHARE) == (ETH, 2_000 * USD, 10 * SHARE)


def test_the_last_lender_can_leave_and_a_first_one_can_come(
    curator: str, guardian: str, depositor: str, holder: str, keeper: str
) -> None:
    """Cork's empty supply (2024) on the pool: its virtual shares are never zero, so the first lender after the last
    finds a price."""
    world = World(curator, guardian)
    world.deposit(depositor, 1_000 * USD)
    world.give_limit(keeper, 500 * USD)
    world.pool.borrow(500 * USD, keeper, False, sender=keeper)
    world.wait(YEAR)
    world.repay(keeper, world.pool.debt_of(keeper))
    paid = world.pool.redeem(world.pool.balanceOf(depositor), depositor, depositor, sender=depositor)
    assert paid > 1_000 * USD
    assert world.pool.totalSupply() == 0
    shares = world.deposit(holder, 1_000 * USD)
    assert 1_000 * USD - world.pool.previewRedeem(shares) in (0, 1)


def test_the_last_holders_of_a_pairing_market_can_leave(pairing: Pairing, holder: str, depositor: str) -> None:
    """Cork's empty supply (2024) in a paired market: LT leave at once, the last LP by the queue, and the seeds keep
    the market alive."""
    owner, share = pairing.market.environment.owner, pairing.market.share(LP)
    shares = pairing.mint(LT, 1_000, holder)
    assert pairing.redeem(LT, shares, holder) > 0
    epoch = share.enqueue(share.balanceOf(owner), sender=owner)
    pairing.wait(HOUR, COIN)
    pairing.pool.rebalance()
    paid = share.claim(epoch, owner, sender=owner)
    assert paid > pairing.market.worth(1_000_000 - 31)
    assert share.raw_supply() == share.raw_balance(DEAD) == 10 * SHARE
    assert pairing.mint(LP, 1_000, depositor) > 0


@pytest.mark.parametrize("kind", ["leveraged", "pool", "anchored", "LT"])
def test_a_transfer_to_oneself_creates_nothing(bull: Trading, pairing: Pairing, holder: str, kind: str) -> None:
    """bZx (September 2020) wrote a sender's balance and then the receiver's from what it had read before, so iTokens
    sent to oneself doubled ($8M): here each balance is read where it is written."""
    token = _token_of(kind, bull, pairing, holder)
    amount, supply = token.balanceOf(holder) // 2, token.totalSupply()
    before = token.balanceOf(holder)
    assert amount > 0
    token.transfer(holder, amount, sender=holder)
    token.approve(holder, amount, sender=holder)
    token.transferFrom(holder, holder, amount, sender=holder)
    assert (token.balanceOf(holder), token.totalSupply()) == (before, supply)
    with reverts({"anchored": "transfer: over balance"}.get(kind, "erc20: transfer amount exceeds balance")):
        token.transfer(holder, before + 1, sender=holder)


def _token_of(kind: str, bull: Trading, pairing: Pairing, holder: str) -> Any:
    if kind == "leveraged":
        return bull.token
    if kind == "pool":
        bull.pool.deposit(1_000 * USD, holder, sender=holder)
        return bull.pool
    if kind == "anchored":
        anchored = bull.market.anchored
        bull.token.approve(anchored.address, UNLIMITED, sender=holder)
        anchored.wrap(100 * SHARE, holder, sender=holder)
        return anchored
    pairing.mint(LT, 1_000, holder)
    return pairing.market.share(LT)


def test_nobody_can_mint_after_the_end(bull: Trading, holder: str, attacker: str, keeper: str) -> None:
    """Leveraged tokens that had ended still had a formula for a mint price: here no mint is possible, and what is
    left belongs to those who held."""
    bull.wind_down(2_030, keeper)
    bull.fund(attacker)
    with reverts("mint: winding down"):
        bull.token.mint(SHARE, attacker, attacker, b"", sender=attacker)
    bull.deleverage(keeper)
    assert bull.balance_sheet()[1] == 0
    with reverts("mint: winding down"):
        bull.token.mint(SHARE, attacker, attacker, b"", sender=attacker)
    left = bull.balance_sheet()[0]
    assert bull.redeem(holder, bull.token.balanceOf(holder)) == (left * 9_999 // 10_000, 0)


def test_nobody_can_mint_after_the_end_of_a_pairing_market(pairing: Pairing, holder: str, keeper: str) -> None:
    """A mint price after the end again: a deprecated market's claims are fixed amounts of U, and no side takes more."""
    shares = [pairing.mint(side, 1_000, holder) for side in (LT, FT, LP)]
    wait(2 * HOUR)
    pairing.pool.report_stale(sender=keeper)
    wait(72 * HOUR)
    pairing.pool.deprecate(sender=keeper)
    pairing.market.answer(COIN)
    for side in (LT, FT, LP):
        with reverts("market: deprecated"):
            pairing.mint(side, 1_000, holder)
        assert pairing.market.share(side).claim_closed(holder, sender=holder) > 0
    assert all(shares)


def test_a_mint_after_the_end_of_a_generation_touches_no_old_claim(
    pairing: Pairing, holder: str, depositor: str, attacker: str, keeper: str
) -> None:
    """A mint price after the end again: after a wipe-out LT begins anew at $1 in another contract, and the old one
    keeps what it was left."""
    pairing.mint(LT, 20, holder)
    old = pairing.market.share(LT)
    pairing.wait(HOUR, 500)
    pairing.pool.rebalance(sender=keeper)
    assert old.closed()[0]
    with boa.env.anchor():
        expected = old.claim_closed(holder, sender=holder)
    minted = pairing.mint(LT, 10_000, attacker)
    assert pairing.market.share(LT).address != old.address
    assert 9_600 * SHARE < minted < 9_990 * SHARE  # dollars, less fee, margin and the seed
    assert old.claim_closed(holder, sender=holder) == expected > 0


def test_rounding_never_favours_the_caller(bull: Trading, attacker: str) -> None:
    """Balancer V2 (November 2025) lost to a rounding in the caller's favour, repeated: here every amount of a mint and
    redeem of awkward sizes is rounded against them, by at most one unit of collateral and two of debt."""
    draw = random.Random(11)
    bull.mint(attacker, 7 * SHARE // 3)
    for _ in range(25):
        shares = draw.choice((1, draw.randrange(1, 10**6), draw.randrange(1, SHARE)))
        held, owed, supply = bull.balance_sheet()
        collateral, debt, minted = bull.mint(attacker, shares)
        assert (collateral, debt) == (-(-held * shares // supply), owed * shares // supply)
        held, owed, supply = bull.balance_sheet()
        assert bull.redeem(attacker, minted) == (held * minted // supply, -(-owed * minted // supply))


@pytest.mark.parametrize(
    ("function", "names_assets", "answer_rounds"),
    [("deposit", True, floor), ("withdraw", True, ceil), ("mint", False, ceil), ("redeem", False, floor)],
)
def test_rounding_never_favours_the_lender(
    curator: str, guardian: str, depositor: str, attacker: str, function: str, names_assets: bool, answer_rounds: Any
) -> None:
    """Balancer's rounding (2025) on the pool, at a share price that divides nothing: whatever the caller names, the
    other amount is rounded against them, by less than a unit."""
    world = World(curator, guardian)
    world.deposit(depositor, 1_000_003)
    world.give_limit(attacker, 700_001)
    world.pool.borrow(700_001, attacker, False, sender=attacker)
    world.wait(YEAR // 7)
    world.deposit(attacker, RICH)
    world.fund(attacker, RICH)
    draw = random.Random(12)
    for _ in range(25):
        amount = draw.choice((1, draw.randrange(1, 100), draw.randrange(1, 10**6))) * (1 if names_assets else VIRTUAL)
        sheet = world.pool.pool_state()
        price = Fraction(sheet.total_assets + 1, sheet.supply + VIRTUAL)
        accounts = (attacker, attacker) if function in ("withdraw", "redeem") else (attacker,)
        got = getattr(world.pool, function)(amount, *accounts, sender=attacker)
        assert got == answer_rounds(amount / price if names_assets else amount * price)


def test_rounding_never_favours_the_claimant(pairing: Pairing, holder: str, depositor: str, attacker: str) -> None:
    """Balancer's rounding (2025) in the queue of a paired share: the parts of an epoch are rounded down and never
    exceed it."""
    share, claimants = pairing.market.share(LT), (holder, depositor, attacker)
    for dollars, account in zip((7, 11, 13), claimants, strict=True):
        epoch = share.enqueue(pairing.mint(LT, dollars, account), sender=account)
    pairing.wait(HOUR, COIN)
    pairing.pool.rebalance()
    paid = share.epoch(epoch)[4]
    claimed = sum(share.claim(epoch, account, sender=account) for account in claimants)
    assert 0 <= paid - claimed < 3
    assert share.counted() == paid - claimed


def test_mint_and_redeem_see_one_price_between_rebalances(bull: Trading, attacker: str) -> None:
    """FPLT (2021) minted at the NAV of the last rebalance and redeemed at the present one: here both move the same part
    of C and D, whatever the price did since, so the difference that paid for a round trip does not exist."""
    for dollars in (3_000, 3_250, 2_800):
        bull.market.set_price(dollars)
        collateral, debt, minted = bull.mint(attacker, 77 * SHARE)
        back, owed = bull.redeem(attacker, minted)
        assert 0 <= collateral - back <= 1
        assert 0 <= owed - debt <= 2


def test_a_minters_slippage_is_their_own(bull: Trading, attacker: str) -> None:
    """FPLT (2021) minted at a model price while it accepted 2% of loss on three times the deposit, paid by all others;
    TLX and Bounce filled the gap with an exit fee: here a mint of ten times the supply costs others nothing."""
    before = bull.per_share()
    bull.mint(attacker, 10_000 * SHARE)
    after = bull.per_share()
    assert after[0] >= before[0]
    assert after[1] <= before[1]
    assert bull.nav(3_000) - 100 * USD < 1
    bull.redeem(attacker, 10_000 * SHARE)
    assert bull.nav(3_000) >= 100 * USD


@pytest.mark.parametrize("side", [LT, FT])
def test_a_pairing_traders_cost_is_their_own(make_pairing: MakePairing, holder: str, attacker: str, side: int) -> None:
    """FPLT's socialised slippage (2021) again: fee and margin of a trade stay with the liquidity, and no share of
    another side loses."""
    pairing = make_pairing()
    pairing.mint(side, 10_000, holder)
    before = [pairing.value_per_share(other, COIN) for other in (LT, FT, LP)]
    shares = pairing.mint(side, 100_000, attacker)
    between = [pairing.value_per_share(other, COIN) for other in (LT, FT, LP)]
    pairing.redeem(side, shares, attacker)
    after = [pairing.value_per_share(other, COIN) for other in (LT, FT, LP)]
    for one, two, three in zip(before, between, after, strict=True):
        assert one * (1 - ROUNDING) <= two
        assert two * (1 - ROUNDING) <= three
    assert after[LP] > before[LP]


ROUNDING = 1 / 10**15


def test_a_rebase_moves_no_claim_and_leaves_no_stale_balance(bull: Trading, holder: str, attacker: str) -> None:
    """FPLT (2021) rebased by a flag and a later change of ratio, without an event; Yield Basis (Sherlock, 2025) let a
    staker's balance stay as before its negative rebase until somebody touched it: here one factor changes every balance
    in the same call, and nobody's claim in shares."""
    anchored, token = bull.market.anchored, bull.token
    token.approve(anchored.address, UNLIMITED, sender=holder)
    anchored.wrap(900 * SHARE, holder, sender=holder)
    anchored.transfer(attacker, 300 * SHARE, sender=holder)
    claims = [anchored.shares_of(account) for account in (holder, attacker)]
    bull.market.set_price(2_090)
    assert anchored.rebase() is False
    wait(600)
    bull.market.set_price(2_090)
    assert anchored.rebase() is True
    assert [type(event).__name__ for event in anchored.get_logs()] == ["Rebase"]
    assert [anchored.shares_of(account) for account in (holder, attacker)] == claims
    units = anchored.balanceOf(attacker)
    assert 27 * SHARE - units in (0, 1)  # 300 units of $9 are 27 of $100
    assert 0 <= anchored.balanceOf(holder) - 2 * units <= 1
    assert 0 <= anchored.totalSupply() - anchored.balanceOf(holder) - units <= 1
    anchored.transfer(holder, units, sender=attacker)
    with reverts("transfer: over balance"):
        anchored.transfer(holder, 1, sender=attacker)


def test_a_consolidation_reaches_every_balance_at_once(make_pairing: MakePairing, holder: str, depositor: str) -> None:
    """Yield Basis' stale balance (2025) again: when LT has lost nearly all, a million shares become one for
    everybody in one call, and what one shows is what they can move."""
    pairing = make_pairing(opened=100_000_000)
    share = pairing.market.share(LT)
    shares = [pairing.mint(LT, 5_000_000, account) for account in (holder, depositor)]
    raw = [share.raw_balance(account) for account in (holder, depositor)]
    with reverts("consolidate: not small enough"):
        pairing.pool.consolidate(LT)
    pairing.wait(HOUR, 20)
    pairing.pool.rebalance()
    pairing.pool.consolidate(LT)
    assert [share.balanceOf(account) for account in (holder, depositor)] == [shown // 10**6 for shown in shares]
    assert [share.raw_balance(account) for account in (holder, depositor)] == raw
    share.transfer(depositor, share.balanceOf(holder), sender=holder)
    assert share.balanceOf(holder) == 0
