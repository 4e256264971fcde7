# SPDX-License-Identifier: Apache-2.0
"""What the deployer reads off a chain. Code that was seen is not asked for again: it stays."""

from collections.abc import Iterable
from typing import Any

from web3 import Web3
from web3.exceptions import Web3RPCError

from steelyard.artifacts import Abi, artifact
from steelyard.chain.client import Client, Contract
from steelyard.chain.node import answers

_WORDS = {"uint256": ("decimals", "totalSupply"), "string": ("symbol", "description")}
_PLAIN: Abi = [
    {"type": "function", "name": name, "inputs": [], "stateMutability": "view", "outputs": [{"type": kind, "name": ""}]}
    for kind, names in _WORDS.items()
    for name in names
]
_FEED: Abi = [
    {
        "type": "function",
        "name": "latestRoundData",
        "inputs": [],
        "stateMutability": "view",
        "outputs": [{"type": kind, "name": ""} for kind in ("uint80", "int256", "uint256", "uint256", "uint80")],
    }
]
FOREIGN = _PLAIN + _FEED
"""What is asked of tokens and feeds that are not ours."""


class Reading:
    """The chain of `client`, as it answers now."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self._codes: dict[str, bytes] = {}
        self._contracts: dict[tuple[str, str], Contract] = {}

    def chain_id(self) -> int:
        """Returns the id of the chain, asked anew: a pool of nodes may hold a wrong one."""
        with answers():
            return int(self.client.web3.manager.request_blocking("eth_chainId", []), 16)  # type: ignore[arg-type]

    def code(self, address: str) -> bytes:
        """Returns the code at `address`, empty if there is none."""
        if address not in self._codes:
            with answers():
                code = bytes(self.client.web3.eth.get_code(Web3.to_checksum_address(address)))
            if not code:
                return code
            self._codes[address] = code
        return self._codes[address]

    def runs(self, code: bytes) -> bool:
        """Whether the chain's machine knows every instruction of `code`, which it is asked to run as creation code."""
        try:
            self.client.web3.eth.call({"data": code})
        except Web3RPCError:
            return False
        return True

    def now(self) -> int:
        """Returns the time of the last block."""
        with answers():
            return int(self.client.web3.eth.get_block("latest")["timestamp"])

    def mined(self, account: str) -> int:
        """Returns how many transactions of `account` are mined."""
        with answers():
            return int(self.client.web3.eth.get_transaction_count(Web3.to_checksum_address(account), "latest"))

    def ours(self, name: str, address: str) -> Contract:
        """Returns our contract `name` at `address`, without asking whether it is there."""
        if (name, address) not in self._contracts:
            self._contracts[name, address] = Contract(self.client, artifact(name).abi, address)
        return self._contracts[name, address]

    def foreign(self, address: str) -> Contract:
        """Returns a token or a feed that is not ours."""
        return Contract(self.client, FOREIGN, address)

    def asked(self, contract: Contract, getter: str) -> Any:
        """Returns what a getter answers; "share(0)" is asked with its argument."""
        name, _, rest = getter.partition("(")
        arguments = [int(one) for one in rest.removesuffix(")").split(",") if one]
        return contract.call(name, *arguments)


def flat(value: Any) -> Any:
    """Returns a value with sequences as tuples and bytes as bytes, so that two of them can be compared."""
    if isinstance(value, bytes | bytearray):
        return bytes(value)
    if isinstance(value, Iterable) and not isinstance(value, str):
        return tuple(flat(one) for one in value)
    return value
