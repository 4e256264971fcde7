# SPDX-License-Identifier: Apache-2.0
"""A modelled market to play with, and positions written down in par dollars as the worked examples are."""

from dataclasses import replace
from typing import Any

from steelyard.model.clock import Clock
from steelyard.model.factory.pairing_bounds import MAX_UNDERLYING
from steelyard.model.libraries.rounding import WAD
from steelyard.model.oracles.twap import Round
from steelyard.model.pairing.delayed_orders import DelayedOrders
from steelyard.model.pairing.pairing_share import PairingShare
from steelyard.model.pairing.parameters import Fees, Parameters
from steelyard.model.pairing.valuation import ONE, Position, Side, Vault
from steelyard.model.presets import pairing as presets
from steelyard.model.scenario.pairing import FOREVER, PairingScenario

START = 1_700_000_000
E36 = 10**36
UNIT = 10**18
PERCENT = WAD // 100
NO_FEES = Fees(swap=0, imbalance=0, liquidity_exit=0)
LT, FT, LP = Side.LEVERAGED, Side.FUNDING, Side.LIQUIDITY


def price_of(dollars: float) -> int:
    """Dollars per U of 18 decimals, in a quote of 18 decimals, scaled by 1e36."""
    return round(dollars * 10**9) * 10**27


def par_position(target: int, leveraged: float, funding: float, units: int = 30, dollars: int = 100) -> Position:
    """A position at its reference price; L of the leveraged and F of the funding vault in par dollars."""
    per_leveraged = dollars / target
    per_funding = dollars - per_leveraged
    return Position(
        target,
        units * UNIT,
        price_of(dollars),
        ONE,
        Vault(leveraged=round(leveraged / per_leveraged * 10**6) * UNIT // 10**6),
        Vault(funding=round(funding / per_funding * 10**6) * UNIT // 10**6),
    )


def dollars(position: Position, at: float) -> tuple[float, float, float]:
    """What the three vaults are worth at a price, in dollars."""
    values = [position.value(side, price_of(at)) / E36 / UNIT for side in Side]
    return values[0], values[1], values[2]


def parameters(target: int = 3, **changes: Any) -> Parameters:
    """A live market's parameters but for a narrow margin, no caps and the `changes`; quote of 18 decimals."""
    live = presets.parameters(target, dollar=UNIT)
    given = {"margin": live.margin // 2, "cap_leveraged": WAD, "cap_funding": WAD, "max_underlying": MAX_UNDERLYING}
    return replace(live, **(given | {"commits": False} | changes))


class World:
    """One market with a feed of 18 decimals that answers every ten minutes, and holders with plenty of U."""

    def __init__(
        self, terms: Parameters | None = None, at: float = 100, amount: int = 30 * UNIT, digits: int = 18
    ) -> None:
        self.clock = Clock(START)
        self.digits = digits
        self.terms = terms or parameters()
        self.scenario = PairingScenario(self.terms, self.clock, decimals=digits, feed_decimals=18, recipient="treasury")
        self.asset, self.source, self.pool = self.scenario.asset, self.scenario.source, self.scenario.pool
        self.quiet(at)
        self.scenario.fund(("creator", "holder", "saver", "provider", "attacker"), 10**36)
        self.pool.open(amount, sender="creator")

    @property
    def deadline(self) -> int:
        """One that never passes."""
        return FOREVER

    def answer(self, at: float) -> None:
        """A new round now."""
        self.source.rounds = [*self.source.rounds[-60:], Round(round(at * 10**9) * 10**9, self.clock.now)]

    def quiet(self, at: float, minutes: int = 30) -> None:
        """The same answer for a while, so that the TWAP arrives at it."""
        self.answer(at)
        for _ in range(minutes // 10):
            self.clock.advance(600)
            self.answer(at)

    def mint(self, side: Side, amount: int, who: str = "holder") -> int:
        """Mints without a minimum."""
        return self.pool.mint(side, amount, 0, who, self.deadline, sender=who)

    def redeem(self, side: Side, shares: int, who: str = "holder", partial: bool = False) -> tuple[int, int]:
        """Redeems without a minimum."""
        return self.pool.redeem(side, shares, 0, who, partial, self.deadline, sender=who)

    def deposit(self, amount: int, who: str = "provider") -> int:
        """Deposits without a minimum."""
        return self.pool.deposit(amount, 0, who, self.deadline, sender=who)

    def rebalance(self) -> int:
        """Rebalances; returns the number of steps."""
        return self.pool.rebalance(sender="keeper").steps

    def enqueue(self, side: Side, shares: int, who: str = "holder") -> int:
        """Shares into the queue; returns the epoch."""
        return self.pool.tokens[side].enqueue(shares, sender=who)

    def cancel(self, side: Side, epoch: int, who: str = "holder") -> int:
        """Shares back out of the queue."""
        return self.pool.tokens[side].cancel(epoch, sender=who)

    def claim(self, side: Side, epoch: int, who: str = "holder") -> int:
        """U of a paid epoch of the present generation."""
        return self.pool.tokens[side].claim(epoch, who, sender=who)

    def claim_closed(self, side: Side, who: str = "holder") -> int:
        """U of shares of the present generation, which has ended."""
        return self.pool.tokens[side].claim_closed(who, sender=who)

    def commit_mint(self, side: Side, amount: int, until: int, who: str = "holder") -> int:
        """An order to mint without a minimum; returns its number."""
        return self.delayed_orders.commit(True, side, amount, 0, until, who, sender=who)

    def commit_redeem(self, side: Side, shares: int, until: int, who: str = "holder") -> int:
        """An order to redeem without a minimum; returns its number."""
        self.pool.tokens[side].approve(self.delayed_orders.address, shares, sender=who)
        return self.delayed_orders.commit(False, side, shares, 0, until, who, sender=who)

    @property
    def delayed_orders(self) -> DelayedOrders:
        """That of a market which trades by orders."""
        return self.scenario.delayed_orders

    def shares_of(self, side: Side) -> tuple[PairingShare, ...]:
        """All generations of a vault, the present one last."""
        return (*self.pool.past[side], self.pool.tokens[side])

    def check_counted(self) -> None:
        """All U is where it is counted."""
        assert self.asset.balance_of("pool") == self.pool.counted()
        for token in (token for side in Side for token in self.shares_of(side)):
            assert self.asset.balance_of(token.address) == token.counted
