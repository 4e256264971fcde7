# SPDX-License-Identifier: Apache-2.0
import boa
from eth.exceptions import VMError

from tests.support.contracts import deploy
from tests.support.reverts import reason_of, reverts
from tests.unit.lending_pool.world import (
    ANSWER,
    BURN,
    COSTLY,
    LONG,
    RAY,
    RESERVE_FACTOR,
    REVERT,
    SHORT,
    WAD,
    YEAR,
    ZERO,
    Terms,
    World,
)  # fmt: skip


def test_grows_as_the_exponential(lent: World, token: str) -> None:
    """Utilization 50% on a kink of 90% at 10% a year: 500 * exp(1/18)."""
    lent.wait(YEAR)
    assert lent.pool.accrue(sender=token) // (lent.unit // 1000) == 528_563


def test_returns_the_callers_debt(lent: World, token: str, holder: str) -> None:
    lent.wait(1000)
    expected = lent.pool.debt_of(token)
    assert lent.pool.accrue(sender=token) == expected
    assert lent.pool.accrue(sender=holder) == 0


def test_reserve_takes_its_share_rounded_down(lent: World, token: str) -> None:
    lent.wait(YEAR)
    interest = lent.pool.accrue(sender=token) - 500 * lent.unit
    assert lent.pool.pool_state().reserve == interest // 10


def test_a_thousand_accruals_equal_one(lent: World, token: str) -> None:
    """POOL-TIME-01: per accrual the exponential and the index lose at most 1e-18."""
    with boa.env.anchor():
        lent.wait(1000 * 997)
        once = lent.pool.accrue(sender=token)
    for _ in range(1000):
        lent.wait(997)
        often = lent.pool.accrue(sender=token)
    assert abs(often - once) <= 2 + once * 1000 // 10**18


