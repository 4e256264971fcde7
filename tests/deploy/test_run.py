# SPDX-License-Identifier: Apache-2.0
"""A deployment on a node: what it makes, and what it does when chain, node or process fail it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from eth_account import Account
from hexbytes import HexBytes

from steelyard.chain.client import Client
from steelyard.chain.errors import NotMined
from steelyard.chain.signers import KeySigner
from steelyard.deploy.addresses import DEPLOYER
from steelyard.deploy.core import OF_THE_CHAIN
from steelyard.deploy.errors import DeployError, Refused, StepFailed
from steelyard.deploy.expected import expected
from steelyard.deploy.plan import differences, make_plan
from steelyard.deploy.reading import Reading
from steelyard.deploy.run import run
from steelyard.deploy.safe import bundles
from steelyard.deploy.steps import State
from steelyard.deploy.verify import checked, verify
from steelyard.devchain.anvil import Anvil
from steelyard.devchain.ground import lay
from tests.deploy import resume
from tests.deploy.conftest import SENDER, World, local, markets
from tests.deploy.double import SENDS, Drop, NodeDouble, error, result

GAS_ERROR = 0.12  # of an estimate, either way
LEAST = {"contracts": 50, "immutables": 350, "getters": 240, "roles": 8}


def test_everything_is_where_and_what_the_plan_said(world: World) -> None:
    report = world.report
    assert report.plan is not None and len(report.sent) == 38 and not report.found
    estimates = {step.name: step.gas for step in report.plan.steps}
    for sent in report.sent:
        assert abs(estimates[sent.step] / sent.gas - 1) < GAS_ERROR, sent
    assert [sent.nonce for sent in report.sent] == list(range(38))
    counted = checked(world.content)
    assert all(counted[what] >= least for what, least in LEAST.items())
    assert verify(world.content, world.reading()) == []


def test_no_field_holds_the_deployer(world: World) -> None:
    """Through the CREATE2 deployer the constructor's sender is the deployer: nothing may be built on that."""
    low = DEPLOYER[2:].lower()
    assert low not in str(world.content["contracts"]).lower()
    for made in world.report.plan.made() if world.report.plan else []:
        assert made.is_blueprint or bytes.fromhex(low) not in world.reading().code(made.address)


def test_a_second_run_sends_nothing(world: World) -> None:
    again = run(world.network, world.markets, world.reading(), world.sender)
    assert again.sent == [] and len(again.found) == 38


def test_limits_are_proposed_by_the_curator_and_applied_after_their_time(world: World) -> None:
    waiting = {one.step: one for one in world.report.waiting}
    assert len(waiting) == 6
    curator = world.network.roles["curator"]
    proposed = run(world.network, world.markets, world.reading(), curator)
    assert len(proposed.sent) == 3 and len(proposed.waiting) == 3
    until = max(one.until for one in proposed.waiting)
    world.anvil.wait(until - world.anvil.now() + 1)
    world.ground.refresh(world.anvil.client().accounts()[0])
    applied = run(world.network, world.markets, world.reading(), world.sender)
    assert len(applied.sent) == 3 and applied.waiting == []
    token, pool = (
        next(e for e in world.content["contracts"] if e["name"] == f"ETHBULL3X: {w}") for w in ("token", "pool")
    )
    limit = world.reading().ours("LendingPool", pool["address"]).call("limit_of", token["address"])
    assert limit == 400_000 * 10**6


# ------------------------------------------------------------------ verification finds what is wrong


def _tampered(world: World, name: str, change: Callable[[bytes], bytes]) -> list[str]:
    [entry] = [one for one in world.content["contracts"] if one["name"] == name]
    code = world.reading().code(entry["address"])
    world.anvil.rpc("anvil_setCode", entry["address"], "0x" + change(code).hex())
    return verify({**world.content, "contracts": [entry]}, world.reading())


def _flipped(code: bytes, place: int) -> bytes:
    return code[:place] + bytes([code[place] ^ 1]) + code[place + 1 :]


