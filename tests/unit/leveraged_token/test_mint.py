# SPDX-License-Identifier: Apache-2.0
import pytest

from tests.support.contracts import deploy
from tests.support.engine import now
from tests.support.reverts import BARE, reverts
from tests.unit.leveraged_token.world import (
    DEAD,
    E36,
    MINT,
    NOBODY,
    PUSH,
    SHARE,
    WAD,
    YEAR,
    State,
    TokenTerms,
    TokenWorld,
)

USD = 10**6
ETHER = 10**18


# ------------------------------------------------------------------ the first mint


def test_g8_the_first_share_is_100_dollars_at_target_leverage(empty: TokenWorld, holder: str) -> None:
    assert empty.mint(holder, 1_000 * SHARE) == (100 * ETHER, 200_000 * USD, 1_000 * SHARE - SHARE // 10)
    assert empty.balance_sheet() == (100 * ETHER, 200_000 * USD, 1_000 * SHARE)
    assert empty.collateral.balanceOf(empty.address) == 100 * ETHER
    assert empty.token.balance_sheet().last_read == now()
    assert empty.token.balance_sheet().last_price == empty.price(3_000)


@pytest.mark.parametrize(("exposure", "held", "owed"), [(1, 200_000, 50), (2, 300_000, 100), (3, 400_000, 150)])
def test_g8_bears(curator: str, guardian: str, holder: str, exposure: int, held: int, owed: int) -> None:
    """A true -3x holds $400 and owes $300; the seed's $300 and $200 are a -2x."""
    world = TokenWorld(curator, guardian, TokenTerms(exposure=exposure, is_bear=True, dollars=2_000))
    assert world.mint(holder, 1_000 * SHARE)[:2] == (held * USD, owed * ETHER)


def test_the_first_mint_locks_ten_dollars_for_ever(empty: TokenWorld, holder: str) -> None:
    """And no more, whatever the first mint is."""
    empty.mint(holder, SHARE // 5)
    assert empty.token.balanceOf(DEAD) == empty.token.balanceOf(holder) == SHARE // 10


def test_the_first_mint_rounds_against_the_minter(empty: TokenWorld, holder: str) -> None:
    """At a price that divides nothing: collateral up, debt down."""
    empty.oracle.set_price(empty.price(3_000) + 7)
    collateral, debt, _ = empty.mint(holder, SHARE + 1)
    assert debt == 2 * (100 * USD + 1)
    assets = 3 * (100 * USD + 1)
    assert (collateral - 1) * (empty.price(3_000) + 7) < assets * E36 <= collateral * (empty.price(3_000) + 7)


def test_refuses_a_first_mint_below_20_dollars(empty: TokenWorld, holder: str) -> None:
    with reverts("mint: first below 20 dollars"):
        empty.mint(holder, SHARE // 5 - 10**12)


def test_refuses_a_first_mint_at_a_price_without_digits(curator: str, guardian: str, holder: str) -> None:
    world = TokenWorld(curator, guardian, TokenTerms(is_bear=True))
    world.oracle.set_price(1)
    with reverts("mint: equity below 10 dollars"):
        world.mint(holder, SHARE)


def test_refuses_more_collateral_than_the_book_holds(empty: TokenWorld, holder: str) -> None:
    empty.fund(holder)
    empty.collateral.mint(holder, 2**120)
    empty.oracle.set_price(300 * USD * E36 // 2**112)
    empty.token.mint(SHARE * 99 // 100, holder, holder, b"", sender=holder)
    with reverts("token: too much collateral"):
        empty.token.mint(SHARE // 50, holder, holder, b"", sender=holder)


# ------------------------------------------------------------------ pro rata


def test_g4_one_token_at_120(bull: TokenWorld, depositor: str) -> None:
    """Payer 120, pool 200, 320 of ether bought."""
    bull.set_dollars(3_200)
    collateral, debt, shares = bull.mint(depositor, SHARE)
    assert (collateral, debt, shares) == (ETHER // 10, 200 * USD, SHARE)
    assert collateral * 3_200 * USD // ETHER == 320 * USD
    assert bull.balance_sheet() == (100 * ETHER + ETHER // 10, 200_200 * USD, 1_001 * SHARE)


def test_event(bull: TokenWorld, depositor: str) -> None:
    bull.set_dollars(3_200)
    bull.mint(depositor, 10 * SHARE)
    assert bull.state_event() == State(
        MINT,
        depositor,
        101 * ETHER,
        202_000 * USD,
        1_010 * SHARE,
        collateral_moved=ETHER,
        debt_moved=2_000 * USD,
        shares_moved=10 * SHARE,
        price=bull.price(3_200),
    )


def test_event_of_the_first_mint_counts_the_locked_shares(empty: TokenWorld, holder: str) -> None:
    empty.mint(holder, SHARE)
    event = empty.state_event()
    assert (event.supply, event.shares_moved, event.price) == (SHARE, SHARE, empty.price(3_000))


def test_takes_collateral_rounded_up_and_lends_rounded_down(bull: TokenWorld, depositor: str) -> None:
    """C/S is a tenth of a unit, and 5e9 shares owe a unit of debt."""
    assert bull.mint(depositor, 333) == (34, 0, 333)
    assert bull.mint(depositor, 25 * 10**9 - 1)[1] == 4


def test_interest_is_read_before_the_amounts(indebted: TokenWorld, depositor: str) -> None:
    before, (collateral, debt, supply) = indebted.token.balance_sheet().interest, indebted.balance_sheet()
    assert before == debt - 200_000 * USD > 5_000 * USD
    assert indebted.mint(depositor, 7 * SHARE)[1] == debt * 7 * SHARE // supply
    assert indebted.state_event().interest - before in (0, 1)
    assert abs(indebted.balance_sheet()[1] - debt - debt * 7 * SHARE // supply) <= 1
    assert collateral == 100 * ETHER


def test_to_two_receivers(bull: TokenWorld, depositor: str, keeper: str, filler: str) -> None:
    bull.fund(depositor)
    before = bull.debt_asset.balanceOf(keeper)
    bull.token.mint(SHARE, filler, keeper, b"", sender=depositor)
    assert bull.token.balanceOf(filler) == SHARE
    assert bull.debt_asset.balanceOf(keeper) - before == 200 * USD


# ------------------------------------------------------------------ fee


@pytest.fixture
def dear(curator: str, guardian: str, holder: str) -> TokenWorld:
    """A bull that takes 1% of a mint; the first one paid nothing."""
    world = TokenWorld(curator, guardian, TokenTerms(fees=(10**16, 0, 0)))
    world.mint(holder, 1_000 * SHARE)
    return world


def test_the_fee_is_a_part_of_the_shares_and_stays_with_the_holders(dear: TokenWorld, depositor: str) -> None:
    """LEV-FAIR-01: the amounts of s, s(1 - f) shares."""
    assert dear.mint(depositor, 10 * SHARE) == (ETHER, 2_000 * USD, 99 * SHARE // 10)
    event = dear.state_event()
    assert (event.shares_moved, event.fee_shares) == (99 * SHARE // 10, SHARE // 10)
    assert dear.balance_sheet() == (101 * ETHER, 202_000 * USD, 10_099 * SHARE // 10)


def test_the_fee_is_rounded_up(dear: TokenWorld, depositor: str) -> None:
    assert dear.mint(depositor, 10**12 + 1)[2] == 10**12 - 10**10


def test_no_fee_while_only_the_locked_seed_is_left(dear: TokenWorld, holder: str, depositor: str) -> None:
    dear.redeem(holder, dear.token.balanceOf(holder))
    assert dear.token.totalSupply() == dear.token.balanceOf(DEAD)
    assert dear.mint(depositor, 10 * SHARE)[2] == 10 * SHARE
    assert dear.mint(depositor, 10 * SHARE)[2] == 99 * SHARE // 10


# ------------------------------------------------------------------ the locked seed


@pytest.fixture
def decayed(curator: str, guardian: str, holder: str, filler: str) -> TokenWorld:
    """A share is worth $5: the seed of a tenth of a share is down to $0.50."""
    world = TokenWorld(curator, guardian)
    world.mint(holder, 1_000 * SHARE)
    world.fund(filler)
    world.set_dollars(2_025)  # E = 2,500, R = 81
    with reverts("mint: leverage too high"):
        world.token.mint(SHARE, holder, holder, b"", sender=holder)
    world.deleverage(filler)
    world.wait(86_401)
    assert world.equity(2_025) == 2_500 * USD
    return world


def test_a_seed_below_one_dollar_is_filled_up_to_ten(decayed: TokenWorld, depositor: str) -> None:
    """From the minter's shares: $10 at $2.50 a share are 4 shares."""
    equity_before = decayed.equity(2_025)
    _, _, shares = decayed.mint(depositor, 100 * SHARE)
    seed = decayed.token.balanceOf(DEAD)
    assert shares + seed - SHARE // 10 == 100 * SHARE
    _, _, supply = decayed.balance_sheet()
    assert equity_before == 2_500 * USD
    assert (seed - 10**13) * decayed.equity(2_025) < 10 * USD * supply <= seed * decayed.equity(2_025)
    assert seed == pytest.approx(4 * SHARE, rel=1e-6)
    # the next minter finds it full
    assert decayed.mint(depositor, SHARE)[2] == SHARE


def test_refuses_a_mint_that_cannot_fill_the_seed(decayed: TokenWorld, depositor: str) -> None:
    with reverts("mint: too few shares"):
        decayed.mint(depositor, 3 * SHARE)


def test_a_seed_of_one_dollar_is_enough(bull: TokenWorld, depositor: str, filler: str) -> None:
    """A tenth of a share at $10."""
    bull.set_dollars(2_100)  # E = 10,000, R = 21
    bull.deleverage(filler)
    assert bull.equity(2_100) == 10_000 * USD
    assert bull.mint(depositor, SHARE)[2] == SHARE
    assert bull.token.balanceOf(DEAD) == SHARE // 10


def test_refuses_to_leave_less_than_ten_dollars(empty: TokenWorld, holder: str, filler: str) -> None:
    empty.mint(holder, SHARE // 5)
    empty.fund(filler)
    empty.set_dollars(2_400)  # E = 8, R = 6
    empty.deleverage(filler)
    with reverts("mint: equity below 10 dollars"):
        empty.token.mint(SHARE // 50, holder, holder, b"", sender=holder)
    assert empty.token.mint(SHARE // 10, holder, holder, b"", sender=holder)[2] == SHARE // 10


# ------------------------------------------------------------------ refusals


def test_refuses_zero(bull: TokenWorld, holder: str) -> None:
    with reverts("mint: too few shares"):
        bull.mint(holder, 0)


def test_refuses_bad_receivers(bull: TokenWorld, holder: str) -> None:
    for debt_receiver in (NOBODY, bull.address):
        with reverts("token: bad receiver"):
            bull.token.mint(SHARE, holder, debt_receiver, b"", sender=holder)
    with reverts("erc20: mint to the zero address"):
        bull.token.mint(SHARE, NOBODY, holder, b"", sender=holder)


def test_refuses_above_the_emergency_ratio(bull: TokenWorld, holder: str) -> None:
    """R = 4, four thirds of the target: at 2,666.67."""
    bull.set_dollars(2_667)
    bull.token.mint(SHARE, holder, holder, b"", sender=holder)
    bull.set_dollars(2_666)
    with reverts("mint: leverage too high"):
        bull.token.mint(SHARE, holder, holder, b"", sender=holder)


def test_refuses_without_equity(bull: TokenWorld, holder: str) -> None:
    bull.set_dollars(2_000)
    with reverts("mint: leverage too high"):
        bull.token.mint(SHARE, holder, holder, b"", sender=holder)


def test_refuses_in_every_step_of_a_wind_down(bull: TokenWorld, holder: str) -> None:
    bull.set_dollars(2_000)
    bull.token.start_wind_down(sender=holder)
    bull.set_dollars(3_000)
    with reverts("mint: winding down"):
        bull.token.mint(SHARE, holder, holder, b"", sender=holder)
    bull.wait(600)
    bull.set_dollars(2_000)
    bull.token.confirm_wind_down(sender=holder)
    with reverts("mint: winding down"):
        bull.token.mint(SHARE, holder, holder, b"", sender=holder)


def test_refuses_without_a_strict_price(bull: TokenWorld, holder: str) -> None:
    """A rescue price does not do."""
    price = bull.price(3_000)
    bull.oracle.set_answers(0, price, price)
    with reverts(BARE):
        bull.token.mint(SHARE, holder, holder, b"", sender=holder)


def test_refuses_what_the_pool_does_not_lend(bull: TokenWorld, curator: str, guardian: str, holder: str) -> None:
    debt = bull.balance_sheet()[1]
    bull.governance.guard_limit(bull.address, debt + 199 * USD, sender=guardian)
    with reverts("borrow: limit"):
        bull.token.mint(SHARE, holder, holder, b"", sender=holder)
    bull.pool.withdraw(bull.pool.maxWithdraw(curator) - 100 * USD, curator, curator, sender=curator)
    bull.token.mint(SHARE // 2, holder, holder, b"", sender=holder)
    with reverts("borrow: no free cash"):
        bull.token.mint(SHARE // 4, holder, holder, b"", sender=holder)
    bull.governance.pause_borrowing(sender=guardian)
    with reverts("pool: borrowing paused"):
        bull.token.mint(SHARE // 4, holder, holder, b"", sender=holder)


def test_the_hourly_allowance_is_refilled_by_time_and_by_redeeming(curator: str, guardian: str, holder: str) -> None:
    """A quarter of $2,000,000 an hour is 2,500 shares."""
    world = TokenWorld(curator, guardian, TokenTerms(hourly_part=WAD // 4))
    world.mint(holder, 2_500 * SHARE)
    with reverts("borrow: hourly allowance"):
        world.mint(holder, SHARE)
    world.redeem(holder, 100 * SHARE)
    world.mint(holder, 100 * SHARE)
    with reverts("borrow: hourly allowance"):
        world.mint(holder, SHARE)
    world.wait(1_440)  # two fifths of an hour
    world.mint(holder, 1_000 * SHARE)
    with reverts("borrow: hourly allowance"):
        world.mint(holder, SHARE)


# ------------------------------------------------------------------ the callback and the collateral


@pytest.mark.parametrize("pushed", [0, 1, ETHER // 10 - 1, ETHER // 10])
def test_pulls_what_the_callback_has_not_pushed(bull: TokenWorld, holder: str, pushed: int) -> None:
    caller = bull.caller("PushingCaller")
    before = bull.collateral.balanceOf(caller.address)
    caller.plan(bull.collateral.address, bull.address, pushed, 0)
    assert tuple(caller.mint(bull.address, SHARE)) == (ETHER // 10, 200 * USD, SHARE)
    assert before - bull.collateral.balanceOf(caller.address) == ETHER // 10
    assert bull.collateral.balanceOf(bull.address) == bull.balance_sheet()[0] == 100 * ETHER + ETHER // 10


def test_what_is_pushed_above_is_a_gift(bull: TokenWorld) -> None:
    """Not counted, and so no help to whoever mints without a callback; the next with one may use it."""
    caller = bull.caller("PushingCaller")
    caller.plan(bull.collateral.address, bull.address, ETHER // 10 + 5, 0)
    caller.mint(bull.address, SHARE)
    assert bull.collateral.balanceOf(bull.address) - bull.balance_sheet()[0] == 5
    before = bull.collateral.balanceOf(caller.address)
    caller.plan(bull.collateral.address, bull.address, 0, 0)
    caller.mint(bull.address, SHARE)
    assert before - bull.collateral.balanceOf(caller.address) == ETHER // 10 - 5


def test_no_callback_without_data(bull: TokenWorld, holder: str) -> None:
    """A plain account has no `on_leverage`: with data it cannot mint."""
    bull.token.mint(SHARE, holder, holder, b"", sender=holder)
    with reverts(BARE):
        bull.token.mint(SHARE, holder, holder, PUSH, sender=holder)


def test_refuses_collateral_that_charges_for_transfers(bull: TokenWorld, holder: str) -> None:
    bull.collateral.set_fee(1)
    with reverts("token: collateral short"):
        bull.token.mint(SHARE, holder, holder, b"", sender=holder)


def test_refuses_collateral_that_shrank(bull: TokenWorld, holder: str) -> None:
    """LEV-SOLV-01."""
    bull.collateral.burn_of(bull.address, 1)
    with reverts("token: collateral short"):
        bull.token.mint(SHARE, holder, holder, b"", sender=holder)


def test_collateral_that_returns_nothing(curator: str, guardian: str, holder: str) -> None:
    world = TokenWorld(curator, guardian, collateral=deploy("SilentAsset", 18))
    world.mint(holder, SHARE)
    assert world.collateral.balanceOf(world.address) == ETHER // 10
    world.collateral.set_refusing(True)
    with reverts("token: transfer failed"):
        world.token.mint(SHARE, holder, holder, b"", sender=holder)


def test_counts_a_fee_owed_up_to_now(curator: str, guardian: str, holder: str, depositor: str) -> None:
    """The newcomer pays for shares of a supply that includes the manager's."""
    world = TokenWorld(curator, guardian, TokenTerms(fees=(0, 0, WAD // 50)))
    world.mint(holder, 1_000 * SHARE)
    world.wait(YEAR)
    _, _, supply = world.balance_sheet()
    assert supply == 1_020 * SHARE
    assert world.mint(depositor, supply)[0] == 100 * ETHER


def test_the_management_fee_starts_with_the_first_mint(curator: str, guardian: str, holder: str) -> None:
    world = TokenWorld(curator, guardian, TokenTerms(fees=(0, 0, WAD // 50)))
    world.wait(31_536_000)
    world.mint(holder, 1_000 * SHARE)
    assert world.token.balance_sheet().fees_owed == 0
    assert world.token.totalSupply() == 1_000 * SHARE
