# SPDX-License-Identifier: Apache-2.0
"""Past bugs in queues, claims and caps: who is paid first, who bears the loss, who is paid twice, what is summed up."""

from typing import Any

import pytest

from steelyard.model.pairing.parameters import Fees
from tests.regression.past_bugs.conftest import COIN, MakeMarket, MakePairing
from tests.regression.past_bugs.ground import ETH, HOUR, SHARE, UNLIMITED, USD, Pairing
from tests.support.contracts import deploy
from tests.support.pairing import FT, LP, LT, live_terms
from tests.support.reverts import reverts
from tests.unit.lending_pool.world import Terms, World
from tests.unit.pairing_pool.world import PoolWorld

NO_EXIT_FEE = Fees(liquidity_exit=0)


# ------------------------------------------------------------------ queues


def test_nobody_jumps_the_lenders_queue(
    curator: str, guardian: str, depositor: str, attacker: str, keeper: str
) -> None:
    """Affine's emergency withdrawal queue (2022) let a front-runner withdraw the cash that others were queued for: here
    cash for queued shares is not free, for withdrawals and borrowing alike, and tickets are served in order."""
    world = World(curator, guardian)
    world.deposit(depositor, 1_000 * USD)
    world.deposit(attacker, 500 * USD)
    world.give_limit(keeper, 1_500 * USD)
    world.pool.borrow(1_500 * USD, keeper, False, sender=keeper)
    world.pool.enqueue(world.pool.balanceOf(depositor), sender=depositor)
    world.repay(keeper, 600 * USD)
    assert world.pool.maxWithdraw(attacker) == 0
    with reverts("withdraw: no free cash"):
        world.pool.withdraw(1, attacker, attacker, sender=attacker)
    with reverts("borrow: no free cash"):
        world.pool.borrow(1, keeper, False, sender=keeper)
    world.pool.enqueue(world.pool.balanceOf(attacker), sender=attacker)
    world.pool.process_queue(2)
    assert (world.pool.claims(depositor), world.pool.claims(attacker)) == (600 * USD, 0)
    world.repay(keeper, 500 * USD)
    world.pool.process_queue(2)
    assert world.pool.claims(depositor) == pytest.approx(1_000 * USD, rel=1e-3)
    assert world.pool.claims(attacker) == pytest.approx(100 * USD, rel=1e-2)


