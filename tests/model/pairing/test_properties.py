# SPDX-License-Identifier: Apache-2.0
"""Random markets with every operation in random order: what must hold after each, and that everybody can leave."""

import contextlib
from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steelyard.model.clock import HOUR
from steelyard.model.errors import Refused
from steelyard.model.pairing.paired_share import DEAD, PairedShare
from steelyard.model.pairing.parameters import PERCENT, Fees
from steelyard.model.pairing.resplit import MOST_STEPS, Band, merged, resplit, transfer
from steelyard.model.pairing.trades import Prices
from steelyard.model.pairing.valuation import ONE, Book, Side, Vault
from steelyard.model.rounding import WAD
from tests.model.pairing.support import E36, FALLS, FT, LP, LT, World, parameters

HOLDERS = ("holder", "saver", "provider", "attacker", "creator")
EXPECTED = ("price: out of range", "mint: ", "redeem: ", "poke: ", "queue: ", "erc20: burn")
MARKETS = [(2, 18, False), (3, 18, False), (3, 6, False), (4, 9, True), (5, 8, False), (10, 18, False), (10, 6, True)]


class Walk:
    """A market under random operations, each held against the invariants."""

    def __init__(self, target: int, digits: int, is_bear: bool, seed: int) -> None:
        self.random = Random(seed)
        self.unit: int = (1 if is_bear else 100) * 10**digits
        fees = Fees(
            cut=10 * PERCENT, management=PERCENT, rebalance=PERCENT // 50, reward=WAD // 2, most_reward=self.unit
        )
        dollar = 10**digits if is_bear else 10**18
        terms = parameters(target, is_bear=is_bear, dollar=dollar, fees=fees)
        self.price = 2_000.0 if is_bear else 0.01
        self.world = World(terms, at=self.price, amount=50_000 * self.unit, digits=digits)
        self.pool = self.world.pool
        self.claims: list[tuple[str, PairedShare, int]] = []
        self.done = 0

    def step(self) -> None:
        """One operation or a move of the market; refusals must be among those that states explain."""
        action = self.random.choices(
            [self.mint, self.redeem, self.deposit, self.enqueue, self.cancel, self.poke, self.drift, self.jump],
            weights=[6, 5, 2, 3, 1, 4, 6, 1],
        )[0]
        try:
            action()
            self.done += 1
        except Refused as refusal:
            assert refusal.reason.startswith(EXPECTED), refusal
        self.check()

    def check(self) -> None:
        """PAIR-CONS-01: values sum to U*P, kinds to U, vaults hold their own kind, U is where it is counted."""
        book, price = self.pool.book, self.pool.source.latest().price
        assert sum(book.value(side, price) for side in Side) == book.underlying * price
        for kind in (LT, FT):
            assert sum(book.vault(side).of(kind) for side in Side) == book.underlying
            assert book.vault(kind).of(kind) >= book.vault(kind).of(kind.other)
        self.world.check_counted()

    def fairly(self, operation: Callable[[], object]) -> None:
        """PAIR-FAIR-01: no vault's NAV per share falls at either user price, less one unit of U."""
        with contextlib.suppress(Refused):
            self.pool.report_stale()  # accrues, and refuses on a fresh source
        pool = self.pool
        prices = Prices.around(pool.parameters.margin, *pool._priced())
        before = {side: (pool.supply(side), pool.tokens[side]) for side in Side}
        values = {(side, price): pool.book.value(side, price) for side in Side for price in prices.both()}
        operation()
        for (side, price), worth in values.items():
            supply, token = before[side]
            if supply and token is pool.tokens[side] and pool.supply(side):
                assert (pool.book.value(side, price) + price) * supply >= worth * pool.supply(side), side

    def amount(self) -> int:
        return self.random.choice([1, 7, self.unit, self.unit * 10, self.unit * 500, self.unit * 5_000])

    def who(self) -> str:
        return self.random.choice(HOLDERS)

    def part(self, side: Side, who: str) -> int:
        return self.pool.tokens[side].balance_of(who) * self.random.choice([1, 10, 50, 100]) // 100

    def mint(self) -> None:
        side, who, amount = self.random.choice([LT, FT]), self.who(), self.amount()
        self.fairly(lambda: self.world.mint(side, amount, who))

    def redeem(self) -> None:
        side, who, partial = self.random.choice([LT, FT]), self.who(), self.random.random() < 0.5
        shares = self.part(side, who)
        self.fairly(lambda: self.world.redeem(side, shares, who, partial))

    def deposit(self) -> None:
        who, amount = self.who(), self.amount()
        self.fairly(lambda: self.world.deposit(amount, who))

    def enqueue(self) -> None:
        side, who = self.random.choice(list(Side)), self.who()
        self.queue(who, self.pool.tokens[side], self.part(side, who))

    def queue(self, who: str, token: PairedShare, shares: int) -> None:
        self.claims.append((who, token, token.enqueue(shares, sender=who)))

    def cancel(self) -> None:
        if self.claims:
            who, token, epoch = self.random.choice(self.claims)
            token.cancel(epoch, sender=who)

    def poke(self) -> None:
        assert self.world.poke() <= MOST_STEPS

    def drift(self) -> None:
        self.price *= 1 + self.random.uniform(-0.02, 0.02)
        self.world.quiet(self.price, minutes=self.random.choice([10, 30, 60]))

    def jump(self) -> None:
        self.price *= self.random.choice([0.5, 0.8, 0.9, 1.1, 1.3])
        self.world.quiet(self.price, minutes=self.random.choice([0, 30]))

    def claim_closed(self, side: Side) -> None:
        for token in self.world.shares_of(side):
            if token.closed:
                for who in (*HOLDERS, "treasury", DEAD):
                    if token.raw_balance(who):
                        token.claim_closed(who, sender=who)
                assert token.raw_supply() == 0

    def everybody_leaves(self) -> None:
        """PAIR-EXIT-01: within two due re-splits of any state all shares but the seeds are U."""
        self.world.quiet(self.price)
        with contextlib.suppress(Refused):
            while self.pool.poke(sender="keeper").backlog:
                pass
        for side in Side:
            for who in (*HOLDERS, "treasury"):
                token = self.pool.tokens[side]
                if token.balance_of(who) and not token.closed:
                    self.queue(who, token, token.balance_of(who))
        for _ in range(2):
            self.world.quiet(self.price, minutes=150)
            if self.pool.is_due():
                self.world.poke()
        for who, token, epoch in self.claims:
            with contextlib.suppress(Refused):
                token.claim(epoch, who, sender=who)
        with contextlib.suppress(Refused):
            self.pool.collect_fees()
        for side in Side:
            self.claim_closed(side)
            for token in self.world.shares_of(side):
                assert token.raw_supply() == token.raw_balance(DEAD) + token.raw_balance("treasury")
                assert token.queue.waiting() == (0, 0)
                assert all(shares == 0 for shares in token.queue.requests.values())
        self.check()


