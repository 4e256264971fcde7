# SPDX-License-Identifier: Apache-2.0
"""The line on contract and model: `ContractLine` is deployed for any terms, `MirroredLine` plays both and compares."""

from collections.abc import Callable
from dataclasses import astuple
from typing import Any

import boa

from steelyard.model.erc20 import ZERO_ADDRESS
from steelyard.model.libraries.errors import Reverted
from steelyard.model.libraries.rounding import MAX_UINT256
from steelyard.model.pairing.line import Kind, Line, LineTerms, Queue
from steelyard.model.pairing.pairing_line import PairingLine
from steelyard.model.pairing.tape import PHASE_SIZE, Round
from steelyard.model.pairing.valuation import Side
from tests.support.contracts import at, blueprint, deploy
from tests.support.engine import now, wait
from tests.support.reverts import BARE, reason_of

PLENTY = 10**30
ACCOUNTS = ("creator", "ann", "ben", "cleo", "trader")
U = 0


def token_of(side: int, generation: int) -> int:
    """A share among the tokens of claims."""
    return 4 * generation + int(side) + 1


def line_terms(terms: LineTerms) -> tuple[Any, ...]:
    """IPairingLine.LineTerms."""
    return tuple(value for value in astuple(terms)[1:])


class ContractLine:
    """PairingLine, its engines and a tape that answers what it is told; accounts by name, with plenty of U."""

    def __init__(self, terms: LineTerms, decimals: int = 18) -> None:
        self.asset, self.tape = deploy("MockAsset", decimals), deploy("MockTape")
        self.line = deploy(
            "PairingLine",
            (
                "Line",
                "LINE",
                self.asset.address,
                self.tape.address,
                self.account("treasury"),
                astuple(terms.market),
                line_terms(terms),
            ),
            deploy("PairingEngine").address,
            deploy("LineEngine").address,
            blueprint("PairingShare").address,
        )
        for name in ACCOUNTS:
            self.asset.mint(self.account(name), PLENTY)
            self.asset.approve(self.line.address, MAX_UINT256, sender=self.account(name))

    @staticmethod
    def account(name: str) -> str:
        """The address of a name."""
        return f"0x{int.from_bytes(name.encode(), 'big'):040x}"

    def share(self, side: int, generation: int) -> Any:
        """The share of a generation."""
        return at("PairingShare", self.line.share(token_of(side, generation)))

    def rounds(self, first: int, rounds: list[Round]) -> None:
        """Rounds from an id on."""
        self.tape.set_rounds(first, [(one.price, one.started_at, one.updated_at) for one in rounds])

    def call(self, name: str, *arguments: Any, sender: str, value: int = 0) -> Any:
        """An answer, or the reason as the model gives it."""
        try:
            if value:
                boa.env.set_balance(self.account(sender), value)
            return getattr(self.line, name)(*arguments, sender=self.account(sender), value=value)
        except boa.BoaError as error:
            reason = reason_of(error)
            raise Reverted("arithmetic" if reason == BARE else reason) from None


def state_of(contract: ContractLine) -> dict[str, Any]:
    """What `summary_of` says, of the contract."""
    s = contract.line.state()
    return {
        "position": (*s.position[:3], tuple(s.position[3]), tuple(s.position[4])),
        "parts": tuple(s.parts),
        "supply": list(s.supply),
        "generation": list(s.generation),
        "fees": (s.fees_owed, s.cut, s.left, s.asked),
        "stage": s.stage,
        "mark": (s.time, s.price),
        "clocks": (s.last_rebalance, s.unbilled),
        "tape": (s.cursor, s.seen),
        "queues": (list(s.heads), list(s.tails)),
    }


def summary_of(market: PairingLine) -> dict[str, Any]:
    """All that both store, of the model."""
    line, position, parts = market.line, market.line.position, market.line.parts
    vaults = [(vault.leveraged, vault.funding) for vault in (position.leveraged, position.funding)]
    return {
        "position": (position.underlying, position.reference, position.index, *vaults),
        "parts": (parts.leveraged, parts.funding, parts.liquidity) if parts else (0, 0, 0),
        "supply": list(line.supply),
        "generation": list(line.generation),
        "fees": (line.fees_owed, line.cut, line.left, market.asked),
        "stage": line.stage,
        "mark": (line.mark.time, line.mark.price),
        "clocks": (line.last_rebalance, line.unbilled),
        "tape": (market.tape.cursor, market.tape.seen),
        "queues": (list(line.heads), [len(queue) for queue in line.queues]),
    }


