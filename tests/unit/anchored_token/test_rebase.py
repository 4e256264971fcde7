# SPDX-License-Identifier: Apache-2.0
"""A rebase needs the same edge on two rounds ten minutes, and at most a day, apart, and leaves every claim alone."""

import pytest

from tests.support.contracts import deploy
from tests.support.engine import now, wait
from tests.support.reverts import BARE, reverts
from tests.unit.anchored_token.world import ANCHOR, FLOOR, MAX, RECORD_LIFE, SHARES, WAD, WAIT, AnchoredWorld

RAY = 10**27
NO_RECORD = (0, 0, False)


def test_g7_a_unit_at_8_dollars_goes_back_to_100(bull: AnchoredWorld, holder: str, keeper: str) -> None:
    """ANCH-01, ANCH-02: 1,000 units become 80, worth $8,000 before and after."""
    bull.wrap(holder)
    bull.wrap(bull.holders[0], 333_333_333_333_333_333_333)
    bull.set_nav(8 * WAD)
    units, atoms = bull.anchored.balanceOf(holder), bull.atoms()
    assert units == 1_000 * WAD and bull.unit_nav() == 8 * WAD
    assert bull.rebase(8 * WAD, keeper)
    event = bull.event("Rebase")
    assert (event.factor_before, event.factor_after, event.nav) == (RAY, 125 * RAY // 10, 8 * WAD)
    assert bull.anchored.balanceOf(holder) == 80 * WAD
    assert bull.unit_nav() == ANCHOR
    assert 80 * WAD * bull.unit_nav() == units * 8 * WAD
    assert bull.atoms() == atoms and bull.anchored.shares_of(holder) == SHARES
    bull.check_backing()


def test_a_bear_is_valued_in_the_quote_asset(bear: AnchoredWorld, holder: str, keeper: str) -> None:
    """ANCH-01: a share of the -3x bear at $9.50 owes ether; its unit goes back to $100 all the same."""
    bear.wrap(holder)
    atoms = bear.atoms()
    assert bear.rebase(95 * WAD // 10, keeper)
    event = bear.event("Rebase")
    assert event.nav == bear.nav() == pytest.approx(95 * WAD // 10, rel=1e-9)
    assert bear.anchored.factor() == -(-ANCHOR * RAY // event.nav)
    assert bear.unit_nav() == pytest.approx(ANCHOR, rel=1e-18, abs=1)
    assert bear.anchored.balanceOf(holder) == pytest.approx(95 * WAD, rel=1e-9)
    assert bear.atoms() == atoms
    bear.check_backing()


def test_the_first_call_only_records(wrapped: AnchoredWorld, keeper: str) -> None:
    wrapped.set_nav(FLOOR)
    assert not wrapped.anchored.rebase(sender=keeper)
    event = wrapped.event("RebaseSeen")
    assert (event.round, event.below_floor, event.nav) == (2, True, FLOOR)
    assert tuple(wrapped.anchored.pending()) == (2, now(), True)
    assert wrapped.anchored.factor() == RAY


def test_a_unit_just_above_the_floor_is_not_due(wrapped: AnchoredWorld, keeper: str) -> None:
    wrapped.set_nav(FLOOR + 10**10)
    with reverts("rebase: not due"):
        wrapped.anchored.rebase(sender=keeper)


def test_a_second_call_waits_ten_minutes_and_a_round(wrapped: AnchoredWorld, keeper: str) -> None:
    wrapped.set_nav(8 * WAD)
    wrapped.anchored.rebase(sender=keeper)
    wait(WAIT - 1)
    with reverts("rebase: too soon"):
        wrapped.anchored.rebase(sender=keeper)
    wait(1)
    with reverts("rebase: no newer round"):
        wrapped.anchored.rebase(sender=keeper)
    wrapped.set_nav(8 * WAD)
    assert wrapped.anchored.rebase(sender=keeper)
    assert tuple(wrapped.anchored.pending()) == NO_RECORD


def test_a_record_of_exactly_a_day_still_counts(wrapped: AnchoredWorld, keeper: str) -> None:
    wrapped.set_nav(8 * WAD)
    wrapped.anchored.rebase(sender=keeper)
    wait(RECORD_LIFE)
    wrapped.set_nav(8 * WAD)
    assert wrapped.anchored.rebase(sender=keeper)


def test_an_older_record_says_nothing_about_now(wrapped: AnchoredWorld, keeper: str) -> None:
    """Seen at the floor last month and at the floor now are not ten minutes at the floor."""
    wrapped.set_nav(8 * WAD)
    wrapped.anchored.rebase(sender=keeper)
    wait(RECORD_LIFE + 1)
    wrapped.set_nav(8 * WAD)
    assert not wrapped.anchored.rebase(sender=keeper)
    assert wrapped.event("RebaseSeen").round == 3
    assert tuple(wrapped.anchored.pending()) == (3, now(), True)
    with reverts("rebase: too soon"):
        wrapped.anchored.rebase(sender=keeper)
    wait(WAIT)
    wrapped.set_nav(8 * WAD)
    assert wrapped.anchored.rebase(sender=keeper)


@pytest.mark.parametrize("seconds", [1, RECORD_LIFE + 1])
def test_a_unit_back_inside_clears_the_record_at_any_age(wrapped: AnchoredWorld, keeper: str, seconds: int) -> None:
    wrapped.set_nav(8 * WAD)
    wrapped.anchored.rebase(sender=keeper)
    wait(seconds)
    wrapped.set_nav(50 * WAD)
    assert not wrapped.anchored.rebase(sender=keeper)
    event = wrapped.event("RebaseCleared")
    assert (event.round, event.nav) == (3, 50 * WAD)
    assert tuple(wrapped.anchored.pending()) == NO_RECORD
    with reverts("rebase: not due"):
        wrapped.anchored.rebase(sender=keeper)


def test_a_ceiling_splits(ceiled: AnchoredWorld, holder: str, keeper: str) -> None:
    """ANCH-01, ANCH-02: at $1,000 one unit becomes ten."""
    ceiled.wrap(holder, 10 * WAD)
    atoms = ceiled.atoms()
    ceiled.set_nav(999 * WAD)
    with reverts("rebase: not due"):
        ceiled.anchored.rebase(sender=keeper)
    assert ceiled.rebase(1_000 * WAD, keeper)
    assert ceiled.anchored.factor() == RAY // 10
    assert ceiled.anchored.balanceOf(holder) == 100 * WAD and ceiled.unit_nav() == ANCHOR
    assert ceiled.atoms() == atoms
    ceiled.check_backing()


def test_without_a_ceiling_nothing_splits(wrapped: AnchoredWorld, keeper: str) -> None:
    wrapped.set_nav(10**6 * WAD)
    with reverts("rebase: not due"):
        wrapped.anchored.rebase(sender=keeper)


def test_the_other_edge_starts_a_record_of_its_own(ceiled: AnchoredWorld, keeper: str) -> None:
    ceiled.set_nav(8 * WAD)
    ceiled.anchored.rebase(sender=keeper)
    wait(WAIT)
    ceiled.set_nav(2_000 * WAD)
    assert not ceiled.anchored.rebase(sender=keeper)
    assert tuple(ceiled.anchored.pending()) == (3, now(), False)
    assert ceiled.anchored.factor() == RAY


def test_one_rebase_merges_at_most_a_million(wrapped: AnchoredWorld, keeper: str) -> None:
    """ANCH-01: at $0.00005 a unit needs 2,000,000x; a second rebase brings the rest."""
    atoms = wrapped.atoms()
    nav = WAD // 20_000
    assert wrapped.rebase(nav, keeper)
    assert wrapped.anchored.factor() == 10**6 * RAY
    assert wrapped.unit_nav() == pytest.approx(50 * WAD, rel=1e-4)
    assert wrapped.atoms() == atoms
    wrapped.check_backing()


def test_one_rebase_splits_at_most_a_million(ceiled: AnchoredWorld, holder: str, keeper: str) -> None:
    """ANCH-01: at $200,000,000 a unit needs 2,000,000x."""
    ceiled.wrap(holder)
    atoms = ceiled.atoms()
    assert ceiled.rebase(2 * 10**8 * WAD, keeper)
    assert ceiled.anchored.factor() == RAY // 10**6
    assert ceiled.unit_nav() == 200 * WAD
    assert ceiled.atoms() == atoms
    ceiled.check_backing()


def test_claims_survive_many_rebases(ceiled: AnchoredWorld, holder: str, depositor: str, keeper: str) -> None:
    """ANCH-01, ANCH-02: the last holder leaves with every share of the first day."""
    ceiled.wrap(holder)
    ceiled.wrap(depositor, 1)
    for nav in (7, 70_000, 3, 10**9, 1):
        assert ceiled.rebase(nav * WAD, keeper)
        assert ceiled.anchored.shares_of(holder) == SHARES and ceiled.anchored.shares_of(depositor) == 1
        ceiled.check_backing()
    for account, shares in ((holder, SHARES), (depositor, 1)):
        before = ceiled.share.balanceOf(account)
        ceiled.anchored.unwrap_shares(shares, account, sender=account)
        assert ceiled.share.balanceOf(account) == before + shares
    assert ceiled.anchored.total_atoms() == 0


def test_the_oracles_refusal_comes_through(wrapped: AnchoredWorld, keeper: str) -> None:
    wrapped.set_nav(8 * WAD)
    wrapped.anchored.rebase(sender=keeper)
    wrapped.oracle.set_answers(0, 0, wrapped.oracle.price())
    with reverts(BARE):
        wrapped.anchored.rebase(sender=keeper)


def test_not_in_a_wind_down(wrapped: AnchoredWorld, keeper: str) -> None:
    wrapped.set_nav(3 * WAD)
    wrapped.anchored.rebase(sender=keeper)
    wrapped.share.start_wind_down(sender=keeper)
    wait(WAIT)
    wrapped.set_nav(3 * WAD)
    with reverts("rebase: wind-down"):
        wrapped.anchored.rebase(sender=keeper)
    wrapped.share.confirm_wind_down(sender=keeper)
    with reverts("rebase: wind-down"):
        wrapped.anchored.rebase(sender=keeper)


@pytest.mark.parametrize("nav", [0, -1 * WAD])
def test_not_without_equity(wrapped: AnchoredWorld, keeper: str, nav: int) -> None:
    wrapped.set_nav(nav)
    with reverts("rebase: no equity"):
        wrapped.anchored.rebase(sender=keeper)


def test_not_before_the_first_share(keeper: str) -> None:
    oracle = deploy("MockOracle", 10**36)
    share = deploy("MockShare", oracle.address, False, 10**6)
    anchored = deploy("AnchoredToken", share.address, "Anchored", "a", ANCHOR, FLOOR, 0)
    share.set_sheet(10**6, 0, 0, 0)
    with reverts("rebase: no equity"):
        anchored.rebase(sender=keeper)


def test_not_when_a_share_is_worth_less_than_can_be_written(keeper: str) -> None:
    """One unit of a 6-decimals dollar on 10**31 shares: $1e-19 each."""
    oracle = deploy("MockOracle", 10**36)
    share = deploy("MockShare", oracle.address, False, 10**6)
    anchored = deploy("AnchoredToken", share.address, "Anchored", "a", ANCHOR, FLOOR, 0)
    share.set_sheet(1, 0, 10**31, 0)
    with reverts("rebase: no value"):
        anchored.rebase(sender=keeper)


def test_not_inside_an_operation_of_the_share(bull: AnchoredWorld, holder: str) -> None:
    """In a callback collateral and debt do not belong together, so the share's sheet is locked."""
    bull.set_nav(8 * WAD)
    caller = deploy("ScriptedCaller")
    debt_asset = bull.market.debt_asset
    debt_asset.mint(caller.address, 10**12)
    caller.act(debt_asset.address, debt_asset.approve.prepare_calldata(bull.share.address, MAX))
    bull.share.transfer(caller.address, WAD, sender=holder)
    rebase = bull.anchored.rebase.prepare_calldata()
    caller.script(bull.address, rebase)
    caller.act(
        bull.share.address,
        bull.share.redeem.prepare_calldata(WAD, caller.address, caller.address, b"call back"),
    )
    ((is_done, answer),) = caller.outcomes()
    assert not is_done and answer == b""
    assert tuple(bull.anchored.pending()) == NO_RECORD
    caller.act(bull.address, rebase)
    assert bull.anchored.pending().since == now()
