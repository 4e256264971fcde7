# SPDX-License-Identifier: Apache-2.0
"""One paired pool on a source whose spot and mean the test sets apart."""

from dataclasses import astuple
from fractions import Fraction
from typing import Any

import boa

from steelyard.model.pairing.parameters import Fees, Parameters
from tests.support.contracts import at, blueprint, deploy
from tests.support.engine import wait
from tests.support.pairing import E36, FOREVER, FT, LP, LT, live_terms

HOUR = 3_600
DAY = 24 * HOUR
WAD = 10**18
PERCENT = WAD // 100
DEAD = "0x000000000000000000000000000000000000dEaD"
NOBODY = "0x" + "00" * 20
SIDES = (LT, FT, LP)
SEED = 10 * WAD
QUOTE_DECIMALS = 18  # of a bear, whose terms do not tell them
NO_FEES = Fees(swap=0, imbalance=0, liquidity_exit=0)
PLENTY = 10**12
COMMIT = "trade: commit first"


def plain_terms(target: int = 3, **changes: Any) -> Parameters:
    """No fees, no margin, no caps, an even range: what moves is the mechanism alone."""
    fall = changes.get("fall", 10 * PERCENT if target < 10 else 4 * PERCENT)
    free: dict[str, Any] = {
        "margin": 0, "cap_leveraged": WAD, "cap_funding": WAD, "fees": NO_FEES, "fall": fall, "rise": fall,
        "commits": False,
    }  # fmt: skip
    return live_terms(target, **(free | changes))