class MirroredLine:
    """A model, and the contract that is called alike and must answer alike."""

    every_state = True

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self._sequencer: Any = None
        self.model = PairingLine(*arguments, **options)
        self.contract = ContractLine(self.model.terms)
        self._pushed = [0] * 64
        self._newest = 0

    @staticmethod
    def deployed(terms: LineTerms) -> "ContractLine":
        """Terms alone, on both."""
        refusals = []
        for make in (terms.check, lambda: ContractLine(terms)):
            try:
                contract = make()
            except (Reverted, boa.BoaError) as refusal:
                refusals.append(reason_of(refusal))
        assert len(refusals) in (0, 2) and len(set(refusals)) <= 1, refusals
        if refusals:
            raise Reverted(refusals[0])
        assert isinstance(contract, ContractLine)
        return contract

    def __getattr__(self, name: str) -> Any:
        return getattr(self.model, name)

    def open(self, amount: int, *, sender: str) -> int:
        return self._both(lambda: self.model.open(amount, sender=sender), "open", amount, sender=sender)

    def commit(
        self, kind: Kind, amount: int, min_out: int, good_until: int, owner: str, *, sender: str, pay: int = 0
    ) -> tuple[Queue, int]:
        def on_model() -> int:
            return self.model.commit(kind, amount, min_out, good_until, owner, sender=sender, pay=pay)[1]

        whom = self.contract.account(owner) if owner != ZERO_ADDRESS else ZERO_ADDRESS
        given = (int(kind), amount, min_out, good_until, whom)
        return kind.queue, self._both(on_model, "commit", *given, sender=sender, value=pay)

    def advance(self, most: int, *, sender: str) -> int:
        most = min(most, 4_096)
        return self._both(lambda: self.model.advance(most, sender=sender), "advance", most, sender=sender)

    def declare(self) -> None:
        return self._both(lambda: self.model.declare(), "declare", sender="ann")

    def claim_for(self, owner: str) -> int:
        given = self.contract.account(owner), U
        return self._both(lambda: self.model.claim_for(owner), "claim_for", *given, sender="ann")

    def claim_shares_for(self, owner: str, side: Side, generation: int) -> int:
        given = self.contract.account(owner), token_of(side, generation)
        on_model = lambda: self.model.claim_shares_for(owner, side, generation)  # noqa: E731
        return self._both(on_model, "claim_for", *given, sender="ann")

    def add_pay(self, queue: Queue, number: int, *, pay: int) -> None:
        on_model = lambda: self.model.add_pay(queue, number, pay=pay)  # noqa: E731
        return self._both(on_model, "add_pay", int(queue), number, sender="ann", value=pay)

    def claim_closed(self, side: Side, generation: int, receiver: str, *, sender: str) -> int:
        given = int(side), generation, self.contract.account(receiver)
        on_model = lambda: self.model.claim_closed(side, generation, receiver, sender=sender)  # noqa: E731
        return self._both(on_model, "claim_closed", *given, sender=sender)

    def collect_fees(self) -> tuple[int, int]:
        return self._both(self.model.collect_fees, "collect_fees", sender="ann")

    def set_fee_recipient(self, recipient: str, *, sender: str) -> None:
        given = self.contract.account(recipient) if recipient != ZERO_ADDRESS else ZERO_ADDRESS
        on_model = lambda: self.model.set_fee_recipient(recipient, sender=sender)  # noqa: E731
        return self._both(on_model, "set_fee_recipient", given, sender=sender)

    def consolidate(self, side: Side) -> None:
        return self._both(lambda: self.model.consolidate(side), "consolidate", int(side), sender="ann")

    def nav(self, side: Side) -> int:
        return self._both(lambda: self.model.nav(side), "nav", int(side), sender="ann")

    def transferred(self, sender: str, receiver: str, side: Side, amount: int) -> None:
        """Shares of the first generation, on the contract too."""
        account = self.contract.account
        self.contract.share(side, 1).transfer(account(receiver), amount, sender=account(sender))

    def compare(self) -> None:
        """Everything, credits and balances too."""
        known, wanted = state_of(self.contract), summary_of(self.model)
        assert known == wanted, {name: (known[name], wanted[name]) for name in wanted if known[name] != wanted[name]}
        self._compare_credits(self.model.line)
        assert self.contract.asset.balanceOf(self.contract.line.address) == self.model.asset.balance_of(
            self.model.address
        )

    def _compare_credits(self, line: Line) -> None:
        for (owner, token), amount in line.credits.items():
            number = U if token is None else token_of(*token)
            assert self.contract.line.credit(number, self.contract.account(owner)) == amount, (owner, token)
        for key, pot in line.pots.items():
            assert tuple(self.contract.line.pot(token_of(*key))) == (pot.amount, pot.supply)

    def _both(self, on_model: Callable[[], Any], name: str, *arguments: Any, sender: str, value: int = 0) -> Any:
        self._sync()
        answers: list[Any] = []
        refusals: list[str] = []
        for call in (on_model, lambda: self.contract.call(name, *arguments, sender=sender, value=value)):
            try:
                answers.append(call())
            except Reverted as refusal:
                refusals.append(refusal.reason)
        assert len(answers) != 1, f"{name}: {answers}, {refusals}"
        assert len({str(answer) for answer in answers}) <= 1 and len(set(refusals)) <= 1, (
            f"{name}: {answers}, {refusals}"
        )
        if self.every_state and self.model._line is not None:
            self.compare()
        if refusals:
            raise Reverted(refusals[0])
        return answers[0]

    def _sync(self) -> None:
        feed: Any = self.model.source
        if self.model.clock.now > now():
            wait(self.model.clock.now - now())
        for phase, rounds in enumerate(feed.phases, 1):
            fresh = rounds[self._pushed[phase] :]
            if fresh:
                self.contract.rounds(phase * PHASE_SIZE + 1 + self._pushed[phase], fresh)
                self._pushed[phase] = len(rounds)
        sequencer = (not feed.sequencer.is_up, feed.sequencer.started_at, feed.sequencer.grace)
        if sequencer != self._sequencer:
            self.contract.tape.set_sequencer(*sequencer)
            self._sequencer = sequencer
        newest = feed.newest_round()
        if newest != self._newest:
            self.contract.tape.set_newest(newest)
            self._newest = newest
