# SPDX-License-Identifier: Apache-2.0
"""A short campaign of forge on the compiled contracts, and wrong contracts that it finds."""

from collections.abc import Iterator

import pytest

from steelyard.artifacts import artifact
from tests.forge.campaign import Outcome, pieces, prepare
from tests.forge.mutants import MUTANTS, hunt

CALLS = 10_000
SEED = 1
RUNS_PER_MUTANT = 10

# contract: the campaign that calls it and the beginning of its functions' names there
CALLED = {
    "LeveragedToken": "leverage token_",
    "LendingPool": "leverage pool_",
    "PoolGovernance": "leverage governance_",
    "AnchoredToken": "leverage anchored_",
    "PairingPool": "pairing pool_",
    "PairingShare": "pairing share_",
    "DelayedOrders": "pairing orders_",
}
# what only another contract may call, called by `attacker_plays_roles` in vain
IN_VAIN = {
    "LendingPool": {
        "borrow",
        "repay",
        "begin_wind_down",
        "end_wind_down",
        "impair",
        "write_off",
        "set_limit",
        "set_rate_model",
        "set_reserve_factor",
        "set_deposit_cap",
        "withdraw_reserve",
        "pause_borrowing",
    },  # fmt: skip
    "PoolGovernance": {"cancel_limit"},
    "PairingPool": {"open", "mint_ordered", "redeem_ordered"},
    "PairingShare": {"mint", "burn", "settle", "consolidate"},
}


@pytest.fixture(scope="module")
def outcome() -> Iterator[Outcome]:
    """Of one campaign."""
    prepare()
    total = Outcome()
    for piece in pieces(CALLS, SEED):
        total.add(piece)
    yield total


def test_every_promise_holds(outcome: Outcome) -> None:
    assert outcome.found == []
    assert outcome.calls >= CALLS


def test_every_function_went_through(outcome: Outcome) -> None:
    assert outcome.never_done == []
    assert outcome.done > outcome.calls * 2 // 3  # a market that has ended refuses nearly everything


@pytest.mark.parametrize("contract", CALLED)
def test_every_function_is_called(outcome: Outcome, contract: str) -> None:
    """Each function that changes anything, by the name of its handler."""
    for entry in artifact(contract).abi:
        if entry["type"] != "function" or entry["stateMutability"] in ("view", "pure"):
            continue
        if entry["name"] not in IN_VAIN.get(contract, set()):
            assert CALLED[contract] + entry["name"] in outcome.tallies


@pytest.mark.parametrize("name", MUTANTS)
def test_a_wrong_contract_is_found(outcome: Outcome, name: str) -> None:
    """The control: the same campaign, much shorter, on a contract with one fault."""
    mutant = MUTANTS[name]
    found = hunt(mutant, RUNS_PER_MUTANT, SEED).found
    assert len(found) == 1 and mutant.broken in found[0]
