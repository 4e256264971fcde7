# SPDX-License-Identifier: Apache-2.0
"""From a decision to the chain: allowances, permits, transactions signed here, by the node, or by nobody yet."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from eth_account.messages import SignableMessage, encode_typed_data
from hexbytes import HexBytes
from web3.types import TxParams, Wei

from steelyard.chain.abi import Function, function
from steelyard.chain.client import Client
from steelyard.chain.errors import ChainError
from steelyard.chain.rpc import Block, Question, Rpc
from steelyard.reverts.errors import Reverted
from steelyard.sdk.accounts import Account
from steelyard.sdk.amounts import Amount
from steelyard.sdk.errors import SdkError
from steelyard.sdk.shown import Shown

Permit: TypeAlias = tuple[int, int, bytes, bytes]
NO_PERMIT: Permit = (0, 0, bytes(32), bytes(32))

APPROVE = function("approve(address,uint256)(bool)")
ALLOWANCE = function("allowance(address,address)(uint256)")
BALANCE = function("balanceOf(address)(uint256)")

_NAME, _VERSION = function("name()(string)"), function("version()(string)")
_NONCES = function("nonces(address)(uint256)")
_PERMIT = function("permit(address,address,uint256,uint256,uint8,bytes32,bytes32)()")
_SEPARATOR = function("DOMAIN_SEPARATOR()(bytes32)")
_PERMIT_FIELDS = ("owner:address", "spender:address", "value:uint256", "nonce:uint256", "deadline:uint256")
_VERSIONS = ("1", "2")
_LARGEST = 16_777_216  # gas of one transaction that some chains allow


@dataclass(frozen=True)
class Step:
    """One transaction: what it is for, and what it sends where."""

    purpose: str
    to: str
    data: str
    value: int = 0

    def transaction(self, chain_id: int, sender: str) -> dict[str, Any]:
        """Returns it unsigned, for a wallet that chooses nonce and fees."""
        return {"chainId": chain_id, "from": sender, "to": self.to, "data": self.data, "value": hex(self.value)}


def step(purpose: str, to: str, what: Function, *args: Any, value: int = 0) -> Step:
    """Returns the transaction that calls `what` of the contract `to`."""
    return Step(purpose, to, what.encode(*args), value)


def bundle(steps: Sequence[Step], chain_id: int, name: str) -> dict[str, Any]:
    """Returns the steps as a file for Safe's Transaction Builder, which does all of them or none."""
    return {
        "version": "1.0",
        "chainId": str(chain_id),
        "meta": {"name": name, "description": "; ".join(one.purpose for one in steps)},
        "transactions": [{"to": one.to, "value": str(one.value), "data": one.data} for one in steps],
    }


@dataclass(frozen=True)
class Receipt(Shown):
    """What a transaction did: amounts that were taken and given, and what its gas cost in native coins."""

    transaction: str
    block: int
    paid: Amount
    received: Amount
    gas_used: int
    gas_cost: Amount


@dataclass
class Sender:
    """Sends steps, one after the other; each has a receipt before the next is sent."""

    rpc: Rpc
    chain_id: int
    _clients: dict[str, Client] = field(default_factory=dict)

    async def send(self, one: Step, account: Account) -> Mapping[str, Any]:
        """Signs, sends and waits; raises `Reverted` with the reason if it would fail, before anything is sent."""
        account.require_signer()
        client = self._clients.setdefault(account.address, self._client(account))
        transaction: TxParams = {"to": one.to, "data": HexBytes(one.data), "value": Wei(one.value)}
        return await asyncio.to_thread(client.send, transaction, account.address)

    def _client(self, account: Account) -> Client:
        return Client(self.rpc.url, [account.signer] if account.signer else [])

    async def allow(self, block: Block, asset: str, amount: int, owner: Account, spender: str) -> list[Step]:
        """Returns the approvals that `spender` needs to take `amount`: none, one, or two where zero must come first."""
        allowed = (await self.rpc.call(block, (asset, ALLOWANCE, (owner.address, spender))))[0]
        if allowed >= amount:
            return []
        exact = step(f"let {spender} take {amount} units of {asset}", asset, APPROVE, spender, amount)
        if allowed and await self._is_refused(block, exact, owner.address):
            return [step(f"take back what {spender} may take of {asset}", asset, APPROVE, spender, 0), exact]
        return [exact]

    async def permit(
        self, block: Block, asset: str, amount: int, owner: Account, spender: str, deadline: int
    ) -> Permit | None:
        """Returns a signed permit, or None where one cannot work: no key here, code at the owner, an asset whose
        signing domain is not known to be what it says, or one that does not take the permit when it is tried."""
        if owner.signer is None:
            return None
        code, *answers = await self.rpc.try_ask(
            Question("eth_getCode", (owner.address, block.tag)),
            *(block.call(asset, one) for one in (_NAME, _VERSION, _SEPARATOR)),
            block.call(asset, _NONCES, owner.address),
        )
        name, version, separator, nonce = (
            _decoded(what, answer) for what, answer in zip((_NAME, _VERSION, _SEPARATOR, _NONCES), answers, strict=True)
        )
        if code != "0x" or None in (name, separator, nonce):
            return None
        message = {"owner": owner.address, "spender": spender, "value": amount, "nonce": nonce, "deadline": deadline}
        types = {"Permit": [dict(zip(("name", "type"), one.split(":"), strict=True)) for one in _PERMIT_FIELDS]}
        for tried in (version, *_VERSIONS):
            if tried is None:
                continue
            domain = {"name": name, "version": tried, "chainId": self.chain_id, "verifyingContract": asset}
            signable: SignableMessage = encode_typed_data(domain, types, message)
            if signable.header == separator:
                signed = (deadline, *owner.signer.sign_message(signable))
                call = block.call(asset, _PERMIT, owner.address, spender, amount, *signed, sender=owner.address)
                return None if isinstance((await self.rpc.try_ask(call))[0], Exception) else signed
        return None

    async def estimate(self, block: Block, one: Step, sender: str) -> int:
        """Returns the gas of a step; raises `Reverted` with the reason if it would fail."""
        call = {"from": sender, "to": one.to, "data": one.data, "value": hex(one.value)}
        gas = int((await self.rpc.ask(Question("eth_estimateGas", (call,))))[0], 16)
        if gas > _LARGEST:
            raise SdkError(
                f"transaction: {gas:,} gas is above {_LARGEST:,}, which some chains refuse; trade less at once"
            )
        return gas

    async def _is_refused(self, block: Block, one: Step, sender: str) -> bool:
        call = {"from": sender, "to": one.to, "data": one.data}
        return isinstance((await self.rpc.try_ask(Question("eth_call", (call, block.tag))))[0], Reverted)


def _decoded(what: Function, answer: Any) -> Any:
    if isinstance(answer, Exception) or answer == "0x":
        return None
    try:
        return what.decode(answer)
    except ChainError:
        return None
