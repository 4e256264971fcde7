# SPDX-License-Identifier: Apache-2.0
import boa
import pytest

from tests.support.reverts import reverts
from tests.unit.lending_pool.world import (
    BORROW_LIMIT,
    CURATOR,
    DAY,
    DEPOSIT_CAP,
    GUARDIAN,
    RATE_MODEL,
    RESERVE_FACTOR,
    RESERVE_WITHDRAWAL,
    WAD,
    ZERO,
    World,
)  # fmt: skip


def test_a_first_limit_waits_twice_an_increase_once(world: World, curator: str, token: str) -> None:
    world.factory.register(token)
    world.governance.submit(BORROW_LIMIT, token, 10, sender=curator)
    assert world.governance.pending(BORROW_LIMIT, token) == (10, boa.env.timestamp + 6 * DAY)
    world.wait(6 * DAY)
    world.governance.accept(BORROW_LIMIT, token)
    world.governance.submit(BORROW_LIMIT, token, 20, sender=curator)
    assert world.governance.pending(BORROW_LIMIT, token) == (20, boa.env.timestamp + 3 * DAY)


def test_a_decrease_is_immediate_and_cancels(lent: World, curator: str, token: str) -> None:
    lent.governance.submit(BORROW_LIMIT, token, 900 * lent.unit, sender=curator)
    lent.governance.submit(BORROW_LIMIT, token, 700 * lent.unit, sender=curator)
    assert lent.pool.loan_state(token).limit == 700 * lent.unit
    assert lent.governance.pending(BORROW_LIMIT, token) == (0, 0)


def test_the_cap_falls_at_once_and_rises_after_the_delay(world: World, curator: str) -> None:
    world.governance.submit(DEPOSIT_CAP, ZERO, 100, sender=curator)
    assert world.pool.deposit_cap() == 100
    world.governance.submit(DEPOSIT_CAP, ZERO, 200, sender=curator)
    assert world.pool.deposit_cap() == 100
    world.wait(3 * DAY)
    world.governance.accept(DEPOSIT_CAP, ZERO)
    assert world.pool.deposit_cap() == 200


def test_a_new_submission_restarts_the_delay(world: World, curator: str) -> None:
    world.governance.submit(RESERVE_FACTOR, ZERO, WAD // 5, sender=curator)
    world.wait(2 * DAY)
    world.governance.submit(RESERVE_FACTOR, ZERO, WAD // 4, sender=curator)
    world.wait(2 * DAY)
    with reverts("accept: too early"):
        world.governance.accept(RESERVE_FACTOR, ZERO)


def test_only_the_curator(world: World, guardian: str, attacker: str) -> None:
    for sender in (guardian, attacker):
        with reverts("submit: not the curator"):
            world.governance.submit(DEPOSIT_CAP, ZERO, 1, sender=sender)


@pytest.mark.parametrize(
    ("setting", "to_account", "amount", "reason"),
    [
        (BORROW_LIMIT, True, 1, "limit: not a token"),
        (RATE_MODEL, True, 0, "setting: not a rate model"),
        (RATE_MODEL, True, 1, "setting: not a rate model"),
        (RESERVE_FACTOR, False, 3 * 10**17 + 10**14, "setting: reserve factor"),
        (RESERVE_FACTOR, False, 1, "setting: reserve factor"),
        (RESERVE_FACTOR, True, 0, "setting: reserve factor"),
        (DEPOSIT_CAP, False, 2**95 + 1, "setting: deposit cap"),
        (DEPOSIT_CAP, True, 1, "setting: deposit cap"),
        (RESERVE_WITHDRAWAL, False, 1, "reserve: nothing or nobody"),
        (RESERVE_WITHDRAWAL, True, 0, "reserve: nothing or nobody"),
        (RESERVE_WITHDRAWAL, True, 1, "reserve: no free cash"),
        (CURATOR, False, 0, "setting: no account"),
        (GUARDIAN, True, 1, "setting: no account"),
        (0, True, 0, "setting: unknown"),
        (8, True, 0, "setting: unknown"),
    ],
)
def test_refuses_out_of_bounds(
    world: World, curator: str, holder: str, setting: int, to_account: bool, amount: int, reason: str
) -> None:
    with reverts(reason):
        world.governance.submit(setting, holder if to_account else ZERO, amount, sender=curator)


def test_refuses_a_limit_above_the_maximum(world: World, curator: str, token: str) -> None:
    world.factory.register(token)
    with reverts("limit: above maximum"):
        world.governance.submit(BORROW_LIMIT, token, 2**95 + 1, sender=curator)


def test_reserve_stays_above_the_requirement(lent: World, curator: str, holder: str) -> None:
    lent.wait(10**8)
    sheet = lent.pool.pool_state()
    spare = sheet.reserve - -(-sheet.debt // 100)
    with reverts("reserve: below requirement"):
        lent.governance.submit(RESERVE_WITHDRAWAL, holder, spare + 1, sender=curator)
    lent.governance.submit(RESERVE_WITHDRAWAL, holder, spare, sender=curator)


def test_no_reserve_leaves_in_a_wind_down(winding: World, curator: str, holder: str) -> None:
    with reverts("reserve: a token winds down"):
        winding.governance.submit(RESERVE_WITHDRAWAL, holder, 1, sender=curator)


def test_no_reserve_leaves_below_the_requirement(lent: World, curator: str, holder: str) -> None:
    """Nothing is earned yet, and a hundredth of the debt must stay."""
    with reverts("reserve: below requirement"):
        lent.governance.submit(RESERVE_WITHDRAWAL, holder, 1, sender=curator)