@pytest.mark.parametrize(
    ("name", "immutable"),
    [
        ("Router", b"QUOTES"),
        ("ETHBULL3X: token", b"symbol"),
        ("ETHBULL3X: oracle", b"_DIVISOR"),
        ("PETH3X: LT", b"MARKET"),
    ],
)
def test_a_wrong_immutable_is_named_as_in_the_source(world: World, name: str, immutable: bytes) -> None:
    from steelyard.artifacts import artifact
    from steelyard.artifacts.layouts import immutables

    [entry] = [one for one in world.content["contracts"] if one["name"] == name]
    [one] = [one for one in immutables(entry["contract"]) if one.name == immutable.decode()]
    place = len(artifact(entry["contract"]).runtime) + one.offset + (32 if one.type.startswith("String") else 31)
    faults = _tampered(world, name, lambda code: _flipped(code, place))
    assert any(f"immutable {one.name} is" in fault and name in fault for fault in faults), faults


@pytest.mark.parametrize("name", ["blueprint LendingPool", "Lens", "PETHB2X: paired pool"])
def test_one_byte_of_code_is_found(world: World, name: str) -> None:
    faults = _tampered(world, name, lambda code: _flipped(code, 1_000))
    assert any("1 bytes of code differ, the first is byte 1000" in fault for fault in faults), faults


def test_missing_code_and_another_role_are_found(world: World) -> None:
    assert any("no code" in fault for fault in _tampered(world, "Rebalancer", lambda _: b""))
    governance = next(one for one in world.content["contracts"] if one["name"] == "ETHBULL3X: governance")
    reading, curator = world.reading(), world.network.roles["curator"]
    contract = reading.ours("PoolGovernance", governance["address"])
    contract.transact("submit", 6, world.sender, 0, sender=curator)
    world.anvil.wait(86_401)
    contract.transact("accept", 6, world.sender, sender=world.sender)
    [fault] = verify({**world.content, "contracts": [governance]}, world.reading())
    assert f"role curator is {world.sender}, expected {curator}" in fault


def test_another_chain_is_not_verified(world: World) -> None:
    assert "is of chain 31337" in verify({**world.content, "chain_id": 1}, world.reading())[0]


# ------------------------------------------------------------------ refused before the first transaction


def _refused(anvil: Anvil, said: str, **changed: Any) -> None:
    network = replace(local(), **changed)
    with pytest.raises(Refused) as raised:
        run(network, markets(local(), "ETHBULL3X"), Reading(anvil.client()), anvil.client().accounts()[SENDER])
    assert said in str(raised.value) and "; " in str(raised.value)
    assert Reading(anvil.client()).mined(anvil.client().accounts()[SENDER]) == 0


def test_a_chain_that_cannot_take_it_is_refused(bare: Anvil) -> None:
    _refused(bare, "the node is of chain 31337, the file of 8453", chain_id=8_453)
    mark = bare.snapshot()
    bare.rpc("anvil_setCode", DEPLOYER, "0x")
    _refused(bare, "would do nothing and seem to succeed")
    bare.rpc("anvil_setCode", DEPLOYER, "0x6001")
    _refused(bare, "are not the standard CREATE2 deployer's")
    bare.revert(mark)
    wrong = {key: replace(one, decimals=18) for key, one in local().assets.items()}
    listed = [replace(one, dollars=wrong["USDC"]) for one in markets(local(), "ETHBULL3X")]
    with pytest.raises(Refused, match="has 6 decimals, the file says 18"):
        run(local(), listed, Reading(bare.client()), bare.client().accounts()[SENDER])
    bare.wait(2 * 86_400)
    _refused(bare, "s old, 95040 s are the bound")


def test_a_chain_before_cancun_is_refused() -> None:
    with Anvil(hardfork="shanghai") as anvil:
        _refused(anvil, "lacks an instruction of Cancun", wrapped_native=DEPLOYER)


def test_somebody_elses_code_at_our_address_is_refused(bare: Anvil) -> None:
    plan = make_plan(local(), [], Reading(bare.client()))
    bare.rpc("anvil_setCode", plan.steps[3].makes[0].address, "0x6001")
    with pytest.raises(Refused, match="has code that is not"):
        run(local(), [], Reading(bare.client()), bare.client().accounts()[SENDER])


