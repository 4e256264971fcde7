# SPDX-License-Identifier: Apache-2.0
"""One-asset mints and redeems through the Router."""

from dataclasses import dataclass
from typing import Any

from benchmarks.gas.world import DOLLAR, ETH_PRICE, NOBODY, WAD, Market, World
from steelyard.reverts.errors import Reverted

_USD_IN = 10_000 * DOLLAR
_ETH_IN = _USD_IN * WAD // (ETH_PRICE * DOLLAR)
_NO_PERMIT = (0, 0, bytes(32), bytes(32))
_FOREVER = 2**63
_HINT_STEP = 999  # thousandths kept when a hint was too high


@dataclass(frozen=True)
class Order:
    """One asset against one side through one venue, for the holder; `asset` is usd, weth or native."""

    world: World
    side: str
    venue: str
    asset: str
    in_units: bool = False
    prefix: str = ""

    @property
    def market(self) -> Market:
        return self.world.bull if self.side == "bull" else self.world.bear

    def measure_mint(self, *times: str) -> None:
        """Adds one row of `mint_amount` for each of `times`."""
        for when in times:
            hint = self._hint()
            self._measure(f"mint, {when}", "mint_amount", self._mint_order(), hint)

    def measure_mint_shares(self, *times: str) -> None:
        """Adds one row of `mint_shares` for each of `times`, of about the same size."""
        for when in times:
            self._measure(f"mint exact shares, {when}", "mint_shares", self._mint_order(), 95 * WAD)

    def measure_mint_exact(self) -> None:
        """Adds a row of `mint_exact`, the same mint with its hint found in the call."""
        self._measure("mint without a hint", "mint_exact", self._mint_order())

    def measure_redeem(self) -> None:
        """Adds a redeem of half of what the holder has and one of the rest."""
        share = self.market.anchored if self.in_units else self.market.token
        held = share.call("balanceOf", self.world.bench.holder)
        self._measure("redeem, part", "redeem", self._redeem_order(held // 2))
        self._measure("redeem, all", "redeem", self._redeem_order(share.call("balanceOf", self.world.bench.holder)))

    def _measure(self, what: str, function: str, order: tuple[Any, ...], *rest: int) -> None:
        unit = "units" if self.in_units else "shares"
        row = f"{self.prefix}Router {self.venue}: {self.side} {unit} for {self.asset}, {what}"
        bench = self.world.bench
        coins = self._coins if function != "redeem" else 0
        bench.measure(row, self.world.router, function, order, *rest, sender=bench.holder, value=coins)

    @property
    def _coins(self) -> int:
        return _ETH_IN if self.asset == "native" else 0

    @property
    def _address(self) -> str:
        assets = self.world.assets
        return {"usd": assets.usd.address, "weth": assets.weth.address, "native": NOBODY}[self.asset]

    @property
    def _amount(self) -> int:
        return _USD_IN if self.asset == "usd" else _ETH_IN

    def _mint_order(self) -> tuple[Any, ...]:
        path = self.world.assets.path(self.venue)
        token, holder = self.market.token.address, self.world.bench.holder
        head = (token, self.in_units, self._address, self._amount, path)
        return (*head, 1, 0, holder, _FOREVER, _NO_PERMIT)

    def _redeem_order(self, amount: int) -> tuple[Any, ...]:
        path = self.world.assets.path(self.venue)
        token, holder = self.market.token.address, self.world.bench.holder
        return (token, self.in_units, self._address, amount, path, 1, holder, _FOREVER, _NO_PERMIT)

    def _hint(self) -> int:
        """Returns a debt that the mint can borrow: at most what target leverage takes, lowered until it works."""
        bench, router = self.world.bench, self.world.router
        debt_in_usd = 2 * _USD_IN if self.side == "bull" else 3 * _USD_IN
        hint = debt_in_usd if self.side == "bull" else debt_in_usd * WAD // (ETH_PRICE * DOLLAR)
        while True:
            try:
                router.call("mint_amount", self._mint_order(), hint, sender=bench.holder, at_value=self._coins)
                return hint
            except Reverted as refusal:
                if refusal.reason not in ("router: hint too high", "router: debt above price"):
                    raise
                hint = hint * _HINT_STEP // 1_000


def measure_router(world: World) -> None:
    """Every asset into every side, through both venues, into shares and units."""
    for venue in ("V3", "V2"):
        for side in ("bull", "bear"):
            for asset in ("usd", "weth", "native"):
                with world.bench.apart():
                    order = Order(world, side, venue, asset)
                    order.measure_mint("first", "repeated")
                    order.measure_redeem()
    for side in ("bull", "bear"):
        with world.bench.apart():
            order = Order(world, side, "V3", "usd")
            order.measure_mint_shares("first", "repeated")
            order.measure_mint_exact()
        with world.bench.apart():
            order = Order(world, side, "V3", "usd", in_units=True)
            order.measure_mint("first", "repeated")
            order.measure_redeem()
