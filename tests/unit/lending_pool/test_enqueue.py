# SPDX-License-Identifier: Apache-2.0
from tests.support.reverts import reverts
from tests.unit.lending_pool.world import World


def test_escrows_the_shares(dry: World, depositor: str) -> None:
    shares = 10**8 * dry.unit
    assert dry.pool.enqueue(shares, sender=depositor) == 0
    assert dry.pool.enqueue(shares, sender=depositor) == 1
    assert dry.pool.balanceOf(dry.pool.address) == dry.pool.pool_state().queued == 2 * shares
    assert dry.pool.tickets(1) == (depositor, shares)
    assert (dry.pool.head(), dry.pool.tail()) == (0, 2)


def test_queued_shares_keep_earning(dry: World, depositor: str, token: str) -> None:
    dry.pool.enqueue(10**8 * dry.unit, sender=depositor)
    dry.wait(10**7)
    dry.repay(token, 500 * dry.unit)
    assert dry.pool.process_queue(1) > 100 * dry.unit


def test_attack_dust_queue(dry: World, depositor: str) -> None:
    """A ticket is at least 1/10,000 of the supply, so the queue cannot be stuffed."""
    minimum = dry.pool.totalSupply() // 10_000
    with reverts("queue: too few shares"):
        dry.pool.enqueue(minimum - 1, sender=depositor)
    with reverts("queue: too few shares"):
        dry.pool.enqueue(0, sender=depositor)
    dry.pool.enqueue(minimum, sender=depositor)


def test_refuses_what_the_free_cash_pays(lent: World, depositor: str) -> None:
    with reverts("queue: free cash suffices"):
        lent.pool.enqueue(500 * lent.unit * 10**6, sender=depositor)
    lent.pool.enqueue(501 * lent.unit * 10**6, sender=depositor)


def test_refuses_more_than_owned(dry: World, attacker: str) -> None:
    with reverts("erc20: transfer amount exceeds balance"):
        dry.pool.enqueue(dry.pool.totalSupply(), sender=attacker)


def test_attack_jumping_the_queue(dry: World, depositor: str, holder: str, token: str) -> None:
    """Cash that comes in belongs to the queue first."""
    dry.pool.transfer(holder, 10**8 * dry.unit, sender=depositor)
    dry.pool.enqueue(10**8 * dry.unit, sender=depositor)
    dry.repay(token, 100 * dry.unit)
    assert dry.pool.maxWithdraw(holder) == 0
    with reverts("withdraw: no free cash"):
        dry.pool.withdraw(dry.unit, holder, holder, sender=holder)
    dry.pool.process_queue(1)
    dry.repay(token, dry.unit)
    dry.pool.withdraw(dry.unit, holder, holder, sender=holder)
