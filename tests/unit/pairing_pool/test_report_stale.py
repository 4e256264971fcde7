# SPDX-License-Identifier: Apache-2.0
import pytest

from tests.support.engine import now
from tests.support.reverts import reverts
from tests.unit.pairing_pool.world import HOUR, LT, PoolWorld

LITTLE_GAS = 1_000_000


def test_starts_the_time(live: PoolWorld, keeper: str) -> None:
    """From the second after the last price went stale."""
    live.wait(HOUR)
    with reverts("stale: source is fresh"):
        live.pool.report_stale(sender=keeper)
    live.wait(1)
    live.pool.report_stale(sender=keeper)
    assert live.event("Stale").since == live.pool.clocks().stale_since == now()


@pytest.mark.parametrize("faults", [(True, False, False), (False, True, False), (False, False, True)])
def test_a_source_that_answers_nothing_useful_is_stale(live: PoolWorld, faults: tuple[bool, bool, bool]) -> None:
    """It reverts, takes all its gas, or answers half a reading."""
    live.source.set_faults(*faults)
    live.pool.report_stale()
    assert live.pool.clocks().stale_since == now()


def test_a_source_without_a_mean_is_not(live: PoolWorld) -> None:
    live.source.put(live.price(2_000), 0)
    with reverts("stale: source is fresh"):
        live.pool.report_stale()


def test_accrues_until_the_source_went_stale(held: PoolWorld) -> None:
    held.wait(10 * HOUR)
    expected = held.pool.accrued_position()
    held.pool.report_stale()
    assert held.pool.position() == expected
    assert held.pool.clocks().accrued_at == now()


def test_refuses_a_second_report(live: PoolWorld) -> None:
    live.kill_source()
    live.pool.report_stale()
    live.wait(HOUR)
    with reverts("stale: already reported"):
        live.pool.report_stale()


def test_starts_anew_after_a_price_that_nobody_saw(live: PoolWorld) -> None:
    live.wait(2 * HOUR)
    live.pool.report_stale()
    first = now()
    live.wait(HOUR)
    live.see(2_000)
    live.wait(2 * HOUR)
    live.pool.report_stale()
    assert live.pool.clocks().stale_since == now() > first


def test_a_trade_at_a_fresh_price_forgets_the_report(live: PoolWorld, holder: str) -> None:
    live.wait(2 * HOUR)
    live.pool.report_stale()
    live.see(2_000)
    live.mint(LT, live.unit, holder)
    assert live.pool.clocks().stale_since == 0


def test_refuses_a_caller_who_starves_the_source(live: PoolWorld, attacker: str) -> None:
    """Or they could make a living source look dead."""
    with reverts("source: send more gas"):
        live.pool.report_stale(sender=attacker, gas=LITTLE_GAS)
    with reverts("stale: source is fresh"):
        live.pool.report_stale(sender=attacker, gas=2 * LITTLE_GAS)


def test_refuses_before_the_opening(unopened: PoolWorld) -> None:
    with reverts("market: not open"):
        unopened.pool.report_stale()


def test_refuses_a_deprecated_market(live: PoolWorld, keeper: str) -> None:
    live.deprecate(keeper)
    with reverts("market: deprecated"):
        live.pool.report_stale()
