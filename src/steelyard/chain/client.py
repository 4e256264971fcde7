# SPDX-License-Identifier: Apache-2.0
"""A thin synchronous layer over web3.py: deploy, call, transact, read logs."""

import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from hexbytes import HexBytes
from web3 import Web3
from web3.contract.contract import Contract as Web3Contract
from web3.contract.contract import ContractEvent
from web3.exceptions import TransactionNotFound
from web3.logs import DISCARD
from web3.middleware import ExtraDataToPOAMiddleware
from web3.types import EventData, RPCEndpoint, TxParams, TxReceipt, Wei

from steelyard.artifacts import Abi, artifact
from steelyard.chain.errors import ChainError, NotMined, read_revert
from steelyard.chain.fees import Fees, NodeFees
from steelyard.chain.logs import read_logs
from steelyard.chain.node import answers, connect
from steelyard.chain.outbox import Outbox
from steelyard.chain.signers import Signer
from steelyard.reverts.errors import Reverted

# The state and the time between the estimate and the block differ: leave room.
_GAS_BUFFER_PERCENT = 30
_GAS_BUFFER = 20_000

_PATIENCE = 60.0  # seconds for a block to take a transaction
_FIRST_PAUSE, _LONGEST_PAUSE = 0.005, 1.0  # seconds between two questions for a receipt


class Contract:
    """A contract on the chain: its functions by name. Every refusal raises `Reverted` with the contract's reason."""

    def __init__(self, client: "Client", abi: Abi, address: str) -> None:
        self.client = client
        self.abi = abi
        self.address = Web3.to_checksum_address(address)
        self._web3: Web3Contract = client.web3.eth.contract(address=self.address, abi=abi)

    def call(self, function: str, *args: Any, sender: str | None = None, at_value: int = 0) -> Any:
        """Returns what `function` would answer `sender` now, with `at_value` coins sent along; changes nothing."""
        options: TxParams = {"value": Wei(at_value)}
        if sender:
            options["from"] = Web3.to_checksum_address(sender)
        with answers():
            return self._web3.functions[function](*args).call(options)

    def transact(self, function: str, *args: Any, sender: str, value: int = 0) -> TxReceipt:
        """Sends the call and returns its receipt; `gasUsed` is exact."""
        data = self._web3.functions[function](*args)._encode_transaction_data()
        return self.client.send({"to": self.address, "data": data, "value": Wei(value)}, sender)

    def events(self, name: str, receipt: TxReceipt) -> list[EventData]:
        """Returns the events `name` that this contract emitted in the transaction of `receipt`, in order."""
        event: ContractEvent = self._web3.events[name]()
        return [entry for entry in event.process_receipt(receipt, errors=DISCARD) if entry["address"] == self.address]

    def logs(self, *names: str, start: int, end: int) -> Iterator[EventData]:
        """Yields this contract's events `names` (none: all) of blocks `start` to `end`, both included, in order."""
        return self.client.logs(self.abi, *names, start=start, end=end, addresses=[self.address])