def test_a_thousand_accruals_equal_one_with_the_adaptive_model(
    curator: str, guardian: str, depositor: str, token: str
) -> None:
    """POOL-TIME-01: the model's means are integers per second, so each may lose 1e-18 per second."""
    model = deploy("AdaptiveRateModel", 9 * WAD // 10, WAD // 25, WAD // 1000, 2 * WAD // 10, 4 * WAD, 50 * WAD)
    world = World(curator, guardian, model=model, decimals=18)
    world.deposit(depositor, 1000 * world.unit)
    world.give_limit(token, 1000 * world.unit)
    world.pool.borrow(990 * world.unit, token, False, sender=token)
    with boa.env.anchor():
        world.wait(10**7)
        once = world.pool.accrue(sender=token)
    for _ in range(1000):
        world.wait(10**4)
        often = world.pool.accrue(sender=token)
    assert abs(often - once) <= once * (10**7 + 1000) // 10**18


def test_does_not_sample_utilization(lent: World, token: str) -> None:
    """POOL-TIME-01: only what moves cash or principal does."""
    before = lent.pool.pool_state().utilization
    lent.wait(YEAR)
    lent.pool.accrue(sender=token)
    assert lent.pool.pool_state().utilization == before == WAD // 2
    lent.repay(token, 1)
    assert lent.pool.pool_state().utilization > before


def _borrowed(moody: World, depositor: str, token: str) -> World:
    moody.deposit(depositor, 1000 * moody.unit)
    moody.give_limit(token, 1000 * moody.unit)
    moody.pool.borrow(500 * moody.unit, token, False, sender=token)
    moody.model.set(WAD // 20 // YEAR, ANSWER)
    moody.wait(1000)
    moody.pool.accrue()
    return moody


def _outcome(world: World, gas: int) -> str:
    with boa.env.anchor():
        try:
            world.pool.accrue(gas=gas)
        except (boa.BoaError, VMError) as error:
            return reason_of(error)
        return "accrued"


def test_a_failing_model_leaves_the_last_rate(moody: World, depositor: str, token: str) -> None:
    world = _borrowed(moody, depositor, token)
    for mode in (REVERT, LONG, SHORT, BURN):
        world.model.set(2 * WAD // YEAR, mode)
        world.wait(1000)
        assert world.pool.pool_state().rate == WAD // 20 // YEAR
        before = world.pool.debt_of(token)
        assert world.pool.accrue(sender=token) == before
        assert world.pool.pool_state().rate == WAD // 20 // YEAR


def test_a_rate_above_the_maximum_leaves_the_last(moody: World, depositor: str, token: str) -> None:
    world = _borrowed(moody, depositor, token)
    maximum = 3 * WAD // YEAR
    world.model.set(maximum + 1, ANSWER)
    world.wait(10)
    world.pool.accrue()
    assert world.pool.pool_state().rate == WAD // 20 // YEAR
    world.model.set(maximum, ANSWER)
    world.wait(10)
    world.pool.accrue()
    assert world.pool.pool_state().rate == maximum


def test_debt_grows_at_most_by_the_clamp(moody: World, depositor: str, token: str) -> None:
    world = _borrowed(moody, depositor, token)
    world.model.set(3 * WAD // YEAR, ANSWER)
    before = world.pool.accrue(sender=token)
    world.wait(3 * YEAR)
    assert world.pool.accrue(sender=token) // 10**3 == before * 7_389_056_098_930_650_227 // WAD // 10**3


def test_attack_starving_the_rate_model_of_gas(moody: World, depositor: str, token: str) -> None:
    """No gas limit makes the accrual succeed at the old rate."""
    world = _borrowed(moody, depositor, token)
    world.model.set(2 * WAD // YEAR, COSTLY)
    world.wait(1000)
    outcomes = set()
    for gas in range(22_000, 120_000, 1_000):
        with boa.env.anchor():
            try:
                world.pool.accrue(gas=gas)
            except Exception:
                outcomes.add("refused")
            else:
                outcomes.add(world.pool.pool_state().rate)
                assert world.pool.pool_state().rate == 2 * WAD // YEAR
    assert outcomes == {"refused", 2 * WAD // YEAR}


def test_attack_failing_the_rate_model_for_lack_of_gas(moody: World, depositor: str, token: str) -> None:
    """A model that fails is believed only if it had its full allowance."""
    world = _borrowed(moody, depositor, token)
    world.model.set(2 * WAD // YEAR, BURN)
    world.wait(1000)
    outcomes = {_outcome(world, gas) for gas in range(40_000, 140_000, 5_000)}
    assert {"pool: no gas for rate model", "accrued"} <= outcomes


def test_a_new_reserve_factor_counts_from_then_on(curator: str, guardian: str, depositor: str, token: str) -> None:
    world = World(curator, guardian, Terms(reserve_factor=0))
    world.deposit(depositor, 1000 * world.unit)
    world.give_limit(token, 800 * world.unit)
    world.pool.borrow(500 * world.unit, token, False, sender=token)
    world.wait(YEAR)
    world.set_now(RESERVE_FACTOR, ZERO, WAD // 5)
    assert world.pool.pool_state().reserve == 0
    before = world.pool.debt_of(token)
    world.wait(1000)
    assert world.pool.pool_state().reserve == (world.pool.debt_of(token) - before) // 5


def test_index_starts_at_a_thousandth(world: World) -> None:
    assert world.pool.pool_state().index == RAY // 1000
    with reverts("claim: nothing"):
        world.pool.claim(world.curator)


def test_logs_the_interest_once_a_second(lent: World, token: str) -> None:
    lent.wait(1000)
    lent.pool.accrue(sender=token)
    (event,) = lent.pool.get_logs()
    sheet = lent.pool.pool_state()
    assert (event.debt, event.reserve, event.index) == (sheet.debt, sheet.reserve, sheet.index)
    lent.pool.accrue(sender=token)
    assert lent.pool.get_logs() == []


def test_events_replay_cash_and_debt(lent: World, depositor: str, token: str) -> None:
    """Cash is what came less what went; debt shares follow from an amount and the index of the last Accrue."""
    pool, unit = lent.pool, lent.unit
    cash, index = pool.cash(), pool.pool_state().index
    debt_shares = pool.debt_of(token) * RAY // index
    lent.fund(depositor, unit)
    lent.asset.mint(pool.address, 9 * unit)
    for act in (
        lambda: pool.deposit(unit, depositor, sender=depositor),
        lambda: pool.borrow(7 * unit + 1, token, False, sender=token),
        lambda: pool.withdraw(3 * unit, depositor, depositor, sender=depositor),
        lambda: pool.repay(9 * unit, sender=token),
    ):
        lent.wait(100_003)
        act()
        for event in pool.get_logs():
            match type(event).__name__:
                case "Accrue":
                    index = event.index
                    assert event.debt == -(-debt_shares * index // RAY)
                case "Deposit":
                    cash += event.assets
                case "Withdraw":
                    cash -= event.assets
                case "Borrow":
                    cash -= event.amount
                    debt_shares += -(-event.amount * RAY // index)
                case "Repay":
                    cash += event.amount
                    debt_shares -= event.amount * RAY // index
    assert cash == pool.cash()
    assert -(-debt_shares * index // RAY) == pool.pool_state().debt
