# SPDX-License-Identifier: Apache-2.0
"""What a contract must be once it is made: its code to the last byte, its immutables by name, its getters and roles.

Vyper puts immutables behind the code, each as it lies in memory: numbers and addresses in a word, a text as its length
and its letters filled up to words, a struct as its members one after the other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from eth_abi.abi import encode
from eth_utils import keccak, to_canonical_address

from steelyard.artifacts import artifact
from steelyard.artifacts.layouts import immutables
from steelyard.deploy.errors import DeployError

Value: TypeAlias = Any  # an int, a bool, bytes, an address or a text, or a sequence of these
Values: TypeAlias = Mapping[str, Value]

BLUEPRINT = bytes.fromhex("fe7100")
"""What comes before the creation code in an ERC-5202 blueprint."""
ROLES = ("curator", "guardian", "fee_recipient")
"""Getters that name a person."""
VARIES = {
    "AnchoredToken": {"totalSupply", "total_atoms", "factor", "pending"},
    "ChainlinkOracle": {"price", "price_and_round", "rescue_price", "alive_at"},
    "ChainlinkPriceSource": {"latest", "newest_round", "up_since"},
    "DelayedOrders": {"order_count"},
    "LendingPool": {"cash", "head", "paused_until", "pool_state", "tail", "totalAssets", "totalSupply"},
    "LeveragedToken": {"balance_sheet", "totalSupply", "words"},
    "MarketFactory": {"market_count"},
    "PairingFactory": {"market_count"},
    "PairingPool": {"accrued_position", "clocks", "fees_owed", "position"},
    "PairingShare": {"closed", "counted", "head", "index", "raw_supply", "state", "totalSupply"},
}
"""Getters whose answers follow what users do; every other one must have an expected answer."""

_EIP712_FIELDS = b"\x0f"
_DOMAIN = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"


@dataclass(frozen=True)
class Made:
    """A contract that a step makes. `values` are immutables by the names of the source, `answers` are getters."""

    name: str
    contract: str
    address: str
    values: Values = field(default_factory=dict)
    answers: Values = field(default_factory=dict)
    is_blueprint: bool = False

    def __post_init__(self) -> None:
        if self.is_blueprint:
            return
        wanted, given = {one.name for one in immutables(self.contract)}, set(self.values)
        getters = {name for name in plain_getters(self.contract)} - VARIES.get(self.contract, set())
        faults = [f"immutable {name} has no value" for name in sorted(wanted - given)]
        faults += [f"{name} is no immutable of its source" for name in sorted(given - wanted)]
        faults += [f"getter {name} has no answer" for name in sorted(getters - set(self.getters()))]
        if faults:
            raise DeployError(f"{self.contract}: {', '.join(faults)}; complete what is expected of it")

    def code(self) -> bytes:
        """Returns what must lie on the chain."""
        ours = artifact(self.contract)
        if self.is_blueprint:
            return BLUEPRINT + ours.bytecode
        return ours.runtime + b"".join(self.words().values())

    def words(self) -> dict[str, bytes]:
        """Returns the bytes of each immutable in their order."""
        return {one.name: packed(self.values[one.name]).ljust(one.length, b"\0") for one in immutables(self.contract)}

    def getters(self) -> dict[str, Value]:
        """Returns what every getter must answer: an immutable under its own name, unless `answers` differs."""
        if self.is_blueprint:
            return {}
        known = plain_getters(self.contract)
        named = {one.rpartition(".")[2]: value for one, value in self.values.items()}
        return {name: value for name, value in named.items() if name in known} | dict(self.answers)


def plain_getters(contract: str) -> dict[str, Mapping[str, Any]]:
    """Returns the ABI entries of the views without arguments."""
    return {
        entry["name"]: entry
        for entry in artifact(contract).abi
        if entry["type"] == "function" and entry["stateMutability"] in ("view", "pure") and not entry["inputs"]
    }


def packed(value: Value) -> bytes:
    """Returns a value as it lies in memory."""
    if isinstance(value, bool | int):
        return int(value).to_bytes(32, signed=value < 0)
    if isinstance(value, bytes):
        return value.ljust(32, b"\0")
    if isinstance(value, str):
        if value.startswith("0x") and len(value) == 42:
            return to_canonical_address(value).rjust(32, b"\0")
        letters = value.encode("ascii")
        return len(letters).to_bytes(32) + letters.ljust(-(-len(letters) // 32) * 32, b"\0")
    assert isinstance(value, Sequence)
    return b"".join(packed(one) for one in value)


def domain(name: str, chain_id: int, address: str, module: str = "eip712_domain_separator") -> dict[str, Value]:
    """Returns the immutables of the signing domain of a share called `name`, version "1"."""
    hashed_name, hashed_version = keccak(text=name), keccak(text="1")
    return {
        f"{module}._CACHED_DOMAIN_SEPARATOR": separator(name, chain_id, address),
        f"{module}._CACHED_CHAIN_ID": chain_id,
        f"{module}._CACHED_SELF": address,
        f"{module}._NAME": name,
        f"{module}._HASHED_NAME": hashed_name,
        f"{module}._VERSION": "1",
        f"{module}._HASHED_VERSION": hashed_version,
    }


def separator(name: str, chain_id: int, address: str) -> bytes:
    """Returns the EIP-712 domain separator of a share."""
    words = (keccak(text=_DOMAIN), keccak(text=name), keccak(text="1"), chain_id, address)
    return keccak(encode(["bytes32", "bytes32", "bytes32", "uint256", "address"], words))


def share(name: str, inner: tuple[str, str], decimals: int, chain_id: int, address: str) -> dict[str, Value]:
    """Returns the immutables of snekmate's ERC-20 inside a share; `inner` is what it calls itself, to nobody."""
    return {
        **domain(name, chain_id, address, "erc20.eip712_domain_separator"),
        "erc20.name": inner[0],
        "erc20.symbol": inner[1],
        "erc20.decimals": decimals,
    }


def eip712_domain(name: str, chain_id: int, address: str) -> tuple[Value, ...]:
    """Returns what `eip712Domain()` must answer."""
    return (_EIP712_FIELDS, name, "1", chain_id, address, bytes(32), ())