class PoolWorld:
    """A market of U at `dollars` per coin, of a bull's or a bear's terms; amounts are units of U."""

    def __init__(
        self,
        terms: Parameters | None = None,
        dollars: float = 2_000,
        *,
        decimals: int | None = None,
        asset: Any = None,
        source: Any = None,
        delayed_orders: str = "DelayedOrders",
    ) -> None:
        self.terms = t = terms or live_terms()
        self.decimals = decimals if decimals is not None else (6 if t.is_bear else 18)
        self.unit = 10**self.decimals
        self.creator = str(boa.env.eoa)
        self.recipient = str(boa.env.generate_address("fee recipient"))
        self.asset = asset or deploy("MockAsset", self.decimals)
        self.source = source or self._scripted(dollars)
        self.engine = deploy("PairingEngine")
        self.pool = deploy(
            "PairingPool",
            ("Steelyard ETH 3x", "ETH3X", self.asset.address, self.source.address, self.recipient, astuple(t)),
            self.engine.address,
            blueprint("PairingShare").address,
            blueprint(delayed_orders).address,
        )
        self.address = str(self.pool.address)
        self.delayed_orders: Any = at(delayed_orders, self.pool.ORDERS()) if t.commits else None
        self.fund(self.creator)

    def _scripted(self, dollars: float) -> Any:
        source = deploy("ScriptedSource")
        source.put(self.price(dollars), self.price(dollars))
        return source

    # ------------------------------------------------------------------ the world's moves

    def price(self, dollars: float) -> int:
        """Dollars per coin as the market prices U, scaled by 1e36, rounded down."""
        coin = Fraction(dollars)
        if self.terms.is_bear:
            return int(E36 * 10**QUOTE_DECIMALS / (coin * self.unit))
        return int(coin * self.terms.dollar * E36 / self.unit)

    def see(self, spot: float, mean: float | None = None) -> None:
        """A new round now; the mean is the spot if it is not told."""
        self.source.put(self.price(spot), self.price(spot if mean is None else mean))

    def wait(self, seconds: int) -> int:
        """Lets time pass, without a new price."""
        return wait(seconds)

    def later(self, seconds: int, dollars: float) -> None:
        """Lets time pass up to a new round, which finds the mean there."""
        self.wait(seconds)
        self.see(dollars)

    def kill_source(self) -> None:
        """No price of any kind from now on."""
        self.source.set_faults(True, False, False)

    def deprecate(self, caller: str) -> None:
        """Kills the source and waits until the market has ended by it."""
        self.kill_source()
        self.pool.report_stale(sender=caller)
        self.wait(72 * HOUR)
        self.pool.deprecate(sender=caller)

    def fund(self, *accounts: str) -> None:
        """Makes accounts rich in U, and lets the market and its delayed orders take it."""
        for account in accounts:
            self.asset.mint(account, PLENTY * self.unit)
            for spender in (self.address, *([self.delayed_orders.address] if self.delayed_orders else [])):
                self.asset.approve(spender, 2**256 - 1, sender=account)

    # ------------------------------------------------------------------ users

    def open(self, units: int = 1_000) -> "PoolWorld":
        """As the creator."""
        self.pool.open(units * self.unit, sender=self.creator)
        return self

    def mint(self, side: int, amount: int, who: str, min_out: int = 0) -> int:
        """For themselves; LP by a deposit."""
        if side == LP:
            return int(self.pool.deposit(amount, min_out, who, FOREVER, sender=who))
        return int(self.pool.mint(side, amount, min_out, who, FOREVER, sender=who))

    def redeem(self, side: int, shares: int, who: str, *, partial: bool = False) -> tuple[int, int]:
        """For themselves."""
        return tuple(self.pool.redeem(side, shares, 0, who, partial, FOREVER, sender=who))

    def rebalance(self, who: str | None = None) -> tuple[int, bool, int]:
        """By anybody: steps, backlog, reward."""
        return tuple(self.pool.rebalance(sender=who or self.creator))

    def share(self, side: int) -> Any:
        """Of the present generation."""
        return at("PairingShare", self.pool.share(side))

    def enqueue(self, side: int, shares: int, who: str) -> int:
        """Returns the epoch."""
        return int(self.share(side).enqueue(shares, sender=who))

    def commit(self, is_mint: bool, side: int, amount: int, who: str, deadline: int = FOREVER) -> int:
        """An order of their own without a minimum; returns its number."""
        if not is_mint:
            self.share(side).approve(self.delayed_orders.address, amount, sender=who)
        return int(self.delayed_orders.commit(is_mint, side, amount, 0, deadline, who, sender=who))

    # ------------------------------------------------------------------ what there is

    def states(self) -> tuple[Any, ...]:
        """Of the three shares."""
        return tuple(self.share(side).state() for side in SIDES)

    def value(self, side: int, dollars: float) -> float:
        """A vault as stored, in dollars, at a price of the coin."""
        price = self.price(dollars)
        one = self.terms.dollar * (price if self.terms.is_bear else E36)
        return float(Fraction(int(self.engine.value_of(self.pool.position(), astuple(self.terms), side, price)), one))

    def values(self, dollars: float) -> tuple[float, ...]:
        """All three vaults."""
        return tuple(self.value(side, dollars) for side in SIDES)

    def leverage(self, side: int, dollars: float) -> float:
        """Of a vault as stored, at a price of the coin."""
        return int(self.engine.leverage(self.pool.position(), astuple(self.terms), side, self.price(dollars))) / WAD

    def check(self) -> None:
        """PAIR-CONS-01: kinds sum to U, each vault holds at least as much of its own kind, U lies where it counts."""
        position = self.pool.position()
        vaults = [self.engine.vault(position, side) for side in SIDES]
        assert sum(vault.leveraged for vault in vaults) == sum(vault.funding for vault in vaults) == position.underlying
        assert position.leveraged.leveraged >= position.leveraged.funding
        assert position.funding.funding >= position.funding.leveraged
        assert self.asset.balanceOf(self.address) == position.underlying + self.pool.fees_owed()[0]
        for side in SIDES:
            share = self.share(side)
            assert self.asset.balanceOf(share.address) == share.counted()

    def stored(self) -> tuple[Any, ...]:
        """Everything the market remembers."""
        return (
            self.pool.position(), self.pool.clocks(), tuple(self.pool.fees_owed()), self.states(),
            [self.pool.generation(side) for side in SIDES], self.asset.balanceOf(self.address),
        )  # fmt: skip

    def events(self, name: str) -> list[Any]:
        """The market's own of that name in the last call to it, in order."""
        logs = [event for event in self.pool.get_logs() if event.address == self.pool.address]
        return [event for event in logs if type(event).__name__ == name]

    def event(self, name: str) -> Any:
        """The only one."""
        (found,) = self.events(name)
        return found


def held_world(
    *rich: str, terms: Parameters | None = None, asset: Any = None, opened: int = 1_000, minted: int = 100
) -> PoolWorld:
    """Opened with whole U at $2,000, and as many `minted` in LT and in FT each by the first of `rich`."""
    world = PoolWorld(terms, asset=asset)
    world.fund(*rich)
    world.open(opened)
    for side in (LT, FT):
        world.mint(side, minted * world.unit, rich[0])
    return world
