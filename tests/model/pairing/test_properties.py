# SPDX-License-Identifier: Apache-2.0
"""Random markets with every operation in random order: what must hold after each, and that everybody can leave."""

import contextlib
from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steelyard.model.clock import HOUR
from steelyard.model.libraries.errors import Reverted
from steelyard.model.libraries.rounding import WAD
from steelyard.model.pairing.pairing_share import DEAD, PairingShare
from steelyard.model.pairing.parameters import PERCENT, TARGETS, Fees
from steelyard.model.pairing.rebalancing import MAX_STEPS, Band, merged, rebalance_step, transfer
from steelyard.model.pairing.trades import Prices
from steelyard.model.pairing.valuation import ONE, Position, Side, Vault
from tests.model.pairing.support import E36, FT, LP, LT, World, parameters

HOLDERS = ("holder", "saver", "provider", "attacker", "creator")
EXPECTED = ("price: out of range", "mint: ", "redeem: ", "rebalance: ", "queue: ", "erc20: burn")
MARKETS = [(2, 18, False), (3, 18, False), (3, 6, False), (4, 9, True), (5, 8, False), (10, 18, False), (10, 6, True)]


class Walk:
    """A market under random operations, each held against the invariants."""

    def __init__(self, target: int, digits: int, is_bear: bool, seed: int) -> None:
        self.random = Random(seed)
        self.unit: int = (1 if is_bear else 100) * 10**digits
        fees = Fees(
            cut=10 * PERCENT, management=PERCENT, rebalance=PERCENT // 50, reward=WAD // 2, max_reward=self.unit
        )
        dollar = 10**digits if is_bear else 10**18
        terms = parameters(target, is_bear=is_bear, dollar=dollar, fees=fees)
        self.price = 2_000.0 if is_bear else 0.01
        self.world = World(terms, at=self.price, amount=50_000 * self.unit, digits=digits)
        self.pool = self.world.pool
        self.claims: list[tuple[str, PairingShare, int]] = []
        self.done = 0

    def step(self) -> None:
        """One operation or a move of the market; refusals must be among those that states explain."""
        action = self.random.choices(
            [self.mint, self.redeem, self.deposit, self.enqueue, self.cancel, self.rebalance, self.drift, self.jump],
            weights=[6, 5, 2, 3, 1, 4, 6, 1],
        )[0]
        try:
            action()
            self.done += 1
        except Reverted as refusal:
            assert refusal.reason.startswith(EXPECTED), refusal
        self.check()

    def check(self) -> None:
        """PAIR-CONS-01: values sum to U*P, kinds to U, vaults hold their own kind, U is where it is counted."""
        position, price = self.pool.position, self.pool.source.latest().price
        assert sum(position.value(side, price) for side in Side) == position.underlying * price
        for kind in (LT, FT):
            assert sum(position.vault(side).of(kind) for side in Side) == position.underlying
            assert position.vault(kind).of(kind) >= position.vault(kind).of(kind.other)
        self.world.check_counted()

    def fairly(self, operation: Callable[[], object]) -> None:
        """PAIR-FAIR-01: no vault's NAV per share falls at either user price, less one unit of U."""
        with contextlib.suppress(Reverted):
            self.pool.report_stale()  # accrues, and refuses on a fresh source
        pool = self.pool
        prices = Prices.around(pool.parameters.margin, *pool._priced())
        before = {side: (pool.supply(side), pool.tokens[side]) for side in Side}
        values = {(side, price): pool.position.value(side, price) for side in Side for price in prices.both()}
        operation()
        for (side, price), worth in values.items():
            supply, token = before[side]
            if supply and token is pool.tokens[side] and pool.supply(side):
                assert (pool.position.value(side, price) + price) * supply >= worth * pool.supply(side), side

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

    def queue(self, who: str, token: PairingShare, shares: int) -> None:
        self.claims.append((who, token, token.enqueue(shares, sender=who)))

    def cancel(self) -> None:
        if self.claims:
            who, token, epoch = self.random.choice(self.claims)
            token.cancel(epoch, sender=who)

    def rebalance(self) -> None:
        assert self.world.rebalance() <= MAX_STEPS

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
        """PAIR-EXIT-01: within two due rebalances of any state all shares but the seeds are U."""
        self.world.quiet(self.price)
        with contextlib.suppress(Reverted):
            while self.pool.rebalance(sender="keeper").backlog:
                pass
        for side in Side:
            for who in (*HOLDERS, "treasury"):
                token = self.pool.tokens[side]
                if token.balance_of(who) and not token.closed:
                    self.queue(who, token, token.balance_of(who))
        for _ in range(2):
            self.world.quiet(self.price, minutes=150)
            if self.pool.is_due():
                self.world.rebalance()
        for who, token, epoch in self.claims:
            with contextlib.suppress(Reverted):
                token.claim(epoch, who, sender=who)
        with contextlib.suppress(Reverted):
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
def accounting(draw: st.DrawFn) -> Position:
    """Any position that rebalances and trades can lead to: each vault holds at least as much of its own kind."""
    target = draw(st.sampled_from(TARGETS))
    underlying = draw(st.integers(100, 10**30))
    own = draw(st.integers(0, underlying))
    other = draw(st.integers(0, own))
    funded = draw(st.integers(0, underlying - other))
    mismatch = draw(st.integers(0, min(funded, underlying - own)))
    index = draw(st.integers(ONE, ONE * 107 // 100))
    reference = draw(st.integers(10**11, 10**48))
    return Position(target, underlying, reference, index, Vault(own, other), Vault(mismatch, funded))


@given(position=accounting(), move=st.integers(WAD // 100, 10 * WAD))
@settings(max_examples=400, deadline=None)
def test_a_rebalance_moves_nothing_at_its_own_price(position: Position, move: int) -> None:
    """PAIR-SPLIT-01, wipe-outs included: a vault loses at most T units of U, and gains what a mark rounds by."""
    price = max(position.reference * move // WAD, 1)
    after = rebalance_step(position, price)
    assert after.underlying == position.underlying
    for side in (LT, FT):
        lost = position.value(side, price) - after.value(side, price)
        assert -position.target * position.underlying <= lost <= position.target * (price + position.underlying)
    moved = transfer(position, after, price)
    slack = 2 * position.target * (price + position.underlying) // E36 + 1
    assert max(abs(moved.leveraged), abs(moved.funding), abs(moved.liquidity)) <= slack


@given(position=accounting(), move=st.integers(WAD // 100, 10 * WAD), other=st.integers(WAD // 2, 2 * WAD))
@settings(max_examples=200, deadline=None)
def test_a_step_transfer_is_what_the_vaults_gained_at_the_market(position: Position, move: int, other: int) -> None:
    price, market = (max(position.reference * factor // WAD, 1) for factor in (move, other))
    moved = transfer(position, rebalance_step(position, price), market)
    assert abs(moved.leveraged + moved.funding + moved.liquidity) <= 2


@given(position=accounting())
@settings(max_examples=100, deadline=None)
def test_a_wipe_out_gives_all_u_to_f_pro_rata(position: Position) -> None:
    price = max(min(position.zero_point, position.reference) // 2, 1)
    parts = merged(position, price)
    assert parts.leveraged == position.leveraged.funding
    assert parts.funding == position.funding.funding


@given(position=accounting(), move=st.integers(WAD // 100, 10 * WAD))
@settings(max_examples=100, deadline=None)
def test_nobody_who_holds_only_their_kind_is_left_with_a_mismatch_that_lp_could_clear(
    position: Position, move: int
) -> None:
    after = rebalance_step(position, max(position.reference * move // WAD, 1))
    per, liquidity = position.target - 1, after.liquidity
    # less than T - 1 units that LP could not swap, and less than T - 1 that it got of the funding vault's
    assert after.leveraged.funding == 0 or liquidity.leveraged <= 2 * (per - 1)
    assert after.funding.leveraged == 0 or liquidity.funding == 0


@pytest.mark.parametrize(("target", "jump"), [(10, 0.2), (10, 0.05), (3, 0.01), (2, 0.0001), (10, 40), (5, 3)])
def test_any_gap_in_bounded_steps(target: int, jump: float) -> None:
    """PAIR-STEP-01: at most 64 steps a call, the rest waits, and only rebalance and the queue are open meanwhile."""
    world = World(parameters(target), at=100)
    shares = world.mint(FT, 10**17, "saver")
    world.quiet(100 * jump)
    calls = 0
    while True:
        rebalanced = world.pool.rebalance(sender="keeper")
        calls += 1
        assert rebalanced.steps <= MAX_STEPS
        if not rebalanced.backlog:
            break
        with pytest.raises(Reverted, match="price: out of range"):
            world.redeem(FT, shares, "saver")
        assert rebalanced.steps == MAX_STEPS
    assert calls == -(-expected_steps(target, jump) // MAX_STEPS)
    assert world.pool.position.reference == world.source.latest().price
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
    position = world.pool.position
    for price in (90, 20, 60, 95):
        world.clock.advance(30)
        world.answer(price)
        with pytest.raises(Reverted, match="rebalance: (spot far from twap|not due)"):
            world.rebalance()
    assert world.pool.position == position


def test_every_rebalance_sets_the_clock() -> None:
    world = World()
    world.clock.advance(24 * HOUR)
    world.quiet(81.05)
    world.answer(80.95)
    assert world.rebalance() == 1
    assert world.pool.position.reference == 90 * E36
    assert not world.pool.is_due()


def test_reward_is_the_lesser_of_a_fixed_most_and_a_part_of_the_fee() -> None:
    for maximum, expected in ((10**30, 15 * 10**15), (5, 5), (0, 0)):
        fees = Fees(rebalance=PERCENT // 10, reward=WAD // 2, max_reward=maximum)
        world = World(parameters(fees=fees))
        world.quiet(112)
        reward = world.pool.rebalance(sender="keeper").reward
        assert reward == world.asset.balance_of("keeper") == expected
        assert world.pool.fees_owed == 30 * 10**15 - expected
        with pytest.raises(Reverted, match="rebalance: not due"):
            world.rebalance()


def test_a_rebalance_for_a_queue_alone_costs_nobody_a_fee() -> None:
    world = World(parameters(fees=Fees(rebalance=PERCENT // 10, reward=WAD, max_reward=10**30)))
    world.enqueue(LP, 1, "creator")
    world.quiet(100, minutes=70)
    assert world.pool.rebalance(sender="keeper").reward == 0
    assert world.pool.fees_owed == 0


def test_a_scheduled_rebalance_waits_until_spot_and_twap_agree() -> None:
    world = World()
    world.clock.advance(24 * HOUR)
    world.quiet(100)
    world.answer(103)
    with pytest.raises(Reverted, match="rebalance: spot far from twap"):
        world.rebalance()
    world.answer(102)
    assert world.rebalance() == 1
    assert world.pool.last_rebalance == world.clock.now
    assert world.pool.position.reference == world.source.latest().price
