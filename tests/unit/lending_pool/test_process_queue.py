# SPDX-License-Identifier: Apache-2.0
from tests.support.reverts import reverts
from tests.unit.lending_pool.world import World


def test_serves_from_the_head_and_in_part(dry: World, depositor: str, holder: str, token: str) -> None:
    part = 10**8 * dry.unit
    dry.pool.transfer(holder, part, sender=depositor)
    dry.pool.enqueue(part, sender=depositor)
    dry.pool.enqueue(part, sender=holder)
    dry.repay(token, 150 * dry.unit)
    assert dry.pool.process_queue(10) == 150 * dry.unit
    assert dry.pool.claims(depositor) == 100 * dry.unit
    assert dry.pool.claims(holder) == 50 * dry.unit
    assert (dry.pool.head(), dry.pool.tickets(1).shares) == (1, part // 2)
    sheet = dry.pool.pool_state()
    assert (sheet.claimable, sheet.free_cash, sheet.queued) == (150 * dry.unit, 0, part // 2)


def test_serves_at_most_count(dry: World, depositor: str, token: str) -> None:
    for _ in range(3):
        dry.pool.enqueue(10**7 * dry.unit, sender=depositor)
    dry.repay(token, 100 * dry.unit)
    assert dry.pool.process_queue(2) == 20 * dry.unit
    assert dry.pool.head() == 2


def test_the_price_is_that_of_the_moment(dry: World, depositor: str, token: str) -> None:
    """Queued shares bear a loss like the others."""
    dry.pool.enqueue(10**8 * dry.unit, sender=depositor)
    dry.pool.begin_wind_down(sender=token)
    dry.pool.impair(500 * dry.unit, sender=token)
    dry.repay(token, 100 * dry.unit)
    paid = dry.pool.process_queue(1, sender=depositor)
    assert 50 * dry.unit - paid in (0, 1)


def test_nobody_serves_anothers_ticket_while_a_loss_may_be_open(
    dry: World, depositor: str, holder: str, attacker: str, token: str
) -> None:
    """POOL-LOSS-01: its owner may, as long as it is the head, at the price of the moment."""
    part = 10**8 * dry.unit
    dry.pool.transfer(holder, part, sender=depositor)
    dry.pool.enqueue(part, sender=depositor)
    dry.pool.enqueue(part, sender=holder)
    dry.pool.begin_wind_down(sender=token)
    dry.repay(token, 150 * dry.unit)
    for other in (attacker, holder):
        with reverts("queue: nothing to serve"):
            dry.pool.process_queue(10, sender=other)
    assert dry.pool.process_queue(10, sender=depositor) == 100 * dry.unit
    assert dry.pool.process_queue(10, sender=holder) == 50 * dry.unit
    assert (dry.pool.claims(depositor), dry.pool.claims(holder)) == (100 * dry.unit, 50 * dry.unit)
    dry.pool.end_wind_down(sender=token)
    dry.repay(token, 50 * dry.unit)
    assert dry.pool.process_queue(10, sender=attacker) == 50 * dry.unit


def test_never_costs_the_others(dry: World, depositor: str, token: str) -> None:
    """POOL-SHARE-01."""
    dry.wait(12_345_678)
    dry.pool.enqueue(10**8 * dry.unit, sender=depositor)
    dry.repay(token, 77 * dry.unit + 7)
    before = dry.pool.convertToAssets(10**12 * dry.unit)
    dry.pool.process_queue(1)
    assert dry.pool.convertToAssets(10**12 * dry.unit) >= before


def test_worthless_tickets_do_not_block(dry: World, depositor: str, holder: str, token: str) -> None:
    dry.pool.enqueue(dry.pool.balanceOf(depositor), sender=depositor)
    dry.pool.begin_wind_down(sender=token)
    dry.pool.write_off(sender=token)
    assert dry.pool.process_queue(1) == 0
    assert dry.pool.head() == 1


def test_refuses_when_nothing_can_be_served(dry: World, depositor: str) -> None:
    with reverts("queue: nothing to serve"):
        dry.pool.process_queue(1)
    dry.pool.enqueue(10**8 * dry.unit, sender=depositor)
    with reverts("queue: nothing to serve"):
        dry.pool.process_queue(1)


def test_refuses_to_serve_no_ticket(dry: World, depositor: str, token: str) -> None:
    dry.pool.enqueue(10**7 * dry.unit, sender=depositor)
    dry.repay(token, 100 * dry.unit)
    with reverts("queue: nothing to serve"):
        dry.pool.process_queue(0)
