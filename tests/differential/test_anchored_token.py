# SPDX-License-Identifier: Apache-2.0
"""The anchored token and its twin, side by side through random operations: equal to the last unit and in refusals."""

import os
import random
from dataclasses import astuple, dataclass
from typing import Any

import boa
import pytest

from steelyard.model.clock import Clock
from steelyard.model.erc20 import ZERO_ADDRESS, Erc20
from steelyard.model.leverage.anchored_token import ATOMS_PER_SHARE, AnchoredToken, nav_down
from steelyard.model.libraries.errors import require
from steelyard.model.libraries.rounding import RAY, WAD
from tests.support.contracts import deploy
from tests.support.pair import Agreement
from tests.support.reverts import BARE

SUPPLY = 10**24
E36 = 10**36
DAY = 86_400


@dataclass(frozen=True)
class Case:
    """What a share may stand on."""

    is_bear: bool
    quote_decimals: int
    underlying_decimals: int
    ceiling: int

    @property
    def price(self) -> int:
        """$3,000 for the underlying, in debt units per collateral unit, scaled by 1e36."""
        if self.is_bear:
            return E36 * 10**self.underlying_decimals // (3_000 * 10**self.quote_decimals)
        return 3_000 * 10**self.quote_decimals * E36 // 10**self.underlying_decimals


