# SPDX-License-Identifier: Apache-2.0
"""A paired pool with its shares, delayed orders, engine and feed beside the twin: one answer, one refusal, one state.

STEELYARD_OPS sets the number of operations over all markets together.
"""

import os
import random
from collections.abc import Callable
from dataclasses import astuple, dataclass
from typing import Any

import boa
import pytest

from steelyard.model.clock import DAY, HOUR, Clock
from steelyard.model.erc20 import Erc20
from steelyard.model.libraries.errors import Reverted, require
from steelyard.model.libraries.rounding import WAD
from steelyard.model.oracles.price_source import FeedSource, Reading
from steelyard.model.oracles.twap import Round
from steelyard.model.pairing.pairing_pool import PairingPool
from steelyard.model.pairing.pairing_share import DEAD, PairingShare
from steelyard.model.pairing.parameters import PERCENT, Fees, Parameters
from steelyard.model.pairing.valuation import Side
from tests.support.contracts import at
from tests.support.engine import now
from tests.support.pair import Agreement, amount_about
from tests.support.pairing import FOREVER, live_terms
from tests.unit.pairing_pool.feed_world import FeedPoolWorld

OPERATIONS = int(os.environ.get("STEELYARD_OPS", 9000))
FULL_EVERY = 12
ROUNDS_KEPT = 400
SHARE_FIELDS = ("supply", "index", "seed", "epochs", "ripe", "due", "closed")


@dataclass(frozen=True)
class Case:
    """One kind of market."""

    target: int
    decimals: int
    is_bear: bool = False
    dollars: float = 2_000
    feed_decimals: int = 8
    mints_funding: bool = True

    @property
    def worth_a_dollar(self) -> float:
        """Units of U."""
        return 10**self.decimals / (1 if self.is_bear else self.dollars)

    def terms(self) -> Parameters:
        """Every fee on, a bounty of a dollar, room for the whole inventory, a short period."""
        dollar = 10 ** (self.decimals if self.is_bear else 18 if self.dollars < 1 else 6)
        fees = Fees(
            cut=WAD // 5,
            management=2 * PERCENT,
            rebalance=PERCENT // 50,
            reward=WAD // 2,
            max_reward=int(self.worth_a_dollar),
        )
        return live_terms(
            self.target, is_bear=self.is_bear, dollar=dollar, cap_leveraged=WAD * 9 // 10, cap_funding=WAD * 9 // 10,
            max_underlying=2**127, mints_funding=self.mints_funding, period=6 * HOUR, fees=fees,
        )  # fmt: skip


CASES = [
    Case(2, 18), Case(3, 18), Case(3, 6, is_bear=True), Case(4, 9, is_bear=True), Case(5, 8), Case(10, 18),
    Case(2, 18, dollars=1e-9, feed_decimals=18), Case(3, 6, mints_funding=False), Case(10, 6, is_bear=True),
]  # fmt: skip


class TwinAsset(Erc20):
    """BlocklistAsset."""

    def __init__(self, decimals: int) -> None:
        super().__init__(decimals)
        self.blocked: set[str] = set()

    def check_transfer(self, owner: str, receiver: str, amount: int) -> None:
        require(not self.blocked & {owner, receiver}, "asset: blocked")
        super().check_transfer(owner, receiver, amount)


class TwinFeed(FeedSource):
    """The feed beside its twin; a dead one reverts without a reason."""

    is_dead = False

    def latest(self) -> Reading:
        if self.is_dead:
            raise Reverted("arithmetic")
        return super().latest()

    def price_of(self, number: int) -> tuple[int, int]:
        if self.is_dead:
            raise Reverted("oracle: no such round")
        return super().price_of(number)


