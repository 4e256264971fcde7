# SPDX-License-Identifier: Apache-2.0
from tests.support.reverts import reverts
from tests.unit.lending_pool.world import World


def test_reserve_pays_first(winding: World, token: str) -> None:
    """POOL-SHARE-01: the share price falls by what the reserve does not cover, and by nothing else."""
    owed, assets, reserve = winding.pool.debt_of(token), winding.pool.totalAssets(), winding.pool.pool_state().reserve
    assert reserve > 0
    winding.pool.impair(owed - reserve, sender=token)
    assert winding.pool.totalAssets() == assets
    assert winding.pool.pool_state().reserve == 0
    winding.pool.impair(owed - reserve - winding.unit, sender=token)
    assert winding.pool.totalAssets() == assets - winding.unit


def test_interest_stops_and_the_claim_stays(winding: World, token: str) -> None:
    owed = winding.pool.debt_of(token)
    winding.pool.impair(winding.unit, sender=token)
    winding.wait(10**7)
    assert winding.pool.debt_of(token) == owed
    sheet = winding.pool.pool_state()
    assert (sheet.debt, sheet.nominal, sheet.carried) == (0, owed, winding.unit)


def test_only_downwards(winding: World, token: str) -> None:
    with reverts("impair: above counted"):
        winding.pool.impair(winding.pool.debt_of(token) + 1, sender=token)
    winding.pool.impair(100 * winding.unit, sender=token)
    with reverts("impair: above counted"):
        winding.pool.impair(100 * winding.unit + 1, sender=token)
    winding.pool.impair(99 * winding.unit, sender=token)


def test_attack_running_ahead_of_the_loss(winding: World, depositor: str, token: str) -> None:
    """Once impaired, who leaves first leaves at the price that bears the loss."""
    before = winding.pool.convertToAssets(10**6 * winding.unit)
    winding.pool.impair(0, sender=token)
    assert winding.pool.convertToAssets(10**6 * winding.unit) < before * 6 // 10
    after = winding.pool.convertToAssets(10**12 * winding.unit)
    shares = winding.pool.maxRedeem(depositor) // 2
    winding.pool.redeem(shares, depositor, depositor, sender=depositor)
    winding.pool.write_off(sender=token)
    assert winding.pool.convertToAssets(10**12 * winding.unit) >= after


def test_attack_lending_for_the_recovery(winding: World, token: str, holder: str) -> None:
    """What comes back above the carried value is for those who bore the loss: nobody joins them until it is settled."""
    winding.pool.impair(winding.unit, sender=token)
    winding.fund(holder, winding.unit)
    assert winding.pool.maxDeposit(holder) == winding.pool.maxMint(holder) == 0
    for enter in ("deposit", "mint"):
        with reverts("deposit: loss not settled"):
            getattr(winding.pool, enter)(winding.unit, holder, sender=holder)
    winding.pool.write_off(sender=token)
    assert winding.pool.maxDeposit(holder) > 0
    assert winding.pool.deposit(winding.unit, holder, sender=holder) > 0


def test_refuses_outside_wind_down(lent: World, token: str, attacker: str) -> None:
    for sender in (token, attacker):
        with reverts("borrower: not winding down"):
            lent.pool.impair(0, sender=sender)
