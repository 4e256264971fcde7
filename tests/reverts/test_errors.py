# SPDX-License-Identifier: Apache-2.0
"""`Reverted` is of the class that the catalogue names, whoever raises it: the chain, or the model in its place."""

import ast
import pickle
from pathlib import Path

import boa
import pytest
from boa import BoaError
from eth.exceptions import VMError

import steelyard.model
from steelyard.reverts.catalogue import catalogue, explain
from steelyard.reverts.errors import (
    BadParameter,
    InsufficientBalance,
    LimitExceeded,
    MarketClosed,
    NoReasonGiven,
    Reverted,
    UnknownReason,
    WindingDown,
)
from tests.support.contracts import deploy
from tests.support.reverts import reason_of
from tests.unit.lending_pool.world import WAD, World

MODEL = Path(steelyard.model.__path__[0])
RAISING = {"require", "Reverted"}


def test_the_class_follows_from_the_reason() -> None:
    assert type(Reverted("borrow: limit")) is LimitExceeded
    assert type(Reverted("")) is NoReasonGiven
    assert type(Reverted("nobody: wrote this")) is UnknownReason
    assert type(WindingDown("borrow: limit")) is WindingDown
    with pytest.raises(MarketClosed):
        raise Reverted("mint: winding down", "LeveragedToken")


def test_it_carries_reason_contract_values_meaning_and_remedy() -> None:
    reverted = Reverted("borrow: limit", "LendingPool", amount=5, room=3)
    entry = explain("borrow: limit")
    assert (reverted.reason, reverted.contract, reverted.values) == (
        "borrow: limit",
        "LendingPool",
        {"amount": 5, "room": 3},
    )
    assert (reverted.meaning, reverted.remedy) == (entry.meaning, entry.remedy)
    assert str(reverted) == f"LendingPool: borrow: limit (amount=5, room=3). {entry.meaning} {entry.remedy}"
    assert str(Reverted("")).startswith("reverted without a reason. ")


def test_it_travels_between_processes() -> None:
    reverted = pickle.loads(pickle.dumps(Reverted("borrow: limit", "LendingPool", amount=5)))
    assert type(reverted) is LimitExceeded
    assert (reverted.reason, reverted.contract, reverted.values) == ("borrow: limit", "LendingPool", {"amount": 5})


def reverted_by(contract: str, error: BoaError | VMError) -> Reverted:
    return Reverted(reason_of(error), contract)


def test_reverts_of_a_pool_on_the_chain(curator: str, guardian: str, depositor: str, attacker: str) -> None:
    world = World(curator, guardian)
    world.deposit(depositor, world.unit)
    with pytest.raises((BoaError, VMError)) as ours:
        world.pool.borrow(1, attacker, False, sender=attacker)
    with pytest.raises((BoaError, VMError)) as of_the_library:
        world.pool.transfer(depositor, 1, sender=attacker)
    with pytest.raises((BoaError, VMError)) as bare:
        world.pool.previewMint(2**256 - 1)
    assert type(reverted_by("LendingPool", ours.value)) is LimitExceeded
    assert type(reverted_by("LendingPool", of_the_library.value)) is InsufficientBalance
    assert type(reverted_by("LendingPool", bare.value)) is NoReasonGiven


def test_one_text_of_two_contracts_on_the_chain() -> None:
    with pytest.raises((BoaError, VMError)) as kinked:
        deploy("KinkedRateModel", 2 * WAD, WAD // 2, WAD, WAD)
    with pytest.raises((BoaError, VMError)) as adaptive:
        deploy("AdaptiveRateModel", WAD // 2, WAD, 0, WAD, WAD, WAD)
    first, second = (
        reverted_by("KinkedRateModel", kinked.value),
        reverted_by("AdaptiveRateModel", adaptive.value),
    )
    assert first.reason == second.reason and first.meaning != second.meaning
    assert type(first) is type(second) is BadParameter


def test_custom_errors_of_a_foreign_contract_on_the_chain() -> None:
    source = (
        "# pragma version 0.4.3\n@external\ndef stop():\n"
        '    raw_revert(abi_encode(self, method_id=method_id("ERC20InvalidReceiver(address)")))\n'
    )
    with pytest.raises((BoaError, VMError)) as stopped:
        boa.loads(source).stop()
    assert reverted_by("Foreign", stopped.value).meaning == catalogue()["0xec442f05"].meaning


def model_reasons(source: str) -> set[str]:
    """Returns the texts with which Python `source` reverts."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    raising = (call for call in calls if isinstance(call.func, ast.Name) and call.func.id in RAISING)
    texts = (argument for call in raising for argument in call.args if isinstance(argument, ast.Constant))
    return {str(text.value) for text in texts if isinstance(text.value, str)}


def test_the_model_reverts_with_reasons_of_the_catalogue() -> None:
    given = set().union(*(model_reasons(path.read_text()) for path in MODEL.rglob("*.py")))
    assert len(given) > 200
    assert given - catalogue().keys() == set()
    own = {reason for reason, entry in catalogue().items() if entry.by == "the reference model"}
    assert own <= given


def test_a_reason_of_the_model_without_entry_is_found() -> None:
    assert model_reasons('require(x, "a: b", x=x)\nraise Reverted("c: d")\nlog("e: f")') == {"a: b", "c: d"}
