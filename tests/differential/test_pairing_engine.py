# SPDX-License-Identifier: Apache-2.0
"""The engine of paired pools and its twin on random positions: equal to the last unit and in every reason of refusal.

STEELYARD_OPS sets the number of calls over all cases together.
"""

import os
from collections import Counter
from collections.abc import Callable
from typing import Any

from boa.contracts.vyper.vyper_contract import VyperContract

from steelyard.model.oracles.chainlink_oracle import MIN_PRICE
from steelyard.model.pairing import funding, valuation
from steelyard.model.pairing import pairing_engine as twin
from steelyard.model.pairing.pairing_share import ShareState, States
from steelyard.model.pairing.parameters import Parameters
from steelyard.model.pairing.rebalancing import MAX_STEPS
from steelyard.model.pairing.valuation import Position, Side
from tests.support.contracts import deploy
from tests.support.pair import Agreement
from tests.support.pairing_positions import Draw, plain
from tests.support.reverts import BARE

# digits of U and of the quote, and whether U is the dollar
CASES = (
    (6, 6, False),
    (8, 6, False),
    (9, 18, False),
    (18, 6, False),
    (18, 18, False),
    (6, 18, True),
    (18, 8, True),
)
# fewer would leave some refusal untried
CALLS = max(1_000, int(os.environ.get("STEELYARD_OPS", 7_000)) // len(CASES))

REFUSALS = {
    BARE,
    "math: mul_div division by zero",
    "mint: first below 20 dollars",
    "mint: funding cap",
    "mint: leveraged cap",
    "mint: market full",
    "mint: no FT here",
    "mint: no inventory",
    "mint: nothing",
    "mint: vault below one dollar",
    "open: LP below 20 dollars",
    "open: seeds not covered",
    "open: spot far from twap",
    "open: under 12 digits",
    "rebalance: not due",
    "rebalance: spot far from twap",
    "price: out of range",
    "redeem: no inventory",
    "redeem: nothing can be filled",
    "redeem: zero shares",
}


class Pair:
    """The engine beside its twin in one kind of market, and what rebalances came to."""

    def __init__(self, engine: VyperContract, draw: Draw, agreement: Agreement) -> None:
        self.engine, self.draw, self.agreement = engine, draw, agreement
        self.steps = Counter[int]()
        self.closings = 0

    def once(self) -> None:
        """One call on a position that was never seen before."""
        terms = self.draw.terms()
        position = self.draw.position(terms)
        operation = self.draw.random.choice(OPERATIONS)
        operation(self, position, terms, self.draw.states(position, terms))

    def same(self, name: str, ask: Callable[[], Any], *given: Any) -> Any:
        """Asks both; `given` is what the engine takes."""
        arguments = plain(given)
        contract = getattr(self.engine, name)
        return self.agreement.same((name, arguments), lambda: plain(contract(*arguments)), lambda: plain(ask()))

    # ------------------------------------------------------------------ for users

    def open(self, position: Position, terms: Parameters, _: States) -> None:
        spot = position.reference if self.draw.likely(0.95) else self.draw.random.randrange(MIN_PRICE)
        mean = spot if self.draw.likely(0.5) else self.draw.near(spot, terms)
        amount = self.draw.amount(self.draw.units(self.draw.between(10, 1000), position.reference, terms))
        self.same("open", lambda: twin.open(terms, spot, mean, amount), terms, spot, mean, amount)

    def mint(self, position: Position, terms: Parameters, states: States) -> None:
        side, seen = self.draw.random.choice(list(Side)), self.draw.seen(position, terms)
        amount = self.draw.amount(position.underlying // (terms.target if side is Side.LEVERAGED else 1))
        self.same(
            "mint",
            lambda: twin.mint(position, terms, seen, side, amount, states),
            *(position, terms, seen, side, amount, states),
        )

    def redeem(self, position: Position, terms: Parameters, states: States) -> None:
        side, seen = self.draw.random.choice([Side.LEVERAGED, Side.FUNDING]), self.draw.seen(position, terms)
        shares = min(self.draw.amount(states[side].supply), states[side].supply)
        partial = self.draw.likely(0.5)
        self.same(
            "redeem",
            lambda: twin.redeem(position, terms, seen, side, shares, partial, states),
            *(position, terms, seen, side, shares, partial, states),
        )

    def rooms(self, position: Position, terms: Parameters, states: States) -> None:
        side, seen = self.draw.random.choice([Side.LEVERAGED, Side.FUNDING]), self.draw.seen(position, terms)
        shares = self.draw.random.randint(0, states[side].supply)
        self.same("mint_room", lambda: twin.mint_room(position, terms, seen, side), position, terms, seen, side)
        self.same(
            "redeem_room",
            lambda: twin.redeem_room(position, terms, seen, side, shares, states),
            *(position, terms, seen, side, shares, states),
        )

    # ------------------------------------------------------------------ for anyone

    def rebalance(self, position: Position, terms: Parameters, states: States) -> None:
        spot = self.draw.near(position.reference, terms, 0.6)
        mean = spot if self.draw.likely(0.7) else self.draw.near(position.reference, terms, 0.6)
        scheduled, cut = self.draw.likely(0.5), self._cut(states)
        answer = self.same(
            "rebalance",
            lambda: twin.rebalance(position, terms, spot, mean, scheduled, states, cut),
            *(position, terms, spot, mean, scheduled, states, cut),
        )
        if not isinstance(answer, str):
            self.steps[len(answer[1])] += 1
            self.closings += sum(settlement[2] for settlement in answer[2])

    def close_all(self, position: Position, terms: Parameters, states: States) -> None:
        price, cut = self.draw.near(position.reference, terms, 0.5), self._cut(states)
        self.same(
            "close_all", lambda: twin.close_all(position, price, states, cut), *(position, terms, price, states, cut)
        )

    def accrued(self, position: Position, terms: Parameters, _: States) -> None:
        elapsed, unbilled = self.draw.amount(10**6) % 10**9, self.draw.amount(1000) % 10**9
        self.same(
            "accrued", lambda: twin.accrued(position, terms, elapsed, unbilled), *(position, terms, elapsed, unbilled)
        )

    def _cut(self, states: States) -> int:
        state = states[Side.LIQUIDITY]
        free = state.supply - state.seed - sum(state.epochs)
        return self.draw.random.choice([0, self.draw.random.randint(0, free)])

    # ------------------------------------------------------------------ for whoever looks

    def figures(self, position: Position, terms: Parameters, states: States) -> None:
        side, price = self.draw.random.choice(list(Side)), self.draw.near(position.reference, terms, 0.3)
        state, supply = states[side], states[Side.LIQUIDITY].supply
        waiting = self.draw.random.randint(0, supply)
        leaving = twin._leaving(position, price, ShareState(supply, epochs=(waiting, 0)))
        used = funding.utilization(position, terms.mints_funding)
        self.same("vault", lambda: position.vault(side), position, side)
        self.same("value_of", lambda: position.value(side, price), position, terms, side, price)
        self.same("leverage", lambda: valuation.leverage(position, side, price), position, terms, side, price)
        self.same("kappa_leveraged", lambda: valuation.kappa_leveraged(position, price), position, terms, price)
        self.same(
            "kappa_funding",
            lambda: valuation.kappa_funding(position, price, leaving),
            *(position, terms, price, waiting, supply),
        )
        self.same("utilization", lambda: used, position, terms)
        self.same("funding_rate", lambda: funding.rate(terms.target, used), position, terms)
        if state.index:
            small = (position, terms, side, price, state)
            self.same("is_small", lambda: twin.is_small(*small), *small)


OPERATIONS = [Pair.open] + 4 * [Pair.mint] + 3 * [Pair.redeem] + 2 * [Pair.rebalance]
OPERATIONS += [Pair.rooms, Pair.close_all, Pair.accrued, Pair.figures]


def test_engine_and_twin_agree() -> None:
    engine, agreement = deploy("PairingEngine"), Agreement()
    steps, closings = Counter[int](), 0
    for seed, (decimals, quote_decimals, is_bear) in enumerate(CASES):
        pair = Pair(engine, Draw(seed, decimals, quote_decimals, is_bear), agreement)
        for _ in range(CALLS):
            pair.once()
        steps.update(pair.steps)
        closings += pair.closings
    assert agreement.refusals.keys() == REFUSALS
    assert steps[1] and steps[MAX_STEPS] and closings
