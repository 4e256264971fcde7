# SPDX-License-Identifier: Apache-2.0
"""The first holder makes a share so dear that the next one is rounded down: on a pool, a token and its units."""

from typing import Any, Protocol

import boa

from tests.attackers.leverage.hand import ALL, DOLLAR
from tests.attackers.leverage.naive_vault import NAIVE_VAULT
from tests.attackers.search import Amount, Attacker, Choice, Part, Plan, Steps, account, attempt
from tests.support.contracts import deploy
from tests.support.market import WAD
from tests.unit.lending_pool.world import World
from tests.unit.leveraged_token.world import TokenWorld

_RICH = 10**15  # units of USDC, a billion dollars
_PRICE = 3_000
_NEXT = 10_000 * 10**6  # what the next lender brings
_SHARES = 100 * WAD  # what the next holder mints or wraps


class _Place(Protocol):
    """Where one may be first. Amounts are of what goes in; `worth` is what an account holds outside, in dollars."""

    next_amount: int

    def enter(self, who: str, amount: int) -> None: ...

    def leave(self, who: str, part: int) -> None: ...

    def donate(self, who: str, amount: int) -> None: ...

    def worth(self, who: str) -> int: ...


class _Pool:
    next_amount = _NEXT

    def __init__(self, asset: Any, vault: Any, *accounts: str) -> None:
        self.asset, self.vault = asset, vault
        for who in accounts:
            asset.mint(who, _RICH)
            asset.approve(vault.address, ALL, sender=who)

    def enter(self, who: str, amount: int) -> None:
        self.vault.deposit(amount, who, sender=who)

    def leave(self, who: str, part: int) -> None:
        self.vault.redeem(self.vault.balanceOf(who) * part // WAD, who, who, sender=who)

    def donate(self, who: str, amount: int) -> None:
        self.asset.transfer(self.vault.address, amount, sender=who)

    def worth(self, who: str) -> int:
        return int(self.asset.balanceOf(who) * 10**12)


class _Token:
    """Goes in and out in kind; a donation is collateral to the token and debt asset to its pool."""

    next_amount = _SHARES

    def __init__(self, world: TokenWorld, *accounts: str) -> None:
        self.world = world
        world.fund(*accounts)

    def enter(self, who: str, amount: int) -> None:
        self.world.token.mint(amount, who, who, b"", sender=who)

    def leave(self, who: str, part: int) -> None:
        self.world.redeem(who, self.world.token.balanceOf(who) * part // WAD)

    def donate(self, who: str, amount: int) -> None:
        self.world.collateral.transfer(self.world.address, amount, sender=who)
        self.world.debt_asset.transfer(self.world.pool.address, amount, sender=who)

    def worth(self, who: str) -> int:
        held = self.world.collateral.balanceOf(who), self.world.debt_asset.balanceOf(who)
        return int(held[0] * _PRICE + held[1] * 10**12)


class _Units:
    """Shares go in; each is worth $100."""

    next_amount = _SHARES

    def __init__(self, world: TokenWorld, *accounts: str) -> None:
        self.share = world.token
        terms = "Anchored", "ANCHORED", 100 * WAD, 10 * WAD, 0
        self.units = deploy("AnchoredToken", world.address, *terms)
        for who in accounts:
            world.mint(who, 1_000 * WAD)
            self.share.approve(self.units.address, ALL, sender=who)

    def enter(self, who: str, amount: int) -> None:
        self.units.wrap(amount, who, sender=who)

    def leave(self, who: str, part: int) -> None:
        self.units.unwrap(self.units.balanceOf(who) * part // WAD, who, sender=who)

    def donate(self, who: str, amount: int) -> None:
        self.share.transfer(self.units.address, amount, sender=who)

    def worth(self, who: str) -> int:
        return int(self.share.balanceOf(who) * 100)


class FirstHolder(Attacker):
    """They go in first, donate and leave in any order; then the next one comes in; then they take out all."""

    name = "first holder"
    story = "is the first in a pool, a token or its units, donates, and waits for the next to be rounded down"
    bound_means = "a unit of each asset"
    weakness = "the pool counts what it holds and has no virtual shares"
    unit = DOLLAR
    evaluations = 600
    bound = DOLLAR // 10**6 + _PRICE

    def __init__(self, weakened: bool = False) -> None:
        self.first, self.next = account("attacker"), account("depositor")
        both = self.first, self.next
        curator, guardian = account("curator"), account("guardian")
        lending = World(curator, guardian)
        vault = boa.loads(NAIVE_VAULT, lending.asset.address) if weakened else lending.pool
        token, units = (TokenWorld(curator, guardian) for _ in range(2))
        self.places: tuple[_Place, ...] = _Pool(lending.asset, vault, *both), _Token(token, *both), _Units(units, *both)
        amounts = {"amount": Amount(1, 10**21)}
        moves = {"enter": amounts, "leave": {"part": Part()}, "donate": amounts}
        self.space = {"place": Choice(0, 1, 2), "seed": Amount(1, 10**21), "steps": Steps(4, **moves)}

    def play(self, plan: Plan) -> int:
        place = self.places[plan["place"]]
        before = place.worth(self.first)
        place.enter(self.first, plan["seed"])
        for name, terms in plan["steps"]:
            with attempt():
                getattr(place, name)(self.first, **terms)
        with attempt():
            place.enter(self.next, place.next_amount)
        with attempt():
            place.leave(self.first, WAD)
        return place.worth(self.first) - before
