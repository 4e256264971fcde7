# SPDX-License-Identifier: Apache-2.0
"""LEV-EXIT-01: in any state of oracle, keepers, guardian, pool cash and queue every holder can redeem."""

from collections.abc import Callable

import pytest

from tests.support.contracts import deploy
from tests.unit.leveraged_token.world import (
    ALL,
    BURN,
    CLOSED,
    DEAD_SALE,
    E36,
    OPEN,
    REVERT,
    SALE,
    SHARE,
    SHORT,
    STARTED,
    TokenTerms,
    TokenWorld,
)

USD = 10**6
ETHER = 10**18
Happening = Callable[[TokenWorld, str], None]


def _pro_rata(world: TokenWorld, holder: str, keeper: str) -> None:
    """A hundredth of the holder's shares goes for what the position says, to somebody else."""
    collateral, debt, supply = world.balance_sheet()
    shares = world.token.balanceOf(holder) // 100
    before = world.collateral.balanceOf(keeper), world.debt_asset.balanceOf(holder)
    answer = tuple(world.token.redeem(shares, holder, keeper, b"", sender=holder))
    assert answer == (collateral * shares // supply, -(-debt * shares // supply))
    assert world.collateral.balanceOf(keeper) - before[0] == answer[0]
    assert before[1] - world.debt_asset.balanceOf(holder) == answer[1]


def _rebalancing(world: TokenWorld, keeper: str) -> None:
    """A fill that stops short of its landing."""
    world.set_dollars(2_400)
    world.fund(keeper)
    world.deleverage(keeper, ETHER)


def _started(world: TokenWorld, keeper: str) -> None:
    world.set_dollars(1_900)
    world.token.start_wind_down(sender=keeper)


def _confirmed(world: TokenWorld, keeper: str) -> None:
    world.wind_down(1_900, keeper)


def _impaired(world: TokenWorld, keeper: str) -> None:
    world.wind_down(1_900, keeper)
    world.token.impair(sender=keeper)


def _cleared(world: TokenWorld, keeper: str) -> None:
    """All debt sold off: pure collateral for ever."""
    world.wind_down(2_030, keeper)
    world.fund(keeper)
    world.deleverage(keeper)
    assert world.balance_sheet()[1] == 0


def _written_off(world: TokenWorld, keeper: str) -> None:
    world.wind_down(1_900, keeper)
    world.fund(keeper)
    world.deleverage(keeper)
    world.token.write_off(sender=keeper)
    assert world.balance_sheet()[1] == 0


def _started_by_report(world: TokenWorld, keeper: str) -> None:
    world.break_oracle()
    world.wait(1)
    for _ in range(2):
        world.token.report_oracle(sender=keeper)
        world.wait(2 * 3_600)


def _dead(world: TokenWorld, keeper: str) -> None:
    world.kill_oracle(keeper)


def _confirmed_then_dead(world: TokenWorld, keeper: str) -> None:
    world.wind_down(1_900, keeper)
    world.kill_oracle(keeper)


IN_STATE: dict[int, list[Happening]] = {
    OPEN: [_rebalancing],
    STARTED: [_started, _started_by_report],
    SALE: [_confirmed, _impaired],
    DEAD_SALE: [_dead, _confirmed_then_dead],
    CLOSED: [_cleared, _written_off],
}
STATES = [(state, happening) for state, happenings in IN_STATE.items() for happening in happenings]


@pytest.mark.parametrize(("state", "happens"), STATES, ids=[happening.__name__[1:] for _, happening in STATES])
def test_in_every_state(bull: TokenWorld, holder: str, keeper: str, state: int, happens: Happening) -> None:
    happens(bull, keeper)
    assert bull.token.balance_sheet().state == state
    bull.break_oracle()
    _pro_rata(bull, holder, keeper)


@pytest.mark.parametrize("mode", [REVERT, SHORT, BURN], ids=["reverts", "is silent", "burns all gas"])
def test_with_an_oracle_that_fails(curator: str, guardian: str, holder: str, keeper: str, mode: int) -> None:
    """It is never asked: the gas is that of any redemption."""
    oracle = deploy("FaultyOracle", 3_000 * USD * E36 // ETHER)
    world = TokenWorld(curator, guardian, oracle=oracle)
    world.mint(holder, 1_000 * SHARE)
    oracle.set(1, mode)
    world.token.redeem(SHARE, holder, keeper, b"", sender=holder, gas=500_000)
    _pro_rata(world, holder, keeper)


def _paused(world: TokenWorld, curator: str, guardian: str) -> None:
    world.governance.pause_borrowing(sender=guardian)


def _limit_zero(world: TokenWorld, curator: str, guardian: str) -> None:
    world.governance.guard_limit(world.address, 0, sender=guardian)


def _no_cash(world: TokenWorld, curator: str, guardian: str) -> None:
    world.pool.withdraw(world.pool.maxWithdraw(curator), curator, curator, sender=curator)
    assert world.pool.cash() == 0


def _queued(world: TokenWorld, curator: str, guardian: str) -> None:
    _no_cash(world, curator, guardian)
    world.pool.enqueue(world.pool.balanceOf(curator), sender=curator)


@pytest.mark.parametrize("happens", [_paused, _limit_zero, _no_cash, _queued], ids=lambda happens: happens.__name__[1:])
def test_whatever_the_pool(
    bull: TokenWorld,
    curator: str,
    guardian: str,
    holder: str,
    keeper: str,
    happens: Callable[[TokenWorld, str, str], None],
) -> None:
    happens(bull, curator, guardian)
    _pro_rata(bull, holder, keeper)


def test_a_permanent_claim(bull: TokenWorld, holder: str, keeper: str) -> None:
    """Years after the last debt was sold off the last holder gets pure collateral."""
    _cleared(bull, keeper)
    bull.wait(10 * 31_536_000)
    collateral, debt, supply = bull.balance_sheet()
    shares = bull.token.balanceOf(holder)
    assert bull.redeem(holder, shares) == (collateral * shares // supply, 0)


def test_a_worthless_share_still_burns(bull: TokenWorld, holder: str, keeper: str) -> None:
    """Collateral gone, debt written off: nothing moves, nothing is refused."""
    bull.wind_down(1_900, keeper)
    bull.fund(keeper)
    bull.deleverage(keeper, ALL)
    bull.token.write_off(sender=keeper)
    assert bull.redeem(holder, SHARE) == (0, 0)


def test_counters_at_their_bounds(curator: str, guardian: str, holder: str) -> None:
    """Collateral of 111 bits, debt of 89, shares of 122, all 72 bits of the fees owed: no redemption overflows."""
    world = TokenWorld(curator, guardian, TokenTerms(lent=2**90 // USD, fees=(0, 0, 10**17)))
    world.fund(holder)
    world.collateral.mint(holder, 2**112)
    world.oracle.set_price(3 * 2**88 * E36 // 2**111)
    world.mint(holder, 2**89 // (200 * USD) * SHARE)
    world.wait(2**31)
    assert world.token.balance_sheet().fees_owed == (2**72 - 1) * 10**9
    collateral, debt, supply = world.balance_sheet()
    assert (collateral.bit_length(), debt.bit_length(), supply.bit_length()) == (111, 89, 122)
    shares = world.token.balanceOf(holder) - 1
    assert world.redeem(holder, shares) == (collateral * shares // supply, -(-debt * shares // supply))
    assert world.redeem(holder, 1)[0] <= 1