CASES = {
    "bull of ether": Case(False, 6, 18, 0),
    "bull of bitcoin with ceiling": Case(False, 6, 8, 1_000 * WAD),
    "bear of ether": Case(True, 6, 18, 0),
    "bear in 18 decimals with ceiling": Case(True, 18, 18, 1_000 * WAD),
}
# fewer would leave some refusal untried
STEPS = max(2_000, int(os.environ.get("STEELYARD_OPS", 3_000)) // len(CASES))

REFUSALS = {
    "allowance: too small",
    "approve: to the zero address",
    BARE,
    "erc20: transfer amount exceeds balance",
    "erc20: transfer to the zero address",
    "rebase: no equity",
    "rebase: no newer round",
    "rebase: no value",
    "rebase: not due",
    "rebase: too soon",
    "rebase: wind-down",
    "transfer: over balance",
    "transfer: to the zero address",
    "unwrap: no share",
    "unwrap: over balance",
    "unwrap: over shares held",
    "wrap: to the zero address",
}


OPERATIONS = ["wrap", "unwrap", "unwrap_shares", "transfer", "approve", "from", *["rebase", "world"] * 3]


class Pair:
    """Contract and twin on one clock, on a balance sheet that is set by hand."""

    def __init__(self, holders: list[str], case: Case) -> None:
        self.holders = holders
        self.case = case
        self.agreement = Agreement()
        self.oracle = deploy("MockOracle", case.price)
        self.share = deploy("MockShare", self.oracle.address, case.is_bear, 10**case.quote_decimals)
        terms = (100 * WAD, 10 * WAD, case.ceiling)
        self.token = deploy("AnchoredToken", self.share.address, "Anchored", "aETH3X", *terms)
        self.clock = Clock(boa.env.timestamp)
        self.twin_share = Erc20()
        self.twin = AnchoredToken(self.twin_share, self.clock, str(self.token.address), *terms)
        self.round = 1
        for holder in holders:
            self.share.mint(holder, SUPPLY // 4)
            self.twin_share.mint(holder, SUPPLY // 4)
            self.share.approve(self.token.address, 2**256 - 1, sender=holder)
            self.twin_share.approve(str(self.token.address), 2**256 - 1, sender=holder)
        self.set_nav(100 * WAD)

    def set_nav(self, nav: int) -> None:
        """Lets a share be worth `nav`, about, in a new round: as much debt as at target leverage."""
        self.round += 1
        equity = nav * SUPPLY * 10**self.case.quote_decimals // E36
        if self.case.is_bear:
            self.set_sheet(4 * equity, 3 * equity * self.case.price // E36, SUPPLY, 0)
        else:
            self.set_sheet(3 * equity * E36 // self.case.price + 1, 2 * equity, SUPPLY, 0)
        self.oracle.set_price(self.case.price)

    def set_sheet(self, *sheet: int) -> None:
        """Collateral, debt, supply and flags."""
        self.sheet = sheet
        self.share.set_sheet(*sheet)

    def spoil_sheet(self, draw: random.Random) -> None:
        """A sheet on which no rebase is possible: wind-down, no equity, no share, or a share worth nothing."""
        collateral, debt, _, _ = self.sheet
        worth = collateral * self.case.price // E36
        flag = draw.choice([2, 4, 8])
        spoilt = [(collateral, debt, SUPPLY, flag), (collateral, worth, SUPPLY, 0), (collateral, debt, 0, 0)]
        self.set_sheet(*draw.choice([*spoilt, (collateral, debt, 10**57, 0)]))

    def wait(self, seconds: int) -> None:
        """Lets time pass for both."""
        boa.env.time_travel(seconds=seconds)
        self.clock.advance(seconds)

    def same(self, name: str, twin_name: str, *args: Any, sender: str) -> None:
        """Calls both and demands one answer or one refusal."""

        def twin() -> Any:
            answer = getattr(self.twin, twin_name)(*args, sender=sender)
            return True if answer is None else answer

        self.agreement.same((name, args), lambda: getattr(self.token, name)(*args, sender=sender), twin)

    def same_rebase(self) -> None:
        """Calls `rebase` on both."""
        collateral, debt, supply, state = self.sheet

        def twin() -> Any:
            require(state & 14 == 0, "rebase: wind-down")
            quote_unit = 10**self.case.quote_decimals
            nav = nav_down(collateral, debt, supply, self.case.price, quote_unit, self.case.is_bear)
            return self.twin.rebase(nav, self.round)

        self.agreement.same("rebase", self.token.rebase, twin)

    def check(self) -> None:
        """ANCH-02 and equality of everything that can be read."""
        assert self.token.factor() == self.twin.factor
        record = self.twin.pending
        assert tuple(self.token.pending()) == (astuple(record) if record else (0, 0, False))
        assert self.token.totalSupply() == self.twin.total_supply()
        assert self.token.total_atoms() == self.twin.total_atoms == sum(map(self.twin.atoms_of, self.holders))
        assert self.share.balanceOf(self.token.address) * ATOMS_PER_SHARE == self.twin.total_atoms
        for holder in self.holders:
            assert self.token.balanceOf(holder) == self.twin.balance_of(holder)
            assert self.token.shares_of(holder) == self.twin.shares_of(holder)
            assert self.token.atoms_of(holder) == self.twin.atoms_of(holder)
            assert self.share.balanceOf(holder) == self.twin_share.balance_of(holder)


def _step(pair: Pair, draw: random.Random) -> None:
    sender, other = draw.choice(pair.holders), draw.choice([*pair.holders, ZERO_ADDRESS])
    owner = draw.choice(pair.holders)

    def part(whole: int) -> int:
        return draw.choice([0, 1, whole, whole + 1, draw.randint(0, whole)])

    operation = draw.choice(OPERATIONS)
    if operation == "wrap":
        shares = part(pair.twin_share.balance_of(sender))
        pair.same("wrap", "wrap", draw.choice([shares] * 9 + [2**256 - 1]), other, sender=sender)
    elif operation == "unwrap":
        pair.same("unwrap", "unwrap", part(pair.twin.balance_of(sender)), other, sender=sender)
    elif operation == "unwrap_shares":
        pair.same("unwrap_shares", "unwrap_shares", part(pair.twin.shares_of(sender)), other, sender=sender)
    elif operation == "transfer":
        pair.same("transfer", "transfer", other, part(pair.twin.balance_of(sender)), sender=sender)
    elif operation == "approve":
        pair.same("approve", "approve", other, draw.choice([10**20, 2**256 - 1]), sender=sender)
    elif operation == "from":
        pair.same("transferFrom", "transfer_from", owner, other, part(pair.twin.balance_of(owner)), sender=sender)
    elif operation == "rebase":
        pair.same_rebase()
    else:
        _change_world(pair, draw)


def _change_world(pair: Pair, draw: random.Random) -> None:
    change = draw.choice(["time", "sheet", "price", "price"])
    if change == "sheet":
        pair.spoil_sheet(draw)
    elif change == "price":
        cents = draw.choice([1, 850, 1_000, 1_001, 9_000, 99_999, 100_000, 800_000])
        pair.set_nav(max(10**6, min(10**26, cents * WAD // 100 * RAY // pair.twin.factor)))
    pair.wait(draw.choice([1, 599, 601, DAY + 1]))


@pytest.mark.parametrize("name", CASES)
def test_contract_and_twin_agree(name: str, depositor: str, holder: str, keeper: str, attacker: str) -> None:
    """ANCH-01, ANCH-02; each refusal is met, and so is a rebase, and a record that expired."""
    pair = Pair([depositor, holder, keeper, attacker], CASES[name])
    draw = random.Random(name)
    rebases = expired = 0
    for _ in range(STEPS):
        factor, record = pair.twin.factor, pair.twin.pending
        atoms = [pair.twin.atoms_of(account) for account in pair.holders]
        _step(pair, draw)
        new = pair.twin.pending
        expired += bool(record and new and record != new and record.below_floor == new.below_floor)
        if pair.twin.factor != factor:
            rebases += 1
            assert [pair.twin.atoms_of(account) for account in pair.holders] == atoms
        pair.check()
    assert rebases > 0 and expired > 0
    assert set(pair.agreement.refusals) == REFUSALS
