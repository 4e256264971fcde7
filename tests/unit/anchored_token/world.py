# SPDX-License-Identifier: Apache-2.0
"""A real market with its wrapper: holders own shares, and the price puts a share at any net asset value."""

from typing import Any

from steelyard.model.leverage.anchored_token import ATOMS_PER_SHARE, nav_down
from tests.support.contracts import deploy
from tests.support.engine import wait
from tests.support.environment import BoaEnvironment
from tests.support.market import E36, NOBODY, WAD, asset, build_factory, build_market

ANCHOR, FLOOR = 100 * WAD, 10 * WAD
SHARES = 1_000 * WAD
WAIT, RECORD_LIFE = 600, 86_400
MAX = 2**256 - 1

__all__ = ["ANCHOR", "FLOOR", "MAX", "NOBODY", "RECORD_LIFE", "SHARES", "WAD", "WAIT", "AnchoredWorld"]


class AnchoredWorld:
    """A 3x bull or a -3x bear, a share at $100; each of `holders` has 1,000 shares and lets the wrapper take them."""

    def __init__(self, holders: list[str], is_bear: bool = False, ceiling: int | None = None) -> None:
        environment = BoaEnvironment()
        self.market = build_market(
            environment,
            build_factory(environment),
            asset(environment, 6),
            asset(environment, 18),
            price=3_000,
            is_bear=is_bear,
        )
        self.share, self.oracle = self.market.token, self.market.oracle
        self.anchored = self.market.anchored
        if ceiling is not None:
            terms = ("Anchored", "aETH", ANCHOR, FLOOR, ceiling)
            self.anchored = deploy("AnchoredToken", self.share.address, *terms)
        self.address = str(self.anchored.address)
        self.holders = holders
        self.mint(environment.owner, 10 * WAD)  # the seed lock comes out of the first mint, not of a holder's
        for holder in holders:
            self.mint(holder, SHARES)
            self.share.approve(self.address, MAX, sender=holder)

    def mint(self, account: str, shares: int) -> None:
        """Brings collateral and mints."""
        collateral = self.market.collateral
        collateral.mint(account, 10**30)
        collateral.approve(self.share.address, MAX, sender=account)
        self.share.mint(shares, account, account, b"", sender=account)

    def wrap(self, holder: str, shares: int = SHARES) -> int:
        """Wraps for itself."""
        return int(self.anchored.wrap(shares, holder, sender=holder))

    def set_nav(self, nav: int) -> None:
        """Moves the price, in a new round, until a share is worth `nav` dollars (1e18): exact for a bull."""
        sheet = self.share.balance_sheet()
        equity = nav * sheet.supply // 10**30
        if self.market.is_bear:
            price = sheet.debt * E36 // (sheet.collateral - equity)
        else:
            price = -(-(sheet.debt + equity) * E36 // sheet.collateral)
        self.oracle.set_price(price)

    def nav(self) -> int:
        """What a share is worth now, by the twin's formula."""
        sheet = self.share.balance_sheet()
        is_bear = self.market.is_bear
        return nav_down(sheet.collateral, sheet.debt, sheet.supply, self.oracle.price(), 10**6, is_bear)

    def unit_nav(self) -> int:
        """What a unit is worth now, rounded down."""
        return self.nav() * self.anchored.factor() // 10**27

    def rebase(self, nav: int, keeper: str) -> bool:
        """Lets a unit stay due at `nav` for ten minutes and a round, and rebases."""
        self.set_nav(nav)
        assert not self.anchored.rebase(sender=keeper)
        wait(WAIT)
        self.set_nav(nav)
        return bool(self.anchored.rebase(sender=keeper))

    def atoms(self) -> list[int]:
        """The claims of all holders."""
        return [self.anchored.atoms_of(holder) for holder in self.holders]

    def check_backing(self) -> None:
        """ANCH-02."""
        held = self.share.balanceOf(self.address)
        assert held * ATOMS_PER_SHARE == self.anchored.total_atoms() == sum(self.atoms())
        assert self.anchored.totalSupply() >= sum(map(self.anchored.balanceOf, self.holders))

    def event(self, name: str) -> Any:
        """The wrapper's own event `name` of the last call."""
        own = [log for log in self.anchored.get_logs() if str(log.address) == self.address]
        (event,) = [log for log in own if type(log).__name__ == name]
        return event
