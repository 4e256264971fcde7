# SPDX-License-Identifier: Apache-2.0
"""The share of a paired pool and its twin, side by side through random operations: equal in all, refusals too."""

import os
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import astuple
from typing import Any

import boa
import pytest

from steelyard.model.clock import Clock
from steelyard.model.erc20 import ZERO_ADDRESS, Erc20
from steelyard.model.pairing.pairing_share import DEAD, PairingShare
from tests.support.contracts import deploy
from tests.support.pair import Agreement, amount_about
from tests.support.reverts import BARE

NOTICES = [1_800, 3_600]
LIFE = 250  # operations of one generation, the last of them after its end
# fewer would leave some refusal untried
STEPS = max(1_500, int(os.environ.get("STEELYARD_OPS", 3_000)) // len(NOTICES))

REFUSALS = {
    BARE,
    "claim: epoch still waits",
    "claim: no closed shares",
    "claim: no request",
    "erc20: approve to the zero address",
    "erc20: burn amount exceeds balance",
    "erc20: insufficient allowance",
    "erc20: mint to the zero address",
    "erc20: transfer amount exceeds balance",
    "erc20: transfer to the zero address",
    "queue: generation ended",
    "queue: no request",
    "queue: request binds",
    "queue: zero shares",
    "settle: asset not received",
    "share: market only",
}


class Pair:
    """Contract and twin on one clock, their market an account of the test's."""

    def __init__(self, market: str, holders: list[str], notice: int, agreement: Agreement, draw: random.Random) -> None:
        self.market, self.holders, self.agreement, self.draw = market, holders, agreement, draw
        self.asset = deploy("MockAsset", 18)
        self.share = deploy("PairingShare", "Share", "SHARE", self.asset.address, notice, sender=market)
        self.address = str(self.share.address)
        self.clock = Clock(boa.env.timestamp)
        self.twin_asset = Erc20()
        self.twin = PairingShare(self.address, market, self.twin_asset, self.clock, notice)
        self.is_ending = False
        self.owed = 0  # by the market
        for holder in (*holders, DEAD):
            self.same("mint", holder, 10 ** draw.randint(1, 40), sender=market)

    def same(self, name: str, *args: Any, sender: str, twin_name: str | None = None) -> Any:
        """Calls both and demands one answer or one refusal."""

        def twin() -> Any:
            return getattr(self.twin, twin_name or name)(*args, sender=sender)

        def contract() -> Any:
            answer = getattr(self.share, name)(*args, sender=sender)
            return None if answer is True else answer

        return self.agreement.same((name, args), contract, twin)

    # ------------------------------------------------------------------ operations

    def who(self) -> str:
        return self.draw.choice(self.holders)

    def receiver(self) -> str:
        return self.draw.choice([*self.holders, *self.holders, self.address, ZERO_ADDRESS])

    def market_mostly(self) -> str:
        return self.market if self.draw.random() < 0.95 else self.who()

    def epoch(self) -> int:
        return max(0, self.twin.queue.head + self.draw.randint(-3, 1))

    def shares_of(self, who: str) -> int:
        return amount_about(self.draw, self.twin.balance_of(who) // self.draw.choice([1, 3, 10]))

    def enqueue(self) -> None:
        who = self.who()
        self.same("enqueue", self.shares_of(who), sender=who)

    def cancel(self) -> None:
        self.same("cancel", self.epoch(), sender=self.who())

    def claim(self) -> None:
        self.same("claim", self.epoch(), self.receiver(), sender=self.who())

    def claim_closed(self) -> None:
        self.same("claim_closed", self.receiver(), sender=self.draw.choice([*self.holders, DEAD]))

    def mint(self) -> None:
        self.same("mint", self.receiver(), amount_about(self.draw, 10**30), sender=self.market_mostly())

    def burn(self) -> None:
        who = self.who()
        raw = amount_about(self.draw, self.twin.raw_balance(who) // self.draw.choice([1, 5]))
        self.same("burn", who, raw, sender=self.market_mostly())

    def settle(self) -> None:
        waiting, closing = self.twin.queue.waiting(), self.is_ending
        epochs = sum(shares != 0 for shares in waiting) if closing else self.twin.queue.ripe(self.clock.now)
        if epochs == 0 and not closing:
            return
        paid = [self.draw.randint(0, 10**24) if number < epochs else 0 for number in range(2)]
        left = self.draw.randint(0, 10**24) if closing else 0
        unsent = self.draw.choice([0, 0, 0, (sum(paid) + left) // 2])
        self.bring(max(0, sum(paid) + left - unsent - self.draw.choice([0, 0, 0, 1])))
        terms = ((paid[0], paid[1]), epochs, closing, left, self.owed + unsent)
        if self.same("settle", *terms, sender=self.market_mostly()) is None:
            self.owed += unsent

    def forward(self) -> None:
        """The market sends what it owes."""
        self.bring(self.owed)
        self.owed = 0

    def bring(self, amount: int) -> None:
        """U comes to the share."""
        self.asset.mint(self.address, amount)
        self.twin_asset.mint(self.address, amount)

    def consolidate(self) -> None:
        if self.twin.index < 10**18:
            self.same("consolidate", sender=self.market_mostly())

    def transfer(self) -> None:
        who = self.who()
        self.same("transfer", self.receiver(), self.shares_of(who), sender=who)

    def approve(self) -> None:
        amount = self.draw.choice([2**256 - 1, self.shares_of(self.who())])
        self.same("approve", self.receiver(), amount, sender=self.who())

    def transfer_from(self) -> None:
        owner = self.who()
        args = owner, self.receiver(), self.shares_of(owner)
        self.same("transferFrom", *args, sender=self.who(), twin_name="transfer_from")

    def wait(self) -> None:
        seconds = self.draw.choice([1, 60, 600, 1_800, 7_200])
        boa.env.time_travel(seconds=seconds)
        self.clock.advance(seconds)

    # ------------------------------------------------------------------ comparison

    def check(self) -> None:
        """Equality of everything that can be read, and U is where it is counted."""
        twin, share = self.twin, self.share
        assert tuple(share.state()) == tuple(_plain(field) for field in astuple(twin.state()))
        assert share.index() == twin.index
        assert share.counted() == twin.counted <= self.asset.balanceOf(self.address) + self.owed
        ended = (True, *astuple(twin.closed)) if twin.closed else (False, 0, 0)
        assert tuple(share.closed()) == ended
        assert (share.raw_supply(), share.totalSupply()) == (twin.raw_supply(), twin.total_supply())
        assert share.head() == twin.queue.head
        number = self.epoch()
        epoch = twin.queue.epochs.get(number)
        paid = (False, 0) if epoch is None or epoch.paid is None else (True, epoch.paid)
        assert tuple(share.epoch(number)) == ((epoch.shares, epoch.first, epoch.last, *paid) if epoch else (0,) * 5)
        for who in (*self.holders, self.address):
            assert share.raw_balance(who) == twin.raw_balance(who)
            assert share.request(who, number) == twin.queue.requests.get((who, number), 0)
            assert self.asset.balanceOf(who) == self.twin_asset.balance_of(who)
        owner, spender = self.who(), self.who()
        assert share.balanceOf(owner) == twin.balance_of(owner)
        assert share.allowance(owner, spender) == twin.allowance(owner, spender)


def _plain(field: Any) -> Any:
    return list(field) if isinstance(field, tuple) else field


@pytest.mark.parametrize("notice", NOTICES)
def test_contract_and_twin_agree(notice: int, attacker: str, depositor: str, holder: str) -> None:
    market = str(boa.env.generate_address("market"))
    draw, agreement, done = random.Random(notice), Agreement(), Counter[str]()
    for step in range(STEPS):
        if step % LIFE == 0:
            pair = Pair(market, [attacker, depositor, holder], notice, agreement, draw)
            rest: list[Callable[[], None]] = [pair.burn, pair.consolidate, pair.claim_closed, pair.forward]
            often = [pair.enqueue, pair.wait, pair.claim, pair.settle]
            some = [pair.cancel, pair.transfer, pair.approve, pair.transfer_from, pair.mint]
        pair.is_ending = step % LIFE > LIFE * 4 // 5 and not pair.twin.closed
        operation = draw.choice([*rest, *often * 4, *some * 2])
        operation()
        done[operation.__name__] += 1
        pair.check()
    assert set(agreement.refusals) >= REFUSALS - {BARE}
    assert set(agreement.refusals) <= REFUSALS
    assert agreement.accepted > STEPS // 3
    assert min(done.values()) > 10
