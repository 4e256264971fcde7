# SPDX-License-Identifier: Apache-2.0
from tests.support.contracts import deploy
from tests.support.reverts import reverts
from tests.unit.lending_pool.world import (
    BORROW_LIMIT,
    CURATOR,
    DAY,
    GUARDIAN,
    RATE_MODEL,
    RESERVE_FACTOR,
    RESERVE_WITHDRAWAL,
    WAD,
    ZERO,
    World,
)  # fmt: skip


def test_anyone_after_the_delay(world: World, curator: str, attacker: str) -> None:
    """GOV-01: not a second earlier."""
    world.governance.submit(RESERVE_FACTOR, ZERO, WAD // 5, sender=curator)
    world.wait(3 * DAY - 1)
    with reverts("accept: too early"):
        world.governance.accept(RESERVE_FACTOR, ZERO, sender=attacker)
    world.wait(1)
    world.governance.accept(RESERVE_FACTOR, ZERO, sender=attacker)
    assert world.pool.reserve_factor() == WAD // 5
    with reverts("accept: nothing pending"):
        world.governance.accept(RESERVE_FACTOR, ZERO, sender=attacker)


def test_rate_model(lent: World) -> None:
    """The time before is accrued by the old model."""
    model = deploy("KinkedRateModel", 0, WAD // 2, 0, 0)
    lent.factory.register_rate_model(model.address)
    lent.set_now(RATE_MODEL, model.address, 0)
    assert lent.pool.rate_model() == model.address
    assert lent.pool.deposit_cap() == lent.terms.deposit_cap
    before = lent.pool.pool_state()
    assert before.debt > 500 * lent.unit
    lent.wait(DAY)
    assert lent.pool.pool_state().debt == before.debt


def test_roles_move(world: World, holder: str, filler: str, curator: str, guardian: str) -> None:
    world.set_now(GUARDIAN, filler, 0)
    world.set_now(CURATOR, holder, 0)
    assert (world.governance.curator(), world.governance.guardian()) == (holder, filler)
    with reverts("submit: not the curator"):
        world.governance.submit(GUARDIAN, guardian, 0, sender=curator)
    with reverts("settings: not the guardian"):
        world.governance.pause_borrowing(sender=guardian)


def test_reserve_withdrawal_pays_and_leaves_the_price(lent: World, curator: str, holder: str) -> None:
    """POOL-SHARE-01, POOL-CASH-01."""
    lent.wait(10**8)
    amount = lent.pool.pool_state().reserve // 4
    lent.governance.submit(RESERVE_WITHDRAWAL, holder, amount, sender=curator)
    lent.wait(3 * DAY)
    assets, reserve = lent.pool.totalAssets(), lent.pool.pool_state().reserve
    lent.governance.accept(RESERVE_WITHDRAWAL, holder)
    assert lent.asset.balanceOf(holder) == amount
    assert lent.pool.totalAssets() == assets
    assert lent.pool.pool_state().reserve == reserve - amount


def test_reserve_is_checked_again(lent: World, curator: str, holder: str, token: str, depositor: str) -> None:
    """A loss on its way, or lenders in the queue, between submission and acceptance."""
    lent.wait(10**8)
    lent.governance.submit(RESERVE_WITHDRAWAL, holder, lent.unit, sender=curator)
    lent.wait(3 * DAY)
    lent.pool.enqueue(lent.pool.balanceOf(depositor), sender=depositor)
    with reverts("reserve: no free cash"):
        lent.governance.accept(RESERVE_WITHDRAWAL, holder)
    lent.pool.begin_wind_down(sender=token)
    with reverts("reserve: a token winds down"):
        lent.governance.accept(RESERVE_WITHDRAWAL, holder)


def test_limit(world: World, token: str) -> None:
    world.give_limit(token, 7)
    assert world.pool.loan_state(token).limit == 7
    assert world.governance.pending(BORROW_LIMIT, token) == (0, 0)