# ------------------------------------------------------------------ two chains, one set of addresses


def test_two_chains_have_the_same_addresses_but_for_the_routers(world: World) -> None:
    with Anvil(chain_id=77_777) as other:
        ground = lay(other)
        wrapped = ground.dollars[2].address
        network = replace(local(), chain_id=77_777, wrapped_native=wrapped)
        report = run(network, [], Reading(other.client()), other.client().accounts()[SENDER + 1])
        assert report.plan is not None and verify(expected(report.plan), Reading(other.client())) == []
        here = make_plan(world.network, [], world.reading())
        assert set(differences(here, report.plan)) == set(OF_THE_CHAIN)
        same = [made for made in here.made() if made.name not in OF_THE_CHAIN]
        assert len(same) == 21
        for made in same:
            assert Reading(other.client()).code(made.address) == world.reading().code(made.address)


# ------------------------------------------------------------------ nodes that lie, lose and lag


@contextmanager
def _through(anvil: Anvil, meddle: Any) -> Iterator[tuple[Reading, str, NodeDouble]]:
    """A reading through a double, by an account whose key we hold."""
    signer = KeySigner(Account.create().key)
    anvil.rpc("anvil_setBalance", signer.address, hex(10**24))
    with NodeDouble(anvil.url, meddle) as double:
        yield Reading(Client(double.url, [signer], local().fees)), signer.address, double


def _core_by(anvil: Anvil, meddle: Any, patience: float = 20.0) -> tuple[int, int]:
    """Runs the core; returns how many transactions the account has and how many contracts stand."""
    with _through(anvil, meddle) as (reading, account, _):
        report = run(local(), [], reading, account, patience=patience)
        assert report.plan is not None
        real = Reading(anvil.client())
        assert all(state is State.DONE for state in report.plan.states(real))
        return real.mined(account), len(report.plan.steps)


