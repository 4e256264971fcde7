# SPDX-License-Identifier: Apache-2.0
"""The anchored token and its twin, side by side through random operations: equal to the last unit and in refusals."""

import os
import random
from typing import Any

import boa
import pytest
from boa import BoaError

from steelyard.model.anchored_token import ATOMS_PER_SHARE, AnchoredToken, nav_down
from steelyard.model.clock import Clock
from steelyard.model.erc20 import ZERO_ADDRESS, Erc20
from steelyard.model.errors import Refused, need
from tests.support.contracts import deploy
from tests.support.refusal import reason_of

OPERATIONS = int(os.environ.get("STEELYARD_OPS", 3000))
SUPPLY = 10**24
WAD = 10**18


class Pair:
    """Contract and twin on one clock; the balance sheet is that of a bull with 18 and 6 decimals."""

    def __init__(self, holders: list[str], ceiling: int) -> None:
        self.holders = holders
        self.oracle = deploy("MockOracle", 3_000 * 10**24)
        self.share = deploy("MockShare", self.oracle.address, False, 10**6)
        terms = (100 * WAD, 10 * WAD, ceiling)
        self.token = deploy("AnchoredToken", self.share.address, "Anchored", "aETH3X", *terms)
        self.clock = Clock(boa.env.timestamp)
        self.twin_share = Erc20()
        self.twin = AnchoredToken(self.twin_share, self.clock, str(self.token.address), *terms)
        self.price, self.round, self.nav = 3_000 * 10**24, 1, 100 * WAD
        for holder in holders:
            self.share.mint(holder, SUPPLY // 4)
            self.twin_share.mint(holder, SUPPLY // 4)
            self.share.approve(self.token.address, 2**256 - 1, sender=holder)
            self.twin_share.approve(str(self.token.address), 2**256 - 1, sender=holder)
        self.set_nav(100 * WAD)

    def set_nav(self, nav: int) -> None:
        """Lets a share be worth `nav` in a new round: three times as much collateral as equity."""
        self.nav, self.round = nav, self.round + 1
        equity = nav * SUPPLY // 10**30
        self.sheet = (3 * equity * 10**36 // self.price + 1, 2 * equity, SUPPLY, 0)
        self.share.set_sheet(*self.sheet)
        self.oracle.set_price(self.price)

    def same(self, name: str, twin_name: str, *args: Any, sender: str) -> None:
        """Calls both and demands one answer or one refusal."""
        try:
            expected: Any = getattr(self.twin, twin_name)(*args, sender=sender)
        except Refused as refused:
            expected = refused.reason
        try:
            actual: Any = getattr(self.token, name)(*args, sender=sender)
        except BoaError as error:
            actual = reason_of(error) or "arithmetic"
        if expected is None:
            expected = True
        assert actual == expected, (name, args)

    def same_rebase(self) -> None:
        """Calls `rebase` on both."""
        try:
            collateral, debt, supply, state = self.sheet
            need(state & 14 == 0, "rebase: wind-down")
            nav = nav_down(collateral, debt, supply, self.price, 10**6, False)
            expected: Any = self.twin.rebase(nav, self.round)
        except Refused as refused:
            expected = refused.reason
        try:
            actual: Any = self.token.rebase()
        except BoaError as error:
            actual = reason_of(error)
        assert actual == expected

    def check(self) -> None:
        """ANCH-02 and equality of everything that can be read."""
        assert self.token.factor() == self.twin.factor
        assert self.token.totalSupply() == self.twin.total_supply()
        assert self.token.total_atoms() == self.twin.total_atoms == sum(map(self.twin.atoms_of, self.holders))
        assert self.share.balanceOf(self.token.address) * ATOMS_PER_SHARE == self.twin.total_atoms
        for holder in self.holders:
            assert self.token.balanceOf(holder) == self.twin.balance_of(holder)
            assert self.token.atoms_of(holder) == self.twin.atoms_of(holder)
            assert self.share.balanceOf(holder) == self.twin_share.balance_of(holder)


def _step(pair: Pair, draw: random.Random) -> str:
    sender, other = draw.choice(pair.holders), draw.choice([*pair.holders, ZERO_ADDRESS])
    owner = draw.choice(pair.holders)

    def part(whole: int) -> int:
        return draw.choice([0, 1, whole, whole + 1, draw.randint(0, whole)])

    operation = draw.choice(["wrap", "unwrap", "unwrap_shares", "transfer", "approve", "from", "rebase", "price"])
    if operation == "wrap":
        pair.same("wrap", "wrap", part(pair.twin_share.balance_of(sender)), other, sender=sender)
    elif operation == "unwrap":
        pair.same("unwrap", "unwrap", part(pair.twin.balance_of(sender)), sender, sender=sender)
    elif operation == "unwrap_shares":
        pair.same("unwrap_shares", "unwrap_shares", part(pair.twin.shares_of(sender)), sender, sender=sender)
    elif operation == "transfer":
        pair.same("transfer", "transfer", other, part(pair.twin.balance_of(sender)), sender=sender)
    elif operation == "approve":
        pair.same("approve", "approve", other, draw.choice([10**20, 2**256 - 1]), sender=sender)
    elif operation == "from":
        pair.same("transferFrom", "transfer_from", owner, other, part(pair.twin.balance_of(owner)), sender=sender)
    elif operation == "rebase":
        pair.same_rebase()
    else:
        pair.set_nav(max(10**6, min(10**24, pair.nav * draw.choice([1, 1, 2, 20, 1_000]) // draw.choice([1, 2, 20]))))
        seconds = draw.choice([1, 599, 601])
        boa.env.time_travel(seconds=seconds)
        pair.clock.advance(seconds)
    return operation


@pytest.mark.parametrize("ceiling", [0, 1_000 * WAD])
def test_contract_and_twin_agree(
    ceiling: int, depositor: str, holder: str, keeper: str, attacker: str
) -> None:
    """ANCH-01, ANCH-02."""
    pair = Pair([depositor, holder, keeper, attacker], ceiling)
    draw = random.Random(ceiling)
    rebases = 0
    for _ in range(OPERATIONS // 2):
        factor, atoms = pair.twin.factor, [pair.twin.atoms_of(account) for account in pair.holders]
        _step(pair, draw)
        if pair.twin.factor != factor:
            rebases += 1
            assert [pair.twin.atoms_of(account) for account in pair.holders] == atoms
        pair.check()
    assert rebases > 0
