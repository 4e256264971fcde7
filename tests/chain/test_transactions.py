# SPDX-License-Identifier: Apache-2.0
"""Transactions signed here, on a chain that asks for gas: nonces, fees, receipts and logs."""

from collections.abc import Iterator

import pytest
from hexbytes import HexBytes
from web3 import Web3
from web3.types import Wei

from steelyard.chain.client import Client, Contract
from steelyard.chain.errors import FeeTooHigh, NodeFailed, NotMined
from steelyard.chain.fees import GWEI, NodeFees
from steelyard.chain.signers import KeySigner
from steelyard.devchain.anvil import Anvil
from steelyard.reverts.errors import Reverted

SIGNER = KeySigner(b"\x11" * 32)
ME = SIGNER.address
OTHER = Web3.to_checksum_address("0x" + "22" * 20)
ETHER = 10**18


@pytest.fixture(scope="module")
def anvil() -> Iterator[Anvil]:
    with Anvil() as node:
        node.rpc("anvil_setBalance", ME, hex(10 * ETHER))
        node.rpc("anvil_setNextBlockBaseFeePerGas", hex(GWEI))
        node.mine()
        yield node


@pytest.fixture(autouse=True)
def undo(anvil: Anvil) -> Iterator[None]:
    mark = anvil.snapshot()
    yield
    anvil.rpc("evm_setAutomine", True)
    anvil.revert(mark)


@pytest.fixture
def client(anvil: Anvil) -> Client:
    return Client(anvil.url, [SIGNER])


@pytest.fixture
def asset(client: Client) -> Contract:
    return client.deploy("MockAsset", 6, sender=ME)


def pay(client: Client, coins: int = 1) -> HexBytes:
    return client.submit({"to": OTHER, "value": Wei(coins)}, ME)


def nonce(client: Client) -> int:
    return client.web3.eth.get_transaction_count(ME)  # type: ignore[arg-type]


def test_the_signer_pays_for_what_it_signs(client: Client, asset: Contract) -> None:
    before = client.balance(ME)
    receipt = asset.transact("mint", ME, 5, sender=ME)
    assert receipt["from"] == ME and asset.call("balanceOf", ME) == 5
    assert receipt["effectiveGasPrice"] > GWEI // 2
    assert before - client.balance(ME) == receipt["gasUsed"] * receipt["effectiveGasPrice"]


def test_a_node_signs_for_its_own_accounts(client: Client) -> None:
    [owner, *_] = client.accounts()
    assert client.send({"to": OTHER, "value": Wei(3)}, owner)["from"] == owner
    assert client.balance(OTHER) == 3


def test_an_account_that_nobody_signs_for(client: Client, anvil: Anvil) -> None:
    anvil.rpc("anvil_setBalance", OTHER, hex(ETHER))
    with pytest.raises(NodeFailed, match="No Signer"):
        client.send({"to": ME, "value": Wei(1)}, OTHER)


def test_several_wait_at_a_time_with_nonces_in_a_row(client: Client, anvil: Anvil) -> None:
    anvil.rpc("evm_setAutomine", False)
    first = nonce(client)
    sent = [pay(client) for _ in range(3)]
    anvil.mine()
    receipts = [client.receipt(hash_) for hash_ in sent]
    assert len({receipt["blockNumber"] for receipt in receipts}) == 1
    assert nonce(client) == first + 3


def test_a_nonce_that_somebody_else_used_is_asked_for_again(client: Client, anvil: Anvil) -> None:
    client.receipt(pay(client))
    elsewhere = Client(anvil.url, [SIGNER])
    elsewhere.receipt(pay(elsewhere))
    client.receipt(pay(client, 7))
    assert client.balance(OTHER) == 9


def test_a_refused_transaction_costs_no_nonce(client: Client, asset: Contract) -> None:
    before = nonce(client)
    with pytest.raises(Reverted):
        asset.transact("transfer", OTHER, 1, sender=ME)
    with pytest.raises(NodeFailed, match="nsufficient funds"):
        pay(client, 100 * ETHER)
    client.receipt(pay(client))
    assert nonce(client) == before + 1


def test_a_lost_transaction_is_told_and_its_nonce_used_again(client: Client, anvil: Anvil) -> None:
    client.receipt(pay(client))
    anvil.rpc("evm_setAutomine", False)
    lost = pay(client, 5)
    anvil.rpc("anvil_dropTransaction", lost.to_0x_hex())
    with pytest.raises(NotMined, match="no receipt of 0x") as fault:
        client.receipt(lost, patience=0.1)
    assert fault.value.hash == lost.to_0x_hex()
    anvil.rpc("evm_setAutomine", True)
    client.receipt(pay(client, 2))
    assert client.balance(OTHER) == 3


def test_a_chain_that_was_set_back_needs_the_nonces_forgotten(client: Client, anvil: Anvil) -> None:
    mark = anvil.snapshot()
    client.receipt(pay(client))
    anvil.revert(mark)
    client.forget_nonces()
    client.receipt(pay(client))
    assert client.balance(OTHER) == 1


def test_a_reason_is_read_from_a_block_too(client: Client, anvil: Anvil) -> None:
    """Both would have gone through by the estimate, which sees the chain as it was before either."""
    asset = client.deploy("MockAsset", 6, sender=ME)
    asset.transact("mint", ME, 5, sender=ME)
    anvil.rpc("evm_setAutomine", False)
    data = client.web3.eth.contract(abi=asset.abi).encode_abi("transfer", args=[OTHER, 5])
    sent = [client.submit({"to": asset.address, "data": data}, ME) for _ in range(2)]
    anvil.mine()
    client.receipt(sent[0])
    with pytest.raises(Reverted) as refused:
        client.receipt(sent[1])
    assert refused.value.reason == "erc20: transfer amount exceeds balance"


def test_a_price_above_the_cap_sends_nothing(anvil: Anvil) -> None:
    careful = Client(anvil.url, [SIGNER], NodeFees(cap=GWEI // 10))
    with pytest.raises(FeeTooHigh):
        pay(careful)
    assert nonce(careful) == nonce(Client(anvil.url))


def test_logs_come_decoded_in_the_order_of_the_chain(client: Client, anvil: Anvil, asset: Contract) -> None:
    other = client.deploy("MockAsset", 18, sender=ME)
    start = client.web3.eth.block_number + 1
    for amount in (1, 2):
        asset.transact("mint", ME, amount, sender=ME)
        other.transact("mint", ME, 10 * amount, sender=ME)
    asset.transact("approve", OTHER, 7, sender=ME)
    end = client.web3.eth.block_number
    transfers = list(asset.logs("Transfer", start=start, end=end))
    assert [(event["args"]["receiver"], event["args"]["value"]) for event in transfers] == [(ME, 1), (ME, 2)]
    both = client.logs(asset.abi, "Transfer", start=start, end=end, addresses=[asset.address, other.address])
    assert [event["args"]["value"] for event in both] == [1, 10, 2, 20]
    assert [event["event"] for event in asset.logs(start=start, end=end)] == ["Transfer", "Transfer", "Approval"]
    assert list(asset.logs("Approval", start=start, end=end - 1)) == []


def test_no_node_is_said_in_a_sentence() -> None:
    with pytest.raises(NodeFailed, match="client: no answer"):
        Client("http://127.0.0.1:1").accounts()