def test_nobody_jumps_a_pairing_queue(pairing: Pairing, holder: str, attacker: str) -> None:
    """Affine's queue (2022) again: in a paired market epochs are paid in order, and who redeems at once takes
    nothing from those who wait."""
    share = pairing.market.share(LT)
    pairing.mint(LT, 20_000, attacker)
    first = share.enqueue(pairing.mint(LT, 10_000, holder), sender=holder)
    pairing.wait(HOUR - 600, COIN)
    second = share.enqueue(10_000 * SHARE // 2, sender=attacker)
    pairing.redeem(LT, 5_000 * SHARE, attacker)
    fair = pairing.value_per_share(LT, COIN) * share.request(holder, first) / pairing.price(COIN)
    pairing.wait(600, COIN)
    pairing.pool.rebalance()
    assert second == first + 1
    assert share.epoch(first)[3] and not share.epoch(second)[3]
    with reverts("claim: epoch still waits"):
        share.claim(second, attacker, sender=attacker)
    assert share.claim(first, holder, sender=holder) == pytest.approx(float(fair), rel=1e-5)


def test_a_queued_lender_bears_the_loss_like_the_others(
    make_market: MakeMarket, holder: str, attacker: str, keeper: str
) -> None:
    """Bounce (audit finding H-02) fixed the amount when an exit was requested, so a later loss fell on those who
    stayed: here a ticket is shares until it is served."""
    trading = make_market(deposit=200_000)
    trading.mint(holder, 1_000 * SHARE)  # borrows all of it
    pool, lender = trading.pool, trading.market.environment.owner
    pool.transfer(attacker, pool.balanceOf(lender) // 2, sender=lender)
    pool.enqueue(pool.balanceOf(attacker), sender=attacker)
    trading.wind_down(1_900, keeper)
    trading.token.impair(sender=keeper)
    trading.deleverage(keeper)
    trading.token.write_off(sender=keeper)
    pool.process_queue(1)
    assert pool.claims(attacker) == pytest.approx(95_000 * USD, abs=2)
    assert pool.maxWithdraw(lender) == pytest.approx(95_000 * USD, abs=2)


@pytest.mark.parametrize("side", [LT, FT, LP], ids=["LT", "FT", "LP"])
@pytest.mark.parametrize("dollars", [1_900, 2_100])
def test_a_queued_pairing_share_bears_profit_and_loss(
    make_pairing: MakePairing, holder: str, attacker: str, side: int, dollars: int
) -> None:
    """Bounce's fixed amount (H-02) again: what an epoch is paid is worth what the same shares of those who stay are
    worth, and not what they were worth when they were queued."""
    pairing = make_pairing(live_terms(fees=NO_EXIT_FEE))
    share = pairing.market.share(side)
    shares = pairing.mint(side, 10_000, holder)
    pairing.mint(side, 10_000, attacker)
    requested = pairing.value_per_share(side, COIN)
    epoch = share.enqueue(shares, sender=holder)
    pairing.wait(HOUR, dollars)
    pairing.pool.rebalance()
    each = share.claim(epoch, holder, sender=holder) * pairing.price(dollars) / shares
    assert each == pytest.approx(float(pairing.value_per_share(side, dollars)), rel=1e-9)
    moved = each / float(requested) - 1
    if side == LT:
        assert moved == pytest.approx(3 * (dollars / COIN - 1), rel=0.02)
    elif side == FT:
        assert 0 < moved < 1e-4  # its funding
    else:
        assert moved * (dollars - COIN) > 0


# ------------------------------------------------------------------ claims


class Reentrant:
    """An account that an asset calls when it is paid, and that then tries everything once more."""

    def __init__(self) -> None:
        self.asset = deploy("HookedAsset", 18)
        self.caller = deploy("ScriptedCaller")
        self.me = str(self.caller.address)
        self.asset.mint(self.me, 10**6 * ETH)

    def act(self, contract: Any, function: str, *arguments: Any) -> None:
        """One call as this account."""
        self.caller.act(contract.address, getattr(contract, function).prepare_calldata(*arguments))

    def when_paid(self, contract: Any, function: str, *arguments: Any) -> None:
        """Adds a call to make when the asset comes in."""
        self.asset.set_hooked(self.me)
        self.caller.script(contract.address, getattr(contract, function).prepare_calldata(*arguments))

    def was_locked_out(self, calls: int) -> bool:
        """Whether so many calls were made, and all refused by a lock, which answers nothing."""
        return [tuple(outcome) for outcome in self.caller.outcomes()] == [(False, b"")] * calls


def test_a_lenders_claim_cannot_be_entered_twice(curator: str, guardian: str, depositor: str, keeper: str) -> None:
    """The DAO (June 2016) and many since paid before they wrote down that they had: here a claim is struck out
    before it is paid, and the pool is locked meanwhile."""
    thief = Reentrant()
    world = World(curator, guardian, asset=thief.asset)
    world.deposit(depositor, 1_000 * ETH)
    thief.act(thief.asset, "approve", world.pool.address, UNLIMITED)
    thief.act(world.pool, "deposit", 1_000 * ETH, thief.me)
    world.give_limit(keeper, 2_000 * ETH)
    world.pool.borrow(2_000 * ETH, keeper, False, sender=keeper)
    thief.act(world.pool, "enqueue", world.pool.balanceOf(thief.me) // 2)
    world.repay(keeper, 1_500 * ETH)
    world.pool.process_queue(1)
    owed, held = world.pool.claims(thief.me), thief.asset.balanceOf(thief.me)
    thief.when_paid(world.pool, "claim", thief.me)
    thief.when_paid(world.pool, "withdraw", ETH, thief.me, thief.me)
    thief.when_paid(world.pool, "process_queue", 1)
    thief.when_paid(world.pool, "transfer", depositor, 1)
    thief.act(world.pool, "claim", thief.me)
    assert thief.was_locked_out(calls=4)
    assert thief.asset.balanceOf(thief.me) - held == owed > 0
    assert world.pool.cash() == thief.asset.balanceOf(world.pool.address)


@pytest.mark.parametrize("ended", [False, True], ids=["an epoch's", "an ended generation's"])
def test_a_pairing_claim_cannot_be_entered_twice(holder: str, keeper: str, ended: bool) -> None:
    """The DAO's payout (2016) again, for both claims of a paired share: its U is counted down before it is sent,
    behind a lock."""
    thief = Reentrant()
    world = PoolWorld(asset=thief.asset)
    world.fund(holder)
    world.open()
    thief.act(thief.asset, "approve", world.address, UNLIMITED)
    thief.act(world.pool, "mint", LT, 10 * ETH, 0, thief.me, UNLIMITED // 2)
    world.mint(LT, 10 * ETH, holder)
    share = world.share(LT)
    epoch = world.enqueue(LT, share.balanceOf(holder) // 2, holder)
    thief.act(share, "enqueue", share.balanceOf(thief.me) // 2)
    world.later(HOUR, COIN)
    world.rebalance()
    if ended:
        world.deprecate(keeper)
    claim = ("claim_closed", thief.me) if ended else ("claim", epoch, thief.me)
    held, counted = thief.asset.balanceOf(thief.me), share.counted()
    for call in (claim, ("claim", epoch, thief.me), ("claim_closed", thief.me), ("transfer", holder, 1)):
        thief.when_paid(share, *call)
    thief.act(share, *claim)
    assert thief.was_locked_out(calls=4)
    paid = thief.asset.balanceOf(thief.me) - held
    assert paid == counted - share.counted() > 0
    assert share.claim(epoch, holder, sender=holder) > 0
    assert thief.asset.balanceOf(share.address) == share.counted()


# ------------------------------------------------------------------ caps


def test_a_borrow_limit_is_on_the_sum(curator: str, guardian: str, depositor: str, keeper: str) -> None:
    """Caps that were checked per transaction fell to whoever came twice: a limit counts all debt, interest included."""
    world = World(curator, guardian)
    world.deposit(depositor, 1_000 * USD)
    world.give_limit(keeper, 800 * USD)
    for _ in range(8):
        world.pool.borrow(100 * USD, keeper, False, sender=keeper)
    with reverts("borrow: limit"):
        world.pool.borrow(1, keeper, False, sender=keeper)


def test_an_hourly_allowance_is_on_the_sum(curator: str, guardian: str, depositor: str, keeper: str) -> None:
    """A cap per transaction again: the allowance is a leaky bucket, not a limit on a single call, so two halves are
    a whole."""
    world = World(curator, guardian, Terms(hourly_part=SHARE // 4))
    world.deposit(depositor, 1_000 * USD)
    world.give_limit(keeper, 800 * USD)
    for _ in range(2):
        world.pool.borrow(100 * USD, keeper, False, sender=keeper)
    with reverts("borrow: hourly allowance"):
        world.pool.borrow(USD, keeper, False, sender=keeper)
    world.wait(HOUR // 2)
    world.pool.borrow(100 * USD, keeper, False, sender=keeper)


def test_a_deposit_cap_is_on_the_sum(curator: str, guardian: str, depositor: str, attacker: str) -> None:
    """A cap per transaction again: the deposit cap is on what the pool holds for all of its lenders together."""
    world = World(curator, guardian, Terms(deposit_cap=1_000 * USD))
    world.deposit(depositor, 600 * USD)
    world.deposit(attacker, 400 * USD)
    with reverts("deposit: above cap"):
        world.deposit(attacker, 1)


def test_a_pairing_markets_size_is_on_the_sum(make_pairing: MakePairing, holder: str, depositor: str) -> None:
    """A cap per transaction again: the size of a paired market is the U of all sides, whichever of them brings
    it."""
    pairing = make_pairing(live_terms(max_underlying=510 * ETH))  # it is opened with 500
    pairing.mint(LP, 10_000, depositor)
    pairing.mint(FT, 9_000, holder)
    with reverts("mint: market full"):
        pairing.mint(LT, 1_001, holder)
    pairing.mint(LT, 1_000, holder)


def test_a_capacity_ratio_is_on_the_sum(pairing: Pairing, holder: str, attacker: str) -> None:
    """A cap per transaction again: pieces stop where one mint would have stopped, at half of the exposure of a
    3x."""
    engine, terms = deploy("PairingEngine"), pairing.pool.terms()
    minted = 0
    for number in range(100):
        if (
            int(engine.kappa_leveraged(pairing.pool.position(), terms, pairing.price(COIN)))
            > terms.cap_leveraged * 96 // 100
        ):
            break
        pairing.mint(LT, 5_000, (holder, attacker)[number % 2])
        minted += 5_000
    with reverts("mint: leveraged cap"):
        pairing.mint(LT, 10_000, holder)
    assert 160_000 < minted < 220_000