class Client:
    """The node at `url`.

    `signers` sign here for their accounts; any other sender is left to the node, which must hold its key. `fees`
    chooses what is offered for gas.
    """

    def __init__(self, url: str, signers: Iterable[Signer] = (), fees: Fees | None = None) -> None:
        self.web3 = Web3(connect(url))
        # some chains put more into a block's extra data than the 32 bytes that web3 believes in
        self.web3.middleware_onion.inject(ExtraDataToPOAMiddleware, layer=0)
        self.signers = {Web3.to_checksum_address(signer.address): signer for signer in signers}
        self.fees = fees or NodeFees()
        self._outbox = Outbox(self.web3)

    def accounts(self) -> list[str]:
        """Returns the accounts that the node signs for."""
        with answers():
            return [str(account) for account in self.web3.eth.accounts]

    def balance(self, address: str) -> int:
        """Returns the coins of `address` in wei."""
        with answers():
            return int(self.web3.eth.get_balance(Web3.to_checksum_address(address)))

    def deploy(self, name: str, *args: Any, sender: str) -> Contract:
        """Deploys our contract `name`."""
        ours = artifact(name)
        return self.deploy_code(ours.abi, ours.bytecode, *args, sender=sender)

    def deploy_blueprint(self, name: str, sender: str) -> str:
        """Deploys our contract `name` as an ERC-5202 blueprint and returns its address."""
        return self._created({"data": artifact(name).blueprint}, sender)

    def deploy_code(self, abi: Abi, bytecode: bytes, *args: Any, sender: str) -> Contract:
        """Deploys `bytecode` with the constructor's arguments."""
        data = self.web3.eth.contract(abi=abi, bytecode=bytecode).constructor(*args).data_in_transaction
        return self.at(abi, self._created({"data": data}, sender))

    def at(self, abi: Abi, address: str) -> Contract:
        """Returns the contract at `address`, which must hold code."""
        with answers():
            code = self.web3.eth.get_code(Web3.to_checksum_address(address))
        if not code:
            raise ChainError(f"client: no contract at {address}")
        return Contract(self, abi, address)

    def at_name(self, name: str, address: str) -> Contract:
        """Returns our contract `name` at `address`, for example one that a factory made."""
        return self.at(artifact(name).abi, address)

    def logs(self, abi: Abi, *names: str, start: int, end: int, addresses: Sequence[str] = ()) -> Iterator[EventData]:
        """Yields the events `names` (none: all) of `abi` that `addresses` (none: anybody) emitted in blocks `start` to
        `end`, both included, in order."""
        return read_logs(self.web3, abi, names, start, end, addresses)

    def send(self, transaction: TxParams, sender: str) -> TxReceipt:
        """Sends `transaction` and waits for its receipt; raises what `submit` and `receipt` raise."""
        return self.receipt(self.submit(transaction, sender))

    def submit(self, transaction: TxParams, sender: str) -> HexBytes:
        """Sends `transaction`, without `gas` and fees, and returns its hash.

        Raises `Reverted` with the reason if it would fail now, `FeeTooHigh`, or `NodeFailed`.
        """
        account = Web3.to_checksum_address(sender)
        full: TxParams = {**transaction, "from": account}
        with answers():
            estimate = self.web3.eth.estimate_gas(full)
            full["gas"] = estimate * (100 + _GAS_BUFFER_PERCENT) // 100 + _GAS_BUFFER
            full = {**full, **self.fees.offer(self.web3)}
            signer = self.signers.get(account)
            return self._outbox.send(signer, full) if signer else self.web3.eth.send_transaction(full)

    def receipt(self, hash_: HexBytes, patience: float = _PATIENCE) -> TxReceipt:
        """Waits at most `patience` seconds for the receipt of a transaction.

        Raises `Reverted` with the reason if it failed, `NotMined` if there is none yet.
        """
        ends, pause = time.monotonic() + patience, _FIRST_PAUSE
        while (receipt := self._receipt(hash_)) is None:
            if time.monotonic() >= ends:
                self.forget_nonces()
                raise NotMined(hash_.to_0x_hex(), patience)
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)
        if receipt["status"] != 1:
            raise Reverted(self._mined_reason(receipt))
        return receipt

    def forget_nonces(self) -> None:
        """Lets the node say the nonces of the signers' accounts again, as after a test chain was set back."""
        self._outbox.forget()

    def _receipt(self, hash_: HexBytes) -> TxReceipt | None:
        with answers():
            try:
                return self.web3.eth.get_transaction_receipt(hash_)
            except TransactionNotFound:
                return None

    def _created(self, transaction: TxParams, sender: str) -> str:
        address = self.send(transaction, sender)["contractAddress"]
        if address is None:
            raise ChainError("client: the node reports no address for a deployment")
        return str(address)

    def _mined_reason(self, receipt: TxReceipt) -> str:
        """By a trace, which few public nodes give; "" without one."""
        method = RPCEndpoint("debug_traceTransaction")
        options = {"disableStorage": True, "disableStack": True}
        with answers():
            answer = self.web3.provider.make_request(method, [receipt["transactionHash"].to_0x_hex(), options])
        return read_revert(bytes(HexBytes(answer["result"]["returnValue"]))) if "result" in answer else ""
