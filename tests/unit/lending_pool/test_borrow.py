# SPDX-License-Identifier: Apache-2.0
from tests.support.reverts import reverts
from tests.unit.lending_pool.world import WAD, World


def test_lends_and_reports_the_debt(world: World, depositor: str, token: str, holder: str) -> None:
    world.deposit(depositor, 1000 * world.unit)
    world.give_limit(token, 800 * world.unit)
    result = world.pool.borrow(300 * world.unit, holder, False, sender=token)
    assert tuple(result) == (300 * world.unit, 300 * world.unit)
    assert world.asset.balanceOf(holder) == 300 * world.unit
    assert world.pool.pool_state().utilization == 3 * WAD // 10


def test_the_limit_holds_to_the_unit(lent: World, token: str) -> None:
    """However much interest there is, the debt after a borrow, rounded up, keeps the limit."""
    lent.wait(12_345_678)
    room = lent.pool.loan_state(token).borrowable
    with reverts("borrow: limit"):
        lent.pool.borrow(room + 1, token, False, sender=token)
    assert lent.pool.borrow(room, token, False, sender=token)[1] in (800 * lent.unit - 1, 800 * lent.unit)


def test_partial_lends_what_there_is(lent: World, depositor: str, token: str) -> None:
    lent.pool.withdraw(400 * lent.unit, depositor, depositor, sender=depositor)
    assert lent.pool.borrow(200 * lent.unit, token, True, sender=token)[0] == 100 * lent.unit
    with reverts("borrow: nothing to lend"):
        lent.pool.borrow(200 * lent.unit, token, True, sender=token)


def test_refuses_without_free_cash(lent: World, depositor: str, token: str) -> None:
    lent.pool.withdraw(400 * lent.unit, depositor, depositor, sender=depositor)
    with reverts("borrow: no free cash"):
        lent.pool.borrow(100 * lent.unit + 1, token, False, sender=token)


def test_refuses_without_limit(world: World, depositor: str, attacker: str) -> None:
    world.deposit(depositor, world.unit)
    with reverts("borrow: limit"):
        world.pool.borrow(1, attacker, False, sender=attacker)
    with reverts("borrow: nothing to lend"):
        world.pool.borrow(1, attacker, True, sender=attacker)


def test_refuses_zero(lent: World, token: str) -> None:
    with reverts("borrow: zero"):
        lent.pool.borrow(0, token, False, sender=token)


def test_refuses_under_the_pause(lent: World, token: str, guardian: str) -> None:
    lent.governance.pause_borrowing(sender=guardian)
    assert lent.pool.loan_state(token).borrowable == 0
    with reverts("pool: borrowing paused"):
        lent.pool.borrow(1, token, False, sender=token)
    lent.wait(7 * 86_400)
    lent.pool.borrow(1, token, False, sender=token)


def test_refuses_in_wind_down(winding: World, token: str) -> None:
    assert winding.pool.loan_state(token).borrowable == 0
    with reverts("borrow: winding down"):
        winding.pool.borrow(1, token, False, sender=token)


def test_hourly_allowance_leaks_back(slow: World, depositor: str, token: str) -> None:
    slow.deposit(depositor, 1000 * slow.unit)
    slow.give_limit(token, 1000 * slow.unit)
    with reverts("borrow: hourly allowance"):
        slow.pool.borrow(250 * slow.unit + 1, token, False, sender=token)
    slow.pool.borrow(250 * slow.unit, token, False, sender=token)
    with reverts("borrow: hourly allowance"):
        slow.pool.borrow(1, token, False, sender=token)
    slow.wait(1800)
    assert slow.pool.loan_state(token).borrowable == 125 * slow.unit


def test_attack_burning_the_allowance_by_flash(slow: World, depositor: str, token: str) -> None:
    """What is borrowed and repaid at once costs nobody's allowance but a tick of 2**-15 s."""
    slow.deposit(depositor, 1000 * slow.unit)
    slow.give_limit(token, 1000 * slow.unit)
    for _ in range(10):
        slow.pool.borrow(250 * slow.unit, token, False, sender=token)
        slow.asset.transfer(slow.pool.address, 250 * slow.unit, sender=token)
        slow.pool.repay(250 * slow.unit, sender=token)
        slow.wait(1)
    assert slow.pool.loan_state(token).borrowable == 250 * slow.unit


def test_queued_lenders_come_first(dry: World, depositor: str, token: str) -> None:
    dry.pool.enqueue(100 * dry.unit * 10**6, sender=depositor)
    dry.repay(token, 150 * dry.unit)
    with reverts("borrow: no free cash"):
        dry.pool.borrow(60 * dry.unit, token, False, sender=token)