@pytest.mark.parametrize(("target", "digits", "is_bear"), MARKETS)
@pytest.mark.parametrize("seed", range(3))
def test_random_operations(target: int, digits: int, is_bear: bool, seed: int) -> None:
    walk = Walk(target, digits, is_bear, seed)
    for _ in range(150):
        walk.step()
    assert walk.done > 60
    walk.everybody_leaves()


@st.composite
def books(draw: st.DrawFn) -> Book:
    """Any book that re-splits and trades can lead to: each vault holds at least as much of its own kind."""
    target = draw(st.sampled_from(sorted(FALLS)))
    underlying = draw(st.integers(100, 10**30))
    own = draw(st.integers(0, underlying))
    other = draw(st.integers(0, own))
    funded = draw(st.integers(0, underlying - other))
    mismatch = draw(st.integers(0, min(funded, underlying - own)))
    index = draw(st.integers(ONE, ONE * 107 // 100))
    reference = draw(st.integers(10**11, 10**48))
    return Book(target, underlying, reference, index, Vault(own, other), Vault(mismatch, funded))


@given(book=books(), move=st.integers(WAD // 100, 10 * WAD))
@settings(max_examples=400, deadline=None)
def test_a_re_split_moves_nothing_at_its_own_price(book: Book, move: int) -> None:
    """PAIR-SPLIT-01, wipe-outs included: a vault loses at most T units of U, and gains what a mark rounds by."""
    price = max(book.reference * move // WAD, 1)
    after = resplit(book, price)
    assert after.underlying == book.underlying
    for side in (LT, FT):
        lost = book.value(side, price) - after.value(side, price)
        assert -book.target * book.underlying <= lost <= book.target * (price + book.underlying)
    moved = transfer(book, after, price)
    slack = 2 * book.target * (price + book.underlying) // E36 + 1
    assert max(abs(moved.leveraged), abs(moved.funding), abs(moved.liquidity)) <= slack


@given(book=books(), move=st.integers(WAD // 100, 10 * WAD), other=st.integers(WAD // 2, 2 * WAD))
@settings(max_examples=200, deadline=None)
def test_a_step_transfer_is_what_the_vaults_gained_at_the_market(book: Book, move: int, other: int) -> None:
    price, market = (max(book.reference * factor // WAD, 1) for factor in (move, other))
    moved = transfer(book, resplit(book, price), market)
    assert abs(moved.leveraged + moved.funding + moved.liquidity) <= 2


@given(book=books())
@settings(max_examples=100, deadline=None)
def test_a_wipe_out_gives_all_u_to_f_pro_rata(book: Book) -> None:
    price = max(min(book.zero_point, book.reference) // 2, 1)
    parts = merged(book, price)
    assert parts.leveraged == book.leveraged.funding
    assert parts.funding == book.funding.funding


@given(book=books(), move=st.integers(WAD // 100, 10 * WAD))
@settings(max_examples=100, deadline=None)
def test_nobody_who_holds_only_his_kind_is_left_with_a_mismatch_that_lp_could_clear(book: Book, move: int) -> None:
    after = resplit(book, max(book.reference * move // WAD, 1))
    per, liquidity = book.target - 1, after.liquidity
    assert after.leveraged.funding == 0 or liquidity.leveraged < per
    assert after.funding.leveraged == 0 or liquidity.funding == 0


@pytest.mark.parametrize(("target", "jump"), [(10, 0.2), (10, 0.05), (3, 0.01), (2, 0.0001), (10, 40), (5, 3)])
def test_any_gap_in_bounded_steps(target: int, jump: float) -> None:
    """PAIR-STEP-01: at most 64 steps a call, the rest waits, and only poke and the queue are open meanwhile."""
    world = World(parameters(target), at=100)
    shares = world.mint(FT, 10**17, "saver")
    world.quiet(100 * jump)
    calls = 0
    while True:
        poked = world.pool.poke(sender="keeper")
        calls += 1
        assert poked.steps <= MOST_STEPS
        if not poked.backlog:
            break
        with pytest.raises(Refused, match="price: out of range"):
            world.redeem(FT, shares, "saver")
        assert poked.steps == MOST_STEPS
    assert calls == -(-expected_steps(target, jump) // MOST_STEPS)
    assert world.pool.book.reference == world.source.latest().price
    assert world.deposit(10**24)


def expected_steps(target: int, jump: float) -> int:
    terms = parameters(target)
    band, reference, steps = Band(terms.fall, terms.rise), 10**40, 1
    spot = round(reference * jump)
    while spot < band.low(band.low(reference)) or spot > band.high(band.high(reference)):
        reference = band.low(reference) if spot < reference else band.high(reference)
        steps += 1
    return steps


def test_a_wick_that_comes_back_moves_nothing() -> None:
    world = World(parameters(2), at=100)
    book = world.pool.book
    for price in (90, 20, 60, 95):
        world.clock.advance(30)
        world.answer(price)
        with pytest.raises(Refused, match="poke: (spot far from twap|not due)"):
            world.poke()
    assert world.pool.book == book


def test_every_re_split_sets_the_clock() -> None:
    world = World()
    world.clock.advance(24 * HOUR)
    world.quiet(81.05)
    world.answer(80.95)
    assert world.poke() == 1
    assert world.pool.book.reference == 90 * E36
    assert not world.pool.is_due()


def test_reward_is_the_lesser_of_a_fixed_most_and_a_part_of_the_fee() -> None:
    for most, expected in ((10**30, 15 * 10**15), (5, 5), (0, 0)):
        fees = Fees(rebalance=PERCENT // 10, reward=WAD // 2, most_reward=most)
        world = World(parameters(fees=fees))
        world.quiet(112)
        reward = world.pool.poke(sender="keeper").reward
        assert reward == world.asset.balance_of("keeper") == expected
        assert world.pool.fees_owed == 30 * 10**15 - expected
        with pytest.raises(Refused, match="poke: not due"):
            world.poke()


def test_a_re_split_for_a_queue_alone_costs_nobody_a_fee() -> None:
    world = World(parameters(fees=Fees(rebalance=PERCENT // 10, reward=WAD, most_reward=10**30)))
    world.enqueue(LP, 1, "creator")
    world.quiet(100, minutes=70)
    assert world.pool.poke(sender="keeper").reward == 0
    assert world.pool.fees_owed == 0


def test_a_scheduled_re_split_waits_until_spot_and_twap_agree() -> None:
    world = World()
    world.clock.advance(24 * HOUR)
    world.quiet(100)
    world.answer(103)
    with pytest.raises(Refused, match="poke: spot far from twap"):
        world.poke()
    world.answer(102)
    assert world.poke() == 1
    assert world.pool.last_resplit == world.clock.now
    assert world.pool.book.reference == world.source.latest().price