def test_lost_and_refusing_answers_to_a_send_repeat_nothing(bare: Anvil) -> None:
    """The answer is lost; it reads "already known"; "nonce too low": the transaction is mined all the same, once."""
    count = 0

    def meddle(request: dict[str, Any], ask: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        nonlocal count
        answer = ask()
        if request["method"] not in SENDS:
            return answer
        count += 1
        if count % 4 == 1:
            raise Drop
        return error(request, ("already known", "nonce too low")[count % 2]) if count % 4 < 3 else answer

    sent, steps = _core_by(bare, meddle)
    assert sent == steps == 23 and count == 23


@pytest.mark.parametrize("behind", [2, 3])
def test_a_node_that_forgets_receipts_and_counts_from_before(bare: Anvil, behind: int) -> None:
    """No receipt ever, and each second or third count of transactions is one behind: the code tells what is done."""
    asked = 0

    def meddle(request: dict[str, Any], ask: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        nonlocal asked
        if request["method"] == "eth_getTransactionReceipt":
            return result(request, None)
        answer = ask()
        if request["method"] == "eth_getTransactionCount":
            asked += 1
            if asked % behind == 0:
                return result(request, hex(max(0, int(answer["result"], 16) - 1)))
        return answer

    sent, steps = _core_by(bare, meddle)
    assert sent == steps and asked > steps


def test_a_reverted_step_is_done_again_and_others_work_counts(bare: Anvil) -> None:
    """Step 3 reverts for want of gas, step 4 is done by others; a later run repeats the one and not the other."""
    plan, client, accounts = make_plan(local(), [], Reading(bare.client())), bare.client(), bare.client().accounts()
    for number, (account, gas) in enumerate([(SENDER, 0), (SENDER, 0), (SENDER, 60_000), (SENDER + 2, 0)]):
        step = plan.steps[number]
        transaction = {"from": accounts[account], "to": step.to, "data": HexBytes(step.data)}
        extra = {"gas": gas} if gas else {"gas": 10_000_000}
        client.web3.eth.send_transaction({**transaction, **extra})  # type: ignore[typeddict-item]
    states = plan.states(Reading(client))
    assert states[:5] == [State.DONE, State.DONE, State.OPEN, State.DONE, State.OPEN]
    report = run(local(), [], Reading(client), accounts[SENDER])
    assert report.found == [step.name for step in (*plan.steps[:2], plan.steps[3])]
    assert report.sent[0].step == plan.steps[2].name and len(report.sent) == 20


def test_a_waiting_transaction_of_an_earlier_run_is_waited_for_or_replaced(bare: Anvil) -> None:
    """Not mined in time: the next run uses the very nonce, dearer, and the chain takes one of the two."""
    bare.rpc("evm_setAutomine", False)
    signer = KeySigner(Account.create().key)
    bare.rpc("anvil_setBalance", signer.address, hex(10**24))
    client = Client(bare.url, [signer], local().fees)
    with pytest.raises(NotMined):
        run(local(), [], Reading(client), signer.address, patience=0.3)
    bare.rpc("evm_setIntervalMining", 1)
    import steelyard.deploy.run as module

    patched = pytest.MonkeyPatch()
    patched.setattr(module, "_SETTLES", 0.2)
    try:
        with pytest.raises(NotMined):
            bare.rpc("evm_setIntervalMining", 0)
            run(local(), [], Reading(client), signer.address, patience=0.3)
    finally:
        patched.undo()
    assert Reading(client).mined(signer.address) == 0
    bare.rpc("evm_setAutomine", True)
    bare.mine()
    report = run(local(), [], Reading(client), signer.address)
    assert Reading(client).mined(signer.address) == 23 and len(report.sent) == 22


def test_a_step_that_does_nothing_is_told(bare: Anvil) -> None:
    def meddle(request: dict[str, Any], ask: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        blind = request["method"] == "eth_getCode" and request["params"][0].lower() == first.lower()
        return result(request, "0x") if blind else ask()

    first = make_plan(local(), [], Reading(bare.client())).steps[0].makes[0].address
    with _through(bare, meddle) as (reading, account, _), pytest.raises(StepFailed, match="did nothing"):
        run(local(), [], reading, account)


@pytest.mark.parametrize("length", [97, 280, 1_024])
def test_blocks_with_long_extra_data_are_read(world: World, length: int) -> None:
    def meddle(request: dict[str, Any], ask: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        answer = ask()
        if request["method"] == "eth_getBlockByNumber":
            answer["result"] |= {"extraData": "0x" + "11" * length, "unknownField": "0x1"}
        return answer

    with _through(world.anvil, meddle) as (reading, _, _double):
        assert reading.now() == world.anvil.now()
        assert local().fees.offer(reading.client.web3)


# ------------------------------------------------------------------ killed


def test_killed_after_sending_nothing_is_repeated(bare: Anvil) -> None:
    """The short form of `make resume`: killed with -9 when a factory's transaction is sent, before the answer."""
    played = resume.play(bare, [(24, "after")], "PETH3X")
    assert played.kills == 1 and played.transactions == played.steps


# ------------------------------------------------------------------ a Safe


def test_bundles_hold_everything_once_within_a_transactions_gas(bare: Anvil) -> None:
    network, client = local(), bare.client()
    safe = client.accounts()[7]
    plan = make_plan(network, markets(network, "ETHBULL3X", "PETH3X"), Reading(client))
    found, left = bundles(plan, Reading(client), safe)
    assert len(found) >= 5 and all(one.gas <= network.transaction_gas for one in found)
    assert [step for one in found for step in one.steps] == [step for step in plan.steps if step.limit is None]
    assert len(left) == 2 and network.roles["curator"] in left[0]
    for bundle in found:
        used = 0
        for step in bundle.steps:
            used += int(client.send({"to": step.to, "data": HexBytes(step.data)}, safe)["gasUsed"])
        assert used <= bundle.gas <= network.transaction_gas
    assert bundles(plan, Reading(client), safe)[0] == []
    with pytest.raises(DeployError, match="deploy this step with a key"):
        bundles(make_plan(replace(network, transaction_gas=5_000_000), [], Reading(bare.client())), _Empty(), safe)  # type: ignore[arg-type]


class _Empty:
    """A chain with nothing on it."""

    def code(self, _: str) -> bytes:
        return b""