class Pair:
    """One market and its twin, driven together."""

    def __init__(self, case: Case, seed: int, agreement: Agreement) -> None:
        self.random, self.case, self.agreement = random.Random(seed), case, agreement
        self.dollars, self.terms = case.dollars, case.terms()
        self.world = world = FeedPoolWorld(
            self.terms, case.dollars, decimals=case.decimals, feed_decimals=case.feed_decimals, asset="BlocklistAsset"
        )
        self.pool = world.pool
        self.clock, self.asset, feed = Clock(now()), TwinAsset(case.decimals), world.priced.twin()
        self.source = TwinFeed(
            self.clock, list(feed.rounds), world.priced.terms.heartbeat, world.priced.terms.exponent, case.is_bear,
            first=feed.first, bounds=feed.bounds,
        )  # fmt: skip
        self.twin = PairingPool(
            world.address, self.terms, self.asset, self.source, self.clock, world.recipient, deviation=self.terms.margin
        )
        self.holders = [world.creator, *(str(boa.env.generate_address(f"holder {i}")) for i in range(3))]
        self.worth_a_dollar = case.worth_a_dollar
        self.shares: dict[tuple[Side, int], Any] = {}
        for holder in self.holders:
            self._fund(holder)
        self.both("mint_ordered", Side.FUNDING, 1, 0, world.creator, 0, sender=world.creator)
        opened = int(10**6 * self.worth_a_dollar)
        self.both("open", opened, sender=world.creator)
        self.trades: list[Callable[[], None]] = [self.mint, self.redeem, self.deposit]
        if self.terms.commits:
            self.trades = [self.commit, self.commit, self.execute, self.execute, self.refund]
        self.compare(True)

    def _fund(self, holder: str) -> None:
        amount = int(10**11 * self.worth_a_dollar)
        self.world.asset.mint(holder, amount)
        self.asset.mint(holder, amount + (self.world.asset.balanceOf(holder) - amount))
        spenders = [(self.pool.address, self.twin.address)]
        if self.twin.delayed_orders:
            spenders.append((self.world.delayed_orders.address, self.twin.delayed_orders.address))
        for spender, twin in spenders:
            self.world.asset.approve(spender, 2**256 - 1, sender=holder)
            self.asset.approve(twin, 2**256 - 1, sender=holder)

    # ------------------------------------------------------------------ driving

    def both(self, name: str, *arguments: Any, sender: str | None = None) -> Any:
        """One call of the market."""
        options = {} if sender is None else {"sender": sender}
        return self.agreement.same(
            f"{name}{arguments} by {sender}",
            lambda: getattr(self.pool, name)(*arguments, sender=sender or self.holders[0]),
            lambda: _plain(getattr(self.twin, name)(*arguments, **options)),
        )

    def of_share(self, share: PairingShare, name: str, *arguments: Any, sender: str) -> Any:
        """One call of one generation's share."""
        contract = self.contract_of(share)
        return self.agreement.same(
            f"{share.address} {name}{arguments} by {sender}",
            lambda: getattr(contract, name)(*arguments, sender=sender),
            lambda: getattr(share, name)(*arguments, sender=sender),
        )

    def of_orders(self, name: str, *arguments: Any, sender: str | None = None) -> Any:
        """One call of the delayed orders."""
        options = {} if sender is None else {"sender": sender}
        return self.agreement.same(
            f"delayed orders {name}{arguments} by {sender}",
            lambda: getattr(self.world.delayed_orders, name)(*arguments, sender=sender or self.holders[0]),
            lambda: getattr(self.twin.delayed_orders, name)(*arguments, **options),
        )

    def contract_of(self, share: PairingShare) -> Any:
        """The share contract of a twin's share."""
        return self.shares[next(key for key in self.shares if self.generations(key[0])[key[1]] is share)]

    def generations(self, side: Side) -> list[PairingShare]:
        """All shares of a side, the present one last."""
        return [*self.twin.past[side], self.twin.tokens[side]]

    def step(self) -> None:
        """One operation or a move of the world."""
        trade = self.random.choice(self.trades)
        actions: dict[Callable[[], None], int] = {
            trade: 36, self.queue: 14, self.rebalance: 12, self.drift: 12, self.calm: 12, self.jump: 2, self.wick: 1,
            self.silence: 1, self.outage: 1, self.report: 2, self.fees: 3, self.small: 2, self.wrong: 1,
            self.block: 1, self.forward: 2,
        }  # fmt: skip
        self.random.choices(list(actions), list(actions.values()))[0]()

    def who(self) -> str:
        return self.random.choice(self.holders)

    def side(self) -> Side:
        return self.random.choice([Side.LEVERAGED, Side.LEVERAGED, Side.FUNDING, Side.FUNDING, Side.LIQUIDITY])

    def share(self) -> PairingShare:
        """Mostly a present one."""
        return self.random.choice(self.generations(self.random.choice(list(Side)))[-2:])

    def amount(self) -> int:
        """Of U."""
        dollars = self.random.choice([1, 30, 5_000, 100_000, 500_000])
        return amount_about(self.random, int(dollars * self.worth_a_dollar))

    def deadline(self) -> int:
        return self.clock.now - 1 if self.random.random() < 0.02 else FOREVER

    def mint(self) -> None:
        who, min_out = self.who(), 10**30 if self.random.random() < 0.03 else 0
        self.both("mint", self.side(), self.amount(), min_out, who, self.deadline(), sender=who)

    def deposit(self) -> None:
        who = self.who()
        self.both("deposit", self.amount(), 0, who, self.deadline(), sender=who)

    def redeem(self) -> None:
        who, side = self.who(), self.side()
        shares = amount_about(self.random, self.twin.tokens[side].balance_of(who))
        min_out = 10**40 if self.random.random() < 0.03 else 0
        self.both("redeem", side, shares, min_out, who, self.random.random() < 0.4, self.deadline(), sender=who)

    def queue(self) -> None:
        who, share = self.who(), self.share()
        act = self.random.random()
        if act < 0.4:
            self.of_share(share, "enqueue", amount_about(self.random, share.balance_of(who)), sender=who)
        elif act < 0.55:
            self.of_share(share, "cancel", max(share.queue.head - self.random.choice([0, 0, -1, 1]), 0), sender=who)
        elif act < 0.9:
            self.of_share(share, "claim", max(share.queue.head - self.random.choice([0, 1, 2, 3]), 0), who, sender=who)
        else:
            self.of_share(share, "claim_closed", who, sender=who)

    def rebalance(self) -> None:
        self.both("rebalance", sender=self.who())

    def report(self) -> None:
        self.both(self.random.choice(["report_stale", "report_stale", "deprecate"]))

    def fees(self) -> None:
        self.both("collect_fees")

    def small(self) -> None:
        self.both("consolidate", self.side())

    def block(self) -> None:
        """U refuses a share, or gives way."""
        share = self.share()
        self.asset.blocked ^= {share.address}
        self.world.asset.set_blocked(self.contract_of(share).address, share.address in self.asset.blocked)

    def forward(self) -> None:
        share = self.share()
        address = self.contract_of(share).address
        self.agreement.same(
            f"forward {share.address}",
            lambda: self.pool.forward(address, sender=self.holders[0]),
            lambda: self.twin.forward(share.address),
        )

    def wrong(self) -> None:
        """What is refused whatever the state."""
        who = self.holders[1]
        self.both("open", 10**18, sender=who)
        self.both("set_fee_recipient", who, sender=who)
        self.both("mint_ordered", Side.FUNDING, 10**18, 0, who, 0, sender=who)
        self.both("redeem_ordered", Side.FUNDING, 10**18, 0, who, 0, sender=who)
        self.both("deposit", 10**18, 0, who, self.clock.now, sender=who)

    def commit(self) -> None:
        who, side, is_mint = self.who(), self.side(), self.random.random() < 0.6
        share = self.twin.tokens[side]
        amount = self.amount() if is_mint else amount_about(self.random, share.balance_of(who))
        if not is_mint and amount:
            assert self.twin.delayed_orders is not None
            self.contract_of(share).approve(self.world.delayed_orders.address, amount, sender=who)
            share.approve(self.twin.delayed_orders.address, amount, sender=who)
        deadline = self.clock.now + self.random.choice([-1, 0, HOUR, DAY, DAY])
        self.of_orders("commit", is_mint, side, amount, 0, deadline, who, sender=who)

    def execute(self) -> None:
        self.of_orders("execute", self.order(), sender=self.who())

    def refund(self) -> None:
        self.of_orders("refund", self.order())

    def order(self) -> int:
        """Mostly one that waits."""
        assert self.twin.delayed_orders is not None
        waiting = list(self.twin.delayed_orders.orders)[-6:] * 3
        return self.random.choice([*waiting, self.twin.delayed_orders.order_count])

    # ------------------------------------------------------------------ the world

    def wait(self, seconds: int) -> None:
        """Nothing but time."""
        boa.env.time_travel(seconds=seconds)
        self.clock.now = now()

    def answer(self) -> None:
        """A new round of both feeds, now."""
        self.world.answer(self.dollars)
        self.source.rounds = [*self.source.rounds, Round(self.world.scaled(self.dollars), self.clock.now)]

    def move(self, factor: float) -> None:
        """The market moves, within what the feed may answer and the walk can come back from."""
        self.dollars = min(max(self.dollars * factor, self.case.dollars / 2_000), self.case.dollars * 200)

    def drift(self) -> None:
        self.move(1 + self.random.uniform(-0.015, 0.015))
        self.wait(self.random.choice([12, 300, 900, 1_800]))
        self.answer()

    def calm(self) -> None:
        self.answer()
        for _ in range(2):
            self.wait(900)
            self.answer()

    def jump(self) -> None:
        away = 1 if self.dollars < self.case.dollars else -1
        self.move(self.random.choice([0.5, 0.85, 0.93, 1.08, 1.2, 1.7, 30.0**away, 4.0**away]))
        self.answer()
        if self.random.random() < 0.8:
            self.calm()

    def wick(self) -> None:
        """To a fifth and back, within the hour."""
        before = self.dollars
        self.dollars = before / 5
        self.wait(300)
        self.answer()
        self.rebalance()
        self.wait(self.random.choice([60, 1_200]))
        self.rebalance()
        self.dollars = before
        self.answer()

    def silence(self) -> None:
        """The feed goes stale, and mostly comes back."""
        self.wait(self.random.choice([4_000, 2 * HOUR, 30 * HOUR]))
        self.report()
        if self.random.random() < 0.8:
            self.calm()

    def outage(self) -> None:
        """The feed dies and comes back before the end, after it, or never."""
        self.set_dead(True)
        for _ in range(3):
            self.random.choice([*self.trades, self.queue, self.rebalance, self.report])()
        self.report()
        for hours in (40, 32, 2):
            self.wait(hours * HOUR)
            self.report()
            if self.random.random() < 0.5:
                self.set_dead(False)
                self.calm()
                return
        self.both("deprecate")

    def set_dead(self, is_dead: bool) -> None:
        self.source.is_dead = is_dead
        self.world.feed.set_broken(is_dead)

    # ------------------------------------------------------------------ comparing

    def compare(self, fully: bool) -> None:
        """Everything stored; fully: every balance of every generation, and what the views answer."""
        twin, position, clocks = self.twin, self.pool.position(), self.pool.clocks()
        assert tuple(position) == _position(twin)
        assert tuple(clocks) == (
            twin.accrued_at, twin.last_rebalance, twin.fresh_until, twin.stale_since, twin.unbilled, twin.last_price,
            twin.is_open, twin.is_deprecated,
        )  # fmt: skip
        assert tuple(self.pool.fees_owed()) == (twin.fees_owed, twin.cut)
        assert self.world.asset.balanceOf(self.pool.address) == self.asset.balance_of(twin.address) == twin.counted()
        for side in Side:
            number = len(twin.past[side])
            if (side, number) not in self.shares:
                self.shares[side, number] = at("PairingShare", self.pool.share(side))
                assert self.pool.generation(side) == number + 1
        if fully:
            self.compare_all()

    def compare_all(self) -> None:
        for (side, number), contract in self.shares.items():
            share = self.generations(side)[number]
            state = share.state()
            assert _plain(contract.state()) == tuple(_plain(getattr(state, field)) for field in SHARE_FIELDS)
            assert (contract.counted(), contract.head()) == (share.counted, share.queue.head)
            unsent = self.twin.unsent.get(share.address, 0)
            assert self.pool.unsent(contract.address) == unsent
            held = self.asset.balance_of(share.address)
            assert self.world.asset.balanceOf(contract.address) == held == share.counted - unsent
            assert contract.raw_supply() == share.raw_supply()
            accounts = [(one, one) for one in (*self.holders, DEAD, self.world.recipient, self.twin.address)]
            accounts.append((contract.address, share.address))
            if self.twin.delayed_orders:
                accounts.append((self.world.delayed_orders.address, self.twin.delayed_orders.address))
            for account, twin in accounts:
                assert contract.raw_balance(account) == share.raw_balance(twin)
        for holder in (*self.holders, self.world.recipient):
            assert self.world.asset.balanceOf(holder) == self.asset.balance_of(holder)
        if self.twin.delayed_orders:
            assert self.world.asset.balanceOf(self.world.delayed_orders.address) == self.asset.balance_of(
                self.twin.delayed_orders.address
            )
            assert self.world.delayed_orders.order_count() == self.twin.delayed_orders.order_count
        accrued = self.twin.accrued_position()
        assert tuple(self.pool.accrued_position()) == _fields(accrued)


def _plain(answer: Any) -> Any:
    """Tuples all the way down."""
    return tuple(_plain(part) for part in answer) if isinstance(answer, tuple | list) else answer


def _fields(position: Any) -> tuple[Any, ...]:
    vaults = (astuple(position.leveraged), astuple(position.funding))
    return (position.underlying, position.reference, position.index, *vaults)


def _position(twin: PairingPool) -> tuple[Any, ...]:
    return _fields(twin.position)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_agree(case: Case) -> None:
    """A deprecated market is left after a while for a fresh one."""
    agreement, seed, left = Agreement(), 0, OPERATIONS // len(CASES)
    while left > 0:
        with boa.env.anchor():
            pair, after_the_end = Pair(case, 100 * CASES.index(case) + seed, agreement), 0
            while left > 0 and after_the_end < 40:
                pair.step()
                pair.compare(left % FULL_EVERY == 0)
                left -= 1
                after_the_end += pair.twin.is_deprecated
            pair.compare(True)
        seed += 1
    assert agreement.accepted > OPERATIONS // len(CASES) // 10
    if OPERATIONS >= 9_000:
        assert agreement.refusals["asset: blocked"]
        assert len(agreement.refusals) >= 25, sorted(agreement.refusals)
