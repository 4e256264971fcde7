# SPDX-License-Identifier: Apache-2.0
"""Sends what is not done yet, one transaction at a time, and believes only the chain.

There is no journal, and none is needed: before each transaction the state of every step is read again, and its nonce is
the number of transactions that are mined, never one beyond. Whatever an earlier run, a lost answer or a lying node left
under way has that very nonce, so that the chain takes one of the two; who finds it taken reads the state again. A
process may be killed at any line: the next one finds what is done and goes on.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from hexbytes import HexBytes
from requests import RequestException
from web3 import Web3
from web3.exceptions import ContractLogicError, TransactionNotFound, Web3RPCError
from web3.types import Nonce, TxParams, Wei

from steelyard.chain.errors import FeeTooHigh, NodeFailed, NotMined
from steelyard.chain.node import answers
from steelyard.deploy.addresses import DEPLOYER
from steelyard.deploy.checks import refusals
from steelyard.deploy.errors import Refused, StepFailed
from steelyard.deploy.market import AnyMarket
from steelyard.deploy.network import Network
from steelyard.deploy.plan import Plan, make_plan
from steelyard.deploy.reading import Reading
from steelyard.deploy.steps import State, Step
from steelyard.reverts.errors import Reverted

PATIENCE = 300.0
"""Seconds for the chain to take a transaction."""

_ATTEMPTS = 3  # transactions for a step, whose nonce somebody else may have taken
_LOOKS = 50  # at a step while other transactions of the account come in, or a node counts from before
_BUMPS = 12  # of both fees by an eighth and one, the least that nodes replace for
_GAS_PERCENT, _GAS_MORE = 130, 20_000
_FIRST_PAUSE, _LONGEST_PAUSE = 0.005, 2.0
_SETTLES = 20.0  # seconds in which a node that lags behind may still answer from before
_UNDERPRICED = ("underpriced", "fee too low", "max fee per gas less than")
_TAKEN = (
    "nonce too low",
    "already known",
    "known transaction",
    "already imported",
    "nonce is too low",
    "already exists",
)


@dataclass(frozen=True)
class Sent:
    """A transaction that was mined and did what it should."""

    step: str
    nonce: int
    gas: int


@dataclass(frozen=True)
class Waiting:
    """A step that cannot be sent now: `until` a time, or until `sender` sends `data` to `to`."""

    step: str
    until: int
    sender: str
    to: str
    data: bytes


@dataclass
class Report:
    """What a run found done, what it sent, and what it must leave for later or to others."""

    found: list[str] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)
    plan: Plan | None = None


def run(
    network: Network,
    markets: Sequence[AnyMarket],
    reading: Reading,
    account: str,
    say: Callable[[str], None] = lambda _: None,
    patience: float = PATIENCE,
) -> Report:
    """Deploys what is missing from `account`, by its signer or by the node.

    Raises `Refused` before anything is sent, `StepFailed` if a transaction did not do its step, `NotMined`,
    `NodeFailed` or `FeeTooHigh`; after each of them the same call goes on.
    """
    found = refusals(network, markets, reading)
    if found:
        raise Refused(found)
    sender = _Sender(network, reading, Web3.to_checksum_address(account), patience)
    report, tried = Report(), dict[str, int]()
    plan, done = make_plan(network, markets, reading), set[bytes]()
    while True:
        step = _next(plan, reading, sender.account, report, done)
        if step is None:
            return report
        tried[step.name] = tried.get(step.name, 0) + 1
        if sender.sends.get(step.name, 0) >= _ATTEMPTS or tried[step.name] > _LOOKS:
            raise StepFailed(f"{step.name}: not done after {tried[step.name]} looks; find out who uses {account} too")
        say(f"sending {step.name}")
        sent = sender.send(step)
        if sent is not None:
            report.sent.append(sent)
        if step.to != DEPLOYER:  # a factory numbers what it makes, and others may use it too
            plan = make_plan(network, markets, reading)


def _next(plan: Plan, reading: Reading, account: str, report: Report, done: set[bytes]) -> Step | None:
    """The first step that `account` may send now; the report is brought up to date. What is `done` is so for good."""
    ours = {sent.step for sent in report.sent}
    report.plan, report.found, report.waiting = plan, [], []
    for step in plan.steps:
        state = State.DONE if step.data in done else step.state(reading)
        if state is State.DONE:
            done.add(step.data)
            report.found += [step.name] if step.name not in ours else []
        elif state is State.OPEN and step.sender in ("", account):
            return step
        else:
            sender = step.sender if state is State.OPEN else ""
            until = step.ready_at(reading) if state is State.LATER else 0
            report.waiting.append(Waiting(step.name, until, sender, step.to, step.data))
    return None


class _Sender:
    """Sends single transactions of one account."""

    def __init__(self, network: Network, reading: Reading, account: str, patience: float) -> None:
        self.network = network
        self.account = account
        self.sends: dict[str, int] = {}
        self._seen = 0
        self._reading = reading
        self._client = reading.client
        self._web3 = reading.client.web3
        self._patience = patience

    def send(self, step: Step) -> Sent | None:
        """Sends `step` and waits until it is done; None if another transaction took its nonce."""
        nonce = self._mined()
        if self._pending() > nonce and self._wait(lambda: self._mined() > nonce, _SETTLES):
            return None  # of an earlier run, or somebody else's: what it did is on the chain now
        transaction = self._transaction(step, nonce)
        self.sends[step.name] = self.sends.get(step.name, 0) + 1
        hash_ = self._submit(transaction)
        if not self._wait(lambda: self._mined() > nonce, self._patience):
            raise NotMined(hash_.to_0x_hex() if hash_ else f"nonce {nonce} of {self.account}", self._patience)
        return self._settled(step, nonce, hash_)

    def _transaction(self, step: Step, nonce: int) -> TxParams:
        call: TxParams = {"from": self.account, "to": step.to, "data": HexBytes(step.data), "value": Wei(0)}
        with answers():
            estimate = self._web3.eth.estimate_gas(call)
            offered = self._client.fees.offer(self._web3)
        gas = min(estimate * _GAS_PERCENT // 100 + _GAS_MORE, self.network.transaction_gas)
        if estimate > self.network.transaction_gas:
            raise StepFailed(
                f"{step.name}: needs {estimate:,} gas, {self.network.title} allows {self.network.transaction_gas:,} a "
                "transaction; deploy on another chain"
            )
        return {**call, **offered, "gas": gas, "nonce": Nonce(nonce), "chainId": self.network.chain_id}

    def _submit(self, transaction: TxParams) -> HexBytes | None:
        """Hands it to the node, dearer if another one waits at its nonce; None if the node does not say it has it."""
        for _ in range(_BUMPS):
            try:
                signer = self._client.signers.get(Web3.to_checksum_address(self.account))
                if signer is None:
                    return HexBytes(self._web3.eth.send_transaction(transaction))
                return HexBytes(self._web3.eth.send_raw_transaction(signer.sign(_signable(transaction))))
            except ContractLogicError as error:
                raise NodeFailed(f"deploy: the node refused the transaction: {error}") from error
            except Web3RPCError as error:
                said = str(error.message).lower()
                if any(words in said for words in _TAKEN):
                    return None
                if not any(words in said for words in _UNDERPRICED):
                    raise NodeFailed(f"deploy: the node answered {error.message}") from error
                transaction = self._dearer(transaction)
            except RequestException:
                return None  # it may have come through: the chain will tell
        raise FeeTooHigh(f"deploy: another transaction waits at nonce {transaction['nonce']}; wait until it is mined")

    def _dearer(self, transaction: TxParams) -> TxParams:
        raised: Any = dict(transaction)
        for name in ("gasPrice", "maxFeePerGas", "maxPriorityFeePerGas"):
            if name in raised:
                raised[name] = Wei(raised[name] * 9 // 8 + 1)
        cap = self.network.fees.cap
        highest = raised.get("maxFeePerGas", raised.get("gasPrice", 0))
        if highest > cap:
            raise FeeTooHigh(f"deploy: replacing takes {highest:,} wei for gas, the cap is {cap:,}; wait, or raise it")
        return raised  # type: ignore[no-any-return]

    def _settled(self, step: Step, nonce: int, hash_: HexBytes | None) -> Sent | None:
        """The nonce is used: by ours, which must have done its step, or by another transaction."""
        done = self._wait(lambda: step.state(self._reading) is not State.OPEN, _SETTLES if hash_ is None else 1.0)
        receipt = self._receipt(hash_)
        if not done:
            if receipt is not None and receipt["status"] != 1:
                raise StepFailed(f"{step.name}: the transaction reverted: {self._why(step)}")
            if receipt is not None:
                raise StepFailed(f"{step.name}: the transaction succeeded and did nothing; verify the chain's code")
            return None
        return Sent(step.name, nonce, int(receipt["gasUsed"]) if receipt is not None else 0)

    def _why(self, step: Step) -> str:
        try:
            with answers():
                self._web3.eth.call({"from": self.account, "to": step.to, "data": HexBytes(step.data)})
        except (Reverted, NodeFailed) as error:
            return str(error)
        return "it would not now; run again"

    def _receipt(self, hash_: HexBytes | None) -> Any:
        if hash_ is None:
            return None
        try:
            return self._web3.eth.get_transaction_receipt(hash_)
        except TransactionNotFound:
            return None

    def _mined(self) -> int:
        """How many transactions are mined: as many as any node said, for one that lags may say less afterwards."""
        self._seen = max(self._seen, self._reading.mined(self.account))
        return self._seen

    def _pending(self) -> int:
        with answers():
            return int(self._web3.eth.get_transaction_count(Web3.to_checksum_address(self.account), "pending"))

    def _wait(self, is_so: Callable[[], bool], patience: float) -> bool:
        ends, pause = time.monotonic() + patience, _FIRST_PAUSE
        while not is_so():
            if time.monotonic() >= ends:
                return False
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)
        return True


def _signable(transaction: TxParams) -> TxParams:
    return {name: value for name, value in transaction.items() if name != "from"}  # type: ignore[return-value]
