# SPDX-License-Identifier: Apache-2.0
import pytest

from tests.support.reverts import reverts
from tests.unit.anchored_token.world import MAX, NOBODY, SHARES, WAD, AnchoredWorld


def test_units_move(wrapped: AnchoredWorld, holder: str, keeper: str) -> None:
    assert wrapped.anchored.transfer(keeper, 3 * WAD, sender=holder)
    event = wrapped.event("Transfer")
    assert (event.sender, event.receiver, event.value) == (holder, keeper, 3 * WAD)
    assert wrapped.anchored.balanceOf(keeper) == 3 * WAD
    assert wrapped.anchored.balanceOf(holder) == SHARES - 3 * WAD


@pytest.mark.parametrize("units", [1, 7, WAD, 33 * WAD + 1])
def test_atoms_round_up_so_that_the_receiver_sees_every_unit(
    rebased: AnchoredWorld, holder: str, depositor: str, units: int
) -> None:
    """ANCH-02"""
    factor = rebased.anchored.factor()
    atoms, balance = rebased.anchored.atoms_of(holder), rebased.anchored.balanceOf(depositor)
    assert rebased.anchored.transfer(depositor, units, sender=holder)
    assert atoms - rebased.anchored.atoms_of(holder) == -(-units * factor // WAD)
    assert rebased.anchored.balanceOf(depositor) >= balance + units
    rebased.check_backing()


def test_the_full_balance_moves(rebased: AnchoredWorld, holder: str, keeper: str) -> None:
    """ANCH-02: rounded down it was shown, rounded up it is there, and less than one unit stays."""
    balance = rebased.anchored.balanceOf(holder)
    rebased.anchored.transfer(keeper, balance, sender=holder)
    assert rebased.anchored.balanceOf(keeper) == balance
    assert rebased.anchored.balanceOf(holder) == 0
    assert rebased.anchored.atoms_of(holder) + rebased.anchored.atoms_of(keeper) == SHARES * 10**9


def test_to_oneself_changes_nothing(rebased: AnchoredWorld, holder: str) -> None:
    atoms = rebased.anchored.atoms_of(holder)
    rebased.anchored.transfer(holder, WAD, sender=holder)
    assert rebased.anchored.atoms_of(holder) == atoms


def test_nothing_may_move(wrapped: AnchoredWorld, attacker: str, holder: str) -> None:
    assert wrapped.anchored.transfer(holder, 0, sender=attacker)
    assert wrapped.anchored.balanceOf(holder) == SHARES


def test_it_needs_no_oracle(wrapped: AnchoredWorld, holder: str, keeper: str) -> None:
    wrapped.oracle.set_answers(0, 0, 0)
    assert wrapped.anchored.transfer(keeper, WAD, sender=holder)


@pytest.mark.parametrize("units", [SHARES + 1, MAX])
def test_not_more_than_the_balance(wrapped: AnchoredWorld, holder: str, keeper: str, units: int) -> None:
    with reverts("transfer: over balance"):
        wrapped.anchored.transfer(keeper, units, sender=holder)


def test_not_to_the_zero_address(wrapped: AnchoredWorld, holder: str) -> None:
    with reverts("transfer: to the zero address"):
        wrapped.anchored.transfer(NOBODY, WAD, sender=holder)
