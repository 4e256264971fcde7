# SPDX-License-Identifier: Apache-2.0
"""A line of the real contracts in process, on a tape that answers what the vector says."""

from typing import Any

from steelyard.model.pairing.line import Kind
from steelyard.model.pairing.pairing_line import DEATH
from steelyard.model.pairing.tape import PHASE_SIZE, Round
from steelyard.model.pairing.valuation import Side
from tests.support.engine import now, wait
from tests.support.line import ContractLine, token_of
from tests.vectors.lines import START, terms_of

KEEPER = "keeper"
MOST = 4_096


class LineOfContract:
    """From a file alone. It finds due times, generations and the LP that leaves by itself, and compares them."""

    def __init__(self, vector: dict[str, Any]) -> None:
        self.contract = ContractLine(terms_of(vector))
        first = vector["opening"]
        self.rounds = 0
        wait(int(first["time"]) - now())
        assert now() == START
        self._round(int(first["price"]))
        assert self.contract.call("open", int(first["amount"]), sender="ann") == int(first["shares"])
        self.numbers: dict[tuple[int, int], int] = {}
        self.paid = 0

    def enter(self, number: int, entry: dict[str, Any]) -> None:
        """Of shares that its owner claims first."""
        wait(int(entry["given"]) - now())
        kind, owner, line = Kind[entry["kind"].upper()], entry["owner"], self.contract.line
        given = [int(entry[name]) for name in ("amount", "min_out", "good_until")]
        if not kind.brings_underlying:
            token = token_of(kind.side, int(entry["generation"]))
            if line.credit(token, self.contract.account(owner)):
                self.contract.call("claim_for", self.contract.account(owner), token, sender=KEEPER)
        place = self.contract.call("commit", int(kind), *given, self.contract.account(owner), sender=owner)
        self.numbers[kind.queue, place] = number
        known = line.entry(int(kind.queue), place)
        found = (known.due, known.generation, known.leaving)
        wanted = tuple(int(entry[name]) for name in ("due", "generation", "leaving"))
        assert found == wanted or kind.brings_underlying and found[::2] == wanted[::2], (found, wanted)

    def mark(self, time: int, price: int) -> list[list[int]]:
        """One round, and all steps."""
        wait(time - now())
        self._round(price)
        return self._carry_out()

    def end(self) -> list[list[int]]:
        """Three days later."""
        wait(DEATH)
        self.contract.call("declare", sender=KEEPER)
        return self._carry_out()

    def state(self) -> dict[str, Any]:
        """As in the file; what the book has paid is what its keeper is owed."""
        s, line = self.contract.line.state(), self.contract.line
        pots = []
        for side in Side:
            for generation in range(1, s.generation[side]):
                pot = line.pot(token_of(side, generation))
                pots.append([side, generation, pot.amount, pot.supply])
        return {
            "position": list(s.position[:3]),
            "lt": list(s.position[3]),
            "ft": list(s.position[4]),
            "supply": list(s.supply),
            "generation": list(s.generation),
            "clocks": [s.last_rebalance, s.unbilled],
            "fees": [s.fees_owed, s.cut, line.credit(0, self.contract.account(KEEPER))],
            "left": s.left,
            "pots": pots,
        }

    def _round(self, price: int) -> None:
        self.rounds += 1
        self.contract.rounds(PHASE_SIZE + self.rounds, [Round(price, now(), now())])
        self.contract.tape.set_newest(PHASE_SIZE + self.rounds)

    def _carry_out(self) -> list[list[int]]:
        self.contract.call("advance", MOST, sender=KEEPER)
        logs = [event for event in self.contract.line.get_logs() if type(event).__name__ == "Outcome"]
        return [[self.numbers[event.queue, event.number], event.result, event.amount] for event in logs]
