# SPDX-License-Identifier: Apache-2.0
"""A thin synchronous layer over web3.py for a node whose accounts are unlocked: deploy, call, transact."""

from typing import Any

from hexbytes import HexBytes
from web3 import HTTPProvider, Web3
from web3.contract.contract import Contract as Web3Contract
from web3.contract.contract import ContractEvent
from web3.exceptions import ContractLogicError
from web3.logs import DISCARD
from web3.types import EventData, RPCEndpoint, TxParams, TxReceipt, Wei

from steelyard.chain.compile import Abi, artifact
from steelyard.chain.errors import ChainError, Reverted, read_revert

# The state and the time between the estimate and the block differ: leave room.
_GAS_BUFFER_PERCENT = 30
_GAS_BUFFER = 20_000


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
        try:
            return self._web3.functions[function](*args).call(options)
        except ContractLogicError as error:
            raise Reverted(_reason(error)) from error

    def transact(self, function: str, *args: Any, sender: str, value: int = 0) -> TxReceipt:
        """Sends the call in a block of its own and returns the receipt; `gasUsed` is exact."""
        data = self._web3.functions[function](*args)._encode_transaction_data()
        return self.client.send({"to": self.address, "data": data, "value": Wei(value)}, sender)

    def events(self, name: str, receipt: TxReceipt) -> list[EventData]:
        """Returns the events `name` that this contract emitted in the transaction of `receipt`, in order."""
        event: ContractEvent = self._web3.events[name]()
        return [entry for entry in event.process_receipt(receipt, errors=DISCARD) if entry["address"] == self.address]


class Client:
    """The node at `url`. Senders are accounts that the node can sign for, as on a dev chain."""

    def __init__(self, url: str) -> None:
        # web3 asks for the chain's id before every call: half of all requests, were it not kept
        self.web3 = Web3(
            HTTPProvider(
                url,
                request_kwargs={"timeout": 120},
                cache_allowed_requests=True,
                cacheable_requests={RPCEndpoint("eth_chainId")},
            )
        )

    def accounts(self) -> list[str]:
        """Returns the unlocked accounts."""
        return [str(account) for account in self.web3.eth.accounts]

    def balance(self, address: str) -> int:
        """Returns the coins of `address` in wei."""
        return int(self.web3.eth.get_balance(Web3.to_checksum_address(address)))

    def deploy(self, name: str, *args: Any, sender: str) -> Contract:
        """Deploys our contract `name`, compiled if need be."""
        compiled = artifact(name)
        return self.deploy_code(compiled.abi, compiled.bytecode, *args, sender=sender)

    def deploy_blueprint(self, name: str, sender: str) -> str:
        """Deploys our contract `name` as an ERC-5202 blueprint and returns its address."""
        return self._created({"data": artifact(name).blueprint}, sender)

    def deploy_code(self, abi: Abi, bytecode: bytes, *args: Any, sender: str) -> Contract:
        """Deploys `bytecode` with the constructor's arguments."""
        data = self.web3.eth.contract(abi=abi, bytecode=bytecode).constructor(*args).data_in_transaction
        return self.at(abi, self._created({"data": data}, sender))

    def at(self, abi: Abi, address: str) -> Contract:
        """Returns the contract at `address`, which must hold code."""
        if not self.web3.eth.get_code(Web3.to_checksum_address(address)):
            raise ChainError(f"client: no contract at {address}")
        return Contract(self, abi, address)

    def at_name(self, name: str, address: str) -> Contract:
        """Returns our contract `name` at `address`, for example one that a factory made."""
        return self.at(artifact(name).abi, address)

    def send(self, transaction: TxParams, sender: str) -> TxReceipt:
        """Sends `transaction` with a gas buffer and returns its receipt; raises `Reverted` with the reason."""
        transaction = {**transaction, "from": Web3.to_checksum_address(sender)}
        try:
            estimate = self.web3.eth.estimate_gas(transaction)
        except ContractLogicError as error:
            raise Reverted(_reason(error)) from error
        transaction["gas"] = estimate * (100 + _GAS_BUFFER_PERCENT) // 100 + _GAS_BUFFER
        transaction["gasPrice"] = Wei(0)
        hash_ = self.web3.eth.send_transaction(transaction)
        receipt = self.web3.eth.wait_for_transaction_receipt(hash_, timeout=60, poll_latency=0.01)
        if receipt["status"] != 1:
            raise Reverted(self._mined_reason(hash_))
        return receipt

    def _created(self, transaction: TxParams, sender: str) -> str:
        address = self.send(transaction, sender)["contractAddress"]
        if address is None:
            raise ChainError("client: the node reports no address for a deployment")
        return str(address)

    def _mined_reason(self, hash_: HexBytes) -> str:
        method = RPCEndpoint("debug_traceTransaction")
        options = {"disableStorage": True, "disableStack": True}
        trace = self.web3.provider.make_request(method, [hash_.to_0x_hex(), options])
        return read_revert(bytes(HexBytes(trace["result"]["returnValue"])))


def _reason(error: ContractLogicError) -> str:
    data = error.data
    if isinstance(data, str) and data.startswith("0x"):
        return read_revert(bytes.fromhex(data[2:]))
    return ""
