# SPDX-License-Identifier: Apache-2.0
"""The engine under the tests behaves like a chain wherever a test could be fooled."""

import boa
import pytest
from boa.contracts.vyper.vyper_contract import VyperContract

from tests.support.engine import GENESIS_TIME, now, wait
from tests.support.reverts import BARE, reason_of, reverts

CHILD = """
# pragma version 0.4.3
number: public(uint256)

@deploy
def __init__(number: uint256):
    self.number = number

@external
def fail(reason: String[32]):
    raw_revert(abi_encode(reason, method_id=method_id("Error(string)")))
"""

PAIRS = """
# pragma version 0.4.3
noted: HashMap[address, HashMap[address, bool]]

@external
def note():
    self.noted[self][self] = True
"""

FLAGS = """
# pragma version 0.4.3
noted: HashMap[address, bool]

@external
def fail():
    raise "no"
"""

PROBE = """
# pragma version 0.4.3
event Stored:
    number: uint256
    sender: indexed(address)

interface Child:
    def fail(reason: String[32]): nonpayable

stored: public(uint256)
passing: public(transient(uint256))

@external
@payable
def store(number: uint256):
    self.stored = number
    self.passing = number
    log Stored(number=number, sender=msg.sender)

@external
def passing_in_one_call() -> uint256:
    self.passing = 7
    return self.passing

@external
def store_and_fail(number: uint256, reason: String[32]):
    self.stored = number
    self.passing = number
    log Stored(number=number, sender=msg.sender)
    raw_revert(abi_encode(reason, method_id=method_id("Error(string)")))

@external
@view
def less_one(number: uint256) -> uint256:
    return number - 1

@external
def with_text():
    assert False, "a text of Vyper's own"

@external
def fail_below(child: address):
    extcall Child(child).fail("child: refuses")

@external
@view
def time() -> uint256:
    return block.timestamp

@external
def make(blueprint: address, number: uint256) -> address:
    return create_from_blueprint(blueprint, number)
"""


@pytest.fixture
def probe() -> VyperContract:
    return boa.loads(PROBE)


def test_store_and_events(probe: VyperContract, depositor: str) -> None:
    probe.store(5, sender=depositor)
    assert probe.stored() == 5
    probe.store(6, sender=depositor)
    (event,) = probe.get_logs()
    assert (event.number, event.sender) == (6, depositor)


def test_transient_storage_ends_with_its_call(probe: VyperContract) -> None:
    assert probe.passing_in_one_call() == 7
    assert probe.passing() == 0
    with reverts("probe: refuses"):
        probe.store_and_fail(9, "probe: refuses")
    assert probe.passing() == 0


def test_refusal_changes_nothing(probe: VyperContract) -> None:
    probe.store(1)
    with reverts("probe: refuses"):
        probe.store_and_fail(2, "probe: refuses")
    assert probe.stored() == 1
    assert probe.get_logs() == []


def test_reason_is_exact(probe: VyperContract) -> None:
    with pytest.raises(AssertionError, match="expected 'probe: refuse'"), reverts("probe: refuse"):
        probe.store_and_fail(2, "probe: refuses")
    with pytest.raises(pytest.fail.Exception, match="not refused"), reverts("probe: refuses"):
        probe.store(2)


def test_reasons_of_every_kind(probe: VyperContract) -> None:
    with reverts(BARE):
        probe.less_one(0)
    with reverts("a text of Vyper's own"):
        probe.with_text()
    child = boa.loads(CHILD, 1)
    with reverts("child: refuses"):
        probe.fail_below(child.address)
    with pytest.raises(boa.BoaError) as failure:
        probe.store(1, gas=22_000)
    assert "OutOfGas" in reason_of(failure.value).replace(" ", "")


def test_anchor_restores_storage_balance_and_time(probe: VyperContract, depositor: str) -> None:
    probe.store(1)
    before = boa.env.get_balance(depositor)
    with boa.env.anchor():
        wait(3600)
        for number in range(50):
            probe.store(number, sender=depositor, value=1)
        with boa.env.anchor():
            probe.store(99)
        assert probe.stored() == 49
        assert boa.env.get_balance(depositor) == before - 50
    assert (probe.stored(), boa.env.get_balance(depositor), probe.time()) == (1, before, GENESIS_TIME)


def test_time_moves_only_when_told(probe: VyperContract) -> None:
    assert probe.time() == GENESIS_TIME == now()
    assert wait(86_400) == probe.time() == GENESIS_TIME + 86_400
    with pytest.raises(ValueError, match="past"):
        wait(-1)


def test_blueprint(probe: VyperContract) -> None:
    child = boa.loads_partial(CHILD)
    made = child.at(probe.make(child.deploy_as_blueprint().address, 42))
    assert made.number() == 42


def test_size_limit_of_a_chain_holds() -> None:
    with pytest.raises(Exception, match="CreateContractSizeLimit|OutOfGas|size"):
        boa.env.deploy_code(bytecode=bytes.fromhex("6160025ff3"))


def test_a_contract_is_not_told_by_the_storage_of_one_that_was_undone() -> None:
    """Both stand at one address; a refusal makes titanoboa print what the contract holds."""
    with boa.env.anchor():
        undone = boa.loads(PAIRS)
        undone.note()
    noting = boa.loads(FLAGS)
    assert noting.address == undone.address
    with reverts("no"):
        noting.fail()
